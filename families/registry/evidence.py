"""Evidence that a family is poor: handed in, then accepted or rejected by somebody who looked at
it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.models import Family, PovertyEvidence
from rutan import audit
from rutan.files import refuse_other, stored_with_their_rows
from rutan.models import User
from rutan.once import made_before
from rutan.refusals import Refused, refused_by_database, sentence


class Decided(Refused):
    """Somebody has accepted or rejected the evidence before."""

    def __init__(self, evidence: PovertyEvidence) -> None:
        super().__init__(sentence("evidence_is_accepted_or_rejected"))
        self.evidence = evidence


@dataclass(frozen=True)
class NewEvidence:
    """Evidence to record. ``valid_until`` is, where not given, as long after issue as the facility
    says for the kind.

    ``family`` is left out inside NewFamily. ``file`` is already checked and renamed (rutan.files).
    """

    kind: str
    issued_on: dt.date
    valid_until: dt.date | None = None
    number: str = ""
    issuer: str = ""
    decile: int | None = None
    file: ContentFile | None = None
    family: Family | None = None
    client_id: UUID | None = None


def evidence_row(family: Family, new: NewEvidence, by: User, at: dt.datetime) -> PovertyEvidence:
    """An unsaved row of the family, waiting to be verified."""
    days = family.facility.validity_days(new.kind)
    return PovertyEvidence(
        family=family,
        kind=new.kind,
        number=new.number,
        issuer=new.issuer,
        issued_on=new.issued_on,
        valid_until=new.valid_until or new.issued_on + dt.timedelta(days=days),
        decile=new.decile,
        file=new.file,
        recorded_at=at,
        recorded_by=by,
        client_id=new.client_id,
    )


def add_evidence(
    *, evidence: Sequence[NewEvidence], by: User, at: dt.datetime | None = None
) -> list[PovertyEvidence]:
    """Record evidence of one or many families; it counts once it is accepted.

    The same ``client_id`` from the same person gives the evidence it made. Raises FormUsedBefore.
    """
    at, scans = at or timezone.now(), []
    with stored_with_their_rows(scans), refused_by_database():
        families = Family.objects.locked().in_bulk({new.family.pk for new in evidence})
        rows = [evidence_row(families[new.family.pk], new, by, at) for new in evidence]
        if made := made_before(rows, by=by):
            for stored, sent in zip(made, rows, strict=True):
                refuse_other(stored.file, sent.file, stored)
            return made
        scans += [row.file for row in rows]
        PovertyEvidence.objects.bulk_create(rows)
        for family in families.values():
            audit.record(
                by=by,
                verb="add_evidence",
                thing=family,
                evidence=[row.pk for row in rows if row.family_id == family.pk],
            )
        return rows


@refused_by_database()
def accept_evidence(
    *, evidence: Sequence[PovertyEvidence], by: User, at: dt.datetime | None = None
) -> list[PovertyEvidence]:
    """Accept evidence after looking at it. One's own record may be accepted: small offices have no
    second person; the audit row says so. Accepting again what oneself accepted is no error; raises
    Decided for anything else.
    """
    at = at or timezone.now()
    rows = _undecided(evidence, by)
    for row in rows:
        row.verified_at, row.verified_by = at, by
    PovertyEvidence.objects.bulk_update(rows, ["verified_at", "verified_by"])
    for row in rows:
        audit.record(
            by=by,
            verb="accept_evidence",
            thing=row.family,
            evidence=row.pk,
            own_record=row.recorded_by_id == by.pk,
        )
    return rows


@refused_by_database()
def reject_evidence(
    *, evidence: PovertyEvidence, reason: str, by: User, at: dt.datetime | None = None
) -> PovertyEvidence:
    """Reject evidence with a reason that the family is told; again with the same reason is no
    error.

    Raises Decided when it is decided already.
    """
    try:
        rows = _undecided([evidence], None)
    except Decided as decided:
        row = decided.evidence
        if (row.rejected_by_id, row.rejected_reason) != (by.pk, reason):
            raise
        return row
    row = rows[0]
    row.rejected_at, row.rejected_by, row.rejected_reason = at or timezone.now(), by, reason
    row.save(update_fields=["rejected_at", "rejected_by", "rejected_reason"])
    audit.record(
        by=by,
        verb="reject_evidence",
        thing=row.family,
        evidence=row.pk,
        own_record=row.recorded_by_id == by.pk,
    )
    return row


@refused_by_database()
def take_back_acceptance(
    *, evidence: PovertyEvidence, reason: str, by: User, at: dt.datetime | None = None
) -> PovertyEvidence:
    """Reject after all what was accepted; history keeps the acceptance, and what was approved by it
    stays approved.

    Again with the same reason is no error. Raises Decided when it is rejected already, Refused when
    it still waits.
    """
    family = Family.objects.locked().get(pk=evidence.family_id)
    row = PovertyEvidence.objects.get(pk=evidence.pk)
    if row.rejected_at and (row.rejected_by_id, row.rejected_reason) == (by.pk, reason):
        return row
    if row.rejected_at:
        raise Decided(row)
    if not row.verified_at:
        raise Refused(_("Bukti ini belum diterima."))
    accepted_by, row.verified_at, row.verified_by = row.verified_by_id, None, None
    row.rejected_at, row.rejected_by, row.rejected_reason = at or timezone.now(), by, reason
    row.save(
        update_fields=[
            "verified_at",
            "verified_by",
            "rejected_at",
            "rejected_by",
            "rejected_reason",
        ]
    )
    own = row.recorded_by_id == by.pk
    audit.record(
        by=by,
        verb="take_back_acceptance",
        thing=family,
        evidence=row.pk,
        own_record=own,
        accepted_by=accepted_by,
    )
    return row


def _undecided(evidence: Sequence[PovertyEvidence], by: User | None) -> list[PovertyEvidence]:
    families = Family.objects.locked().in_bulk({row.family_id for row in evidence})
    rows = []
    for row in PovertyEvidence.objects.filter(pk__in=[row.pk for row in evidence]).order_by("pk"):
        if row.rejected_at or (row.verified_at and row.verified_by_id != getattr(by, "pk", None)):
            raise Decided(row)
        if not row.verified_at:
            row.family = families[row.family_id]
            rows.append(row)
    return rows
