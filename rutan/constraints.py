"""The guards of the database: constraints that say to whom they refuse what is wrong, and the few
triggers that carry what no constraint can say; these raise SQLSTATE 23514 with a CONSTRAINT name.
"""

from collections.abc import Iterable
from copy import copy
from types import SimpleNamespace

import pgtrigger
import pgtrigger.migrations
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.migrations.state import ProjectState
from django.db.models.constraints import BaseConstraint

from rutan.refusals import FORM_USED, Refusal, Text


def _raise(name: str) -> str:
    return f"RAISE EXCEPTION '{name}' USING ERRCODE = '23514', CONSTRAINT = '{name}';"


def _words(
    violation_error_message: Text | None = None,
    violation_error_code: str = "invalid",
    form_field: str = "",
) -> Refusal | None:
    """What a trigger says, named as on a constraint."""
    if violation_error_message is None:
        return None
    return Refusal(violation_error_code, violation_error_message, form_field)


def _column(model, name: str) -> str:
    return model._meta.get_field(name).column


def _value(model, path: str, row: str = "NEW") -> str:
    """SQL for the value at the end of a dotted path of foreign keys that starts in a trigger's
    row.
    """
    first, *rest = path.split(".")
    value = f'{row}."{_column(model, first)}"'
    for name in rest:
        model = model._meta.get_field(first).related_model
        value = (
            f'(SELECT "{_column(model, name)}" FROM "{model._meta.db_table}" '
            f'WHERE "{model._meta.pk.column}" = {value})'
        )
        first = name
    return value


def _update_of(model, names) -> pgtrigger.UpdateOf:
    """An update that writes one of these fields: what it leaves out it cannot change, so a touch of
    the row asks nothing again.
    """
    return pgtrigger.UpdateOf(*dict.fromkeys(_column(model, name) for name in names))


class _Speaking:
    """A constraint that says what is wrong, under which outcome code and at which field of a form.

    None of that is part of the schema: Django's own class stands in the migrations, and a sentence
    that is mended asks for no new one.
    """

    path = ""

    def __init__(self, *args, violation_error_code="invalid", form_field="", **kwargs):
        super().__init__(*args, violation_error_code=violation_error_code, **kwargs)
        self.form_field = form_field

    @property
    def refusal(self) -> Refusal | None:
        """What it says; None of a guard that nobody meets."""
        if self.violation_error_message is self.default_violation_error_message:
            return None
        return Refusal(self.violation_error_code, self.violation_error_message, self.form_field)

    def clone(self):
        return copy(self)

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        for words in self.non_db_attrs:
            kwargs.pop(words, None)
        return self.path or path, args, kwargs

    def __eq__(self, other):
        return isinstance(other, BaseConstraint) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__


class Unique(_Speaking, models.UniqueConstraint):
    path = "django.db.models.UniqueConstraint"


class Check(_Speaking, models.CheckConstraint):
    path = "django.db.models.CheckConstraint"


class Exclusion(_Speaking, ExclusionConstraint):
    path = "django.contrib.postgres.constraints.ExclusionConstraint"


def one_row_per_form(name: str) -> Unique:
    """The row that a form made bears its key; see ``rutan.once``."""
    return Unique(fields=["client_id"], name=name, violation_error_message=FORM_USED)


def sent_by_somebody(model_name: str, act: str = "recorded") -> models.CheckConstraint:
    """Whoever sent the form that made a row is known, for only he may find the row by it."""
    return models.CheckConstraint(
        condition=models.Q(client_id=None) | models.Q(**{f"{act}_by__isnull": False}),
        name=f"{model_name}_of_a_form_has_its_sender",
    )


def speaking(
    field: models.Field,
    violation_error_message: Text,
    *,
    violation_error_code: str = "invalid",
    form_field: str = "",
) -> models.Field:
    """A ``unique`` column whose index says what is wrong; see ``_Speaking``."""
    field.refusal = Refusal(violation_error_code, violation_error_message, form_field)
    return field


def once_only(**options) -> models.UUIDField:
    """The key of the form, or of the order, that made a row."""
    return speaking(models.UUIDField(unique=True, **options), FORM_USED)


