"""One office of the demo: its people, its dice, and the agenda of what happened there, moment by
moment.
"""

import datetime as dt
import heapq
import random
import uuid
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

from rutan import audit
from rutan.models import Facility, User

Act = Callable[..., object]


class Office:
    """Acts are put on the agenda in any order and happen in theirs; what lies after ``now`` does
    not happen.

    Each act runs under its own moment and in the transactions of its own verbs, so that its audit
    rows and its field history belong together as they would in real life.
    """

    def __init__(
        self, facility: Facility, users: dict[str, User], *, now: dt.datetime, seed: str
    ) -> None:
        self.facility, self.users, self.now = facility, users, now
        self.today = facility.local_day(now)
        self.seed = f"{seed} {facility.short_name}"
        self._keys = self.dice("keys")
        self._agenda: list[tuple[dt.datetime, int, Act]] = []
        self._order = count()

    def dice(self, what: str) -> random.Random:
        """A stream of chance of its own, so that one part of the story can change without moving
        the others.
        """
        return random.Random(f"{self.seed} {what}")  # noqa: S311 repeatable on purpose

    def key(self) -> uuid.UUID:
        """A client_id, as a form would carry it."""
        return uuid.UUID(int=self._keys.getrandbits(128), version=4)

    def moment(self, day: dt.date, hour: int, minute: int = 0, second: int = 0) -> dt.datetime:
        """A wall-clock time of the facility."""
        return dt.datetime.combine(day, dt.time(hour, minute, second), self.facility.tzinfo)

    def plan(self, at: dt.datetime, act: Act, **facts: Any) -> None:
        """``act(at, **facts)`` when that moment comes."""
        heapq.heappush(self._agenda, (at, next(self._order), partial(act, **facts)))

    def live(self) -> None:
        """Let everything happen, in order, up to now."""
        while self._agenda and self._agenda[0][0] <= self.now:
            at, _order, act = heapq.heappop(self._agenda)
            with audit.happened(at):
                act(at)

    def by(self, role: str) -> User:
        """Who holds the role here."""
        return self.users[role]
