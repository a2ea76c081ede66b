import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from families.models import Family, FamilyMember, Inmate
from families.registry import evidence, families, inmates, people
from tests.factories import (
    AreaFactory,
    FamilyFactory,
    InmateFactory,
    KinshipFactory,
    PovertyEvidenceFactory,
    RegisterNumberFactory,
    today_here,
)
from tests.families.conftest import KK, NIK
from tests.pages import tight

pytestmark = pytest.mark.django_db


def text_of(response):
    """The page as one line: where a template breaks its lines is nobody's business."""
    return " ".join(response.content.decode().split())


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


def statements(client, name, *args, **query):
    """How many statements a page costs, the session's own write of the first visit apart."""
    page(client, name, *args, **query)
    with CaptureQueriesContext(connection) as queries:
        page(client, name, *args, **query)
    return len(queries)


def found(response):
    return [family.name for family, _reasons in response.context["rows"]]


def test_the_list_shows_families_and_what_tells_homonyms_apart(clerk, family):
    response = page(clerk, "family_search")

    assert (
        "lahir 1975 · Desa Sumberejo, Kec. Japah · istri dari WBP Sutrisno (B.I.12/2025, Blok B)"
        in text_of(response)
    )
    assert found(response) == ["Sri Wahyuni"]


@pytest.mark.parametrize("q", ["soetrisno", "B.I.12/2025", "sumberejo", "blok b", "wahyuni"])
def test_one_field_finds_by_family_inmate_number_village_and_block(
    clerk, family, facility, village, q
):
    FamilyFactory(
        facility=facility,
        name="Kasmini",
        area__code="33.16.05.1001",
        area__name="Balun",
        area__parent=None,
    )

    assert found(page(clerk, "family_search", q=q)) == ["Sri Wahyuni"]


def test_an_inmate_without_family_is_found_too(clerk, inmate):
    response = page(clerk, "family_search", q="sutrisno")

    assert (found(response), response.context["inmates"]) == ([], [inmate])
    assert "belum ada keluarga" in text_of(response)


def test_a_nik_is_not_searched_and_leaves_the_address(clerk, family):
    response = clerk.get(reverse("family_search"), {"q": NIK.digits}, follow=True)

    assert response.redirect_chain == [(reverse("family_search"), 302)]
    assert "NIK dan nomor KK tidak dicari di sini" in text_of(response)
    assert NIK.digits not in text_of(response)


@pytest.mark.parametrize("name", ["family_search", "inmate_list"])
@pytest.mark.parametrize("q", ["\x00", "a" * 100_000, "%", "<script>", "sri\x00wahyuni"])
def test_strange_questions_are_answered(clerk, family, name, q):
    response = page(clerk, name, q=q)

    assert response.status_code == 200
    assert "<script>alert" not in text_of(response)


@pytest.mark.parametrize(
    ("query", "status"),
    [({"page": "x"}, 200), ({"page": "-1"}, 200), ({"page": "999"}, 200), ({"show": "x"}, 200)],
)
def test_strange_addresses_show_the_list(clerk, family, query, status):
    response = page(clerk, "family_search", **query)

    assert (response.status_code, found(response)) == (status, ["Sri Wahyuni"])


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("eligible", ["Sri Wahyuni"]),
        ("not_eligible", ["Kasmini"]),
        ("incomplete", ["Kasmini"]),
        ("held", []),
        ("ending", []),
    ],
)
def test_the_list_is_narrowed_by_the_address(clerk, family, facility, village, show, names):
    FamilyFactory(facility=facility, name="Kasmini", area=village)

    assert found(page(clerk, "family_search", show=show)) == names


def test_evidence_that_ends_soon_is_a_list_of_its_own(clerk, family):
    family.evidence.update(valid_until=today_here() + dt.timedelta(days=29))

    assert found(page(clerk, "family_search", show="ending")) == ["Sri Wahyuni"]


def test_the_fragment_is_what_stands_in_the_page(clerk, family):
    whole = text_of(page(clerk, "family_search", q="wahyuni"))
    fragment = clerk.get(reverse("family_search"), {"q": "wahyuni"}, headers={"HX-Request": "true"})

    # The way to the form stands above the results, where the swap puts it too.
    results, link = text_of(fragment).split('<a class="btn btn-primary" id="register"')
    assert "<html" not in results
    assert results.strip() in whole
    assert link.replace(' hx-swap-oob="true"', "").strip() in whole
    assert "HX-Request" in fragment["Vary"]


def test_a_search_that_finds_nothing_says_what_to_try(clerk, family):
    text = text_of(page(clerk, "family_search", q="xyz<b>"))

    assert (
        'Tidak ditemukan untuk "xyz&lt;b&gt;". Coba nama WBP, desa, atau sebagian nama saja.'
        in text
    )


