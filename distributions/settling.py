"""What a hand-over turns out to be afterwards: wrong and void, or against a rule and accepted."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from distributions import outcomes
from distributions.models import Distribution, Handover
from rutan import audit
from rutan.access import verbs_of
from rutan.models import Facility, User
from rutan.refusals import Refused, refused_by, refused_by_database


def void(
    *, handover: Handover, reason: str, kind: str, by: User, at: dt.datetime | None = None
) -> Handover:
    """Mark a hand-over wrong, once, with a reason; the row stays and the package is back on the
    table.

    An officer voids his own within the facility's void_minutes; later, or another's, needs the verb
    ``void``, and an exception, whoever wrote it down, ``settle``. The same
    void again changes nothing. Raises NotOpen, or Refused (already_voided, not_allowed).
    """
    at = at or timezone.now()
    with transaction.atomic():
        event = Distribution.objects.locked().get(pk=handover.distribution_id)
        fact = Handover.objects.locked().select_related("entitlement").get(pk=handover.pk)
        if (fact.voided_by_id, fact.void_reason, fact.void_kind) == (by.pk, reason, kind):
            return fact
        if refusal := _why_not_void(event, fact, by, at):
            raise refusal
        fact.voided_at, fact.voided_by, fact.void_reason, fact.void_kind = at, by, reason, kind
        fact.save(update_fields=["voided_at", "voided_by", "void_reason", "void_kind"])
        audit.record(
            by=by, verb="void", thing=fact, distribution=event.pk, receipt=fact.number, kind=kind
        )
    return fact


def accept(*, handover: Handover, reason: str, by: User, at: dt.datetime | None = None) -> Handover:
    """Accept once, with a reason, a package that a rule would have refused: it is out all the same.

    The same again changes nothing. Raises NotOpen, NoPackageLeft where more would be out than were
    packed, or Refused (already_settled).
    """
    at = at or timezone.now()
    with refused_by_database():
        event = Distribution.objects.locked().get(pk=handover.distribution_id)
        fact = Handover.objects.locked().get(pk=handover.pk)
        if (fact.settled_by_id, fact.settled_reason) == (by.pk, reason):
            return fact
        if not event.is_open:
            raise outcomes.NotOpen(event, at)
        if not fact.is_unexplained:
            raise refused_by("an_exception_is_settled_once")
        if event.packages_left < 1:
            raise _none_for_it(event)
        fact.settled_at, fact.settled_by, fact.settled_reason = at, by, reason
        fact.save(update_fields=["settled_at", "settled_by", "settled_reason"])
        facts = {"distribution": event.pk, "receipt": fact.number, "exception": fact.exception}
        audit.record(by=by, verb="accept_exception", thing=fact, **facts)
    return fact


def _none_for_it(distribution: Distribution) -> Refused:
    """More packages would be out than were packed: then one was packed that nobody wrote down."""
    message = _(
        "Paket tercatat habis: %(packed)s dikemas, %(out)s diserahkan. Catat dahulu paket tambahan"
        " pada halaman Pengemasan, lalu terima penyerahan ini."
    ) % {"packed": distribution.packed, "out": distribution.packages_out}
    return Refused(message, "no_package_left", status=409)


def may_void(*, handover: Handover, by: User, at: dt.datetime | None = None) -> bool:
    """Whether ``void`` would let this person mark it wrong now."""
    return why_not_void(handover=handover, by=by, at=at) is None


def why_not_void(*, handover: Handover, by: User, at: dt.datetime | None = None) -> Refused | None:
    """What ``void`` would say to this person now, without a lock: for a page that asks nobody for a
    reason in vain.
    """
    return _why_not_void(handover.distribution, handover, by, at or timezone.now())


def _why_not_void(
    distribution: Distribution, fact: Handover, by: User, at: dt.datetime
) -> Refused | None:
    if fact.is_voided:
        return refused_by("handover_is_append_only")
    if fact.is_accepted:
        return refused_by("an_exception_is_settled_once")
    if fact.exception and "settle" not in verbs_of(by):
        text = _("Kejadian yang perlu dijelaskan hanya diputuskan oleh Kasubsi Pelayanan Tahanan.")
        return Refused(text, "not_allowed")
    others = _("Penyerahan ini dicatat petugas lain. Minta Kasubsi membatalkannya.")
    made = fact.recorded_by_id, fact.recorded_at
    if refusal := why_not_back(distribution.facility, made, others, by=by, at=at):
        return refusal
    return None if distribution.is_open else outcomes.NotOpen(distribution, at)


def why_not_back(
    facility: Facility, made: tuple[int, dt.datetime], others: str, *, by: User, at: dt.datetime
) -> Refused | None:
    """What stands against an officer who takes back what somebody ``made`` at a moment: ``others``
    where it is not his own, or that the facility's void_minutes are over. The services head may.
    """
    made_by, made_at = made
    if "void" in verbs_of(by):
        return None
    if made_by != by.pk:
        return Refused(others, "not_allowed")
    minutes = facility.void_minutes
    if at - made_at <= dt.timedelta(minutes=minutes):
        return None
    text = _("Sudah lewat %(minutes)s menit. Pembatalan dilakukan oleh Kasubsi Pelayanan Tahanan.")
    return Refused(text % {"minutes": minutes}, "not_allowed")
