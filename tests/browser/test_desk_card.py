"""The card and the answers of the desk as they stand on its three screens: all of it in sight, read
from a metre away.
"""

import datetime as dt
import itertools
import re
import uuid

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from distributions import desk as verbs
from tests.distributions.conftest import an_order, open_event  # noqa: F401
from tests.factories import EntitlementFactory, FacilityFactory, FamilyMemberFactory, UserFactory
from tests.rutan.test_look import contrast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = [(360, 740), (1366, 625), (1280, 800)]
# What stands above one another on the card, and the rest of the page that must not lie over it.
PARTS = ".desk-card-head, .desk-who, .chip label, .as-on-card > div, .hand-over-button, .desk-find"
PAPER = {
    "inmate": "Sutrisno bin Kasman",
    "register_number": "B.I.12/2025",
    "block": "B",
    "relationship": "wife",
}


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


# What an office calls an event and its place; on a phone both stand on one line each.
LONG = {
    "title": "Bakti Sosial Hasil Panen Kemandirian Menjelang Hari Raya Idulfitri",
    "venue": "Aula Serbaguna Rutan Kelas IIB Blora, gedung kunjungan lantai dua",
}


@pytest.fixture
def event(open_event, prison):  # noqa: F811
    made = open_event(prison, families=2, packages=5, snapshot=PAPER, **LONG)
    crowded = made.entitlements.get(number=2).family
    for name, place in [
        ("Kasmini binti Karto", "parent"),
        ("Bambang Sutrisno Hadi", "child"),
        ("Istiqomah", "other"),
        ("Siti Rohmatun Nafisah", "child"),
    ]:
        FamilyMemberFactory(family=crowded, full_name=name, card_relationship=place)
    return made


@pytest.fixture
def officer(visitor, event):
    made = visitor()
    made.sign_in("handover_officer")
    made.open(f"/distributions/{event.pk}/desk/")
    made.press("Loket 1")
    return made


def boxes_of(officer):
    """Left, top, right and bottom of each part of the card that is drawn, with its words."""
    return officer.page.locator(PARTS).evaluate_all(
        """parts => parts.filter(part => part.offsetParent).map(part => {
          const box = part.getBoundingClientRect();
          return [part.innerText.trim() || part.className,
            box.left, box.top, box.right, box.bottom];
        })"""
    )


def overlaps(boxes):
    return [
        (one[0], other[0])
        for one, other in itertools.combinations(boxes, 2)
        if min(one[3], other[3]) - max(one[1], other[1]) > 0.5
        and min(one[4], other[4]) - max(one[2], other[2]) > 0.5
    ]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen[0]}x{screen[1]}")
@pytest.mark.parametrize(("number", "collectors"), [(1, 1), (2, 5)])
def test_every_choice_and_the_button_are_in_sight(number, collectors, screen, officer, event):
    width, height = screen
    officer.page.set_viewport_size({"width": width, "height": height})

    officer.open(f"/distributions/{event.pk}/desk/?q={number}")
    boxes = boxes_of(officer)
    heights = officer.page.locator(".hand-over :is(label, button)").evaluate_all(
        "parts => parts.filter(part => part.offsetParent).map(part => part.offsetHeight)"
    )
    officer.page.locator("#collector-other").check(force=True)
    of_somebody_else = boxes_of(officer)

    assert officer.page.locator(".collectors .chip").count() == collectors + 1
    assert overlaps(boxes) == overlaps(of_somebody_else) == []
    assert min(box[2] for box in boxes) >= 0
    assert max(box[4] for box in boxes) <= height
    assert min(heights) >= 44
    # On a phone the two more questions about somebody else may need a scroll.
    assert width == 360 or max(box[4] for box in of_somebody_else) <= height