def other_family(facility, village):
    other = FamilyFactory(facility=facility, area=village)
    KinshipFactory(family=other, inmate=RegisterNumberFactory(inmate__facility=facility).inmate)
    PovertyEvidenceFactory(family=other)


@pytest.mark.parametrize("query", [{}, {"q": "wahyuni"}, {"show": "incomplete"}])
def test_the_list_costs_the_same_for_one_and_for_many(clerk, facility, village, query):
    other_family(facility, village)
    one = statements(clerk, "family_search", **query)
    for _family in range(12):
        other_family(facility, village)

    assert statements(clerk, "family_search", **query) == one <= 12


@pytest.mark.parametrize("address", ["family_search", "inmate_list"])
def test_a_search_ranks_the_rows_once_and_shows_a_page_in_that_order(
    clerk, facility, village, address
):
    for name in ["Kartini", "Kartini Sri", *(f"Kartono {n:02}" for n in range(30))]:
        InmateFactory(facility=facility, name=name)
        FamilyFactory(facility=facility, name=name, area=village)

    with CaptureQueriesContext(connection) as queries:
        page = text_of(clerk.get(reverse(address), {"q": "kartini"}))

    model = {"family_search": Family, "inmate_list": Inmate}[address]
    of_rows = f'FROM "{model._meta.db_table}"'
    ranked = [row for row in queries if "search_score" in row["sql"] and of_rows in row["sql"]]
    assert len(ranked) == 1
    places = [page.find(f">{name}<") for name in ("Kartini", "Kartini Sri")]
    assert 0 < places[0] < places[1]


def test_a_family_page_says_that_she_is_eligible(clerk, family):
    assert "Memenuhi syarat." in text_of(page(clerk, "family_detail", family.pk))


def test_a_family_page_says_why_not_and_what_mends_it(clerk, family):
    family.evidence.all().delete()

    assert (
        "Belum ada bukti kurang mampu. Yang diperlukan: SKTM, KKS, KIS PBI, atau survei rumah."
        in text_of(page(clerk, "family_detail", family.pk))
    )


def test_a_family_page_shows_evidence_with_days_left(clerk, family, facility):
    family.evidence.update(valid_until=facility.local_day(timezone.now()) + dt.timedelta(days=60))

    assert "60 hari lagi" in text_of(page(clerk, "family_detail", family.pk))


def test_a_family_page_writes_telephone_and_address_as_people_do(clerk, family):
    Family.objects.update(phone="+6281200006821", address="", hamlet="Ngasem")

    text = text_of(page(clerk, "family_detail", family.pk))

    assert '<span class="text-nowrap">0812 0000 6821</span>' in text
    assert "<dd>Ngasem<br>Desa Sumberejo, Kec. Japah</dd>" in tight(text)


def test_long_validity_is_written_in_groups(clerk, family):
    family.evidence.update(valid_until=today_here() + dt.timedelta(days=1500))

    assert "1.500 hari lagi" in text_of(page(clerk, "family_detail", family.pk))


def test_a_picker_chooses_beforehand_the_only_village_that_was_typed_in_full(clerk, village):
    AreaFactory(code="33.16.16.2002", name="Sumberejokidul", parent=village.parent)

    whole, part = (
        page(clerk, "area_search", area_q="sumberejo japah"),
        page(clerk, "area_search", area_q="sumberej japah"),
    )

    assert f'value="{village.pk}" id="id_area_1" checked' in text_of(whole)
    assert [text_of(answer).count(" checked") for answer in (whole, part)] == [1, 0]


def test_a_release_noted_late_mends_the_month_it_happened_in(family, inmate, registrar):
    """Only what the papers say is dated by when it was known; where an inmate was is a fact of its
    day.
    """
    month_end, later = (
        today_here() - dt.timedelta(days=5),
        timezone.now() + dt.timedelta(days=1),
    )
    assert Family.objects.were_eligible_on(month_end, later).count() == 1

    inmates.move_inmate(
        inmate=inmate, status="released", since=month_end - dt.timedelta(days=5), by=registrar
    )

    assert Family.objects.were_eligible_on(month_end, later).count() == 0


def test_an_acceptance_taken_back_later_leaves_the_months_before_as_they_were(
    family, services_head
):
    day, now = today_here(), timezone.now()
    accepted = family.evidence.get()

    evidence.take_back_acceptance(
        evidence=accepted, reason="Tidak terbaca", by=services_head, at=now + dt.timedelta(days=2)
    )

    known = {days: now + dt.timedelta(days=days) for days in (1, 3)}
    assert [Family.objects.were_eligible_on(day, moment).count() for moment in known.values()] == [
        1,
        0,
    ]
    assert Family.objects.eligible_on(day).count() == 0


