"""A query that every hand-over asks: compiled once for the life of the process, filled in each
time.
"""

import inspect
from collections.abc import Callable
from copy import copy
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler


class Compiled:
    """Decorator for a function that gives a queryset in which only the values differ from call to
    call.

    Django would write the same text anew each time, which takes longer than the database does. The
    function is called once, with a stand-in for each of its parameters; afterwards calling it, by
    keywords, fills in the values and gives the rows. Nothing but the text is kept. No value may be
    None or a list, for either changes the text; rows are locked inside a transaction only, as ever.
    """

    def __init__(self, queryset_of: Callable[..., QuerySet]) -> None:
        self.queryset_of = queryset_of
        self.__doc__ = queryset_of.__doc__

    def __call__(self, **values: Any) -> list[Model]:
        queryset, ready, (text, parameters) = self._written
        filled = tuple(values[one.name] if isinstance(one, _Slot) else one for one in parameters)
        compiler = copy(ready)
        compiler.connection = connections[ready.using]
        compiler.as_sql = lambda *_arguments, **_options: (text, filled)
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        return list(QuerySet(queryset.model, query, ready.using))

    @cached_property
    def _written(self) -> tuple[QuerySet, SQLCompiler, tuple[str, tuple]]:
        names = inspect.signature(self.queryset_of).parameters
        queryset = self.queryset_of(**{name: Value(_Slot(name)) for name in names})
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        return queryset, compiler, compiler.as_sql()


class _Slot:
    """Stands in the parameters of a written query for the value of that name."""

    def __init__(self, name: str) -> None:
        self.name = name
