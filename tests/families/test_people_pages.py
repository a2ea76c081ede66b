import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from families.models import Family, FamilyMember, Kinship
from families.registry import families, people
from rutan import editing
from rutan.models import AuditEntry
from tests.factories import (
    FamilyFactory,
    FamilyMemberFactory,
    InmateFactory,
    KinshipFactory,
    today_here,
)
from tests.families.conftest import KK, NIK
from tests.pages import fields_of

pytestmark = pytest.mark.django_db
OTHER_NIK = "3316994101750002"


def text_of(response):
    return response.content.decode()


def errors_of(response):
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def add(client, family, **data):
    person = {
        "full_name": "Kasmini",
        "card_relationship": "parent",
        "may_collect": "on",
        "client_id": uuid.uuid4(),
    }
    return client.post(reverse("member_new", args=[family.pk]), person | data)


def tie(client, family, **data):
    return client.post(reverse("kinship_new", args=[family.pk]), {"client_id": uuid.uuid4()} | data)


def change(client, member, **data):
    person = {
        "full_name": member.full_name,
        "card_relationship": "wife",
        "seen": editing.fingerprint(member, people.MEMBER_FIELDS),
        "sex": "female",
    }
    return client.post(reverse("member_edit", args=[member.pk]), person | data)


def test_a_name_suffices_to_add_a_member(clerk, family):
    response = add(clerk, family)

    member = FamilyMember.objects.get(full_name="Kasmini")
    assert (response.url, member.nik, member.may_collect) == (
        reverse("family_detail", args=[family.pk]),
        None,
        True,
    )


def test_birth_date_and_sex_are_taken_from_the_nik(clerk, family):
    add(clerk, family, nik="3316 9941 0175 0002", matched="on")

    member = FamilyMember.objects.get(full_name="Kasmini")
    assert (member.nik.digits, member.birth_date, member.sex) == (
        OTHER_NIK,
        dt.date(1975, 1, 1),
        "female",
    )


def test_what_differs_from_the_nik_is_asked_about_once(clerk, family):
    response = add(clerk, family, nik=OTHER_NIK, birth_date="1975-01-02")

    said = "Tanggal lahir di NIK berbeda dengan isian (1 Januari 1975 dan 2 Januari 1975)."
    assert said in errors_of(response)["nik"][0]
    assert 'name="matched"' in text_of(response)
    add(clerk, family, nik=OTHER_NIK, birth_date="1975-01-02", matched="on")
    assert FamilyMember.objects.get(full_name="Kasmini").birth_date == dt.date(1975, 1, 2)


def test_an_unknown_district_is_asked_about_where_districts_are_known(clerk, family):
    assert (
        "tidak ada dalam daftar wilayah"
        in errors_of(add(clerk, family, nik=OTHER_NIK, matched=""))["nik"][0]
    )
    assert add(clerk, family, nik="1101014101750002").status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("full_name", "", "Isi namanya."),
        ("full_name", "3316994101750002", "Jangan menulis NIK atau nomor KK di sini."),
        ("full_name", "12345", "Nama harus berisi huruf."),
        ("full_name", "\x00", None),
        ("full_name", "x" * 1_000_000, None),
        ("card_relationship", "", "Pilih salah satu."),
        ("card_relationship", "friend", "Pilih salah satu."),
        ("nik", "331699410175000", "NIK harus 16 angka; yang diketik 15 angka."),
        ("nik", "33169941017500021", "NIK harus 16 angka; yang diketik 17 angka."),
        ("nik", "331699410175000x", "Nomor hanya boleh berisi angka."),
        (
            "nik",
            "3316993102750002",
            "Angka ke-7 sampai dengan ke-12 pada NIK bukan tanggal yang ada. Periksa dengan KTP.",
        ),
        ("nik", "\x00", None),
        ("nik", "1" * 1_000_000, "NIK harus 16 angka; yang diketik 1000000 angka."),
        ("birth_date", "2026-02-31", "Tanggal ini tidak ada. Tulis seperti 27-10-2025."),
        ("birth_date", "31-02-1990", "Tanggal ini tidak ada. Tulis seperti 27-10-2025."),
        ("birth_date", "2090-01-01", "Tanggal ini belum tiba."),
        ("birth_date", "0001-01-01", "Tanggal ini tidak ada. Tulis seperti 27-10-2025."),
        ("birth_date", "\x00", "Tanggal ini tidak ada. Tulis seperti 27-10-2025."),
        ("sex", "x", "Pilih salah satu."),
    ],
)
def test_a_wrong_entry_about_a_member_is_said_at_its_field(clerk, family, field, value, error):
    response = add(clerk, family, **{field: value})

    errors = errors_of(response)
    assert (response.status_code, list(errors), family.members.count()) == (422, [field], 1)
    assert error is None or error in errors[field]


