"""What became of each family's right: one answer for desk, list, family page, report, sheet and
proposal.
"""

import datetime as dt
import uuid

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone

from distributions import arrivals, closing, desk, reports, search, settling
from distributions.models import DeskAttempt, Distribution, Entitlement
from distributions.planning import candidates
from tests.factories import DistributionFactory, EntitlementFactory
from tests.races import without

NOW = timezone.now()


@pytest.fixture
def event(facility, open_event):
    return open_event(facility, families=1, packages=3, title="Bakti Sosial Maret")


@pytest.fixture
def told(services_head):
    """Keep an attempt as the desk does: ``told(event, "no_package_left", entitlement=row)``."""

    def attempt(event, outcome, at=NOW, **whom):
        return DeskAttempt.objects.create(
            distribution=event,
            outcome=outcome,
            recorded_at=at,
            recorded_by=services_head,
            **whom,
        )

    return attempt


@pytest.fixture
def close(services_head):
    def all_to_the_kitchen(event):
        event.refresh_from_db()
        left = {"kitchen": event.packages_left}
        closing.close(distribution=event, left_overs=left, by=services_head, client_id=uuid.uuid4())

    return all_to_the_kitchen


@pytest.fixture
def state():
    def of(event):
        return Entitlement.objects.on(event).with_state().by_number().first().state

    return of


@pytest.fixture
def missed(facility):
    """Whether the next proposal says that the family of a row missed its package, and that it came
    unlisted.
    """

    def of(family):
        coming = DistributionFactory(facility=facility, day=NOW.date() + dt.timedelta(days=60))
        row = candidates.candidates(coming).by_family()[family.pk]
        return row.missed, row.unlisted

    return of


def happen(what, event, told, serve, by):
    """One thing that may befall the event's first family."""
    row = event.entitlements.get()
    if what in ("wrong_entry", "returned"):
        fact = serve(event, row, by).handover
        settling.void(handover=fact, reason="keliru", kind=what, by=by)
    elif what == "served":
        serve(event, row, by)
    elif what == "arrived":
        Entitlement.objects.filter(pk=row.pk).update(arrived_at=NOW, arrived_by=by)
    elif what == "too late":
        told(event, "not_open", at=NOW + dt.timedelta(days=2), entitlement=row)
    elif what != "nothing":
        told(event, what, entitlement=row)


@pytest.mark.parametrize(
    ("what", "became", "missed_it"),
    [
        ("nothing", "no_show", False),
        ("wrong_entry", "no_show", False),
        ("returned", "empty_handed", True),
        ("no_package_left", "empty_handed", True),
        ("arrived", "empty_handed", True),
        ("on_hold", "empty_handed", False),
        ("too_soon", "empty_handed", False),
        ("inmate_already_served", "empty_handed", False),
        ("not_eligible", "empty_handed", False),
        ("not_open", "empty_handed", False),
        ("too late", "no_show", False),
        ("served", "collected", False),
    ],
)
def test_what_became_of_a_listed_family(
    what, became, missed_it, event, told, serve, services_head, close, state, missed
):
    happen(what, event, told, serve, services_head)
    before = state(event)
    close(event)

    assert (before, state(event)) == ("collected" if what == "served" else "planned", became)
    assert missed(event.entitlements.get().family) == (missed_it, False)


def test_who_was_refused_and_served_after_all_missed_nothing(
    event, told, serve, services_head, close, state, missed
):
    told(event, "no_package_left", entitlement=event.entitlements.get())
    serve(event, event.entitlements.get(), services_head)
    close(event)

    assert (state(event), missed(event.entitlements.get().family)) == ("collected", (False, False))


def test_a_number_at_the_counter_that_the_rules_refused_gives_no_place(
    event, told, services_head, close, missed
):
    row = event.entitlements.get()
    Entitlement.objects.filter(pk=row.pk).update(arrived_at=NOW, arrived_by=services_head)
    told(event, "on_hold", entitlement=row)
    close(event)

    assert missed(row.family) == (False, False)


@pytest.mark.parametrize(
    ("outcome", "minutes", "missed_it"),
    [
        ("not_open", -10, True),
        ("not_open", 10, True),
        ("on_hold", -10, True),
        ("on_hold", 10, False),
    ],
)
def test_only_a_rule_told_after_the_number_cancels_it(
    outcome, minutes, missed_it, event, told, services_head, close, missed
):
    row = event.entitlements.get()
    Entitlement.objects.filter(pk=row.pk).update(arrived_at=NOW, arrived_by=services_head)
    told(event, outcome, at=NOW + dt.timedelta(minutes=minutes), entitlement=row)
    close(event)

    assert missed(row.family) == (missed_it, False)


