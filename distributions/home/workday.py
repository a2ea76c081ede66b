"""The day of one user: the events in hand, and the shape of a line on the home page with its
door.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from distributions.models import Distribution, conditions
from families.models import Kinship
from rutan.access import verbs_of
from rutan.models import User

Status = Distribution.Status


@dataclass(frozen=True)
class Duty:
    """One line: what there is to do, in words with its number, and the door; ``presses`` is shown
    in the colour that asks.
    """

    text: str
    action: str
    icon: str
    href: str
    presses: bool = False
    # The desk is opened by somebody who stands.
    big: bool = False


@dataclass(frozen=True)
class Workday:
    """What a user's day is made of, loaded once: the events in hand and the moment."""

    user: User
    at: dt.datetime
    events: tuple[Distribution, ...]
    verbs: frozenset[str] = field(default_factory=frozenset)

    @property
    def today(self) -> dt.date:
        return self.user.facility.local_day(self.at)

    @property
    def todays(self) -> list[Distribution]:
        """Events that run today: opened, or approved for it."""
        return [
            event
            for event in self.events
            if event.is_open or (event.status == Status.APPROVED and self._is_today(event))
        ]

    def _is_today(self, distribution: Distribution) -> bool:
        return distribution.takes_place_on(self.today)

    @property
    def next_event(self) -> Distribution | None:
        """The event that the page shows as a line of steps: an open one, else the nearest that is
        coming.
        """
        coming = [event for event in self.events if event.status != Status.CLOSED]
        return min(
            coming,
            key=lambda event: (not event.is_open, event.is_rehearsal, event.day, event.pk),
            default=None,
        )


def workday_of(user: User, at: dt.datetime) -> Workday:
    """The events in hand of the user's prison, real ones first; none for who may not see events.
    One statement.
    """
    verbs = verbs_of(user)
    if "view_distributions" not in verbs:
        return Workday(user, at, (), verbs)
    events = (
        Distribution.objects.visible_to(user)
        .in_hand(user.facility.local_day(at))
        .with_list_counts()
    )

    def listed(where: Q | Exists) -> Count:
        return Count("entitlements", filter=conditions.standing(conditions.RIGHTS) & where)

    ties = Kinship.objects.counting_on(OuterRef("day"))
    loaded = events.annotate(
        by_hand=listed(~Q(entitlements__reason="")),
        of_staff=listed(Q(entitlements__family__staff_relative=True)),
        without_wbp=listed(~Exists(ties.filter(family=OuterRef("entitlements__family")))),
    ).select_related(
        *("facility", "proposed_by", "moved_by"),
        *("recorded_by", "approved_by", "opened_by", "closed_by", "ratified_by"),
    )
    ordered = sorted(loaded, key=lambda event: (event.is_rehearsal, event.day, event.pk))
    return Workday(user, at, tuple(ordered), verbs)


def door(name: str, *args: object, query: str = "") -> str:
    return reverse(name, args=args) + query
