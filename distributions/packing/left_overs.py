"""What is in the packages that nobody fetched, and where it had best go."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from distributions.models import Distribution, PackedLot
from distributions.packing.unpacking import Destination, contents_of, packages_of
from harvests.models import Commodity, Group, amount


@dataclass(frozen=True)
class LeftOver:
    """One commodity in the packages on the table: how much of it (``14 ikat``), and the place where
    it goes unless somebody says otherwise.
    """

    commodity: Commodity
    said: str
    place: str


def left_overs(distribution: Distribution) -> list[LeftOver]:
    """What comes out of the packages on the table when all of them are unpacked, by the name of the
    commodity; a rehearsal's are empty.
    """
    units: dict[Commodity, Counter[str]] = defaultdict(Counter)
    left = distribution.packages_left
    # As take_back: the latest runs first.
    for run in distribution.package_movements.packed().order_by("-pk"):
        still = packages_of(run)
        share, left = min(left, still), max(left - still, 0)
        for movement, quantity in contents_of(run, share, still) if share else ():
            units[movement.harvest.commodity][movement.harvest.unit] += quantity
    return [
        LeftOver(
            commodity,
            " + ".join(amount(quantity, unit) for unit, quantity in units[commodity].items()),
            _place_of(commodity),
        )
        for commodity in sorted(units, key=lambda row: row.name)
    ]


def were_packed(distribution: Distribution) -> list[LeftOver]:
    """The same of an event whose packages are all explained: nothing is left of anything, and a
    form that comes again still says where it went.
    """
    packed = PackedLot.objects.filter(package_movement__in=distribution.package_movements.packed())
    lots = packed.values("stock_movement__harvest__commodity")
    rows = Commodity.objects.filter(pk__in=lots).order_by("name")
    return [LeftOver(row, "", _place_of(row)) for row in rows]


def _place_of(commodity: Commodity) -> str:
    """The kitchen cooks today what wilts by tomorrow; the rest keeps."""
    wilts = commodity.group == Group.LEAF_VEGETABLE
    return Destination.KITCHEN if wilts else Destination.STOCK


def proposed(rows: list[LeftOver]) -> str:
    """Where the packages go unless somebody says otherwise: all to one place where all of it goes
    there.
    """
    places = {row.place for row in rows} or {Destination.KITCHEN}
    return places.pop() if len(places) == 1 else Destination.SORTED
