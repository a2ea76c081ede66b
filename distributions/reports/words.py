"""The report in words and parts of a picture: one place, so that page, sheet and paper say the same."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from distributions.models import Distribution
from distributions.reports.event import EventReport
from distributions.reports.period import EventLine, Figures, PeriodReport, month_of, year_of
from harvests.reports import Flow
from rutan.charts import Segment
from rutan.formats import angka, bulan, kg, persen, tanggal, tanggal_pendek

# Flow attribute -> what people call it, and its colour in pictures. In the order in which it is read.
DESTINATIONS: tuple[tuple[str, Promise, str], ...] = (
    ("packed", gettext_lazy("Bakti sosial"), "1"),
    ("kitchen", gettext_lazy("Dapur"), "2"),
    ("sale", gettext_lazy("Dijual"), "3"),
    ("staff", gettext_lazy("Pegawai"), "6"),
    ("donation", gettext_lazy("Sumbangan"), "5"),
    ("seed", gettext_lazy("Bibit"), "6"),
    ("loss", gettext_lazy("Susut/rusak"), "4"),
    ("counted", gettext_lazy("Selisih hitungan"), "4"),
)


def families(n: int) -> str:
    return ngettext("%(n)s keluarga", "%(n)s keluarga", n) % {"n": angka(n)}


def packages(n: int) -> str:
    return ngettext("%(n)s paket", "%(n)s paket", n) % {"n": angka(n)}


def span(first: dt.date, last: dt.date) -> str:
    """``27 Oktober 2025``, or ``1 Oktober 2025 s.d. 15 Oktober 2025``."""
    return (
        tanggal(first)
        if first == last
        else _("%(first)s s.d. %(last)s") % {"first": tanggal(first), "last": tanggal(last)}
    )


def named(report: PeriodReport) -> str:
    """The period as people call it: ``Oktober 2025``, ``tahun 2025``."""
    return _called(report.first, report.last) or span(report.first, report.last)


def named_in_short(report: PeriodReport) -> str:
    """The same on one line of a paper: ``1 Sep 2025 - 31 Okt 2026`` for what is neither a month nor a year."""
    return _called(report.first, report.last) or _span_in_short(report.first, report.last)


def before_named(report: PeriodReport) -> str:
    return _called(report.before_first, report.before_last) or span(
        report.before_first, report.before_last
    )


def before_in_short(report: PeriodReport) -> str:
    """The period before, for a narrow place: ``Sep 2025``."""
    if report.is_month:
        return date_format(report.before_first, "M Y")
    return (
        str(report.before_first.year)
        if report.is_year
        else _span_in_short(report.before_first, report.before_last)
    )


def _called(first: dt.date, last: dt.date) -> str:
    if (first, last) == month_of(first):
        return bulan(first)
    return _("tahun %(year)s") % {"year": first.year} if (first, last) == year_of(first) else ""


def _span_in_short(first: dt.date, last: dt.date) -> str:
    """Both days in short; the year stands once where it is one."""
    if first == last:
        return tanggal_pendek(first)
    return f"{date_format(first, 'j M' if first.year == last.year else 'j M Y')} – {tanggal_pendek(last)}"


def districts(n: int) -> str:
    return ngettext("%(n)s kecamatan", "%(n)s kecamatan", n) % {"n": angka(n)}


def headline(report: PeriodReport) -> str:
    """The sentence for the Kakanwil: everything harvested, to the gram, and whom it reached."""
    opening = _opening(report)
    if report.is_to_come:
        return _("%(period)s belum dimulai.") % {"period": opening}
    flow = report.stock.total
    went = [
        _part(flow, name, label) for name, label, _tone in DESTINATIONS[1:] if getattr(flow, name)
    ]
    went += [_aid(report)] if flow.packed > 0 or report.figures.families else []
    went += [_("sisa stok %(kg)s") % {"kg": kg(flow.closing)}] if flow.closing else []
    if not went:
        return f"{opening}: {_came(flow)}."
    return _("%(opening)s: %(came)s; sampai ke gram: %(went)s.") % {
        "opening": opening,
        "came": _came(flow),
        "went": ", ".join(went),
    }


def _opening(report: PeriodReport) -> str:
    if report.is_year:
        return _("Tahun %(year)s") % {"year": report.first.year}
    opening = _("Bulan %(month)s") if report.is_month else _("Periode %(month)s")
    return opening % {"month": named(report)}


def _came(flow: Flow) -> str:
    """What there was to give: packages of an earlier period that were taken apart in this one are no aid, but a gain."""
    came = (
        _("dipanen %(harvested)s dan saldo awal %(opening)s")
        if flow.opening
        else _("dipanen %(harvested)s")
    )
    came %= {"harvested": kg(flow.harvested), "opening": kg(flow.opening)}
    return (
        came
        if flow.packed >= 0
        else _("%(came)s, ditambah %(kg)s dari paket yang dibongkar")
        % {"came": came, "kg": kg(-flow.packed)}
    )


def _aid(report: PeriodReport) -> str:
    packed, figures = report.stock.total.packed, report.figures
    reached = {
        "kg": kg(packed),
        "families": families(figures.families),
        "districts": districts(len(report.districts)),
    }
    if packed <= 0:
        return _("bakti sosial untuk %(families)s di %(districts)s") % reached
    return _("bakti sosial %(kg)s untuk %(families)s di %(districts)s") % reached


def _part(flow: Flow, name: str, label: Promise) -> str:
    return f"{str(label).lower()} {kg(getattr(flow, name))}"


def equation(flow: Flow) -> str:
    """The month's balance in figures: ``Saldo awal 1,2 kg + panen 90 kg = bakti sosial 10 kg + ... + saldo akhir 1,2 kg``."""
    figures = {
        "opening": kg(flow.opening),
        "harvested": kg(flow.harvested),
        "went": _went(flow),
        "closing": kg(flow.closing),
    }
    return (
        _("Saldo awal %(opening)s + panen %(harvested)s = %(went)s + saldo akhir %(closing)s")
        % figures
    )


