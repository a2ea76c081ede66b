"""What must hold on the live database whatever the app: guards in place, acts with their actors,
keys that read.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core import checks
from django.core.checks import Error, register
from django.db import connection, models
from django.db.models import F, Q

from rutan import expected_schema, fields, seals
from rutan.access import ROLES
from rutan.constraints import SameFacility
from rutan.model_bases import History
from rutan.models import AuditEntry, Facility, Seal, Signatory, User

# Registered as deployment checks: the ordinary ones run before every command, migrate's first
# tables included.
selfcheck = register("selfcheck", deploy=True)


def our_models() -> list[type[models.Model]]:
    """The models with a table; a proxy only guards another's."""
    apps_of_ours = map(apps.get_app_config, settings.OUR_APPS)
    return [model for app in apps_of_ours for model in app.get_models() if not model._meta.proxy]


def pairs() -> list[tuple[type[models.Model], str]]:
    """Every act that a model stores as ``<act>_at`` and ``<act>_by``; its history only repeats
    it.
    """
    found = []
    for model in (model for model in our_models() if not issubclass(model, History)):
        names = {field.name for field in model._meta.local_fields}
        found += [
            (model, name[:-3])
            for name in sorted(names)
            if name.endswith("_by") and f"{name[:-3]}_at" in names
        ]
    return found


def identity_columns() -> list[tuple[str, str]]:
    """Table and column of every encrypted number, field history included."""
    return [
        (model._meta.db_table, field.column)
        for model in our_models()
        for field in model._meta.local_fields
        if isinstance(field, fields.IdentityNumberField)
    ]


