"""A report as tables: its figures beside those before, and its stock with only the columns in which
something moved.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import attrgetter

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext

from distributions.reports import sentences
from distributions.reports.balance import Part, came, went
from distributions.reports.package_weights import Aid
from distributions.reports.period import EventLine, Figures, PeriodReport
from harvests.reports import Flow, StockReport
from rutan.formats import NOTHING, angka, berat_kolom, jumlah, kilogram

Figure = int | Decimal | None

# These are always there, so that a month without them says so.
ALWAYS = ("harvested", "handed_over", "kitchen", "sale", "closing")


@dataclass(frozen=True)
class Row:
    """One commodity, one sector's subtotal, or the total; ``named`` are (heading, kilograms as
    text).
    """

    label: str
    named: tuple[tuple[str, str], ...]
    is_sum: bool = False


@dataclass(frozen=True)
class Table:
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row


def stock_table(stock: StockReport, aid: dict[int, Aid], closing: str) -> Table:
    """Commodities under their sectors, each sector with its sum; ``closing`` heads the last
    column.
    """
    lines = list(_stock_lines(stock, aid, closing))
    shown = {*ALWAYS, *(part.name for _label, own, _sum in lines for part in own if part.grams)}
    everything = parts(stock.total, added_aid(aid.values()), closing)
    lines.append((pgettext("baris terakhir", "Jumlah"), everything, True))
    *rows, total = [
        Row(
            label,
            tuple((str(part.label), kilogram(part.grams)) for part in own if part.name in shown),
            is_sum,
        )
        for label, own, is_sum in lines
    ]
    return Table(tuple(heading for heading, _cell in total.named), tuple(rows), total)


def _stock_lines(
    stock: StockReport, aid: dict[int, Aid], closing: str
) -> Iterator[tuple[str, list[Part], bool]]:
    """What each line is called, its parts, and whether it is a sum."""
    for sector in stock.sectors:
        held = [aid.get(row.commodity.pk, Aid()) for row in sector.rows]
        for row, own in zip(sector.rows, held, strict=True):
            yield row.commodity.name, parts(row.flow, own, closing), False
        name = _("Jumlah %(sector)s") % {"sector": str(sector.sector.label).lower()}
        yield name, parts(sector.flow, added_aid(held), closing), True


def parts(flow: Flow, aid: Aid, closing: str) -> list[Part]:
    """Both sides of the balance in the order of a table's columns; packages filled before stand
    beside the harvest.
    """
    return [*came(flow, aid), *went(flow, aid), Part("closing", closing, "", flow.closing)]


def added_aid(rows: Iterable[Aid]) -> Aid:
    return sum(rows, Aid())


def events_table(report: PeriodReport) -> Table:
    """The events in packages, families and weight, with only the columns in which something
    happened.
    """
    figures = report.figures
    columns = [
        (str(heading), name, write)
        for heading, name, write in _EVENT_COLUMNS
        if name in ("packed", "handed_over", "no_shows") or _happened(figures, name)
    ]
    rows = [
        Row(
            sentences.when_of(line),
            tuple((heading, _cell(line, name, write)) for heading, name, write in columns),
        )
        for line in report.events
    ]
    total = tuple((heading, _total(report, name, write)) for heading, name, write in columns)
    headings = tuple(heading for heading, _name, _write in columns)
    return Table(headings, tuple(rows), Row(pgettext("baris terakhir", "Jumlah"), total, True))


def _is_known(report: PeriodReport) -> bool:
    return not report.events or not all(line.is_open for line in report.events)


def _happened(figures: Figures, name: str) -> bool:
    return bool(figures.aid.handed_over if name == "aid" else getattr(figures, name))


def _handed_over(aid: Aid) -> str:
    return berat_kolom(aid.handed_over, aid.handed_over_estimated > 0)


_EVENT_COLUMNS = (
    (_lazy("Dikemas"), "packed", angka),
    (_lazy("Diserahkan"), "handed_over", angka),
    (_lazy("Diterima dengan penjelasan"), "accepted", angka),
    (_lazy("Ke stok"), "to_stock", angka),
    (_lazy("Ke dapur"), "to_kitchen", angka),
    (_lazy("Disumbangkan"), "donated", angka),
    (_lazy("Dipilah"), "sorted_out", angka),
    (_lazy("Rusak"), "lost", angka),
    (_lazy("Di meja"), "packages_left", angka),
    (_lazy("Tidak hadir"), "no_shows", angka),
    (_lazy("Datang, tidak menerima"), "empty_handed", angka),
    (_lazy("Berat diserahkan"), "aid", _handed_over),
)
# Who stays away is known when the event is over.
_KNOWN_AFTERWARDS = ("no_shows", "empty_handed")


def _cell(line: EventLine, name: str, write: Callable) -> str:
    if line.is_open and name in _KNOWN_AFTERWARDS:
        return NOTHING
    return write(getattr(line, name))


def _total(report: PeriodReport, name: str, write: Callable) -> str:
    """Families that stayed away twice are two times, not two families; while no event is over,
    nobody stayed away yet.
    """
    if name in _KNOWN_AFTERWARDS and not _is_known(report):
        return NOTHING
    often = report.figures.times.get(name)
    return sentences.times(often) if often else write(getattr(report.figures, name))


def compared(report: PeriodReport) -> list[tuple[str, Figure, Figure]]:
    """Every figure by its name: that of the period and that of the period before."""
    now = report.figures
    if not _is_known(report):
        now = replace(now, no_shows=None, times=now.times | {"no_shows": None})
    rows = [(str(label), read(now), read(report.before)) for label, read in _FIGURES]
    return [*rows, (_("WBP yang bekerja (orang-hari)"), report.worker_days, None)]


def shown(report: PeriodReport) -> list[tuple[str, str, str]]:
    """The same as text, without what happened in neither period; weights as people read them."""
    return [
        (label, _text(now), _text(before))
        for label, now, before in compared(report)
        if now or before
    ]


def _text(figure: Figure) -> str:
    """A figure with at most one decimal, unless that would leave nothing of it."""
    rounded = round(figure, 1) if isinstance(figure, Decimal) else figure
    return jumlah(rounded or figure)


def _kg(of: str) -> Callable[[Figures], Decimal]:
    grams = attrgetter(of)
    return lambda figures: Decimal(grams(figures)) / 1000


def _times(of: str) -> Callable[[Figures], int | None]:
    return lambda figures: figures.times.get(of, 0)


def _reach(figures: Figures) -> Decimal | None:
    entitled = figures.entitled
    return round(Decimal(100 * figures.families) / entitled, 1) if entitled else None


_FIGURES: tuple[tuple[Promise, Callable[[Figures], Figure]], ...] = (
    (_lazy("Kegiatan"), attrgetter("distributions")),
    (_lazy("Paket dikemas"), attrgetter("packed")),
    (_lazy("Paket diserahkan"), attrgetter("handed_over")),
    (_lazy("Paket diterima dengan penjelasan"), attrgetter("accepted")),
    (_lazy("Paket kembali ke stok"), attrgetter("to_stock")),
    (_lazy("Paket ke dapur"), attrgetter("to_kitchen")),
    (_lazy("Paket disumbangkan"), attrgetter("donated")),
    (_lazy("Paket dipilah"), attrgetter("sorted_out")),
    (_lazy("Paket rusak atau hilang"), attrgetter("lost")),
    (_lazy("Paket masih di meja"), attrgetter("packages_left")),
    (_lazy("Keluarga menerima"), attrgetter("families")),
    (_lazy("WBP yang keluarganya menerima"), attrgetter("inmates")),
    (_lazy("Keluarga yang memenuhi syarat"), attrgetter("entitled")),
    (_lazy("Cakupan keluarga yang memenuhi syarat (%)"), _reach),
    (_lazy("Dipanen (kg)"), _kg("harvested")),
    (_lazy("Dipanen, perkiraan (kg)"), _kg("harvested_estimated")),
    (_lazy("Diserahkan (kg)"), _kg("aid.handed_over")),
    (_lazy("Diserahkan, perkiraan (kg)"), _kg("aid.handed_over_estimated")),
    (_lazy("Di meja (kg)"), _kg("aid.on_table")),
    (_lazy("Dikemas untuk kegiatan di luar periode (kg)"), _kg("aid.for_others")),
    (_lazy("Dikemas di luar periode (kg)"), _kg("aid.from_others")),
    (_lazy("Keluarga datang langsung"), attrgetter("walk_ins")),
    (_lazy("Keluarga terdaftar tidak hadir"), attrgetter("no_shows")),
    (_lazy("Tidak hadir (kali)"), _times("no_shows")),
    (_lazy("Keluarga datang, tidak menerima"), attrgetter("empty_handed")),
    (_lazy("Datang, tidak menerima (kali)"), _times("empty_handed")),
    (_lazy("Penyerahan tanpa melihat KTP"), attrgetter("without_ktp")),
    (_lazy("Keluarga hanya berdasarkan keterangan petugas"), attrgetter("statement_only")),
    (_lazy("Penyerahan dibatalkan"), attrgetter("voided")),
    (_lazy("Penyerahan yang perlu dijelaskan"), attrgetter("exceptions")),
    (
        _lazy("Petugas yang sama mendaftarkan, memverifikasi, dan menyerahkan"),
        attrgetter("one_officer"),
    ),
)
