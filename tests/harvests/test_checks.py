"""The self-check of the garden finds what a broken guard would let in."""

import datetime as dt

import pytest
from django.core.checks import run_checks

from harvests.checks import figures
from harvests.models import Harvest, StockMovement
from tests.factories import TODAY, StockMovementFactory
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
    with without(Harvest, constraint="a_lot_never_goes_below_zero"), without(Harvest, constraint="no_units_exactly_when_no_grams"):
        move(quantity=-93, grams=-18_000)

    assert breaches() == ["harvests.E002"]


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
    move(occurred_on=TODAY - dt.timedelta(days=40))

    assert breaches() == ["harvests.E005", "harvests.E006"]