@pytest.fixture
def walk_in(event, services_head, eligible):
    """A family that came unlisted: registered, and with ``hand_over`` served in the same act."""

    def came(hand_over):
        family = eligible("Siti")
        order = desk.Order(
            client_id=uuid.uuid4(),
            collector=desk.Collector("Siti", "wife"),
            verified_by_method="ktp",
        )
        visitor = arrivals.WalkIn(ground="poverty_list", family=family)
        row, _served = arrivals.walk_in(
            distribution=event, visitor=visitor, order=order, by=services_head, hand_over=hand_over
        )
        return row

    return came


@pytest.mark.parametrize(
    ("in_one_act", "became", "missed_it"),
    [(True, "no_show", False), (False, "empty_handed", True)],
)
def test_a_walk_in_that_was_a_wrong_entry_never_happened(
    in_one_act, became, missed_it, event, walk_in, serve, services_head, close, missed
):
    row = walk_in(hand_over=in_one_act)
    if not in_one_act:
        serve(event, row, services_head)
    settling.void(
        handover=row.handovers.get(), reason="salah orang", kind="wrong_entry", by=services_head
    )
    close(event)

    assert Entitlement.objects.with_state().get(pk=row.pk).state == became
    assert missed(row.family) == (missed_it, False)


def test_a_walk_in_without_an_arrival_counts_by_what_happened_only(
    event, serve, services_head, close, missed
):
    row = EntitlementFactory(distribution=event, source="walk_in", number=2)
    fact = serve(event, row, services_head).handover
    settling.void(handover=fact, reason="salah orang", kind="wrong_entry", by=services_head)
    close(event)

    assert Entitlement.objects.with_state().get(pk=row.pk).state == "no_show"
    assert missed(row.family) == (False, False)


def test_who_came_without_standing_on_the_list_is_told_behind_who_missed(
    facility, eligible, open_event, told
):
    event = open_event(facility, families=0, accepts_walk_ins=False)
    families = {name: eligible(name) for name in ("Ani", "Budi", "Cici")}
    told(event, "not_on_list", family=families["Budi"])
    told(event, "no_package_left", family=families["Cici"])

    rows = candidates.candidates(DistributionFactory(facility=facility)).proposed()

    assert [row.family.name for row in rows] == ["Cici", "Budi", "Ani"]
    assert rows[1].words.startswith("pernah datang, tidak dalam daftar; belum pernah menerima")


@pytest.mark.parametrize(("came", "became"), [(False, "reserve"), (True, "empty_handed")])
def test_a_reserve_who_did_not_come_stays_a_reserve(
    came, became, event, told, close, state, services_head
):
    with without(Entitlement, trigger="a_reserve_stands_after_draft"):
        event.entitlements.update(source="reserve")
    if came:
        told(event, "reserve_waiting", entitlement=event.entitlements.get())
    assert state(event) == "reserve"

    close(event)

    assert state(event) == became


def test_who_was_taken_off_the_list_stays_off_whatever_else_happened(event, told, close, state):
    row = event.entitlements.get()
    Entitlement.objects.filter(pk=row.pk).update(
        withdrawn_at=NOW, withdrawn_by=event.recorded_by, withdrawn_reason="pindah"
    )
    told(event, "withdrawn", entitlement=row)
    close(event)

    assert state(event) == "withdrawn"


def test_a_family_refused_before_it_had_a_right_came_as_well(event, told, close, state):
    told(event, "no_package_left", family=event.entitlements.get().family)
    close(event)

    assert state(event) == "empty_handed"


def test_desk_list_family_page_and_report_give_one_answer(event, told, close, sign_in, head):
    row = event.entitlements.get()
    told(event, "no_package_left", entitlement=row)
    close(event)
    event = Distribution.objects.get()

    report = reports.event(event)
    received = Template("{% load event_history %}{% received family %}").render(
        Context({"family": row.family})
    )
    pages = [sign_in(head).get(reverse("recipients", args=[event.pk])).content.decode(), received]

    assert search.find(event, "1").only.state == "empty_handed"
    assert ([line.number for line in report.empty_handed], report.waiting) == ([1], ())
    told_so = ["Datang, tidak menerima" in page and "Tidak hadir" not in page for page in pages]
    assert told_so == [True, True]


def test_a_rehearsal_gives_no_place(facility, open_event, told, missed):
    event = open_event(facility, families=1, packages=0, is_rehearsal=True)
    told(event, "no_package_left", entitlement=event.entitlements.get())

    assert missed(event.entitlements.get().family) == (False, False)


def test_a_list_whose_numbers_nobody_reached_takes_one_statement(
    facility, open_event, django_assert_num_queries
):
    event = open_event(facility, families=30, packages=0)

    with django_assert_num_queries(1):
        states = [row.state for row in Entitlement.objects.on(event).with_state()]

    assert states == ["planned"] * 30
