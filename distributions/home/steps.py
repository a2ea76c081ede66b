"""The calendar of one event with a list, from two weeks before it to the day after: what is done
and by whom, what is due, and whose turn it is.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from distributions import event_state
from distributions.home.workday import Workday, door
from distributions.models import Distribution
from rutan.formats import angka, saat
from rutan.models import User

Status = Distribution.Status


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


def calendar_of(distribution: Distribution, work: Workday) -> list[CalendarStep]:
    """The steps of an event with a list; none for one that goes without. The event comes with its
    list counts and people. Two statements.
    """
    if distribution.goes_without_list or not (distribution.has_list or distribution.listed):
        return []
    return [
        CalendarStep(
            day=distribution.day + dt.timedelta(days=days),
            label=label,
            done=done,
            said=said,
            due=not done and work.today >= distribution.day + dt.timedelta(days=days),
            href="" if done or work.verbs.isdisjoint(verbs) else door(name, distribution.pk),
        )
        for days, label, done, said, verbs, name in (
            *_planned(distribution),
            *_told(distribution),
            *_held(distribution),
        )
    ]


# Days from the event's first, label, whether it is done, what is said, whose verb, and where.
Line = tuple[int, str, bool, str, set[str], str]


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
    packed = distribution.approved_at is not None and distribution.packed >= max(
        distribution.listed, 1
    )
    said = _("%(n)s dari %(all)s") % {
        "n": angka(distribution.packed),
        "all": angka(distribution.listed),
    }
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
    yield 0, _("Kegiatan ditutup"), closed, said, {"close"}, "distribution_close"
    after = (distribution.final_day - distribution.day).days + 1
    report = distribution.documents.filter(kind="activity_report").standing()
    last = report.select_related("issued_by").last() if closed else None
    said = _by(last.issued_by, last.issued_at) if last else ""
    issue = {"issue_document"}
    yield after, _("Laporan diterbitkan"), last is not None, said, issue, "distribution_detail"


def _by(person: User | None, at: dt.datetime | None) -> str:
    return f"{person}, {saat(at)}" if person and at else ""
