import datetime as dt
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from families.models import CustodyStatus, Family, Inmate
from families.registry.eligibility import reasons_for, why_not_eligible
from tests.factories import FamilyFactory, InmateFactory, KinshipFactory, PovertyEvidenceFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 10)
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


@pytest.fixture
def family(facility):
    """A family with all that is needed."""
    family = FamilyFactory(facility=facility)
    KinshipFactory(family=family, inmate__name="Sutrisno")
    PovertyEvidenceFactory(family=family, issued_on=DAY, valid_until=DAY)
    return family


def codes(family):
    return [reason.code for reason in why_not_eligible(family, DAY)]


def test_nothing_is_in_the_way_of_an_eligible_family(family):
    assert codes(family) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"verified_at": None, "verified_by": None}, "evidence_waiting"),
        (
            {"issued_on": dt.date(2026, 1, 1), "valid_until": dt.date(2026, 3, 9)},
            "evidence_expired",
        ),
        ({"issued_on": dt.date(2026, 3, 11), "valid_until": dt.date(2026, 4, 1)}, "evidence_early"),
    ],
)
def test_evidence_that_does_not_count_is_the_reason(family, change, code):
    family.evidence.update(**change)

    assert codes(family) == [code]


def test_rejected_evidence_is_the_reason(family, services_head):
    family.evidence.update(
        verified_at=None,
        verified_by=None,
        rejected_at=NOW,
        rejected_by=services_head,
        rejected_reason="Buram",
    )

    assert codes(family) == ["evidence_rejected"]


def test_a_new_family_misses_its_evidence_and_its_inmate(facility):
    assert codes(FamilyFactory(facility=facility)) == ["no_kinship", "no_evidence"]


@pytest.mark.parametrize(
    "status",
    [status for status in CustodyStatus if status not in ("in_custody", "out_temporarily")],
)
def test_an_inmate_who_is_gone_is_the_reason(family, status):
    family.kinships.get().inmate.__class__.objects.update(custody_status=status)

    assert codes(family) == ["inmate_gone"]


@pytest.mark.parametrize(
    ("ended_on", "expected"), [(DAY, ["kinship_ended"]), (DAY + dt.timedelta(days=1), [])]
)
def test_a_tie_counts_until_the_day_it_ends(family, ended_on, expected):
    family.kinships.update(ended_on=ended_on)

    assert codes(family) == expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [(DAY, ["on_hold"]), (None, ["on_hold"]), (DAY - dt.timedelta(days=1), [])],
)
def test_a_hold_counts_until_its_last_day(family, services_head, until, expected):
    family.hold_at, family.hold_by, family.hold_kind, family.hold_until = (
        NOW,
        services_head,
        "moved",
        until,
    )
    family.save()

    assert codes(family) == expected


def test_a_reason_says_why_and_what_mends_it(family):
    family.evidence.all().delete()

    assert [str(reason) for reason in why_not_eligible(family, DAY)] == [
        "Belum dapat masuk daftar: belum ada bukti kurang mampu. Yang diperlukan: SKTM, KKS, KIS"
        " PBI, atau survei rumah."
    ]


def near(chance, days):
    return DAY + dt.timedelta(days=chance.randint(-days, days))


def some_family(chance, facility, user):
    held = {
        "hold_at": NOW,
        "hold_by": user,
        "hold_kind": "moved",
        "hold_until": chance.choice([None, near(chance, 1)]),
    }
    closed = chance.choice(
        [{}, {}, {}, {}, {"erased_at": NOW}, {"restricted_at": NOW, "restricted_by": user}]
    )
    family = FamilyFactory(
        facility=facility, recorded_by=user, **(held if chance.random() < 0.2 else {}), **closed
    )
    for _row in range(chance.randint(0, 3)):
        start = near(chance, 2)
        fate = chance.choice([{}, {}, {"verified_at": None, "verified_by": None}])
        if fate and chance.random() < 0.5:
            fate |= {"rejected_at": NOW, "rejected_by": user, "rejected_reason": "Buram"}
        PovertyEvidenceFactory(
            family=family,
            issued_on=start,
            valid_until=start + dt.timedelta(days=chance.randint(0, 3)),
            **fate,
        )
    for _row in range(chance.randint(0, 3)):
        inmate = InmateFactory(
            facility=facility,
            custody_status=chance.choice(
                ["in_custody", "in_custody", "out_temporarily", "released"]
            ),
        )
        KinshipFactory(
            family=family, inmate=inmate, ended_on=chance.choice([None, None, near(chance, 1)])
        )
    return family


def test_reasons_are_empty_exactly_for_the_families_that_the_list_takes(facility, registrar):
    chance = random.Random(2)
    families = [some_family(chance, facility, registrar) for _family in range(150)]
    families[0].merged_into = families[1]
    families[0].save()

    eligible = set(Family.objects.eligible_on(DAY).values_list("pk", flat=True))

    assert 10 < len(eligible) < 140
    assert {pk for pk, reasons in reasons_for(families, DAY).items() if not reasons} == eligible


def test_the_reasons_of_many_families_are_two_queries(facility, registrar):
    chance = random.Random(3)
    families = [some_family(chance, facility, registrar) for _family in range(20)]

    with CaptureQueriesContext(connection) as queries:
        reasons_for(families, DAY)

    assert len(queries) == 2


def said_of(family):
    return [(reason.is_over, reason.sentence) for reason in why_not_eligible(family, DAY)]


def test_help_ends_with_the_release_and_a_lapsed_paper_is_said_beside_it(family):
    family.evidence.update(issued_on=DAY - dt.timedelta(days=9), valid_until=DAY.replace(day=9))
    Inmate.objects.update(custody_status="released")

    (over, why), (beside, paper) = said_of(family)

    assert (over, why) == (True, "Bantuan berakhir karena WBP sudah bebas.")
    assert (beside, paper[:27]) == (False, "Masa berlaku SKTM habis pad")


@pytest.mark.parametrize("paper", [None, {"verified_at": None, "verified_by": None}])
def test_help_that_never_began_does_not_end(family, paper):
    family.evidence.update(**paper) if paper else family.evidence.all().delete()
    Inmate.objects.update(custody_status="released")

    assert [over for over, _said in said_of(family)] == [False, False]
    assert said_of(family)[0][1].startswith("WBP sudah bebas. Yang diperlukan:")


def test_only_a_wbp_who_is_gone_ends_help(family):
    family.kinships.update(ended_on=DAY)

    [(over, said)] = said_of(family)

    assert (over, said[:34]) == (False, "Hubungan dengan WBP sudah berakhir")
