"""The people of a family and the inmates they belong to."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from families.identity import read_nik
from families.models import Family, FamilyMember, FoldedName, Inmate, Kinship
from families.registry.similar import look_again
from rutan import audit, editing
from rutan.fields import IdentityNumber
from rutan.formats import tanggal
from rutan.models import Facility, User
from rutan.once import made_before
from rutan.refusals import Refused, refused_by, refused_by_database, sentence

MEMBER_FIELDS = ("full_name", "nik", "birth_date", "sex", "card_relationship", "may_collect")


class NikUsed(Refused):
    """The NIK stands with another present member, here ``member``."""

    field = "nik"

    def __init__(self, member: FamilyMember) -> None:
        said = _("NIK ini sudah dipakai anggota keluarga %(name)s.") % {"name": member.family.name}
        super().__init__(said if member.family.is_active else sentence("one_member_per_nik"))
        self.member = member


@dataclass(frozen=True)
class NewMember:
    """A person to add; only the name is needed."""

    full_name: str
    nik: IdentityNumber | None = None
    birth_date: dt.date | None = None
    sex: str = ""
    card_relationship: str = FamilyMember.CardRelationship.OTHER
    may_collect: bool = True
    names_family: bool = False
    client_id: UUID | None = None


def kinship_row(
    family: Family, inmate: Inmate, relationship: str, by: User, client_id: UUID | None = None
) -> Kinship:
    """An unsaved tie of the family."""
    return Kinship(
        family=family,
        inmate=inmate,
        relationship=relationship,
        client_id=client_id,
        recorded_at=audit.moment(),
        recorded_by=by,
    )


def member_row(family: Family, new: NewMember, by: User) -> FamilyMember:
    """An unsaved row of the family."""
    return FamilyMember(
        facility_id=family.facility_id,
        family=family,
        full_name=new.full_name,
        nik=new.nik,
        birth_date=new.birth_date,
        sex=new.sex,
        card_relationship=new.card_relationship,
        may_collect=new.may_collect,
        names_family=new.names_family,
        client_id=new.client_id,
        recorded_at=audit.moment(),
        recorded_by=by,
    )


def check_niks(
    facility: Facility,
    niks: Iterable[IdentityNumber | None],
    at: dt.datetime | None,
    but: FamilyMember | None = None,
) -> None:
    """Raise ValidationError for a NIK of wrong shape, NikUsed, which names the family, before the
    constraint would.
    """
    today = facility.local_day(at)
    wanted = [nik for nik in niks if nik is not None]
    for nik in wanted:
        read_nik(nik, on=today)
    present = (
        FamilyMember.objects.present()
        .filter(facility=facility, nik__in=wanted)
        .select_related("family")
    )
    if wanted and (used := present.exclude(pk=but.pk if but else None).first()):
        raise NikUsed(used)


@refused_by_database()
def add_member(
    *,
    family: Family,
    member: NewMember,
    by: User,
    at: dt.datetime | None = None,
    similar_seen: frozenset[int] | None = None,
) -> FamilyMember:
    """Add a person to the family; the same ``client_id`` from the same person gives who was added.

    Who ``names_family`` does so instead of whoever did. ``similar_seen`` are the ids of families
    like this person that were looked at; without it nobody looks. Raises SimilarFamilies, NikUsed,
    FormUsedBefore, or ValidationError for a NIK of wrong shape.
    """
    family = Family.objects.locked().get(pk=family.pk)
    row = member_row(family, member, by)
    if made := made_before([row], by=by):
        return made[0]
    check_niks(family.facility, [member.nik], at)
    looked = look_again(family, name=row.full_name, seen=similar_seen)
    if row.names_family:
        _name_nobody(family, by=by)
    row.save()
    audit.record(by=by, verb="add_member", thing=family, member=row.pk, **looked)
    return row


@refused_by_database()
def edit_member(
    *,
    member: FamilyMember,
    by: User,
    seen: str | None = None,
    similar_seen: frozenset[int] | None = None,
    at: dt.datetime | None = None,
    **changes: Any,
) -> FamilyMember:
    """Change fields of a person. ``seen`` is the fingerprint of his MEMBER_FIELDS when the form was
    rendered.

    Who ``names_family`` does so instead of whoever did. ``similar_seen`` is asked for as in
    ``add_member``, of a new name. Raises Stale when he was edited since, SimilarFamilies, NikUsed,
    or ValidationError for a NIK of wrong shape.
    """
    family = Family.objects.locked().get(pk=member.family_id)
    member = FamilyMember.objects.select_related("family").get(pk=member.pk)
    differing = editing.news(member, changes, seen, MEMBER_FIELDS, also=["names_family"])
    if not differing:
        return member
    check_niks(family.facility, [differing.get("nik")], at, but=member)
    looked = {}
    if "full_name" in differing:
        looked = look_again(family, name=differing["full_name"], seen=similar_seen)
    if differing.get("names_family"):
        _name_nobody(family, by=by)
    editing.write(member, differing, by=by)
    editing.save(family, [], by=by)
    audit.record(
        by=by,
        verb="edit_member",
        thing=family,
        member=member.pk,
        fields=sorted(differing),
        **looked,
    )
    return member


def _name_nobody(family: Family, *, by: User) -> None:
    """Before another names it: the index looks at each row by itself."""
    for member in family.members.filter(names_family=True):
        member.names_family = False
        editing.save(member, ["names_family"], by=by)


def name_after(family: Family, *, by: User) -> None:
    """Once its name was changed: let the family be named after the member who bears the new one, if
    any does.
    """
    bearers = family.members.present().filter(name_key=FoldedName(Value(family.name)))
    bearer = bearers.order_by("-names_family", "pk").first()
    if bearer and not bearer.names_family:
        _name_nobody(family, by=by)
        bearer.names_family = True
        editing.save(bearer, ["names_family"], by=by)


@refused_by_database()
def member_left(*, member: FamilyMember, on: dt.date, by: User) -> FamilyMember:
    """The person lives elsewhere, has a card of his own, or has died; the row stays for what was
    handed over.

    Saying it again with the same day is no error, with another day it is Refused.
    """
    family = Family.objects.locked().get(pk=member.family_id)
    member = FamilyMember.objects.get(pk=member.pk)
    if member.left_on == on:
        return member
    if member.left_on:
        raise Refused(
            _("%(name)s sudah dicatat keluar pada %(day)s.")
            % {
                "name": member.full_name,
                "day": tanggal(member.left_on),
            }
        )
    member.left_on = on
    editing.save(member, ["left_on"], by=by)
    editing.save(family, [], by=by)
    audit.record(by=by, verb="member_left", thing=family, member=member.pk, on=on.isoformat())
    return member


@refused_by_database()
def member_back(*, member: FamilyMember, by: User) -> FamilyMember:
    """The person was marked as gone by mistake. Raises NikUsed when he stands in another family
    meanwhile.
    """
    family = Family.objects.locked().get(pk=member.family_id)
    member = FamilyMember.objects.get(pk=member.pk)
    if member.left_on is None:
        return member
    check_niks(family.facility, [member.nik], None, but=member)
    member.left_on = None
    editing.save(member, ["left_on"], by=by)
    editing.save(family, [], by=by)
    audit.record(by=by, verb="edit_member", thing=family, member=member.pk, fields=["left_on"])
    return member


@refused_by_database()
def add_kinship(
    *,
    family: Family,
    inmate: Inmate,
    relationship: str,
    by: User,
    client_id: UUID | None = None,
    seen: frozenset[int] | None = None,
) -> Kinship:
    """Tie the family to an inmate as his wife, child, mother; the same ``client_id`` from the same
    person gives the tie it made.

    ``seen`` are the ids of families of that inmate, or like this one, that were looked at; without
    it nobody looks. Raises SimilarFamilies, Refused when that tie is live already, FormUsedBefore.
    """
    family = Family.objects.locked().get(pk=family.pk)
    kinship = kinship_row(family, inmate, relationship, by, client_id)
    if made := made_before([kinship], by=by):
        return made[0]
    refuse_live_tie(family, inmate)
    looked = look_again(
        family, name=family.name, inmates=[inmate], relationship=relationship, seen=seen
    )
    kinship.save()
    audit.record(
        by=by,
        verb="add_kinship",
        thing=family,
        inmate=inmate.pk,
        kinship=kinship.pk,
        **looked,
    )
    return kinship


def refuse_live_tie(family: Family, inmate: Inmate) -> None:
    """Raise Refused where the family is tied to the inmate already."""
    if family.kinships.live().filter(inmate=inmate).exists():
        raise refused_by("one_live_kinship_per_family_and_inmate")


@refused_by_database()
def end_kinship(*, kinship: Kinship, on: dt.date, by: User) -> Kinship:
    """The tie counts no longer from ``on``. Ending it again with the same day is no error, with
    another day it is Refused.
    """
    family = Family.objects.locked().get(pk=kinship.family_id)
    kinship = Kinship.objects.select_related("family", "inmate").get(pk=kinship.pk)
    if kinship.ended_on == on:
        return kinship
    if kinship.ended_on:
        raise Refused(
            _("Hubungan ini sudah berakhir pada %(day)s.") % {"day": tanggal(kinship.ended_on)}
        )
    kinship.ended_on = on
    kinship.save(update_fields=["ended_on"])
    editing.save(family, [], by=by)
    audit.record(
        by=by,
        verb="end_kinship",
        thing=family,
        inmate=kinship.inmate_id,
        kinship=kinship.pk,
        on=on.isoformat(),
    )
    return kinship
