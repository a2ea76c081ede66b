"""What the database refuses around the verbs, and that each refusal is its guard's and nobody
else's.
"""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from distributions.models import (
    Coupon,
    DeskAttempt,
    Distribution,
    Entitlement,
    Handover,
    PackageMovement,
    PackedLot,
)
from distributions.planning import lifecycle
from rutan.refusals import REFUSALS, constraint_of
from tests.factories import (
    CouponFactory,
    DistributionFactory,
    EntitlementFactory,
    FamilyFactory,
    FamilyMemberFactory,
    HandoverFactory,
    HarvestFactory,
    PackageMovementFactory,
    StockMovementFactory,
)
from tests.races import without

pytestmark = pytest.mark.django_db


def refused(act):
    """The name of the constraint that refuses the act; an empty string when nothing does."""
    try:
        with transaction.atomic():
            act()
    except IntegrityError as error:
        return constraint_of(error)
    return ""


@pytest.fixture
def event(facility, open_event):
    return open_event(facility, families=3, packages=2)


@pytest.fixture
def first(event):
    return event.entitlements.order_by("number").first()


def _again(entitlement, **facts):
    day = entitlement.distribution.day + dt.timedelta(days=400)
    return lambda: HandoverFactory(
        entitlement=entitlement, **({"served_window": (day, day + dt.timedelta(days=1))} | facts)
    )


def test_i1_one_live_hand_over_per_entitlement(first):
    HandoverFactory(entitlement=first)

    assert refused(_again(first)) == "one_live_handover_per_entitlement"


def test_i1_without_the_index_a_second_one_gets_in(first):
    HandoverFactory(entitlement=first)

    with without(Handover, constraint="one_live_handover_per_entitlement"):
        assert refused(_again(first)) == ""


def test_i1_a_voided_hand_over_makes_room(first, services_head):
    fact = HandoverFactory(entitlement=first)
    fact.voided_at, fact.voided_by, fact.void_reason, fact.void_kind = (
        timezone.now(),
        services_head,
        "salah",
        "wrong_entry",
    )
    fact.save()

    assert refused(lambda: HandoverFactory(entitlement=first)) == ""


def test_i2_one_live_coupon_per_entitlement(first):
    CouponFactory(entitlement=first)

    assert refused(lambda: CouponFactory(entitlement=first)) == "one_live_coupon_per_entitlement"
    with without(Coupon, constraint="one_live_coupon_per_entitlement"):
        assert refused(lambda: CouponFactory(entitlement=first)) == ""


def test_i4_no_hand_over_into_an_event_that_is_not_open(event, first):
    _close_by_hand(event)

    assert refused(lambda: HandoverFactory(entitlement=first)) == "a_handover_needs_an_open_event"


def _close_by_hand(event):
    event.refresh_from_db()
    if event.packages_left:
        run = event.package_movements.get(kind="packed")
        PackageMovementFactory(
            distribution=event, kind="lost", packages=event.packages_left, unpacks=run
        )
    Distribution.objects.filter(pk=event.pk).update(
        status="closed", closed_at=timezone.now(), closed_by=event.recorded_by
    )


def test_i4_without_the_trigger_it_gets_in(event, first):
    _close_by_hand(event)

    with without(Handover, trigger="touches_distribution"):
        assert refused(lambda: HandoverFactory(entitlement=first)) == ""


def test_i4_no_more_packages_out_than_packed(event):
    acts = [lambda e=e: HandoverFactory(entitlement=e) for e in event.entitlements.all()]

    assert [refused(act) for act in acts] == ["", "", "no_more_packages_out_than_packed"]
    with without(Distribution, constraint="no_more_packages_out_than_packed"):
        assert refused(acts[2]) == ""


def test_i4_an_unbalanced_event_does_not_close(event):
    def close():
        Distribution.objects.filter(pk=event.pk).update(
            status="closed", closed_at=timezone.now(), closed_by=event.recorded_by
        )

    assert refused(close) == "a_closed_event_balances"
    with without(Distribution, constraint="a_closed_event_balances"):
        assert refused(close) == ""


def test_i4_the_figures_follow_the_facts_whatever_is_saved(event, first):
    stale = Distribution.objects.get(pk=event.pk)
    HandoverFactory(entitlement=first)

    stale.handed_over, stale.packed, stale.title = 0, 99, "Nama lain"
    stale.save()

    event.refresh_from_db()
    assert (event.handed_over, event.packed, event.title) == (1, 2, "Nama lain")


