"""The reports as sheets, row for row what the page shows."""

import datetime as dt

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from distributions.models import Distribution
from distributions.reports import sentences, tables
from distributions.reports.event import EventReport, Line, event
from distributions.reports.package_weights import Aid
from distributions.reports.packages import balance
from distributions.reports.period import EventLine, PeriodReport
from harvests.models import Unit
from harvests.reports import Flow, StockReport
from rutan import audit
from rutan.formats import angka, kg, saat
from rutan.models import User
from rutan.sheets import Column, Sheet, workbook


@transaction.atomic
def export_period(*, report: PeriodReport, by: User) -> bytes:
    """The period's workbook, in the office's language; who took it is on record."""
    with translation.override("id"):
        content = workbook(
            period_sheets(report),
            title=_("Laporan %(period)s") % {"period": sentences.named(report)},
        )
    span = {"first": report.first.isoformat(), "last": report.last.isoformat()}
    audit.record(by=by, verb="export_report", thing=report.facility, **span)
    return content


@transaction.atomic
def export_event(*, distribution: Distribution, by: User) -> bytes:
    """The event's workbook with the families' names; who took it is on record."""
    with translation.override("id"):
        report = event(distribution)
        content = workbook(event_sheets(report, by), title=distribution.title)
    audit.record(by=by, verb="export_report", thing=distribution, families=report.entitled)
    return content


def period_sheets(report: PeriodReport) -> list[Sheet]:
    """Figures, the period's stock, where its harvest is by now, events, kecamatan, sales."""
    return [
        _figures(report),
        _stock(_("Neraca stok"), report.stock, report.aid, _("Saldo akhir")),
        _stock(_("Panen periode ini"), report.lots, report.aid_of_lots, _("Sisa sekarang")),
        _events(report),
        _districts(report),
        _sales(report),
    ]


def _figures(report: PeriodReport) -> Sheet:
    columns = [
        Column(_("Angka"), width=58),
        Column(sentences.named(report), "quantity", 20),
        Column(sentences.before_named(report), "quantity", 20),
    ]
    return Sheet(_("Ringkasan"), columns, tables.compared(report))


def _stock(name: str, stock: StockReport, aid: dict[int, Aid], closing: str) -> Sheet:
    empty = tables.parts(Flow(), Aid(), closing)
    columns = [
        Column(_("Sektor"), width=14),
        Column(_("Komoditas"), width=20),
        Column(_("Panen (kali)"), "count", 10),
        *(Column(f"{part.label} (kg)", "kg", 14) for part in empty),
        Column(_("Penjualan (Rp)"), "money", 14),
    ]
    rows = [
        (
            str(sector.sector.label),
            row.commodity.name,
            *_flow(row.flow, aid.get(row.commodity.pk, Aid())),
        )
        for sector in stock.sectors
        for row in sector.rows
    ]
    total = _flow(stock.total, tables.added_aid(aid.values()))
    return Sheet(name, columns, rows, total=(pgettext("baris terakhir", "Jumlah"), None, *total))


def _flow(flow: Flow, aid: Aid) -> list[int]:
    return [
        flow.lots,
        *(part.grams for part in tables.parts(flow, aid, "")),
        flow.sales_amount,
    ]


def _events(report: PeriodReport) -> Sheet:
    columns = [
        Column(_("Tanggal"), "date", 12),
        Column(_("Hari terakhir"), "date", 12),
        Column(_("Kegiatan"), width=36),
        Column(_("Tempat"), width=20),
        Column(_("Status"), width=20),
    ]
    headings = (
        _("Dikemas"),
        _("Diserahkan"),
        _("Kembali ke stok"),
        _("Ke dapur"),
        _("Rusak"),
        _("Di meja"),
        _("Keluarga"),
        _("Datang langsung"),
        _("Tidak hadir"),
        _("Datang, tidak menerima"),
        pgettext("penyerahan", "Dibatalkan"),
        _("Perlu dijelaskan"),
    )
    columns += [Column(heading, "count", 12) for heading in headings]
    columns += [Column(_("Diserahkan (kg)"), "kg", 12), Column(_("Di meja (kg)"), "kg", 12)]
    later = (_("Diterima dengan penjelasan"), _("Disumbangkan"), _("Dipilah"))
    columns += [Column(heading, "count", 12) for heading in later]
    return Sheet(_("Kegiatan"), columns, [_event_row(line) for line in report.events])


