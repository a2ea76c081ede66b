"""A form acts once: sent again by the same person it finds what it made."""

from collections.abc import Sequence
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from families.models import Family, FamilyMember, Inmate, Kinship, PovertyEvidence
from rutan.models import AuditEntry, History, User
from rutan.refusals import Refused

Row = TypeVar("Row", Family, FamilyMember, Kinship, PovertyEvidence, Inmate)

# What the moment of sending decides, not the form.
_OF_THE_MOMENT = {"id", "recorded_at", "custody_since"}


class FormUsedBefore(Refused):
    """The form's client_id already made ``row``, with other contents or for somebody else."""

    def __init__(self, row: Row) -> None:
        super().__init__(
            _(
                "Formulir ini sudah tersimpan dengan isi lain. Muat ulang halaman untuk membuat catatan baru."
            )
        )
        self.row = row


def made_before(rows: Sequence[Row], *, by: User) -> list[Row]:
    """The stored rows that the forms of these unsaved ones made for ``by``, or none; look under the lock that the verb holds.

    Raises FormUsedBefore where a row says something else, or was edited, ended or decided since: "saved" would be no answer.
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
        getattr(made, column) != getattr(row, column) for column in _columns(first)
    ):
        raise FormUsedBefore(made)
    return made


def _columns(event: History) -> list[str]:
    names = [field.attname for field in event._meta.fields if not field.name.startswith("pgh_")]
    return [name for name in names if name not in _OF_THE_MOMENT]
