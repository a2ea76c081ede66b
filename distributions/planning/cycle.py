"""The next event of a prison that holds one each month: proposed one at a time, made by whoever
presses.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from distributions.models import Distribution
from distributions.planning import lifecycle
from distributions.planning.calendar import holidays_of
from rutan.days import month_before, month_of
from rutan.models import Facility, User
from rutan.refusals import Refused

# A month may have no such day, or hold an event already; later ones nobody plans yet.
_MONTHS_AHEAD = 3


def next_day(facility: Facility, today: dt.date) -> dt.date | None:
    """The day of the next event by the prison's rule: the n-th visit day, holidays left out, of the
    first month that has no event yet.

    None without a rule, while another event is still to come, or where none was held yet that the
    next could be copied from. Two statements.
    """
    events = Distribution.objects.real().filter(facility=facility)
    if not facility.cycle_visit_day or events.coming(today).exists():
        return None
    held = events.exclude(status=Distribution.Status.CANCELLED)
    months = [month_before(today, -n) for n in range(_MONTHS_AHEAD)]
    taken = set(held.between(months[0][0], months[-1][1]).values_list("day", flat=True))
    if not taken and not held.exists():
        return None
    free = [first for first, _last in months if not any(month_of(day)[0] == first for day in taken)]
    days = (_visit_day(facility, first) for first in free)
    return next((day for day in days if day and day >= today), None)


def _visit_day(facility: Facility, first: dt.date) -> dt.date | None:
    """The n-th visit day of the month that begins on ``first``."""
    weekdays = {*facility.detainee_visit_days, *facility.convict_visit_days}
    _first, last = month_of(first)
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    visits = [day for day in days if day.isoweekday() in weekdays and not holidays_of(day)]
    nth = facility.cycle_visit_day
    return visits[nth - 1] if len(visits) >= nth else None


@transaction.atomic
def plan_next(
    *, facility: Facility, day: dt.date, by: User, at: dt.datetime | None = None
) -> Distribution:
    """Make the draft that the cycle proposes for that day, as the last event with a list was; made
    twice, it is the one that was made.

    Raises Refused where the cycle proposes another day by now, or none.
    """
    at = at or timezone.now()
    # There is no event to lock yet: the prison's row makes two people wait for each other.
    facility = Facility.objects.locked().get(pk=facility.pk)
    today = facility.local_day(at)
    coming = Distribution.objects.real().filter(facility=facility).coming(today)
    if made := coming.filter(day=day).first():
        return made
    last = lifecycle.copy_last(facility)
    if last is None or day != next_day(facility, today):
        raise Refused(_("Usulan ini sudah berubah. Muat ulang halaman."))
    hours = {"starts": last.starts, "ends": last.ends}
    plan = {"title": last.title, "venue": last.venue, "day": day, **hours, **last.rules}
    return lifecycle.create(facility=facility, by=by, items=last.items, at=at, **plan)
