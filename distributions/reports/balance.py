"""The stock's balance as people read it: what came in, and where it went, with the packages split
by who has them.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from distributions.reports.package_weights import Aid
from harvests.models import StockMovement
from harvests.reports import Flow


class Part(NamedTuple):
    """One side's entry: its name among the figures, what people call it, its colour in pictures
    (none: stock), grams, and how many of them are an estimate.
    """

    name: str
    label: Promise
    tone: str
    grams: int
    estimated: int = 0


CAME = (
    ("opening", _("Saldo awal"), ""),
    ("harvested", _("Panen"), "5"),
    ("from_others", _("Dikemas di luar periode"), "8"),
)
# In the order in which it is read. Losses are what spoiled or went missing and what a count found
# missing.
WENT = (
    ("handed_over", _("Diserahkan"), "1"),
    ("on_table", _("Di meja"), "7"),
    ("for_others", _("Dikemas untuk kegiatan di luar periode"), "8"),
    *(
        (kind.value, kind.heading, kind.tone)
        for kind in StockMovement.DESTINATIONS
        if kind != StockMovement.Kind.PACKED
    ),
    ("losses", StockMovement.Kind.LOSS.heading, StockMovement.Kind.LOSS.tone),
)


def came(flow: Flow, aid: Aid) -> list[Part]:
    return _parts(CAME, flow, aid)


def went(flow: Flow, aid: Aid) -> list[Part]:
    """Without what is left; came = went + flow.closing."""
    return _parts(WENT, flow, aid)


def _parts(rows: Iterable[tuple[str, Promise, str]], flow: Flow, aid: Aid) -> list[Part]:
    found = []
    for name, label, tone in rows:
        of = aid if hasattr(aid, name) else flow
        figures = (getattr(of, name), getattr(of, f"{name}_estimated"))
        found.append(Part(name, label, tone, *figures))
    return found
