"""An event without a list: ordered at the morning roll, held with that day's visitors, ratified
after noon.
"""

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from distributions import arrivals, desk, outcomes
from distributions.demo.events import MINUTE, ORDER, Events, Happening
from distributions.demo.households import Household
from distributions.models import Distribution, IdentityMethod
from distributions.packing import unpacking
from distributions.planning import candidates, lifecycle


class SameDayEvent:
    """Puts one such event on the agenda: ``strangers`` of whom nothing is on file, and ``listed``
    families who are.
    """

    def __init__(
        self, events: Events, happening: Happening, *, strangers: int, complete: int
    ) -> None:
        self.events, self.office, self.what = events, events.office, happening
        self.new, self.complete = strangers, complete
        self.event: Distribution

    def plan(self) -> None:
        moment = partial(self.office.moment, self.what.day)
        self.office.plan(moment(6, 10), self._harvest)
        self.office.plan(moment(7, 52), self._open)
        self.office.plan(moment(8, 5), self._pack)
        self.office.plan(moment(8, 40), self._queue, until=moment(11, 25))
        self.office.plan(moment(11, 45), self._close)
        self.office.plan(moment(13, 20), lambda at: self.events.ratify(at, self.event))

    def _harvest(self, at: dt.datetime) -> None:
        self.events.harvest(at, self.what.packages)

    def _open(self, at: dt.datetime) -> None:
        self.event = lifecycle.open_today(
            facility=self.office.facility,
            title=self.what.title,
            venue="Aula",
            starts=self.what.starts,
            ends=self.what.ends,
            lot_seed=self.events.lot_seed(),
            order=ORDER,
            by=self.events.chief,
            items=self.events.contents(self.what),
            client_id=self.office.key(),
            at=at,
        )

    def _pack(self, at: dt.datetime) -> None:
        self.events.pack(at, self.event, self.what.packages)

    def strangers(self) -> list[Household]:
        return self.events.strangers(self.new)

    def _queue(self, at: dt.datetime, *, until: dt.datetime) -> None:
        """That day's visitors, one by one: those nobody knows, and those who are on file."""
        strangers, known = self.strangers(), self._known()
        walk_in = partial(self.events.walk_in, distribution=self.event)
        acts = [partial(walk_in, home=home, desk_number=n) for n, home in enumerate(strangers)]
        acts += [partial(self._on_file, row=row, number=n) for n, row in enumerate(known)]
        self.events.dice.shuffle(acts)
        step, plan = (until - at) / max(len(acts), 1), self.office.plan
        for number, act in enumerate(acts):
            plan(at + step * number, act)
        if strangers:
            # Its wife or mother was here before: refused, and kept as an attempt.
            facts = {"distribution": self.event, "of": strangers[0].inmate}
            plan(until + 2 * MINUTE, self.events.second_family, **facts)
        take_up = self.events.enrolment.take_up
        plan(at + dt.timedelta(days=2), take_up, homes=strangers, complete=self.complete)

    def _known(self) -> Sequence[candidates.Candidate]:
        if not self.what.listed:
            return []
        known = candidates.candidates(self.event).proposed()[: self.what.listed]
        candidates.read_people(known)
        return known

    def _on_file(self, at: dt.datetime, *, row: candidates.Candidate, number: int) -> None:
        kinship = row.kinships[0]
        collector = desk.Collector(row.family.name, kinship.relationship)
        # Another family of this inmate may have been here before; then the attempt is on the
        # record.
        with suppress(outcomes.InmateAlreadyServed):
            arrivals.walk_in(
                distribution=self.event,
                visitor=arrivals.WalkIn(row.evidence.kind, family=row.family),
                order=self.events.order(collector, IdentityMethod.KTP, number),
                by=self.events.officer(number),
                hand_over=True,
                at=at,
            )

    def _close(self, at: dt.datetime) -> None:
        self.event = self.events.close(at, self.event, unpacking.Destination.KITCHEN)
