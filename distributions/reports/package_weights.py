"""What the packages hold, in grams: handed over to families, or on the table. The one split of what
was packed.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from django.db.models import Exists, F, OuterRef, Q, Sum, Value

from distributions.models import Distribution, PackedLot
from distributions.models.event import DistributionQuerySet
from harvests.models import Harvest
from rutan.models import Facility


@dataclass(frozen=True)
class Portion:
    """What one event took from one lot, less what came back from it: ``grams``, of which
    ``handed_over`` went out.

    ``moved`` is the part of ``grams`` that was packed (or, negative, came back) in the period asked
    for. ``out`` and ``packages`` are those of the event: out with families (handed over, or
    accepted with an explanation), and neither taken back nor lost.
    """

    event: int
    day: dt.date
    status: str
    out: int
    packages: int
    lot: int
    harvested_on: dt.date
    commodity: int
    name: str
    unit: str
    estimated: bool
    quantity: Decimal
    grams: int
    moved: int
    handed_over: int

    @property
    def on_table(self) -> int:
        return self.grams - self.handed_over

    def is_of(self, first: dt.date, last: dt.date) -> bool:
        """Whether its event is one of the period: begun, and on its first day not outside."""
        return self.status in Distribution.BEGUN and first <= self.day <= last


@dataclass(frozen=True)
class Aid:
    """A sum of portions, in grams; of each weight how much of it is an estimate.

    What left the stock for packages in a period = handed_over + on_table + for_others -
    from_others: ``for_others`` was packed in it for events outside, ``from_others`` fills packages
    of its own events and was packed before or after it.
    """

    handed_over: int = 0
    on_table: int = 0
    for_others: int = 0
    from_others: int = 0
    handed_over_estimated: int = 0
    on_table_estimated: int = 0
    for_others_estimated: int = 0
    from_others_estimated: int = 0

    def __add__(self, other: "Aid") -> "Aid":
        return Aid(*(getattr(self, row.name) + getattr(other, row.name) for row in fields(Aid)))

    @property
    def in_packages(self) -> int:
        return self.handed_over + self.on_table

    @property
    def in_packages_estimated(self) -> int:
        return self.handed_over_estimated + self.on_table_estimated


def reported(facility: Facility) -> DistributionQuerySet:
    return Distribution.objects.real().filter(facility=facility, status__in=Distribution.BEGUN)


def aid_of(distribution: Distribution) -> tuple[Portion, ...]:
    """The portions of one event, by lot. One statement."""
    return _portions(Q(pk=distribution.pk))


def aid_between(facility: Facility, first: dt.date, last: dt.date) -> tuple[Portion, ...]:
    """The portions of every event of the period, and of every other that it touches. One statement.

    Touched is an event that packed or unpacked in the period, or took from what was harvested in
    it.
    """
    during = (first, last)
    touching = PackedLot.objects.filter(
        Q(stock_movement__occurred_on__range=during)
        | Q(stock_movement__harvest__harvested_on__range=during),
        package_movement__distribution__facility=facility,
    ).values("package_movement__distribution")
    events = Q(facility=facility) & (Q(day__range=during) | Q(pk__in=touching))
    return _portions(events, Q(stock_movement__occurred_on__range=during))


def aid_in(portions: Iterable[Portion], first: dt.date, last: dt.date) -> Aid:
    """The aid of a period: its events whole, of the others what they moved in it."""
    return _added(
        (row, row.handed_over, row.on_table, 0, row.grams - row.moved)
        if row.is_of(first, last)
        else (row, 0, 0, row.moved, 0)
        for row in portions
    )


def total(portions: Iterable[Portion]) -> Aid:
    """The same of portions that are all one's own: of an event, or of some lots."""
    return _added((row, row.handed_over, row.on_table, 0, 0) for row in portions)


def _added(rows: Iterable[tuple[Portion, int, int, int, int]]) -> Aid:
    """Each portion with its grams in the order of ``Aid``."""
    found = Aid()
    for row, *grams in rows:
        found += Aid(*grams, *(weight * row.estimated for weight in grams))
    return found


def _portions(events: Q, during: Q | None = None) -> tuple[Portion, ...]:
    event, lot = "package_movement__distribution", "stock_movement__harvest"
    # A rehearsal packs no lots.
    chosen = Distribution.objects.real().filter(events)
    moved = Sum("stock_movement__grams", filter=during, default=0) if during else Value(0)
    lots = Harvest.objects.filter(pk=OuterRef(lot)).with_estimated()
    estimated = lots.filter(estimated_grams__gt=0)
    rows = (
        PackedLot.objects.filter(package_movement__distribution__in=chosen)
        .order_by(f"{event}__day", f"{event}_id", f"{lot}_id")
        .values(
            event=F(event),
            day=F(f"{event}__day"),
            status=F(f"{event}__status"),
            out=F(f"{event}__handed_over") + F(f"{event}__accepted"),
            packages=F(f"{event}__packed") - F(f"{event}__returned") - F(f"{event}__lost"),
            lot=F(lot),
            harvested_on=F(f"{lot}__harvested_on"),
            commodity=F(f"{lot}__commodity"),
            name=F(f"{lot}__commodity__name"),
            unit=F(f"{lot}__unit"),
            estimated=Exists(estimated),
        )
        .annotate(
            quantity=-Sum("stock_movement__quantity"),
            grams=-Sum("stock_movement__grams"),
            moved=-moved,
        )
    )
    by_event = groupby(rows, itemgetter("event"))
    return tuple(portion for _event, own in by_event for portion in _split([*own]))


def _split(rows: list[dict]) -> Iterable[Portion]:
    """One event's lots, handed over by the share of its packages that are out, to the gram in
    sum.
    """
    out, packages = rows[0]["out"], rows[0]["packages"]
    grams = [row["grams"] for row in rows]
    shares = _largest_remainder(grams, out, packages) if packages else [0] * len(rows)
    for row, share in zip(rows, shares, strict=True):
        yield Portion(**row, handed_over=share)


def _largest_remainder(weights: list[int], part: int, whole: int) -> list[int]:
    """``part`` of ``whole`` of each weight, so that their sum is the rounded share of the sum."""
    floors = [weight * part // whole for weight in weights]
    missing = (2 * sum(weights) * part + whole) // (2 * whole) - sum(floors)
    by_remainder = sorted(range(len(weights)), key=lambda at: (-(weights[at] * part % whole), at))
    for at in by_remainder[:missing]:
        floors[at] += 1
    return floors
