"""Two tabs, two people, one event: real threads and real transactions."""

import datetime as dt
import uuid

import pytest

from distributions.models import Coupon, Distribution
from distributions.planning import approval, lifecycle, listing, locks, review
from rutan.editing import Stale
from tests.factories import DistributionFactory
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

COPIES = 5


def test_five_copies_of_one_form_open_one_event(facility, services_head):
    form = uuid.uuid4()
    today = {
        "title": "Bakti sosial",
        "venue": "Aula",
        "starts": dt.time(8),
        "ends": dt.time(12),
        "order": "Perintah lisan",
    }

    answers = at_once(
        [lambda: lifecycle.open_today(facility=facility, by=services_head, client_id=form, **today)]
        * COPIES
    )

    assert {answer.pk for answer in answers} == {Distribution.objects.get().pk}


def test_approving_at_once_freezes_the_list_once(facility, eligible, services_head, head):
    event = DistributionFactory(facility=facility)
    listing.choose(
        distribution=event, families=[eligible("Ani"), eligible("Budi")], by=services_head
    )
    approval.propose(distribution=event, by=services_head)
    seen = review.review(event).seen

    answers = at_once([lambda: approval.approve(distribution=event, by=head, seen=seen)] * COPIES)

    assert {answer.approved_at for answer in answers} == {Distribution.objects.get().approved_at}
    assert Coupon.objects.live().count() == 2


def test_a_list_is_either_approved_as_read_or_changed_never_both(
    facility, eligible, services_head, head
):
    event = DistributionFactory(facility=facility)
    ani, budi = eligible("Ani"), eligible("Budi")
    listing.choose(distribution=event, families=[ani], by=services_head)
    approval.propose(distribution=event, by=services_head)
    seen = review.review(event).seen

    approved, changed = at_once(
        [
            lambda: approval.approve(distribution=event, by=head, seen=seen),
            lambda: listing.choose(distribution=event, families=[budi], by=services_head),
        ]
    )

    assert isinstance(approved, Stale) != isinstance(changed, locks.WrongStep)
