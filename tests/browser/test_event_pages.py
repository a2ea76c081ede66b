"""Planning and packing at the screens where they are done: an office PC of 1024 px, a phone of 360
px.
"""

import pytest
from django.urls import reverse

from distributions.models import Distribution, PackageItem
from tests.browser.test_office import SIDEWAYS
from tests.distributions.conftest import eligible  # noqa: F401
from tests.factories import (
    CommodityFactory,
    DistributionFactory,
    EntitlementFactory,
    HarvestFactory,
    UserFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def kasubsi(visitor, services_head, settings):
    """The services head, signed in at a screen of some width."""
    settings.LOGIN_REDIRECT_URL = "distribution_list"
    services_head.set_password("rutan-demo")
    services_head.save()

    def screen(width):
        someone = visitor(width)
        someone.sign_in("services_head")
        return someone

    return screen


@pytest.mark.parametrize("width", [1280, 1024, 768, 360])
def test_the_list_fits_its_screen(kasubsi, facility, eligible, width):  # noqa: F811
    event = DistributionFactory(facility=facility)
    for name in ("Siti Nur Aini Rahmawati Kusumaningtyas", "Sri Wahyuni", "Painem"):
        eligible(name, staff_relative=True)
    someone = kasubsi(width)

    someone.open(reverse("recipients", args=[event.pk]))

    assert someone.page.evaluate(SIDEWAYS) == []


@pytest.fixture
def packable(facility):
    """An approved event of one family: two ikat of kangkung in a package, from a lot that was
    weighed in kg.
    """
    kangkung = CommodityFactory(facility=facility, name="Kangkung", grams_per_unit=200)
    event = DistributionFactory(facility=facility)
    PackageItem.objects.create(distribution=event, commodity=kangkung, quantity=2)
    EntitlementFactory(distribution=event, number=1)
    HarvestFactory(facility=facility, commodity=kangkung, unit="kg", quantity=20, grams=20_000)
    approved = {"approved_at": event.recorded_at, "approved_by": UserFactory(facility=facility)}
    Distribution.objects.filter(pk=event.pk).update(status="approved", **approved)
    return event


def test_packages_are_recorded_on_a_phone(kasubsi, packable):
    someone = kasubsi(360)
    someone.open(reverse("packing", args=[packable.pk]))
    page = someone.page

    page.get_by_label("Jumlah paket").fill("10")
    button = page.get_by_role("button", name="Catat pengemasan").bounding_box()
    someone.press("Catat pengemasan")

    packable.refresh_from_db()
    assert (packable.packed, button["height"] >= 44, button["width"] <= 360) == (10, True, True)
    assert page.evaluate(SIDEWAYS) == []
    assert "4 kg" in page.locator("main").inner_text()

    someone.press("Timbang contoh", role="link")
    page.keyboard.type("0,38 0,41 0,5")
    someone.press("Simpan berat")

    assert "1 di luar batas 10% dari 0,4 kg" in page.locator("main .notice").inner_text()
    assert page.evaluate(SIDEWAYS) == []
