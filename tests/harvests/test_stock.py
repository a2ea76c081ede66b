"""The verbs on a lot: what they write, what they refuse, and that a retry is a success."""

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection

from harvests.models import Harvest, StockMovement
from harvests.stock import intake, mending, money, uses
from harvests.stock.intake import Line
from harvests.stock.refusals import NotEnough
from harvests.weights import weighings_of, weight_of
from rutan.models import AuditEntry
from rutan.once import FormUsedBefore
from rutan.refusals import Refused
from tests.factories import TODAY, CommodityFactory, HarvestFactory, PlantingFactory

D = Decimal
FORM = uuid.uuid4


@pytest.fixture
def record(facility, bed, harvest_recorder):
    def act(*lines, client_id=None, **facts):
        row = {
            "facility": facility,
            "site": bed,
            "harvested_on": TODAY,
            "lines": lines,
            "by": harvest_recorder,
        }
        return intake.record(**row | facts, client_id=client_id or FORM())

    return act


KITCHEN = uses.Use("kitchen", TODAY)


@pytest.fixture
def use(harvest_recorder):
    def act(lot, quantity, client_id=None, **facts):
        who = {"by": facts.pop("by", harvest_recorder), "client_id": client_id or FORM()}
        said = uses.Use(**{"kind": "kitchen", "occurred_on": TODAY} | facts)
        return uses.take(lots=[(lot, D(quantity))], use=said, **who)[0]

    return act


def left_of(lot):
    lot.refresh_from_db()
    return lot.on_hand_quantity, lot.on_hand_grams


# Recording


def test_a_line_without_a_weight_weighs_what_the_commodity_says(record, kangkung):
    (lot,) = record(Line(kangkung, D(12), "bundle"))

    assert (lot.grams, lot.weight_is_estimated, lot.best_before) == (
        2400,
        True,
        TODAY + dt.timedelta(days=1),
    )


def test_a_weighed_line_keeps_its_weight(record, kangkung):
    (lot,) = record(Line(kangkung, D(92), "bundle", grams=17_400))

    assert (lot.grams, lot.weight_is_estimated, lot.on_hand_grams) == (17_400, False, 17_400)


@pytest.mark.parametrize(
    ("quantity", "unit", "grams"),
    [("2.4", "kg", 2400), ("34.605", "kg", 34_605), ("850", "g", 850)],
)
def test_a_weight_is_its_own_quantity(record, kangkung, quantity, unit, grams):
    (lot,) = record(Line(kangkung, D(quantity), unit, grams=1))

    assert (lot.grams, lot.weight_is_estimated) == (grams, False)


def test_a_foreign_unit_needs_a_weight(record, kangkung):
    with pytest.raises(Refused, match="Kangkung biasanya dihitung per ikat"):
        record(Line(kangkung, D(3), "piece"))


@pytest.mark.parametrize(
    ("quantity", "unit", "grams"),
    [("500001", "bundle", None), ("100000.001", "kg", None), ("1", "bundle", 100_000_001)],
)
def test_more_than_a_harvest_can_weigh_is_refused_with_the_weight(
    record, kangkung, quantity, unit, grams
):
    with pytest.raises(Refused, match=r"menjadi 100\.000,\d+ kg") as refusal:
        record(Line(kangkung, D(quantity), unit, grams=grams))

    assert refusal.value.outcome == "too_much"


def test_less_than_a_gram_is_no_harvest(record, kangkung):
    with pytest.raises(Refused, match="kurang dari 1 gram") as refusal:
        record(Line(kangkung, D("0.001"), "bundle"))

    assert refusal.value.outcome == "too_little"


def test_more_than_a_million_pieces_are_refused(record, kangkung, lot, count):
    for write in (
        lambda: record(Line(kangkung, D(1_000_001), "bundle", grams=1)),
        lambda: count(lot, 1_000_001, 1),
    ):
        with pytest.raises(Refused, match="terlalu besar"):
            write()


