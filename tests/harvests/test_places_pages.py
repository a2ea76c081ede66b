"""Commodities and sites under settings, and plantings."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from harvests import places
from harvests.models import Commodity, Planting, ProductionSite
from rutan.models import AuditEntry
from rutan.refusals import Refused
from tests.factories import CommodityFactory, HarvestFactory, PlantingFactory, ProductionSiteFactory
from tests.pages import fields_of, tight

MILLION = "9" * 1_000_000
COMMODITY = {
    "name": "Pakcoy",
    "sector": "crops",
    "group": "leaf_vegetable",
    "unit": "bundle",
    "grams_per_unit": "220",
    "shelf_life_days": "2",
    "is_active": "on",
}
SITE = {"name": "Bedeng B1", "kind": "bed", "area_m2": "120", "is_active": "on"}


@pytest.fixture
def client(sign_in, services_head):
    return sign_in(services_head)


def as_shown(client, name, row):
    """The fields of an edit page as a browser would send them back."""
    return fields_of(client.get(reverse(name, args=[row.pk])))


def edit(client, to, row, page=None, **changes):
    fields = (page or as_shown(client, to, row)) | changes
    return client.post(
        reverse(to, args=[row.pk]),
        {name: value for name, value in fields.items() if value is not None},
    )


@pytest.fixture
def today(facility):
    return facility.local_day(timezone.now())


def test_a_commodity_is_added_and_leaves_a_trace(client, facility):
    response = client.post(reverse("commodity_new"), COMMODITY)

    pakcoy = Commodity.objects.get()
    assert (response.url, pakcoy.facility, pakcoy.grams_per_unit) == (
        reverse("commodity_list"),
        facility,
        220,
    )
    assert AuditEntry.objects.get(verb="save_commodity").thing_id == str(pakcoy.pk)


def test_a_new_weight_leaves_recorded_lots_alone(client, kangkung, bed, facility):
    lot = HarvestFactory(facility=facility, commodity=kangkung, site=bed, quantity=10, grams=2000)

    edit(client, "commodity_edit", kangkung, grams_per_unit="300")

    lot.refresh_from_db()
    assert (Commodity.objects.get().grams_per_unit, lot.grams) == (300, 2000)


@pytest.mark.parametrize("name", ["Cabai  rawit", "Cabai\u00a0rawit", " cabai\u200b rawit "])
def test_blanks_make_no_second_commodity_and_no_second_site(client, facility, name):
    CommodityFactory(facility=facility, name="Cabai rawit")
    ProductionSiteFactory(facility=facility, name="Cabai rawit")

    client.post(reverse("commodity_new"), COMMODITY | {"name": name})
    client.post(reverse("site_new"), SITE | {"name": name})

    assert Commodity.objects.filter(name__iregex=r"rawit").count() == 1
    assert ProductionSite.objects.filter(name__iregex=r"rawit").count() == 1


def test_a_new_commodity_suggests_no_weight_of_a_unit(client):
    assert client.get(reverse("commodity_new")).context["form"]["grams_per_unit"].value() is None


def test_a_commodity_in_kilograms_needs_no_weight_of_a_unit(client):
    client.post(reverse("commodity_new"), COMMODITY | {"unit": "kg", "grams_per_unit": ""})

    assert Commodity.objects.get().grams_per_unit == 1000


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "\x00"),
        ("name", "x" * 1_000_000),
        ("sector", "udara"),
        ("group", "\x00"),
        ("unit", "karung"),
        ("grams_per_unit", "dua"),
        ("grams_per_unit", "0"),
        ("grams_per_unit", "-5"),
        ("grams_per_unit", "2000000"),
        ("grams_per_unit", MILLION),
        ("grams_per_unit", ""),
        ("shelf_life_days", "-1"),
        ("shelf_life_days", "9999"),
        ("shelf_life_days", "1,5"),
    ],
)
def test_a_bad_commodity_is_told_at_its_field(client, field, typed):
    response = client.post(reverse("commodity_new"), COMMODITY | {field: typed})

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not Commodity.objects.exists()


def test_a_name_that_is_taken_is_told_whatever_its_capitals(client, kangkung):
    response = client.post(reverse("commodity_new"), COMMODITY | {"name": "KANGKUNG"})

    assert response.context["form"].errors == {"name": ["Komoditas dengan nama ini sudah ada."]}


def test_commodities_are_listed_with_what_is_no_longer_grown(
    client, kangkung, facility, other_facility
):
    CommodityFactory(facility=facility, name="Melon", is_active=False)
    CommodityFactory(facility=other_facility, name="Sagu")

    content = client.get(reverse("commodity_list")).content.decode()

    assert ["Kangkung" in content, "Tidak dipanen lagi" in content, "Sagu" in content] == [
        True,
        True,
        False,
    ]


def test_a_site_is_added_and_changed(client):
    client.post(reverse("site_new"), SITE)
    site = ProductionSite.objects.get()

    edit(client, "site_edit", site, area_m2="", is_active=None)

    site.refresh_from_db()
    assert (site.area_m2, site.is_active) == (None, False)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "\x00"),
        ("kind", "gua"),
        ("area_m2", "luas"),
        ("area_m2", "-1"),
        ("area_m2", MILLION),
    ],
)
def test_a_bad_site_is_told_at_its_field(client, field, typed):
    response = client.post(reverse("site_new"), SITE | {field: typed})

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_a_site_name_is_used_once(client, bed):
    response = client.post(reverse("site_new"), SITE | {"name": bed.name})

    assert list(response.context["form"].errors) == ["name"]


def test_the_second_of_two_editors_is_told_and_what_he_did_not_touch_stays(client, kangkung):
    page = as_shown(client, "commodity_edit", kangkung)
    edit(client, "commodity_edit", kangkung, grams_per_unit="220", is_active=None)

    response = edit(client, "commodity_edit", kangkung, page=page, shelf_life_days="2")

    form = response.context["form"]
    assert (response.status_code, Commodity.objects.get().shelf_life_days) == (409, 1)
    assert "baru saja diubah oleh" in form.non_field_errors()[0]
    assert {name: errors[0] for name, errors in form.errors.items() if name != "__all__"} == {
        "shelf_life_days": "Sekarang tersimpan: 1"
    }
    edit(client, "commodity_edit", kangkung, page=fields_of(response))
    assert Commodity.objects.values_list(
        "grams_per_unit", "shelf_life_days", "is_active"
    ).get() == (220, 2, False)


def test_the_second_editor_of_a_site_sees_what_the_first_one_stored(client, bed):
    page = as_shown(client, "site_edit", bed)
    edit(client, "site_edit", bed, area_m2="120")

    response = edit(client, "site_edit", bed, page=page, name="Bedeng A3")

    form = response.context["form"]
    assert (form["name"].value(), str(form["area_m2"].value())) == ("Bedeng A3", "120")
    assert form.errors["name"] == ["Sekarang tersimpan: Bedeng A2"]


@pytest.mark.parametrize("shown", [{"as_shown": None}, {"initial-area_m2": "bukan"}])
def test_a_stale_page_that_says_nothing_of_what_it_showed_is_told_all(client, bed, shown):
    page = as_shown(client, "site_edit", bed) | {"seen": "tua"} | shown

    response = edit(client, "site_edit", bed, page=page, name="Bedeng A3", area_m2="9")

    assert {*response.context["form"].errors} == {"__all__", "name", "area_m2"}


def test_an_edit_sent_twice_is_a_success(client, bed):
    page = as_shown(client, "site_edit", bed) | {"area_m2": "120"}

    assert [edit(client, "site_edit", bed, page=page).status_code for _ in range(2)] == [302, 302]


def test_places_of_another_prison_are_not_there(sign_in, stranger, kangkung, bed):
    client = sign_in(stranger)

    assert client.get(reverse("commodity_edit", args=[kangkung.pk])).status_code == 404
    assert client.get(reverse("site_edit", args=[bed.pk])).status_code == 404


@pytest.mark.parametrize("name", ["commodity_list", "commodity_new", "site_list", "site_new"])
def test_who_records_harvests_does_not_change_what_grows(sign_in, harvest_recorder, name):
    assert sign_in(harvest_recorder).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["commodity_list", "site_list", "plantings"])
def test_empty_places_say_what_they_are_for(client, name):
    assert 'class="empty"' in client.get(reverse(name)).content.decode()


# Plantings


@pytest.fixture
def plant(client, kangkung, bed, today):
    def send(**changes):
        fields = {
            "client_id": uuid.uuid4(),
            "commodity": kangkung.pk,
            "site": bed.pk,
            "planted_on": today.isoformat(),
            "expected_on": "",
            "note": "",
        }
        return client.post(reverse("planting_new"), fields | changes)

    return send


def test_a_planting_is_recorded(plant, today, facility):
    response = plant(expected_on=(today + dt.timedelta(days=28)).isoformat())

    planting = Planting.objects.get()
    assert (response.url, planting.facility, planting.expected_on) == (
        reverse("plantings"),
        facility,
        today + dt.timedelta(days=28),
    )


def test_a_planting_form_sent_twice_is_one_planting(plant):
    form = uuid.uuid4()

    assert [plant(client_id=form).status_code for _ in range(2)] == [302, 302]
    assert (Planting.objects.count(), AuditEntry.objects.filter(verb="plant").count()) == (1, 1)


def test_a_planting_form_gone_back_to_and_changed_is_told(plant):
    form = uuid.uuid4()
    plant(client_id=form)

    response = plant(client_id=form, note="lain")

    assert "sudah tersimpan dengan isi lain" in response.context["form"].non_field_errors()[0]
    assert Planting.objects.get().note == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"commodity": "999999"}, "commodity"),
        ({"commodity": MILLION[:5000]}, "commodity"),
        ({"site": "\x00"}, "site"),
        ({"site": ""}, "site"),
        ({"planted_on": "31-02-2026"}, "planted_on"),
        ({"planted_on": "2100-01-01"}, "planted_on"),
        ({"expected_on": "2020-01-01"}, "expected_on"),
        ({"note": "x" * 1_000_000}, "note"),
        ({"note": "3316991234560001"}, "note"),
    ],
)
def test_a_bad_planting_is_told_at_its_field(plant, changes, field):
    response = plant(**changes)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not Planting.objects.exists()


def test_a_harvest_before_the_sowing_is_told(plant, today):
    response = plant(expected_on=(today - dt.timedelta(days=1)).isoformat())

    assert response.context["form"].errors == {
        "expected_on": ["Perkiraan panen mendahului tanggal mulai."]
    }


def test_before_a_planting_ends_the_page_asks(client, kangkung, bed, facility):
    planting = PlantingFactory(facility=facility, commodity=kangkung, site=bed)
    address = reverse("planting_end", args=[planting.pk])

    listed, asked = (
        client.get(reverse("plantings")).content.decode(),
        client.get(address).content.decode(),
    )

    assert (f'href="{address}"' in listed, "Berjalan" in listed) == (True, True)
    assert "Panen sesudahnya tidak lagi dihitung ke penanaman ini." in asked
    planting.refresh_from_db()
    assert planting.ended_on is None
    client.post(address)
    assert "Penanaman ini sudah selesai" in client.get(address).content.decode()


KEPT = [
    ("Kangkung", "crops", "Penanaman", "ditanam"),
    ("Lele", "fisheries", "Pemeliharaan", "ditebar"),
    ("Telur ayam", "livestock", "Pemeliharaan", "dipelihara sejak"),
]


@pytest.mark.parametrize(("name", "sector", "tending", "begun"), KEPT)
def test_only_what_has_roots_is_planted(client, facility, bed, today, name, sector, tending, begun):
    commodity = CommodityFactory(facility=facility, name=name, sector=sector)
    fields = {"commodity": commodity.pk, "site": bed.pk, "planted_on": today.isoformat()}

    form = {"client_id": uuid.uuid4(), **fields}
    listed = client.post(reverse("planting_new"), form, follow=True).content.decode()
    planting = Planting.objects.get()
    HarvestFactory(facility=facility, commodity=commodity, site=bed, planting=planting)
    lot = client.get(reverse("harvest_detail", args=[planting.harvests.get().pk])).content.decode()
    end = reverse("planting_end", args=[planting.pk])
    asked = tight(client.get(end).content.decode())
    ended = client.post(end, follow=True).content.decode()

    for page in (listed, lot, asked):
        assert begun in page
    assert f"{tending} {name} · {bed} tercatat." in listed
    assert f"<dt>{tending}</dt>" in lot
    assert f"<h1>Akhiri {tending.lower()}</h1>" in asked
    assert f"tidak lagi dihitung ke {tending.lower()} ini." in asked
    assert f"{tending} {name} · {bed} selesai." in ended
    others = {"Penanaman", "Pemeliharaan", "Akhiri penanaman", "Akhiri pemeliharaan"}
    others -= {tending, f"Akhiri {tending.lower()}"}
    assert not [word for word in others for page in (lot, asked) if f">{word}<" in page]


def test_the_whole_is_called_by_one_word_that_fits_fish_and_hens(client, facility):
    title, act = "Penanaman dan pemeliharaan", "Catat penanaman atau pemeliharaan"

    harvests, whole, form = (
        client.get(reverse(name)).content.decode()
        for name in ("harvest_list", "plantings", "planting_new")
    )

    assert title in harvests
    assert (f"<h1>{title}</h1>" in whole, f">{title}</a>" in form) == (True, True)
    assert (act in whole, f"<h1>{act}</h1>" in form) == (True, True)


def test_plantings_come_in_pages(client, kangkung, bed, facility):
    for _ in range(26):
        PlantingFactory(facility=facility, commodity=kangkung, site=bed)

    first, second = (client.get(reverse("plantings"), {"page": number}) for number in (1, 2))

    assert (len(first.context["plantings"]), first.context["next_url"]) == (25, "?page=2")
    assert (len(second.context["plantings"]), second.context["previous_url"]) == (1, "?page=1")
    assert "Menampilkan 1–25 dari 26" in first.content.decode()


def test_a_planting_ends_once(client, kangkung, bed, facility, today):
    planting = PlantingFactory(facility=facility, commodity=kangkung, site=bed)

    client.post(reverse("planting_end", args=[planting.pk]))
    client.post(reverse("planting_end", args=[planting.pk]))

    planting.refresh_from_db()
    assert (planting.ended_on, AuditEntry.objects.filter(verb="end_planting").count()) == (today, 1)


def test_a_planting_does_not_end_before_it_began(facility, services_head):
    planting = PlantingFactory(facility=facility)

    with pytest.raises(Refused, match="mendahului tanggal mulai") as refusal:
        places.end_planting(
            planting=planting, on=planting.planted_on - dt.timedelta(days=1), by=services_head
        )

    planting.refresh_from_db()
    assert (refusal.value.field, planting.ended_on) == ("ended_on", None)


def test_plantings_count_their_pickings_and_standing_ones_come_first(
    client, facility, kangkung, bed, django_assert_num_queries
):
    ended = PlantingFactory(
        facility=facility, commodity=kangkung, site=bed, ended_on=dt.date(2026, 3, 12)
    )
    standing = PlantingFactory(
        facility=facility, commodity=kangkung, site=ProductionSiteFactory(facility=facility)
    )
    for _ in range(3):
        HarvestFactory(facility=facility, commodity=kangkung, site=bed, planting=ended, grams=1000)
    client.get(reverse("plantings"))

    with django_assert_num_queries(4):
        found = client.get(reverse("plantings")).context["plantings"]

    assert [(row.pk, row.picked, row.grams) for row in found] == [
        (standing.pk, 0, 0),
        (ended.pk, 3, 3000),
    ]


def test_a_planting_of_another_prison_is_not_there(sign_in, stranger, facility):
    assert (
        sign_in(stranger)
        .post(reverse("planting_end", args=[PlantingFactory(facility=facility).pk]))
        .status_code
        == 404
    )
