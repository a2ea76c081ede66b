"""Events from plan to opening: the list of events, one event's page, and the forms that make and
change it.
"""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from distributions import documents, event_state
from distributions import messages as messages_of
from distributions.documents import issuing
from distributions.forms.papers import DesksForm, PrintForm
from distributions.forms.planning import (
    ContentsForm,
    EventForm,
    MoveForm,
    OpenForm,
    ReasonForm,
    StatusFilterForm,
    TodayForm,
)
from distributions.home import calendar_of
from distributions.models import Distribution
from distributions.planning import calendar, contents, cycle, lifecycle, locks, moving, review
from distributions.reports.packages import segments
from harvests.models import Commodity
from rutan.access import allow, get_or_post
from rutan.answers import (
    SeeOther,
    carried_out,
    form_page,
    posted,
    pressed,
    see_other,
    show_also,
    today_of,
)
from rutan.days import read_day
from rutan.formats import tanggal_hari
from rutan.language import in_office_language
from rutan.paging import one_page
from rutan.refusals import Asked

PER_PAGE = 25
_PEOPLE = (
    "facility",
    "recorded_by",
    "proposed_by",
    "sent_back_by",
    "approved_by",
    "opened_by",
    "closed_by",
    "ratified_by",
    "moved_by",
)


def event_or_404(request: HttpRequest, pk: int) -> Distribution:
    """An event of the user's own prison, with its families counted."""
    events = Distribution.objects.visible_to(request.user).select_related(*_PEOPLE)
    return get_object_or_404(events.with_list_counts(), pk=pk)


def address_of(distribution: Distribution) -> str:
    return reverse("distribution_detail", args=[distribution.pk])


def to_event(distribution: Distribution) -> HttpResponse:
    return SeeOther(address_of(distribution))


@allow("view_distributions")
@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """All events, newest first; the filter lives in the address."""
    form = StatusFilterForm(request.GET)
    found = visible = Distribution.objects.visible_to(request.user)
    if form.is_valid() and form.cleaned_data["status"]:
        found = found.filter(status=form.cleaned_data["status"])
    # Only the events of the page count their families.
    page, around = one_page(request, found.values_list("pk", flat=True), PER_PAGE)
    status = form.cleaned_data.get("status", "")
    total = visible.count() if status else page.paginator.count
    context = {
        "filter_form": form,
        "events": found.filter(pk__in=list(page)).with_list_counts(),
        "total": total,
        "has_any": total > 0,
        "filtered": Distribution.Status(status).label if status else "",
        "clear_url": reverse("distribution_list") if status else "",
        **around,
    }
    return render(request, "distributions/distribution_list.html", context)