@pytest.mark.parametrize("verb", ["count", "correct"])
def test_true_figures_weigh_no_more_than_a_harvest_can(facility, verb, request):
    herd = {"quantity": 10, "grams": 2_500_000, "weight_is_estimated": True}
    cattle = HarvestFactory(facility=facility, unit="head", **herd)

    with pytest.raises(Refused, match=r"25\.000\.000 kg"):
        request.getfixturevalue(verb)(cattle, 100_000)


def test_every_line_is_a_lot_of_that_day_and_site(record, kangkung, facility, bed):
    terong = CommodityFactory(
        facility=facility, name="Terong", unit="piece", grams_per_unit=150, shelf_life_days=3
    )

    lots = record(
        Line(kangkung, D(12), "bundle", worker_count=4),
        Line(terong, D(20), "piece", note="petik ke-3"),
    )

    assert [(lot.site, lot.harvested_on, lot.commodity.name, lot.grams) for lot in lots] == [
        (bed, TODAY, "Kangkung", 2400),
        (bed, TODAY, "Terong", 3000),
    ]


def test_the_same_harvest_form_again_returns_its_rows(record, kangkung):
    form = FORM()
    lots = record(Line(kangkung, D(12), "bundle"), Line(kangkung, D(5), "kg"), client_id=form)

    assert (
        record(Line(kangkung, D(12), "bundle"), Line(kangkung, D(5), "kg"), client_id=form) == lots
    )
    assert Harvest.objects.count() == 2


@pytest.mark.parametrize("changed", [[("13", "bundle")], [("12", "bundle"), ("1", "kg")]])
def test_a_harvest_form_that_says_something_else_is_not_swallowed(record, kangkung, changed):
    form = FORM()
    record(Line(kangkung, D(12), "bundle"), client_id=form)

    with pytest.raises(FormUsedBefore):
        record(*[Line(kangkung, D(quantity), unit) for quantity, unit in changed], client_id=form)


@pytest.mark.parametrize(
    "changed",
    [
        {"note": "lain"},
        {"worker_count": 9},
        {"grams": 2100},
        {"grams": 2000, "weight_is_estimated": True},
    ],
)
def test_a_line_that_says_something_else_is_not_swallowed(record, kangkung, changed):
    form, line = FORM(), Line(kangkung, D(12), "bundle", grams=2000)
    record(line, client_id=form)

    with pytest.raises(FormUsedBefore):
        record(replace(line, **changed), client_id=form)


def test_a_harvest_form_of_another_day_is_not_swallowed(record, kangkung):
    form, line = FORM(), Line(kangkung, D(12), "bundle")
    record(line, client_id=form)

    with pytest.raises(FormUsedBefore):
        record(line, client_id=form, harvested_on=TODAY - dt.timedelta(days=1))


def test_a_harvest_form_with_a_line_less_is_not_swallowed(record, kangkung):
    form = FORM()
    record(Line(kangkung, D(12), "bundle"), Line(kangkung, D(1), "kg"), client_id=form)

    with pytest.raises(FormUsedBefore):
        record(Line(kangkung, D(12), "bundle"), client_id=form)


def test_a_form_of_somebody_else_is_never_answered(record, kangkung, services_head):
    form = FORM()
    record(Line(kangkung, D(12), "bundle"), client_id=form)

    with pytest.raises(FormUsedBefore):
        record(Line(kangkung, D(12), "bundle"), client_id=form, by=services_head)


def test_nothing_is_kept_when_one_line_is_refused(record, kangkung):
    with pytest.raises(Refused, match="kurang dari 1 gram"):
        record(Line(kangkung, D(12), "bundle"), Line(kangkung, D(0), "kg"))

    assert not Harvest.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_harvest_belongs_to_the_one_planting_that_stands_there(record, kangkung, facility, bed):
    ended = PlantingFactory(
        facility=facility, commodity=kangkung, site=bed, ended_on=TODAY - dt.timedelta(days=1)
    )
    standing = PlantingFactory(facility=facility, commodity=kangkung, site=bed)

    (lot,) = record(Line(kangkung, D(12), "bundle"))

    assert lot.planting == standing != ended