ASKED = {
    "ktp": [],
    "family_card": ["Siapa yang mengenalnya?"],
    "inmate_confirmed": ["Siapa yang menanyai WBP?"],
    "known_to_officer": ["Petugas yang mengenalnya"],
}


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen[0]}x{screen[1]}")
def test_without_a_ktp_the_card_asks_who_knows_the_person(screen, visitor, event):
    officer = visitor(java_script_enabled=False)
    officer.page.set_viewport_size({"width": screen[0], "height": screen[1]})
    officer.page.goto(f"{officer.address}/accounts/login/")
    officer.page.locator("[name=login]").fill("handover_officer")
    officer.page.locator("[name=password]").fill("rutan-demo")
    officer.page.keyboard.press("Enter")
    officer.page.locator("h1").wait_for()
    officer.page.goto(f"{officer.address}/distributions/{event.pk}/desk/?q=1")

    asked, stands = {}, []
    for method in ASKED:
        officer.page.locator(f"#method-{method}").check(force=True)
        asked[method] = officer.page.locator(".without-ktp span:visible").all_inner_texts()
        box = officer.page.locator(".hand-over-button").bounding_box()
        stands.append(box["y"] + box["height"])

    assert asked == ASKED
    assert len(set(stands[1:])) == 1
    assert max(stands) <= screen[1]


def serve(row, by, at=None):
    order = an_order(client_id=uuid.uuid4())
    who = {"distribution": row.distribution, "entitlement_id": row.pk}
    return verbs.hand_over(**who, order=order, by=by, at=at).handover


def looks_of(officer):
    """The band on the page: outcome, key, word, drawing, colours, who, and the size of its
    letters.
    """
    return officer.page.locator("[data-answer]").evaluate("""answer => {
          const band = answer.querySelector(".band"), style = getComputedStyle(band);
          const text = name => band.querySelector(name)?.innerText.trim() ?? "";
          return {
            key: band.className, word: text(".band-word"), who: text(".band-who"),
            icon: band.querySelector(".icon").innerHTML.trim(),
            ground: style.backgroundColor, ink: style.color,
            wide: band.offsetWidth === answer.clientWidth,
            letters: [...band.querySelectorAll("p, span")].map(
              each => parseFloat(getComputedStyle(each).fontSize)),
          };
        }""")


def hexed(colour):
    return "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", colour)[:3])


def gone_after_a_minute(officer):
    """Whether the answer stands well into its minute and not beyond. The page's clock also runs
    while it is looked at.
    """
    answer = officer.page.locator("[data-answer]")
    officer.page.clock.run_for(35_000)
    still = answer.count()
    officer.page.clock.run_for(26_000)
    answer.wait_for(state="detached")
    return still == 1


def every_band(officer, event):
    """Meet the five answers one after the other; yield after each page is drawn and checked."""
    first, second, third = event.entitlements.by_number()
    desk = f"/distributions/{event.pk}/desk/"
    officer.open(f"{desk}?q={second.number}")
    officer.page.locator("#method-ktp").check(force=True)
    fact = serve(first, event.recorded_by)
    with officer.page.expect_navigation():
        officer.page.locator(".hand-over-button").click()
    officer.check(expect_errors=True)
    yield "empty"
    officer.open(f"/distributions/{event.pk}/receipts/{fact.number}/")
    yield "served"
    officer.open(f"{desk}?q={first.number}")
    yield "already"
    officer.open(f"{desk}?q=999")
    yield "absent"
    said = {"withdrawn_by": event.recorded_by, "withdrawn_reason": "pindah"}
    event.entitlements.filter(pk=third.pk).update(withdrawn_at=timezone.now(), **said)
    officer.open(f"{desk}?q={third.number}")
    yield "wait"


@pytest.mark.parametrize("width", [360, 1280])
def test_five_answers_are_told_apart_from_a_metre_away_and_go(width, visitor, prison, open_event):  # noqa: F811
    event, officer = open_event(prison, packages=1, snapshot=PAPER), visitor(width)
    officer.sign_in("handover_officer")
    officer.page.clock.install()

    seen, stood = {}, []
    for name in every_band(officer, event):
        seen[name] = looks_of(officer)
        stood.append(gone_after_a_minute(officer))
    bands = list(seen.values())

    assert [band["key"] for band in bands] == [f"band band-{name}" for name in seen]
    for told_by in ("word", "icon", "ground"):
        assert len({band[told_by] for band in bands}) == 5
    assert min(contrast(hexed(band["ink"]), hexed(band["ground"])) for band in bands) >= 4.5
    assert min(size for band in bands for size in band["letters"]) >= 28
    assert all(band["wide"] for band in bands)
    assert stood == [True] * 5
    assert [bool(re.match(r"\d+\s+Sri Wahyuni", band["who"])) for band in bands] == [
        name != "absent" for name in seen
    ]


# What is left alone for a minute goes, what somebody is filling in does not