def _event_row(line: EventLine) -> tuple:
    packages = (
        line.packed,
        line.handed_over,
        line.to_stock,
        line.to_kitchen,
        line.lost,
        line.packages_left,
    )
    people = (
        line.families,
        line.walk_ins,
        line.no_shows,
        line.empty_handed,
        line.voided,
        line.exceptions,
    )
    when = (line.day, line.last_day or line.day)
    what = (sentences.called(line), line.venue, sentences.status_of(line))
    weights = (line.aid.handed_over, line.aid.on_table)
    return (
        *when,
        *what,
        *packages,
        *people,
        *weights,
        line.accepted,
        line.donated,
        line.sorted_out,
    )


def _districts(report: PeriodReport) -> Sheet:
    columns = [
        Column(_("Kode"), width=12),
        Column(_("Kecamatan"), width=28),
        Column(_("Keluarga"), "count", 10),
        Column(_("Paket"), "count", 10),
    ]
    return Sheet(
        _("Kecamatan"),
        columns,
        [(row.code, row.name, row.families, row.packages) for row in report.districts],
    )


def _sales(report: PeriodReport) -> Sheet:
    columns = [
        Column(_("Tanggal"), "date", 12),
        Column(_("Komoditas"), width=20),
        Column(_("Berat (kg)"), "kg", 12),
        Column(_("Pembeli"), width=30),
        Column(_("Nilai (Rp)"), "money", 14),
        Column(_("Bukti setor"), width=24),
        Column(_("Tanggal setor"), "date", 12),
    ]
    rows = [
        (
            *(sale.day, sale.commodity, sale.grams, sale.buyer),
            *(sale.amount, sale.reference, sale.deposited_on),
        )
        for sale in report.sales
    ]
    return Sheet(_("Penjualan"), columns, rows)


def event_sheets(report: EventReport, by: User, at: dt.datetime | None = None) -> list[Sheet]:
    """Who received, who did not come or lost the place, what was packed, and what went otherwise;
    names, never a NIK.
    """
    waiting = (
        _("Tidak hadir")
        if report.event.status == Distribution.Status.CLOSED
        else _("Belum mengambil")
    )
    return [
        _about(report, by, at or timezone.now()),
        Sheet(
            _("Penerima"),
            [*_people(), *_receipts()],
            [(*_person(line), *_receipt(line)) for line in report.served],
        ),
        Sheet(
            waiting,
            [*_people(), Column(_("Sebab tidak hadir"), width=20)],
            [(*_person(line), line.absence or None) for line in report.waiting],
        ),
        Sheet(
            _("Datang, tidak menerima"), _people(), [_person(line) for line in report.empty_handed]
        ),
        Sheet(
            _("Cadangan dan dikeluarkan"),
            [*_people(), Column(_("Alasan dikeluarkan"), width=40)],
            [
                (*_person(line), line.withdrawn_reason)
                for line in (*report.reserves, *report.withdrawn)
            ],
        ),
        _packing(report),
        _otherwise(report),
        Sheet(
            _("Percobaan ditolak"),
            [Column(_("Sebab"), width=36), Column(_("Jumlah"), "count", 10)],
            [(label, count) for _outcome, label, count in report.attempts],
        ),
        _answers(report),
        _weighings(report),
    ]


def _answers(report: EventReport) -> Sheet:
    """What was said to whoever was refused."""
    columns = [
        Column(_("Ditolak pada"), "moment"),
        Column(_("Siapa"), width=28),
        Column(_("Sebab"), width=28),
        Column(_("Jawaban Kasubsi"), width=60),
        Column(_("Dijawab oleh"), width=24),
        Column(_("Dijawab pada"), "moment"),
    ]
    return Sheet(
        _("Jawaban kepada yang ditolak"),
        columns,
        [
            (row.refused_at, row.whom, row.outcome, row.words, row.by, row.at)
            for row in report.answers
        ],
    )


def _about(report: EventReport, by: User, at: dt.datetime) -> Sheet:
    """Which event the sheets are of, how it went, and who made them when."""
    event, aid = report.event, report.aid
    rows = [
        (_("Kegiatan"), event.title),
        (_("Rutan"), event.facility.name),
        (_("Tanggal"), sentences.span(event.day, event.final_day)),
        (_("Tempat"), event.venue),
        (_("Status"), event.get_status_display()),
        (_("Paket"), balance(event)),
        (_("Keluarga menerima"), angka(len(report.served))),
        (_("Diserahkan"), kg(aid.handed_over)),
        (_("Diserahkan, perkiraan"), kg(aid.handed_over_estimated)),
        (_("Di meja"), kg(aid.on_table)),
        (_("Dibuat"), f"{by.name}, {saat(at)}"),
    ]
    if report.spot_check:
        rows.append((_("Uji petik"), report.spot_check.said))
    return Sheet(_("Keterangan"), [Column(_("Hal"), width=24), Column(_("Isi"), width=80)], rows)


