"""What changes by itself: a desk sees what the other did, and the hall what is called."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from distributions import hall
from distributions.models import Entitlement
from tests.distributions.conftest import open_event, serve  # noqa: F401
from tests.factories import CouponFactory, FacilityFactory, HallScreenFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officer():
    password = make_password("rutan-demo")
    facility = FacilityFactory(name="Rutan Kelas IIB Blora", short_name="Rutan Blora")
    known = {"username": "handover_officer", "roles": ["handover_officer"]}
    return UserFactory(facility=facility, password=password, **known)


@pytest.fixture
def event(open_event, officer):  # noqa: F811
    """Three families; the first two are here."""
    made = open_event(officer.facility, families=3, packages=5)
    rows = Entitlement.objects.filter(distribution=made, number__lt=3)
    rows.update(arrived_at=timezone.now(), arrived_by=officer)
    CouponFactory(entitlement=made.entitlements.get(number=1), code="K7M4-9QX2")
    return made


def test_a_desk_sees_what_the_other_did_and_a_held_scan_is_one(
    visitor,
    event,
    officer,
    serve,  # noqa: F811
):
    desk, searched = visitor(), []
    desk.sign_in("handover_officer")
    desk.open(f"/distributions/{event.pk}/desk/")
    desk.page.on("request", lambda asked: searched.append(asked.url))
    for code in ("K7M4-9QX2", "k7m4-9qx2"):
        desk.page.keyboard.type(code, delay=10)
        desk.page.keyboard.press("Enter")
    desk.page.locator(".big-number", has_text="1").wait_for()

    serve(event, event.entitlements.get(number=1), officer)
    desk.page.locator("[data-outcome=already_handed_over]").wait_for(timeout=9000)

    assert len([url for url in searched if "q=" in url]) == 1
    assert desk.page.locator("#desk-count strong").first.inner_text() == "1 / 3"
    assert desk.page.locator(".queue a").all_inner_texts() == ["2"]
    desk.check()


def test_the_hall_keeps_the_last_numbers_when_the_network_is_gone(visitor, event, officer):
    screen = visitor()
    screen.page.set_viewport_size({"width": 1280, "height": 720})
    screen.open(f"/hall/{HallScreenFactory(distribution=event).secret}/")
    hall.call_next(distribution=event, expected=0, desk="Loket 1", by=officer)
    screen.page.locator(".fresh .number", has_text="1").wait_for(timeout=9000)
    screen.check()

    screen.context.set_offline(True)
    lost = screen.page.locator("#lost", has_text=re.compile(r"Jaringan putus sejak \d\d[.:]\d\d"))
    lost.wait_for(timeout=9000)
    kept = screen.page.locator(".number").all_inner_texts()
    screen.context.set_offline(False)
    screen.page.locator("#lost:empty").wait_for(state="attached", timeout=9000)

    assert kept == ["1"]
