"""The self-check of the garden finds what a broken guard would let in."""

import datetime as dt

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from harvests.checks import figures
from harvests.models import Deposit, Harvest, StockMovement
from tests.factories import TODAY, PlantingFactory, StockMovementFactory
from tests.races import without


def breaches():
    found = run_checks(tags=["selfcheck"], include_deployment_checks=True, databases=["default"])
    return sorted(error.id for error in found if error.id.startswith("harvests."))


@pytest.fixture
def move(lot):
    def write(**facts):
        return StockMovementFactory(harvest=lot, **facts)

    return write


def test_a_garden_that_was_written_by_the_rules_has_no_breach(move):
    packing, use = move(kind="packed"), move()
    move(kind="packed", quantity=4, grams=800, unpacks=packing)
    move(quantity=10, grams=2000, reverses=use, note="salah")

    assert breaches() == []
    assert (figures()["harvests"], figures()["stock_movements"]) == (1, 4)


def test_a_false_balance_is_found(move):
    with without(StockMovement, trigger="touches_harvest"):
        move()

    assert breaches() == ["harvests.E001", "harvests.E007"]


def test_a_lot_below_zero_is_found(move):
    with (
        without(Harvest, constraint="a_lot_never_goes_below_zero"),
        without(Harvest, constraint="units_lie_with_their_grams"),
    ):
        move(quantity=-93, grams=-18_000)

    assert breaches() == ["harvests.E002", "harvests.E009"]


def test_an_inexact_reversal_is_found(move):
    use = move()
    with without(StockMovement, trigger="a_reversal_is_the_exact_opposite"):
        move(quantity=10, grams=1999, reverses=use, note="salah")

    assert breaches() == ["harvests.E003"]


def test_an_overdone_unpacking_is_found(move):
    packing = move(kind="packed")
    with without(StockMovement, trigger="unpacking_stays_within_its_packing"):
        move(kind="packed", quantity=11, grams=2200, unpacks=packing)

    assert breaches() == ["harvests.E004"]


def test_a_movement_before_its_harvest_is_found(move):
    with without(StockMovement, trigger="a_movement_follows_its_harvest"):
        move(occurred_on=TODAY - dt.timedelta(days=40))

    assert breaches() == ["harvests.E005", "harvests.E006"]


def test_a_harvest_of_another_planting_is_found(lot):
    with without(Harvest, constraint="a_harvest_is_of_its_planting"):
        Harvest.objects.update(
            planting=PlantingFactory(facility=lot.facility, commodity=lot.commodity)
        )

    assert breaches() == ["harvests.E010"]


def test_an_unknown_reason_is_found(move):
    with without(StockMovement, constraint="a_movement_has_a_known_reason"):
        move(kind="loss", reason="junk")

    assert breaches() == ["harvests.E011"]


def test_a_lot_that_held_less_than_nothing_on_some_day_is_found(lot, move):
    move(
        kind="correction",
        quantity=8,
        grams=1600,
        note="salah ketik",
        occurred_on=TODAY + dt.timedelta(days=40),
    )
    move(quantity=-92, grams=-17_400)
    assert breaches() == []

    move(quantity=-3, grams=-600, occurred_on=TODAY + dt.timedelta(days=39))

    assert breaches() == ["harvests.E009"]


def test_a_deposit_that_is_not_the_sum_of_its_sales_is_found(lot, move):
    row = {
        "facility": lot.facility,
        "deposited_on": TODAY,
        "recorded_at": timezone.now(),
        "recorded_by": lot.recorded_by,
    }
    paid = Deposit.objects.create(reference="NTPN", amount=95_000, **row)
    sale = move(kind="sale", buyer="Pasar", amount=75_000, deposit=paid)
    move(kind="sale", quantity=10, grams=2000, reverses=sale, note="salah")

    assert breaches() == ["harvests.E008"]
    move(kind="sale", buyer="Pasar", amount=20_000, deposit=paid)
    assert breaches() == []
