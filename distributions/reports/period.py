"""A prison's work over a period: families, packages and kilograms, beside those of the period
before.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone

from distributions.models import Distribution, Entitlement
from distributions.packing.unpacking import Destination
from distributions.reports.counted_handovers import (
    Counted,
    counted,
    districts,
    packages_returned,
)
from distributions.reports.package_weights import (
    Aid,
    Portion,
    aid_between,
    aid_in,
    reported,
    total,
)
from families.models import Area, Family
from harvests.reports import Sale, StockReport, areas, lot_report, sales, stock_report, worker_days
from rutan.days import month_before, month_of, year_of
from rutan.models import Facility

State = Entitlement.State


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What became of packages, the weight in them, and what went otherwise than planned; of one
    event, or summed over those of a period.

    ``returned`` packages went back to the stock, but for those that went on ``to_kitchen``, were
    ``donated``, or ``sorted_out``: one commodity here, another there.
    """

    packed: int = 0
    handed_over: int = 0
    accepted: int = 0
    returned: int = 0
    to_kitchen: int = 0
    donated: int = 0
    sorted_out: int = 0
    lost: int = 0
    aid: Aid = field(default_factory=Aid)
    families: int = 0
    no_shows: int = 0
    empty_handed: int = 0
    walk_ins: int = 0
    without_ktp: int = 0
    voided: int = 0
    exceptions: int = 0
    statement_only: int = 0
    one_officer: int = 0

    # As an event counts them itself.
    packages_out = Distribution.packages_out
    packages_left = Distribution.packages_left

    @property
    def to_stock(self) -> int:
        return self.returned - self.to_kitchen - self.donated - self.sorted_out


@dataclass(frozen=True, kw_only=True)
class EventLine(Counts):
    """One event in figures: packages, families, and the weight of its packages (reports.aid)."""

    pk: int
    title: str
    venue: str
    day: dt.date
    last_day: dt.date | None
    starts: dt.time
    status: str
    ratified: bool
    listed: bool
    waiting: int = 0

    final_day = Distribution.final_day

    @property
    def is_open(self) -> bool:
        return self.status == Distribution.Status.OPEN


@dataclass(frozen=True, kw_only=True)
class Figures(Counts):
    """The sums of a period.

    ``families`` and ``inmates`` are distinct over the whole period: who received twice counts once.
    So are ``walk_ins``, ``no_shows``, ``empty_handed`` and ``statement_only``; ``times`` says how
    often each was. ``entitled`` is the families eligible on the period's last day (while it runs:
    today), by what was on file when that day ended, together with those served in it: ``families``
    is never more than it, and what is learnt later rewrites no past month. ``harvested`` is out of
    the stock's own balance, with its corrections; ``aid`` is out of reports.aid.
    """

    distributions: int = 0
    inmates: int = 0
    entitled: int = 0
    harvested: int = 0
    harvested_estimated: int = 0
    times: dict[str, int] = field(default_factory=dict)

    @property
    def nobody_without_package(self) -> bool:
        """Every package has a receiver or went back: none on the table, none lost, no hand-over
        unexplained.
        """
        return self.packed > 0 and not (self.packages_left or self.lost or self.exceptions)


@dataclass(frozen=True)
class District:
    """A kecamatan, and what went there."""

    code: str
    name: str
    families: int
    packages: int


