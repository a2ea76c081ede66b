"""The inmates of a demo prison: who is there at first, who comes, is renumbered, leaves."""

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from distributions.demo.names import Names
from distributions.demo.office import Office
from families.models import CustodyStatus, Inmate, Sex
from families.registry.inmates import NewInmate, move_inmate, register_inmates, renumber

Legal = Inmate.LegalStatus
# Police, prosecutor, court, high court, Supreme Court; then sentences over a year, under a year,
# under three months.
DETAINED_AS = (("A.I", 4), ("A.II", 3), ("A.III", 6), ("A.IV", 1), ("A.V", 1))
CONVICTED_AS = (("B.I", 8), ("B.IIa", 4), ("B.IIb", 1))
WAYS_OUT = (
    (CustodyStatus.RELEASED, 5),
    (CustodyStatus.TRANSFERRED, 3),
    (CustodyStatus.CONDITIONAL_RELEASE, 3),
    (CustodyStatus.OUT_TEMPORARILY, 2),
)
BLOCKS = "ABCD"
WOMENS_BLOCK = "Wanita"

# People whom the stories need: name, register number, block.
KNOWN = (
    ("Sutrisno", "B.I.12/2025", "B"),
    ("Sutrisno", "A.III.48/2025", "C"),
    ("Soetrisno bin Kasman", "B.IIa.31/2025", "A"),
    ("Wagiman", "B.I.140/2024", "D"),
    ("Wagiman Saputro", "A.III.71/2025", "C"),
    ("Soeparman", "B.I.133/2024", "A"),
)


@dataclass
class Population:
    """The inmates, as rows, once they are registered."""

    inmates: list[Inmate]

    def inside(self) -> list[Inmate]:
        return [inmate for inmate in self.inmates if inmate.is_in_custody]


class Prison:
    """Plans the coming and going of inmates of one office."""

    def __init__(
        self,
        office: Office,
        names: Names,
        *,
        first: int,
        women: int,
        known: tuple[tuple[str, str, str], ...] = (),
    ) -> None:
        self.office, self.names = office, names
        self.first, self.women, self.known = first, women, known
        self.dice = office.dice("inmates")
        self.population = Population([])
        self._numbers: dict[tuple[str, int], count] = {}

    def plan(
        self, opening: dt.date, *, arrivals: int, releases: int, renumbered: int
    ) -> Population:
        """Put the opening register and what follows it until today on the agenda."""
        office = self.office
        office.plan(
            office.moment(opening, 9), lambda at: self._register(at, self._opening(opening))
        )
        days = max((office.today - opening).days, 30)
        for acts, what in (
            (arrivals, self._arrive),
            (releases, self._leave),
            (renumbered, self._renumber),
        ):
            for index in range(acts):
                # Nobody leaves before the first families have come to see him.
                day = opening + dt.timedelta(days=40 + (days - 41) * (index + 1) // (acts + 1))
                office.plan(office.moment(day, 13, self.dice.randrange(60)), what)
        return self.population

    def _opening(self, day: dt.date) -> list[NewInmate]:
        known = [
            self._inmate(
                day - dt.timedelta(days=90 + 7 * index), name=name, number=number, block=block
            )
            for index, (name, number, block) in enumerate(self.known)
        ]
        men = self.first - self.women - len(known)
        sexes = [Sex.MALE] * men + [Sex.FEMALE] * self.women
        since = [day - dt.timedelta(days=self.dice.randrange(10, 700)) for _one in sexes]
        rest = [self._inmate(day, sex=sex) for day, sex in zip(since, sexes, strict=True)]
        return known + rest

    def _inmate(
        self,
        since: dt.date,
        *,
        sex: str = Sex.MALE,
        name: str = "",
        number: str = "",
        block: str = "",
    ) -> NewInmate:
        dice, woman = self.dice, sex == Sex.FEMALE
        legal = (
            Legal.CONVICT
            if (number or "A").startswith("B") or (not number and dice.random() < 0.62)
            else Legal.DETAINEE
        )
        numbers = (number,) if number else self._register_numbers(legal, since)
        return NewInmate(
            name=name or self.names.adult(dice, woman=woman),
            legal_status=legal,
            register_numbers=numbers,
            block=block or (WOMENS_BLOCK if woman else dice.choice(BLOCKS)),
            sex=sex,
            birth_date=(
                since - dt.timedelta(days=dice.randrange(20 * 365, 58 * 365))
                if dice.random() < 0.9
                else None
            ),
            custody_since=since,
        )

    def _register_numbers(self, legal: str, since: dt.date) -> tuple[str, ...]:
        if legal == Legal.DETAINEE:
            return (self._number(DETAINED_AS, since.year),)
        # Most convicts came as detainees: both numbers stand in the book.
        came_as = (self._number(DETAINED_AS[2:3], since.year),) if self.dice.random() < 0.4 else ()
        return (*came_as, self._number(CONVICTED_AS, since.year))

    def _number(self, kinds: tuple[tuple[str, int], ...], year: int) -> str:
        kind = weighted(self.dice, kinds)
        # Past the numbers of those who are known by name.
        serial = next(self._numbers.setdefault((kind, year), count(150)))
        return (
            f"{kind}.{serial}/{year}"
            if self.dice.random() < 0.85
            else f"{kind.replace('.', '')} {serial}/{year}"
        )

    def _register(self, at: dt.datetime, new: list[NewInmate]) -> None:
        office = self.office
        self.population.inmates += register_inmates(
            facility=office.facility, inmates=new, by=office.by("registrar"), at=at
        )

    def _arrive(self, at: dt.datetime) -> None:
        day = self.office.facility.local_day(at)
        self._register(at, [self._inmate(day) for _one in range(self.dice.choice((1, 1, 2)))])

    def _leave(self, at: dt.datetime) -> None:
        inmate = self._somebody(lambda inmate: inmate.sex == Sex.MALE)
        status = weighted(self.dice, WAYS_OUT)
        day = self.office.facility.local_day(at)
        moved = move_inmate(
            inmate=inmate, status=status, since=day, by=self.office.by("registrar"), at=at
        )
        inmate.custody_status = moved.custody_status

    def _renumber(self, at: dt.datetime) -> None:
        """The sentence has come: a detainee becomes a convict under a new number, the old one stays
        findable.
        """
        inmate = self._somebody(lambda inmate: inmate.legal_status == Legal.DETAINEE)
        day = self.office.facility.local_day(at)
        number = self._number(CONVICTED_AS, day.year)
        renumber(
            inmate=inmate,
            written=number,
            since=day,
            by=self.office.by("registrar"),
            legal_status=Legal.CONVICT,
        )
        inmate.legal_status = Legal.CONVICT

    def _somebody(self, wanted) -> Inmate:
        known = {name for name, _number, _block in self.known}
        return self.dice.choice(
            [one for one in self.population.inside() if one.name not in known and wanted(one)]
        )


def weighted(dice: random.Random, kinds: Iterable[tuple[str, int]]) -> str:
    """One of (kind, weight) pairs."""
    [kind] = dice.choices(*zip(*kinds, strict=True))
    return kind


def born_before(dice: random.Random, day: dt.date, youngest: int, oldest: int) -> dt.date:
    """A birthday that makes somebody between ``youngest`` and ``oldest`` years old on ``day``."""
    return day - dt.timedelta(days=dice.randrange(youngest * 365 + 10, oldest * 365))
