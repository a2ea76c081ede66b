"""How names are folded, found and compared, as SQL: rows store the folded name, and a search asks
once for each row.
"""

from django.db import migrations

# The regular expressions and small letters are of a collation that every PostgreSQL has (since 17),
# so that a name has one key in every database. Compatibility forms are one ("ﬃ" and "ffi", the
# presentation forms of Arabic); vowel signs of Arabic, joiners and apostrophes go, every other mark
# and blank parts words. Then the old spelling: dj is j, tj is c, ch is kh, oe is u, and a j is y
# after h or s, in the beginning before n, and wherever the word shows its age by an oe or dj.
# Doubled letters count once.
FOLD_NAME = r"""
CREATE FUNCTION fold_name(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT trim(regexp_replace(regexp_replace(
        translate(
            regexp_replace(regexp_replace(
                replace(replace(replace(
                    regexp_replace(regexp_replace(
                        lower(public.unaccent('public.unaccent', normalize(name, NFKC)) COLLATE pg_c_utf8),
                        '[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff''`´’‘ʼʻʾʿ]',
                        '', 'g'),
                    '[[:space:][:cntrl:][:punct:]]+', ' ', 'g'),
                'dj', 'J'), 'tj', 'c'), 'ch', 'kh'),
            '([hs]|\mn)j', '\1y', 'g'), 'j(?=[a-zJ]*(oe|J))|(?<=(oe|J)[a-zJ]*)j', 'y', 'g'),
        'Jyvأإآٱىة', 'jifاااايه'),
    'oe', 'u', 'g'), '([a-z])\1+', '\1', 'g'))
$$
"""

# The likeness of a folded word to a folded text: 1 where it stands whole, 0.9 where one begins with
# it. Comparing by trigrams costs most, so it is left to texts that share the beginning, middle or
# end; an initial is half a word.
WORD_HIT = r"""
CREATE FUNCTION word_hit(word text, words text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN word = '' THEN 0
        WHEN ' ' || words || ' ' LIKE '% ' || word || ' %' THEN 1
        WHEN ' ' || words LIKE '% ' || word || '%' THEN 0.9
        WHEN ' ' || words || ' ' LIKE '% ' || left(word, 1) || ' %' THEN 0.5
        WHEN ' ' || words LIKE '% ' || left(word, 2) || '%' OR words LIKE '%' || right(word, 3) || '%'
            OR words LIKE '%' || substr(word, 3, 3) || '%' THEN word_similarity(word, words)
        ELSE 0 END
$$
"""

# The same for a register number or a part of one: whole is a part with no further digit before or
# behind it.
NUMBER_HIT = r"""
CREATE FUNCTION number_hit(part text, registers text[]) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    edge text := CASE WHEN part ~ '^[0-9]' THEN '(^|[^0-9])' ELSE '^' END;
    number text;
    hit double precision := 0;
BEGIN
    FOREACH number IN ARRAY coalesce(registers, '{}') LOOP
        IF position(part IN number) > 0 THEN
            hit := greatest(hit, CASE WHEN number ~ (edge || part || '([^0-9]|$)') THEN 1
                WHEN starts_with(number, part) THEN 0.9 ELSE 0.6 END);
        END IF;
    END LOOP;
    RETURN hit;
END
$$
"""

# Whether one person (folded name, name in small letters) bears the words: 1 as they were typed,
# 0.96 in another spelling, 0 where a word is missing. A letter may be an initial or a block: it
# counts only in the whole name.
NAME_HIT = r"""
CREATE FUNCTION name_hit(words text[], typed text[], person text[])
RETURNS double precision LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    own text := ' ' || person[1] || ' ';
    word text;
    is_named boolean := false;
    has_letter boolean := false;
BEGIN
    FOREACH word IN ARRAY words LOOP
        IF position(' ' || word || ' ' IN own) = 0 THEN RETURN 0; END IF;
        is_named := is_named OR (length(word) > 1 AND word NOT IN ('bin', 'binti'));
        has_letter := has_letter OR length(word) = 1;
    END LOOP;
    IF NOT is_named OR (has_letter AND cardinality(words) < cardinality(string_to_array(person[1], ' '))) THEN
        RETURN 0;
    END IF;
    FOREACH word IN ARRAY typed LOOP
        IF position(word IN person[2]) = 0 AND position(' ' || fold_name(word) || ' ' IN own) > 0 THEN
            RETURN 0.96;
        END IF;
    END LOOP;
    RETURN 1;
END
$$
"""

