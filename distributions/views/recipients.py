"""The list of an event: chosen while it is a draft, read and mended once it is approved."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from distributions.forms.planning import (
    AddForm,
    FilterForm,
    ListForm,
    PromoteForm,
    ReasonForm,
    SuggestForm,
)
from distributions.models import Distribution, Entitlement
from distributions.planning import candidates, contents, listing, locks, missed
from distributions.views.approval import lay_before_the_head
from distributions.views.planning import event_or_404
from families.models import Area
from rutan.access import allow, get_or_post
from rutan.answers import SeeOther, carried_out, form_page, posted, pressed, see_other
from rutan.identity_numbers import is_identity_number
from rutan.paging import one_page, part_of

# As many as a person reads to the end; two fields a row, and Django takes at most 1,000 in one
# request.
PER_PAGE = 50
MOST_FOUND = 20
FILTERS = ("name", "area", "last_aid", "evidence", "expiring")


@allow("plan", "approve")
@get_or_post
def recipients(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft's candidates with their filters; after approval the list as it was frozen."""
    event = event_or_404(request, pk)
    if event.status != Distribution.Status.DRAFT or not request.user.has_perm("plan"):
        return render(request, "distributions/list_final.html", _as_approved(event))
    found = candidates.candidates(event)
    # The filters stay in the address of the form, so that saving returns to the same rows.
    if request.method == "POST":
        return _chosen(request, event, found)
    return _choice_page(request, event, found)


def _as_approved(distribution: Distribution) -> dict:
    """The list by number; apart from it the reserves that still wait, in their turn."""
    rows = (
        Entitlement.objects.on(distribution)
        .with_state()
        .select_related("family__area__parent", "inmate")
    )
    reserves = rows.reserves().in_turn()
    never_served, stay_away = (
        missed.never_served_or_away(distribution)
        if distribution.status == Distribution.Status.CLOSED
        else (set(), set())
    )
    return {
        "never_served": never_served,
        "stay_away": stay_away,
        "event": distribution,
        "rows": rows.exclude(pk__in=reserves.values("pk")).by_number(),
        "reserves": reserves,
        "can_change": distribution.is_at_work,
    }


def _chosen(
    request: HttpRequest, distribution: Distribution, found: candidates.Candidates
) -> HttpResponse:
    form = ListForm(request.POST, rows=_posted(request.POST, found))
    if carried_out(form, partial(_choose, request, distribution, form)):
        return _onward(request, distribution)
    now = event_or_404(request, distribution.pk)
    return _choice_page(request, now, candidates.candidates(distribution), form=form)


def _choose(request: HttpRequest, distribution: Distribution, form: ListForm, _data: dict) -> None:
    if form.is_changed:
        listing.choose(distribution=distribution, by=request.user, **form.choice)


def _onward(request: HttpRequest, distribution: Distribution) -> HttpResponse:
    """Where the pressed button leads; whatever it is, the choices of the page are saved by now."""
    go = request.POST.get("go", "save")
    if go == "propose":
        return lay_before_the_head(request, event_or_404(request, distribution.pk))
    if go == "save":
        messages.success(request, _("Daftar disimpan."))
    # Enter in a filter saves as the button does, and filters.
    return SeeOther(request.get_full_path() if go == "turn" else _filtered(request))


def _filtered(request: HttpRequest) -> str:
    """The address with the filters as they stand in the page; with other filters it begins at its
    first page.
    """
    query, typed = request.GET.copy(), request.POST
    if "name" not in typed or all(query.get(each, "") == typed.get(each, "") for each in FILTERS):
        return request.get_full_path()
    query.pop("page", None)
    for each in FILTERS:
        query.pop(each, None)
        # Addresses are kept in places where no such number may stand.
        if typed.get(each) and not is_identity_number(typed[each]):
            query[each] = typed[each]
    return f"{request.path}?{query.urlencode()}"


def _posted(data: QueryDict, found: candidates.Candidates) -> list[candidates.Candidate]:
    """The rows that the page sent back; those it named and that are no candidates any more are told
    by the form.
    """
    return [row for row in _choosable(found) if row.pick_name in data]


def _choosable(found: candidates.Candidates) -> list[candidates.Candidate]:
    """Who can be chosen, and before them who stands on the list though he can't any more."""
    return [row for row in found.not_eligible if row.entitlement] + list(found.eligible)


def _choice_page(
    request: HttpRequest,
    distribution: Distribution,
    found: candidates.Candidates,
    form: ListForm | None = None,
) -> HttpResponse:
    filters = FilterForm(request.GET, areas=_areas(found))
    narrowed = found.narrowed(filters.filters)
    only_chosen = bool(request.GET.get("chosen"))
    choosable = [row for row in _choosable(narrowed) if row.entitlement or not only_chosen]
    page, around = one_page(request, choosable, PER_PAGE)
    candidates.read_people(page)
    possible = contents.possible_packages(distribution)
    packages = distribution.listed or possible.n or len(found.proposed()) or 1
    others = part_of(request, narrowed.not_eligible, "not-eligible")
    if form is None:
        form = ListForm(initial={"seen": locks.fingerprint(distribution)}, rows=list(page))
    refused = getattr(getattr(form, "refused", None), "families", ())
    context = {
        "event": distribution,
        "refused": {row.family.pk for row in refused},
        "seen": locks.fingerprint(distribution),
        "filter_form": filters,
        "filtered": filters.in_words,
        "suggest": SuggestForm(initial={"packages": packages, "reserves": 5}),
        "possible": possible,
        "line": distribution.listed + distribution.reserves,
        "others": others,
        "not_eligible": others.rows,
        "total": len(_choosable(found)),
        "matching": len(choosable),
        "only_chosen": only_chosen,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "clear_url": request.path if _is_narrowed(request) else "",
        **around,
    }
    return form_page(request, "distributions/list.html", form, **context)


