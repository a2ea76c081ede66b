"""An event with a list: planned two weeks before, approved two days before, held and closed in one
morning.
"""

import datetime as dt
from collections.abc import Sequence
from functools import partial

from distributions import closing, counter, desk, hall, outcomes, settling
from distributions.demo import spot_checks
from distributions.demo.events import (
    DESKS,
    MINUTE,
    ON_THE_SCALE,
    Events,
    Happening,
    collectors,
)
from distributions.demo.office import Act
from distributions.demo.prisons import appoint
from distributions.models import Distribution, Entitlement, Handover, IdentityMethod
from distributions.packing import unpacking
from distributions.planning import approval, candidates, lifecycle, listing, notices, review
from families.models import FamilyMember, Relationship
from rutan.models import Signatory

# So many families sit in the hall before they are served.
IN_THE_HALL = 8
# What a desk writes beside the figures, by the place in the queue: the head gives the first ones.
UNUSUAL = {
    **{place: {"given_by_head": True} for place in range(3)},
    5: {"thumb_print": True, "note": "Tidak dapat menulis; dicocokkan dengan KK"},
    7: {"contents_note": "Terong, bukan sawi: daun sawinya layu"},
}
OWN_HOUSEHOLD = "Ibu WBP, rumah tangga sendiri di desa lain; surat kepala desa ditunjukkan"


