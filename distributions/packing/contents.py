"""What a run needs, which lots may give it, and what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from django.utils.translation import gettext as _

from distributions.models import Distribution
from harvests.models import Commodity, Harvest, Unit, exactly
from rutan.formats import jumlah, roughly
from rutan.refusals import Refused

STEP = Decimal("0.001")
# What a scale shows weighs the same of everything.
_SCALES = {Unit.KG: 1000, Unit.G: 1}


@dataclass(frozen=True)
class Content:
    """One commodity of a run: ``per_package`` in ``unit``; from ``lots`` only, if any are named.

    Lots that were counted in another unit give what weighs as much: theirs is the lot's own weight,
    a unit of the plan weighs what the commodity says.
    """

    commodity: Commodity
    per_package: Decimal
    unit: str = ""
    lots: tuple[Harvest, ...] = ()

    @property
    def counted_in(self) -> str:
        """The unit, which is the commodity's own unless the lots at hand were counted otherwise."""
        return self.unit or self.commodity.unit

    def fits(self, lot: Harvest) -> bool:
        """Whether this content may come from the lot."""
        same = lot.commodity_id == self.commodity.pk and bool(self.units_in(lot))
        return same and (not self.lots or lot.pk in {named.pk for named in self.lots})

    def units_in(self, lot: Harvest) -> Decimal:
        """How many units of the content one unit of the lot is; 0 where nothing says so."""
        if lot.unit == self.counted_in:
            return Decimal(1)
        grams = grams_of(self.counted_in, self.commodity)
        if not grams or not lot.on_hand_quantity:
            return Decimal(0)
        return Decimal(lot.on_hand_grams) / lot.on_hand_quantity / grams

    def order(self, lots: Iterable[Harvest]) -> list[Harvest]:
        """The lots it may come from: first those counted as the plan counts, each kind in the order
        given.
        """
        return sorted(filter(self.fits, lots), key=lambda lot: lot.unit != self.counted_in)


def grams_of(unit: str, commodity: Commodity) -> int:
    """What one unit of a commodity weighs before anybody weighs it; 0 where nothing says so."""
    if unit in _SCALES:
        return _SCALES[unit]
    return commodity.grams_per_unit if unit == commodity.unit else 0


def as_planned(lot: Harvest, grams: int) -> str:
    """What so much of a lot is in the plan's unit, where the lot was counted in another: ``± 20
    ikat``; else nothing.
    """
    unit, commodity = Unit(lot.commodity.unit), lot.commodity
    if unit == lot.unit or unit in _SCALES or not commodity.grams_per_unit:
        return ""
    units = (Decimal(grams) / commodity.grams_per_unit).quantize(Decimal("0.1"))
    return roughly(exactly(units, unit))


def step_of(unit: str) -> Decimal:
    """The smallest part of a unit that is packed: nobody puts a third of an ikat into a package's
    account.
    """
    return STEP if unit == Unit.KG else Decimal(1)


@dataclass(frozen=True)
class Shortage:
    """What a run needs of one commodity, in the unit of its content, and what the lots have."""

    content: Content
    needed: Decimal
    free: Decimal

    @property
    def missing(self) -> Decimal:
        return self.needed - self.free

    @property
    def possible(self) -> int:
        """How many packages the free units make."""
        return int(self.free // self.content.per_package)


class StockTooShort(Refused):
    """The lots don't hold what the packages need: ``shortages`` says of what, ``possible`` how many
    would do.
    """

    outcome = "not_enough"

    def __init__(self, packages: int, shortages: list[Shortage]) -> None:
        self.shortages = shortages
        self.possible = min(row.possible for row in shortages)
        table = "; ".join(
            _("%(commodity)s perlu %(needed)s, ada %(free)s, kurang %(missing)s")
            % {
                "commodity": row.content.commodity.name,
                "needed": exactly(row.needed, row.content.counted_in),
                "free": jumlah(row.free),
                "missing": exactly(row.missing, row.content.counted_in),
            }
            for row in shortages
        )
        message = _(
            "Stok belum cukup untuk %(n)s paket. Kurang: %(table)s. Dengan stok sekarang dapat"
            " dikemas %(possible)s paket."
        )
        super().__init__(message % {"n": packages, "table": table, "possible": self.possible})


def free_lots(distribution: Distribution, commodities: Sequence[Commodity]) -> list[Harvest]:
    """Lots of these commodities with something left, oldest first. One query."""
    lots = (
        Harvest.objects.filter(facility=distribution.facility_id, commodity__in=commodities)
        .on_hand()
        .with_intake()
        .oldest_first()
    )
    return list(lots.select_related("commodity", "site"))


def allocate(
    distribution: Distribution, packages: int, contents: Sequence[Content]
) -> list[tuple[Harvest, Decimal]]:
    """Lock the lots by ascending id, then share out what is needed, oldest first. Raises
    StockTooShort.
    """
    candidates = free_lots(distribution, [content.commodity for content in contents])
    fitting = [(content, [lot.pk for lot in content.order(candidates)]) for content in contents]
    locked = Harvest.objects.locked().in_bulk({pk for _content, lots in fitting for pk in lots})
    # Two lines may ask the same lot: what the first takes, the second no longer finds.
    free = {pk: lot.on_hand_quantity for pk, lot in locked.items()}
    takes, shortages = [], []
    for content, lots in fitting:
        needed = missing = content.per_package * packages
        for lot in (locked[pk] for pk in lots):
            quantity, covered = _share_of(lot, content, missing, free[lot.pk])
            if quantity > 0:
                takes.append((lot, quantity))
                missing -= covered
                free[lot.pk] -= quantity
        if missing > 0:
            found = (needed - missing).quantize(STEP, ROUND_DOWN)
            shortages.append(Shortage(content, needed, found))
    if shortages:
        raise StockTooShort(packages, shortages)
    return takes


def _share_of(
    lot: Harvest, content: Content, missing: Decimal, free: Decimal
) -> tuple[Decimal, Decimal]:
    """What the lot gives, in its own unit, and how much of what is missing that covers, in the
    content's.
    """
    if lot.unit == content.counted_in:
        given = min(free, missing)
        return given, given
    units = content.units_in(lot)
    wanted = (missing / units).quantize(step_of(lot.unit), ROUND_UP)
    # A whole ikat more is in the packages; what it weighs too much is missing nowhere.
    return (wanted, missing) if wanted <= free else (free, free * units)
