"""Pages of a family: registering, who they are and why they can be listed or not, editing,
holding.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from django.contrib import messages
from django.forms import Textarea, TextInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from families import history
from families.forms import FamilyEditForm, FamilyForm, HoldForm, RevealForm, SplitForm
from families.identity import reveal
from families.models import Area, Family, FamilyMember, Inmate
from families.registry import eligibility, families
from families.search import areas_matching, inmates_matching
from families.views.lists import as_name
from rutan.access import allow, get_or_post
from rutan.answers import carried_out, form_page, posted, refuse_together, today_of, with_links
from rutan.fields import plain_number

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


def registry_page(
    request: HttpRequest,
    form,
    *,
    title: str,
    back: tuple[str, str],
    checks: Mapping[str, Callable] = MappingProxyType({}),
    **context,
) -> HttpResponse:
    """The page of any form of the registry; ``back`` is where it came from, as label and address.

    ``checks`` are what a verb would ask of single fields, for a form that is refused anyway.
    """
    refuse_together(form, checks)
    if not form.is_bound:
        focus_first(form)
    context |= {"title": title, "back_label": back[0], "back": back[1]}
    return form_page(request, "families/form.html", form, **context)


def focus_first(form) -> None:
    """Let typing begin at once, where the first thing asked is typed."""
    first = next(iter(form.visible_fields()), None)
    if first and isinstance(first.field.widget, TextInput | Textarea):
        first.field.widget.attrs["autofocus"] = True


def to_family(family: Family) -> tuple[str, str]:
    return _("Keluarga %(name)s") % {"name": family.name}, reverse(
        "family_detail", args=[family.pk]
    )


@allow("register_family")
@get_or_post
def family_new(request: HttpRequest) -> HttpResponse:
    """Four things suffice; similar families are shown once before a second entry is made."""
    form, facility = _new_form(request), request.user.facility
    register = partial(families.register, facility=facility, by=request.user)
    if not carried_out(form, lambda data: register(families=[form.new_family])):
        return registry_page(
            request,
            form,
            title=_("Daftarkan keluarga"),
            back=(_("Keluarga"), reverse("family_search")),
            checks={"kk_number": _unused_card(facility.pk)},
            on_paper=True,
        )
    [made] = form.made
    family = Family.objects.visible_to(request.user).with_gaps().get(pk=made.pk)
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
    known = plain_number(request.GET.get("inmate", ""))
    inmate = known and inmates.filter(pk=known).first()
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
@get_or_post
def family_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Editing by one person at a time: the second is told what the first changed, and loses
    nothing.
    """
    family = family_or_404(request, pk)
    form = _edit_form(request, family)
    edit = partial(families.edit, family=family, by=request.user)
    if carried_out(
        form, lambda data: edit(version=data["version"], seen=data["seen"], **form.changes)
    ):
        messages.success(request, _("Perubahan tersimpan."))
        return redirect("family_detail", pk)
    return registry_page(
        request,
        form,
        title=_("Ubah data keluarga"),
        back=to_family(family),
        checks={"kk_number": _unused_card(family.facility_id, but=family)},
    )


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
@get_or_post
def family_split(request: HttpRequest, pk: int) -> HttpResponse:
    family = family_or_404(request, pk)
    form = SplitForm(posted(request))
    split = partial(families.split_card, family=family, by=request.user)
    if carried_out(form, lambda data: split(**data), at="kk_number"):
        messages.success(request, _("Disetujui: dua keluarga dalam satu KK."))
        return redirect("family_detail", pk)
    return registry_page(
        request,
        form,
        title=_("Dua keluarga dalam satu KK"),
        back=to_family(family),
        checks={"kk_number": partial(families.next_split, family)},
    )


@allow("hold_family")
@get_or_post
def family_hold(request: HttpRequest, pk: int) -> HttpResponse:
    family, today = family_or_404(request, pk), today_of(request)
    initial = {
        "until": family.hold_until or today + dt.timedelta(days=60),
        "kind": family.hold_kind,
    }
    form = HoldForm(posted(request), initial=initial, today=today)
    if carried_out(form, lambda data: families.hold(family=family, by=request.user, **data)):
        messages.success(
            request, _("Bantuan untuk keluarga %(name)s ditunda.") % {"name": family.name}
        )
        return redirect("family_detail", pk)
    return registry_page(
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
@get_or_post
def nik_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    members = (
        FamilyMember.objects.visible_to(request.user).of_active_families().select_related("family")
    )
    member = get_object_or_404(members, pk=pk)
    return _reveal(request, member, member.family, _("NIK %(name)s") % {"name": member.full_name})


@allow("reveal_nik")
@get_or_post
def kk_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    family = family_or_404(request, pk)
    return _reveal(request, family, family, _("Nomor KK keluarga %(name)s") % {"name": family.name})


def _reveal(
    request: HttpRequest, row: Family | FamilyMember, family: Family, title: str
) -> HttpResponse:
    """Asks for the reason, then shows the digits in this one answer, which nothing keeps."""
    form = RevealForm(posted(request))
    if carried_out(form, lambda data: reveal(row=row, by=request.user, **data)):
        back = reverse("family_detail", args=[family.pk])
        context = {"digits": form.made, "title": title, "back": back}
        return render(request, "families/revealed.html", context)
    return registry_page(request, form, title=title, back=to_family(family))
