"""Where the stock of a period came from and went: grams that add up."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields, make_dataclass
from functools import reduce

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Max, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from harvests.models import Commodity, Harvest, Sector, StockMovement
from rutan.formats import berat
from rutan.models import Facility

Kind = StockMovement.Kind
DESTINATIONS = StockMovement.DESTINATIONS
# Commodity id -> the columns of its Flow.
Figures = dict[int, Counter[str]]

# A column for each kind of which grams go out, and one for how much of it nobody weighed.
Moved = make_dataclass(
    "Moved",
    [(f"{kind}{of}", int, 0) for kind in (*DESTINATIONS, Kind.LOSS) for of in ("", "_estimated")],
    frozen=True,
)


@dataclass(frozen=True)
class Flow(Moved):
    """Grams of one commodity, sector or prison over a period; reversals and unpacking are netted.

    ``harvested`` includes the corrections of the period. ``loss`` is what spoiled or went missing,
    ``counted`` what counts found missing (negative: found more). opening + harvested = destinations
    + losses + closing.
    """

    opening: int = 0
    harvested: int = 0
    counted: int = 0
    closing: int = 0
    # Beside the balance: how many lots, how much of their weight is an estimate, and the money
    # (rupiah) of sales less that of sales struck in the period.
    lots: int = 0
    estimated: int = 0
    sales_amount: int = 0
    # How much of each weight is out of lots that nobody weighed.
    opening_estimated: int = 0
    counted_estimated: int = 0
    closing_estimated: int = 0

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
    def columns(self) -> list[tuple[Promise, int]]:
        """The heading of each destination with what went there."""
        return [(kind.heading, getattr(self, kind)) for kind in DESTINATIONS]

    @property
    def destinations(self) -> int:
        return sum(getattr(self, kind) for kind in DESTINATIONS)

    @property
    def destinations_estimated(self) -> int:
        return sum(getattr(self, f"{kind}_estimated") for kind in DESTINATIONS)

    @property
    def losses(self) -> int:
        return self.loss + self.counted

    @property
    def losses_estimated(self) -> int:
        return self.loss_estimated + self.counted_estimated

    @property
    def told_out(self) -> str:
        """``keluar 12 kg``; where more came back than left, that."""
        weight = berat(abs(self.destinations), self.destinations_estimated != 0)
        said = _("keluar %(weight)s") if self.destinations >= 0 else _("kembali %(weight)s")
        return said % {"weight": weight}

    @property
    def told_losses(self) -> str:
        """``susut 1,2 kg``; where counts found more than was lost, that."""
        weight = berat(abs(self.losses), self.losses_estimated != 0)
        said = _("susut %(weight)s")
        if self.losses < 0:
            said = _("lebih saat dihitung %(weight)s")
        return said % {"weight": weight}

    @property
    def difference(self) -> int:
        """Zero: what a month's paper must be able to say."""
        return self.opening + self.harvested - self.destinations - self.losses - self.closing


@dataclass(frozen=True)
class Sale:
    """One sale, in grams and rupiah (None: not priced yet), with the proof of its deposit; of a
    sale that was struck later, what went back, negative.
    """

    day: dt.date
    commodity: str
    grams: int
    is_estimated: bool
    buyer: str
    amount: int | None
    reference: str
    deposited_on: dt.date | None


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
    """A prison's stock from ``first`` to ``last``, both included."""

    facility: Facility
    first: dt.date
    last: dt.date
    sectors: tuple[SectorFlow, ...]
    total: Flow

    @property
    def rows(self) -> tuple[CommodityFlow, ...]:
        return tuple(row for sector in self.sectors for row in sector.rows)


def stock_report(*, facility: Facility, first: dt.date, last: dt.date) -> StockReport:
    """The flow of every commodity that was there or moved in the period: three statements, however
    many rows.
    """
    figures: Figures = defaultdict(Counter)
    # As it was known when the period ended: a month that is over keeps its figure.
    lots = Harvest.objects.filter(facility=facility).with_estimated(until=last)
    _add_harvests(figures, lots, first, last)
    _add_movements(figures, _movements_of(lots), first, last)
    return _by_sector(facility, first, last, figures)


def lot_report(*, facility: Facility, first: dt.date, last: dt.date) -> StockReport:
    """The lots harvested in the period, where each of their grams is by now and what their sales
    brought: three statements.

    Nothing opens it and ``closing`` is what the lots say is on hand, so a ``difference`` of zero
    proves harvested + corrections = destinations + losses + on hand, lot by lot summed up.
    """
    lots = Harvest.objects.filter(facility=facility).between(first, last)
    return _by_sector(facility, first, last, _figures_of(lots))


def flow_of_lots(lots: QuerySet) -> Flow:
    """Where each gram of these lots is by now, as ``lot_report`` says it of a period's. Two
    statements.
    """
    return added(Flow(**figure) for figure in _figures_of(lots).values())


def _figures_of(lots: QuerySet) -> Figures:
    """The columns of the Flow of these lots alone."""
    figures: Figures = {}
    columns = {
        "harvested": Sum("grams", default=0),
        "closing": Sum("on_hand_grams", default=0),
        "lots": Count("pk", filter=Q(intake_quantity__gt=0)),
        "estimated": Sum("estimated_grams", default=0),
        "closing_estimated": Sum("on_hand_grams", filter=_ESTIMATED, default=0),
    }
    lots = lots.with_estimated()
    for row in lots.order_by().values("commodity").annotate(**columns):
        commodity = row.pop("commodity")
        figures[commodity] = Counter(row)
    sums = {
        "moved": Sum("grams"),
        "amount": Sum("amount", default=0) - Sum("reverses__amount", default=0),
    }
    moves = _movements_of(lots)
    for row in moves.values("commodity", "kind", "estimated").annotate(**sums):
        figure = figures[row["commodity"]]
        figure["sales_amount"] += row["amount"]
        _add(figure, _column(row["kind"], row["moved"]), row["estimated"])
    return figures


