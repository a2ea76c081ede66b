"""What was counted is kept, stands in the account, and is asked for anew when the books change
behind it.
"""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from harvests.models import StockCount
from harvests.stock import mending, uses
from tests.factories import HarvestFactory

ASKED = "Sesudah itu catatannya berubah, menurut catatan sekarang"


@pytest.fixture
def client(sign_in, harvest_recorder):
    return sign_in(harvest_recorder)


@pytest.fixture
def today(facility):
    return facility.local_day(timezone.now())


@pytest.fixture
def chilli(facility, harvest_recorder, today):
    """10 kg of the day before yesterday, 6 of them used yesterday."""
    day = today - dt.timedelta(days=2)
    row = {"quantity": 10, "unit": "kg", "grams": 10_000, "harvested_on": day}
    lot = HarvestFactory(facility=facility, recorded_by=harvest_recorder, **row)
    take(lot, 6, on=day + dt.timedelta(days=1))
    return lot


def take(lot, quantity, *, on):
    who = {"by": lot.recorded_by, "client_id": uuid.uuid4()}
    return uses.take(lots=[(lot, Decimal(quantity))], use=uses.Use("kitchen", on), **who)[0]


def count(lot, quantity, **facts):
    row = {"note": "opname", "by": lot.recorded_by, "client_id": uuid.uuid4()} | facts
    return mending.count(lot=lot, quantity=Decimal(quantity), **row)


def reverse_it(movement):
    row = {"note": "salah", "by": movement.recorded_by, "client_id": uuid.uuid4()}
    return mending.reverse(movement=movement, **row)


def correct(lot, quantity):
    row = {"note": "salah", "by": lot.recorded_by, "client_id": uuid.uuid4()}
    return mending.correct(lot=lot, quantity=Decimal(quantity), **row)


def shown(client, lot):
    return " ".join(client.get(reverse("harvest_detail", args=[lot.pk])).content.decode().split())


CHANGES = {
    "a use of before is reversed": lambda lot: reverse_it(lot.movements.get(kind="kitchen")),
    "the intake is corrected": lambda lot: correct(lot, 12),
    "an older use is entered": lambda lot: take(lot, 1, on=lot.harvested_on),
    "the count is struck": lambda lot: reverse_it(lot.movements.get(kind="count")),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_behind_a_count_asks_for_a_new_one(client, chilli, change):
    count(chilli, 3)
    change(chilli)

    content = shown(client, chilli)
    assert (": 3 kg. " + ASKED in content, "Hitung lagi." in content) == (True, True)
    assert "Dihitung 3 kg, hitung lagi" in client.get(reverse("harvest_stock")).content.decode()


def test_a_new_count_answers(client, chilli):
    count(chilli, 3)
    reverse_it(chilli.movements.get(kind="kitchen"))
    count(chilli, 9)

    assert ASKED not in shown(client, chilli)


def test_a_use_of_the_same_day_is_what_a_count_expects(client, chilli, today):
    count(chilli, 3)
    reverse_it(take(chilli, 1, on=today))
    take(chilli, 2, on=today)

    assert ASKED not in shown(client, chilli)


def test_a_correction_that_was_struck_again_changes_nothing(client, chilli):
    count(chilli, 3)
    (wrong,) = correct(chilli, 12)
    reverse_it(wrong)

    assert ASKED not in shown(client, chilli)


def test_a_count_that_agreed_stands_in_the_account(client, chilli):
    assert count(chilli, 4) == []

    content = shown(client, chilli)
    assert ("Dihitung, cocok dengan catatan" in content, StockCount.objects.get().grams) == (
        True,
        4000,
    )


def test_a_count_that_differed_says_what_was_there(client, chilli):
    count(chilli, 3)

    assert "Dihitung: 3 kg." in shown(client, chilli)


@pytest.mark.parametrize("quantity", [3, 4])
def test_a_count_sent_twice_is_one(chilli, quantity):
    form = uuid.uuid4()

    assert count(chilli, quantity, client_id=form) == count(chilli, quantity, client_id=form)
    assert StockCount.objects.count() == 1


def test_the_note_of_a_count_is_in_the_language_of_the_office(client, chilli):
    client.cookies["django_language"] = "en"

    form = client.get(reverse("harvest_count", args=[chilli.pk])).context["form"]

    assert form["note"].value() == "Hitung stok"
