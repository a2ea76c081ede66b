"""Search finds people by what a visitor or an officer says."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from families.models import Area, Family, Inmate
from families.search import (
    areas_matching,
    inmates_matching,
    is_identity_number,
    matching,
    only_exact,
    similar_families,
)
from tests.factories import (
    AreaFactory,
    FamilyFactory,
    FamilyMemberFactory,
    InmateFactory,
    KinshipFactory,
    RegisterNumberFactory,
)

pytestmark = pytest.mark.django_db
COLLATIONS = ["C", "POSIX", "C.utf8", "pg_c_utf8", "en_US", "en_US.utf8", "id_ID.utf8"]


def named(found):
    return [row.name for row in found]


@pytest.fixture
def families(facility):
    """Three families of two villages; Sri Wahyuni belongs to Soetrisno in block B."""
    japah = AreaFactory(code="33.16.16.2001", name="Sumberejo")
    cepu = Area.objects.create(code="33.16.05", name="Cepu", level=3)
    balun = AreaFactory(code="33.16.05.1004", name="Balun", parent=cepu)
    wahyuni = FamilyFactory(facility=facility, name="Sri Wahyuni", area=japah)
    FamilyFactory(facility=facility, name="Siti Nur'aini", area=japah)
    FamilyFactory(facility=facility, name="Ngatini", area=balun)
    FamilyMemberFactory(family=wahyuni, full_name="Kasmini")
    inmate = InmateFactory(facility=facility, name="Soetrisno bin Kasman", block="B")
    KinshipFactory(family=wahyuni, inmate=inmate)
    RegisterNumberFactory(inmate=inmate, written="A.III.45/2024", since="2024-01-01")
    RegisterNumberFactory(inmate=inmate, written="B.I.12/2025", since="2025-01-01")
    return Family.objects.filter(facility=facility)


@pytest.mark.parametrize(
    "q",
    [
        "sri wahyuni",
        "SRI WAHJUNI",
        "sri wahyni",
        "kasmini",
        "sutrisno",
        "soetrisno",
        "sutrsno kasman",
        "wahyuni sumberejo",
        "sumberejo, wahyuni",
        "wahyuni japah",
        "B.I.12/2025",
        "bi 12/2025",
        "BI 12",
        "b.i. 12",
        "a iii 45",
        "sutrisno BI 12/2025",
        "12/2025",
        "12",
        "A.III.45/2024",
        "sutrisno 12",
        "blok b",
        "Blok B",
        "b",
        "sri blok b",
        "wah",
    ],
)
def test_a_family_is_found_by_whatever_its_visitor_can_say(families, q):
    assert named(matching(families, q))[:1] == ["Sri Wahyuni"]


@pytest.mark.parametrize(
    "q", ["nur aeni", "nuraini", "nur'aini", "siti nur aeni", "Siti Noer Aini"]
)
def test_old_and_new_spellings_are_one_name(families, q):
    assert named(matching(families, q))[:1] == ["Siti Nur'aini"]


@pytest.mark.parametrize(
    "q", ["", "   ", "\x00", "...", "zzz", "blok z", "112/2025", "99", "sri blok a"]
)
def test_what_fits_nobody_finds_nobody(families, q):
    assert named(matching(families, q)) == []


def test_a_village_lists_its_families_by_name(families):
    assert named(matching(families, "sumberejo")) == ["Siti Nur'aini", "Sri Wahyuni"]


def test_a_name_stands_before_those_who_live_in_a_village_of_that_name(families, facility):
    FamilyFactory(facility=facility, name="Sumberejo", area=AreaFactory(code="33.16.05.1004"))

    assert named(matching(families, "sumberejo"))[0] == "Sumberejo"


def test_scores_lie_between_nothing_and_one(families):
    scores = [row.score for row in matching(families, "sri wahyuni")]

    assert scores == sorted(scores, reverse=True)
    assert scores[0] == pytest.approx(1)


def test_an_ended_kinship_leads_to_no_family(families):
    Family.objects.get(name="Sri Wahyuni").kinships.update(ended_on="2026-01-01")

    assert named(matching(families, "soetrisno")) == []


def test_a_search_stays_inside_its_families(families, other_facility):
    FamilyFactory(facility=other_facility, name="Sri Wahyuni")

    assert len(matching(families, "sri wahyuni")) == 1


def test_a_search_is_one_query(families):
    with CaptureQueriesContext(connection) as queries:
        list(matching(families, "sri wahyuni sumberejo blok b 12"))

    assert len(queries) == 1


@pytest.mark.parametrize(
    "q",
    [
        "a" * 1_000_000,
        "sri " * 300_000,
        "%_\\",
        "'; DROP TABLE",
        "(((",
        "\\m12\\M",
        "12[",
        "\u202e sri",
    ],
)
def test_strange_text_does_no_harm(families, q):
    assert len(matching(families, q)) <= 3


@pytest.mark.parametrize(
    "q",
    [
        "3316990101010001",
        "3316 9901 0101 0001",
        "3316.99.010101.0001",
        "sri 3316990101010001",
        "33169901010",
        "331699010101",
    ],
)
def test_a_nik_is_never_searched(families, q):
    assert is_identity_number(q) == (len(q) != 11)
    assert named(matching(families, q)) == []


@pytest.mark.parametrize("q", ["B.I.123/2025", "sutrisno", "0812345678", "12/2025", ""])
def test_other_numbers_are_no_nik(q):
    assert not is_identity_number(q)


@pytest.mark.parametrize(
    "q", ["sutrisno", "soetrisno kasman", "BI12/2025", "45/2024", "blok b", "B", "sutrsno"]
)
def test_an_inmate_is_found_by_name_number_or_block(families, facility, q):
    InmateFactory(facility=facility, name="Joko", block="A")

    assert named(inmates_matching(Inmate.objects.filter(facility=facility), q)) == [
        "Soetrisno bin Kasman"
    ]


@pytest.mark.parametrize(
    ("name", "village", "found"),
    [
        ("Sri Wahjuni", "Sumberejo", ["Sri Wahyuni"]),
        ("Wahyuni", "Sumberejo", ["Sri Wahyuni"]),
        ("Sri Wahyuni", "Balun", ["Sri Wahyuni"]),
        ("Kasmini", "Balun", ["Sri Wahyuni"]),
        ("Wahyuni", "Balun", []),
        ("Siti Nur Aeni", "Sumberejo", ["Siti Nur'aini"]),
        ("Ngatini", "Balun", ["Ngatini"]),
        ("Parti", "Sumberejo", []),
        ("\x00", "Sumberejo", []),
    ],
)
def test_a_similar_family_is_one_of_like_name_nearby_or_of_the_same_name_anywhere(
    families, facility, name, village, found
):
    somebody = InmateFactory(facility=facility, name="Wahyuni Balun")

    similar = similar_families(
        families, name=name, area=Area.objects.get(name=village, level=4), inmates=[somebody]
    )

    assert named(similar) == found


def test_a_like_name_with_the_same_inmate_is_similar_wherever_it_lives(families):
    inmate = Inmate.objects.get()

    assert named(
        similar_families(
            families, name="Wahyuni", area=Area.objects.get(name="Balun"), inmates=[inmate]
        )
    ) == ["Sri Wahyuni"]


@pytest.fixture
def villages(db):
    tuban = Area.objects.create(code="35.23.01", name="Kenduruan", level=3)
    todanan = Area.objects.create(code="33.16.14", name="Todanan", level=3)
    AreaFactory(code="33.16.16.2001", name="Sumberejo")
    AreaFactory(code="33.16.14.2002", name="Sumberejo", parent=todanan)
    AreaFactory(code="35.23.01.2003", name="Sumberejo", parent=tuban)
    AreaFactory(code="35.23.01.2004", name="Sumurgung", parent=tuban)
    AreaFactory(code="33.16.14.2005", name="Ledok", parent=todanan)


@pytest.mark.parametrize(
    ("q", "codes"),
    [
        ("sumberejo", ["33.16.14.2002", "33.16.16.2001", "35.23.01.2003"]),
        ("sumbrejo", ["33.16.14.2002", "33.16.16.2001"]),
        ("sumurgung", ["35.23.01.2004"]),
        ("3316", []),
        ("", []),
        ("\x00", []),
    ],
)
def test_villages_of_the_own_regency_come_first(villages, q, codes):
    assert [area.code for area in areas_matching(q, near="33.16")] == codes


@pytest.mark.parametrize(
    "q",
    [
        "sumberejo japah",
        "Sumberejo, Kec. Japah",
        "Ds. Sumberejo, Japah",
        "desa sumberejo kecamatan japah",
    ],
)
def test_the_district_tells_villages_of_one_name_apart(villages, q):
    assert areas_matching(q, near="33.16")[0].code == "33.16.16.2001"


@pytest.mark.parametrize("q", ["surabaya", "ngelobener", "sumb", "japah", "sumberejo todan"])
def test_a_likeness_of_a_village_is_not_taken(villages, q):
    AreaFactory(code="35.24.01.2001", name="Surabayan")
    AreaFactory(code="33.16.16.2002", name="Ngelo")

    assert only_exact(areas_matching(q, "33.16")[:8]) is None


@pytest.mark.parametrize(
    ("q", "code"),
    [
        ("Sumurgung", "35.23.01.2004"),
        ("Desa Sumberejo, Kec. Japah", "33.16.16.2001"),
        ("sumberejo", None),
        ("kel. ledok", "33.16.14.2005"),
    ],
)
def test_a_village_is_taken_when_all_words_stand_whole_in_it_alone(villages, q, code):
    taken = only_exact(areas_matching(q, "33.16")[:8])

    assert (taken and taken.pk) == code


def folded_under(collation, name):
    """The key of a name in a database of that collation, or None where this PostgreSQL has none of
    it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_collation WHERE collname = %s", [collation])
        if cursor.fetchone() == (0,):
            return None
        cursor.execute(f'SELECT fold_name(%s COLLATE "{collation}")', [name])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("SRI WAHJUNI", "sri wahiuni"),
        ("Soekarni Rahajoe", "sukarni rahaiu"),
        ("Djoko Widjaja", "joko wijaia"),
        ("Joko Wijaya", "joko wijaia"),
        ("Nur’aini", "nuraini"),
        ("M.Yusuf", "m iusuf"),
        ("مُحَمَّد", "محمد"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("ꦱꦸꦏꦂꦤꦺꦴ꧀", "ꦱꦸꦏꦂꦤꦺꦴ꧀"),
        ("ИВАН", "иван"),
        ("Sri\u00a0\u200bWahyuni", "sri wahiuni"),
        ("%_😀", ""),
    ],
)
def test_a_name_has_one_key_under_every_collation(name, key):
    keys = {collation: folded_under(collation, name) for collation in COLLATIONS}

    assert {found for found in keys.values() if found is not None} == {key}
    assert keys["C"] == keys["pg_c_utf8"] == key


