"""The desk: one field, one card, one button; and its answers as pages or JSON."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from distributions import attempts, desk, desk_rows, hall, outcomes, search, settling
from distributions.forms.desk import HandOverForm, PlaceForm, WhoCameForm
from distributions.models import Distribution, Handover, IdentityMethod
from distributions.views.desk_place import USUAL, desk_of, keep_desk
from families.models import Family, FamilyMember, Relationship
from families.views.lists import as_name
from rutan.access import allow, get_or_post, verbs_of
from rutan.answers import SeeOther, in_json, wants_json
from rutan.refusals import not_saved

# The fields of the card in their order, each with the id of its (first) input.
INPUTS = {
    "collector": "collector-other",
    "collector_name": "collector_name",
    "collector_relationship": "collector_relationship",
    "verified_by_method": f"method-{IdentityMethod.values[0]}",
}


def event_at_desk(request: HttpRequest, pk: int) -> Distribution:
    """The event with ``entitled``, the families that may receive, and ``here``, who of them waits:
    read in the same statement.
    """
    for event in desk_rows.at_desk(facility=request.user.facility_id, pk=pk):
        event.facility = request.user.facility
        return event
    raise Http404


def page(
    request: HttpRequest, distribution: Distribution, *, status: int = 200, **context
) -> HttpResponse:
    """The desk page with whatever it has to say."""
    desk_name, found = desk_of(request), context.get("found")
    if found and found.only and found.only.can_be_served and not context.get("form"):
        context["form"] = HandOverForm.of_card(
            found.only, by_coupon=found.by_coupon, desk=desk_name or ""
        )
    context = {
        "event": distribution,
        "desk": desk_name,
        "desks": USUAL,
        "place_address": _place_address(request, distribution),
        "methods": IdentityMethod.choices,
        "relationships": Relationship.choices,
        **watched(distribution.here, desk_name or ""),
        **context,
    }
    return render(request, "distributions/desk.html", context, status=status)


def watched(here: list[dict], place: str) -> dict:
    """The queue as a desk watches it."""
    queue = hall.queue_of(here)
    return {"queue": queue, "at_desk": queue.at(place)}


@allow("search_desk")
@get_or_post
def find(request: HttpRequest, pk: int) -> HttpResponse:
    """Search; a POST names the desk at which this PC stands."""
    event = event_at_desk(request, pk)
    if request.method == "POST":
        return _placed(request)
    q = request.GET.get("q", "")
    found = _picked(request, event) or search.find(event, q, by=request.user)
    attempts.note_unknown(event, found.refusal, by=request.user, desk=desk_of(request) or "")
    if found.identity_number:
        # Forms on the page lead back to this address; they must not carry the number on.
        q = request.META["QUERY_STRING"] = ""
    context = {"found": found, "refusal": found.refusal, **newcomer(request, q)}
    return page(request, event, q=q[:80], asks_reason=asks_reason(request), **context)


def asks_reason(request: HttpRequest) -> bool:
    """Whether the services head comes from a refusal, to serve in spite of it with a reason."""
    return request.GET.get("reason") == "1" and "override" in verbs_of(request.user)


def newcomer(request: HttpRequest, q: str) -> dict:
    """The name that was searched in vain, also after somebody asked whom its bearer visits."""
    came = as_name(request.GET.get("name", ""))
    return {"came": came, "newcomer": came or as_name(q)}


def _picked(request: HttpRequest, distribution: Distribution) -> search.Found | None:
    """What a line of a search leads to: one entitlement, or a family that has none here."""
    found = search.picked_by(distribution, request.GET)
    # Who comes from the list of refusals opens what is noted there.
    if found and "reason" not in request.GET:
        _note_opened(request, distribution, found.only)
    return found


def _note_opened(
    request: HttpRequest, distribution: Distribution, card: search.Card | None
) -> None:
    """Whose line was opened was named at the desk: a refusal that she meets there counts."""
    if card and card.refusal and distribution.is_open:
        row = card.entitlement
        attempts.note(
            distribution,
            card.refusal,
            by=request.user,
            desk=desk_of(request) or "",
            entitlement_id=row.pk if row else None,
            family=None if row else card.family,
        )


def _place_address(request: HttpRequest, distribution: Distribution) -> str:
    """Whoever names the desk over an open card comes back to it; a receipt has no such way back."""
    at_desk = request.resolver_match.url_name == "desk"
    return request.get_full_path() if at_desk else reverse("desk", args=[distribution.pk])


def _placed(request: HttpRequest) -> HttpResponse:
    """Back to the page on which the desk was chosen, a card that was open included."""
    form = PlaceForm(request.POST)
    response = SeeOther(request.get_full_path())
    if form.is_valid():
        keep_desk(request, response, form.cleaned_data["desk"])
    return response


@allow("hand_over")
@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    form = HandOverForm(request.POST)
    try:
        form.refuse_if_invalid()
        served = desk.hand_over(
            distribution=_event_of_order(request, pk, form.cleaned_data["coupon"]),
            entitlement_id=form.cleaned_data["entitlement"],
            coupon=form.cleaned_data["coupon"],
            order=_order(request, form.cleaned_data),
            by=request.user,
        )
    except Distribution.DoesNotExist as missing:
        raise Http404 from missing
    except outcomes.DeskRefusal as refusal:
        return refused(request, _own_event(request, pk), refusal, form=form)
    return answered(request, served)


def _event_of_order(request: HttpRequest, pk: int, coupon: str) -> Distribution:
    """The verb reads the event under its lock; only a coupon is looked up in it before."""
    if coupon:
        return _own_event(request, pk)
    # Fifty columns that nobody asks for stay unread, and without the defaults of a new row.
    return Distribution.from_db(None, ("id", "facility_id"), (pk, request.user.facility_id))


def _own_event(request: HttpRequest, pk: int) -> Distribution:
    return get_object_or_404(Distribution.objects.visible_to(request.user), pk=pk)


def _order(request: HttpRequest, data: dict) -> desk.Order:
    return desk.Order(
        collector=collector_of(request, data),
        verified_by_method=data["verified_by_method"],
        client_id=data["client_id"],
        desk=data["desk"],
        note=data["note"],
        contents_note=data["contents_note"],
        given_by_head=data["given_by_head"],
        thumb_print=data["thumb_print"],
        handed_over_at=data["handed_over_at"],
        paper_line=data["paper_line"],
        override_reason=data["override_reason"],
    )


def collector_of(request: HttpRequest, data: dict) -> desk.Collector:
    """Who came, as a WhoCameForm tells it. Raises Invalid for a member whom nobody knows here."""
    member = None
    if data["collector"]:
        members = FamilyMember.objects.visible_to(request.user).who_may_collect()
        member = members.filter(pk=data["collector"]).first()
        if member is None:
            raise outcomes.Invalid({"collector": outcomes.not_a_member()})
    return desk.Collector(data["collector_name"], data["collector_relationship"], member)


def answered(request: HttpRequest, served: desk.Served) -> HttpResponse:
    """303 to the one receipt, or the same as JSON."""
    fact = served.handover
    if served.outcome == outcomes.Outcome.REPLAYED:
        request.session["replayed"] = fact.pk
    if wants_json(request):
        facts = {"say": served.say, "receipt": fact.receipt}
        return in_json(served.outcome, served.message, status=200, **facts)
    return SeeOther(receipt_address(fact))


def desk_address(distribution: Distribution, **query) -> str:
    return f"{reverse('desk', args=[distribution.pk])}?{urlencode(query)}"


def receipt_address(fact: Handover) -> str:
    return reverse("receipt", args=[fact.distribution_id, fact.number])


def refused(
    request: HttpRequest,
    distribution: Distribution,
    refusal: outcomes.DeskRefusal,
    form: HandOverForm | None = None,
    family: Family | None = None,
    page: Callable[..., HttpResponse] = page,
) -> HttpResponse:
    """The refusal with its status, on the ``page`` of whoever asked; for ``invalid`` the form with
    its errors and everything that was typed.

    Number and name stand in the band where the order's ``form`` or the ``family`` that walked in
    tells them.
    """
    if wants_json(request):
        return _in_json(refusal)
    distribution = event_at_desk(request, distribution.pk)
    verbs = verbs_of(request.user)
    decides = refusal.may_be_overridden and "override" in verbs
    if refusal.called_for in verbs:
        refusal.tell_who_decides()
    found = search.picked(distribution, family=family.pk) if family else search.Found()
    if form:
        found = search.of_order(
            distribution, form.cleaned_data.get("entitlement"), form.cleaned_data.get("coupon", "")
        )
    wrong = isinstance(refusal, outcomes.Invalid)
    return page(
        request,
        distribution,
        found=found if wrong else search.Found(),
        refusal=refusal,
        refused_card=None if wrong else found.only,
        form=form,
        status=refusal.status,
        order=_said(request) if decides else [],
        hands_over=request.resolver_match.url_name == "hand_over"
        or request.POST.get("hand_over") == "1",
        **mistakes_of(getattr(refusal, "errors", {})),
    )


def _said(request: HttpRequest) -> list[tuple[str, str]]:
    """The order as it was sent, for the services head to give it once more with a reason."""
    but = ("csrfmiddlewaretoken", "override_reason")
    fields = request.POST.lists()
    return [(name, value) for name, values in fields if name not in but for value in values]


def _in_json(refusal: outcomes.DeskRefusal) -> JsonResponse:
    facts = {"say": refusal.say, "receipt": refusal.facts.get("receipt")}
    if isinstance(refusal, outcomes.Invalid):
        facts["errors"] = {name: str(error) for name, error in refusal.errors.items()}
    if isinstance(refusal, outcomes.LooksLike):
        facts["similar"] = refusal.ids
    return in_json(refusal.outcome, refusal.message, status=refusal.status, **facts)


def mistakes_of(errors: dict) -> dict:
    """The errors for the page: how many there are in words, by field, as lines with the id of the
    input to mend and the question that it answers, and the field that takes the focus.
    """
    asked = WhoCameForm.base_fields
    return {
        "errors": errors,
        "not_saved": not_saved(len(errors)),
        "mistakes": [
            (INPUTS.get(name, ""), asked[name].label if name in asked else "", error)
            for name, error in errors.items()
        ],
        "first": next((name for name in INPUTS if name in errors), ""),
    }


@allow("search_desk")
@require_GET
def receipt(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The one receipt of a hand-over; the desk's field stands on it, so that the queue goes on."""
    event = event_at_desk(request, pk)
    handover = get_object_or_404(
        Handover.objects.visible_to(request.user).with_people(), distribution=event, number=number
    )
    handover.distribution = event
    again = request.session.pop("replayed", None) == handover.pk
    return page(
        request,
        event,
        handover=handover,
        replayed=again and desk.Served(handover, outcomes.Outcome.REPLAYED),
        may_void=settling.may_void(handover=handover, by=request.user),
    )
