"""A right is what it is to everybody who asks: row, list, count, badge, card, counter and desk."""

import datetime as dt
import uuid
from itertools import product

import pytest
from django.utils import timezone

from distributions import arrivals, closing, desk, search, settling
from distributions.models import Distribution, Entitlement, Handover, Outcome
from distributions.rights import why_not
from rutan.refusals import Refused
from tests.distributions.conftest import an_order
from tests.factories import EntitlementFactory, HandoverFactory, UserFactory
from tests.races import without

NOW = timezone.now()
Source, State = Entitlement.Source, Entitlement.State
# What the desk says to a right in each state of an open event, where nothing else is against it.
SAID = {
    State.COLLECTED: Outcome.ALREADY_HANDED_OVER,
    State.WITHDRAWN: Outcome.WITHDRAWN,
    State.RESERVE: Outcome.RESERVE_WAITING,
    State.PLANNED: None,
}


@pytest.fixture
def event(facility, open_event):
    """An open event with a right in every state: source, promoted, withdrawn, held, served or
    voided.
    """
    event = open_event(facility, families=0, packages=200)
    by = event.recorded_by
    acts = [
        {},
        {"promoted_at": NOW, "promoted_by": by},
        {"withdrawn_at": NOW, "withdrawn_by": by, "withdrawn_reason": "pindah"},
    ]
    acts.append(acts[1] | acts[2])
    hold = {"family__hold_at": NOW, "family__hold_by": by, "family__hold_kind": "other"}
    with without(Entitlement, trigger="the_list_is_frozen_after_draft"):
        for source, act, held, served in product(Source, acts, ({}, hold), ("", "live", "voided")):
            row = EntitlementFactory(distribution=event, source=source, **act, **held)
            void = {"voided_at": NOW, "voided_by": by}
            void |= {"void_reason": "salah", "void_kind": "wrong_entry"}
            if served:
                HandoverFactory(entitlement=row, **(void if served == "voided" else {}))
    event.refresh_from_db()
    return event


def rights(event):
    rows = Entitlement.objects.on(event).with_state().select_related("family")
    return list(rows.by_number())


def is_entitled(row):
    return row.is_standing and not row.is_reserve


def test_a_row_says_of_itself_what_the_list_says_of_all(event):
    rows, listed = rights(event), Entitlement.objects.on(event)

    for says, counted in {
        lambda row: row.is_standing: listed.standing(),
        lambda row: row.is_reserve: listed.reserves(),
        is_entitled: listed.entitled(),
    }.items():
        said = {row.pk for row in rows if says(row)}
        assert said == set(counted.values_list("pk", flat=True))
        assert 0 < len(said) < len(rows)


def test_an_event_counts_its_rights_as_they_are(event):
    counts = Distribution.objects.with_list_counts().get(pk=event.pk)
    rows = rights(event)
    walked_in = [row.source == Source.WALK_IN for row in rows]

    assert counts.reserves == sum(row.is_reserve for row in rows)
    assert counts.withdrawn == sum(not row.is_standing for row in rows)
    assert counts.walk_ins == sum(
        row.is_standing for row, came in zip(rows, walked_in, strict=True) if came
    )
    assert counts.listed + counts.walk_ins == sum(map(is_entitled, rows))
    assert Distribution.objects.with_entitled().get(pk=event.pk).entitled == sum(
        map(is_entitled, rows)
    )


def expected(row):
    """What the desk must answer to a row of an open event."""
    stands_against = SAID[row.state]
    held = row.family.hold_at and stands_against in (None, Outcome.RESERVE_WAITING)
    return Outcome.ON_HOLD if held else stands_against


def answered(act, **facts):
    try:
        act(**facts)
    except Refused as refusal:
        return refusal.outcome
    return None


def test_the_badge_and_the_refusal_are_one_answer(event):
    for row in rights(event):
        served = row.handovers.live().first()
        refusal = why_not(row, served, event.facility.local_day(NOW))

        assert (refusal and refusal.outcome) == expected(row)
        assert bool(served) == (row.state == State.COLLECTED)
    assert {row.state for row in rights(event)} == set(SAID)


def test_the_card_says_before_what_the_desk_will_answer(event):
    for row in rights(event):
        [card] = search.picked(event, entitlement=row.pk).cards

        assert (card.refusal and card.refusal.outcome) == expected(row)
        assert card.can_be_served == (expected(row) is None)
        assert card.is_sent_away == (expected(row) not in (None, Outcome.ALREADY_HANDED_OVER))


def test_desk_and_counter_answer_as_the_card_says(event):
    by = UserFactory(facility=event.facility, roles=["services_head"])
    for row in rights(event):
        said, facts = expected(row), {"distribution": event, "order": an_order(), "by": by}
        visitor = arrivals.WalkIn(ground="officer_statement", family=row.family)

        assert answered(arrivals.walk_in, visitor=visitor, hand_over=False, **facts) == said
        facts["order"] = an_order()
        assert answered(desk.hand_over, entitlement_id=row.pk, **facts) == said


@pytest.mark.parametrize("status", ["draft", "approved", "cancelled", "closed"])
def test_a_card_outside_an_open_event_tells_only_what_is_done(event, status):
    event.status = status
    event.closed_at = NOW
    for row in rights(event):
        served = row.handovers.live().first()
        card = search.Card(event, row.family, row, served)
        done = expected(row) in (Outcome.ALREADY_HANDED_OVER, Outcome.WITHDRAWN)

        assert card.refusal.outcome == (expected(row) if done else Outcome.NOT_OPEN)
        assert not card.can_be_served


MINUTE = dt.timedelta(minutes=1)
WHOSE = ["own", "another's"]


@pytest.mark.parametrize("role", ["handover_officer", "services_head"])
@pytest.mark.parametrize(("whose", "late"), list(product(WHOSE, (-1, 0, 1))))
@pytest.mark.parametrize("status", ["open", "closed"])
@pytest.mark.parametrize("voided", [False, True])
def test_a_void_is_offered_exactly_where_it_would_be_done(
    facility, open_event, serve, role, whose, late, status, voided
):
    by = UserFactory(facility=facility, roles=[role])
    event = open_event(facility, families=1)
    served_by = by if whose == "own" else event.recorded_by
    fact = serve(event, event.entitlements.get(), served_by).handover
    if voided:
        settling.void(handover=fact, reason="salah", kind="returned", by=served_by)
    if status == "closed":
        event.refresh_from_db()
        left = {"kitchen": event.packages_left}
        closing.close(distribution=event, left_overs=left, by=by, client_id=uuid.uuid4())
    at = fact.recorded_at + facility.void_minutes * MINUTE + late * MINUTE / 60
    fact = Handover.objects.get(pk=fact.pk)
    offered = settling.may_void(handover=fact, by=by, at=at)
    asked = {"reason": "keliru", "kind": "wrong_entry"}

    assert offered == (answered(settling.void, handover=fact, by=by, at=at, **asked) is None)
