"""The registry in a browser: every page clean at a PC and on a phone, pickers that answer while
typing, no number sent.
"""

import datetime as dt

import pytest
from django.urls import reverse

from families.models import Area, Family
from rutan.fields import IdentityNumber
from tests.factories import (
    AreaFactory,
    FamilyFactory,
    FamilyMemberFactory,
    KinshipFactory,
    PovertyEvidenceFactory,
    RegisterNumberFactory,
    today_here,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _somewhere_to_land(settings):
    settings.LOGIN_REDIRECT_URL = "family_search"


@pytest.fixture
def family(facility):
    province = Area.objects.create(code="33", name="Jawa Tengah", level=1)
    regency = Area.objects.create(code="33.16", name="Kabupaten Blora", level=2, parent=province)
    japah = Area.objects.create(code="33.16.16", name="Japah", level=3, parent=regency)
    village = AreaFactory(code="33.16.16.2001", name="Sumberejo", parent=japah)
    family = FamilyFactory(
        facility=facility,
        name="Sri Wahyuni",
        area=village,
        kk_number=IdentityNumber("3316990101200001"),
    )
    FamilyMemberFactory(
        family=family, nik=IdentityNumber("3316994101750001"), birth_date=dt.date(1975, 1, 1)
    )
    inmate = RegisterNumberFactory(
        inmate__facility=facility, inmate__name="Sutrisno", written="B.I.12/2025"
    ).inmate
    KinshipFactory(family=family, inmate=inmate)
    PovertyEvidenceFactory(
        family=family, verified_at=None, verified_by=None, valid_until=today_here()
    )
    return family


@pytest.fixture
def clerk(visitor, services_head):
    services_head.set_password("rutan-demo")
    services_head.save()

    def at(width):
        someone = visitor(width)
        someone.sign_in("services_head")
        return someone

    return at


def every_page(family):
    member, kinship, evidence = family.members.get(), family.kinships.get(), family.evidence.get()
    yield from (
        reverse(name)
        for name in ("family_search", "family_new", "inmate_list", "inmate_new", "evidence_queue")
    )
    yield reverse("family_search") + "?q=nobody"
    of_family = (
        "family_detail",
        "family_history",
        "family_edit",
        "family_split",
        "family_hold",
        "member_new",
        "kinship_new",
        "evidence_new",
    )
    yield from (reverse(name, args=[family.pk]) for name in of_family)
    yield from (
        reverse(name, args=[member.pk]) for name in ("member_edit", "member_left", "nik_reveal")
    )
    yield from (
        reverse("kinship_end", args=[kinship.pk]),
        reverse("evidence_decide", args=[evidence.pk]),
    )
    of_inmate = ("inmate_detail", "inmate_edit", "inmate_move", "inmate_renumber")
    yield from (reverse(name, args=[kinship.inmate_id]) for name in of_inmate)
    yield reverse("register_number_correct", args=[kinship.inmate.register_numbers.first().pk])


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_registry_is_clean(clerk, family, width):
    someone = clerk(width)

    for path in every_page(family):
        someone.open(path)

    assert someone.page.locator("h1").count() == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_a_family_is_registered_by_typing_and_choosing(clerk, family, width):
    someone = clerk(width)
    someone.open(reverse("family_new"))
    page = someone.page
    page.get_by_label("Nama keluarga").fill("Kasmini")
    page.get_by_label("Desa/kelurahan", exact=True).press_sequentially("sumbrejo")
    page.get_by_label("Desa Sumberejo, Kec. Japah").check()
    page.get_by_label("WBP", exact=True).press_sequentially("soetris")
    page.get_by_label("Sutrisno").check()
    someone.check()
    page.get_by_label("Hubungan dengan WBP").select_option("mother")

    someone.press("Daftarkan keluarga")

    assert "Keluarga Kasmini terdaftar." in page.inner_text("main")


@pytest.mark.parametrize("width", [1280, 360])
def test_a_picker_closes_on_its_choice_and_opens_again_on_change(clerk, family, width):
    someone = clerk(width)
    someone.open(reverse("family_new"))
    picker = someone.page.locator("details.picker", has=someone.page.locator("[name=inmate_q]"))

    someone.page.locator("[name=inmate_q]").press_sequentially("sutris")
    picker.get_by_text("B.I.12/2025").click()

    assert (picker.get_attribute("open"), picker.locator("summary").is_visible()) == (None, True)
    assert "Sutrisno" in picker.locator("[data-picked]").inner_text()
    someone.check()
    picker.get_by_text("Ganti").click()
    assert someone.page.locator("[name=inmate_q]").is_visible()


def test_what_is_missing_is_said_in_one_summary_with_links(clerk, family):
    someone = clerk(360)
    someone.open(reverse("family_new"))

    with someone.page.expect_navigation():
        someone.page.get_by_role("button", name="Daftarkan keluarga").click()
    someone.check(expect_errors=True)

    someone.page.get_by_role("link", name="WBP: Pilih WBP dari daftar.").click()
    assert someone.page.evaluate("document.activeElement.name") == "inmate_q"


def test_the_list_answers_while_typing_and_says_so(clerk, family, facility):
    FamilyFactory(facility=facility, name="Ngatini", area=family.area)
    someone = clerk(1280)
    someone.page.locator("#q").press_sequentially("soetrisno")

    someone.page.get_by_text("Menampilkan 1 dari 1").wait_for()
    someone.check()
    assert someone.page.locator("#q").evaluate("field => field === document.activeElement")


def test_a_nik_that_is_typed_is_never_sent(clerk, family):
    someone = clerk(1280)
    asked = []
    someone.page.on("request", lambda request: asked.append(request.url))
    someone.page.locator("#q").fill("3316994101750001")
    someone.page.keyboard.press("Enter")
    someone.page.wait_for_timeout(500)

    assert asked == []


def test_without_a_script_a_family_is_registered_all_the_same(visitor, services_head, family):
    services_head.set_password("rutan-demo")
    services_head.save()
    someone = visitor(360, java_script_enabled=False)
    page = someone.page
    page.goto(f"{someone.address}/accounts/login/?next={reverse('family_new')}")
    page.get_by_label("Nama pengguna").fill("services_head")
    page.get_by_label("Kata sandi", exact=True).fill("rutan-demo")
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.get_by_label("Nama keluarga").fill("Kasmini")
    page.get_by_label("Desa/kelurahan", exact=True).fill("sumberejo")
    page.get_by_role("button", name="Cari").first.click()
    page.get_by_label("WBP", exact=True).fill("B.I.12/2025")
    page.get_by_label("Hubungan dengan WBP").select_option("mother")
    page.get_by_role("button", name="Daftarkan keluarga").click()
    page.wait_for_url("**/families/*/")

    assert Family.objects.filter(name="Kasmini").count() == 1


def test_a_decile_is_asked_of_dtsen_only(clerk, family):
    someone = clerk(360)
    someone.open(reverse("evidence_new", args=[family.pk]))
    decile = someone.page.locator("#id_decile")

    before = decile.is_visible()
    someone.page.get_by_label("DTSEN (desil)").check()

    assert (before, decile.is_visible()) == (False, True)
    someone.check()


def test_typing_begins_at_the_first_field(clerk, family):
    someone = clerk(1280)
    someone.open(reverse("family_new"))

    someone.page.keyboard.type("Ngatinem")

    assert someone.page.get_by_label("Nama keluarga").input_value() == "Ngatinem"


def test_a_form_outlives_a_session_that_ends_while_the_village_is_typed(clerk, family):
    someone = clerk(1280)
    someone.open("/families/new/")
    someone.page.get_by_label("Nama keluarga").fill("Sri Lestari")
    someone.context.clear_cookies()

    someone.page.get_by_role("searchbox", name="Desa/kelurahan").press_sequentially("sumb")
    someone.page.get_by_role("link", name="Masuk lagi di tab baru").wait_for()
    someone.check(expect_errors=True)
    typed = someone.page.get_by_label("Nama keluarga").input_value()
    someone.page.get_by_role("button", name="Daftarkan keluarga").click()
    someone.page.get_by_role("button", name="Kirim lagi isian ini").wait_for()
    someone.check(expect_errors=True)

    assert typed == "Sri Lestari"
    assert someone.page.locator('[name="name"]').input_value() == "Sri Lestari"
