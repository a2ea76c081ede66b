"""One period for an auditor: the papers as they were issued, the workbooks, every movement, and
what proves them, as a ZIP.

It is read without this program: CSV with semicolons, and a script that checks it on another
machine. The tables name no family; papers and workbooks of events do, and who took them is on
record.
"""

import csv
import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import translation

from distributions.models import Distribution, Handover, PackageMovement
from distributions.reports import sentences
from distributions.reports.event import event as event_report
from distributions.reports.packages import balance
from distributions.reports.period import PeriodReport
from distributions.reports.spreadsheet import event_sheets, export_period
from harvests.models import Harvest, StockMovement
from rutan import audit
from rutan.models import User
from rutan.sheets import workbook

# A year of events; more would outlast a request.
MOST_DAYS = 366
SCRIPT = Path(__file__).with_name("verify_pack.py")
_DATED = (2000, 1, 1, 0, 0, 0)

File = tuple[str, bytes]


@transaction.atomic
def export_pack(*, report: PeriodReport, by: User, at: dt.datetime) -> bytes:
    """The ZIP of a period of at most MOST_DAYS days; who took it is on record.

    Its events are those closed in it, rehearsals apart: an open one does not balance yet.
    """
    with translation.override("id"):
        files = dict(_files(report, by, at))
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    span = {"first": report.first.isoformat(), "last": report.last.isoformat()}
    manifest = {"facility": report.facility.name, **span, "made_at": at.isoformat()}
    manifest["files"] = digests
    files["manifest.json"] = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
    audit.record(by=by, verb="export_pack", thing=report.facility, **span)
    return _zipped(files)


