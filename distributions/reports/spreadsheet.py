"""The reports as sheets, row for row what the page shows."""

import datetime as dt

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from distributions.models import Distribution
from distributions.reports import sentences, tables
from distributions.reports.event import EventReport, event
from distributions.reports.package_weights import Aid
from distributions.reports.packages import balance
from distributions.reports.period import PeriodReport
from harvests.models import Unit
from harvests.reports import Flow, StockReport
from rutan import audit
from rutan.formats import angka, kg, saat
from rutan.models import User
from rutan.sheets import Column, Sheet, cells_of, workbook

_EVENTS = (
    Column(_("Tanggal"), "date", 12, of="day"),
    Column(_("Hari terakhir"), "date", 12, of="final_day"),
    Column(_("Kegiatan"), width=36, of=sentences.called),
    Column(_("Tempat"), width=20, of="venue"),
    Column(_("Status"), width=20, of=sentences.status_of),
    Column(_("Dikemas"), "count", 12, of="packed"),
    Column(_("Diserahkan"), "count", 12, of="handed_over"),
    Column(_("Kembali ke stok"), "count", 12, of="to_stock"),
    Column(_("Ke dapur"), "count", 12, of="to_kitchen"),
    Column(_("Rusak"), "count", 12, of="lost"),
    Column(_("Di meja"), "count", 12, of="packages_left"),
    Column(_("Keluarga"), "count", 12, of="families"),
    Column(_("Datang langsung"), "count", 12, of="walk_ins"),
    Column(_("Tidak hadir"), "count", 12, of="no_shows"),
    Column(_("Datang, tidak menerima"), "count", 12, of="empty_handed"),
    Column(pgettext_lazy("penyerahan", "Dibatalkan"), "count", 12, of="voided"),
    Column(_("Perlu dijelaskan"), "count", 12, of="exceptions"),
    Column(_("Diserahkan (kg)"), "kg", 12, of="aid.handed_over"),
    Column(_("Di meja (kg)"), "kg", 12, of="aid.on_table"),
    Column(_("Diterima dengan penjelasan"), "count", 12, of="accepted"),
    Column(_("Disumbangkan"), "count", 12, of="donated"),
    Column(_("Dipilah"), "count", 12, of="sorted_out"),
)
_ABOUT = (Column(_("Hal"), width=24), Column(_("Isi"), width=80))
_DISTRICTS = (
    Column(_("Kode"), width=12, of="code"),
    Column(_("Kecamatan"), width=28, of="name"),
    Column(_("Keluarga"), "count", 10, of="families"),
    Column(_("Paket"), "count", 10, of="packages"),
)
_SALES = (
    Column(_("Tanggal"), "date", 12, of="day"),
    Column(_("Komoditas"), width=20, of="commodity"),
    Column(_("Berat (kg)"), "kg", 12, of="grams"),
    Column(_("Pembeli"), width=30, of="buyer"),
    Column(_("Nilai (Rp)"), "money", 14, of="amount"),
    Column(_("Bukti setor"), width=24, of="reference"),
    Column(_("Tanggal setor"), "date", 12, of="deposited_on"),
)
_PEOPLE = (
    Column(_("Nomor"), "count", 8, of="number"),
    Column(_("Asal"), width=16, of="source_label"),
    Column(_("Keluarga"), width=26, of="family"),
    Column(_("Desa, kecamatan"), width=30, of="village"),
    Column(_("WBP"), width=26, of="inmate"),
    Column(_("Nomor register"), width=16, of="register_number"),
)
_RECEIPTS = (
    Column(_("Tanda terima"), width=10, of="receipt"),
    Column(_("Waktu"), "moment", 16, of="at"),
    Column(_("Diambil oleh"), width=26, of="collector"),
    Column(_("Hubungan dengan WBP"), width=16, of="relationship"),
    Column(_("Dikenali dengan"), width=16, of="method"),
    Column(_("Petugas"), width=22, of="officer"),
    Column(_("Loket"), width=12, of="desk"),
    Column(_("Catatan"), width=30, of="note"),
)
_ANSWERS = (
    Column(_("Ditolak pada"), "moment", of="refused_at"),
    Column(_("Siapa"), width=28, of="whom"),
    Column(_("Sebab"), width=28, of="outcome"),
    Column(_("Jawaban Kasubsi"), width=60, of="words"),
    Column(_("Dijawab oleh"), width=24, of="by"),
    Column(_("Dijawab pada"), "moment", of="at"),
)
_PACKING = (
    Column(_("Waktu"), "moment", 16),
    Column(_("Kejadian"), width=18),
    Column(_("Paket"), "count", 8),
    Column(_("Komoditas"), width=20),
    Column(_("Jumlah"), "quantity", 12),
    Column(_("Satuan"), width=10),
    Column(_("Berat (kg)"), "kg", 12),
    Column(_("Asal"), width=36),
    Column(_("Petugas"), width=22),
)
_WEIGHED = (
    Column(_("Dikemas"), "moment", 16),
    Column(_("Paket"), "count", 8),
    Column(_("Ditimbang pukul"), "moment", 16),
    Column(_("Paket contoh"), "count", 10),
    Column(_("Menurut panen (kg)"), "kg", 12),
    Column(_("Paling ringan (kg)"), "kg", 12),
    Column(_("Rata-rata (kg)"), "kg", 12),
    Column(_("Paling berat (kg)"), "kg", 12),
    Column(_("Batas (persen)"), "count", 10),
    Column(_("Di luar batas"), "count", 10),
    Column(_("Petugas"), width=22),
)


