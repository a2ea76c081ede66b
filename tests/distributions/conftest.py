"""An event as the desk finds it: open, packed, with a list."""

import datetime as dt
import uuid
from decimal import Decimal
from itertools import count

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from distributions import closing, desk
from distributions.packing import runs
from distributions.packing.contents import Content
from harvests.models import Commodity
from rutan.refusals import Refused
from tests.factories import (
    CommodityFactory,
    DistributionFactory,
    EntitlementFactory,
    FamilyFactory,
    FamilyMemberFactory,
    HarvestFactory,
    InmateFactory,
    KinshipFactory,
    PovertyEvidenceFactory,
    UserFactory,
)


@pytest.fixture
def open_event():
    """Make an open event: ``open_event(facility, families=3, packages=5)``; ``names`` are those of
    its families.
    """

    def make(
        facility,
        *,
        families=3,
        names=(),
        packages=5,
        day=None,
        source="list",
        snapshot=None,
        **event,
    ):
        names = names or [f"Sri Wahyuni {number:03}" for number in range(1, families + 1)]
        officer = UserFactory(facility=facility)
        distribution = DistributionFactory(
            facility=facility,
            day=day or facility.local_day(timezone.now()),
            recorded_by=officer,
            **({"accepts_walk_ins": True} | event),
        )
        for number, name in enumerate(names, 1):
            entitlement = EntitlementFactory(
                distribution=distribution,
                number=number,
                source=source,
                family__name=name,
                snapshot={"family": name, **(snapshot or {})},
            )
            KinshipFactory(family=entitlement.family, inmate=entitlement.inmate)
            FamilyMemberFactory(family=entitlement.family)
        now = timezone.now()
        distribution.status, distribution.approved_at, distribution.approved_by = (
            "approved",
            now,
            officer,
        )
        distribution.save()
        if packages:
            lot = HarvestFactory(facility=facility, quantity=packages)
            content = Content(lot.commodity, Decimal(1), unit=lot.unit)
            runs.pack(
                distribution=distribution,
                packages=packages,
                contents=[content],
                by=officer,
                client_id=uuid.uuid4(),
            )
        distribution.status, distribution.opened_at, distribution.opened_by = "open", now, officer
        distribution.save()
        distribution.refresh_from_db()
        return distribution

    return make


def an_order(**facts):
    """What the desk says of a hand-over, with everything that does not matter to the test filled
    in.
    """
    usual = {
        "collector": desk.Collector("Sri Wahyuni", "wife"),
        "verified_by_method": "ktp",
        "client_id": uuid.uuid4(),
        "desk": "Loket 1",
    }
    return desk.Order(**(usual | facts))


@pytest.fixture
def serve():
    """Hand over as the desk does, with everything that does not matter to the test filled in."""

    def hand_over(distribution, entitlement, by, at=None, **facts):
        order = an_order(**facts)
        who = {"distribution": distribution, "entitlement_id": entitlement.pk}
        return desk.hand_over(**who, order=order, by=by, at=at)

    return hand_over


@pytest.fixture
def figures_hold():
    """After the race everything on the live database is as it should be."""
    yield
    assert run_checks(tags=["selfcheck"], include_deployment_checks=True) == []


@pytest.fixture
def close_with_left_overs():
    """Close as the desk's chief does who reads the figures, reloads when they moved, and explains
    what is left.
    """

    def close(distribution, by):
        while True:
            distribution.refresh_from_db()
            try:
                left = {"lost": distribution.packages_left}
                return closing.close(
                    distribution=distribution, left_overs=left, by=by, client_id=uuid.uuid4()
                )
            except Refused:
                continue

    return close


@pytest.fixture
def eligible(facility):
    """Make a family that may be listed on TODAY: ``eligible("Sri", custody_status="released",
    evidence=False)``.

    ``facility=None`` makes it one of another prison, ``family`` adds a second inmate to one that is
    there. Who is made first is poorer, so that the proposal names it first and draws no lot.
    """
    ours, turn = facility, count(1)

    def make(
        name,
        *,
        facility=ours,
        inmate=None,
        family=None,
        evidence=True,
        custody_status="in_custody",
        **facts,
    ):
        place = {"facility": facility} if facility else {}
        family = family or FamilyFactory(name=name, **place, **facts)
        inmate = inmate or InmateFactory(facility=family.facility, custody_status=custody_status)
        KinshipFactory(family=family, inmate=inmate)
        if evidence:
            PovertyEvidenceFactory(family=family, kind="dtsen", decile=min(next(turn), 10))
        return family

    return make


@pytest.fixture
def day_of_aid(open_event, serve):
    """An event as it went: 2 bundles of 200 g in each of 5 packages, 4 families listed, 3 served,
    the rest to the kitchen.

    ``day_of_aid(facility, dt.date(2026, 3, 10))``; it is over unless ``closed=False``.
    """

    def make(facility, day, *, families=4, served=3, packages=5, closed=True, hour=2, **event):
        at = dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC)
        distribution = open_event(facility, day=day, families=families, packages=0, **event)
        by = distribution.recorded_by
        commodity = Commodity.objects.filter(facility=facility).first() or CommodityFactory(
            facility=facility, name="Kangkung"
        )
        HarvestFactory(
            facility=facility,
            commodity=commodity,
            harvested_on=facility.local_day(at),
            quantity=100,
            grams=20_000,
        )
        contents = [Content(commodity, Decimal(2))]
        runs.pack(
            distribution=distribution,
            packages=packages,
            contents=contents,
            by=by,
            client_id=uuid.uuid4(),
            at=at,
        )
        for entitlement in distribution.entitlements.order_by("number")[:served]:
            serve(distribution, entitlement, by, at=at)
        distribution.refresh_from_db()
        if closed:
            left = {"kitchen": distribution.packages_left}
            closing.close(
                distribution=distribution, left_overs=left, by=by, client_id=uuid.uuid4(), at=at
            )
            distribution.refresh_from_db()
        return distribution

    return make
