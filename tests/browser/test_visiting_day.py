"""A visiting day through the real pages, from sign-in to the head's report."""

import re

import pytest
from django.contrib.auth.hashers import make_password

from distributions.models import Coupon, Distribution, Handover
from rutan.access import ROLES
from tests.browser.test_desk_keys import MOMENT
from tests.factories import (
    AreaFactory,
    CommodityFactory,
    FacilityFactory,
    InmateFactory,
    ProductionSiteFactory,
    RegisterNumberFactory,
    UserFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def prison():
    """Every prison's first event: inmates on file, users, one bed and one crop; no family yet."""
    facility = FacilityFactory(name="Rutan Kelas IIB Blora", short_name="Rutan Blora")
    for role in ROLES:
        UserFactory(
            username=role, facility=facility, roles=[role], password=make_password("rutan-demo")
        )
    AreaFactory()
    CommodityFactory(facility=facility, name="Kangkung")
    ProductionSiteFactory(facility=facility, name="Bedeng A1")
    for number, name in enumerate(["Soetrisno bin Kasman", "Paijan", "Suyadi"], start=1):
        RegisterNumberFactory(
            inmate=InmateFactory(facility=facility, name=name), written=f"B.I.{number}/2025"
        )
    return facility


def _open_today(chief):
    chief.open("/distributions/today/")
    chief.press("Buka kegiatan")
    return int(re.search(r"/distributions/(\d+)/", chief.page.url).group(1))


def _pack_this_morning(chief, event):
    chief.open(f"/distributions/{event}/packing/harvest/")
    page = chief.page
    page.get_by_label("Jumlah paket").fill("3")
    page.locator("[name=line-0-commodity]").select_option(label="Kangkung (ikat)")
    page.locator("[name=line-0-site]").select_option(label="Bedeng A1")
    page.locator("[name=line-0-quantity]").fill("12")
    page.locator("[name=line-0-per_package]").fill("4")
    chief.press("Catat panen dan kemas")
    assert page.get_by_text("3 paket tercatat. Siap diserahkan: 3 paket.").is_visible()


def _close(chief, event, signatures):
    chief.open(f"/distributions/{event}/close/")
    chief.page.get_by_label("Jumlah tanda tangan di semua lembar").fill(str(signatures))
    chief.press("Tutup kegiatan")


def _walk_in(officer, event, inmate, collector, relationship="Istri"):
    """By keyboard alone: type, Enter, follow the link, five fields, Enter."""
    page = officer.page
    officer.open(f"/distributions/{event}/desk/")
    page.keyboard.type(inmate)
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    officer.check()
    page.get_by_role("link", name="Daftarkan keluarga WBP ini").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/walk-ins/**")
    officer.check()
    page.get_by_label("Nama pengambil seperti pada KTP").fill(collector)
    page.get_by_label("Hubungan dengan WBP").select_option(label=relationship)
    page.locator("[name=area_q]").fill("Desa Sumberejo, Kec. Japah")
    page.locator("[name=ground]").select_option(label="Keterangan petugas")
    page.locator("[name=verified_by_method][value=ktp]").check(force=True)
    page.get_by_role("button", name="Daftarkan dan serahkan").click()
    page.wait_for_url("**/receipts/**")
    officer.check()


def test_a_day_without_a_list_from_the_order_to_the_ratification(visitor, prison):
    chief, officer, head = visitor(), visitor(360), visitor()
    for person, role in ((chief, "services_head"), (officer, "handover_officer"), (head, "head")):
        person.sign_in(role)
    event = _open_today(chief)
    _pack_this_morning(chief, event)

    _walk_in(officer, event, "sutrisno", "Sri Wahyuni")
    _walk_in(officer, event, "paijan", "Kasmini", "Ibu")
    assert officer.page.get_by_text("diserahkan kepada Kasmini").is_visible()
    _close(chief, event, signatures=2)
    head.open(f"/distributions/{event}/ratify/")
    head.press("Sahkan 2 penerima")
    head.open(f"/distributions/{event}/report/")

    row = Distribution.objects.get(pk=event)
    assert (row.status, row.packed, row.handed_over, row.returned, row.ratified_by.username) == (
        "closed",
        3,
        2,
        1,
        "head",
    )
    assert head.page.get_by_text("Kasmini").first.is_visible()


def test_a_second_desk_gets_a_calm_answer_and_nothing_twice(visitor, prison):
    chief, officer = visitor(), visitor(360)
    chief.sign_in("services_head")
    officer.sign_in("handover_officer")
    event = _open_today(chief)
    _pack_this_morning(chief, event)
    _walk_in(officer, event, "sutrisno", "Sri Wahyuni")

    chief.open(f"/distributions/{event}/desk/?q=1")

    assert chief.page.locator('[data-outcome="already_handed_over"]').is_visible()
    assert Handover.objects.count() == 1


def test_the_desk_works_without_javascript(visitor, prison):
    chief, officer = visitor(), visitor(360, java_script_enabled=False)
    chief.sign_in("services_head")
    event = _open_today(chief)
    _pack_this_morning(chief, event)
    page = officer.page
    page.goto(officer.address + "/accounts/login/")
    page.locator("[name=login]").fill("handover_officer")
    page.locator("[name=password]").fill("rutan-demo")
    page.locator("[name=password]").press("Enter")
    page.goto(officer.address + f"/distributions/{event}/desk/?q=suyadi")
    page.get_by_role("link", name="Daftarkan keluarga WBP ini").click()
    page.locator("[name=collector_name]").fill("Painem")
    page.locator("[name=collector_relationship]").select_option("wife")
    page.locator("[name=area_q]").fill("Desa Sumberejo, Kec. Japah")
    page.locator("[name=ground]").select_option("sktm")
    page.locator("[name=verified_by_method][value=ktp]").check(force=True)
    page.get_by_role("button", name="Daftarkan dan serahkan").click()

    assert page.locator('[data-outcome="handed_over"]').is_visible()


def _serve_by_coupon(officer, event, coupon):
    """By keyboard alone: the scanner types the code and Enter; Enter on the chosen collector hands
    over.
    """
    page = officer.page
    officer.open(f"/distributions/{event.pk}/desk/")
    page.keyboard.type(coupon.code)
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    officer.check()
    # A scanner's second Enter would come sooner, and hands nothing over.
    page.wait_for_timeout(MOMENT)
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipts/**")
    officer.check()
    assert page.evaluate("document.activeElement.id") == "q"
    return page.locator("[data-outcome=handed_over]").inner_text()


def _said_of(entitlement, line):
    return f"nomor {entitlement.number} diserahkan" in line


def test_the_demos_open_distribution_from_sign_in_to_the_heads_report(demo_live, visitor):
    event = Distribution.objects.get(facility=demo_live, status="open")
    waiting = Coupon.objects.live().filter(entitlement__in=event.entitlements.waiting())
    before, [first, second] = event.handed_over, waiting[:2]
    officer, other, chief, head = visitor(360), visitor(), visitor(), visitor()
    officer.sign_in("handover_officer")
    other.sign_in("handover_officer2")
    chief.sign_in("services_head")
    head.sign_in("head")

    said = [_serve_by_coupon(officer, event, first), _serve_by_coupon(other, event, second)]
    other.open(f"/distributions/{event.pk}/desk/?q={first.entitlement.number}")
    _close(chief, event.pk, signatures=before + 2)
    head.open(f"/distributions/{event.pk}/report/")
    head.open("/reports/")

    event.refresh_from_db()
    assert _said_of(first.entitlement, said[0])
    assert _said_of(second.entitlement, said[1])
    assert other.page.locator('[data-outcome="already_handed_over"]').is_visible()
    assert (event.status, event.handed_over, event.packages_left) == ("closed", before + 2, 0)
    assert head.page.get_by_role("link", name=event.title).first.is_visible()


def test_the_button_of_the_desk_is_in_sight_on_an_office_screen(demo_live, visitor):
    event = Distribution.objects.get(facility=demo_live, status="open")
    row = event.entitlements.waiting().by_number().first()
    officer = visitor(1366)
    officer.sign_in("handover_officer")
    officer.page.set_viewport_size({"width": 1366, "height": 650})

    officer.open(f"/distributions/{event.pk}/desk/?q={row.number}")

    box = officer.page.get_by_role(
        "button", name=f"Serahkan paket nomor {row.number}"
    ).bounding_box()
    assert box["y"] + box["height"] <= 650


def test_a_day_stands_in_words_below_its_field(visitor, prison):
    chief = visitor()
    chief.sign_in("services_head")
    chief.open("/distributions/new/")

    chief.page.get_by_label("Tanggal", exact=True).fill("3-4-2027")
    chief.page.get_by_label("Mulai pukul").fill("8.30")

    assert chief.page.locator("output").all_inner_texts() == [
        "Sabtu, 3 April 2027",
        "",
        "08.30",
        "",
    ]