@transaction.atomic
def export_period(*, report: PeriodReport, by: User) -> bytes:
    """The period's workbook, in the office's language; who took it is on record."""
    with translation.override("id"):
        content = workbook(
            period_sheets(report, by),
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


def period_sheets(report: PeriodReport, by: User) -> list[Sheet]:
    """What it is and who made it, figures, the period's stock, where its harvest is by now, events,
    kecamatan, sales.
    """
    about = [
        (_("Laporan"), sentences.span(report.first, report.last)),
        (_("Rutan"), report.facility.name),
        (_("Dibuat"), f"{by.name}, {saat(report.as_of)}"),
    ]
    return [
        Sheet(_("Keterangan"), _ABOUT, about),
        _figures(report),
        _stock(_("Neraca stok"), report.stock, report.aid, _("Saldo akhir")),
        _stock(_("Panen periode ini"), report.lots, report.aid_of_lots, _("Sisa sekarang")),
        Sheet.of(_("Kegiatan"), _EVENTS, report.events),
        Sheet.of(_("Kecamatan"), _DISTRICTS, report.districts),
        Sheet.of(_("Penjualan"), _SALES, report.sales),
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
    return Sheet(
        name, columns, rows, total=(pgettext_lazy("baris terakhir", "Jumlah"), None, *total)
    )


def _flow(flow: Flow, aid: Aid) -> list[int]:
    return [
        flow.lots,
        *(part.grams for part in tables.parts(flow, aid, "")),
        flow.sales_amount,
    ]


def event_sheets(report: EventReport, by: User, at: dt.datetime | None = None) -> list[Sheet]:
    """Who received, who did not come or lost the place, what was packed, and what went otherwise;
    names, never a NIK.
    """
    is_over = report.event.status == Distribution.Status.CLOSED
    away = Column(_("Sebab tidak hadir"), width=20, of="absence")
    withdrawn = Column(_("Alasan dikeluarkan"), width=40, of="withdrawn_reason")
    return [
        _about(report, by, at or timezone.now()),
        Sheet.of(_("Penerima"), [*_PEOPLE, *_RECEIPTS], report.served),
        Sheet.of(
            _("Tidak hadir") if is_over else _("Belum mengambil"),
            [*_PEOPLE, away],
            report.waiting,
        ),
        Sheet.of(_("Datang, tidak menerima"), _PEOPLE, report.empty_handed),
        Sheet.of(
            _("Cadangan dan dikeluarkan"),
            [*_PEOPLE, withdrawn],
            [*report.reserves, *report.withdrawn],
        ),
        _packing(report),
        _otherwise(report),
        Sheet(
            _("Percobaan ditolak"),
            [Column(_("Sebab"), width=36), Column(_("Jumlah"), "count", 10)],
            [refused for _outcome, *refused in report.attempts],
        ),
        Sheet.of(_("Jawaban kepada yang ditolak"), _ANSWERS, report.answers),
        _weighings(report),
    ]


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
    return Sheet(_("Keterangan"), _ABOUT, rows)


def _packing(report: EventReport) -> Sheet:
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
    return Sheet(_("Pengemasan"), _PACKING, rows)


def _weighings(report: EventReport) -> Sheet:
    """Every weighing of every run; of a run the newest counts, which stands first."""
    rows = [
        (
            *(run.at, run.packages, row.at, len(row.grams)),
            *(row.expected, row.lightest, row.mean, row.heaviest),
            *(row.tolerance, row.outside, row.officer),
        )
        for run in report.runs
        for row in run.weighed
    ]
    return Sheet(_("Penimbangan contoh"), _WEIGHED, rows)


def _otherwise(report: EventReport) -> Sheet:
    """What was voided, accepted with an explanation, or is still to be explained."""
    who = [*_PEOPLE, *_RECEIPTS]
    columns = [
        *who,
        Column(_("Keterangan"), width=36),
        Column(_("Diputuskan"), "moment", 16),
        Column(_("Oleh"), width=22),
    ]
    accepted = _("%(what)s; diterima: %(why)s")
    rows = [
        *(
            (line, f"{line.void_kind}: {line.void_reason}", line.voided_at, line.voided_by)
            for line in report.voids
        ),
        *(
            (
                line,
                accepted % {"what": line.exception, "why": line.settled_reason},
                line.settled_at,
                line.settled_by,
            )
            for line in report.accepted
        ),
        *((line, line.exception, None, None) for line in report.exceptions),
    ]
    told = cells_of(who)
    return Sheet(_("Kejadian khusus"), columns, [(*told(line), *more) for line, *more in rows])
