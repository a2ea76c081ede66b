"""Save, Back, press again: the browser brings a fresh key, and the person is asked before a second
record is made.
"""

import pytest
from django.urls import reverse

from families.models import FamilyMember
from harvests.models import Planting
from tests.factories import CommodityFactory, FamilyFactory, ProductionSiteFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def someone(visitor, settings, services_head):
    settings.LOGIN_REDIRECT_URL = "harvest_list"
    services_head.set_password("rutan-demo")
    services_head.save()
    screen = visitor(360)
    screen.sign_in("services_head")
    return screen


@pytest.fixture
def planting(facility):
    CommodityFactory(facility=facility, name="Bayam")
    ProductionSiteFactory(facility=facility, name="Bedeng A")

    def fill(page):
        page.get_by_label("Komoditas").select_option("Bayam")
        page.get_by_label("Lahan").select_option("Bedeng A")
        page.get_by_label("Catatan").fill("Benih dari Dinas")

    return reverse("planting_new"), fill, "Simpan penanaman", Planting


@pytest.fixture
def member(facility):
    family = FamilyFactory(facility=facility)

    def fill(page):
        page.get_by_label("Nama", exact=False).first.fill("Kasmini")
        page.locator("[name=card_relationship]").select_option("parent")

    return reverse("member_new", args=[family.pk]), fill, "Tambah anggota", FamilyMember


@pytest.mark.parametrize("form", ["planting", "member"])
def test_pressed_again_after_back_it_is_asked_about(form, someone, request, tmp_path):
    path, fill, button, rows = request.getfixturevalue(form)
    page = someone.page
    someone.open(path)
    key = page.input_value("main [name=client_id]")
    fill(page)
    someone.press(button)
    page.go_back()

    # A browser that kept what was typed has it there; one that didn't is filled in as before.
    fill(page)
    fresh = page.input_value("main [name=client_id]")
    with page.expect_navigation():
        page.get_by_role("button", name=button).first.click()
    someone.check(expect_errors=True)
    page.screenshot(path=tmp_path / "asked.png")
    said = page.inner_text("main")
    asked = rows.objects.count()
    someone.press("Catat lagi")

    assert fresh != key
    assert "Sudah dicatat pukul" in said
    assert (asked, rows.objects.count()) == (1, 2)