# Exact (0.96 and more) is a whole register number, or one person who bears every word of a name;
# beside them may stand a block that was called so or has letter and digit ("A3"), and a place with
# its whole name. "12/2025" beside a name is a likeness, as it is alone. A likeness is at most 0.9:
# the mean of all hits, pulled down by the word that hits worst; or all words as one name, with and
# without blanks, which finds "Nur'aini" for "nur aeni". A tenth of it goes to the row's own name,
# the first of its people: it stands before its neighbours. The steps are expressions of PL/pgSQL: a
# query of SQL's own would be planned anew for every row.
SEARCH_SCORE = r"""
CREATE FUNCTION search_score(
    words text[], typed text[], called text[], numbers text[], whole text,
    people text[], places text, blocks text[], registers text[]
) RETURNS double precision LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    asked text := array_to_string(words, ' ');
    texts text := places;
    word text;
    hit double precision;
    total double precision := 0;
    least_hit double precision := 1;
    things integer := cardinality(words) + cardinality(called) + cardinality(numbers);
    has_part boolean := false;
    fit double precision := 0;
BEGIN
    IF whole = ANY(registers) THEN RETURN 1; END IF;
    IF things = 0 THEN RETURN 0; END IF;
    FOR place IN 1 .. array_length(people, 1) LOOP texts := people[place][1] || ' ' || texts; END LOOP;
    FOREACH word IN ARRAY words LOOP
        hit := CASE WHEN upper(word) = ANY(blocks) THEN 1 ELSE word_hit(word, texts) END;
        total := total + hit;
        least_hit := least(least_hit, hit);
    END LOOP;
    FOREACH word IN ARRAY called LOOP
        hit := CASE WHEN word = ANY(blocks) OR word || numbers[1] = ANY(blocks) THEN 1
            WHEN ' ' || array_to_string(blocks, ' ') LIKE '% ' || word || '%' THEN 0.7 ELSE 0 END;
        total := total + hit;
        least_hit := least(least_hit, hit);
    END LOOP;
    FOREACH word IN ARRAY numbers LOOP
        IF called[1] || word = ANY(blocks) THEN hit := 1;
        ELSIF word = ANY(blocks) THEN
            hit := 1;
            has_part := has_part OR word !~ '[A-Z]';
        ELSE
            hit := number_hit(word, registers);
            has_part := true;
        END IF;
        total := total + hit;
        least_hit := least(least_hit, hit);
    END LOOP;
    IF total = 0 THEN RETURN 0; END IF;
    IF least_hit = 1 THEN
        IF numbers && registers THEN RETURN 1; END IF;
        IF NOT has_part AND asked <> '' THEN fit := narrowed_hit(words, typed, people, places); END IF;
        IF fit > 0 THEN RETURN fit; END IF;
    END IF;
    fit := (total / things + least_hit) / 2;
    IF fit BETWEEN 0.2 AND 0.8 AND cardinality(words) > 1 AND cardinality(words) = things THEN
        fit := greatest(fit, word_similarity(asked, texts), word_similarity(replace(asked, ' ', ''), texts));
    END IF;
    IF fit >= 0.4 AND asked <> '' THEN
        fit := 0.9 * fit + 0.1 * word_similarity(asked, people[1][1]);
    END IF;
    RETURN 0.9 * fit;
END
$$
"""

# Whether a spoken word may stand for a longer one: its beginning, its end ("tini" for Sutini), its
# consonants ("st" for Siti), or M. for Muhammad, whose other ways are one already.
SHORTENS = r"""
CREATE FUNCTION shortens(short text, long text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT short <> '' AND (
        (length(short) <= 4 AND long LIKE short || '%')
        OR (length(short) BETWEEN 4 AND length(long) - 2 AND right(long, length(short)) = short)
        OR (short ~ '^[b-df-hj-np-tv-z]{2,4}$' AND long ~ ('^' || regexp_replace(short, '(.)', '\1.*', 'g'))))
$$
"""

# Whether each word of one folded name stands in the other, whole or shortened on either side, and
# one of them whole.
NAMES_SHORTEN = r"""
CREATE FUNCTION names_shorten(one text, other text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(bool_and(best > 0) AND bool_or(best = 2), false) FROM (
        SELECT max(CASE WHEN theirs = own THEN 2
            WHEN shortens(own, theirs) OR shortens(theirs, own) THEN 1 ELSE 0 END) AS best
        FROM unnest(string_to_array(one, ' ')) WITH ORDINALITY AS a(own, place),
            unnest(string_to_array(other, ' ')) AS theirs
        GROUP BY place) AS words
$$
"""

# The likeness of two folded names. Equal ones are wholly alike in every script: trigrams may know
# only Latin letters.
NAME_LIKENESS = r"""
CREATE FUNCTION name_likeness(one text, other text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN one = '' OR other = '' THEN 0 WHEN one = other THEN 1 ELSE similarity(one, other) END
$$
"""

