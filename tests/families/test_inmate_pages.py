import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from families.forms import InmateForm
from families.models import Inmate, RegisterNumber
from families.registry import families
from rutan.models import AuditEntry
from tests.factories import FamilyFactory, InmateFactory, KinshipFactory, RegisterNumberFactory
from tests.families.conftest import NIK
from tests.pages import fields_of

pytestmark = pytest.mark.django_db


def text_of(response):
    """The page as one line: where a template breaks its lines is nobody's business."""
    return " ".join(response.content.decode().split())


def errors_of(response):
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def names(response):
    return [inmate.name for inmate in response.context["listed"].rows]


def new(client, **data):
    person = {
        "name": "Joko",
        "legal_status": "detainee",
        "sex": "male",
        "register_number": "A.III.7/2026",
        "client_id": uuid.uuid4(),
    }
    return client.post(reverse("inmate_new"), person | data)


def test_an_inmate_is_registered_with_his_number(clerk):
    response = new(clerk)

    inmate = Inmate.objects.get()
    assert (response.url, inmate.register_number) == (
        reverse("inmate_detail", args=[inmate.pk]),
        "A.III.7/2026",
    )


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", "", "Isi namanya."),
        ("name", "\x00", None),
        ("name", "x" * 1_000_000, None),
        ("legal_status", "", "Pilih salah satu."),
        ("legal_status", "napi", "Pilih salah satu."),
        ("sex", "", "Pilih salah satu."),
        ("block", "x" * 21, None),
        ("birth_date", "1990-02-31", "Tanggal ini tidak ada. Tulis seperti 27-10-2025."),
        ("birth_date", "2090-01-01", "Tanggal ini belum tiba."),
        ("register_number", "A.III", "Nomor register berisi paling sedikit satu angka."),
        ("register_number", NIK.digits, "Jangan menulis NIK atau nomor KK di sini."),
        ("register_number", "1" * 41, None),
    ],
)
def test_a_wrong_entry_about_an_inmate_is_said_at_its_field(clerk, field, value, error):
    response = new(clerk, **{field: value})

    errors = errors_of(response)
    assert (response.status_code, list(errors), Inmate.objects.count()) == (422, [field], 0)
    assert error is None or error in errors[field]


def test_a_used_number_is_said_at_the_field_however_it_is_written(clerk, inmate):
    response = new(clerk, register_number="BI 12/2025")

    assert errors_of(response) == {
        "register_number": ["Nomor register ini sudah dipakai WBP Sutrisno."]
    }
    assert Inmate.objects.count() == 1


def test_a_second_person_of_a_name_without_a_number_is_asked_about(clerk, inmate):
    told = new(clerk, name="Soetrisno", register_number="")
    assert (told.status_code, Inmate.objects.count()) == (409, 1)
    assert "B.I.12/2025" in text_of(told)

    clerk.post(reverse("inmate_new"), fields_of(told))
    assert Inmate.objects.count() == 2


def test_a_number_tells_two_people_of_one_name_apart(clerk, inmate):
    assert new(clerk, name="Sutrisno").status_code == 302


def test_the_list_says_that_it_shows_who_is_inside(clerk, family):
    text = text_of(clerk.get(reverse("inmate_list")))

    assert "Menampilkan 1 dari 1: Di dalam" in text
    assert 'href="?show=all"' in text


def test_a_search_that_the_filter_leaves_empty_is_widened(clerk, inmate):
    Inmate.objects.update(custody_status="released")

    response = clerk.get(reverse("inmate_list"), {"q": "B.I.12/2025", "show": "in_custody"})

    assert names(response) == ["Sutrisno"]
    assert 'Tidak ada di antara "Di dalam". Ini yang ditemukan di antara semua WBP.' in text_of(
        response
    )


def test_a_page_shows_status_numbers_block_and_families(clerk, family, inmate):
    RegisterNumberFactory(inmate=inmate, written="A.III.45/2024", since=dt.date(2024, 1, 1))

    text = text_of(clerk.get(reverse("inmate_detail", args=[inmate.pk])))

    assert all(
        shown in text
        for shown in [
            "Narapidana",
            "Blok B",
            "B.I.12/2025",
            "A.III.45/2024",
            "Sri Wahyuni",
            "Desa Sumberejo, Kec. Japah",
        ]
    )


