"""A figure that looks mistyped is asked about before it is written, wherever it is typed on a
lot.
"""

import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from harvests.models import StockCount, StockMovement
from tests.factories import HarvestFactory, StockMovementFactory


@pytest.fixture
def client(sign_in, harvest_recorder):
    return sign_in(harvest_recorder)


@pytest.fixture
def send(client, facility):
    def act(name, lot, **fields):
        row = HarvestFactory(facility=facility, **lot)
        fields |= {"client_id": uuid.uuid4(), "note": "hitung"}

        def post(**more):
            return client.post(reverse(name, args=[row.pk]), fields | more)

        return post

    return act


CHILLI = {"quantity": "3.5", "unit": "kg", "grams": 3500}
BUNDLES = {"quantity": 7, "unit": "bundle", "grams": 1400}
MISTYPED = [
    ("harvest_count", CHILLI, {"quantity": "3.450"}),
    ("harvest_count", CHILLI, {"quantity": "0,35"}),
    ("harvest_count", BUNDLES, {"quantity": "7", "weight": "1.234"}),
    ("harvest_count", BUNDLES, {"quantity": "70"}),
    ("harvest_correct", BUNDLES, {"quantity": "7", "weight": "1.234"}),
    ("harvest_correct", CHILLI, {"quantity": "1.250"}),
    ("harvest_correct", BUNDLES, {"quantity": "1"}),
]


@pytest.mark.parametrize(("name", "lot", "typed"), MISTYPED)
def test_a_figure_far_from_the_books_is_asked_about_and_then_taken(send, name, lot, typed):
    post = send(name, lot, **typed)

    asked = post()
    assert (asked.status_code, len(asked.context["form"].asked)) == (422, 1)
    assert "Ya, sudah benar. Simpan" in asked.content.decode()
    assert (StockMovement.objects.count(), StockCount.objects.count()) == (0, 0)
    answer = {"confirmed": asked.context["form"].answer}
    assert post(**answer, quantity="2.000").status_code == 422
    assert post(**answer).status_code == 302


@pytest.mark.parametrize("name", ["harvest_count", "harvest_correct"])
@pytest.mark.parametrize("typed", [{"quantity": "6", "weight": "1,3"}, {"quantity": "6"}])
def test_an_ordinary_figure_is_not_asked_about(send, name, typed):
    assert send(name, BUNDLES, **typed)().status_code == 302


def test_the_books_of_an_empty_lot_are_said_to_be_empty_and_the_question_names_the_harvest(
    send, client, facility
):
    lot = HarvestFactory(facility=facility, **CHILLI)
    StockMovementFactory(harvest=lot, quantity=Decimal("-3.5"), grams=-3500)
    address = reverse("harvest_count", args=[lot.pk])

    typed = {"client_id": uuid.uuid4(), "note": "hitung", "quantity": "35"}
    pages = [client.get(address), client.post(address, typed)]

    for page in pages:
        assert page.content.decode().count("Menurut catatan sudah habis.") == 1
        assert "menurut catatan 3,5 kg" not in page.content.decode()
    [look] = pages[1].context["form"].asked
    assert look.text.startswith("Yang ditulis 35 kg, padahal panen ini semula 3,5 kg.")


def test_an_empty_lot_is_counted_to_nothing_without_a_question(send):
    assert send("harvest_count", CHILLI, quantity="0")().status_code == 302
