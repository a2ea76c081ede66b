"""What a package is to hold, and how many of them today's stock can fill."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from django.db import transaction
from django.db.models import F, Q, Sum

from distributions.models import Distribution, PackageItem
from distributions.packing.contents import grams_of
from distributions.planning.locks import check_unchanged, locked
from harvests.models import Commodity, Harvest
from rutan import audit
from rutan.columns import write
from rutan.models import User
from rutan.refusals import refused_by_database

Items = Sequence[tuple[Commodity, Decimal]]


@dataclass(frozen=True)
class Supply:
    """One commodity of the plan: need per package and what is free, both in the commodity's own
    unit.

    ``other_grams`` lies in lots that are counted in another unit; packing takes it by weight.
    ``keeps`` and ``other_keeps`` are what of both will still be good on the event's day.
    """

    commodity: Commodity
    need: Decimal
    free: Decimal = Decimal(0)
    other_grams: int = 0
    other_estimated: int = 0
    keeps: Decimal = Decimal(0)
    other_keeps: int = 0

    @property
    def other(self) -> Decimal:
        """The units of the plan that weigh as much as what is counted otherwise."""
        return self._units(self.other_grams)

    @property
    def other_rounded(self) -> Decimal:
        return round(self.other)

    @property
    def packages(self) -> int:
        return int((self.free + self.other) // self.need)

    def lacking(self, packages: int) -> Decimal:
        """How much more of it so many packages need, in whole units of the plan."""
        lacks = self.need * packages - self.free - self.other
        return max(lacks, Decimal(0)).to_integral_value(ROUND_CEILING)

    @property
    def packages_on_the_day(self) -> int:
        return int((self.keeps + self._units(self.other_keeps)) // self.need)

    def _units(self, grams: int) -> Decimal:
        return Decimal(grams) / grams_of(self.commodity.unit, self.commodity)


@dataclass(frozen=True)
class Possible:
    """How many packages the stock can make; ``limiting`` is the commodity that ends first."""

    n: int
    limiting: Commodity | None
    lines: tuple[Supply, ...]

    @property
    def on_the_day(self) -> int:
        """How many packages can be made of what will still be good on the event's day."""
        return min((line.packages_on_the_day for line in self.lines), default=0)

    def lacking(self, packages: int) -> list[tuple[Commodity, Decimal]]:
        """What is lacking for so many packages, by commodity."""
        lines = ((line.commodity, line.lacking(packages)) for line in self.lines)
        return [(commodity, quantity) for commodity, quantity in lines if quantity]

    @property
    def wilting(self) -> list[Commodity]:
        """What of these packages will not keep until the day: leaf vegetables, mostly."""
        return [line.commodity for line in self.lines if line.packages_on_the_day < self.n]


@transaction.atomic
def set_items(*, distribution: Distribution, items: Items, by: User, seen: str = "") -> None:
    """Replace the planned contents of one package: (commodity, quantity in its unit) pairs.

    Allowed until the event is closed: the harvest decides, and papers print what the lots say.
    Raises Stale, Refused.
    """
    status = Distribution.Status
    distribution = locked(distribution, status.DRAFT, status.APPROVED, status.OPEN)
    before = _written(distribution.items.values_list("commodity_id", "quantity"))
    after = _written((commodity.pk, quantity) for commodity, quantity in items)
    # Saving what is already there is no act.
    if before == after:
        return
    check_unchanged(distribution, seen)
    write_items(distribution, items)
    write(distribution, contents_changed_at=audit.moment(), contents_changed_by=by)
    audit.record(by=by, verb="set_items", thing=distribution, before=before, after=after)


def write_items(distribution: Distribution, items: Items) -> None:
    """The plan lines alone, for verbs that hold the lock and write the audit row."""
    with refused_by_database():
        distribution.items.all().delete()
        PackageItem.objects.bulk_create(
            PackageItem(distribution=distribution, commodity=what, quantity=quantity)
            for what, quantity in items
        )


def possible_packages(distribution: Distribution) -> Possible:
    """How many packages today's stock can make from the plan. Two queries."""
    items = list(distribution.items.select_related("commodity"))
    lots = Harvest.objects.filter(
        facility=distribution.facility_id, commodity__in=[item.commodity_id for item in items]
    )
    lots = lots.on_hand().with_estimated()
    own_unit, keeps = Q(unit=F("commodity__unit")), Q(best_before__gte=distribution.day)
    estimated = Q(estimated_grams__gt=0)
    figures = (
        lots.order_by()
        .values("commodity_id")
        .annotate(
            free=Sum("on_hand_quantity", filter=own_unit, default=Decimal(0)),
            other_grams=Sum("on_hand_grams", filter=~own_unit, default=0),
            other_estimated=Sum("on_hand_grams", filter=~own_unit & estimated, default=0),
            keeps=Sum("on_hand_quantity", filter=own_unit & keeps, default=Decimal(0)),
            other_keeps=Sum("on_hand_grams", filter=~own_unit & keeps, default=0),
        )
    )
    stock = {row.pop("commodity_id"): row for row in figures}
    lines = tuple(
        Supply(item.commodity, item.quantity, **stock.get(item.commodity_id, {})) for item in items
    )
    if not lines:
        return Possible(0, None, lines)
    scarcest = min(lines, key=lambda line: line.packages)
    return Possible(scarcest.packages, scarcest.commodity, lines)


def _written(pairs: Iterable[tuple[int, Decimal]]) -> dict[str, str]:
    return {str(pk): f"{Decimal(quantity).normalize():f}" for pk, quantity in pairs}
