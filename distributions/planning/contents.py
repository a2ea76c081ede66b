"""What a package is to hold, and how many of them today's stock can fill."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from django.db import transaction
from django.db.models import Sum

from distributions.models import Distribution, PackageItem
from distributions.planning.steps import locked
from harvests.models import GRAMS_OF, Commodity, Harvest
from rutan import audit
from rutan.models import User
from rutan.refusals import refused_by_database

Items = Sequence[tuple[Commodity, Decimal]]


@dataclass(frozen=True)
class Supply:
    """One commodity of the plan: need per package and what is free, both in the commodity's unit."""

    commodity: Commodity
    need: Decimal
    free: Decimal

    @property
    def packages(self) -> int:
        return int(self.free // self.need)


@dataclass(frozen=True)
class Possible:
    """How many packages the stock can make; ``limiting`` is the commodity that ends first."""

    n: int
    limiting: Commodity | None
    lines: tuple[Supply, ...]


@transaction.atomic
def set_items(*, distribution: Distribution, items: Items, by: User) -> None:
    """Replace the planned contents of one package: (commodity, quantity in its unit) pairs.

    Allowed until the event is closed: the harvest decides, and papers print what the lots say. Raises Refused.
    """
    status = Distribution.Status
    distribution = locked(distribution, status.DRAFT, status.APPROVED, status.OPEN)
    before = _written(distribution.items.values_list("commodity_id", "quantity"))
    after = _written((commodity.pk, quantity) for commodity, quantity in items)
    if before == after:
        return
    write_items(distribution, items)
    audit.record(by=by, verb="set_items", thing=distribution, before=before, after=after)


def write_items(distribution: Distribution, items: Items) -> None:
    """The plan lines alone, for verbs that hold the lock and write the audit row."""
    with refused_by_database():
        distribution.items.all().delete()
        PackageItem.objects.bulk_create(
            PackageItem(distribution=distribution, commodity=what, quantity=quantity) for what, quantity in items
        )


def possible_packages(distribution: Distribution) -> Possible:
    """How many packages today's stock can make from the plan. Two queries."""
    items = list(distribution.items.select_related("commodity"))
    free = free_stock([item.commodity for item in items])
    lines = tuple(Supply(item.commodity, item.quantity, free[item.commodity_id]) for item in items)
    scarcest = min(lines, key=lambda line: line.packages, default=None)
    return Possible(scarcest.packages if scarcest else 0, scarcest.commodity if scarcest else None, lines)


def free_stock(commodities: Iterable[Commodity]) -> dict[int, Decimal]:
    """What is on hand of each commodity, by its id and in its own unit; lots counted otherwise are converted by weight."""
    by_id = {commodity.pk: commodity for commodity in commodities}
    free: dict[int, Decimal] = defaultdict(Decimal)
    lots = Harvest.objects.on_hand().filter(commodity__in=by_id).order_by().values("commodity_id", "unit")
    for row in lots.annotate(quantity=Sum("on_hand_quantity"), weight=Sum("on_hand_grams")):
        commodity = by_id[row["commodity_id"]]
        same = row["unit"] == commodity.unit
        free[commodity.pk] += row["quantity"] if same else _by_weight(commodity, row["weight"])
    return free


def _by_weight(commodity: Commodity, grams: int) -> Decimal:
    if commodity.unit in GRAMS_OF:
        return Decimal(grams) / GRAMS_OF[commodity.unit]
    # Nobody packs a third of an egg: what is counted counts whole.
    return (Decimal(grams) / commodity.grams_per_unit).to_integral_value(ROUND_FLOOR)


def _written(pairs: Iterable[tuple[int, Decimal]]) -> dict[str, str]:
    return {str(pk): f"{quantity.normalize():f}" for pk, quantity in pairs}
