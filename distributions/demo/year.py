"""The twelve months up to today at Blora: an event a month, each with its own turn, one open today
and one on the way.
"""

import datetime as dt

from distributions.demo.events import TITLE, Events, Happening
from distributions.demo.listed import ListedEvent
from distributions.demo.same_day import SameDayEvent
from distributions.demo.stories import NINETY, STORY
from distributions.models import Distribution
from distributions.packing.unpacking import Destination
from distributions.planning import lifecycle
from families.models import CustodyStatus
from families.registry import inmates
from rutan.days import month_before

DAY = dt.timedelta(days=1)
# The longest that lies between dawn and now on the open day, and how far the morning has come by
# now.
MORNING, SO_FAR = dt.timedelta(hours=2, minutes=40), 0.59

# What the last event and today's both show: a reserve told to wait, then promoted; a decision
# against a rule; somebody else than the family at the counter; and what a desk had to put in words.
OUT_OF_THE_ORDINARY = ("reserve_came", "promoted", "override", "neighbour", "in_words")

# Oldest first. In two of the months the head gave his order at the morning roll.
MONTHS = (
    {"listed": 24, "packages": 24, "turns": {"twice"}},
    {"strangers": 6, "listed": 14, "packages": 22},
    {"listed": 26, "packages": 25, "turns": {"void"}},
    {
        "listed": 28,
        "packages": 30,
        "walk_ins": 2,
        "left_overs": Destination.DONATED,
        "turns": {"sent_back"},
    },
    {"listed": 24, "packages": 23, "turns": {"acting_head"}},
    {"listed": 22, "packages": 22, "turns": {"twice"}},
    {
        "listed": 30,
        "packages": 30,
        "substituted": 7,
        "lost": 1,
        "turns": {"reserve_came", "returned", "power_cut"},
    },
    # The feast: more come than in any other month.
    {
        "purpose": Distribution.Purpose.FEAST_DAY,
        "title": "Bakti Sosial Hari Raya",
        "listed": 48,
        "packages": 46,
        "eggs": True,
        "left_overs": Destination.SORTED,
        "turns": {"void", "twice"},
    },
    {"listed": 24, "packages": 23, "left_overs": Destination.STOCK, "turns": {"reopened"}},
    {"strangers": 4, "listed": 14, "packages": 19},
    {"listed": 28, "packages": 23, "turns": {"short"}},
    {
        "listed": 32,
        "packages": 36,
        "walk_ins": 3,
        "turns": {"twice", "spot_check", *OUT_OF_THE_ORDINARY},
    },
)


def is_visiting_day(day: dt.date) -> bool:
    # Imported here: a later start, which fills nothing, must not wait for all the areas of
    # Indonesia.
    from lokal.holidays import HOLIDAY_YEARS, holidays_on

    holiday = day.year in HOLIDAY_YEARS and holidays_on(day.isoformat())
    return day.weekday() < 4 and not holiday


def visiting_day_before(today: dt.date, months: int) -> dt.date:
    """The visiting day on or before the same date so many months earlier; negative months lie
    ahead.
    """
    first, _last = month_before(today, months)
    day = first + (min(today.day, 28) - 1) * DAY
    while not is_visiting_day(day) or min(abs(day - STORY), abs(day - NINETY)) < 3 * DAY:
        day -= DAY
    return day


