"""What a hand-over turns out to be: marked wrong, or accepted although a rule spoke against it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from distributions import settling
from distributions.forms.desk import AcceptForm, VoidForm
from distributions.models import Handover
from distributions.views.desk import receipt_address
from rutan.access import allow, get_or_post, verbs_of
from rutan.answers import SeeOther, carried_out, form_page, posted


@allow("void_own", "void")
@get_or_post
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then mark a hand-over wrong. Another officer's, or a late one, is the services
    head's.
    """
    handover = _handover(request, pk)
    form = VoidForm(posted(request), initial={"kind": Handover.VoidKind.WRONG_ENTRY})
    if carried_out(form, lambda data: settling.void(handover=handover, by=request.user, **data)):
        return SeeOther(_afterwards(request, handover))
    # Whom a void would be refused is told so before a reason is written.
    refusal = None if form.is_bound else settling.why_not_void(handover=handover, by=request.user)
    context = {"handover": handover, "refusal": refusal}
    return form_page(request, "distributions/void.html", form, **context)


@allow("settle")
@get_or_post
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, then let a package that broke a rule stand."""
    handover = _handover(request, pk)
    form = AcceptForm(posted(request))
    if carried_out(form, lambda data: settling.accept(handover=handover, by=request.user, **data)):
        return SeeOther(_afterwards(request, handover))
    return form_page(request, "distributions/accept.html", form, handover=handover)


def _handover(request: HttpRequest, pk: int) -> Handover:
    rows = Handover.objects.visible_to(request.user).with_people().select_related("distribution")
    return get_object_or_404(rows, pk=pk)


def _afterwards(request: HttpRequest, handover: Handover) -> str:
    """To the receipt; of an exception to the next one, on the way to the closing."""
    if not handover.exception:
        return receipt_address(handover)
    closes = "close" in verbs_of(request.user)
    page = "distribution_close" if closes else "distribution_detail"
    return reverse(page, args=[handover.distribution_id])
