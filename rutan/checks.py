"""What must hold on the live database whatever the app: guards in place, acts with their actors, keys that read."""

from collections.abc import Iterable

import pgtrigger
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.checks import Error, register
from django.db import connection, models
from django.db.models import Q

from rutan import fields
from rutan.access import ROLES
from rutan.models import AuditEntry, Facility, History, Signatory, User

APPS = ("rutan", "harvests", "families", "distributions")


# Registered as deployment checks: the ordinary ones run before every command, migrate's first tables included.
selfcheck = register("selfcheck", deploy=True)


def our_models() -> list[type[models.Model]]:
    return [model for name in APPS for model in apps.get_app_config(name).get_models()]


def pairs() -> list[tuple[type[models.Model], str]]:
    """Every act that a model stores as ``<act>_at`` and ``<act>_by``; its history only repeats it."""
    found = []
    for model in (model for model in our_models() if not issubclass(model, History)):
        names = {field.name for field in model._meta.local_fields}
        found += [(model, name[:-3]) for name in sorted(names) if name.endswith("_by") and f"{name[:-3]}_at" in names]
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
        sql = f'SELECT {value.format(column)} FROM "{table}" WHERE "{column}" IS NOT NULL'  # noqa: S608
        yield from ((f"{table}.{column}", bytes(stored)) for (stored,) in _rows(sql))


def stray_key_ids() -> set[int]:
    """Key ids found in the database other than the one that writes: a rotation that was not finished, or a lost key."""
    return {stored[0] for _column, stored in _stored_numbers(distinct_key_ids=True)} - {fields.writing_key()}


@selfcheck
def identity_numbers_are_readable(app_configs, **kwargs):
    unreadable: dict[str, int] = {}
    for column, stored in _stored_numbers():
        try:
            fields.decrypt(stored)
        except ValueError:
            unreadable[column] = unreadable.get(column, 0) + 1
    for column, count in unreadable.items():
        yield Error(f"{count} numbers in {column} can't be read with the keys in RUTAN_FIELD_KEYS.", id="rutan.E001")
    if stray := stray_key_ids():
        yield Error(f"Numbers are stored under keys that no longer write: {sorted(stray)}. Rotate the keys.", id="rutan.E002")


@selfcheck
def every_act_has_its_actor(app_configs, **kwargs):
    for model, act in pairs():
        half = Q(**{f"{act}_at__isnull": True}) ^ Q(**{f"{act}_by__isnull": True})
        if count := model._base_manager.filter(half).count():
            yield Error(f"{count} rows of {model._meta.label} have only one of {act}_at and {act}_by.", id="rutan.E003")


@selfcheck
def every_trigger_stands(app_configs, **kwargs):
    installed = {(table, name): (digest, enabled) for table, name, digest, enabled in _rows(_TRIGGERS)}
    for (table, name), (_digest, enabled) in installed.items():
        if enabled != "O":
            yield Error(f"Trigger {name} on {table} is switched off.", id="rutan.E004")
    for model, trigger in pgtrigger.registered():
        digest, _enabled = installed.get((model._meta.db_table, trigger.get_pgid(model)), (None, None))
        if digest is None:
            yield Error(f"Trigger {trigger.name} of {model._meta.label} is missing.", id="rutan.E005")
        elif digest != trigger.compile(model).hash:
            yield Error(f"Trigger {trigger.name} of {model._meta.label} differs from the code.", id="rutan.E006")


@selfcheck
def every_constraint_stands(app_configs, **kwargs):
    installed = set(_rows(_CONSTRAINTS))
    keyed = set(_rows(_FOREIGN_KEYS))
    for model in our_models():
        table = model._meta.db_table
        missing = [constraint.name for constraint in model._meta.constraints if (table, constraint.name) not in installed]
        missing += [field.name for field in model._meta.local_fields if _points(field) and (table, field.column) not in keyed]
        for name in missing:
            yield Error(f"Constraint {name} of {model._meta.label} is missing or was never validated.", id="rutan.E007")


def _points(field: models.Field) -> bool:
    return isinstance(field, models.ForeignKey) and field.db_constraint


@selfcheck
def every_role_has_its_group(app_configs, **kwargs):
    missing = set(ROLES) - set(Group.objects.values_list("name", flat=True))
    if missing:
        yield Error(f"These role groups are missing: {', '.join(sorted(missing))}. Run migrate.", id="rutan.E008")


def figures() -> dict[str, int]:
    """How much was looked at."""
    return {
        "facilities": Facility.objects.count(),
        "users": User.objects.count(),
        "signatories": Signatory.objects.count(),
        "audit_entries": AuditEntry.objects.count(),
        "triggers": len(pgtrigger.registered()),
        "constraints": sum(len(model._meta.constraints) for model in our_models()),
        "pairs": len(pairs()),
        "identity_numbers": sum(1 for _number in _stored_numbers()),
    }


_TRIGGERS = """
SELECT c.relname, t.tgname, coalesce(obj_description(t.oid), ''), t.tgenabled
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema()
"""
_CONSTRAINTS = """
SELECT c.relname, k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND k.convalidated
UNION ALL
SELECT c.relname, x.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND i.indisvalid
"""
_FOREIGN_KEYS = """
SELECT c.relname, a.attname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
WHERE n.nspname = current_schema() AND k.contype = 'f' AND k.convalidated AND array_length(k.conkey, 1) = 1
"""
