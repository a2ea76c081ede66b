"""Families: registered with four things, edited by one at a time, held for a while, two on one
card.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.identity import check_kk
from families.models import Area, Family, FamilyMember, Inmate, Kinship, PovertyEvidence
from families.registry.evidence import NewEvidence, evidence_row
from families.registry.people import (
    NewMember,
    check_niks,
    kinship_row,
    member_row,
    name_after,
)
from families.registry.similar import look_again, look_at_similar
from rutan import audit, editing
from rutan.fields import IdentityNumber
from rutan.files import stored_with_their_rows
from rutan.models import Facility, User
from rutan.once import FormUsedBefore, made_before
from rutan.refusals import Refused, refused_by_database, sentence

__all__ = [
    "CardUsed",
    "NewFamily",
    "edit",
    "hold",
    "next_split",
    "refuse_used_cards",
    "register",
    "resume",
    "split_card",
]

HOLD_DAYS = 60
HELD = ("hold_kind", "hold_until", "hold_at", "hold_by")


class CardUsed(Refused):
    """The KK number stands with another family, here ``family``; two on one card need the services
    head.
    """

    field = "kk_number"

    def __init__(self, family: Family) -> None:
        said = _(
            "Nomor KK ini sudah dipakai keluarga %(name)s. Jika memang dua keluarga dalam satu KK,"
            ' kosongkan nomornya di sini dan simpan; lalu Kasubsi memilih "Dua keluarga dalam satu'
            ' KK" pada halaman keluarga ini.'
        )
        # Whose data may not be shown is not named by a guessed number either.
        super().__init__(
            said % {"name": family.name}
            if family.is_active
            else sentence("one_family_per_card_and_split")
        )
        self.family = family


@dataclass(frozen=True)
class NewFamily:
    """A family to register: name, village, inmate and relationship suffice.

    Without ``members`` the family's name becomes its first member, so that somebody can collect. Of
    ``members`` the first who bears it is the one after whom the family is named, unless one says so
    of itself. ``more_kin`` are further (inmate, relationship) pairs. ``seen`` are the ids of
    similar families that were looked at; without it nobody asks for similar ones.
    """

    name: str
    area: Area
    inmate: Inmate
    relationship: str
    more_kin: tuple[tuple[Inmate, str], ...] = ()
    members: tuple[NewMember, ...] = ()
    evidence: tuple[NewEvidence, ...] = ()
    kk_number: IdentityNumber | None = None
    address: str = ""
    hamlet: str = ""
    rt: str = ""
    rw: str = ""
    phone: str = ""
    staff_relative: bool = False
    do_not_contact: bool = False
    may_tell_inmate: bool = False
    seen: frozenset[int] | None = None
    client_id: UUID | None = None

    def __post_init__(self) -> None:
        if self.kk_number is not None:
            check_kk(self.kk_number)


def register(
    *, facility: Facility, families: Sequence[NewFamily], by: User, at: dt.datetime | None = None
) -> list[Family]:
    """Register families with their members, kinships and evidence, all or none.

    The same ``client_id`` from the same person gives the family it made. Raises FormUsedBefore,
    SimilarFamilies, CardUsed or NikUsed, which name the family that has the number already, or
    ValidationError for a NIK of wrong shape.
    """
    at = at or timezone.now()
    rows = [_family_row(facility, new, by, at) for new in families]
    papers = [
        evidence_row(row, paper, by, at)
        for row, new in zip(rows, families, strict=True)
        for paper in new.evidence
    ]
    with stored_with_their_rows([paper.file for paper in papers]), refused_by_database():
        # There is no row to lock yet, and each who registers must see what the other made.
        Facility.objects.locked().get(pk=facility.pk)
        if made := made_before(rows, by=by):
            _refuse_other_kin(made, families)
            return made
        looked_at = _looked_at(facility, families)
        refuse_used_cards(facility.pk, [new.kk_number for new in families])
        check_niks(facility, [member.nik for new in families for member in new.members], at)
        _write(rows, families, papers, by)
        if rows:
            audit.record(
                by=by,
                verb="register_families",
                thing=facility if len(rows) > 1 else rows[0],
                families=[row.pk for row in rows],
                **({"seen": looked_at} if looked_at else {}),
            )
        return rows


def _write(
    rows: list[Family], families: Sequence[NewFamily], papers: list[PovertyEvidence], by: User
) -> None:
    Family.objects.bulk_create(rows)
    pairs = list(zip(rows, families, strict=True))
    FamilyMember.objects.bulk_create(
        member_row(row, member, by) for row, new in pairs for member in _members_of(new)
    )
    Kinship.objects.bulk_create(
        kinship_row(row, inmate, relationship, by)
        for row, new in pairs
        for inmate, relationship in ((new.inmate, new.relationship), *new.more_kin)
    )
    PovertyEvidence.objects.bulk_create(papers)


def _members_of(new: NewFamily) -> Sequence[NewMember]:
    members = new.members or (NewMember(full_name=new.name),)
    if any(member.names_family for member in members):
        return members
    bearer = next((member for member in members if _alike(member.full_name, new.name)), None)
    return [replace(member, names_family=member is bearer) for member in members]


def _alike(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


def _family_row(facility: Facility, new: NewFamily, by: User, at: dt.datetime) -> Family:
    return Family(
        facility=facility,
        name=new.name,
        kk_number=new.kk_number,
        address=new.address,
        hamlet=new.hamlet,
        rt=new.rt,
        rw=new.rw,
        area=new.area,
        phone=new.phone,
        staff_relative=new.staff_relative,
        do_not_contact=new.do_not_contact,
        may_tell_inmate=new.may_tell_inmate,
        recorded_at=at,
        recorded_by=by,
        client_id=new.client_id,
    )


def _refuse_other_kin(made: list[Family], families: Sequence[NewFamily]) -> None:
    for row, new in zip(made, families, strict=True):
        if not row.kinships.filter(inmate=new.inmate, relationship=new.relationship).exists():
            raise FormUsedBefore(row)


def _looked_at(facility: Facility, families: Sequence[NewFamily]) -> list[int]:
    """The similar families that were looked at, where somebody looks. Raises SimilarFamilies."""
    looked = [
        look_at_similar(
            facility_id=facility.pk,
            name=new.name,
            area=new.area,
            inmates=[new.inmate],
            relationship=new.relationship,
            seen=new.seen,
        )
        for new in families
        if new.seen is not None
    ]
    return [pk for similar in looked for pk in similar]


def refuse_used_cards(
    facility_id: int, numbers: list[IdentityNumber | None], but: Family | None = None
) -> None:
    """Raise CardUsed where one of the numbers stands with another family."""
    wanted = [number for number in numbers if number is not None]
    used = Family.objects.filter(facility=facility_id, kk_number__in=wanted).exclude(
        pk=but.pk if but else None
    )
    if wanted and (family := used.order_by("card_split").first()):
        raise CardUsed(family)


@refused_by_database()
def edit(
    *,
    family: Family,
    version: int,
    by: User,
    seen: frozenset[int] | None = None,
    **changes: Any,
) -> Family:
    """Change fields of a family; ``version`` is what the editor's form was rendered with.

    ``seen`` are the ids of families like the new name or village that were looked at; without it
    nobody looks. Raises Stale when somebody else edited since, SimilarFamilies, CardUsed, or
    ValidationError for a KK of wrong shape.
    """
    family = Family.objects.locked().get(pk=family.pk)
    differing = editing.news(family, changes, version, (*Family.TYPED, "kk_number"))
    if not differing:
        return family
    looked = {}
    if {"name", "area"} & differing.keys():
        name, area = differing.get("name", family.name), differing.get("area")
        looked = look_again(family, name=name, area=area, seen=seen)
    if "kk_number" in differing:
        if differing["kk_number"] is not None:
            check_kk(differing["kk_number"])
            refuse_used_cards(family.facility_id, [differing["kk_number"]], but=family)
        differing |= {"card_split": 0, "card_split_reason": ""}
    editing.write(family, differing, by=by)
    if "name" in differing:
        name_after(family, by=by)
    audit.record(by=by, verb="edit_family", thing=family, fields=sorted(differing), **looked)
    return family


@refused_by_database()
def split_card(*, family: Family, kk_number: IdentityNumber, reason: str, by: User) -> Family:
    """Let two families stand on one card, the services head knowing why. The first keeps split
    0; said twice it was said once.
    """
    check_kk(kk_number)
    family = Family.objects.locked().get(pk=family.pk)
    split = next_split(family, kk_number)
    is_split = family.kk_number == kk_number and family.card_split
    if is_split and family.card_split_reason == reason:
        return family
    if not is_split:
        family.kk_number, family.card_split = kk_number, split
    family.card_split_reason = reason
    editing.save(family, ["kk_number", "card_split", "card_split_reason"], by=by)
    audit.record(by=by, verb="split_card", thing=family, split=family.card_split)
    return family


def next_split(family: Family, kk_number: IdentityNumber) -> int:
    """The number that the family would have on another family's card. Raises Refused where no other
    has that card.
    """
    others = Family.objects.filter(facility=family.facility_id, kk_number=kk_number).exclude(
        pk=family.pk
    )
    highest = others.aggregate(highest=Max("card_split"))["highest"]
    if highest is None:
        raise Refused(
            _("Nomor KK ini belum dipakai keluarga lain. Isi langsung pada data keluarga.")
        )
    return highest + 1


@refused_by_database()
def hold(
    *,
    family: Family,
    kind: str,
    by: User,
    until: dt.date | None = None,
    at: dt.datetime | None = None,
    till_looked_at: bool = False,
) -> Family:
    """No aid for now; ends by itself after ``until`` (60 days unless given), or not before somebody
    has ``looked_at`` it. Holding again renews it.

    Raises Refused for an end that has passed.
    """
    at = at or timezone.now()
    family = Family.objects.locked().get(pk=family.pk)
    today = family.facility.local_day(at)
    if not till_looked_at:
        until = until or today + dt.timedelta(days=HOLD_DAYS)
    if until and until < today:
        raise Refused(_("Tanggal berakhir sudah lewat."))
    if (family.hold_kind, family.hold_until, family.hold_by_id) == (
        kind,
        until,
        by.pk,
    ):
        return family
    family.hold_kind, family.hold_until, family.hold_at, family.hold_by = (
        Family.HoldKind(kind),
        until,
        at,
        by,
    )
    # What a family said elsewhere is no edit: whoever wrote it down has not worked at the registry,
    # and nothing that an editor types has changed.
    if till_looked_at:
        family.save(update_fields=HELD)
    else:
        editing.save(family, HELD, by=by)
    audit.record(
        by=by,
        verb="hold_family",
        thing=family,
        kind=str(family.hold_kind),
        until=until and until.isoformat(),
    )
    return family


@refused_by_database()
def resume(*, family: Family, by: User) -> Family:
    """Aid goes on. Of a family that is not held nothing changes."""
    family = Family.objects.locked().get(pk=family.pk)
    if family.hold_at is None:
        return family
    family.hold_kind, family.hold_until, family.hold_at, family.hold_by = "", None, None, None
    editing.save(family, HELD, by=by)
    audit.record(by=by, verb="resume_family", thing=family)
    return family
