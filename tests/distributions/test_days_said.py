"""An event of several days is said with its first and its last day."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from distributions import messages, reports
from distributions.documents import recap
from distributions.models import Distribution
from distributions.outcomes import NotOpen, OtherEvent
from distributions.reports import sentences, summary
from tests.factories import CouponFactory, DistributionFactory

FIRST, LAST = dt.date(2026, 3, 10), dt.date(2026, 3, 11)
IN_WORDS = "Selasa, 10 Maret 2026 s.d. Rabu, 11 Maret 2026"


@pytest.fixture
def event(facility, day_of_aid):
    return day_of_aid(facility, FIRST, last_day=LAST)


def test_texts_to_copy_say_both_days_of_an_event(event):
    sent = [message.text for message in messages.of_what_is_over(event)]
    event = Distribution.objects.with_list_counts().get()

    assert [IN_WORDS in text for text in (*sent, messages.for_head(event, 0).text)] == [True] * 3


def test_papers_of_a_month_say_both_days_of_an_event(event, facility):
    spans = {"first": FIRST.replace(day=1), "last": dt.date(2026, 3, 31)}
    report = reports.period(facility=facility, **spans)

    lines = [recap._events(report)["rows"][0], summary._events(report)["rows"][0]]

    assert [line[0] for line in lines] == ["10 Mar – 11 Mar 2026"] * 2
    assert sentences.when_of(report.events[0]).startswith("10 Mar – 11 Mar 2026")


def test_the_message_to_the_head_is_in_the_language_of_the_office(facility):
    event = Distribution.objects.with_list_counts().get(
        pk=DistributionFactory(facility=facility).pk
    )

    with translation.override("en"):
        assert messages.for_head(event, 0).text.startswith("Izin, Bapak/Ibu.")


def test_a_coupon_of_two_days_says_both_and_one_of_today_its_hour(facility):
    ahead = CouponFactory(entitlement__distribution__facility=facility)
    ahead.entitlement.distribution.last_day = LAST
    today = CouponFactory(
        entitlement__distribution__facility=facility,
        entitlement__distribution__day=facility.local_day(timezone.now()),
    )

    assert OtherEvent(ahead).say == "Kupon ini untuk tanggal 10 Maret 2026 s.d. 11 Maret 2026."
    assert OtherEvent(today).say.endswith(" pukul 08.30.")


def test_what_was_never_opened_says_its_day_when_that_is_over(facility):
    assert NotOpen(DistributionFactory(facility=facility)).say == (
        "Penyerahan pada 10 Maret 2026, mulai pukul 08.30."
    )


def test_on_its_second_day_a_cancelled_event_was_to_be_today(facility):
    today = facility.local_day(timezone.now())
    days = {"day": today - dt.timedelta(days=1), "last_day": today}
    event = DistributionFactory(facility=facility, **days)
    event.status = Distribution.Status.CANCELLED

    assert NotOpen(event).say == "Kegiatan hari ini dibatalkan. Mohon maaf."