def test_i4_without_the_trigger_a_stale_save_falsifies_them(event, first):
    stale = Distribution.objects.get(pk=event.pk)
    HandoverFactory(entitlement=first)

    with without(Distribution, trigger="figures_follow_facts"):
        stale.save()

    event.refresh_from_db()
    assert event.handed_over == 0


@pytest.mark.parametrize("model", [Handover, PackageMovement])
def test_i5_one_act_per_client_id(model, event, first):
    make = {Handover: HandoverFactory, PackageMovement: PackageMovementFactory}[model]
    about = {"entitlement": first} if model is Handover else {"distribution": event}
    key = make(**about).client_id
    other = {"entitlement": event.entitlements.last()} if model is Handover else about

    assert refused(lambda: make(**other, client_id=key)) == f"{model._meta.db_table}_client_id_key"
    with connection.cursor() as cursor:  # the rollback of this test brings it back
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT '
            f'"{model._meta.db_table}_client_id_key"'
        )
    assert refused(lambda: make(**other, client_id=key)) == ""


def test_i6_a_family_waits_between_two_packages(facility, event, first, open_event):
    HandoverFactory(entitlement=first)
    other = open_event(facility, families=0, minimum_days=30)
    later = EntitlementFactory(
        distribution=other, family=first.family, inmate=first.inmate, source="walk_in"
    )
    window = (event.day, event.day + dt.timedelta(days=30))

    assert (
        refused(lambda: HandoverFactory(entitlement=later, served_window=window))
        == "a_family_waits_between_two_packages"
    )
    with without(Handover, constraint="a_family_waits_between_two_packages"):
        assert refused(lambda: HandoverFactory(entitlement=later, served_window=window)) == ""


def _at_a_feast(first, feast):
    """The right of the same family in an event of the other purpose."""
    return EntitlementFactory(
        distribution=feast, family=first.family, inmate=first.inmate, source="walk_in"
    )


def test_i6_each_purpose_has_an_interval_of_its_own(facility, event, first, open_event):
    HandoverFactory(entitlement=first)
    feast = open_event(facility, families=0, minimum_days=30, purpose="feast_day")
    window = (event.day + dt.timedelta(days=-28), event.day + dt.timedelta(days=2))

    fact = HandoverFactory(entitlement=_at_a_feast(first, feast), served_window=window)

    assert (fact.purpose, first.handovers.get().purpose) == ("feast_day", "harvest")


def test_i6_a_family_receives_once_a_day_whatever_for(facility, event, first, open_event):
    HandoverFactory(entitlement=first)
    feast = open_event(facility, families=0, purpose="feast_day")
    at_a_feast = _at_a_feast(first, feast)

    assert (
        refused(lambda: HandoverFactory(entitlement=at_a_feast)) == "a_family_receives_once_a_day"
    )
    with without(Handover, constraint="a_family_receives_once_a_day"):
        assert refused(lambda: HandoverFactory(entitlement=at_a_feast)) == ""


def test_i6_a_hand_over_has_the_purpose_of_its_event(first):
    fact = HandoverFactory(entitlement=first, purpose="feast_day")

    fact.refresh_from_db()
    assert fact.purpose == "harvest"


def test_i6_without_its_guard_a_hand_over_would_have_another(first):
    with without(Handover, trigger="purpose_follows_event"):
        fact = HandoverFactory(entitlement=first, purpose="feast_day")

    fact.refresh_from_db()
    assert fact.purpose == "feast_day"


def test_i6_after_the_interval_it_receives_again(facility, event, first, open_event):
    HandoverFactory(entitlement=first)
    other = open_event(facility, families=0, minimum_days=30)
    later = EntitlementFactory(
        distribution=other, family=first.family, inmate=first.inmate, source="walk_in"
    )
    window = (event.day + dt.timedelta(days=1), event.day + dt.timedelta(days=31))

    assert refused(lambda: HandoverFactory(entitlement=later, served_window=window)) == ""


def test_i6_only_a_rehearsal_or_an_exception_holds_no_interval(first):
    assert (
        refused(lambda: HandoverFactory(entitlement=first, served_window=None))
        == "a_handover_holds_its_interval"
    )
    assert (
        refused(
            lambda: HandoverFactory(
                entitlement=first, served_window=None, exception="offline_double"
            )
        )
        == ""
    )