@dataclass(frozen=True)
class PeriodReport:
    """A prison from ``first`` to ``last``, both included, in its own local days.

    An event belongs whole to the period of its first day, so that its packages balance and months
    add up to years; ``begun_before`` counts those that run into the period. Rehearsals, plans and
    cancelled events are in no figure. ``stock`` is the flow of the period, ``lots`` where the
    harvest of the period is by now.
    """

    facility: Facility
    first: dt.date
    last: dt.date
    as_of: dt.datetime
    before_first: dt.date
    before_last: dt.date
    figures: Figures
    before: Figures
    events: tuple[EventLine, ...]
    begun_before: int
    districts: tuple[District, ...]
    stock: StockReport
    lots: StockReport
    portions: tuple[Portion, ...]

    @property
    def is_month(self) -> bool:
        return (self.first, self.last) == month_of(self.first)

    @property
    def is_year(self) -> bool:
        return (self.first, self.last) == year_of(self.first)

    @property
    def is_running(self) -> bool:
        """Whether the period has begun and has days to come."""
        return self.first <= self.facility.local_day(self.as_of) < self.last

    @property
    def is_to_come(self) -> bool:
        return self.first > self.facility.local_day(self.as_of)

    @property
    def aid(self) -> dict[int, Aid]:
        """Commodity id -> what the period's packages hold of it."""
        return self._by_commodity(lambda rows: aid_in(rows, self.first, self.last))

    @property
    def aid_of_lots(self) -> dict[int, Aid]:
        """The same of what was harvested in the period, whenever it was packed."""
        return self._by_commodity(total, lambda row: self.first <= row.harvested_on <= self.last)

    @cached_property
    def sales(self) -> tuple[Sale, ...]:
        """One query."""
        return sales(**self._span)

    @cached_property
    def worker_days(self) -> int:
        """One query."""
        return worker_days(**self._span)

    @cached_property
    def areas(self) -> dict[int, int]:
        """One query."""
        return areas(**self._span)

    @property
    def _span(self) -> dict[str, Any]:
        return {"facility": self.facility, "first": self.first, "last": self.last}

    def _by_commodity(
        self, added: Callable[[list[Portion]], Aid], fits: Callable[[Portion], bool] = bool
    ) -> dict[int, Aid]:
        rows: dict[int, list[Portion]] = defaultdict(list)
        for row in filter(fits, self.portions):
            rows[row.commodity].append(row)
        return {commodity: added(own) for commodity, own in rows.items()}

    @property
    def packed_for_others(self) -> list[tuple[dt.date, int, Aid]]:
        """Each event outside for which something was packed in the period (or, negative, came
        back): (day, packages, what of it), the first day first; their sum is the period's own.

        ``packages`` is 0 where not all of them were packed in the period.
        """
        rows: dict[tuple[dt.date, int], list[Portion]] = defaultdict(list)
        for row in self.portions:
            if not row.is_of(self.first, self.last):
                rows[row.day, row.event].append(row)
        found = []
        for (day, _event), own in sorted(rows.items()):
            is_whole = all(row.moved == row.grams for row in own)
            packages = own[0].packages if is_whole else 0
            found.append((day, packages, aid_in(own, self.first, self.last)))
        return found


def period_before(first: dt.date, last: dt.date, today: dt.date) -> tuple[dt.date, dt.date]:
    """The month before a whole month, the year before a whole year, else as many days as the period
    has.

    Of a period that runs only as much of it as has passed: like stands beside like.
    """
    eve = first - dt.timedelta(days=1)
    before = first - (last - first) - dt.timedelta(days=1), eve
    for whole in (month_of, year_of):
        if (first, last) == whole(first):
            before = whole(eve)
    if not first <= today < last:
        return before
    passed = before[0] + (today - first)
    if (first, last) == year_of(first):
        passed = today.replace(
            year=before[0].year, day=min(today.day, 28 if today.month == 2 else 31)
        )
    return before[0], min(passed, before[1])


def month_to_show(facility: Facility, at: dt.datetime) -> tuple[dt.date, dt.date]:
    """The month that speaks without a filter: this one as soon as it has an event, until then the
    last one.
    """
    first, last = month_of(facility.local_day(at))
    if reported(facility).between(first, last).exists():
        return first, last
    return month_before(first)


def period(
    *, facility: Facility, first: dt.date, last: dt.date, at: dt.datetime | None = None
) -> PeriodReport:
    """The report of ``first`` to ``last``, both included: a constant number of statements, whatever
    is in them.
    """
    at = at or timezone.now()
    today = facility.local_day(at)
    before_first, before_last = period_before(first, last, today)
    span = {"facility": facility, "first": first, "last": last}
    span_before = {"facility": facility, "first": before_first, "last": before_last}
    portions, earlier = aid_between(**span), aid_between(**span_before)
    events = list(reported(facility).on_days(before_first, last).order_by("day", "pk"))
    facts = counted(events)
    lines = _lines(events, facts, (*earlier, *portions))
    stock, stock_before = stock_report(**span), stock_report(**span_before)
    own = [event for event in events if event.day >= first]
    return PeriodReport(
        **span,
        as_of=at,
        before_first=before_first,
        before_last=before_last,
        figures=_figures(lines, facts.whom, portions, stock, today),
        before=_figures(lines, facts.whom, earlier, stock_before, today),
        events=tuple(line for line in lines if line.day >= first),
        begun_before=sum(line.day < first <= line.final_day for line in lines),
        districts=_districts(facility, own, facts.whom),
        stock=stock,
        lots=lot_report(**span),
        portions=portions,
    )


