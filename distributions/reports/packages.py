"""Where the packages of an event or of a period went: as one sentence and as one bar."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from distributions.models import Distribution
from distributions.packing.unpacking import Destination
from distributions.reports.counted_handovers import packages_returned
from distributions.reports.event import EventReport
from distributions.reports.period import EventLine, Figures
from rutan.charts import Segment
from rutan.formats import angka

# Figures of packages that came back, and where what was in them went.
_PLACES = {
    "to_stock": Destination.STOCK,
    "to_kitchen": Destination.KITCHEN,
    "donated": Destination.DONATED,
    "sorted_out": Destination.SORTED,
}


def packages(n: int) -> str:
    return ngettext("%(n)s paket", "%(n)s paket", n) % {"n": angka(n)}


def balance(of: Figures | EventLine | Distribution) -> str:
    """``Dikemas 45 = diserahkan 36 + dikembalikan 7 (5 ke stok, 2 ke dapur) + rusak 0 + masih di
    meja 2.``
    """
    went = _destinations(of)
    back = sum(went[name] for name in _PLACES)
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
        "donated": (_("Disumbangkan"), "5"),
        "sorted_out": (_("Dipilah"), "9"),
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
        went = packages_returned([of])[of.pk]
        back = {name: went[to] for name, to in _PLACES.items()}
    else:
        back = {name: getattr(of, name) for name in _PLACES}
    return {
        "handed_over": of.handed_over,
        "accepted": of.accepted,
        **back,
        "lost": of.lost,
        "left": of.packages_left,
    }


def _came_back(went: dict[str, int]) -> str:
    words = {
        "to_stock": _("%(n)s ke stok"),
        "to_kitchen": _("%(n)s ke dapur"),
        "donated": _("%(n)s disumbangkan"),
        "sorted_out": _("%(n)s dipilah"),
    }
    parts = [words[name] % {"n": angka(went[name])} for name in _PLACES if went[name]]
    return f" ({', '.join(parts)})" if parts else ""


def donated(report: EventReport) -> str:
    """``7 paket disumbangkan kepada Panti Asuhan Al-Ikhlas.``, in the order of the donations, and
    where sorted packages went of which something was donated; empty where there was none.
    """
    went: dict[str, int] = Counter()
    for run in report.runs:
        if run.to == Destination.DONATED or run.receiver:
            went[run.label[0].lower() + run.label[1:]] += run.packages
    said = _("%(packages)s %(where)s.")
    return " ".join(said % {"packages": packages(n), "where": where} for where, n in went.items())
