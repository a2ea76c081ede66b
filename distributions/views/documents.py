"""Papers that are issued: the draft, the act, what was issued, and whether a paper is genuine."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from distributions import coupons
from distributions.documents import changes, issuing, months
from distributions.documents.issuing import ISSUABLE, Issuable
from distributions.documents.months import RECAP
from distributions.documents.paper import Job
from distributions.documents.recap import Month
from distributions.forms.documents import IssueForm, ScanForm
from distributions.forms.reports import PeriodForm, query_of
from distributions.models import Distribution, IssuedDocument, SignedScan
from distributions.views.planning import address_of, event_or_404
from rutan import files, papers
from rutan.access import allow, get_or_post, public
from rutan.answers import carried_out, form_page, posted, see_other, today_of
from rutan.days import month_before, month_of
from rutan.formats import bulan
from rutan.paging import one_page
from rutan.printing import drawn, paper_failed, pdf_page, stored_file

PER_PAGE = 25


def _paper(key: str, distribution: Distribution) -> Issuable:
    """The kind of that address, if the event has use for it."""
    paper = ISSUABLE.get(key)
    if paper is None or not paper.fits(distribution):
        raise Http404
    return paper


@allow("print_papers")
@require_GET
def draft(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A paper as it would be issued now, with what is still to be typed as dots."""
    event = event_or_404(request, pk)
    return _draft(request, _paper(kind, event), Job(event, timezone.now()), address_of(event))


@allow("view_reports")
@require_GET
def recap_draft(request: HttpRequest) -> HttpResponse:
    """The recap of a month as it would be issued now."""
    first = _month(request)
    job = Month(request.user.facility, first, timezone.now())
    return _draft(request, RECAP, job, _report_of(first))


def _draft(request: HttpRequest, paper: Issuable, job: Job | Month, back: str) -> HttpResponse:
    draw = partial(issuing.print_draft, job=job, paper=paper, by=request.user)
    when = f"{job.period:%Y-%m}" if job.period else job.distribution.day
    return drawn(request, draw, label=paper.label, when=when, back=back)


