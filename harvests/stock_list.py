"""The stock as it stands on the shelf: by commodity, what spoils first on top, crumbs apart."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass, field

from harvests.models import Commodity, Harvest, StockCount, Unit, amount
from rutan.models import User


@dataclass(frozen=True)
class Row:
    """One lot with something left, and how many days it still keeps (negative: over)."""

    lot: Harvest
    days_left: int
    # The last count, where the books of the days before it changed since.
    overtaken: StockCount | None = None
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def state(self) -> str:
        """``over``, ``today``, ``soon`` (tomorrow) or ``fresh``."""
        return (
            "over" if self.days_left < 0 else {0: "today", 1: "soon"}.get(self.days_left, "fresh")
        )


@dataclass(frozen=True)
class Shelf:
    """Rows of one commodity, what spoils first on top."""

    commodity: Commodity
    rows: list[Row]

    @property
    def grams(self) -> int:
        return sum(row.lot.on_hand_grams for row in self.rows)

    @property
    def is_weighed(self) -> bool:
        """Everything is in kilograms already."""
        return all(row.lot.unit == Unit.KG for row in self.rows)

    @property
    def is_estimated(self) -> bool:
        """Some of the weight was never on the scales."""
        return self.estimated > 0

    @property
    def estimated(self) -> int:
        """How many of the grams nobody weighed."""
        return sum(row.lot.on_hand_grams for row in self.rows if row.lot.is_estimated)

    @property
    def units(self) -> list[str]:
        """What is left in each unit in which it was counted: "34 ikat", "2,5 kg"."""
        totals: Counter[str] = Counter()
        for row in self.rows:
            totals[row.lot.unit] += row.lot.on_hand_quantity
        return [amount(total, unit) for unit, total in totals.items()]


@dataclass(frozen=True)
class Stock:
    """Everything on hand; ``crumbs`` are left-overs so small that they are offered as shrinkage."""

    shelves: list[Shelf]
    crumbs: list[Row]
    last_counted_at: dt.datetime | None

    @property
    def grams(self) -> int:
        return sum(shelf.grams for shelf in self.shelves) + sum(
            row.lot.on_hand_grams for row in self.crumbs
        )

    @property
    def estimated(self) -> int:
        """How many of the grams nobody weighed."""
        crumbs = (row.lot.on_hand_grams for row in self.crumbs if row.lot.is_estimated)
        return sum(shelf.estimated for shelf in self.shelves) + sum(crumbs)


def stock_of(user: User, today: dt.date) -> Stock:
    """The stock of the user's prison: three statements, however many lots."""
    shelves: dict[int, Shelf] = {}
    crumbs, on_hand = [], Harvest.objects.visible_to(user).on_hand()
    counts = StockCount.objects.visible_to(user)
    overtaken = {
        count.harvest_id: count
        for count in counts.last_of(on_hand).with_overtaken()
        if count.is_overtaken
    }
    for lot in on_hand.for_display().with_intake().freshest_needs_first():
        row = Row(lot, (lot.best_before - today).days, overtaken.get(lot.pk))
        if lot.on_hand_grams * 100 < lot.intake_grams * lot.facility.crumbs_percent:
            crumbs.append(row)
        else:
            shelves.setdefault(lot.commodity_id, Shelf(lot.commodity, [])).rows.append(row)
    last = counts.order_by("-recorded_at").first()
    return Stock(list(shelves.values()), crumbs, last.recorded_at if last else None)
