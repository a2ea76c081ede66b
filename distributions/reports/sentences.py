"""The report in words and parts of a picture: one place, so that page, sheet and paper say the
same.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from distributions.models import Distribution, told_apart
from distributions.reports.balance import Part, came, went
from distributions.reports.event import EventReport
from distributions.reports.package_weights import Aid
from distributions.reports.packages import balance, packages
from distributions.reports.period import EventLine, Figures, PeriodReport
from harvests.reports import Flow
from rutan.charts import Segment
from rutan.days import both_in_short, month_of, period_in_short, year_of
from rutan.days import called as called_period
from rutan.formats import (
    angka,
    berat,
    berat_dan_perkiraan,
    bulan,
    kg,
    perkiraan,
    persen,
    rentang,
    tanggal,
)


def families(n: int) -> str:
    return ngettext("%(n)s keluarga", "%(n)s keluarga", n) % {"n": angka(n)}


def span(first: dt.date, last: dt.date) -> str:
    """``27 Oktober 2025``, or ``1 Oktober 2025 s.d. 15 Oktober 2025``."""
    return rentang(first, last)


def named(report: PeriodReport) -> str:
    """The period as people call it: ``Oktober 2025``, ``tahun 2025``."""
    return called_period(report.first, report.last) or span(report.first, report.last)


def named_in_short(report: PeriodReport) -> str:
    """The same on one line of a paper: ``1 Sep 2025 - 31 Okt 2026`` for what is neither a month nor
    a year.
    """
    return period_in_short(report.first, report.last)


def before_named(report: PeriodReport) -> str:
    first, last = report.before_first, report.before_last
    if report.is_month and last < month_of(first)[1]:
        return until(bulan(first), last)
    return called_period(first, last) or span(first, last)


def before_in_short(report: PeriodReport) -> str:
    """The period before, for a narrow place: ``Sep 2025``; beside a running one ``Okt 2025 s.d.
    tanggal 5``.
    """
    first, last = report.before_first, report.before_last
    if report.is_month:
        month = date_format(first, "M Y")
        return month if last == month_of(first)[1] else until(month, last)
    if report.is_year:
        year = str(first.year)
        if last == year_of(first)[1]:
            return year
        said = _("%(period)s s.d. %(day)s")
        return said % {"period": year, "day": date_format(last, "j M")}
    return both_in_short(first, last)


def until(month: str, day: dt.date) -> str:
    """A month up to a day of it: ``Okt 2025 s.d. tanggal 5``."""
    return _("%(month)s s.d. tanggal %(day)s") % {"month": month, "day": day.day}


def districts(n: int) -> str:
    return ngettext("%(n)s kecamatan", "%(n)s kecamatan", n) % {"n": angka(n)}


def headline(report: PeriodReport) -> str:
    """The sentence for the Kakanwil: what was harvested, what was handed over, and to how many
    families.
    """
    opening, figures = _opening(report), report.figures
    if report.is_to_come:
        return _("%(period)s belum dimulai.") % {"period": opening}
    said = _("%(opening)s: dipanen %(harvested)s") % {
        "opening": opening,
        "harvested": berat_dan_perkiraan(figures.harvested, figures.harvested_estimated),
    }
    for part in (_handed_over(report), *still_packed(figures.aid)):
        said += part
    return f"{said}."


def _handed_over(report: PeriodReport) -> str:
    figures = report.figures
    if not figures.families:
        if not figures.packed:
            return ""
        is_over = report.last < report.facility.local_day(report.as_of)
        none_yet = _("; belum ada paket yang diserahkan")
        return _("; tidak ada paket yang diserahkan") if is_over else none_yet
    return _(", diserahkan %(weight)s kepada %(families)s") % {
        "weight": berat_dan_perkiraan(figures.aid.handed_over, figures.aid.handed_over_estimated),
        "families": families(figures.families),
    }


def still_packed(aid: Aid) -> Iterator[str]:
    """What is in packages that nobody has received: of the period's own events, and of others."""
    if aid.on_table > 0:
        yield _("; di meja %(weight)s") % {
            "weight": berat_dan_perkiraan(aid.on_table, aid.on_table_estimated)
        }
    if aid.for_others > 0:
        said = _("; dikemas untuk kegiatan di luar periode %(weight)s")
        yield said % {"weight": berat_dan_perkiraan(aid.for_others, aid.for_others_estimated)}


