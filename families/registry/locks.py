"""The one way into a row that people edit: locked first, and with the word to a second editor that he is late."""

import datetime as dt
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from families.models import Family, FamilyMember, Inmate, RegisterNumber
from rutan.formats import jam_zona
from rutan.models import AuditEntry, Facility
from rutan.refusals import Refused

# The acts that raise a version; additions don't, since they take nothing away from who is typing.
_EDITS = (
    "edit_family",
    "edit_member",
    "member_left",
    "end_kinship",
    "hold_family",
    "resume_family",
    "split_card",
)

Row = TypeVar("Row", Family, FamilyMember, Inmate, RegisterNumber)


class Stale(Refused):
    """Somebody else changed the row after this editor's page was rendered; ``row`` is as it stands now."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.last = _edits_of(row).select_related("by").order_by("-at", "-pk").first()
        said = {"by": self.changed_by, "time": jam_zona(self.changed_at)}
        super().__init__(
            _(
                "Data ini baru saja diubah oleh %(by)s pukul %(time)s. "
                "Perubahan Anda belum disimpan; bandingkan di bawah, lalu simpan lagi."
            )
            % said
        )

    @property
    def changed_by(self) -> str:
        return str(self.last.by) if self.last and self.last.by else str(_("petugas lain"))

    @property
    def changed_at(self) -> dt.datetime | None:
        return self.last.at if self.last else None


def _edits_of(row: Row) -> QuerySet[AuditEntry]:
    if isinstance(row, FamilyMember):
        return AuditEntry.objects.about(row.family).filter(facts__member=row.pk)
    if isinstance(row, RegisterNumber):
        return AuditEntry.objects.about(row.inmate).filter(facts__register_number=row.pk)
    edits = AuditEntry.objects.about(row)
    return edits.filter(verb__in=_EDITS) if isinstance(row, Family) else edits


def state_of(row: Row, names: Iterable[str]) -> str:
    """Twelve signs that differ when one of the named columns differs; a form carries them from page to verb."""
    columns = [row._meta.get_field(name) for name in names]
    # As stored, so a NIK goes in encrypted: from a hash of the digits it could be guessed.
    values = [column.get_prep_value(column.value_from_object(row)) for column in columns]
    return sha256(repr(values).encode()).hexdigest()[:12]


def lock(family: Family) -> Family:
    """The family as it stands, locked until the transaction ends."""
    return (
        Family.objects.select_for_update(no_key=True, of=("self",))
        .select_related("facility", "area")
        .get(pk=family.pk)
    )


def refuse_stale(row: Row, changes: dict[str, Any]) -> Row:
    """Raise Stale, unless the row says already what the late editor wants: then it is a repeated click."""
    if any(getattr(row, field) != value for field, value in changes.items()):
        raise Stale(row)
    return row


def one_at_a_time(facility: Facility) -> None:
    """Make those who register here wait for each other: there is no row to lock yet, and each must see what the other made."""
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)


def lock_all(families: Iterable[Family]) -> dict[int, Family]:
    """Several families by ascending id, which keeps two such acts from waiting for each other."""
    ids = sorted({family.pk for family in families})
    rows = (
        Family.objects.select_for_update(no_key=True, of=("self",))
        .select_related("facility")
        .order_by("pk")
    )
    return {row.pk: row for row in rows.filter(pk__in=ids)}


def raise_version(family: Family) -> None:
    """Make the pages old that were rendered before this edit."""
    family.version += 1
    family.save(update_fields=["version"])
