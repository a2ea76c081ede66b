"""The visit counter: families who come without standing on a list."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from distributions import arrivals, desk, outcomes, search
from distributions.forms.desk import WalkInForm
from distributions.models import Distribution, Entitlement
from distributions.views.desk import (
    SeeOther,
    answered,
    desk_address,
    event_at_desk,
    refused,
    wants_json,
)
from families.models import Area, Family, Inmate
from families.search import areas_matching
from rutan.access import allow

RECENT_VILLAGES = 10


@allow("walk_in")
@require_http_methods(["GET", "POST"])
def walk_ins(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for one family that walked in; POST entitles it and, with ``hand_over=1``, gives the package."""
    event = event_at_desk(request, pk)
    form = WalkInForm(request.POST) if request.method == "POST" else _fresh(request)
    try:
        family, inmate = _named(request, form)
    except Http404:
        if wants_json(request):
            return refused(request, event, outcomes.NotOnList(event))
        raise
    if family is None:
        form.ask_for_village()
    else:
        form.offer(search.collectors_of(event, family))
    if request.method == "POST":
        return _register(request, event, form, family, inmate)
    if not (event.is_open and event.accepts_walk_ins):
        # Five fields filled in for a refusal would be forty seconds of a queue.
        return refused(
            request, event, outcomes.NotOnList(event) if event.is_open else outcomes.NotOpen(event)
        )
    if family is None and inmate is None:
        messages.info(request, _("Cari dahulu WBP yang dikunjungi, lalu pilih keluarganya."))
        return redirect("desk", pk)
    return _page(request, event, form, family, inmate)


def _register(
    request: HttpRequest,
    event: Distribution,
    form: WalkInForm,
    family: Family | None,
    inmate: Inmate | None,
) -> HttpResponse:
    try:
        visitor = _visitor(event, form, family, inmate)
        entitlement, served = arrivals.walk_in(
            distribution=event,
            visitor=visitor,
            order=_order(form.cleaned_data, family),
            by=request.user,
            hand_over=request.POST.get("hand_over") == "1",
        )
    except outcomes.DeskRefusal as refusal:
        as_page = (
            isinstance(refusal, outcomes.Invalid) and not wants_json(request) and (family or inmate)
        )
        if not as_page:
            return refused(request, event, refusal)
        return _page(request, event, _with_errors(form, refusal), family, inmate, status=422)
    return answered(request, served) if served else _entitled(request, event, entitlement)


def _entitled(request: HttpRequest, event: Distribution, entitlement: Entitlement) -> HttpResponse:
    said = _("Keluarga terdaftar dengan nomor %(number)s.") % {"number": entitlement.number}
    if wants_json(request):
        return JsonResponse({"outcome": "entitled", "receipt": None, "message": said, "say": ""})
    messages.success(request, said)
    return SeeOther(desk_address(event, q=entitlement.number))


def _fresh(request: HttpRequest) -> WalkInForm:
    ids = {name: request.GET.get(name, "") for name in ("family", "inmate")}
    named = {name: value for name, value in ids.items() if value.isdecimal()}
    return WalkInForm(
        initial={"client_id": uuid.uuid4(), "desk": request.session.get("desk", ""), **named}
    )


def _named(request: HttpRequest, form: WalkInForm) -> tuple[Family | None, Inmate | None]:
    """The family or inmate the form speaks of; one of another facility is a 404."""
    family, inmate = (str(form[name].value() or "") for name in ("family", "inmate"))
    if family.isdecimal() and len(family) < 19:
        return get_object_or_404(
            Family.objects.visible_to(request.user).select_related("area__parent"), pk=family
        ), None
    if inmate.isdecimal() and len(inmate) < 19:
        return None, get_object_or_404(
            Inmate.objects.visible_to(request.user).prefetch_related("register_numbers"), pk=inmate
        )
    return None, None


def _visitor(
    event: Distribution, form: WalkInForm, family: Family | None, inmate: Inmate | None
) -> arrivals.WalkIn:
    errors = {} if form.is_valid() else {name: found[0] for name, found in form.errors.items()}
    if family is None and inmate is None:
        errors["inmate"] = _("Cari dahulu WBP yang dikunjungi.")
    area = None
    if family is None and "area" not in errors:
        area = _area_of(form.cleaned_data.get("area", ""), event.facility.area_code)
        if area is None:
            errors["area"] = _("Pilih desa atau kelurahan dari daftar, beserta kecamatannya.")
    if errors:
        raise outcomes.Invalid(errors)
    ground = form.cleaned_data["ground"]
    return arrivals.WalkIn(ground, area=area, family=family, inmate=inmate)


def _order(data: dict, family: Family | None) -> desk.Order:
    members = {member.pk: member for member in getattr(family, "collectors", [])}
    name, relationship = data["collector_name"], data["collector_relationship"]
    return desk.Order(
        collector=desk.Collector(name, relationship, members.get(data.get("collector"))),
        verified_by_method=data["verified_by_method"],
        client_id=data["client_id"],
        desk=data["desk"],
    )


def _area_of(typed: str, near: str) -> Area | None:
    """The village behind its code, its full label, or a name that only one village fits."""
    exact = Area.objects.villages().filter(pk=typed).first()
    if exact:
        return exact
    found = list(areas_matching(typed, near)[:20])
    labelled = [area for area in found if str(area).casefold() == typed.casefold()]
    if labelled or len(found) == 1:
        return (labelled or found)[0]
    return None


def _with_errors(form: WalkInForm, refusal: outcomes.Invalid) -> WalkInForm:
    for name, error in refusal.errors.items():
        if name not in form.errors:
            form.add_error(name if name in form.fields else None, error)
    return form


def _page(
    request: HttpRequest,
    event: Distribution,
    form: WalkInForm,
    family: Family | None,
    inmate: Inmate | None,
    status: int = 200,
) -> HttpResponse:
    recent = Area.objects.home_to(Family.objects.visible_to(request.user).order_by("-pk")[:60])
    near = Area.objects.villages().within(event.facility.area_code)
    villages = (
        [
            *recent.select_related("parent")[:RECENT_VILLAGES],
            *near.select_related("parent").order_by("name"),
        ]
        if inmate
        else []
    )
    if family and not form.is_bound:
        evidence = family.evidence.valid_on(event.facility.local_day(timezone.now())).first()
        form.initial["ground"] = evidence.kind if evidence else ""
    context = {
        "event": event,
        "form": form,
        "family": family,
        "inmate": inmate,
        "villages": dict.fromkeys(villages),
    }
    response = render(request, "distributions/walk_in.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
