"""A form acts once: sent again by the same person it finds what it made."""

from collections.abc import Sequence
from typing import TypeVar

from django.db import models

from rutan.models import AuditEntry, History, User
from rutan.refusals import FORM_USED, Refused

Row = TypeVar("Row", bound=models.Model)


class FormUsedBefore(Refused):
    """The form's client_id already made ``row``, with other contents or for somebody else."""

    def __init__(self, row: models.Model) -> None:
        super().__init__(FORM_USED)
        self.row = row


def made_before(rows: Sequence[Row], *, by: User) -> list[Row]:
    """The stored rows that the forms of these unsaved ones made for ``by``, or none.

    Look under the lock that the verb holds. A model names in ``of_the_moment`` what the moment of
    sending decides, not the form. Raises FormUsedBefore where a row says something else, or was
    edited, ended or decided since: "saved" would be no answer.
    """
    made = [_made_before(row, by) for row in rows if row.client_id]
    found = [row for row in made if row]
    if found and len(found) < len(rows):
        raise FormUsedBefore(found[0])
    return found


def _made_before(row: Row, by: User) -> Row | None:
    made = type(row).objects.filter(client_id=row.client_id).first()
    if made is None:
        return None
    first = row.pgh_event_model.objects.get(pgh_obj=made, pgh_label="insert")
    # What one act wrote carries one number, its audit row too.
    same_person = AuditEntry.objects.filter(transaction=first.pgh_transaction, by=by).exists()
    if not same_person or any(
        getattr(made, column) != getattr(row, column) for column in _columns(first, row)
    ):
        raise FormUsedBefore(made)
    return made


def _columns(event: History, row: models.Model) -> list[str]:
    names = [field.attname for field in event._meta.fields if not field.name.startswith("pgh_")]
    moment = {"id", "recorded_at", *getattr(row, "of_the_moment", ())}
    return [name for name in names if name not in moment]
