"""The same scores for half the work: what search_score calls for every row starts no query of its own.

A function in SQL that reads FROM an array is planned and run as a statement at each call; in PL/pgSQL the same
steps are expressions. Where a family has no WBP its blocks are unknown: no word is taken for one of them.
"""

from importlib import import_module

from django.db import migrations

before = import_module("families.migrations.0006_words_are_found_whole")

NUMBER_HIT = r"""
CREATE OR REPLACE FUNCTION number_hit(part text, registers text[]) RETURNS double precision
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

NAME_HIT = r"""
CREATE OR REPLACE FUNCTION name_hit(words text[], typed text[], person text[], places text, blocks text[])
RETURNS double precision LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    own text := ' ' || person[1] || ' ';
    word text;
    is_named boolean := false;
BEGIN
    FOREACH word IN ARRAY words LOOP
        IF position(' ' || word || ' ' IN own) > 0 THEN
            is_named := true;
        ELSIF position(' ' || word || ' ' IN ' ' || places || ' ') > 0 OR upper(word) = ANY(blocks) THEN
            CONTINUE;
        ELSE
            RETURN 0;
        END IF;
    END LOOP;
    IF NOT is_named THEN RETURN 0; END IF;
    FOREACH word IN ARRAY typed LOOP
        IF position(word IN person[2]) = 0 AND position(' ' || fold_name(word) || ' ' IN own) > 0 THEN
            RETURN 0.96;
        END IF;
    END LOOP;
    RETURN 1;
END
$$
"""

SEARCH_SCORE = r"""
CREATE OR REPLACE FUNCTION search_score(
    words text[], typed text[], called text[], numbers text[], whole text,
    people text[], places text, blocks text[], registers text[]
) RETURNS double precision LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    asked text := array_to_string(words, ' ');
    texts text := places;
    person text[];
    word text;
    hit double precision;
    total double precision := 0;
    least_hit double precision := 1;
    things integer := cardinality(words) + cardinality(called) + cardinality(numbers);
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
        hit := CASE WHEN word = ANY(blocks) THEN 1
            WHEN ' ' || array_to_string(blocks, ' ') LIKE '% ' || word || '%' THEN 0.7 ELSE 0 END;
        total := total + hit;
        least_hit := least(least_hit, hit);
    END LOOP;
    FOREACH word IN ARRAY numbers LOOP
        hit := CASE WHEN word = ANY(blocks) THEN 1 ELSE number_hit(word, registers) END;
        total := total + hit;
        least_hit := least(least_hit, hit);
    END LOOP;
    IF total = 0 THEN RETURN 0; END IF;
    IF least_hit = 1 THEN
        IF numbers && registers THEN RETURN 1; END IF;
        FOREACH person SLICE 1 IN ARRAY people LOOP
            fit := greatest(fit, name_hit(words, typed, person, places, blocks));
        END LOOP;
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


def _replaced(sql: str, sql_before: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql, sql_before.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))


class Migration(migrations.Migration):
    dependencies = [("families", "0009_marks_tell_register_numbers_apart")]

    operations = [
        _replaced(NUMBER_HIT, before.NUMBER_HIT),
        _replaced(NAME_HIT, before.NAME_HIT),
        _replaced(SEARCH_SCORE, before.SEARCH_SCORE),
    ]
