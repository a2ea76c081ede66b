"""The moment a package changes hands: hand over, and mark a hand-over wrong."""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from distributions import attempts, coupons, desk_rows, interval, outcomes
from distributions.models import (
    Coupon,
    Distribution,
    Entitlement,
    Handover,
    IdentityMethod,
    Outcome,
)
from distributions.models.handover import CLOCKS_DIFFER
from distributions.rights import why_not
from families.models import FamilyMember, Relationship
from rutan import audit, compiled
from rutan.access import verbs_of
from rutan.formats import pukul
from rutan.models import User
from rutan.once import FormUsedBefore, made_by_form, refuse_other
from rutan.refusals import constraint_of, sentence


@dataclass(frozen=True)
class Collector:
    """Who stood at the desk: the name as on the KTP, the relationship to the WBP, the member if it
    is one.

    Of a member both may stay empty: the name on file counts, and the relationship follows from the
    family's.
    """

    name: str
    relationship: str
    member: FamilyMember | None = None


@dataclass(frozen=True)
class Order:
    """What an officer says of one hand-over; ``client_id`` is the form's key, and the same key is
    the same act.

    ``handed_over_at`` is the device's claim of the moment (aware), believed from the event's first
    day up to now.
    """

    collector: Collector
    verified_by_method: str
    client_id: UUID
    desk: str = ""
    note: str = ""
    contents_note: str = ""
    given_by_head: bool = False
    thumb_print: bool = False
    handed_over_at: dt.datetime | None = None
    paper_line: int | None = None
    override_reason: str = ""
    # It happened already, whatever the rules say: kept as an exception, not refused.
    happened: bool = False

    @property
    def as_told(self) -> dict:
        """What a hand-over keeps as the officer said it."""
        names = ("client_id", "verified_by_method", "desk", "paper_line")
        words = ("note", "contents_note", "given_by_head", "thumb_print")
        return {name: getattr(self, name) for name in (*names, *words)}


@dataclass(frozen=True)
class Served:
    """A stored hand-over; ``outcome`` is handed_over, or replayed when the same request came
    again.
    """

    handover: Handover
    outcome: str

    @property
    def message(self) -> str:
        """The line for the officer."""
        fact, event = self.handover, self.handover.distribution
        if self.outcome == Outcome.REPLAYED:
            said = _("Sudah tersimpan tadi %(when)s. Tidak dicatat dua kali.")
            if fact.is_voided:
                said = _(
                    "Sudah tersimpan tadi %(when)s, lalu dibatalkan. Belum ada paket yang"
                    " diserahkan."
                )
            return said % {"when": pukul(fact.handed_over_at, event.is_one_day)}
        return _(
            "Paket nomor %(number)s diserahkan kepada %(name)s %(when)s. Sisa %(left)s paket."
        ) % {
            "number": fact.entitlement.number,
            "name": fact.collector_name,
            "when": pukul(fact.handed_over_at, event.is_one_day),
            "left": event.packages_left,
        }

    @property
    def say(self) -> str:
        """The sentence to say to the family."""
        return (
            ""
            if self.outcome == Outcome.REPLAYED
            else _("Terima kasih, Pak/Bu. Hati-hati di jalan.")
        )