def _lines(
    events: Collection[Distribution], facts: Counted, portions: Iterable[Portion]
) -> list[EventLine]:
    """The events with their counts."""
    went = packages_returned(events)
    held: dict[int, dict[int, Portion]] = defaultdict(dict)
    for row in portions:
        held[row.event][row.lot] = row
    return [
        EventLine(
            **{name: getattr(event, name) for name in _COLUMNS},
            ratified=event.ratified_at is not None,
            listed=event.has_list,
            **{name: went[event.pk][to] for name, to in _RETURNED.items()},
            aid=total(held[event.pk].values()),
            waiting=len(whom[State.PLANNED]),
            families=len(whom["families"]),
            **{name: len(whom[of]) for name, of in _DISTINCT.items()},
            **facts.times[event.pk],
        )
        for event in events
        for whom in [facts.whom[event.pk]]
    ]


_COLUMNS = (
    "pk",
    "title",
    "venue",
    "day",
    "last_day",
    "starts",
    "status",
    "packed",
    "handed_over",
    "accepted",
    "returned",
    "lost",
    "exceptions",
)
_RETURNED = {
    "to_kitchen": Destination.KITCHEN,
    "donated": Destination.DONATED,
    "sorted_out": Destination.SORTED,
}
# Packages and hand-overs add up over events; families do not.
_SUMMED = ("packed", "handed_over", "accepted", "returned", *_RETURNED, "lost")
_SUMMED += ("without_ktp", "voided", "exceptions", "one_officer")
_DISTINCT = {
    "walk_ins": "walk_ins",
    "statement_only": "statement_only",
    "no_shows": State.NO_SHOW,
    "empty_handed": State.EMPTY_HANDED,
}


def _figures(
    lines: Iterable[EventLine],
    whom: dict[int, dict[str, list[int]]],
    portions: Iterable[Portion],
    stock: StockReport,
    today: dt.date,
) -> Figures:
    first, last = stock.first, stock.last
    own = [line for line in lines if first <= line.day <= last]
    sums = {name: sum(getattr(line, name) for line in own) for name in (*_SUMMED, *_DISTINCT)}

    def distinct(of: str) -> set[int]:
        return set().union(*(whom[line.pk][of] for line in own))

    families = distinct("families")
    return Figures(
        distributions=len(own),
        families=len(families),
        inmates=len(distinct("inmates")),
        entitled=len(families.union(_eligible(stock.facility, min(last, today)))),
        harvested=stock.total.harvested,
        harvested_estimated=stock.total.harvested_estimated,
        aid=aid_in(portions, first, last),
        times={name: sums.pop(name) for name in _DISTINCT},
        **{name: len(distinct(of)) for name, of in _DISTINCT.items()},
        **sums,
    )


def _eligible(facility: Facility, day: dt.date) -> Iterable[int]:
    """The families that were eligible on a day, by what was on file when it ended."""
    families = Family.objects.filter(facility=facility)
    known_before = facility.start_of(day + dt.timedelta(days=1))
    return families.were_eligible_on(day, known_before=known_before).values_list("pk", flat=True)


def _districts(
    facility: Facility, events: Collection[Distribution], whom: dict[int, dict[str, list[int]]]
) -> tuple[District, ...]:
    """By kecamatan, the most families first; ``events`` one after the other.

    A family that moved between two packages counts once, where it lived last; each package where it
    went.
    """
    rights = districts(events)
    lived: dict[int, str] = {}
    packages: dict[str, int] = Counter()
    for event in events:
        received, again = set(whom[event.pk]["families"]), Counter(whom[event.pk]["again"])
        for code, families in rights[event.pk].items():
            if own := received.intersection(families):
                lived |= dict.fromkeys(own, code)
                packages[code] += len(own) + sum(again[family] for family in own & again.keys())
    families = Counter(lived.values())
    names = Area.objects.select_related("parent").in_bulk(list(packages))
    found = [
        District(code, _named(names.get(code), code, facility), families[code], count)
        for code, count in packages.items()
    ]
    return tuple(sorted(found, key=lambda district: (-district.families, district.name)))


def _named(area: Area | None, code: str, facility: Facility) -> str:
    """A district's name, with its regency where that is not the prison's own."""
    if area is None:
        return code
    if area.parent and not area.code.startswith(f"{facility.area_code}."):
        return f"{area.name}, {area.parent.name}"
    return area.name
