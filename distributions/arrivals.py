"""Families who come without standing on a list: entitled on the spot, and served at once if
wished.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import uuid5

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from distributions import attempts, counter, desk, interval, outcomes
from distributions.models import Distribution, Entitlement, Handover
from distributions.planning.approval import snapshot_of
from distributions.rights import why_not
from families.models import Area, Family, Inmate, PovertyEvidence
from families.registry.families import NewFamily, register
from families.registry.similar import SimilarFamilies, look_at_similar
from rutan import audit
from rutan.models import User
from rutan.once import FormUsedBefore, made_by_form, refuse_other
from rutan.refusals import Refused, constraint_of


@dataclass(frozen=True)
class WalkIn:
    """What the visit counter asks: whom they visit, from which village, and what shows poverty.

    ``family`` is one on file, or ``inmate`` is given and a family is made from the collector's
    name. ``ground`` is a PovertyEvidence kind; unverified ground is served and listed for
    ratification. ``seen`` are the ids of families on file like the new one that the officer has
    looked at.
    """

    ground: str
    area: Area | None = None
    family: Family | None = None
    inmate: Inmate | None = None
    seen: frozenset[int] = frozenset()
    may_be_photographed: bool = False
    goes_first: bool = False

    @property
    def said(self) -> dict[str, bool]:
        """What the counter asks of everybody."""
        names = ("may_be_photographed", "goes_first")
        return {name: getattr(self, name) for name in names}


def walk_in(
    *,
    distribution: Distribution,
    visitor: WalkIn,
    order: desk.Order,
    by: User,
    hand_over: bool,
    at: dt.datetime | None = None,
) -> tuple[Entitlement, desk.Served | None]:
    """Entitle a family on the spot and, with ``hand_over``, give the package: one transaction, all
    or nothing.

    ``order`` says who came; of a member of a family on file its name and relationship may stay
    empty. The same key again gives the same entitlement and hand-over (outcome ``replayed``).
    Raises an outcomes.DeskRefusal, like the desk; the attempt is kept after the rollback. Where no
    package is left the family is written down all the same: it is told that its name is noted for
    the next event.
    """
    at = at or timezone.now()
    try:
        return _entitled_at_once(distribution, visitor, order, by, hand_over, at)
    except Refused as refusal:
        family = visitor.family
        if isinstance(refusal, outcomes.NoPackageLeft) and not (
            refusal.entitlement or distribution.is_rehearsal
        ):
            family = _noted(distribution, visitor, order, by, at)
            refusal.say_noted(family)
        attempts.note(
            distribution,
            refusal,
            by=by,
            desk=order.desk,
            client_id=order.client_id,
            at=at,
            family=family,
            inmate=visitor.inmate,
        )
        raise


def _entitled_at_once(
    distribution: Distribution,
    visitor: WalkIn,
    order: desk.Order,
    by: User,
    hand_over: bool,
    at: dt.datetime,
) -> tuple[Entitlement, desk.Served | None]:
    try:
        with transaction.atomic():
            event = Distribution.objects.locked().get(pk=distribution.pk)
            entitlement = _entitlement(event, visitor, order, by, at, hand_over)
            seen = counter.Seen(order.collector, order.verified_by_method, **visitor.said)
            counter.note_who_came(entitlement, seen, by, at)
            if not hand_over:
                return entitlement, None
            return entitlement, desk.hand_over(
                distribution=event, entitlement_id=entitlement.pk, order=order, by=by, at=at
            )
    except IntegrityError as error:
        # The family row is locked only after the event, so a second desk may have been quicker with
        # this family.
        if constraint_of(error) != "one_entitlement_per_family_and_event":
            raise
        raise outcomes.DeskRefusal(
            _("Keluarga ini baru saja didaftarkan. Cari lagi di loket.")
        ) from error


def numbers_waiting(distribution: Distribution) -> int:
    """How many who came and have a number are without their package; who is only listed may still
    stay away.
    """
    return Entitlement.objects.on(distribution).here().count()


@transaction.atomic
def _noted(
    distribution: Distribution, visitor: WalkIn, order: desk.Order, by: User, at: dt.datetime
) -> Family:
    """The family that went away without a package, in the registry with what it showed."""
    event = Distribution.objects.locked().get(pk=distribution.pk)
    family, _inmate = _family_and_inmate(event, visitor, order, by, at)
    _record_ground(event, family, visitor.ground, by, at)
    return family


def _entitlement(
    distribution: Distribution,
    visitor: WalkIn,
    order: desk.Order,
    by: User,
    at: dt.datetime,
    hand_over: bool,
) -> Entitlement:
    if before := _by_the_same_form(distribution, visitor, order, by):
        return before
    desk.refuse_override_by_others(order, by)
    if not distribution.is_open:
        raise outcomes.NotOpen(distribution, at)
    listed = (
        visitor.family
        and Entitlement.objects.on(distribution).filter(family=visitor.family).first()
    )
    if not distribution.accepts_walk_ins:
        on_file = visitor.family and not listed
        raise (
            outcomes.ListedNowhere(visitor.family) if on_file else outcomes.NotOnList(distribution)
        )
    if listed:
        return _standing(listed, distribution.facility.local_day(at))
    family, inmate = _family_and_inmate(distribution, visitor, order, by, at)
    is_early = interval.refuse_too_soon(distribution, family, order.override_reason, at)
    # After the rules: who is refused by one gets no place in the queue because the table is empty
    # too. Whoever only registers may wait for packages that are still being packed.
    if hand_over and distribution.packages_left < 1:
        raise outcomes.NoPackageLeft(distribution)
    if not distribution.is_rehearsal:
        _record_ground(distribution, family, visitor.ground, by, at)
    entitlement = _numbered(distribution, family, inmate, order, by, at, is_early)
    facts = {"distribution": distribution.pk, "family": family.pk, "ground": visitor.ground}
    if visitor.seen:
        # Another desk than this one may have served her under a name like hers.
        facts["seen"] = sorted(visitor.seen)
    audit.record(by=by, verb="walk_in", thing=entitlement, **facts)
    return entitlement


def _numbered(
    distribution: Distribution,
    family: Family,
    inmate: Inmate,
    order: desk.Order,
    by: User,
    at: dt.datetime,
    is_early: bool,
) -> Entitlement:
    highest = Entitlement.objects.on(distribution).aggregate(highest=Max("number"))["highest"] or 0
    entitlement = Entitlement(
        distribution=distribution,
        family=family,
        inmate=inmate,
        source=Entitlement.Source.WALK_IN,
        number=highest + 1,
        client_id=order.client_id,
        arrived_at=at,
        arrived_by=by,
    )
    # Each rule that gives way keeps the reason of its own: one may fall without the other.
    is_second = bool(order.override_reason and _others_of(distribution, [inmate]))
    if is_second:
        entitlement.override_reason = order.override_reason
        entitlement.override_at, entitlement.override_by = at, by
    if is_early:
        entitlement.early_reason = order.override_reason
        entitlement.early_at, entitlement.early_by = at, by
    entitlement.snapshot = snapshot_of(entitlement, distribution.facility.local_day(at))
    entitlement.save()
    facts = {"distribution": distribution.pk, "inmate": inmate.pk}
    for rule, gave_way in {"inmate": is_second, "interval": is_early}.items():
        if gave_way:
            audit.record(by=by, verb="override", thing=entitlement, rule=rule, **facts)
    return entitlement


def _by_the_same_form(
    distribution: Distribution, visitor: WalkIn, order: desk.Order, by: User
) -> Entitlement | None:
    """What this form did before, in whatever event: a key that was used for another act must not
    answer with somebody else's number. Raises Invalid.
    """
    try:
        if before := made_by_form(Entitlement, order.client_id):
            refuse_other(before, by=by, **_said(distribution, visitor))
            if not visitor.family and before.snapshot.get("family") != order.collector.name:
                raise FormUsedBefore(before)
            return before
        # It served a family that stood on the list already: the desk will answer ``replayed``.
        if served := made_by_form(Handover, order.client_id):
            family = visitor.family and visitor.family.pk
            refuse_other(served, by=by, distribution_id=distribution.pk, family_id=family)
            return served.entitlement
    except FormUsedBefore as used:
        raise outcomes.used_before() from used
    return None


def _said(distribution: Distribution, visitor: WalkIn) -> dict[str, int]:
    """What the counter's form decides of an entitlement."""
    if visitor.family:
        return {"distribution_id": distribution.pk, "family_id": visitor.family.pk}
    return {"distribution_id": distribution.pk, "inmate_id": visitor.inmate.pk}


