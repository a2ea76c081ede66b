"""Eight services heads at the same moment, each with a reason: a rule gives way once, and never
more than it may.
"""

import datetime as dt
from itertools import cycle

import pytest
from django.utils import timezone

from distributions import arrivals, desk, outcomes
from distributions.models import Entitlement, Handover
from rutan.models import AuditEntry
from tests.distributions.conftest import an_order
from tests.factories import (
    EntitlementFactory,
    FacilityFactory,
    HandoverFactory,
    InmateFactory,
    KinshipFactory,
    UserFactory,
)
from tests.races import at_once, empty, without

pytestmark = pytest.mark.django_db(transaction=True)

HEADS = 8
WHY = "Dua istri sah, sudah dicocokkan"


@pytest.fixture
def facility():
    return FacilityFactory()


@pytest.fixture
def heads(facility):
    return [
        UserFactory(facility=facility, name=f"Kasubsi {n}", roles=["services_head"])
        for n in range(HEADS)
    ]


# One package for each inmate


@pytest.fixture
def one_each(facility, open_event):
    return open_event(facility, families=0, packages=20, one_per_inmate=True)


@pytest.fixture
def families_of_one(facility):
    """So many families on file that all visit the same WBP."""

    def make(number):
        inmate = InmateFactory(facility=facility)
        kinships = KinshipFactory.create_batch(number, inmate=inmate, family__facility=facility)
        return [kinship.family for kinship in kinships]

    return make


def _come(event, families, heads, reason):
    """Each head serves one of the families, in turn, all at the same moment; what the counter
    answered.
    """

    def counter(by, family):
        order = an_order(collector=desk.Collector("Istiqomah", "mother"), override_reason=reason)
        visitor = arrivals.WalkIn("sktm", family=family)
        return arrivals.walk_in(
            distribution=event, visitor=visitor, order=order, by=by, hand_over=True
        )

    return at_once(
        [
            lambda by=by, family=family: counter(by, family)
            for by, family in zip(heads, cycle(families), strict=False)
        ]
    )


@pytest.mark.usefixtures("figures_hold")
def test_eight_overrides_for_two_families_of_one_wbp_give_each_one_package(
    one_each, families_of_one, heads
):
    families = families_of_one(2)

    answers = _come(one_each, families, heads, WHY)

    refused = [answer for answer in answers if not isinstance(answer, tuple)]
    served = Handover.objects.live().order_by("family").values_list("family", flat=True)
    one_each.refresh_from_db()
    assert {type(answer) for answer in refused} == {outcomes.AlreadyHandedOver}
    assert (len(refused), list(served)) == (6, [family.pk for family in families])
    assert one_each.handed_over == 2
    # Only who came second needed it, and it stands once: on the row, on its hand-over, in the
    # audit.
    overridden = Entitlement.objects.get(override_at__isnull=False)
    assert Handover.objects.overridden().get().entitlement == overridden
    assert Handover.objects.exclude(override_reason="").get().entitlement == overridden
    assert AuditEntry.objects.filter(verb="override").count() == 1


@pytest.mark.usefixtures("figures_hold")
def test_without_a_reason_one_of_eight_families_of_one_wbp_is_served(
    one_each, families_of_one, heads
):
    answers = _come(one_each, families_of_one(HEADS), heads, "")

    refused = [type(answer) for answer in answers if not isinstance(answer, tuple)]
    assert refused == [outcomes.InmateAlreadyServed] * 7
    assert Handover.objects.live().count() == Entitlement.objects.count() == 1


def _insert_around_the_counter(event, families, **override):
    """A row for each family in an order of their own, without lock and without look; how many got
    in.
    """
    inmate = families[0].kinships.get().inmate
    at_once(
        [
            lambda n=n, family=family: EntitlementFactory(
                distribution=event,
                family=family,
                inmate=inmate,
                source="walk_in",
                number=n,
                **override,
            )
            for n, family in enumerate(families, start=1)
        ]
    )
    return Entitlement.objects.count()


def test_the_database_alone_lets_one_family_of_a_wbp_in(one_each, families_of_one):
    assert _insert_around_the_counter(one_each, families_of_one(HEADS)) == 1


def test_without_its_constraint_the_database_lets_all_families_of_a_wbp_in(
    one_each, families_of_one
):
    families = families_of_one(HEADS)

    with without(Entitlement, constraint="one_entitlement_per_inmate"):
        entered = _insert_around_the_counter(one_each, families)
        empty(Entitlement)

    assert entered == HEADS


def test_the_database_alone_lets_a_family_in_once_whatever_the_reason(
    one_each, families_of_one, heads
):
    one, other = families_of_one(2)
    override = {"override_at": timezone.now(), "override_by": heads[0], "override_reason": WHY}

    assert _insert_around_the_counter(one_each, [one, other] * 4, **override) == 2


