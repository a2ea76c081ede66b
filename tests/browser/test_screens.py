"""What holds on every main page of a filled office: nothing runs off the side, and a focused field
looks alive.
"""

import pytest
from django.urls import reverse

from distributions.models import Distribution, SpotCheck
from harvests.models import Harvest
from tests.browser.test_office import SIDEWAYS

pytestmark = pytest.mark.browser

OFFICE = (
    *("home", "harvest_new", "harvest_list", "harvest_stock", "harvest_report", "deposits"),
    *("plantings", "family_search", "family_new", "inmate_list", "evidence_queue"),
    *("distribution_list", "distribution_new", "report_home", "settings_home"),
)
EVENT = (
    *("distribution_detail", "distribution_plan", "recipients", "packing", "desk"),
    *("walk_ins", "distribution_report", "distribution_close"),
)


@pytest.fixture
def kasubsi(demo_live, visitor):
    someone = visitor(1024)
    someone.sign_in("services_head")
    return someone


def addresses():
    event = Distribution.objects.filter(status="open", facility__short_name="Rutan Blora").first()
    draft = Distribution.objects.filter(status="draft", facility=event.facility).first()
    lot = Harvest.objects.filter(facility=event.facility).first()
    yield from (reverse(name) for name in OFFICE)
    yield from (reverse(name, args=[event.pk]) for name in EVENT)
    yield from (reverse(name, args=[draft.pk]) for name in ("distribution_detail", "recipients"))
    yield reverse("harvest_detail", args=[lot.pk])


@pytest.mark.parametrize("width", [1280, 360])
def test_the_papers_of_an_event_are_read_and_issued_by_everybody(demo_live, visitor, width):
    documents = Distribution.objects.get(day="2025-10-27").documents.order_by("pk")
    record, corrected, _report = documents
    screen = visitor(width)
    screen.sign_in("head")

    screen.open(reverse("distribution_detail", args=[record.distribution_id]))
    screen.open(reverse("document_issue", args=[record.distribution_id, "activity-report"]))
    screen.open(reverse("event_photos", args=[record.distribution_id]))
    screen.open(f"{reverse('recap_issue')}?month=2025-10")
    screen.open(reverse("document_list"))
    screen.open(reverse("document", args=[corrected.pk]))
    screen.open(reverse("spot_check", args=[SpotCheck.objects.get().distribution_id]))
    screen.page.get_by_text("Catat jawaban lain").first.click()
    screen.page.get_by_label("Ada yang lain").first.check()
    screen.check()
    screen.open(reverse("verify", args=[record.code]))

    assert screen.page.get_by_text("diterbitkan oleh Rutan Kelas IIB Blora").is_visible()


MORNING = ("notices", "arrivals", "reserves", "hall_screen", "paper_entry", "unpack", "absences")


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_of_a_morning_and_its_end_are_clean(demo_live, visitor, width):
    event = Distribution.objects.get(status="open", facility=demo_live)
    given = event.handovers.live().latest("pk")
    screen = visitor(width)
    screen.sign_in("services_head")

    for name in MORNING:
        screen.open(reverse(name, args=[event.pk]))
    screen.open(reverse("weigh", args=[event.pk, event.package_movements.first().pk]))
    screen.open(reverse("coupon", args=[event.entitlements.filter(source="list").first().pk]))
    screen.open(reverse("void", args=[given.pk]))
    screen.open(reverse("distribution_close", args=[event.pk]))
    over = Distribution.objects.filter(status="closed", facility=demo_live).latest("day")
    screen.open(reverse("distribution_report", args=[over.pk]))
    screen.open(reverse("absences", args=[over.pk]))

    assert screen.page.get_by_role("heading", level=1).is_visible()


def test_no_main_page_of_a_full_office_scrolls_sideways(kasubsi):
    found = []
    for address in addresses():
        kasubsi.page.goto(kasubsi.address + address)
        for width in (768, 1024):
            kasubsi.page.set_viewport_size({"width": width, "height": 800})
            found += [(address, width, box) for box in kasubsi.page.evaluate(SIDEWAYS)]

    assert found == []


# Of each field, or of the chip that is drawn for it: what differs once it has the focus from how it
# looked before.
FOCUSED = """() => {
  const fields = [...document.querySelectorAll("main input, main select, main textarea")]
    .filter((field) => !field.disabled && field.type !== "hidden" && field.checkVisibility());
  return fields.map((field) => {
    const drawn = field.matches(".chip input") ? field.nextElementSibling : field;
    document.activeElement.blur();
    const look = () => {
      const s = getComputedStyle(drawn);
      return [s.backgroundColor, s.color, s.opacity];
    };
    const before = look().join(), ring = () => getComputedStyle(drawn);
    field.focus();
    return [field.name || field.id, look().join() === before,
      ring().outlineStyle === "solid" && parseFloat(ring().outlineWidth) >= 2
        && ring().cursor !== "not-allowed"];
  });
}"""


@pytest.mark.parametrize("name", ["harvest_new", "family_new", "deposits"])
def test_a_focused_field_keeps_its_ground_and_gets_a_ring(name, kasubsi):
    kasubsi.page.goto(kasubsi.address + reverse(name))
    kasubsi.page.keyboard.press("Tab")

    looks = kasubsi.page.evaluate(FOCUSED)

    assert len(looks) >= 3
    assert [look for look in looks if look[1:] != [True, True]] == []


def test_a_focused_choice_of_the_desk_keeps_its_ground_and_gets_a_ring(kasubsi):
    event = Distribution.objects.filter(status="open", facility__short_name="Rutan Blora").first()
    waiting = event.entitlements.waiting().by_number().first()
    kasubsi.page.goto(kasubsi.address + reverse("desk", args=[event.pk]))
    kasubsi.press("Loket 1")
    kasubsi.page.goto(f"{kasubsi.page.url.split('?')[0]}?q={waiting.number}")
    kasubsi.page.keyboard.press("Shift+Tab")

    looks = kasubsi.page.evaluate(FOCUSED)

    assert len(looks) >= 6
    assert [look for look in looks if look[1:] != [True, True]] == []
