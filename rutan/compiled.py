"""A query that every hand-over asks, and a row that it writes: compiled once for the life of the
process, planned once for each connection.
"""

import inspect
from collections.abc import Callable
from copy import copy
from functools import cache, cached_property
from hashlib import sha256
from types import SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet, Value
from django.db.models.expressions import DatabaseDefault
from django.db.models.sql.compiler import SQLCompiler

from rutan.fields import MOST_ID

# What each open connection has prepared; a closed one forgets it, and so does this.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class _Prepared:
    """A text with places for so many values, and the name by which a connection knows its plan."""

    def __init__(self, text: str, values: int) -> None:
        self.text = text
        self.name = f"compiled_{sha256(text.encode()).hexdigest()[:24]}"
        self.execute = f"EXECUTE {self.name} ({', '.join(['%s'] * values)})"


class Compiled:
    """Decorator for a function that gives a queryset in which only the values differ from call to
    call.

    Django would write the same text anew each time, and PostgreSQL plan it, which together takes
    longer than the answer does. The function is called once, with a stand-in for each of its
    parameters; afterwards calling it, by keywords, fills in the values and gives the rows. Nothing
    but text and plan is kept. No value may be None, which changes the text, and a list is an array
    (``rutan.model_bases.IsAnyOf``); rows are locked inside a transaction only, as ever.
    """

    def __init__(self, queryset_of: Callable[..., QuerySet]) -> None:
        self.queryset_of = queryset_of
        self.__doc__ = queryset_of.__doc__

    def __call__(self, **values: Any) -> list:
        if any(isinstance(value, int) and abs(value) > MOST_ID for value in values.values()):
            # As a filter of Django's answers a number that its column can't hold.
            return []
        queryset, ready, prepared, names = self._written
        compiler, connection = copy(ready), connections[ready.using]
        execute = _planned(connection, prepared)
        compiler.connection = connection
        compiler.as_sql = lambda *_arguments, **_options: (execute, [values[n] for n in names])
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        rows = QuerySet(queryset.model, query, ready.using)
        rows._iterable_class = queryset._iterable_class
        return list(rows)

    @cached_property
    def _written(self) -> tuple[QuerySet, SQLCompiler, _Prepared, list[str]]:
        """The queryset, its compiler, its text with a numbered place for each value, and whose."""
        parameters = inspect.signature(self.queryset_of).parameters
        queryset = self.queryset_of(**{name: Value(_Slot(name)) for name in parameters})
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        text, found = compiler.as_sql()
        names = [one.name for one in found if isinstance(one, _Slot)]
        # A constant is written out, or no plan could use an index that is partial by it.
        places = iter(range(1, len(names) + 1))
        with compiler.connection.cursor() as cursor:
            written = [
                f"${next(places)}"
                if isinstance(one, _Slot)
                else cursor.mogrify("%s", [one]).decode()
                for one in found
            ]
        converters = compiler.get_converters(column for column, *_rest in compiler.select)
        compiler.get_converters = lambda _columns: converters
        return queryset, compiler, _Prepared(text % tuple(written), len(names)), names


def insert(row: Model) -> Model:
    """Store a new row, whose key the database gives, as ``save`` stores it, but for its signals.
    Columns with a default of the database come back with it.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    fields = [field for field in row._meta.local_concrete_fields if not field.primary_key]
    values = [(field, field.pre_save(row, add=True)) for field in fields]
    given = [one for one in values if not isinstance(one[1], DatabaseDefault)]
    prepared, returned = _insertion(type(row), *(field.column for field, _value in given))
    with connection.cursor() as cursor:
        stored = [field.get_db_prep_save(value, connection) for field, value in given]
        cursor.execute(_planned(connection, prepared), stored)
        for name, value in zip(returned, cursor.fetchone(), strict=True):
            setattr(row, name, value)
    row._state.adding, row._state.db = False, connection.alias
    return row


@cache
def _insertion(model: type[Model], *given: str) -> tuple[_Prepared, list[str]]:
    """The text that stores these columns of a row, and the attributes that it gives back."""
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    columns = ", ".join(map(quote, given))
    places = ", ".join(f"${n}" for n, _column in enumerate(given, 1))
    returned = model._meta.db_returning_fields
    gives = ", ".join(quote(field.column) for field in returned)
    table = quote(model._meta.db_table)
    text = f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING {gives}"  # noqa: S608
    return _Prepared(text, len(given)), [field.attname for field in returned]


def _planned(connection: BaseDatabaseWrapper, prepared: _Prepared) -> str:
    """The EXECUTE of a text that this connection has planned, or plans now."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    known = _known.setdefault(connection.connection, set())
    if prepared.name not in known:
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(f"PREPARE {prepared.name} AS {prepared.text}")
        known.add(prepared.name)
    return prepared.execute


class _Slot:
    """Stands in the parameters of a written query for the value of that name."""

    def __init__(self, name: str) -> None:
        self.name = name