def test_a_used_nik_is_said_at_the_field_with_its_family(clerk, family, facility, village):
    other = FamilyFactory(facility=facility, area=village, name="Ngatini")

    response = add(clerk, other, nik=NIK.digits, matched="on")

    assert errors_of(response) == {"nik": ["NIK ini sudah dipakai anggota keluarga Sri Wahyuni."]}


def test_an_empty_nik_stays_and_a_ticked_one_is_emptied(clerk, family):
    member = family.members.get()
    change(clerk, member)
    member.refresh_from_db()
    assert member.nik == NIK

    change(clerk, family.members.select_related("family").get(), forget_nik="on")
    member.refresh_from_db()
    assert member.nik is None


def test_the_stored_nik_is_never_rendered_back(clerk, family):
    text = text_of(clerk.get(reverse("member_edit", args=[family.members.get().pk])))

    assert (NIK.digits in text, f"Tersimpan {NIK}. Biarkan kosong jika tidak berubah." in text) == (
        False,
        True,
    )


def test_the_second_editor_of_a_member_is_told(clerk, chief, family):
    member = family.members.get()
    change(chief, member, full_name="Sri Wahyuni binti Kasman")

    response = change(clerk, member, full_name="Sri Wahyuningsih", birth_date="1975-01-01")

    assert response.status_code == 409
    name = ("Nama lengkap", "Sri Wahyuni binti Kasman", "Sri Wahyuningsih")
    assert name in response.context["form"].differences
    assert 'value="Sri Wahyuningsih"' in text_of(response)


def test_what_the_second_editor_of_a_member_left_alone_stays(clerk, chief, family):
    address = reverse("member_edit", args=[family.members.get().pk])
    older = fields_of(clerk.get(address), sex="male")
    chief.post(address, fields_of(chief.get(address), full_name="Sri Wahyuni binti Kasman"))

    told = clerk.post(address, older)
    clerk.post(address, fields_of(told))

    member = family.members.get()
    assert told.context["form"].differences == [("Jenis kelamin", "Perempuan (P)", "Laki-laki (L)")]
    assert (member.full_name, member.sex) == ("Sri Wahyuni binti Kasman", "male")


def test_editing_one_member_makes_the_page_of_another_no_older(clerk, chief, family):
    other = FamilyMemberFactory(family=family, full_name="Karto")
    page = clerk.get(reverse("member_edit", args=[other.pk]))
    change(chief, family.members.first(), full_name="Sri Wahyuni binti Kasman")

    response = clerk.post(
        reverse("member_edit", args=[other.pk]), fields_of(page, full_name="Kartono")
    )

    other.refresh_from_db()
    assert (response.status_code, other.full_name) == (302, "Kartono")


def test_a_member_who_left_collects_no_more(clerk, family):
    member = family.members.get()

    clerk.post(reverse("member_left", args=[member.pk]), {"left_on": "2026-01-31"})

    member.refresh_from_db()
    assert (member.left_on, list(family.members.who_may_collect())) == (dt.date(2026, 1, 31), [])


@pytest.mark.parametrize("day", ["", "2090-01-01", "1901-01-01", "2026-02-31", "kemarin"])
def test_nobody_leaves_on_a_day_that_is_not_there(clerk, family, day):
    response = clerk.post(reverse("member_left", args=[family.members.get().pk]), {"left_on": day})

    assert list(errors_of(response)) == ["left_on"]


def test_a_tie_is_added_by_register_number(clerk, family, facility):
    other = InmateFactory(facility=facility, name="Joko")

    tie(clerk, family, inmate=other.pk, relationship="mother")

    assert set(family.kinships.values_list("inmate__name", "relationship")) == {
        ("Sutrisno", "wife"),
        ("Joko", "mother"),
    }


