"""How well a row fits what was asked, as SQL: the texts of a row are gathered once, not once per word."""

from django.db import migrations

# The likeness of a folded word to a folded text: 1 where it stands whole, 0.9 where one begins with it. Comparing
# by trigrams costs most, so it is left to texts that share the beginning, middle or end; an initial is half a word.
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

# The same for a register number or a part of one: whole is a part with no further digit before or behind it.
NUMBER_HIT = r"""
CREATE FUNCTION number_hit(part text, registers text[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(max(CASE
        WHEN number ~ (CASE WHEN part ~ '^[0-9]' THEN '(^|[^0-9])' ELSE '^' END || part || '([^0-9]|$)') THEN 1
        WHEN number LIKE part || '%' THEN 0.9
        WHEN number LIKE '%' || part || '%' THEN 0.6
        ELSE 0 END), 0) FROM unnest(registers) AS number
$$
"""

# Whether one person (folded name, name in small letters) bears the words, but for those that are village or
# block: 1 as they were typed, 0.96 in another spelling, 0 where a word is missing or none is of the name.
NAME_HIT = r"""
CREATE FUNCTION name_hit(words text[], typed text[], person text[], places text, blocks text[])
RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN NOT coalesce(bool_or(named) AND bool_and(named OR placed), false) THEN 0
        WHEN EXISTS (
            SELECT FROM unnest(typed) AS spelt WHERE position(spelt IN person[2]) = 0
                AND ' ' || person[1] || ' ' LIKE '% ' || fold_name(spelt) || ' %') THEN 0.96
        ELSE 1 END
    FROM (SELECT ' ' || person[1] || ' ' LIKE '% ' || word || ' %' AS named,
        ' ' || places || ' ' LIKE '% ' || word || ' %' OR upper(word) = ANY(blocks) AS placed
        FROM unnest(words) AS word) AS asked
$$
"""

# Exact (0.96 and more) is a whole register number, or who bears every word in one name; village and block only
# narrow. A likeness is at most 0.9: the mean of all hits, pulled down by the word that hits worst; or all words
# as one name, with and without blanks, which finds "Nur'aini" for "nur aeni". A tenth of it goes to the row's
# own name, the first of its people: it stands before its neighbours.
SEARCH_SCORE = r"""
CREATE FUNCTION search_score(
    words text[], typed text[], called text[], numbers text[], whole text,
    people text[], places text, blocks text[], registers text[]
) RETURNS double precision LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    asked text := array_to_string(words, ' ');
    texts text := places;
    hits double precision[] := '{}';
    person text[];
    word text;
    fit double precision := 0;
BEGIN
    IF whole = ANY(registers) THEN RETURN 1; END IF;
    FOREACH person SLICE 1 IN ARRAY people LOOP texts := person[1] || ' ' || texts; END LOOP;
    FOREACH word IN ARRAY words LOOP
        hits := hits || CASE WHEN upper(word) = ANY(blocks) THEN 1 ELSE word_hit(word, texts) END;
    END LOOP;
    FOREACH word IN ARRAY called LOOP
        hits := hits || CASE WHEN word = ANY(blocks) THEN 1
            WHEN ' ' || array_to_string(blocks, ' ') LIKE '% ' || word || '%' THEN 0.7 ELSE 0 END;
    END LOOP;
    FOREACH word IN ARRAY numbers LOOP
        hits := hits || CASE WHEN word = ANY(blocks) THEN 1 ELSE number_hit(word, registers) END;
    END LOOP;
    IF 1 = ALL(hits) AND numbers && registers THEN RETURN 1; END IF;
    IF 1 = ALL(hits) THEN
        FOREACH person SLICE 1 IN ARRAY people LOOP
            fit := greatest(fit, name_hit(words, typed, person, places, blocks));
        END LOOP;
        IF fit > 0 THEN RETURN fit; END IF;
    END IF;
    SELECT (avg(hit) + min(hit)) / 2 INTO fit FROM unnest(hits) AS hit;
    IF fit BETWEEN 0.2 AND 0.8 AND cardinality(words) > 1 AND cardinality(words) = cardinality(hits) THEN
        fit := greatest(fit, word_similarity(asked, texts), word_similarity(replace(asked, ' ', ''), texts));
    END IF;
    IF fit >= 0.4 AND asked <> '' THEN
        fit := 0.9 * fit + 0.1 * word_similarity(asked, people[1][1]);
    END IF;
    RETURN 0.9 * coalesce(fit, 0);
END
$$
"""


def _function(sql: str, signature: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql, f"DROP FUNCTION {signature}")


class Migration(migrations.Migration):
    dependencies = [("families", "0005_one_member_names_the_family")]

    operations = [
        _function(WORD_HIT, "word_hit(text, text)"),
        _function(NUMBER_HIT, "number_hit(text, text[])"),
        _function(NAME_HIT, "name_hit(text[], text[], text[], text, text[])"),
        _function(
            SEARCH_SCORE,
            "search_score(text[], text[], text[], text[], text, text[], text, text[], text[])",
        ),
    ]
