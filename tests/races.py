"""Real threads with real transactions, all starting at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from django.db import connection


def at_once(calls):
    """Run the callables at the same moment, each on its own connection; returns results and exceptions in order."""
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


@contextmanager
def without(model, *, constraint=None, trigger=None):
    """The negative control: the named guard is gone inside the block and back afterwards."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if trigger:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s", [table, f"pgtrigger_{trigger}_%"]
            )
            [(name,)] = cursor.fetchall()
            drop, restore = f'ALTER TABLE "{table}" DISABLE TRIGGER "{name}"', f'ALTER TABLE "{table}" ENABLE TRIGGER "{name}"'
        else:
            [found] = [row for row in model._meta.constraints if row.name == constraint]
            with connection.schema_editor(collect_sql=False) as editor:
                drop, restore = str(found.remove_sql(model, editor)), str(found.create_sql(model, editor))
        cursor.execute(drop)
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("SELECT 1")
            if not connection.in_atomic_block:
                cursor.execute(restore)
