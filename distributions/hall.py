"""Calling numbers to the desks, and what the hall reads of it: numbers and desks, nobody's name."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from distributions import desk_rows, outcomes
from distributions.models import Distribution, Entitlement, HallScreen
from rutan import audit
from rutan.columns import write
from rutan.models import User
from rutan.refusals import Refused

Status = Distribution.Status
# As many numbers as are read from the last row of chairs.
_MOST_CALLED, _MOST_NEXT = 4, 6


@dataclass(frozen=True)
class Number:
    """Somebody who is here: the number on the coupon, and the desk to which it was called."""

    pk: int
    number: int
    goes_first: bool
    desk: str
    called: str
    passed: str

    @property
    def is_called(self) -> bool:
        """As ``Entitlement.is_called``."""
        return bool(self.called) and not self.passed


@dataclass(frozen=True)
class Queue:
    """Who is here and waits, in the order in which numbers are called."""

    numbers: tuple[Number, ...]

    @property
    def waiting(self) -> list[Number]:
        """Whom no desk has called, or who did not answer."""
        return [one for one in self.numbers if not one.is_called]

    @property
    def next(self) -> Number | None:
        return next(iter(self.waiting), None)

    @property
    def called(self) -> list[Number]:
        """Who is on the way to a desk, the last call first."""
        called = [one for one in self.numbers if one.is_called]
        return sorted(called, key=lambda one: one.called, reverse=True)

    def at(self, desk: str) -> Number | None:
        """Whom this desk called last."""
        return next((one for one in self.called if one.desk == desk), None)


def queue_of(here: list[dict]) -> Queue:
    """Of the rows that ``desk_rows.now`` and ``desk_rows.screens`` bring."""
    texts = ("called", "passed")
    return Queue(tuple(Number(**row | {one: row[one] or "" for one in texts}) for row in here))


@transaction.atomic
def call_next(
    *, distribution: Distribution, expected: int, desk: str, by: User, at: dt.datetime | None = None
) -> Entitlement:
    """Call whoever is next to a desk; ``expected`` is whom its button named.

    Pressed twice it calls one; where another desk was quicker it calls whoever is next by then.
    Whom the desk called before and did not serve stays in the list, after the others. Raises
    NotOpen, or Refused where nobody waits.
    """
    at = at or timezone.now()
    event = _open_event(distribution)
    here = list(Entitlement.objects.on(event).here().locked())
    mine = [row for row in here if row.is_called and row.called_desk == desk]
    for row in mine:
        if row.pk == expected:
            return row
    waiting = [row for row in here if not row.is_called]
    if not waiting:
        raise Refused(_("Tidak ada nomor yang menunggu."), status=409)
    for row in mine:
        _pass(row, by, at)
    return _call(waiting[0], desk, by, at)


@transaction.atomic
def call_again(
    *, entitlement: Entitlement, desk: str, by: User, at: dt.datetime | None = None
) -> Entitlement:
    """Call a number once more, or one out of its turn: it stands first on the screen. Raises
    NotOpen, or Refused where nobody of that family waits.
    """
    return _call(_here(entitlement), desk, by, at or timezone.now())


@transaction.atomic
def pass_over(*, entitlement: Entitlement, by: User, at: dt.datetime | None = None) -> Entitlement:
    """Let the others come first because nobody answered; the number stays in the list. Raises
    NotOpen, or Refused where nobody of that family waits.
    """
    row = _here(entitlement)
    return _pass(row, by, at or timezone.now()) if row.is_called else row


def _call(entitlement: Entitlement, desk: str, by: User, at: dt.datetime) -> Entitlement:
    row = entitlement
    is_repeated = row.is_called and row.called_desk == desk
    write(row, called_at=at, called_by=by, called_desk=desk, passed_at=None, passed_by=None)
    if not is_repeated:
        audit.record(by=by, verb="call_number", thing=row, **row.audit_facts)
    return row


def _pass(entitlement: Entitlement, by: User, at: dt.datetime) -> Entitlement:
    write(entitlement, passed_at=at, passed_by=by)
    audit.record(by=by, verb="pass_over", thing=entitlement, **entitlement.audit_facts)
    return entitlement


def _open_event(distribution: Distribution) -> Distribution:
    """Locked. Raises NotOpen."""
    event = Distribution.objects.locked().get(pk=distribution.pk)
    if not event.is_open:
        raise outcomes.NotOpen(event)
    return event


def _here(entitlement: Entitlement) -> Entitlement:
    event = _open_event(entitlement.distribution)
    here = Entitlement.objects.on(event).here().filter(pk=entitlement.pk)
    row = here.locked().first()
    if row is None:
        raise Refused(_("Nomor ini tidak menunggu lagi. Muat ulang halaman."), status=409)
    return row


# The screen


@transaction.atomic
def make_screen(
    *, distribution: Distribution, seen: int | None, by: User, at: dt.datetime | None = None
) -> HallScreen:
    """A link for the screen in the hall, in place of the one that was ``seen``; that one is dead.

    Of one that was replaced already the successor is returned: sent again it makes no third.
    """
    at = at or timezone.now()
    event = Distribution.objects.locked().get(pk=distribution.pk)
    live = HallScreen.objects.live().filter(distribution=event).first()
    if live and live.pk != seen:
        return live
    if live:
        write(live, replaced_at=at, replaced_by=by)
    made = HallScreen.objects.create(
        distribution=event, secret=secrets.token_urlsafe(24), issued_at=at, issued_by=by
    )
    # Its number, never its secret.
    audit.record(by=by, verb="make_hall_screen", thing=event, screen=made.pk)
    return made


def screen_of(distribution: Distribution) -> HallScreen | None:
    """The link that works, if one was made."""
    return HallScreen.objects.live().filter(distribution=distribution).first()


@dataclass(frozen=True)
class Shown:
    """What the hall reads: whether numbers are called, which of them where, and who is next."""

    is_open: bool
    is_over: bool
    starts: dt.time
    called: list[Number]
    following: list[int]
    zone: str
    prison: str


def shown(secret: str, at: dt.datetime) -> Shown | None:
    """What stands on the screen with this secret, in one statement; None where there is no such
    link, or its day has not come or is over.
    """
    for event in desk_rows.screens(secret=secret[:43]):
        day = event.facility.local_day(at)
        held = event.status in (Status.APPROVED, Status.OPEN, Status.CLOSED)
        if not (event.is_open or (held and event.takes_place_on(day))):
            return None
        queue = queue_of(event.here if event.is_open else [])
        return Shown(
            event.is_open,
            event.status == Status.CLOSED,
            event.starts,
            queue.called[:_MOST_CALLED],
            [one.number for one in queue.waiting[:_MOST_NEXT]],
            event.facility.time_zone,
            event.facility.short_name,
        )
    return None
