"""What a period's report groups by the thousand is what anybody counts row by row."""

import datetime as dt
import uuid

import pytest

from distributions import closing, reports, settling
from distributions.models import DeskAttempt, Entitlement, Handover
from families.models import PovertyEvidence
from tests.factories import EntitlementFactory, PovertyEvidenceFactory

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 3, 31)
Kind, State = PovertyEvidence.Kind, Entitlement.State


@pytest.fixture
def world(facility, day_of_aid, serve, services_head):
    """Two events of March and one of February, in which the same families came again, some in
    vain; packages voided both ways, and a word in place of a paper.
    """
    february = day_of_aid(facility, dt.date(2026, 2, 10), families=2, served=2)
    first = day_of_aid(facility, dt.date(2026, 3, 10), families=8, served=6, packages=9, **OPEN)
    second = day_of_aid(facility, dt.date(2026, 3, 20), families=4, served=2, packages=9, **OPEN)
    by, at = first.recorded_by, dt.datetime(2026, 3, 10, 3, tzinfo=dt.UTC)
    for number, fact in enumerate(first.handovers.order_by("pk")):
        kind = [Kind.OFFICER_STATEMENT, Kind.SKTM, Kind.SKTM][number % 3]
        ends = dt.date(2026, 3, 15 if number % 2 else 28)
        PovertyEvidenceFactory(family=fact.family, kind=kind, valid_until=ends)
    given = list(first.handovers.order_by("-pk"))
    for fact, kind in zip(given, Handover.VoidKind.values, strict=False):
        settling.void(handover=fact, by=services_head, reason="Salah", kind=kind, at=at)
    told = first.entitlements.order_by("number").last()
    refused = {"distribution": first, "entitlement": told, "recorded_at": at, "recorded_by": by}
    DeskAttempt.objects.create(outcome="no_package_left", **refused)
    for came in (*february.entitlements.all(), *first.entitlements.order_by("number")[:3]):
        ties = {"family": came.family, "inmate": came.inmate}
        row = EntitlementFactory(distribution=second, source="walk_in", number=50 + came.pk, **ties)
        serve(second, row, second.recorded_by, at=at + dt.timedelta(days=10))
    close(first, at), close(second, at + dt.timedelta(days=10))


OPEN = {"closed": False, "accepts_walk_ins": True}


def close(event, at):
    event.refresh_from_db()
    left = {"lost": event.packages_left}
    who = {"by": event.recorded_by, "client_id": uuid.uuid4(), "at": at}
    closing.close(distribution=event, left_overs=left, **who)


def stated(fact):
    papers = [
        paper
        for paper in fact.family.evidence.all()
        if not paper.rejected_at
        if paper.issued_on <= fact.distribution.day <= paper.valid_until
    ]
    return all(paper.kind == Kind.OFFICER_STATEMENT for paper in papers)


def counted_plainly(first, last):
    """Name of a figure -> the family or inmate of each row that counts for it."""
    facts = Handover.objects.filter(distribution__day__range=(first, last))
    live = [fact for fact in facts if not fact.voided_at and not fact.exception]
    rights = Entitlement.objects.filter(distribution__day__range=(first, last))
    became = [(right, Entitlement.objects.with_state().get(pk=right.pk).state) for right in rights]
    walked_in = [fact for fact in live if fact.entitlement.source == "walk_in"]
    return {
        "families": [fact.family_id for fact in live],
        "inmates": [fact.entitlement.inmate_id for fact in live],
        "walk_ins": [fact.family_id for fact in walked_in],
        "statement_only": [fact.family_id for fact in live if stated(fact)],
        "no_shows": [right.family_id for right, state in became if state == State.NO_SHOW],
        "empty_handed": [row.family_id for row, state in became if state == State.EMPTY_HANDED],
    }


@pytest.mark.parametrize("first", [FIRST, dt.date(2026, 2, 1)])
def test_the_figures_of_a_period_are_those_of_its_rows(first, facility, world):
    report = reports.period(facility=facility, first=first, last=LAST)

    rows, figures = counted_plainly(first, LAST), report.figures
    assert {name: getattr(figures, name) for name in rows} == {
        name: len(set(of)) for name, of in rows.items()
    }
    assert {name: figures.times[name] for name in figures.times} == {
        name: len(rows[name]) for name in figures.times
    }
    by_event = [name for name in rows if name != "inmates"]
    assert {name: sum(getattr(line, name) for line in report.events) for name in by_event} == {
        name: len(rows[name]) for name in by_event
    }
    # Each differs from the next: were one read for another, it would show.
    assert len({len(of) for of in rows.values()}) > 3
