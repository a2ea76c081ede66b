"""Who is found at the desk: exact opens the form, a likeness has to be picked, nobody is nobody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from distributions import coupons, desk_rows, search
from families.models import Area, Family, FamilyMember, Inmate
from families.search import ENOUGH, Asked, matching
from tests.factories import (
    AreaFactory,
    CouponFactory,
    FamilyFactory,
    FamilyMemberFactory,
    InmateFactory,
    KinshipFactory,
    RegisterNumberFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def village():
    return AreaFactory(code="33.16.16.2077", name="Ngampel")


@pytest.fixture
def event(facility, open_event):
    """A closed list of two, whose people are called like nobody in these tests."""
    event = open_event(facility, families=2, packages=5, accepts_walk_ins=False)
    FamilyMember.objects.all().delete()
    Family.objects.update(name="Zzz")
    Inmate.objects.update(name="Zzz")
    return event


@pytest.fixture
def listed(event, village):
    """Who stands on the list: ``listed("Maya Utami", "Pardi bin Paimin")``, at most twice."""
    rows = iter(event.entitlements.select_related("family", "inmate").order_by("number"))

    def put(name, inmate="Sutrisno", area=village):
        row = next(rows)
        row.family.name, row.family.area, row.inmate.name = name, area, inmate
        row.family.save(), row.inmate.save()
        FamilyMemberFactory(family=row.family, full_name=name)
        return row

    return put


@pytest.fixture
def maya(listed, village):
    row = listed("Maya Utami", "Pardi bin Paimin", area=village)
    FamilyMemberFactory(family=row.family, full_name="Soekarni Rahajoe")
    RegisterNumberFactory(inmate=row.inmate, written="B.I.123/2025")
    return row


def only(event, q):
    card = search.find(event, q).only
    return card and card.entitlement


@pytest.mark.parametrize(
    "q",
    [
        "1",
        "001",
        "maya utami",
        "UTAMI, Maya",
        "maya",
        "maya ngampel",
        "sukarni",
        "Soekarni Rahajoe",
        "pardi bin paimin",
        "pardi ngampel",
        "B.I.123/2025",
        "BI 123/2025",
        "b i 123 / 2025",
        "BI.123-2025",
        "pardi B.I.123/2025",
    ],
)
def test_what_is_exact_opens_the_form(event, maya, q):
    assert only(event, q) == maya


@pytest.mark.parametrize(
    "q",
    [
        "rina utami",
        "pardi bin paijan",
        "maya pardi",
        "maya soekarni",
        "may",
        "maya utam",
        "ngampel",
        "maya utami jepon",
        "123/2025",
        "maya 123/2025",
        "B.I.123",
    ],
)
def test_a_likeness_never_opens_the_form(event, maya, q):
    found = search.find(event, q)

    assert (found.cards, [card.entitlement for card in found.alike]) == ([], [maya])


@pytest.mark.parametrize(
    "q", ["zulaikha", "12/2025", "B.I.12/2025", "B.I.123/2026", "rina B.I.123/2025"]
)
def test_who_does_not_fit_is_not_exact(event, maya, q):
    assert search.find(event, q).cards == []


@pytest.mark.parametrize("q", ["rina utami", "pardi bin paijan", "123/2025", "ngampel"])
def test_a_likeness_is_offered_and_picked_by_an_act_of_its_own(
    event, maya, q, sign_in, handover_officer
):
    client = sign_in(handover_officer)

    offered = client.get(reverse("desk", args=[event.pk]), {"q": q}).content.decode()
    picked = client.get(reverse("desk", args=[event.pk]), {"entitlement": maya.pk})

    assert "Tidak ada yang persis. Mirip:" in offered
    assert (f'href="?entitlement={maya.pk}"' in offered, "Serahkan paket" in offered) == (
        True,
        False,
    )
    assert "Serahkan paket nomor 1" in picked.content.decode()


def test_one_word_is_like_two_of_a_name_or_one_that_is_written_otherwise(event, listed):
    for name in ("Nanik Anggraini", "Tuminah Anggraini", "Ngatmi", "Paini"):
        FamilyFactory(facility=event.facility, name=name)
    siti, sri = listed("Siti Nur Aini", "Pardi"), listed("Sri Nur Hayati", "Sutrisno")
    event.accepts_walk_ins = True

    said = dict.fromkeys(["nuraini", "nur'aini", "Noeraini", "Nuraeni", "aeni", "nuraine"], siti)
    said |= dict.fromkeys(["nurhayati", "noerhajati", "nurhayti", "nurhayty"], sri)
    for q, row in said.items():
        found = search.find(event, q)
        assert (found.cards, found.alike[0].entitlement) == ([], row), q


def test_two_families_of_one_name_are_told_apart_before_either_opens(event, listed):
    rows = {listed("Sri Rahayu"), listed("Sri Rahayoe")}

    found = search.find(event, "sri rahayu")

    assert ({card.entitlement for card in found.cards}, found.only) == (rows, None)


def test_two_families_of_one_wbp_are_two(event, listed):
    row = listed("Maya Utami", "Pardi bin Paimin")
    KinshipFactory(family=FamilyFactory(facility=event.facility), inmate=row.inmate)

    assert (only(event, "pardi"), only(event, "maya utami")) == (None, row)


def test_two_members_of_a_family_without_wbp_are_not_one_person(event, village):
    family = FamilyFactory(facility=event.facility, name="Maya Utami", area=village)
    FamilyMemberFactory(family=family, full_name="Soekarni Rahajoe")

    found = search.find(event, "maya soekarni")

    assert (found.cards, [card.family for card in found.alike]) == ([], [family])


def test_a_namesake_who_is_on_no_list_counts(event, listed):
    row = listed("Maya Utami")
    assert only(event, "maya utami") == row

    FamilyFactory(facility=event.facility, name="Maya Utami")

    found = search.find(event, "maya utami")
    assert ([card.entitlement for card in found.cards], found.only) == ([row, None], None)


def test_who_is_on_file_but_not_on_a_closed_list_is_named_as_such(
    event, village, sign_in, handover_officer
):
    family = FamilyFactory(facility=event.facility, name="Maya Utami", area=village)
    client = sign_in(handover_officer)

    found = client.get(reverse("desk", args=[event.pk]), {"q": "maya utami"})
    picked = client.get(reverse("desk", args=[event.pk]), {"family": family.pk})

    for page in (found, picked):
        assert page.context["found"].only.family == family
        assert 'data-outcome="not_on_list"' in page.content.decode()
        assert "Serahkan paket" not in page.content.decode()


def test_village_and_block_narrow(event, listed):
    here = listed("Sri Wahyuni", "Sutrisno")
    there = listed("Sri Wahyuni", "Sutrisno", area=AreaFactory(code="33.16.16.2002", name="Bogem"))
    here.inmate.block, there.inmate.block = "A", "B"
    here.inmate.save(), there.inmate.save()

    assert only(event, "sutrisno") is None
    assert only(event, "sutrisno ngampel") == here
    assert only(event, "sri wahyuni bogem") == there
    assert only(event, "sutrisno blok b") == there
    assert only(event, "b sutrisno") is None
    assert only(event, "blok b") is None


def test_the_spelling_that_was_typed_stands_first(event, listed):
    new, old = listed("Sutrisno", "Pardi"), listed("Soetrisno", "Pardi")

    assert [c.entitlement for c in search.find(event, "soetrisno").cards] == [old, new]
    assert [c.entitlement for c in search.find(event, "sutrisno").cards] == [new, old]


def test_a_line_shows_what_tells_homonyms_apart(event, listed, sign_in, handover_officer):
    row = listed("Sri Wahyuni", "Pardi")
    row.inmate.custody_status = "conditional_release"
    row.inmate.save()
    unlisted = KinshipFactory(
        family=FamilyFactory(facility=event.facility, name="Sri Wahyuni"),
        inmate=InmateFactory(facility=event.facility, name="Kasman", block="C"),
    )
    RegisterNumberFactory(inmate=unlisted.inmate, written="A.III.7/2026")

    page = sign_in(handover_officer).get(reverse("desk", args=[event.pk]), {"q": "sri wahyuni"})
    lines = [
        " ".join(line.split()) for line in page.content.decode().split('class="desk-line"')[1:]
    ]

    assert ["· <strong>Integrasi (PB/CB/CMB)</strong>" in line for line in lines] == [True, False]
    assert "Ngampel" in lines[0]
    assert "<strong>Kasman</strong> (A.III.7/2026, Blok C)" in lines[1]


def test_one_to_four_digits_are_a_list_number_and_nothing_else(event, maya):
    RegisterNumberFactory(inmate=maya.inmate, written="A.12")

    assert search.find(event, "12").refusal.outcome == "not_on_list"


CODE = "K7M4-9QX2"


@pytest.mark.parametrize(
    "q", [CODE, "k7m4-9qx2", "k7m49qx2", "K7M4 9QX2", " k7m4 – 9qx2 ", "K7M4-90X2", "k7m4_9ox2"]
)
def test_a_coupon_is_exact_in_whatever_writing(event, listed, q):
    row = listed("Anis-Sari")
    CouponFactory(entitlement=row, code=CODE)

    assert only(event, q) == row


SLIPS = ["K7M4-9QX3", "k7m49qx3", "K7M4 9QX3", "7KM4-9QX2", "K1M4-9QX2", "K7M4-9QX", "K7M4-9QX22"]
SLIPS += ["KTMN-BQXC", "ktmn-anna"]


@pytest.mark.parametrize("q", SLIPS)
def test_a_mistyped_coupon_is_said_to_be_one(event, listed, q):
    listed("Anis-Sari")

    refusal = search.find(event, q).refusal

    assert (refusal.outcome, refusal.code) == ("unknown_coupon", "")
    assert f"Kode {q.upper()} salah ketik." in refusal.message


@pytest.mark.parametrize(
    "name", ["Anis-Sari", "Anna-Beth", "Siti-Aminah", "Al-Ghazali", "Ni'mah", "Umar-Amat"]
)
def test_a_name_with_marks_is_no_coupon(event, listed, name):
    assert search.find(event, name).refusal is None

    row = listed(name)
    assert (only(event, name), only(event, name.lower())) == (row, row)


def test_a_name_whose_check_sign_is_right_by_chance_is_a_name(event, listed):
    name = next(
        name
        for last in coupons.ALPHABET
        if coupons.is_code(name := f"Anna-Bet{last}") and last.isalpha()
    )

    assert search.find(event, name).refusal.outcome == "unknown_coupon"
    row = listed(name)
    assert only(event, name) == row


SAID = ["no 1", "No. 1", "NO.1", "nomor 1", "Nomor: 1", "nomer 1", "no. urut 1", "#1", "# 1"]
SAID += ["no 001", "1.", "no1", "nomor urut #1"]


@pytest.mark.parametrize("q", SAID)
def test_a_list_number_is_one_however_it_is_said(event, listed, q):
    assert only(event, q) == listed("Maya Utami")


@pytest.mark.parametrize(
    ("written", "q"),
    [
        ("B.I.123/2025", "Reg. B.I.123/2025"),
        ("B.I.123/2025", "Register B.I.123/2025"),
        ("B.I.123/2025", "No. B.I.123/2025"),
        ("B.I.123/2025", "no reg: b i 123/2025"),
        ("B.I.123/2025", "B.I.123/25"),
        ("B.I.123/2025", "reg BI 123-25"),
        ("B.I.123/25", "B.I.123/2025"),
        ("B.I.123/25", "BI 123/25"),
        ("AV32-2025", "AV32-2025"),
        ("A.V.32/2025", "av32-2025"),
        ("B.I.1/11/26", "B.I.1/11/2026"),
    ],
)
def test_a_register_number_is_exact_in_any_writing(event, maya, written, q):
    maya.inmate.register_numbers.all().delete()
    RegisterNumberFactory(inmate=maya.inmate, written=written)

    assert only(event, q) == maya
    assert only(event, f"pardi {q}") == maya


@pytest.mark.parametrize(
    "q", ["AV32-2025", "Reg. 123/2025", "B.I.1/2511", "No. 123/2025", "123/25"]
)
def test_a_part_or_an_unknown_register_number_opens_and_refuses_nothing(event, maya, q):
    found = search.find(event, q)

    assert (found.cards, found.refusal) == ([], None)


def test_a_family_of_another_prison_cannot_be_picked(event, other_facility):
    stranger = FamilyFactory(facility=other_facility, area=Area.objects.first() or AreaFactory())

    assert search.picked(event, family=stranger.pk).refusal.outcome == "not_on_list"


@pytest.fixture
def namesakes(event, listed):
    """Two of each name, who differ in village, district, block and register number only."""
    jepon = Area.objects.create(code="33.16.10", name="Jepon Lor", level=3)
    rahayu = AreaFactory(code="33.16.10.2001", name="Sumber Rahayu", parent=jepon)
    rows = listed("Siti Aminah", "Agung Wibowo"), listed("Siti Aminah", "Agung Wibowo", rahayu)
    for row, block, number in zip(rows, ("A3", "B-1"), ("B.I.12/2025", "B.I.13/2025"), strict=True):
        row.inmate.block = block
        row.inmate.save()
        RegisterNumberFactory(inmate=row.inmate, written=number)
    return rows


PARTS = ["a", "b", "3", "1", "rahayu", "sumber", "jepon", "lor", "ngamp", "12", "13/2025", "B.I."]
PARTS += ["blok", "blok a", "blok 3", "blok", "mawar", "rahayu sumber", "lor jepon", "-", "m."]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", ["siti aminah", "siti", "agung", "Agung Wibowo"])
def test_a_part_of_something_decides_between_no_namesakes(event, namesakes, name, part):
    for q in (f"{name} {part}", f"{part} {name}"):
        assert only(event, q) is None


@pytest.mark.parametrize("q", ["a", "B", "rahayu", "sumber rahayu", "jepon lor", "bin", "blok a3"])
def test_what_is_no_name_opens_nothing(event, namesakes, q):
    assert only(event, q) is None


@pytest.mark.parametrize(
    ("whole", "place"),
    [
        ("ngampel", 0),
        ("sumber rahayu", 1),
        ("jepon lor", 1),
        ("sumber rahayu, jepon lor", 1),
        ("blok a3", 0),
        ("A-3", 0),
        ("b1", 1),
        ("blok B-1", 1),
        ("B.I.12/2025", 0),
    ],
)
@pytest.mark.parametrize("name", ["siti aminah", "agung"])
def test_a_whole_place_block_or_number_narrows_to_one(event, namesakes, name, whole, place):
    for q in (f"{name} {whole}", f"{whole} {name}"):
        assert only(event, q) == namesakes[place]


def test_a_letter_stands_for_nobody_but_whose_whole_name_has_it(event, listed):
    yusuf, other = listed("M. Yusuf", "B. Santoso"), listed("Siti A. Rahman", "Kasman")

    assert (only(event, "m. yusuf"), only(event, "B Santoso")) == (yusuf, yusuf)
    assert only(event, "siti a rahman") == other
    assert [only(event, q) for q in ("siti a", "b", "m", "a rahman")] == [None] * 4


@pytest.mark.parametrize(
    ("q", "opens"),
    [
        ("siti aminah a", False),
        ("agung rahayu", False),
        ("siti jepon", False),
        ("agung 13/2025", False),
        ("siti aminah", False),
        ("agung sumber rahayu", True),
        ("siti aminah b-1", True),
    ],
)
def test_the_page_opens_a_form_for_nobody_whom_a_part_names(
    event, namesakes, q, opens, sign_in, handover_officer
):
    page = sign_in(handover_officer).get(reverse("desk", args=[event.pk]), {"q": q})

    assert ("Serahkan paket nomor" in page.content.decode()) == opens


@pytest.mark.parametrize(
    "q",
    ["maya", "maya utmi", "pardi ngampel", "maya blok B", "maya 123/2025", "B.I.123", "zz", "؟"],
)
def test_the_desk_and_the_registry_score_alike(event, maya, q):
    asked, on_file = Asked.read(q), Family.objects.filter(facility=event.facility)

    compiled = desk_rows.scored(asked.gathers)(
        facility=event.facility_id, distribution=event.pk, **asked.terms
    )

    fitting = {(pk, score) for pk, score, *_rest in compiled if score >= ENOUGH}
    assert fitting == set(matching(on_file.active(), q).values_list("pk", "score"))


def test_a_desk_asks_for_other_words_with_the_same_text(event, maya):
    search.find(event, "maya utami")
    with CaptureQueriesContext(connection) as asked:
        search.find(event, "pardi paimin")

    assert all(query["sql"].startswith("EXECUTE") for query in asked)
