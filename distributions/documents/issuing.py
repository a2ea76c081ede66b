"""Papers that are issued: drawn once, frozen with their bytes, corrected only by another one."""

import datetime as dt
import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pypdf
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from distributions import coupons
from distributions.documents.activity_report import activity_report
from distributions.documents.goods_records import (
    goods_transfer,
    has_lost,
    spoilage_record,
    was_packed,
)
from distributions.documents.handover_record import handover_record, totals
from distributions.documents.paper import Job, Paper, payload, render
from distributions.documents.recap import Month
from distributions.models import Distribution, EventPhoto, IssuedDocument, SignedScan
from harvests.models import StockMovement
from rutan import audit, papers
from rutan.files import refuse_other as refuse_other_file
from rutan.files import stored_with_their_rows
from rutan.language import in_office_language
from rutan.models import Facility, User
from rutan.once import FormUsedBefore, made_before
from rutan.refusals import Refused, Text, refused_by_database

Kind = IssuedDocument.Kind


def _always(_distribution: Distribution) -> bool:
    return True


@dataclass(frozen=True)
class Issuable:
    """A kind of paper that is signed: ``key`` stands in its address, ``make`` draws it, ``words``
    are what is typed for it beside its number, ``fits`` says which events have use for it, and
    ``totals`` are the figures by which anybody may compare it.
    """

    kind: str
    key: str
    label: Text
    text: Text
    make: Callable[[Any], list[Paper]]
    words: tuple[str, ...] = ()
    fits: Callable[[Distribution], bool] = _always
    totals: Callable[[Any], dict[str, int]] = totals
    # It has a page of photos.
    has_photos: bool = False


# Parts of an event's report: where goods came from, and who received.
CONTENTS, SERVED = "contents", "served"
ISSUABLE = {
    row.key: row
    for row in (
        Issuable(
            Kind.HANDOVER_RECORD,
            "handover-record",
            gettext_lazy("Berita acara serah terima"),
            gettext_lazy("Dengan daftar tanda terima, asal isi, dan daftar penerima"),
            handover_record,
        ),
        Issuable(
            Kind.ACTIVITY_REPORT,
            "activity-report",
            gettext_lazy("Laporan kegiatan"),
            gettext_lazy("Hanya hambatan dan saran yang diketik"),
            activity_report,
            ("obstacles", "advice"),
            has_photos=True,
        ),
        Issuable(
            Kind.GOODS_TRANSFER,
            "goods-transfer",
            gettext_lazy("Berita acara serah terima hasil panen"),
            gettext_lazy("Dari kebun kepada panitia, tanpa nama keluarga"),
            goods_transfer,
            fits=was_packed,
        ),
        Issuable(
            Kind.SPOILAGE_RECORD,
            "spoilage-record",
            gettext_lazy("Berita acara hasil panen rusak"),
            gettext_lazy("Isi paket yang rusak atau hilang"),
            spoilage_record,
            fits=has_lost,
        ),
    )
}


def draft(job: Job | Month, paper: Issuable) -> bytes:
    """The paper as it would be issued now, marked as a draft. Raises papers.PaperFailed."""
    with in_office_language(), timezone.override(job.facility.tzinfo):
        return render(paper.make(job), job=job, draft=True)


def print_draft(*, job: Job | Month, paper: Issuable, by: User) -> bytes:
    """The same for the printer: who looked is written down. Raises papers.PaperFailed."""
    pdf = draft(job, paper)
    facts = {"period": job.period.isoformat()} if job.period else {}
    thing = job.distribution or job.facility
    audit.record(by=by, verb="print_paper", thing=thing, paper=paper.key, draft=True, **facts)
    return pdf


