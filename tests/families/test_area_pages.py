"""Provinces are loaded from a page, and nobody waits at a counter for one that is not."""

import re
import uuid
from functools import partial

import pytest
from django.urls import reverse

from families.areas import SECONDS, load_province
from families.models import Area, Family
from rutan.models import AuditEntry
from tests.factories import AreaFactory, DistributionFactory, InmateFactory
from tests.pages import fields_of
from tests.races import at_once

pytestmark = pytest.mark.django_db
JAKARTA = "Daerah Khusus Ibukota Jakarta"


def page_of(response):
    return " ".join(response.content.decode().split())


def said_by(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def office(sign_in, administrator):
    """Presses "Muat" beside a province, and reads the page that follows."""
    client = sign_in(administrator)
    return lambda code: client.post(reverse("area_list"), {"province": code}, follow=True)


@pytest.fixture
def semarang(village):
    """The frame around Blora: a city of the same province and a far one, without their villages."""
    jakarta = AreaFactory(code="31", name=JAKARTA, level=1, parent=None)
    AreaFactory(code="31.74", name="Kota Administrasi Jakarta Selatan", level=2, parent=jakarta)
    return AreaFactory(code="33.74", name="Kota Semarang", level=2, parent_id="33")


def test_a_province_is_loaded_by_a_button_and_pressed_twice_says_the_same(office, administrator):
    said = [said_by(office("31")) for _time in range(2)]

    assert said == [[f"{JAKARTA} dimuat: 267 desa/kelurahan."]] * 2
    assert Area.objects.villages().within("31").count() == 267
    entry = AuditEntry.objects.get(verb="load_areas")
    assert (entry.by, entry.thing_id, entry.facts) == (administrator, "31", {"villages": 267})


@pytest.mark.parametrize("code", ["33.16", "99", "", "x" * 5000, "\0"])
def test_what_is_no_province_is_refused_in_words(office, code):
    response = office(code)

    assert said_by(response) == ["Wilayah ini tidak dikenal. Pilih provinsi dari daftar."]
    assert not Area.objects.exists()


def test_a_list_that_can_not_be_read_is_said_and_loads_nothing(office, monkeypatch):
    monkeypatch.setattr("families.areas.SECONDS", SECONDS / 1e6)

    assert said_by(office("31"))[0].startswith("Belum dimuat: daftar wilayah belum dapat dibaca.")
    assert not Area.objects.exists()


def test_every_province_stands_with_its_villages_and_a_button_while_some_are_missing(
    office, semarang
):
    rows = page_of(office("31")).split("<tr>")[2:]

    words = [re.sub(r"<[^>]+>", " ", row).split() for row in rows]
    assert len(words) == 38
    [jakarta, central_java] = [row for row in rows if JAKARTA in row or "Jawa Tengah" in row]
    assert ("Dimuat" in jakarta, "<button" in jakarta) == (True, False)
    assert ("1 dari 35 kabupaten/kota" in central_java, "<button" in central_java) == (True, True)


def test_an_office_without_any_village_is_told_what_to_load_first(sign_in, services_head, facility):
    html = page_of(sign_in(services_head).get(reverse("area_list")))

    assert "Belum ada desa yang dimuat. Muat provinsi tempat Rutan ini lebih dahulu" in html


def test_settings_lead_to_the_areas(sign_in, administrator):
    assert reverse("area_list") in page_of(sign_in(administrator).get(reverse("settings_home")))


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("jakarta selatan", ["31.74"]),
        ("Kota Jakarta Sel", ["31.74"]),
        ("Ds. Cilandak, Jakarta Selatan", ["31.74"]),
        ("semarang", ["33.74"]),
        ("blora", ["33.16.16.2001"]),
        ("Kab. Blora", ["33.16.16.2001"]),
    ],
)
def test_where_no_village_is_loaded_the_regency_is_offered(clerk, semarang, typed, offered):
    html = page_of(clerk.get(reverse("area_search"), {"area_q": typed}))

    assert re.findall(r'name="area" value="([^"]+)"', html) == offered
    assert ("desanya belum dimuat" in html) == (len(offered[0]) == 5)


def test_a_picker_that_finds_nothing_says_how_to_go_on(clerk, village):
    html = page_of(clerk.get(reverse("area_search"), {"area_q": "Pedurungan Kidul"}))

    assert "Ketik nama kabupaten atau kotanya, lalu pilih; desanya dilengkapi kemudian." in html
    assert "Pengaturan Rutan › Wilayah" in html


def test_a_family_from_an_unloaded_province_is_registered_in_her_regency(clerk, semarang, inmate):
    typed = {"name": "Kasmini", "area_q": "jakarta selatan", "inmate": inmate.pk}
    fixed = {"relationship": "mother", "client_id": uuid.uuid4()}

    page = page_of(clerk.post(reverse("family_new"), typed | fixed, follow=True))

    family = Family.objects.get()
    assert family.area_id == "31.74"
    assert f"Kota Administrasi Jakarta Selatan, {JAKARTA}" in page
    assert "Data yang belum lengkap: desa/kelurahan," in page
    assert list(Family.objects.incomplete()) == [family]


def test_her_other_data_can_be_edited_after_the_province_was_loaded(clerk, semarang, family):
    Family.objects.update(area=semarang)
    AreaFactory(code="33.74.01", name="Semarang Tengah", level=3, parent=semarang)
    at = reverse("family_edit", args=[family.pk])

    clerk.post(at, fields_of(clerk.get(at), hamlet="Krajan"))

    family.refresh_from_db()
    assert (family.hamlet, family.area_id) == ("Krajan", "33.74")


@pytest.fixture
def counter(sign_in, handover_officer, facility):
    """Walks somebody in at the visit counter; ``area`` is what the officer picked or typed."""
    now = {"opened_at": "2026-01-05T01:00Z", "opened_by": handover_officer}
    event = DistributionFactory(
        facility=facility, status="open", accepts_walk_ins=True, opening_order="Lisan", **now
    )
    inmate, client = InmateFactory(facility=facility), sign_in(handover_officer)
    usual = {"collector_name": "Kasmini", "collector_relationship": "mother", "ground": "sktm"}
    fixed = {"inmate": inmate.pk, "verified_by_method": "ktp", "hand_over": "0"}

    def send(**area):
        data = usual | fixed | {"client_id": uuid.uuid4()} | area
        return client.post(reverse("walk_ins", args=[event.pk]), data)

    return send


@pytest.mark.parametrize(
    "typed", [{"area": "31.74"}, {"area": "Jakarta Selatan"}, {"area_q": "jakarta selatan"}]
)
def test_a_walk_in_from_an_unloaded_province_does_not_stop_the_queue(counter, semarang, typed):
    counter(**typed)

    assert Family.objects.get().area_id == "31.74"


@pytest.mark.parametrize("typed", ["31", "33.16.16", "Tebet"])
def test_a_province_or_a_district_is_no_home(counter, semarang, typed):
    assert counter(area=typed).status_code == 422
    assert not Family.objects.exists()


def test_a_district_of_a_province_of_which_only_the_frame_is_there_is_not_doubted(semarang):
    known = [Area.objects.knows_district(code) for code in ("31.74.09", "33.16.16", "33.16.99")]

    assert known == [True, True, False]


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_load_once(services_head, administrator):
    results = at_once(
        [partial(load_province, code="65", by=by) for by in (services_head, administrator)]
    )

    assert [(province.name, villages) for province, villages in results] == [
        ("Kalimantan Utara", 482)
    ] * 2
    assert AuditEntry.objects.filter(verb="load_areas").count() == 1