class ListedEvent:
    """Puts one such event on the agenda; ``turns`` of the happening are what goes another way than
    usual.
    """

    def __init__(self, events: Events, happening: Happening) -> None:
        self.events, self.office, self.what = events, events.office, happening
        self.dice = events.dice
        self.event: Distribution

    def plan(self) -> None:
        self.plan_list()
        self.hold(self.office.moment(self.what.day, 6), self.office.moment(self.what.day, 12))

    def plan_list(self) -> None:
        """From the draft to the head's approval."""
        plan, before = self.office.plan, self._before
        plan(before(14, 9, 20), self._draft)
        plan(before(7, 9, 40), self._list)
        turns = self.what.turns
        if "sent_back" in turns:
            plan(before(5, 13), self._propose)
            plan(before(4, 8, 10), self._send_back)
        if "acting_head" in turns:
            plan(before(4, 8), self._appoint)
        plan(before(3, 14, 30), self._propose)
        plan(before(2, 7, 50), self._approve)
        plan(before(2, 13, 20), self._tell)
        if "added" in turns:
            plan(before(1, 9, 10), self._add)
            plan(before(1, 15, 5), self._approve_the_added)

    def hold(self, dawn: dt.datetime, noon: dt.datetime) -> None:
        """The day itself, from harvest to closing, spread between two moments."""
        plan, span = self.office.plan, noon - dawn
        plan(dawn, self._harvest)
        plan(dawn + span * 0.18, self._pack)
        plan(dawn + span * 0.36, self._open)
        plan(dawn + span * 0.42, self._queue, until=dawn + span * 0.93)
        plan(noon, self._close)

    def _before(self, days: int, hour: int, minute: int = 0) -> dt.datetime:
        return self.office.moment(self.what.day - dt.timedelta(days=days), hour, minute)

    # The list

    def _draft(self, at: dt.datetime) -> None:
        rules = {
            "accepts_walk_ins": bool(self.what.walk_ins),
            "one_per_inmate": "override" in self.what.turns,
        }
        self.event = self.events.draft(at, self.what, **rules)

    def _list(self, at: dt.datetime) -> None:
        listing.suggest(
            distribution=self.event,
            packages=self.what.listed,
            reserves=self.what.reserves,
            by=self.events.chief,
        )
        if "by_hand" in self.what.turns:
            self._prefer()

    def _prefer(self) -> None:
        """A hand puts a family before others, and says why."""
        places = self.what.listed + self.what.reserves
        later = [
            row.family
            for row in candidates.candidates(self.event).eligible
            if row.place and row.place > places + 6
        ][:1]
        reasons = {family.pk: "Rumah rusak karena banjir, laporan kepala desa" for family in later}
        listing.choose(
            distribution=self.event, families=later, reasons=reasons, by=self.events.chief
        )

    def _propose(self, at: dt.datetime) -> None:
        facts = {"distribution": self.event, "by": self.events.chief}
        try:
            self.event = approval.propose(at=at, **facts)
        except listing.CannotList as barred:
            # Whose inmate left or whose evidence ended since the list was made comes off it first.
            listing.drop(families=[row.family for row in barred.families], **facts)
            self.event = approval.propose(at=at, **facts)

    def _send_back(self, at: dt.datetime) -> None:
        note = "Mohon diperiksa lagi keluarga yang dua kali berturut-turut menerima."
        approval.send_back(distribution=self.event, note=note, by=self.events.head, at=at)

    def _appoint(self, at: dt.datetime) -> None:
        day, days = self.office.facility.local_day(at), dt.timedelta(days=5)
        facts = {
            "starts_on": day,
            "ends_on": day + days,
            "order_number": f"SP-{self.dice.randrange(20, 90)}/{day.year}",
        }
        appoint(
            self.office,
            Signatory.Office.HEAD,
            self.events.chief,
            capacity=Signatory.Capacity.ACTING,
            **facts,
        )

    def _approve(self, at: dt.datetime) -> None:
        by, reason = self.events.head, ""
        if "acting_head" in self.what.turns:
            by, reason = (
                self.events.chief,
                "Kepala Rutan dinas ke Kanwil; daftar sudah dibacakan lewat telepon",
            )
        self.event = approval.approve(
            distribution=self.event,
            by=by,
            seen=review.review(self.event).seen,
            reason=reason,
            at=at,
        )

    def _tell(self, at: dt.datetime) -> None:
        """Who has a phone is told by it, whose inmate may know by him; the others come to a visit,
        or are told by nobody.
        """
        channel = Entitlement.Channel
        rows = Entitlement.objects.on(self.event).to_be_told().select_related("family").by_number()
        told: dict[str, list[int]] = {channel.WHATSAPP: [], channel.INMATE: []}
        for row in rows:
            reaching = channel.reaching(row.family)
            if row.family.phone and channel.WHATSAPP in reaching:
                told[channel.WHATSAPP].append(row.pk)
            elif channel.INMATE in reaching:
                told[channel.INMATE].append(row.pk)
        by = self.office.by("registrar")
        for which, ids in told.items():
            notices.tell(distribution=self.event, entitlements=ids, channel=which, by=by, at=at)

    def _add(self, at: dt.datetime) -> None:
        """Somebody was forgotten: put on the approved list, and before the head once more."""
        rows = candidates.candidates(self.event).eligible
        late = [row.family for row in rows if row.place and row.entitlement is None][-1]
        reason = "Terlewat: suratnya datang sehari setelah daftar diajukan"
        facts = {"family": late, "reason": reason, "by": self.events.chief}
        listing.add(distribution=self.event, at=at, **facts)

    def _approve_the_added(self, at: dt.datetime) -> None:
        seen = review.additions(self.event).seen
        approval.approve(distribution=self.event, by=self.events.head, seen=seen, at=at)

    # The day

    def _harvest(self, at: dt.datetime) -> None:
        self.events.harvest(at, self.what.packages, substituted=self.what.substituted)

    def _pack(self, at: dt.datetime) -> None:
        self.events.pack(at, self.event, self.what.packages - self.what.substituted)
        if self.what.substituted:
            facts = {"distribution": self.event, "packages": self.what.substituted}
            self.office.plan(at + 10 * MINUTE, self.events.pack, is_substituted=True, **facts)
        if "weighed" in self.what.turns:
            # One of them is a bundle short.
            facts = {"distribution": self.event, "shares": (*ON_THE_SCALE, "0.78")}
            self.office.plan(at + 5 * MINUTE, self.events.weigh, **facts)

    def _open(self, at: dt.datetime) -> None:
        by = self.events.chief
        if "counter" in self.what.turns:
            hall.make_screen(distribution=self.event, seen=None, by=by, at=at)
        self.event = lifecycle.open_event(distribution=self.event, by=by, at=at)

    def _queue(self, at: dt.datetime, *, until: dt.datetime) -> None:
        """Who comes this morning, in no order, and what goes wrong meanwhile."""
        queue = list(
            Entitlement.objects.on(self.event)
            .entitled()
            .select_related("distribution", "family", "inmate")
            .by_number()
        )
        self.dice.shuffle(queue)
        present = queue[: round(len(queue) * (1 - self.what.absent))]
        step = (until - at) / max(len(present) + self.what.walk_ins, 1)
        self._visits(at, step, present)
        plan, walk_in = self.office.plan, partial(self.events.walk_in, distribution=self.event)
        strangers = self.events.strangers(self.what.walk_ins)
        for number, home in enumerate(strangers, len(present)):
            plan(at + step * number, walk_in, home=home, desk_number=number)
        if strangers:
            take_up = self.events.enrolment.take_up
            plan(at + dt.timedelta(days=2), take_up, homes=strangers, complete=1)
        self._trouble(at, until - at, present)

    def _visits(self, at: dt.datetime, step: dt.timedelta, present: Sequence[Entitlement]) -> None:
        """Each comes to the desk in turn, where there is one by way of the visit counter."""
        plan, turns, members = self.office.plan, self.what.turns, collectors(self.event)
        for number, entitlement in enumerate(present):
            act = self._wrong_row if number == 9 and "void" in turns else self._next
            facts = {"entitlement": entitlement, "members": members, "number": number}
            if "counter" in turns:
                plan(at + step * max(number - IN_THE_HALL, 0), self._arrives, **facts)
            jitter = dt.timedelta(seconds=self.dice.randrange(30))
            if "in_words" in turns:
                facts |= UNUSUAL.get(number, {})
            plan(at + step * number + jitter, act, **facts)

    def _next(
        self,
        at: dt.datetime,
        *,
        entitlement: Entitlement,
        members: dict[int, list[FamilyMember]],
        number: int,
        **unusual,
    ) -> Handover | None:
        if "counter" in self.what.turns:
            entitlement.refresh_from_db()
        try:
            if entitlement.seen_at_arrival:
                return self._serve_as_seen(at, entitlement, number, **unusual)
            return self.events.serve(at, entitlement, members, number, **unusual)
        except outcomes.NoPackageLeft:
            if "short" not in self.what.turns:
                raise
            return None

    def _arrives(
        self,
        at: dt.datetime,
        *,
        entitlement: Entitlement,
        members: dict[int, list[FamilyMember]],
        number: int,
    ) -> None:
        """The visit counter sees the KTP, gives the coupon, and asks about photos."""
        own = members.get(entitlement.family_id)
        neighbour = self.events.a_neighbour()
        seen = counter.Seen(
            desk.Collector("", "", self.dice.choice(own)) if own else neighbour,
            IdentityMethod.KTP if own else IdentityMethod.PROXY_LETTER,
            may_be_photographed=number % 3 == 0,
            goes_first=number % 9 == 4,
            coupon_given=True,
        )
        counter.arrive(entitlement=entitlement, seen=seen, by=self.events.officers[0], at=at)

    def call(self, at: dt.datetime) -> None:
        """Both desks call whoever is next."""
        for place, officer in zip(DESKS, self.events.officers, strict=True):
            facts = {"distribution": self.event, "expected": 0, "desk": place}
            hall.call_next(by=officer, at=at, **facts)

    def _serve_as_seen(
        self, at: dt.datetime, entitlement: Entitlement, number: int, **unusual
    ) -> Handover:
        """The desk serves whom the counter saw, by what the counter was shown."""
        row = entitlement
        seen = desk.Collector(row.arrived_name, row.arrived_relationship, row.arrived_collector)
        return self.events.hand_over(at, row, seen, row.arrived_method, number, **unusual)

    def _wrong_row(self, at: dt.datetime, **who) -> None:
        """A tap on the homonym below: seen at once, marked wrong, and done again."""
        fact = self._next(at, **who)
        facts = {
            "reason": "Salah ketuk: keluarga lain dengan nama yang sama",
            "kind": Handover.VoidKind.WRONG_ENTRY,
        }
        self.office.plan(
            at + MINUTE,
            lambda at: settling.void(handover=fact, by=fact.recorded_by, at=at, **facts),
        )
        self.office.plan(at + 2 * MINUTE, self._next, **who)

    def _trouble(self, at: dt.datetime, span: dt.timedelta, present: Sequence[Entitlement]) -> None:
        def happens(turn: str, share: float, act: Act, **facts: object) -> None:
            if turn in self.what.turns:
                self.office.plan(at + span * share, act, **facts)

        reserves = Entitlement.objects.on(self.event).reserves().select_related("distribution")
        reserve, refused = reserves.in_turn().first(), self.events.refused
        by_number = dict(enumerate(present))
        happens("twice", 0.7, refused, entitlement=by_number.get(2), desk_number=1)
        if reserve:
            served_at = at + span * 0.28
            happens("reserve_came", 0.2, refused, entitlement=reserve, desk_number=0)
            happens("promoted", 0.24, self._promote, reserve=reserve, served_at=served_at)
        happens("override", 0.22, self._mother_of, present=present)
        happens("neighbour", 0.3, self._neighbour, served_at=at + span * 0.45)
        happens("returned", 0.9, self._brought_back, entitlement=by_number.get(4))
        happens("power_cut", 0.95, self._power_cut, entitlement=by_number.get(1))
        if self.what.lost:
            self.office.plan(at + span * 0.5, self._torn)

    def _promote(self, at: dt.datetime, *, reserve: Entitlement, served_at: dt.datetime) -> None:
        """Somebody sent word that he stays away: the first reserve, who is in the hall, is served
        in his place.
        """
        row = listing.promote(entitlement=reserve, by=self.events.chief, at=at)
        who = {"entitlement": row, "members": collectors(self.event), "number": 0}
        self.office.plan(served_at, self._next, **who)

    def _mother_of(self, at: dt.datetime, *, present: Sequence[Entitlement]) -> None:
        """The mother of an inmate whose wife is listed: a household of its own, as the chief
        decides with a reason.
        """
        wife = next(row for row in present if row.snapshot["relationship"] == Relationship.WIFE)
        known = {"relationship": Relationship.MOTHER, "reason": OWN_HOUSEHOLD}
        self.events.second_family(at, self.event, wife.inmate, **known)

    def _neighbour(self, at: dt.datetime, *, served_at: dt.datetime) -> None:
        row = self.events.neighbour(at, self.event)
        self.office.plan(served_at, self._serve_as_seen, entitlement=row, number=1)

    def _brought_back(self, at: dt.datetime, *, entitlement: Entitlement) -> None:
        fact = Handover.objects.live().get(entitlement=entitlement)
        facts = {
            "reason": "Paket dikembalikan: keluarga sudah dibantu desa",
            "kind": Handover.VoidKind.RETURNED,
        }
        settling.void(handover=fact, by=self.events.chief, at=at, **facts)

    def _power_cut(self, at: dt.datetime, *, entitlement: Entitlement) -> None:
        """While the screens were dark the second desk served a family that the first had served;
        the chief accepts what happened.
        """
        self.event.refresh_from_db()
        fact = self.events.off_paper(at, self.event, entitlement.number)
        facts = {"reason": "Suami dan istri datang ke loket berbeda ketika listrik padam"}
        accept = partial(settling.accept, handover=fact, by=self.events.chief, **facts)
        self.office.plan(at + 5 * MINUTE, lambda at: accept(at=at))

    def _torn(self, at: dt.datetime) -> None:
        facts = {
            "to": unpacking.Destination.LOST,
            "by": self.events.chief,
            "client_id": self.office.key(),
            "at": at,
        }
        unpacking.take_back(distribution=self.event, packages=self.what.lost, **facts)

    def _close(self, at: dt.datetime) -> None:
        unsigned = int("power_cut" in self.what.turns)
        self.event = self.events.close(at, self.event, self.what.left_overs, unsigned=unsigned)
        if "spot_check" in self.what.turns:
            facts = {"events": self.events, "distribution": self.event}
            self.office.plan(at + dt.timedelta(days=2), spot_checks.check, **facts)
        if "reopened" in self.what.turns:
            for minutes, act in (
                (70, self._reopen),
                (80, self._pack_one_more),
                (85, self._serve_the_last),
                (90, self._close_again),
            ):
                self.office.plan(at + minutes * MINUTE, act)

    def _reopen(self, at: dt.datetime) -> None:
        reason = "Satu keluarga tiba dengan bus terakhir"
        self.event = closing.reopen(
            distribution=self.event, reason=reason, by=self.events.head, at=at
        )
        self.events.harvest(at, 1, spare=0)

    def _pack_one_more(self, at: dt.datetime) -> None:
        self.events.pack(at, self.event, 1)

    def _serve_the_last(self, at: dt.datetime) -> None:
        late = (
            Entitlement.objects.on(self.event)
            .waiting()
            .select_related("distribution", "family")
            .by_number()
            .first()
        )
        self.events.serve(at, late, collectors(self.event), 0)

    def _close_again(self, at: dt.datetime) -> None:
        self.event = self.events.close(at, self.event, self.what.left_overs)