def test_a_second_tie_to_one_inmate_is_said_at_the_field(clerk, family, inmate):
    response = tie(clerk, family, inmate=inmate.pk, relationship="mother")

    assert errors_of(response) == {"inmate": ["Hubungan dengan WBP ini sudah tercatat."]}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"inmate": "x", "relationship": "wife"},
        {"inmate": "", "inmate_q": "zzz", "relationship": "wife"},
    ],
)
def test_a_tie_needs_inmate_and_relationship(clerk, family, data):
    response = tie(clerk, family, **data)

    assert (response.status_code, family.kinships.count()) == (422, 1)


def test_without_a_script_the_inmate_of_a_tie_is_looked_up(clerk, family):
    response = clerk.post(
        reverse("kinship_new", args=[family.pk]), {"inmate_q": "soetrisno", "find": "inmate"}
    )

    assert "B.I.12/2025" in text_of(response)


def test_a_tie_ends_on_a_day_and_leaves_the_page_of_what_lives(clerk, family):
    kinship = family.kinships.get()

    clerk.post(reverse("kinship_end", args=[kinship.pk]), {"ended_on": today_here().isoformat()})

    assert (
        Kinship.objects.live().count(),
        Family.objects.eligible_on(today_here()).count(),
    ) == (0, 0)
    assert clerk.get(reverse("kinship_end", args=[kinship.pk])).status_code == 404


def test_ending_a_tie_twice_is_one_act_and_no_error(clerk, family):
    address = reverse("kinship_end", args=[family.kinships.get().pk])

    statuses = [clerk.post(address, {"ended_on": "2026-01-31"}).status_code for _time in range(2)]

    assert (statuses, AuditEntry.objects.filter(verb="end_kinship").count()) == ([302, 302], 1)


def test_a_tie_that_ended_keeps_its_day(clerk, family):
    address = reverse("kinship_end", args=[family.kinships.get().pk])
    clerk.post(address, {"ended_on": "2026-01-31"})

    response = clerk.post(address, {"ended_on": "2026-02-01"})

    assert errors_of(response) == {
        "ended_on": ["Hubungan ini sudah berakhir pada 31 Januari 2026."]
    }


def test_a_member_who_was_marked_as_gone_by_mistake_comes_back(clerk, family):
    member = family.members.get()
    address = reverse("member_left", args=[member.pk])
    clerk.post(address, {"left_on": "2026-01-31"})

    assert address in text_of(clerk.get(reverse("family_detail", args=[family.pk])))
    page = clerk.get(address)
    statuses = [clerk.post(address, fields_of(page)).status_code for _time in range(2)]

    member.refresh_from_db()
    assert (statuses, member.left_on) == ([302, 302], None)


def test_a_leave_that_is_sent_again_brings_nobody_back(clerk, family):
    member = family.members.get()
    for _time in range(2):
        clerk.post(reverse("member_left", args=[member.pk]), {"left_on": "2026-01-31"})

    member.refresh_from_db()
    assert (member.left_on, AuditEntry.objects.filter(verb="member_left").count()) == (
        dt.date(2026, 1, 31),
        1,
    )


def test_a_member_who_left_keeps_his_day_when_an_old_page_names_another(clerk, chief, family):
    member = family.members.get()
    address = reverse("member_left", args=[member.pk])
    older = fields_of(clerk.get(address), left_on="2025-10-01")
    chief.post(address, {"left_on": "2025-11-20"})

    response = clerk.post(address, older)

    member.refresh_from_db()
    assert errors_of(response) == {
        "left_on": ["Sri Wahyuni sudah dicatat keluar pada 20 November 2025."]
    }
    assert (member.left_on, AuditEntry.objects.filter(verb="member_left").count()) == (
        dt.date(2025, 11, 20),
        1,
    )


def test_who_lives_in_another_family_meanwhile_does_not_come_back(clerk, family, facility, village):
    member = family.members.get()
    address = reverse("member_left", args=[member.pk])
    clerk.post(address, {"left_on": "2026-01-31"})
    FamilyMemberFactory(
        family=FamilyFactory(facility=facility, area=village, name="Ngatini"), nik=NIK
    )

    response = clerk.post(address, {"back": "1"})

    assert errors_of(response) == {"__all__": ["NIK ini sudah dipakai anggota keluarga Ngatini."]}


