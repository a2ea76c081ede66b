"""The visit counter: families who come without standing on a list."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from distributions import arrivals, attempts, desk, outcomes, search
from distributions.forms.desk import WalkInForm
from distributions.models import Distribution, Entitlement
from distributions.paper_entry import TO_COME
from distributions.views import counter
from distributions.views.desk import answered, asks_reason, desk_address, event_at_desk, refused
from distributions.views.desk_place import desk_of
from families.models import Family, Inmate
from families.views.families import finders, focus_first, typed_so_far
from families.views.lists import as_name
from rutan.access import allow, get_or_post
from rutan.answers import SeeOther, in_json, today_of, wants_json
from rutan.fields import plain_number


@allow("walk_in")
@get_or_post
def walk_ins(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for one family that walked in; POST entitles it and, with ``hand_over=1``, gives the
    package.
    """
    event = event_at_desk(request, pk)
    form = _form(request)
    form.preset(event.facility)
    family, inmate = _named(request, form)
    if family is None:
        form.ask_who_came()
    else:
        form.know_the_village()
        form.offer(search.collectors_of(event, family))
    if form.is_bound:
        return _register(request, event, form, family, inmate)
    if not (event.is_open and event.accepts_walk_ins):
        # Five fields filled in for a refusal would be forty seconds of a queue.
        refusal = outcomes.NotOnList(event) if event.is_open else outcomes.NotOpen(event)
        return _refused(request, event, refusal, family)
    if family is None and inmate is None:
        messages.info(request, _("Cari dahulu WBP yang dikunjungi, lalu pilih keluarganya."))
        return redirect(_begun_at(request), pk)
    return _page(request, event, form, family, inmate)