def lots_equation(flow: Flow) -> str:
    """Where the harvest of the period is by now, whenever it moved."""
    figures = {"harvested": kg(flow.harvested), "went": _went(flow), "closing": kg(flow.closing)}
    return _("Panen %(harvested)s = %(went)s + sisa sekarang %(closing)s") % figures


def _went(flow: Flow) -> str:
    return " + ".join(
        _part(flow, name, label)
        for name, label, _tone in DESTINATIONS
        if name != "counted" or flow.counted
    )


def sources(flow: Flow) -> list[Segment]:
    """What came in, for the picture: the stock at the start, the harvest, and what came back from an earlier use."""
    parts = [
        Segment(_("Saldo awal"), flow.opening, kg(flow.opening), rest=True),
        Segment(_("Panen"), flow.harvested, kg(flow.harvested), "5"),
    ]
    back = [(name, label, -getattr(flow, name)) for name, label, _tone in DESTINATIONS]
    return parts + [
        Segment(_("Kembali: %(what)s") % {"what": label}, grams, kg(grams), "6")
        for _name, label, grams in back
        if grams > 0
    ]


def mouths(flow: Flow) -> list[Segment]:
    """Where it went, for the picture; what is still in stock is the rest."""
    parts = [
        Segment(str(label), getattr(flow, name), kg(getattr(flow, name)), tone)
        for name, label, tone in DESTINATIONS
    ]
    return [part for part in parts if part.value > 0] + [
        Segment(_("Sisa stok"), flow.closing, kg(flow.closing), rest=True)
    ]


def reached(report: PeriodReport) -> list[str]:
    """What the aid in the picture became; nothing where the period took more back than it packed."""
    if not report.figures.families or report.stock.total.packed <= 0:
        return []
    return [families(report.figures.families), districts(len(report.districts))]


def balance(packed: int, handed_over: int, returned: int, lost: int, left: int = 0) -> str:
    """``Dikemas 45 = diserahkan 38 + dikembalikan 7 + rusak 0.``, and what is still on the table."""
    figures = {
        "packed": angka(packed),
        "out": angka(handed_over),
        "returned": angka(returned),
        "lost": angka(lost),
    }
    if left:
        figures["left"] = angka(left)
        return (
            _(
                "Dikemas %(packed)s = diserahkan %(out)s + dikembalikan %(returned)s + rusak %(lost)s + masih di meja %(left)s."
            )
            % figures
        )
    return (
        _("Dikemas %(packed)s = diserahkan %(out)s + dikembalikan %(returned)s + rusak %(lost)s.")
        % figures
    )


def balance_of(figures: Figures | EventLine) -> str:
    return balance(
        figures.packed, figures.handed_over, figures.returned, figures.lost, figures.left
    )


