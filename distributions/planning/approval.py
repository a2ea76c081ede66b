"""The head's part: propose to him, send back, approve and freeze the list, ratify who was
served.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max, Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from distributions import coupons
from distributions.models import Coupon, Distribution, Entitlement
from distributions.models.entitlement import EntitlementQuerySet
from distributions.planning.candidates import alphabet, candidates
from distributions.planning.listing import CannotList
from distributions.planning.locks import (
    WrongStep,
    check_seen,
    check_unchanged,
    locked,
    sent_back_already,
    served_so_far,
)
from distributions.planning.review import additions, review
from families.models import FamilyMember, Kinship, PovertyEvidence
from rutan import audit
from rutan.access import roles_of
from rutan.models import Facility, Signatory, User
from rutan.refusals import Refused, refused_by_database

Status = Distribution.Status
_APPROVED = ["number", "snapshot", "approved_at", "approved_by", "approved_reason"]


class NotTheHead(Refused):
    """Only the head, or a dated acting head, approves, sends back and ratifies."""

    outcome = "not_allowed"
    status = 403


def acting_head(user: User, facility: Facility, day: dt.date) -> Signatory | None:
    """The user's dated appointment as Plh. or Plt. Kepala Rutan on that local day, if there is
    one.
    """
    own = facility.signatories.filter(office=Signatory.Office.HEAD, user=user)
    return own.acting().signing_on(day).by_rank().first()


def capacity_of(user: User, facility: Facility, at: dt.datetime) -> str:
    """In which capacity the user is the head at that moment: "definitive", "plh", "plt", or "" for
    not at all.
    """
    if user.facility_id != facility.pk:
        return ""
    if "head" in roles_of(user):
        return Signatory.Capacity.DEFINITIVE
    appointment = acting_head(user, facility, facility.local_day(at))
    return appointment.capacity if appointment else ""


@transaction.atomic
def propose(
    *, distribution: Distribution, by: User, seen: str = "", at: dt.datetime | None = None
) -> Distribution:
    """Lay a draft's list before the head; laid twice by one person it was so once.

    Raises Refused for an empty list, CannotList for who is no longer eligible, Stale.
    """
    distribution = locked(distribution, Status.DRAFT)
    check_unchanged(distribution, seen)
    found = [
        candidate
        for candidate in candidates(distribution).by_family().values()
        if candidate.entitlement
    ]
    if not any(candidate.entitlement.source == Entitlement.Source.LIST for candidate in found):
        raise Refused(_("Belum ada penerima dalam daftar."))
    if barred := [candidate for candidate in found if candidate.reasons]:
        raise CannotList(
            _("%(n)s keluarga dalam daftar tidak memenuhi syarat lagi. Keluarkan dahulu.")
            % {"n": len(barred)},
            barred,
        )
    # A second tap by the same person.
    if distribution.proposed_at and distribution.proposed_by_id == by.pk:
        return distribution
    distribution.proposed_at, distribution.proposed_by = at or timezone.now(), by
    distribution.save(update_fields=["proposed_at", "proposed_by"])
    audit.record(by=by, verb="propose", thing=distribution, families=len(found))
    return distribution


@transaction.atomic
def send_back(
    *, distribution: Distribution, note: str, by: User, at: dt.datetime | None = None
) -> Distribution:
    """Give a proposed list back with a note of what to change; given back twice by one person it
    was so once.

    Raises NotTheHead or WrongStep.
    """
    at = at or timezone.now()
    distribution = locked(distribution)
    if sent_back_already(distribution, note, by):
        return distribution
    distribution = _proposed(distribution)
    _check_head(distribution, by, at)
    distribution.sent_back_at, distribution.sent_back_by, distribution.sent_back_reason = (
        at,
        by,
        note,
    )
    distribution.proposed_at = distribution.proposed_by = None
    with refused_by_database():
        distribution.save(
            update_fields=[
                "sent_back_at",
                "sent_back_by",
                "sent_back_reason",
                "proposed_at",
                "proposed_by",
            ]
        )
    audit.record(by=by, verb="send_back", thing=distribution)
    return distribution


@transaction.atomic
def approve(
    *,
    distribution: Distribution,
    by: User,
    seen: str,
    reason: str = "",
    at: dt.datetime | None = None,
) -> Distribution:
    """Approve a proposed list and freeze it: snapshot, numbers by the alphabet, one coupon for each
    family.

    Of a list that is approved, who was added since; its ``seen`` is that of the ``additions``.
    Otherwise ``seen`` is that of the ``review`` that was read. ``reason`` is needed from an acting
    head who proposed the list, or added somebody, himself. Approved twice by one person is approved
    once. Raises NotTheHead, Stale, WrongStep, or Refused without that reason.
    """
    at = at or timezone.now()
    distribution = locked(distribution)
    if distribution.is_at_work:
        rows = Entitlement.objects.on(distribution)
        if rows.awaiting().exists():
            return _approve_additions(distribution, by=by, seen=seen, reason=reason, at=at)
        if distribution.approved_by_id == by.pk or rows.filter(approved_by=by).exists():
            return distribution
    distribution = _proposed(distribution)
    capacity = _check_head(distribution, by, at)
    # The definitive head too, should he hold both roles: nobody confirms himself in silence.
    own = by.pk == distribution.proposed_by_id
    _check_own(own, reason)
    read = review(distribution)
    check_seen(distribution, seen, read.seen)
    distribution.status, distribution.approved_at = Status.APPROVED, at
    distribution.approved_by = by
    distribution.approved_reason = reason.strip() if own else ""
    with refused_by_database():
        listed = freeze(distribution, read.in_words, by=by, at=at)
        distribution.save(update_fields=["status", "approved_at", "approved_by", "approved_reason"])
        issued = coupons.issue(entitlements=listed, by=by, at=at)
    audit.record(
        by=by,
        verb="approve",
        thing=distribution,
        families=len(listed),
        coupons=len(issued),
        capacity=capacity,
        own=own,
    )
    return distribution


def _approve_additions(
    distribution: Distribution, *, by: User, seen: str, reason: str, at: dt.datetime
) -> Distribution:
    """Number who was added after everybody else: what is printed stays as it is."""
    capacity, read = _check_head(distribution, by, at), additions(distribution)
    own = read.are_of(by)
    _check_own(own, reason)
    check_seen(distribution, seen, read.seen)
    rows = list(_with_people(distribution, Entitlement.objects.awaiting()))
    rows.sort(key=lambda row: (alphabet(row.family.name), row.family_id))
    numbers = Entitlement.objects.on(distribution).aggregate(highest=Max("number"))
    for number, row in enumerate(rows, (numbers["highest"] or 0) + 1):
        row.number, row.snapshot = number, snapshot_of(row, distribution.day)
        row.snapshot["why"] = read.in_words.get(row.family_id, "")
        row.approved_at, row.approved_by = at, by
        row.approved_reason = reason.strip()[:200] if row.added_by_id == by.pk else ""
    with refused_by_database():
        Entitlement.objects.bulk_update(rows, _APPROVED)
        issued = coupons.issue(entitlements=rows, by=by, at=at)
    facts = {"families": len(rows), "coupons": len(issued), "capacity": capacity, "own": own}
    audit.record(by=by, verb="approve", thing=distribution, **facts)
    return distribution


def _check_own(own: bool, reason: str) -> None:
    if own and not reason.strip():
        raise Refused(
            _(
                "Anda menyetujui daftar yang Anda usulkan sendiri. Isi alasannya; Kepala Rutan akan"
                " membacanya."
            )
        )


def freeze(
    distribution: Distribution, why: Mapping[int, str], *, by: User, at: dt.datetime
) -> list[Entitlement]:
    """Number the list by the alphabet, reserves after it, and write down what each family is on
    this day, and why it stands there (by its id, in words).

    A printed coupon stays good when its number does; one whose number moved is revoked.
    """
    rows = list(_with_people(distribution, Entitlement.objects.standing()))
    rows.sort(
        key=lambda row: (
            row.is_reserve,
            alphabet(row.family.name),
            str(row.family.area),
            row.family_id,
        )
    )
    moved = [row for number, row in enumerate(rows, 1) if row.number not in (None, number)]
    Coupon.objects.live().filter(entitlement__in=moved).update(revoked_at=at, revoked_by=by)
    # A number may still belong to another row until all are free.
    Entitlement.objects.on(distribution).update(number=None)
    for number, row in enumerate(rows, 1):
        row.number, row.snapshot = number, snapshot_of(row, distribution.day)
        row.snapshot["why"] = why.get(row.family_id, "")
    Entitlement.objects.bulk_update(rows, ["number", "snapshot"], batch_size=200)
    return rows


def snapshot_of(entitlement: Entitlement, day: dt.date) -> dict:
    """What a family is on a day: ``family``, ``village`` ("desa, kecamatan"), ``area`` (that
    village's code), ``inmate``, ``register_number``, ``block``, ``legal_status``, ``relationship``
    (code), ``evidence`` ({"kind", "until"} or None), ``collectors`` ([{"id", "name",
    "relationship"}], the members who may collect), ``named_after`` (the id of the one of them whose
    relationship it is, or None); an approved list adds ``why`` it stands there, in words. Reads the
    relations that ``_with_people`` fetches.
    """
    family, inmate = entitlement.family, entitlement.inmate
    paper = next(iter(family.evidence.all()), None)
    return {
        "family": family.name,
        "village": str(family.area),
        "area": family.area_id,
        "inmate": inmate.name,
        "register_number": inmate.register_number,
        "block": inmate.block,
        "legal_status": inmate.legal_status,
        "relationship": next(
            (
                kinship.relationship
                for kinship in family.kinships.all()
                if kinship.inmate_id == inmate.pk
            ),
            "",
        ),
        "evidence": {"kind": paper.kind, "until": paper.valid_until.isoformat()} if paper else None,
        "collectors": [
            {"id": member.pk, "name": member.full_name, "relationship": member.card_relationship}
            for member in family.members.all()
        ],
        "named_after": next(
            (member.pk for member in family.members.all() if member.names_family), None
        ),
    }


@transaction.atomic
def ratify(
    *,
    distribution: Distribution,
    by: User,
    seen: str,
    reason: str = "",
    at: dt.datetime | None = None,
) -> Distribution:
    """Confirm who was served at a closed event without a list; it never takes a package back.

    ``seen`` is that of the ``ratification`` that was read. Ratified twice by one person is ratified
    once. Raises NotTheHead, Stale, WrongStep, or Refused without that reason.
    """
    at = at or timezone.now()
    distribution = locked(distribution, Status.CLOSED)
    if distribution.ratified_by_id == by.pk:
        return distribution
    if not distribution.awaits_ratification:
        raise WrongStep(distribution)
    capacity = _check_head(distribution, by, at)
    own = by.pk == distribution.opened_by_id
    if own and not reason.strip():
        raise Refused(
            _(
                "Anda mengesahkan kegiatan yang Anda buka sendiri. Isi alasannya; Kepala Rutan akan"
                " membacanya."
            )
        )
    # The event is closed, so people change only when the head reopened it meanwhile.
    check_seen(distribution, seen, served_so_far(distribution))
    distribution.ratified_at, distribution.ratified_by, distribution.ratified_reason = (
        at,
        by,
        reason.strip() if own else "",
    )
    distribution.save(update_fields=["ratified_at", "ratified_by", "ratified_reason"])
    audit.record(
        by=by,
        verb="ratify",
        thing=distribution,
        families=distribution.families_served,
        capacity=capacity,
        own=own,
    )
    return distribution


def _proposed(distribution: Distribution) -> Distribution:
    row = locked(distribution, Status.DRAFT)
    if row.proposed_at is None:
        raise WrongStep(row, _("Daftar ini tidak sedang diajukan kepada Kepala Rutan."))
    return row


def _check_head(distribution: Distribution, by: User, at: dt.datetime) -> str:
    capacity = capacity_of(by, distribution.facility, at)
    if not capacity:
        raise NotTheHead(_("Persetujuan dan pengesahan diberikan oleh Kepala Rutan atau Plh."))
    return capacity


def _with_people(distribution: Distribution, rows: EntitlementQuerySet) -> EntitlementQuerySet:
    day = distribution.day
    return (
        rows.on(distribution)
        .select_related("family__area__parent", "inmate")
        .prefetch_related(
            "inmate__register_numbers",
            Prefetch("family__kinships", Kinship.objects.live_on(day)),
            Prefetch("family__members", FamilyMember.objects.who_may_collect()),
            Prefetch("family__evidence", PovertyEvidence.objects.valid_on(day)),
        )
    )
