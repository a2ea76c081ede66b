"""Real threads with real transactions, all starting at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from django.db import connection


def at_once(calls):
    """Run the callables at the same moment, each on its own connection; returns results and
    exceptions in order.
    """
    barrier = Barrier(len(calls))

    def run(call):
        try:
            connection.ensure_connection()
            barrier.wait()
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def until_somebody_waits():
    """Come back as soon as another connection waits for what this transaction has locked."""
    with connection.cursor() as cursor:
        blocked = [False]
        while not blocked[-1]:
            cursor.execute(
                "SELECT pg_sleep(0.01), EXISTS (SELECT FROM pg_stat_activity "
                "WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
            )
            blocked = cursor.fetchone()


@contextmanager
def without(model, *, constraint="", trigger=""):
    """The negative control: the named guard is gone inside the block and back afterwards.

    Inside a test's own transaction the rollback brings it back; otherwise the block must leave no
    row that the guard would refuse.
    """
    drop, restore = (
        _trigger_switch(model, trigger) if trigger else _constraint_switch(model, constraint)
    )
    with connection.cursor() as cursor:
        # A table whose foreign keys are still to be checked can't be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(drop)
    try:
        yield
    finally:
        if not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute(restore)


def _trigger_switch(model, name):
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s",
            [table, f"pgtrigger_{name}_%"],
        )
        [(found,)] = cursor.fetchall()
    return tuple(
        f'ALTER TABLE "{table}" {switch} TRIGGER "{found}"' for switch in ("DISABLE", "ENABLE")
    )


def _constraint_switch(model, name):
    [found] = [row for row in model._meta.constraints if row.name == name]
    with connection.schema_editor() as editor:
        return str(found.remove_sql(model, editor)), str(found.create_sql(model, editor))


def empty(model):
    """Remove every row of a table whose rows no trigger lets go."""
    with connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE "{model._meta.db_table}" CASCADE')
