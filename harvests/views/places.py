"""Commodities and sites under settings, and plantings."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from harvests import places
from harvests.forms.places import CommodityForm, PlaceForm, PlantingForm, SiteForm
from harvests.models import Commodity, Planting, ProductionSite
from rutan.access import allow
from rutan.answers import today_of
from rutan.editing import Stale
from rutan.forms import show_taken
from rutan.models import User
from rutan.paging import one_page
from rutan.refusals import Refused, as_form_error

PER_PAGE = 25


def kept(form: ModelForm, verb: Callable, **facts) -> Model | None:
    """What the verb kept, or None and its refusal at the name."""
    try:
        return verb(**facts)
    except Stale as stale:
        form.show_stored(stale.facts["row"])
        form.add_error(None, as_form_error(stale))
        return None
    except Refused as refused:
        form.add_error("name" if "name" in form.fields else None, as_form_error(refused))
        return None


def added_or_changed(form: PlaceForm, add: Callable, change: Callable, *, by: User) -> Model | None:
    row = {
        "site" if isinstance(form.instance, ProductionSite) else "commodity": form.instance,
        "by": by,
    }
    if form.instance.pk is None:
        return kept(form, add, **row)
    return kept(form, change, changes=form.facts(), seen=form.cleaned_data["seen"], **row)


@allow("edit_facility")
@require_safe
def commodity_list(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "harvests/commodity_list.html",
        {"commodities": Commodity.objects.visible_to(request.user)},
    )


@allow("edit_facility")
@require_http_methods(["GET", "POST"])
def commodity_new(request: HttpRequest) -> HttpResponse:
    return commodity_page(request, Commodity(facility=request.user.facility))


@allow("edit_facility")
@require_http_methods(["GET", "POST"])
def commodity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return commodity_page(
        request, get_object_or_404(Commodity.objects.visible_to(request.user), pk=pk)
    )


def commodity_page(request: HttpRequest, commodity: Commodity) -> HttpResponse:
    form = CommodityForm(request.POST or None, instance=commodity)
    if form.is_valid() and added_or_changed(
        form, places.save_commodity, places.change_commodity, by=request.user
    ):
        messages.success(request, _("Komoditas %(name)s tersimpan.") % {"name": form.instance})
        return redirect("commodity_list")
    show_taken(form)
    return render(
        request,
        "harvests/commodity_edit.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


@allow("edit_facility")
@require_safe
def site_list(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "harvests/site_list.html",
        {"sites": ProductionSite.objects.visible_to(request.user)},
    )


@allow("edit_facility")
@require_http_methods(["GET", "POST"])
def site_new(request: HttpRequest) -> HttpResponse:
    return site_page(request, ProductionSite(facility=request.user.facility))


@allow("edit_facility")
@require_http_methods(["GET", "POST"])
def site_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return site_page(
        request, get_object_or_404(ProductionSite.objects.visible_to(request.user), pk=pk)
    )


def site_page(request: HttpRequest, site: ProductionSite) -> HttpResponse:
    form = SiteForm(request.POST or None, instance=site)
    if form.is_valid() and added_or_changed(
        form, places.save_site, places.change_site, by=request.user
    ):
        messages.success(request, _("%(name)s tersimpan.") % {"name": form.instance})
        return redirect("site_list")
    show_taken(form)
    return render(
        request, "harvests/site_edit.html", {"form": form}, status=422 if form.is_bound else 200
    )


@allow("view_harvests")
@require_safe
def plantings(request: HttpRequest) -> HttpResponse:
    rows = Planting.objects.visible_to(request.user).with_harvests()
    page, around = one_page(request, rows, PER_PAGE)
    context = {"plantings": page, "total": page.paginator.count, **around}
    return render(request, "harvests/plantings.html", context)


@allow("record_harvest")
@require_http_methods(["GET", "POST"])
def planting_new(request: HttpRequest) -> HttpResponse:
    today = today_of(request)
    form = PlantingForm(
        request.POST or None,
        instance=Planting(facility=request.user.facility),
        initial={"planted_on": today, "client_id": uuid.uuid4()},
        commodities=Commodity.objects.visible_to(request.user).active(),
        sites=ProductionSite.objects.visible_to(request.user).active(),
        today=today,
    )
    if form.is_valid() and kept(form, places.plant, planting=form.instance, by=request.user):
        planting = form.instance
        said = {"tending": planting.commodity.tending, "name": planting}
        messages.success(request, _("%(tending)s %(name)s tercatat.") % said)
        return redirect("plantings")
    return render(
        request, "harvests/planting_new.html", {"form": form}, status=422 if form.is_bound else 200
    )


@allow("record_harvest")
@require_http_methods(["GET", "POST"])
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
