"""Where the stock of a period came from and went: grams that add up."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import reduce

from django.db.models import Count, F, Q, QuerySet, Sum

from harvests.models import Commodity, Harvest, Sector, StockMovement
from rutan.models import Facility

Kind = StockMovement.Kind
# In the order in which they are shown.
DESTINATIONS = (Kind.PACKED, Kind.KITCHEN, Kind.SALE, Kind.STAFF, Kind.DONATION, Kind.SEED)


@dataclass(frozen=True)
class Flow:
    """Grams of one commodity, sector or prison over a period; reversals and unpacking are netted.

    ``harvested`` includes the corrections of the period. ``loss`` is what spoiled or went missing,
    ``counted`` what counts found missing (negative: found more). opening + harvested = destinations
    + losses + closing.
    """

    opening: int = 0
    harvested: int = 0
    packed: int = 0
    kitchen: int = 0
    sale: int = 0
    staff: int = 0
    donation: int = 0
    seed: int = 0
    loss: int = 0
    counted: int = 0
    closing: int = 0
    # Beside the balance: how many lots, how much of their weight is an estimate, and the money
    # (rupiah) of sales less that of sales struck in the period.
    lots: int = 0
    estimated: int = 0
    sales_amount: int = 0

    def __add__(self, other: "Flow") -> "Flow":
        return Flow(
            *(getattr(self, column.name) + getattr(other, column.name) for column in fields(Flow))
        )

    @property
    def harvested_estimated(self) -> int:
        """What of ``harvested`` is an estimate; less than its lots say where corrections of earlier
        lots took weight away.
        """
        return max(0, min(self.estimated, self.harvested))

    @property
    def destinations(self) -> int:
        return sum(getattr(self, kind) for kind in DESTINATIONS)

    @property
    def losses(self) -> int:
        return self.loss + self.counted

    @property
    def difference(self) -> int:
        """Zero: what a month's paper must be able to say."""
        return self.opening + self.harvested - self.destinations - self.losses - self.closing


@dataclass(frozen=True)
class CommodityFlow:
    commodity: Commodity
    flow: Flow


@dataclass(frozen=True)
class SectorFlow:
    """One sector (``crops``, ``livestock``, ``fisheries``) with its commodities by name."""

    sector: Sector
    rows: tuple[CommodityFlow, ...]
    flow: Flow


@dataclass(frozen=True)
class StockReport:
    """A prison's stock from ``first`` to ``last``, both included; losses by reason are part of
    ``total.loss``.
    """

    facility: Facility
    first: dt.date
    last: dt.date
    sectors: tuple[SectorFlow, ...]
    total: Flow
    losses_by_reason: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> tuple[CommodityFlow, ...]:
        return tuple(row for sector in self.sectors for row in sector.rows)


def stock_report(*, facility: Facility, first: dt.date, last: dt.date) -> StockReport:
    """The flow of every commodity that was there or moved in the period: three statements, however
    many rows.
    """
    figures: dict[int, dict[str, int]] = {}
    _add_harvests(figures, Harvest.objects.filter(facility=facility), first, last)
    reasons = _add_movements(
        figures, StockMovement.objects.filter(harvest__facility=facility), first, last
    )
    return _by_sector(facility, first, last, figures, reasons)


def lot_report(*, facility: Facility, first: dt.date, last: dt.date) -> StockReport:
    """The lots harvested in the period, where each of their grams is by now and what their sales
    brought: three statements.

    Nothing opens it and ``closing`` is what the lots say is on hand, so a ``difference`` of zero
    proves harvested + corrections = destinations + losses + on hand, lot by lot summed up.
    """
    figures: dict[int, dict[str, int]] = {}
    columns = {
        "harvested": Sum("grams", default=0),
        "closing": Sum("on_hand_grams", default=0),
        "lots": Count("pk", filter=Q(intake_quantity__gt=0)),
        "estimated": Sum("estimated_grams", default=0),
    }
    lots = Harvest.objects.filter(facility=facility).between(first, last).with_estimated()
    for row in lots.order_by().values("commodity").annotate(**columns):
        figures[row.pop("commodity")] = row
    moves = StockMovement.objects.filter(
        harvest__facility=facility, harvest__harvested_on__range=(first, last)
    )
    sums = {
        "moved": Sum("grams"),
        "amount": Sum("amount", default=0) - Sum("reverses__amount", default=0),
    }
    for row in (
        moves.order_by()
        .annotate(commodity=F("harvest__commodity"))
        .values("commodity", "kind")
        .annotate(**sums)
    ):
        figure = figures[row["commodity"]]
        figure["sales_amount"] = figure.get("sales_amount", 0) + row["amount"]
        column, sign = (
            ("harvested", 1) if row["kind"] == Kind.CORRECTION else (_column(row["kind"]), -1)
        )
        figure[column] = figure.get(column, 0) + sign * row["moved"]
    return _by_sector(facility, first, last, figures, {})


