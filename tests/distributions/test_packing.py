"""From lots to packages and back: units, grams and packages always agree."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.utils import timezone

from distributions import checks
from distributions.models import Distribution, PackageMovement
from distributions.packing import from_garden, runs, unpacking
from distributions.packing.contents import Content, StockTooShort
from distributions.packing.unpacking import take_back
from harvests.models import Harvest, StockMovement
from rutan.once import FormUsedBefore
from rutan.refusals import Refused
from tests.factories import (
    CommodityFactory,
    DistributionFactory,
    HarvestFactory,
    ProductionSiteFactory,
    UserFactory,
)


@pytest.fixture
def kangkung(facility):
    return CommodityFactory(facility=facility, name="Kangkung", unit="bundle")


@pytest.fixture
def pack(services_head):
    def run(event, packages, *contents, **facts):
        return runs.pack(
            distribution=event,
            packages=packages,
            contents=contents,
            **({"by": services_head, "client_id": uuid.uuid4()} | facts),
        )

    return run


def _lot(commodity, quantity, grams, **facts):
    return HarvestFactory(
        facility=commodity.facility,
        commodity=commodity,
        quantity=quantity,
        grams=grams,
        **({"unit": commodity.unit} | facts),
    )


def test_packing_takes_units_at_the_lots_own_weight(facility, open_event, pack, kangkung):
    event, lot = open_event(facility, packages=0), _lot(kangkung, 92, 17_400)

    pack(event, 45, Content(kangkung, Decimal(2)))

    event.refresh_from_db()
    lot.refresh_from_db()
    assert (event.packed, lot.on_hand_quantity, lot.on_hand_grams) == (45, 2, 378)


def test_the_oldest_lots_are_packed_first(facility, open_event, pack, kangkung):
    event = open_event(facility, packages=0)
    new, old = (
        _lot(kangkung, 50, 10_000),
        _lot(kangkung, 30, 6_000, harvested_on=dt.date(2026, 3, 9)),
    )

    pack(event, 20, Content(kangkung, Decimal(2)))

    new.refresh_from_db()
    old.refresh_from_db()
    assert (old.on_hand_quantity, new.on_hand_quantity) == (0, 40)


def test_named_lots_are_the_only_ones_used(facility, open_event, pack, kangkung):
    event = open_event(facility, packages=0)
    old, new = _lot(kangkung, 30, 6_000), _lot(kangkung, 50, 10_000)

    pack(event, 10, Content(kangkung, Decimal(2), lots=(new,)))

    old.refresh_from_db()
    assert old.on_hand_quantity == 30


def test_a_shortage_says_what_is_needed_what_is_free_and_what_is_missing(
    facility, open_event, pack, kangkung
):
    event = open_event(facility, packages=0)
    _lot(kangkung, 25, 5_000)

    with pytest.raises(StockTooShort) as refusal:
        pack(event, 20, Content(kangkung, Decimal(2)))

    [row] = refusal.value.shortages
    assert (row.needed, row.free, row.missing, refusal.value.possible) == (40, 25, 15, 12)
    assert (
        str(refusal.value)
        == "Stok belum cukup untuk 20 paket. Kurang: Kangkung perlu 40 ikat, ada 25, kurang 15"
        " ikat. "
        "Dengan stok sekarang dapat dikemas 12 paket."
    )
    assert not StockMovement.objects.exists()


def test_a_run_may_hold_something_else_than_the_plan(facility, open_event, pack, kangkung):
    event, terong = (
        open_event(facility, packages=0),
        CommodityFactory(facility=facility, name="Terong", unit="piece"),
    )
    _lot(kangkung, 100, 20_000)
    _lot(terong, 30, 9_000)

    pack(event, 38, Content(kangkung, Decimal(2)))
    second = pack(event, 7, Content(terong, Decimal(3)))

    assert [row.stock_movement.harvest.commodity for row in second.packed_lots.all()] == [terong]


def test_the_same_form_again_packs_once(facility, open_event, pack, kangkung):
    event, key = open_event(facility, packages=0), uuid.uuid4()
    _lot(kangkung, 100, 20_000)

    rows = {pack(event, 10, Content(kangkung, Decimal(2)), client_id=key).pk for _again in range(2)}

    assert (len(rows), PackageMovement.objects.count(), StockMovement.objects.count()) == (1, 1, 1)


def test_lots_counted_in_another_unit_are_packed_in_that_unit(facility, open_event, pack, kangkung):
    event, lot = open_event(facility, packages=0), _lot(kangkung, 90, 90_000, unit="kg")

    pack(event, 10, Content(kangkung, Decimal("0.5"), unit="kg"))

    lot.refresh_from_db()
    assert lot.on_hand_grams == 85_000


def test_a_rehearsal_counts_packages_and_moves_no_stock(facility, open_event, pack, kangkung):
    event = open_event(facility, packages=0, is_rehearsal=True)

    pack(event, 10, Content(kangkung, Decimal(2)))

    event.refresh_from_db()
    assert (event.packed, StockMovement.objects.count()) == (10, 0)


def test_nothing_is_packed_for_a_draft(facility, pack, kangkung):
    from tests.factories import DistributionFactory

    with pytest.raises(Refused) as refusal:
        pack(DistributionFactory(facility=facility), 10, Content(kangkung, Decimal(2)))

    assert refusal.value.outcome == "not_open"


def test_harvest_and_packing_are_one_act(facility, open_event, services_head, kangkung):
    event, site = open_event(facility, packages=0), ProductionSiteFactory(facility=facility)
    line = from_garden.FreshLine(kangkung, site, Decimal(60), Decimal(2), grams=11_000)

    from_garden.harvest_and_pack(
        distribution=event, packages=30, lines=[line], by=services_head, client_id=uuid.uuid4()
    )

    event.refresh_from_db()
    lot = kangkung.harvests.get()
    assert (event.packed, lot.grams, lot.on_hand_grams) == (30, 11_000, 0)


def test_a_rehearsal_packs_and_harvests_nothing(facility, open_event, services_head, kangkung):
    event, site = (
        open_event(facility, packages=0, is_rehearsal=True),
        ProductionSiteFactory(facility=facility),
    )
    line = from_garden.FreshLine(kangkung, site, Decimal(60), Decimal(2))

    from_garden.harvest_and_pack(
        distribution=event, packages=30, lines=[line], by=services_head, client_id=uuid.uuid4()
    )

    event.refresh_from_db()
    assert (event.packed, kangkung.harvests.count()) == (30, 0)


def test_harvest_and_packing_keep_nothing_when_the_packing_is_refused(
    facility, open_event, services_head, kangkung
):
    event, site = open_event(facility, packages=0), ProductionSiteFactory(facility=facility)
    line = from_garden.FreshLine(kangkung, site, Decimal(10), Decimal(2))

    with pytest.raises(StockTooShort):
        from_garden.harvest_and_pack(
            distribution=event, packages=30, lines=[line], by=services_head, client_id=uuid.uuid4()
        )

    assert not kangkung.harvests.exists()


@pytest.mark.parametrize(
    ("to", "on_hand", "kinds"),
    [
        ("stock", 4_800, ["packed", "packed"]),
        ("kitchen", 2_000, ["packed", "packed", "kitchen"]),
        ("donated", 2_000, ["packed", "packed", "donation"]),
        ("lost", 2_000, ["packed", "packed", "loss"]),
    ],
)
def test_left_overs_go_back_to_stock_to_the_kitchen_to_somebody_or_are_lost(
    to, on_hand, kinds, facility, open_event, pack, services_head, kangkung
):
    event, lot = open_event(facility, packages=0), _lot(kangkung, 100, 20_000)
    pack(event, 45, Content(kangkung, Decimal(2)))

    facts = {"by": services_head, "client_id": uuid.uuid4(), "receiver": "Panti Asuhan"}
    take_back(distribution=event, packages=7, to=to, **facts)

    event.refresh_from_db()
    lot.refresh_from_db()
    assert (event.packages_left, event.returned + event.lost) == (38, 7)
    assert list(lot.movements.values_list("kind", flat=True)) == kinds
    assert lot.on_hand_grams == on_hand


# Planned in one unit, counted in another


def test_a_plan_in_ikat_is_packed_from_kilograms_by_weight(facility, open_event, pack):
    kangkung = CommodityFactory(facility=facility, unit="bundle", grams_per_unit=200)
    event, counted = open_event(facility, packages=0), _lot(kangkung, 30, 5_700)
    weighed = _lot(kangkung, 10, 10_000, unit="kg")

    pack(event, 20, Content(kangkung, Decimal(2)))

    # Thirty ikat from the lot that was counted so, ten of 200 g from the weighed one.
    left = {lot.pk: lot.on_hand_quantity for lot in Harvest.objects.all()}
    assert (left[counted.pk], left[weighed.pk]) == (0, 8)


def test_a_plan_in_kilograms_takes_whole_ikat_at_the_lots_own_weight(facility, open_event, pack):
    bayam = CommodityFactory(facility=facility, unit="kg", grams_per_unit=1000)
    event, lot = open_event(facility, packages=0), _lot(bayam, 45, 9_100, unit="bundle")

    pack(event, 3, Content(bayam, Decimal("0.5")))

    lot.refresh_from_db()
    # 1.5 kg are 7.4 ikat of 202 g: eight whole ones.
    assert lot.on_hand_quantity == 37


def test_what_is_counted_otherwise_comes_back_to_the_last_unit(
    facility, open_event, pack, services_head
):
    bayam = CommodityFactory(facility=facility, unit="kg", grams_per_unit=1000)
    event, lot = open_event(facility, packages=0), _lot(bayam, 45, 9_100, unit="bundle")
    pack(event, 3, Content(bayam, Decimal("0.5")))

    for _each in range(3):
        take_back(
            distribution=event, packages=1, to="stock", by=services_head, client_id=uuid.uuid4()
        )
        assert checks.runs_with_a_wrong_rest() == []

    lot.refresh_from_db()
    assert (lot.on_hand_quantity, lot.on_hand_grams) == (45, 9_100)


def test_a_shortage_counts_what_is_counted_otherwise(facility, open_event, pack):
    kangkung = CommodityFactory(facility=facility, unit="bundle", grams_per_unit=200)
    event = open_event(facility, packages=0)
    _lot(kangkung, 3, 600), _lot(kangkung, 1, 1_000, unit="kg")

    with pytest.raises(StockTooShort) as short:
        pack(event, 5, Content(kangkung, Decimal(2)))

    [row] = short.value.shortages
    assert (row.needed, row.free, row.missing, short.value.possible) == (10, 8, 2, 4)


def test_a_unit_of_which_nobody_knows_the_weight_is_packed_from_its_own_lots_only(
    facility, open_event, pack
):
    terong = CommodityFactory(facility=facility, unit="kg", grams_per_unit=1000)
    event = open_event(facility, packages=0)
    _lot(terong, 5, 5_000)

    with pytest.raises(StockTooShort):
        pack(event, 1, Content(terong, Decimal(1), unit="piece"))


def test_left_overs_come_from_the_latest_run_first(
    facility, open_event, pack, services_head, kangkung
):
    event, terong = (
        open_event(facility, packages=0),
        CommodityFactory(facility=facility, unit="piece"),
    )
    first, second = _lot(kangkung, 100, 20_000), _lot(terong, 30, 9_000)
    pack(event, 10, Content(kangkung, Decimal(2)))
    pack(event, 5, Content(terong, Decimal(3)))

    take_back(distribution=event, packages=7, to="stock", by=services_head, client_id=uuid.uuid4())

    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.on_hand_quantity, first.on_hand_quantity) == (30, 84)


def test_whole_units_go_back_to_the_lots_that_went_in_last(
    facility, open_event, pack, services_head
):
    event, terong = (
        open_event(facility, packages=0),
        CommodityFactory(facility=facility, unit="piece"),
    )
    for days in (3, 2, 1):
        _lot(terong, 1, 300, harvested_on=event.day - dt.timedelta(days=days))
    lots = Harvest.objects.order_by("harvested_on").values_list("on_hand_quantity", flat=True)
    pack(event, 3, Content(terong, Decimal(1)))

    back = []
    for _each in range(3):
        take_back(
            distribution=event, packages=1, to="stock", by=services_head, client_id=uuid.uuid4()
        )
        back.append(list(lots.all()))

    assert back == [[0, 0, 1], [0, 1, 1], [1, 1, 1]]
    assert checks.runs_with_a_wrong_rest() == []


def test_more_left_overs_than_there_are_packages_are_refused(
    facility, open_event, pack, services_head, kangkung
):
    event = open_event(facility, packages=0)
    _lot(kangkung, 100, 20_000)
    pack(event, 5, Content(kangkung, Decimal(2)))

    with pytest.raises(Refused, match="Sisa paket 5"):
        take_back(
            distribution=event, packages=6, to="stock", by=services_head, client_id=uuid.uuid4()
        )


@pytest.mark.parametrize("other", ["packages", "contents", "user", "event"])
def test_a_used_key_packs_nothing_else_in_silence(other, facility, open_event, pack, kangkung):
    event, key = open_event(facility, packages=0), uuid.uuid4()
    _lot(kangkung, 100, 20_000)
    content = Content(kangkung, Decimal(1))
    pack(event, 10, content, client_id=key)
    act = {
        "packages": lambda: pack(event, 25, content, client_id=key),
        "contents": lambda: pack(event, 10, Content(kangkung, Decimal(2)), client_id=key),
        "user": lambda: pack(event, 10, content, client_id=key, by=UserFactory(facility=facility)),
        "event": lambda: pack(open_event(facility, packages=0), 10, content, client_id=key),
    }[other]

    with pytest.raises(FormUsedBefore):
        act()


def test_two_lines_of_one_commodity_are_both_packed(facility, open_event, pack, kangkung):
    event = open_event(facility, packages=0)
    lots = [_lot(kangkung, 10, 2_000), _lot(kangkung, 10, 2_000)]
    content = Content(kangkung, Decimal(1))

    pack(event, 10, content, content)

    assert [
        lot.on_hand_quantity for lot in Harvest.objects.filter(pk__in=[lot.pk for lot in lots])
    ] == [0, 0]


def test_left_overs_taken_back_under_a_used_key_must_be_the_same(
    facility, open_event, pack, services_head, kangkung
):
    event, key = open_event(facility, packages=0), uuid.uuid4()
    _lot(kangkung, 100, 20_000)
    pack(event, 10, Content(kangkung, Decimal(1)))
    facts = {"distribution": event, "to": "stock", "by": services_head, "client_id": key}
    first = take_back(packages=4, **facts)

    assert take_back(packages=4, **facts) == first
    with pytest.raises(FormUsedBefore):
        take_back(packages=5, **facts)


@pytest.fixture
def mixed(facility, open_event, pack, kangkung):
    """Forty-five packages of two ikat kangkung and a terong."""
    event = open_event(facility, packages=0)
    terong = CommodityFactory(facility=facility, group="fruit_vegetable")
    # 92 ikat that weigh 17.4 kg: no unit weighs whole grams.
    _lot(kangkung, 92, 17_400)
    _lot(terong, 50, 4_990)
    pack(event, 45, Content(kangkung, Decimal(2)), Content(terong, Decimal(1)))
    return event, kangkung, terong


def test_packages_that_are_sorted_go_where_it_was_said_of_each_commodity(mixed, services_head):
    event, kangkung, terong = mixed
    facts = {"distribution": event, "packages": 7, "by": services_head}
    facts |= {"client_id": uuid.uuid4()}
    way = {"to": "sorted", "places": {kangkung.pk: "donated", terong.pk: "stock"}}

    made = take_back(**facts, **way, receiver="Panti Asuhan")
    again = take_back(**facts, **way, receiver="Panti Asuhan")
    others = [
        ({"places": {kangkung.pk: "kitchen"}}, "Panti Asuhan"),
        ({}, "Masjid Agung"),
        ({"to": "donated"}, "Panti Asuhan"),
    ]
    for change, receiver in others:
        with pytest.raises(FormUsedBefore):
            take_back(**facts, **way | change, receiver=receiver)

    assert again == made
    moved = StockMovement.objects.filter(kind="donation").values_list("quantity", "receiver")
    assert list(moved) == [(-14, "Panti Asuhan")]
    assert [lot.on_hand_quantity for lot in Harvest.objects.order_by("pk")] == [2, 12]
    assert checks.runs_with_a_wrong_rest() == []


def test_packages_that_were_sorted_are_told_by_what_became_of_each_commodity(mixed, services_head):
    event, kangkung, terong = mixed
    facts = {"distribution": event, "by": services_head, "client_id": uuid.uuid4()}
    take_back(packages=7, to="sorted", places={kangkung.pk: "kitchen"}, **facts)

    [row] = unpacking.told(event.package_movements.filter(kind="returned").with_lots())

    name = terong.name.lower()
    assert row.said == f"Dipilah: kangkung ke dapur; {name} kembali ke stok"


def test_one_commodity_of_sorted_packages_may_be_lost_and_a_package_when_all_is(
    mixed, services_head
):
    event, kangkung, terong = mixed
    lost = dict.fromkeys((kangkung.pk, terong.pk), "lost")
    facts = {"distribution": event, "by": services_head, "to": "sorted", "reason": "rotten"}
    one, whole = (facts | {"client_id": uuid.uuid4()} for _act in range(2))

    for _twice in range(2):
        take_back(packages=7, places=lost | {terong.pk: "kitchen"}, **one)
        take_back(packages=3, places=lost, **whole)
    with pytest.raises(FormUsedBefore):
        take_back(packages=3, places={}, **whole)

    event.refresh_from_db()
    rows = unpacking.told(event.package_movements.filter(unpacks__gt=0).with_lots())
    gone = StockMovement.objects.exclude(kind="packed").values_list("kind", "reason", "quantity")
    some = f"Dipilah: kangkung rusak atau hilang; {terong.name.lower()} ke dapur"
    assert [(row.kind, row.said) for row in rows] == [
        *(("returned", some), ("lost", "Rusak atau hilang")),
    ]
    kinds = [("loss", "rotten", -14), ("kitchen", "", -7)]
    assert list(gone) == [*kinds, ("loss", "rotten", -6), ("loss", "rotten", -3)]
    assert (event.returned, event.lost, checks.runs_with_a_wrong_rest()) == (7, 3, [])


def test_a_run_typed_wrong_comes_apart_before_the_event_opens(
    facility, pack, services_head, kangkung
):
    event, lot = DistributionFactory(facility=facility), _lot(kangkung, 100, 20_000)
    Distribution.objects.filter(pk=event.pk).update(
        status="approved", approved_at=timezone.now(), approved_by=services_head
    )
    pack(event, 50, Content(kangkung, Decimal(1)))

    take_back(distribution=event, packages=45, to="stock", by=services_head, client_id=uuid.uuid4())

    event.refresh_from_db()
    lot.refresh_from_db()
    assert (event.packages_left, lot.on_hand_quantity, lot.on_hand_grams) == (5, 95, 19_000)
