"""The states between two pages, at a PC and on a phone: opened, asked back, refused, chosen.
Nothing axe objects to.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.distributions.conftest import open_event, serve  # noqa: F401
from tests.factories import (
    AreaFactory,
    DistributionFactory,
    EntitlementFactory,
    FamilyMemberFactory,
    HarvestFactory,
    KinshipFactory,
    PovertyEvidenceFactory,
    UserFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAPER = {"inmate": "Sutrisno", "register_number": "B.I.12/2025", "relationship": "wife"}


@pytest.fixture
def chief(visitor, sign_in, services_head):
    """The services head at a screen of some width, signed in already: that page is looked at
    elsewhere.
    """
    session = sign_in(services_head).cookies["sessionid"].value

    def at(width):
        someone = visitor(width)
        cookie = {"name": "sessionid", "value": session, "url": someone.address}
        someone.context.add_cookies([cookie])
        return someone

    return at


@pytest.fixture
def event(facility, open_event, serve):  # noqa: F811
    """An open event of three families with one package per inmate; number 1 has its package."""
    AreaFactory()
    made = open_event(facility, packages=9, one_per_inmate=True, snapshot=PAPER)
    FamilyMemberFactory(
        family=made.entitlements.get(number=2).family,
        full_name="Kasmini binti Karto",
        card_relationship="parent",
    )
    serve(made, made.entitlements.get(number=1), made.recorded_by)
    return made


def at_the_desk(someone, event, q="", desk="Loket 1"):
    someone.open(f"{reverse('desk', args=[event.pk])}?q={q}")
    if desk:
        someone.press(desk, exact=True)


def the_loket_question(someone, event):
    at_the_desk(someone, event, desk="")
    return "Loket mana ini?"


def a_card_with_its_collectors(someone, event):
    at_the_desk(someone, event, 2)
    return "Kasmini binti Karto"


def a_card_for_somebody_else(someone, event):
    at_the_desk(someone, event, 2)
    someone.page.locator("#collector-other").check(force=True)
    return "Hubungan dengan WBP"


def likenesses(someone, event):
    at_the_desk(someone, event, "Sri Wahyudi")
    return "Tidak ada yang persis. Mirip:"


def _walk_in(someone, event, inmate, name, relationship):
    someone.open(f"{reverse('walk_ins', args=[event.pk])}?inmate={inmate.pk}")
    page = someone.page
    page.locator("[name=collector_name]").fill(name)
    page.locator("[name=collector_relationship]").select_option(relationship)
    page.locator("[name=area_q]").fill("Desa Sumberejo, Kec. Japah")
    page.locator("[name=ground]").select_option("sktm")
    page.locator("[name=verified_by_method][value=ktp]").check(force=True)


def an_override_asked_for(someone, event):
    _walk_in(someone, event, event.entitlements.get(number=1).inmate, "Istiqomah", "mother")
    with someone.page.expect_navigation():
        someone.page.get_by_role("button", name="Daftarkan dan serahkan").click()
    return "Serahkan dengan izin Kasubsi"


def a_walk_in_like_another(someone, event):
    tie = KinshipFactory(family__facility=event.facility, family__name="Ngatini Lestari")
    _walk_in(someone, event, tie.inmate, "NGATINI LESTARI", "wife")
    with someone.page.expect_navigation():
        someone.page.get_by_role("button", name="Daftarkan dan serahkan").click()
    return "Jika ini memang keluarga lain, simpan sekali lagi."


def overrides_and_refusals(someone, event):
    an_override_asked_for(someone, event)
    someone.page.locator("[name=override_reason]").fill("Dua istri sah, sudah dicocokkan")
    someone.page.get_by_role("button", name="Serahkan dengan izin Kasubsi").click()
    someone.page.wait_for_url("**/receipts/**")
    someone.errors.clear()
    someone.open(reverse("distribution_detail", args=[event.pk]))
    return "Ditolak di loket"


def the_chosen_and_their_reserves(someone, event):
    draft = DistributionFactory(facility=event.facility, day=event.day + timedelta(days=30))
    for number, source in enumerate(["list", "list", "reserve"], start=1):
        row = event.entitlements.get(number=number)
        facts = {"family": row.family, "inmate": row.inmate, "rank": number, "number": None}
        PovertyEvidenceFactory(family=row.family, valid_until=draft.day)
        EntitlementFactory(distribution=draft, source=source, **facts)
    someone.open(reverse("recipients", args=[draft.pk]) + "?chosen=1")
    assert someone.page.locator("main input[value=reserve]:checked").count() == 1
    return "Dipilih (3)"


def a_day_to_be_moved(someone, event):
    someone.open(reverse("distribution_move", args=[event.pk]))
    return "Pindahkan"


def packages_to_be_recorded(someone, event):
    someone.open(reverse("packing", args=[event.pk]))
    return "Catat pengemasan"


def a_rehearsal(someone, event):
    rehearsal = DistributionFactory(facility=event.facility, is_rehearsal=True)
    someone.open(reverse("distribution_detail", args=[rehearsal.pk]))
    return "Stok tidak berubah, tidak masuk laporan"


def harvests_of_today(someone, event):
    day, by = event.day, UserFactory(facility=event.facility)
    HarvestFactory(facility=event.facility, harvested_on=day, recorded_by=by)
    someone.open(reverse("harvest_new"))
    someone.page.locator(".entry-written").wait_for()
    return "Hari ini"


def a_count_that_is_asked_about(someone, event):
    lot = HarvestFactory(facility=event.facility, quantity="3.5", unit="kg", grams=3500)
    someone.open(reverse("harvest_count", args=[lot.pk]))
    someone.page.locator("[name=quantity]").fill("3.450")
    someone.page.locator("[name=note]").fill("hitung")
    with someone.page.expect_navigation():
        someone.page.locator("main .btn-primary").click()
    return "Ya, sudah benar. Simpan"


def a_use_that_can_be_taken_back(someone, event):
    today = event.facility.local_day(timezone.now())
    HarvestFactory(facility=event.facility, harvested_on=today)
    someone.open(reverse("harvest_stock"))
    someone.press("Semua ke dapur")
    return "Urungkan"


def a_picker_with_choices(someone, event):
    someone.open(reverse("family_new"))
    someone.page.locator("[name=area_q]").press_sequentially("sumberej")
    someone.page.get_by_label("Desa Sumberejo, Kec. Japah").wait_for()
    return "Sumberejo"


STATES = (
    the_loket_question,
    a_card_with_its_collectors,
    a_card_for_somebody_else,
    likenesses,
    an_override_asked_for,
    a_walk_in_like_another,
    overrides_and_refusals,
    the_chosen_and_their_reserves,
    a_day_to_be_moved,
    packages_to_be_recorded,
    a_rehearsal,
    harvests_of_today,
    a_count_that_is_asked_about,
    a_use_that_can_be_taken_back,
    a_picker_with_choices,
)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_what_a_page_becomes_under_the_hand_is_clean(state, width, chief, event):
    someone = chief(width)

    shown = state(someone, event)

    assert someone.page.get_by_text(shown).first.is_visible()
    # A form that is asked back comes with 409 or 422, which the browser reports as an error.
    someone.check(expect_errors=True)