def _standing(listed: Entitlement, day: dt.date) -> Entitlement:
    """A family that stands on the list already keeps its number. Raises AlreadyHandedOver,
    Withdrawn, OnHold, ReserveWaiting.
    """
    served = (
        Handover.objects.given()
        .filter(entitlement=listed)
        .select_related("recorded_by", "entitlement")
        .first()
    )
    if refusal := why_not(listed, served, day):
        raise refusal
    return listed


def _family_and_inmate(
    distribution: Distribution, visitor: WalkIn, order: desk.Order, by: User, at: dt.datetime
) -> tuple[Family, Inmate]:
    """The family on file, locked, or a new one; and the inmate it visits. Raises NotEligible,
    OnHold, Invalid.

    The same form gives the same new family, whether or not there was a package for it the first
    time.
    """
    day = distribution.facility.local_day(at)
    if visitor.family:
        family = Family.objects.locked().get(pk=visitor.family.pk)
        if family.is_held_on(day) or not family.is_active:
            raise outcomes.OnHold
        counting = family.kinships.counting_on(day).select_related("inmate")
        inmates = [kinship.inmate for kinship in counting]
        if not inmates:
            raise outcomes.NotEligible(_("keluarga ini tidak mempunyai WBP yang masih di dalam."))
        return family, _free_inmate(distribution, inmates, order)
    if distribution.is_rehearsal:
        raise outcomes.DeskRefusal(
            _("Latihan tidak mendaftarkan keluarga baru. Pilih keluarga yang sudah terdaftar.")
        )
    if not visitor.inmate.is_in_custody:
        raise outcomes.NotEligible(_("WBP ini tidak lagi di dalam."))
    # Before a family is made for nothing: the rule of one package per inmate speaks first.
    try:
        _free_inmate(distribution, [visitor.inmate], order)
    except outcomes.InmateAlreadyServed as refusal:
        _recognise(distribution, refusal.entitlement.family, visitor, order, day)
        raise
    new = NewFamily(
        name=order.collector.name,
        area=visitor.area,
        inmate=visitor.inmate,
        relationship=order.collector.relationship,
        seen=visitor.seen,
        client_id=uuid5(order.client_id, "family"),
    )
    try:
        [family] = register(facility=distribution.facility, families=[new], by=by, at=at)
    except FormUsedBefore as used:
        raise outcomes.used_before() from used
    except SimilarFamilies as similar:
        served = _served_on(distribution, similar.families, day)
        raise outcomes.LooksLike(similar.families, served) from similar
    return family, visitor.inmate


