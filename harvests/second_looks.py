"""When a typed figure is asked about before it is saved: far from what is usual, or said twice."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from harvests.models import GRAMS_OF, Harvest, Unit
from rutan.formats import berat, jumlah

# A figure is unusual when it is more than four times, or less than a quarter, of what it is
# compared with.
UNUSUAL_FACTOR = 4


@dataclass(frozen=True)
class SecondLook:
    """A question about one line (counted from zero) before it is saved; ``said_twice`` of what is
    there already.
    """

    index: int
    text: str
    said_twice: bool = False


def is_far(figure: Decimal | int, usual: Decimal | int) -> bool:
    return figure > usual * UNUSUAL_FACTOR or figure * UNUSUAL_FACTOR < usual


def unit_far_from_usual(unit: str, quantity: Decimal, grams: int, usual: Decimal | None) -> str:
    """The question about what one unit would weigh, where that is far from its usual grams; else
    empty.
    """
    if not usual or not is_far(grams, quantity * usual):
        return ""
    text = _(
        "Satu %(unit)s menjadi %(weight)s, jauh dari biasanya (%(usual)s). Periksa jumlah dan"
        " beratnya. Jika benar, simpan sekali lagi."
    )
    return text % {
        "unit": Unit(unit).label,
        "weight": unit_weight(grams / quantity),
        "usual": unit_weight(usual),
    }


def unit_weight(grams: Decimal) -> str:
    """The weight of one unit; what is under a kilogram in grams."""
    return berat(int(grams)) if grams >= 1000 else f"{jumlah(grams.quantize(Decimal('0.1')))} g"


def looks_at_figures(
    lot: Harvest, *, quantity: Decimal, grams: int | None, books: Decimal, are_past: bool = False
) -> list[SecondLook]:
    """What looks mistyped in the true figures of a lot, beside the units in its books.

    ``are_past``: nothing is left of it in the books, ``books`` is what came in.
    """
    if quantity and books and is_far(quantity, books):
        text = _(
            "Yang ditulis %(typed)s, menurut catatan %(books)s. Periksa angka dan komanya. Jika"
            " benar, simpan sekali lagi."
        )
        if are_past:
            text = _(
                "Yang ditulis %(typed)s, padahal panen ini semula %(books)s. Periksa angka dan"
                " komanya. Jika benar, simpan sekali lagi."
            )
        return [SecondLook(0, text % {"typed": lot.said(quantity), "books": lot.said(books)})]
    if quantity and grams and lot.unit not in GRAMS_OF:
        unit_weighs = Decimal(lot.grams) / lot.quantity
        if text := unit_far_from_usual(lot.unit, quantity, grams, unit_weighs):
            return [SecondLook(0, text)]
    return []


def looks_answered(looks: Sequence[SecondLook], typed: Sequence[str]) -> str:
    """What the form sends back to say "yes, I looked": it fits what was typed and these questions
    only.
    """
    asked = [(look.index, look.text, typed[look.index]) for look in looks]
    return hashlib.sha256(repr(asked).encode()).hexdigest()