@allow("view_distributions")
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the event stands, its figures, and the one next act."""
    event = event_or_404(request, pk)
    context = {
        "event": event,
        "headline": event_state.headline(event),
        "state": event_state.state_of(event),
        "badge": event_state.badge_of(event),
        "steps": event_state.steps_of(event),
        "calendar": calendar_of(event, request.user),
        "next": event_state.next_step(event, request.user),
        "parts": event_state.parts_of(event, request.user),
        "items": event.items.select_related("commodity"),
        "segments": segments(event) if event.packed else None,
        "seen": locks.fingerprint(event),
        "shelf": documents.shelf(event, user=request.user, asked=DesksForm(request.GET).chosen),
        "print_form": PrintForm(distribution=event),
        **_planned(event),
        **_issued(request, event),
    }
    return render(request, "distributions/distribution_detail.html", context)


def _planned(distribution: Distribution) -> dict:
    """Warnings and stock help while something can still be changed."""
    event = distribution
    if not event.is_planned:
        return {"possible": None, "calendar_folded": True}
    days = (event.day, event.last_day)
    return {
        "possible": contents.possible_packages(event),
        "warnings": calendar.date_warnings(event.facility, *days, ignoring=event),
    }


def _issued(request: HttpRequest, distribution: Distribution) -> dict:
    """What was issued of it, and the texts for those who hear of it elsewhere."""
    rows, texts = issuing.of_event(distribution), []
    if distribution.is_proposed and request.user.has_perm("propose"):
        texts = [messages_of.for_head(distribution, review.review(distribution).exceptions)]
    elif rows and request.user.has_perm("view_reports"):
        texts = messages_of.of_what_is_over(distribution)
    standing = [row for row in rows if row.last and row.last.stands]
    return {"issued": rows, "can_be_signed": len(standing), "texts": texts}


@allow("plan")
@get_or_post
def new(request: HttpRequest) -> HttpResponse:
    """A new draft, empty, or as the last event with a list was (``?copy=1``), or without one
    (``?copy=without_list``).
    """
    last = _last(request) if request.GET.get("copy") else None
    form = _event_form(request, last)
    if carried_out(form, partial(_create, request, form)):
        return _drafted(request, form.made)
    return form_page(request, "distributions/event_form.html", form, last=last)


def _drafted(request: HttpRequest, distribution: Distribution) -> HttpResponse:
    messages.success(request, _("Kegiatan dibuat. Selanjutnya: susun daftar penerima."))
    return to_event(distribution)


def _last(request: HttpRequest) -> lifecycle.Prefill | None:
    without_list = request.GET["copy"] == "without_list"
    return lifecycle.copy_last(request.user.facility, without_list=without_list)


def _event_form(request: HttpRequest, last: lifecycle.Prefill | None) -> EventForm:
    if request.method == "POST":
        return EventForm(request.POST, commodities=_commodities(request))
    facility = request.user.facility
    initial = {"minimum_days": facility.minimum_days, "one_per_inmate": facility.one_per_inmate}
    return EventForm(initial=initial | _copied(last), commodities=_commodities(request))


def _commodities(request: HttpRequest):
    return Commodity.objects.visible_to(request.user).filter(is_active=True)


def _copied(last: lifecycle.Prefill | None) -> dict:
    if last is None:
        return {}
    said = {"title": last.title, "venue": last.venue, "starts": last.starts, "ends": last.ends}
    return said | last.rules | ContentsForm.initial_of(last.items)


def _create(request: HttpRequest, form: EventForm, data: dict) -> Distribution:
    """Raises Asked for what speaks against the day, unless the person has read it and saves
    again.
    """
    facility = request.user.facility
    warnings = calendar.date_warnings(facility, data["day"], data["last_day"])
    if warnings and not data["confirmed"]:
        raise Asked(warnings)
    facts = {name: data[name] for name in ("is_rehearsal", "client_id")} | form.plan
    return lifecycle.create(facility=facility, by=request.user, items=form.items, **facts)


@allow("plan")
@require_POST
def plan_next(request: HttpRequest) -> HttpResponse:
    """Make the draft that the home page proposes."""
    day, facility = read_day(request.POST.get("day", "")[:10]), request.user.facility
    act = partial(cycle.plan_next, facility=facility, day=day, by=request.user)
    if day and (made := pressed(request, act)):
        return _drafted(request, made)
    return see_other("home")


@allow("open")
@get_or_post
def today(request: HttpRequest) -> HttpResponse:
    """ "Bakti sosial hari ini": everything is filled in, one button opens it."""
    form = TodayForm(posted(request), initial=_today(request), commodities=_commodities(request))
    if carried_out(form, partial(_open_today, request, form)):
        messages.success(
            request, _("Kegiatan dibuka. Catat paketnya, lalu layani keluarga yang datang.")
        )
        return to_event(form.made)
    day = today_of(request)
    warnings = calendar.date_warnings(request.user.facility, day)
    return form_page(request, "distributions/event_today.html", form, day=day, warnings=warnings)


def _open_today(request: HttpRequest, form: TodayForm, data: dict) -> Distribution:
    facts = {name: data[name] for name in ("order", "client_id")} | form.plan
    return lifecycle.open_today(
        facility=request.user.facility, by=request.user, items=form.items, **facts
    )


def _today(request: HttpRequest) -> dict:
    last = _copied(lifecycle.copy_last(request.user.facility, without_list=True))
    # What stands in a field is stored as it stands there.
    with in_office_language():
        usual = {"title": _("Bakti Sosial Hasil Panen"), "venue": _("Aula"), "order": _order()}
    return usual | {"starts": "08:00", "ends": "12:00"} | last


def _order() -> str:
    with in_office_language():
        return _("Perintah lisan Kepala Rutan")


@allow("plan")
@get_or_post
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a draft says."""
    event, seen = event_or_404(request, pk), request.POST.get("seen", "")
    initial = {name: getattr(event, name) for name in EventForm.plan_fields}
    form = EventForm(posted(request), initial=initial, commodities=Commodity.objects.none())
    if carried_out(
        form,
        lambda data: lifecycle.edit(distribution=event, by=request.user, seen=seen, **form.plan),
    ):
        messages.success(request, _("Rencana kegiatan disimpan."))
        return to_event(event)
    context = {"event": event, "seen": locks.fingerprint(event)}
    return form_page(request, "distributions/event_form.html", form, **context)


