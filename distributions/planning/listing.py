"""The list of a draft: who is chosen, who is a reserve, and who is taken off again."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.forms import Form
from django.utils import timezone
from django.utils.translation import gettext as _

from distributions.models import Distribution, Entitlement, Handover
from distributions.planning.candidates import Candidate, Candidates, candidates
from distributions.planning.locks import WrongStep, check_unchanged, fingerprint, locked
from families.models import Family
from rutan import audit
from rutan.columns import write
from rutan.language import in_office_language
from rutan.models import User
from rutan.refusals import REASON_MISSING, Refused, Text, refused_by_database, sentence

Source = Entitlement.Source
_CHANGED = [
    "source",
    "rank",
    "reason",
    "promoted_at",
    "promoted_by",
    "promoted_reason",
    "withdrawn_at",
    "withdrawn_by",
    "withdrawn_reason",
]


class CannotList(Refused):
    """Families that may not be listed, with what stands in the way; ``families`` are Candidate
    rows.
    """

    outcome = "not_eligible"
    status = 422

    def __init__(self, message: Text, families: Sequence[Candidate]) -> None:
        super().__init__(message)
        self.families = tuple(families)


class ReasonMissing(CannotList):
    """A hand put a family before others that the proposal names first, and did not say why."""

    outcome = "invalid"

    def show_in(self, form: Form, at: str | None = None) -> None:
        """At the reason of each family of which it speaks."""
        for row in self.families:
            said = _("Isi alasannya: usulan menyebut keluarga lain lebih dahulu.")
            form.add_error(row.reason_name, said)


@dataclass
class _Choice:
    """The list as it shall be: ``wanted`` is family id -> source, ``before`` who stays or moves,
    ``off`` who leaves.
    """

    distribution: Distribution
    found: Candidates
    wanted: dict[int, str]
    off: set[int]
    reasons: Mapping[int, str]
    afresh: bool = False

    def __post_init__(self) -> None:
        self.pool = self.found.by_family()
        rows = Entitlement.objects.on(self.distribution).standing()
        self.before = {row.family_id: row for row in rows if row.family_id not in self.off}

    @property
    def moved(self) -> list[Candidate]:
        """Who is new, changes between list and reserves, or gets another reason."""
        return [
            self.pool[pk]
            for pk, source in self.wanted.items()
            if self.afresh or self._moves(pk, source)
        ]

    def _moves(self, pk: int, source: str) -> bool:
        row = self.before.get(pk)
        if row is None or row.source != source:
            return True
        return bool(row.reason) and self.reason(pk, row.reason) not in ("", row.reason)

    def reason(self, pk: int, otherwise: str = "") -> str:
        return self.reasons.get(pk, otherwise).strip()


@transaction.atomic
def choose(
    *,
    distribution: Distribution,
    by: User,
    families: Sequence[Family] = (),
    reserves: Sequence[Family] = (),
    dropped: Sequence[Family] = (),
    reasons: Mapping[int, str] | None = None,
    seen: str = "",
) -> list[Entitlement]:
    """Put families on a draft's list, or among its reserves, and take others off, in one act.

    ``reasons`` maps a family's id to why it is put before families that the proposal names first;
    the head reads it first. Returns the whole list. Raises CannotList, ReasonMissing, Stale,
    WrongStep, or Refused when the event's rule allows one family per inmate.
    """
    distribution = locked(distribution, Distribution.Status.DRAFT)
    check_unchanged(distribution, seen)
    off = {family.pk for family in dropped}
    return _apply(
        _Choice(
            distribution, candidates(distribution), _wanted(families, reserves), off, reasons or {}
        ),
        by,
    )


def drop(*, distribution: Distribution, families: Sequence[Family], by: User) -> list[Entitlement]:
    """Take families off a draft's list. Returns what is left."""
    return choose(distribution=distribution, dropped=families, by=by)


@transaction.atomic
def add(
    *,
    distribution: Distribution,
    family: Family,
    reason: str,
    by: User,
    at: dt.datetime | None = None,
) -> Entitlement:
    """Put a family on a list that the head approved already, with the reason that he reads: it
    waits, without number and coupon, until he approves it too. Added twice it waits once.

    Raises CannotList, WrongStep without an approved list, or Refused without a reason or where the
    family has a place in it.
    """
    distribution = locked(distribution, *Distribution.AT_WORK)
    if distribution.goes_without_list:
        raise WrongStep(distribution)
    own = Entitlement.objects.on(distribution).filter(family=family)
    if waiting := own.awaiting().first():
        return waiting
    if own.exists():
        raise Refused(sentence("one_entitlement_per_family_and_event"), field="family")
    if not reason.strip():
        raise Refused(REASON_MISSING, field="reason")
    reasons = {family.pk: reason.strip()[:200]}
    wanted = {family.pk: Source.LIST}
    choice = _Choice(distribution, candidates(distribution), wanted, set(), reasons)
    row = Entitlement(
        distribution=distribution,
        family=family,
        inmate_id=_inmates(choice)[family.pk],
        source=Source.LIST,
        reason=choice.reason(family.pk),
        added_at=at or timezone.now(),
        added_by=by,
    )
    with refused_by_database():
        row.save()
    audit.record(by=by, verb="add_family", thing=row, distribution=distribution.pk)
    return row