def test_a_name_in_another_script_is_found_by_its_own_letters_only(families, facility):
    FamilyFactory(facility=facility, name="محمد")
    FamilyFactory(facility=facility, name="ꦱꦸꦏꦂꦤꦺꦴ꧀")

    assert named(matching(families, "محمد")) == ["محمد"]
    assert named(matching(families, "ꦱꦸꦏꦂꦤꦺꦴ꧀")) == ["ꦱꦸꦏꦂꦤꦺꦴ꧀"]
    assert named(matching(families, "فاطمة")) == named(matching(families, "😀ـ")) == []


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("محمد", "مُحَمَّد"),
        ("Mochammad Yusuf", "M. Yusuf"),
        ("Muh. Yusuf", "Mohammad Yusuf"),
        ("Mohd Yusuf", "Moch. Yusuf"),
        ("Siti Aminah", "S. Aminah"),
        ("Siti Aminah", "St. Aminah"),
        ("Abdul Rahman", "Abd. Rahman"),
        ("Ahmad Bayu Santoso", "A. B. Santoso"),
    ],
)
def test_an_abbreviated_name_nearby_is_similar(facility, stored, typed):
    family = FamilyFactory(facility=facility, name=stored)
    FamilyMemberFactory(family=family, full_name=stored)
    here = {"area": family.area, "inmates": [InmateFactory(facility=facility)]}

    assert named(similar_families(Family.objects.all(), name=typed, **here)) == [stored]