# Uses


def test_a_use_takes_the_lots_own_weight(lot, use):
    movement = use(lot, 1)

    assert (movement.quantity, movement.grams) == (-1, -189)


def test_the_last_unit_takes_the_last_gram(lot, use):
    grams = [use(lot, 1).grams for _ in range(92)]

    assert (sum(grams), set(grams), left_of(lot)) == (-17_400, {-189, -190}, (0, 0))


def test_a_preview_weighs_what_the_use_will_take(lot, use):
    use(lot, 41)
    lot.refresh_from_db()

    preview = weight_of(lot, D(7), weighings_of([lot]))

    assert use(lot, 7).grams == -preview


def test_more_than_is_left_is_refused_with_the_figures(lot, use):
    use(lot, 85)

    with pytest.raises(
        NotEnough, match=r"Sisa panen ini 7 ikat \(1,3 kg\). Yang diminta 8 ikat."
    ) as refusal:
        use(lot, 8)

    assert (refusal.value.outcome, refusal.value.lot, refusal.value.asked, refusal.value.left) == (
        "not_enough",
        lot,
        8,
        7,
    )


@pytest.mark.parametrize("quantity", [0, -3])
def test_nothing_is_not_a_use(lot, use, quantity):
    with pytest.raises(NotEnough):
        use(lot, quantity)


def test_several_lots_are_all_taken_or_none(lot, use, harvest_recorder):
    other = HarvestFactory(
        facility=lot.facility, commodity=lot.commodity, site=lot.site, quantity=5, grams=1000
    )
    row = {"use": uses.Use("packed", TODAY), "by": harvest_recorder}

    with pytest.raises(NotEnough):
        uses.take(lots=[(lot, D(90)), (other, D(6))], client_id=FORM(), **row)
    movements = uses.take(lots=[(other, D(5)), (lot, D(90)), (lot, D(2))], client_id=FORM(), **row)

    assert [(movement.harvest_id, movement.grams) for movement in movements] == [
        (lot.pk, -17_400),
        (other.pk, -1000),
    ]


def test_the_same_use_again_returns_its_row(lot, use):
    form = FORM()
    movement = use(lot, 10, client_id=form)

    assert use(lot, 10, client_id=form) == movement
    assert left_of(lot)[0] == 82


@pytest.mark.parametrize(
    "changed",
    [
        {"quantity": 11},
        {"kind": "seed"},
        {"note": "lain"},
        {"occurred_on": TODAY + dt.timedelta(days=1)},
    ],
)
def test_a_use_form_that_says_something_else_is_not_swallowed(lot, use, changed):
    form = FORM()
    use(lot, 10, client_id=form)

    with pytest.raises(FormUsedBefore):
        use(lot, client_id=form, **{"quantity": 10} | changed)


def test_nothing_is_used_before_it_was_harvested(lot, use):
    with pytest.raises(Refused, match="mendahului tanggal panen"):
        use(lot, 1, occurred_on=TODAY - dt.timedelta(days=1))


APRIL = dt.datetime(2026, 4, 10, 3, tzinfo=dt.UTC)


@pytest.fixture
def mended(lot, harvest_recorder):
    """Of ten bundles on 10 March, which a correction of 10 April made twenty, eight went to the
    kitchen on 25 March.
    """
    lot = HarvestFactory(
        facility=lot.facility, commodity=lot.commodity, site=lot.site, quantity=10, grams=2000
    )
    row = {"by": harvest_recorder, "client_id": FORM()}
    uses.take(lots=[(lot, D(8))], use=uses.Use("kitchen", dt.date(2026, 3, 25)), **row)
    mending.correct(lot=lot, quantity=D(20), note="salah ketik", at=APRIL, **row)
    return lot