def test_without_its_constraint_a_reason_lets_a_family_in_eight_times(
    one_each, families_of_one, heads
):
    one, other = families_of_one(2)
    override = {"override_at": timezone.now(), "override_by": heads[0], "override_reason": WHY}

    with without(Entitlement, constraint="one_entitlement_per_family_and_event"):
        entered = _insert_around_the_counter(one_each, [one, other] * 4, **override)
        empty(Entitlement)

    assert entered == HEADS


# Days between two packages


@pytest.fixture
def waiting_family(facility, open_event, serve, heads):
    """Its rows in two open events that wait thirty days, yesterday's and today's; it received ten
    days ago.
    """
    last = _opened(open_event(facility, families=1), days_ago=10)
    row = last.entitlements.get()
    serve(last, row, heads[0], at=last.opened_at)
    wait = {"families": 0, "packages": 10, "minimum_days": 30}
    return [
        EntitlementFactory(
            distribution=_opened(open_event(facility, **wait), days_ago),
            family=row.family,
            inmate=row.inmate,
            source="walk_in",
            number=1,
            snapshot={"family": row.family.name},
        )
        for days_ago in (1, 0)
    ]


def _opened(event, days_ago):
    event.opened_at -= dt.timedelta(days=days_ago)
    event.day -= dt.timedelta(days=days_ago)
    type(event).objects.filter(pk=event.pk).update(day=event.day, opened_at=event.opened_at)
    return event


def _serve_at_once(serve, rows, heads, days_ago, reason=WHY):
    """Four heads at each of two events; ``days_ago`` says on which day each of them gives."""
    now = timezone.now()
    return at_once(
        [
            lambda by=by, row=rows[n % 2], ago=days_ago[n % 2]: serve(
                row.distribution,
                row,
                by,
                at=now - dt.timedelta(days=ago),
                override_reason=reason,
            )
            for n, by in enumerate(heads)
        ]
    )


def _given_now():
    """The lengths of the windows of what the race gave."""
    rows = Handover.objects.live().filter(distribution__minimum_days=30).order_by("served_window")
    return [(fact.served_window.upper - fact.served_window.lower).days for fact in rows]


@pytest.mark.usefixtures("figures_hold")
def test_eight_overrides_of_the_interval_on_one_day_give_one_package(waiting_family, serve, heads):
    answers = _serve_at_once(serve, waiting_family, heads, days_ago=(0, 0))

    refused = [answer for answer in answers if not isinstance(answer, desk.Served)]
    assert _given_now() == [1]
    assert [answer.may_be_overridden for answer in refused] == [False] * 7
    assert {answer.outcome for answer in refused} == {"already_handed_over", "too_soon"}


@pytest.mark.usefixtures("figures_hold")
def test_eight_overrides_on_two_near_days_give_one_package_a_day(waiting_family, serve, heads):
    answers = _serve_at_once(serve, waiting_family, heads, days_ago=(1, 0))

    refused = [answer.outcome for answer in answers if not isinstance(answer, desk.Served)]
    assert (_given_now(), refused) == ([1, 1], ["already_handed_over"] * 6)
    assert Handover.objects.overridden().count() == 2


@pytest.mark.usefixtures("figures_hold")
def test_without_a_reason_the_interval_holds_for_all_eight(waiting_family, serve, heads):
    answers = _serve_at_once(serve, waiting_family, heads, days_ago=(1, 0), reason="")

    assert {answer.outcome for answer in answers} == {"too_soon"}
    assert _given_now() == []


def test_without_its_constraint_a_reason_gives_two_packages_on_one_day(
    waiting_family, serve, heads
):
    with (
        without(Handover, constraint="a_family_waits_between_two_packages"),
        without(Handover, constraint="a_family_receives_once_a_day"),
    ):
        _serve_at_once(serve, waiting_family, heads, days_ago=(0, 0))
        given = _given_now()
        empty(Handover)

    assert given == [1, 1]


def test_the_short_window_is_taken_by_none_of_eight_without_a_reason(waiting_family, heads):
    _insert_short_windows(waiting_family, heads)

    assert _given_now() == []


def test_without_its_guard_the_short_window_needs_no_reason(waiting_family, heads):
    with without(Handover, trigger="a_handover_holds_its_interval"):
        _insert_short_windows(waiting_family, heads)
        given = _given_now()
        empty(Handover)

    assert given == [1, 1]


def _insert_short_windows(rows, heads):
    """Around the verb: each head writes the window of one day that only a reason allows."""
    at_once(
        [
            lambda n=n, by=by, row=rows[n % 2]: HandoverFactory(
                entitlement=row, recorded_by=by, number=n
            )
            for n, by in enumerate(heads, start=1)
        ]
    )
