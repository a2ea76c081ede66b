"""Pages of the people of a family and of their ties to inmates."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from families.forms import BackForm, EndKinshipForm, KinshipForm, LeaveForm, MemberForm
from families.models import Area, Family, FamilyMember, Kinship
from families.registry import people
from families.registry.people import NewMember
from families.views.families import (
    family_or_404,
    finders,
    registry_page,
    to_family,
    typed_so_far,
)
from rutan.access import allow, get_or_post
from rutan.answers import carried_out, posted, today_of, with_links


def member_or_404(request: HttpRequest, pk: int) -> FamilyMember:
    members = (
        FamilyMember.objects.visible_to(request.user)
        .of_active_families()
        .select_related("family__area", "family__facility")
    )
    return get_object_or_404(members, pk=pk)


def _unused_nik(family: Family, but: FamilyMember | None = None) -> Callable:
    return lambda nik: people.check_niks(family.facility, [nik], None, but)


@allow("register_family")
@get_or_post
def member_new(request: HttpRequest, pk: int) -> HttpResponse:
    family = family_or_404(request, pk)
    form = MemberForm(
        posted(request), today=today_of(request), knows_district=Area.objects.knows_district
    )
    if carried_out(form, partial(_add_member, request, family, form)):
        said = _("%(name)s tercatat sebagai anggota keluarga.")
        messages.success(request, said % {"name": form.made.full_name})
        return redirect("family_detail", pk)
    return registry_page(
        request,
        form,
        title=_("Tambah anggota"),
        back=to_family(family),
        checks={"nik": _unused_nik(family)},
    )


def _add_member(request: HttpRequest, family: Family, form: MemberForm, data: dict) -> FamilyMember:
    new = NewMember(client_id=data["client_id"], **form.changes)
    return people.add_member(
        family=family, member=new, similar_seen=data["similar_seen"], by=request.user
    )


@allow("register_family")
@get_or_post
def member_edit(request: HttpRequest, pk: int) -> HttpResponse:
    member, today = member_or_404(request, pk), today_of(request)
    form = MemberForm(
        posted(request),
        initial=MemberForm.initial_of(member),
        member=member,
        today=today,
        knows_district=Area.objects.knows_district,
    )
    edit = partial(people.edit_member, member=member, by=request.user)
    if carried_out(
        form,
        lambda data: edit(seen=data["seen"], similar_seen=data["similar_seen"], **form.changes),
    ):
        messages.success(request, _changed(form.made))
        return redirect("family_detail", member.family_id)
    return registry_page(
        request,
        form,
        title=_("Ubah anggota"),
        back=to_family(member.family),
        checks={"nik": _unused_nik(member.family, but=member)},
        member=member,
    )


def _changed(member: FamilyMember) -> str:
    """Of a corrected name also that the family keeps its own."""
    if not member.names_family or member.full_name == member.family.name:
        return _("Perubahan tersimpan.")
    said = _("Perubahan tersimpan. Nama keluarganya tetap %(name)s.") % {"name": member.family.name}
    return with_links(said, (_("Ubah data"), reverse("family_edit", args=[member.family_id])))


@allow("register_family")
@get_or_post
def member_left(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks a member as gone; of one who is gone already it takes that back."""
    member, today = member_or_404(request, pk), today_of(request)
    if "back" in request.POST or (member.left_on and request.method == "GET"):
        return _member_back(request, member)
    form = LeaveForm(posted(request), initial={"left_on": today}, today=today)
    left = partial(people.member_left, member=member, by=request.user)
    if carried_out(form, lambda data: left(on=data["left_on"]), at="left_on"):
        said = _("%(name)s dicatat keluar dari keluarga ini.")
        messages.success(request, said % {"name": member.full_name})
        return redirect("family_detail", member.family_id)
    title = _("%(name)s keluar dari keluarga") % {"name": member.full_name}
    note = _(
        "Catatannya tetap tersimpan; orang ini tidak lagi dapat mengambil paket untuk keluarga ini."
    )
    return registry_page(request, form, title=title, back=to_family(member.family), note=note)


def _member_back(request: HttpRequest, member: FamilyMember) -> HttpResponse:
    form = BackForm(posted(request))
    if carried_out(form, lambda data: people.member_back(member=member, by=request.user)):
        said = _("%(name)s kembali tercatat sebagai anggota keluarga.")
        messages.success(request, said % {"name": member.full_name})
        return redirect("family_detail", member.family_id)
    title = _("%(name)s kembali ke keluarga") % {"name": member.full_name}
    note = _("Untuk anggota yang keliru dicatat keluar. Yang keliru tetap terlihat dalam riwayat.")
    return registry_page(request, form, title=title, back=to_family(member.family), note=note)


@allow("register_family")
@get_or_post
def kinship_new(request: HttpRequest, pk: int) -> HttpResponse:
    family, typed = family_or_404(request, pk), typed_so_far(request)
    data = request.POST if request.method == "POST" and typed is None else None
    form = KinshipForm(data, initial=typed, finders=finders(request))
    if carried_out(form, partial(_add_kinship, request, family), at="inmate"):
        said = _("Hubungan dengan WBP %(name)s tercatat.")
        messages.success(request, said % {"name": form.cleaned_data["inmate"].name})
        return redirect("family_detail", pk)
    title = _("Tambah hubungan dengan WBP")
    checks = {"inmate": partial(people.refuse_live_tie, family)}
    return registry_page(request, form, title=title, back=to_family(family), checks=checks)


def _add_kinship(request: HttpRequest, family: Family, data: dict) -> Kinship:
    facts = {name: data[name] for name in ("inmate", "relationship", "client_id", "seen")}
    return people.add_kinship(family=family, by=request.user, **facts)


@allow("register_family")
@get_or_post
def kinship_end(request: HttpRequest, pk: int) -> HttpResponse:
    kinships = (
        Kinship.objects.visible_to(request.user)
        .of_active_families()
        .select_related("family__facility", "inmate")
    )
    # Only a form that is sent again may still speak of an ended tie.
    kinship = get_object_or_404(kinships if request.method == "POST" else kinships.live(), pk=pk)
    today = today_of(request)
    form = EndKinshipForm(posted(request), initial={"ended_on": today}, today=today)
    end = partial(people.end_kinship, kinship=kinship, by=request.user)
    if carried_out(form, lambda data: end(on=data["ended_on"]), at="ended_on"):
        said = _("Hubungan dengan WBP %(name)s berakhir.")
        messages.success(request, said % {"name": kinship.inmate.name})
        return redirect("family_detail", kinship.family_id)
    title = _("Akhiri hubungan dengan WBP %(name)s") % {"name": kinship.inmate.name}
    note = _(
        "Yang sudah disetujui dalam daftar tetap berlaku. Hubungan dapat ditambahkan lagi jika"
        " keliru."
    )
    return registry_page(request, form, title=title, back=to_family(kinship.family), note=note)
