"""Names of every script have a search key; abbreviated names are alike; the keys that stand are written anew."""

from django.db import migrations

# The regular expressions and small letters are of a collation that every PostgreSQL has (since 17), so that a name has one
# key in every database. Compatibility forms are one ("ﬃ" and "ffi", the presentation forms of Arabic); vowel signs of
# Arabic, joiners and apostrophes go, every other mark and blank parts words. Then the old spelling: dj is j, tj is c,
# ch is kh, oe is u, and a j is y after h or s, in the beginning before n, and wherever the word shows its age
# by an oe or dj. Doubled letters count once.
FOLD_NAME = r"""
CREATE OR REPLACE FUNCTION fold_name(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
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

# As the first migration made it.
FOLD_NAME_BEFORE = r"""
CREATE OR REPLACE FUNCTION fold_name(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT trim(regexp_replace(regexp_replace(
        translate(
            replace(replace(replace(
                regexp_replace(lower(public.unaccent('public.unaccent', name)), '[''`´’‘.]', '', 'g'),
                'oe', 'u'), 'dj', 'j'), 'tj', 'c'),
            'yv', 'if'),
        '([a-z])\1+', '\1', 'g'),
        '[^a-z0-9]+', ' ', 'g'))
$$
"""

# A stored column keeps what the function gave when the row was written: setting its expression writes it anew.
WRITE_KEYS = [
    "ALTER TABLE families_area ALTER name_key SET EXPRESSION AS (fold_name(name))",
    "ALTER TABLE families_inmate ALTER name_key SET EXPRESSION AS (fold_name(name))",
    "ALTER TABLE families_family ALTER name_key SET EXPRESSION AS (fold_name(name))",
    "ALTER TABLE families_familymember ALTER name_key SET EXPRESSION AS (fold_name(full_name))",
]

# Whether a folded word may stand for a longer one: its beginning, its consonants ("st" for Siti), or one of the
# many ways to write and shorten Muhammad.
SHORTENS = r"""
CREATE FUNCTION shortens(short text, long text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT short <> '' AND (
        (length(short) <= 4 AND long LIKE short || '%')
        OR (short ~ '^[b-df-hj-np-tv-z]{2,4}$' AND long ~ ('^' || regexp_replace(short, '(.)', '\1.*', 'g')))
        OR (short ~ muhammad AND long ~ muhammad))
    FROM (VALUES ('^m(h?d|[ou]k?h(d|am[ae]d)?)?$')) AS ways(muhammad)
$$
"""

# Whether each word of one folded name stands in the other, whole or shortened on either side, and one of them whole.
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

# The likeness of two folded names. Equal ones are wholly alike in every script: trigrams may know only Latin letters.
NAME_LIKENESS = r"""
CREATE FUNCTION name_likeness(one text, other text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN one = '' OR other = '' THEN 0 WHEN one = other THEN 1 ELSE similarity(one, other) END
$$
"""


def _function(sql: str, signature: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql, f"DROP FUNCTION {signature}")


class Migration(migrations.Migration):
    dependencies = [("families", "0007_a_decile_is_of_dtsen")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, WRITE_KEYS),
        migrations.RunSQL(FOLD_NAME, FOLD_NAME_BEFORE),
        migrations.RunSQL(WRITE_KEYS, migrations.RunSQL.noop),
        _function(SHORTENS, "shortens(text, text)"),
        _function(NAMES_SHORTEN, "names_shorten(text, text)"),
        _function(NAME_LIKENESS, "name_likeness(text, text)"),
    ]
