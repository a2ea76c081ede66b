"""The desk by keyboard and scanner: nothing is handed over that nobody confirmed, and the last one asked for is shown."""

import pytest
from django.contrib.auth.hashers import make_password

from distributions.models import Handover
from tests.distributions.conftest import open_event  # noqa: F401
from tests.factories import CouponFactory, FacilityFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCANNER, SLOW_SCANNER = 10, 120
MOMENT = 600


@pytest.fixture
def prison():
    facility = FacilityFactory(name="Rutan Kelas IIB Blora", short_name="Rutan Blora")
    UserFactory(
        username="handover_officer",
        facility=facility,
        roles=["handover_officer"],
        password=make_password("rutan-demo"),
    )
    return facility


@pytest.fixture
def event(open_event, prison):  # noqa: F811
    made = open_event(prison, families=3, packages=5)
    for row, code in zip(made.entitlements.by_number(), ["K7M4-9QX2", "A2B3-C4D5"], strict=False):
        CouponFactory(entitlement=row, code=code)
    return made


@pytest.fixture
def officer(visitor, event):
    made = visitor()
    made.sign_in("handover_officer")
    made.open(f"/distributions/{event.pk}/desk/")
    return made


def scan(officer, code, delay=SCANNER, ends=1):
    officer.page.keyboard.type(code, delay=delay)
    for _cr_or_lf in range(ends):
        officer.page.keyboard.press("Enter")


def number_shown(officer, number):
    officer.page.locator(".big-number", has_text=str(number)).wait_for()
    officer.page.wait_for_timeout(MOMENT)
    return officer.page.locator(".big-number").all_inner_texts()


@pytest.mark.parametrize("ends", [1, 2], ids=["CR", "CR LF"])
@pytest.mark.parametrize("delay", [SCANNER, SLOW_SCANNER])
def test_two_scans_hand_over_nothing_and_show_the_second(delay, ends, officer):
    scan(officer, "K7M4-9QX2", delay, ends)
    scan(officer, "A2B3-C4D5", delay, ends)

    assert number_shown(officer, 2) == ["2"]
    assert Handover.objects.count() == 0


@pytest.mark.parametrize("typed", ["A2B3-C4D5", "2"], ids=["scan", "number"])
@pytest.mark.parametrize("ends", [1, 2], ids=["CR", "CR LF"])
@pytest.mark.parametrize("delay", [SCANNER, SLOW_SCANNER])
def test_what_comes_over_an_open_card_is_looked_for(delay, ends, typed, officer):
    scan(officer, "K7M4-9QX2")
    number_shown(officer, 1)

    scan(officer, typed, delay, ends)

    assert number_shown(officer, 2) == ["2"]
    assert Handover.objects.count() == 0


def test_a_scan_into_a_field_of_the_card_is_looked_for(officer):
    scan(officer, "1")
    number_shown(officer, 1)
    officer.page.locator("#collector-other").check(force=True)
    officer.page.locator("#collector_name").focus()

    scan(officer, "A2B3-C4D5", ends=2)

    assert number_shown(officer, 2) == ["2"]
    assert Handover.objects.count() == 0


def test_enter_hands_over_once_who_and_how_are_chosen_and_no_sooner(officer):
    page = officer.page
    scan(officer, "1")
    number_shown(officer, 1)
    page.locator("[name=collector]").first.check(force=True)

    page.keyboard.press("Enter")
    page.wait_for_timeout(MOMENT)
    before = Handover.objects.count(), page.evaluate("document.activeElement.name")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipts/**")

    fact = Handover.objects.get()
    assert before == (0, "verified_by_method")
    assert fact.verified_by_method == "ktp"


def test_a_coupon_is_confirmed_by_one_enter_after_a_moment(officer):
    scan(officer, "K7M4-9QX2", ends=2)
    officer.page.locator(".hand-over").wait_for()
    officer.page.locator("[name=collector]").first.check(force=True)
    officer.page.keyboard.press("Enter")
    too_soon = Handover.objects.count()
    officer.page.wait_for_timeout(MOMENT)

    officer.page.keyboard.press("Enter")
    officer.page.wait_for_url("**/receipts/**")

    assert (too_soon, Handover.objects.get().verified_by_method) == (0, "coupon")


def search_three(officer):
    """Three families of one name, none of them opened."""
    scan(officer, "sri wahyuni")
    officer.page.locator(".desk-line").nth(2).wait_for()
    return officer.page.keyboard


def test_arrows_choose_among_the_lines_and_enter_opens_the_chosen_one(officer):
    keys = search_three(officer)

    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    keys.press("Enter")

    assert number_shown(officer, 2) == ["2"]
    assert Handover.objects.count() == 0


def test_digits_go_to_the_search_field_while_a_line_is_chosen(officer):
    keys = search_three(officer)
    keys.press("ArrowDown")

    scan(officer, "3", SLOW_SCANNER)

    assert number_shown(officer, 3) == ["3"]


def test_the_arrow_up_from_the_first_line_leads_back_to_the_field(officer):
    keys = search_three(officer)

    keys.press("ArrowDown")
    keys.press("ArrowUp")

    assert officer.page.evaluate("document.activeElement.id") == "q"


def test_escape_closes_the_card_and_keys_with_control_keep_their_meaning(officer):
    page = officer.page
    scan(officer, "1")
    number_shown(officer, 1)

    page.keyboard.press("Control+c")
    stayed = page.evaluate("document.activeElement.id")
    page.keyboard.press("Escape")

    assert stayed != "q"
    assert page.evaluate("document.activeElement.id") == "q"
    assert (page.locator(".desk-card").count(), page.url.endswith("/desk/")) == (0, True)