@pytest.mark.parametrize("day", ["", "2090-01-01", "1900-01-01", "2026-02-31"])
def test_a_tie_does_not_end_tomorrow(clerk, family, day):
    response = clerk.post(
        reverse("kinship_end", args=[family.kinships.get().pk]), {"ended_on": day}
    )

    assert list(errors_of(response)) == ["ended_on"]


def test_rows_of_another_prison_do_not_exist(sign_in, stranger, family):
    client = sign_in(stranger)
    member, kinship, evidence = family.members.get(), family.kinships.get(), family.evidence.get()
    addresses = [
        *(
            (name, family.pk)
            for name in (
                "family_detail",
                "family_edit",
                "family_history",
                "family_hold",
                "family_split",
                "kk_reveal",
            )
        ),
        *((name, family.pk) for name in ("member_new", "kinship_new", "evidence_new")),
        *((name, member.pk) for name in ("member_edit", "member_left", "nik_reveal")),
        ("kinship_end", kinship.pk),
        *((name, evidence.pk) for name in ("evidence_decide", "evidence_file")),
    ]

    assert {name: client.get(reverse(name, args=[pk])).status_code for name, pk in addresses} == {
        name: 404 for name, _pk in addresses
    }


def test_the_head_changes_nobody(sign_in, head, family):
    client = sign_in(head)
    member, kinship = family.members.get(), KinshipFactory(family=family)
    addresses = [
        ("member_new", family.pk),
        ("member_edit", member.pk),
        ("member_left", member.pk),
        ("kinship_end", kinship.pk),
    ]

    assert [client.post(reverse(name, args=[pk])).status_code for name, pk in addresses] == [
        403
    ] * 4


def restricted(family, by):
    Family.objects.filter(pk=family.pk).update(
        restricted_at=timezone.now(), restricted_by=by, restricted_reason="Permintaan"
    )


def erased(family, by):
    Family.objects.filter(pk=family.pk).update(erased_at=timezone.now())


def merged(family, by):
    Family.objects.filter(pk=family.pk).update(merged_into=FamilyFactory(facility=family.facility))


HIDDEN = pytest.mark.parametrize("hide", [restricted, erased, merged])


def pages_of(family):
    """Every (name, row) of a page that shows or changes something of the family."""
    of_family = "member_new kinship_new evidence_new family_edit family_history family_hold"
    names = (*of_family.split(), "family_split", "kk_reveal")
    member, paper = family.members.get(), family.evidence.get()
    return [
        *((name, family.pk) for name in names),
        *((name, member.pk) for name in ("member_edit", "member_left", "nik_reveal")),
        ("kinship_end", family.kinships.get().pk),
        *((name, paper.pk) for name in ("evidence_decide", "evidence_file")),
    ]


@HIDDEN
def test_nothing_of_a_family_that_is_not_shown_is_opened(clerk, chief, family, registrar, hide):
    pages, member = pages_of(family), family.members.get()
    hide(family, registrar)

    statuses = {name: chief.get(reverse(name, args=[pk])).status_code for name, pk in pages}
    revealed = clerk.post(reverse("nik_reveal", args=[member.pk]), {"reason": "Mencocokkan"})

    assert statuses == dict.fromkeys(statuses, 404)
    assert revealed.status_code == 404


@HIDDEN
def test_the_page_of_an_inmate_names_no_family_that_is_not_shown(
    clerk, family, inmate, registrar, hide
):
    hide(family, registrar)

    pages = [
        clerk.get(reverse("inmate_detail", args=[inmate.pk])),
        clerk.get(reverse("inmate_list")),
    ]
    assert [text_of(page).count("Sri Wahyuni") for page in pages] == [0, 0]


@HIDDEN
def test_a_typed_number_does_not_name_a_family_that_is_not_shown(family, registrar, facility, hide):
    other = FamilyFactory(facility=facility)
    hide(family, registrar)

    with pytest.raises(people.NikUsed, match=r"^NIK ini sudah dipakai anggota keluarga lain\.$"):
        people.add_member(family=other, member=people.NewMember("Kasmini", nik=NIK), by=registrar)
    with pytest.raises(families.CardUsed, match=r"^Nomor KK ini sudah dipakai keluarga lain\.$"):
        families.edit(family=other, version=1, by=registrar, kk_number=KK)
