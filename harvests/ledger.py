"""One lot as a statement of account: what came in, what left and why, what is left after each line."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from harvests.models import Harvest, StockMovement
from rutan.charts import Segment
from rutan.formats import kg

Kind = StockMovement.Kind
# Kind -> colour of its part of the bar, in the order of the bar.
TONES = {
    Kind.PACKED: "1",
    Kind.KITCHEN: "2",
    Kind.SALE: "3",
    Kind.STAFF: "6",
    Kind.DONATION: "5",
    Kind.SEED: "7",
    Kind.LOSS: "4",
    Kind.COUNT: "8",
}


@dataclass(frozen=True)
class Entry:
    """One line: a movement with the balance after it (units, grams)."""

    movement: StockMovement
    quantity: Decimal
    grams: int

    @property
    def is_struck(self) -> bool:
        return hasattr(self.movement, "reversed_by")

    @property
    def may_be_reversed(self) -> bool:
        """Packing is undone where the packages are, and a reversal is not reversed but written anew."""
        return (
            not self.is_struck
            and self.movement.reverses_id is None
            and self.movement.kind != Kind.PACKED
        )


@dataclass(frozen=True)
class Account:
    """A lot with its movements in the order in which they were recorded."""

    lot: Harvest
    movements: tuple[StockMovement, ...]

    @cached_property
    def entries(self) -> list[Entry]:
        entries, quantity, grams = [], self.lot.quantity, self.lot.grams
        for movement in self.movements:
            quantity, grams = quantity + movement.quantity, grams + movement.grams
            entries.append(Entry(movement, quantity, grams))
        return entries

    @cached_property
    def corrections(self) -> list[StockMovement]:
        return [movement for movement in self.movements if movement.kind == Kind.CORRECTION]

    @property
    def intake(self) -> tuple[Decimal, int]:
        """Units and grams that really came in, after all corrections."""
        quantity = sum((movement.quantity for movement in self.corrections), self.lot.quantity)
        return quantity, sum((movement.grams for movement in self.corrections), self.lot.grams)

    @property
    def is_mended(self) -> bool:
        """Corrections that were struck leave the intake as it was."""
        return self.intake != (self.lot.quantity, self.lot.grams)

    @property
    def is_estimated(self) -> bool:
        return self.lot.estimates(*self.intake)

    @property
    def mended(self) -> str:
        return self.lot.said(*self.intake)

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
        """The parts of the bar: every destination, and hatched what is left. Found by a count makes no part."""
        parts = [(kind, *self.gone(kind)) for kind in TONES]
        shown = [
            Segment(self._label(kind), grams, self.lot.said(quantity, grams), TONES[kind])
            for kind, quantity, grams in parts
            if grams > 0
        ]
        if self.lot.on_hand_grams:
            shown.append(Segment(_("Sisa"), self.lot.on_hand_grams, self.lot.left, rest=True))
        return shown

    @staticmethod
    def _label(kind: str) -> str:
        return _("Kurang saat dihitung") if kind == Kind.COUNT else str(Kind(kind).label)

    @property
    def found(self) -> str:
        """What counts found beyond the books, or an empty string."""
        grams = -self.gone(Kind.COUNT)[1]
        return kg(grams) if grams > 0 else ""

    @property
    def has_crumbs(self) -> bool:
        """So little is left that it is offered as shrinkage."""
        return 0 < self.lot.on_hand_grams * 100 < self.intake[1] * self.lot.facility.crumbs_percent


def account_of(lot: Harvest) -> Account:
    """The lot's account, in one statement."""
    return Account(
        lot, tuple(lot.movements.select_related("recorded_by", "reversed_by", "deposit").in_order())
    )
