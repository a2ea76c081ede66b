"""The days that a family waits between two packages of one purpose, and the day on which it gets no
second one.
"""

import datetime as dt

from django.db.backends.postgresql.psycopg_any import DateRange

from distributions import outcomes
from distributions.models import Distribution, Entitlement, Handover, conditions
from families.models import Family
from rutan.models import Facility


def served_window(
    distribution: Distribution, at: dt.datetime, days: int | None = None
) -> DateRange:
    """The local days ``(day - minimum_days, day]``: it looks backward, so a later event keeps its
    own rule.
    """
    after = day_after(distribution.facility, at)
    return DateRange(after - dt.timedelta(days=days or distribution.minimum_days), after)


def day_after(facility: Facility, at: dt.datetime) -> dt.date:
    """The local day on which the day of that moment is over."""
    return facility.local_day(at) + dt.timedelta(days=1)


def refuse_too_soon(
    distribution: Distribution,
    family: Family,
    reason: str,
    at: dt.datetime,
    entitlement: Entitlement | None = None,
) -> bool:
    """Say at once what the constraint would say at the hand-over; True where only the services
    head's reason stands against it. Raises TooSoon.
    """
    refusal = too_soon(distribution, family.pk, at, entitlement)
    if refusal is None:
        return False
    if not (reason and refusal.may_be_overridden):
        raise refusal
    return True


def too_soon(
    distribution: Distribution,
    family_id: int,
    at: dt.datetime,
    entitlement: Entitlement | None = None,
) -> outcomes.TooSoon | None:
    """The refusal by what the family received already, if that leaves no room for another."""
    if distribution.is_rehearsal:
        return None
    window = served_window(distribution, at)
    before = Handover.objects.out().filter(
        conditions.in_the_way(distribution.purpose, window, window.upper), family=family_id
    )
    today = distribution.facility.local_day(at)
    found = list(before.order_by("pk"))
    return outcomes.TooSoon(found, distribution, entitlement, on=today) if found else None