SPOKEN_ALIKE = [
    ("Nurhayati", "Noer Hajati"),
    ("Siti Nurhasanah", "St. Noer Chasanah"),
    ("Muhammad Yusuf", "H. M. Jusuf"),
    ("Muhammad Yusuf", "Moh. Yusup"),
    ("Muhammad Yusuf", "Muchamad Jusup"),
    ("Abdul Rahman", "Abd. Rohman"),
    ("Abdul Rahman", "Abdurrahman"),
    ("Abdur Rohman", "Abdurrahman"),
    ("Abdul Rahman", "Abdulrahman"),
    ("Sutini", "Tini"),
    ("Sri Wahyuni", "Yuni"),
    ("Sarmin", "Pak Min"),
    ("Sutini", "Bu Tini"),
    ("Sutini", "Mbah Sutini"),
    ("Hj. Siti Aminah", "Aminah"),
    ("Slamet Riyadi", "alm. Slamet Riyadi"),
    ("Rochmah", "Rohmah"),
    ("Zaenal Arifin", "Jainal Aripin"),
    ("Syamsul Hadi", "Samsul Hadi"),
    ("Santoso", "Santosa"),
    ("Fatimah", "Fathimah"),
]


@pytest.mark.parametrize(("one", "other"), SPOKEN_ALIKE)
def test_one_name_spoken_or_written_otherwise_nearby_is_similar(facility, one, other):
    near = AreaFactory(), InmateFactory(facility=facility)
    far = AreaFactory(code="33.16.05.1004", name="Balun"), InmateFactory(facility=facility)
    of_inmate = FamilyFactory(facility=facility, name="Zzz", area=far[0])
    KinshipFactory(family=of_inmate, inmate=near[1])
    here = Family.objects.all()

    for stored, typed in ((one, other), (other, one)):
        Family.objects.update(name=stored)
        for area, inmate in ((near[0], near[1]), (far[0], far[1])):
            found = similar_families(here, name=typed, area=area, inmates=[inmate])
            assert named(found) == [stored]


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Sutini", "Tini"),
        ("Muhammad Yusuf", "H. M. Jusuf"),
        ("Abdul Rahman", "Abd. Rohman"),
    ],
)
def test_a_name_that_is_only_spoken_alike_is_similar_nowhere_else(facility, stored, typed):
    FamilyFactory(facility=facility, name=stored, area=AreaFactory())
    far = {"area": AreaFactory(code="33.16.05.1004", name="Balun"), "inmates": []}

    assert named(similar_families(Family.objects.all(), name=typed, **far)) == []


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Muhammad Yusuf", "Muhammad Amin"),
        ("Abdul Rahman", "Abdul Ghofur"),
        ("Sutini", "Suminah"),
        ("Hj. Aminah", "Hj. Sulastri"),
        ("Bu", "Pak"),
        ("Sri Wahyuni", "Sri Lestari"),
        ("Kasman", "Kasmini"),
        ("Nur Hayati", "Nur Aini"),
        ("Parti", "Supartini"),
        ("Ti", "Sutini"),
    ],
)
def test_a_title_or_a_common_first_name_makes_no_likeness(facility, stored, typed):
    family = FamilyFactory(facility=facility, name=stored)
    here = {"area": family.area, "inmates": []}

    assert named(similar_families(Family.objects.all(), name=typed, **here)) == []


@pytest.mark.parametrize(
    ("stored", "typed"), [("Mochammad Yusuf", "M. Amin"), ("Sri Aminah", "Karto Utomo")]
)
def test_an_initial_alone_makes_no_likeness(facility, stored, typed):
    family = FamilyFactory(facility=facility, name=stored)
    here = {"area": family.area, "inmates": [InmateFactory(facility=facility)]}

    assert named(similar_families(Family.objects.all(), name=typed, **here)) == []