class Year:
    """Puts the events of the last ``months`` months on the agenda of Blora."""

    def __init__(self, events: Events) -> None:
        self.events, self.office = events, events.office
        self.draft: Distribution

    def plan(self, months: int) -> None:
        """Twelve months in all; a shorter year has the last of them."""
        for back, month in zip(range(months, 0, -1), MONTHS[-months:], strict=True):
            day = visiting_day_before(self.office.today, back)
            if day > STORY + 20 * DAY:
                self._plan_month(day, dict(month))
        self._plan_rehearsal(STORY + 23 * DAY)
        self._plan_cancelled(visiting_day_before(self.office.today, min(months, 6)) - 9 * DAY)
        self._plan_today()
        self._plan_next(visiting_day_before(self.office.today, -1))

    def _plan_month(self, day: dt.date, month: dict) -> None:
        strangers, turns = month.pop("strangers", None), frozenset(month.pop("turns", ()))
        happening = Happening(day, turns=turns, **month)
        if strangers is None:
            ListedEvent(self.events, happening).plan()
        else:
            SameDayEvent(
                self.events, happening, strangers=strangers, complete=strangers // 2
            ).plan()

    def _plan_rehearsal(self, day: dt.date) -> None:
        """Three officers try the desk with cards of families that get nothing: no stock moves, no
        interval is held.
        """
        rehearsal = Rehearsal(
            self.events,
            Happening(day, title="Latihan loket", listed=5, reserves=0, packages=5, absent=0.2),
        )
        self.office.plan(self.office.moment(day, 13), rehearsal.run)

    def _plan_cancelled(self, day: dt.date) -> None:
        happening, plan, moment = (
            Happening(day, title=f"{TITLE} susulan"),
            self.office.plan,
            self.office.moment,
        )

        def create(at: dt.datetime) -> None:
            event = self.events.draft(at, happening)
            reason = "Hujan lebat, panen tertunda"
            later = moment(day - DAY, 15)
            plan(
                later,
                lambda at: lifecycle.cancel(
                    distribution=event, reason=reason, by=self.events.chief, at=at
                ),
            )

        plan(moment(day - 5 * DAY, 10), create)

    def _plan_today(self) -> None:
        """Open right now, with a third of the families served, at whatever hour the demo is
        started.
        """
        office, now = self.office, self.office.now
        midnight = office.moment(office.today, 0)
        dawn = max(now - MORNING, midnight)
        noon = dawn + (now - dawn) / SO_FAR
        starts, ends = _half_hours(
            office.today,
            dawn.astimezone(office.facility.tzinfo),
            noon.astimezone(office.facility.tzinfo),
        )
        turns = frozenset({"by_hand", "added", "counter", "weighed", *OUT_OF_THE_ORDINARY})
        happening = Happening(
            office.today,
            listed=45,
            reserves=5,
            packages=50,
            walk_ins=1,
            absent=0.06,
            turns=turns,
            starts=starts,
            ends=ends,
        )
        event = ListedEvent(self.events, happening)
        event.plan_list()
        event.hold(dawn, noon)
        office.plan(now - dt.timedelta(minutes=1), event.call)

    def _plan_next(self, day: dt.date) -> None:
        """Next month's event: a list that waits for the head, and one inmate who left since it was
        made.
        """
        happening = Happening(day, listed=40, reserves=5, packages=45, turns=frozenset({"by_hand"}))
        coming, before = ListedEvent(self.events, happening), self.office.today - DAY
        plan, moment = self.office.plan, self.office.moment
        plan(moment(before, 13), coming._draft)
        plan(moment(before, 13, 30), coming._list)
        plan(moment(before, 14), coming._propose)
        plan(moment(before, 15), self._somebody_leaves, coming=coming)

    def _somebody_leaves(self, at: dt.datetime, *, coming: ListedEvent) -> None:
        inmate = (
            coming.event.entitlements.order_by("family__name", "pk")
            .select_related("inmate")[7]
            .inmate
        )
        day, clerk = self.office.facility.local_day(at), self.office.by("registrar")
        inmates.move_inmate(
            inmate=inmate, status=CustodyStatus.RELEASED, since=day, by=clerk, at=at
        )


class Rehearsal(ListedEvent):
    """The whole road in half an hour, marked as a rehearsal."""

    def run(self, at: dt.datetime) -> None:
        minute = dt.timedelta(minutes=1)
        self.event = self.events.draft(at, self.what, is_rehearsal=True)
        self._list(at)
        self._propose(at)
        self.office.plan(at + 4 * minute, self._approve)
        self.office.plan(at + 6 * minute, self._pack)
        self.office.plan(at + 8 * minute, self._open)
        self.office.plan(at + 10 * minute, self._queue, until=at + 25 * minute)
        self.office.plan(at + 30 * minute, self._close)


def _half_hours(day: dt.date, dawn: dt.datetime, noon: dt.datetime) -> tuple[dt.time, dt.time]:
    """The hours on the invitation: whole half hours around the morning, within the day."""
    opens = dawn + (noon - dawn) * 0.36
    starts = dt.time(opens.hour, 30 if opens.minute >= 30 else 0)
    ends = noon + dt.timedelta(minutes=59)
    return starts, (
        dt.time(ends.hour) if ends.date() == day and ends.hour > starts.hour else dt.time(23, 59)
    )
