"""Pages of the people of a family and of their ties to inmates."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from families.forms import BackForm, EndKinshipForm, KinshipForm, LeaveForm, MemberForm
from families.models import Area, Family, FamilyMember, Kinship
from families.registry import people, similar
from families.registry.people import NewMember
from families.views.families import (
    edited,
    family_or_404,
    finders,
    form_page,
    similar_page,
    to_family,
    typed_so_far,
    with_links,
)
from rutan.access import allow
from rutan.answers import today_of
from rutan.once import FormUsedBefore
from rutan.refusals import Refused, as_form_error


def member_or_404(request: HttpRequest, pk: int) -> FamilyMember:
    members = (
        FamilyMember.objects.visible_to(request.user)
        .of_active_families()
        .select_related("family__area", "family__facility")
    )
    return get_object_or_404(members, pk=pk)


def _unused_nik(family: Family, but: FamilyMember | None = None) -> Callable:
    return lambda nik: people.check_niks(family.facility, [nik], None, but)


def _at_the_field(form, refused: Refused) -> None:
    form.add_error("nik" if isinstance(refused, people.NikUsed) else None, as_form_error(refused))


@allow("register_family")
@require_http_methods(["GET", "POST"])
def member_new(request: HttpRequest, pk: int) -> HttpResponse:
    family = family_or_404(request, pk)
    form = MemberForm(
        request.POST or None, today=today_of(request), knows_district=Area.objects.knows_district
    )
    page = partial(
        form_page,
        request,
        form,
        title=_("Tambah anggota"),
        back=to_family(family),
        checks={"nik": _unused_nik(family)},
    )
    if form.is_bound and form.is_valid():
        new = NewMember(client_id=form.cleaned_data["client_id"], **form.changes)
        seen = form.cleaned_data["similar_seen"]
        try:
            member = people.add_member(
                family=family, member=new, similar_seen=seen, by=request.user
            )
        except similar.SimilarFamilies as refused:
            return similar_page(form, page, refused, "similar_seen")
        except Refused as refused:
            _at_the_field(form, refused)
        else:
            messages.success(
                request,
                _("%(name)s tercatat sebagai anggota keluarga.") % {"name": member.full_name},
            )
            return redirect("family_detail", pk)
    return page()


@allow("register_family")
@require_http_methods(["GET", "POST"])
def member_edit(request: HttpRequest, pk: int) -> HttpResponse:
    member, today = member_or_404(request, pk), today_of(request)
    initial = MemberForm.initial_of(member)
    form = MemberForm(
        request.POST or None,
        initial=initial,
        member=member,
        today=today,
        knows_district=Area.objects.knows_district,
    )
    page = partial(
        form_page,
        request,
        form,
        title=_("Ubah anggota"),
        back=to_family(member.family),
        checks={"nik": _unused_nik(member.family, but=member)},
        member=member,
    )

    def edit(**sent: Any) -> FamilyMember:
        similar_seen = form.cleaned_data["similar_seen"]
        return people.edit_member(member=member, similar_seen=similar_seen, **sent)

    to = ("family_detail", member.family_id)
    return edited(
        request,
        form,
        edit,
        page,
        fields=people.MEMBER_FIELDS,
        to=to,
        tell=_at_the_field,
        say=_changed,
    )


def _changed(member: FamilyMember) -> str:
    """Of a corrected name also that the family keeps its own."""
    if not member.names_family or member.full_name == member.family.name:
        return _("Perubahan tersimpan.")
    said = _("Perubahan tersimpan. Nama keluarganya tetap %(name)s.") % {"name": member.family.name}
    return with_links(said, (_("Ubah data"), reverse("family_edit", args=[member.family_id])))


@allow("register_family")
@require_http_methods(["GET", "POST"])
def member_left(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks a member as gone; of one who is gone already it takes that back."""
    member, today = member_or_404(request, pk), today_of(request)
    if "back" in request.POST or (member.left_on and request.method == "GET"):
        return _member_back(request, member)
    form = LeaveForm(request.POST or None, initial={"left_on": today}, today=today)
    if form.is_bound and form.is_valid():
        try:
            people.member_left(member=member, on=form.cleaned_data["left_on"], by=request.user)
        except Refused as refused:
            form.add_error("left_on", as_form_error(refused))
        else:
            messages.success(
                request,
                _("%(name)s dicatat keluar dari keluarga ini.") % {"name": member.full_name},
            )
            return redirect("family_detail", member.family_id)
    title = _("%(name)s keluar dari keluarga") % {"name": member.full_name}
    note = _(
        "Catatannya tetap tersimpan; orang ini tidak lagi dapat mengambil paket untuk keluarga ini."
    )
    return form_page(request, form, title=title, back=to_family(member.family), note=note)