def test_a_page_offers_another_family_where_there_is_one(clerk, family, inmate, facility):
    pages = [
        text_of(clerk.get(reverse("inmate_detail", args=[row.pk])))
        for row in (inmate, InmateFactory(facility=facility))
    ]

    assert ["Daftarkan keluarga lain" in text for text in pages] == [True, False]


def test_an_ended_tie_stays_legible_on_the_page(clerk, family, inmate):
    family.kinships.update(ended_on=dt.date(2026, 1, 31))

    assert "berakhir 31 Januari 2026" in text_of(
        clerk.get(reverse("inmate_detail", args=[inmate.pk]))
    )


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("", ["Gatot", "Joko", "Sutrisno"]),
        ("in_custody", ["Joko", "Sutrisno"]),
        ("without_family", ["Joko"]),
        ("gone", ["Gatot"]),
    ],
)
def test_the_list_is_narrowed_by_the_address(clerk, family, facility, show, expected):
    InmateFactory(facility=facility, name="Joko")
    InmateFactory(facility=facility, name="Gatot", custody_status="released")

    assert names(clerk.get(reverse("inmate_list"), {"show": show})) == expected


@pytest.mark.parametrize("q", ["soetrisno", "BI 12", "blok b"])
def test_the_list_is_searched(clerk, family, facility, q):
    InmateFactory(facility=facility, name="Joko", block="A")

    assert names(clerk.get(reverse("inmate_list"), {"q": q})) == ["Sutrisno"]


def test_what_a_search_finds_is_counted_and_paged(clerk, family, facility):
    InmateFactory.create_batch(30, facility=facility, name="Joko", block="A")

    first = clerk.get(reverse("inmate_list"), {"q": "blok a"})
    second = clerk.get(reverse("inmate_list") + first.context["listed"].next_url)

    assert (len(names(first)), len(names(second))) == (25, 5)
    assert first.context["listed"].total == 30
    assert "Menampilkan 26–30 dari 30" in text_of(second)


def test_a_nik_is_not_searched_here_either(clerk, family):
    response = clerk.get(reverse("inmate_list"), {"q": NIK.digits}, follow=True)

    assert (response.redirect_chain, NIK.digits in text_of(response)) == (
        [(reverse("inmate_list"), 302)],
        False,
    )


def test_the_list_costs_the_same_for_one_and_for_many(clerk, family, facility):
    clerk.get(reverse("inmate_list"))
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            clerk.get(reverse("inmate_list"))
        counts.append(len(queries))
        for _inmate in range(9):
            other = RegisterNumberFactory(inmate__facility=facility).inmate
            KinshipFactory(family=FamilyFactory(facility=facility), inmate=other)

    assert counts[0] == counts[1]


def test_an_inmate_is_mended_and_told_in_the_history(clerk, inmate, registrar):
    address = reverse("inmate_edit", args=[inmate.pk])
    clerk.post(address, fields_of(clerk.get(address), name="Sutrisno bin Kasman", block="C"))

    text = text_of(clerk.get(reverse("inmate_detail", args=[inmate.pk])))
    assert 'Nama: <span class="struck">Sutrisno</span> → Sutrisno bin Kasman' in text
    assert str(registrar) in text


def test_the_second_editor_of_an_inmate_is_told_and_undoes_nothing(
    clerk, chief, inmate, services_head
):
    address = reverse("inmate_edit", args=[inmate.pk])
    older = fields_of(clerk.get(address), name="Sutrisno bin Kasman")
    chief.post(address, fields_of(chief.get(address), block="C"))

    told = clerk.post(address, older)
    clerk.post(address, fields_of(told))

    inmate.refresh_from_db()
    assert (told.status_code, told.context["form"].differences) == (
        409,
        [("Nama", "Sutrisno", "Sutrisno bin Kasman")],
    )
    assert f"Data ini baru saja diubah oleh {services_head} pukul" in text_of(told)
    assert (inmate.name, inmate.block) == ("Sutrisno bin Kasman", "C")