@pytest.mark.parametrize("on", [TODAY, dt.date(2026, 3, 25), dt.date(2026, 4, 9)])
def test_what_was_not_there_on_a_day_is_not_taken_on_it(mended, use, on):
    with pytest.raises(
        Refused,
        match=r"Sebelum 10 April 2026 sisa panen ini 2 ikat \(0,4 kg\). Yang diminta 3 ikat",
    ) as refusal:
        use(mended, 3, occurred_on=on)

    assert (refusal.value.outcome, refusal.value.lot) == ("not_enough", mended)
    assert use(mended, 2, occurred_on=on).occurred_on == on


def test_what_was_there_since_is_taken_from_that_day_on(mended, use):
    use(mended, 12, occurred_on=dt.date(2026, 4, 10))

    assert left_of(mended) == (0, 0)


def test_grams_that_a_later_count_found_are_not_taken_before_it(lot, use, count):
    count(lot, 92, 20_000)

    with pytest.raises(Refused, match=r"92 ikat \(17,4 kg\). Yang diminta 92 ikat \(20 kg\)"):
        use(lot, 92)


def test_a_lot_is_not_finished_on_a_day_that_held_less(mended, harvest_recorder):
    with pytest.raises(Refused, match="Yang diminta 12 ikat"):
        uses.finish(lot=mended, use=KITCHEN, by=harvest_recorder, client_id=FORM())


def test_a_lot_is_not_mended_below_nothing_on_any_day(mended, harvest_recorder):
    row = {
        "lot": mended,
        "note": "salah",
        "by": harvest_recorder,
        "at": APRIL - dt.timedelta(days=3),
    }
    for verb, quantity in ((mending.count, 1), (mending.correct, 10)):
        with pytest.raises(Refused, match="Sebelum 10 April 2026"):
            verb(quantity=D(quantity), client_id=FORM(), **row)


def test_a_loss_needs_a_reason_and_a_sale_a_buyer(lot, use):
    with pytest.raises(Refused, match="Pilih sebab"):
        use(lot, 1, kind="loss")
    with pytest.raises(Refused, match="Isi nama pembeli"):
        use(lot, 1, kind="sale")


def test_a_pinch_weighs_nothing_until_pinches_add_up_to_a_gram(facility, use):
    chillies = HarvestFactory(facility=facility, quantity=1000, grams=300)

    grams = [use(chillies, 1).grams for _ in range(10)]

    assert (set(grams), sum(grams), left_of(chillies)) == ({0, -1}, -3, (990, 297))


def test_finishing_takes_what_is_left_by_then(lot, use, harvest_recorder):
    use(lot, 90)
    form = FORM()
    loss = uses.Use("loss", TODAY, reason="shrinkage")
    row = {"use": loss, "by": harvest_recorder, "client_id": form}

    movement = uses.finish(lot=lot, **row)

    assert (movement.quantity, movement.grams, left_of(lot)) == (-2, -378, (0, 0))
    assert uses.finish(lot=lot, **row) == movement


def test_an_empty_lot_can_not_be_finished(lot, use, harvest_recorder):
    use(lot, 92)

    with pytest.raises(NotEnough):
        uses.finish(lot=lot, use=KITCHEN, by=harvest_recorder, client_id=FORM())


# Unpacking and reversals


@pytest.fixture
def put_back(harvest_recorder):
    def act(movement, quantity, client_id=None):
        row = {
            "on": TODAY,
            "by": harvest_recorder,
            "note": "sisa paket",
            "client_id": client_id or FORM(),
        }
        return uses.put_back(movement=movement, quantity=D(quantity), **row)

    return act


def test_unpacking_in_parts_brings_back_the_last_gram(lot, use, put_back):
    packing = use(lot, 7, kind="packed")

    grams = [put_back(packing, 1).grams for _ in range(7)]

    assert (sum(grams), left_of(lot)) == (-packing.grams, (92, 17_400))


