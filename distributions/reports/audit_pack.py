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
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import translation

from distributions import spot_check
from distributions.models import (
    Distribution,
    Handover,
    PackageMovement,
    SpotCheck,
    SpotCheckAnswer,
)
from distributions.reports import sentences, spot_checks, weighings
from distributions.reports.event import EventReport
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
# Column of the table -> what a family was asked.
_ASKED = {
    "tersambung": "reached",
    "menerima": "received",
    "utuh": "was_whole",
    "diminta_bayaran": "asked_payment",
    "diperlakukan_baik": "treated_well",
    "tahu_pengaduan": "knows_complaints",
    "diberi_tahu": "was_told",
}

File = tuple[str, bytes]


@transaction.atomic
def export_pack(*, report: PeriodReport, by: User, at: dt.datetime) -> bytes:
    """The ZIP of a period of at most MOST_DAYS days; who took it is on record.

    Its events are those closed in it, rehearsals apart: an open one does not balance yet. Its
    documents are all that were issued of it.
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
    events, told = list(_events(report)), []
    yield "laporan.xlsx", export_period(report=report, by=by)
    for row in events:
        own = event_report(row)
        told.append(_told(own))
        sheets = event_sheets(own, by, at)
        yield _workbook_of(row), workbook(sheets, title=row.title)
    # What was issued stays so, though its event be open again.
    issued = _of_period(report, "period") | _of_period(report, "distribution__day")
    documents = report.facility.documents.filter(issued).select_related("distribution")
    for document in documents.order_by("pk"):
        name = f"dokumen/{document.day}-{document.kind}-{document.code}.pdf"
        yield name, bytes(document.pdf)
    yield "rekonsiliasi.txt", _reconciled(report, told)
    yield from _tables(report, events, by, at)
    yield "periksa.py", SCRIPT.read_bytes()


def _events(report: PeriodReport) -> Iterable[Distribution]:
    rows = Distribution.objects.filter(facility=report.facility).real().closed()
    return rows.between(report.first, report.last).select_related("facility").order_by("day", "pk")


def _workbook_of(distribution: Distribution) -> str:
    return f"kegiatan/{distribution.day}-{distribution.pk}.xlsx"


def _told(report: EventReport) -> str:
    """What became of the packages of an event, what a scale said of them, and who was phoned."""
    weighed, checked = weighings.said(report.weighed), report.spot_check
    said = (balance(report.event), weighed, checked.said if checked else "")
    return f"{report.event}: {' '.join(filter(None, said))}"


def _reconciled(report: PeriodReport, events: Sequence[str]) -> bytes:
    """Where everything went, in the sentences of the report."""
    lines = [
        report.facility.name,
        sentences.named(report),
        sentences.equation(report.stock.total, report.figures.aid),
        sentences.accounted(report),
        *events,
    ]
    return "\n".join(filter(None, lines)).encode()


def _tables(
    report: PeriodReport, events: Sequence[Distribution], by: User, at: dt.datetime
) -> Iterator[File]:
    figures = ("packed", "handed_over", "accepted", "returned", "lost")
    own = [(row.pk, row.day, *(getattr(row, name) for name in figures)) for row in events]
    tables = {
        "kegiatan": (own, "kegiatan tanggal dikemas diserahkan diterima dikembalikan rusak"),
        "paket": (_packages(events), "id kegiatan jenis paket waktu petugas"),
        "penyerahan": (
            _handovers(events),
            "id kegiatan tanda_terima hak keluarga nomor waktu petugas dihitung dibatalkan kejadian"
            " dijelaskan",
        ),
        "kejadian": (
            _exceptions(events),
            "id kegiatan tanda_terima kejadian diterima jenis_batal waktu petugas penjelasan_dalam",
        ),
        "penimbangan": (
            _weighings(events),
            "id pengemasan kegiatan gram isi batas_persen di_luar waktu petugas",
        ),
        "uji-petik": (
            _spot_checks(events, by, at),
            f"id kegiatan benih hak keluarga terundi jawaban dihitung {' '.join(_ASKED)} waktu"
            " petugas",
        ),
        "mutasi-stok": (
            _movements(report),
            "id panen penggunaan sebab jumlah gram tanggal waktu petugas",
        ),
        "saldo-panen": (
            _balances(report),
            "panen komoditas lahan tanggal satuan awal dipanen akhir",
        ),
        "segel": (_seals(report), "kode jenis kegiatan sampai baris sha256"),
    }
    for name, (rows, heads) in tables.items():
        yield f"{name}.csv", _csv(heads, rows)


def _packages(events: Sequence[Distribution]) -> Iterable[Sequence[Any]]:
    rows = PackageMovement.objects.filter(distribution__in=events).order_by("pk")
    return rows.values_list(
        "pk", "distribution", "kind", "packages", "recorded_at", "recorded_by__username"
    )


def _handovers(events: Sequence[Distribution]) -> Iterator[Sequence[Any]]:
    facts = Handover.objects.filter(distribution__in=events).order_by("pk")
    out = {*facts.out().values_list("pk", flat=True)}
    for fact in facts.select_related("recorded_by", "entitlement"):
        what = (fact.pk, fact.distribution_id, fact.receipt, fact.entitlement_id, fact.family_id)
        who = (fact.entitlement.number, fact.handed_over_at, fact.recorded_by.username)
        counted = _yes_no(fact.pk in out)
        yield (*what, *who, counted, fact.void_kind, fact.exception, fact.settled_at)


def _exceptions(events: Sequence[Distribution]) -> Iterator[Sequence[Any]]:
    """What a rule forbade and happened all the same, accepted or voided, when and by whom. Why
    is typed, and may name a family: it stands in the workbook of the event alone.
    """
    facts = Handover.objects.filter(distribution__in=events).exclude(exception="").order_by("pk")
    for fact in facts.select_related("distribution", "voided_by", "settled_by"):
        what = (fact.pk, fact.distribution_id, fact.receipt, fact.exception)
        settled = ("", fact.settled_at, fact.settled_by)
        if fact.is_voided:
            settled = (fact.void_kind, fact.voided_at, fact.voided_by)
        *how, by = settled
        kept = _yes_no(fact.is_accepted)
        yield (*what, kept, *how, by.username, _workbook_of(fact.distribution))


def _weighings(events: Sequence[Distribution]) -> Iterator[Sequence[Any]]:
    """Each weighing with the grams of its packages and those of the whole run by its lots."""
    runs = PackageMovement.objects.filter(distribution__in=events).packed().order_by("pk")
    for run in runs.with_lots().with_weighings():
        whole, _estimated = weighings.by_lots(run)
        for row, said in zip(run.weighings.all(), weighings.of_run(run), strict=True):
            what = (row.pk, run.pk, run.distribution_id, " ".join(map(str, row.grams)), whole)
            beside = (row.tolerance_percent, said.outside)
            yield (*what, *beside, row.recorded_at, row.recorded_by.username)


def _spot_checks(
    events: Sequence[Distribution], by: User, at: dt.datetime
) -> Iterator[Sequence[Any]]:
    """Each drawn family with its answers, the first line empty where there is none. Who was drawn
    stands there for whoever may read it (spot_check.sees_lines): without the seed and the numbers
    the rest names nobody.
    """
    of_events = SpotCheck.objects.filter(distribution__in=events)
    for check in of_events.select_related("distribution__facility").order_by("pk"):
        sees = spot_check.sees_lines(spot_check=check, user=by, at=at)
        last = {*spot_checks.latest(check)}
        rows = check.drawn.select_related("entitlement").prefetch_related("answers__recorded_by")
        for row in rows.order_by("pk"):
            who = (check.seed, row.entitlement_id, row.entitlement.family_id)
            kind = "tidak hadir" if row.was_absent else "diserahkan"
            what = (row.pk, check.distribution_id, *(who if sees else ("", "", "")), kind)
            for answer in row.answers.all() or [None]:
                yield (*what, *_answered(answer, last))


def _answered(answer: SpotCheckAnswer | None, last: Container[SpotCheckAnswer]) -> Sequence[Any]:
    """Its cells; empty ones where nobody phoned."""
    if answer is None:
        return ("",) * (len(_ASKED) + 4)
    said = (getattr(answer, name) for name in _ASKED.values())
    who = (answer.recorded_at, answer.recorded_by.username)
    return (answer.pk, _yes_no(answer in last), *map(_yes_no, said), *who)


def _yes_no(said: bool | None) -> str:
    """Empty of what was not asked."""
    return {True: "ya", False: "tidak", None: ""}[said]


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

    def moved(**when: dt.date) -> Sum:
        during = Q(**{f"movements__occurred_on__{name}": day for name, day in when.items()})
        return Sum("movements__grams", filter=during, default=0)

    lots = Harvest.objects.filter(facility=report.facility, harvested_on__lte=report.last)
    lots = lots.annotate(before=moved(lt=report.first), until=moved(lte=report.last))
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