def test_a_page_of_an_inmate_without_its_state_is_not_saved(clerk, inmate):
    address = reverse("inmate_edit", args=[inmate.pk])
    data = fields_of(clerk.get(address), name="Sutrisno bin Kasman")

    assert [
        clerk.post(address, data | {"seen": seen}).status_code for seen in ("", "x", "x" * 99)
    ] == [422, 409, 422]


def test_a_new_number_after_the_sentence_keeps_the_old_one(clerk, inmate):
    address = reverse("inmate_renumber", args=[inmate.pk])
    clerk.post(
        address, {"written": "B.IIa.9/2026", "since": "2026-01-31", "legal_status": "convict"}
    )

    inmate = Inmate.objects.get()
    assert (inmate.register_number, RegisterNumber.objects.count()) == ("B.IIa.9/2026", 2)


def test_a_number_since_a_year_typed_wrong_is_refused(clerk, inmate):
    address = reverse("inmate_renumber", args=[inmate.pk])

    response = clerk.post(
        address, {"written": "B.IIa.9/2026", "since": "1900-01-01", "legal_status": "convict"}
    )

    assert errors_of(response) == {"since": ["Tanggal ini terlalu lama berlalu. Periksa tahunnya."]}


def move(client, inmate, **data):
    address = reverse("inmate_move", args=[inmate.pk])
    return client.post(address, fields_of(client.get(address), **data))


def test_a_release_is_dated_and_leaves_the_family(clerk, family, inmate):
    move(clerk, inmate, custody_status="released", custody_since="2026-01-31")

    inmate.refresh_from_db()
    assert (inmate.custody_status, inmate.custody_since) == ("released", dt.date(2026, 1, 31))
    page = text_of(clerk.get(reverse("family_detail", args=[family.pk])))
    assert "Bantuan berakhir karena WBP sudah bebas." in page
    assert "Tidak lagi memenuhi syarat." in page


def standing(client, family):
    """The lists under the headings of the family's standing, as read."""
    html = client.get(reverse("family_detail", args=[family.pk])).content.decode()
    notice = html.split('<div class="notice notice-warning">')[1].split('<div class="two')[0]
    found = re.findall(r"<strong>(.*?)</strong>|<li>(.*?)</li>", notice, re.DOTALL)
    return [" ".join(f"{heading}{item}".split()) for heading, item in found]


def test_gaps_in_evidence_stand_apart_from_the_end_of_help(clerk, family, inmate):
    family.evidence.update(issued_on="2024-01-01", valid_until="2024-06-30")
    move(clerk, inmate, custody_status="released", custody_since="2026-01-31")

    assert standing(clerk, family)[:4] == [
        "Tidak lagi memenuhi syarat.",
        "Bantuan berakhir karena WBP sudah bebas.",
        "Selain itu",
        "Masa berlaku SKTM habis pada 30 Juni 2024.",
    ]


def test_a_family_without_evidence_whose_wbp_is_here_reads_nothing_of_an_end(clerk, family):
    family.evidence.all().delete()

    assert standing(clerk, family)[:2] == [
        "Belum dapat masuk daftar.",
        "Belum ada bukti kurang mampu. Yang diperlukan: SKTM, KKS, KIS PBI, atau survei rumah.",
    ]


def test_help_that_is_on_hold_ends_too_when_the_wbp_is_released(chief, family, inmate):
    families.hold(family=family, kind="moved", by=family.recorded_by)
    move(chief, inmate, custody_status="released", custody_since="2026-01-31")

    assert standing(chief, family)[:4] == [
        "Tidak lagi memenuhi syarat.",
        "Bantuan berakhir karena WBP sudah bebas.",
        "Selain itu",
        "Bantuan sedang ditunda.",
    ]


def test_a_release_names_the_families_that_lose_their_right(clerk, family, inmate):
    stays = KinshipFactory(family__facility=family.facility, inmate=inmate).family
    KinshipFactory(family=stays, inmate=InmateFactory(facility=family.facility))

    response = move(clerk, inmate, custody_status="released", custody_since="2026-01-31")

    address = reverse("family_detail", args=[family.pk])
    said = (
        "Sutrisno dicatat bebas sejak 31 Januari 2026. 1 keluarga terdampak."
        f' Tidak lagi memenuhi syarat: <a href="{address}">Sri Wahyuni</a></p>'
    )
    assert said in text_of(clerk.get(response.url))


