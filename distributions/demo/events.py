"""What people of a demo prison do at their events: harvest, pack, serve, refuse, close. The two
kinds of events say when.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from distributions import absences, arrivals, closing, desk, outcomes, paper_entry
from distributions.demo.crops import ORPHANAGE
from distributions.demo.enrolment import Enrolment
from distributions.demo.harvests import Garden
from distributions.demo.households import Household
from distributions.demo.office import Office
from distributions.models import Distribution, Entitlement, Handover, IdentityMethod
from distributions.packing import left_overs, runs, unpacking, weighing
from distributions.packing.contents import Content, StockTooShort
from distributions.planning import approval, candidates, lifecycle, review
from families.models import FamilyMember, Inmate, Relationship
from harvests.models import Harvest, Unit
from rutan.models import User

MINUTE = dt.timedelta(minutes=1)
Method = IdentityMethod
DESKS = ("Loket 1", "Loket 2")
TITLE = "Bakti Sosial Hasil Panen"
UNSIGNED = "Satu penerima tidak dapat menandatangani; cap jempol dibubuhkan di lembar sebelah"
ABSENT = ("no_fare", "ill", "unknown")
ORDER = "Perintah lisan Kepala Rutan pada apel pagi"
# Crop, units in each package, site that it is picked from.
LEAVES = (("Kangkung", 2, "Bedeng A4"), ("Bayam", 1, "Bedeng B3"), ("Sawi", 1, "Hidroponik Barat"))
EGGS = 3
# What a kitchen scale shows of five packages, beside what their lots say of one.
ON_THE_SCALE = ("0.98", "1.02", "1.00", "1.04", "0.96")
# What stands in for the sawi where it gives out, in kilograms a package.
SUBSTITUTE, SHARE, SUBSTITUTE_SITE = "Terong", Decimal("0.3"), "Lahan Belakang"


@dataclass
class Happening:
    """What shall happen at one event; the figures are families and packages."""

    day: dt.date
    title: str = TITLE
    purpose: str = Distribution.Purpose.HARVEST
    listed: int = 36
    reserves: int = 4
    packages: int = 40
    absent: float = 0.12
    walk_ins: int = 0
    eggs: bool = False
    substituted: int = 0
    lost: int = 0
    left_overs: str = unpacking.Destination.KITCHEN
    turns: frozenset[str] = frozenset()
    starts: dt.time = dt.time(8, 30)
    ends: dt.time = dt.time(12)


class Events:
    """Lets the people of one office hold their events."""

    def __init__(self, office: Office, garden: Garden, enrolment: Enrolment) -> None:
        self.office, self.garden, self.enrolment = office, garden, enrolment
        self.dice, self.lots = office.dice("events"), office.dice("lotteries")
        self.chief, self.head = office.by("services_head"), office.by("head")
        self.officers = [
            user for role, user in office.users.items() if role.startswith("handover_officer")
        ]

    def draft(self, at: dt.datetime, happening: Happening, **plan) -> Distribution:
        return lifecycle.create(
            facility=self.office.facility,
            by=self.chief,
            items=self.contents(happening),
            client_id=self.office.key(),
            at=at,
            title=happening.title,
            purpose=happening.purpose,
            venue="Aula",
            day=happening.day,
            starts=happening.starts,
            ends=happening.ends,
            minimum_days=self.office.facility.minimum_days,
            lot_seed=self.lot_seed(),
            **plan,
        )

    def officer(self, desk_number: int) -> User:
        return self.officers[desk_number % len(self.officers)]

    def lot_seed(self) -> str:
        """The seed of an event's lottery, the same in every demo."""
        return f"{self.lots.getrandbits(64):016x}"

    def contents(self, happening: Happening) -> list[tuple]:
        items = [
            (self.garden.commodities[crop], Decimal(units))
            for crop, units, _site in LEAVES
            if crop in self.garden.commodities
        ]
        if happening.eggs:
            items.append((self.garden.commodities["Telur ayam"], Decimal(EGGS)))
        return items

    def harvest(
        self, at: dt.datetime, packages: int, *, spare: int = 3, substituted: int = 0
    ) -> None:
        """At dawn the beds give what the packages need, and a little more; for those without sawi,
        what stands in for it.
        """
        for crop, units, site in LEAVES:
            if crop in self.garden.commodities:
                filled = packages - substituted if crop == "Sawi" else packages
                quantity = Decimal(filled * units + self.dice.randrange(spare + 1))
                self.garden.record(at, site, [self.garden.line(crop, quantity, workers=6)])
        if substituted:
            self.garden.record(
                at,
                SUBSTITUTE_SITE,
                [self.garden.line(SUBSTITUTE, substituted * SHARE + 1, workers=2)],
            )

    def pack(
        self,
        at: dt.datetime,
        distribution: Distribution,
        packages: int,
        *,
        is_substituted: bool = False,
        lots: Sequence[Harvest] | None = None,
    ) -> None:
        """Pack from ``lots``, else from the oldest; another vegetable instead of sawi when the sawi
        gave out.
        """
        contents = [
            Content(
                item.commodity,
                item.quantity,
                lots=tuple(lot for lot in lots or () if lot.commodity_id == item.commodity_id),
            )
            for item in distribution.items.select_related("commodity")
        ]
        if is_substituted:
            contents = [content for content in contents if content.commodity.name != "Sawi"]
            contents.append(Content(self.garden.commodities[SUBSTITUTE], SHARE, unit=Unit.KG))
        note = f"{SUBSTITUTE} sebagai ganti sawi" if is_substituted else ""
        facts = {"by": self.garden.recorder, "client_id": self.office.key(), "note": note, "at": at}
        try:
            runs.pack(distribution=distribution, packages=packages, contents=contents, **facts)
        except StockTooShort as short:
            if is_substituted:
                raise
            # What the hens did not lay is left out, as it would be at the table.
            lacking = [row.content for row in short.shortages]
            there = [content for content in contents if content not in lacking]
            runs.pack(distribution=distribution, packages=packages, contents=there, **facts)

    def weigh(
        self, at: dt.datetime, distribution: Distribution, shares: Sequence[str] = ON_THE_SCALE
    ) -> None:
        """Some packages of the first run on the scale, which shows steps of ten grams."""
        run = distribution.package_movements.packed().with_lots()[0]
        one = sum(-lot.stock_movement.grams for lot in run.packed_lots.all()) / run.packages
        weighing.weigh(
            run=run,
            grams=[round(one * float(share) / 10) * 10 for share in shares],
            by=self.garden.recorder,
            client_id=self.office.key(),
            at=at,
        )

    # At the desk

    def serve(
        self,
        at: dt.datetime,
        entitlement: Entitlement,
        members: dict[int, list[FamilyMember]],
        desk_number: int,
        **unusual,
    ) -> Handover:
        """One family at one desk; mostly a member comes, sometimes a neighbour with a letter.
        ``unusual`` is what the desk writes of it besides.
        """
        share, own = self.dice.random(), members.get(entitlement.family_id)
        if own and share < 0.93:
            collector = desk.Collector("", "", self.dice.choice(own))
            method = self.dice.choice((Method.KTP, Method.KTP, Method.COUPON))
        else:
            collector, method = self.a_neighbour(), Method.PROXY_LETTER
        if own and share > 0.88 and method != Method.PROXY_LETTER:
            method = self.dice.choice((Method.FAMILY_CARD, Method.INMATE_CONFIRMED))
        return self.hand_over(at, entitlement, collector, method, desk_number, **unusual)

    def a_neighbour(self) -> desk.Collector:
        return desk.Collector(self.enrolment.maker.names.woman(self.dice), Relationship.OTHER)

    def hand_over(
        self,
        at: dt.datetime,
        entitlement: Entitlement,
        collector: desk.Collector,
        method: str,
        desk_number: int,
        **unusual,
    ) -> Handover:
        served = desk.hand_over(
            distribution=entitlement.distribution,
            entitlement_id=entitlement.pk,
            order=replace(self.order(collector, method, desk_number), **unusual),
            by=self.officer(desk_number),
            at=at,
        )
        return served.handover

    def order(
        self, collector: desk.Collector, method: str, desk_number: int, reason: str = ""
    ) -> desk.Order:
        place, key = DESKS[desk_number % len(self.officers)], self.office.key()
        return desk.Order(collector, method, key, desk=place, override_reason=reason)

    def refused(self, at: dt.datetime, entitlement: Entitlement, desk_number: int) -> str:
        """Somebody comes who may not receive (again): the attempt is kept; gives its outcome."""
        try:
            self.hand_over(
                at,
                entitlement,
                desk.Collector("Tetangga", Relationship.OTHER),
                Method.KTP,
                desk_number,
            )
        except outcomes.DeskRefusal as refusal:
            return refusal.outcome
        raise AssertionError("This family should have been refused.")

    def walk_in(
        self,
        at: dt.datetime,
        distribution: Distribution,
        home: Household,
        desk_number: int = 0,
        reason: str = "",
    ) -> Entitlement:
        """A family that stands on no list: five fields, and the package at once. With a reason the
        chief decides.
        """
        visitor = arrivals.WalkIn(home.ground, area=home.area, family=home.row, inmate=home.inmate)
        method = self.dice.choice((Method.KTP, Method.KTP, Method.KTP, Method.FAMILY_CARD))
        collector = desk.Collector(home.head, home.relationship)
        facts = {
            "distribution": distribution,
            "order": self.order(collector, method, desk_number, reason),
            "by": self.chief if reason else self.officer(desk_number),
            "hand_over": True,
            "at": at,
        }
        try:
            entitlement, _served = arrivals.walk_in(visitor=visitor, **facts)
        except outcomes.LooksLike as look:
            # The officer looked at the card: this is another family of a like name.
            looked_at = replace(visitor, seen=frozenset(family.pk for family in look.families))
            entitlement, _served = arrivals.walk_in(visitor=looked_at, **facts)
        home.row = entitlement.family
        self.enrolment.households.append(home)
        return entitlement

    def second_family(
        self, at: dt.datetime, distribution: Distribution, of: Inmate, reason: str = "", **known
    ) -> None:
        """Another family of an inmate whose package is given: refused, and for a reason the chief
        serves it after all.
        """
        home = self.enrolment.maker.of(of, complete=False, **known)
        try:
            self.walk_in(at, distribution, home)
        except outcomes.InmateAlreadyServed:
            if reason:
                facts = {"distribution": distribution, "home": home, "reason": reason}
                self.office.plan(at + 2 * MINUTE, self.walk_in, **facts)

    def neighbour(self, at: dt.datetime, distribution: Distribution) -> Entitlement:
        """The counter sees a neighbour with a letter, of a family on file that is on no list, and
        gives its number.
        """
        taken = set(Entitlement.objects.on(distribution).values_list("inmate", flat=True))
        row = next(
            candidate
            for candidate in candidates.candidates(distribution).proposed()
            if not (candidate.entitlement or taken & set(candidate.inmates))
        )
        entitlement, _served = arrivals.walk_in(
            distribution=distribution,
            visitor=arrivals.WalkIn(row.evidence.kind, family=row.family),
            order=self.order(self.a_neighbour(), Method.PROXY_LETTER, 0),
            by=self.officers[0],
            hand_over=False,
            at=at,
        )
        return entitlement

    def strangers(self, number: int, **known) -> list[Household]:
        """Households of which nothing is on file, of inmates whom no other family visits."""
        return [
            self.enrolment.maker.of(self.enrolment.free_inmate(), complete=False, **known)
            for _one in range(number)
        ]

    # The end

    def close(
        self, at: dt.datetime, distribution: Distribution, to: str, *, unsigned: int = 0
    ) -> Distribution:
        """Left-overs in one go, the signatures counted, and of some who stayed away the reason."""
        distribution.refresh_from_db()
        left = {to: distribution.packages_left} if distribution.packages_left else {}
        missing = absences.expected(distribution).values_list("pk", flat=True)
        return closing.close(
            distribution=distribution,
            left_overs=left,
            receiver=ORPHANAGE if to == unpacking.Destination.DONATED else "",
            places={row.commodity.pk: row.place for row in left_overs.left_overs(distribution)},
            by=self.chief,
            client_id=self.office.key(),
            signatures=distribution.packages_out - unsigned,
            signatures_note=UNSIGNED if unsigned else "",
            # Of every four three are asked at once; the last may be later.
            absent={pk: ABSENT[n % 4] for n, pk in enumerate(missing) if n % 4 < len(ABSENT)},
            at=at,
        )

    def off_paper(self, at: dt.datetime, distribution: Distribution, number: int) -> Handover:
        """A line of the second desk's sheet, copied when the power is back."""
        line = paper_entry.Line(1, number, self.office.key(), happened=True)
        [served] = paper_entry.copy(
            distribution=distribution,
            lines=[line],
            place=DESKS[1],
            method=Method.KTP,
            handed_over_at=at - 20 * MINUTE,
            by=self.officers[-1],
            at=at,
        )
        return served.handover

    def ratify(self, at: dt.datetime, distribution: Distribution) -> None:
        distribution.refresh_from_db()
        approval.ratify(
            distribution=distribution,
            by=self.head,
            seen=review.ratification(distribution).seen,
            at=at,
        )


def collectors(distribution: Distribution) -> dict[int, list[FamilyMember]]:
    """Family id -> who may collect, for everybody on the list."""
    found: dict[int, list[FamilyMember]] = {}
    for member in FamilyMember.objects.who_may_collect().filter(
        family__entitlements__distribution=distribution
    ):
        found.setdefault(member.family_id, []).append(member)
    return found