def accounted(report: PeriodReport) -> str:
    """Whether every package has a receiver: the sentence is said only where it is true."""
    if not report.figures.packed:
        return ""
    told = balance_of(report.figures)
    return (
        _("Tidak ada paket tanpa penerima: %(balance)s") % {"balance": _small(told)}
        if report.figures.nobody_without_package
        else told
    )


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def share(figures: Figures) -> str:
    return persen(figures.families, figures.entitled) if figures.entitled else persen(None)


def reach(figures: Figures) -> str:
    """What the share is of: ``38 dari 120``."""
    if not figures.entitled:
        return ""
    return _("%(families)s dari %(entitled)s") % {
        "families": angka(figures.families),
        "entitled": angka(figures.entitled),
    }


def served(report: PeriodReport) -> str:
    """How many families of how many inmates, and out of whom: ``38 keluarga dari 37 WBP menerima; 32% ...``."""
    figures = report.figures
    if not figures.families:
        return ""
    said = _(
        "%(families)s dari %(inmates)s WBP menerima, yaitu %(share)s dari %(entitled)s keluarga yang memenuhi syarat atau terlayani."
    )
    return said % {
        "families": families(figures.families),
        "inmates": angka(figures.inmates),
        "share": share(figures),
        "entitled": angka(figures.entitled),
    }


def notes(report: PeriodReport) -> list[str]:
    """What a head should know besides: each a sentence with its number; nothing is said of what did not happen."""
    figures = report.figures
    counted = (
        (figures.walk_ins, _("%(n)s keluarga datang langsung, tanpa daftar.")),
        (figures.no_shows, _("%(n)s keluarga terdaftar tidak hadir.")),
        (figures.empty_handed, _("%(n)s keluarga datang, tetapi tidak menerima paket.")),
        (
            figures.without_ktp,
            _(
                "%(n)s paket diserahkan tanpa melihat KTP (KK, surat kuasa, dikenali WBP atau petugas)."
            ),
        ),
        (figures.statement_only, _("%(n)s keluarga hanya berdasarkan keterangan petugas.")),
        (figures.voided, _("%(n)s penyerahan dibatalkan dengan alasan.")),
        (figures.exceptions, _("%(n)s penyerahan masih perlu dijelaskan.")),
        (
            figures.one_officer,
            _(
                "%(n)s penyerahan oleh petugas yang juga mendaftarkan dan memverifikasi keluarganya."
            ),
        ),
    )
    said = [text % {"n": angka(count)} for count, text in counted if count]
    return (
        said
        + ([_begun_before(report)] if report.begun_before else [])
        + ([_elsewhen(report)] if report.packed_elsewhen else [])
    )


def _begun_before(report: PeriodReport) -> str:
    said = _("%(n)s kegiatan yang dimulai sebelum periode ini dihitung pada hari pertamanya.")
    return said % {"n": angka(report.begun_before)}


def _elsewhen(report: PeriodReport) -> str:
    aid, events = report.figures.aid, kg(report.event_grams)
    if aid < 0:
        said = _(
            "Kembali ke stok %(back)s dari paket yang dibongkar; paket kegiatan periode ini berisi %(events)s."
        )
        return said % {"back": kg(-aid), "events": events}
    said = _(
        "Dikemas dari stok %(aid)s; paket kegiatan periode ini berisi %(events)s. Selisihnya dikemas pada atau untuk periode lain."
    )
    return said % {"aid": kg(aid), "events": events}


def no_events(report: PeriodReport) -> str:
    """What stands where the events would."""
    said = (
        _("Tidak ada kegiatan yang dimulai pada %(period)s.")
        if report.begun_before
        else _("Belum ada kegiatan pada %(period)s.")
    )
    return said % {"period": named(report)}


def event_notes(report: EventReport) -> list[str]:
    """The same for one event, with the list numbers to look up."""
    rows = (
        (report.without_ktp, _("Tanpa melihat KTP: %(n)s paket (nomor %(numbers)s).")),
        (report.statement_only, _("Hanya keterangan petugas: %(n)s keluarga (nomor %(numbers)s).")),
        (
            report.one_officer,
            _(
                "Petugas yang sama mendaftarkan, memverifikasi, dan menyerahkan: %(n)s paket (nomor %(numbers)s)."
            ),
        ),
    )
    return [
        text % {"n": angka(len(lines)), "numbers": ", ".join(str(line.number) for line in lines)}
        for lines, text in rows
        if lines
    ]


def status_key(line: EventLine) -> str:
    """The key of the status badge."""
    if line.status == Distribution.Status.CLOSED and not line.listed:
        return "ratified" if line.ratified else "await_ratify"
    return line.status
