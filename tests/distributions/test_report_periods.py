"""What a period is called, and what is said of days before, within and after it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions import reports
from distributions.reports import words
from distributions.reports.summary import summary

LATER = dt.datetime(2028, 5, 1, tzinfo=dt.UTC)


def day(written):
    return dt.date.fromisoformat(written)


@pytest.fixture
def report(facility):
    def of(first, last, at=LATER):
        return reports.period(facility=facility, first=day(first), last=day(last), at=at)

    return of


@pytest.fixture
def paper():
    def data(report):
        return summary(report, reports.months(facility=report.facility, last=report.last), code="K7M4-9QX2")

    return data


@pytest.fixture
def page(sign_in, head):
    def get(name, query=""):
        return sign_in(head).get(reverse(name) + query)

    return get


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


def test_a_future_month_has_not_begun_and_claims_no_stock(facility, report, page):
    may = report("2027-05-01", "2027-05-31", at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC))
    html = page("report_home", f"?month={facility.local_day(timezone.now()).year + 2}-05").content.decode()

    assert (may.is_running, may.is_to_come, words.headline(may)) == (False, True, "Bulan Mei 2027 belum dimulai.")
    assert ("Belum dimulai, per " in html, "Masih berjalan" in html) == (True, False)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2025-09-30", "belum dimulai, per "),
        ("2025-10-01", "masih berjalan, per "),
        ("2025-10-14", "masih berjalan, per "),
        ("2025-10-15", "per "),
    ],
)
def test_the_paper_says_whether_its_period_runs(at, said, report, paper):
    moment = dt.datetime.combine(day(at), dt.time(3), tzinfo=dt.UTC)

    assert paper(report("2025-10-01", "2025-10-15", at=moment))["state"].split("per ")[0] + "per " == said
