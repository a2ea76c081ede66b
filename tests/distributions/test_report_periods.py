"""What a period is called, and what is said of days before, within and after it."""

import datetime as dt

import pytest

from distributions import reports
from distributions.reports import words

LATER = dt.datetime(2028, 5, 1, tzinfo=dt.UTC)


def day(written):
    return dt.date.fromisoformat(written)


@pytest.fixture
def report(facility):
    def of(first, last, at=LATER):
        return reports.period(facility=facility, first=day(first), last=day(last), at=at)

    return of


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2025-10-01", "2025-10-31", "Sep 2025"),
        ("2025-10-01", "2025-10-15", "16 Sep – 30 Sep 2025"),
        ("2025-10-01", "2026-11-24", "7 Agu 2024 – 30 Sep 2025"),
        ("2025-10-02", "2025-10-02", "1 Okt 2025"),
    ],
)
def test_the_period_before_is_named_in_short_with_every_year_it_touches(first, last, said, report):
    assert words.before_in_short(report(first, last)) == said
