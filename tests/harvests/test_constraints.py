"""What the database refuses about lots, whatever the code does; each guard with its negative
control.
"""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from harvests.models import Commodity, Deposit, Harvest, Planting, ProductionSite, StockMovement
from rutan.refusals import constraint_of
from tests.factories import (
    TODAY,
    CommodityFactory,
    HarvestFactory,
    PlantingFactory,
    ProductionSiteFactory,
    StockMovementFactory,
    UserFactory,
)
from tests.races import without


def refused(write) -> str:
    """The name of the guard that refuses ``write``."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    return constraint_of(refusal.value)


def rows_of(model, **values):
    """Write to the table as a stranger with SQL would: no save(), no clean()."""
    return model.objects.filter().update(**values)


def delete(row):
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{row._meta.db_table}" WHERE id = %s', [row.pk])


@pytest.fixture
def move(lot):
    def write(**facts):
        return StockMovementFactory(harvest=lot, **facts)

    return write


# I5: the same act twice


def test_one_harvest_form_makes_one_row(lot):
    def copy():
        HarvestFactory(
            facility=lot.facility, commodity=lot.commodity, site=lot.site, client_id=lot.client_id
        )

    assert refused(copy) == "harvests_harvest_client_id_key"
    _drop_unique(Harvest, "harvests_harvest_client_id_key")
    copy()
    assert Harvest.objects.count() == 2


def test_one_movement_form_makes_one_row(lot, move):
    first = move()

    assert (
        refused(lambda: move(client_id=first.client_id)) == "harvests_stockmovement_client_id_key"
    )
    _drop_unique(StockMovement, "harvests_stockmovement_client_id_key")
    move(client_id=first.client_id)
    assert StockMovement.objects.count() == 2


@pytest.mark.parametrize(
    ("factory", "name"),
    [
        (PlantingFactory, "a_form_makes_one_planting"),
        (CommodityFactory, "a_form_makes_one_commodity"),
        (ProductionSiteFactory, "a_form_makes_one_site"),
    ],
)
def test_one_form_of_the_garden_makes_one_row(facility, factory, name):
    first = factory(facility=facility, client_id=uuid.uuid4())

    def copy():
        factory(facility=facility, client_id=first.client_id)

    assert refused(copy) == name
    _drop_unique(type(first), name)
    copy()
    assert type(first).objects.filter(client_id=first.client_id).count() == 2


def _drop_unique(model, name):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{name}"')


def test_a_movement_is_reversed_once(move):
    first = move()
    move(quantity=10, grams=2000, reverses=first, note="salah")

    again = {"quantity": 10, "grams": 2000, "reverses": first, "note": "salah"}
    assert refused(lambda: move(**again)) == "harvests_stockmovement_reverses_id_key"


# I7: never below zero, and always what the ledger says


def test_a_lot_never_goes_below_zero(lot, move):
    assert refused(lambda: move(quantity=-93, grams=-17_400)) == "a_lot_never_goes_below_zero"

    with (
        without(Harvest, constraint="a_lot_never_goes_below_zero"),
        without(Harvest, constraint="units_lie_with_their_grams"),
    ):
        move(quantity=-93, grams=-17_400)
        lot.refresh_from_db()
        assert lot.on_hand_quantity == -1


@pytest.mark.parametrize(("quantity", "grams"), [(-92, -17_000), (-91, -17_400)])
def test_units_lie_with_their_grams(lot, move, quantity, grams):
    assert refused(lambda: move(quantity=quantity, grams=grams)) == "units_lie_with_their_grams"

    with without(Harvest, constraint="units_lie_with_their_grams"):
        move(quantity=quantity, grams=grams)
        lot.refresh_from_db()
        assert (lot.on_hand_quantity > 0) != (lot.on_hand_grams > 0)


@pytest.mark.parametrize(("intake", "left"), [((92, 17_400), "0.75"), ((1000, 100), "19.9")])
def test_a_crumb_too_light_to_show_may_lie_without_a_gram(facility, intake, left):
    crumbs = HarvestFactory(facility=facility, quantity=intake[0], grams=intake[1])

    StockMovementFactory(harvest=crumbs, quantity=Decimal(left) - intake[0], grams=-intake[1])

    crumbs.refresh_from_db()
    assert (crumbs.on_hand_quantity, crumbs.on_hand_grams) == (Decimal(left), 0)


def count_around_the_form(lot, quantity, grams):
    with connection.cursor() as cursor:
        columns = (
            "harvest_id, quantity, grams, kind, reason, occurred_on, recorded_at, recorded_by_id, "
            "note, client_id, buyer, receiver"
        )
        values = "%s, %s, %s, 'count', '', now(), now(), %s, 'x', gen_random_uuid(), '', ''"
        row = [lot.pk, quantity, grams, lot.recorded_by_id]
        cursor.execute(f"INSERT INTO harvests_stockmovement ({columns}) VALUES ({values})", row)


@pytest.mark.parametrize(("quantity", "grams"), [("NaN", 5), ("1000001", 5), ("5", 100_000_001)])
def test_a_movement_is_no_more_than_a_harvest_can_be(lot, quantity, grams):
    def write():
        count_around_the_form(lot, quantity, grams)

    assert refused(write) == "a_movement_is_no_more_than_a_harvest_can_be"
    with without(StockMovement, constraint="a_movement_is_no_more_than_a_harvest_can_be"):
        assert refused(write) == "a_lot_holds_no_more_than_a_harvest_can"
        with without(Harvest, constraint="a_lot_holds_no_more_than_a_harvest_can"):
            write()
    lot.refresh_from_db()
    assert (
        lot.on_hand_quantity.is_nan()
        or lot.on_hand_quantity > 1_000_000
        or lot.on_hand_grams > 100_000_000
    )


def test_a_lot_holds_no_more_than_a_harvest_can(lot):
    count_around_the_form(lot, 1, 90_000_000)

    assert (
        refused(lambda: count_around_the_form(lot, 1, 90_000_000))
        == "a_lot_holds_no_more_than_a_harvest_can"
    )


def test_a_balance_is_what_the_ledger_says_however_it_is_written(lot, move):
    move(quantity=-10, grams=-2000)

    rows_of(Harvest, on_hand_quantity=500, on_hand_grams=100_000)
    lot.refresh_from_db()
    assert (lot.on_hand_quantity, lot.on_hand_grams) == (82, 15_400)

    with without(Harvest, trigger="figures_follow_facts"):
        rows_of(Harvest, on_hand_quantity=500, on_hand_grams=100_000)
        lot.refresh_from_db()
        assert lot.on_hand_grams == 100_000


def test_a_movement_that_does_not_touch_its_lot_leaves_a_false_balance(lot, move):
    with without(StockMovement, trigger="touches_harvest"):
        move(quantity=-10, grams=-2000)
        lot.refresh_from_db()

        assert lot.on_hand_grams == 17_400


@pytest.mark.parametrize(
    "facts", [{"quantity": 0}, {"grams": 0}, {"quantity": -1}, {"grams": 100_000_001}]
)
def test_a_harvest_is_more_than_nothing(lot, facts):
    usual = {"facility": lot.facility, "commodity": lot.commodity, "site": lot.site}

    assert refused(lambda: HarvestFactory(**usual | facts)) in {
        "a_harvest_is_more_than_nothing",
        "units_lie_with_their_grams",
        "a_lot_never_goes_below_zero",
        "harvests_harvest_grams_check",
    }


# I8: facts stay


def test_a_movement_is_append_only(lot, move):
    movement = move()

    assert refused(lambda: delete(movement)) == "stockmovement_is_append_only"
    for change in (
        {"quantity": -1},
        {"grams": -1},
        {"kind": "seed"},
        {"note": "lain"},
        {"occurred_on": TODAY.replace(day=1)},
    ):
        assert (
            refused(lambda change=change: rows_of(StockMovement, **change))
            == "stockmovement_is_append_only"
        )

    with without(StockMovement, trigger="fact_is_append_only"):
        rows_of(StockMovement, note="lain")
        delete(movement)
    assert not StockMovement.objects.exists()


def test_the_amount_of_a_sale_is_filled_once(move):
    sale = move(kind="sale", buyer="Pasar")

    rows_of(StockMovement, amount=75_000)

    sale.refresh_from_db()
    assert sale.amount == 75_000
    for change in (1, None):
        assert (
            refused(lambda change=change: rows_of(StockMovement, amount=change))
            == "stockmovement_is_append_only"
        )


def test_what_came_in_never_changes(lot):
    for change in (
        {"quantity": 1},
        {"grams": 1},
        {"unit": "kg"},
        {"harvested_on": TODAY.replace(day=1)},
        {"client_id": uuid.uuid4()},
    ):
        assert (
            refused(lambda change=change: rows_of(Harvest, **change))
            == "harvest_intake_never_changes"
        )

    with without(Harvest, trigger="harvest_intake_never_changes"):
        rows_of(Harvest, quantity=1, grams=100)
    lot.refresh_from_db()
    assert lot.quantity == 1


def test_a_harvest_is_never_deleted(lot):
    assert refused(lambda: delete(lot)) == "harvest_is_never_deleted"

    with without(Harvest, trigger="harvest_is_never_deleted"):
        delete(lot)
    assert not Harvest.objects.exists()


def test_a_deposit_is_append_only(lot):
    row = {
        "facility": lot.facility,
        "deposited_on": TODAY,
        "recorded_at": timezone.now(),
        "recorded_by": lot.recorded_by,
    }
    paid = Deposit.objects.create(reference="NTPN", amount=75_000, **row)

    assert refused(lambda: delete(paid)) == "deposit_is_append_only"
    for change in ({"amount": 1}, {"reference": "X"}, {"deposited_on": TODAY.replace(day=1)}):
        assert refused(lambda change=change: rows_of(Deposit, **change)) == "deposit_is_append_only"

    with without(Deposit, trigger="fact_is_append_only"):
        rows_of(Deposit, amount=1)
    paid.refresh_from_db()
    assert paid.amount == 1


# I9: one facility


@pytest.mark.parametrize("edge", ["commodity", "site", "planting"])
def test_a_harvest_ties_one_facility(lot, other_facility, edge):
    makers = {
        "commodity": CommodityFactory,
        "site": ProductionSiteFactory,
        "planting": PlantingFactory,
    }
    foreign = makers[edge](facility=other_facility)

    def write():
        usual = {"facility": lot.facility, "commodity": lot.commodity, "site": lot.site}
        return HarvestFactory(**usual | {edge: foreign})

    assert refused(write) == "harvest_ties_one_facility"
    with (
        without(Harvest, trigger="same_facility"),
        without(Harvest, constraint="a_harvest_is_of_its_planting"),
    ):
        assert getattr(write(), edge).facility == other_facility


def test_a_planting_ties_one_facility(kangkung, other_facility):
    def write():
        return PlantingFactory(
            facility=kangkung.facility,
            commodity=kangkung,
            site=ProductionSiteFactory(facility=other_facility),
        )

    assert refused(write) == "planting_ties_one_facility"
    with without(Planting, trigger="same_facility"):
        assert write().pk


def test_a_sale_is_paid_by_a_deposit_of_its_facility(move, other_facility):
    stranger = UserFactory(facility=other_facility)
    row = {
        "deposited_on": TODAY,
        "amount": 5,
        "recorded_at": timezone.now(),
        "recorded_by": stranger,
    }
    foreign = Deposit.objects.create(facility=other_facility, reference="NTPN", **row)

    assert (
        refused(lambda: move(kind="sale", buyer="Pasar", deposit=foreign))
        == "stockmovement_ties_one_facility"
    )
    with without(StockMovement, trigger="same_facility"):
        assert move(kind="sale", buyer="Pasar", deposit=foreign).pk


@pytest.mark.parametrize("other", ["commodity", "site"])
def test_a_harvest_is_of_its_planting(lot, other):
    own = {"facility": lot.facility, "commodity": lot.commodity, "site": lot.site}
    right = PlantingFactory(**own)
    wrong = PlantingFactory(**{name: row for name, row in own.items() if name != other})
    rows_of(Harvest, planting=right)

    assert refused(lambda: rows_of(Harvest, planting=wrong)) == "a_harvest_is_of_its_planting"
    assert refused(lambda: HarvestFactory(**own, planting=wrong)) == "a_harvest_is_of_its_planting"
    with without(Harvest, constraint="a_harvest_is_of_its_planting"):
        rows_of(Harvest, planting=wrong)
    lot.refresh_from_db()
    assert lot.planting == wrong


def test_a_planting_that_was_harvested_stays_what_and_where_it_was(lot):
    rows_of(
        Harvest,
        planting=PlantingFactory(facility=lot.facility, commodity=lot.commodity, site=lot.site),
    )
    other = {
        "commodity": CommodityFactory(facility=lot.facility),
        "site": ProductionSiteFactory(facility=lot.facility),
    }

    for name, row in other.items():
        assert (
            refused(lambda name=name, row=row: rows_of(Planting, **{name: row}))
            == "a_harvest_is_of_its_planting"
        )
    with without(Harvest, constraint="a_harvest_is_of_its_planting"):
        rows_of(Planting, **other)
    assert Planting.objects.get().site != lot.site


@pytest.mark.parametrize("model", [Commodity, ProductionSite, Planting, Harvest])
def test_a_row_never_moves_to_another_facility(lot, model, other_facility):
    if model is Planting:
        PlantingFactory(facility=lot.facility, commodity=lot.commodity, site=lot.site)

    name = refused(lambda: rows_of(model, facility=other_facility))

    assert name in {
        f"{model._meta.model_name}_facility_never_changes",
        "harvest_intake_never_changes",
    }


# What a movement may say


@pytest.mark.parametrize(
    ("guard", "facts"),
    [
        ("a_movement_has_a_known_kind", {"kind": "gift"}),
        ("a_movement_has_a_known_reason", {"kind": "loss", "reason": "junk"}),
        ("a_movement_has_a_known_reason", {"reason": "junk"}),
        ("a_loss_has_a_reason", {"kind": "loss"}),
        ("only_a_sale_has_a_buyer", {"buyer": "Pasar"}),
        ("only_a_donation_has_a_receiver", {"receiver": "Panti Asuhan"}),
        ("a_use_leaves_and_its_reversal_returns", {"quantity": 1, "grams": 100}),
        ("a_movement_moves_one_way", {"kind": "count", "note": "x", "quantity": 1, "grams": -100}),
        ("an_unpacking_names_its_packing", {"kind": "packed", "quantity": 1, "grams": 100}),
    ],
)
def test_a_movement_says_what_it_must(lot, move, guard, facts):
    if facts.get("grams", -1) > 0:
        move(quantity=-50, grams=-9000)

    assert refused(lambda: move(**facts)) == guard
    with without(StockMovement, constraint=guard):
        assert move(**facts).pk


@pytest.mark.parametrize(
    ("guard", "facts"),
    [
        ("a_sale_has_a_buyer", {"kind": "sale"}),
        ("a_donation_has_a_receiver", {"kind": "donation"}),
        ("a_mended_figure_says_why", {"kind": "correction"}),
        ("a_mended_figure_says_why", {"kind": "count"}),
    ],
)
def test_a_new_movement_says_who_bought_or_why(move, guard, facts):
    assert refused(lambda: move(**facts)) == guard

    with without(StockMovement, trigger=guard):
        assert move(**facts).pk


@pytest.mark.parametrize(
    "facts", [{}, {"kind": "correction", "note": "salah"}, {"kind": "loss", "reason": "wilted"}]
)
def test_a_movement_follows_its_harvest(lot, move, facts):
    day_before = lot.harvested_on - dt.timedelta(days=1)

    assert move(**facts, occurred_on=lot.harvested_on).pk
    assert (
        refused(lambda: move(**facts, occurred_on=day_before)) == "a_movement_follows_its_harvest"
    )
    with without(StockMovement, trigger="a_movement_follows_its_harvest"):
        assert move(**facts, occurred_on=day_before).pk


def test_every_reason_that_can_be_chosen_is_known_to_the_database(move):
    assert all(move(kind="loss", reason=reason).pk for reason in StockMovement.Reason.values)


def test_a_reversal_says_why(move):
    facts = {"quantity": 10, "grams": 2000, "reverses": move()}

    assert refused(lambda: move(**facts)) == "a_mended_figure_says_why"


def test_names_and_note_are_erased_and_never_written_anew(move):
    sale = move(kind="sale", buyer="Bu Sri, Jepon", note="bayar tunai", amount=40_000)
    move(kind="count", note="dihitung Pak Darto")
    move(kind="donation", receiver="Bu Tini, panti")

    rows_of(StockMovement, buyer="", receiver="", note="")

    sale.refresh_from_db()
    assert (sale.buyer, sale.note, sale.amount) == ("", "", 40_000)
    for change in ({"note": "lain"}, {"receiver": "Pak Darto"}, {"amount": 1}):
        assert (
            refused(lambda change=change: rows_of(StockMovement, **change))
            == "stockmovement_is_append_only"
        )
    with without(StockMovement, trigger="fact_is_append_only"):
        rows_of(StockMovement, note="lain")


@pytest.mark.parametrize("facts", [{"grams": 1999}, {"quantity": 9}, {"kind": "seed"}])
def test_a_reversal_is_the_exact_opposite(move, facts):
    first = move()
    write = {"quantity": 10, "grams": 2000, "reverses": first, "note": "salah"} | facts

    assert refused(lambda: move(**write)) == "a_reversal_is_the_exact_opposite"
    with without(StockMovement, trigger="a_reversal_is_the_exact_opposite"):
        assert move(**write).pk


def test_an_unpacking_stays_within_its_packing(move):
    packing = move(kind="packed")
    back = {"kind": "packed", "unpacks": packing}
    move(**back, quantity=6, grams=1200)

    assert (
        refused(lambda: move(**back, quantity=5, grams=800)) == "unpacking_stays_within_its_packing"
    )
    with without(StockMovement, trigger="unpacking_stays_within_its_packing"):
        assert move(**back, quantity=5, grams=800).pk


def test_packages_are_unpacked_and_never_reversed_as_well(lot, move):
    packing = move(kind="packed")
    move(kind="packed", quantity=10, grams=2000, unpacks=packing)

    def write():
        move(kind="packed", quantity=10, grams=2000, reverses=packing, note="salah")

    assert refused(write) == "an_unpacking_names_its_packing"
    with without(StockMovement, constraint="an_unpacking_names_its_packing"):
        assert refused(write) == "packages_are_unpacked_not_reversed"
        with without(StockMovement, constraint="packages_are_unpacked_not_reversed"):
            write()
    lot.refresh_from_db()
    assert lot.on_hand_quantity == 102


def test_only_the_sale_itself_has_an_amount(move):
    sale = move(kind="sale", buyer="Pasar")
    strike = {"kind": "sale", "quantity": 10, "grams": 2000, "reverses": sale, "note": "salah"}

    assert refused(lambda: move(**strike, amount=5_000_000)) == "only_the_sale_itself_has_an_amount"
    with without(StockMovement, constraint="only_the_sale_itself_has_an_amount"):
        assert move(**strike, amount=5_000_000).pk


def test_a_deposit_is_recorded_once(facility, harvest_recorder):
    row = {"facility": facility, "reference": "NTPN", "deposited_on": TODAY, "amount": 75_000}
    row |= {"recorded_at": timezone.now(), "recorded_by": harvest_recorder}
    write = lambda: Deposit.objects.create(**row)  # noqa: E731

    write()

    assert refused(write) == "one_deposit_per_reference"
    with without(Deposit, constraint="one_deposit_per_reference"):
        write()
    assert Deposit.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("ended_on", "planting_ends_after_sowing"),
        ("expected_on", "planting_ripens_after_sowing"),
    ],
)
def test_nothing_of_a_planting_lies_before_it_was_sown(column, name):
    rows = Planting.objects.filter(pk=PlantingFactory(planted_on=TODAY).pk)
    before = {column: TODAY - dt.timedelta(days=1)}

    assert rows.update(**{column: TODAY}) == 1
    assert refused(lambda: rows.update(**before)) == name
    with without(Planting, constraint=name):
        assert rows.update(**before) == 1
