"""What was refused at the desk: kept once with ids and codes only, and told on the event's page."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from distributions.models import DeskAttempt, Distribution, Outcome
from distributions.outcomes import DeskRefusal
from families.models import Family
from rutan.models import User
from rutan.refusals import Refused

# Within so long the same answer about the same thing to the same officer is one attempt.
ONE_ATTEMPT = dt.timedelta(minutes=10)


def note(
    distribution: Distribution,
    refusal: Refused,
    *,
    by: User,
    desk: str = "",
    client_id: UUID | None = None,
    at: dt.datetime | None = None,
    entitlement_id: int | None = None,
    family: Family | None = None,
) -> None:
    """Keep a refused attempt: whoever is named has come, which counts in the next proposal. Typing
    errors are not attempts.
    """
    if not isinstance(refusal, DeskRefusal) or refusal.outcome == Outcome.INVALID:
        return
    at = at or timezone.now()
    if refusal.outcome == Outcome.NOT_ON_LIST:
        entitlement_id = None
    thing = {
        "distribution": distribution,
        "entitlement_id": entitlement_id,
        "family": family,
        "coupon_code": refusal.code,
        "outcome": refusal.outcome,
        "recorded_by": by,
        # A hand-over that was sent is an attempt of its own; a look is not, however often the line
        # is opened.
        **({"client_id": client_id} if client_id else {}),
    }
    with transaction.atomic():
        # Two presses of one key wait here for each other.
        Distribution.objects.locked().get(pk=distribution.pk)
        if not DeskAttempt.objects.filter(
            recorded_at__range=(at - ONE_ATTEMPT, at), **thing
        ).exists():
            DeskAttempt.objects.create(recorded_at=at, desk=desk, **thing)


def of_event(distribution: Distribution) -> QuerySet[DeskAttempt]:
    """Every refusal of an event, the latest first, with whom it met and who answered."""
    rows = DeskAttempt.objects.filter(distribution=distribution).order_by("-recorded_at", "-pk")
    return rows.select_related("entitlement__family", "family", "recorded_by")
