"""The harvest form with its script: what a line weighs while it is typed, and lines added in
place.
"""

import pytest
from django.urls import reverse

from harvests.models import Harvest
from tests.factories import (
    TODAY,
    CommodityFactory,
    HarvestFactory,
    PlantingFactory,
    ProductionSiteFactory,
)

PASSWORD = "rutan-demo"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def garden(facility, harvest_recorder):
    """Nine commodities; on Bedeng A2 grew kangkung last."""
    names = ["Bayam", "Cabai", "Kangkung", "Melon", "Pakcoy", "Sawi", "Terong", "Timun", "Waluh"]
    found = {name: CommodityFactory(facility=facility, name=name, unit="bundle") for name in names}
    bed = ProductionSiteFactory(facility=facility, name="Bedeng A2")
    ProductionSiteFactory(facility=facility, name="Bedeng B1")
    HarvestFactory(
        facility=facility, commodity=found["Waluh"], site=bed, recorded_by=harvest_recorder
    )
    HarvestFactory(
        facility=facility,
        commodity=found["Kangkung"],
        site=bed,
        recorded_by=harvest_recorder,
        grams=20_000,
    )
    return found


@pytest.fixture
def recorder(visitor, harvest_recorder, settings, garden):
    settings.LOGIN_REDIRECT_URL = "harvest_new"
    harvest_recorder.set_password(PASSWORD)
    harvest_recorder.save()

    def at(width):
        someone = visitor(width)
        someone.sign_in("harvest_recorder")
        return someone

    return at


FOCUSED = "document.activeElement.name"


@pytest.mark.parametrize("width", [360, 1280])
def test_two_lines_are_recorded_with_the_weight_in_sight(recorder, width):
    someone = recorder(width)
    lines = someone.page.locator("[data-line]")
    lines.first.get_by_label("Lahan, kolam").select_option("Bedeng B1")
    lines.first.get_by_label("Komoditas").select_option("Bayam")
    lines.first.get_by_label("Jumlah").fill("12")
    someone.page.get_by_role("button", name="Tambah baris").click()
    lines.nth(1).get_by_label("Lahan, kolam").select_option("Bedeng A2")
    lines.nth(1).get_by_label("Jumlah").fill("2,5")

    assert [told.inner_text() for told in someone.page.locator("[data-weighs]").all()] == [
        "12 ikat ± 2,4 kg, perkiraan",
        "2,5 ikat ± 0,5 kg, perkiraan",
    ]
    someone.check()
    someone.press("Simpan panen")
    assert list(Harvest.objects.order_by("pk").values_list("grams", flat=True))[-2:] == [2400, 500]


def test_a_place_is_typed_its_crop_comes_along_and_enter_opens_the_next(recorder):
    page = recorder(1280).page
    assert page.evaluate(FOCUSED) == "line-0-site"

    page.keyboard.type("Bedeng A")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("96")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    lot = Harvest.objects.latest("pk")
    assert (str(lot.commodity), lot.unit, lot.quantity) == ("Kangkung", "bundle", 96)
    assert page.evaluate(FOCUSED) == "line-0-site"
    assert "Bedeng A2: Kangkung" in page.locator(".entry-written").inner_text()


def test_a_weight_hides_the_scales_and_a_line_can_be_taken_away(recorder):
    someone = recorder(1280)
    page = someone.page
    page.get_by_role("button", name="Tambah baris").click()
    page.locator("[data-line]").first.get_by_role("button", name="Hapus baris ini").click()
    line = page.locator("[data-line]")
    line.get_by_label("Lahan, kolam").select_option("Bedeng A2")
    line.get_by_label("Berat timbangan (kg)").fill("5")
    line.get_by_label("Satuan").select_option("kg")

    assert (line.count(), line.get_by_label("Berat timbangan (kg)").is_visible()) == (1, False)
    line.get_by_label("Jumlah").fill("19,25")
    someone.press("Simpan panen")
    assert Harvest.objects.latest("pk").grams == 19_250


@pytest.mark.parametrize(
    ("taken", "focused"),
    [(0, "line-1-site"), (1, "line-2-site"), (2, "line-1-site")],
)
def test_after_a_line_is_taken_away_the_next_one_has_the_focus(recorder, taken, focused):
    page = recorder(1280).page
    for _line in range(2):
        page.get_by_role("button", name="Tambah baris").click()

    page.locator("[data-line]").nth(taken).get_by_role("button", name="Hapus baris ini").click()

    assert page.evaluate(FOCUSED) == focused


def test_without_script_the_server_adds_lines_and_weighs(
    visitor, sign_in, harvest_recorder, garden
):
    # axe is a script itself, so this page is opened past the checks, with the session of a test
    # client.
    someone = visitor(360, java_script_enabled=False)
    session = sign_in(harvest_recorder).cookies["sessionid"].value
    someone.context.add_cookies([{"name": "sessionid", "value": session, "url": someone.address}])
    page = someone.page
    page.goto(someone.address + reverse("harvest_new"))
    page.locator("[data-line]").first.get_by_label("Lahan, kolam").select_option("Bedeng B1")
    page.locator("[data-line]").first.get_by_label("Komoditas").select_option("Bayam")
    page.locator("[data-line]").first.get_by_label("Jumlah").fill("5")
    with page.expect_navigation():
        page.get_by_role("button", name="Tambah baris").click()

    assert (
        page.locator("[data-line]").count(),
        page.locator("[data-line]").first.get_by_label("Jumlah").input_value(),
    ) == (2, "5")
    with page.expect_navigation():
        page.get_by_role("button", name="Simpan panen").click()
    assert Harvest.objects.latest("pk").grams == 1000


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_garden_is_clean(recorder, width):
    lot = Harvest.objects.latest("pk")
    someone = recorder(width)

    for name in (
        "harvest_list",
        "harvest_stock",
        "harvest_report",
        "plantings",
        "planting_new",
        "deposits",
    ):
        someone.open(reverse(name))
    for name in ("harvest_detail", "harvest_finish", "harvest_count", "harvest_correct"):
        someone.open(reverse(name, args=[lot.pk]))

    someone.open(reverse("planting_end", args=[PlantingFactory(facility=lot.facility).pk]))

    assert someone.page.url.endswith("/end/")


def test_the_month_stacks_on_a_phone_and_stays_a_table_elsewhere(recorder):
    someone = recorder(360)
    someone.open(f"{reverse('harvest_report')}?month={TODAY:%Y-%m}")
    page, flow = someone.page, someone.page.locator("#flow")

    kangkung = flow.locator("tr", has_text="Kangkung")
    assert page.evaluate("document.querySelector('.table-wrap').scrollWidth <= innerWidth")
    assert kangkung.evaluate("row => getComputedStyle(row).display") == "block"
    labels = [cell.get_attribute("data-label") for cell in kangkung.locator("td:visible").all()]
    assert labels == ["Saldo awal", "Panen", "Saldo akhir"]
    page.set_viewport_size({"width": 1280, "height": 900})
    assert (
        kangkung.evaluate("row => getComputedStyle(row).display"),
        kangkung.locator("td:visible").count(),
    ) == ("table-row", 10)
    page.emulate_media(media="print")
    assert flow.evaluate("table => getComputedStyle(table).display") == "table"