def hand_over(
    *,
    distribution: Distribution,
    order: Order,
    by: User,
    entitlement_id: int | None = None,
    coupon: str = "",
    at: dt.datetime | None = None,
) -> Served:
    """Store that one package went to one family, exactly once; ``at`` is the server's moment.

    ``entitlement_id`` or ``coupon`` says who is served; both must mean the same family. The same
    ``client_id`` again gives the same Served with outcome ``replayed``. Raises an
    outcomes.DeskRefusal for whatever stands in the way; the refused attempt is kept as a
    DeskAttempt after the rollback. Of the ``distribution`` only its key is asked, and the facility
    for a coupon; Distribution.DoesNotExist where it is not one of the officer's.
    """
    at = at or timezone.now()
    try:
        if coupon:
            # An order that was carried out is answered again, whatever came after it.
            if not made_by_form(Handover, order.client_id):
                attempts.refuse_guesses(by=by, at=at)
            entitlement_id = _meant(entitlement_id, entitlement_of(distribution, coupon))
        return store(
            distribution=distribution, entitlement_id=entitlement_id, order=order, by=by, at=at
        )
    except outcomes.DeskRefusal as refusal:
        attempts.note(
            distribution,
            refusal,
            by=by,
            desk=order.desk,
            client_id=order.client_id,
            at=at,
            entitlement_id=entitlement_id,
        )
        raise


def store(
    *, distribution: Distribution, entitlement_id: int, order: Order, by: User, at: dt.datetime
) -> Served:
    """As ``hand_over``, but nobody stands at the desk who could be sent away, so that no attempt is
    kept.

    Where a constraint spoke it is the desk's own refusal, and everything is rolled back already.
    """
    when = _happened_at(order, at)

    @transaction.atomic
    def act() -> Served:
        return _hand_over(_locked(distribution, entitlement_id, order, by, when), order, by, at)

    try:
        with suppress(IntegrityError):
            return act()
        # Somebody was quicker while this one waited for the locks; now that can be seen.
        return act()
    except IntegrityError as error:
        refusal = _refusal_of(constraint_of(error), distribution, entitlement_id, when)
        if refusal is None:
            raise
        raise refusal from error


def _hand_over(entitlement: Entitlement, order: Order, by: User, at: dt.datetime) -> Served:
    event, when = entitlement.distribution, _happened_at(order, at)
    past = _that_matter(entitlement, order, when)
    for before in past:
        if before.client_id == order.client_id:
            return _replayed(before, entitlement, by)
    refuse_override_by_others(order, by)
    # The services head may have decided already, when the counter gave the number.
    reason = order.override_reason or entitlement.early_reason
    exception = _broken(event, entitlement, past, reason, order, when)
    # Where the interval has not passed and the reason stands for it, the guard takes the day alone.
    shrinks = bool(past and reason and not exception)
    days = 1 if shrinks else None
    window = None if event.is_rehearsal else interval.served_window(event, when, days=days)
    claimed = order.handed_over_at or at
    collector = filled(order.collector, entitlement)
    errors = errors_of(entitlement, collector, order.verified_by_method)
    if errors := errors | _clock_errors(event, claimed, at):
        raise outcomes.Invalid(errors, entitlement)
    handover = Handover(
        distribution=event,
        entitlement=entitlement,
        family_id=entitlement.family_id,
        purpose=event.purpose,
        served_window=window,
        exception=exception,
        number=event.last_receipt + 1,
        collector_member=collector.member,
        collector_name=collector.name,
        collector_relationship=collector.relationship,
        recorded_by=by,
        override_reason=reason if shrinks else entitlement.override_reason,
        handed_over_at=claimed,
        recorded_at=at,
        **order.as_told,
    )
    compiled.insert(handover)
    # The trigger has counted; the object in hand follows for the answer.
    event.handed_over += not exception
    facts = {"distribution": event.pk, "entitlement": entitlement.pk, "receipt": handover.number}
    if exception:
        facts["exception"] = str(exception)
    audit.record(by=by, verb="hand_over", thing=handover, **facts)
    if shrinks and not entitlement.early_at:
        audit.record(by=by, verb="override", thing=handover, rule="interval", **facts)
    return Served(handover, Outcome.HANDED_OVER)


def _happened_at(order: Order, at: dt.datetime) -> dt.datetime:
    """What a desk wrote on paper counts on its own day, whenever it is copied."""
    return (order.paper_line and order.handed_over_at) or at


