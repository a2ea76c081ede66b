"""Numbers called to the desks: what the desks watch, and the screen in the hall."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from distributions import desk_rows, hall
from distributions.forms.hall import CallForm, ScreenForm
from distributions.models import Distribution, Entitlement
from distributions.views.desk import desk_address, watched
from distributions.views.desk_place import desk_of
from distributions.views.planning import event_or_404
from rutan.access import allow, asked_by_itself, get_or_post, public
from rutan.answers import SeeOther, fragment, pressed
from rutan.fields import plain_number
from rutan.language import in_office_language


@asked_by_itself
@allow("search_desk")
@require_GET
def desk_now(request: HttpRequest, pk: int) -> HttpResponse:
    """What a desk watches while nobody touches it: figures, queue, and whether its open card was
    served elsewhere.
    """
    card = plain_number(request.GET.get("card", "")) or 0
    events = desk_rows.now(facility=request.user.facility_id, pk=pk, card=card)
    if not events:
        raise Http404
    [event] = events
    place = desk_of(request) or ""
    figures = (event.families_served, event.entitled, event.packages_left, event.card_is_served)
    state = (event.status, figures, event.here, place)
    context = {"event": event, "card_is_served": event.card_is_served}
    return fragment(
        request,
        "distributions/_desk_now.html",
        context | watched(event.here, place),
        state=state,
    )


@allow("hand_over")
@require_POST
def call_next(request: HttpRequest, pk: int) -> HttpResponse:
    """Call whoever is next to this desk, and open that card."""
    event = event_or_404(request, pk)
    form = CallForm(request.POST)
    known = form.cleaned_data["expected"] if form.is_valid() else 0
    act = partial(hall.call_next, distribution=event, expected=known or 0, by=request.user)
    return _to_card(event, pressed(request, partial(act, desk=desk_of(request) or "")))


@allow("hand_over")
@require_POST
def call_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Call one number once more."""
    row = _row(request, pk)
    act = partial(hall.call_again, entitlement=row, by=request.user)
    called = pressed(request, partial(act, desk=desk_of(request) or ""))
    return _to_card(row.distribution, called)


@allow("hand_over")
@require_POST
def pass_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the others come first."""
    row = _row(request, pk)
    if pressed(request, partial(hall.pass_over, entitlement=row, by=request.user)):
        said = _("Nomor %(number)s dilewati; tetap dalam antrean.")
        messages.info(request, said % {"number": row.number})
    return redirect("desk", row.distribution_id)


def _row(request: HttpRequest, pk: int) -> Entitlement:
    rows = Entitlement.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("distribution__facility"), pk=pk)


def _to_card(distribution: Distribution, called: Entitlement | None) -> HttpResponse:
    query = {"entitlement": called.pk} if called else {}
    return SeeOther(desk_address(distribution, **query))


@allow("open")
@get_or_post
def hall_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The link for the screen in the hall: made, read, and replaced by another."""
    event = event_or_404(request, pk)
    if request.method == "POST":
        form = ScreenForm(request.POST)
        seen = form.cleaned_data["seen"] if form.is_valid() else None
        hall.make_screen(distribution=event, seen=seen, by=request.user)
        messages.success(
            request, _("Tautan layar aula siap. Tautan sebelumnya tidak berlaku lagi.")
        )
        return SeeOther(request.path)
    live = hall.screen_of(event)
    link = live and request.build_absolute_uri(reverse("display", args=[live.secret]))
    context = {"event": event, "screen": live, "link": link}
    return render(request, "distributions/hall_screen.html", context)


@public
@require_GET
def display(request: HttpRequest, secret: str) -> HttpResponse:
    """The screen in the hall, for whoever has its link."""
    shown = _shown(secret)
    with timezone.override(shown.zone), in_office_language():
        page = render(request, "distributions/display.html", {"shown": shown, "secret": secret})
    page["Cache-Control"] = "no-store"
    return _kept_secret(page)


@public
@require_GET
def display_now(request: HttpRequest, secret: str) -> HttpResponse:
    """What changes on it; asked for every two seconds."""
    shown = _shown(secret)
    with timezone.override(shown.zone), in_office_language():
        part = fragment(request, "distributions/_display_now.html", {"shown": shown}, state=shown)
    return _kept_secret(part)


def _shown(secret: str) -> hall.Shown:
    if shown := hall.shown(secret, timezone.now()):
        return shown
    raise Http404


def _kept_secret(response: HttpResponse) -> HttpResponse:
    """No search engine lists the address, and no page that is opened from it learns it."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