@allow("arrive")
@require_POST
def came_unlisted(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a family on file that came and is sent away: on no list of an event which takes nobody
    else, a reserve, or taken off.
    """
    event, on_file = event_at_desk(request, pk), Family.objects.visible_to(request.user).active()
    family = get_object_or_404(on_file, pk=plain_number(request.POST.get("family", "")))
    [card] = search.cards_of(event, [family])
    if card.is_sent_away:
        whom = {"entitlement_id": card.entitlement.pk} if card.entitlement else {"family": family}
        place = desk_of(request) or ""
        attempts.note(event, card.refusal, by=request.user, desk=place, **whom)
        said = (
            _("Tercatat: keluarga %(name)s datang.")
            if card.entitlement
            else _("Tercatat: keluarga %(name)s datang, belum terdaftar.")
        )
        messages.success(request, said % {"name": family.name})
    return redirect(_begun_at(request), pk)


def _begun_at(request: HttpRequest) -> str:
    """The address name of the page on which somebody began: whoever stands at the visit counter is
    led back there, and not to a desk.
    """
    begun = request.POST.get("from") or request.GET.get("from")
    return "arrivals" if begun == "arrivals" else "desk"


def _refused(
    request: HttpRequest,
    distribution: Distribution,
    refusal: outcomes.DeskRefusal,
    family: Family | None,
) -> HttpResponse:
    begun = {"arrivals": {"page": counter.page}}.get(_begun_at(request), {})
    return refused(request, distribution, refusal, family=family, **begun)


def _register(
    request: HttpRequest,
    distribution: Distribution,
    form: WalkInForm,
    family: Family | None,
    inmate: Inmate | None,
) -> HttpResponse:
    try:
        visitor = _visitor(distribution, form, family, inmate)
        entitlement, served = arrivals.walk_in(
            distribution=distribution,
            visitor=visitor,
            order=_order(distribution, form.cleaned_data, family),
            by=request.user,
            hand_over=request.POST.get("hand_over") == "1",
        )
    except outcomes.DeskRefusal as refusal:
        as_page = (
            isinstance(refusal, outcomes.Invalid) and not wants_json(request) and (family or inmate)
        )
        if not as_page:
            return _refused(request, distribution, refusal, family)
        look = refusal if isinstance(refusal, outcomes.LooksLike) else None
        refusal.show_in(form)
        return _page(request, distribution, form, family, inmate, status=422, look=look)
    return answered(request, served) if served else _entitled(request, distribution, entitlement)


def _entitled(
    request: HttpRequest, distribution: Distribution, entitlement: Entitlement
) -> HttpResponse:
    said = _("Keluarga terdaftar dengan nomor %(number)s.") % {"number": entitlement.number}
    if wants_json(request):
        return in_json("entitled", said, status=200)
    messages.success(request, said)
    if _begun_at(request) == "arrivals":
        return SeeOther(counter.counter_address(entitlement))
    return SeeOther(desk_address(distribution, q=entitlement.number))


def _form(request: HttpRequest) -> WalkInForm:
    typed = typed_so_far(request)
    if request.method == "POST" and not typed:
        return WalkInForm(request.POST, finders=finders(request))
    ids = {name: request.GET.get(name, "") for name in ("family", "inmate")}
    named = {name: value for name, value in ids.items() if plain_number(value)}
    usual = {"desk": desk_of(request) or ""}
    usual["collector_name"] = as_name(request.GET.get("name", ""))
    return WalkInForm(initial=typed or usual | named, finders=finders(request))


def _named(request: HttpRequest, form: WalkInForm) -> tuple[Family | None, Inmate | None]:
    """The family or inmate the form speaks of; one of another facility is a 404."""
    said = (str(form[name].value() or "") for name in ("family", "inmate"))
    family, inmate = map(plain_number, said)
    if family is not None:
        return (
            get_object_or_404(
                Family.objects.visible_to(request.user).select_related("area__parent"), pk=family
            ),
            None,
        )
    if inmate is not None:
        return None, get_object_or_404(
            Inmate.objects.visible_to(request.user).prefetch_related("register_numbers"), pk=inmate
        )
    return None, None


def _visitor(
    distribution: Distribution, form: WalkInForm, family: Family | None, inmate: Inmate | None
) -> arrivals.WalkIn:
    errors = {} if form.is_valid() else {name: found[0] for name, found in form.errors.items()}
    if family is None and inmate is None:
        errors["inmate"] = _("Cari dahulu WBP yang dikunjungi.")
    if errors:
        raise outcomes.Invalid(errors)
    ground = form.cleaned_data["ground"]
    said = {name: form.cleaned_data[name] for name in ("may_be_photographed", "goes_first")}
    if family:
        return arrivals.WalkIn(ground, family=family, **said)
    area, seen = form.cleaned_data["area"], form.cleaned_data["seen"]
    return arrivals.WalkIn(ground, area=area, inmate=inmate, seen=seen, **said)


def _order(distribution: Distribution, data: dict, family: Family | None) -> desk.Order:
    members = {member.pk: member for member in getattr(family, "collectors", [])}
    name, relationship = data["collector_name"], data["collector_relationship"]
    return desk.Order(
        collector=desk.Collector(name, relationship, members.get(data.get("collector"))),
        verified_by_method=data["verified_by_method"],
        client_id=data["client_id"],
        desk=data["desk"],
        thumb_print=data["thumb_print"],
        override_reason=data["override_reason"],
        **_off_a_sheet(distribution, data),
    )


def _off_a_sheet(distribution: Distribution, data: dict) -> dict:
    """Line and moment of a family that was written on paper, on the event's day nearest to now.
    Raises Invalid for an hour that is still to come.
    """
    if not data["paper_line"]:
        return {}
    facility, now = distribution.facility, timezone.now()
    day = min(facility.local_day(now), distribution.final_day)
    at = dt.datetime.combine(day, data["paper_time"], facility.tzinfo)
    if at > now:
        raise outcomes.Invalid({"paper_time": TO_COME})
    return {"paper_line": data["paper_line"], "handed_over_at": at}


def _page(
    request: HttpRequest,
    distribution: Distribution,
    form: WalkInForm,
    family: Family | None,
    inmate: Inmate | None,
    status: int = 200,
    look: outcomes.LooksLike | None = None,
) -> HttpResponse:
    if family and not form.is_bound:
        evidence = family.evidence.valid_on(today_of(request)).first()
        form.initial["ground"] = evidence.kind if evidence else ""
    if not form.is_bound:
        focus_first(form)
    if look:
        form.show_alike(look.families)
    begun = _begun_at(request)
    context = {
        "event": distribution,
        "form": form,
        "family": family,
        "inmate": inmate,
        "look": look,
        "like": look and search.cards_of(distribution, look.families),
        "waiting": arrivals.numbers_waiting(distribution),
        "at_counter": begun == "arrivals",
        "began": counter.BEGAN if begun == "arrivals" else "",
        "begun_url": reverse(begun, args=[distribution.pk]),
        "asks_reason": asks_reason(request),
    }
    return render(request, "distributions/walk_in.html", context, status=status)
