"""The recap of a month that an office sends upward: its stock, its sales and its events, out of the
same report as the page and the workbook.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from distributions import reports
from distributions.documents.paper import Paper
from distributions.reports import EventLine, Figures, PeriodReport, sentences, summary
from harvests.models import StockMovement
from harvests.reports import Flow, Sale
from rutan import papers
from rutan.days import month_of
from rutan.formats import angka, bulan, kilogram, tanggal_pendek
from rutan.models import Facility

TITLE = "Rekap bulanan"
NONE = "–"
Kind = StockMovement.Kind
# The columns of uses as offices above read them; a new destination stands after these.
_FIRST = (Kind.KITCHEN, Kind.SALE, Kind.STAFF, Kind.PACKED)
_USES = (*_FIRST, *(kind for kind in StockMovement.DESTINATIONS if kind not in _FIRST))
_BALANCES = ("Saldo awal", "Saldo akhir")


@dataclass(frozen=True)
class Month:
    """A month of a prison whose recap is drawn, by its first day; as ``paper.Job`` for an event."""

    facility: Facility
    period: dt.date
    at: dt.datetime
    number: str = ""
    # Of an event instead: see paper.Job.
    distribution = None
    words = MappingProxyType({})

    @property
    def when(self) -> str:
        return bulan(self.period)

    @property
    def last(self) -> dt.date:
        return month_of(self.period)[1]

    @property
    def today(self) -> dt.date:
        """The day of the paper."""
        return self.facility.local_day(self.at)

    @property
    def is_over(self) -> bool:
        return self.today > self.last

    @cached_property
    def report(self) -> PeriodReport:
        span = {"first": self.period, "last": self.last}
        return reports.period(facility=self.facility, at=self.at, **span)


def recap(job: Month) -> list[Paper]:
    """As many pages as its tables need."""
    report, facility = job.report, job.facility
    data = {
        "month": job.when.upper(),
        "programme": facility.programme,
        "number": job.number,
        "tables": [_stock(report), _sales(report), _events(report)],
        "equation": _equation(report.stock.total),
        "estimated": report.stock.total.estimated > 0,
        "notes": list(sentences.elsewhen(report)),
        "workers": angka(report.worker_days),
        **papers.both_signatures(facility, job.today),
    }
    return [Paper("recap", TITLE, 0, data)]


def totals(job: Month) -> dict[str, int]:
    """What somebody who holds the paper may compare."""
    return summary.totals(job.report) | {"packages": job.report.figures.packed}


def _table(
    title: str,
    columns: dict[str, int],
    rows: Iterable[Sequence[str]],
    *,
    named: Sequence[str],
    texts: Sequence[str] = (),
) -> dict[str, Any]:
    """A table for typst: ``columns`` are heading -> share of the width, ``named`` those by which a
    row is told from others; these and ``texts`` are words, the rest figures. A row whose first cell
    begins with ``Jumlah`` is a sum.
    """
    found = [list(row) for row in rows]
    bold = [n for n, row in enumerate(found) if row[0].startswith("Jumlah")]
    shape = {"columns": list(columns), "widths": list(columns.values()), "named": list(named)}
    shape["left"] = [n for n, heading in enumerate(columns) if heading in (*named, *texts)]
    shape["strong"] = [n for n, heading in enumerate(columns) if heading in _BALANCES]
    return {"title": title, "rows": found, "bold": bold} | shape


def _stock(report: PeriodReport) -> dict[str, Any]:
    columns = {"Sektor": 15, "Komoditas": 20, "Luas (m²)": 11, "Panen (kali)": 10}
    columns |= {"Saldo awal": 15, "Panen (kg)": 15}
    columns |= {_heading(kind): 14 for kind in _USES}
    columns |= {"Susut/rusak": 14, "Saldo akhir": 15}
    rows = []
    for sector in report.stock.sectors:
        label = str(sector.sector.label)
        for row in sector.rows:
            area = report.areas.get(row.commodity.pk)
            on = angka(area) if area else NONE
            rows.append([label, row.commodity.name, on, *_flow(row.flow)])
        rows.append([f"Jumlah {label.lower()}", "", "", *_flow(sector.flow)])
    if rows:
        rows.append(["Jumlah", "", "", *_flow(report.stock.total)])
    named = ("Sektor", "Komoditas")
    return _table("1. Hasil panen dan penggunaannya (kg)", columns, rows, named=named)


def _heading(kind: StockMovement.Kind) -> str:
    return "Bakti sosial" if kind == Kind.PACKED else str(kind.heading)


def _flow(flow: Flow) -> list[str]:
    names = ("opening", "harvested", *_USES, "losses", "closing")
    figures = [(getattr(flow, name), getattr(flow, f"{name}_estimated")) for name in names]
    return [angka(flow.lots), *(kilogram(grams, rough != 0) for grams, rough in figures)]


def _equation(flow: Flow) -> str:
    """Both sides of the balance, to the gram."""
    came = f"{kilogram(flow.opening)} + {kilogram(flow.harvested)}"
    went = " + ".join(map(kilogram, (flow.destinations, flow.losses, flow.closing)))
    return f"Saldo awal + panen = pemakaian + susut + saldo akhir: {came} = {went}."


def _sales(report: PeriodReport) -> dict[str, Any]:
    columns = {"Tanggal": 14, "Komoditas": 22, "Berat (kg)": 16, "Pembeli": 40}
    columns |= {"Nilai (Rp)": 18, "Bukti setor": 40}
    rows = [_sold(sale) for sale in report.sales]
    if rows:
        sold = report.stock.total
        weight = kilogram(sold.sale, sold.sale_estimated != 0)
        rows.append(["Jumlah", "", weight, "", angka(sold.sales_amount), ""])
    named = ("Tanggal", "Komoditas", "Pembeli")
    return _table("2. Penjualan", columns, rows, named=named, texts=("Bukti setor",))


def _sold(sale: Sale) -> list[str]:
    proof = "belum disetor"
    if sale.deposited_on:
        proof = f"{sale.reference}, {tanggal_pendek(sale.deposited_on)}"
    amount = "belum dinilai" if sale.amount is None else angka(sale.amount)
    weight = kilogram(sale.grams, sale.is_estimated)
    return [tanggal_pendek(sale.day), sale.commodity, weight, sale.buyer or NONE, amount, proof]


def _events(report: PeriodReport) -> dict[str, Any]:
    columns = {"Tanggal": 20, "Kegiatan": 56, "Paket dikemas": 16, "Paket diserahkan": 16}
    columns |= {"Keluarga": 16, "Berat (kg)": 16, "Tidak hadir": 16}
    rows = [_event(line) for line in report.events]
    if rows:
        figures = report.figures
        rows.append(["Jumlah", "", *_reached(figures)])
    named = ("Tanggal", "Kegiatan")
    return _table("3. Kegiatan bakti sosial", columns, rows, named=named)


def _event(line: EventLine) -> list[str]:
    return [sentences.days_of(line), sentences.called(line), *_reached(line)]


def _reached(of: EventLine | Figures) -> list[str]:
    """Packages packed and out, families, weight, and who stayed away."""
    counted = (of.packed, of.packages_out, of.families)
    weight = kilogram(of.aid.handed_over, of.aid.handed_over_estimated > 0)
    return [*map(angka, counted), weight, angka(of.no_shows)]


def changes(printed: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What the tables of one recap say otherwise than those of another: row and column with both
    figures, rows that are new, rows that are gone.
    """
    found = []
    for before, after in zip(printed["tables"], now["tables"], strict=True):
        old, new = (_by_label(table, after["named"]) for table in (before, after))
        for label, cells in new.items():
            if label not in old:
                found.append(f"{label}: baru, {', '.join(filter(None, cells.values()))}")
                continue
            found += [
                f"{label}, {heading}: {old[label][heading]} menjadi {cell}"
                for heading, cell in cells.items()
                # One that was issued under other headings says nothing of these.
                if old[label].get(heading, cell) != cell
            ]
        found += [f"{label}: tidak ada lagi" for label in old if label not in new]
    return found


def _by_label(table: dict[str, Any], named: Sequence[str]) -> dict[str, dict[str, str]]:
    """The other cells of each row by their headings, under what names the row; two rows of the same
    name are told apart by their order.
    """
    found: dict[str, dict[str, str]] = {}
    for row in table["rows"]:
        cells = dict(zip(table["columns"], row, strict=True))
        label = " · ".join(filter(None, [cells.pop(heading) for heading in named]))
        while label in found:
            label += " (lagi)"
        found[label] = cells
    return found
