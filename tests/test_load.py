"""The load scripts write rows by plain SQL, so that a million take minutes: they keep up with the
tables.
"""

import re
from pathlib import Path

from django.db import connection

SCRIPT = Path(__file__).parent / "load" / "past.py"
REQUIRED = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_nullable = 'NO'
    AND column_default IS NULL AND is_identity = 'NO'
"""


def test_a_past_made_by_sql_fills_every_column_that_its_tables_require(db):
    written = re.findall(r"INSERT INTO (\w+) \(([^)]+)\)", SCRIPT.read_text())

    missing = []
    for table, columns in written:
        with connection.cursor() as cursor:
            cursor.execute(REQUIRED, [table])
            required = {name for (name,) in cursor.fetchall()}
        missing += sorted(required - set(re.split(r"[,\s]+", columns.strip())))

    assert (len(written), missing) == (5, [])
