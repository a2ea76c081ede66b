"""The demo for tests: filled once for each state of the code and each day, kept beside the test
database, copied in no time.
"""

import datetime as dt
import hashlib
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import OperationalError, connection, connections
from django.test import override_settings
from django.utils import timezone, translation

from distributions import demo
from families.areas import load_areas

PREFIX = "demo_of_"
# Not the number that a serving demo holds (distributions.demo.database): tests run beside it.
BEING_MADE = 271026
# Filling takes a minute or two; whoever waits longer is told, and does not hang.
LONGEST_WAIT = "10min"
APPS = ("rutan", "harvests", "families", "distributions")
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def template():
    """The name of a database that holds the demo as of today; filled if none of this code and day
    is there.
    """
    name, source = _name(), connection.settings_dict["NAME"]
    with _server() as cursor:
        # Two workers may want it at once: the second waits, and finds it.
        wait_for_turn(cursor)
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        there = {row[0] for row in cursor.fetchall()}
        if name not in there:
            for old in there:
                cursor.execute(f'DROP DATABASE "{old}"')
            with copy(source, f"{PREFIX}being_made") as making:
                with using(making):
                    load_areas(demo.AREAS)
                    fill(at=timezone.now())
                cursor.execute(f'ALTER DATABASE "{making}" RENAME TO "{name}"')
        cursor.execute("SELECT pg_advisory_unlock(%s)", [BEING_MADE])
    return name


def wait_for_turn(cursor, longest=LONGEST_WAIT):
    """Take the lock on the making; fails in words when somebody else keeps it."""
    cursor.execute("SELECT set_config('lock_timeout', %s, false)", [longest])
    try:
        cursor.execute("SELECT pg_advisory_lock(%s)", [BEING_MADE])
    except OperationalError as error:
        raise RuntimeError(
            f"Another test run has been filling the demo of the tests for {longest}. End it, then"
            " start again."
        ) from error


def fill(**facts):
    """Fill the database in use, with passwords that tests can check quickly.

    On an English screen: nothing of it may reach the rows.
    """
    with override_settings(PASSWORD_HASHERS=QUICK), translation.override("en"):
        demo.fill(**facts)


@contextmanager
def copy(source, name):
    """A copy of a database that is gone after the block, unless it was renamed."""
    # PostgreSQL copies only what nobody is connected to; a thread of an earlier test may still be.
    connection.close()
    with _server() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [source]
        )
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    try:
        yield name
    finally:
        with _server() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def using(name):
    """Every connection of this process, in whichever thread, goes to the named database inside the
    block.
    """
    assert not connection.in_atomic_block, (
        "Ask for the demo before any fixture that reads the database."
    )
    shared = connections.settings["default"]
    before = shared["NAME"]
    connections.close_all()
    shared["NAME"] = name
    try:
        yield name
    finally:
        connections.close_all()
        shared["NAME"] = before


@contextmanager
def _server():
    with connection._nodb_cursor() as cursor:
        yield cursor


def _name():
    state = hashlib.sha256(str(dt.datetime.now(ZoneInfo("Asia/Jakarta")).date()).encode())
    for path in sorted(
        path for app in APPS for path in (Path(settings.BASE_DIR) / app).rglob("*.py")
    ):
        state.update(path.read_bytes())
    return PREFIX + state.hexdigest()[:16]
