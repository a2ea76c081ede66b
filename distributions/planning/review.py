"""What the head reads before he signs: numbers and exceptions first."""

import datetime as dt
import hashlib
from dataclasses import dataclass, replace

from django.db.models import Prefetch

from distributions.models import Distribution, Entitlement, Handover
from distributions.planning.candidates import Candidate, alphabet, candidates, read_people
from distributions.planning.contents import Possible, possible_packages
from distributions.planning.locks import fingerprint, served_so_far
from families.models import PovertyEvidence
from rutan.language import in_office_language
from rutan.models import User


@dataclass(frozen=True)
class Review:
    """A proposed list. ``seen`` goes into the form, so that what is approved is what was read.

    ``never_served`` are eligible, never had a package and stand on no place of this list.
    """

    listed: tuple[Candidate, ...]
    reserves: tuple[Candidate, ...]
    passed_over: tuple[Candidate, ...]
    never_served: tuple[Candidate, ...]
    possible: Possible
    seen: str

    @property
    def everybody(self) -> tuple[Candidate, ...]:
        return self.listed + self.reserves

    @property
    def by_hand(self) -> list[Candidate]:
        """Whom an officer put before others, with his reason."""
        return [row for row in self.everybody if row.entitlement.reason]

    @property
    def as_proposed(self) -> int:
        return sum(not row.entitlement.reason for row in self.listed)

    @property
    def left_custody(self) -> list[Candidate]:
        """Whose inmate left since the list was made."""
        return [row for row in self.everybody if not row.inmates]

    @property
    def no_longer(self) -> list[Candidate]:
        """Who stopped being eligible for another cause."""
        return [row for row in self.everybody if row.reasons and row.inmates and not row.expected]

    @property
    def elsewhere(self) -> list[tuple[dt.date, list[Candidate]]]:
        """Who only waits on the list of another near event, by its day."""
        waiting = [row for row in self.everybody if row.expected and row.inmates]
        days = sorted({row.expected for row in waiting})
        return [(day, [row for row in waiting if row.expected == day]) for day in days]

    @property
    def chosen_by_hand(self) -> int:
        """How many of the listed an officer chose; with those as proposed they are all of them."""
        return len(self.listed) - self.as_proposed

    @property
    def to_check(self) -> int:
        """How many families on the list ask for a look, each counted once."""
        return sum(bool(row.reasons or row.family.staff_relative) for row in self.everybody)

    @property
    def of_staff(self) -> list[Candidate]:
        return [row for row in self.everybody if row.family.staff_relative]

    @property
    def stay_away(self) -> list[Candidate]:
        """Absent twice in a row: who asks them whether the package shall be brought?"""
        return [row for row in self.everybody if row.stays_away]

    @property
    def in_words(self) -> dict[int, str]:
        """Family id -> why it stands there, as it is kept: in the office's own language."""
        with in_office_language():
            return {row.family.pk: row.words for row in self.everybody}

    @property
    def exceptions(self) -> int:
        """How many things ask for the head's attention."""
        return sum(
            len(rows)
            for rows in (
                self.by_hand,
                self.left_custody,
                self.no_longer,
                *(rows for _day, rows in self.elsewhere),
                self.of_staff,
                self.stay_away,
                self.passed_over,
            )
        )


@dataclass(frozen=True)
class Ratification:
    """Who was served at an event without a list; ``seen`` goes into the form, as in Review.

    ``statement_only`` have nothing but an officer's word, ``unverified`` a paper that nobody
    checked yet.
    """

    served: tuple[Handover, ...]
    statement_only: tuple[Handover, ...]
    unverified: tuple[Handover, ...]
    seen: str


def review(distribution: Distribution) -> Review:
    """The list as the head sees it, in a constant number of queries."""
    found = candidates(distribution)
    chosen = sorted((row for row in found.by_family().values() if row.entitlement), key=_as_listed)
    listed = tuple(row for row in chosen if not row.entitlement.is_reserve)
    reserves = tuple(row for row in chosen if row.entitlement.is_reserve)
    # Compared with the proposal of today, not of the day of choosing: what happened since counts.
    first = found.proposed()[: len(listed)]
    # A reserve still may receive; whoever stands nowhere was passed over.
    passed_over = tuple(row for row in first if row.entitlement is None)
    never_served = tuple(
        row for row in found.eligible if row.never_served and row.entitlement is None
    )
    read_people([*chosen, *passed_over])
    return Review(
        listed,
        reserves,
        passed_over,
        never_served,
        possible_packages(distribution),
        _seen(distribution, chosen),
    )


@dataclass(frozen=True)
class Additions:
    """Who was put on an approved list since; ``seen`` goes into the form, as in Review."""

    rows: tuple[Candidate, ...]
    seen: str

    def are_of(self, user: User) -> bool:
        """Whether he added one of them himself."""
        return any(row.entitlement.added_by_id == user.pk for row in self.rows)

    @property
    def in_words(self) -> dict[int, str]:
        """As of a Review."""
        with in_office_language():
            return {row.family.pk: row.words for row in self.rows}


def additions(distribution: Distribution) -> Additions:
    """Who waits for the head on a list that he approved, by name, in a constant number of
    queries.
    """
    waiting = Entitlement.objects.on(distribution).awaiting().select_related("added_by")
    found = candidates(distribution).by_family() if waiting else {}
    rows = [replace(found[row.family_id], entitlement=row) for row in waiting]
    rows.sort(key=lambda row: (alphabet(row.family.name), row.family.pk))
    read_people(rows)
    return Additions(tuple(rows), _seen(distribution, rows))


def _seen(distribution: Distribution, chosen: list[Candidate]) -> str:
    """Changes with the list and with who on it is no longer eligible: a hold set while the head
    reads is not approved unread.
    """
    barred = sorted(
        (row.family.pk, [str(reason) for reason in row.reasons]) for row in chosen if row.reasons
    )
    return hashlib.sha256(f"{fingerprint(distribution)} {barred}".encode()).hexdigest()[:16]


def ratification(distribution: Distribution) -> Ratification:
    """Who was served and on what ground, in a constant number of queries."""
    papers = PovertyEvidence.objects.speaking_on(distribution.day)
    facts = Handover.objects.received().filter(distribution=distribution).order_by("number")
    served = tuple(
        facts.select_related(
            "family__area__parent", "entitlement__inmate", "recorded_by"
        ).prefetch_related(Prefetch("family__evidence", papers, to_attr="grounds"))
    )
    stated = tuple(fact for fact in served if not fact.family.grounds)
    unverified = tuple(
        fact
        for fact in served
        if fact.family.grounds and all(paper.is_waiting for paper in fact.family.grounds)
    )
    return Ratification(served, stated, unverified, served_so_far(distribution))


def _as_listed(row: Candidate) -> tuple:
    return (
        row.entitlement.is_reserve,
        row.entitlement.rank or 0,
        alphabet(row.family.name),
        row.family.pk,
    )
