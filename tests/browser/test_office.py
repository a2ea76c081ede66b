"""The administrator's pages in a browser: every one accessible, clean and as wide as its screen."""

import pytest
from django.urls import reverse

from tests.factories import SignatoryFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(visitor, settings, administrator, registrar):
    """The administrator, signed in at a screen of some width; one signatory and one officer on file."""
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
    ):
        someone.open(reverse(name))
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
