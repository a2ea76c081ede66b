"""Sixteen desks with packages of two purposes for one family: each purpose has its own interval,
and a day has one package.
"""

import datetime as dt
from contextlib import contextmanager

import pytest
from django.contrib.postgres.fields import RangeOperators
from django.db import connection
from django.utils import timezone

from distributions.models import Distribution, Handover, conditions
from rutan.constraints import Exclusion
from tests.factories import EntitlementFactory, FacilityFactory, UserFactory
from tests.races import at_once, empty, without

pytestmark = pytest.mark.django_db(transaction=True)
DESKS = 16


@pytest.fixture
def officers():
    facility = FacilityFactory()
    return UserFactory.create_batch(DESKS, facility=facility, roles=["handover_officer"])


@pytest.fixture
def rows(officers, open_event):
    """The rights of one family in an event of each purpose that waits thirty days; both were open
    since yesterday.
    """
    facility, yesterday = officers[0].facility, timezone.now() - dt.timedelta(days=1)
    wait = {"packages": 20, "minimum_days": 30}
    harvest = open_event(facility, families=1, **wait)
    feast = open_event(facility, families=0, purpose="feast_day", **wait)
    Distribution.objects.update(opened_at=yesterday, day=facility.local_day(yesterday))
    row = harvest.entitlements.get()
    parties = {"family": row.family, "inmate": row.inmate, "snapshot": row.snapshot}
    return [row, EntitlementFactory(distribution=feast, source="walk_in", number=1, **parties)]


def _given(serve, rows, officers, days_ago):
    """Half of the desks give for each purpose, so many days ago; for which packages changed
    hands.
    """
    now = timezone.now()
    at_once(
        [
            lambda by=by, row=rows[n % 2], ago=days_ago[n % 2]: serve(
                row.distribution, row, by, at=now - dt.timedelta(days=ago)
            )
            for n, by in enumerate(officers)
        ]
    )
    return sorted(Handover.objects.live().values_list("purpose", flat=True))


@contextmanager
def _without_the_purpose():
    """The interval holds among all packages of a family, whatever they are for."""
    family, window = ("family", RangeOperators.EQUAL), ("served_window", RangeOperators.OVERLAPS)
    blunt = Exclusion(
        name="a_family_waits_whatever_for",
        expressions=[family, window],
        condition=conditions.live(),
    )
    with without(Handover, constraint="a_family_waits_between_two_packages"):
        with connection.schema_editor() as editor:
            editor.add_constraint(Handover, blunt)
        try:
            yield
        finally:
            with connection.schema_editor() as editor:
                editor.remove_constraint(Handover, blunt)


@pytest.mark.usefixtures("figures_hold")
def test_sixteen_desks_on_two_days_give_one_package_for_each_purpose(serve, rows, officers):
    assert _given(serve, rows, officers, days_ago=(1, 0)) == ["feast_day", "harvest"]


def test_without_the_purpose_in_the_constraint_one_bars_the_other(serve, rows, officers):
    with _without_the_purpose():
        given = _given(serve, rows, officers, days_ago=(1, 0))
        empty(Handover)

    assert len(given) == 1


@pytest.mark.usefixtures("figures_hold")
def test_sixteen_desks_on_one_day_give_one_package_whatever_for(serve, rows, officers):
    assert len(_given(serve, rows, officers, days_ago=(0, 0))) == 1


def test_without_its_constraint_one_day_has_a_package_for_each_purpose(serve, rows, officers):
    with without(Handover, constraint="a_family_receives_once_a_day"):
        given = _given(serve, rows, officers, days_ago=(0, 0))
        empty(Handover)

    assert given == ["feast_day", "harvest"]
