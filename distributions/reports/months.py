"""A year in twelve small figures: what was harvested, what became aid, and how many families it
reached.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncMonth

from distributions.models import Distribution, Handover
from distributions.reports.package_weights import REPORTED, aid_between
from harvests.models import Harvest, StockMovement
from rutan.days import month_before, month_of
from rutan.models import Facility


@dataclass(frozen=True)
class Month:
    """One month, by its first day: grams harvested (corrections included), grams handed over,
    distinct families.

    ``running`` is the last day that has passed, where the month has days to come.
    """

    first: dt.date
    harvested: int
    aid: int
    families: int
    running: dt.date | None = None


def months(
    *, facility: Facility, last: dt.date, count: int = 12, today: dt.date | None = None
) -> tuple[Month, ...]:
    """The ``count`` months up to the one that holds ``last``, the oldest first: four statements."""
    firsts = [month_before(last, back)[0] for back in range(count - 1, -1, -1)]
    during = (firsts[0], month_of(last)[1])
    gained = _by_month(
        Harvest.objects.filter(facility=facility, harvested_on__range=during),
        "harvested_on",
        Sum("grams"),
    )
    mended = _by_month(
        StockMovement.objects.filter(
            harvest__facility=facility, occurred_on__range=during, kind="correction"
        ),
        "occurred_on",
        Sum("grams"),
    )
    portions = [row for row in aid_between(facility, *during) if row.is_of(*during)]
    events = Distribution.objects.real().filter(
        facility=facility, status__in=REPORTED, day__range=during
    )
    served = (
        Handover.objects.out().filter(distribution__in=events).annotate(day=F("distribution__day"))
    )
    reached = _by_month(served, "day", Count("family", distinct=True))
    return tuple(
        Month(
            first=first,
            harvested=gained.get(first, 0) + mended.get(first, 0),
            aid=sum(row.handed_over for row in portions if month_of(row.day)[0] == first),
            families=reached.get(first, 0),
            running=today if today and first <= today < month_of(first)[1] else None,
        )
        for first in firsts
    )


def _by_month(rows, day: str, figure) -> dict[dt.date, int]:  # noqa: ANN001
    grouped = (
        rows.order_by().annotate(month=TruncMonth(day)).values("month").annotate(figure=figure)
    )
    return {row["month"]: row["figure"] for row in grouped}
