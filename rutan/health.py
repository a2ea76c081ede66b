"""Whether this installation can serve: database reachable, migrated, identity numbers readable."""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from rutan.checks import stray_key_ids


@cache
def _newest_migrations() -> frozenset[tuple[str, str]]:
    # Without a connection the loader only reads files, which don't change while the server runs.
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def what_is_missing() -> str:
    """``database``, ``migrations`` or ``keys``, whichever fails first; empty when people may be sent here."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
        if _newest_migrations() - applied.keys():
            return "migrations"
        return "keys" if stray_key_ids() else ""
    except DatabaseError:
        return "database"
