"""Recording what was harvested."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from harvests.entry import Garden, answer_to, garden_of, second_looks
from harvests.forms.entry import OTHER_DAY, EntryForm, LineFormSet
from harvests.ledger import account_of
from harvests.models import GRAMS_OF, Harvest
from harvests.second_looks import SecondLook
from harvests.stock import intake
from rutan.access import allow
from rutan.answers import today_of
from rutan.formats import berat
from rutan.refusals import Refused, as_form_error

# As many of the day's harvests stand beside the form; the rest are on the list.
MOST_WRITTEN = 12


@allow("record_harvest")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    garden, today = garden_of(request.user), today_of(request)
    if request.method == "GET":
        prepared = first_line(request, garden)
        lines = LineFormSet(prefix="line", form_kwargs={"garden": garden}, initial=prepared)
        lines.extra = 0 if prepared else 1
        return page(request, blank(request, garden, today), lines)
    form = EntryForm(request.POST, garden=garden, today=today)
    lines = LineFormSet(request.POST, prefix="line", form_kwargs={"garden": garden})
    if "more" in request.POST:
        return page(request, *with_one_more(form, lines))
    if not all([form.is_valid(), lines.is_valid()]):
        return page(request, form, lines, status=422)
    looks = look_twice(form, lines, today)
    if looks:
        return page(request, form, lines, status=422, looks=looks)
    try:
        lots = save(request, form, lines)
    except Refused as refused:
        form.add_error(None, as_form_error(refused))
        return page(request, form, lines, status=422)
    return saved(request, form, lots)


def page(
    request: HttpRequest,
    form: EntryForm,
    lines: LineFormSet,
    *,
    status: int = 200,
    looks: Sequence[SecondLook] = (),
) -> HttpResponse:
    day = form.shown_day
    lots = Harvest.objects.visible_to(request.user).between(day, day).standing().for_display()
    context = {
        "form": form,
        "lines": lines,
        "garden": form.garden,
        "looks": looks,
        "done_pressed": bool(looks) and "done" in request.POST,
        "said_twice": any(look.said_twice for look in looks),
        "day": day,
        "is_today": day == today_of(request),
        "written": lots.order_by("-pk")[:MOST_WRITTEN],
    }
    return render(request, "harvests/harvest_new.html", context, status=status)


def blank(request: HttpRequest, garden: Garden, today: dt.date) -> EntryForm:
    """An empty form for today, or for the day that the address asks for."""
    names = ("day", "harvested_on", "worker_count")
    asked = {name: request.GET[name] for name in names if name in request.GET}
    yesterday = today - dt.timedelta(days=1)
    if asked.get("day", OTHER_DAY) not in (OTHER_DAY, today.isoformat(), yesterday.isoformat()):
        asked |= {"day": OTHER_DAY, "harvested_on": asked["day"]}
    initial = {"day": today.isoformat(), **asked, "client_id": uuid.uuid4()}
    return EntryForm(garden=garden, today=today, initial=initial)


def first_line(request: HttpRequest, garden: Garden) -> list[dict]:
    """The line of a harvest that is recorded anew, as it stood; else the asked or only place with
    what it gave last.
    """
    key = request.GET.get("again", "")
    if key.isascii() and key.isdigit() and len(key) < 19:
        lots = Harvest.objects.visible_to(request.user).in_bulk([int(key)])
        return [as_it_stood(lot) for lot in lots.values()]
    site = request.GET.get("site", "")
    if len(garden.sites) == 1:
        site = next(iter(garden.sites))
    if site not in garden.sites:
        return []
    commodity, unit = garden.remembered.get(site, ("", ""))
    return [{"site": site, "commodity": commodity, "unit": unit}]


def as_it_stood(lot: Harvest) -> dict:
    account = account_of(lot)
    quantity, grams = account.stood
    is_typed = lot.unit in GRAMS_OF or lot.estimates(quantity, grams)
    return {
        "site": str(lot.site_id),
        "commodity": str(lot.commodity_id),
        "quantity": quantity,
        "unit": lot.unit,
        "weight": None if is_typed else grams,
        "note": lot.note,
    }


def with_one_more(form: EntryForm, lines: LineFormSet) -> tuple[EntryForm, LineFormSet]:
    """The same page, as typed and not yet judged, with an empty line below: for browsers without
    script.
    """
    typed = {name: form[name].data for name in form.fields}
    shown = EntryForm(garden=form.garden, today=form.today, initial=typed)
    return shown, LineFormSet(
        prefix="line", form_kwargs={"garden": form.garden}, initial=lines.as_typed()
    )


def typed_lines(form: EntryForm, lines: LineFormSet) -> list[intake.Line]:
    return [line.line(form.cleaned_data["worker_count"]) for line in lines.filled]


def look_twice(form: EntryForm, lines: LineFormSet, today: dt.date) -> list:
    """The questions that this form has not answered yet."""
    typed = typed_lines(form, lines)
    facts = {
        "harvested_on": form.cleaned_data["harvested_on"],
        "client_id": form.cleaned_data["client_id"],
    }
    looks = second_looks(lines=typed, today=today, **facts)
    form.answer = answer_to(looks, typed)
    return [] if form.cleaned_data["confirmed"] == form.answer else looks


def save(request: HttpRequest, form: EntryForm, lines: LineFormSet) -> list[Harvest]:
    return intake.record(
        facility=request.user.facility,
        harvested_on=form.cleaned_data["harvested_on"],
        lines=typed_lines(form, lines),
        by=request.user,
        client_id=form.cleaned_data["client_id"],
    )


def saved(request: HttpRequest, form: EntryForm, lots: list[Harvest]) -> HttpResponse:
    for lot in lots:
        messages.success(request, told(lot))
    if "next" in request.POST:
        names = ("day", "harvested_on", "worker_count")
        kept = {name: form[name].data for name in names if form[name].data}
        return redirect(f"{reverse('harvest_new')}?{urlencode(kept)}")
    return redirect("harvest_detail", lots[0].pk) if len(lots) == 1 else redirect("harvest_list")


def told(lot: Harvest) -> str:
    said = {
        "quantity": lot.read(lot.quantity),
        "commodity": lot.commodity.name.lower(),
        "weight": berat(lot.grams, lot.weight_is_estimated),
        "site": lot.site,
    }
    if lot.unit in GRAMS_OF:
        return _("Panen tercatat: %(quantity)s %(commodity)s dari %(site)s.") % said
    if lot.weight_is_estimated:
        text = _(
            "Panen tercatat: %(quantity)s %(commodity)s (%(weight)s, perkiraan) dari %(site)s."
        )
        return text % said
    return _("Panen tercatat: %(quantity)s %(commodity)s (%(weight)s) dari %(site)s.") % said