@pytest.mark.parametrize(
    ("units", "weight", "packed"), [(1000, 100, "10"), (10, 20, "10"), (1, 2, "1"), (3, 1, "3")]
)
@pytest.mark.parametrize("part", [1, 4, 45])
def test_left_overs_too_light_to_show_come_back_and_leave_again(
    facility, use, put_back, units, weight, packed, part
):
    lot = HarvestFactory(facility=facility, quantity=units, grams=weight)
    packing, share = use(lot, packed, kind="packed"), (D(packed) / part).quantize(D("0.001"))

    for _ in range(part - 1):
        put_back(packing, share)
        use(lot, share)
    put_back(packing, D(packed) - share * (part - 1))

    moves = list(lot.movements.values_list("quantity", "grams"))
    kitchen = lot.movements.filter(kind="kitchen").values_list("grams", flat=True)
    assert left_of(lot) == (units - share * (part - 1), weight + sum(kitchen))
    assert (sum(row[1] for row in moves if row[1] > 0), all(grams <= 0 for grams in kitchen)) == (
        -packing.grams,
        True,
    )


def test_unpacking_gives_back_what_a_crumb_weighs_and_no_more(facility, use, put_back):
    lot = HarvestFactory(facility=facility, quantity=1, grams=2)
    packing = use(lot, 1, kind="packed")

    grams = [put_back(packing, "0.125").grams for _ in range(8)]

    assert (grams, left_of(lot)) == ([0, 0, 1, 0, 0, 0, 1, 0], (1, 2))


def test_unpacking_never_returns_more_than_is_still_out(lot, use, put_back):
    packing = use(lot, 7, kind="packed")
    put_back(packing, 5)

    with pytest.raises(NotEnough):
        put_back(packing, 3)


def test_the_same_unpacking_again_returns_its_row(lot, use, put_back):
    packing, form = use(lot, 7, kind="packed"), FORM()
    back = put_back(packing, 5, client_id=form)

    assert put_back(packing, 5, client_id=form) == back
    assert left_of(lot)[0] == 90


@pytest.fixture
def reverse(harvest_recorder):
    def act(movement, client_id=None, **facts):
        return mending.reverse(
            movement=movement,
            by=harvest_recorder,
            note="salah panen",
            client_id=client_id or FORM(),
            **facts,
        )

    return act


def test_a_reversal_is_the_exact_opposite_of_the_same_kind(lot, use, reverse):
    movement = use(lot, 10, kind="sale", buyer="Pasar", amount=50_000)

    back = reverse(movement)

    assert (back.kind, back.quantity, back.grams, back.reverses) == (
        "sale",
        10,
        -movement.grams,
        movement,
    )
    assert left_of(lot) == (92, 17_400)


def test_a_reversal_again_is_a_success_and_a_second_one_refused(lot, use, reverse):
    movement, form = use(lot, 10), FORM()
    back = reverse(movement, client_id=form)

    assert reverse(movement, client_id=form) == back
    with pytest.raises(Refused, match="sudah dibetulkan"):
        reverse(movement)


def test_a_packing_is_not_reversed_here(lot, use, reverse):
    packing = use(lot, 10, kind="packed")

    with pytest.raises(Refused, match="bakti sosial"):
        reverse(packing)


def test_a_reversal_is_not_reversed(lot, use, reverse):
    back = reverse(use(lot, 10))

    with pytest.raises(Refused, match="Pembatalan tidak dibatalkan lagi"):
        reverse(back)
    assert left_of(lot) == (92, 17_400)


def test_a_reversal_is_dated_by_the_facilitys_own_day(lot, use, reverse):
    movement = use(lot, 10)

    # 20.00 UTC is three o'clock in the morning in Blora.
    back = reverse(movement, at=dt.datetime(2026, 3, 11, 20, tzinfo=dt.UTC))

    assert back.occurred_on == dt.date(2026, 3, 12)


# Corrections and counts


@pytest.fixture
def correct(harvest_recorder):
    def act(lot, quantity, grams=None, client_id=None, at=None):
        row = {
            "note": "salah ketik",
            "by": harvest_recorder,
            "client_id": client_id or FORM(),
            "at": at,
        }
        return mending.correct(lot=lot, quantity=D(quantity), grams=grams, **row)

    return act


