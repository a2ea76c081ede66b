"""The stock of a report as a table: only the columns in which something moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from distributions.reports import words
from harvests.reports import Flow, StockReport
from rutan.formats import jumlah

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
        (name, heading) for name, heading in _columns(closing) if name in ALWAYS or any(getattr(row.flow, name) for row in stock.rows)
    ]
    rows: list[Row] = []
    for sector in stock.sectors:
        rows += [_row(row.commodity.name, row.flow, columns) for row in sector.rows]
        rows.append(_row(_("Jumlah %(sector)s") % {"sector": str(sector.sector.label).lower()}, sector.flow, columns, is_sum=True))
    total = _row(pgettext("baris terakhir", "Jumlah"), stock.total, columns, is_sum=True)
    return Table(tuple(heading for _name, heading in columns), tuple(rows), total)


def _columns(closing: str) -> list[tuple[str, str]]:
    went = [(name, str(label)) for name, label, _tone in words.DESTINATIONS]
    return [("opening", _("Saldo awal")), ("harvested", _("Panen")), *went, ("closing", closing)]


def _row(label: str, flow: Flow, columns: Iterable[tuple[str, str]], *, is_sum: bool = False) -> Row:
    return Row(label, tuple((heading, jumlah(Decimal(getattr(flow, name)) / 1000)) for name, heading in columns), is_sum)
