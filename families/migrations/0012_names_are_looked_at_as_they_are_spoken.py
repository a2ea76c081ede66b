"""A look at similar families knows titles, short names and the many ways to write one Arabic or Javanese name."""

from importlib import import_module

from django.db import migrations

before = import_module("families.migrations.0008_names_fold_in_every_script")

# The one table of what people write for the same name; each row works on what the rows above it left of the folded
# name. Titles and forms of address as in the "Gelar kehormatan, keturunan, dan keagamaan" and "sapaan" of the Kamus
# Besar Bahasa Indonesia with the abbreviations of EYD V (II.C "Singkatan"); the abbreviations of Muhammad, Abdul, Siti
# and Nur as they stand in population registers; the pairs of letters follow the spelling reforms of 1947 and 1972 and
# the Arabic letters that Javanese writes two ways (f/p, kh/h, sy/s, z/j, a/o).
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

# Whether a spoken word may stand for a longer one: its beginning, its end ("tini" for Sutini), its consonants ("st" for
# Siti), or M. for Muhammad, whose other ways are one already.
SHORTENS = r"""
CREATE OR REPLACE FUNCTION shortens(short text, long text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT short <> '' AND (
        (length(short) <= 4 AND long LIKE short || '%')
        OR (length(short) BETWEEN 4 AND length(long) - 2 AND right(long, length(short)) = short)
        OR (short ~ '^[b-df-hj-np-tv-z]{2,4}$' AND long ~ ('^' || regexp_replace(short, '(.)', '\1.*', 'g'))))
$$
"""

# Whether two spoken names may be of one person: the same letters, words shortened, or one word that ends the other.
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


class Migration(migrations.Migration):
    dependencies = [("families", "0011_a_part_of_a_name_decides_nothing")]

    operations = [
        migrations.RunSQL(SPOKEN_NAME, "DROP FUNCTION spoken_name(text)"),
        migrations.RunSQL(
            SHORTENS, before.SHORTENS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
        ),
        migrations.RunSQL(NAMES_MAY_BE_ONE, "DROP FUNCTION names_may_be_one(text, text)"),
    ]