def _zipped(files: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in files.items():
            pack.writestr(zipfile.ZipInfo(name, _DATED), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def _files(report: PeriodReport, by: User, at: dt.datetime) -> Iterator[File]:
    events = list(_events(report))
    yield "laporan.xlsx", export_period(report=report, by=by)
    for row in events:
        sheets = event_sheets(event_report(row), by, at)
        yield f"kegiatan/{row.day}-{row.pk}.xlsx", workbook(sheets, title=row.title)
        for document in row.documents.order_by("pk"):
            name = f"dokumen/{row.day}-{document.kind}-{document.code}.pdf"
            yield name, bytes(document.pdf)
    for document in report.facility.documents.filter(_of_period(report, "period")).order_by("pk"):
        name = f"dokumen/{document.day}-{document.kind}-{document.code}.pdf"
        yield name, bytes(document.pdf)
    yield "rekonsiliasi.txt", _reconciled(report, events)
    yield from _tables(report, events)
    yield "periksa.py", SCRIPT.read_bytes()


def _events(report: PeriodReport) -> Iterable[Distribution]:
    rows = Distribution.objects.filter(facility=report.facility).real().closed()
    return rows.between(report.first, report.last).select_related("facility").order_by("day", "pk")


def _reconciled(report: PeriodReport, events: Sequence[Distribution]) -> bytes:
    """Where everything went, in the sentences of the report."""
    lines = [
        report.facility.name,
        sentences.named(report),
        sentences.equation(report.stock.total, report.figures.aid),
        sentences.accounted(report),
        *(f"{row}: {balance(row)}" for row in events),
    ]
    return "\n".join(filter(None, lines)).encode()


def _tables(report: PeriodReport, events: Sequence[Distribution]) -> Iterator[File]:
    heads = "kegiatan tanggal dikemas keluar dikembalikan rusak"
    own = [
        (row.pk, row.day, row.packed, row.packages_out, row.returned, row.lost) for row in events
    ]
    yield "kegiatan.csv", _csv(heads, own)
    yield "paket.csv", _csv("id kegiatan jenis paket waktu petugas", _packages(events))
    heads = "id kegiatan tanda_terima nomor waktu petugas dihitung dibatalkan kejadian dijelaskan"
    yield "penyerahan.csv", _csv(heads, _handovers(events))
    heads = "id panen penggunaan sebab jumlah gram tanggal waktu petugas"
    yield "mutasi-stok.csv", _csv(heads, _movements(report))
    heads = "panen komoditas lahan tanggal satuan awal dipanen akhir"
    yield "saldo-panen.csv", _csv(heads, _balances(report))
    yield "segel.csv", _csv("kode jenis kegiatan sampai baris sha256", _seals(report))


def _counted(row: Distribution) -> Sequence[Any]:
    return row.pk, row.day, row.packed, row.packages_out, row.returned, row.lost


def _packages(events: Sequence[Distribution]) -> Iterable[Sequence[Any]]:
    rows = PackageMovement.objects.filter(distribution__in=events).order_by("pk")
    return rows.values_list(
        "pk", "distribution", "kind", "packages", "recorded_at", "recorded_by__username"
    )


def _handovers(events: Sequence[Distribution]) -> Iterator[Sequence[Any]]:
    facts = Handover.objects.filter(distribution__in=events).order_by("pk")
    out = {*facts.out().values_list("pk", flat=True)}
    for fact in facts.select_related("recorded_by", "entitlement"):
        counted = "ya" if fact.pk in out else "tidak"
        who = (fact.handed_over_at, fact.recorded_by.username)
        what = (fact.pk, fact.distribution_id, fact.receipt, fact.entitlement.number)
        yield (*what, *who, counted, fact.void_kind, fact.exception, fact.settled_at)


def _of_period(report: PeriodReport, moment: str) -> Q:
    return Q(**{f"{moment}__range": (report.first, report.last)})


def _movements(report: PeriodReport) -> Iterable[Sequence[Any]]:
    rows = StockMovement.objects.filter(
        _of_period(report, "occurred_on"), harvest__facility=report.facility
    )
    return rows.order_by("pk").values_list(
        *("pk", "harvest", "kind", "reason", "quantity", "grams", "occurred_on", "recorded_at"),
        "recorded_by__username",
    )


def _balances(report: PeriodReport) -> Iterator[Sequence[Any]]:
    """Every lot that had anything in the period, in grams: at its beginning, harvested in it, at
    its end.
    """
    moved = StockMovement.objects.filter(harvest=OuterRef("pk")).order_by().values("harvest")
    sums = moved.annotate(grams=Sum("grams")).values("grams")
    before = Subquery(sums.filter(occurred_on__lt=report.first))
    until = Subquery(sums.filter(occurred_on__lte=report.last))
    lots = Harvest.objects.filter(facility=report.facility, harvested_on__lte=report.last)
    lots = lots.annotate(before=Coalesce(before, Value(0)), until=Coalesce(until, Value(0)))
    rows = lots.select_related("commodity", "site").order_by("pk")
    for lot in rows.exclude(harvested_on__lt=report.first, before=-F("grams"), until=F("before")):
        new = lot.harvested_on >= report.first
        opening = lot.before if new else lot.grams + lot.before
        what = (lot.pk, lot.commodity.name, lot.site.name, lot.harvested_on, lot.unit)
        yield (*what, opening, lot.grams if new else 0, lot.grams + lot.until)


def _seals(report: PeriodReport) -> Iterator[Sequence[Any]]:
    facility = report.facility
    begins = facility.start_of(report.first)
    ends = facility.start_of(report.last + dt.timedelta(days=1))
    for seal in facility.seals.filter(until__gt=begins, until__lte=ends).order_by("pk"):
        yield seal.code, seal.kind, seal.about, seal.until, seal.rows, seal.sha256


def _csv(heads: str, rows: Iterable[Sequence[Any]]) -> bytes:
    """With semicolons, as an Indonesian Excel opens it; moments in UTC."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(heads.split())
    writer.writerows(map(_cell, row) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    """Nothing that a spreadsheet would take for a formula."""
    formula = isinstance(value, str) and value.startswith(("=", "+", "-", "@"))
    return f"'{value}" if formula else value
