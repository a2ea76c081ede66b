"""How families come onto the register of a demo prison, week by week, with what they can show and
what happens to it.
"""

import datetime as dt
from collections.abc import Sequence
from functools import partial

from distributions.demo.households import Household, Households
from distributions.demo.names import Names
from distributions.demo.office import Office
from distributions.demo.people import Population
from families.models import Area, Family, FamilyMember, Inmate, PovertyEvidence, Relationship, Sex
from families.registry import families, people
from families.registry.evidence import NewEvidence, accept_evidence, add_evidence, reject_evidence
from families.registry.people import NewMember

Kind = PovertyEvidence.Kind
WEEK, BUSY = dt.timedelta(days=7), 9
REJECTED = (
    "Tanggal surat tidak terbaca. Mohon dibawa surat yang asli.",
    "Nama pada surat berbeda dengan KK.",
)
# Two villages called Sumberejo, and a kelurahan of Cepu.
HOMES_OF_SRI = ("33.16.16.2015", "33.16.12.2011", "33.16.05.1014")
HOLDS = (
    (120, Family.HoldKind.MOVED),
    (45, Family.HoldKind.DATA_DOUBT),
    (12, Family.HoldKind.FAMILY_REQUEST),
    (9, Family.HoldKind.DATA_DOUBT),
    (3, Family.HoldKind.MOVED),
)


def villages(office: Office, plan: Sequence[tuple[str, int]]) -> list[Area]:
    """So many villages, drawn from under each area code; as often in the list as families shall
    come from there.
    """
    dice, found = office.dice("villages"), []
    for code, number in plan:
        below = list(Area.objects.villages().within(code).select_related("parent"))
        found += dice.sample(below, min(number, len(below)))
    return found