@pytest.mark.parametrize("column", ["collector_name", "number", "handed_over_at", "recorded_by"])
def test_i8_a_hand_over_is_never_edited(column, first, services_head):
    fact = HandoverFactory(entitlement=first)
    new = {
        "collector_name": "Orang lain",
        "number": 99,
        "handed_over_at": timezone.now(),
        "recorded_by": services_head,
    }[column]

    assert (
        refused(lambda: Handover.objects.filter(pk=fact.pk).update(**{column: new}))
        == "handover_is_append_only"
    )
    with without(Handover, trigger="fact_is_append_only"):
        assert refused(lambda: Handover.objects.filter(pk=fact.pk).update(**{column: new})) == ""


def test_i8_a_void_is_never_taken_back(first, services_head):
    fact = HandoverFactory(entitlement=first)
    fact.voided_at, fact.voided_by, fact.void_reason, fact.void_kind = (
        timezone.now(),
        services_head,
        "salah",
        "wrong_entry",
    )
    fact.save()
    empty = {"voided_at": None, "voided_by": None, "void_reason": "", "void_kind": ""}

    assert (
        refused(lambda: Handover.objects.filter(pk=fact.pk).update(**empty))
        == "handover_is_append_only"
    )


def test_i8_facts_are_never_deleted(event, first):
    facts = [HandoverFactory(entitlement=first), event.package_movements.get()]
    facts.append(
        DeskAttempt.objects.create(
            distribution=event,
            outcome="on_hold",
            recorded_at=timezone.now(),
            recorded_by=event.recorded_by,
        )
    )

    names = [
        refused(lambda fact=fact: type(fact).objects.filter(pk=fact.pk)._raw_delete("default"))
        for fact in facts
    ]

    assert names == [
        "handover_is_append_only",
        "packagemovement_is_append_only",
        "deskattempt_is_append_only",
    ]


def test_i8_a_personal_note_may_go_to_empty_and_to_nothing_else(first):
    fact = HandoverFactory(entitlement=first, note="tetangga yang mengantar")

    assert (
        refused(lambda: Handover.objects.filter(pk=fact.pk).update(note="lain"))
        == "handover_is_append_only"
    )
    assert refused(lambda: Handover.objects.filter(pk=fact.pk).update(note="")) == ""


def test_i9_no_row_ties_two_facilities(event, other_facility, services_head):
    foreign = FamilyFactory(facility=other_facility)

    assert (
        refused(lambda: EntitlementFactory(distribution=event, family=foreign, source="walk_in"))
        == "entitlement_ties_one_facility"
    )
    with without(Entitlement, trigger="same_facility"):
        assert (
            refused(
                lambda: EntitlementFactory(distribution=event, family=foreign, source="walk_in")
            )
            == ""
        )


def test_i9_a_collector_is_of_the_same_facility(first, other_facility):
    foreign = FamilyMemberFactory(family=FamilyFactory(facility=other_facility))

    assert (
        refused(lambda: HandoverFactory(entitlement=first, collector_member=foreign))
        == "handover_ties_one_facility"
    )


def test_i9_a_hand_over_is_of_its_entitlements_event_and_family(facility, event, first, open_event):
    other = open_event(facility)
    mixed = {"distribution": other, "family": first.family}

    assert (
        refused(lambda: HandoverFactory(entitlement=first, **mixed))
        == "a_handover_is_of_its_entitlement"
    )
    with without(Handover, constraint="a_handover_is_of_its_entitlement"):
        assert refused(lambda: HandoverFactory(entitlement=first, **mixed)) == ""


def test_i9_a_package_holds_nothing_of_another_facility(event, other_facility):
    taken = StockMovementFactory(harvest=HarvestFactory(facility=other_facility), kind="packed")
    write = lambda: PackedLot.objects.create(  # noqa: E731
        package_movement=event.package_movements.get(), stock_movement=taken
    )

    assert refused(write) == "packedlot_ties_one_facility"
    with without(PackedLot, trigger="same_facility"):
        assert refused(write) == ""


@pytest.mark.parametrize(
    "act", ["handover", "packagemovement", "coupon", "entitlement", "distribution"]
)
def test_i9_no_act_is_of_a_user_of_another_facility(act, event, first, stranger):
    now = timezone.now()
    model, write = {
        "handover": (Handover, lambda: HandoverFactory(entitlement=first, recorded_by=stranger)),
        "packagemovement": (
            PackageMovement,
            lambda: PackageMovementFactory(distribution=event, recorded_by=stranger),
        ),
        "coupon": (Coupon, lambda: CouponFactory(entitlement=first, issued_by=stranger)),
        "entitlement": (
            Entitlement,
            lambda: event.entitlements.update(promoted_at=now, promoted_by=stranger),
        ),
        "distribution": (
            Distribution,
            lambda: type(event).objects.filter(pk=event.pk).update(opened_by=stranger),
        ),
    }[act]

    assert refused(write) == f"{act}_ties_one_facility"
    with without(model, trigger="same_facility"):
        assert refused(write) == ""


