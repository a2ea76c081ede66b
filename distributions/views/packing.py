"""The packing table: runs of packages from named lots, and harvest and packing in one form."""

from dataclasses import replace
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from distributions.forms.packing import (
    ContentFormSet,
    FreshLineFormSet,
    FreshPackForm,
    PackForm,
    UnpackForm,
    WeighForm,
)
from distributions.models import Distribution, PackageMovement
from distributions.packing import from_garden, left_overs, runs, unpacking, weighing
from distributions.packing.contents import Content, as_planned, free_lots
from distributions.planning.contents import possible_packages
from distributions.reports import weighings
from harvests.entry import answer_to
from harvests.models import Commodity, Harvest, ProductionSite, StockMovement, amount
from rutan.access import allow, get_or_post
from rutan.answers import carried_out, form_page, posted, see_other, show_also
from rutan.fields import plain_number
from rutan.refusals import Refused


@allow("pack", "view_distributions")
@get_or_post
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """The runs so far and the form for the next one; only who may pack sees the form."""
    event = _event(request, pk)
    commodities = _commodities(request)
    form, lines = PackForm(posted(request)), _content_lines(request, event, commodities)
    fill = partial(_pack, request, event, lines)
    if carried_out(form, fill, beside=lines):
        return _packed(request, event, form.made)
    if lines.is_valid():
        show_also(form, fill, note="")
    context = {
        "event": event,
        "lines": lines,
        "possible": possible_packages(event),
        "lots": free_lots(event, commodities),
        "runs": _runs(event),
        "may_pack": request.user.has_perm("pack"),
        "packable": event.is_at_work,
        "ticked": _ticked(request),
    }
    return form_page(request, "distributions/packing.html", form, **context)


def _pack(
    request: HttpRequest, distribution: Distribution, lines: ContentFormSet, data: dict
) -> PackageMovement:
    contents = _contents(request, lines)
    return runs.pack(distribution=distribution, by=request.user, contents=contents, **_plain(data))


@allow("pack")
@get_or_post
def harvest_and_pack(request: HttpRequest, pk: int) -> HttpResponse:
    """The packages already stand on the table: record the harvest and the packing in one go."""
    event = _event(request, pk)
    form, lines = FreshPackForm(posted(request)), _fresh_lines(request, event)
    typed = _typed(lines) if lines.is_valid() else None
    if typed:
        _ask(event, form, lines)
    fill = partial(_harvest_and_pack, request, event, typed)
    if carried_out(form, fill, beside=lines):
        return _packed(request, event, form.made)
    if typed:
        show_also(form, fill, note="")
    context = {"event": event, "lines": lines}
    return form_page(request, "distributions/harvest_and_pack.html", form, **context)


def _harvest_and_pack(
    request: HttpRequest,
    distribution: Distribution,
    typed: tuple[list[from_garden.FreshLine], list[Content]],
    data: dict,
) -> PackageMovement:
    picked, from_stock = typed
    return from_garden.harvest_and_pack(
        distribution=distribution,
        packages=data["packages"],
        lines=picked,
        from_stock=from_stock,
        by=request.user,
        client_id=data["client_id"],
    )


def _typed(lines: FreshLineFormSet) -> tuple[list[from_garden.FreshLine], list[Content]]:
    """What was harvested this morning, and what is taken from stock."""
    rows = [line.cleaned_data for line in lines]
    picked = [from_garden.FreshLine(**row) for row in rows if row.get("quantity")]
    rest = [row for row in rows if not row.get("quantity") and row.get("per_package")]
    return picked, [Content(row["commodity"], row["per_package"]) for row in rest]


def _ask(distribution: Distribution, form: FreshPackForm, lines: FreshLineFormSet) -> None:
    """Put the questions that are not answered yet at their lines; the form then carries the
    answer.
    """
    if "client_id" in form.errors:
        return
    filled = [line for line in lines if line.cleaned_data.get("quantity")]
    picked, _from_stock = _typed(lines)
    today = distribution.facility.local_day()
    looks = from_garden.second_looks(
        lines=picked, client_id=form.cleaned_data["client_id"], today=today
    )
    form.answer = answer_to(looks, [line.harvested for line in picked])
    if form.cleaned_data.get("confirmed") != form.answer:
        for look in looks:
            filled[look.index].add_error("quantity", look.text)


@allow("pack")
@get_or_post
def unpack(request: HttpRequest, pk: int) -> HttpResponse:
    """A run that was typed wrong, or packages nobody will fetch: the latest ones come apart
    again.
    """
    event = _event(request, pk)
    form = UnpackForm(posted(request), rows=_in_packages(request, event))
    take_back = partial(_take_back, request, event, form)
    if carried_out(form, take_back):
        return _unpacked(request, event, form.made)
    show_also(form, take_back, to=unpacking.Destination.STOCK, reason="")
    return form_page(request, "distributions/unpack.html", form, event=event)


def _in_packages(request: HttpRequest, distribution: Distribution) -> list[left_overs.LeftOver]:
    """What is in the packages on the table. A form that comes again may have emptied it: it still
    says where everything went.
    """
    if request.method == "POST":
        return left_overs.were_packed(distribution)
    # How much of it comes out hangs on how many packages somebody types.
    return [replace(row, said="") for row in left_overs.left_overs(distribution)]


def _take_back(
    request: HttpRequest, distribution: Distribution, form: UnpackForm, data: dict
) -> int:
    """How many packages came apart."""
    said = ("packages", "to", "client_id", "reason", "receiver")
    taken = unpacking.take_back(
        distribution=distribution,
        by=request.user,
        places=form.places,
        **{name: data[name] for name in said},
    )
    return sum(row.packages for row in taken)


