"""One row for every act, in the same transaction as the act; and the page that shows them."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from rutan import audit_labels, compiled
from rutan.fields import plain_number
from rutan.formats import angka, kg, rupiah, tanggal_pendek
from rutan.models import AuditEntry, User

ON_ONE_PAGE = 50
# Facts that hold a day, written 2026-03-31.
DAYS = ("first", "period", "last")

_happened: ContextVar[dt.datetime | None] = ContextVar("happened", default=None)


@contextmanager
def happened(at: dt.datetime) -> Iterator[None]:
    """Date the acts inside at ``at``: for a command that writes down a past which nobody lived
    through at a screen.

    Everybody else is dated by the database's own clock.
    """
    token = _happened.set(at)
    try:
        yield
    finally:
        _happened.reset(token)


def moment() -> dt.datetime:
    """When the act happens that is being recorded, for the columns that repeat it."""
    return _happened.get() or timezone.now()


def record(*, by: User | None, verb: str, thing: models.Model, **facts: Any) -> AuditEntry:
    """Write who did what to which row.

    ``facts`` are ids, counts, codes and reasons that the reader needs; never a name, a NIK or other
    personal text, since an audit row can't be erased. Field changes of the same transaction carry
    the same ``transaction`` number (History), which ties the act to what it changed. ``by`` is None
    for a command that no user started. Call it inside the verb's transaction: when the audit row
    fails, nothing of the act is kept.
    """
    at = _happened.get()
    facility_id = (
        thing.pk if thing._meta.label == "rutan.Facility" else getattr(thing, "facility_id", None)
    )
    entry = AuditEntry(
        facility_id=facility_id or (by.facility_id if by else None),
        by=by,
        verb=verb,
        thing_type=thing._meta.label_lower,
        thing_id=str(thing.pk),
        facts=facts,
        **({"at": at} if at else {}),
    )
    return compiled.insert(entry)


@dataclass(frozen=True)
class Line:
    """One act as the page shows it; ``facts`` are labels with figures, in the order in which they
    are read.
    """

    entry: AuditEntry
    act: str | Promise
    thing: str
    address: str
    facts: list[tuple[str | Promise, str]]


@dataclass(frozen=True)
class Page:
    """Some acts, newest first, from number ``start``; ``older`` is the id below which the next page
    starts, or None.
    """

    lines: list[Line]
    total: int
    start: int
    older: int | None


def acts_by_label() -> list[tuple[str, str]]:
    """Every act as (verb, words), in the order of the words."""
    acts = audit_labels.labels("ACTS")
    return sorted(((verb, str(words)) for verb, words in acts.items()), key=lambda act: act[1])


def page_of(
    entries: QuerySet[AuditEntry], filters: Mapping[str, Any], *, called: Callable, before: str = ""
) -> Page:
    """One page of the acts that match; ``filters`` may hold who (User), verb, first and last
    (dates, both included), and code (of a printed paper). ``called`` is audit_labels.called for
    whoever reads the page.
    """
    if filters.get("who"):
        entries = entries.filter(by=filters["who"])
    if filters.get("verb"):
        entries = entries.filter(verb=filters["verb"])
    if filters.get("first"):
        entries = entries.filter(at__date__gte=filters["first"])
    if filters.get("last"):
        entries = entries.filter(at__date__lte=filters["last"])
    if filters.get("code"):
        entries = entries.filter(facts__code=filters["code"])
    total = entries.count()
    rest = _after(entries, before)
    start = total - rest.count() + 1
    shown = list(rest.select_related("by").order_by("-at", "-pk")[:ON_ONE_PAGE])
    names = called(shown)
    lines = [_line(entry, *names[entry.thing_type, entry.thing_id]) for entry in shown]
    older = shown[-1].pk if start + ON_ONE_PAGE <= total else None
    return Page(lines, total, start, older)


def _after(entries: QuerySet[AuditEntry], before: str) -> QuerySet[AuditEntry]:
    """Those older than the row whose id a page link carries."""
    known = plain_number(before)
    edge = known and entries.filter(pk=known).first()
    return entries.filter(Q(at__lt=edge.at) | Q(at=edge.at, pk__lt=edge.pk)) if edge else entries


def _line(entry: AuditEntry, thing: str, address: str) -> Line:
    # JSON keeps its keys by their length; FACTS has the order in which they are read.
    counts = audit_labels.names_of("COUNTS")
    facts = [
        (label, _figure(name, entry.facts[name]))[:: -1 if name in counts else 1]
        for name, label in audit_labels.labels("FACTS").items()
        if name in entry.facts
    ]
    return Line(
        entry,
        audit_labels.labels("ACTS").get(entry.verb, entry.verb),
        thing,
        address,
        facts,
    )


def _figure(name: str, value: Any) -> str:
    if isinstance(value, list):
        value = len(value)
    if name == "code":
        # What stands at the foot of a printed paper, so that a copy can be checked.
        return str(value)
    if name in DAYS:
        return _day(value)
    if not isinstance(value, int):
        return "–"
    return {"grams": kg, "amount": rupiah}.get(name, angka)(value)


def _day(value: Any) -> str:
    try:
        return tanggal_pendek(dt.date.fromisoformat(value))
    except (TypeError, ValueError):
        return "–"
