"""Who signs for an office on a day: the row says it of itself as the query says it of all."""

import datetime as dt
from itertools import product

import pytest

from distributions.planning.approval import acting_head
from rutan.models import Signatory
from rutan.papers import signatory
from tests.factories import TODAY, SignatoryFactory, UserFactory

pytestmark = pytest.mark.django_db
DAYS = [TODAY + dt.timedelta(days=n) for n in (-1, 0, 1)]
CAPACITIES = Signatory.Capacity.values


@pytest.mark.parametrize("day", DAYS)
def test_who_signs_on_a_day_is_asked_by_one_rule(day):
    rows = [
        SignatoryFactory(starts_on=starts, ends_on=ends)
        for starts, ends in product(DAYS, (None, *DAYS))
        if ends is None or starts <= ends
    ]
    signing = set(Signatory.objects.signing_on(day).values_list("pk", flat=True))

    assert signing == {row.pk for row in rows if row.term_on(day) == "current"}
    assert 0 < len(signing) < len(rows)


@pytest.mark.parametrize("held", list(product((False, True), repeat=3)))
def test_papers_are_signed_by_whoever_acts_before_the_definitive_official(facility, held):
    capacities = [which for which, is_held in zip(CAPACITIES, held, strict=True) if is_held]
    for capacity in capacities:
        SignatoryFactory(facility=facility, capacity=capacity, starts_on=TODAY, ends_on=TODAY)
    signs = signatory(facility, "head", TODAY)
    rank = [which for which in ("plh", "plt", "definitive") if which in capacities]

    assert (signs and signs.capacity) == next(iter(rank), None)


@pytest.mark.parametrize("capacity", CAPACITIES)
@pytest.mark.parametrize("day", DAYS)
def test_an_acting_head_is_one_who_signs_that_day(facility, capacity, day):
    user = UserFactory(facility=facility)
    row = SignatoryFactory(
        facility=facility, user=user, capacity=capacity, starts_on=TODAY, ends_on=TODAY
    )

    expected = row if day == TODAY and capacity != "definitive" else None
    assert acting_head(user, facility, day) == expected
