"""What is said to be an estimate follows the corrections: on pages, home and report alike."""

import uuid
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions import reports
from distributions.packing import contents, runs
from distributions.reports import sentences
from distributions.reports.package_weights import aid_of, total
from harvests.models import Harvest
from harvests.reports import lot_report, stock_report
from harvests.stock import mending
from tests.factories import CommodityFactory, HarvestFactory


@pytest.fixture
def lot(facility):
    """A lot of today's in bundles of an estimated 200 g, or weighed."""
    spinach = CommodityFactory(facility=facility, name="Bayam", unit="bundle", grams_per_unit=200)

    def of(bundles, estimated=True):
        return HarvestFactory(
            facility=facility,
            commodity=spinach,
            quantity=bundles,
            grams=200 * bundles,
            weight_is_estimated=estimated,
            harvested_on=facility.local_day(timezone.now()),
        )

    return of


@pytest.fixture
def correct(harvest_recorder):
    def to(lot, quantity, grams):
        mending.correct(
            lot=Harvest.objects.get(pk=lot.pk),
            quantity=Decimal(quantity),
            grams=grams,
            note="salah catat",
            by=harvest_recorder,
            client_id=uuid.uuid4(),
        )

    return to


@pytest.fixture
def told(facility):
    """The headline and the two stock reports' (grams, estimated grams, lots) of this month."""

    def this_month():
        today = facility.local_day(timezone.now())
        span = {"facility": facility, "first": today.replace(day=1), "last": today}
        flows = [report(**span).total for report in (lot_report, stock_report)]
        figures = {(flow.harvested, flow.harvested_estimated, flow.lots) for flow in flows}
        return sentences.headline(reports.period(**span)), figures

    return this_month


def test_a_lot_that_never_was_leaves_no_estimate_behind(
    lot, correct, told, sign_in, harvest_recorder
):
    gone = lot(345)
    lot(100)
    correct(gone, 0, 0)

    said, figures = told()
    page = sign_in(harvest_recorder).get(reverse("harvest_report")).content.decode()

    assert "20 kg (perkiraan)" in said
    assert figures == {(20_000, 20_000, 1)}
    assert "100% berat panen adalah perkiraan" in page


def test_a_lot_that_never_was_makes_no_estimate_of_a_weighed_one(lot, correct, told):
    gone = lot(345)
    lot(100, estimated=False)
    correct(gone, 0, 0)

    said, figures = told()

    assert "20 kg" in said
    assert "perkiraan" not in said
    assert figures == {(20_000, 0, 1)}


@pytest.mark.parametrize(
    ("quantity", "grams", "estimated"), [(100, 15_000, 0), (50, 10_000, 10_000), (3, 601, 601)]
)
def test_what_a_correction_weighed_is_no_estimate(quantity, grams, estimated, lot, correct, told):
    mended = lot(100)
    correct(mended, quantity, grams)

    said, figures = told()
    row = Harvest.objects.with_estimated().get()

    assert ("perkiraan" in said) == row.is_estimated == (estimated > 0)
    assert (row.estimated_grams, figures) == (estimated, {(grams, estimated, 1)})


def test_a_correction_reaches_the_weight_in_packages(facility, lot, correct, open_event):
    event, mended = open_event(facility, families=1, packages=0), lot(100)
    runs.pack(
        distribution=event,
        packages=5,
        contents=[contents.Content(mended.commodity, Decimal(2), unit="bundle")],
        by=event.recorded_by,
        client_id=uuid.uuid4(),
    )
    before = total(aid_of(event))
    correct(mended, 100, 15_000)
    after = total(aid_of(event))

    assert (before.on_table > 0, before.on_table_estimated) == (True, before.on_table)
    assert (after.on_table, after.on_table_estimated) == (before.on_table, 0)


def test_home_and_list_count_the_same_harvests(lot, correct, sign_in, harvest_recorder):
    gone = lot(345)
    lot(100)
    correct(gone, 0, 0)
    client = sign_in(harvest_recorder)

    home, listed = (client.get(reverse(name)).content.decode() for name in ("home", "harvest_list"))

    assert "Hari ini dicatat 1 panen, ± 20 kg (perkiraan)." in home
    assert "1 panen" in listed
