"""Packages of families that did not come go to the reserves, in their order, in one act."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from distributions.models import Distribution, Entitlement
from distributions.planning import listing
from distributions.planning.locks import locked
from rutan.access import verbs_of
from rutan.formats import jam
from rutan.models import User
from rutan.refusals import Refused


@transaction.atomic
def promote_up_to(
    *, entitlement: Entitlement, by: User, at: dt.datetime | None = None
) -> list[Entitlement]:
    """Give this reserve, and all whose turn comes before it, the right to a package; those who have
    it already stay as they are, so that the same act again changes nothing.

    The services head may do so at any time while the event is open, a desk from the facility's
    reserve hour. Raises Refused, or WrongStep.
    """
    at = at or timezone.now()
    event = locked(entitlement.distribution, Distribution.Status.OPEN)
    if refusal := why_not_yet(event, by, at):
        raise refusal
    rows = Entitlement.objects.on(event).reserves().filter(rank__lte=entitlement.rank or 0)
    return [listing.promote(entitlement=row, by=by, at=at) for row in rows.in_turn()]


def why_not_yet(distribution: Distribution, by: User, at: dt.datetime) -> Refused | None:
    """The refusal for a desk before the hour; None for who decides himself, or once it has come."""
    if "plan" in verbs_of(by) or has_begun(distribution, at):
        return None
    hour = distribution.facility.reserve_hour
    if hour is None:
        return Refused(_("Cadangan dialihkan oleh Kasubsi Pelayanan Tahanan."), "not_allowed")
    said = _("Giliran cadangan mulai pukul %(time)s. Sebelum itu Kasubsi yang memutuskan.")
    return Refused(said % {"time": jam(hour)}, "not_allowed")


def has_begun(distribution: Distribution, at: dt.datetime) -> bool:
    """Whether the hour of the reserves has come, on the last day of the event or after it."""
    facility = distribution.facility
    here = at.astimezone(facility.tzinfo)
    if facility.reserve_hour is None or here.date() < distribution.final_day:
        return False
    return here.date() > distribution.final_day or here.time() >= facility.reserve_hour


def in_turn(distribution: Distribution) -> list[Entitlement]:
    """The reserves who wait, in their order, each with its family."""
    rows = Entitlement.objects.on(distribution).reserves().in_turn()
    return list(rows.select_related("family__area__parent"))


def free_packages(distribution: Distribution) -> int:
    """Packages for which nobody who is entitled stands in the hall."""
    here = Entitlement.objects.on(distribution).here().count()
    return max(distribution.packages_left - here, 0)


def not_come(distribution: Distribution) -> int:
    """Families of the list that have neither come nor their package."""
    return Entitlement.objects.on(distribution).waiting().filter(arrived_at=None).count()
