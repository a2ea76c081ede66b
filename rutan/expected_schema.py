"""What the code would build in an empty database, drawn in temporary tables, to compare with what
stands.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import pgtrigger
from django.apps import apps
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.schema import DatabaseSchemaEditor

from rutan.constraints import LOOKS_IN

# Table and name of a guard -> its definition as PostgreSQL writes it.
Guards = dict[tuple[str, str], str]


@dataclass(frozen=True)
class Plan:
    """What each column may hold, every constraint and unique index, every trigger with the function
    it calls; and the constraints as a dump brings them back, in other words for the same.
    """

    columns: Guards
    constraints: Guards
    triggers: Guards
    restored: Guards


def standing() -> Plan:
    """What guards the live tables now."""
    triggers = {
        (table, name): _trigger(definition, body)
        for table, name, definition, body in _rows(connection, _TRIGGERS)
    }
    triggers |= {("", name): _words(body) for name, body in _rows(connection, _SWITCH)}
    constraints = _guards(connection, _CONSTRAINTS)
    return Plan(_guards(connection, _COLUMNS), constraints, triggers, constraints)


@cache
def planned() -> Plan:
    """What would guard them if this code made them anew.

    PostgreSQL writes definitions in its own words, so the tables are made and read back. That
    happens on a second connection, for the self-check reads in a transaction that may write
    nothing; the tables are temporary, which asks for no right that a role without tables of its own
    lacks, and are rolled back.
    """
    with _drawing_board() as board:
        _draw_tables(board)
        triggers = dict(_draw_triggers(board))
        columns, constraints = _guards(board, _COLUMNS), _guards(board, _CONSTRAINTS)
        _draw_from_their_own_words(board)
        return Plan(columns, constraints, triggers, _guards(board, _CONSTRAINTS))


@contextmanager
def _drawing_board() -> Iterator[BaseDatabaseWrapper]:
    board = connections.create_connection(connection.alias)
    try:
        board.set_autocommit(False)
        _rows(
            board,
            "SELECT set_config('search_path', 'pg_temp,' || current_setting('search_path'), false)",
        )
        yield board
    finally:
        board.close()


def _draw_tables(board: BaseDatabaseWrapper) -> None:
    # Django's own editor, for pgtrigger's would install each trigger's function beside the tables
    # that stand. The lowest app comes first: a composite foreign key is made with its table, and
    # its target must be there.
    configs = reversed(list(apps.get_app_configs()))
    with DatabaseSchemaEditor(board, atomic=False) as editor:
        for model in (model for config in configs for model in config.get_models()):
            if model._meta.can_migrate(board):
                editor.create_model(model)


def _draw_triggers(board: BaseDatabaseWrapper) -> Iterator[tuple[tuple[str, str], str]]:
    bodies = {}
    with board.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.stand_in() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN "
            "RETURN NEW; END'"
        )
        for model, trigger in pgtrigger.registered():
            # pgtrigger's one text holds two functions between dollar quotes: its own switch, and
            # the trigger's.
            _head, switch, _between, body, rest = trigger.compile(model).install_sql.split("$$")
            create = re.search(
                r"CREATE\s+(CONSTRAINT\s+)?TRIGGER.*EXECUTE PROCEDURE", rest, re.DOTALL
            )[0]
            cursor.execute(f"{create} pg_temp.stand_in()")
            bodies[model._meta.db_table, trigger.get_pgid(model)] = f"{LOOKS_IN} {body}"
    yield ("", "_pgtrigger_should_ignore"), _words(switch)
    for table, name, definition, _body in _rows(board, _TRIGGERS):
        yield (table, name), _trigger(definition, bodies[table, name])


def _draw_from_their_own_words(board: BaseDatabaseWrapper) -> None:
    """Make each CHECK again from how PostgreSQL writes it, as pg_dump and a restore do: the casts
    of a list of words then stand elsewhere.
    """
    with board.cursor() as cursor:
        for table, name, definition in _rows(board, _CHECKS):
            cursor.execute(
                f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}", ADD CONSTRAINT "{name}" '
                f"{definition}"
            )


def _trigger(definition: str, body: str) -> str:
    return _words(f"{definition.partition(' EXECUTE FUNCTION ')[0]} {body}")


def _words(sql: str) -> str:
    return " ".join(sql.split())


def _guards(asked: BaseDatabaseWrapper, sql: str) -> Guards:
    return {(table, name): definition for table, name, definition in _rows(asked, sql)}


def _rows(asked: BaseDatabaseWrapper, sql: str) -> list[tuple]:
    with asked.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


# Each ``true`` asks for names without their schema, which differs between the two.
_COLUMNS = """
SELECT c.relname, a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE
    WHEN a.attnotnull THEN 'NOT NULL' END,
    a.attgenerated, pg_get_expr(d.adbin, d.adrelid, true))
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT
    JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0
    AND NOT a.attisdropped
"""
_CONSTRAINTS = """
SELECT c.relname, k.conname, pg_get_constraintdef(k.oid, true) FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND k.contype <> 'n'
UNION ALL
SELECT c.relname, x.relname, regexp_replace(pg_get_indexdef(i.indexrelid, 0, true), '^.*? USING',
    'UNIQUE USING')
    || CASE WHEN i.indisvalid THEN '' ELSE ' NOT VALID' END
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND i.indisunique
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid
        AND k.conrelid = c.oid)
"""
_CHECKS = """
SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = pg_my_temp_schema() AND k.contype = 'c'
"""
_TRIGGERS = """
SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid, true),
    concat_ws(' ', array_to_string(f.proconfig, ' '), f.prosrc)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc f ON f.oid = t.tgfoid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND NOT t.tgisinternal
"""
_SWITCH = """
SELECT proname, prosrc FROM pg_proc
    WHERE oid = to_regprocedure('public._pgtrigger_should_ignore(name)')
"""