def _people() -> list[Column]:
    return [
        Column(_("Nomor"), "count", 8),
        Column(_("Asal"), width=16),
        Column(_("Keluarga"), width=26),
        Column(_("Desa, kecamatan"), width=30),
        Column(_("WBP"), width=26),
        Column(_("Nomor register"), width=16),
    ]


def _person(line: Line) -> tuple:
    return (
        line.number,
        line.source_label,
        line.family,
        line.village,
        line.inmate,
        line.register_number,
    )


def _receipts() -> list[Column]:
    return [
        Column(_("Tanda terima"), width=10),
        Column(_("Waktu"), "moment", 16),
        Column(_("Diambil oleh"), width=26),
        Column(_("Hubungan dengan WBP"), width=16),
        Column(_("Dikenali dengan"), width=16),
        Column(_("Petugas"), width=22),
        Column(_("Loket"), width=12),
        Column(_("Catatan"), width=30),
    ]


def _receipt(line: Line) -> tuple:
    return (
        line.receipt,
        line.at,
        line.collector,
        line.relationship,
        line.method,
        line.officer,
        line.desk,
        line.note,
    )


def _packing(report: EventReport) -> Sheet:
    columns = [
        Column(_("Waktu"), "moment", 16),
        Column(_("Kejadian"), width=18),
        Column(_("Paket"), "count", 8),
    ]
    columns += [
        Column(_("Komoditas"), width=20),
        Column(_("Jumlah"), "quantity", 12),
        Column(_("Satuan"), width=10),
    ]
    columns += [
        Column(_("Berat (kg)"), "kg", 12),
        Column(_("Asal"), width=36),
        Column(_("Petugas"), width=22),
    ]
    rows = [
        (
            run.at,
            run.label,
            # Once for each run, or the column would sum to a multiple.
            None if row else run.packages,
            what.commodity,
            what.quantity,
            str(Unit(what.unit).label),
            what.grams,
            "; ".join(run.origins_of(what.commodity)),
            run.officer,
        )
        for run in report.runs
        for row, what in enumerate(run.contents)
    ]
    return Sheet(_("Pengemasan"), columns, rows)


def _weighings(report: EventReport) -> Sheet:
    """Every weighing of every run; of a run the newest counts, which stands first."""
    columns = [
        Column(_("Dikemas"), "moment", 16),
        Column(_("Paket"), "count", 8),
        Column(_("Ditimbang pukul"), "moment", 16),
        Column(_("Paket contoh"), "count", 10),
        *(
            Column(heading, "kg", 12)
            for heading in (
                _("Menurut panen (kg)"),
                _("Paling ringan (kg)"),
                _("Rata-rata (kg)"),
                _("Paling berat (kg)"),
            )
        ),
        Column(_("Batas (persen)"), "count", 10),
        Column(_("Di luar batas"), "count", 10),
        Column(_("Petugas"), width=22),
    ]
    rows = [
        (
            *(run.at, run.packages, row.at, len(row.grams)),
            *(row.expected, row.lightest, row.mean, row.heaviest),
            *(row.tolerance, row.outside, row.officer),
        )
        for run in report.runs
        for row in run.weighed
    ]
    return Sheet(_("Penimbangan contoh"), columns, rows)


def _otherwise(report: EventReport) -> Sheet:
    """What was voided, accepted with an explanation, or is still to be explained."""
    columns = [
        *_people(),
        *_receipts(),
        Column(_("Keterangan"), width=36),
        Column(_("Diputuskan"), "moment", 16),
        Column(_("Oleh"), width=22),
    ]
    voids = [
        (
            *_person(line),
            *_receipt(line),
            f"{line.void_kind}: {line.void_reason}",
            line.voided_at,
            line.voided_by,
        )
        for line in report.voids
    ]
    accepted = [
        (
            *_person(line),
            *_receipt(line),
            _("%(what)s; diterima: %(why)s") % {"what": line.exception, "why": line.settled_reason},
            line.settled_at,
            line.settled_by,
        )
        for line in report.accepted
    ]
    exceptions = [
        (*_person(line), *_receipt(line), line.exception, None, None) for line in report.exceptions
    ]
    return Sheet(_("Kejadian khusus"), columns, voids + accepted + exceptions)
