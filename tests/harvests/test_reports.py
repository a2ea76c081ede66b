"""The flow of stock over a period: it adds up whatever happened."""

import datetime as dt
import random
import re
import uuid
from decimal import Decimal

import pytest

from harvests.checks import months_of
from harvests.models import Harvest, StockMovement
from harvests.reports import Flow, lot_report, stock_report
from harvests.stock import intake, mending, uses
from harvests.stock.intake import Line
from rutan.refusals import Refused
from tests.factories import TODAY, CommodityFactory, HarvestFactory, StockMovementFactory
from tests.test_house import ROOT, app_files, shown, templates

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 3, 31)


@pytest.fixture
def march(facility):
    def report():
        return stock_report(facility=facility, first=FIRST, last=LAST)

    return report


@pytest.fixture
def move(lot):
    def write(**facts):
        return StockMovementFactory(harvest=lot, **facts)

    return write


@pytest.fixture
def pick(facility, kangkung, bed):
    def harvest(day, grams):
        return HarvestFactory(
            facility=facility, commodity=kangkung, site=bed, harvested_on=day, grams=grams
        )

    return harvest


def test_a_period_opens_with_what_the_last_one_left(pick, march):
    february = pick(dt.date(2026, 2, 27), 20_000)
    taken = {"harvest": february, "occurred_on": dt.date(2026, 2, 28)}
    StockMovementFactory(**taken, quantity=-50, grams=-10_000)
    StockMovementFactory(**taken | {"occurred_on": FIRST}, quantity=-20, grams=-4000)
    pick(LAST, 7000)
    pick(dt.date(2026, 4, 1), 99_000)

    (row,) = march().rows

    figures = (row.flow.opening, row.flow.harvested, row.flow.kitchen, row.flow.closing)
    assert figures == (10_000, 7000, 4000, 13_000)


DESTINATIONS = ("packed", "kitchen", "sale", "staff", "donation", "seed", "loss")


def test_every_destination_has_its_column(move, march):
    needed = {"loss": {"reason": "rotten"}, "sale": {"buyer": "B"}, "donation": {"receiver": "P"}}
    for number, kind in enumerate(DESTINATIONS, 1):
        move(kind=kind, quantity=-number, grams=-100 * number, **needed.get(kind, {}))

    flow = march().total

    figures = [getattr(flow, kind) for kind in DESTINATIONS]
    assert figures == [100, 200, 300, 400, 500, 600, 700]
    assert (flow.destinations, flow.losses, flow.closing) == (2100, 700, 14_600)


def test_unpacking_and_reversals_are_netted(move, march):
    packing, sale = move(kind="packed"), move(kind="sale", buyer="Pasar", amount=50_000)
    move(kind="packed", quantity=4, grams=800, unpacks=packing)
    move(kind="sale", quantity=10, grams=2000, reverses=sale, note="salah")

    flow = march().total

    assert (flow.packed, flow.sale, flow.sales_amount, flow.difference) == (1200, 0, 0, 0)


def test_a_sale_struck_in_a_later_month_leaves_the_figures_of_its_own(facility, move, march):
    sale = move(kind="sale", buyer="Pasar", amount=100_000)
    move(kind="sale", buyer="Pasar", quantity=-5, grams=-1000, amount=40_000)
    before = march()

    move(
        kind="sale",
        quantity=10,
        grams=2000,
        reverses=sale,
        note="salah",
        occurred_on=dt.date(2026, 4, 2),
    )

    april = stock_report(
        facility=facility, first=dt.date(2026, 4, 1), last=dt.date(2026, 4, 30)
    ).total
    both = stock_report(facility=facility, first=FIRST, last=dt.date(2026, 4, 30)).total
    assert march() == before
    assert [(flow.sale, flow.sales_amount) for flow in (before.total, april, both)] == [
        (3000, 140_000),
        (-2000, -100_000),
        (1000, 40_000),
    ]


def test_a_correction_counts_to_what_was_harvested_and_a_count_to_losses(move, march):
    move(kind="correction", quantity=-2, grams=-400, note="salah ketik")
    move(kind="count", quantity=-1, grams=-150, note="hitung")

    flow = march().total

    assert (flow.harvested, flow.counted, flow.losses, flow.closing, flow.difference) == (
        17_000,
        150,
        150,
        16_850,
        0,
    )


def test_commodities_stand_under_their_sector(lot, facility, bed, march):
    lele = CommodityFactory(
        facility=facility, name="Lele", sector="fisheries", unit="kg", grams_per_unit=1000
    )
    HarvestFactory(facility=facility, commodity=lele, site=bed, quantity=3, unit="kg", grams=3000)

    report = march()

    assert [
        (part.sector, [row.commodity.name for row in part.rows], part.flow.harvested)
        for part in report.sectors
    ] == [
        ("crops", ["Kangkung"], 17_400),
        ("fisheries", ["Lele"], 3000),
    ]
    assert report.total.harvested == 20_400


def test_another_prison_is_never_in_the_figures(lot, other_facility, march):
    StockMovementFactory(harvest=HarvestFactory(facility=other_facility))

    assert (march().total.harvested, march().total.kitchen) == (17_400, 0)


def test_the_number_of_statements_does_not_grow(
    facility, lot, bed, march, django_assert_num_queries
):
    for _ in range(15):
        extra = HarvestFactory(
            facility=facility, site=bed, commodity=CommodityFactory(facility=facility)
        )
        StockMovementFactory(harvest=extra)

    with django_assert_num_queries(3):
        assert len(march().rows) == 16