def _unpacked(request: HttpRequest, distribution: Distribution, packages: int) -> HttpResponse:
    distribution.refresh_from_db()
    said = _("%(n)s paket dibongkar. Siap diserahkan: %(ready)s paket.")
    messages.success(request, said % {"n": packages, "ready": distribution.packages_left})
    return see_other("packing", distribution.pk)


@allow("pack")
@get_or_post
def weigh(request: HttpRequest, pk: int, run: int) -> HttpResponse:
    """Some packages of one run on the scale."""
    event = _event(request, pk)
    rows = event.package_movements.packed().with_lots().with_weighings()
    packed = get_object_or_404(rows, pk=run)
    form = WeighForm(posted(request))

    def keep(data: dict) -> weighings.Weighed:
        weighing.weigh(run=packed, by=request.user, **data)
        return weighings.of_run(rows.get(pk=run))[0]

    if carried_out(form, keep):
        level = messages.WARNING if form.made.outside else messages.SUCCESS
        messages.add_message(request, level, form.made.said)
        return see_other("packing", event.pk)
    context = {
        "event": event,
        "run": packed,
        "known": weighings.of_run(packed),
        "expected": weighings.expected(packed, event.facility.weighing_tolerance_percent),
    }
    return form_page(request, "distributions/weigh.html", form, **context)


def _event(request: HttpRequest, pk: int) -> Distribution:
    return get_object_or_404(
        Distribution.objects.visible_to(request.user).select_related("facility"), pk=pk
    )


def _packed(request: HttpRequest, distribution: Distribution, run: PackageMovement) -> HttpResponse:
    distribution.refresh_from_db()
    said = _("%(n)s paket tercatat. Siap diserahkan: %(ready)s paket.")
    messages.success(request, said % {"n": run.packages, "ready": distribution.packages_left})
    for took in _counted_otherwise(run):
        messages.info(request, took)
    return see_other("packing", distribution.pk)


def _counted_otherwise(run: PackageMovement) -> list[str]:
    """Both figures of what came out of lots that were counted otherwise than the plan: ``Kangkung:
    4 kg (± 20 ikat)``.
    """
    run = PackageMovement.objects.with_lots().get(pk=run.pk)
    took = [(row.stock_movement, row.stock_movement.harvest) for row in run.packed_lots.all()]
    return [
        f"{lot.commodity.name}: {_both(movement)}"
        for movement, lot in took
        if lot.unit != lot.commodity.unit
    ]


def _both(movement: StockMovement) -> str:
    planned = as_planned(movement.harvest, -movement.grams)
    if not planned:
        return movement.read
    return f"{amount(-movement.quantity, movement.harvest.unit)} ({planned})"


def _plain(data: dict) -> dict:
    return {name: data[name] for name in ("packages", "client_id", "note")}


def _commodities(request: HttpRequest) -> list[Commodity]:
    return list(Commodity.objects.visible_to(request.user).filter(is_active=True))


def _content_lines(
    request: HttpRequest, distribution: Distribution, commodities: list[Commodity]
) -> ContentFormSet:
    initial = [
        {"commodity": item.commodity_id, "unit": item.commodity.unit, "per_package": item.quantity}
        for item in _plan(distribution)
    ]
    return ContentFormSet(
        posted(request),
        initial=initial,
        prefix="content",
        form_kwargs={"commodities": commodities},
    )


def _fresh_lines(request: HttpRequest, distribution: Distribution) -> FreshLineFormSet:
    items = list(_plan(distribution))
    places = Harvest.objects.last_places([item.commodity for item in items])
    initial = [
        {
            "commodity": item.commodity_id,
            "per_package": item.quantity,
            "site": places.get(item.commodity_id),
        }
        for item in items
    ]
    rows = {
        "commodities": _commodities(request),
        "sites": list(ProductionSite.objects.visible_to(request.user).filter(is_active=True)),
    }
    return FreshLineFormSet(posted(request), initial=initial, prefix="line", form_kwargs=rows)


def _plan(distribution: Distribution):
    return distribution.items.select_related("commodity")


def _contents(request: HttpRequest, lines: ContentFormSet) -> list[Content]:
    """The filled lines; ticked lots restrict their commodity to them, the oldest first all the
    same.
    """
    rows = [
        line.cleaned_data
        for line in lines
        if line.cleaned_data.get("commodity") and line.cleaned_data.get("per_package")
    ]
    # Empty ones too: what was ticked and is used up meanwhile must be missed, not replaced in
    # silence.
    lots, ticked = [], _ticked(request)
    if ticked:
        lots = list(Harvest.objects.visible_to(request.user).filter(pk__in=ticked))
    contents = [Content(row["commodity"], row["per_package"], row["unit"]) for row in rows]
    contents = [
        replace(content, lots=tuple(lot for lot in lots if content.fits(lot)))
        for content in contents
    ]
    if ticked - {lot.pk for content in contents for lot in content.lots}:
        raise Refused(
            _(
                "Ada panen yang dicentang tetapi tidak termasuk isi paket. Hilangkan centangnya"
                " atau tambahkan komoditasnya."
            )
        )
    return contents


def _ticked(request: HttpRequest) -> set[int]:
    return set(filter(None, map(plain_number, request.POST.getlist("lot"))))


def _runs(distribution: Distribution):
    return unpacking.told(distribution.package_movements.with_lots().with_weighings())
