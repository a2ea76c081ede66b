"""The calendar of one event, from two weeks before it to the day after: what is done and by whom,
what is due, and whose turn it is.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from distributions import event_state
from distributions.home.workday import door
from distributions.models import Distribution
from rutan.access import verbs_of
from rutan.formats import angka, saat
from rutan.models import User

Status = Distribution.Status


# Days from the event's first, label, whether it is done, what is said, whose verb, and where.
Line = tuple[int, str, bool, str, set[str], str]


@dataclass(frozen=True)
class CalendarStep:
    """One line: the day on which it is usual, what is done, by whom and when or how far; ``href``
    only for whose turn it is.
    """

    day: dt.date
    label: str
    done: bool
    said: str
    due: bool
    href: str


def calendar_of(distribution: Distribution, user: User) -> list[CalendarStep]:
    """The steps of an event, with a list or without, and which of them are this person's; none of
    one that was cancelled. The event comes with its list counts and people. Two statements.
    """
    if distribution.status == Status.CANCELLED:
        return []
    verbs, today = verbs_of(user), distribution.facility.local_day()
    return [
        CalendarStep(
            day=distribution.day + dt.timedelta(days=days),
            label=label,
            done=done,
            said=said,
            due=not done and today >= distribution.day + dt.timedelta(days=days),
            href="" if done or verbs.isdisjoint(whose) else door(name, distribution.pk),
        )
        for days, label, done, said, whose, name in _lines(distribution)
    ]


def _lines(distribution: Distribution) -> Iterator[Line]:
    if distribution.has_list or distribution.listed:
        yield from _planned(distribution)
        yield from _told(distribution)
        yield from _held(distribution)
    else:
        yield from _held(distribution)
        yield _ratified(distribution)
    yield _reported(distribution)


def _planned(distribution: Distribution) -> Iterator[Line]:
    made, detail = _by(distribution.recorded_by, distribution.recorded_at), "distribution_detail"
    yield -14, _("Rencana dibuat, tanaman diperiksa"), True, made, {"plan"}, detail
    chosen = event_state.families(distribution.listed) if distribution.listed else ""
    yield (
        -7,
        _("Daftar penerima disusun"),
        bool(distribution.listed),
        chosen,
        {"plan"},
        "recipients",
    )
    proposed = bool(distribution.proposed_at or distribution.approved_at)
    said = _by(distribution.proposed_by, distribution.proposed_at)
    yield -3, _("Daftar diajukan"), proposed, said, {"propose"}, detail
    approved = distribution.approved_at is not None and not distribution.added
    said = _by(distribution.approved_by, distribution.approved_at)
    yield -2, _("Daftar disetujui"), approved, said, {"approve"}, "distribution_approve"


def _told(distribution: Distribution) -> Iterator[Line]:
    prints = distribution.prints.filter(entitlement=None).select_related("recorded_by")
    last = prints.last() if distribution.approved_at else None
    said = _by(last.recorded_by, last.recorded_at) if last else ""
    papers = "distribution_detail"
    yield -2, _("Kupon dan berkas dicetak"), last is not None, said, {"print_papers"}, papers
    told = distribution.listed - distribution.untold if distribution.approved_at else 0
    said = _("%(n)s dari %(all)s") % {"n": angka(told), "all": angka(distribution.listed)}
    everybody = distribution.approved_at is not None and not distribution.untold
    yield -2, _("Keluarga diberi tahu"), everybody, said, {"tell_families"}, "notices"


def _held(distribution: Distribution) -> Iterator[Line]:
    may_pack = distribution.approved_at or distribution.opened_at
    packed = bool(may_pack) and distribution.packed >= max(distribution.listed, 1)
    said = angka(distribution.packed) if distribution.packed else ""
    if distribution.listed:
        figures = {"n": angka(distribution.packed), "all": angka(distribution.listed)}
        said = _("%(n)s dari %(all)s") % figures
    yield 0, _("Panen ditimbang, paket dikemas"), packed, said, {"pack"}, "packing"
    opened = _by(distribution.opened_by, distribution.opened_at)
    yield (
        0,
        _("Kegiatan dibuka"),
        bool(distribution.opened_at),
        opened,
        {"open"},
        "distribution_open",
    )
    closed = distribution.status == Status.CLOSED
    said = _by(distribution.closed_by, distribution.closed_at) if closed else ""
    yield _last(distribution), _("Kegiatan ditutup"), closed, said, {"close"}, "distribution_close"


def _ratified(distribution: Distribution) -> Line:
    """Of an event without a list the head looks at who received."""
    said = _by(distribution.ratified_by, distribution.ratified_at)
    done = distribution.ratified_at is not None
    return (
        _last(distribution),
        _("Penerima disahkan"),
        done,
        said,
        {"ratify"},
        "distribution_ratify",
    )


def _reported(distribution: Distribution) -> Line:
    closed = distribution.status == Status.CLOSED
    after = _last(distribution) + 1
    report = distribution.documents.filter(kind="activity_report").standing()
    last = report.select_related("issued_by").last() if closed else None
    said = _by(last.issued_by, last.issued_at) if last else ""
    issue = {"issue_document"}
    return after, _("Laporan diterbitkan"), last is not None, said, issue, "distribution_detail"


def _last(distribution: Distribution) -> int:
    return (distribution.final_day - distribution.day).days


def _by(person: User | None, at: dt.datetime | None) -> str:
    return f"{person}, {saat(at)}" if person and at else ""
