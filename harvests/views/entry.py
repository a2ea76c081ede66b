"""Recording what was harvested."""

import datetime as dt
import uuid
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from harvests.entry import Garden, answer_to, garden_of, second_looks
from harvests.forms.entry import OTHER_DAY, EntryForm, LineFormSet
from harvests.ledger import account_of
from harvests.models import GRAMS_OF, Harvest
from harvests.stock import intake
from rutan.access import allow, get_or_post
from rutan.answers import carried_out, form_page, today_of
from rutan.fields import plain_number
from rutan.formats import berat
from rutan.refusals import Asked

# As many of the day's harvests stand beside the form; the rest are on the list.
MOST_WRITTEN = 12


@allow("record_harvest")
@get_or_post
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
    if carried_out(form, partial(save, request, form, lines), beside=lines):
        return saved(request, form, form.made)
    return page(request, form, lines)


def page(request: HttpRequest, form: EntryForm, lines: LineFormSet) -> HttpResponse:
    day, looks = form.shown_day, getattr(form, "asked", [])
    lots = Harvest.objects.visible_to(request.user).between(day, day).standing().for_display()
    context = {
        "lines": lines,
        "garden": form.garden,
        "looks": looks,
        "done_pressed": bool(looks) and "done" in request.POST,
        "said_twice": any(look.said_twice for look in looks),
        "day": day,
        "is_today": day == today_of(request),
        "written": lots.order_by("-pk")[:MOST_WRITTEN],
    }
    return form_page(request, "harvests/harvest_new.html", form, **context)


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
    if key := plain_number(request.GET.get("again", "")):
        lots = Harvest.objects.visible_to(request.user).in_bulk([key])
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


def save(request: HttpRequest, form: EntryForm, lines: LineFormSet, data: dict) -> list[Harvest]:
    """Raises Asked with the second looks that this form has not answered yet."""
    typed = typed_lines(form, lines)
    facts = {name: data[name] for name in ("harvested_on", "client_id")}
    looks = second_looks(lines=typed, today=form.today, **facts)
    form.answer = answer_to(looks, typed)
    if looks and data["confirmed"] != form.answer:
        raise Asked(looks)
    return intake.record(facility=request.user.facility, lines=typed, by=request.user, **facts)


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
