"""The harvests, one lot with its account, and the stock."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from harvests.entry import everything_of
from harvests.forms.lists import HarvestFilter
from harvests.forms.uses import UseForm
from harvests.ledger import account_of
from harvests.models import Harvest, StockMovement
from harvests.stock.mending import UNDO_MINUTES
from harvests.stock_list import stock_of
from rutan.access import allow
from rutan.answers import form_page, today_of
from rutan.fields import plain_number
from rutan.paging import one_page

PER_PAGE = 25


def lot_of(request: HttpRequest, pk: int) -> Harvest:
    lots = Harvest.objects.visible_to(request.user).for_display().with_intake()
    return get_object_or_404(lots, pk=pk)


def just_done(request: HttpRequest) -> StockMovement | None:
    """The record that the address names, while the person who wrote it may take it back with one
    press.
    """
    known = plain_number(request.GET.get("done", ""))
    lately = timezone.now() - dt.timedelta(minutes=UNDO_MINUTES)
    mine = StockMovement.objects.visible_to(request.user).written_by(request.user).since(lately)
    return known and mine.may_be_struck().with_lot().filter(pk=known).first()


@allow("view_harvests")
@require_safe
def harvest_list(request: HttpRequest) -> HttpResponse:
    lots = Harvest.objects.visible_to(request.user)
    narrowed = HarvestFilter(request.GET, garden=everything_of(request.user))
    found = narrowed.narrow(lots)
    shown = found.for_display().with_intake().newest_first()
    page, around = one_page(request, shown, PER_PAGE)
    context = {
        "page": page,
        "filter": narrowed,
        "totals": found.totals(),
        "total": page.paginator.count,
        **around,
    }
    if narrowed.in_address():
        context |= {"total": lots.count(), "clear": reverse("harvest_list")}
    return render(request, "harvests/harvest_list.html", context)


@allow("view_harvests")
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return lot_page(request, lot_of(request, pk))


def lot_page(request: HttpRequest, lot: Harvest, *, form: UseForm | None = None) -> HttpResponse:
    today = today_of(request)
    given = {"on": today, "client_id": uuid.uuid4(), "kind": request.GET.get("kind")}
    form = form or UseForm(lot=lot, today=today, initial=given)
    context = {
        "lot": lot,
        "account": account_of(lot),
        "today": today,
        "finish_id": uuid.uuid4(),
        "done": just_done(request),
    }
    return form_page(request, "harvests/harvest_detail.html", form, **context)


@allow("view_harvests")
@require_safe
def stock(request: HttpRequest) -> HttpResponse:
    today = today_of(request)
    context = {"stock": stock_of(request.user, today), "today": today, "done": just_done(request)}
    return render(request, "harvests/stock.html", context)