class Refuse(pgtrigger.Trigger):
    """Refuse an operation when ``condition_sql`` (over OLD and NEW) holds."""

    def __init__(
        self,
        *,
        constraint: str,
        operation,
        condition_sql: str,
        name: str | None = None,
        when=pgtrigger.Before,
        **words,
    ):
        self.constraint, self.condition_sql = constraint, condition_sql
        self.refusal = _words(**words)
        super().__init__(name=name or constraint, operation=operation, when=when)

    def refuses_as(self, model) -> str:
        return self.constraint

    def get_func(self, model):
        result = "OLD" if str(self.operation) == "DELETE" else "NEW"
        return f"IF {self.condition_sql} THEN {_raise(self.constraint)} END IF; RETURN {result};"


def decided_once(act: str, *, constraint: str, **words) -> Refuse:
    """A decision has moment, actor and reason from the start; then only the reason goes, erased.

    A CHECK would stand in the way of erasing it years later.
    """
    at, by, reason = f"{act}_at", f"{act}_by_id", f"{act}_reason"
    whole = f"(NEW.{at} IS NULL) <> (NEW.{reason} = '')"
    return Refuse(
        constraint=constraint,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition_sql=(
            f"(CASE WHEN TG_OP = 'INSERT' THEN {whole} "
            f"WHEN OLD.{at} IS NULL THEN {whole} "
            f"ELSE (NEW.{at}, NEW.{by}) IS DISTINCT FROM (OLD.{at}, OLD.{by}) "
            f"OR NEW.{reason} NOT IN (OLD.{reason}, '') END)"
        ),
        **words,
    )


class Frozen(pgtrigger.Trigger):
    """Refuse changes. ``fields`` names what never changes; without it the row is a fact: no update,
    no delete.

    Of a fact, ``once`` names columns that go from empty to a value a single time (a void, a
    deposit), ``undone`` those that go back to empty when it was a mistake, ``erasable`` the
    personal columns that may go to empty (erasure), and ``decided`` the acts over whose columns a
    ``decided_once`` watches.
    """

    when = pgtrigger.Before

    def __init__(
        self,
        *fields: str,
        once=(),
        undone=(),
        erasable=(),
        decided=(),
        name: str | None = None,
        **words,
    ):
        self.frozen, self.once, self.undone, self.erasable = fields, once, undone, erasable
        self.decided = [f"{act}_{part}" for act in decided for part in ("at", "by", "reason")]
        self.refusal = _words(**words)
        operation = pgtrigger.Update if fields else pgtrigger.Update | pgtrigger.Delete
        super().__init__(
            name=name or ("frozen_columns" if fields else "fact_is_append_only"),
            operation=operation,
        )

    def compile(self, model):
        if self.frozen:
            self.operation = _update_of(model, self.frozen)
        return super().compile(model)

    def refuses_as(self, model) -> str:
        if self.frozen == ("facility",):
            return f"{model._meta.model_name}_facility_never_changes"
        return self.name if self.frozen else f"{model._meta.model_name}_is_append_only"

    def get_func(self, model):
        changed = 'OLD."{0}" IS DISTINCT FROM NEW."{0}"'
        refusal = _raise(self.refuses_as(model))

        def each(names: Iterable[str], text: str) -> list[str]:
            return [text.format(_column(model, name)) for name in names]

        if self.frozen:
            checks = " OR ".join(each(self.frozen, changed))
            return f"IF {checks} THEN {refusal} END IF; RETURN NEW;"
        columns = each((*self.once, *self.undone, *self.erasable, *self.decided), "'{0}'")
        free = f"ARRAY[{', '.join(columns)}]::text[]"
        checks = [
            f"to_jsonb(OLD) - {free} IS DISTINCT FROM to_jsonb(NEW) - {free}",
            *each(
                self.once,
                f"""(OLD."{{0}}" IS NOT NULL AND OLD."{{0}}"::text <> '' AND {changed})""",
            ),
            *each(
                self.undone,
                f'(OLD."{{0}}" IS NOT NULL AND NEW."{{0}}" IS NOT NULL AND {changed})',
            ),
            *each(self.erasable, f"""({changed} AND NEW."{{0}}"::text <> '')"""),
        ]
        return (
            f"IF TG_OP = 'DELETE' THEN {refusal} END IF; "
            f"IF {' OR '.join(checks)} THEN {refusal} END IF; RETURN NEW;"
        )