def _opening(report: PeriodReport) -> str:
    if report.is_year:
        return _("Tahun %(year)s") % {"year": report.first.year}
    opening = _("Bulan %(month)s") if report.is_month else _("Periode %(month)s")
    return opening % {"month": named(report)}


def equation(flow: Flow, aid: Aid) -> str:
    """The balance to the gram: ``Saldo awal 1,2 kg + panen 90 kg = diserahkan 10 kg + ... + saldo
    akhir 1,2 kg``.
    """
    said = _("%(came)s = %(went)s + saldo akhir %(closing)s") % {
        "came": _sum(
            part._replace(label=_came_back()) if part.grams < 0 else part
            for part in came(flow, aid)
            if part.grams or part.name != "from_others"
        ),
        "went": _sum(
            part._replace(label=_back(part)) if part.grams < 0 else part
            for part in went(flow, aid)
            if part.grams
        )
        or kg(0),
        "closing": kg(flow.closing),
    }
    return said[:1].upper() + said[1:]


def _sum(parts: Iterable[Part]) -> str:
    """``panen 90 kg + lainnya 2 kg - kembali 1 kg``: what is taken off stands last, with its own
    name.
    """
    said = ""
    for part in sorted(parts, key=lambda part: part.grams < 0):
        sign = "− " if part.grams < 0 else "+ " if said else ""
        said += f" {sign}{_small(str(part.label))} {kg(abs(part.grams))}"
    return said.strip()


def sources(flow: Flow, aid: Aid) -> list[Segment]:
    """What came in, for the picture: the stock at the start, the harvest, and what came back from
    an earlier use.
    """
    back = [
        Part("back", _back(part), "6", -part.grams, -part.estimated)
        for part in went(flow, aid)
        if part.grams < 0
    ]
    return [_segment(part) for part in (*came(flow, aid), *back) if part.grams > 0]


def mouths(flow: Flow, aid: Aid) -> list[Segment]:
    """Where it went, for the picture; what is still in stock is the rest."""
    back = [
        Part("back", _came_back(), part.tone, -part.grams, -part.estimated)
        for part in came(flow, aid)
        if part.grams < 0
    ]
    rest = Part("closing", _("Sisa stok"), "", flow.closing, flow.closing_estimated)
    return [_segment(part) for part in (*went(flow, aid), *back, rest) if part.grams > 0]


def _came_back() -> str:
    return _("Kembali sesudahnya")


def _back(part: Part) -> str:
    if part.name == "losses":
        return _("Lebih saat dihitung")
    if part.name == "for_others":
        return _("Paket dibongkar")
    return _("Kembali: %(what)s") % {"what": part.label}


def _segment(part: Part) -> Segment:
    # Beside a picture there is no room for the whole sentence.
    label = {"for_others": _("Di luar periode"), "from_others": _("Dari luar periode")}.get(
        part.name
    )
    text = berat(part.grams, part.estimated > 0)
    return Segment(label or str(part.label), part.grams, text, part.tone or "1", not part.tone)


def reached(report: PeriodReport) -> list[str]:
    """What the aid in the picture became; nothing where nothing was handed over."""
    if not report.figures.families or report.figures.aid.handed_over <= 0:
        return []
    return [families(report.figures.families), districts(len(report.districts))]


def accounted(report: PeriodReport) -> str:
    """Whether every package has a receiver: the sentence is said only where it is true."""
    if not report.figures.packed:
        return ""
    told = balance(report.figures)
    return (
        _("Tidak ada paket tanpa penerima: %(balance)s") % {"balance": _small(told)}
        if report.figures.nobody_without_package
        else told
    )


def lots_accounted(flow: Flow, aid: Aid) -> str:
    """Where every gram of the lots is that went into the packages of one event, ``aid``; said only
    where it adds up and nothing of it is on a table still.
    """
    if flow.harvested <= 0 or flow.difference or aid.on_table:
        return ""
    parts = [
        part._replace(label=_("Kegiatan lain")) if part.name == "for_others" else part
        for part in went(flow, replace(aid, for_others=flow.packed - aid.in_packages))
    ]
    rest = Part("closing", _("Sisa stok"), "", flow.closing)
    shown = [part._replace(label=_back(part)) if part.grams < 0 else part for part in parts]
    said = _(
        "Seluruh hasil panen yang mengisi paket dapat dipertanggungjawabkan: dipanen %(harvested)s"
        " = %(went)s%(rough)s."
    )
    return said % {
        "harvested": kg(flow.harvested),
        "went": _sum([*(part for part in shown if part.grams), rest]),
        "rough": _(", sebagian perkiraan") if flow.estimated else "",
    }


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def share(figures: Figures) -> str:
    return persen(figures.families, figures.entitled) if figures.entitled else persen(None)


