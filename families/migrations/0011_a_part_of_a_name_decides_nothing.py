"""Who is meant is decided by the words of a name: a part of a village, block or register number only finds.

Of two namesakes the one in block A was taken for "siti a", the one in Sumber Rahayu for "siti rahayu".
"""

from importlib import import_module

from django.db import migrations

before = import_module("families.migrations.0010_words_are_weighed_in_one_pass")

# Whether one person (folded name, name in small letters) bears the words: 1 as they were typed, 0.96 in another
# spelling, 0 where a word is missing. A letter may be an initial or a block: it counts only in the whole name.
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

# The words without the places (parted by strokes) that stand in them with their whole name: the village, the
# district, or both. Whoever bears what is left is narrowed to them.
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

# As before, but exact by name are only the words of a name: beside them may stand a block that was called so or
# has letter and digit ("A3"), and a place with its whole name. "12/2025" beside a name is a likeness, as it is alone.
SEARCH_SCORE = r"""
CREATE OR REPLACE FUNCTION search_score(
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


class Migration(migrations.Migration):
    dependencies = [("families", "0010_words_are_weighed_in_one_pass")]

    operations = [
        migrations.RunSQL(NAME_HIT, "DROP FUNCTION name_hit(text[], text[], text[])"),
        migrations.RunSQL(
            NARROWED_HIT, "DROP FUNCTION narrowed_hit(text[], text[], text[], text)"
        ),
        migrations.RunSQL(SEARCH_SCORE, before.SEARCH_SCORE),
        migrations.RunSQL("DROP FUNCTION name_hit(text[], text[], text[], text, text[])", before.NAME_HIT),
    ]