class Derived(pgtrigger.Trigger):
    """Recompute cached columns from their facts at every write of the row: no stale save can
    falsify them.

    Each pass names the columns that one SELECT fills, so that facts are read once for all of them.
    """

    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update

    def __init__(self, *passes: tuple[tuple[str, ...], str], name: str = "figures_follow_facts"):
        self.passes = passes
        super().__init__(name=name)

    def get_func(self, model):
        sets = ""
        for names, sql in self.passes:
            columns = ", ".join(f'NEW."{_column(model, name)}"' for name in names)
            sets += f"{sql} INTO {columns}; "
        return f"{sets}RETURN NEW;"


class Touches(pgtrigger.Trigger):
    """After a fact is written, touch its parent so that Derived recomputes there, under the
    parent's row lock.

    ``unless_sql`` (over the locked parent row, named ``parent``) refuses the fact with
    ``constraint``.
    """

    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.Update

    def __init__(
        self,
        parent: str,
        *,
        constraint: str = "",
        unless_sql: str = "",
        name: str | None = None,
        violation_error_message: Text | None = None,
        violation_error_code: str = "invalid",
        **options,
    ):
        self.parent, self.constraint, self.unless_sql = parent, constraint, unless_sql
        self.refusal = _words(violation_error_message, violation_error_code)
        super().__init__(name=name or f"touches_{parent}", **options)

    def refuses_as(self, model) -> str:
        return self.constraint

    def get_declare(self, model):
        return [("refused", "boolean")] if self.unless_sql else []

    def get_func(self, model):
        table = model._meta.get_field(self.parent).related_model._meta.db_table
        key = f'NEW."{_column(model, self.parent)}"'
        look = ""
        if self.unless_sql:
            # Look before touching, or the parent's own CHECK would speak first and say something
            # else.
            look = f'SELECT {self.unless_sql} INTO refused FROM "{table}" parent '
            look += f"WHERE id = {key} FOR NO KEY UPDATE; "
            look += f"IF refused THEN {_raise(self.constraint)} END IF; "
        return f'{look}UPDATE "{table}" SET id = id WHERE id = {key}; RETURN NEW;'


class SameFacility(pgtrigger.Trigger):
    """Refuse a row whose ``paths`` (dotted foreign keys that end in a facility), or whose actors,
    lead to two facilities.

    The first path is always there. The actors are the users of the row's ``<act>_by``. No row
    moves to another facility, so only who writes an edge is asked.
    """

    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update

    def __init__(self, *paths: str, name: str = "same_facility"):
        self.paths = paths
        super().__init__(name=name)

    def compile(self, model):
        ends = (path.partition(".")[0] for path in self.edges(model))
        self.operation = pgtrigger.Insert | _update_of(model, ends)
        return super().compile(model)

    def edges(self, model) -> list[str]:
        """The named paths, and the one of every actor."""
        keys = [
            field.name for field in model._meta.local_fields if isinstance(field, models.ForeignKey)
        ]
        return [
            *self.paths,
            *(f"{name}.facility" for name in keys if name == "by" or name.endswith("_by")),
        ]

    def get_func(self, model):
        first, *others = (_value(model, path) for path in self.edges(model))
        # A NULL path is an optional edge that is not there, or an actor of no facility: the office
        # that runs many.
        checks = " OR ".join(f"{other} <> {first}" for other in others)
        refusal = _raise(f"{model._meta.model_name}_ties_one_facility")
        return f"IF {checks} THEN {refusal} END IF; RETURN NEW;"


