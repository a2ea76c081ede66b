"""A prison's work over a period: families, packages and kilograms, beside those of the period before."""

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.db.models import CharField, Count, F, Q, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Left
from django.utils import timezone

from distributions.models import Distribution, Entitlement, Handover, PackedLot
from distributions.models.event import DistributionQuerySet
from distributions.reports.facts import counted, states
from families.models import Area, Family
from harvests.reports import Flow, StockReport, lot_report, stock_report
from rutan.models import Facility

State = Entitlement.State
REPORTED = (Distribution.Status.OPEN, Distribution.Status.CLOSED)
# "33.16.16" of "33.16.16.2001": the district part of a village code.
DISTRICT_DIGITS = 8


@dataclass(frozen=True)
class EventLine:
    """One event in figures; ``grams`` is what its packages hold: packed minus taken back."""

    pk: int
    title: str
    venue: str
    day: dt.date
    last_day: dt.date | None
    status: str
    ratified: bool
    listed: bool
    packed: int = 0
    handed_over: int = 0
    returned: int = 0
    lost: int = 0
    grams: int = 0
    families: int = 0
    waiting: int = 0
    no_shows: int = 0
    empty_handed: int = 0
    walk_ins: int = 0
    without_ktp: int = 0
    voided: int = 0
    exceptions: int = 0
    statement_only: int = 0
    one_officer: int = 0

    @property
    def left(self) -> int:
        """Packages on the table, for which nobody has answered yet."""
        return self.packed - self.handed_over - self.returned - self.lost

    @property
    def is_open(self) -> bool:
        return self.status == Distribution.Status.OPEN