def _by_sector(
    facility: Facility,
    first: dt.date,
    last: dt.date,
    figures: dict[int, dict[str, int]],
    reasons: dict[str, int],
) -> StockReport:
    commodities = Commodity.objects.in_bulk(figures)
    rows = [
        CommodityFlow(commodities[pk], Flow(**row))
        for pk, row in figures.items()
        if any(row.values())
    ]
    rows.sort(key=lambda row: row.commodity.name.casefold())
    sectors = tuple(
        SectorFlow(sector, own, added(row.flow for row in own))
        for sector in Sector
        if (own := tuple(row for row in rows if row.commodity.sector == sector))
    )
    return StockReport(
        facility, first, last, sectors, added(sector.flow for sector in sectors), reasons
    )


def added(flows: Iterable[Flow]) -> Flow:
    """The sum of flows; nothing adds up to an empty flow."""
    return reduce(Flow.__add__, flows, Flow())


def _add_harvests(
    figures: dict[int, dict[str, int]], lots: QuerySet, first: dt.date, last: dt.date
) -> None:
    before, during = Q(harvested_on__lt=first), Q(harvested_on__gte=first)
    columns = {
        "opening": Sum("grams", filter=before, default=0),
        "harvested": Sum("grams", filter=during, default=0),
        "closing": Sum("grams", default=0),
        "lots": Count("pk", filter=during & Q(intake_quantity__gt=0)),
        "estimated": Sum("estimated_grams", filter=during, default=0),
    }
    # As it was known when the period ended: a month that is over keeps its figure.
    known = lots.filter(harvested_on__lte=last).with_estimated(until=last)
    for row in known.order_by().values("commodity").annotate(**columns):
        figures[row.pop("commodity")] = row


def _add_movements(
    figures: dict[int, dict[str, int]], movements: QuerySet, first: dt.date, last: dt.date
) -> dict[str, int]:
    """Add what moved; returns the grams lost in the period by reason."""
    before, during = Q(occurred_on__lt=first), Q(occurred_on__gte=first)
    columns = {
        "before": Sum("grams", filter=before, default=0),
        "during": Sum("grams", filter=during, default=0),
        # A struck sale gives its money back where it was struck, as it does its goods: a month that
        # is over keeps its figure.
        "amount": (
            Sum("amount", filter=during, default=0)
            - Sum("reverses__amount", filter=during, default=0)
        ),
    }
    reasons: dict[str, int] = {}
    groups = (
        movements.filter(occurred_on__lte=last)
        .order_by()
        .annotate(commodity=F("harvest__commodity"))
    )
    for row in groups.values("commodity", "kind", "reason").annotate(**columns):
        figure = figures.setdefault(row["commodity"], {})
        moves = {
            "opening": row["before"],
            "closing": row["before"] + row["during"],
            "sales_amount": row["amount"],
        }
        moves |= (
            {"harvested": row["during"]}
            if row["kind"] == Kind.CORRECTION
            else {_column(row["kind"]): -row["during"]}
        )
        for name, grams in moves.items():
            figure[name] = figure.get(name, 0) + grams
        if row["kind"] == Kind.LOSS and row["during"]:
            reasons[row["reason"]] = reasons.get(row["reason"], 0) - row["during"]
    return reasons


def _column(kind: str) -> str:
    return "counted" if kind == Kind.COUNT else kind
