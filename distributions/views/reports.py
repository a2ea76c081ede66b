"""The head's reports: a period, one event, their sheets, and the one page to print."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from distributions import event_state, reports
from distributions import messages as messages_of
from distributions.documents import months
from distributions.forms.reports import PeriodForm, query_of
from distributions.models import Distribution
from distributions.reports import sentences, tables
from distributions.reports.packages import balance, donated, segments
from distributions.reports.summary import four_figures
from rutan import charts, papers, sheets
from rutan.access import allow
from rutan.days import in_names
from rutan.paging import part_of
from rutan.printing import paper_failed


@allow("view_reports")
@require_GET
def period(request: HttpRequest) -> HttpResponse:
    """A period in the address, by month or from day to day; a wrong one is told and the usual month
    shown.
    """
    form = PeriodForm(request.GET)
    report = _report(request, form)
    context = {
        "form": form.showing(report.first, report.last),
        "report": report,
        **pictured(report),
        **_months_beside(report),
    }
    keys = [sentences.status_key(line) for line in report.events]
    events = tables.events_table(report)
    context |= {
        "stock": tables.stock_table(report.stock, report.aid, _("Saldo akhir")),
        "lots": tables.stock_table(report.lots, report.aid_of_lots, _("Sisa sekarang")),
        "accounted": sentences.accounted(report),
        "compared": tables.shown(report),
        "before_named": sentences.before_named(report),
        "notes": sentences.notes(report),
        "table": events,
        "events": list(zip(report.events, keys, events.rows, strict=True)),
        "empty": sentences.no_events(report),
        "query": query_of(report.first, report.last),
        **_of_month(report),
    }
    return render(request, "distributions/report.html", context)


def _of_month(report: reports.PeriodReport) -> dict:
    """What a month has besides: its recap to sign, and the text for the office above."""
    if not report.is_month or report.is_to_come:
        return {}
    last = months.last_of(report.facility, report.first)
    return {
        "month": f"{report.first:%Y-%m}",
        "recap": last,
        "is_over": report.last < report.facility.local_day(report.as_of),
        "texts": [messages_of.for_month(report)],
    }


def pictured(report: reports.PeriodReport) -> dict:
    """What the page and the head's home show of a report first."""
    both = (report.stock.total, report.figures.aid)
    sources, mouths, reached = (
        sentences.sources(*both),
        sentences.mouths(*both),
        sentences.reached(report),
    )
    return {
        "named": sentences.named(report),
        "headline": sentences.headline(report),
        "figures": four_figures(report),
        "mouths": mouths,
        "sources": sources,
        "reached": reached,
        "picture": charts.flow(sources, mouths, reached),
    }


def _months_beside(report: reports.PeriodReport) -> dict[str, dt.date | None]:
    """The month before and the month after the period; there is none after today's."""
    after = report.last + dt.timedelta(days=1)
    has_next = after <= report.facility.local_day(report.as_of)
    return {"previous": report.first - dt.timedelta(days=1), "next": after if has_next else None}


@allow("export")
@require_GET
def period_xlsx(request: HttpRequest) -> HttpResponse:
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return _told_on_page(form)
    report = _report(request, form)
    content = reports.export_period(report=report, by=request.user)
    name = _filename(request, in_names(report.first, report.last), "xlsx")
    return sheets.attachment(content, name)


@allow("export")
@require_GET
def pack(request: HttpRequest) -> HttpResponse:
    """The period for an auditor; what is longer than a year is told on the page."""
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return _told_on_page(form)
    if form.period and (form.period[1] - form.period[0]).days >= reports.MOST_DAYS:
        said = _("Berkas pemeriksa paling lama satu tahun. Pilih periode yang lebih pendek.")
        messages.error(request, said)
        return _told_on_page(form)
    report = _report(request, form)
    content = reports.export_pack(report=report, by=request.user, at=report.as_of)
    name = _filename(request, f"pemeriksaan-{in_names(report.first, report.last)}", "zip")
    return sheets.attachment(content, name, "application/zip")


def _report(request: HttpRequest, form: PeriodForm) -> reports.PeriodReport:
    """Of the period that was asked for, else of the usual month."""
    facility, now = request.user.facility, timezone.now()
    first, last = form.period or reports.month_to_show(facility, now)
    return reports.period(facility=facility, first=first, last=last, at=now)


def _told_on_page(form: PeriodForm) -> HttpResponseRedirect:
    """A wrong period is explained on the page, beside its field."""
    typed = {name: value for name, value in form.data.items() if value}
    return redirect(f"{reverse('report_home')}?{urlencode(typed)}")


@allow("view_reports")
@require_GET
def summary(request: HttpRequest) -> HttpResponse:
    """The one A4; a period in the address is followed, without one it is the month that speaks."""
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return _told_on_page(form)
    try:
        paper = reports.print_summary(
            facility=request.user.facility, by=request.user, days=form.period
        )
    except papers.PaperFailed:
        return paper_failed(request, reverse("report_home"))
    filename = _filename(request, f"ringkasan-{paper.day}", "pdf")
    headers = {"Content-Disposition": f'inline; filename="{filename}"'}
    return HttpResponse(bytes(paper.pdf), content_type="application/pdf", headers=headers)


@allow("view_reports")
@require_GET
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Who received what, when and from whom."""
    distribution = _event(request, pk)
    report = reports.event(distribution)
    context = {
        "report": report,
        "event": distribution,
        "headline": event_state.headline(distribution),
        "balance": balance(distribution),
        "donated": donated(report),
        "tiles": sentences.event_tiles(report),
        "packages": distribution.packages_out + distribution.packages_left,
        "segments": segments(distribution) if distribution.packed else None,
        "notes": sentences.event_notes(report),
        "served": part_of(request, report.served, "served"),
        "waiting": part_of(request, report.waiting, "waiting"),
        "empty_handed": part_of(request, report.empty_handed, "empty-handed"),
    }
    return render(request, "distributions/report_event.html", context)


@allow("export")
@require_GET
def event_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    distribution = _event(request, pk)
    content = reports.export_event(distribution=distribution, by=request.user)
    return sheets.attachment(content, _filename(request, f"kegiatan-{distribution.day}", "xlsx"))


def _event(request: HttpRequest, pk: int) -> Distribution:
    """An event of the user's own prison; a rehearsal is in no report."""
    events = (
        Distribution.objects.visible_to(request.user)
        .real()
        .select_related("facility", "approved_by", "ratified_by", "closed_by")
    )
    return get_object_or_404(events, pk=pk)


def _filename(request: HttpRequest, what: str, ending: str) -> str:
    return f"{slugify(request.user.facility.short_name)}-{what}.{ending}"