@allow("issue_document")
@get_or_post
def issue(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Type the number, look at the draft, issue; a second one corrects the first."""
    event = event_or_404(request, pk)
    paper = _paper(kind, event)
    return _issue(
        request,
        paper,
        issuing.last_of(event, paper),
        job=partial(Job, event),
        act=partial(issuing.issue, distribution=event, paper=paper),
        place={"event": event, "about": event, "back": address_of(event)},
    )


@allow("issue_document")
@get_or_post
def recap(request: HttpRequest) -> HttpResponse:
    """The same for the recap of a month."""
    facility, first = request.user.facility, _month(request)
    return _issue(
        request,
        RECAP,
        months.last_of(facility, first),
        job=partial(Month, facility, first),
        act=partial(months.issue_month, facility=facility, first=first),
        place={"about": bulan(first), "month": f"{first:%Y-%m}", "back": _report_of(first)},
    )


def _issue(
    request: HttpRequest,
    paper: Issuable,
    last: IssuedDocument | None,
    *,
    job: Callable[..., Job | Month],
    act: Callable[..., IssuedDocument],
    place: dict,
) -> HttpResponse:
    """The form of a paper: ``job`` makes what its draft is drawn from, ``act`` issues it."""
    typed = issuing.typed_for(last, request.user.facility)
    form = IssueForm(posted(request), paper=paper, initial=typed)
    if "draft" in request.POST and form.is_valid():
        return _draft(request, paper, job(timezone.now(), **form.typed()), place["back"])
    if "draft" not in request.POST:
        try:
            if carried_out(form, lambda data: _act(request, form, act)):
                return _issued(request, form.made)
        except papers.PaperFailed:
            return paper_failed(request, place["back"])
    context = {"paper": paper, "last": last, **place}
    return form_page(request, "distributions/document_issue.html", form, **context)


def _act(request: HttpRequest, form: IssueForm, act: Callable) -> IssuedDocument:
    return act(by=request.user, client_id=form.cleaned_data["client_id"], **form.typed())


def _month(request: HttpRequest) -> dt.date:
    """The first day of ``2025-10`` in the form or the address, without either of the last month
    that is over.
    """
    form = PeriodForm(posted(request) or request.GET)
    if not form.is_valid():
        raise Http404
    first, _last = form.whole_month or month_before(today_of(request))
    return first


def _report_of(first: dt.date, last: dt.date | None = None) -> str:
    """The page of a period, of a month where the last day is left out."""
    return f"{reverse('report_home')}?{query_of(first, last or month_of(first)[1])}"


def _issued(request: HttpRequest, document: IssuedDocument) -> HttpResponse:
    said = _("%(kind)s terbit dengan kode %(code)s. Cetak, lalu mintakan tanda tangan.")
    kind = document.get_kind_display()
    messages.success(request, said % {"kind": kind, "code": document.code})
    return see_other("document", document.pk)


@allow("print_papers")
@require_GET
def documents(request: HttpRequest) -> HttpResponse:
    """All that was issued, the latest first."""
    rows = IssuedDocument.objects.visible_to(request.user).without_bytes()
    page, around = one_page(request, rows, PER_PAGE)
    context = {"documents": page, "total": page.paginator.count, **around}
    return render(request, "distributions/document_list.html", context)


@allow("print_papers")
@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One issued paper: whether it still stands, and what was mended since."""
    row = _document(request, pk)
    context = {"document": row, "scans": row.scans.select_related("recorded_by")}
    if row.distribution:
        key = next(paper.key for paper in ISSUABLE.values() if paper.kind == row.kind)
        event = row.distribution
        context |= {"event": event, "corrections": issuing.corrected_since(row)}
        context["figures"] = issuing.figures_of(row)
        context["again"] = reverse("document_issue", args=[event.pk, key])
    else:
        context["report"] = _report_of(*row.span)
        context["changes"] = changes.since(row)
        if row.kind == RECAP.kind:
            context["again"] = f"{reverse('recap_issue')}?month={row.period:%Y-%m}"
    return render(request, "distributions/document.html", context)


@allow("print_papers")
@require_GET
def document_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as they were issued."""
    row = _document(request, pk)
    pdf = issuing.print_issued(documents=[row], by=request.user)
    return pdf_page(row.day, row.get_kind_display(), pdf)


@allow("issue_document")
@get_or_post
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in the paper as it came back with its signatures."""
    row = _document(request, pk)
    form = ScanForm(posted(request), request.FILES or None)
    if carried_out(form, lambda data: issuing.attach_scan(document=row, by=request.user, **data)):
        messages.success(request, _("Hasil pindai tersimpan."))
        return see_other("document", row.pk)
    if form.refused:
        files.ask_again(form)
    return form_page(request, "distributions/document_scan.html", form, document=row)


@allow("print_papers")
@require_safe
def scan_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One signed scan; who opened it is written down."""
    scans = SignedScan.objects.visible_to(request.user).select_related("document")
    row = get_object_or_404(scans, pk=pk)
    name = f"{slugify(row.document.get_kind_display())}-{row.document.code}"
    back = reverse("document", args=[row.document_id])
    return stored_file(request, row=row.document, file=row.file, name=name, back=back, scan=row.pk)


@allow("print_papers")
@require_GET
def for_signing(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything of the event that was issued and stands, one after the other to the printer."""
    event = event_or_404(request, pk)
    rows = list(event.documents.standing().order_by("issued_at", "pk"))
    if not rows:
        raise Http404
    pdf = issuing.print_issued(documents=rows, by=request.user)
    return pdf_page(event.day, _("Berkas untuk ditandatangani"), pdf)


def _document(request: HttpRequest, pk: int) -> IssuedDocument:
    rows = IssuedDocument.objects.visible_to(request.user)
    beside = ("facility", "distribution__facility", "issued_by", "superseded_by")
    return get_object_or_404(rows.select_related(*beside, "replaces", "replaced_by"), pk=pk)


@public
@require_GET
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a paper is genuine: kind, number, date and totals, never a name."""
    typed = coupons.normalise(code)
    rows = IssuedDocument.objects.without_bytes()
    row = rows.with_code(typed) if coupons.is_code(typed) else None
    context = {"document": row, "code": typed, "totals": row and row.totals}
    # Nobody is signed in whose zone it were: the hour is that on the paper.
    with timezone.override(row.facility.tzinfo if row else None):
        return render(request, "distributions/verify.html", context, status=200 if row else 404)