def _locked(
    distribution: Distribution, entitlement_id: int, order: Order, by: User, at: dt.datetime
) -> Entitlement:
    """Lock event, then family, then entitlement, in one statement: PostgreSQL locks in the order
    named.

    Every verb locks the event first; in another order a withdrawal and a hand-over would wait for
    each other.
    """
    keys = {"distribution": distribution.pk, "entitlement": entitlement_id or 0}
    keys |= {"form": order.client_id, "after": interval.day_after(by.facility, at)}
    for found in desk_rows.to_lock(facility=by.facility_id, **keys):
        found.distribution.facility = by.facility
        return found
    raise outcomes.NotOnList(Distribution.objects.visible_to(by).get(pk=distribution.pk))


def _that_matter(entitlement: Entitlement, order: Order, at: dt.datetime) -> list[Handover]:
    """In one statement all that may stand in the way: what this form made before, the live
    hand-over of this right, and those of the family within the interval of the event.

    An exception is held by no guard, and whoever took the last package may have been this family:
    there nobody relies on what was seen before the locks.
    """
    event = entitlement.distribution
    unguarded = event.accepted or event.exceptions or event.packages_left < 1
    if not (entitlement.has_past or unguarded):
        return []
    keys = {"form": order.client_id, "entitlement": entitlement.pk}
    if event.is_rehearsal:
        return desk_rows.made_or_served(**keys)
    keys |= {"family": entitlement.family_id, "purpose": event.purpose}
    window = interval.served_window(event, at)
    return desk_rows.made_served_or_within(**keys, window=window, after=window.upper)


def _replayed(before: Handover, entitlement: Entitlement, by: User) -> Served:
    """The same key is the same act only for the same entitlement and the same officer."""
    try:
        refuse_other(before, by=by, entitlement_id=entitlement.pk)
    except FormUsedBefore as used:
        raise outcomes.used_before(entitlement) from used
    before.distribution, before.entitlement = entitlement.distribution, entitlement
    return Served(before, Outcome.REPLAYED)


def _broken(
    distribution: Distribution,
    entitlement: Entitlement,
    past: list[Handover],
    reason: str,
    order: Order,
    at: dt.datetime,
) -> str:
    """The exception under which what ``happened`` is kept; empty where no rule spoke against it."""
    try:
        _look(distribution, entitlement, past, reason, at)
        if order.happened:
            # Nothing is rolled back for what the guard itself would say.
            interval.refuse_too_soon(distribution, entitlement.family, reason, at, entitlement)
    except outcomes.DeskRefusal as refusal:
        if not (order.happened and refusal.kept_as):
            raise
        return refusal.kept_as
    return ""


def _look(
    distribution: Distribution,
    entitlement: Entitlement,
    past: list[Handover],
    reason: str,
    at: dt.datetime,
) -> None:
    """Refuse in the order in which the officer needs to know; the constraints stand behind each
    line.
    """
    if not distribution.is_open:
        raise outcomes.NotOpen(distribution, at)
    served = next((fact for fact in past if fact.entitlement_id == entitlement.pk), None)
    if served:
        served.distribution, served.entitlement = distribution, entitlement
    if refusal := why_not(entitlement, served, distribution.facility.local_day(at)):
        raise refusal
    if distribution.packages_left < 1:
        # A rule that would refuse anyhow goes first: "paket habis" gives a place in the queue.
        interval.refuse_too_soon(distribution, entitlement.family, reason, at, entitlement)
        raise outcomes.NoPackageLeft(distribution, entitlement)


def filled(collector: Collector, entitlement: Entitlement) -> Collector:
    """Complete a member's name and relationship from the file; what was typed stays."""
    member = collector.member
    if member is None:
        return collector
    relationship = collector.relationship or entitlement.relationship_of(member)
    return Collector(collector.name.strip() or member.full_name, relationship, member)


