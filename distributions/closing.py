"""The end of an event: left-overs explained, closed when it balances, reopened by the head with a
reason.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone
from django.utils.translation import gettext as _

from distributions import absences
from distributions.models import Distribution, SignatureCount
from distributions.packing import unpacking
from harvests.models import StockMovement
from rutan import audit, seals
from rutan.columns import write
from rutan.formats import angka
from rutan.models import Seal, User
from rutan.refusals import Refused, refused_by_database


def close(
    *,
    distribution: Distribution,
    left_overs: Mapping[str, int],
    by: User,
    client_id: UUID,
    reason: str = StockMovement.Reason.WILTED,
    receiver: str = "",
    places: Mapping[int, str] | None = None,
    signatures: int | None = None,
    signatures_note: str = "",
    absent: Mapping[int, str] | None = None,
    at: dt.datetime | None = None,
) -> Distribution:
    """Close an open event so that packed = handed over + accepted + returned + lost.

    ``left_overs`` says how many packages go to each Destination; ``reason``, ``receiver`` and
    ``places`` are those of unpacking.take_back; ``signatures`` is what stands on the sheets, and
    the note why that is not what the screen has; ``absent`` is for absences.explain. All in one
    transaction: when the sum does not balance nothing is kept and Refused is raised. The same
    ``client_id`` again by the same person, with the same left-overs, signatures and absences, finds
    the event closed; any other way it is ``not_open``, or FormUsedBefore.
    """
    at = at or timezone.now()
    with refused_by_database():
        event = Distribution.objects.locked().get(pk=distribution.pk)
        keys = {to: uuid5(client_id, f"left {to}") for to, n in left_overs.items() if n}
        where = {"reason": reason, "receiver": receiver, "places": places}
        told = _is_told(event, signatures, signatures_note, absent or {})
        if told and _closed_before(event, left_overs, keys, by, where):
            return event
        if not event.is_open:
            raise Refused(_("Kegiatan ini tidak sedang dibuka."), "not_open")
        _check_sum(event, left_overs)
        _count_signatures(event, signatures, signatures_note, by, at)
        # Families are locked before lots.
        absences.explain(distribution=event, reasons=absent or {}, by=by, at=at)
        facts = {"distribution": event, "by": by, "at": at} | where
        for to, key in keys.items():
            unpacking.take_back(packages=left_overs[to], to=to, client_id=key, **facts)
        return _shut(event, by, at)


def _refuse_unbalanced(distribution: Distribution) -> None:
    """Packed is handed over + accepted + returned + lost, and every exception is explained."""
    if distribution.exceptions:
        said = _("Ada %(n)s penyerahan yang perlu dijelaskan sebelum menutup kegiatan.")
        raise Refused(said % {"n": angka(distribution.exceptions)}, "unbalanced", status=409)
    if left := distribution.packages_left:
        said = _("Selisih %(diff)s paket. Jelaskan dahulu sebelum menutup kegiatan.")
        raise Refused(said % {"diff": angka(left)}, "unbalanced", field="kitchen", status=409)


def _shut(distribution: Distribution, by: User, at: dt.datetime) -> Distribution:
    distribution.refresh_from_db()
    _refuse_unbalanced(distribution)
    write(distribution, status=Distribution.Status.CLOSED, closed_at=at, closed_by=by)
    figures = {"packed": distribution.packed, "handed_over": distribution.handed_over}
    if distribution.accepted:
        figures["accepted"] = distribution.accepted
    audit.record(by=by, verb="close", thing=distribution, **figures)
    seals.seal_one(distribution.facility, Seal.Kind.EVENT, distribution.pk, at=at)
    return distribution


def _count_signatures(
    distribution: Distribution, signatures: int | None, note: str, by: User, at: dt.datetime
) -> None:
    """Keep what stands on the sheets beside what the screen has; a difference needs a sentence and
    hinders nobody.
    """
    if signatures is None:
        return
    out = distribution.packages_out
    if signatures != out and not note.strip():
        said = _("Tanda tangan di lembar %(signed)s, di layar %(out)s paket. Tulis penjelasannya.")
        said %= {"signed": angka(signatures), "out": angka(out)}
        raise Refused(said, "signatures_differ", field="signatures_note")
    SignatureCount.objects.create(
        distribution=distribution,
        signatures=signatures,
        packages=out,
        note=note,
        recorded_at=at,
        recorded_by=by,
    )


def _is_told(
    distribution: Distribution, signatures: int | None, note: str, absent: Mapping[int, str]
) -> bool:
    """Whether the closing that stands says the same of its sheets and of who stayed away; a note
    that was erased since says nothing.
    """
    counts = distribution.signature_counts.filter(recorded_at=distribution.closed_at)
    count = counts.first()
    kept = (count.signatures, count.note or note) if count else (None, note)
    known = absences.said(distribution, until=distribution.closed_at)
    return kept == (signatures, note) and all(known.get(pk) == why for pk, why in absent.items())


def _closed_before(
    distribution: Distribution,
    left_overs: Mapping[str, int],
    keys: Mapping[str, UUID],
    by: User,
    where: Mapping[str, Any],
) -> bool:
    """Whether this person closed it with these left-overs; where nothing was left there is nothing
    else to say.
    """
    if distribution.status != Distribution.Status.CLOSED or distribution.closed_by_id != by.pk:
        return False
    facts = {"distribution": distribution, "by": by} | where
    return all(
        unpacking.taken_before(packages=left_overs[to], to=to, client_id=key, **facts)
        for to, key in keys.items()
    )


def _check_sum(distribution: Distribution, left_overs: Mapping[str, int]) -> None:
    """Said with both sums, before the first destination takes what the second still needs."""
    told = sum(left_overs.values())
    if told > distribution.packages_left:
        message = _("Sisa paket %(left)s, yang ditulis seluruhnya %(told)s. Periksa pembagiannya.")
        said = message % {"left": angka(distribution.packages_left), "told": angka(told)}
        raise Refused(said, "unbalanced", field="kitchen", status=409)


def reopen(
    *, distribution: Distribution, reason: str, by: User, at: dt.datetime | None = None
) -> Distribution:
    """Open a closed event again: by the head, with a reason; a ratification falls away with it, and
    what was issued of it is superseded, not gone.
    """
    at = at or timezone.now()
    with refused_by_database():
        event = Distribution.objects.locked().get(pk=distribution.pk)
        if event.is_open and event.reopened_by_id == by.pk and event.reopened_reason == reason:
            return event
        if event.status != Distribution.Status.CLOSED:
            raise Refused(
                _("Hanya kegiatan yang sudah selesai dapat dibuka kembali."), "not_closed"
            )
        if not reason.strip():
            raise Refused(_("Isi alasan membuka kembali kegiatan."))
        write(
            event,
            status=Distribution.Status.OPEN,
            reopened_at=at,
            reopened_by=by,
            reopened_reason=reason,
            ratified_at=None,
            ratified_by=None,
        )
        event.documents.standing().update(superseded_at=at, superseded_by=by)
        audit.record(by=by, verb="reopen", thing=event)
    return event