def test_a_family_for_whom_no_help_had_begun_loses_none(clerk, family, inmate):
    family.evidence.all().delete()

    response = move(clerk, inmate, custody_status="released", custody_since="2026-01-31")

    page = text_of(clerk.get(response.url))
    assert "1 keluarga terdampak. Belum dapat masuk daftar: <a" in page
    assert "Tidak lagi memenuhi syarat" not in page


def test_one_release_tells_both_kinds_of_families_apart(clerk, family, inmate):
    KinshipFactory(family__facility=family.facility, family__name="Kasmini", inmate=inmate)

    response = move(clerk, inmate, custody_status="released", custody_since="2026-01-31")

    page = re.sub(r"<a[^>]*>|</a>", "", text_of(clerk.get(response.url)))
    said = "Tidak lagi memenuhi syarat: Sri Wahyuni. Belum dapat masuk daftar: Kasmini</p>"
    assert f"2 keluarga terdampak. {said}" in page


def test_a_return_names_no_family(clerk, family, inmate):
    response = move(clerk, inmate, custody_status="in_custody", custody_since="2026-01-31")

    assert "Sutrisno dicatat di dalam sejak 31 Januari 2026.</p>" in text_of(
        clerk.get(response.url)
    )


def test_a_released_inmates_family_is_no_longer_eligible_in_the_search(clerk, family, inmate):
    move(clerk, inmate, custody_status="released", custody_since="2026-01-31")

    page = text_of(clerk.get(reverse("family_search")))

    assert "Tidak lagi memenuhi syarat" in page
    assert "WBP sudah bebas." in page


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("inmate_list", "Belum ada WBP. Daftarkan WBP pertama."),
        ("family_search", "Belum ada keluarga. Daftarkan WBP-nya dahulu, lalu keluarganya."),
    ],
)
def test_an_empty_registry_says_what_comes_first(clerk, page, said):
    text = text_of(clerk.get(reverse(page)))

    assert said in text
    assert f'href="{reverse("inmate_new")}"' in text


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"custody_status": "", "custody_since": "2026-01-31"}, "custody_status"),
        ({"custody_status": "gone", "custody_since": "2026-01-31"}, "custody_status"),
        ({"custody_status": "released", "custody_since": ""}, "custody_since"),
        ({"custody_status": "released", "custody_since": "2026-02-31"}, "custody_since"),
        ({"custody_status": "released", "custody_since": "2090-01-01"}, "custody_since"),
        ({"custody_status": "released", "custody_since": "1900-01-01"}, "custody_since"),
    ],
)
def test_a_move_needs_a_status_and_a_day_that_has_come(clerk, inmate, data, field):
    response = move(clerk, inmate, **data)

    assert list(errors_of(response)) == [field]
    assert Inmate.objects.get().custody_status == "in_custody"


def test_nobody_was_moved_before_his_first_register_number(clerk, inmate):
    RegisterNumberFactory(inmate=inmate, since=dt.date(2025, 6, 1))

    response = move(clerk, inmate, custody_status="released", custody_since="2024-12-31")

    said = (
        "Tanggal ini mendahului nomor register pertamanya (1 Januari 2025). Jika tanggal nomor itu"
        " keliru, betulkan dahulu nomornya."
    )
    assert errors_of(response) == {"custody_since": [said]}
    assert Inmate.objects.get().custody_status == "in_custody"
    assert (
        move(clerk, inmate, custody_status="released", custody_since="2025-01-01").status_code
        == 302
    )


def test_nothing_is_dated_before_an_inmate_was_born(clerk, inmate):
    Inmate.objects.update(birth_date=dt.date(1998, 5, 1))
    number = {"written": "B.IIa.9/2026", "since": "1998-04-30", "legal_status": "convict"}
    [stored] = inmate.register_numbers.all()
    address = reverse("register_number_correct", args=[stored.pk])

    corrected = clerk.post(address, fields_of(clerk.get(address), since="1998-04-30"))
    renumbered = clerk.post(reverse("inmate_renumber", args=[inmate.pk]), number)
    stored.delete()
    moved = move(clerk, inmate, custody_since="1998-04-30")

    said = ["Tanggal ini mendahului tanggal lahirnya (1 Mei 1998)."]
    assert [errors_of(response) for response in (corrected, renumbered)] == [{"since": said}] * 2
    assert errors_of(moved) == {"custody_since": said}


