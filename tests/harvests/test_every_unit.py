"""Every act on a lot, through its page, in every unit in which something is harvested."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from harvests.models import StockMovement, Unit, exactly
from harvests.urls import urlpatterns
from tests.factories import CommodityFactory, HarvestFactory, StockMovementFactory, today_here
from tests.test_house import app_files, lines_with

LOT, MOVEMENT = "harvests/<int:pk>/", "harvests/movements/<int:pk>/"
# What each address is sent, beside its key.
SENT = {
    "harvest_use": {"kind": "kitchen", "quantity": "2"},
    "harvest_finish": {"kind": "loss", "reason": "rotten"},
    "harvest_count": {"quantity": "9", "note": "hitung"},
    "harvest_correct": {"quantity": "12", "note": "salah baca"},
    "harvest_anew": {"note": "salah komoditas"},
    "harvest_reverse": {"note": "salah catat"},
    "harvest_undo": {},
    "sale_price": {"amount": "50.000"},
}
ACTS = [
    pattern.name
    for pattern in urlpatterns
    if str(pattern.pattern).startswith((LOT, MOVEMENT)) and pattern.name != "harvest_detail"
]


def on_lot(name):
    return any(str(each.pattern).startswith(LOT) for each in urlpatterns if each.name == name)


@pytest.fixture
def client(sign_in, harvest_recorder):
    return sign_in(harvest_recorder)


@pytest.fixture
def lot_in(facility, harvest_recorder):
    def harvest(unit):
        weighs = {Unit.KG: 1000, Unit.G: 1}.get(unit, 200)
        row = {"facility": facility, "unit": unit, "recorded_by": harvest_recorder}
        crop = CommodityFactory(facility=facility, unit=unit, grams_per_unit=weighs)
        day = facility.local_day(timezone.now())
        weight = {"quantity": 10, "grams": 10 * weighs, "harvested_on": day}
        return HarvestFactory(commodity=crop, **row, **weight)

    return harvest


def sale_from(lot):
    row = {"kind": "sale", "buyer": "Pasar", "quantity": -1, "grams": -lot.grams // 10}
    return StockMovementFactory(harvest=lot, **row)


def test_every_act_on_a_lot_is_tried_here():
    assert sorted(ACTS) == sorted(SENT)


@pytest.mark.parametrize("unit", Unit.values)
@pytest.mark.parametrize("name", ACTS)
def test_every_act_works_in_every_unit(client, lot_in, name, unit):
    lot = lot_in(unit)
    row = lot if on_lot(name) else sale_from(lot)
    key = {"client_id": uuid.uuid4(), "on": today_here().isoformat()}

    response = client.post(reverse(name, args=[row.pk]), key | SENT[name])

    assert response.status_code == 302
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize("unit", Unit.values)
def test_emptying_a_lot_and_recording_it_anew_shows_what_stood(client, lot_in, unit):
    lot = lot_in(unit)
    fields = {"client_id": uuid.uuid4(), "note": "salah tempat"}

    response = client.post(reverse("harvest_anew", args=[lot.pk]), fields)
    line = client.get(response.url).context["lines"].forms[0]

    assert (line["quantity"].value(), line["unit"].value()) == ("10", unit)
    assert StockMovement.objects.get().quantity == -10


@pytest.mark.parametrize("unit", Unit.values)
@pytest.mark.parametrize("name", ["harvest_detail", "harvest_finish", "harvest_correct"])
def test_every_page_of_a_lot_opens_in_every_unit(client, lot_in, name, unit):
    assert client.get(reverse(name, args=[lot_in(unit).pk])).status_code == 200


@pytest.mark.parametrize(
    ("unit", "one", "more"),
    [
        ("bundle", "1 bunch", "2 bunches"),
        ("piece", "1 piece", "2 pieces"),
        ("egg", "1 egg", "2 eggs"),
        ("head", "1 animal", "2 animals"),
        ("kg", "1 kg", "2 kg"),
        ("g", "1 g", "2 g"),
    ],
)
def test_english_has_a_word_for_one_and_a_word_for_more(unit, one, more, facility):
    lot = HarvestFactory(facility=facility, unit=unit, commodity__name="Bayam")
    with translation.override("en"):
        assert [exactly(n, unit) for n in (1, 2)] == [one, more]
        assert [lot.said(n) for n in (1, 2)] == [one, more]
        assert lot.told(2, None) == f"{more} bayam"


def test_no_page_puts_a_number_before_the_word_for_one():
    # A number and a unit are written by exactly and amount, which know how many there are.
    assert lines_with(r"jumlah[^\n]*(unit_display|[Uu]nit\([^)]*\)\.label)", app_files()) == []
