"""The end of an event: the balance, what is left, and the way back that only the head has."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
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
from rutan.answers import carried_out, form_page, posted, show_also


@allow("close")
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """The consequence in figures, left-overs by destination, one button."""
    event = get_object_or_404(Distribution.objects.visible_to(request.user), pk=pk)
    form = CloseForm(posted(request), initial={"kitchen": event.packages_left})
    shut = partial(_shut, request, event, form)
    if carried_out(form, shut):
        return _closed(request, form.made)
    show_also(form, shut, reason=StockMovement.Reason.WILTED)
    if form.refused:
        event.refresh_from_db()
    waiting = (
        Entitlement.objects.on(event).waiting().select_related("family__area__parent").by_number()
    )
    context = {
        "event": event,
        "waiting": waiting,
        "segments": segments(event),
        "balance": balance(event),
    }
    return form_page(request, "distributions/close.html", form, **context)


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
    form = ReopenForm(posted(request))
    if carried_out(form, lambda data: closing.reopen(distribution=event, by=request.user, **data)):
        messages.success(request, _("Kegiatan dibuka kembali."))
        return SeeOther(reverse("distribution_detail", args=[event.pk]))
    return form_page(request, "distributions/reopen.html", form, event=event)
