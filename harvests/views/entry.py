"""Recording what was harvested."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from harvests import stock
from harvests.entry import Garden, answer_to, garden_of, second_looks
from harvests.forms.entry import OTHER_DAY, EntryForm, LineFormSet
from harvests.models import GRAMS_OF, Harvest, ProductionSite
from rutan.access import allow
from rutan.formats import kg
from rutan.refusals import Refused, as_form_error


@allow("record_harvest")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    garden, today = garden_of(request.user), timezone.localdate()
    if request.method == "GET":
        return page(
            request,
            blank(request, garden, today),
            LineFormSet(prefix="line", form_kwargs={"garden": garden}, initial=again(request)),
        )
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
    request: HttpRequest, form: EntryForm, lines: LineFormSet, *, status: int = 200, **context
) -> HttpResponse:
    context |= {"form": form, "lines": lines, "garden": form.garden}
    return render(request, "harvests/harvest_new.html", context, status=status)


def blank(request: HttpRequest, garden: Garden, today: dt.date) -> EntryForm:
    """An empty form for today and the site used last, or for what the address asks for."""
    asked = {
        name: request.GET[name]
        for name in ("day", "harvested_on", "site", "worker_count")
        if name in request.GET
    }
    if asked.get("day", OTHER_DAY) not in (
        OTHER_DAY,
        today.isoformat(),
        (today - dt.timedelta(days=1)).isoformat(),
    ):
        asked |= {"day": OTHER_DAY, "harvested_on": asked["day"]}
    asked["site"] = asked["site"] if asked.get("site") in garden.sites else garden.last_site
    return EntryForm(
        garden=garden,
        today=today,
        initial={"day": today.isoformat(), **asked, "client_id": uuid.uuid4()},
    )


def again(request: HttpRequest) -> list[dict]:
    """The line of a harvest that is recorded anew, as it stood."""
    key = request.GET.get("again", "")
    lot = (
        Harvest.objects.visible_to(request.user).in_bulk([int(key)])
        if key.isascii() and key.isdigit() and len(key) < 19
        else {}
    )
    return [
        {
            "commodity": str(lot.commodity_id),
            "quantity": lot.quantity,
            "unit": lot.unit,
            "note": lot.note,
        }
        for lot in lot.values()
    ]


def with_one_more(form: EntryForm, lines: LineFormSet) -> tuple[EntryForm, LineFormSet]:
    """The same page, as typed and not yet judged, with an empty line below: for browsers without script."""
    typed = {name: form[name].data for name in form.fields}
    shown = EntryForm(garden=form.garden, today=timezone.localdate(), initial=typed)
    return shown, LineFormSet(
        prefix="line", form_kwargs={"garden": form.garden}, initial=lines.as_typed()
    )


def typed_lines(form: EntryForm, lines: LineFormSet) -> list[stock.Line]:
    return [line.line(form.cleaned_data["worker_count"]) for line in lines.filled]


def look_twice(form: EntryForm, lines: LineFormSet, today: dt.date) -> list:
    """The questions that this form has not answered yet."""
    typed = typed_lines(form, lines)
    facts = {
        "site": form.chosen_site,
        "harvested_on": form.cleaned_data["harvested_on"],
        "client_id": form.cleaned_data["client_id"],
    }
    looks = second_looks(lines=typed, today=today, **facts)
    form.answer = answer_to(looks, typed)
    return [] if form.cleaned_data["confirmed"] == form.answer else looks


def save(request: HttpRequest, form: EntryForm, lines: LineFormSet) -> list[Harvest]:
    return stock.record(
        facility=request.user.facility,
        site=form.chosen_site,
        harvested_on=form.cleaned_data["harvested_on"],
        lines=typed_lines(form, lines),
        by=request.user,
        client_id=form.cleaned_data["client_id"],
    )


def saved(request: HttpRequest, form: EntryForm, lots: list[Harvest]) -> HttpResponse:
    for lot in lots:
        messages.success(request, told(lot, form.chosen_site))
    if "next" in request.POST:
        kept = {
            name: form[name].data
            for name in ("day", "harvested_on", "site", "worker_count")
            if form[name].data
        }
        return redirect(f"{reverse('harvest_new')}?{urlencode(kept)}")
    return redirect("harvest_detail", lots[0].pk) if len(lots) == 1 else redirect("harvest_list")


def told(lot: Harvest, site: ProductionSite) -> str:
    said = {
        "quantity": lot.said(lot.quantity),
        "commodity": lot.commodity.name.lower(),
        "weight": kg(lot.grams),
        "site": site,
    }
    if lot.unit in GRAMS_OF:
        return _("Panen tercatat: %(quantity)s %(commodity)s dari %(site)s.") % said
    return _("Panen tercatat: %(quantity)s %(commodity)s (%(weight)s) dari %(site)s.") % said