def test_i9_an_event_never_changes_its_facility(event, other_facility):
    change = lambda: Distribution.objects.filter(pk=event.pk).update(facility=other_facility)  # noqa: E731

    assert refused(change) == "distribution_facility_never_changes"


@pytest.mark.parametrize(
    "act", ["proposed", "approved", "opened", "closed", "ratified", "cancelled", "reopened"]
)
def test_i10_no_act_has_half_an_actor(act, event):
    half = {f"{act}_at": timezone.now(), f"{act}_by": None} | (
        {"cancelled_reason": "hujan"} if act == "cancelled" else {}
    )

    assert (
        refused(lambda: Distribution.objects.filter(pk=event.pk).update(**half))
        == f"distribution_{act}_at_and_by_together"
    )


@pytest.mark.parametrize("facts", [{}, {"reopened_reason": "salah tutup"}])
def test_i11_a_closed_event_opens_only_with_a_new_reopening(facts, event):
    _close_by_hand(event)
    drift = lambda: Distribution.objects.filter(pk=event.pk).update(status="open", **facts)  # noqa: E731

    assert refused(drift) == "event_status_follows_its_road"
    with without(Distribution, trigger="event_status_follows_its_road"):
        assert refused(drift) == ""


@pytest.mark.parametrize("facts", [{"accepts_walk_ins": False}, {"status": "draft"}])
def test_nobody_walks_in_where_nobody_is_taken(facts, facility):
    closed = DistributionFactory(facility=facility, **({"accepts_walk_ins": True} | facts))
    write = lambda: EntitlementFactory(distribution=closed, source="walk_in")  # noqa: E731

    assert refused(write) == "walk_ins_need_an_open_event"
    with without(Entitlement, trigger="walk_ins_need_an_open_event"):
        assert refused(write) == ""


def test_two_hand_overs_never_share_a_receipt(event):
    first, second = event.entitlements.order_by("number")[:2]
    HandoverFactory(entitlement=first, number=1)
    write = lambda: HandoverFactory(entitlement=second, number=1)  # noqa: E731

    assert refused(write) == "one_handover_per_receipt_number"
    with without(Handover, constraint="one_handover_per_receipt_number"):
        assert refused(write) == ""


def test_an_event_that_was_acted_on_is_not_deleted(facility):
    event = DistributionFactory(facility=facility)
    lifecycle.cancel(distribution=event, reason="hujan", by=event.recorded_by)
    erase = lambda: Distribution.objects.filter(pk=event.pk).delete()  # noqa: E731

    assert refused(erase) == "event_is_deleted_only_as_draft"
    with without(Distribution, trigger="event_is_deleted_only_as_draft"):
        assert refused(erase) == ""


def test_a_void_says_why_and_of_what_kind(first, services_head):
    fact = HandoverFactory(entitlement=first)
    void = {"voided_at": timezone.now(), "voided_by": services_head, "void_reason": "salah"}
    write = lambda: Handover.objects.filter(pk=fact.pk).update(**void)  # noqa: E731

    assert refused(write) == "a_void_has_reason_and_kind"
    with without(Handover, constraint="a_void_has_reason_and_kind"):
        assert refused(write) == ""


def test_a_package_movement_moves_packages(event):
    write = lambda: PackageMovementFactory(distribution=event, packages=0)  # noqa: E731

    assert refused(write) == "a_package_movement_moves_packages"
    with without(PackageMovement, constraint="a_package_movement_moves_packages"):
        assert refused(write) == ""


def test_a_cancellation_has_a_reason(facility):
    event = DistributionFactory(facility=facility)
    act = {"status": "cancelled", "cancelled_at": timezone.now(), "cancelled_by": event.recorded_by}
    write = lambda: Distribution.objects.filter(pk=event.pk).update(**act)  # noqa: E731

    assert refused(write) == "a_cancellation_has_a_reason"
    with without(Distribution, constraint="a_cancellation_has_a_reason"):
        assert refused(write) == ""