def reach(figures: Figures) -> str:
    """What the share is of: ``dari 159 keluarga yang memenuhi syarat``."""
    if not figures.entitled:
        return ""
    return _("dari %(n)s keluarga yang memenuhi syarat") % {"n": angka(figures.entitled)}


def notes(report: PeriodReport) -> list[str]:
    """What a head should know besides: each a sentence with its number; nothing is said of what did
    not happen.
    """
    figures = report.figures
    said = [
        text % {"n": angka(getattr(figures, name)), "times": _times(figures, name)}
        for name, text in _counted(figures).items()
        if getattr(figures, name)
    ]
    return [*said, *elsewhen(report)]


def _counted(of: Figures) -> dict[str, str]:
    return {
        "walk_ins": ngettext(
            "%(n)s keluarga datang langsung, tanpa daftar%(times)s.",
            "%(n)s keluarga datang langsung, tanpa daftar%(times)s.",
            of.walk_ins,
        ),
        "no_shows": ngettext(
            "%(n)s keluarga terdaftar tidak hadir%(times)s.",
            "%(n)s keluarga terdaftar tidak hadir%(times)s.",
            of.no_shows,
        ),
        "empty_handed": ngettext(
            "%(n)s keluarga datang, tetapi tidak menerima paket%(times)s.",
            "%(n)s keluarga datang, tetapi tidak menerima paket%(times)s.",
            of.empty_handed,
        ),
        "without_ktp": _(
            "%(n)s paket diserahkan tanpa melihat KTP (KK, kupon, surat kuasa, dikenali WBP atau"
            " petugas)."
        ),
        "statement_only": ngettext(
            "%(n)s keluarga hanya berdasarkan keterangan petugas%(times)s.",
            "%(n)s keluarga hanya berdasarkan keterangan petugas%(times)s.",
            of.statement_only,
        ),
        "voided": _("%(n)s penyerahan dibatalkan dengan alasan."),
        "exceptions": _("%(n)s penyerahan masih perlu dijelaskan."),
        "one_officer": _(
            "%(n)s penyerahan oleh petugas yang juga mendaftarkan dan memverifikasi keluarganya."
        ),
    }


def times(n: int) -> str:
    """How often, of what may befall a family more than once: ``58 kali``."""
    return ngettext("%(n)s kali", "%(n)s kali", n) % {"n": angka(n)}


def _times(figures: Figures, name: str) -> str:
    """`` (58 kali)`` where families were it more than once."""
    often = figures.times.get(name, 0)
    return f" ({times(often)})" if often > getattr(figures, name) else ""


def elsewhen(report: PeriodReport) -> Iterator[str]:
    """What lies across the edges of the period, so that its figures are told from others."""
    if report.begun_before:
        said = _("%(n)s kegiatan yang dimulai sebelum periode ini dihitung pada hari pertamanya.")
        yield said % {"n": angka(report.begun_before)}
    yield from _for_others(report)
    aid = report.figures.aid
    if aid.from_others > 0:
        said = _("%(weight)s dari isi paket periode ini dikemas di luar periode.")
        yield said % {"weight": berat_dan_perkiraan(aid.from_others, aid.from_others_estimated)}
    if aid.from_others < 0:
        said = _("%(weight)s dari paket periode ini kembali ke stok sesudahnya.")
        yield said % {"weight": berat_dan_perkiraan(-aid.from_others, -aid.from_others_estimated)}


