"""One event: who received what, when and from whom, what was packed, and what went otherwise than
planned.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, OuterRef, Prefetch, Subquery, prefetch_related_objects

from distributions.models import (
    Absence,
    Distribution,
    Entitlement,
    Handover,
    IdentityMethod,
    Outcome,
    PackageMovement,
)
from distributions.models.handover import HandoverQuerySet
from distributions.packing import unpacking
from distributions.reports import spot_checks, weighings
from distributions.reports.counted_handovers import shown, with_grounds
from distributions.reports.package_weights import Aid, Portion, aid_of, total
from families.models import Family, Relationship
from harvests.models import GRAMS_OF, Harvest, StockMovement, amount
from rutan.formats import berat, tanggal_pendek


@dataclass(frozen=True)
class Content:
    """One commodity in packages: ``quantity`` in ``unit`` (a code), and grams, of them
    ``estimated``.
    """

    commodity: str
    unit: str
    quantity: Decimal
    grams: int
    estimated: int

    @property
    def amount(self) -> str:
        """``12 ikat``."""
        return amount(self.quantity, self.unit)

    @property
    def said(self) -> str:
        """``12 ikat (± 2,4 kg)``; a weight is said once."""
        if self.unit in GRAMS_OF:
            return self.amount
        return f"{self.amount} ({berat(self.grams, self.estimated > 0)})"


class Lot(NamedTuple):
    """A harvest in packages: where is day and place, ``9 Mar 2026, Bedeng A2``."""

    commodity: str
    where: str
    pk: int


@dataclass(frozen=True)
class Run:
    """Packages packed at once, taken back or lost, with what was in them; ``lots`` each once.

    ``label`` says where they went: back to the stock is another thing than on to the kitchen.
    ``to`` is a packing.Destination, empty of a packing; ``receiver`` that of what was donated;
    ``lost`` what of the contents was lost.
    """

    at: dt.datetime
    kind: str
    label: str
    packages: int
    officer: str
    note: str
    contents: tuple[Content, ...]
    lots: tuple[Lot, ...]
    to: str = ""
    receiver: str = ""
    lost: tuple[Content, ...] = ()
    weighed: tuple[weighings.Weighed, ...] = ()

    def origins_of(self, commodity: str) -> list[str]:
        return list(dict.fromkeys(lot.where for lot in self.lots if lot.commodity == commodity))

    @property
    def grams(self) -> int:
        return sum(content.grams for content in self.contents)

    @property
    def estimated(self) -> int:
        return sum(content.estimated for content in self.contents)

    @property
    def grams_per_package(self) -> int:
        return round(self.grams / self.packages)


@dataclass(frozen=True)
class Line:
    """One family of the event, as it was approved; of a hand-over also who took it, when, and from
    whom.
    """

    number: int | None
    source: str
    source_label: str
    family: str
    village: str
    inmate: str
    register_number: str
    receipt: str = ""
    collector: str = ""
    relationship: str = ""
    method: str = ""
    at: dt.datetime | None = None
    officer: str = ""
    desk: str = ""
    note: str = ""
    contents_note: str = ""
    exception: str = ""
    voided_at: dt.datetime | None = None
    voided_by: str = ""
    void_reason: str = ""
    void_kind: str = ""
    settled_at: dt.datetime | None = None
    settled_by: str = ""
    settled_reason: str = ""
    withdrawn_reason: str = ""
    absence: str = ""
    without_ktp: bool = False
    statement_only: bool = False
    one_officer: bool = False
    by_head: bool = False


@dataclass(frozen=True)
class Answer:
    """What the services head said to somebody who was refused at a desk."""

    refused_at: dt.datetime
    whom: str
    outcome: str
    words: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class EventReport:
    """An event and its facts: names, never a NIK. ``attempts`` are (outcome, label, how often).

    ``contents`` are those of all packages, ``handed_over`` weighs the same as far as it went out,
    and ``harvested_on`` are the days of the lots.

    Until it closes, ``waiting`` is everybody entitled who has no package; afterwards those who
    stayed away.
    """

    event: Distribution
    served: tuple[Line, ...]
    waiting: tuple[Line, ...]
    empty_handed: tuple[Line, ...]
    reserves: tuple[Line, ...]
    withdrawn: tuple[Line, ...]
    voids: tuple[Line, ...]
    exceptions: tuple[Line, ...]
    accepted: tuple[Line, ...]
    runs: tuple[Run, ...]
    contents: tuple[Content, ...]
    handed_over: tuple[Content, ...]
    harvested_on: tuple[dt.date, ...]
    aid: Aid
    attempts: tuple[tuple[str, str, int], ...]
    answers: tuple[Answer, ...] = ()
    spot_check: spot_checks.Result | None = None

    @property
    def entitled(self) -> int:
        """How many families had a right that day: served, waiting, or come in vain."""
        return len(self.served) + len(self.waiting) + len(self.empty_handed)

    @property
    def walk_ins(self) -> int:
        return sum(line.source == Entitlement.Source.WALK_IN for line in self.served)

    @property
    def villages(self) -> int:
        return len({line.village for line in self.served})

    @property
    def without_ktp(self) -> tuple[Line, ...]:
        return tuple(line for line in self.served if line.without_ktp)

    @property
    def statement_only(self) -> tuple[Line, ...]:
        return tuple(line for line in self.served if line.statement_only)

    @property
    def one_officer(self) -> tuple[Line, ...]:
        return tuple(line for line in self.served if line.one_officer)

    @property
    def weighed(self) -> tuple[weighings.Weighed, ...]:
        """What a scale said, of each run the newest."""
        return tuple(run.weighed[0] for run in self.runs if run.weighed)

    @property
    def refused(self) -> int:
        return sum(count for _outcome, _label, count in self.attempts)


def event(distribution: Distribution) -> EventReport:
    """The report of one event: a constant number of statements, however many families came."""
    entitlements, words, state = _entitlements(distribution), _Words(), Entitlement.State
    lines = [
        (fact, _line(entitlements[fact.entitlement_id], words, fact))
        for fact in _facts(distribution)
    ]
    standing = defaultdict(list)
    for row in entitlements.values():
        if row.state != state.COLLECTED:
            standing[row.state].append(_line(row, words))

    def told(of: str) -> tuple[Line, ...]:
        return tuple(line for fact, line in lines if getattr(fact, of))

    runs = unpacking.told(distribution.package_movements.with_lots().with_weighings())
    portions = aid_of(distribution)
    return EventReport(
        event=distribution,
        served=_by_number(told("received")),
        waiting=_by_number(standing[state.PLANNED] + standing[state.NO_SHOW]),
        empty_handed=_by_number(standing[state.EMPTY_HANDED]),
        reserves=_by_number(standing[state.RESERVE]),
        withdrawn=_by_number(standing[state.WITHDRAWN]),
        voids=told("voided_at"),
        exceptions=told("is_unexplained"),
        accepted=told("is_accepted"),
        runs=tuple(_run(movement) for movement in runs),
        contents=_added(_of_portion(row, row.grams) for row in portions),
        handed_over=_added(_of_portion(row, row.handed_over) for row in portions),
        harvested_on=tuple(sorted({row.harvested_on for row in portions if row.grams})),
        aid=total(portions),
        attempts=_attempts(distribution),
        answers=_answers(distribution),
        spot_check=spot_checks.of_event(distribution),
    )


def _of_portion(row: Portion, grams: int) -> Content:
    return Content(row.name, row.unit, row.quantity, grams, grams * row.estimated)


def _facts(distribution: Distribution) -> HandoverQuerySet:
    facts = with_grounds(Handover.objects.filter(distribution=distribution).with_received())
    # A few officers stand for all their hand-overs.
    people = facts.prefetch_related("recorded_by", "voided_by", "settled_by")
    return people.annotate(shown=shown()).order_by("pk")


# What a row of the approved list says by itself.
_SAID = ("family", "village", "inmate", "register_number")


def _entitlements(distribution: Distribution) -> dict[int, Entitlement]:
    told = Absence.objects.filter(entitlement=OuterRef("pk")).order_by("-pk")
    rows = (
        Entitlement.objects.on(distribution)
        .with_state()
        .annotate(absence=Subquery(told.values("reason")[:1]))
    )
    # After the approval the rows say nearly all by themselves.
    asked = [row for row in rows if not all(map(row.snapshot.get, _SAID))]
    families = Prefetch("family", Family.objects.select_related("area__parent"))
    prefetch_related_objects(asked, families, "inmate__register_numbers")
    return {row.pk: row for row in rows}


def _by_number(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (line.number is None, line.number or 0)))


class _Words:
    """What each kind is called in the language of the report: looked up once, for thousands of rows
    say the same few.
    """

    def __init__(self) -> None:
        self.source = {each: str(each.label) for each in Entitlement.Source}
        self.method = {each: str(each.label) for each in IdentityMethod}
        self.relationship = {each: each.word.capitalize() for each in Relationship}


def _line(row: Entitlement, words: _Words, fact: Handover | None = None) -> Line:
    """What was approved counts, whatever the registry says by now; a draft has only the
    registry.
    """
    seen = row.snapshot
    who = {
        "number": row.number,
        "source": row.source,
        "source_label": words.source[row.source],
        "family": row.family_name,
        "village": row.village,
        "inmate": seen.get("inmate") or row.inmate.name,
        "register_number": seen.get("register_number") or row.inmate.register_number,
        "withdrawn_reason": row.withdrawn_reason,
        "absence": str(Absence.Reason(row.absence).label) if row.absence else "",
    }
    return Line(**who, **_handed_over(fact, words)) if fact else Line(**who)


def _handed_over(fact: Handover, words: _Words) -> dict:
    return {
        "receipt": fact.receipt,
        "collector": fact.collector_name,
        "relationship": words.relationship[fact.collector_relationship],
        "method": words.method[fact.verified_by_method],
        "at": fact.handed_over_at,
        "officer": fact.recorded_by.name,
        "desk": fact.desk,
        "note": fact.remarks,
        "contents_note": fact.contents_note,
        "exception": fact.get_exception_display() if fact.exception else "",
        "voided_at": fact.voided_at,
        "voided_by": fact.voided_by.name if fact.voided_by else "",
        "void_reason": fact.void_reason,
        "void_kind": fact.get_void_kind_display() if fact.void_kind else "",
        "settled_at": fact.settled_at,
        "settled_by": fact.settled_by.name if fact.settled_by else "",
        "settled_reason": fact.settled_reason,
        "without_ktp": fact.shown != IdentityMethod.KTP,
        "statement_only": fact.stated,
        "one_officer": fact.one_officer,
        "by_head": fact.given_by_head,
    }


def _run(movement: PackageMovement) -> Run:
    moved = [packed.stock_movement for packed in movement.packed_lots.all()]
    return Run(
        at=movement.recorded_at,
        kind=movement.kind,
        label=movement.said,
        packages=movement.packages,
        officer=movement.recorded_by.name,
        note=movement.note,
        contents=_added(_content(row) for row in moved),
        lots=tuple(dict.fromkeys(_lot(row.harvest) for row in moved)),
        to=movement.to,
        receiver=unpacking.receiver_of(movement),
        lost=_added(_content(went.movement) for went in movement.went if went.is_lost),
        weighed=weighings.of_run(movement),
    )


def _lot(lot: Harvest) -> Lot:
    where = f"{tanggal_pendek(lot.harvested_on)}, {lot.site.name}"
    return Lot(lot.commodity.name, where, lot.pk)


def _content(movement: StockMovement) -> Content:
    lot, quantity, grams = movement.harvest, abs(movement.quantity), abs(movement.grams)
    return Content(lot.commodity.name, lot.unit, quantity, grams, grams * lot.is_estimated)


def _added(contents: Iterable[Content]) -> tuple[Content, ...]:
    sums: dict[tuple[str, str], list] = defaultdict(lambda: [Decimal(0), 0, 0])
    for content in contents:
        own = sums[content.commodity, content.unit]
        figures = (content.quantity, content.grams, content.estimated)
        own[:] = (figure + more for figure, more in zip(own, figures, strict=True))
    return tuple(Content(*key, *own) for key, own in sorted(sums.items()) if own[1])


def _attempts(distribution: Distribution) -> tuple[tuple[str, str, int], ...]:
    rows = (
        distribution.desk_attempts.order_by()
        .values_list("outcome")
        .annotate(count=Count("pk"))
        .order_by("-count", "outcome")
    )
    return tuple((outcome, str(Outcome(outcome).label), count) for outcome, count in rows)


def _answers(distribution: Distribution) -> tuple[Answer, ...]:
    rows = distribution.desk_attempts.exclude(answered_at=None).with_people()
    return tuple(
        Answer(
            refused_at=row.recorded_at,
            whom=row.name,
            outcome=row.get_outcome_display(),
            words=row.answered_reason,
            by=row.answered_by.name,
            at=row.answered_at,
        )
        for row in rows
    )