@transaction.atomic
def suggest(
    *, distribution: Distribution, packages: int, reserves: int, by: User
) -> list[Entitlement]:
    """Replace a draft's list by the proposal: the first ``packages`` families and the next
    ``reserves``.
    """
    distribution = locked(distribution, Distribution.Status.DRAFT)
    found = candidates(distribution)
    ordered = [candidate.family for candidate in found.proposed()][: packages + reserves]
    wanted = _wanted(ordered[:packages], ordered[packages:])
    off = {
        pk
        for pk, candidate in found.by_family().items()
        if candidate.entitlement and pk not in wanted
    }
    return _apply(_Choice(distribution, found, wanted, off, {}, afresh=True), by)


def _wanted(families: Sequence[Family], reserves: Sequence[Family]) -> dict[int, str]:
    return dict.fromkeys((family.pk for family in reserves), Source.RESERVE) | dict.fromkeys(
        (family.pk for family in families), Source.LIST
    )


def _apply(choice: _Choice, by: User) -> list[Entitlement]:
    inmates = _inmates(choice)
    by_hand = _check(choice)
    before = fingerprint(choice.distribution)
    with refused_by_database():
        _take_off(choice, by)
        _put_on(choice, inmates, by_hand)
        _rank(choice)
    chosen = list(Entitlement.objects.on(choice.distribution).standing())
    figures = {
        "chosen": len(chosen),
        "moved": len(choice.moved),
        "dropped": len(choice.off),
        "by_hand": len(by_hand),
    }
    # A second tap leaves the list as the first one made it.
    if fingerprint(choice.distribution) != before:
        audit.record(by=by, verb="choose", thing=choice.distribution, **figures)
    return chosen


def _locked_right(entitlement: Entitlement) -> Entitlement:
    """The event, approved or open, then the right in it: locked in that order, as everywhere."""
    locked(entitlement.distribution, *Distribution.AT_WORK)
    return Entitlement.objects.locked().select_related("family").get(pk=entitlement.pk)


@transaction.atomic
def withdraw(
    *, entitlement: Entitlement, reason: str, by: User, at: dt.datetime | None = None
) -> Entitlement:
    """Take a family off an approved list, with a reason; the row, its number and its coupon stay.
    One that still waits for the head does so no longer.

    Raises Refused where it has received, or WrongStep.
    """
    entitlement = _locked_right(entitlement)
    if not (entitlement.is_standing or entitlement.awaits_approval):
        return entitlement
    if Handover.objects.given().filter(entitlement=entitlement).exists():
        raise Refused(
            _("Keluarga ini sudah menerima paket, jadi tidak dapat dikeluarkan dari daftar."),
            "already_handed_over",
        )
    moment = at or timezone.now()
    with refused_by_database():
        write(entitlement, withdrawn_at=moment, withdrawn_by=by, withdrawn_reason=reason)
    audit.record(by=by, verb="withdraw", thing=entitlement, **entitlement.audit_facts)
    return entitlement