def test_every_refusal_named_in_the_map_exists_in_the_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
        constraints = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT string_agg(prosrc, ' ') FROM pg_proc WHERE proname LIKE 'pgtrigger_%'"
        )
        triggers = cursor.fetchone()[0]

    assert [
        name for name in REFUSALS if name not in constraints and f"'{name}'" not in triggers
    ] == []


@pytest.mark.parametrize("days", [(0, 0), (0, 2), (-9000, -8999)])
def test_i6_a_window_ends_on_the_day_of_the_package_and_is_as_long_as_the_event_says(
    days, event, first
):
    window = tuple(event.day + dt.timedelta(days=number) for number in days)
    write = lambda: HandoverFactory(  # noqa: E731
        entitlement=first, served_window=window, recorded_at=timezone.now()
    )

    assert refused(write) == "a_handover_holds_its_interval"
    with without(Handover, trigger="a_handover_holds_its_interval"):
        assert refused(write) == ""


@pytest.mark.parametrize("claimed", [dt.timedelta(days=-400), dt.timedelta(minutes=16)])
def test_a_claimed_time_far_from_the_recorded_one_is_refused(claimed, first):
    now = timezone.now()
    write = lambda: HandoverFactory(  # noqa: E731
        entitlement=first, recorded_at=now, handed_over_at=now + claimed
    )

    assert refused(write) == "a_claimed_time_is_near_the_recorded_one"
    with without(Handover, constraint="a_claimed_time_is_near_the_recorded_one"):
        assert refused(write) == ""


def test_no_more_packages_come_back_than_their_run_held(event):
    run = event.package_movements.get()
    PackageMovementFactory(distribution=event, kind="returned", packages=1, unpacks=run)
    again = lambda: PackageMovementFactory(distribution=event, kind="lost", packages=2, unpacks=run)  # noqa: E731

    with without(Distribution, constraint="no_more_packages_out_than_packed"):
        assert refused(again) == "what_comes_back_stays_within_its_run"
        with without(PackageMovement, trigger="what_comes_back_stays_within_its_run"):
            assert refused(again) == ""


def test_what_comes_back_was_packed_for_the_same_event(facility, event, open_event):
    other = open_event(facility)

    strange = lambda: PackageMovementFactory(  # noqa: E731
        distribution=event, kind="lost", packages=1, unpacks=other.package_movements.get()
    )

    assert refused(strange) == "what_comes_back_stays_within_its_run"


def test_a_collectors_name_and_a_note_are_erased_after_closing(event, first):
    fact = HandoverFactory(entitlement=first, note="titip tetangga")
    _close_by_hand(event)

    assert (
        refused(lambda: Handover.objects.filter(pk=fact.pk).update(collector_name="", note=""))
        == ""
    )
    assert (
        refused(lambda: Handover.objects.filter(pk=fact.pk).update(collector_name="Orang lain"))
        == "handover_is_append_only"
    )
    assert refused(lambda: PackageMovement.objects.filter(distribution=event).update(note="")) == ""


def test_a_hand_over_names_its_collector(first):
    assert (
        refused(lambda: HandoverFactory(entitlement=first, collector_name=""))
        == "a_handover_names_its_collector"
    )
    with without(Handover, trigger="a_handover_names_its_collector"):
        assert refused(lambda: HandoverFactory(entitlement=first, collector_name="")) == ""


@pytest.mark.parametrize("change", [{"number": 99}, {"snapshot": {"family": "Orang lain"}}])
def test_an_approved_list_keeps_its_numbers_and_snapshots(change, first):
    act = lambda: Entitlement.objects.filter(pk=first.pk).update(**change)  # noqa: E731

    assert refused(act) == "number_and_snapshot_stand_after_draft"
    with without(Entitlement, trigger="number_and_snapshot_stand_after_draft"):
        assert refused(act) == ""


def test_a_coupon_is_revoked_for_good_and_never_deleted(first, services_head):
    coupon = CouponFactory(entitlement=first, revoked_at=timezone.now(), revoked_by=services_head)

    assert (
        refused(
            lambda: Coupon.objects.filter(pk=coupon.pk).update(revoked_at=None, revoked_by=None)
        )
        == "coupon_is_append_only"
    )
    assert refused(coupon.delete) == "coupon_is_append_only"
    with without(Coupon, trigger="fact_is_append_only"):
        assert refused(coupon.delete) == ""


