"""Sixteen desks at the same moment, with real threads and real transactions."""

import threading
import uuid
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from distributions import desk, outcomes, settling
from distributions.models import Distribution, Entitlement, Handover
from distributions.planning import listing
from distributions.reports import print_summary
from rutan.model_bases import FacilityQuerySet
from rutan.refusals import Refused
from tests.factories import FacilityFactory, HandoverFactory, UserFactory
from tests.races import at_once, empty, until_somebody_waits, without

pytestmark = pytest.mark.django_db(transaction=True)
DESKS = 16


@pytest.fixture
def office():
    facility = FacilityFactory()
    return facility, [
        UserFactory(facility=facility, name=f"Petugas {n}", roles=["handover_officer"])
        for n in range(DESKS)
    ]


@pytest.fixture
def work_through(serve):
    """Each officer serves his rows one after the other, all officers at once; the answers, Served
    or refusals.
    """

    def work(event, queues, meanwhile=()):
        def queue(officer, rows):
            answers = []
            for row in rows:
                try:
                    answers.append(serve(event, row, officer))
                except Refused as refusal:
                    answers.append(refusal)
            return answers

        desks = [
            lambda officer=officer, rows=rows: queue(officer, rows) for officer, rows in queues
        ]
        return [one for answers in at_once([*desks, *meanwhile])[: len(desks)] for one in answers]

    return work


@pytest.mark.usefixtures("figures_hold")
def test_sixteen_desks_on_the_same_fifty_families_give_fifty_hand_overs(
    office, open_event, work_through
):
    facility, officers = office
    event = open_event(facility, families=50, packages=60)
    rows = list(event.entitlements.all())
    from_elsewhere = [rows[3 * n % 50 :] + rows[: 3 * n % 50] for n in range(DESKS)]

    answers = work_through(event, zip(officers, from_elsewhere, strict=True))

    given = [answer.handover for answer in answers if isinstance(answer, desk.Served)]
    refusals = [answer for answer in answers if isinstance(answer, outcomes.AlreadyHandedOver)]
    winners = {fact.entitlement_id: fact for fact in given}
    event.refresh_from_db()
    assert (len(given), len(winners), event.handed_over, len(refusals)) == (50, 50, 50, 750)
    assert all(
        winners[refusal.entitlement.pk].recorded_by.name in refusal.message for refusal in refusals
    )


