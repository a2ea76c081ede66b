"""A paper as plain data, and papers of one event as a PDF."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from distributions import event_state, reports
from distributions.documents.spelled_out import dated
from distributions.models import Distribution, Entitlement, PackageItem, PaperPrint
from distributions.models.entitlement import EntitlementQuerySet
from rutan import papers
from rutan.models import Facility

Row = TypeVar("Row")
Data = Mapping[str, Any]

# Millimetres for the rows of a table on a page that lies.
_HIGH = {"A4": 136, "F4": 152}
_AHEAD = (Distribution.Status.DRAFT, Distribution.Status.APPROVED, Distribution.Status.OPEN)


@dataclass(frozen=True)
class Paper:
    """One paper for the typst function of its ``kind``: ``data`` is what JSON holds, ``pages`` how
    long it becomes, ``pictures`` the files (JPEG) that its data name.
    """

    kind: str
    title: str
    pages: int
    data: Data
    pictures: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """What is to be printed of an event, at which moment, for how many desks, and in which print of
    its coupons; ``number`` and ``words`` are what somebody typed for a paper that is issued.
    """

    distribution: Distribution
    at: dt.datetime
    desks: int = 1
    print: PaperPrint | None = None
    number: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    # Of a month instead: see recap.Month.
    period = None

    @property
    def when(self) -> str:
        """The day or days of the event."""
        return event_state.days_of(self.distribution)

    @property
    def facility(self) -> Facility:
        return self.distribution.facility

    @property
    def today(self) -> dt.date:
        """The day of the paper."""
        return self.facility.local_day(self.at)

    @property
    def is_ahead(self) -> bool:
        """The event is still to come, or goes on."""
        return self.distribution.status in _AHEAD

    @property
    def serves_anybody(self) -> bool:
        """Whoever comes is served, so that no list says beforehand who."""
        return self.distribution.accepts_walk_ins and self.is_ahead

    @cached_property
    def report(self) -> reports.EventReport:
        """What happened. A constant number of queries."""
        return reports.event(self.distribution)

    @cached_property
    def packages(self) -> int:
        """How many are needed: one for each family, or as many as were packed; 0 where nobody can
        say yet. One query.
        """
        entitled = Entitlement.objects.on(self.distribution).entitled().count()
        return max(entitled, self.distribution.packed)

    @property
    def to_pack(self) -> int:
        """How many of them are not packed yet."""
        return max(self.packages - self.distribution.packed, 0)

    @cached_property
    def items(self) -> list[PackageItem]:
        """The planned contents. One query."""
        return list(self.distribution.items.select_related("commodity"))

    @cached_property
    def numbers(self) -> list[int]:
        """The numbers of ``rows``, which are enough to count pages. One query."""
        return list(self._standing().values_list("number", flat=True))

    @cached_property
    def rows(self) -> list[Entitlement]:
        """Who stands on the list by number, reserves and walk-ins among them. One query."""
        return list(self._standing().select_related("family__area__parent"))

    def _standing(self) -> EntitlementQuerySet:
        rows = Entitlement.objects.on(self.distribution).standing()
        return rows.exclude(number=None).by_number()


def render(parts: Sequence[Paper], *, job: Job, **more: Any) -> bytes:
    """These papers one after the other as a PDF; the same facts and moment give the same bytes.
    Raises papers.PaperFailed.
    """
    data = payload(parts, job=job, **more)
    pictures = papers.pictures_of(job.facility)
    for part in parts:
        pictures |= part.pictures
    return papers.render("papers", data, at=job.at, pictures=pictures)


def payload(parts: Sequence[Paper], *, job: Job, **more: Any) -> dict[str, Any]:
    """What JSON holds of them: all that the PDF is drawn from, beside its moment."""
    facility, day, event = job.facility, job.today, job.when
    return {
        **papers.of_office(facility),
        "date": [day.year, day.month, day.day],
        "title": f"{parts[0].title if len(parts) == 1 else 'Berkas'}, {event}",
        "event": event,
        "parts": [
            {"kind": part.kind, "title": part.title, "pages": part.pages, **part.data}
            for part in parts
        ],
        **more,
    }


def place(job: Job) -> dict[str, str]:
    """``when``, ``hours`` with their zone, and ``venue``: what every paper says of an event.

    Its title is left out, for somebody typed it: a paper that visitors read has words of its own.
    """
    hours = f"{event_state.hours(job.distribution)} {job.facility.get_time_zone_display()}"
    return {"when": job.when, "hours": hours, "venue": job.distribution.venue}


def places(job: Job) -> dict[str, str]:
    """The same for a text of the office (paper_texts)."""
    told = place(job)
    return {"waktu": told["when"], "pukul": told["hours"], "tempat": told["venue"]}


def to_take_along(job: Job) -> dict[str, Any]:
    """``place`` of a paper that leaves the room: a rehearsal is marked as one."""
    return place(job) | {"rehearsal": job.distribution.is_rehearsal}


def named(row: Entitlement) -> dict[str, str]:
    """Number, family and village of a row as they were approved; nothing else of it is printed."""
    return {
        "number": str(row.number),
        "family": row.family_name,
        "village": row.village,
    }


def record(job: Job) -> dict[str, Any]:
    """How a record of goods or packages begins: its number (printed as dots where nobody typed
    one), the day in words, and where it was made.
    """
    prison = papers.spelt_out(job.facility)
    return place(job) | {
        "number": job.number,
        "date": dated(job.distribution.final_day),
        "hall": f"{job.distribution.venue} {prison}",
        "prison": prison,
    }


def table(
    job: Job, heading: str, columns: Mapping[str, int], rows: Sequence[list[str]], *, high: int = 8
) -> Paper:
    """A table over as many pages that lie as it needs; ``columns`` are heading -> share of the
    width, ``high`` the millimetres of a row.
    """
    sheets = in_pages(rows, _HIGH[job.facility.paper_size] // high)
    data = place(job) | {"heading": heading, "sheets": sheets, "high": high}
    data |= {"columns": list(columns), "widths": list(columns.values())}
    return Paper("annex", heading.partition(":")[0], len(sheets), data)


def in_pages(rows: Sequence[Row], full: int, last: int | None = None) -> list[list[Row]]:
    """Rows page by page, ``full`` on each and at most ``last`` on the last one, which also bears
    the signatures; one empty page where there are none.
    """
    # A page of signatures with hardly a name above them would be signed unread.
    least, last = (1, full) if last is None else (min(last, 4), last)
    pages, rest = [], list(rows)
    while len(rest) > last:
        taken = min(full, len(rest) - least)
        pages.append(rest[:taken])
        rest = rest[taken:]
    return [*pages, rest]