def _for_others(report: PeriodReport) -> Iterator[str]:
    """Event by event what the period packed for it; their sum is the figure of the picture."""
    back = Aid()
    for day, ready, aid in report.packed_for_others:
        if aid.for_others > 0:
            said = _("%(packages)s (%(weight)s) sudah dikemas untuk kegiatan %(day)s.")
            yield (said if ready else _("%(weight)s dikemas untuk kegiatan %(day)s.")) % {
                "packages": packages(ready),
                "weight": berat_dan_perkiraan(aid.for_others, aid.for_others_estimated),
                "day": tanggal(day),
            }
        else:
            back += aid
    if back.for_others:
        said = _("%(weight)s kembali ke stok dari paket kegiatan di luar periode.")
        yield said % {"weight": berat_dan_perkiraan(-back.for_others, -back.for_others_estimated)}


def no_events(report: PeriodReport) -> str:
    """What stands where the events would."""
    said = _("Belum ada kegiatan pada %(period)s.")
    if report.last < report.facility.local_day(report.as_of):
        said = _("Tidak ada kegiatan pada %(period)s.")
    if report.begun_before:
        said = _("Tidak ada kegiatan yang dimulai pada %(period)s.")
    return said % {"period": named(report)}


def event_tiles(report: EventReport) -> list[tuple[str, str, str]]:
    """An event's first figures: (label, figure, what stands beside it)."""
    entitled = _("dari %(n)s keluarga") % {"n": angka(report.entitled)}
    closed = report.event.status == Distribution.Status.CLOSED
    aid = report.aid
    tiles = [
        (
            _("Keluarga menerima"),
            angka(len(report.served)),
            _("dari %(n)s desa") % {"n": angka(report.villages)},
        ),
        (
            _("Diserahkan"),
            *_weighed(report.event.packages_out, aid.handed_over, aid.handed_over_estimated),
        ),
    ]
    if aid.on_table:
        left = _weighed(report.event.packages_left, aid.on_table, aid.on_table_estimated)
        tiles.append((_("Di meja"), *left))
    absent = _("Tidak hadir") if closed else _("Belum mengambil")
    tiles += [
        (_("Datang langsung"), angka(report.walk_ins), _("sudah menerima")),
        (absent, angka(len(report.waiting)), entitled),
    ]
    if report.empty_handed:
        tiles.append((_("Datang, tidak menerima"), angka(len(report.empty_handed)), entitled))
    return tiles


def _weighed(n: int, grams: int, estimated: int) -> tuple[str, str]:
    beside = " · ".join(filter(None, [packages(n), perkiraan(grams, estimated)]))
    return berat(grams, estimated > 0), beside


def event_notes(report: EventReport) -> list[str]:
    """The same for one event, with the list numbers to look up."""
    rows = (
        (report.without_ktp, _("Tanpa melihat KTP: %(n)s paket (nomor %(numbers)s).")),
        (report.statement_only, _("Hanya keterangan petugas: %(n)s keluarga (nomor %(numbers)s).")),
        (
            report.one_officer,
            _(
                "Petugas yang sama mendaftarkan, memverifikasi, dan menyerahkan: %(n)s paket (nomor"
                " %(numbers)s)."
            ),
        ),
    )
    notes = [
        text % {"n": angka(len(lines)), "numbers": ", ".join(str(line.number) for line in lines)}
        for lines, text in rows
        if lines
    ]
    return [*notes, report.spot_check.said] if report.spot_check else notes


def when_of(line: EventLine) -> str:
    """The days of an event and what tells it from another one of that day."""
    return told_apart(days_of(line), line.starts, without_list=not line.listed)


def days_of(line: EventLine) -> str:
    """The days of an event for a narrow column."""
    return both_in_short(line.day, line.final_day)


def called(line: EventLine, most: int | None = None) -> str:
    """Its title, cut to ``most`` characters, and what tells it from another one of that day."""
    whole = told_apart(line.title, line.starts, without_list=not line.listed)
    if not most or len(whole) <= most:
        return whole
    kept = max(most - (len(whole) - len(line.title)) - 1, 1)
    return told_apart(f"{line.title[:kept]}…", line.starts, without_list=not line.listed)


def status_key(line: EventLine) -> str:
    """The key of the status badge."""
    if line.status == Distribution.Status.CLOSED and not line.listed:
        return "ratified" if line.ratified else "await_ratify"
    return line.status


def status_of(line: EventLine) -> str:
    """The same in words: ``Selesai, menunggu pengesahan``."""
    said = str(Distribution.Status(line.status).label)
    waits = status_key(line) == "await_ratify"
    return f"{said}, {_('menunggu pengesahan')}" if waits else said
