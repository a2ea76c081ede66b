"""What the database refuses about events and lists, whatever the code does."""

import pgtrigger
import pytest
from django.db import IntegrityError, transaction

from distributions.models import Distribution
from rutan.refusals import constraint_of
from tests.factories import DistributionFactory, EntitlementFactory


def refused(write) -> str:
    """The name of the guard that refuses ``write``."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    return constraint_of(refusal.value)


def approve(distribution):
    Distribution.objects.filter(pk=distribution.pk).update(
        status="approved", approved_at=distribution.recorded_at, approved_by=distribution.recorded_by
    )


@pytest.fixture
def event(facility):
    return DistributionFactory(facility=facility)


def test_a_reserve_becomes_a_recipient_only_while_the_event_is_a_draft(event):
    entitlement = EntitlementFactory(distribution=event)
    entitlement.source = "reserve"
    entitlement.save()

    approve(event)

    entitlement.source = "list"
    assert refused(entitlement.save) == "a_reserve_stands_after_draft"
    with pgtrigger.ignore("distributions.Entitlement:a_reserve_stands_after_draft"):
        entitlement.save()
