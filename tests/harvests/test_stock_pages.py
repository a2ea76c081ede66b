"""The shelf, the month, and the money of sales."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from harvests.models import Deposit, StockMovement
from harvests.stock import mending
from tests.factories import CommodityFactory, HarvestFactory, StockMovementFactory
from tests.pages import tight

MILLION = "9" * 1_000_000


@pytest.fixture
def client(sign_in, harvest_recorder):
    return sign_in(harvest_recorder)


@pytest.fixture
def today(facility):
    return facility.local_day(timezone.now())


@pytest.fixture
def fresh(facility, kangkung, bed, today):
    """Make a lot that keeps so many days from today."""

    def make(days, **facts):
        row = {
            "facility": facility,
            "commodity": kangkung,
            "site": bed,
            "harvested_on": today,
            "best_before": today + dt.timedelta(days=days),
        }
        return HarvestFactory(**row | facts)

    return make


def shelf(client):
    return client.get(reverse("harvest_stock")).context["stock"]


def test_what_spoils_first_stands_on_top(client, fresh, facility):
    eggs = CommodityFactory(facility=facility, name="Telur", unit="egg")
    fresh(14, commodity=eggs, unit="egg")
    fresh(1)
    fresh(-1)
    fresh(0)

    found = shelf(client)

    assert [(part.commodity.name, [row.state for row in part.rows]) for part in found.shelves] == [
        ("Kangkung", ["over", "today", "soon"]),
        ("Telur", ["fresh"]),
    ]


def test_a_shelf_says_both_units_and_weight(client, fresh):
    fresh(1, quantity=12, grams=2400)
    fresh(1, quantity=10, grams=2100)
    fresh(1, quantity="2.5", unit="kg", grams=2500)

    [kangkung] = shelf(client).shelves

    assert (kangkung.units, kangkung.grams) == (["22 ikat", "2,5 kg"], 7000)


def test_crumbs_stand_apart_and_empty_lots_nowhere(client, fresh):
    crumbs, empty = fresh(1), fresh(1)
    StockMovementFactory(harvest=crumbs, quantity=-98, grams=-19_600)
    StockMovementFactory(harvest=empty, quantity=-100, grams=-20_000)

    found = shelf(client)

    assert ([row.lot.pk for row in found.crumbs], found.shelves, found.grams) == (
        [crumbs.pk],
        [],
        400,
    )


def test_one_tap_sends_a_lot_to_the_kitchen(client, fresh):
    lot = fresh(1)
    content = client.get(reverse("harvest_stock")).content.decode()

    assert f'action="{reverse("harvest_finish", args=[lot.pk])}"' in content
    assert f"{reverse('harvest_finish', args=[lot.pk])}?kind=loss" in content


def test_the_last_count_is_told_even_when_it_agreed(client, fresh, harvest_recorder):
    mending.count(
        lot=fresh(1),
        quantity=100,
        grams=20_000,
        note="hitung",
        by=harvest_recorder,
        client_id=uuid.uuid4(),
    )

    assert "Terakhir dihitung" in client.get(reverse("harvest_stock")).content.decode()


def test_an_empty_shelf_says_so(client):
    assert "Tidak ada sisa hasil panen." in client.get(reverse("harvest_stock")).content.decode()


def test_a_reader_sees_the_shelf_without_buttons(sign_in, head, fresh):
    fresh(1)

    content = sign_in(head).get(reverse("harvest_stock")).content.decode()

    assert ("100 ikat" in content, "Kirim ke dapur" in content) == (True, False)


def test_the_shelf_costs_the_same_however_full_it_is(
    client, fresh, facility, django_assert_num_queries
):
    client.get(reverse("harvest_stock"))
    for _ in range(15):
        fresh(1, commodity=CommodityFactory(facility=facility))

    with django_assert_num_queries(5):
        client.get(reverse("harvest_stock"))


# The month


def month(client, **asked):
    return client.get(reverse("harvest_report"), asked)


def test_a_month_says_its_balance(client, lot):
    StockMovementFactory(harvest=lot, quantity=-12, grams=-2400)

    content = month(client, month="2026-03").content.decode()

    assert (
        "Saldo awal 0 kg, panen 17,4 kg, keluar 2,4 kg, susut 0 kg, saldo akhir 15 kg." in content
    )


def test_a_month_is_told_in_tenths_and_its_table_in_grams(client, facility, today):
    lot = HarvestFactory(
        facility=facility,
        harvested_on=dt.date(2026, 3, 2),
        grams=17_444,
        quantity=87,
        weight_is_estimated=True,
    )
    StockMovementFactory(harvest=lot, quantity=-1, grams=-57, occurred_on=dt.date(2026, 3, 3))

    content = month(client, month="2026-03").content.decode()

    said, table = tight(content).split("<table")
    assert (
        "Saldo awal 0 kg, panen ± 17,4 kg, keluar ± 57 g, susut 0 kg, saldo akhir ± 17,4 kg."
        in said
    )
    assert "100% berat panen adalah perkiraan." in said
    assert all(f">{figure}</td>" in table for figure in ("17,444", "0,057", "17,387"))


@pytest.mark.parametrize(
    "asked", ["2026-13", "x", "", "\x00", MILLION[:3000], "9999-01", "2026-03-01"]
)
def test_a_month_that_is_none_is_this_month(client, today, asked):
    assert month(client, month=asked).context["month"] == today.replace(day=1)


def test_the_last_day_of_the_month_belongs_to_it(client, fresh):
    fresh(1, harvested_on=dt.date(2026, 1, 31), grams=5000)

    assert month(client, month="2026-01").context["report"].total.harvested == 5000


def test_the_month_costs_the_same_however_much_moved(
    client, fresh, facility, django_assert_num_queries
):
    month(client)
    for _ in range(10):
        StockMovementFactory(harvest=fresh(1, commodity=CommodityFactory(facility=facility)))

    with django_assert_num_queries(5):
        month(client)


# Money


@pytest.fixture
def sale(lot):
    def make(**facts):
        return StockMovementFactory(
            harvest=lot, **{"kind": "sale", "buyer": "Pasar", "amount": 75_000} | facts
        )

    return make


@pytest.fixture
def pay(client, today):
    def send(*sales, **changes):
        fields = {
            "sales": [sale.pk for sale in sales],
            "reference": "NTPN123",
            "deposited_on": today.isoformat(),
        }
        return client.post(reverse("deposits"), fields | changes)

    return send


def test_several_sales_are_paid_in_one_deposit(pay, sale, client):
    first, second = sale(), sale(amount=20_000)

    content = client.get(pay(first, second).url).content.decode()

    assert ("Setoran Rp95.000 tercatat." in content, Deposit.objects.get().amount) == (True, 95_000)


def test_what_waits_is_counted(client, sale):
    sale()
    sale(amount=20_000)
    sale(amount=None)

    response = client.get(reverse("deposits"))

    assert "2 penjualan (Rp95.000) belum ada bukti setornya." in response.content.decode()
    assert len(response.context["unpriced"]) == 1


def test_what_was_paid_is_ticked_by_who_paid_it_and_never_beforehand(client, sale, pay):
    first, second = sale(), sale(amount=20_000)

    fresh = tight(client.get(reverse("deposits")).content.decode())
    refused = tight(pay(second, reference="").content.decode())

    boxes = re.findall(r'name="sales" id="\w+" value="(\d+)"( checked)?', fresh)
    assert boxes == [(str(first.pk), ""), (str(second.pk), "")]
    assert re.findall(r'name="sales" id="\w+" value="(\d+)" checked', refused) == [str(second.pk)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sales": []}, "sales"),
        ({"sales": ["999999"]}, "sales"),
        ({"sales": ["\x00"]}, "sales"),
        ({"reference": ""}, "reference"),
        ({"reference": "\x00"}, "reference"),
        ({"reference": "9" * 1_000_000}, "reference"),
        ({"deposited_on": "2026-02-31"}, "deposited_on"),
        ({"deposited_on": "2100-01-01"}, "deposited_on"),
    ],
)
def test_a_bad_deposit_is_told_at_its_field(pay, sale, changes, field):
    response = pay(sale(), **changes)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not Deposit.objects.exists()


def test_a_reference_is_used_once(pay, sale):
    pay(sale())

    response = pay(sale())

    assert (response.status_code, "sudah dicatat" in response.content.decode()) == (422, True)


def test_a_sale_that_was_struck_after_its_deposit_is_flagged(pay, sale, client, harvest_recorder):
    paid = sale()
    pay(paid)
    mending.reverse(movement=paid, by=harvest_recorder, note="salah", client_id=uuid.uuid4())

    assert (
        "Rp75.000 dari penjualan yang dibatalkan"
        in client.get(reverse("deposits")).content.decode()
    )


def test_the_amount_of_a_sale_follows_later(client, sale):
    unpriced = sale(amount=None)

    response = client.post(reverse("sale_price", args=[unpriced.pk]), {"amount": "1.840.000"})

    assert (response.url, StockMovement.objects.get().amount) == (reverse("deposits"), 1_840_000)


@pytest.mark.parametrize("typed", ["", "banyak", "0", "-1", "1,5", MILLION, "\x00"])
def test_a_bad_amount_is_told(client, sale, typed):
    response = client.post(reverse("sale_price", args=[sale(amount=None).pk]), {"amount": typed})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["amount"])


def test_a_price_that_stands_is_not_changed(client, sale):
    response = client.post(reverse("sale_price", args=[sale().pk]), {"amount": "5"})

    assert "sudah diisi" in response.content.decode()


def test_what_is_no_standing_sale_is_not_priced(client, lot, sale):
    struck = sale(amount=None)
    back = StockMovementFactory(
        harvest=lot, kind="sale", quantity=10, grams=2000, reverses=struck, note="salah"
    )

    for movement in (StockMovementFactory(harvest=lot), struck, back):
        response = client.post(reverse("sale_price", args=[movement.pk]), {"amount": "5"})
        assert (response.status_code, "masih berlaku" in response.content.decode()) == (409, True)


def test_sales_of_another_prison_are_not_there(sign_in, stranger, sale):
    client = sign_in(stranger)

    assert client.get(reverse("sale_price", args=[sale().pk])).status_code == 404
    assert client.get(reverse("deposits")).context["sales"] == {}
