"""Pages of a family: registering, who they are and why they can be listed or not, editing,
holding.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Textarea, TextInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families import history
from families.forms import FamilyEditForm, FamilyForm, HoldForm, RevealForm, SplitForm
from families.forms.fields import ShownField, rendered_anew
from families.identity import NothingToShow, reveal
from families.models import Area, Family, FamilyMember, Inmate
from families.registry import eligibility, families, similar
from families.search import areas_matching, inmates_matching
from families.views.lists import as_name
from rutan.access import allow
from rutan.answers import today_of
from rutan.editing import Stale, fingerprint
from rutan.refusals import Refused, as_form_error, refuse_together

MOST_ACTS = 8


def family_or_404(request: HttpRequest, pk: int) -> Family:
    return get_object_or_404(
        Family.objects.visible_to(request.user).active().select_related("area__parent", "facility"),
        pk=pk,
    )


def finders(request: HttpRequest) -> dict:
    """How the pickers of a form look up villages and inmates for this user."""
    inmates = Inmate.objects.visible_to(request.user).prefetch_related("register_numbers")
    villages = Area.objects.homes().select_related("parent__parent")
    near = request.user.facility.area_code
    return {
        "area": (villages, partial(areas_matching, near=near)),
        "inmate": (inmates, partial(inmates_matching, inmates)),
    }


def typed_so_far(request: HttpRequest) -> dict | None:
    """What a form without a script holds when "Cari" was pressed in one of its pickers: initial
    values, no errors yet.
    """
    if "find" not in request.POST:
        return None
    looked_for = request.POST["find"]
    return {
        name: value.replace("\x00", "")
        for name, value in request.POST.items()
        if name != looked_for
    }


def form_page(
    request: HttpRequest,
    form,
    *,
    title: str,
    back: tuple[str, str],
    status: int | None = None,
    checks: Mapping[str, Callable] = MappingProxyType({}),
    **context,
) -> HttpResponse:
    """The page of any form of the registry; ``back`` is where it came from, as label and address.

    ``checks`` are what a verb would ask of single fields, for a form that is refused anyway.
    """
    refuse_together(form, checks)
    context |= {"form": form, "title": title, "back_label": back[0], "back": back[1]}
    if not form.is_bound:
        focus_first(form)
    status = status or (422 if form.is_bound and form.errors else 200)
    response = render(request, "families/form.html", context, status=status)
    if request.method == "POST":
        # What was typed stands in the page again, a NIK too.
        response["Cache-Control"] = "no-store"
    return response


def focus_first(form) -> None:
    """Let typing begin at once, where the first thing asked is typed."""
    first = next(iter(form.visible_fields()), None)
    if first and isinstance(first.field.widget, TextInput | Textarea):
        first.field.widget.attrs["autofocus"] = True


def edited(
    request: HttpRequest,
    form,
    verb: Callable,
    page: Callable,
    *,
    fields: Sequence[str],
    to: Sequence,
    tell=None,
    say: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Save what was changed and go ``to`` (name, id); a late page sees what of ``fields`` somebody
    else stored meanwhile.

    ``tell`` puts a refusal at its field, without it the refusal stands above the form; ``say`` is
    told of the row.
    """
    if not form.is_bound or not form.is_valid():
        return page()
    try:
        row = verb(seen=form.cleaned_data["seen"], by=request.user, **form.changes)
    except Stale as stale:
        differences = form.show_stored(stale.row, seen=fingerprint(stale.row, fields))
        return page(stale=stale, differences=differences, status=409)
    except similar.SimilarFamilies as refused:
        return similar_page(form, page, refused, "similar_seen")
    except Refused as refused:
        tell(form, refused) if tell else form.add_error(None, as_form_error(refused))
        return page()
    messages.success(request, say(row) if say else _("Perubahan tersimpan."))
    return redirect(*to)


def with_links(said: str, *links: tuple[str, str]) -> str:
    """A message that goes on with links, each a label and an address."""
    drawn = format_html_join(
        " · ", '<a href="{}">{}</a>', ((address, label) for label, address in links)
    )
    return format_html("{} {}", said, drawn) if links else said


def similar_page(
    form, page: Callable, refused: similar.SimilarFamilies, shown: str = "seen"
) -> HttpResponse:
    """The same page with the look at similar families; saved again with the field ``shown`` it goes
    through.
    """
    rendered_anew(form, **{shown: ShownField.written(refused.families)})
    return page(similar=refused.families, status=409)


