"""The visit counter: who of the list has come, and the coupon in the family's hand."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from distributions import absences, attempts, counter, coupons, hall, search
from distributions.forms.closing import AbsenceForm
from distributions.forms.counter import METHODS, ArrivalForm
from distributions.models import Distribution, Entitlement
from distributions.views.desk import collector_of, event_at_desk, mistakes_of, newcomer
from families.models import Relationship
from rutan.access import allow, get_or_post
from rutan.answers import SeeOther, carried_out, pressed, status_of
from rutan.fields import plain_number

# Behind the addresses that lead away from the counter, so that whoever follows them comes back.
BEGAN = "&from=arrivals"


@allow("arrive")
@get_or_post
def arrivals(request: HttpRequest, pk: int) -> HttpResponse:
    """Search as at the desk; POST writes down who came for the family of one card."""
    event = event_at_desk(request, pk)
    if request.method == "POST":
        return _arrive(request, event)
    q = request.GET.get("q", "")
    found = search.picked_by(event, request.GET) or search.find(event, q, by=request.user)
    attempts.note_unknown(event, found.refusal, by=request.user)
    if found.identity_number:
        # Forms on the page lead back to this address; they must not carry the number on.
        q = request.META["QUERY_STRING"] = ""
    return page(request, event, found=found, q=q[:80], **newcomer(request, q))


def _arrive(request: HttpRequest, distribution: Distribution) -> HttpResponse:
    rows = Entitlement.objects.visible_to(request.user).on(distribution)
    row = get_object_or_404(rows, pk=plain_number(request.POST.get("entitlement", "")))
    form = ArrivalForm(request.POST)
    if carried_out(form, partial(_act, request, row)):
        _say_arrived(request, form.made)
        return SeeOther(counter_address(row))
    found = search.picked(distribution, entitlement=row.pk)
    return page(request, distribution, found=found, form=form, status=status_of(form))


def _act(request: HttpRequest, entitlement: Entitlement, data: dict) -> Entitlement:
    told = ("verified_by_method", "may_be_photographed", "goes_first", "coupon_given")
    seen = counter.Seen(collector_of(request, data), **{name: data[name] for name in told})
    return counter.arrive(entitlement=entitlement, seen=seen, by=request.user)


def _say_arrived(request: HttpRequest, entitlement: Entitlement) -> None:
    said = _("Nomor %(number)s, %(name)s, %(village)s: tercatat datang.")
    family = entitlement.family
    names = {"number": entitlement.number, "name": family.name, "village": family.area}
    messages.success(request, said % names)


@allow("arrive")
@require_POST
def undo_arrival(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an arrival that was written down for the wrong family."""
    row = _row(request, pk)
    if pressed(request, lambda: counter.undo_arrival(entitlement=row, by=request.user)):
        said = _("Kedatangan nomor %(number)s dibatalkan.")
        messages.success(request, said % {"number": row.number})
    return SeeOther(counter_address(row))


@allow("arrive")
@require_POST
def give_coupon(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that the coupon is in the family's hand, also before the day."""
    row = _row(request, pk)
    if pressed(request, lambda: counter.give_coupon(entitlement=row, by=request.user)):
        said = _("Kupon nomor %(number)s diberikan kepada keluarga %(name)s.")
        messages.success(request, said % {"number": row.number, "name": row.family.name})
    return SeeOther(counter_address(row))


def _row(request: HttpRequest, pk: int) -> Entitlement:
    rows = Entitlement.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("distribution__facility", "family__area"), pk=pk)


def counter_address(entitlement: Entitlement) -> str:
    query = urlencode({"entitlement": entitlement.pk})
    return f"{reverse('arrivals', args=[entitlement.distribution_id])}?{query}"


def page(
    request: HttpRequest,
    distribution: Distribution,
    *,
    found: search.Found,
    form: ArrivalForm | None = None,
    status: int = 200,
    **context,
) -> HttpResponse:
    """The counter's page with whatever it has to say."""
    is_over = distribution.status == Distribution.Status.CLOSED
    errors = {name: mistakes[0] for name, mistakes in form.errors.items()} if form else {}
    context = {
        "event": distribution,
        "found": found,
        "refusal": found.refusal,
        "at_counter": True,
        "began": BEGAN,
        "is_over": is_over,
        # After the closing nobody waits any more.
        "here": [] if is_over else hall.queue_of(distribution.here).numbers,
        "form": form,
        **_of_card(request, distribution, found.only, form),
        "methods": METHODS,
        "relationships": Relationship.choices,
        **mistakes_of(errors),
        **context,
    }
    return render(request, "distributions/arrivals.html", context, status=status)


def _of_card(
    request: HttpRequest,
    distribution: Distribution,
    card: search.Card | None,
    form: ArrivalForm | None,
) -> dict:
    """What the page says and asks of the one family that was found on the list."""
    row = card and card.entitlement
    if not row:
        return {}
    coupon, away = coupons.live_of(row), absences.to_ask(row.family_id, distribution.day)
    return {
        "coupon": coupon,
        "against": counter.why_not_arrive(row, timezone.now()),
        "may_undo": counter.may_undo(entitlement=row, by=request.user),
        "form": form or ArrivalForm.of_card(card, coupon=coupon),
        "away": away,
        "asks": away and AbsenceForm(right=away.pk, is_here=True),
    }