def test_one_form_used_in_eight_events_at_once_hands_over_once(office, open_event, serve):
    facility, officers = office
    events, key = [open_event(facility, families=1) for _event in range(8)], uuid.uuid4()

    answers = at_once(
        [
            lambda event=event, officer=officer: serve(
                event, event.entitlements.get(), officer, client_id=key
            )
            for event, officer in zip(events, officers, strict=False)
        ]
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Invalid"] * 7 + ["Served"]


@pytest.mark.usefixtures("figures_hold")
def test_five_copies_of_one_request_give_one_row_and_five_equal_answers(office, open_event, serve):
    facility, (officer, *_others) = office
    event, key = open_event(facility), uuid.uuid4()
    entitlement = event.entitlements.first()

    answers = at_once(
        [lambda: serve(event, entitlement, officer, client_id=key) for _copy in range(5)]
    )

    assert sorted(answer.outcome for answer in answers) == ["handed_over"] + ["replayed"] * 4
    assert {answer.handover.pk for answer in answers} == set(
        Handover.objects.values_list("pk", flat=True)
    )


@pytest.mark.usefixtures("figures_hold")
def test_thirty_packages_for_a_hundred_families_give_exactly_thirty(
    office, open_event, work_through
):
    facility, officers = office
    event = open_event(facility, families=100, packages=30)
    rows = list(event.entitlements.all())

    answers = work_through(event, [(o, rows[n::DESKS]) for n, o in enumerate(officers)])

    flat = [answer.outcome for answer in answers]
    event.refresh_from_db()
    assert (flat.count("handed_over"), flat.count("no_package_left"), event.packages_left) == (
        30,
        70,
        0,
    )


@pytest.mark.usefixtures("figures_hold")
def test_closing_during_a_burst_counts_exactly_the_rows_there_are(
    office, open_event, work_through, close_with_left_overs
):
    facility, (chief, *officers) = office
    event = open_event(facility, families=40, packages=45)
    rows = list(event.entitlements.all())

    answers = work_through(
        event,
        [(o, rows[n :: len(officers)]) for n, o in enumerate(officers)],
        meanwhile=[lambda: close_with_left_overs(event, chief)],
    )

    event.refresh_from_db()
    flat = [answer.outcome for answer in answers]
    rows = Handover.objects.live().filter(distribution=event).count()
    assert (event.status, flat.count("handed_over"), event.handed_over) == ("closed", rows, rows)
    assert set(flat) <= {"handed_over", "not_open"}


@pytest.mark.usefixtures("figures_hold")
def test_a_withdrawal_and_a_hand_over_never_wait_for_each_other(office, open_event, serve):
    facility, officers = office
    event = open_event(facility, families=DESKS, packages=DESKS)
    pairs = list(zip(officers, event.entitlements.all(), strict=True))

    def withdraw(officer, entitlement):
        return listing.withdraw(entitlement=entitlement, reason="pindah", by=officer)

    answers = at_once(
        [lambda o=o, e=e: serve(event, e, o) for o, e in pairs[:8]]
        + [lambda o=o, e=e: withdraw(o, e) for o, e in pairs[:8]]
    )

    served = [isinstance(answer, desk.Served) for answer in answers[:8]]
    withdrawn = [isinstance(answer, Entitlement) for answer in answers[8:]]
    others = {type(answer) for answer in answers} - {
        desk.Served,
        outcomes.Withdrawn,
        Entitlement,
        Refused,
    }
    assert ([one != other for one, other in zip(served, withdrawn, strict=True)], others) == (
        [True] * 8,
        set(),
    )


def test_of_sixteen_desks_on_the_last_package_of_one_family_all_others_are_told_who_gave_it(
    office, open_event, serve
):
    facility, officers = office
    event = open_event(facility, families=1, packages=1)
    row = event.entitlements.get()

    answers = at_once([lambda officer=officer: serve(event, row, officer) for officer in officers])

    told = [isinstance(answer, outcomes.AlreadyHandedOver) for answer in answers]
    assert (told.count(True), type(answers[told.index(False)])) == (DESKS - 1, desk.Served)


def test_an_exception_written_down_while_a_desk_waited_is_seen(office, open_event, serve):
    facility, (officer, other, *_others) = office
    event = open_event(facility)
    row, held = event.entitlements.first(), threading.Event()

    @transaction.atomic
    def write_down():
        Distribution.objects.select_for_update().get(pk=event.pk)
        held.set()
        until_somebody_waits()
        HandoverFactory(entitlement=row, recorded_by=other, exception="late_entry")

    def hand_over():
        held.wait(10)
        return serve(event, row, officer)

    _stored, answer = at_once([write_down, hand_over])

    assert isinstance(answer, outcomes.AlreadyHandedOver)
    assert Handover.objects.given().count() == 1


def _insert_around_the_verb(event, entitlement, officers):
    """One hand-over per officer for the same family, without lock and without look; returns how
    many got in.
    """
    at_once(
        [
            lambda n=n, o=o: HandoverFactory(
                entitlement=entitlement,
                distribution=event,
                family=entitlement.family,
                recorded_by=o,
                number=n,
            )
            for n, o in enumerate(officers, start=1)
        ]
    )
    return Handover.objects.live().count()


def test_the_database_alone_lets_one_of_sixteen_in(office, open_event):
    facility, officers = office
    event = open_event(facility, families=1, packages=60)

    assert _insert_around_the_verb(event, event.entitlements.get(), officers) == 1


def test_without_its_constraints_the_database_lets_sixteen_in(office, open_event):
    facility, officers = office
    event = open_event(facility, families=1, packages=60)

    with (
        without(Handover, constraint="one_live_handover_per_entitlement"),
        without(Handover, constraint="a_family_waits_between_two_packages"),
        without(Handover, constraint="a_family_receives_once_a_day"),
    ):
        entered = _insert_around_the_verb(event, event.entitlements.get(), officers)
        empty(Handover)

    assert entered == DESKS


def _insert_for_each_family(event, officers):
    entitlements = list(event.entitlements.all())
    at_once(
        [
            lambda n=n, e=e: HandoverFactory(entitlement=e, recorded_by=officers[0], number=n)
            for n, e in enumerate(entitlements, start=1)
        ]
    )
    return Handover.objects.live().count()


def test_the_database_alone_gives_no_more_than_was_packed(office, open_event):
    facility, officers = office
    event = open_event(facility, families=DESKS, packages=5)

    assert _insert_for_each_family(event, officers) == 5


@pytest.mark.usefixtures("figures_hold")
def test_of_sixteen_exceptions_no_more_are_accepted_than_packages_are_left(office, open_event):
    facility, officers = office
    event = open_event(facility, families=DESKS, packages=5)
    facts = [
        HandoverFactory(entitlement=row, number=n, exception="pool_exceeded")
        for n, row in enumerate(event.entitlements.all(), start=1)
    ]

    def settle(fact, by):
        return settling.accept(handover=fact, reason="tertulis di lembar", by=by)

    answers = at_once([lambda f=f, o=o: settle(f, o) for f, o in zip(facts, officers, strict=True)])

    event.refresh_from_db()
    refused = [answer.outcome for answer in answers if isinstance(answer, Refused)]
    assert (event.accepted, event.exceptions, refused) == (5, 11, ["no_package_left"] * 11)


def test_without_its_check_the_database_gives_more_than_was_packed(office, open_event):
    facility, officers = office
    event = open_event(facility, families=DESKS, packages=5)

    with without(Distribution, constraint="no_more_packages_out_than_packed"):
        given = _insert_for_each_family(event, officers)
        empty(Handover)
        Distribution.objects.get(pk=event.pk).save()

    assert given == DESKS


def _summaries_printed_at_once(facility, officers):
    at = timezone.now()

    def draw(by):
        return print_summary(facility=facility, by=by, at=at).pk

    return at_once([partial(draw, officer) for officer in officers[:2]])


def test_two_who_print_a_summary_at_once_are_given_one_document(office):
    facility, officers = office

    one, other = _summaries_printed_at_once(facility, officers)

    assert (one, list(facility.documents.values_list("pk", flat=True))) == (other, [other])


def test_without_waiting_for_each_other_each_would_issue_one(office, monkeypatch):
    facility, officers = office
    monkeypatch.setattr(FacilityQuerySet, "locked", lambda rows: rows)

    _summaries_printed_at_once(facility, officers)

    assert facility.documents.count() == 2
