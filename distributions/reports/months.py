"""A year in twelve small figures: what was harvested, what became aid, and how many families it
reached.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Aggregate, Count, QuerySet, Sum
from django.db.models.functions import TruncMonth

from distributions.models import Handover
from distributions.reports.package_weights import aid_between, reported
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
    lots = Harvest.objects.filter(facility=facility, harvested_on__range=during)
    harvested = _by_month(lots, "harvested_on", Sum("grams"))
    mended = StockMovement.objects.filter(
        harvest__facility=facility, occurred_on__range=during, kind="correction"
    )
    harvested.update(_by_month(mended, "occurred_on", Sum("grams")))
    served = Handover.objects.out().filter(distribution__in=reported(facility).between(*during))
    reached = _by_month(served, "distribution__day", Count("family", distinct=True))
    aid = _handed_over(facility, *during)
    running = month_of(today)[0] if today and today < month_of(today)[1] else None
    return tuple(
        Month(
            first=first,
            harvested=harvested[first],
            aid=aid[first],
            families=reached[first],
            running=today if first == running else None,
        )
        for first in firsts
    )


def _handed_over(facility: Facility, first: dt.date, last: dt.date) -> Counter[dt.date]:
    found: Counter[dt.date] = Counter()
    for row in aid_between(facility, first, last):
        if row.is_of(first, last):
            found[month_of(row.day)[0]] += row.handed_over
    return found


def _by_month(rows: QuerySet, day: str, figure: Aggregate) -> Counter[dt.date]:
    return Counter(dict(rows.order_by().values_list(TruncMonth(day)).annotate(figure=figure)))
