"""What the database refuses about events and lists, around the forms and verbs; without the guard
it gets in.
"""

import datetime as dt
from functools import partial

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from distributions.models import Distribution, Entitlement, PackageItem
from rutan.refusals import constraint_of
from tests.factories import (
    CommodityFactory,
    DistributionFactory,
    EntitlementFactory,
    FamilyFactory,
    InmateFactory,
    PackageMovementFactory,
)
from tests.races import without


def refused(write) -> str:
    """The name of the guard that refuses ``write``; empty when it gets in."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        return constraint_of(error)
    return ""


def settle():
    """Let waiting foreign keys speak, so that a guard may be dropped in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def put(event, **columns):
    """Write columns of the event past every verb."""
    return lambda: Distribution.objects.filter(pk=event.pk).update(**columns)


def acted(event, act, **more) -> dict:
    return {f"{act}_at": timezone.now(), f"{act}_by": event.recorded_by, **more}


@pytest.fixture
def event(facility):
    return DistributionFactory(facility=facility)


@pytest.fixture
def approved(event):
    EntitlementFactory(distribution=event)
    put(event, status="approved", **acted(event, "approved"))()
    return event


@pytest.fixture
def closed(approved):
    put(approved, status="open", **acted(approved, "opened"))()
    put(approved, status="closed", **acted(approved, "closed"))()
    return approved


@pytest.mark.parametrize(
    ("guard", "same"),
    [("one_entitlement_per_family_and_event", "family"), ("one_entitlement_per_number", "number")],
)
def test_i2_a_family_and_a_number_stand_once_on_a_list(event, guard, same):
    first = EntitlementFactory(distribution=event)
    write = partial(EntitlementFactory, distribution=event, **{same: getattr(first, same)})

    assert refused(write) == guard
    settle()
    with without(Entitlement, constraint=guard):
        assert refused(write) == ""


def test_i3_two_families_of_one_inmate_are_refused_where_the_event_says_so(facility):
    event = DistributionFactory(facility=facility, one_per_inmate=True)
    inmate = EntitlementFactory(distribution=event).inmate

    assert (
        refused(lambda: EntitlementFactory(distribution=event, inmate=inmate))
        == "one_entitlement_per_inmate"
    )
    settle()
    with without(Entitlement, constraint="one_entitlement_per_inmate"):
        assert refused(lambda: EntitlementFactory(distribution=event, inmate=inmate)) == ""


def test_i3_the_rule_is_the_events_whatever_the_row_claims(facility):
    event = DistributionFactory(facility=facility, one_per_inmate=True)
    inmate = EntitlementFactory(distribution=event).inmate
    write = partial(EntitlementFactory, distribution=event, inmate=inmate, one_per_inmate=False)

    assert refused(write) == "one_entitlement_per_inmate"
    with pgtrigger.ignore("distributions.Entitlement:rule_follows_event"):
        assert refused(write) == ""


def test_i3_a_withdrawn_family_makes_room_and_without_the_rule_there_is_room(facility):
    event = DistributionFactory(facility=facility, one_per_inmate=True)
    first = EntitlementFactory(
        distribution=event,
        withdrawn_at=timezone.now(),
        withdrawn_by=event.recorded_by,
        withdrawn_reason="pindah",
    )
    other = EntitlementFactory(distribution=DistributionFactory(facility=facility))

    assert refused(lambda: EntitlementFactory(distribution=event, inmate=first.inmate)) == ""
    assert (
        refused(lambda: EntitlementFactory(distribution=other.distribution, inmate=other.inmate))
        == ""
    )


def test_i9_an_entitlement_ties_one_prison(event, other_facility):
    strangers = {
        "family": FamilyFactory(facility=other_facility),
        "inmate": InmateFactory(facility=other_facility),
    }

    for edge, stranger in strangers.items():
        write = partial(EntitlementFactory, distribution=event, **{edge: stranger})
        assert refused(write) == "entitlement_ties_one_facility"
        with pgtrigger.ignore("distributions.Entitlement:same_facility"):
            assert refused(write) == ""


def test_i9_a_plan_line_ties_one_prison(event, other_facility):
    stranger = CommodityFactory(facility=other_facility)
    write = partial(PackageItem.objects.create, distribution=event, commodity=stranger, quantity=1)

    assert refused(write) == "packageitem_ties_one_facility"
    with pgtrigger.ignore("distributions.PackageItem:same_facility"):
        assert refused(write) == ""


def test_i11_a_stale_save_does_not_open_a_closed_event(closed):
    stale = Distribution.objects.get(pk=closed.pk)
    stale.status = "open"

    assert refused(stale.save) == "event_status_follows_its_road"
    with pgtrigger.ignore("distributions.Distribution:event_status_follows_its_road"):
        assert refused(stale.save) == ""


def test_i11_a_second_reopening_needs_its_own_moment(closed):
    reopened = acted(closed, "reopened", reopened_reason="Salah hitung")
    assert refused(put(closed, status="open", **reopened)) == ""
    put(closed, status="closed", closed_at=timezone.now())()

    assert refused(put(closed, status="open")) == "event_status_follows_its_road"