def test_a_child_below_twelve_is_no_inmate(clerk, inmate):
    today = inmate.facility.local_day(timezone.now())
    address = reverse("inmate_edit", args=[inmate.pk])
    born = [(today - dt.timedelta(days=days)).isoformat() for days in (365 * 11, 366 * 12)]

    edited = [clerk.post(address, fields_of(clerk.get(address), birth_date=day)) for day in born]
    registered = new(clerk, birth_date=born[0])

    said = {"birth_date": ["Menurut tanggal ini umurnya belum 12 tahun. Periksa tahun lahirnya."]}
    assert (errors_of(edited[0]), edited[1].status_code, errors_of(registered)) == (said, 302, said)


def test_somebody_is_twelve_on_his_birthday():
    typed = {"name": "Joko", "legal_status": "juvenile", "sex": "male", "client_id": uuid.uuid4()}
    valid = {
        day: (
            InmateForm(
                typed | {"birth_date": f"2014-03-{day}"}, today=dt.date(2026, 3, 10)
            ).is_valid()
        )
        for day in (10, 11)
    }

    assert valid == {10: True, 11: False}


def test_the_second_to_say_where_an_inmate_is_sees_what_the_first_said(
    clerk, chief, inmate, services_head
):
    address = reverse("inmate_move", args=[inmate.pk])
    older = fields_of(clerk.get(address), custody_status="transferred", custody_since="2025-11-25")
    move(chief, inmate, custody_status="released", custody_since="2025-11-20")

    told = clerk.post(address, older)

    inmate.refresh_from_db()
    assert f"Data ini baru saja diubah oleh {services_head} pukul" in text_of(told)
    assert told.context["form"].differences == [
        ("Keberadaan", "Bebas", "Pindah"),
        ("Sejak tanggal", "20 November 2025", "25 November 2025"),
    ]
    assert (told.status_code, inmate.custody_status, inmate.custody_since) == (
        409,
        "released",
        dt.date(2025, 11, 20),
    )

    assert clerk.post(address, fields_of(told)).status_code == 302
    inmate.refresh_from_db()
    assert (inmate.custody_status, inmate.custody_since) == ("transferred", dt.date(2025, 11, 25))


def test_a_move_that_is_sent_again_is_one_act_and_no_error(clerk, inmate):
    address = reverse("inmate_move", args=[inmate.pk])
    typed = fields_of(clerk.get(address), custody_status="released", custody_since="2026-01-31")

    statuses = [clerk.post(address, typed).status_code for _time in range(2)]

    assert (statuses, AuditEntry.objects.filter(verb="move_inmate").count()) == ([302, 302], 1)


def test_inmates_of_another_prison_do_not_exist(sign_in, stranger, inmate):
    client = sign_in(stranger)
    named = ("inmate_detail", "inmate_edit", "inmate_move", "inmate_renumber")

    assert [client.get(reverse(name, args=[inmate.pk])).status_code for name in named] == [404] * 4
    assert names(client.get(reverse("inmate_list"))) == []


def test_the_head_reads_and_the_desk_does_not(sign_in, head, handover_officer, inmate):
    addresses = [reverse("inmate_list"), reverse("inmate_detail", args=[inmate.pk])]

    assert [sign_in(head).get(address).status_code for address in addresses] == [200, 200]
    assert [sign_in(handover_officer).get(address).status_code for address in addresses] == [
        403,
        403,
    ]


def test_a_restricted_family_is_not_told_by_the_inmates_page(clerk, family, inmate, registrar):
    type(family).objects.update(restricted_at=timezone.now(), restricted_by=registrar)

    assert "Sri Wahyuni" not in text_of(clerk.get(reverse("inmate_detail", args=[inmate.pk])))