def _is_narrowed(request: HttpRequest) -> bool:
    return any(
        value
        for name, value in request.GET.items()
        if name not in ("page", "chosen", "not-eligible")
    )


def _areas(found: candidates.Candidates) -> list[tuple[str, str]]:
    """Districts and villages in which candidates live, each village under its district."""
    areas = {row.family.area for row in found.by_family().values()}
    villages = {area for area in areas if area.level == Area.Level.VILLAGE}
    districts = {area.parent for area in villages if area.parent}
    named = [
        *((area.code, str(area)) for area in areas - villages),
        *((area.code, f"– {area.kind} {area.name}") for area in villages),
        *((area.code, _("Kec. %(name)s") % {"name": area.name}) for area in districts),
    ]
    return sorted(named)


@allow("plan")
@require_POST
def suggest(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the list with the proposal."""
    event = event_or_404(request, pk)
    form = SuggestForm(request.POST)
    if carried_out(
        form,
        lambda data: listing.suggest(
            distribution=event,
            packages=data["packages"],
            reserves=data["reserves"] or 0,
            by=request.user,
        ),
    ):
        said = _("%(n)s keluarga diusulkan. Periksa, lalu ajukan kepada Kepala Rutan.")
        messages.success(request, said % {"n": len(form.made)})
    elif form.refused:
        messages.error(request, form.refused.message)
    else:
        messages.error(
            request, _("Tulis jumlah keluarga dan cadangan dengan angka antara 1 dan 1.000.")
        )
    return see_other("recipients", event.pk)


@allow("plan")
@get_or_post
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a family on an approved list; it waits for the head."""
    event, asked = event_or_404(request, pk), request.POST or request.GET
    name = asked.get("name", "").strip()[:80]
    found = candidates.candidates(event, candidates.Filters(name=name)).eligible if name else ()
    rows = [row for row in found if row.entitlement is None][:MOST_FOUND]
    form = AddForm(posted(request), rows=rows)
    families = {row.family.pk: row.family for row in rows}
    act = partial(listing.add, distribution=event, by=request.user)
    if carried_out(form, lambda data: act(family=families[data["family"]], reason=data["reason"])):
        said = _("Keluarga ditambahkan dan menunggu persetujuan Kepala Rutan.")
        messages.success(request, said)
        return see_other("recipients", event.pk)
    context = {"event": event, "name": name, "rows": rows}
    return form_page(request, "distributions/list_add.html", form, **context)


@allow("plan")
@get_or_post
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one family off an approved list, with a reason."""
    row, form = _entitlement(request, pk), ReasonForm(posted(request))
    if carried_out(form, lambda data: listing.withdraw(entitlement=row, by=request.user, **data)):
        said = _("Keluarga nomor %(number)s dikeluarkan dari daftar.")
        messages.success(request, said % {"number": row.number or "–"})
        return see_other("recipients", row.distribution_id)
    context = {"row": row, "event": row.distribution}
    return form_page(request, "distributions/list_withdraw.html", form, **context)


@allow("plan")
@get_or_post
def promote(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a reserve the package of a family that did not come; before its turn only with a
    reason.
    """
    row = _entitlement(request, pk)
    passed = Entitlement.objects.before(row).select_related("family").in_turn()
    waits = row.is_reserve
    form = PromoteForm(posted(request), out_of_turn=waits and passed.exists())
    if carried_out(form, lambda data: listing.promote(entitlement=row, by=request.user, **data)):
        said = _("Keluarga nomor %(number)s kini berhak atas satu paket.")
        messages.success(request, said % {"number": row.number})
        return see_other("recipients", row.distribution_id)
    context = {"row": row, "event": row.distribution, "passed": passed}
    return form_page(request, "distributions/list_promote.html", form, **context)


@allow("plan")
@get_or_post
def reinstate(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back a family that was taken off the list by mistake."""
    row = _entitlement(request, pk)
    if request.method == "POST":
        if pressed(request, lambda: listing.reinstate(entitlement=row, by=request.user)):
            said = _("Keluarga nomor %(number)s kembali dalam daftar.")
            messages.success(request, said % {"number": row.number})
        return see_other("recipients", row.distribution_id)
    context = {"row": row, "event": row.distribution}
    return render(request, "distributions/list_reinstate.html", context)


def _entitlement(request: HttpRequest, pk: int) -> Entitlement:
    rows = Entitlement.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("distribution__facility", "family__area__parent"), pk=pk
    )
