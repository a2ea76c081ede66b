"""A word that was said as one is also compared with two words of a name: "nuraini" and Nur Aini."""

from django.db import migrations

# The likeness of a folded word to two neighbouring words of a text taken as one, of those that
# begin like it: 0.9 where they are the word or begin with it.
JOINED_HIT = r"""
CREATE FUNCTION joined_hit(word text, words text) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    one text := '';
    other text;
    hit double precision := 0;
BEGIN
    FOREACH other IN ARRAY string_to_array(words, ' ') LOOP
        IF starts_with(one, left(word, 2)) THEN
            hit := greatest(hit, CASE WHEN starts_with(one || other, word) THEN 0.9
                ELSE least(0.9, word_similarity(word, one || other)) END);
        END IF;
        one := other;
    END LOOP;
    RETURN hit;
END
$$
"""

# As it was, and before the trigrams: 0.9 for a word whose "ae" is an "ai" there (as in spoken_name),
# and joined_hit of a word that begins like one of the text. A short one would be like anything.
WORD_HIT = r"""
CREATE OR REPLACE FUNCTION word_hit(word text, words text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN word = '' THEN 0
        WHEN ' ' || words || ' ' LIKE '% ' || word || ' %' THEN 1
        WHEN ' ' || words LIKE '% ' || word || '%' THEN 0.9
        WHEN word ~ 'a[ei]' AND ' ' || replace(words, 'ae', 'ai') || ' '
            LIKE '% ' || replace(word, 'ae', 'ai') || ' %' THEN 0.9
        WHEN ' ' || words || ' ' LIKE '% ' || left(word, 1) || ' %' THEN 0.5
        WHEN length(word) > 4 AND ' ' || words LIKE '% ' || left(word, 2) || '%'
            THEN greatest(word_similarity(word, words),
                joined_hit(replace(word, 'ae', 'ai'), replace(words, 'ae', 'ai')))
        WHEN ' ' || words LIKE '% ' || left(word, 2) || '%' OR words LIKE '%' || right(word, 3) || '%'
            OR words LIKE '%' || substr(word, 3, 3) || '%' THEN word_similarity(word, words)
        ELSE 0 END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0005_how_a_family_may_be_told")]

    operations = [
        migrations.RunSQL(JOINED_HIT, migrations.RunSQL.noop),
        migrations.RunSQL(WORD_HIT, migrations.RunSQL.noop),
    ]
