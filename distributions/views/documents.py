"""Papers that are issued: the draft, the act, what was issued, and whether a paper is genuine."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from distributions import coupons
from distributions.documents import issuing
from distributions.documents.issuing import ISSUABLE, Issuable
from distributions.documents.paper import Job
from distributions.forms.documents import IssueForm, ScanForm
from distributions.models import Distribution, IssuedDocument, SignedScan
from distributions.views.desk import SeeOther
from distributions.views.papers import failed, pdf_page
from distributions.views.planning import event_or_404
from rutan import files, papers
from rutan.access import allow, public
from rutan.answers import carried_out, form_page, posted
from rutan.paging import one_page

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
    paper = _paper(kind, event)
    return _draft(request, paper, Job(event, timezone.now()))


def _draft(request: HttpRequest, paper: Issuable, job: Job) -> HttpResponse:
    try:
        pdf = issuing.print_draft(job=job, paper=paper, by=request.user)
    except papers.PaperFailed:
        return failed(request, job.distribution)
    return pdf_page(job.distribution, paper.label, pdf)


@allow("issue_document")
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Type the number, look at the draft, issue; a second one corrects the first."""
    event = event_or_404(request, pk)
    paper = _paper(kind, event)
    last = issuing.last_of(event, paper)
    form = IssueForm(posted(request), paper=paper, initial=issuing.typed_for(last))
    if "draft" in request.POST and form.is_valid():
        number, words = form.typed()
        return _draft(request, paper, Job(event, timezone.now(), number=number, words=words))
    if "draft" not in request.POST:
        try:
            if carried_out(form, lambda data: _issue(request, event, paper, form)):
                return _issued(request, form.made)
        except papers.PaperFailed:
            return failed(request, event)
    context = {"event": event, "paper": paper, "last": last}
    return form_page(request, "distributions/document_issue.html", form, **context)


def _issue(
    request: HttpRequest, distribution: Distribution, paper: Issuable, form: IssueForm
) -> IssuedDocument:
    number, words = form.typed()
    return issuing.issue(
        distribution=distribution,
        paper=paper,
        number=number,
        words=words,
        by=request.user,
        client_id=form.cleaned_data["client_id"],
    )


def _issued(request: HttpRequest, document: IssuedDocument) -> HttpResponse:
    said = _("%(kind)s terbit dengan kode %(code)s. Cetak, lalu mintakan tanda tangan.")
    kind = document.get_kind_display()
    messages.success(request, said % {"kind": kind, "code": document.code})
    return SeeOther(reverse("document", args=[document.pk]))


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
    key = next(paper.key for paper in ISSUABLE.values() if paper.kind == row.kind)
    context = {"document": row, "event": row.distribution, "kind": key}
    context["corrections"] = issuing.corrected_since(row)
    context["scans"] = row.scans.select_related("recorded_by")
    return render(request, "distributions/document.html", context)


@allow("print_papers")
@require_GET
def document_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as they were issued."""
    row = _document(request, pk)
    pdf = issuing.print_issued(documents=[row], by=request.user)
    return pdf_page(row.distribution, row.get_kind_display(), pdf)


@allow("issue_document")
@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in the paper as it came back with its signatures."""
    row = _document(request, pk)
    form = ScanForm(posted(request), request.FILES or None)
    if carried_out(form, lambda data: issuing.attach_scan(document=row, by=request.user, **data)):
        messages.success(request, _("Hasil pindai tersimpan."))
        return SeeOther(reverse("document", args=[row.pk]))
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
    try:
        return files.handed_out(
            row=row.document, file=row.file, name=name, by=request.user, scan=row.pk
        )
    except FileNotFoundError:
        said = _("Hasil pindai ini tidak ditemukan di penyimpanan. Unggah lagi dari kertasnya.")
        messages.error(request, said)
        return redirect("document", row.document_id)


@allow("print_papers")
@require_GET
def for_signing(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything of the event that was issued and stands, one after the other to the printer."""
    event = event_or_404(request, pk)
    rows = list(event.documents.standing().order_by("issued_at", "pk"))
    if not rows:
        raise Http404
    pdf = issuing.print_issued(documents=rows, by=request.user)
    return pdf_page(event, _("Berkas untuk ditandatangani"), pdf)


def _document(request: HttpRequest, pk: int) -> IssuedDocument:
    rows = IssuedDocument.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related(
            "distribution__facility", "issued_by", "superseded_by", "replaces", "replaced_by"
        ),
        pk=pk,
    )


@public
@require_GET
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a paper is genuine: kind, number, date and totals, never a name."""
    typed = coupons.normalise(code)
    rows = IssuedDocument.objects.without_bytes()
    row = rows.with_code(typed) if coupons.is_code(typed) else None
    context = {"document": row, "code": typed}
    return render(request, "distributions/verify.html", context, status=200 if row else 404)
