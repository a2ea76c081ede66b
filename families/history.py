"""Who changed what of a family or an inmate, and when: field history and audit rows told as
acts.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.models import Family, FamilyMember, Inmate, Kinship, PovertyEvidence, RegisterNumber
from rutan.fields import IdentityNumberField
from rutan.formats import NOTHING, saat, tanggal, telepon
from rutan.models import AuditEntry

# Who did it and when stands over the change; keys and counters tell a reader nothing.
_SKIPPED = {
    "id",
    "facility",
    "family",
    "recorded_at",
    "recorded_by",
    "hold_at",
    "hold_by",
    "restricted_at",
    "restricted_by",
}
_SKIPPED |= {"verified_by", "rejected_by", "card_split"}
_LABELS = {
    "merged_into": gettext_lazy("digabungkan ke"),
    "restricted_reason": gettext_lazy("alasan pembatasan"),
    "erased_at": gettext_lazy("dihapus"),
    "card_split_reason": gettext_lazy("alasan dua keluarga dalam satu KK"),
}
# Told as one line, for the moment stands over the act; taken back, the other of the two tells it.
_DECIDED = {
    "verified_at": gettext_lazy("%(evidence)s diterima"),
    "rejected_at": gettext_lazy("%(evidence)s ditolak"),
}
# A new row is one line; its fields stand on the page beside the history.
_NEW = {
    Family: gettext_lazy("keluarga didaftarkan"),
    FamilyMember: gettext_lazy("anggota baru"),
    Kinship: gettext_lazy("hubungan baru"),
    PovertyEvidence: gettext_lazy("bukti baru"),
    Inmate: gettext_lazy("WBP didaftarkan"),
    RegisterNumber: gettext_lazy("nomor register dicatat"),
}
# Acts that change no field of the row but are told beside it.
_LOOKED = {
    "reveal_nik": gettext_lazy("Nomor lengkap dilihat"),
    "open_file": gettext_lazy("Hasil pindai dibuka"),
}


@dataclass(frozen=True)
class Change:
    """One field from old to new as people read them, or a new row (both empty); a NIK or KK only
    says that it changed.
    """

    of: str
    label: str
    old: str = ""
    new: str = ""


@dataclass
class Act:
    """What one person did in one moment."""

    at: dt.datetime
    by: str = ""
    changes: list[Change] = field(default_factory=list)
    note: str = ""


def of_family(family: Family) -> list[Act]:
    """The acts on a family, its members, kinships and evidence, the latest first; six queries
    however many rows.
    """
    members = {member.pk for member in family.members.all()}
    rows = [
        *_changes(
            _events(Family, pgh_obj=family).select_related("area__parent", "merged_into"),
            lambda event: "",
        ),
        *_changes(_events(FamilyMember, family=family), lambda event: event.full_name),
        *_changes(
            _events(Kinship, family=family).select_related("inmate"),
            lambda event: event.inmate.name,
        ),
        *_changes(_events(PovertyEvidence, family=family), lambda event: event.get_kind_display()),
    ]
    looked = Q(thing_type="families.family", thing_id=str(family.pk)) | Q(
        thing_type="families.familymember", thing_id__in=map(str, members)
    )
    return _acts(rows, looked)


def of_inmate(inmate: Inmate) -> list[Act]:
    """The acts on an inmate and his register numbers, the latest first."""
    rows = [
        *_changes(_events(Inmate, pgh_obj=inmate), lambda event: ""),
        *_changes(_events(RegisterNumber, inmate=inmate), lambda event: event.written),
    ]
    return _acts(rows, Q(pk=None))


def _events(model: type[models.Model], **of) -> QuerySet:
    return model.pgh_event_model.objects.filter(**of).order_by("pgh_obj_id", "pgh_id")


def _changes(
    events: QuerySet, name: Callable[[models.Model], str]
) -> Iterator[tuple[models.Model, list[Change]]]:
    """Each event with what it changed against the one before it of the same row."""
    for _row, versions in groupby(events, key=lambda event: event.pgh_obj_id):
        before = None
        for event in versions:
            yield event, list(_differences(before, event, str(name(event))))
            before = event


def _differences(before: models.Model | None, event: models.Model, of: str) -> Iterator[Change]:
    tracked = event.pgh_tracked_model
    if before is None:
        yield Change(of, str(_NEW[tracked]))
        return
    for column in event._meta.fields:
        if column.name.startswith("pgh_") or column.name in _SKIPPED:
            continue
        old, new = getattr(before, column.attname), getattr(event, column.attname)
        if old == new:
            continue
        if column.name in _DECIDED:
            if new:
                yield Change("", _DECIDED[column.name] % {"evidence": of})
            continue
        label = str(_LABELS.get(column.name) or tracked._meta.get_field(column.name).verbose_name)
        if isinstance(column, IdentityNumberField):
            yield Change(
                of,
                label,
                _("ada") if old else NOTHING,
                _("nomor lain") if old and new else _("ada") if new else NOTHING,
            )
        else:
            yield Change(of, label, _shown(before, column), _shown(event, column))


def _shown(event: models.Model, column: models.Field) -> str:
    value = getattr(event, column.name)
    if isinstance(value, dt.datetime):
        return saat(value)
    if isinstance(value, dt.date):
        return tanggal(value)
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if column.name == "phone":
        return telepon(value)
    if column.choices:
        return str(getattr(event, f"get_{column.name}_display")()) or NOTHING
    return NOTHING if value in (None, "") else str(value)


def _acts(rows: list[tuple[models.Model, list[Change]]], looked: Q) -> list[Act]:
    acts: dict[int, Act] = {}
    for event, changes in rows:
        act = acts.setdefault(event.pgh_transaction, Act(at=event.pgh_created_at))
        act.changes += changes
    entries = AuditEntry.objects.filter(
        Q(transaction__in=list(acts)) | (looked & Q(verb__in=_LOOKED))
    )
    for entry in entries.select_related("by").order_by("pk"):
        act = acts.setdefault(entry.transaction, Act(at=entry.at))
        # A past that a command wrote down is dated by its audit row.
        act.at, act.by = entry.at, str(entry.by or "")
        if entry.verb in _LOOKED:
            act.note = ": ".join(
                filter(None, [str(_LOOKED[entry.verb]), entry.facts.get("reason", "")])
            )
    return sorted(
        (act for act in acts.values() if act.changes or act.note),
        key=lambda act: act.at,
        reverse=True,
    )