def left_alone(someone, minutes=3):
    """Nobody touches the screen; yet an officer who talks with a visitor comes back to it."""
    for _minute in range(minutes):
        someone.page.clock.run_for(61_000)
        someone.page.wait_for_load_state("load")


@pytest.fixture
def watched(visitor, event):
    """A screen at which the page's clock is turned by hand."""

    def at(role):
        someone = visitor()
        someone.sign_in(role)
        someone.page.clock.install()
        return someone

    return at


def test_a_card_that_nobody_touches_goes_after_a_minute(watched, event):
    officer = watched("handover_officer")
    officer.open(f"/distributions/{event.pk}/desk/?q=2")
    officer.page.locator(".desk-card").wait_for()

    left_alone(officer, minutes=1)

    officer.page.locator(".desk-card").wait_for(state="detached")
    officer.page.wait_for_url(f"**/distributions/{event.pk}/desk/")


@pytest.mark.parametrize("fill", ["a name", "a choice"])
def test_a_card_that_is_being_filled_stays(fill, watched, event):
    officer = watched("handover_officer")
    officer.open(f"/distributions/{event.pk}/desk/?q=2")
    if fill == "a choice":
        officer.page.locator("#method-family_card").check(force=True)
    else:
        officer.page.locator("#collector-other").check(force=True)
        officer.page.locator("#collector_name").fill("Budi Santoso")

    left_alone(officer)

    kept = {
        "a name": officer.page.locator("#collector_name").input_value,
        "a choice": officer.page.locator("[name=verified_by_method]:checked").input_value,
    }
    assert kept[fill]() == {"a name": "Budi Santoso", "a choice": "family_card"}[fill]


def test_a_card_that_came_back_with_a_mistake_stays(watched, event):
    officer = watched("handover_officer")
    officer.open(f"/distributions/{event.pk}/desk/?q=2")
    officer.page.locator("#collector-other").check(force=True)
    officer.page.locator("#collector_name").fill("Budi Santoso")
    with officer.page.expect_navigation():
        officer.page.locator(".hand-over-button").click()
    officer.check(expect_errors=True)

    left_alone(officer)

    assert officer.page.locator("#collector_name").input_value() == "Budi Santoso"


@pytest.fixture
def too_soon(event, prison, open_event):  # noqa: F811
    """Number 7 of an event that waits thirty days; the family received ten days ago."""
    row, before = event.entitlements.get(number=1), timezone.now() - dt.timedelta(days=10)
    type(event).objects.filter(pk=event.pk).update(day=prison.local_day(before))
    serve(row, event.recorded_by, at=before)
    again = open_event(prison, families=0, minimum_days=30)
    return EntitlementFactory(
        distribution=again, family=row.family, inmate=row.inmate, source="walk_in", number=7
    )


@pytest.fixture
def asked_why(watched, prison, too_soon):
    """The services head before the field of the reason."""
    key = make_password("rutan-demo")
    UserFactory(username="services_head", facility=prison, roles=["services_head"], password=key)
    kasubsi = watched("services_head")
    kasubsi.open(f"/distributions/{too_soon.distribution_id}/desk/?q=7")
    kasubsi.page.locator("#method-ktp").check(force=True)
    with kasubsi.page.expect_navigation():
        kasubsi.page.locator(".hand-over-button").click()
    return kasubsi


def test_the_reason_that_the_services_head_is_writing_stays(asked_why, too_soon):
    kasubsi = asked_why
    kasubsi.page.get_by_label("Alasan Kasubsi mengizinkan").fill("Rumahnya kebakaran")
    kasubsi.page.get_by_role("heading", level=1).click()
    left_alone(kasubsi)
    with kasubsi.page.expect_navigation():
        kasubsi.page.get_by_role("button", name="Serahkan dengan izin Kasubsi").click()

    assert too_soon.handovers.get().override_reason == "Rumahnya kebakaran"


def test_a_scan_is_no_reason_to_serve_in_spite_of_a_rule(asked_why, too_soon):
    page = asked_why.page
    page.get_by_label("Alasan Kasubsi mengizinkan").focus()

    page.keyboard.type("A2B3-C4D5")
    page.keyboard.press("Enter")

    page.locator("[data-outcome=unknown_coupon]").wait_for()
    assert not too_soon.handovers.exists()
