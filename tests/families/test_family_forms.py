import uuid
from urllib.parse import quote_plus

import pytest
from django.urls import reverse
from django.utils import timezone

from families.models import Family
from families.registry import families
from rutan.models import AuditEntry
from tests.factories import AreaFactory, FamilyFactory, FamilyMemberFactory, InmateFactory
from tests.families.conftest import KK, NIK
from tests.pages import fields_of, tight

pytestmark = pytest.mark.django_db
OTHER_KK = "3316990101200002"


def text_of(response):
    return response.content.decode()


def errors_of(response):
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


@pytest.fixture
def known(village, inmate):
    """What a clerk knows at the counter."""
    return {"name": "Kasmini", "area": village.pk, "inmate": inmate.pk, "relationship": "mother"}


def register(client, known, **more):
    return client.post(reverse("family_new"), {"client_id": uuid.uuid4()} | known | more)


def edit(client, family, **more):
    now = {
        "name": family.name,
        "area": family.area_id,
        "phone": family.phone,
        "address": family.address,
        "version": family.version,
    }
    return client.post(reverse("family_edit", args=[family.pk]), now | more)


def test_a_family_is_registered_with_four_things(clerk, known):
    response = register(clerk, known)

    family = Family.objects.get()
    assert response.url == reverse("family_detail", args=[family.pk])
    message = (
        "Keluarga Kasmini terdaftar. Data yang belum lengkap: nama jalan atau RT/RW, telepon, nomor"
        " KK, NIK, bukti kurang mampu."
    )
    assert message in text_of(clerk.get(response.url))


def test_typed_texts_that_fit_one_row_need_no_choice(clerk, known):
    register(
        clerk,
        {
            "name": "Kasmini",
            "area_q": "sumberejo",
            "inmate_q": "B.I.12/2025",
            "relationship": "mother",
        },
    )

    assert [tie.inmate.name for tie in Family.objects.get().kinships.all()] == ["Sutrisno"]


def test_a_text_that_fits_several_asks_which(clerk, known, facility):
    InmateFactory(facility=facility, name="Sutrisno")
    response = register(clerk, known | {"inmate": "", "inmate_q": "sutrisno"})

    assert (response.status_code, errors_of(response)) == (
        422,
        {"inmate": ["Pilih WBP dari daftar."]},
    )
    assert tight(text_of(response)).count('name="inmate" value=') == 2


def test_without_a_script_a_button_finds_and_keeps_what_was_typed(clerk, known):
    response = register(
        clerk, known | {"area": "", "area_q": "sumber", "find": "area", "phone": "0812 3456 7890"}
    )

    text = text_of(response)
    assert (response.status_code, Family.objects.count()) == (200, 0)
    assert "error-summary" not in text
    assert all(
        kept in text
        for kept in ['value="Kasmini"', 'value="33.16.16.2001"', 'value="0812 3456 7890"']
    )


def test_looking_up_a_village_without_a_script_keeps_the_chosen_inmate(
    clerk, known, facility, inmate
):
    InmateFactory(facility=facility, name="Sutrisno")

    response = register(
        clerk, known | {"area": "", "area_q": "sumber", "inmate_q": "sutrisno", "find": "area"}
    )

    text = tight(text_of(response))
    assert f'name="inmate" value="{inmate.pk}" id="id_inmate_1" checked' in text
    assert text.count('name="inmate" value=') == 2


@pytest.mark.parametrize("kept", ["", "x", "0", "9" * 30, "\x00"])
def test_looking_up_without_a_script_invents_no_choice(clerk, known, kept):
    text = text_of(register(clerk, known | {"inmate": kept, "area_q": "sumber", "find": "area"}))

    assert 'name="inmate" value=' not in text


def test_the_page_of_an_inmate_brings_him_along(clerk, inmate):
    text = text_of(clerk.get(reverse("family_new"), {"inmate": inmate.pk}))

    assert f'name="inmate" value="{inmate.pk}" id="id_inmate_1" checked' in " ".join(text.split())