def test_i9_a_refused_attempt_ties_one_facility(event, other_facility):
    stranger = FamilyFactory(facility=other_facility)
    write = lambda: DeskAttempt.objects.create(  # noqa: E731
        distribution=event,
        family=stranger,
        outcome="no_package_left",
        recorded_at=timezone.now(),
        recorded_by=event.recorded_by,
    )

    assert refused(write) == "deskattempt_ties_one_facility"
    with without(DeskAttempt, trigger="same_facility"):
        assert refused(write) == ""


def test_nobody_was_seen_who_has_not_arrived(first):
    first.arrived_name, first.arrived_relationship = "Budi Santoso", "sibling"

    assert refused(first.save) == "whoever_was_seen_has_arrived"
    with without(Entitlement, constraint="whoever_was_seen_has_arrived"):
        assert refused(first.save) == ""


@pytest.fixture
def ruled(facility, open_event):
    """An event with one package per inmate, and another family for the inmate of its first."""
    event = open_event(facility, families=1, one_per_inmate=True)
    first, officer = event.entitlements.get(), event.recorded_by
    return lambda **facts: EntitlementFactory(
        distribution=event, inmate=first.inmate, source="walk_in", number=9, **facts
    ), {"override_at": timezone.now(), "override_by": officer}


def test_i3_a_second_family_of_one_inmate_needs_an_override_with_a_reason(ruled):
    second, override = ruled

    assert refused(second) == "one_entitlement_per_inmate"
    assert refused(lambda: second(**override)) == "an_override_has_a_reason"
    assert refused(lambda: second(override_reason="titipan")) == "an_override_has_a_reason"
    row = second(**override, override_reason="dua istri sah")
    row.refresh_from_db()
    assert row.one_per_inmate is False


def test_i3_without_the_guard_an_override_needs_no_reason(ruled):
    second, override = ruled

    with without(Entitlement, trigger="an_override_has_a_reason"):
        assert refused(lambda: second(**override)) == ""


@pytest.fixture
def decided(facility, open_event):
    """Write a walk-in's row with a decision of the services head: ``decided("early", reason)``."""
    event = open_event(facility, families=0)

    def write(act, reason):
        facts = {f"{act}_at": timezone.now(), f"{act}_by": event.recorded_by}
        facts[f"{act}_reason"] = reason
        return EntitlementFactory(distribution=event, source="walk_in", **facts)

    return write


DECISIONS = [
    ("override", "an_override_has_a_reason"),
    ("early", "an_early_package_has_a_reason"),
]


@pytest.mark.parametrize(("act", "guard"), DECISIONS)
def test_a_decision_of_the_services_head_has_a_reason(act, guard, decided):
    assert refused(lambda: decided(act, "")) == guard
    with without(Entitlement, trigger=guard):
        assert refused(lambda: decided(act, "")) == ""


@pytest.mark.parametrize(("act", "guard"), DECISIONS)
def test_a_decision_is_taken_once_and_its_reason_only_erased(act, guard, decided):
    row = Entitlement.objects.filter(pk=decided(act, "rumahnya terbakar").pk)

    for facts in (
        {f"{act}_reason": "lain"},
        {f"{act}_at": None, f"{act}_by": None},
        {f"{act}_at": timezone.now() + dt.timedelta(days=1)},
    ):
        assert refused(lambda facts=facts: row.update(**facts)) == guard
    assert refused(lambda: row.update(**{f"{act}_reason": ""})) == ""


@pytest.mark.parametrize(
    ("reason", "name"), [("", "a_handover_holds_its_interval"), ("rumahnya terbakar", "")]
)
def test_i6_the_short_window_needs_a_reason(reason, name, facility, open_event):
    event = open_event(facility, families=1, packages=2, minimum_days=30)
    write = lambda: HandoverFactory(  # noqa: E731
        entitlement=event.entitlements.get(),
        served_window=(event.day, event.day + dt.timedelta(days=1)),
        recorded_at=timezone.now(),
        override_reason=reason,
    )

    assert refused(write) == name


def test_i6_without_the_guard_the_short_window_needs_no_reason(facility, open_event):
    event = open_event(facility, families=1, packages=2, minimum_days=30)
    window = (event.day, event.day + dt.timedelta(days=1))

    with without(Handover, trigger="a_handover_holds_its_interval"):
        write = lambda: HandoverFactory(  # noqa: E731
            entitlement=event.entitlements.get(), served_window=window, recorded_at=timezone.now()
        )
        assert refused(write) == ""