def _by_sector(
    facility: Facility,
    first: dt.date,
    last: dt.date,
    figures: Figures,
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
    return StockReport(facility, first, last, sectors, added(sector.flow for sector in sectors))


def sales(*, facility: Facility, first: dt.date, last: dt.date) -> tuple[Sale, ...]:
    """The sales of a period, the first first; their amounts add up to its ``sales_amount``. One
    statement.
    """
    within = (first, last)
    rows = StockMovement.objects.filter(harvest__facility=facility, kind=Kind.SALE)
    rows = rows.between(*within).with_lot().select_related("reverses__deposit", "deposit")
    # What was sold and struck in one period never left.
    rows = rows.exclude(reversed_by__occurred_on__range=within)
    rows = rows.exclude(reverses__occurred_on__gte=first)
    return tuple(map(_sale, rows.order_by("occurred_on", "pk")))


def _sale(row: StockMovement) -> Sale:
    told, sign = row.reverses or row, -1 if row.reverses else 1
    return Sale(
        day=row.occurred_on,
        commodity=row.harvest.commodity.name,
        grams=-row.grams,
        is_estimated=row.harvest.is_estimated,
        buyer=told.buyer,
        amount=None if told.amount is None else sign * told.amount,
        reference=told.deposit.reference if told.deposit else "",
        deposited_on=told.deposit.deposited_on if told.deposit else None,
    )


def worker_days(*, facility: Facility, first: dt.date, last: dt.date) -> int:
    """How many inmates worked on the days of harvest, added up. Those of one day harvest several
    crops, so that its highest count is taken.
    """
    days = Harvest.objects.filter(facility=facility).between(first, last).order_by()
    counted = days.values("harvested_on").annotate(workers=Max("worker_count"))
    return sum(day["workers"] or 0 for day in counted)


def areas(*, facility: Facility, first: dt.date, last: dt.date) -> dict[int, int]:
    """Commodity id -> square metres of the places where it was harvested in the period, where that
    is on file.
    """
    lots = Harvest.objects.filter(facility=facility, site__area_m2__isnull=False)
    places = lots.between(first, last).order_by().values_list("commodity", "site__area_m2", "site")
    found: Counter[int] = Counter()
    for commodity, area, _site in places.distinct():
        found[commodity] += area
    return found


def added(flows: Iterable[Flow]) -> Flow:
    """The sum of flows; nothing adds up to an empty flow."""
    return reduce(Flow.__add__, flows, Flow())


_ESTIMATED = Q(estimated_grams__gt=0)


def _movements_of(lots: QuerySet) -> QuerySet:
    """What moved of these lots, each with its ``commodity`` and whether it is ``estimated``: of a
    lot that nobody weighed.
    """
    rough = Q(harvest__in=lots.filter(_ESTIMATED).values("pk"))
    moves = StockMovement.objects.filter(harvest__in=lots.values("pk")).order_by()
    return moves.annotate(
        commodity=F("harvest__commodity"),
        estimated=ExpressionWrapper(rough, output_field=BooleanField()),
    )


def _add(figure: Counter[str], moves: dict[str, int], estimated: bool) -> None:
    """Add grams to their columns, and to the columns of what is an estimate; what came in has its
    own.
    """
    figure.update(moves)
    if estimated:
        figure.update(
            {f"{name}_estimated": grams for name, grams in moves.items() if name != "harvested"}
        )


def _add_harvests(figures: Figures, lots: QuerySet, first: dt.date, last: dt.date) -> None:
    before, during = Q(harvested_on__lt=first), Q(harvested_on__gte=first)
    columns = {
        "opening": Sum("grams", filter=before, default=0),
        "opening_estimated": Sum("grams", filter=before & _ESTIMATED, default=0),
        "harvested": Sum("grams", filter=during, default=0),
        "closing": Sum("grams", default=0),
        "closing_estimated": Sum("grams", filter=_ESTIMATED, default=0),
        "lots": Count("pk", filter=during & Q(intake_quantity__gt=0)),
        "estimated": Sum("estimated_grams", filter=during, default=0),
    }
    groups = lots.filter(harvested_on__lte=last).order_by().values("commodity")
    for row in groups.annotate(**columns):
        commodity = row.pop("commodity")
        figures[commodity] = Counter(row)


def _add_movements(figures: Figures, movements: QuerySet, first: dt.date, last: dt.date) -> None:
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
    groups = movements.filter(occurred_on__lte=last).values("commodity", "kind", "estimated")
    for row in groups.annotate(**columns):
        figure, before, during = figures[row["commodity"]], row["before"], row["during"]
        figure["sales_amount"] += row["amount"]
        moves = {"opening": before, "closing": before + during}
        _add(figure, moves | _column(row["kind"], during), row["estimated"])


def _column(kind: str, grams: int) -> dict[str, int]:
    """In which column of a Flow what moved by this kind counts: what left as what it became."""
    if kind == Kind.CORRECTION:
        return {"harvested": grams}
    return {"counted" if kind == Kind.COUNT else kind: -grams}
