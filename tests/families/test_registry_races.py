"""Several officers at the same moment, with real threads and transactions."""

from functools import partial

import pytest

from families.models import Family, FamilyMember, Kinship, PovertyEvidence
from families.registry import people
from families.registry.evidence import Decided, accept_evidence, reject_evidence
from families.registry.families import NewFamily, edit, register
from families.registry.people import NewMember
from rutan import editing
from rutan.refusals import Refused
from tests.factories import (
    AreaFactory,
    FamilyFactory,
    FamilyMemberFactory,
    InmateFactory,
    PovertyEvidenceFactory,
)
from tests.families.conftest import KK, NIK
from tests.races import at_once, without

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


def refusals(results):
    return [result for result in results if isinstance(result, Exception)]


def test_of_many_editors_of_one_page_one_saves_and_the_others_are_told(facility, registrar):
    family = FamilyFactory(facility=facility)

    results = at_once(
        [
            partial(edit, family=family, version=1, by=registrar, rt=f"{number}")
            for number in range(MANY)
        ]
    )

    family.refresh_from_db()
    assert [type(refused) for refused in refusals(results)] == [editing.Stale] * (MANY - 1)
    [saved] = [result for result in results if isinstance(result, Family)]
    assert (family.rt, family.version) == (saved.rt, 2)


def test_one_card_is_registered_once_however_many_try(facility, registrar):
    inmate, area = InmateFactory(facility=facility), AreaFactory()
    new = NewFamily(name="Sri Wahyuni", area=area, inmate=inmate, relationship="wife", kk_number=KK)

    results = at_once([partial(register, facility=facility, families=[new], by=registrar)] * MANY)

    assert (Family.objects.count(), Kinship.objects.count()) == (1, 1)
    assert all(isinstance(refused, Refused) for refused in refusals(results))


def test_without_its_constraint_one_card_would_be_registered_twice(
    facility, registrar, monkeypatch
):
    monkeypatch.setattr(
        "families.registry.families.refuse_used_cards", lambda *args, **kwargs: None
    )
    inmate, area = InmateFactory(facility=facility), AreaFactory()
    new = NewFamily(name="Sri Wahyuni", area=area, inmate=inmate, relationship="wife", kk_number=KK)

    with without(Family, constraint="one_family_per_card_and_split"):
        at_once([partial(register, facility=facility, families=[new], by=registrar)] * MANY)
        registered = Family.objects.count()
        Family.objects.update(kk_number=None)

    assert registered == MANY


def test_one_nik_is_added_once_however_many_try(facility, registrar):
    families = [FamilyFactory(facility=facility) for _family in range(MANY)]

    results = at_once(
        [
            partial(
                people.add_member, family=family, member=NewMember("Sri", nik=NIK), by=registrar
            )
            for family in families
        ]
    )

    assert (FamilyMember.objects.count(), len(refusals(results))) == (1, MANY - 1)
    assert all(isinstance(refused, Refused) for refused in refusals(results))


def test_evidence_is_accepted_or_rejected_once(facility, registrar, services_head):
    evidence = PovertyEvidenceFactory(
        family=FamilyFactory(facility=facility), verified_at=None, verified_by=None
    )
    accept = partial(accept_evidence, evidence=[evidence], by=registrar)
    reject = partial(reject_evidence, evidence=evidence, reason="Tidak terbaca", by=services_head)

    results = at_once([accept, reject] * (MANY // 2))

    evidence.refresh_from_db()
    assert bool(evidence.verified_at) != bool(evidence.rejected_at)
    assert {type(refused) for refused in refusals(results)} == {Decided}


def test_papers_of_many_families_never_wait_in_a_circle(facility, services_head):
    one, other = (FamilyMemberFactory(family__facility=facility).family for _family in range(2))
    papers = [
        [
            PovertyEvidenceFactory(family=family, verified_at=None, verified_by=None)
            for family in pair
        ]
        for pair in ((one, other), (other, one))
    ]

    results = at_once(
        [partial(accept_evidence, evidence=pair, by=services_head) for pair in papers] * 4
    )

    assert (refusals(results), PovertyEvidence.objects.waiting().count()) == ([], 0)
