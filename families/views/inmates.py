"""Pages of inmates: who is here, under which numbers, and whose family he is."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from families import history
from families.forms import InmateEditForm, InmateForm, MoveForm, NumberCorrectForm, RenumberForm
from families.models import Family, Inmate, RegisterNumber
from families.registry import eligibility
from families.registry.inmates import (
    CUSTODY_FIELDS,
    NewInmate,
    correct_register_number,
    edit_inmate,
    move_inmate,
    refuse_before_arrival,
    refuse_before_birth,
    refuse_used_numbers,
    register_inmates,
    renumber,
)
from families.search import inmates_matching, is_identity_number
from families.views.families import registry_page
from families.views.lists import NOT_SEARCHED, Listed, as_name, asked, carrying
from rutan.access import allow, get_or_post
from rutan.answers import carried_out, posted, today_of, with_links
from rutan.formats import angka, tanggal

SHOWN = {
    "in_custody": gettext_lazy("Di dalam"),
    "without_family": gettext_lazy("Belum ada keluarga"),
    "gone": gettext_lazy("Tidak lagi di sini"),
}


def narrowed(inmates, show: str):
    """The inmates of one of SHOWN; all of them for any other word."""
    here = inmates.in_custody()
    return {
        "in_custody": here,
        "without_family": here.without_family(),
        "gone": inmates.gone(),
    }.get(show, inmates)


def inmate_or_404(request: HttpRequest, pk: int) -> Inmate:
    return get_object_or_404(
        Inmate.objects.visible_to(request.user).prefetch_related("register_numbers"), pk=pk
    )


def to_inmate(inmate: Inmate) -> tuple[str, str]:
    return _("WBP %(name)s") % {"name": inmate.name}, reverse("inmate_detail", args=[inmate.pk])


@allow("view_families")
@require_safe
@vary_on_headers("HX-Request")
def inmate_list(request: HttpRequest) -> HttpResponse:
    q, show = asked(request), request.GET.get("show", "in_custody")
    if is_identity_number(q):
        messages.warning(request, NOT_SEARCHED)
        return redirect("inmate_list")
    every = Inmate.objects.visible_to(request.user)
    read = partial(
        Listed.read,
        request,
        find=inmates_matching,
        prepare=lambda rows: rows.with_families(),
        everything="?show=all",
    )
    listed, missed = read(narrowed(every, show), narrowing=SHOWN.get(show, "")), ""
    if q and show in SHOWN and not listed.rows:
        # Whoever asks for a name or number seldom thinks of the filter: he may have been released.
        listed, missed = read(every), SHOWN[show]
    context = {"q": q, "show": show, "choices": SHOWN, "listed": listed, "missed": missed}
    context["register_url"] = carrying(reverse("inmate_new"), q)
    context["is_first"] = not (listed.rows or q or every.exists())
    return render(
        request, "families/_inmates.html" if request.htmx else "families/inmates.html", context
    )


@allow("view_families")
@require_safe
def inmate_detail(request: HttpRequest, pk: int) -> HttpResponse:
    inmate = inmate_or_404(request, pk)
    kinships = (
        inmate.kinships.of_active_families()
        .select_related("family__area__parent")
        .order_by("ended_on", "pk")
    )
    return render(
        request,
        "families/inmate.html",
        {"inmate": inmate, "kinships": kinships, "acts": history.of_inmate(inmate)},
    )


@allow("register_family")
@get_or_post
def inmate_new(request: HttpRequest) -> HttpResponse:
    searched = {"name": as_name(request.GET.get("name", ""))}
    form = InmateForm(posted(request), initial=searched, today=today_of(request))
    if carried_out(form, partial(_register, request), at="register_number"):
        [inmate] = form.made
        messages.success(request, _("WBP %(name)s terdaftar.") % {"name": inmate.name})
        return redirect("inmate_detail", inmate.pk)
    note = _(
        "Nomor baru untuk WBP yang sudah terdaftar dicatat pada halaman WBP itu, bukan sebagai WBP"
        " baru."
    )
    return registry_page(
        request,
        form,
        title=_("Daftarkan WBP"),
        back=(_("WBP"), reverse("inmate_list")),
        checks={"register_number": _unused_number(request.user.facility_id)},
        note=note,
    )


def _register(request: HttpRequest, data: dict) -> list[Inmate]:
    number = data["register_number"]
    new = {name: value for name, value in data.items() if name != "register_number"}
    inmate = NewInmate(register_numbers=(number,) if number else (), **new)
    return register_inmates(facility=request.user.facility, inmates=[inmate], by=request.user)


@allow("register_family")
@get_or_post
def inmate_edit(request: HttpRequest, pk: int) -> HttpResponse:
    inmate = inmate_or_404(request, pk)
    form = InmateEditForm(
        posted(request), initial=InmateEditForm.initial_of(inmate), today=today_of(request)
    )
    edit = partial(edit_inmate, inmate=inmate, by=request.user)
    if carried_out(form, lambda data: edit(seen=data["seen"], **form.changes)):
        messages.success(request, _("Perubahan tersimpan."))
        return redirect("inmate_detail", pk)
    return registry_page(request, form, title=_("Ubah data WBP"), back=to_inmate(inmate))


@allow("register_family")
@get_or_post
def inmate_move(request: HttpRequest, pk: int) -> HttpResponse:
    inmate, today = inmate_or_404(request, pk), today_of(request)
    initial = MoveForm.initial_of(inmate) | {"custody_since": today}
    form = MoveForm(posted(request), initial=initial, today=today)
    if carried_out(form, partial(_move, request, inmate), at="custody_since"):
        messages.success(request, _moved(today, form.made))
        return redirect("inmate_detail", pk)
    note = _(
        "Hubungan keluarga tidak berakhir dengan sendirinya. Yang sudah disetujui dalam daftar"
        " tetap berlaku."
    )
    return registry_page(
        request,
        form,
        title=_("Catat bebas, pindah, atau keluar"),
        back=to_inmate(inmate),
        checks={"custody_since": partial(refuse_before_arrival, inmate)},
        note=note,
    )


def _move(request: HttpRequest, inmate: Inmate, data: dict) -> Inmate:
    # Both are meant, also the one that was left as it stood.
    status, since = (data[name] for name in CUSTODY_FIELDS)
    return move_inmate(
        inmate=inmate, status=status, since=since, seen=data["seen"], by=request.user
    )


def _moved(today: dt.date, inmate: Inmate) -> str:
    """Where he is now, and which families have nobody left to visit."""
    status = inmate.get_custody_status_display()
    said = _("%(name)s dicatat %(status)s sejak %(day)s.") % {
        "name": inmate.name,
        "status": status[0].lower() + status[1:],
        "day": tanggal(inmate.custody_since),
    }
    families = list(Family.objects.left_without(inmate))
    if not families:
        return said
    hit = ngettext("%(n)s keluarga terdampak.", "%(n)s keluarga terdampak.", len(families))
    hit %= {"n": angka(len(families))}
    over, never = _by_what_ended(families, today)
    parts = [
        with_links(said, *links)
        for said, links in (
            (_("Tidak lagi memenuhi syarat:"), over),
            (_("Belum dapat masuk daftar:"), never),
        )
        if links
    ]
    return format_html(
        "{} {} {}", said, hit, format_html_join(". ", "{}", ((part,) for part in parts))
    )


def _by_what_ended(families: list[Family], today: dt.date) -> tuple[list, list]:
    """Links to the families whose help has ended, and to those for whom none had begun."""
    reasons = eligibility.reasons_for(families, today)
    over, never = [], []
    for family in families:
        link = family.name, reverse("family_detail", args=[family.pk])
        ended = any(reason.is_over for reason in reasons[family.pk])
        (over if ended else never).append(link)
    return over, never


def _unused_number(facility_id: int, but: Inmate | None = None) -> Callable:
    return lambda written: refuse_used_numbers(facility_id, [written], but)


def _number_checks(inmate: Inmate) -> dict[str, Callable]:
    return {
        "written": _unused_number(inmate.facility_id, but=inmate),
        "since": partial(refuse_before_birth, inmate),
    }


@allow("register_family")
@get_or_post
def inmate_renumber(request: HttpRequest, pk: int) -> HttpResponse:
    inmate, today = inmate_or_404(request, pk), today_of(request)
    form = RenumberForm(
        posted(request),
        initial={"since": today, "legal_status": inmate.legal_status},
        today=today,
    )
    anew = partial(renumber, inmate=inmate, by=request.user)
    if carried_out(form, lambda data: anew(**data), at="written"):
        messages.success(request, _("Perubahan tersimpan."))
        return redirect("inmate_detail", pk)
    return registry_page(
        request,
        form,
        title=_("Nomor register baru"),
        back=to_inmate(inmate),
        checks=_number_checks(inmate),
        note=_("Nomor lama tetap dapat dicari."),
    )


@allow("register_family")
@get_or_post
def register_number_correct(request: HttpRequest, pk: int) -> HttpResponse:
    number = get_object_or_404(
        RegisterNumber.objects.visible_to(request.user).select_related("inmate"), pk=pk
    )
    form = NumberCorrectForm(
        posted(request), initial=NumberCorrectForm.initial_of(number), today=today_of(request)
    )
    correct = partial(correct_register_number, number=number, by=request.user)
    if carried_out(form, lambda data: correct(seen=data["seen"], **form.changes), at="written"):
        messages.success(request, _("Perubahan tersimpan."))
        return redirect("inmate_detail", number.inmate_id)
    title = _("Betulkan nomor register %(number)s") % {"number": number.written}
    note = _(
        "Hanya untuk nomor yang salah tulis: yang keliru tidak dapat dicari lagi. Nomor yang"
        " berganti dicatat sebagai nomor baru."
    )
    return registry_page(
        request,
        form,
        title=title,
        back=to_inmate(number.inmate),
        checks=_number_checks(number.inmate),
        note=note,
    )
