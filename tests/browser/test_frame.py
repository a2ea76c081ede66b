"""The frame of every page, in a browser: sign-in, menus, language, keyboard, small screens, no
script.
"""

import pytest

PASSWORD = "lele-terong-cabai"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _somewhere_to_land(settings):
    settings.LOGIN_REDIRECT_URL = "account_change_password"


@pytest.fixture(autouse=True)
def _officer(handover_officer):
    handover_officer.set_password(PASSWORD)
    handover_officer.name = "RINI ASTUTI"
    handover_officer.save()


def fill_sign_in(page, password=PASSWORD):
    page.get_by_label("Nama pengguna").fill("handover_officer")
    page.get_by_label("Kata sandi").fill(password)
    page.get_by_role("button", name="Masuk", exact=True).click()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_refused_and_a_locked_sign_in_are_clean_pages(visitor, width):
    someone = visitor(width)
    someone.sign_in("handover_officer", "salah")
    for _ in range(4):
        fill_sign_in(someone.page, "salah")

    someone.check(expect_errors=True)

    assert "Terlalu banyak percobaan" in someone.page.inner_text("main")


@pytest.mark.parametrize("width", [360, 1280])
def test_changing_officers_comes_back_to_the_same_page(visitor, width):
    someone = visitor(width)
    someone.sign_in("handover_officer", PASSWORD)
    someone.page.locator("[popovertarget=person]").click()
    someone.check()

    someone.press("Ganti petugas")

    someone.page.wait_for_url("**/accounts/login/?next=/accounts/password/change/")


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(visitor):
    someone = visitor(360)
    someone.sign_in("handover_officer", PASSWORD)
    menu = someone.page.locator("#person")
    someone.page.locator("[popovertarget=person]").focus()

    someone.page.keyboard.press("Enter")
    opened = menu.is_visible()
    someone.page.keyboard.press("Escape")

    assert (opened, menu.is_visible()) == (True, False)


def test_the_first_tab_offers_to_skip_to_the_content(visitor):
    someone = visitor()
    someone.sign_in("handover_officer", PASSWORD)

    someone.open("/accounts/password/change/")
    someone.page.keyboard.press("Tab")

    assert someone.page.evaluate("document.activeElement.innerText") == "Langsung ke isi halaman"


def test_the_language_is_chosen_on_the_sign_in_page(visitor):
    someone = visitor()
    someone.open("/accounts/login/")

    someone.press("EN, English")
    english = someone.page.locator("html").get_attribute("lang")
    someone.press("ID, Bahasa Indonesia")

    assert (english, someone.page.locator("html").get_attribute("lang")) == ("en", "id")


def test_signing_in_and_out_works_without_script(visitor):
    someone = visitor(360, java_script_enabled=False)
    someone.page.goto(f"{someone.address}/accounts/login/")
    fill_sign_in(someone.page)
    someone.page.locator("[popovertarget=person]").click()

    someone.page.get_by_role("button", name="Keluar").click()

    someone.page.wait_for_url("**/accounts/login/")


def test_a_page_left_open_over_a_new_sign_in_still_sends_its_form(visitor):
    someone = visitor()
    someone.sign_in("handover_officer", PASSWORD)
    other = someone.context.new_page()
    other.goto(f"{someone.address}/accounts/password/change/")
    other.locator("[popovertarget=person]").click()
    other.get_by_role("button", name="Ganti petugas").click()
    fill_sign_in(other)
    other.wait_for_url("**/accounts/password/change/")

    for number, field in enumerate(someone.page.locator("input[type=password]").all()):
        field.fill(f"salah-{number}-salah")
    someone.press("Simpan kata sandi")

    assert "isian perlu diperbaiki" in someone.page.inner_text(".error-summary")
