"""What a period is called, and what is said of days before, within and after it."""

import datetime as dt
import uuid

import pgtrigger
import pytest
from django.urls import reverse
from django.utils import timezone

from distributions import closing, reports
from distributions.models import Distribution
from distributions.reports import sentences
from distributions.reports.summary import four_figures, summary

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
        return summary(
            report, reports.months(facility=report.facility, last=report.last), code="K7M4-9QX2"
        )

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
        ("2024-01-01", "2024-12-31", "2023"),
    ],
)
def test_the_period_before_is_named_in_short_with_every_year_it_touches(first, last, said, report):
    assert sentences.before_in_short(report(first, last)) == said


def test_a_future_month_has_not_begun_and_claims_no_stock(facility, report, page):
    may = report("2027-05-01", "2027-05-31", at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC))
    html = page(
        "report_home", f"?month={facility.local_day(timezone.now()).year + 2}-05"
    ).content.decode()

    assert (may.is_running, may.is_to_come, sentences.headline(may)) == (
        False,
        True,
        "Bulan Mei 2027 belum dimulai.",
    )
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

    assert (
        paper(report("2025-10-01", "2025-10-15", at=moment))["state"].split("per ")[0] + "per "
        == said
    )


@pytest.fixture
def over_the_month_s_end(facility, day_of_aid):
    """An event of 31 March and 1 April 2026: packed and served in March, its two left-overs back in
    stock in April.
    """
    event = day_of_aid(facility, day("2026-03-31"), last_day=day("2026-04-01"), closed=False)
    closing.close(
        distribution=event,
        left_overs={"stock": 2},
        by=event.recorded_by,
        client_id=uuid.uuid4(),
        at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC),
    )


def test_what_comes_back_to_the_stock_is_not_told_as_aid(over_the_month_s_end, report):
    april = report("2026-04-01", "2026-04-30")

    assert sentences.headline(april) == "Bulan April 2026: dipanen 0 kg."
    assert (
        sentences.notes(april)[-1] == "0,8 kg kembali ke stok dari paket kegiatan di luar periode."
    )
    aid = four_figures(april)[1]
    assert (aid["figure"], aid["unit"], aid["beside"]) == ("0", "kg", "Mar 2026: 1,2 kg")


def test_families_served_from_an_earlier_packing_have_its_weight(over_the_month_s_end, report):
    with pgtrigger.ignore("distributions.Distribution:an_event_keeps_the_days_of_its_handovers"):
        Distribution.objects.update(day=day("2026-04-01"))

    april = report("2026-04-01", "2026-04-30")

    told = "Bulan April 2026: dipanen 0 kg, diserahkan 1,2 kg kepada 3 keluarga."
    assert sentences.headline(april) == told
    assert sentences.notes(april)[-1] == "2 kg dari isi paket periode ini dikemas di luar periode."


@pytest.mark.parametrize(
    ("first", "last", "at", "until", "said"),
    [
        ("2025-10-01", "2025-10-31", "2025-10-05", "2025-09-05", "Sep 2025 s.d. tanggal 5"),
        ("2025-03-01", "2025-03-31", "2025-03-30", "2025-02-28", "Feb 2025"),
        ("2025-10-01", "2025-10-31", "2025-10-31", "2025-09-30", "Sep 2025"),
        ("2025-01-01", "2025-12-31", "2025-11-05", "2024-11-05", "2024 s.d. 5 Nov"),
        ("2025-10-11", "2025-10-20", "2025-10-12", "2025-10-02", "1 Okt – 2 Okt 2025"),
    ],
)
def test_a_period_that_runs_stands_beside_as_much_of_the_one_before(
    first, last, at, until, said, report
):
    running = report(first, last, at=dt.datetime.combine(day(at), dt.time(3), tzinfo=dt.UTC))

    assert (running.before_last, sentences.before_in_short(running)) == (day(until), said)


def test_an_event_that_runs_into_the_period_is_told(over_the_month_s_end, report, page, paper):
    april = report("2026-04-01", "2026-04-30")
    told = "1 kegiatan yang dimulai sebelum periode ini dihitung pada hari pertamanya."
    html = page("report_home", "?month=2026-04").content.decode()

    assert (april.begun_before, report("2026-03-31", "2026-03-31").begun_before, april.events) == (
        1,
        0,
        (),
    )
    assert (told in html, told in paper(april)["notes"]) == (True, True)
    assert ("Belum ada kegiatan" in html, paper(april)["events"]["empty"]) == (
        False,
        "Tidak ada kegiatan yang dimulai pada April 2026.",
    )
