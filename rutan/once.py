"""A form acts once: sent again by the same person it finds what it made."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from rutan.models import User
from rutan.refusals import FORM_USED, Refused

Row = TypeVar("Row", bound=models.Model)
# What the moment of sending decides, and who sent it; ``by`` is asked for apart.
_OF_THE_MOMENT = ("id", "client_id", "recorded_at", "recorded_by_id")


class FormUsedBefore(Refused):
    """The form's client_id already made ``row``, with other contents or for somebody else."""

    status = 422

    def __init__(self, row: models.Model) -> None:
        super().__init__(FORM_USED, field="")
        self.row = row


def made_before(
    rows: Sequence[Row],
    *,
    by: User,
    says: Iterable[str] | None = None,
    beyond: UUID | None = None,
) -> list[Row]:
    """The stored rows that the forms of these unsaved ones made for ``by``, or none.

    Look under the lock that the verb holds. A form decides the columns that it ``says``, else all
    but those that the model names in ``of_the_moment``. ``beyond`` is the key of one row more than
    these. Raises FormUsedBefore where a row says something else, or was edited, ended or decided
    since: "saved" would be no answer.
    """
    keyed = [row for row in rows if row.client_id]
    keys = [row.client_id for row in keyed] + ([beyond] if beyond else [])
    found = type(rows[0]).objects.filter(client_id__in=keys) if keys else []
    made = {row.client_id: row for row in found}
    if made and set(made) != {row.client_id for row in rows}:
        raise FormUsedBefore(next(iter(made.values())))
    for row in keyed if made else []:
        names = _columns(row) if says is None else _attnames(row, says)
        said = {name: getattr(row, name) for name in names}
        refuse_other(made[row.client_id], by=by, **said)
    return [made[row.client_id] for row in keyed] if made else []


def made_by_form(model: type[Row], client_id: UUID) -> Row | None:
    """The row that a form made, whoever sent it: what it must say, ``refuse_other`` asks."""
    return model.objects.filter(client_id=client_id).first()


def refuse_other(made: models.Model, *, by: User, **said: Any) -> None:
    """Raise FormUsedBefore unless ``by`` made this row, and it says so."""
    sender = getattr(made, "made_by", "recorded_by")
    says = {f"{sender}_id": by.pk} | said
    if any(getattr(made, name) != value for name, value in says.items()):
        raise FormUsedBefore(made)


def _columns(row: models.Model) -> list[str]:
    """What the field history keeps, where there is one: not what is derived."""
    kept = getattr(row, "pgh_event_model", type(row))._meta.concrete_fields
    names = [field.attname for field in kept if not field.name.startswith("pgh_")]
    moment = {*_OF_THE_MOMENT, *getattr(row, "of_the_moment", ())}
    return [name for name in names if name not in moment]


def _attnames(row: models.Model, says: Iterable[str]) -> list[str]:
    return [row._meta.get_field(name).attname for name in says]
