"""The administrator's pages in a browser: every one accessible, clean and as wide as its screen."""

import pytest
from django.urls import reverse

from tests.factories import (
    DistributionFactory,
    HarvestFactory,
    KinshipFactory,
    PlantingFactory,
    SignatoryFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(visitor, settings, administrator, registrar):
    """The administrator, signed in at a screen of some width; one signatory and one officer on
    file.
    """
    settings.LOGIN_REDIRECT_URL = "settings_home"
    SignatoryFactory(facility=administrator.facility)
    administrator.set_password("rutan-demo")
    administrator.save()

    def screen(width):
        someone = visitor(width)
        someone.sign_in("administrator")
        return someone

    return screen


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_office_is_clean(office, registrar, width):
    someone = office(width)

    for name in (
        "facility_edit",
        "signatory_list",
        "signatory_new",
        "user_list",
        "user_new",
        "audit_list",
        "area_list",
        "logo",
        "text_list",
    ):
        someone.open(reverse(name))
    someone.open(f"{reverse('text_edit')}?text=family-notice")
    for name in ("user_edit", "user_reset_password", "user_switch_off"):
        someone.open(reverse(name, args=[registrar.pk]))


@pytest.mark.parametrize("width", [360, 1280])
def test_an_account_is_made_after_a_mistake_is_mended(office, width):
    someone = office(width)
    someone.open(reverse("user_new"))

    someone.page.get_by_label("Nama lengkap").fill("Rini Astuti")
    someone.page.get_by_label("Nama pengguna").fill("rini")
    someone.page.get_by_role("button", name="Buat akun").click()
    someone.check(expect_errors=True)
    someone.page.get_by_label("Petugas Registrasi").check()
    someone.press("Buat akun")

    assert "rini" in someone.page.inner_text("main")


SIDEWAYS = """() => [...document.querySelectorAll("html, main *")]
    .filter((box) => box.scrollWidth > box.clientWidth + 1
        && (box.tagName === "HTML" || /auto|scroll/.test(getComputedStyle(box).overflowX)))
    .map((box) => `${box.tagName}.${box.className}`)"""
TABLES = (
    *("harvest_list", "harvest_stock", "harvest_report", "plantings", "family_search"),
    *("inmate_list", "distribution_list", "signatory_list", "report_home", "area_list"),
)


def test_nothing_scrolls_sideways_on_a_small_office_screen(visitor, services_head, facility):
    HarvestFactory(facility=facility, on_hand_quantity=92, on_hand_grams=17400)
    PlantingFactory(facility=facility, note="Ditanam ulang setelah hujan tiga hari")
    DistributionFactory(facility=facility, title="Bakti sosial hasil panen dan kolam Rutan Blora")
    SignatoryFactory(facility=facility, name="Sugito, A.Md.IP., S.H., M.H.")
    KinshipFactory(family__facility=facility, inmate__facility=facility)
    services_head.set_password("rutan-demo")
    services_head.save()
    someone = visitor(1024)
    someone.sign_in("services_head")

    found = []
    for name in TABLES:
        someone.page.goto(someone.address + reverse(name))
        for width in (768, 992, 1024):
            someone.page.set_viewport_size({"width": width, "height": 800})
            found += [(name, width, box) for box in someone.page.evaluate(SIDEWAYS)]

    assert found == []


def test_back_shows_nothing_of_whoever_was_signed_in_before(office, registrar):
    someone = office(1280)
    someone.open(reverse("user_list"))
    assert registrar.name in someone.page.inner_text("main")
    someone.page.locator("[popovertarget=person]").click()
    someone.press("Ganti petugas")

    someone.page.go_back()
    someone.page.get_by_role("heading", name="Masuk").wait_for()

    assert registrar.name not in someone.page.inner_text("body")
