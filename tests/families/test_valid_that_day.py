"""What counts on a day: the row says of itself what the query says of all of them, in every state
and on every day around it.
"""

import datetime as dt
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from families.models import CustodyStatus, Family, Inmate, Kinship, PovertyEvidence
from families.models.custody import was_here_on
from families.registry.eligibility import reasons_for
from tests.factories import (
    TODAY,
    FamilyFactory,
    InmateFactory,
    KinshipFactory,
    PovertyEvidenceFactory,
    UserFactory,
)

DAYS = [TODAY + dt.timedelta(days=n) for n in (-1, 0, 1)]
NOW = timezone.now()


def agree(rows, counted, said):
    """Both ways name the same rows, and neither names all of them or none."""
    counted = set(counted.values_list("pk", flat=True))
    said = {row.pk for row in rows if said(row)}

    assert counted & {row.pk for row in rows} == said
    assert 0 < len(said) < len(rows)


@pytest.fixture
def papers(facility):
    """Every state of a decision on every span around today."""
    by, rows = UserFactory(facility=facility), []
    family = FamilyFactory(facility=facility)
    none, accepted = {"verified_at": None, "verified_by": None}, {"verified_at": NOW}
    rejected = none | {"rejected_at": NOW, "rejected_by": by, "rejected_reason": "salah"}
    for decision, issued, until in product((none, accepted, rejected), DAYS, DAYS):
        if issued <= until:
            facts = {"issued_on": issued, "valid_until": until}
            rows.append(PovertyEvidenceFactory(family=family, **facts, **decision))
    return PovertyEvidence.objects.filter(pk__in=[row.pk for row in rows])


@pytest.mark.parametrize("day", DAYS)
def test_evidence_is_valid_by_one_rule(papers, day):
    agree(papers, papers.covering(day), lambda row: row.covers(day))
    agree(papers, papers.accepted(), lambda row: row.is_accepted)
    agree(papers, papers.waiting(), lambda row: row.is_waiting)
    agree(papers, papers.valid_on(day), lambda row: row.is_valid_on(day))
    agree(papers, papers.speaking_on(day), lambda row: row.covers(day) and not row.rejected_at)


@pytest.mark.parametrize("day", DAYS)
def test_what_is_past_is_never_valid_and_what_is_valid_is_never_past(papers, day):
    badges = {row.standing_on(day) for row in papers if row.is_valid_on(day)}

    assert badges <= {"verified", "expiring"}
    assert {row.standing_on(day) for row in papers if row.is_waiting} == {"waiting"}


def test_evidence_is_never_accepted_and_rejected(facility, papers):
    by = UserFactory(facility=facility)
    rejected = {"rejected_at": NOW, "rejected_by": by, "rejected_reason": "salah"}

    with pytest.raises(IntegrityError), transaction.atomic():
        papers.accepted().update(**rejected)


@pytest.mark.parametrize("day", DAYS)
def test_a_kinship_counts_by_one_rule(facility, day):
    ends = [None, *DAYS]
    for status, ended in product(CustodyStatus, ends):
        inmate = InmateFactory(facility=facility, custody_status=status)
        KinshipFactory(family__facility=facility, inmate=inmate, ended_on=ended)
    rows, inmates = Kinship.objects.select_related("inmate"), Inmate.objects.all()

    agree(rows, rows.live(), lambda row: row.is_live)
    agree(rows, rows.live_on(day), lambda row: row.is_live_on(day))
    agree(rows, rows.counting_on(day), lambda row: row.counts_on(day))
    agree(inmates, inmates.in_custody(), lambda row: row.is_in_custody)
    agree(inmates, inmates.gone(), lambda row: not row.is_in_custody)
    agree(rows, rows.to_inmates_here(), lambda row: row.inmate.is_in_custody)


def test_who_left_later_was_here(facility):
    for status, since in product(CustodyStatus, DAYS):
        InmateFactory(facility=facility, custody_status=status, custody_since=since)
    rows = Inmate.objects.all()

    agree(
        rows,
        rows.filter(was_here_on(TODAY)),
        lambda row: row.is_in_custody or row.custody_since > TODAY,
    )


@pytest.fixture
def families(facility):
    """Every hold with every ending, of families whose paper and tie count until today."""
    act = {"by": UserFactory(facility=facility), "at": NOW}
    held = {f"hold_{name}": value for name, value in act.items()} | {"hold_kind": "other"}
    holds = [{}, *(held | {"hold_until": until} for until in (None, *DAYS))]
    restricted = {f"restricted_{name}": value for name, value in act.items()}
    other = FamilyFactory(facility=facility)
    for hold, ending, ended in product(
        holds, ({}, {"merged_into": other}, {"erased_at": NOW}, restricted), (None, TODAY)
    ):
        family = FamilyFactory(facility=facility, **hold, **ending)
        PovertyEvidenceFactory(family=family, issued_on=DAYS[0], valid_until=DAYS[1])
        KinshipFactory(family=family, inmate=InmateFactory(facility=facility), ended_on=ended)
    return Family.objects.exclude(pk=other.pk)


@pytest.mark.parametrize("day", DAYS)
def test_a_family_is_held_active_and_eligible_by_one_rule(families, day):
    eligible = {pk for pk, why in reasons_for(families, day).items() if not why}

    agree(families, families.held_on(day), lambda row: row.is_held_on(day))
    agree(families, families.active(), lambda row: row.is_active)
    assert eligible == set(families.eligible_on(day).values_list("pk", flat=True))
    assert bool(eligible) == (day != DAYS[2])