class CompositeForeignKey(_Speaking, BaseConstraint):
    """FOREIGN KEY (a, b, c) REFERENCES other (a, b, c), which Django 5.2 does not have in the
    database.
    """

    def __init__(
        self,
        *,
        name: str,
        fields: tuple[str, ...],
        to: str,
        to_fields: tuple[str, ...],
        **words,
    ):
        self.fields, self.to, self.to_fields = tuple(fields), to, tuple(to_fields)
        super().__init__(name=name, **words)

    def constraint_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        target = model._meta.apps.get_model(self.to)
        ours = ", ".join(quote(_column(model, name)) for name in self.fields)
        theirs = ", ".join(quote(_column(target, name)) for name in self.to_fields)
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({ours}) "
            f"REFERENCES {quote(target._meta.db_table)} ({theirs}) DEFERRABLE INITIALLY IMMEDIATE"
        )

    def create_sql(self, model, schema_editor):
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model, schema_editor):
        return schema_editor._delete_fk_sql(model, self.name)

    def validate(self, model, instance, exclude=None, using=None):
        """The database alone decides; verbs set the three columns together."""

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        return (
            path,
            args,
            kwargs | {"fields": self.fields, "to": self.to, "to_fields": self.to_fields},
        )


def paired(model_name: str, act: str) -> models.CheckConstraint:
    """I10: ``<act>_at`` and ``<act>_by`` stand together or not at all."""
    both = models.Q(**{f"{act}_at__isnull": False, f"{act}_by__isnull": False})
    neither = models.Q(**{f"{act}_at__isnull": True, f"{act}_by__isnull": True})
    return models.CheckConstraint(
        condition=both | neither, name=f"{model_name}_{act}_at_and_by_together"
    )


# What pgtrigger installs, again with every trigger: whoever may SET a variable may switch a guard
# off.
_ANYBODY = "SELECT trigger_name = ANY(_pgtrigger_ignore)"
# Named with their schema, or a temporary table of that name would answer in the catalogue's place.
_OWNER = """ AND pg_catalog.pg_has_role(current_user, (
                            SELECT proowner FROM pg_catalog.pg_proc
                            WHERE proname = '_pgtrigger_should_ignore'
                                AND pronamespace = 'public'::pg_catalog.regnamespace), 'USAGE')"""
# Where a guard looks up its tables: a temporary one, which anybody may make, comes last.
LOOKS_IN = "search_path=public, pg_temp"
_FUNCTION = "RETURNS TRIGGER AS"
# Where nobody set the variable pgtrigger raises an error and catches it, for every trigger of a
# row.
_ASKED, _ASKED_QUIETLY = ".ignore')", ".ignore', TRUE)"
_written_by_pgtrigger = pgtrigger.compiler.UpsertTriggerSql.__init__


def _out_of_reach(self, **texts) -> None:
    """Write the text that installs a trigger so that only the role that owns it may pass it by, and
    nobody's temporary table answers in the place of the one it asks.
    """
    _written_by_pgtrigger(self, **texts)
    if not all(text in self.data for text in (_ANYBODY, _FUNCTION, _ASKED)):
        raise ImproperlyConfigured(
            "pgtrigger's text reads otherwise now: see rutan/constraints.py."
        )
    self.data = self.data.replace(_ANYBODY, _ANYBODY + _OWNER).replace(_ASKED, _ASKED_QUIETLY)
    self.data = self.data.replace(_FUNCTION, f"RETURNS TRIGGER SET {LOOKS_IN} AS")


# Every trigger's text: ours, pghistory's, and those that stand in older migrations.
pgtrigger.compiler.UpsertTriggerSql.__init__ = _out_of_reach


def _drawn_no_more(operation: type) -> None:
    """Let a trigger that comes or goes leave the models of a migration as they are drawn: it
    changes no column, and drawing a model's neighbours anew takes most of a migration's time.
    """
    told = operation.state_forwards

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        known = SimpleNamespace(models=state.models, reload_model=lambda *_names, **_options: None)
        told(self, app_label, known)

    operation.state_forwards = state_forwards


for _operation in (pgtrigger.migrations.AddTrigger, pgtrigger.migrations.RemoveTrigger):
    _drawn_no_more(_operation)
