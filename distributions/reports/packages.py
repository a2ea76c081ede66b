"""Where the packages of an event or of a period went: as one sentence and as one bar."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from distributions.models import Distribution
from distributions.reports.counted_handovers import packages_to_kitchen
from distributions.reports.period import EventLine, Figures
from rutan.charts import Segment
from rutan.formats import angka


def packages(n: int) -> str:
    return ngettext("%(n)s paket", "%(n)s paket", n) % {"n": angka(n)}


def balance(of: Figures | EventLine | Distribution) -> str:
    """``Dikemas 45 = diserahkan 36 + dikembalikan 7 (5 ke stok, 2 ke dapur) + rusak 0 + masih di
    meja 2.``
    """
    went = _destinations(of)
    back = went["to_stock"] + went["to_kitchen"]
    accepted = _("diterima dengan penjelasan %(n)s") % {"n": angka(of.accepted)}
    said = [
        _("diserahkan %(n)s") % {"n": angka(went["handed_over"])},
        *([accepted] if of.accepted else []),
        _("dikembalikan %(n)s") % {"n": angka(back)} + _came_back(went),
        _("rusak %(n)s") % {"n": angka(went["lost"])},
    ]
    said += [_("masih di meja %(n)s") % {"n": angka(went["left"])}] if went["left"] else []
    return _("Dikemas %(packed)s = %(went)s.") % {
        "packed": angka(of.packed),
        "went": " + ".join(said),
    }


def segments(of: Figures | EventLine | Distribution) -> list[Segment]:
    """The same as a bar; what is not explained yet is its rest."""
    looks = {
        "handed_over": (_("Diserahkan"), "ok"),
        "accepted": (_("Diterima dengan penjelasan"), "8"),
        "to_stock": (_("Kembali ke stok"), "wait"),
        "to_kitchen": (_("Ke dapur"), "6"),
        "lost": (_("Rusak atau hilang"), "bad"),
    }
    went = _destinations(of)
    left = went.pop("left")
    shown = [
        Segment(label, went[name], packages(went[name]), tone)
        for name, (label, tone) in looks.items()
        if went[name] or name == "handed_over"
    ]
    return [*shown, Segment(_("Masih di meja"), left, packages(left), rest=True)]


def _destinations(of: Figures | EventLine | Distribution) -> dict[str, int]:
    """What became of the packed ones, of whom these are the sum."""
    if isinstance(of, Distribution):
        [to_kitchen] = packages_to_kitchen([of]).values() or [0]
        left = of.packages_left
    else:
        to_kitchen, left = of.to_kitchen, of.left
    return {
        "handed_over": of.handed_over,
        "accepted": of.accepted,
        "to_stock": of.returned - to_kitchen,
        "to_kitchen": to_kitchen,
        "lost": of.lost,
        "left": left,
    }


def _came_back(went: dict[str, int]) -> str:
    to = ((went["to_stock"], _("%(n)s ke stok")), (went["to_kitchen"], _("%(n)s ke dapur")))
    said = ", ".join(text % {"n": angka(count)} for count, text in to if count)
    return f" ({said})" if said else ""