@pytest.mark.parametrize("status", ["open", "closed"])
def test_a_draft_skips_no_step(event, status):
    EntitlementFactory(distribution=event)
    moments = acted(event, "opened") | acted(event, "closed")

    assert refused(put(event, status=status, **moments)) == "event_status_follows_its_road"


def test_an_event_without_a_list_opens_only_on_an_order(facility):
    event = DistributionFactory(facility=facility, accepts_walk_ins=True)
    opening = acted(event, "opened", status="open")

    assert refused(put(event, **opening)) == "event_status_follows_its_road"
    assert refused(put(event, opening_order="Perintah lisan Kepala Rutan", **opening)) == ""


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_nothing_is_taken_back_once_packed(approved, status):
    PackageMovementFactory(distribution=approved)
    facts = acted(approved, "cancelled", cancelled_reason="x") if status == "cancelled" else {}

    assert refused(put(approved, status=status, **facts)) == "event_status_follows_its_road"


@pytest.mark.parametrize(
    "rule",
    [
        {"purpose": "feast_day"},
        {"one_per_inmate": True},
        {"minimum_days": 30},
        {"is_rehearsal": True},
    ],
)
def test_the_rules_of_an_event_stand_after_the_draft(approved, rule):
    assert refused(put(approved, **rule)) == "event_rules_stand_after_draft"
    with pgtrigger.ignore("distributions.Distribution:event_rules_stand_after_draft"):
        assert refused(put(approved, **rule)) == ""


def test_nobody_is_added_to_an_approved_list(approved):
    assert (
        refused(lambda: EntitlementFactory(distribution=approved))
        == "the_list_is_frozen_after_draft"
    )
    with pgtrigger.ignore("distributions.Entitlement:the_list_is_frozen_after_draft"):
        assert refused(lambda: EntitlementFactory(distribution=approved)) == ""


def test_nobody_is_deleted_from_an_approved_list(approved):
    rows = Entitlement.objects.on(approved)

    assert refused(rows.delete) == "an_entitlement_is_withdrawn_not_deleted"


def test_a_reserve_becomes_a_recipient_only_while_the_event_is_a_draft(event):
    entitlement = EntitlementFactory(distribution=event)
    entitlement.source = "reserve"
    assert refused(entitlement.save) == ""
    put(event, status="approved", **acted(event, "approved"))()

    entitlement.source = "list"
    assert refused(entitlement.save) == "a_reserve_stands_after_draft"
    with pgtrigger.ignore("distributions.Entitlement:a_reserve_stands_after_draft"):
        assert refused(entitlement.save) == ""


def test_one_form_makes_one_event_whatever_the_code_does(event):
    form = "6f1c3f7e-6a2b-4a0e-9a3c-1f0d2b6c9e11"
    put(event, client_id=form)()

    assert refused(lambda: DistributionFactory(facility=event.facility, client_id=form)).startswith(
        "distributions_distribution_client_id"
    )


@pytest.mark.parametrize(
    ("guard", "facts"),
    [
        ("an_event_ends_after_it_starts", {"last_day": dt.date(2026, 3, 9)}),
        ("an_event_opens_before_it_ends", {"ends": dt.time(8, 30)}),
        ("an_event_waits_at_least_one_day", {"minimum_days": 0}),
        ("an_event_has_a_known_purpose", {"purpose": "birthday"}),
    ],
)
def test_an_event_makes_sense(facility, guard, facts):
    assert refused(lambda: DistributionFactory(facility=facility, **facts)) == guard


def test_i11_neither_a_stale_save_closes_nor_an_old_reopening_opens(closed):
    at_first_closing = Distribution.objects.get(pk=closed.pk)
    put(closed, status="open", **acted(closed, "reopened", reopened_reason="Salah hitung"))()
    reopened = Distribution.objects.get(pk=closed.pk)

    assert refused(at_first_closing.save) == "event_status_follows_its_road"
    put(closed, status="closed", closed_at=timezone.now())()
    assert refused(reopened.save) == "event_status_follows_its_road"
    with pgtrigger.ignore("distributions.Distribution:event_status_follows_its_road"):
        assert refused(reopened.save) == ""


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_a_stale_save_does_not_take_a_packed_event_back(approved, status):
    stale = Distribution.objects.get(pk=approved.pk)
    PackageMovementFactory(distribution=approved, packages=5)
    stale.status = status

    assert refused(stale.save) == "event_status_follows_its_road"
    with pgtrigger.ignore("distributions.Distribution:event_status_follows_its_road"):
        assert refused(stale.save) == "nothing_is_packed_for_a_draft_or_cancelled_event"


def test_an_event_has_a_known_status(event):
    with pgtrigger.ignore("distributions.Distribution:event_status_follows_its_road"):
        assert refused(put(event, status="foo")) == "an_event_has_a_known_status"


def test_i3_the_rule_reaches_a_list_that_breaks_it(facility):
    event = DistributionFactory(facility=facility)
    inmate = EntitlementFactory(distribution=event).inmate
    EntitlementFactory(distribution=event, inmate=inmate)

    assert refused(put(event, one_per_inmate=True)) == "one_entitlement_per_inmate"
    with pgtrigger.ignore("distributions.Distribution:rule_reaches_the_list"):
        assert refused(put(event, one_per_inmate=True)) == ""
