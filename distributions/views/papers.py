"""Papers of an event: one by one, all together, and the coupon of one family."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from distributions import coupons, documents
from distributions.documents import ALL, KINDS, Job, Kind
from distributions.forms.papers import DesksForm, PrintForm, ReplaceForm
from distributions.models import Entitlement, PaperPrint
from distributions.views.planning import address_of, event_or_404, to_event
from rutan.access import allow, get_or_post, verbs_of
from rutan.answers import SeeOther
from rutan.printing import drawn


@allow("print_papers", "pack")
@require_GET
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One paper of which any number of prints may be made."""
    event = event_or_404(request, pk)
    desks = documents.desks(event, DesksForm(request.GET).chosen)
    job = Job(event, timezone.now(), desks)
    asked = _kind(kind, job)
    if asked.key == documents.COUNTED:
        raise Http404
    if asked.verbs.isdisjoint(verbs_of(request.user)):
        raise PermissionDenied
    draw = partial(documents.print_paper, job=job, kind=asked, by=request.user)
    return drawn(request, draw, label=asked.label, when=event.day, back=address_of(event))


@allow("print_papers")
@require_POST
def print_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Coupons, or everything with them: the print is counted, then shown."""
    event = event_or_404(request, pk)
    form = PrintForm(request.POST, distribution=event)
    if not form.is_valid():
        messages.error(request, _("Muat ulang halaman ini, lalu cetak lagi."))
        return to_event(event)
    made = coupons.print_papers(
        distribution=event,
        entitlement=form.cleaned_data["entitlement"],
        client_id=form.cleaned_data["client_id"],
        by=request.user,
    )
    desks = documents.desks(event, form.chosen)
    address = reverse("printed_papers", args=[made.pk, form.cleaned_data["kind"]])
    return SeeOther(f"{address}?desks={desks}")


@allow("print_papers")
@require_GET
def printed(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """What a print sent to the printer, as often as the browser asks for it."""
    prints = PaperPrint.objects.visible_to(request.user).select_related("distribution__facility")
    made = get_object_or_404(prints, pk=pk)
    event = made.distribution
    desks = documents.desks(event, DesksForm(request.GET).chosen)
    job = Job(event, made.recorded_at, desks, made)
    kinds = documents.together(job) if kind == ALL else [_kind(kind, job)]
    label = _("Berkas") if kind == ALL else kinds[0].label
    draw = partial(documents.draw, job, kinds)
    return drawn(request, draw, label=label, when=event.day, back=address_of(event))


@allow("plan")
@get_or_post
def coupon(request: HttpRequest, pk: int) -> HttpResponse:
    """The coupon of one family: print it again, or replace it, which makes another code."""
    rows = Entitlement.objects.visible_to(request.user)
    row = get_object_or_404(
        rows.select_related("distribution__facility", "family__area__parent"), pk=pk
    )
    form = ReplaceForm(request.POST or None, row=row)
    if form.is_valid():
        coupons.replace(coupon=form.cleaned_data["coupon"], by=request.user)
        said = _("Kupon nomor %(number)s diganti. Yang lama tidak berlaku lagi; cetak yang baru.")
        messages.success(request, said % {"number": row.number})
        return SeeOther(request.path)
    live = coupons.live_of(row)
    context = {
        "row": row,
        "event": row.distribution,
        "coupon": live,
        "form": ReplaceForm(row=row, initial={"coupon": live}),
        "print_form": PrintForm(distribution=row.distribution),
        "times": coupons.times_printed(live) if live else 0,
    }
    return render(request, "distributions/coupon.html", context)


def _kind(key: str, job: Job) -> Kind:
    """The kind of that address, if the event has use for it."""
    kind = KINDS.get(key)
    if kind is None or not kind.fits(job):
        raise Http404
    return kind
