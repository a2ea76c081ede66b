"""Whose database this is, asked before anything is touched: nobody's, the demo's, or a real
prison's.
"""

from enum import Enum
from typing import Self

from django.db import connection, connections, transaction

from rutan import audit
from rutan.models import Facility, User

# Any number that nothing else locks.
_IN_USE = 271025


class Use:
    """Tells other starts, for as long as this one prepares or serves, that its database is in use.

    Requests come and go and lock nothing between them, so that a wipe finds no table in use beside
    a server that nobody asks just now. This lock lies on a connection of its own, which neither a
    fork nor the server's children speak on.
    """

    def __enter__(self) -> Self:
        self._holder = connections.create_connection(connection.alias)
        self.is_shared = self._locks("pg_try_advisory_lock_shared")
        return self

    def __exit__(self, *_error: object) -> None:
        self._holder.close()

    def is_only_one(self) -> bool:
        """Whether no other start uses the database; from then on none begins to, until
        ``share``.
        """
        return self._locks("pg_try_advisory_lock")

    def share(self) -> None:
        self._locks("pg_advisory_unlock")

    def _locks(self, function: str) -> bool:
        with self._holder.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [_IN_USE])
            return cursor.fetchone()[0]


class Owner(Enum):
    """What a database holds."""

    NOBODY = "nothing yet"
    DEMO = "a demo"
    HALF_A_DEMO = "a demo whose filling was cut off"
    SOMEBODY = "something that the demo did not make"


def owner() -> Owner:
    """Who owns the rows of this database; plain SQL, since its tables may be missing or of another
    version.
    """
    if not _table("rutan_facility"):
        [(tables,)] = _rows(
            "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace ="
            " current_schema()::regnamespace"
        )
        return Owner.SOMEBODY if tables else Owner.NOBODY
    [(facilities, made_by_demo)] = _rows(
        "SELECT count(*), coalesce(bool_and(is_demo), true) FROM rutan_facility"
    )
    [(accounts,)] = _rows("SELECT count(*) FROM rutan_user WHERE facility_id IS NULL")
    if not made_by_demo or (accounts and not facilities):
        return Owner.SOMEBODY
    [(finished,)] = _rows(
        "SELECT count(*) FROM rutan_auditentry WHERE verb = 'fill_demo' AND by_id IS NULL"
    )
    if not facilities:
        return Owner.NOBODY
    return Owner.DEMO if finished else Owner.HALF_A_DEMO


def finish(*, facility: Facility, by: User | None) -> None:
    """Say that a prison is filled: without this row a start that was cut off is done again from the
    beginning.
    """
    audit.record(by=by, verb="fill_demo", thing=facility)


def wipe() -> None:
    """Drop every table and start with an empty schema; facts let no row go, so nothing less would
    do.

    Waits no longer than five seconds for somebody who is using the tables (OperationalError).
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        cursor.execute("SELECT quote_ident(current_schema())")
        [schema] = cursor.fetchone()
        cursor.execute(f"DROP SCHEMA {schema} CASCADE")
        cursor.execute(f"CREATE SCHEMA {schema}")


def write_without_waiting() -> None:
    """Don't wait for the disk after each act: a demo that a power cut takes is simply filled
    again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


def _table(name: str) -> bool:
    [(found,)] = _rows("SELECT to_regclass(%s) IS NOT NULL", name)
    return found


def _rows(sql: str, *values: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall()
