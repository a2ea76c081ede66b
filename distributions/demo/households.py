"""The families of a demo prison as they might stand on paper: who lives there, what they can show,
what is missing.
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from distributions.demo.names import HAMLETS, Names
from distributions.demo.people import born_before, weighted
from families.models import Area, Family, FamilyMember, Inmate, PovertyEvidence, Relationship, Sex
from families.registry.evidence import NewEvidence
from families.registry.families import NewFamily
from families.registry.people import NewMember
from rutan.fields import IdentityNumber

Card, Kind = FamilyMember.CardRelationship, PovertyEvidence.Kind

# No district has this code, so no number under it is anybody's.
NOWHERE = "331699"

# Who visits a man, and how often; the sex follows from the word.
OF_A_MAN = (
    (Relationship.WIFE, 46),
    (Relationship.MOTHER, 20),
    (Relationship.FATHER, 8),
    (Relationship.SIBLING, 11),
    (Relationship.CHILD, 5),
    (Relationship.PARENT_IN_LAW, 4),
    (Relationship.UNCLE_AUNT, 3),
    (Relationship.GRANDPARENT, 2),
    (Relationship.COUSIN, 1),
)
OF_A_WOMAN = ((Relationship.HUSBAND, 5), (Relationship.MOTHER, 4), (Relationship.SIBLING, 2))
OLD = (
    Relationship.MOTHER,
    Relationship.FATHER,
    Relationship.GRANDPARENT,
    Relationship.PARENT_IN_LAW,
)
WITH_CHILDREN = (Relationship.WIFE, Relationship.HUSBAND, Relationship.SIBLING)
ALWAYS_WOMEN = (Relationship.WIFE, Relationship.MOTHER)
ALWAYS_MEN = (Relationship.HUSBAND, Relationship.FATHER)

GROUNDS = (
    (Kind.SKTM, 46),
    (Kind.DTSEN, 16),
    (Kind.PKH, 12),
    (Kind.BPNT, 10),
    (Kind.PBI_JK, 9),
    (Kind.HOME_SURVEY, 5),
    (Kind.OFFICER_STATEMENT, 2),
)
ISSUERS = {
    Kind.PKH: "Dinas Sosial",
    Kind.BPNT: "Dinas Sosial",
    Kind.DTSEN: "Dinas Sosial",
    Kind.PBI_JK: "BPJS Kesehatan",
}


@dataclass
class Household:
    """A family before it is registered, and its row afterwards; ``complete`` says whether its
    papers were at hand.
    """

    head: str
    relationship: str
    inmate: Inmate
    area: Area
    complete: bool = True
    more_kin: tuple[tuple[Inmate, str], ...] = ()
    members: list[NewMember] = field(default_factory=list)
    kk_number: IdentityNumber | None = None
    hamlet: str = ""
    rt: str = ""
    rw: str = ""
    phone: str = ""
    staff_relative: bool = False
    do_not_contact: bool = False
    may_tell_inmate: bool = False
    ground: str = ""
    # Until when its latest evidence counts, and whether it will bring no more.
    until: dt.date | None = None
    gave_up: bool = False
    row: Family | None = None

    def as_new(self, evidence: Sequence[NewEvidence] = ()) -> NewFamily:
        return NewFamily(
            name=self.head,
            area=self.area,
            inmate=self.inmate,
            relationship=self.relationship,
            more_kin=self.more_kin,
            members=tuple(self.members),
            evidence=tuple(evidence),
            kk_number=self.kk_number,
            hamlet=self.hamlet,
            rt=self.rt,
            rw=self.rw,
            phone=self.phone,
            staff_relative=self.staff_relative,
            do_not_contact=self.do_not_contact,
            may_tell_inmate=self.may_tell_inmate,
        )


class Households:
    """Makes up households: consistent names, ages, cards and numbers, no two alike."""

    def __init__(self, dice: random.Random, names: Names, day: dt.date) -> None:
        self.dice, self.names, self.day = dice, names, day
        self.areas: Sequence[Area] = ()
        self._serials: Counter[str] = Counter()
        self._phones = iter(dice.sample(range(10_000), 10_000))

    def of(self, inmate: Inmate, *, complete: bool = True, **known) -> Household:
        """A household that belongs to the inmate; ``known`` fixes head, relationship or area."""
        dice = self.dice
        drawn = weighted(dice, OF_A_WOMAN if inmate.sex == Sex.FEMALE else OF_A_MAN)
        relationship = known.get("relationship", drawn)
        woman = relationship in ALWAYS_WOMEN or (
            relationship not in ALWAYS_MEN and dice.random() < 0.6
        )
        head = known.get("head") or self.names.adult(dice, woman=woman)
        area = known.get("area") or dice.choice(self.areas)
        home = Household(head, relationship, inmate, area, complete=complete)
        home.ground = known.get("ground") or weighted(dice, GROUNDS)
        return self.completed(home, woman=woman) if complete else home

    def completed(self, home: Household, *, woman: bool = True) -> Household:
        """Fill in what a clerk learns from card and KTP."""
        dice = self.dice
        home.kk_number = self.number(self.day - dt.timedelta(days=dice.randrange(200, 4000)))
        home.hamlet = f"Dk. {dice.choice(HAMLETS)}"
        home.rt, home.rw = f"{dice.randrange(1, 9):03}", f"{dice.randrange(1, 5):03}"
        home.phone = f"+628120000{next(self._phones):04}" if dice.random() < 0.75 else ""
        home.members = list(self._members(home, woman))
        return home

    def _members(self, home: Household, woman: bool):
        dice, names = self.dice, self.names
        ages = (46, 74) if home.relationship in OLD else (20, 45)
        # A wife stands on the card of her husband, who is away; the others lead their own.
        place = Card.WIFE if home.relationship == Relationship.WIFE else Card.HEAD
        yield self._person(home.head, woman, ages, place)
        if home.relationship in WITH_CHILDREN:
            for _child in range(dice.choice((0, 1, 1, 2, 2, 3))):
                girl = dice.random() < 0.5
                yield self._person(names.child(dice, girl=girl), girl, (1, 17), Card.CHILD)
            if dice.random() < 0.3:
                yield self._person(names.woman(dice), True, (48, 74), Card.PARENT)
        elif dice.random() < 0.5:
            other, place = names.adult(dice, woman=not woman), Card.HUSBAND if woman else Card.WIFE
            yield self._person(other, not woman, ages, place)

    def _person(self, name: str, woman: bool, ages: tuple[int, int], place: str) -> NewMember:
        born = born_before(self.dice, self.day, *ages)
        # The old often have no KTP at hand, and children none at all: their number stands on the
        # card.
        nik = self.number(born, woman=woman) if self.dice.random() < 0.88 else None
        return NewMember(
            full_name=name,
            nik=nik,
            birth_date=born,
            sex=Sex.FEMALE if woman else Sex.MALE,
            card_relationship=place,
            may_collect=place != Card.CHILD,
        )

    def number(self, day: dt.date, *, woman: bool = False) -> IdentityNumber:
        """Sixteen digits of valid shape under a district that does not exist."""
        stem = f"{NOWHERE}{day.day + (40 if woman else 0):02}{day:%m%y}"
        self._serials[stem] += 1
        return IdentityNumber(f"{stem}{self._serials[stem]:04}")

    def evidence(self, home: Household, issued_on: dt.date) -> NewEvidence:
        """What the family shows, issued that day by whoever issues it."""
        dice, kind = self.dice, home.ground
        village = home.area.name
        issuer = ISSUERS.get(kind) or (
            f"{home.area.kind} {village}" if kind == Kind.SKTM else "Rutan"
        )
        number = (
            f"{dice.randrange(100, 1000)}/{dice.randrange(10, 500)}/{issued_on.year}"
            if kind in (Kind.SKTM, Kind.DTSEN)
            else ""
        )
        decile = dice.choice((1, 1, 1, 2, 2, 3, 4)) if kind == Kind.DTSEN else None
        return NewEvidence(
            kind=kind,
            issued_on=issued_on,
            number=number,
            issuer=issuer,
            decile=decile,
            family=home.row,
        )
