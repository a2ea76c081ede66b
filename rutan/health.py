"""Whether this installation can serve: database reachable, migrated, identity numbers readable."""

import time
from functools import cache, lru_cache

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from rutan.checks import stray_key_ids


@cache
def _newest_migrations() -> frozenset[tuple[str, str]]:
    # Without a connection the loader only reads files, which don't change while the server runs.
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


@lru_cache(maxsize=1)
def _keys_are_whole(minute: int) -> bool:
    # Anybody may ask, and this reads every stored number: once a minute is enough to catch a lost
    # key or a rotation that was cut off, which don't come and go.
    return not stray_key_ids()


def what_is_missing(*, at: float | None = None) -> str:
    """``database``, ``migrations`` or ``keys``, whichever fails first; empty when people may be
    sent here.

    ``at`` is a moment of the monotonic clock, in seconds (now).
    """
    minute = int((time.monotonic() if at is None else at) // 60)
    try:
        applied = MigrationRecorder(connection).applied_migrations()
        if _newest_migrations() - applied.keys():
            return "migrations"
        return "" if _keys_are_whole(minute) else "keys"
    except Error:
        # Not DatabaseError alone: a connection that was cut answers with its sibling
        # InterfaceError.
        return "database"