def to_family(family: Family) -> tuple[str, str]:
    return _("Keluarga %(name)s") % {"name": family.name}, reverse(
        "family_detail", args=[family.pk]
    )


@allow("register_family")
@require_http_methods(["GET", "POST"])
def family_new(request: HttpRequest) -> HttpResponse:
    """Four things suffice; similar families are shown once before a second entry is made."""
    form = _new_form(request)
    back = _("Keluarga"), reverse("family_search")
    checks = {"kk_number": _unused_card(request.user.facility_id)}
    page = partial(
        form_page, request, form, title=_("Daftarkan keluarga"), back=back, checks=checks
    )
    if not form.is_bound or not form.is_valid():
        return page()
    try:
        [family] = families.register(
            facility=request.user.facility, families=[form.new_family], by=request.user
        )
    except similar.SimilarFamilies as refused:
        return similar_page(form, page, refused)
    except Refused as refused:
        form.add_error(
            "kk_number" if isinstance(refused, families.CardUsed) else None, as_form_error(refused)
        )
        return page()
    family = Family.objects.visible_to(request.user).with_gaps().get(pk=family.pk)
    said = {"name": family.name, "missing": ", ".join(map(str, family.gaps)) or "–"}
    said = _("Keluarga %(name)s terdaftar. Data yang belum lengkap: %(missing)s.") % said
    links = (
        (_("Tambah bukti"), reverse("evidence_new", args=[family.pk])),
        (_("Daftarkan keluarga berikutnya"), reverse("family_new")),
    )
    messages.success(request, with_links(said, *links))
    return redirect("family_detail", family.pk)


def _new_form(request: HttpRequest) -> FamilyForm:
    if request.method == "POST":
        typed = typed_so_far(request)
        return FamilyForm(None if typed else request.POST, initial=typed, finders=finders(request))
    inmates, _find = finders(request)["inmate"]
    asked = request.GET.get("inmate", "")
    inmate = inmates.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
    return FamilyForm(
        initial={"inmate": inmate, "name": as_name(request.GET.get("name", ""))},
        finders=finders(request),
    )


@allow("view_families")
@require_safe
def family_detail(request: HttpRequest, pk: int) -> HttpResponse:
    family = get_object_or_404(
        Family.objects.visible_to(request.user).with_kin().with_gaps(), pk=pk
    )
    if family.merged_into_id:
        return redirect("family_detail", family.merged_into_id)
    if family.restricted_at or family.erased_at:
        return render(request, "families/restricted.html", {"family": family})
    day = today_of(request)
    acts = history.of_family(family)
    reasons = eligibility.why_not_eligible(family, day)
    context = {
        "family": family,
        "reasons": reasons,
        "ended": [reason for reason in reasons if reason.is_over],
        "beside": [reason for reason in reasons if not reason.is_over],
        "held": family.is_held_on(day),
        "kinships": (
            family.kinships.select_related("inmate").prefetch_related("inmate__register_numbers")
        ),
        "members": family.members.all(),
        "evidence": [
            (row, row.days_left(day), row.standing_on(day))
            for row in family.evidence.select_related("verified_by", "recorded_by")
        ],
        "acts": acts[:MOST_ACTS],
        "more_acts": len(acts) > MOST_ACTS,
    }
    return render(request, "families/detail.html", context)


@allow("view_families")
@require_safe
def family_history(request: HttpRequest, pk: int) -> HttpResponse:
    family = family_or_404(request, pk)
    return render(
        request, "families/history.html", {"family": family, "acts": history.of_family(family)}
    )


