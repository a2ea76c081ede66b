"""An event that was approved, packed or opened, on another day, at another hour or place: rain, or
the head is called away.
"""

import datetime as dt
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from distributions.models import Distribution
from distributions.planning.locks import check_unchanged, locked
from rutan import audit, editing
from rutan.models import User
from rutan.refusals import REASON_FOR_HEAD, Refused, refused_by_database

Status = Distribution.Status
_COLUMNS = ("moved_at", "moved_by", "moved_reason", "moved_from")


class Place(TypedDict, total=False):
    """Where and when an event is."""

    day: dt.date
    last_day: dt.date | None
    starts: dt.time
    ends: dt.time
    venue: str


@transaction.atomic
def move(
    *,
    distribution: Distribution,
    reason: str,
    by: User,
    seen: str = "",
    at: dt.datetime | None = None,
    **place: Unpack[Place],
) -> Distribution:
    """Put an approved or open event on another day, hour or place; the list, the coupons and the
    packages stay.

    What the head approved stays in ``moved_from`` and is shown to him with the reason. The same
    move again is no act. Raises Stale, WrongStep, or Refused without a reason or where packages
    were given on a day that is left out.
    """
    distribution = locked(distribution, *Distribution.AT_WORK)
    if not editing.news(distribution, place, None):
        return distribution
    check_unchanged(distribution, seen)
    if not reason.strip():
        raise Refused(REASON_FOR_HEAD)
    return _put(distribution, by=by, at=at or timezone.now(), reason=reason.strip(), **place)


def move_to(distribution: Distribution, *, day: dt.date, by: User, at: dt.datetime) -> None:
    """An event that is opened on ``day`` takes place on it, with as many days as it has. For the
    verb that holds the lock.
    """
    if distribution.takes_place_on(day):
        return
    length = distribution.final_day - distribution.day
    last_day = distribution.last_day and day + length
    _put(distribution, by=by, at=at, reason="", day=day, last_day=last_day)


def _put(
    distribution: Distribution, *, by: User, at: dt.datetime, reason: str, **place: Unpack[Place]
) -> Distribution:
    """Write the move of a locked event."""
    # Moved twice, the head still compares with what he approved.
    distribution.moved_from = distribution.moved_from or distribution.place
    differing = editing.news(distribution, place, None)
    for name, value in differing.items():
        setattr(distribution, name, value)
    distribution.moved_at, distribution.moved_by, distribution.moved_reason = at, by, reason
    with refused_by_database():
        distribution.save(update_fields=[*differing, *_COLUMNS])
    audit.record(
        by=by,
        verb="move_event",
        thing=distribution,
        fields=sorted(differing),
        first=distribution.day.isoformat(),
    )
    return distribution