def _rows(sql: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall()


def _stored_numbers(distinct_key_ids: bool = False) -> Iterable[tuple[str, bytes]]:
    value = "DISTINCT substring({0} from 1 for 1)" if distinct_key_ids else "{0}"
    for table, column in identity_columns():
        found = value.format(column)
        sql = f'SELECT {found} FROM "{table}" WHERE "{column}" IS NOT NULL'  # noqa: S608
        yield from ((f"{table}.{column}", bytes(stored)) for (stored,) in _rows(sql))


def stray_key_ids() -> set[int]:
    """Key ids found in the database other than the one that writes: a rotation that was not
    finished, or a lost key.
    """
    return {stored[0] for _column, stored in _stored_numbers(distinct_key_ids=True)} - {
        fields.writing_key()
    }


@selfcheck
def identity_numbers_are_readable(app_configs, **kwargs):
    unreadable: dict[str, int] = {}
    for column, stored in _stored_numbers():
        try:
            fields.decrypt(stored)
        except ValueError:
            unreadable[column] = unreadable.get(column, 0) + 1
    for column, count in unreadable.items():
        yield Error(
            f"{count} numbers in {column} can't be read with the keys in RUTAN_FIELD_KEYS.",
            id="rutan.E001",
        )
    if stray := stray_key_ids():
        yield Error(
            f"Numbers are stored under keys that no longer write: {sorted(stray)}. Rotate the "
            f"keys.",
            id="rutan.E002",
        )


@selfcheck
def every_act_has_its_actor(app_configs, **kwargs):
    for model, act in pairs():
        half = Q(**{f"{act}_at__isnull": True}) ^ Q(**{f"{act}_by__isnull": True})
        if count := model._base_manager.filter(half).count():
            yield Error(
                f"{count} rows of {model._meta.label} have only one of {act}_at and {act}_by.",
                id="rutan.E003",
            )


@selfcheck
def every_trigger_stands(app_configs, **kwargs):
    for table, name in _rows(_SWITCHED_OFF):
        yield Error(f"Trigger {name} on {table} is switched off.", id="rutan.E004")
    plan, found = expected_schema.planned().triggers, expected_schema.standing().triggers
    for (table, name), definition in plan.items():
        where = f"Trigger {name} on {table}" if table else f"Function {name} of every trigger"
        if (table, name) not in found:
            yield Error(f"{where} is missing.", id="rutan.E005")
        elif found[table, name] != definition:
            yield Error(
                f"{where} differs from the code, itself or in what it calls.", id="rutan.E006"
            )


@selfcheck
def every_constraint_stands(app_configs, **kwargs):
    planned, found = expected_schema.planned(), expected_schema.standing().constraints
    named = {constraint.name for model in our_models() for constraint in model._meta.constraints}
    definitions = {(table, definition) for (table, _name), definition in found.items()}
    for (table, name), definition in planned.constraints.items():
        # A name that no model gave depends on the migration that made it; there the definition is
        # what counts.
        if found.get((table, name)) in (definition, planned.restored[table, name]) or (
            name not in named and (table, definition) in definitions
        ):
            continue
        problem = (
            "differs from the code, or was never validated"
            if (table, name) in found
            else "is missing"
        )
        yield Error(f"Constraint {name} on {table} {problem}.", id="rutan.E007")


@selfcheck
def every_column_stands(app_configs, **kwargs):
    plan, found = expected_schema.planned().columns, expected_schema.standing().columns
    ours = {model._meta.db_table for model in our_models()}
    for (table, name), definition in plan.items():
        if table in ours and found.get((table, name)) != definition:
            stands = found.get((table, name), "missing")
            yield Error(
                f"Column {name} of {table} is {stands.strip()}, the code says "
                f"{definition.strip()}.",
                id="rutan.E009",
            )


@selfcheck
def no_row_ties_two_facilities(app_configs, **kwargs):
    for model, guard in pgtrigger.registered():
        if isinstance(guard, SameFacility) and (count := _tied(model, guard.edges(model)).count()):
            yield Error(f"{count} rows of {model._meta.label} tie two facilities.", id="rutan.E010")


def _tied(model: type[models.Model], paths: list[str]) -> models.QuerySet:
    first, *others = (path.replace(".", "__") for path in paths)
    # A path that leads nowhere is an optional edge that is not there, and no facility is unlike it.
    unlike = [Q(**{f"{other}__isnull": False}) & ~Q(**{other: F(first)}) for other in others]
    return model._base_manager.filter(reduce(or_, unlike))


@selfcheck
def what_was_sealed_is_as_it_was(app_configs, **kwargs):
    for facility in Facility.objects.order_by("pk"):
        for found in seals.broken(facility):
            yield Error(found, id="rutan.E011")


@selfcheck
def every_role_has_its_group(app_configs, **kwargs):
    missing = set(ROLES) - set(Group.objects.values_list("name", flat=True))
    if missing:
        yield Error(
            f"These role groups are missing: {', '.join(sorted(missing))}. Run migrate.",
            id="rutan.E008",
        )


@selfcheck
def whoever_serves_owns_no_table(app_configs, **kwargs):
    # The embedded database of development has one role, which owns everything.
    if settings.DEVELOPMENT:
        return
    [(role, tables)] = _rows(_IN_ITS_POWER)
    if tables:
        text = (
            f"The role {role} may empty {tables} tables or drop their triggers. "
            "Serve as a role that owns none: see README.md."
        )
        yield checks.Warning(text, id="rutan.W001")


def figures() -> dict[str, int]:
    """How much was looked at."""
    return {
        "facilities": Facility.objects.count(),
        "users": User.objects.count(),
        "signatories": Signatory.objects.count(),
        "audit_entries": AuditEntry.objects.count(),
        "seals": Seal.objects.count(),
        "triggers": len(expected_schema.planned().triggers),
        "constraints": len(expected_schema.planned().constraints),
        "columns": len(expected_schema.planned().columns),
        "pairs": len(pairs()),
        "identity_numbers": sum(1 for _number in _stored_numbers()),
    }


_SWITCHED_OFF = """
SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = current_schema()::regnamespace AND t.tgenabled <> 'O'
"""
_IN_ITS_POWER = """
SELECT current_user, count(*) FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
AND (pg_has_role(c.relowner, 'USAGE') OR has_table_privilege(c.oid, 'TRUNCATE, TRIGGER'))
"""