@pytest.fixture
def count(harvest_recorder):
    def act(lot, quantity, grams=None, client_id=None):
        row = {
            "note": "hitung akhir bulan",
            "by": harvest_recorder,
            "client_id": client_id or FORM(),
        }
        return mending.count(lot=lot, quantity=D(quantity), grams=grams, **row)

    return act


def figures(movements):
    return [(movement.quantity, movement.grams) for movement in movements]


def test_a_correction_mends_the_intake_and_leaves_the_old_one_visible(lot, use, correct):
    use(lot, 10)

    (movement,) = correct(lot, 90, 17_000)

    assert (movement.kind, movement.quantity, movement.grams, lot.quantity) == (
        "correction",
        -2,
        -400,
        92,
    )
    assert left_of(lot) == (80, 17_000 - 1891)


def test_a_correction_is_never_dated_before_the_harvest(lot, correct):
    evening_before = lot.facility.start_of(lot.harvested_on) - dt.timedelta(hours=1)

    (movement,) = correct(lot, 90, 17_000, at=evening_before)

    assert movement.occurred_on == lot.harvested_on


def test_a_correction_of_a_correction_starts_from_the_mended_intake(lot, correct):
    correct(lot, 90, 17_000)

    (movement,) = correct(lot, 91, 17_200)

    assert ((movement.quantity, movement.grams), left_of(lot)) == ((1, 200), (91, 17_200))


def test_what_a_scale_said_stays_when_only_the_units_are_corrected(lot, correct):
    (movement,) = correct(lot, 93)

    assert (movement.quantity, movement.grams, left_of(lot)) == (1, 0, (93, 17_400))


def test_an_estimate_follows_the_corrected_units(facility, correct):
    lot = HarvestFactory(facility=facility, quantity=45, grams=9000, weight_is_estimated=True)

    (movement,) = correct(lot, 46)

    assert (movement.grams, left_of(lot)) == (200, (46, 9200))


def test_a_weighed_lot_that_was_emptied_comes_back_with_its_weight(lot, correct):
    correct(lot, 0, 0)
    correct(lot, 46)

    assert left_of(lot) == (46, 17_400)


def test_units_that_all_left_ask_for_the_weight_that_left_with_them(lot, use, correct):
    use(lot, 50)

    with pytest.raises(Refused, match=r"Isi juga berat panen sebesar 9,457 kg"):
        correct(lot, 50)

    correct(lot, 50, 9457)
    assert left_of(lot) == (0, 0)


def test_units_found_after_all_weight_left_ask_for_theirs(lot, use, correct):
    use(lot, 92)

    with pytest.raises(Refused, match=r"lebih dari 17,4 kg"):
        correct(lot, 95)


def test_fewer_units_that_weigh_more_are_two_movements(lot, correct):
    movements = correct(lot, 91, 17_500)

    assert (figures(movements), left_of(lot)) == ([(-1, -189), (0, 289)], (91, 17_500))


def test_fewer_units_of_the_same_weight_are_one_movement(lot, correct):
    assert (figures(correct(lot, 91, 17_400)), left_of(lot)) == ([(-1, 0)], (91, 17_400))


def test_a_lot_that_never_was_is_corrected_to_nothing(lot, correct):
    correct(lot, 0, 0)

    assert left_of(lot) == (0, 0)


def test_a_correction_below_what_already_left_is_refused(lot, use, correct):
    use(lot, 50)

    with pytest.raises(Refused, match=r"sudah keluar 50 ikat \(9,5 kg\)"):
        correct(lot, 49)


def test_a_correction_that_changes_nothing_is_refused(lot, correct):
    with pytest.raises(Refused, match="Tidak ada yang berubah"):
        correct(lot, 92, 17_400)


def test_the_same_correction_again_returns_its_rows_whatever_happened_since(lot, use, correct):
    form = FORM()
    movements = correct(lot, 91, 17_500, client_id=form)
    use(lot, 91, occurred_on=movements[0].occurred_on)

    assert correct(lot, 91, 17_500, client_id=form) == movements