@transaction.atomic
def reinstate(*, entitlement: Entitlement, by: User) -> Entitlement:
    """Put a family that was taken off by mistake back on its list, in the number it has.

    Who took it off, when and why stays in the row's history. Raises Refused where its inmate has
    another family on the list by now, or WrongStep.
    """
    entitlement = _locked_right(entitlement)
    if entitlement.is_standing or entitlement.awaits_approval:
        return entitlement
    with refused_by_database():
        write(entitlement, withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
    audit.record(by=by, verb="reinstate", thing=entitlement, **entitlement.audit_facts)
    return entitlement


@transaction.atomic
def promote(
    *, entitlement: Entitlement, by: User, reason: str = "", at: dt.datetime | None = None
) -> Entitlement:
    """Give a reserve the right to a package, in the number it has; promoted twice is promoted once.

    Reserves follow their rank. Who comes before his turn comes with a ``reason`` that the head
    reads. Raises Refused without that, or where it was withdrawn or never was one, or WrongStep.
    """
    entitlement = _locked_right(entitlement)
    if entitlement.promoted_at and entitlement.is_standing:
        return entitlement
    if not entitlement.is_reserve:
        raise Refused(_("Keluarga ini bukan cadangan lagi. Muat ulang daftarnya."))
    first = Entitlement.objects.before(entitlement).select_related("family").in_turn().first()
    if first and not reason.strip():
        said = _(
            "Giliran pertama: cadangan ke-%(rank)s, %(name)s. Isi alasan mendahulukan yang lain."
        )
        raise Refused(said % {"rank": first.rank, "name": first.family.name})
    why = reason.strip()[:200] if first else ""
    write(entitlement, promoted_at=at or timezone.now(), promoted_by=by, promoted_reason=why)
    audit.record(by=by, verb="promote", thing=entitlement, **entitlement.audit_facts)
    return entitlement


def _check(choice: _Choice) -> set[int]:
    """The ids of the families that a hand put before others; refuses one that has no reason."""
    by_hand = [candidate for candidate in choice.moved if _is_by_hand(candidate, choice)]
    if silent := [candidate for candidate in by_hand if not choice.reason(candidate.family.pk)]:
        message = _("Isi alasan memilih %(names)s: usulan menyebut keluarga lain lebih dahulu.") % {
            "names": _names(silent)
        }
        raise ReasonMissing(message, silent)
    return {candidate.family.pk for candidate in by_hand}


def _is_by_hand(candidate: Candidate, choice: _Choice) -> bool:
    """Whether the proposal, for as many families as are now chosen, would not have put this one
    here.
    """
    after = {pk: row.source for pk, row in choice.before.items()} | choice.wanted
    listed = sum(source == Source.LIST for source in after.values())
    places = listed if choice.wanted[candidate.family.pk] == Source.LIST else len(after)
    return candidate.place is None or candidate.place > places


def _inmates(choice: _Choice) -> dict[int, int]:
    """Family id -> the inmate it is listed for; where the event gives one package per inmate, one
    that is still free.

    Refuses who may not be listed at all.
    """
    if set(choice.wanted) - set(choice.pool):
        raise CannotList(_("Keluarga ini tidak ada di Rutan Anda."), [])
    if barred := [candidate for candidate in choice.moved if candidate.reasons]:
        raise CannotList(_why(barred), barred)
    one_each = choice.distribution.one_per_inmate
    taken = {row.inmate_id for row in choice.before.values()} if one_each else set()
    found = {}
    new = [candidate for candidate in choice.moved if candidate.family.pk not in choice.before]
    # Who has one inmate only chooses before who has two.
    for candidate in sorted(new, key=lambda candidate: len(candidate.inmates)):
        free = [inmate for inmate in candidate.inmates if inmate not in taken]
        if not free:
            message = _(
                "%(name)s: keluarga lain dari WBP yang sama sudah terdaftar, dan kegiatan ini"
                " memberi satu paket untuk satu WBP."
            )
            raise CannotList(message % {"name": candidate.family.name}, [candidate])
        found[candidate.family.pk] = free[0]
        if one_each:
            taken.add(free[0])
    return found


def _why(barred: Sequence[Candidate]) -> str:
    if len(barred) == 1:
        first = barred[0].reasons[0]
        return _("%(name)s belum dapat masuk daftar: %(why)s. Yang diperlukan: %(mend)s.") % {
            "name": barred[0].family.name,
            "why": first.why,
            "mend": first.mend,
        }
    return _("%(n)s keluarga belum dapat masuk daftar: %(names)s.") % {
        "n": len(barred),
        "names": _names(barred),
    }


def _names(some: Sequence[Candidate]) -> str:
    names = [candidate.family.name for candidate in some[:5]]
    return ", ".join([*names, "..."] if len(some) > len(names) else names)


def _take_off(choice: _Choice, by: User) -> None:
    rows = Entitlement.objects.on(choice.distribution).standing().filter(family__in=choice.off)
    # What was approved once is withdrawn, so that its paper coupon still gets an answer; a plan is
    # just dropped.
    once_approved = rows.exclude(snapshot={})
    with in_office_language():
        why = _("Dikeluarkan sebelum daftar disetujui kembali")
    once_approved.update(withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_reason=why)
    rows.filter(snapshot={}).delete()


def _put_on(choice: _Choice, inmates: Mapping[int, int], by_hand: set[int]) -> None:
    known = {
        row.family_id: row
        for row in Entitlement.objects.on(choice.distribution).filter(family__in=choice.wanted)
    }
    fresh, moved = [], []
    for candidate in choice.moved:
        pk = candidate.family.pk
        row = known.get(pk) or Entitlement(
            distribution=choice.distribution, family_id=pk, inmate_id=inmates.get(pk)
        )
        row.source, row.reason = choice.wanted[pk], choice.reason(pk)[:200] if pk in by_hand else ""
        row.withdrawn_at = row.withdrawn_by = row.promoted_at = row.promoted_by = None
        row.withdrawn_reason = row.promoted_reason = ""
        (moved if row.pk else fresh).append(row)
    Entitlement.objects.bulk_update(moved, _CHANGED)
    Entitlement.objects.bulk_create(fresh)


def _rank(choice: _Choice) -> None:
    """Reserves wait in the proposal's order."""
    order = {candidate.family.pk: place for place, candidate in enumerate(choice.found.eligible)}
    rows = Entitlement.objects.on(choice.distribution)
    reserves = sorted(rows.reserves(), key=lambda row: order.get(row.family_id, len(order)))
    for rank, row in enumerate(reserves, 1):
        row.rank = rank
    Entitlement.objects.bulk_update(reserves, ["rank"])
    rows.filter(source=Source.LIST).update(rank=None)
