"""One lot as a statement of account: what came in, what left and why, what is left after each
line.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from harvests.models import Harvest, StockCount, StockMovement
from harvests.second_looks import unit_weight
from rutan.charts import Segment
from rutan.formats import NOTHING, berat, kg

Kind = StockMovement.Kind


@dataclass(frozen=True)
class Entry:
    """One line: a movement, a count or both, with the balance after it (units, grams)."""

    movement: StockMovement | None
    quantity: Decimal
    grams: int
    count: StockCount | None = None

    @property
    def is_struck(self) -> bool:
        return hasattr(self.movement, "reversed_by")

    @property
    def units(self) -> str:
        """What it moved, signed, in the lot's unit: ``+3 ikat``; a new weight moves none."""
        moved = self.movement.quantity
        if not moved:
            return NOTHING
        return f"{'+' if moved > 0 else ''}{self.movement.harvest.said(moved)}"

    @property
    def weight(self) -> str:
        """The same to the gram."""
        moved = self.movement.grams
        return f"{'+' if moved > 0 else ''}{kg(moved)}"

    @property
    def may_be_reversed(self) -> bool:
        """Packing is undone where the packages are, and a reversal is not reversed but written
        anew.
        """
        return (
            self.movement is not None
            and not self.is_struck
            and self.movement.reverses_id is None
            and self.movement.kind != Kind.PACKED
        )


@dataclass(frozen=True)
class Account:
    """A lot with its movements in the order in which they were recorded."""

    lot: Harvest
    movements: tuple[StockMovement, ...]
    counts: tuple[StockCount, ...] = ()

    @cached_property
    def entries(self) -> list[Entry]:
        entries, quantity, grams = [], self.lot.quantity, self.lot.grams
        counts = list(self.counts)
        for movement in self.movements:
            while counts and counts[0].recorded_at < movement.recorded_at:
                entries.append(Entry(None, quantity, grams, counts.pop(0)))
            quantity, grams = quantity + movement.quantity, grams + movement.grams
            entries.append(Entry(movement, quantity, grams, self._counted_by(movement, counts)))
        return entries + [Entry(None, quantity, grams, count) for count in counts]

    @staticmethod
    def _counted_by(movement: StockMovement, counts: list[StockCount]) -> StockCount | None:
        """Take out of the counts the one that this movement led the books to."""
        found = next((count for count in counts if count.client_id == movement.client_id), None)
        if found:
            counts.remove(found)
        return found

    @property
    def overtaken(self) -> StockCount | None:
        """The last count, where the books of the days before it changed since: it is to be made
        again.
        """
        last = self.counts[-1] if self.counts else None
        return last if last and last.is_overtaken and not self.never_was else None

    @cached_property
    def corrections(self) -> list[StockMovement]:
        return [movement for movement in self.movements if movement.kind == Kind.CORRECTION]

    @property
    def intake(self) -> tuple[Decimal, int]:
        """Units and grams that really came in, after all corrections."""
        quantity = sum((movement.quantity for movement in self.corrections), self.lot.quantity)
        return quantity, sum((movement.grams for movement in self.corrections), self.lot.grams)

    @property
    def stood(self) -> tuple[Decimal, int]:
        """Units and grams that came in, or did before a correction said that the lot never was."""
        if not self.never_was:
            return self.intake
        return -self.corrections[-1].quantity, -self.corrections[-1].grams

    @property
    def is_estimated(self) -> bool:
        return self.lot.estimates(*self.intake)

    @property
    def recorded(self) -> str:
        """The units as they were written down at first."""
        return self.lot.said(self.lot.quantity)

    @property
    def units(self) -> str:
        """The units that really came in."""
        return self.lot.said(self.intake[0])

    @property
    def mended(self) -> str:
        return self.lot.said(*self.intake)

    @property
    def weight(self) -> str:
        """What came in weighs, and who says so: a scale, or the weight of a unit."""
        quantity, grams = self.intake
        if not self.is_estimated:
            return _("%(weight)s, ditimbang") % {"weight": berat(grams)}
        text = _("%(weight)s (perkiraan: %(per_unit)s per %(unit)s)")
        return text % {
            "weight": berat(grams, estimated=True),
            "per_unit": unit_weight(Decimal(grams) / quantity) if quantity else NOTHING,
            "unit": self.lot.get_unit_display(),
        }

    @property
    def is_reweighed(self) -> bool:
        return self.intake[1] != self.lot.grams

    @property
    def is_recounted(self) -> bool:
        return self.intake[0] != self.lot.quantity

    @property
    def before(self) -> str:
        """What a lot that never was had been said to be."""
        return self.lot.said(self.stood[0])

    @property
    def never_was(self) -> bool:
        """A correction says that there was no such harvest."""
        return self.intake == (0, 0)

    def gone(self, kind: str) -> tuple[Decimal, int]:
        """Units and grams that went to a destination, net of what came back."""
        moved = [movement for movement in self.movements if movement.kind == kind]
        return -sum((movement.quantity for movement in moved), Decimal(0)), -sum(
            movement.grams for movement in moved
        )

    @property
    def segments(self) -> list[Segment]:
        """The parts of the bar: every destination, and hatched what is left. Found by a count makes
        no part.
        """
        parts = [(kind, *self.gone(kind)) for kind in Kind if kind.tone]
        shown = [
            Segment(str(kind.said), grams, self.lot.said(quantity, grams), kind.tone)
            for kind, quantity, grams in parts
            if grams > 0
        ]
        if self.lot.on_hand_grams:
            shown.append(Segment(_("Sisa"), self.lot.on_hand_grams, self.lot.left, rest=True))
        return shown

    @property
    def found(self) -> str:
        """What counts found beyond the books, or an empty string."""
        grams = -self.gone(Kind.COUNT)[1]
        return berat(grams, self.is_estimated) if grams > 0 else ""

    @property
    def has_crumbs(self) -> bool:
        """So little is left that it is offered as shrinkage."""
        return 0 < self.lot.on_hand_grams * 100 < self.intake[1] * self.lot.facility.crumbs_percent


def account_of(lot: Harvest) -> Account:
    """The lot's account, in two statements."""
    movements = lot.movements.select_related("recorded_by", "reversed_by", "deposit").in_order()
    counts = lot.counts.select_related("recorded_by").with_overtaken().in_order()
    return Account(lot, tuple(movements), tuple(counts))