@allow("register_family")
@require_http_methods(["GET", "POST"])
def family_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Editing by one person at a time: the second is told what the first changed, and loses
    nothing.
    """
    family = family_or_404(request, pk)
    form = _edit_form(request, family)
    page = partial(
        form_page,
        request,
        form,
        title=_("Ubah data keluarga"),
        back=to_family(family),
        checks={"kk_number": _unused_card(family.facility_id, but=family)},
    )
    if not form.is_bound or not form.is_valid():
        return page()
    try:
        sent = {name: form.cleaned_data[name] for name in ("version", "seen")}
        families.edit(family=family, by=request.user, **sent, **form.changes)
    except Stale as stale:
        differences = form.show_stored(stale.row, version=stale.row.version)
        return page(stale=stale, differences=differences, status=409)
    except similar.SimilarFamilies as refused:
        return similar_page(form, page, refused)
    except Refused as refused:
        form.add_error(
            "kk_number" if isinstance(refused, families.CardUsed) else None, as_form_error(refused)
        )
        return page()
    messages.success(request, _("Perubahan tersimpan."))
    return redirect("family_detail", pk)


def _unused_card(facility_id: int, but: Family | None = None) -> Callable:
    return lambda number: families.refuse_used_cards(facility_id, [number], but)


def _edit_form(request: HttpRequest, family: Family) -> FamilyEditForm:
    typed = typed_so_far(request)
    data = request.POST if request.method == "POST" and typed is None else None
    return FamilyEditForm(
        data,
        initial=typed or FamilyEditForm.initial_of(family),
        family=family,
        finders=finders(request),
    )


@allow("split_card")
@require_http_methods(["GET", "POST"])
def family_split(request: HttpRequest, pk: int) -> HttpResponse:
    family = family_or_404(request, pk)
    form = SplitForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            families.split_card(
                family=family,
                kk_number=form.cleaned_data["kk_number"],
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except Refused as refused:
            form.add_error("kk_number", as_form_error(refused))
        else:
            messages.success(request, _("Disetujui: dua keluarga dalam satu KK."))
            return redirect("family_detail", pk)
    return form_page(
        request,
        form,
        title=_("Dua keluarga dalam satu KK"),
        back=to_family(family),
        checks={"kk_number": partial(families.next_split, family)},
    )


@allow("hold_family")
@require_http_methods(["GET", "POST"])
def family_hold(request: HttpRequest, pk: int) -> HttpResponse:
    family, today = family_or_404(request, pk), today_of(request)
    initial = {
        "until": family.hold_until or today + dt.timedelta(days=60),
        "kind": family.hold_kind,
    }
    form = HoldForm(request.POST or None, initial=initial, today=today)
    if form.is_bound and form.is_valid():
        families.hold(
            family=family,
            kind=form.cleaned_data["kind"],
            until=form.cleaned_data["until"],
            by=request.user,
        )
        messages.success(
            request, _("Bantuan untuk keluarga %(name)s ditunda.") % {"name": family.name}
        )
        return redirect("family_detail", pk)
    return form_page(
        request,
        form,
        title=_("Tunda bantuan"),
        back=to_family(family),
        note=_(
            "Keluarga yang ditunda tidak dapat masuk daftar dan tidak menerima paket di loket."
            " Sebabnya tidak terlihat di loket."
        ),
    )


@allow("hold_family")
@require_POST
def family_resume(request: HttpRequest, pk: int) -> HttpResponse:
    family = family_or_404(request, pk)
    families.resume(family=family, by=request.user)
    messages.success(
        request, _("Bantuan untuk keluarga %(name)s berlanjut.") % {"name": family.name}
    )
    return redirect("family_detail", pk)


@allow("reveal_nik")
@require_http_methods(["GET", "POST"])
def nik_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    members = (
        FamilyMember.objects.visible_to(request.user).of_active_families().select_related("family")
    )
    member = get_object_or_404(members, pk=pk)
    return _reveal(request, member, member.family, _("NIK %(name)s") % {"name": member.full_name})


@allow("reveal_nik")
@require_http_methods(["GET", "POST"])
def kk_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    family = family_or_404(request, pk)
    return _reveal(request, family, family, _("Nomor KK keluarga %(name)s") % {"name": family.name})


def _reveal(
    request: HttpRequest, row: Family | FamilyMember, family: Family, title: str
) -> HttpResponse:
    """Asks for the reason, then shows the digits in this one answer, which nothing keeps."""
    form = RevealForm(request.POST or None)
    digits = ""
    if form.is_bound and form.is_valid():
        try:
            digits = reveal(row=row, reason=form.cleaned_data["reason"], by=request.user)
        except NothingToShow as refused:
            form.add_error(None, as_form_error(refused))
        except ValidationError as error:
            form.add_error("reason", error)
    if digits:
        response = render(
            request,
            "families/revealed.html",
            {"digits": digits, "title": title, "back": reverse("family_detail", args=[family.pk])},
        )
    else:
        response = form_page(request, form, title=title, back=to_family(family))
    response["Cache-Control"] = "no-store"
    return response