@dataclass(frozen=True)
class Figures:
    """The sums of a period.

    ``families`` and ``inmates`` are distinct over the whole period: who received twice counts once.
    ``entitled`` is the families eligible on the period's last day (while it runs: today), by what was on file
    when that day ended, together with those served in it: ``families`` is never more than it, and what is
    learnt later rewrites no past month.
    ``harvested`` and ``aid`` are grams out of the stock's own balance: harvested with its corrections, packed minus taken back.
    """

    distributions: int = 0
    packed: int = 0
    handed_over: int = 0
    returned: int = 0
    lost: int = 0
    left: int = 0
    families: int = 0
    inmates: int = 0
    entitled: int = 0
    no_shows: int = 0
    empty_handed: int = 0
    walk_ins: int = 0
    without_ktp: int = 0
    voided: int = 0
    exceptions: int = 0
    statement_only: int = 0
    one_officer: int = 0
    harvested: int = 0
    aid: int = 0

    @property
    def nobody_without_package(self) -> bool:
        """Every package has a receiver or went back: none on the table, none lost, no hand-over unexplained."""
        return self.packed > 0 and not (self.left or self.lost or self.exceptions)


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

    An event belongs whole to the period of its first day, so that its packages balance and months add up
    to years; ``begun_before`` counts those that run into the period. Rehearsals, plans and cancelled events are
    in no figure. ``stock`` is the flow of the period, ``lots`` where the harvest of the period is by now.
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
    def event_grams(self) -> int:
        return sum(line.grams for line in self.events)

    @property
    def packed_elsewhen(self) -> int:
        """Grams packed in the period for events outside it, minus those packed outside for events in it."""
        return self.figures.aid - self.event_grams


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the day's month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def year_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the day's year."""
    return dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)


def period_before(first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """The month before a whole month, the year before a whole year, else as many days as the period has."""
    eve = first - dt.timedelta(days=1)
    for whole in (month_of, year_of):
        if (first, last) == whole(first):
            return whole(eve)
    return first - (last - first) - dt.timedelta(days=1), eve


def month_to_show(facility: Facility, at: dt.datetime) -> tuple[dt.date, dt.date]:
    """The month that speaks without a filter: this one as soon as it has an event, until then the last one."""
    first, last = month_of(facility.local_day(at))
    if _events(facility, first, last).exists():
        return first, last
    return period_before(first, last)


def period(
    *, facility: Facility, first: dt.date, last: dt.date, at: dt.datetime | None = None
) -> PeriodReport:
    """The report of ``first`` to ``last``, both included: a constant number of statements, whatever is in them."""
    at = at or timezone.now()
    before_first, before_last = period_before(first, last)
    lines = _lines(_reported(facility).on_days(before_first, last))
    stock = stock_report(facility=facility, first=first, last=last)
    earlier = stock_report(facility=facility, first=before_first, last=before_last)
    today = facility.local_day(at)
    return PeriodReport(
        facility=facility,
        first=first,
        last=last,
        as_of=at,
        before_first=before_first,
        before_last=before_last,
        figures=_figures(facility, lines, first, last, stock.total, today),
        before=_figures(facility, lines, before_first, before_last, earlier.total, today),
        events=tuple(line for line in lines if line.day >= first),
        begun_before=sum(line.day < first <= (line.last_day or line.day) for line in lines),
        districts=_districts(facility, first, last),
        stock=stock,
        lots=lot_report(facility=facility, first=first, last=last),
    )


def _events(facility: Facility, first: dt.date, last: dt.date) -> DistributionQuerySet:
    return _reported(facility).between(first, last)


def _reported(facility: Facility) -> DistributionQuerySet:
    return Distribution.objects.real().filter(facility=facility, status__in=REPORTED)


def _live(facility: Facility, first: dt.date, last: dt.date):  # noqa: ANN202
    return Handover.objects.live().filter(distribution__in=_events(facility, first, last))


def _lines(events: DistributionQuerySet) -> list[EventLine]:
    """The events with their counts, each kind of fact grouped on its own: joined at once they would multiply."""
    counts = counted(Handover.objects.filter(distribution__in=events))
    packed = PackedLot.objects.filter(package_movement__distribution__in=events).order_by()
    grams = packed.values_list("package_movement__distribution").annotate(
        grams=-Sum("stock_movement__grams")
    )
    became = states(events)
    weights = dict(grams)
    return [
        EventLine(
            **{name: getattr(event, name) for name in _COLUMNS},
            ratified=event.ratified_at is not None,
            listed=event.has_list,
            grams=weights.get(event.pk, 0),
            waiting=became[event.pk].get(State.PLANNED, 0),
            no_shows=became[event.pk].get(State.NO_SHOW, 0),
            empty_handed=became[event.pk].get(State.EMPTY_HANDED, 0),
            **counts.get(event.pk, {}),
        )
        for event in events.order_by("day", "pk")
    ]


_COLUMNS = (
    "pk",
    "title",
    "venue",
    "day",
    "last_day",
    "status",
    "packed",
    "handed_over",
    "returned",
    "lost",
)
_SUMMED = {column.name for column in fields(Figures)} - {
    "distributions",
    "families",
    "inmates",
    "entitled",
    "harvested",
    "aid",
}


def _figures(
    facility: Facility,
    lines: Iterable[EventLine],
    first: dt.date,
    last: dt.date,
    flow: Flow,
    today: dt.date,
) -> Figures:
    own = [line for line in lines if first <= line.day <= last]
    sums = {name: sum(getattr(line, name) for line in own) for name in _SUMMED}
    served = _live(facility, first, last).order_by()
    distinct = served.aggregate(
        families=Count("family", distinct=True), inmates=Count("entitlement__inmate", distinct=True)
    )
    day = min(last, today)
    families = Family.objects.filter(facility=facility)
    eligible = families.were_eligible_on(
        day, known_before=facility.start_of(day + dt.timedelta(days=1))
    )
    entitled = families.filter(
        Q(pk__in=eligible.values("pk")) | Q(pk__in=served.values("family"))
    ).count()
    return Figures(
        distributions=len(own),
        entitled=entitled,
        harvested=flow.harvested,
        aid=flow.packed,
        **distinct,
        **sums,
    )


def _districts(facility: Facility, first: dt.date, last: dt.date) -> tuple[District, ...]:
    """By kecamatan of the village where the family lived that day, the most families first.

    A snapshot written before it held a code, or emptied by erasure, leaves only the village on file. A family that
    moved between two packages counts once, where it lived last; each package where it went.
    """
    village = Coalesce(
        KeyTextTransform("area", "entitlement__snapshot"),
        F("family__area"),
        output_field=CharField(),
    )
    rows = (
        _live(facility, first, last)
        .annotate(code=Left(village, DISTRICT_DIGITS))
        .order_by("distribution__day", "pk")
    )
    lived = list(rows.values_list("family", "code"))
    families, packages = Counter(dict(lived).values()), Counter(code for _family, code in lived)
    names = Area.objects.select_related("parent").in_bulk(list(packages))
    districts = [
        District(code, _named(names.get(code), code, facility), families[code], count)
        for code, count in packages.items()
    ]
    return tuple(sorted(districts, key=lambda district: (-district.families, district.name)))


def _named(area: Area | None, code: str, facility: Facility) -> str:
    """A district's name, with its regency where that is not the prison's own."""
    if area is None:
        return code
    if area.parent and not area.code.startswith(f"{facility.area_code}."):
        return f"{area.name}, {area.parent.name}"
    return area.name