def test_every_gram_of_a_period_s_lots_is_somewhere_by_now(lot, move):
    move(kind="correction", quantity=2, grams=400, note="salah ketik")
    packing = move(kind="packed", quantity=-50, grams=-9000)
    move(kind="packed", quantity=10, grams=1800, unpacks=packing, occurred_on=dt.date(2026, 4, 2))
    move(kind="loss", quantity=-5, grams=-900, reason="rotten", occurred_on=dt.date(2026, 4, 3))

    flow = lot_report(facility=lot.facility, first=FIRST, last=LAST).total

    assert (
        flow.opening,
        flow.harvested,
        flow.packed,
        flow.loss,
        flow.closing,
        flow.difference,
    ) == (0, 17_800, 7200, 900, 9700, 0)


def test_the_lot_report_tells_what_the_sales_of_its_lots_brought(lot, move):
    move(kind="sale", buyer="Pasar Blora", quantity=-5, grams=-1000, amount=40_000)
    struck = move(kind="sale", buyer="Bu Sri", quantity=-10, grams=-2000, amount=100_000)
    move(
        kind="sale",
        quantity=10,
        grams=2000,
        reverses=struck,
        note="batal",
        occurred_on=LAST + dt.timedelta(days=9),
    )

    [row] = lot_report(facility=lot.facility, first=FIRST, last=LAST).rows

    assert (row.flow.sale, row.flow.sales_amount) == (1000, 40_000)


def test_lots_of_another_period_or_prison_are_not_in_the_lot_report(lot, facility, other_facility):
    HarvestFactory(facility=other_facility)
    HarvestFactory(facility=facility, commodity=lot.commodity, harvested_on=dt.date(2026, 4, 1))

    assert lot_report(facility=facility, first=FIRST, last=LAST).total.harvested == 17_400


def test_the_lot_report_takes_three_statements(facility, bed, django_assert_num_queries):
    for _ in range(15):
        StockMovementFactory(
            harvest=HarvestFactory(
                facility=facility, site=bed, commodity=CommodityFactory(facility=facility)
            )
        )

    with django_assert_num_queries(3):
        assert len(lot_report(facility=facility, first=FIRST, last=LAST).rows) == 15


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_every_month_adds_up(seed, facility, kangkung, bed, harvest_recorder):
    chance = random.Random(seed)
    for day in range(90):
        something(chance, facility, kangkung, bed, harvest_recorder, TODAY + dt.timedelta(days=day))

    flows = [
        stock_report(facility=facility, first=first, last=last).total
        for first, last in months_of(facility)
    ]

    assert [flow.difference for flow in flows] == [0] * len(flows)
    assert [flow.opening for flow in flows[1:]] == [flow.closing for flow in flows[:-1]]
    assert flows[-1].closing == sum(Harvest.objects.values_list("on_hand_grams", flat=True)) > 0
    lots = [
        lot_report(facility=facility, first=first, last=last).total
        for first, last in months_of(facility)
    ]
    assert [flow.difference for flow in lots] == [0] * len(lots)


def something(chance, facility, commodity, site, by, day):
    """One thing that happens on a day; what the verbs refuse does not happen."""
    at = dt.datetime.combine(day, dt.time(3), tzinfo=dt.UTC)
    act = {"by": by, "client_id": uuid.uuid4(), "at": at}
    lots = list(Harvest.objects.on_hand())
    quantity = Decimal(chance.randrange(1, 400)) / 10
    if not lots or chance.random() < 0.4:
        lines = [Line(commodity, quantity, "bundle", grams=chance.randrange(100, 9000))]
        return intake.record(facility=facility, site=site, harvested_on=day, lines=lines, **act)
    lot = chance.choice(lots)
    movements = list(lot.movements.filter(unpacks=None, reverses=None, reversed_by=None))
    kind = chance.choice(["packed", "kitchen", "seed", "loss", "count", "correct", "reverse"])
    try:
        if kind == "count":
            return mending.count(
                lot=lot, quantity=quantity, grams=chance.randrange(1, 9000), note="hitung", **act
            )
        if kind == "correct":
            return mending.correct(lot=lot, quantity=quantity, note="salah", **act)
        if kind == "reverse":
            return movements and undo(chance.choice(movements), day, act)
        return uses.take(
            lots=[(lot, min(quantity, lot.on_hand_quantity))],
            use=uses.Use(kind, day, reason="rotten"),
            **act,
        )
    except Refused:
        return None


def undo(movement, day, act):
    if movement.kind == "packed":
        return uses.put_back(
            movement=movement, quantity=Decimal("0.5"), on=day, note="bongkar", **act
        )
    return mending.reverse(movement=movement, note="salah", **act)


def modules_that_name(*kinds):
    """Where the value of a destination stands outside of its choices, migrations and the demo."""
    word = re.compile(rf"\b({'|'.join(kinds)})\b")
    return {
        shown(path)
        for path in (*app_files(), *templates())
        if path != ROOT / "harvests/models/movements.py"
        and "demo" not in path.parts
        and word.search(path.read_text())
    }


def test_destinations_stand_in_their_choices_only():
    assert modules_that_name("donation", "flow.staff", "flow.seed", "flow.kitchen") == set()


def test_a_second_list_of_destinations_would_be_found():
    assert "distributions/packing/unpacking.py" in modules_that_name("kitchen")


def test_every_destination_has_its_colour_heading_and_column():
    kinds = [kind for kind in StockMovement.Kind if kind.tone]

    assert len({kind.tone for kind in kinds}) == len(kinds)
    assert set(StockMovement.DESTINATIONS) | {"loss"} == {"packed", *StockMovement.USES}
    assert [heading for heading, _grams in Flow().columns] == [
        kind.heading for kind in StockMovement.DESTINATIONS
    ]
