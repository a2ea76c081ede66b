"""Sixteen people at one lot: real threads, real transactions, and what happens without the
guard.
"""

import uuid
from decimal import Decimal

import pytest
from django.utils import timezone

from harvests.models import Harvest, StockMovement
from harvests.stock import intake, mending
from harvests.stock.intake import Line
from harvests.stock.refusals import NotEnough, NotThereYet
from harvests.stock.uses import Use, put_back, take
from tests.factories import TODAY, HarvestFactory
from tests.races import at_once, without

pytestmark = pytest.mark.django_db(transaction=True)

THREADS, BITES, BITE = 16, 10, Decimal("0.7")


@pytest.fixture
def hundred_kilos(lot):
    return HarvestFactory(
        facility=lot.facility,
        commodity=lot.commodity,
        site=lot.site,
        quantity=100,
        unit="kg",
        grams=100_000,
    )


def grams_left(lot):
    return Harvest.objects.values_list("on_hand_grams", flat=True).get(pk=lot.pk)


def outcomes(bite):
    """What 160 bites from 16 threads came to."""

    def eat():
        results = []
        for _ in range(BITES):
            try:
                results.append(bite())
            except Exception as error:
                results.append(error)
        return results

    return [result for results in at_once([eat] * THREADS) for result in results]


def test_100_kg_in_bites_of_700_g_leave_exactly_600_g(hundred_kilos, harvest_recorder):
    def bite():
        row = {"use": Use("kitchen", TODAY), "by": harvest_recorder, "client_id": uuid.uuid4()}
        return take(lots=[(hundred_kilos, BITE)], **row)

    refusals = [result for result in outcomes(bite) if not isinstance(result, list)]

    assert {type(refusal) for refusal in refusals} == {NotEnough}
    assert (len(refusals), StockMovement.objects.count(), grams_left(hundred_kilos)) == (
        18,
        142,
        600,
    )


def _write_around_the_verb(lot, user):
    row = {
        "kind": "kitchen",
        "occurred_on": TODAY,
        "recorded_at": timezone.now(),
        "recorded_by_id": user.pk,
    }
    return StockMovement.objects.create(
        harvest_id=lot.pk, quantity=-BITE, grams=-700, client_id=uuid.uuid4(), **row
    )


def test_even_around_the_verb_a_lot_never_goes_below_zero(hundred_kilos, harvest_recorder):
    results = outcomes(lambda: _write_around_the_verb(hundred_kilos, harvest_recorder))

    assert (
        sum(isinstance(result, StockMovement) for result in results),
        grams_left(hundred_kilos),
    ) == (142, 600)


def test_without_its_guard_a_lot_goes_below_zero(hundred_kilos, harvest_recorder):
    with (
        without(Harvest, constraint="a_lot_never_goes_below_zero"),
        without(Harvest, constraint="units_lie_with_their_grams"),
    ):
        outcomes(lambda: _write_around_the_verb(hundred_kilos, harvest_recorder))
        breach = grams_left(hundred_kilos)

        # The guard returns only to a table that keeps it.
        row = {
            "kind": "count",
            "note": "kembali",
            "occurred_on": TODAY,
            "recorded_at": timezone.now(),
            "recorded_by": harvest_recorder,
        }
        StockMovement.objects.create(
            harvest=hundred_kilos, quantity=12, grams=12_000, client_id=uuid.uuid4(), **row
        )

    assert breach == 100_000 - 160 * 700


def test_five_copies_of_one_harvest_form_give_one_row_and_five_equal_answers(
    facility, kangkung, bed, harvest_recorder
):
    form, lines = uuid.uuid4(), [Line(kangkung, Decimal(12), "bundle")]

    answers = at_once(
        [
            lambda: intake.record(
                facility=facility,
                site=bed,
                harvested_on=TODAY,
                lines=lines,
                by=harvest_recorder,
                client_id=form,
            )
        ]
        * 5
    )

    assert answers == [[Harvest.objects.get()]] * 5


def test_five_copies_of_one_use_give_one_row_and_five_equal_answers(lot, harvest_recorder):
    row = {"use": Use("kitchen", TODAY), "by": harvest_recorder, "client_id": uuid.uuid4()}

    answers = at_once([lambda: take(lots=[(lot, Decimal(12))], **row)] * 5)

    assert answers == [[StockMovement.objects.get()]] * 5


def test_unpacking_at_once_returns_no_more_than_was_packed(lot, harvest_recorder):
    row = {"client_id": uuid.uuid4(), "by": harvest_recorder}
    (packing,) = take(lots=[(lot, Decimal(10))], use=Use("packed", TODAY), **row)

    results = at_once(
        [
            lambda: put_back(
                movement=packing,
                quantity=Decimal(3),
                on=TODAY,
                note="sisa",
                **row | {"client_id": uuid.uuid4()},
            )
            for _ in range(6)
        ]
    )

    assert sum(isinstance(result, StockMovement) for result in results) == 3
    lot.refresh_from_db()
    assert lot.on_hand_quantity == 92 - 10 + 9


def test_at_once_no_more_is_taken_of_a_day_than_it_held(lot, harvest_recorder):
    row = {"by": harvest_recorder, "client_id": uuid.uuid4()}
    mending.correct(lot=lot, quantity=Decimal(200), note="salah ketik", **row)
    uses = [
        {"use": Use("kitchen", TODAY), "by": harvest_recorder, "client_id": uuid.uuid4()}
        for _ in range(6)
    ]

    results = at_once(
        [lambda facts=facts: take(lots=[(lot, Decimal(30))], **facts) for facts in uses]
    )

    assert [type(result) for result in results if not isinstance(result, list)] == [NotThereYet] * 3
    lot.refresh_from_db()
    assert lot.on_hand_quantity == 200 - 90
