"""The head's one page: the data of templates/documents/summary.typ, from the same report as the
page.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from distributions import coupons
from distributions.models import IssuedDocument
from distributions.reports import sentences
from distributions.reports.months import Month, months
from distributions.reports.period import (
    EventLine,
    Figures,
    PeriodReport,
    month_to_show,
    period,
)
from rutan import audit, charts, papers
from rutan.charts import Segment
from rutan.formats import angka, berat, bulan, kilogram, perkiraan, saat
from rutan.models import Facility, Signatory, User

FONT = "Liberation Sans"
# What one page holds beside everything else; more is counted in a line below.
MOST_EVENTS, MOST_TITLE, MOST_KOP = 5, 50, 6
_OF_THE_MOMENT = ("date", "state", "code", "foot")


@transaction.atomic
def print_summary(
    *,
    facility: Facility,
    by: User,
    days: tuple[dt.date, dt.date] | None = None,
    at: dt.datetime | None = None,
) -> IssuedDocument:
    """The head's one A4 of a period: without ``days``, of this month as soon as it has an event,
    until then of the last one.

    Each is issued with its bytes, so that whoever holds it can ask whether it is genuine; while
    nothing on it would read otherwise the page that was drawn before is served again, of a period
    that goes on until the day is over. Raises papers.PaperFailed.
    """
    at = at or timezone.now()
    # There is no row to lock yet: of two at once the second waits here and finds the first.
    facility = Facility.objects.locked().get(pk=facility.pk)
    first, last = days or month_to_show(facility, at)
    # A paper of the office is in its language, whatever the screen speaks.
    with translation.override("id"):
        report = period(facility=facility, first=first, last=last, at=at)
        year = months(facility=facility, last=last, today=facility.local_day(at))
        data = summary(report, year, code=coupons.new_code())
    paper = _as_before(report, data) or _issued(report, data, by)
    span = {"period": first.isoformat(), "last": last.isoformat()}
    facts = {"code": paper.code, "sha256": paper.sha256}
    audit.record(by=by, verb="print_summary", thing=facility, **span, **facts)
    return paper


def _as_before(report: PeriodReport, data: dict[str, Any]) -> IssuedDocument | None:
    """The page that was drawn last, where it says the same."""
    rows = report.facility.documents.summaries_of(report.facility, report.first, report.last)
    last = rows.first()
    if last is None or _lasting(last.payload) != _lasting(data):
        return None
    day = report.facility.local_day(report.as_of)
    is_over, drawn_on = report.last < day, report.facility.local_day(last.issued_at)
    return last if drawn_on == day or (is_over and drawn_on > report.last) else None


def _lasting(data: Mapping[str, Any]) -> dict[str, Any]:
    """What is on the page beside its moment, as JSON holds it."""
    kept = {name: value for name, value in data.items() if name not in _OF_THE_MOMENT}
    kept["signature"] = data["signature"] | {"place": ""}
    return json.loads(json.dumps(kept))


def _issued(report: PeriodReport, data: dict[str, Any], by: User) -> IssuedDocument:
    """The page, drawn and kept."""
    facility, at = report.facility, report.as_of
    pdf = papers.render("summary", data, at=at, pictures=papers.pictures_of(facility))
    return IssuedDocument.objects.create(
        facility=facility,
        kind=IssuedDocument.Kind.SUMMARY,
        code=data["code"],
        period=report.first,
        until=report.last,
        payload=data,
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        issued_at=at,
        issued_by=by,
        client_id=uuid4(),
    )


def totals(report: PeriodReport) -> dict[str, int]:
    """What somebody who holds a paper of the period may compare."""
    figures = report.figures
    return {
        "families": figures.families,
        "harvested": figures.harvested,
        "harvested_estimated": figures.harvested_estimated,
        "grams": figures.aid.handed_over,
        "grams_estimated": figures.aid.handed_over_estimated,
    }


def summary(report: PeriodReport, year: tuple[Month, ...], *, code: str) -> dict[str, Any]:
    """Everything on the page as text and pictures; ``report.as_of`` is the moment of issue."""
    facility, day = report.facility, report.facility.local_day(report.as_of)
    return {
        "lang": "id",
        "region": "ID",
        "facility": facility.name,
        "date": [day.year, day.month, day.day],
        "letterhead": papers.letterhead(facility)[-MOST_KOP:],
        "logo": next(iter(papers.pictures_of(facility)), ""),
        "title": (
            _("Ringkasan hasil panen dan bakti sosial, %(period)s")
            % {"period": sentences.named_in_short(report)}
        ),
        "state": _state(report),
        "sentence": sentences.headline(report),
        "figures": four_figures(report),
        "flow": _flow(report),
        "year": _year(year),
        "events": _events(report),
        "accounted": sentences.accounted(report),
        "notes": " ".join(sentences.notes(report)),
        "signature": papers.signature(facility, Signatory.Office.HEAD, day),
        "code": code,
        "foot": papers.foot(facility, code, report.as_of, issued=True),
        "totals": totals(report),
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
    """Harvest, aid, families and reach, each with the period before beside it.

    ``label``, ``figure``, ``unit``, ``note`` (how much is an estimate, or of whom it is a share),
    ``beside``.
    """
    now, before = report.figures, report.before
    when = sentences.before_in_short(report)
    rows = (
        (_("Dipanen"), *_weight(now.harvested, now.harvested_estimated), _harvested(before)),
        (
            _("Diserahkan"),
            *_weight(now.aid.handed_over, now.aid.handed_over_estimated),
            _handed_over(before),
        ),
        (
            _("Keluarga menerima"),
            sentences.families(now.families),
            "",
            sentences.families(before.families),
        ),
        (_("Cakupan"), sentences.share(now), sentences.reach(now), sentences.share(before)),
    )
    return [
        {
            "label": label,
            **_split(figure),
            "note": note,
            "beside": _("%(period)s: %(figure)s") % {"period": when, "figure": earlier},
        }
        for label, figure, note, earlier in rows
    ]


def _weight(grams: int, estimated: int) -> tuple[str, str]:
    said = perkiraan(grams, estimated)
    return berat(grams, bool(said)), said


def _harvested(figures: Figures) -> str:
    return berat(figures.harvested, figures.harvested_estimated > 0)


def _handed_over(figures: Figures) -> str:
    return berat(figures.aid.handed_over, figures.aid.handed_over_estimated > 0)


def _split(written: str) -> dict[str, str]:
    """``± 34,6 kg`` as figure and unit, for the unit is written smaller."""
    figure, _space, unit = written.rpartition(" ")
    return {"figure": figure, "unit": unit} if figure else {"figure": unit, "unit": ""}


def _flow(report: PeriodReport) -> dict[str, str]:
    both = (report.stock.total, report.figures.aid)
    picture = charts.flow(
        sentences.sources(*both), sentences.mouths(*both), sentences.reached(report)
    )
    return {
        "title": _("Dari panen sampai keluarga"),
        "svg": charts.on_paper(picture, FONT) if picture else "",
        "alt": (
            sentences.headline(report)
            if picture
            else _("Belum ada panen atau stok pada periode ini.")
        ),
        "equation": sentences.equation(*both) + ".",
    }


def _year(year: tuple[Month, ...]) -> dict[str, Any]:
    harvested = [
        _bar(month, month.harvested, angka(round(month.harvested / 1000)), "5") for month in year
    ]
    reached = [_bar(month, month.families, angka(month.families), "1") for month in year]
    last = year[-1]
    until = sentences.until(bulan(last.first), last.running) if last.running else bulan(last.first)
    return {
        "title": (
            _("Dua belas bulan: %(first)s – %(last)s")
            % {
                "first": bulan(year[0].first),
                "last": until,
            }
        ),
        "harvested": _columns(_("Panen (kg)"), harvested),
        "families": _columns(_("Keluarga menerima"), reached),
    }


def _bar(month: Month, value: int, text: str, tone: str) -> Segment:
    """A running month is drawn as one: paler, as what is not yet complete."""
    return Segment(_letters(month), value, text, tone, rest=month.running is not None)


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
            _("Paket diserahkan"),
            _("Keluarga"),
            _("Tidak hadir"),
            _("Berat (kg)"),
        ],
        "rows": [_row(line) for line in report.events[:MOST_EVENTS]],
        "more": _("dan %(n)s kegiatan lainnya") % {"n": angka(rest)} if rest > 0 else "",
        "empty": sentences.no_events(report),
    }


def _row(line: EventLine) -> list[str]:
    absent = angka(line.no_shows) if not line.is_open else _("berlangsung")
    return [
        sentences.days_of(line),
        sentences.called(line, MOST_TITLE),
        angka(line.packages_out),
        angka(line.families),
        absent,
        kilogram(line.aid.handed_over, line.aid.handed_over_estimated > 0),
    ]
