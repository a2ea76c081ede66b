"""The visit counter: who of a list is here, known by what, with the coupon in hand. The order of
arrival is the queue; what is called is the number on the coupon.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from distributions import desk, outcomes, settling
from distributions.models import Coupon, Distribution, Entitlement, Handover, IdentityMethod
from distributions.rights import why_not
from rutan import audit
from rutan.formats import pukul
from rutan.models import User
from rutan.refusals import Refused

Status = Distribution.Status
# A coupon that is given at the counter shows nobody who its bearer is.
METHODS = tuple(method for method in IdentityMethod if method != IdentityMethod.COUPON)
_NOTHING = {
    "arrived_at": None,
    "arrived_by": None,
    "arrived_collector": None,
    "arrived_name": "",
    "arrived_relationship": "",
    "arrived_method": "",
    "may_be_photographed": False,
    "goes_first": False,
    "called_at": None,
    "called_by": None,
    "called_desk": "",
    "passed_at": None,
    "passed_by": None,
}


@dataclass(frozen=True)
class Seen:
    """Who stands at the counter and by what he is known; whether he may be photographed, which
    nobody supposes, whether he goes before the others, and whether the coupon is in his hand.
    """

    collector: desk.Collector
    verified_by_method: str
    may_be_photographed: bool = False
    goes_first: bool = False
    coupon_given: bool = False

    @property
    def facts(self) -> dict:
        """As the entitlement keeps them."""
        return {
            "arrived_collector": self.collector.member,
            "arrived_name": self.collector.name,
            "arrived_relationship": self.collector.relationship,
            "arrived_method": self.verified_by_method,
            "may_be_photographed": self.may_be_photographed,
            "goes_first": self.goes_first,
        }


def arrive(
    *, entitlement: Entitlement, seen: Seen, by: User, at: dt.datetime | None = None
) -> Entitlement:
    """Write down that somebody came for a family on the list; a reserve too, who waits for his turn
    in the hall.

    Told the same again by the same officer it stays as it is. Raises NotOpen before the event's
    day and after its end, Refused where somebody came before (already_arrived), Invalid, or what
    stands against the right (rights.why_not).
    """
    at = at or timezone.now()
    with transaction.atomic():
        row = _locked(entitlement, by)
        if row.arrived_at:
            return _as_before(row, seen, by)
        if refusal := why_not_arrive(row, at):
            raise refusal
        filled = desk.filled(seen.collector, row)
        if errors := desk.errors_of(row, filled, seen.verified_by_method):
            raise outcomes.Invalid(errors, row)
        note_who_came(row, seen, by, at)
        if seen.coupon_given:
            _give(row, by, at)
        facts = {"distribution": row.distribution_id, "number": row.number}
        audit.record(by=by, verb="arrive", thing=row, **facts)
    return row


def note_who_came(entitlement: Entitlement, seen: Seen, by: User, at: dt.datetime) -> None:
    """Keep whom the counter saw, and by what it knew that person, for the desk; the first look
    stands.
    """
    if entitlement.seen_at_arrival:
        return
    facts = seen.facts
    if entitlement.arrived_at is None:
        facts |= {"arrived_at": at, "arrived_by": by}
    _save(entitlement, facts)


def why_not_arrive(entitlement: Entitlement, at: dt.datetime) -> Refused | None:
    """What stands against writing down an arrival now; None where nothing does."""
    event = entitlement.distribution
    day = event.facility.local_day(at)
    is_its_day = event.status == Status.APPROVED and event.takes_place_on(day)
    if not (event.is_open or is_its_day):
        return outcomes.NotOpen(event, at)
    served = _served(entitlement)
    against = why_not(entitlement, served, day)
    return None if isinstance(against, outcomes.ReserveWaiting) else against


def undo_arrival(
    *, entitlement: Entitlement, by: User, at: dt.datetime | None = None
) -> Entitlement:
    """Take back an arrival that was written down for the wrong family, and the coupon with it.

    An officer his own within the facility's void_minutes; later, or another's, the services head.
    Raises Refused, or NotOpen.
    """
    at = at or timezone.now()
    with transaction.atomic():
        row = _locked(entitlement, by)
        if row.arrived_at is None:
            return row
        if refusal := _why_not_undo(row, by, at):
            raise refusal
        given = Coupon.objects.filter(entitlement=row, given_at=row.arrived_at)
        given.update(given_at=None, given_by=None)
        _save(row, _NOTHING)
        facts = {"distribution": row.distribution_id, "number": row.number}
        audit.record(by=by, verb="undo_arrival", thing=row, **facts)
    return row


def may_undo(*, entitlement: Entitlement, by: User, at: dt.datetime | None = None) -> bool:
    """Whether ``undo_arrival`` would let this person take it back now."""
    if entitlement.arrived_at is None:
        return False
    return _why_not_undo(entitlement, by, at or timezone.now()) is None


def _why_not_undo(entitlement: Entitlement, by: User, at: dt.datetime) -> Refused | None:
    event = entitlement.distribution
    if not event.is_at_work:
        return outcomes.NotOpen(event, at)
    if entitlement.source == Entitlement.Source.WALK_IN:
        return Refused(_("Keluarga ini didaftarkan saat datang, jadi kedatangannya tetap."))
    if served := _served(entitlement):
        return outcomes.AlreadyHandedOver(served)
    others = _("Kedatangan ini dicatat petugas lain. Minta Kasubsi membatalkannya.")
    made = entitlement.arrived_by_id, entitlement.arrived_at
    return settling.why_not_back(event.facility, made, others, by=by, at=at)


def give_coupon(*, entitlement: Entitlement, by: User, at: dt.datetime | None = None) -> Coupon:
    """Write down that the paper is in the family's hand: on arrival, or at a visit before the day.

    Given already it stays as it was. Raises Refused where there is no coupon, or no use for one.
    """
    with transaction.atomic():
        row = _locked(entitlement, by)
        coupon = _give(row, by, at or timezone.now())
        if coupon is None:
            raise Refused(_("Nomor ini belum mempunyai kupon."))
    return coupon


def _give(entitlement: Entitlement, by: User, at: dt.datetime) -> Coupon | None:
    event = entitlement.distribution
    if not event.is_at_work:
        raise outcomes.NotOpen(event, at)
    if entitlement.awaits_approval:
        raise outcomes.AwaitsApproval(entitlement)
    if not entitlement.is_standing:
        raise outcomes.Withdrawn(entitlement)
    coupon = Coupon.objects.live().filter(entitlement=entitlement).first()
    if coupon and coupon.given_at is None:
        coupon.given_at, coupon.given_by = at, by
        coupon.save(update_fields=["given_at", "given_by"])
        facts = {"distribution": event.pk, "coupon": coupon.pk}
        audit.record(by=by, verb="give_coupon", thing=entitlement, **facts)
    return coupon


def _locked(entitlement: Entitlement, by: User) -> Entitlement:
    """Event, family and right, locked in that order."""
    rows = Entitlement.objects.visible_to(by).filter(pk=entitlement.pk)
    related = rows.select_related("distribution__facility", "family", "arrived_by")
    return related.select_for_update(no_key=True, of=("distribution", "family", "self")).get()


def _served(entitlement: Entitlement) -> Handover | None:
    facts = Handover.objects.given().filter(entitlement=entitlement)
    return facts.select_related("recorded_by", "entitlement", "distribution").first()


def _as_before(entitlement: Entitlement, seen: Seen, by: User) -> Entitlement:
    said = entitlement.arrived_by_id == by.pk and all(
        getattr(entitlement, name) == value for name, value in seen.facts.items()
    )
    if said:
        return entitlement
    raise Refused(already_here(entitlement), "already_arrived", status=409, field="")


def already_here(entitlement: Entitlement) -> str:
    """When somebody of the family came first, and who wrote it down."""
    said = _("Sudah datang %(when)s, dicatat %(by)s.")
    when = pukul(entitlement.arrived_at, entitlement.distribution.is_one_day)
    return said % {"when": when, "by": entitlement.arrived_by.name}


def _save(entitlement: Entitlement, facts: dict) -> None:
    for name, value in facts.items():
        setattr(entitlement, name, value)
    entitlement.save(update_fields=list(facts))