class Enrolment:
    """Registers households on Tuesdays, and decides on Wednesday about what they handed in."""

    def __init__(self, office: Office, names: Names, population: Population) -> None:
        self.office, self.population = office, population
        self.dice, self.wishes = office.dice("enrolment"), office.dice("how to be told")
        self.maker = Households(self.dice, names, office.today)
        self.households: list[Household] = []
        self._handed_in: list[PovertyEvidence] = []
        self._visited: set[int] = set()

    def plan(self, first: dt.date, how_many: int, *, troubles: bool = True) -> None:
        """So many families come from ``first`` on, most of them in the first two months;
        ``troubles`` are holds and the like.
        """
        office = self.office
        tuesday = first + dt.timedelta(days=(1 - first.weekday()) % 7)
        weeks = [tuesday + WEEK * n for n in range((office.today - tuesday).days // 7 + 1)]
        # Two months of weekly intake, then every other week; the last one is this week's.
        busy, quiet = weeks[:BUSY], weeks[BUSY:][::-2][::-1]
        early = round(how_many * 0.68) if quiet else how_many
        shares = _shares(early, len(busy)) + _shares(how_many - early, len(quiet))
        for week, share in zip(busy + quiet, shares, strict=True):
            office.plan(office.moment(week, 10), self._week, new=share)
            office.plan(office.moment(week + dt.timedelta(days=1), 14), self._decide)
        if troubles:
            self._plan_troubles(first + 5 * WEEK)

    def live_in(self, plan: Sequence[tuple[str, int]]) -> None:
        """Say from which villages families come: so many under each area code. Before the first
        family.
        """
        self.maker.areas = villages(self.office, plan)

    def _plan_troubles(self, earliest: dt.date) -> None:
        """Holds, one lifted again, a tie that ended, and papers that came in yesterday; so many
        days before today.
        """
        today, moment = self.office.today, self.office.moment
        acts = [(days, (11, 0), partial(self._hold, kind=kind)) for days, kind in HOLDS]
        acts += [
            (25, (9, 40), self._end_kinship),
            (20, (9, 30), self._resume),
            (1, (11, 20), self._hand_in_late),
        ]
        for days, time, act in acts:
            if (day := today - dt.timedelta(days=days)) > earliest:
                self.office.plan(moment(day, *time), act)

    def free_inmate(self, *, sex: str | None = None) -> Inmate:
        """An inmate inside to whom no household here was given yet; when all have one, any."""
        inside = [inmate for inmate in self.population.inside() if sex in (None, inmate.sex)]
        inmate = self.dice.choice([one for one in inside if one.pk not in self._visited] or inside)
        self._visited.add(inmate.pk)
        return inmate

    def register(self, at: dt.datetime, homes: Sequence[Household]) -> None:
        """Register them at once, each with the evidence in its hands, if any."""
        day = self.office.facility.local_day(at)
        papers = [self._papers(home, day) for home in homes]
        rows = families.register(
            facility=self.office.facility,
            families=[home.as_new(evidence) for home, evidence in zip(homes, papers, strict=True)],
            by=self.office.by("registrar"),
            at=at,
        )
        for home, row in zip(homes, rows, strict=True):
            home.row = row
        self.households += homes
        self._handed_in += (
            PovertyEvidence.objects.waiting().filter(family__in=rows).select_related("family")
        )

    def _papers(self, home: Household, day: dt.date) -> list[NewEvidence]:
        if self.dice.random() < 0.09:
            return []
        paper = self.maker.evidence(home, day - dt.timedelta(days=self.dice.randrange(50)))
        home.until = paper.issued_on + dt.timedelta(
            days=self.office.facility.validity_days(paper.kind)
        )
        return [paper]

    def _week(self, at: dt.datetime, *, new: int) -> None:
        homes = [self._home() for _one in range(new)]
        if homes:
            self.register(at, homes)
        self._renew(at)

    def _home(self) -> Household:
        # Every sixth family belongs to an inmate who has one already: mother here, wife there.
        dice, inside = self.dice, self.population.inside()
        inmate = dice.choice(inside) if dice.random() < 0.17 else self.free_inmate()
        home = self.maker.of(inmate, complete=dice.random() < 0.9)
        home.staff_relative = dice.random() < 0.02
        home.do_not_contact = self.wishes.random() < 0.04
        home.may_tell_inmate = not home.do_not_contact and self.wishes.random() < 0.45
        if dice.random() < 0.04:
            other = dice.choice([one for one in inside if one.pk != inmate.pk])
            home.more_kin = ((other, Relationship.SIBLING),)
        return home

    def _renew(self, at: dt.datetime) -> None:
        """Whose evidence ends within three weeks brings a new one, or not."""
        day = self.office.facility.local_day(at)
        papers = []
        for home in self.households:
            if home.gave_up or home.until is None or home.until > day + 3 * WEEK:
                continue
            if self.dice.random() < 0.22:
                home.gave_up = True
            else:
                home.until = day + dt.timedelta(
                    days=self.office.facility.validity_days(home.ground) - 1
                )
                papers.append(self.maker.evidence(home, day - dt.timedelta(days=1)))
        self._hand_in(at, papers)

    def _hand_in(self, at: dt.datetime, papers: list[NewEvidence]) -> list[PovertyEvidence]:
        rows = (
            add_evidence(evidence=papers, by=self.office.by("registrar"), at=at) if papers else []
        )
        self._handed_in += rows
        return rows

    def _decide(self, at: dt.datetime) -> None:
        """The services head looks at what came in yesterday; a few papers don't convince."""
        rows, self._handed_in = self._handed_in, []
        head = self.office.by("services_head")
        doubtful = [row for row in rows if self.dice.random() < 0.04]
        for row in doubtful:
            reject_evidence(evidence=row, reason=self.dice.choice(REJECTED), by=head, at=at)
        if good := [row for row in rows if row not in doubtful]:
            accept_evidence(evidence=good, by=head, at=at)

    def _hand_in_late(self, at: dt.datetime) -> None:
        """What came in yesterday is still waiting today."""
        day = self.office.facility.local_day(at)
        without = [home for home in self.households if home.until is None or home.until < day][:11]
        self._hand_in(
            at, [self.maker.evidence(home, day - dt.timedelta(days=2)) for home in without]
        )
        self._handed_in = []

    def take_up(self, at: dt.datetime, homes: Sequence[Household], *, complete: int) -> None:
        """After a day of walk-ins: decide about their grounds, and complete the data of the first
        ``complete`` of them.
        """
        waiting = (
            PovertyEvidence.objects.waiting()
            .filter(family__in=[home.row for home in homes])
            .select_related("family")
        )
        head, stated = self.office.by("services_head"), Kind.OFFICER_STATEMENT
        for row in [row for row in waiting if row.kind == stated]:
            reject_evidence(
                evidence=row,
                reason="Hanya keterangan petugas; mohon SKTM dari desa.",
                by=head,
                at=at,
            )
        accept_evidence(evidence=[row for row in waiting if row.kind != stated], by=head, at=at)
        for home in homes:
            home.until = self.office.facility.local_day(at) + dt.timedelta(
                days=self.office.facility.validity_days(home.ground) - 10
            )
        for home in homes[:complete]:
            self._complete(home)

    def _complete(self, home: Household) -> None:
        """The card is at hand now: number, address, and the people on it."""
        clerk, family = self.office.by("registrar"), home.row
        self.maker.completed(
            home, woman=home.relationship not in (Relationship.HUSBAND, Relationship.FATHER)
        )
        first, *others = home.members
        facts = {
            "kk_number": home.kk_number,
            "hamlet": home.hamlet,
            "rt": home.rt,
            "rw": home.rw,
            "phone": home.phone,
        }
        families.edit(family=family, version=family.version, by=clerk, **facts)
        member = FamilyMember.objects.get(family=family)
        facts = {
            name: getattr(first, name) for name in ("nik", "birth_date", "sex", "card_relationship")
        }
        people.edit_member(member=member, by=clerk, **facts)
        for other in others:
            people.add_member(family=family, member=other, by=clerk)

    def _hold(self, at: dt.datetime, *, kind: str) -> None:
        home = self.dice.choice([home for home in self.households if home.row.hold_at is None])
        home.row = families.hold(
            family=home.row, kind=kind, by=self.office.by("services_head"), at=at
        )

    def _resume(self, at: dt.datetime) -> None:
        """What was doubted three weeks ago is cleared up."""
        doubted = [
            home for home in self.households if home.row.hold_kind == Family.HoldKind.DATA_DOUBT
        ]
        for home in doubted[:1]:
            home.row = families.resume(family=home.row, by=self.office.by("services_head"))

    def _end_kinship(self, at: dt.datetime) -> None:
        wife = next(
            home for home in reversed(self.households) if home.relationship == Relationship.WIFE
        )
        day = self.office.facility.local_day(at)
        people.end_kinship(
            kinship=wife.row.kinships.live().first(), on=day, by=self.office.by("registrar")
        )


class KnownFamilies:
    """Families whom the stories of Blora need: homonyms, two inmates of one family, two families on
    one card.
    """

    def __init__(self, enrolment: Enrolment) -> None:
        self.enrolment = enrolment

    def plan(self, at: dt.datetime) -> None:
        self.enrolment.office.plan(at, self._come)

    def _come(self, at: dt.datetime) -> None:
        enrolment, maker = self.enrolment, self.enrolment.maker
        japah, ngawen, cepu = (
            Area.objects.filter(code__in=HOMES_OF_SRI).order_by("-code").select_related("parent")
        )
        wife = maker.of(
            self._inmate("B.I.12/2025"),
            head="Sri Wahyuni",
            relationship=Relationship.WIFE,
            area=japah,
            ground=Kind.SKTM,
        )
        mother = NewMember(
            full_name="Kasmini",
            sex=Sex.FEMALE,
            card_relationship=FamilyMember.CardRelationship.PARENT,
        )
        wife.members = [*wife.members[:1], mother]
        homonyms = [
            maker.of(
                enrolment.free_inmate(sex=Sex.MALE),
                head="Sri Wahyuni",
                relationship=relationship,
                area=area,
            )
            for relationship, area in ((Relationship.MOTHER, ngawen), (Relationship.SIBLING, cepu))
        ]
        sumi = maker.of(
            self._inmate("B.I.140/2024"),
            head="Sumi",
            relationship=Relationship.WIFE,
            ground=Kind.PKH,
        )
        sumi.more_kin = ((self._inmate("A.III.71/2025"), Relationship.MOTHER),)
        enrolment.register(at, [wife, *homonyms, sumi])
        self._two_on_one_card(at)

    def _inmate(self, number: str) -> Inmate:
        return Inmate.objects.get(
            facility=self.enrolment.office.facility, register_numbers__written=number
        )

    def _two_on_one_card(self, at: dt.datetime) -> None:
        enrolment, maker = self.enrolment, self.enrolment.maker
        parents = maker.of(
            enrolment.free_inmate(sex=Sex.MALE), head="Ngatmi", relationship=Relationship.MOTHER
        )
        husband = enrolment.free_inmate(sex=Sex.MALE)
        daughter = maker.of(
            husband,
            head="Lestari",
            relationship=Relationship.WIFE,
            complete=False,
            area=parents.area,
        )
        enrolment.register(at, [parents, daughter])
        daughter.row = families.split_card(
            family=daughter.row,
            kk_number=parents.kk_number,
            reason=(
                "Anak yang sudah menikah, masih satu KK dengan orang tua, tinggal sendiri di Cepu."
            ),
            by=enrolment.office.by("services_head"),
        )


def _shares(whole: int, parts: int) -> list[int]:
    """``whole`` in nearly equal shares."""
    return [whole * (n + 1) // parts - whole * n // parts for n in range(parts)]
