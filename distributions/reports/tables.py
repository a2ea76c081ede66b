"""A report as tables: its figures beside those before, and its stock with only the columns in which something moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from distributions.reports import words
from distributions.reports.period import Figures, PeriodReport
from harvests.reports import Flow, StockReport
from rutan.formats import kilogram

Figure = int | Decimal | None

# These are always there, so that a month without them says so.
ALWAYS = ("harvested", "packed", "kitchen", "sale", "closing")


@dataclass(frozen=True)
class Row:
    """One commodity, one sector's subtotal, or the total; ``named`` are (heading, kilograms as text)."""

    label: str
    named: tuple[tuple[str, str], ...]
    is_sum: bool = False


@dataclass(frozen=True)
class Table:
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row


def stock_table(stock: StockReport, closing: str) -> Table:
    """Commodities under their sectors, each sector with its sum; ``closing`` heads the last column."""
    columns = [
        (name, heading)
        for name, heading in _columns(closing)
        if name in ALWAYS or any(getattr(row.flow, name) for row in stock.rows)
    ]
    rows: list[Row] = []
    for sector in stock.sectors:
        rows += [_row(row.commodity.name, row.flow, columns) for row in sector.rows]
        rows.append(
            _row(
                _("Jumlah %(sector)s") % {"sector": str(sector.sector.label).lower()},
                sector.flow,
                columns,
                is_sum=True,
            )
        )
    total = _row(pgettext("baris terakhir", "Jumlah"), stock.total, columns, is_sum=True)
    return Table(tuple(heading for _name, heading in columns), tuple(rows), total)


def _columns(closing: str) -> list[tuple[str, str]]:
    went = [(name, str(label)) for name, label, _tone in words.DESTINATIONS]
    return [("opening", _("Saldo awal")), ("harvested", _("Panen")), *went, ("closing", closing)]


def _row(
    label: str, flow: Flow, columns: Iterable[tuple[str, str]], *, is_sum: bool = False
) -> Row:
    return Row(
        label, tuple((heading, kilogram(getattr(flow, name))) for name, heading in columns), is_sum
    )


def compared(report: PeriodReport) -> list[tuple[str, Figure, Figure]]:
    """Every figure by its name: that of the period and that of the period before."""
    both = zip(_labelled(report.figures), _labelled(report.before), strict=True)
    return [(label, figure, before) for (label, figure), (_label, before) in both]


def _labelled(figures: Figures) -> list[tuple[str, Figure]]:
    reach = (
        round(Decimal(100 * figures.families) / figures.entitled, 1) if figures.entitled else None
    )
    return [
        (_("Kegiatan"), figures.distributions),
        (_("Paket dikemas"), figures.packed),
        (_("Paket diserahkan"), figures.handed_over),
        (_("Paket dikembalikan"), figures.returned),
        (_("Paket rusak atau hilang"), figures.lost),
        (_("Paket masih di meja"), figures.left),
        (_("Keluarga menerima"), figures.families),
        (_("WBP yang keluarganya menerima"), figures.inmates),
        (_("Keluarga memenuhi syarat atau terlayani"), figures.entitled),
        (_("Cakupan keluarga yang memenuhi syarat (%)"), reach),
        (_("Dipanen (kg)"), Decimal(figures.harvested) / 1000),
        (_("Bakti sosial (kg)"), Decimal(figures.aid) / 1000),
        (_("Keluarga datang langsung"), figures.walk_ins),
        (_("Keluarga terdaftar tidak hadir"), figures.no_shows),
        (_("Keluarga datang, tidak menerima"), figures.empty_handed),
        (_("Penyerahan tanpa melihat KTP"), figures.without_ktp),
        (_("Keluarga hanya berdasarkan keterangan petugas"), figures.statement_only),
        (_("Penyerahan dibatalkan"), figures.voided),
        (_("Penyerahan yang perlu dijelaskan"), figures.exceptions),
        (_("Petugas yang sama mendaftarkan, memverifikasi, dan menyerahkan"), figures.one_officer),
    ]