@pytest.mark.parametrize("asked", ["x", "0", "9" * 30, "-1"])
def test_an_inmate_who_does_not_exist_is_left_out(clerk, asked):
    assert clerk.get(reverse("family_new"), {"inmate": asked}).status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", "", "Isi namanya."),
        ("name", "12", "Nama harus berisi huruf."),
        ("name", "Sri\x00", None),
        ("name", "x" * 1_000_000, None),
        ("name", f"Sri {NIK.digits}", "Jangan menulis NIK atau nomor KK di sini."),
        ("area", "", "Pilih desa atau kelurahan dari daftar."),
        ("area", "99.99", "Pilih desa atau kelurahan dari daftar."),
        ("area", "33.16.16", "Pilih desa atau kelurahan dari daftar."),
        ("area", "\x00", None),
        ("inmate", "", "Pilih WBP dari daftar."),
        ("inmate", "x", "Pilih WBP dari daftar."),
        ("inmate", "9" * 30, "Pilih WBP dari daftar."),
        ("relationship", "", "Pilih salah satu."),
        ("relationship", "friend", "Pilih salah satu."),
        (
            "phone",
            "tetangga",
            "Nomor telepon terdiri atas 8 sampai 14 angka, misalnya 0812 3456 7890.",
        ),
        ("rt", "x", "RT terdiri atas 1 sampai 3 angka."),
        ("rw", "-1", "RW terdiri atas 1 sampai 3 angka."),
        ("kk_number", "331699010120000", "Nomor KK harus 16 angka; yang diketik 15 angka."),
        ("kk_number", "33169901012000011", "Nomor KK harus 16 angka; yang diketik 17 angka."),
        ("kk_number", "abc", "Nomor hanya boleh berisi angka."),
        (
            "kk_number",
            "0016990101200001",
            "Dua angka pertama nomor KK bukan kode provinsi. Periksa dengan KK.",
        ),
        ("address", "\x00", None),
        ("area_q", "x" * 1_000_000, None),
    ],
)
def test_a_wrong_entry_is_said_at_its_field_and_the_rest_is_kept(clerk, known, field, value, error):
    response = register(clerk, known | {"hamlet": "Dukuh Ngasem", field: value})

    errors = errors_of(response)
    assert (response.status_code, list(errors), Family.objects.count()) == (422, [field], 0)
    assert error is None or errors[field] == [error]
    assert 'value="Dukuh Ngasem"' in text_of(response)


def test_an_inmate_of_another_prison_cannot_be_chosen(clerk, known, other_facility):
    response = register(clerk, known | {"inmate": InmateFactory(facility=other_facility).pk})

    assert errors_of(response) == {"inmate": ["Pilih WBP dari daftar."]}


def test_a_similar_family_is_shown_before_a_second_one_is_made(clerk, known, family):
    response = register(clerk, known | {"name": "Sri Wahjuni"})

    assert (response.status_code, Family.objects.count()) == (409, 1)
    assert "Ada 1 keluarga yang mirip. Periksa dahulu supaya tidak terdaftar dua kali." in text_of(
        response
    )


def test_saving_again_confirms_that_it_is_another_family(clerk, known, family):
    register(clerk, known | {"name": "Sri Wahjuni", "seen": family.pk})

    assert Family.objects.count() == 2


def test_a_confirmation_counts_for_the_families_that_were_shown_only(
    clerk, known, family, village, facility
):
    FamilyFactory(facility=facility, name="Sri Wahyuni", area=village)

    assert register(clerk, known | {"name": "Sri Wahjuni", "seen": family.pk}).status_code == 409


def test_a_used_card_is_said_at_the_field_with_its_family(clerk, known, family):
    response = register(clerk, known | {"kk_number": KK.digits})

    assert errors_of(response)["kk_number"][0].startswith(
        "Nomor KK ini sudah dipakai keluarga Sri Wahyuni."
    )
    assert Family.objects.count() == 1


def test_an_edit_is_saved_and_an_empty_number_stays(clerk, family):
    response = edit(clerk, family, hamlet="Ngasem")

    family.refresh_from_db()
    assert (response.status_code, family.hamlet, family.kk_number) == (302, "Ngasem", KK)


def test_a_number_is_replaced_or_emptied_only_when_told(clerk, family):
    edit(clerk, family, kk_number=OTHER_KK)
    family.refresh_from_db()
    assert family.kk_number.digits == OTHER_KK

    edit(clerk, family, forget_kk="on")
    family.refresh_from_db()
    assert family.kk_number is None


def test_the_mask_is_no_number(clerk, family):
    response = edit(clerk, family, kk_number=str(KK))

    assert errors_of(response) == {"kk_number": ["Nomor hanya boleh berisi angka."]}


def test_the_second_of_two_editors_is_told_and_sees_both(clerk, chief, family, services_head):
    """Two people open one page; the slower one loses nothing and overwrites nothing unseen."""
    clerk.get(reverse("family_edit", args=[family.pk]))
    edit(chief, family, rt="02", hamlet="Ngasem")

    response = edit(clerk, family, rt="03", hamlet="Ngasem", phone="0812 0000 0000")

    text = text_of(response)
    assert response.status_code == 409
    assert f"Data ini baru saja diubah oleh {services_head} pukul" in text
    assert response.context["form"].differences == [
        ("Nomor telepon", "0812 3456 7890", "0812 0000 0000"),
        ("RT", "02", "03"),
    ]
    assert 'value="03"' in text
    assert 'name="version" value="2"' in text


