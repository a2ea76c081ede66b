"""The packing table and the closing page in the browser's terms."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from distributions.models import PackageItem, PackageMovement, PackedLot
from tests.factories import CommodityFactory, HarvestFactory, ProductionSiteFactory
from tests.pages import tight


@pytest.fixture
def kangkung(facility):
    return CommodityFactory(facility=facility, name="Kangkung")


@pytest.fixture
def event(facility, open_event, kangkung):
    event = open_event(facility, packages=0)
    PackageItem.objects.create(distribution=event, commodity=kangkung, quantity=2)
    HarvestFactory(facility=facility, commodity=kangkung, quantity=92, grams=17_400)
    return event


@pytest.fixture
def client(sign_in, services_head):
    return sign_in(services_head)


def content(commodity, per_package="2", packages="45", **fields):
    line = {
        "content-0-commodity": commodity.pk,
        "content-0-unit": "",
        "content-0-per_package": per_package,
    }
    counts = {"content-TOTAL_FORMS": "1", "content-INITIAL_FORMS": "0"}
    return {"client_id": uuid.uuid4(), "packages": packages, "note": ""} | counts | line | fields


def fresh(*lines, packages="30", **fields):
    """The form of harvest and packing: (commodity, site, harvested, per package) for each line."""
    data = {"client_id": uuid.uuid4(), "packages": packages}
    data |= {"line-TOTAL_FORMS": len(lines), "line-INITIAL_FORMS": len(lines)}
    names = ("commodity", "site", "quantity", "per_package")
    for number, line in enumerate(lines):
        values = (getattr(value, "pk", value) for value in line)
        data |= {f"line-{number}-{name}": value for name, value in zip(names, values, strict=True)}
    return data | fields


def test_packing_is_recorded_and_says_how_many_are_ready(client, event, kangkung):
    page = client.post(
        reverse("packing", args=[event.pk]), content(kangkung), follow=True
    ).content.decode()

    assert "45 paket tercatat. Siap diserahkan: 45 paket." in page
    assert "90 ikat (17 kg)" in page


def test_packing_says_both_figures_of_a_lot_that_was_counted_otherwise(
    client, facility, open_event
):
    event, sawi = open_event(facility, packages=0), CommodityFactory(facility=facility, name="Sawi")
    HarvestFactory(facility=facility, commodity=sawi, unit="kg", quantity=20, grams=20_000)
    address = reverse("packing", args=[event.pk])

    page = tight(client.post(address, content(sawi, packages="10"), follow=True).content.decode())

    assert "Sawi: 4 kg (± 20 ikat)" in page
    assert page.count("4 kg (± 20 ikat)") == 2


def test_a_shortage_is_told_once_in_its_unit_and_keeps_what_was_typed(client, event, kangkung):
    answer = client.post(reverse("packing", args=[event.pk]), content(kangkung, packages="60"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.count("kurang 28 ikat. Dengan stok sekarang dapat dikemas 46 paket.") == 1
    assert 'value="60"' in page


def test_a_shortage_is_told_beside_what_is_wrong(client, event, kangkung):
    typed = content(kangkung, packages="60", note="3316990101200001")

    page = client.post(reverse("packing", args=[event.pk]), typed).content.decode()

    assert "Jangan menulis NIK" in page
    assert "kurang 28 ikat." in page
    assert not PackageMovement.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"packages": "empat"},
        {"packages": "-1"},
        {"packages": "0"},
        {"packages": "99999999999"},
        {"packages": "9" * 1_000_000},
        {"content-0-per_package": "dua"},
        {"content-0-per_package": "0"},
        {"content-0-per_package": "sNaN"},
        {"content-0-per_package": "1\x002"},
        {"content-0-commodity": "987654"},
        {"content-0-unit": "lusin"},
        {"client_id": "x"},
        {"note": "z" * 1_000_000},
    ],
)
def test_bad_packing_input_is_told_and_packs_nothing(wrong, client, event, kangkung):
    answer = client.post(reverse("packing", args=[event.pk]), content(kangkung) | wrong)

    assert answer.status_code == 422
    assert not PackageMovement.objects.exists()


def test_the_packing_page_takes_a_constant_number_of_statements(client, event, kangkung):
    client.post(reverse("packing", args=[event.pk]), content(kangkung, packages="2"))
    client.get(reverse("packing", args=[event.pk]))

    def statements():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("packing", args=[event.pk]))
        return len(captured)

    few = statements()
    for run in range(8):
        # The same twice within ten minutes would be asked about.
        typed = content(kangkung, packages="2", note=f"Putaran {run + 2}")
        client.post(reverse("packing", args=[event.pk]), typed)
        HarvestFactory(facility=event.facility, commodity=kangkung)

    client.get(reverse("packing", args=[event.pk]))  # reads the messages of the eight
    assert PackageMovement.objects.count() == 9
    assert statements() == few


def test_harvest_and_packing_in_one_form(client, event, kangkung, facility):
    site = ProductionSiteFactory(facility=facility)
    data = fresh((kangkung, site, "60", "2"))

    answer = client.post(reverse("harvest_and_pack", args=[event.pk]), data)

    event.refresh_from_db()
    assert (answer.status_code, event.packed, site.harvests.get().quantity) == (303, 30, 60)


def test_an_unlikely_fresh_harvest_is_asked_about_once_at_its_line(
    client, event, kangkung, facility
):
    site = ProductionSiteFactory(facility=facility)
    data = fresh((kangkung, site, "9000", "2"))
    address = reverse("harvest_and_pack", args=[event.pk])

    asked = client.post(address, data)
    answer = asked.context["form"].answer
    otherwise = client.post(address, data | {"confirmed": answer, "line-0-quantity": "8000"})
    made_so_far = site.harvests.count()
    confirmed = client.post(address, data | {"confirmed": answer})

    assert list(asked.context["lines"][0].errors) == ["quantity"]
    assert f'name="confirmed" value="{answer}"' in asked.content.decode()
    assert made_so_far == 0
    assert [got.status_code for got in (asked, otherwise, confirmed)] == [422, 422, 303]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, {"__all__"}),
        ({"packages": ""}, {"packages"}),
        ({"note": "3316990101200001"}, {"note", "__all__"}),
    ],
)
def test_an_unlikely_fresh_harvest_is_told_beside_what_else_is_wrong(
    typed, wrong, client, event, kangkung, facility
):
    site, sawi = ProductionSiteFactory(facility=facility), CommodityFactory(facility=facility)
    data = fresh((sawi, site, "9000", "2"), (kangkung, "", "", "9")) | typed

    answer = client.post(reverse("harvest_and_pack", args=[event.pk]), data)

    assert list(answer.context["lines"][0].errors) == ["quantity"]
    assert set(answer.context["form"].errors) == wrong
    assert not site.harvests.exists()


def test_a_fresh_harvest_weighs_what_the_scale_said(client, event, kangkung, facility):
    site = ProductionSiteFactory(facility=facility)
    data = fresh((kangkung, site, "60", "2"))

    client.post(reverse("harvest_and_pack", args=[event.pk]), data | {"line-0-grams": "11,4"})

    lot = site.harvests.get()
    assert (lot.grams, lot.weight_is_estimated) == (11_400, False)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"grams": "0"}, "grams"),
        ({"quantity": "0,001"}, "quantity"),
        ({"grams": "0,0001"}, "grams"),
    ],
)
def test_a_fresh_harvest_that_would_weigh_nothing_is_told_at_its_line(
    typed, field, client, event, kangkung, facility
):
    site = ProductionSiteFactory(facility=facility)
    data = fresh((kangkung, site, "60", "2"))
    data |= {f"line-0-{name}": value for name, value in typed.items()}

    answer = client.post(reverse("harvest_and_pack", args=[event.pk]), data)

    assert (answer.status_code, list(answer.context["lines"][0].errors)) == (422, [field])
    assert not site.harvests.exists()


def test_the_place_of_the_last_harvest_stands_in_its_line(client, event, kangkung):
    place = kangkung.harvests.get().site

    page = client.get(reverse("harvest_and_pack", args=[event.pk]))

    assert page.context["lines"][0]["site"].value() == place.pk


def test_half_a_line_of_a_fresh_harvest_is_told_at_the_field(client, event, kangkung):
    data = fresh((kangkung, "", "60", "2"))

    answer = client.post(reverse("harvest_and_pack", args=[event.pk]), data)

    assert answer.status_code == 422
    assert (
        '<a href="#id_line-0-site">Baris 1, Lahan/Kolam/Kandang: Isi kolom ini juga.</a>'
        in answer.content.decode()
    )


def test_a_line_without_a_harvest_is_packed_from_stock(client, event, kangkung, facility):
    site, fresh_one = ProductionSiteFactory(facility=facility), CommodityFactory(facility=facility)
    data = fresh((fresh_one, site, "60", "2"), (kangkung, "", "", "1"))

    answers = [
        client.post(reverse("harvest_and_pack", args=[event.pk]), data).status_code
        for _twice in range(2)
    ]

    packed = PackedLot.objects.values_list(
        "stock_movement__harvest__commodity", "stock_movement__quantity"
    )
    assert (answers, dict(packed)) == ([303, 303], {fresh_one.pk: -60, kangkung.pk: -30})


def test_closing_says_where_the_left_overs_went(client, event, kangkung):
    client.post(reverse("packing", args=[event.pk]), content(kangkung))
    data = {
        "client_id": uuid.uuid4(),
        "kitchen": "40",
        "stock": "3",
        "lost": "2",
        "reason": "wilted",
    }

    page = client.post(
        reverse("distribution_close", args=[event.pk]), data, follow=True
    ).content.decode()

    assert "Dikemas 45 = diserahkan 0 + dikembalikan 43 (3 ke stok, 40 ke dapur) + rusak 2." in page


def test_closing_unbalanced_says_the_difference_and_keeps_the_figures(client, event, kangkung):
    client.post(reverse("packing", args=[event.pk]), content(kangkung))

    answer = client.post(
        reverse("distribution_close", args=[event.pk]), {"client_id": uuid.uuid4(), "kitchen": "40"}
    )

    assert answer.status_code == 409
    assert "Selisih 5 paket." in answer.content.decode()
    assert 'value="40"' in answer.content.decode()


def test_the_head_reopens_in_the_browser_and_nobody_else(client, sign_in, head, event):
    client.post(reverse("distribution_close", args=[event.pk]), {"client_id": uuid.uuid4()})
    address = reverse("distribution_reopen", args=[event.pk])

    answers = [
        client.post(address, {"reason": "terlewat"}).status_code,
        sign_in(head).post(address, {"reason": "terlewat"}).status_code,
    ]

    event.refresh_from_db()
    assert (answers, event.status) == ([403, 303], "open")


def test_packing_of_another_facility_is_not_there(sign_in, stranger, event):
    assert sign_in(stranger).get(reverse("packing", args=[event.pk])).status_code == 404


def test_who_may_not_see_harvests_reads_the_origin_without_a_link(
    client, sign_in, handover_officer, event, kangkung
):
    client.post(reverse("packing", args=[event.pk]), content(kangkung))

    office, desk = (
        screen.get(reverse("packing", args=[event.pk])).content.decode()
        for screen in (client, sign_in(handover_officer))
    )

    assert ('href="/harvests/' in office, 'href="/harvests/' in desk) == (True, False)
    assert "90 ikat (17 kg)" in desk


def test_lost_packages_need_a_cause_and_none_is_chosen_beforehand(client, event, kangkung):
    client.post(reverse("packing", args=[event.pk]), content(kangkung))
    address = reverse("distribution_close", args=[event.pk])

    answer = client.post(
        address, {"client_id": uuid.uuid4(), "kitchen": "43", "lost": "2", "reason": ""}
    )

    event.refresh_from_db()
    assert (answer.status_code, event.status) == (422, "open")
    assert "Pilih sebab rusak atau hilang." in answer.content.decode()


def test_what_may_be_needed_is_not_called_optional(client, event, kangkung):
    client.post(reverse("packing", args=[event.pk]), content(kangkung))

    pages = [
        client.get(reverse(name, args=[event.pk])).content.decode()
        for name in ("packing", "harvest_and_pack", "distribution_close")
    ]

    # The note, and the weight of each line: only a scale knows it.
    assert [page.count("(opsional)") for page in pages] == [1, 3, 0]


@pytest.fixture
def packed(client, event, kangkung):
    """45 packages on the table."""
    client.post(reverse("packing", args=[event.pk]), content(kangkung))
    return event


def test_packages_come_apart_on_a_page_of_their_own(client, packed):
    page, address = reverse("packing", args=[packed.pk]), reverse("unpack", args=[packed.pk])

    assert f'href="{address}"' in client.get(page).content.decode()
    answer = client.post(
        address, {"client_id": uuid.uuid4(), "packages": "2", "to": "kitchen"}, follow=True
    )

    packed.refresh_from_db()
    assert (
        packed.packages_left,
        packed.returned,
        "2 paket dibongkar" in answer.content.decode(),
    ) == (43, 2, True)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("packages", "", "Isi jumlah paket."),
        ("packages", "-1", "Jumlah paket paling sedikit 1."),
        ("packages", "banyak", "Tulis jumlah paket dengan bilangan bulat."),
        ("packages", "x" * 1_000_000, "Tulis jumlah paket dengan bilangan bulat."),
        ("to", "bulan", "Pilih ke mana isinya."),
        ("to", "lost", "Pilih sebab rusak atau hilang."),
        ("reason", "\x00", "Pilih sebab dari daftar."),
    ],
)
def test_bad_input_unpacks_nothing_and_is_told_at_its_field(client, packed, field, value, error):
    data = {"client_id": uuid.uuid4(), "packages": "1", "to": "stock"} | {field: value}

    answer = client.post(reverse("unpack", args=[packed.pk]), data)

    packed.refresh_from_db()
    assert (answer.status_code, error in answer.content.decode(), packed.returned) == (422, True, 0)


def test_more_than_is_on_the_table_is_told_at_the_number(client, packed):
    answer = client.post(
        reverse("unpack", args=[packed.pk]),
        {"client_id": uuid.uuid4(), "packages": "999", "to": "stock"},
    )

    assert (answer.status_code, "packages" in answer.context["form"].errors) == (409, True)
