"""The end of an event: the balance, what is left, and the way back that only the head has."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from distributions import closing
from distributions.forms.packing import CloseForm, ReopenForm
from distributions.models import Distribution, Entitlement
from distributions.reports.packages import balance, segments
from distributions.views.desk import SeeOther
from harvests.models import StockMovement
from rutan.access import allow
from rutan.forms import show_also, show_at_field
from rutan.refusals import Refused


@allow("close")
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """The consequence in figures, left-overs by destination, one button."""
    event = get_object_or_404(Distribution.objects.visible_to(request.user), pk=pk)
    form, status = CloseForm(request.POST or None, initial={"kitchen": event.packages_left}), 200
    if request.method == "POST":
        status = 422
        shut = partial(_shut, request, event, form)
        if form.is_valid():
            try:
                return _closed(request, shut(form.cleaned_data))
            except Refused as error:
                status = 409
                show_at_field(form, error)
                event.refresh_from_db()
        else:
            show_also(form, shut, reason=StockMovement.Reason.WILTED)
    waiting = (
        Entitlement.objects.on(event).waiting().select_related("family__area__parent").by_number()
    )
    exceptions = event.handovers.unexplained().with_people()
    context = {
        "event": event,
        "form": form,
        "waiting": waiting,
        "exceptions": exceptions,
        "segments": segments(event),
        "balance": balance(event),
    }
    return render(request, "distributions/close.html", context, status=status)


def _shut(
    request: HttpRequest, distribution: Distribution, form: CloseForm, data: dict
) -> Distribution:
    return closing.close(
        distribution=distribution,
        left_overs=form.left_overs,
        by=request.user,
        client_id=data["client_id"],
        reason=data["reason"],
    )


def _closed(request: HttpRequest, distribution: Distribution) -> HttpResponse:
    said = _("Kegiatan ditutup. %(balance)s") % {"balance": balance(distribution)}
    messages.success(request, said)
    return SeeOther(reverse("distribution_detail", args=[distribution.pk]))


@allow("reopen")
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(Distribution.objects.visible_to(request.user), pk=pk)
    form, status = ReopenForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                closing.reopen(distribution=event, by=request.user, **form.cleaned_data)
                messages.success(request, _("Kegiatan dibuka kembali."))
                return SeeOther(reverse("distribution_detail", args=[event.pk]))
            except Refused as error:
                status = 409
                form.add_error(None, error.message)
    return render(
        request, "distributions/reopen.html", {"event": event, "form": form}, status=status
    )