def errors_of(entitlement: Entitlement, collector: Collector, method: str) -> dict[str, str]:
    """Field -> what is wrong with who came and by what he was known."""
    errors = {}
    if collector.member and collector.member.family_id != entitlement.family_id:
        errors["collector"] = outcomes.not_a_member()
    if not collector.name.strip():
        errors["collector_name"] = sentence("a_handover_names_its_collector")
    if collector.relationship not in Relationship:
        errors["collector_relationship"] = _("Pilih hubungan pengambil dengan WBP.")
    if method not in IdentityMethod:
        errors["verified_by_method"] = _("Pilih cara mengenali pengambil.")
    return errors


def _clock_errors(
    distribution: Distribution, claimed: dt.datetime, at: dt.datetime
) -> dict[str, str]:
    """A device with a wrong clock would put its hour on the receipt for ever."""
    # Paper may be older than the opening on the screen (no power), not older than the event's first
    # day.
    opened = distribution.facility.local_day(distribution.opened_at)
    first = distribution.facility.start_of(min(distribution.day, opened))
    if first <= claimed <= at + CLOCKS_DIFFER:
        return {}
    return {"handed_over_at": sentence("a_claimed_time_is_near_the_recorded_one")}


def refuse_override_by_others(order: Order, by: User) -> None:
    """A reason to serve in spite of a rule is the services head's to give. Raises Invalid."""
    if order.override_reason and "override" not in verbs_of(by):
        raise outcomes.Invalid(
            {"override_reason": _("Izin di luar aturan hanya diberikan Kasubsi Pelayanan Tahanan.")}
        )


def _refusal_of(
    constraint: str, distribution: Distribution, entitlement_id: int, at: dt.datetime
) -> outcomes.DeskRefusal | None:
    """The refusal behind a constraint that spoke although ``_look`` saw nothing; None if it is not
    the desk's.
    """
    event = Distribution.objects.select_related("facility").get(pk=distribution.pk)
    entitlement = Entitlement.objects.get(pk=entitlement_id)
    handovers = Handover.objects.live().select_related("recorded_by", "entitlement", "distribution")
    if constraint in ("a_family_waits_between_two_packages", "a_family_receives_once_a_day"):
        return interval.too_soon(event, entitlement.family_id, at, entitlement)
    if constraint == "one_live_handover_per_entitlement":
        return outcomes.AlreadyHandedOver(handovers.get(entitlement=entitlement))
    if constraint == "a_handover_needs_an_open_event":
        return outcomes.NotOpen(event, at)
    if constraint == "no_more_packages_out_than_packed":
        return outcomes.NoPackageLeft(event, entitlement)
    if constraint == "distributions_handover_client_id_key":
        # Two events are two locks: only the index sees one form used in both at the same moment.
        return outcomes.used_before(entitlement)
    return None


def _meant(entitlement_id: int | None, of_coupon: int) -> int:
    """The one entitlement of an order that may name it twice. Raises Invalid where a coupon is
    another family's.
    """
    if entitlement_id not in (None, of_coupon):
        raise outcomes.Invalid(
            {"coupon": _("Kupon ini milik keluarga lain. Cari lagi dengan kupon itu.")}
        )
    return of_coupon


def entitlement_of(distribution: Distribution, code: str) -> int:
    """The entitlement id behind a coupon code, however it was typed (coupons.normalise).

    Raises UnknownCoupon (a coupon of another facility is unknown here), RevokedCoupon, OtherEvent.
    """
    issued = Coupon.objects.filter(entitlement__distribution__facility=distribution.facility_id)
    coupon = (
        issued.select_related("entitlement__distribution")
        .filter(code=coupons.normalise(code) or code)
        .first()
    )
    if coupon is None:
        raise outcomes.UnknownCoupon(code)
    if coupon.entitlement.distribution_id != distribution.pk:
        raise outcomes.OtherEvent(coupon)
    if coupon.revoked_at:
        raise outcomes.RevokedCoupon(coupon)
    return coupon.entitlement_id