# The words without the places (parted by strokes) that stand in them with their whole name: the
# village, the district, or both. Whoever bears what is left is narrowed to them.
NARROWED_HIT = r"""
CREATE FUNCTION narrowed_hit(words text[], typed text[], people text[], places text)
RETURNS double precision LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    ways text[] := ARRAY[' ' || array_to_string(words, ' ') || ' '];
    way text;
    place text;
    person text[];
    fit double precision := 0;
BEGIN
    FOREACH place IN ARRAY string_to_array(places, ' | ') LOOP
        FOREACH way IN ARRAY ways LOOP
            IF place <> '' AND position(' ' || place || ' ' IN way) > 0 THEN
                ways := ways || regexp_replace(way, ' ' || place || ' ', ' ');
            END IF;
        END LOOP;
    END LOOP;
    FOREACH way IN ARRAY ways LOOP
        IF way <> ' ' THEN
            FOREACH person SLICE 1 IN ARRAY people LOOP
                fit := greatest(fit, name_hit(string_to_array(trim(way), ' '), typed, person));
            END LOOP;
        END IF;
        EXIT WHEN fit > 0;
    END LOOP;
    RETURN fit;
END
$$
"""

# The one table of what people write for the same name; each row works on what the rows above it
# left of the folded name. Titles and forms of address as in the "Gelar kehormatan, keturunan, dan
# keagamaan" and "sapaan" of the Kamus Besar Bahasa Indonesia with the abbreviations of EYD V (II.C
# "Singkatan"); the abbreviations of Muhammad, Abdul, Siti and Nur as they stand in population
# registers; the pairs of letters follow the spelling reforms of 1947 and 1972 and the Arabic
# letters that Javanese writes two ways (f/p, kh/h, sy/s, z/j, a/o).
SPOKEN_NAME = r"""
CREATE FUNCTION spoken_name(name_key text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    written constant text[] := ARRAY[
        ['\m(h|hj|haji|haja|hajah|kh|kiai|niai|ust|ustad|ustadz|ustadzah|gus|ning)\M', ''],
        ['\m(bu|ibu|pak|bp|bpk|bapak|mbah|mbak|mbok|mas|kang|iu|lik|mak|ni|niona|tn|tuan|sdr|sdri|saudara|saudari)\M', ''],
        ['\m(alm|almh|almarhum|almarhumah|drs|dra|ir|dr|r|rr|rd|raden|rara|bin|binti|bt)\M', ''],
        ['\mm(h?d|[ou]k?h(d|am[ae][dt])?)\M', 'muhamad'],
        ['\m(abd |abdu[dlnrstz] |abdul|abdu)', 'abdul '],
        ['\m(noor|nor|nr)\M', 'nur'],
        ['\m(siti|sitti|st|sitie)\M', 'siti'],
        ['kh', 'h'],
        ['si(?=[aeou])', 's'],
        ['([dt])h', '\1'],
        ['ae', 'ai'],
        ['h\M', '']];
BEGIN
    FOR place IN 1 .. array_length(written, 1) LOOP
        name_key := regexp_replace(name_key, written[place][1], written[place][2], 'g');
    END LOOP;
    name_key := translate(name_key, 'jzpo', 'iifa');
    RETURN trim(regexp_replace(regexp_replace(name_key, '([a-z])\1+', '\1', 'g'), ' +', ' ', 'g'));
END
$$
"""

# Whether two spoken names may be of one person: the same letters, words shortened, or one word that
# ends the other.
NAMES_MAY_BE_ONE = r"""
CREATE FUNCTION names_may_be_one(one text, other text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT one <> '' AND other <> '' AND (
        replace(one, ' ', '') = replace(other, ' ', '')
        OR names_shorten(one, other) OR names_shorten(other, one)
        OR (length(one) > 2 AND one !~ ' ' AND other ~ ('..' || one || '( |$)'))
        OR (length(other) > 2 AND other !~ ' ' AND one ~ ('..' || other || '( |$)')))
$$
"""


def _function(sql: str, signature: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql, f"DROP FUNCTION {signature}")


class Migration(migrations.Migration):
    initial = True
    dependencies = [("rutan", "0001_facilities_users_and_audit")]

    operations = [
        _function(FOLD_NAME, "fold_name(text)"),
        _function(WORD_HIT, "word_hit(text, text)"),
        _function(NUMBER_HIT, "number_hit(text, text[])"),
        _function(NAME_HIT, "name_hit(text[], text[], text[])"),
        _function(SEARCH_SCORE, "search_score(text[], text[], text[], text[], text, text[], text, text[], text[])"),
        _function(SHORTENS, "shortens(text, text)"),
        _function(NAMES_SHORTEN, "names_shorten(text, text)"),
        _function(NAME_LIKENESS, "name_likeness(text, text)"),
        _function(NARROWED_HIT, "narrowed_hit(text[], text[], text[], text)"),
        _function(SPOKEN_NAME, "spoken_name(text)"),
        _function(NAMES_MAY_BE_ONE, "names_may_be_one(text, text)"),
    ]
