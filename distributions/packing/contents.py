"""What a run needs, which lots may give it, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from distributions.models import Distribution
from harvests.models import Commodity, Harvest, Unit
from rutan.formats import jumlah
from rutan.refusals import Refused


@dataclass(frozen=True)
class Content:
    """One commodity of a run: ``per_package`` in ``unit``, from lots counted so; from ``lots`` only, if any are named."""

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
        same = lot.commodity_id == self.commodity.pk and lot.unit == self.counted_in
        return same and (not self.lots or lot.pk in {named.pk for named in self.lots})


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
    """The lots don't hold what the packages need: ``shortages`` says of what, ``possible`` how many would do."""

    outcome = "not_enough"

    def __init__(self, packages: int, shortages: list[Shortage]) -> None:
        self.shortages = shortages
        self.possible = min(row.possible for row in shortages)
        table = "; ".join(
            _("%(commodity)s perlu %(needed)s %(unit)s, ada %(free)s, kurang %(missing)s %(unit)s")
            % {
                "commodity": row.content.commodity.name,
                "needed": jumlah(row.needed),
                "unit": Unit(row.content.counted_in).label,
                "free": jumlah(row.free),
                "missing": jumlah(row.missing),
            }
            for row in shortages
        )
        message = _(
            "Stok belum cukup untuk %(n)s paket. Kurang: %(table)s. Dengan stok sekarang dapat dikemas %(possible)s paket."
        )
        super().__init__(message % {"n": packages, "table": table, "possible": self.possible})


def free_lots(distribution: Distribution, commodities: Sequence[Commodity]) -> list[Harvest]:
    """Lots of these commodities with something left, oldest first. One query."""
    lots = (
        Harvest.objects.filter(facility=distribution.facility_id, commodity__in=commodities)
        .on_hand()
        .oldest_first()
    )
    return list(lots.select_related("commodity", "site"))


def allocate(
    event: Distribution, packages: int, contents: Sequence[Content]
) -> list[tuple[Harvest, Decimal]]:
    """Lock the lots by ascending id, then share out what is needed, oldest first. Raises StockTooShort."""
    candidates = free_lots(event, [content.commodity for content in contents])
    fitting = [
        (content, [lot.pk for lot in candidates if content.fits(lot)]) for content in contents
    ]
    locked = {
        lot.pk: lot
        for lot in Harvest.objects.filter(
            pk__in={pk for _content, lots in fitting for pk in lots}
        ).locked()
    }
    # Two lines may ask the same lot: what the first takes, the second no longer finds.
    free = {pk: lot.on_hand_quantity for pk, lot in locked.items()}
    takes, shortages = [], []
    for content, lots in fitting:
        needed = missing = content.per_package * packages
        for lot in (locked[pk] for pk in lots):
            quantity = min(free[lot.pk], missing)
            if quantity > 0:
                takes.append((lot, quantity))
                missing -= quantity
                free[lot.pk] -= quantity
        if missing > 0:
            shortages.append(Shortage(content, needed, needed - missing))
    if shortages:
        raise StockTooShort(packages, shortages)
    return takes
