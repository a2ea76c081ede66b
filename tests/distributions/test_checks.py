"""The self-check of events finds what a broken guard would let in."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from distributions.checks import figures
from distributions.models import (
    Coupon,
    Distribution,
    Entitlement,
    Handover,
    PackageMovement,
    PackedLot,
)
from distributions.packing import runs, unpacking
from distributions.packing.contents import Content
from tests.factories import (
    CouponFactory,
    EntitlementFactory,
    HandoverFactory,
    HarvestFactory,
    PackageMovementFactory,
    StockMovementFactory,
)
from tests.races import without


def breaches():
    found = run_checks(tags=["selfcheck"], include_deployment_checks=True, databases=["default"])
    return sorted(int(error.id[-3:]) for error in found if error.id.startswith("distributions."))


@pytest.fixture
def event(facility, open_event):
    return open_event(facility)


@pytest.fixture
def served(event, serve, handover_officer):
    return serve(event, event.entitlements.get(number=1), handover_officer).handover


@pytest.fixture
def give(event):
    """Write a hand-over past the desk."""

    def write(of=1, **facts):
        today = event.facility.local_day(timezone.now())
        usual = {"number": 1, "served_window": (today, today + dt.timedelta(days=1))}
        return HandoverFactory(entitlement=event.entitlements.get(number=of), **(usual | facts))

    return write


@pytest.fixture
def take_back(event):
    def run(packages, to="stock"):
        return unpacking.take_back(
            distribution=event,
            packages=packages,
            to=to,
            by=event.recorded_by,
            client_id=uuid.uuid4(),
        )

    return run


def test_an_event_that_was_served_by_the_rules_has_no_breach(event, served, take_back):
    take_back(2, "kitchen")
    take_back(1, "lost")

    assert breaches() == []
    assert (figures()["distributions"], figures()["entitlements"], figures()["handovers"]) == (
        1,
        3,
        1,
    )


def test_two_lots_of_one_size_in_one_run_are_told_apart(event, take_back):
    contents = [
        Content(lot.commodity, Decimal(1), unit=lot.unit)
        for lot in HarvestFactory.create_batch(2, facility=event.facility)
    ]
    form = {"by": event.recorded_by, "client_id": uuid.uuid4()}
    runs.pack(distribution=event, packages=3, contents=contents, **form)
    take_back(2)

    assert breaches() == []


def test_a_false_figure_is_found(event):
    with without(Distribution, trigger="figures_follow_facts"):
        Distribution.objects.update(packed=6)

    assert breaches() == [1]


def test_more_packages_out_than_packed_are_found(event):
    with (
        without(Distribution, constraint="no_more_packages_out_than_packed"),
        without(PackageMovement, trigger="what_comes_back_stays_within_its_run"),
    ):
        PackageMovementFactory(
            distribution=event, kind="lost", packages=6, unpacks=event.package_movements.get()
        )

    assert breaches() == [2, 22]


def test_an_event_that_closed_with_a_difference_is_found(event):
    with without(Distribution, constraint="a_closed_event_balances"):
        Distribution.objects.update(
            status="closed", closed_at=timezone.now(), closed_by=event.recorded_by
        )

    assert breaches() == [2]


def test_an_event_that_opened_without_list_or_order_is_found(event):
    Distribution.objects.update(approved_at=None, approved_by=None)

    assert breaches() == [3]


@pytest.mark.parametrize("reopened", [dt.timedelta(minutes=-1), None])
def test_a_closed_event_that_drifted_open_is_found(event, reopened):
    at = timezone.now()
    by = (
        {
            "reopened_at": at + reopened,
            "reopened_by": event.recorded_by,
            "reopened_reason": "Keliru",
        }
        if reopened
        else {}
    )
    with without(Distribution, trigger="event_status_follows_its_road"):
        Distribution.objects.update(status="open", closed_at=at, closed_by=event.recorded_by, **by)

    assert breaches() == [3]


def test_a_gap_in_the_receipts_is_found(give):
    give(number=2)

    assert breaches() == [4]


def test_a_hand_over_after_closing_is_found(event, give):
    with without(Distribution, constraint="a_closed_event_balances"):
        Distribution.objects.update(
            status="closed", closed_at=timezone.now(), closed_by=event.recorded_by
        )
        with without(Handover, trigger="touches_distribution"):
            give()

    assert 11 in breaches()


def test_a_hand_over_that_holds_another_day_is_found(give):
    with without(Handover, trigger="a_handover_holds_its_interval"):
        give(served_window=(dt.date(2025, 1, 1), dt.date(2025, 1, 2)), recorded_at=timezone.now())

    assert breaches() == [12]


def test_a_family_that_had_to_wait_is_found(facility, served, open_event):
    other = open_event(facility, families=0)
    parties = {"family": served.family, "inmate": served.entitlement.inmate}
    entitlement = EntitlementFactory(
        distribution=other, source="walk_in", number=1, snapshot={"family": "Sri"}, **parties
    )
    with (
        without(Handover, constraint="a_family_waits_between_two_packages"),
        without(Handover, constraint="a_family_receives_once_a_day"),
    ):
        HandoverFactory(entitlement=entitlement, number=1)

    assert breaches() == [13]


def test_a_second_package_of_one_day_is_found_whatever_for(facility, served, open_event):
    feast = open_event(facility, families=0, purpose="feast_day")
    parties = {"family": served.family, "inmate": served.entitlement.inmate}
    entitlement = EntitlementFactory(
        distribution=feast, source="walk_in", number=1, snapshot={"family": "Sri"}, **parties
    )
    with without(Handover, constraint="a_family_receives_once_a_day"):
        HandoverFactory(entitlement=entitlement, number=1)

    assert breaches() == [13]


def test_a_hand_over_of_another_purpose_than_its_event_is_found(give):
    with without(Handover, trigger="purpose_follows_event"):
        give(purpose="feast_day")

    assert breaches() == [11]


def test_an_entitlement_that_was_served_twice_is_found(give):
    give()
    with (
        without(Handover, constraint="one_live_handover_per_entitlement"),
        without(Handover, constraint="a_family_waits_between_two_packages"),
        without(Handover, constraint="a_family_receives_once_a_day"),
    ):
        give(number=2)

    assert breaches() == [13, 14]


def test_a_reserve_that_was_served_is_found(facility, open_event, give):
    reserve = open_event(facility, families=1, source="reserve").entitlements.get()
    today = facility.local_day(timezone.now())
    HandoverFactory(
        entitlement=reserve, number=1, served_window=(today, today + dt.timedelta(days=1))
    )

    assert breaches() == [15]


def test_a_run_without_lots_is_found(event):
    PackageMovementFactory(distribution=event, packages=1)

    assert breaches() == [21]


def test_goods_that_came_back_of_another_run_are_found(event, take_back):
    [row] = take_back(1)
    unpacking = row.packed_lots.get().stock_movement
    stray = StockMovementFactory(harvest=unpacking.harvest, kind="packed", quantity=-1, grams=-4000)
    with without(PackedLot, trigger="fact_is_append_only"):
        PackedLot.objects.filter(package_movement=row).update(stock_movement=stray)

    assert 21 in breaches()


def test_units_that_stay_in_packages_that_came_back_are_found(event):
    PackageMovementFactory(
        distribution=event, kind="returned", packages=2, unpacks=event.package_movements.get()
    )

    assert breaches() == [22]


def test_a_packing_of_no_event_is_found(event):
    StockMovementFactory(kind="packed", quantity=Decimal(-1), grams=-200)

    assert breaches() == [23]


def test_a_family_without_number_or_snapshot_is_found(event):
    with without(Entitlement, trigger="number_and_snapshot_stand_after_draft"):
        event.entitlements.filter(number=3).update(number=None)
    event.entitlements.filter(number=1).update(snapshot={})

    assert breaches() == [31]


@pytest.mark.parametrize("changed", [{"number": 7}, {"snapshot": {"family": "Aminah"}}])
def test_numbers_with_a_gap_or_against_the_alphabet_are_found(event, changed):
    with without(Entitlement, trigger="number_and_snapshot_stand_after_draft"):
        event.entitlements.filter(number=3).update(**changed)

    assert breaches() == [32]


def test_two_families_of_one_inmate_are_found_where_the_event_gives_one_package(
    facility, open_event
):
    event = open_event(facility, families=2, one_per_inmate=True)
    first, second = event.entitlements.order_by("number")
    with (
        without(Entitlement, constraint="one_entitlement_per_inmate"),
        without(Entitlement, trigger="entitlement_parties_never_change"),
    ):
        Entitlement.objects.filter(pk=second.pk).update(inmate=first.inmate)

    assert breaches() == [33]


def test_a_second_live_coupon_and_an_impossible_code_are_found(event):
    first = CouponFactory(entitlement=event.entitlements.first(), code="K7M4-9QX2")
    with without(Coupon, constraint="one_live_coupon_per_entitlement"):
        CouponFactory(entitlement=first.entitlement)

    assert breaches() == [34]
