"""An event as the desk finds it: open, packed, with a list."""

import uuid

import pytest
from django.utils import timezone

from distributions import closing, desk
from rutan.refusals import Refused
from tests.factories import (
    DistributionFactory,
    EntitlementFactory,
    FamilyFactory,
    FamilyMemberFactory,
    InmateFactory,
    KinshipFactory,
    PackageMovementFactory,
    PovertyEvidenceFactory,
    UserFactory,
)


@pytest.fixture
def open_event():
    """Make an open event: ``open_event(facility, families=3, packages=5)``."""

    def make(facility, *, families=3, packages=5, day=None, source="list", **event):
        officer = UserFactory(facility=facility)
        distribution = DistributionFactory(
            facility=facility, day=day or facility.local_day(timezone.now()), recorded_by=officer, **({"accepts_walk_ins": True} | event)
        )
        for number in range(1, families + 1):
            entitlement = EntitlementFactory(distribution=distribution, number=number, source=source)
            KinshipFactory(family=entitlement.family, inmate=entitlement.inmate)
            FamilyMemberFactory(family=entitlement.family)
        now = timezone.now()
        distribution.status, distribution.approved_at, distribution.approved_by = "approved", now, officer
        distribution.save()
        if packages:
            PackageMovementFactory(distribution=distribution, packages=packages)
        distribution.status, distribution.opened_at, distribution.opened_by = "open", now, officer
        distribution.save()
        distribution.refresh_from_db()
        return distribution

    return make


@pytest.fixture
def serve():
    """Hand over as the desk does, with everything that does not matter to the test filled in."""

    def hand_over(distribution, entitlement, by, **facts):
        usual = {
            "collector": desk.Collector("Sri Wahyuni", "wife"),
            "verified_by_method": "ktp",
            "client_id": uuid.uuid4(),
            "desk": "Loket 1",
        }
        return desk.hand_over(distribution=distribution, entitlement_id=entitlement.pk, by=by, **(usual | facts))

    return hand_over


@pytest.fixture
def close_with_left_overs():
    """Close as the desk's chief does who reads the figures, reloads when they moved, and explains what is left."""

    def close(distribution, by):
        while True:
            distribution.refresh_from_db()
            try:
                left = {"lost": distribution.packages_left}
                return closing.close(distribution=distribution, left_overs=left, by=by, client_id=uuid.uuid4())
            except Refused:
                continue

    return close


@pytest.fixture
def eligible(facility):
    """Make a family that may be listed on TODAY: ``eligible("Sri", custody_status="released", evidence=False)``.

    ``facility=None`` makes it one of another prison, ``family`` adds a second inmate to one that is there.
    """
    ours = facility

    def make(name, *, facility=ours, inmate=None, family=None, evidence=True, custody_status="in_custody", **facts):
        place = {"facility": facility} if facility else {}
        family = family or FamilyFactory(name=name, **place, **facts)
        inmate = inmate or InmateFactory(facility=family.facility, custody_status=custody_status)
        KinshipFactory(family=family, inmate=inmate)
        if evidence:
            PovertyEvidenceFactory(family=family)
        return family

    return make
