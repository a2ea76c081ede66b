"""A report as tables: its figures beside those before, and its stock with only the columns in which
something moved.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
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
    lines: list[tuple[str, Flow, Aid, bool]] = []
    for sector in stock.sectors:
        own = [(row, aid.get(row.commodity.pk, Aid())) for row in sector.rows]
        lines += [(row.commodity.name, row.flow, held, False) for row, held in own]
        name = _("Jumlah %(sector)s") % {"sector": str(sector.sector.label).lower()}
        lines.append((name, sector.flow, added_aid(held for _row, held in own), True))
    everything = (pgettext("baris terakhir", "Jumlah"), stock.total, added_aid(aid.values()), True)
    shown = [
        part.name
        for part in parts(stock.total, Aid(), closing)
        if part.name in ALWAYS or any(_figure(part.name, *line[1:3]) for line in lines)
    ]
    *rows, total = [_row(line, shown, closing) for line in (*lines, everything)]
    return Table(tuple(heading for heading, _cell in total.named), tuple(rows), total)


def parts(flow: Flow, aid: Aid, closing: str) -> list[Part]:
    """Both sides of the balance in the order of a table's columns; packages filled before stand
    beside the harvest.
    """
    return [*came(flow, aid), *went(flow, aid), Part("closing", closing, "", flow.closing)]


def added_aid(rows: Iterable[Aid]) -> Aid:
    return sum(rows, Aid())


def _figure(name: str, flow: Flow, aid: Aid) -> int:
    return next(part.grams for part in parts(flow, aid, "") if part.name == name)


def _row(line: tuple[str, Flow, Aid, bool], shown: list[str], closing: str) -> Row:
    label, flow, aid, is_sum = line
    columns = [part for part in parts(flow, aid, closing) if part.name in shown]
    return Row(label, tuple((str(part.label), kilogram(part.grams)) for part in columns), is_sum)


def events_table(report: PeriodReport) -> Table:
    """The events in packages, families and weight, with only the columns in which something
    happened.
    """
    figures = report.figures
    columns = [
        (heading, name, write)
        for heading, name, write in _event_columns()
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


def _event_columns() -> list[tuple[str, str, Callable]]:
    return [
        (_("Dikemas"), "packed", angka),
        (_("Diserahkan"), "handed_over", angka),
        (_("Diterima dengan penjelasan"), "accepted", angka),
        (_("Ke stok"), "to_stock", angka),
        (_("Ke dapur"), "to_kitchen", angka),
        (_("Disumbangkan"), "donated", angka),
        (_("Dipilah"), "sorted_out", angka),
        (_("Rusak"), "lost", angka),
        (_("Di meja"), "packages_left", angka),
        (_("Tidak hadir"), "no_shows", angka),
        (_("Datang, tidak menerima"), "empty_handed", angka),
        (_("Berat diserahkan"), "aid", _handed_over),
    ]


def _handed_over(aid: Aid) -> str:
    return berat_kolom(aid.handed_over, aid.handed_over_estimated > 0)


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
    both = zip(
        _labelled(report.figures, is_known=_is_known(report)),
        _labelled(report.before),
        strict=True,
    )
    worked = (_("WBP yang bekerja (orang-hari)"), report.worker_days, None)
    return [*((label, now, before) for (label, now), (_label, before) in both), worked]


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


def _labelled(figures: Figures, *, is_known: bool = True) -> list[tuple[str, Figure]]:
    """Each figure with its name; while no event is over it is not known who stayed away."""
    reach = (
        round(Decimal(100 * figures.families) / figures.entitled, 1) if figures.entitled else None
    )
    return [
        (_("Kegiatan"), figures.distributions),
        (_("Paket dikemas"), figures.packed),
        (_("Paket diserahkan"), figures.handed_over),
        (_("Paket diterima dengan penjelasan"), figures.accepted),
        (_("Paket kembali ke stok"), figures.to_stock),
        (_("Paket ke dapur"), figures.to_kitchen),
        (_("Paket disumbangkan"), figures.donated),
        (_("Paket dipilah"), figures.sorted_out),
        (_("Paket rusak atau hilang"), figures.lost),
        (_("Paket masih di meja"), figures.packages_left),
        (_("Keluarga menerima"), figures.families),
        (_("WBP yang keluarganya menerima"), figures.inmates),
        (_("Keluarga yang memenuhi syarat"), figures.entitled),
        (_("Cakupan keluarga yang memenuhi syarat (%)"), reach),
        (_("Dipanen (kg)"), _kg(figures.harvested)),
        (_("Dipanen, perkiraan (kg)"), _kg(figures.harvested_estimated)),
        (_("Diserahkan (kg)"), _kg(figures.aid.handed_over)),
        (_("Diserahkan, perkiraan (kg)"), _kg(figures.aid.handed_over_estimated)),
        (_("Di meja (kg)"), _kg(figures.aid.on_table)),
        (_("Dikemas untuk kegiatan di luar periode (kg)"), _kg(figures.aid.for_others)),
        (_("Dikemas di luar periode (kg)"), _kg(figures.aid.from_others)),
        (_("Keluarga datang langsung"), figures.walk_ins),
        (_("Keluarga terdaftar tidak hadir"), figures.no_shows if is_known else None),
        (_("Tidak hadir (kali)"), figures.times.get("no_shows", 0) if is_known else None),
        (_("Keluarga datang, tidak menerima"), figures.empty_handed),
        (_("Datang, tidak menerima (kali)"), figures.times.get("empty_handed", 0)),
        (_("Penyerahan tanpa melihat KTP"), figures.without_ktp),
        (_("Keluarga hanya berdasarkan keterangan petugas"), figures.statement_only),
        (_("Penyerahan dibatalkan"), figures.voided),
        (_("Penyerahan yang perlu dijelaskan"), figures.exceptions),
        (_("Petugas yang sama mendaftarkan, memverifikasi, dan menyerahkan"), figures.one_officer),
    ]


def _kg(grams: int) -> Decimal:
    return Decimal(grams) / 1000