def test_a_family_page_costs_the_same_for_one_member_and_for_ten(clerk, family, facility):
    one = statements(clerk, "family_detail", family.pk)
    for number in range(9):
        FamilyMember.objects.create(facility=facility, family=family, full_name=f"Anak {number}")
        KinshipFactory(
            family=family, inmate=RegisterNumberFactory(inmate__facility=facility).inmate
        )
        PovertyEvidenceFactory(family=family)

    assert statements(clerk, "family_detail", family.pk) == one


def test_a_merged_family_leads_to_the_one_it_was_merged_into(clerk, family, facility):
    other = FamilyFactory(facility=facility, merged_into=family)

    assert page(clerk, "family_detail", other.pk).url == reverse("family_detail", args=[family.pk])


def test_a_restricted_family_shows_nothing_and_is_not_found(clerk, family, registrar):
    Family.objects.update(restricted_at=timezone.now(), restricted_by=registrar)

    assert "Sri Wahyuni" not in text_of(page(clerk, "family_detail", family.pk))
    assert found(page(clerk, "family_search")) == []
    assert page(clerk, "family_edit", family.pk).status_code == 404


def test_the_head_reads_with_masked_numbers_and_without_forms(sign_in, head, family):
    text = text_of(page(sign_in(head), "family_detail", family.pk))

    assert str(NIK) in text
    assert not any(
        word in text for word in ["Tampilkan NIK", "Ubah", "Tambah", NIK.digits, KK.digits]
    )


@pytest.mark.parametrize(
    "name", ["family_search", "family_new", "inmate_list", "inmate_new", "evidence_queue"]
)
def test_the_administrator_and_the_desk_have_no_registry(
    sign_in, administrator, handover_officer, name
):
    statuses = [page(sign_in(user), name).status_code for user in (administrator, handover_officer)]

    assert statuses == [403, 403]


def test_the_history_tells_who_changed_what_and_never_a_number(clerk, family, registrar):
    families.edit(family=family, version=1, by=registrar, rt="02")
    people.edit_member(member=family.members.get(), by=registrar, nik=type(NIK)("3316994101750002"))

    text = text_of(page(clerk, "family_history", family.pk))

    assert f"{registrar}" in text
    assert "<li> RT: 02 </li>" in text
    assert 'Sri Wahyuni: NIK: <span class="struck">ada</span> → nomor lain' in text
    assert "3316" not in text


def test_the_history_writes_a_telephone_as_the_page_does(clerk, family, registrar):
    families.edit(family=family, version=1, by=registrar, phone="+6281200006821")

    assert "0812 0000 6821" in text_of(page(clerk, "family_history", family.pk))


def test_the_history_costs_the_same_for_one_act_and_for_many(clerk, family, registrar):
    one = statements(clerk, "family_history", family.pk)
    for number in range(1, 12):
        families.edit(family=family, version=number, by=registrar, rt=f"{number:02}")

    assert statements(clerk, "family_history", family.pk) == one


def test_a_reveal_stands_in_the_history_with_its_reason(chief, family):
    chief.post(reverse("kk_reveal", args=[family.pk]), {"reason": "Mencocokkan KK"})

    assert "Nomor lengkap dilihat: Mencocokkan KK" in text_of(
        page(chief, "family_history", family.pk)
    )


@pytest.mark.parametrize(("q", "offered"), [("rina utami", True), ("maya utami", False)])
def test_who_is_only_like_the_searched_name_may_be_registered_by_it(clerk, facility, q, offered):
    FamilyFactory(facility=facility, name="Maya Utami")

    text = text_of(page(clerk, "family_search", q=q))

    assert ("Maya Utami" in text, "?name=rina+utami" in text) == (True, offered)


def test_villages_come_to_the_picker_as_radios(clerk, village):
    text = text_of(page(clerk, "area_search", area_q="sumbrejo"))

    assert 'value="33.16.16.2001"' in text
    assert "Desa Sumberejo, Kec. Japah" in text


def test_inmates_come_to_the_picker_with_what_tells_them_apart(clerk, inmate, other_facility):
    InmateFactory(facility=other_facility, name="Sutrisno")
    text = text_of(page(clerk, "inmate_search", inmate_q="soetrisno"))

    assert text.count('type="radio"') == 1
    assert "Narapidana · B.I.12/2025 · Blok B" in text


@pytest.mark.parametrize("q", ["", "\x00", "x" * 5000, NIK.digits])
def test_a_picker_that_is_asked_nothing_offers_nothing(clerk, village, q):
    assert "radio" not in text_of(page(clerk, "area_search", area_q=q))
