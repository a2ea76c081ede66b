"""An hour carries its day, unless that is today in an event of one day: at the desk, on the
receipt, when ratifying.
"""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions import desk, outcomes
from distributions.models import Distribution
from rutan.formats import jam, tanggal

NOW = timezone.now()
YESTERDAY = NOW - dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _blora():
    with timezone.override("Asia/Jakarta"):
        yield


@pytest.fixture
def served(facility, open_event, serve, handover_officer):
    """A hand-over of yesterday in an event of two days, or of now in one of today."""

    def hand_over(*, days):
        first = facility.local_day(NOW) - dt.timedelta(days=days - 1)
        event = open_event(
            facility, day=first, last_day=facility.local_day(NOW) if days > 1 else None
        )
        at = YESTERDAY if days > 1 else NOW
        return serve(event, event.entitlements.first(), handover_officer, at=at).handover

    return hand_over


def test_the_desk_names_the_day_of_an_event_of_two(served):
    fact = served(days=2)
    when = f"{tanggal(YESTERDAY)} pukul {jam(YESTERDAY)}"

    refusal = outcomes.AlreadyHandedOver(fact)

    assert str(refusal.message).startswith(f"Sudah diterima {when} oleh ")
    assert f"sudah diambil {when}. Jika" in refusal.say
    assert when in desk.Served(fact, "replayed").message
    assert when in str(outcomes.InmateAlreadyServed(fact.entitlement, fact).message)


def test_today_in_an_event_of_one_day_the_hour_is_enough(served):
    fact = served(days=1)

    message = str(outcomes.AlreadyHandedOver(fact).message)

    assert message.startswith(f"Sudah diterima pukul {jam(NOW)} oleh ")


def test_a_receipt_read_later_says_its_day(served, sign_in, handover_officer):
    fact = served(days=2)
    address = reverse("receipt", args=[fact.distribution_id, fact.number])

    page = sign_in(handover_officer).get(address).content.decode()

    assert f"{tanggal(YESTERDAY)} pukul " in page


def test_the_head_ratifies_hours_with_their_days(served, sign_in, head):
    fact = served(days=2)
    Distribution.objects.filter(pk=fact.distribution_id).update(approved_at=None, approved_by=None)
    address = reverse("distribution_ratify", args=[fact.distribution_id])

    page = sign_in(head).get(address).content.decode()

    assert f"{tanggal(YESTERDAY)} pukul {jam(YESTERDAY)}" in page
