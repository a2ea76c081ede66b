"""The desk by keyboard and scanner: nothing is handed over that nobody confirmed, and the last one
asked for is shown.
"""

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from distributions.coupons import new_code
from distributions.models import Handover
from tests.distributions.conftest import open_event  # noqa: F401
from tests.factories import (
    CouponFactory,
    FacilityFactory,
    FamilyMemberFactory,
    KinshipFactory,
    UserFactory,
)

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


@pytest.mark.parametrize("focused", ["[name=verified_by_method]", "button[value='1']"])
def test_a_scan_over_a_walk_in_that_is_filled_in_hands_over_nothing(focused, officer, event):
    family = FamilyMemberFactory(family__facility=event.facility).family
    KinshipFactory(family=family)
    page = officer.page
    officer.open(f"/distributions/{event.pk}/walk-ins/?family={family.pk}")
    page.locator("[name=ground]").select_option("sktm")
    page.locator("[name=verified_by_method]").first.check(force=True)
    page.locator(focused).first.focus()

    scan(officer, "A2B3-C4D5", ends=2)
    page.wait_for_timeout(MOMENT)
    before = Handover.objects.count()
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipts/**")

    assert (before, Handover.objects.get().family) == (0, family)


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


class Fingers:
    """Somebody's hands on the keyboard of one screen, counted; a scanner's keys are its own."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def type(self, text):
        self.page.keyboard.type(text, delay=SLOW_SCANNER)
        self.pressed += len(text)

    def press(self, key):
        self.page.keyboard.press(key)
        self.pressed += 1

    def tab_to(self, wanted, key="Tab"):
        """Press the tabulator until what the selector names has the focus."""
        for _press in range(60):
            self.press(key)
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
                return
        raise AssertionError(f"no {wanted} in sixty steps")


def come_to_the_desk(fingers, address, event):
    """By keyboard from the sign-in page to the event of today, and to where this PC stands."""
    page = fingers.page
    page.goto(f"{address}/accounts/login/")
    fingers.tab_to("[name=login]")
    fingers.type("handover_officer")
    fingers.tab_to("[name=password]")
    fingers.type("rutan-demo")
    fingers.press("Enter")
    page.wait_for_url(f"{address}/")
    fingers.tab_to(f"a[href='/distributions/{event.pk}/desk/']")
    fingers.press("Enter")
    page.wait_for_url("**/desk/")
    fingers.tab_to("[name=desk][value='Loket 1']", "Shift+Tab")
    fingers.press("Enter")
    page.locator("#desk-place", has_text="Loket 1").wait_for()


def serve_by_keys(officer, row, is_scanned):
    """Confirm who came and how they are known; gives how many keys it took."""
    fingers = Fingers(officer.page)
    if is_scanned:
        scan(officer, row.coupons.get().code, ends=2)
    else:
        fingers.type(str(row.number))
        fingers.press("Enter")
    number_shown(officer, row.number)
    if not is_scanned and not row.arrived_method:
        fingers.press("Space")
    fingers.press("Enter")
    officer.page.locator(".band-served", has_text=str(row.number)).wait_for()
    return fingers.pressed


@pytest.fixture
def last_ten(open_event, prison):  # noqa: F811
    """The last ten of a long list; every second of them has a coupon, and every third was seen at
    the visit counter, by the family card.
    """
    event = open_event(prison, families=110, packages=12)
    rows = list(event.entitlements.by_number())[-10:]
    for row in rows[::2]:
        CouponFactory(entitlement=row, code=new_code())
    for row in rows[::3]:
        row.arrived_at, row.arrived_by = timezone.now(), event.recorded_by
        row.arrived_collector = row.family.members.get()
        row.arrived_name, row.arrived_relationship = row.family.name, "wife"
        row.arrived_method = "family_card"
        row.save()
    return rows


def known_by(n):
    """What was looked at on arrival counts before the coupon in the hand."""
    return ("coupon", "ktp")[n % 2] if n % 3 else "family_card"


def test_from_sign_in_to_the_tenth_family_by_keyboard_at_most_seven_keys_each(visitor, last_ten):
    officer = visitor()
    come_to_the_desk(Fingers(officer.page), officer.address, last_ten[0].distribution)

    keys = [serve_by_keys(officer, row, is_scanned=not n % 2) for n, row in enumerate(last_ten)]

    facts = Handover.objects.order_by("pk")
    seen = facts.values_list("family", "collector_member", "verified_by_method", "desk")
    assert list(seen) == [
        (row.family_id, row.family.members.get().pk, known_by(n), "Loket 1")
        for n, row in enumerate(last_ten)
    ]
    assert (len(keys), max(keys) <= 7) == (10, True)


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


def test_what_was_said_of_one_family_goes_when_the_next_is_looked_for(officer, event):
    page, notices = officer.page, officer.page.locator("#notices")
    officer.open(f"/distributions/{event.pk}/arrivals/")
    scan(officer, "1")
    number_shown(officer, 1)
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    said = notices.inner_text()

    scan(officer, "2")
    number_shown(officer, 2)

    assert "tercatat datang" in said
    assert notices.inner_text().strip() == ""


def follow(fingers, address, key="Enter"):
    """Press a door on the page with the keyboard alone."""
    fingers.tab_to(f"main a[href$='{address}']")
    with fingers.page.expect_navigation():
        fingers.press(key)


@pytest.fixture
def kasubsi(visitor, prison):
    known = {"username": "services_head", "password": make_password("rutan-demo")}
    UserFactory(facility=prison, roles=["services_head"], **known)
    made = visitor()
    made.sign_in("services_head")
    return made


def test_a_morning_by_keyboard_alone_from_the_arrival_to_the_closing(kasubsi, event):
    fingers, page, row = Fingers(kasubsi.page), kasubsi.page, event.entitlements.get(number=1)
    home = f"{kasubsi.address}/distributions/{event.pk}/"
    page.goto(home)
    follow(fingers, "/arrivals/")
    for place, keys in (("arrivals/", ("Space", "Enter")), ("desk/", ("Enter",))):
        page.goto(home + place)
        scan(kasubsi, "1")
        number_shown(kasubsi, 1)
        with page.expect_navigation():
            for key in keys:
                fingers.press(key)
    page.goto(home + "close/")
    fingers.tab_to("[name=signatures]")
    fingers.type("1")
    with page.expect_navigation():
        fingers.press("Enter")

    row.refresh_from_db(), event.refresh_from_db()
    assert (bool(row.arrived_at), event.handed_over, event.status) == (True, 1, "closed")