@allow("plan")
@get_or_post
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day, hour or place for an event that is approved or open already; the head reads
    why.
    """
    event = event_or_404(request, pk)
    initial = {name: getattr(event, name) for name in MoveForm.plan_fields}
    form = MoveForm(posted(request), initial=initial)
    put = partial(_move, request, event, form)
    if carried_out(form, put):
        return _moved(request, event)
    show_also(form, put, reason=_("Alasan"))
    if form.is_bound:
        event = event_or_404(request, pk)
    context = {"headline": event_state.headline(event), "seen": locks.fingerprint(event)}
    return form_page(request, "distributions/event_move.html", form, event=event, **context)


def _against_the_move(distribution: Distribution, data: dict) -> list[str]:
    """What speaks against the new day; what speaks against the old one was read long ago."""
    days = data["day"], data["last_day"]
    if days == (distribution.day, distribution.last_day):
        return []
    return [
        *calendar.move_warnings(distribution, *days, today=distribution.facility.local_day()),
        *calendar.date_warnings(distribution.facility, *days, ignoring=distribution),
    ]


def _move(
    request: HttpRequest, distribution: Distribution, form: MoveForm, data: dict
) -> Distribution:
    """Raises Asked like ``_create``."""
    warnings = _against_the_move(distribution, data)
    if warnings and not data["confirmed"]:
        raise Asked(warnings)
    return moving.move(
        distribution=distribution,
        by=request.user,
        seen=request.POST.get("seen", ""),
        reason=data["reason"],
        **form.plan,
    )


def _moved(request: HttpRequest, distribution: Distribution) -> HttpResponse:
    said = _("Kegiatan dipindahkan: %(headline)s. Kupon yang sudah dicetak tetap berlaku.")
    now = event_or_404(request, distribution.pk)
    messages.success(request, said % {"headline": event_state.headline(now)})
    return to_event(now)


@allow("plan")
@get_or_post
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The planned contents of a package, and how many of them today's stock makes."""
    event, seen = event_or_404(request, pk), request.POST.get("seen", "")
    current = [(item.commodity, item.quantity) for item in event.items.select_related("commodity")]
    form = ContentsForm(
        posted(request), initial=ContentsForm.initial_of(current), commodities=_commodities(request)
    )
    if carried_out(
        form,
        lambda data: contents.set_items(
            distribution=event, items=form.items, by=request.user, seen=seen
        ),
    ):
        messages.success(request, _("Isi paket disimpan."))
        return see_other("distribution_plan", event.pk)
    context = {"possible": contents.possible_packages(event), "seen": locks.fingerprint(event)}
    return form_page(request, "distributions/plan.html", form, event=event, **context)


@allow("open")
@get_or_post
def open_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what opens and what lacks, then open."""
    event = event_or_404(request, pk)
    day = event.facility.local_day()
    initial = {"order": _order(), "all_the_same": day}
    form = OpenForm(posted(request), initial=initial, distribution=event, today=day)
    if carried_out(form, partial(_open, request, event)):
        return to_event(event)
    context = {"event": event, "day": day, "headline": event_state.headline(event)}
    context["missing"] = max(event.listed - event.packages_left, 0)
    return form_page(request, "distributions/event_open.html", form, **context)


def _open(request: HttpRequest, distribution: Distribution, data: dict) -> None:
    opened = lifecycle.open_event(
        distribution=distribution, by=request.user, order=data.get("order", "")
    )
    messages.success(request, _("Kegiatan dibuka."))
    if opened.day != distribution.day:
        moved = _("Harinya menjadi %(day)s, semula %(before)s.")
        days = {"day": tanggal_hari(opened.day), "before": tanggal_hari(distribution.day)}
        messages.info(request, moved % days)


@allow("plan")
@get_or_post
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call the event off, with a reason."""
    event, form = event_or_404(request, pk), ReasonForm(posted(request))
    if carried_out(
        form, lambda data: lifecycle.cancel(distribution=event, by=request.user, **data)
    ):
        messages.success(request, _("Kegiatan dibatalkan."))
        return to_event(event)
    return form_page(request, "distributions/event_cancel.html", form, event=event)


@allow("plan")
@get_or_post
def back_to_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an approved list back to the plan, with a reason."""
    event, form = event_or_404(request, pk), ReasonForm(posted(request))
    if carried_out(
        form,
        lambda data: lifecycle.back_to_draft(
            distribution=event, by=request.user, note=data["reason"]
        ),
    ):
        messages.success(
            request, _("Kegiatan kembali menjadi rencana. Ajukan lagi setelah diperbaiki.")
        )
        return to_event(event)
    return form_page(request, "distributions/event_back.html", form, event=event)