def test_after_a_new_weight_units_weigh_that(lot, use, count):
    use(lot, 42)
    count(lot, 50, 9000)

    grams = [use(lot, 1).grams for _ in range(50)]

    assert (set(grams), left_of(lot)) == ({-180}, (0, 0))


def test_a_count_writes_the_difference_to_what_is_there(lot, use, count):
    use(lot, 42)

    (movement,) = count(lot, 48)

    assert (movement.kind, movement.quantity, left_of(lot)[0]) == ("count", -2, 48)


def test_a_count_that_agrees_leaves_only_a_trace(lot, count):
    assert count(lot, 92, 17_400) == []

    assert AuditEntry.objects.get(verb="count_stock").thing_id == str(lot.pk)


def test_units_without_weight_are_not_a_count(lot, count):
    with pytest.raises(Refused, match="tidak cocok"):
        count(lot, 5, 0)


def test_a_count_can_be_reversed_unless_it_is_used_already(lot, use, count, reverse):
    (found,) = count(lot, 100)
    use(lot, 95, occurred_on=found.occurred_on)

    with pytest.raises(NotEnough):
        reverse(found)


# Money


def test_a_price_is_filled_once(lot, use, harvest_recorder):
    sale = use(lot, 10, kind="sale", buyer="Pasar Blora")

    money.price(movement=sale, amount=75_000, by=harvest_recorder)
    money.price(movement=sale, amount=75_000, by=harvest_recorder)

    with pytest.raises(Refused, match="sudah diisi"):
        money.price(movement=sale, amount=80_000, by=harvest_recorder)
    assert StockMovement.objects.get().amount == 75_000


def test_only_a_sale_that_stands_is_priced(lot, use, reverse, harvest_recorder):
    kitchen, struck = use(lot, 10), use(lot, 10, kind="sale", buyer="Pasar")
    for movement in (kitchen, reverse(struck), struck):
        with pytest.raises(Refused, match="masih berlaku"):
            money.price(movement=movement, amount=75_000, by=harvest_recorder)

    assert not StockMovement.objects.exclude(amount=None).exists()


@pytest.fixture
def deposit(facility, harvest_recorder):
    def act(*sales, reference="NTPN-1"):
        return money.deposit(
            facility=facility,
            sales=sales,
            reference=reference,
            deposited_on=TODAY,
            by=harvest_recorder,
        )

    return act


def test_a_deposit_pays_several_sales_once(lot, use, deposit):
    sales = [use(lot, 10, kind="sale", buyer="Pasar", amount=amount) for amount in (75_000, 20_000)]

    paid = deposit(*sales)

    assert (paid.amount, deposit(*sales)) == (95_000, paid)
    with pytest.raises(Refused, match="belum disetor"):
        deposit(sales[0], reference="NTPN-2")


def test_a_sale_without_an_amount_or_struck_is_not_deposited(lot, use, deposit, reverse):
    unpriced = use(lot, 10, kind="sale", buyer="Pasar")
    struck = use(lot, 10, kind="sale", buyer="Pasar", amount=5000)
    reverse(struck)

    for sale in (unpriced, struck):
        with pytest.raises(Refused, match="belum disetor"):
            deposit(sale)


# The record of the act


def test_every_act_leaves_one_trace_without_names(lot, use, put_back):
    packing = use(lot, 10, kind="packed")
    back = put_back(packing, 3)

    assert list(AuditEntry.objects.order_by("pk").values_list("verb", "facts")) == [
        ("take_stock", {"movement": packing.pk, "kind": "packed", "grams": packing.grams}),
        ("put_back_stock", {"movement": back.pk, "kind": "packed", "grams": back.grams}),
    ]


def test_when_the_trace_fails_nothing_of_the_act_is_kept(lot, use):
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE rutan_auditentry ADD CONSTRAINT no_trace CHECK (verb <> 'take_stock')"
        )

    with pytest.raises(IntegrityError):
        use(lot, 10)
    assert left_of(lot) == (92, 17_400)