def test_what_the_second_editor_left_alone_stays_as_the_first_saved_it(clerk, chief, family):
    address = reverse("family_edit", args=[family.pk])
    older = fields_of(clerk.get(address), phone="0812 0000 0000", kk_number=OTHER_KK)
    chief.post(address, fields_of(chief.get(address), hamlet="Ngasem", staff_relative="on"))

    told = clerk.post(address, older)
    clerk.post(address, fields_of(told, kk_number=OTHER_KK))

    family.refresh_from_db()
    found = told.context["form"].differences
    assert found[0] == ("Nomor telepon", "0812 3456 7890", "0812 0000 0000")
    assert [label for label, _now, _mine in found] == [
        "Nomor telepon",
        "Nomor KK",
    ]
    assert (family.hamlet, family.staff_relative, family.phone) == (
        "Ngasem",
        True,
        "+6281200000000",
    )


def test_a_village_that_the_second_editor_left_alone_stays_as_the_first_saved_it(
    clerk, chief, family, village
):
    balun = AreaFactory(code="33.16.16.2002", name="Balun", parent=village.parent)
    address = reverse("family_edit", args=[family.pk])
    older = fields_of(clerk.get(address), rt="03")
    chief.post(address, fields_of(chief.get(address), area=balun.pk))

    clerk.post(address, fields_of(clerk.post(address, older)))

    family.refresh_from_db()
    assert (family.area, family.rt) == (balun, "03")


def test_looking_up_a_village_without_a_script_forgets_nothing_of_what_was_shown(
    clerk, chief, family
):
    address = reverse("family_edit", args=[family.pk])
    older = fields_of(clerk.get(address), rt="03", area_q="sumber", find="area")
    chief.post(address, fields_of(chief.get(address), hamlet="Ngasem"))

    told = clerk.post(address, fields_of(clerk.post(address, older), area=family.area_id))

    assert (told.status_code, told.context["form"].differences) == (409, [("RT", "–", "03")])


def test_saving_again_after_being_told_keeps_the_second_editors_entry(clerk, chief, family):
    edit(chief, family, rt="02")
    edit(clerk, family, rt="03")

    edit(clerk, family, rt="03", version=2)

    family.refresh_from_db()
    assert (family.rt, family.version) == ("03", 3)


def test_a_double_click_on_save_is_no_conflict(clerk, family):
    statuses = [edit(clerk, family, rt="02").status_code for _click in range(2)]

    assert statuses == [302, 302]


@pytest.mark.parametrize("version", ["", "x", "0", "99999999999999"])
def test_a_page_without_its_version_is_not_saved(clerk, family, version):
    assert edit(clerk, family, rt="02", version=version).status_code in (409, 422)


def test_the_services_head_approves_two_families_on_one_card(chief, family, facility, village):
    daughter = FamilyFactory(facility=facility, area=village)

    chief.post(
        reverse("family_split", args=[daughter.pk]),
        {"kk_number": KK.digits, "reason": "Sudah menikah"},
    )

    daughter.refresh_from_db()
    assert (daughter.card_split, daughter.card_split_reason) == (1, "Sudah menikah")


@pytest.mark.parametrize(
    "data", [{}, {"kk_number": KK.digits}, {"reason": "x"}, {"kk_number": "12", "reason": "x"}]
)
def test_a_split_needs_number_and_reason(chief, family, facility, data):
    response = chief.post(reverse("family_split", args=[FamilyFactory(facility=facility).pk]), data)

    assert response.status_code in (200, 422)
    assert not Family.objects.filter(card_split__gt=0).exists()


def test_a_registrar_neither_holds_nor_splits(clerk, family):
    names = ("family_hold", "family_split", "family_resume", "evidence_queue")
    addresses = [
        reverse(name, args=[] if name == "evidence_queue" else [family.pk]) for name in names
    ]

    assert [clerk.post(address).status_code for address in addresses] == [403] * 4