def print_issued(*, documents: Sequence[IssuedDocument], by: User) -> bytes:
    """The stored bytes of one document, or the pages of several, one after the other, which are for
    the printer: together they claim to be neither PDF/UA nor PDF/A.
    """
    for document in documents:
        audit.record(by=by, verb="print_document", thing=document, code=document.code)
    if len(documents) == 1:
        return bytes(documents[0].pdf)
    writer, whole = pypdf.PdfWriter(), io.BytesIO()
    for document in documents:
        writer.append(io.BytesIO(bytes(document.pdf)))
    writer.write(whole)
    return whole.getvalue()


def issue(
    *,
    distribution: Distribution,
    paper: Issuable,
    number: str,
    by: User,
    client_id: UUID,
    words: dict[str, str] | None = None,
    at: dt.datetime | None = None,
) -> IssuedDocument:
    """Draw a paper of an event that is over and keep its bytes; where one of its kind was issued
    before, it is corrected by this one.

    The same form from the same person gives the document it made. Raises Refused where the event is
    not closed, awaits its ratification or was a rehearsal, FormUsedBefore, papers.PaperFailed.
    """
    with refused_by_database():
        event = Distribution.objects.locked().get(pk=distribution.pk)
        job = Job(event, at or timezone.now(), number=number, words=words or {})
        for made in issued_before(job=job, paper=paper, by=by, client_id=client_id):
            return made
        _refuse_what_is_not_over(event)
        before = last_of(event, paper)
        return keep(job=job, paper=paper, replaces=before, by=by, client_id=client_id)


def issued_before(
    *, job: Job | Month, paper: Issuable, by: User, client_id: UUID
) -> list[IssuedDocument]:
    """The document that this form made, or none. Raises FormUsedBefore where the form was of
    another paper, or its number or words differ.
    """
    about = {"facility": job.facility, "distribution": job.distribution, "period": job.period}
    fresh = IssuedDocument(client_id=client_id, kind=paper.kind, number=job.number, **about)
    found = made_before([fresh], by=by, says=(*about, "kind", "number"))
    for made in found:
        typed = typed_for(made, job.facility)
        if typed != dict.fromkeys(typed, "") | {"number": job.number, **job.words}:
            raise FormUsedBefore(made)
    return found


def keep(
    *,
    job: Job | Month,
    paper: Issuable,
    replaces: IssuedDocument | None,
    by: User,
    client_id: UUID,
) -> IssuedDocument:
    """Draw a paper, freeze it with a code of its own, and write down who issued it; inside a verb,
    under its lock. Raises papers.PaperFailed.
    """
    document = drawn(job, paper, coupons.new_code(), replaces)
    document.issued_by, document.client_id = by, client_id
    document.save()
    audit.record(by=by, verb="issue_document", thing=document, code=document.code)
    return document


def attach_scan(
    *,
    document: IssuedDocument,
    file: ContentFile,
    by: User,
    client_id: UUID,
    at: dt.datetime | None = None,
) -> SignedScan:
    """Keep a document as it came back with its signatures; ``file`` is checked and renamed
    (rutan.files). The document itself stays as it was issued.

    The same form from the same person gives the scan it made. Raises FormUsedBefore.
    """
    scan = SignedScan(document=document, file=file, recorded_by=by, client_id=client_id)
    scan.recorded_at = at or timezone.now()
    with stored_with_their_rows([scan.file]), refused_by_database():
        IssuedDocument.objects.locked().get(pk=document.pk)
        if made := made_before([scan], by=by, says=("document",)):
            refuse_other_file(made[0].file, scan.file, made[0])
            return made[0]
        scan.save()
        audit.record(by=by, verb="attach_scan", thing=document, scan=scan.pk)
    return scan


def last_of(distribution: Distribution, paper: Issuable) -> IssuedDocument | None:
    """The latest of its kind, which the next one corrects, or the first one after a reopening."""
    return distribution.documents.latest_of_kind().filter(kind=paper.kind).first()