def _member_back(request: HttpRequest, member: FamilyMember) -> HttpResponse:
    form = BackForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            people.member_back(member=member, by=request.user)
        except Refused as refused:
            form.add_error(None, as_form_error(refused))
        else:
            messages.success(
                request,
                _("%(name)s kembali tercatat sebagai anggota keluarga.")
                % {"name": member.full_name},
            )
            return redirect("family_detail", member.family_id)
    title = _("%(name)s kembali ke keluarga") % {"name": member.full_name}
    note = _("Untuk anggota yang keliru dicatat keluar. Yang keliru tetap terlihat dalam riwayat.")
    return form_page(request, form, title=title, back=to_family(member.family), note=note)


@allow("register_family")
@require_http_methods(["GET", "POST"])
def kinship_new(request: HttpRequest, pk: int) -> HttpResponse:
    family, typed = family_or_404(request, pk), typed_so_far(request)
    data = request.POST if request.method == "POST" and typed is None else None
    form = KinshipForm(data, initial=typed, finders=finders(request))
    title = _("Tambah hubungan dengan WBP")
    checks = {"inmate": partial(people.refuse_live_tie, family)}
    page = partial(form_page, request, form, title=title, back=to_family(family), checks=checks)
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        try:
            names = ("inmate", "relationship", "client_id", "seen")
            facts = {name: chosen[name] for name in names}
            people.add_kinship(family=family, by=request.user, **facts)
        except similar.SimilarFamilies as refused:
            return similar_page(form, page, refused)
        except Refused as refused:
            form.add_error(
                None if isinstance(refused, FormUsedBefore) else "inmate",
                as_form_error(refused),
            )
        else:
            messages.success(
                request,
                _("Hubungan dengan WBP %(name)s tercatat.") % {"name": chosen["inmate"].name},
            )
            return redirect("family_detail", pk)
    return page()


@allow("register_family")
@require_http_methods(["GET", "POST"])
def kinship_end(request: HttpRequest, pk: int) -> HttpResponse:
    kinships = (
        Kinship.objects.visible_to(request.user)
        .of_active_families()
        .select_related("family__facility", "inmate")
    )
    # Only a form that is sent again may still speak of an ended tie.
    kinship = get_object_or_404(kinships if request.method == "POST" else kinships.live(), pk=pk)
    today = today_of(request)
    form = EndKinshipForm(request.POST or None, initial={"ended_on": today}, today=today)
    if form.is_bound and form.is_valid():
        try:
            people.end_kinship(kinship=kinship, on=form.cleaned_data["ended_on"], by=request.user)
        except Refused as refused:
            form.add_error("ended_on", as_form_error(refused))
        else:
            messages.success(
                request, _("Hubungan dengan WBP %(name)s berakhir.") % {"name": kinship.inmate.name}
            )
            return redirect("family_detail", kinship.family_id)
    title = _("Akhiri hubungan dengan WBP %(name)s") % {"name": kinship.inmate.name}
    note = _(
        "Yang sudah disetujui dalam daftar tetap berlaku. Hubungan dapat ditambahkan lagi jika"
        " keliru."
    )
    return form_page(request, form, title=title, back=to_family(kinship.family), note=note)