def test_a_hold_is_offered_for_sixty_days_and_ends_with_resume(chief, family, facility):
    text = text_of(chief.get(reverse("family_hold", args=[family.pk])))
    until = facility.local_day(timezone.now()) + timezone.timedelta(days=60)
    assert f'value="{until:%d-%m-%Y}"' in text

    chief.post(
        reverse("family_hold", args=[family.pk]), {"kind": "data_doubt", "until": until.isoformat()}
    )
    assert "Bantuan sedang ditunda" in text_of(
        chief.get(reverse("family_detail", args=[family.pk]))
    )

    chief.post(reverse("family_resume", args=[family.pk]))
    assert "Memenuhi syarat." in text_of(chief.get(reverse("family_detail", args=[family.pk])))


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"kind": "", "until": "2099-01-01"}, "kind"),
        ({"kind": "punished", "until": "2099-01-01"}, "kind"),
        ({"kind": "moved", "until": ""}, "until"),
        ({"kind": "moved", "until": "2020-01-01"}, "until"),
        ({"kind": "moved", "until": "2099-01-01"}, "until"),
        ({"kind": "moved", "until": "2026-02-31"}, "until"),
        ({"kind": "moved", "until": "\x00"}, "until"),
    ],
)
def test_a_hold_needs_a_reason_from_the_list_and_a_near_end(chief, family, data, field):
    response = chief.post(reverse("family_hold", args=[family.pk]), data)

    assert field in errors_of(response)
    assert not Family.objects.filter(hold_at__isnull=False).exists()


def test_a_nik_is_shown_once_for_a_reason(clerk, family):
    address = reverse("nik_reveal", args=[family.members.get().pk])

    assert NIK.digits not in text_of(clerk.get(address))
    response = clerk.post(address, {"reason": "Mencocokkan KTP"})
    assert (NIK.digits in text_of(response), response["Cache-Control"]) == (True, "no-store")
    assert AuditEntry.objects.get(verb="reveal_nik").facts == {"reason": "Mencocokkan KTP"}


@pytest.mark.parametrize("reason", ["", "\x00", NIK.digits, "x" * 1_000_000])
def test_without_a_reason_nothing_is_shown(clerk, family, reason):
    response = clerk.post(reverse("nik_reveal", args=[family.members.get().pk]), {"reason": reason})

    assert (response.status_code, AuditEntry.objects.filter(verb="reveal_nik").count()) == (422, 0)
    assert str(NIK) not in response.context["form"].errors


def test_a_number_that_is_not_on_file_cannot_be_shown(clerk, family):
    response = clerk.post(
        reverse("nik_reveal", args=[FamilyMemberFactory(family=family).pk]),
        {"reason": "Mencocokkan"},
    )

    assert errors_of(response) == {"__all__": ["Nomornya belum dicatat."]}


def test_the_head_reveals_nothing(sign_in, head, family):
    client = sign_in(head)

    addresses = [
        reverse("nik_reveal", args=[family.members.get().pk]),
        reverse("kk_reveal", args=[family.pk]),
    ]
    assert [client.post(address, {"reason": "x"}).status_code for address in addresses] == [
        403,
        403,
    ]


def test_a_lost_race_for_a_card_is_said_and_saves_nothing(clerk, known, family, monkeypatch):
    """Around the first look: the constraint is the guard."""
    monkeypatch.setattr(
        "families.registry.families.refuse_used_cards", lambda *args, **kwargs: None
    )

    response = register(clerk, known | {"kk_number": KK.digits})

    assert errors_of(response) == {"kk_number": ["Nomor KK ini sudah dipakai keluarga lain."]}
    assert families.CardUsed.outcome == "invalid"


def test_after_registering_the_next_acts_are_offered(clerk, known):
    page = clerk.get(register(clerk, known).url)

    family = Family.objects.get()
    for name, label in (
        (reverse("evidence_new", args=[family.pk]), "Tambah bukti"),
        (reverse("family_new"), "Daftarkan keluarga berikutnya"),
    ):
        assert f'<a href="{name}">{label}</a>' in text_of(page)


@pytest.mark.parametrize(("asked", "carried"), [("Kasmini", "Kasmini"), ("B.I.12/2025", "")])
def test_the_name_that_was_searched_in_vain_stands_in_the_form(clerk, asked, carried):
    found = text_of(clerk.get(reverse("family_search"), {"q": asked}))
    address = f"{reverse('family_new')}?name={quote_plus(asked)}"

    form = clerk.get(address).context["form"]

    assert (f'href="{address}"' in found) == bool(carried)
    assert form["name"].value() == carried
    assert form.fields["name"].widget.attrs["autofocus"] is True


def test_a_form_with_an_error_leaves_the_focus_to_its_summary(clerk, known):
    form = register(clerk, known, name="").context["form"]

    assert "autofocus" not in form.fields["name"].widget.attrs
