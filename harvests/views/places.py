"""Commodities and sites under settings, and plantings."""

import uuid
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from harvests import places
from harvests.forms.places import CommodityForm, PlantingForm, SiteForm
from harvests.models import Commodity, Planting, ProductionSite
from rutan.access import allow, get_or_post
from rutan.answers import carried_out, form_page, posted, show_taken, today_of
from rutan.paging import one_page

PER_PAGE = 25
_PAGES = {"commodity": "harvests/commodity_edit.html", "site": "harvests/site_edit.html"}


@allow("edit_facility")
@require_safe
def commodity_list(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "harvests/commodity_list.html",
        {"commodities": Commodity.objects.visible_to(request.user)},
    )


@allow("edit_facility")
@get_or_post
def commodity_new(request: HttpRequest) -> HttpResponse:
    return commodity_page(request, Commodity(facility=request.user.facility))


@allow("edit_facility")
@get_or_post
def commodity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return commodity_page(
        request, get_object_or_404(Commodity.objects.visible_to(request.user), pk=pk)
    )


def commodity_page(request: HttpRequest, commodity: Commodity) -> HttpResponse:
    verbs = (places.save_commodity, places.change_commodity)
    form = CommodityForm(posted(request), instance=commodity)
    said = _("Komoditas %(name)s tersimpan.")
    return _edit_page(request, form, "commodity", verbs, said)


@allow("edit_facility")
@require_safe
def site_list(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "harvests/site_list.html",
        {"sites": ProductionSite.objects.visible_to(request.user)},
    )


@allow("edit_facility")
@get_or_post
def site_new(request: HttpRequest) -> HttpResponse:
    return site_page(request, ProductionSite(facility=request.user.facility))


@allow("edit_facility")
@get_or_post
def site_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return site_page(
        request, get_object_or_404(ProductionSite.objects.visible_to(request.user), pk=pk)
    )


def site_page(request: HttpRequest, site: ProductionSite) -> HttpResponse:
    verbs = (places.save_site, places.change_site)
    form = SiteForm(posted(request), instance=site)
    return _edit_page(request, form, "site", verbs, _("%(name)s tersimpan."))


def _edit_page(
    request: HttpRequest, form: ModelForm, kind: str, verbs: tuple[Callable, Callable], said: str
) -> HttpResponse:
    """The page of a ``kind``, new or not; ``verbs`` save a new one and change one that is there."""
    save, change = (partial(verb, **{kind: form.instance}, by=request.user) for verb in verbs)

    def keep(data: dict) -> object:
        if form.instance.pk is None:
            return save()
        return change(changes=form.facts(), seen=data["seen"])

    if carried_out(form, keep, at="name"):
        messages.success(request, said % {"name": form.instance})
        return redirect(f"{kind}_list")
    show_taken(form)
    return form_page(request, _PAGES[kind], form)


@allow("view_harvests")
@require_safe
def plantings(request: HttpRequest) -> HttpResponse:
    rows = Planting.objects.visible_to(request.user).with_harvests()
    page, around = one_page(request, rows, PER_PAGE)
    context = {"plantings": page, "total": page.paginator.count, **around}
    return render(request, "harvests/plantings.html", context)


@allow("record_harvest")
@get_or_post
def planting_new(request: HttpRequest) -> HttpResponse:
    today = today_of(request)
    form = PlantingForm(
        posted(request),
        instance=Planting(facility=request.user.facility),
        initial={"planted_on": today, "client_id": uuid.uuid4()},
        commodities=Commodity.objects.visible_to(request.user).active(),
        sites=ProductionSite.objects.visible_to(request.user).active(),
        today=today,
    )
    if carried_out(form, lambda data: places.plant(planting=form.instance, by=request.user)):
        planting = form.instance
        said = {"tending": planting.commodity.tending, "name": planting}
        messages.success(request, _("%(tending)s %(name)s tercatat.") % said)
        return redirect("plantings")
    return form_page(request, "harvests/planting_new.html", form)


@allow("record_harvest")
@get_or_post
def planting_end(request: HttpRequest, pk: int) -> HttpResponse:
    planting = get_object_or_404(
        Planting.objects.visible_to(request.user).select_related("commodity", "site"), pk=pk
    )
    if request.method == "GET":
        return render(
            request,
            "harvests/planting_end.html",
            {"planting": planting, "today": today_of(request)},
        )
    places.end_planting(planting=planting, on=today_of(request), by=request.user)
    said = {"tending": planting.commodity.tending, "name": planting}
    messages.success(request, _("%(tending)s %(name)s selesai.") % said)
    return redirect("plantings")
