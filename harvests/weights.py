"""What units of a lot weigh: by the lot's own weight, rounded cumulatively, and no more than a
harvest can.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harvests.models import MOST_GRAMS, MOST_UNITS, Harvest, StockMovement, Unit, unit_word
from rutan.formats import kg
from rutan.refusals import TOO_MUCH, Refused

Kind = StockMovement.Kind
FIGURES_DIFFER = gettext_lazy(
    "Jumlah dan berat tidak cocok: isi keduanya, atau nol untuk keduanya."
)


class Weighing(NamedTuple):
    """Units of a lot and their weight: what it held when it was last weighed, or holds by now."""

    quantity: Decimal = Decimal(0)
    grams: int = 0

    def less(self, moved: "Weighing | StockMovement") -> "Weighing":
        return Weighing(self.quantity - moved.quantity, self.grams - moved.grams)


def on_hand(lot: Harvest) -> Weighing:
    return Weighing(lot.on_hand_quantity, lot.on_hand_grams)


# Everything but taking units away sets the weight of the units that are there: an opname, a
# correction, a return.
_WEIGHS = Q(kind__in=[Kind.COUNT, Kind.CORRECTION]) | Q(quantity__gte=0)


def weighings_of(lots: Iterable[Harvest]) -> dict[int, Weighing]:
    """Each lot's last weighing: what is on hand and what was taken since, in one query."""
    lots = list(lots)
    of_lot = StockMovement.objects.filter(harvest=OuterRef("harvest")).order_by()
    last = of_lot.filter(_WEIGHS).values("harvest").annotate(last=Max("pk")).values("last")
    since = StockMovement.objects.filter(
        harvest__in=lots, pk__gt=Coalesce(Subquery(last), 0)
    ).order_by()
    taken = {
        pk: Weighing(*figures)
        for pk, *figures in since.values_list("harvest").annotate(Sum("quantity"), Sum("grams"))
    }
    return {lot.pk: on_hand(lot).less(taken.get(lot.pk, Weighing())) for lot in lots}


def weight_of(lot: Harvest, quantity: Decimal, weighings: dict[int, Weighing]) -> int:
    """The grams that ``quantity`` units would take out of the lot now; 0 where they are too light
    to show.
    """
    weighed = weighings[lot.pk]
    left = share(weighed.grams, lot.on_hand_quantity - quantity, weighed.quantity)
    # A crumb that came back without a gram has none to keep.
    return lot.on_hand_grams - min(left, lot.on_hand_grams)


def share(grams: int, part: Decimal, whole: Decimal) -> int:
    """The grams of ``part`` out of ``whole``, rounded half up: at least 1 while units are left, 0
    when none is.
    """
    return max(1, rounded(grams, part, whole)) if part > 0 else 0


def rounded(grams: int, part: Decimal, whole: Decimal) -> int:
    """The grams of ``part`` out of ``whole``, rounded half up and nothing else."""
    return int(grams * part / whole + Decimal("0.5"))


# Half an egg or half a hen is a typing error; a package's share of one chilli may still be packed.
WHOLE_UNITS = (Unit.G, Unit.PIECE, Unit.EGG, Unit.HEAD)


def whole(quantity: Decimal, unit: str) -> None:
    """Refused (``fraction``) where what is counted in whole units is written with decimals."""
    if unit in WHOLE_UNITS and quantity != quantity.to_integral_value():
        raise Refused(
            _("Jumlah dalam %(unit)s ditulis tanpa koma.") % {"unit": unit_word(unit, 2)},
            "fraction",
            field="quantity",
        )


def whole_grams(grams: Decimal) -> int:
    return int(grams.to_integral_value())


def possible(quantity: Decimal, grams: int) -> int:
    """The grams; Refused (``too_much``) where so many units, or so much weight, is a typing error
    and no harvest.
    """
    if quantity > MOST_UNITS:
        raise Refused(TOO_MUCH, "too_much", field="quantity")
    if grams > MOST_GRAMS:
        text = _(
            "Beratnya menjadi %(weight)s, padahal satu panen paling banyak %(most)s. Periksa jumlah"
            " dan satuannya."
        )
        said = {"weight": kg(grams), "most": kg(MOST_GRAMS)}
        raise Refused(text % said, "too_much", field="quantity")
    return grams