def _recognise(
    distribution: Distribution, family: Family, visitor: WalkIn, order: desk.Order, day: dt.date
) -> None:
    """Whoever comes again is no other family of her WBP. Raises LooksLike where the name is like
    that of the family which has his package, and nobody has looked yet.
    """
    try:
        look_at_similar(
            facility_id=distribution.facility_id,
            name=order.collector.name,
            area=visitor.area,
            inmates=[visitor.inmate],
            seen=visitor.seen,
        )
    except SimilarFamilies as similar:
        if family in similar.families:
            served = _served_on(distribution, similar.families, day)
            raise outcomes.LooksLike(similar.families, served) from similar


def _served_on(distribution: Distribution, families: list[Family], day: dt.date) -> Handover | None:
    """The package that one of these families received in this event or on this day, the likeliest
    family first.
    """
    today = Q(handed_over_at__gte=distribution.facility.start_of(day))
    handovers = Handover.objects.given().filter(
        Q(distribution=distribution) | today, family__in=families
    )
    by_family = {fact.family_id: fact for fact in handovers.order_by("handed_over_at")}
    return next((by_family[one.pk] for one in families if one.pk in by_family), None)


def _free_inmate(distribution: Distribution, inmates: list[Inmate], order: desk.Order) -> Inmate:
    """The first whose package no other family has: a family with two inmates comes for the second.

    Raises InmateAlreadyServed, unless the services head gives the reason why the rule does not hold
    here.
    """
    others = _others_of(distribution, inmates)
    free = [inmate for inmate in inmates if inmate.pk not in others]
    if free or order.override_reason:
        return (free or inmates)[0]
    other = others[inmates[0].pk]
    raise outcomes.InmateAlreadyServed(
        other, Handover.objects.given().filter(entitlement=other).first()
    )


def _others_of(distribution: Distribution, inmates: list[Inmate]) -> dict[int, Entitlement]:
    """Who stands here already for these inmates, by inmate, where the event gives each one package
    only.
    """
    if not distribution.one_per_inmate:
        return {}
    rows = Entitlement.objects.on(distribution).standing().filter(inmate__in=inmates)
    return {row.inmate_id: row for row in rows}


def _record_ground(
    distribution: Distribution, family: Family, ground: str, by: User, at: dt.datetime
) -> None:
    """Write down what was shown at the counter, unverified, unless better evidence is valid that
    day.
    """
    day = distribution.facility.local_day(at)
    if family.evidence.valid_on(day).exists():
        return
    days = distribution.facility.validity_days(ground)
    PovertyEvidence.objects.create(
        family=family,
        kind=ground,
        issued_on=day,
        valid_until=day + dt.timedelta(days=days),
        recorded_at=at,
        recorded_by=by,
    )
