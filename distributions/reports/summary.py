"""The head's one page: the data of templates/documents/summary.typ, from the same report as the page."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from distributions import coupons
from distributions.reports import words
from distributions.reports.months import Month, months
from distributions.reports.period import EventLine, PeriodReport, month_to_show, period
from rutan import audit, charts, papers
from rutan.charts import Segment
from rutan.formats import angka, bulan, kg, saat, tanggal_pendek
from rutan.models import Facility, Signatory, User

FONT = "Liberation Sans"
# What one page holds beside everything else; more is counted in a line below.
MOST_EVENTS, MOST_TITLE, MOST_KOP = 5, 50, 6


@dataclass(frozen=True)
class Paper:
    """A printed page: its bytes, first and last day of its period, and the code at its foot."""

    pdf: bytes
    first: dt.date
    last: dt.date
    code: str


@transaction.atomic
def print_summary(
    *,
    facility: Facility,
    by: User,
    days: tuple[dt.date, dt.date] | None = None,
    at: dt.datetime | None = None,
) -> Paper:
    """The head's one A4 of a period: without ``days``, of this month as soon as it has an event, until then of the last one.

    The audit row keeps the code and the digest of the bytes, so that a page can be checked. Raises papers.PaperFailed.
    """
    at = at or timezone.now()
    first, last = days or month_to_show(facility, at)
    code = coupons.new_code()
    # A paper of the office is in its language, whatever the screen speaks.
    with translation.override("id"):
        report = period(facility=facility, first=first, last=last, at=at)
        data = summary(report, months(facility=facility, last=last), code=code)
    pdf = papers.render("summary", data, at=at)
    digest = hashlib.sha256(pdf).hexdigest()
    span = {"period": first.isoformat(), "last": last.isoformat()}
    audit.record(by=by, verb="print_summary", thing=facility, **span, code=code, sha256=digest)
    return Paper(pdf, first, last, code)


def summary(report: PeriodReport, year: tuple[Month, ...], *, code: str) -> dict[str, Any]:
    """Everything on the page as text and pictures; ``report.as_of`` is the moment of issue."""
    facility, day = report.facility, report.facility.local_day(report.as_of)
    return {
        "lang": "id",
        "region": "ID",
        "facility": facility.name,
        "date": [day.year, day.month, day.day],
        "letterhead": papers.letterhead(facility)[-MOST_KOP:],
        "title": _("Ringkasan hasil panen dan bakti sosial, %(period)s")
        % {"period": words.named_in_short(report)},
        "state": _state(report),
        "sentence": words.headline(report),
        "figures": four_figures(report),
        "flow": _flow(report),
        "year": _year(year),
        "events": _events(report),
        "accounted": words.accounted(report),
        "notes": " ".join(words.notes(report)),
        "signature": papers.signature(facility, Signatory.Office.HEAD, day),
        "foot": papers.foot(facility, code, report.as_of),
    }


def _state(report: PeriodReport) -> str:
    when = {"as_of": saat(report.as_of)}
    if report.is_to_come:
        return _("belum dimulai, per %(as_of)s") % when
    return (
        _("masih berjalan, per %(as_of)s") % when
        if report.is_running
        else _("per %(as_of)s") % when
    )


def four_figures(report: PeriodReport) -> list[dict[str, str]]:
    """Harvest, aid, families and reach, each with the period before beside it: ``label``, ``figure``, ``unit``, ``beside``."""
    now, before = report.figures, report.before
    when = words.before_in_short(report)
    rows = (
        (_("Dipanen"), *_split(_roughly(now.harvested)), _roughly(before.harvested)),
        (_("Bakti sosial"), *_split(_aid(now.aid)), _aid(before.aid)),
        (
            _("Keluarga menerima"),
            *_split(words.families(now.families)),
            words.families(before.families),
        ),
        (_("Cakupan keluarga"), words.share(now), words.reach(now), words.share(before)),
    )
    return [
        {
            "label": label,
            "figure": figure,
            "unit": unit,
            "beside": _("%(period)s: %(figure)s") % {"period": when, "figure": earlier},
        }
        for label, figure, unit, earlier in rows
    ]


def _roughly(grams: int) -> str:
    """A weight to 100 g, for a figure that is read at a glance: "253,215 kg" would be taken for thousands."""
    return kg(round(grams, -2))


def _aid(grams: int) -> str:
    """Packages of an earlier period that were taken apart outweigh those packed in this one: that is no aid."""
    return (
        _roughly(grams)
        if grams >= 0
        else _("0 kg; %(kg)s kembali ke stok") % {"kg": _roughly(-grams)}
    )


def _split(written: str) -> tuple[str, str]:
    """``34,6 kg`` as figure and unit, for the unit is written smaller."""
    figure, _space, unit = written.partition(" ")
    return figure, unit


def _flow(report: PeriodReport) -> dict[str, str]:
    flow = report.stock.total
    picture = charts.flow(words.sources(flow), words.mouths(flow), words.reached(report))
    return {
        "title": _("Dari panen sampai keluarga"),
        "svg": charts.on_paper(picture, FONT) if picture else "",
        "alt": words.headline(report)
        if picture
        else _("Belum ada panen atau stok pada periode ini."),
        "equation": words.equation(flow) + ".",
    }


def _year(year: tuple[Month, ...]) -> dict[str, Any]:
    harvested = [
        Segment(_letters(month), month.harvested, angka(round(month.harvested / 1000)), "5")
        for month in year
    ]
    reached = [
        Segment(_letters(month), month.families, angka(month.families), "1") for month in year
    ]
    span = {"first": bulan(year[0].first), "last": bulan(year[-1].first)}
    return {
        "title": _("Dua belas bulan: %(first)s – %(last)s") % span,
        "harvested": _columns(_("Panen (kg)"), harvested),
        "families": _columns(_("Keluarga menerima"), reached),
    }


def _letters(month: Month) -> str:
    return date_format(month.first, "M")


def _columns(title: str, bars: list[Segment]) -> dict[str, str]:
    picture = charts.columns(bars, title)
    spoken = "; ".join(f"{bar.label} {bar.text}" for bar in bars)
    return {"title": title, "svg": charts.on_paper(picture, FONT), "alt": f"{title}: {spoken}"}


def _events(report: PeriodReport) -> dict[str, Any]:
    rest = len(report.events) - MOST_EVENTS
    return {
        "title": _("Kegiatan bakti sosial"),
        "columns": [
            _("Tanggal"),
            _("Kegiatan"),
            _("Paket"),
            _("Keluarga"),
            _("Tidak hadir"),
            _("Berat"),
        ],
        "rows": [_row(line) for line in report.events[:MOST_EVENTS]],
        "more": _("dan %(n)s kegiatan lainnya") % {"n": angka(rest)} if rest > 0 else "",
        "empty": words.no_events(report),
    }


def _row(line: EventLine) -> list[str]:
    title = line.title if len(line.title) <= MOST_TITLE else f"{line.title[: MOST_TITLE - 1]}…"
    absent = angka(line.no_shows) if not line.is_open else _("berlangsung")
    return [
        tanggal_pendek(line.day),
        title,
        angka(line.packed),
        angka(line.families),
        absent,
        kg(line.grams),
    ]