def with_photo(photo: EventPhoto) -> list[str]:
    """The codes of what was issued with it."""
    held = [{"photos": [{"photo": photo.pk}]}]
    rows = photo.distribution.documents.filter(payload__parts__contains=held)
    return list(rows.order_by("pk").values_list("code", flat=True))


def typed_for(document: IssuedDocument | None, facility: Facility) -> dict[str, str]:
    """What somebody typed for a document, for whoever corrects it; of a first one how every number
    of the office begins.
    """
    if document is None:
        return {"number": facility.number_pattern}
    main, *_annexes = document.payload["parts"]
    return {name: main[name] for name in ("number", "obstacles", "advice") if name in main}


def figures_of(document: IssuedDocument) -> list[tuple[str, str, str]]:
    """What a record says in figures, as it froze: (of what, how much, the part of the event's
    report in which the rows behind it stand); empty of another paper.
    """
    parts = document.payload.get("parts")
    if document.kind != Kind.HANDOVER_RECORD or not parts:
        return []
    main = parts[0]
    goods = [
        (commodity, f"{everything} ({kilograms} kg)" if everything else f"{kilograms} kg", CONTENTS)
        for commodity, _one, everything, kilograms, _how in main["rows"]
    ]
    whom = [(_("Keluarga menerima"), main["families"]), (_("Paket"), main["packages"])]
    return goods + [(label, said, SERVED) for label, said in whom]


def _refuse_what_is_not_over(distribution: Distribution) -> None:
    if distribution.is_rehearsal:
        raise Refused(_("Latihan tidak menghasilkan dokumen."))
    if distribution.status != Distribution.Status.CLOSED:
        raise Refused(_("Dokumen diterbitkan setelah kegiatan ditutup."), "not_closed")
    if distribution.awaits_ratification:
        raise Refused(
            _("Kepala Rutan mengesahkan penerima dahulu, setelah itu dokumen diterbitkan."),
            "not_ratified",
        )


def drawn(
    job: Job | Month, paper: Issuable, code: str, replaces: IssuedDocument | None = None
) -> IssuedDocument:
    """The document with all that freezes of it, not saved; it names the one that it replaces."""
    corrects = replaces.code if replaces else ""
    with in_office_language(), timezone.override(job.facility.tzinfo):
        foot = papers.foot(job.facility, code, job.at, issued=True, corrects=corrects)
        parts, sums = paper.make(job), paper.totals(job)
        pdf = render(parts, job=job, foot=foot, totals=sums)
        frozen = payload(parts, job=job, foot=foot, totals=sums)
    return IssuedDocument(
        facility=job.facility,
        kind=paper.kind,
        number=job.number,
        code=code,
        distribution=job.distribution,
        period=job.period,
        replaces=replaces,
        payload=frozen,
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        issued_at=job.at,
    )


@dataclass(frozen=True)
class Row:
    """A kind of paper of an event that is over, with the latest one that was issued."""

    paper: Issuable
    last: IssuedDocument | None


def of_event(distribution: Distribution) -> list[Row]:
    """What an event that is over has to show. One query; empty before, and of a rehearsal."""
    if distribution.status != Distribution.Status.CLOSED or distribution.is_rehearsal:
        return []
    found = {row.kind: row for row in distribution.documents.without_bytes().latest_of_kind()}
    return [
        Row(paper, found.get(paper.kind)) for paper in ISSUABLE.values() if paper.fits(distribution)
    ]


def corrected_since(document: IssuedDocument) -> list[StockMovement]:
    """What was mended of the lots in its packages after it was issued."""
    lots = StockMovement.objects.filter(
        packed_lot__package_movement__distribution=document.distribution_id
    ).values("harvest")
    later = StockMovement.objects.filter(harvest__in=lots, recorded_at__gt=document.issued_at)
    return list(
        later.filter(kind=StockMovement.Kind.CORRECTION)
        .select_related("harvest__commodity", "harvest__site", "recorded_by")
        .order_by("recorded_at", "pk")
    )
