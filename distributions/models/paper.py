"""Papers: which were printed, and which were issued, frozen as they were signed."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from distributions.models.coupon import Coupon
from distributions.models.entitlement import Entitlement
from distributions.models.event import Distribution
from rutan.constraints import Frozen, SameFacility, Unique, once_only, paired
from rutan.days import in_names, month_of, period_in_short
from rutan.model_bases import Fact
from rutan.models import Facility, FacilityQuerySet, User

_ISSUED_BEFORE = _(
    "Dokumen ini sudah diterbitkan. Muat ulang halaman untuk menerbitkan pembetulannya."
)

_OF_A_MONTH = models.Q(
    kind="monthly_recap", distribution=None, period__isnull=False, period__day=1, until=None
)
_OF_A_PERIOD = models.Q(
    kind="summary",
    distribution=None,
    period__isnull=False,
    until__isnull=False,
    until__gte=models.F("period"),
)
_OF_AN_EVENT = models.Q(distribution__isnull=False, period=None, until=None) & ~models.Q(
    kind__in=["monthly_recap", "summary"]
)


class PaperPrint(Fact):
    """One print of an event's coupons: all of them, or one family's.

    It revokes nothing, since a printer that jams is no reason for another code; a coupon counts
    the prints since it was issued.
    """

    distribution = models.ForeignKey(Distribution, models.PROTECT, related_name="prints")
    entitlement = models.ForeignKey(Entitlement, models.PROTECT, null=True, related_name="prints")

    objects = FacilityQuerySet.as_manager()
    facility_path = "distribution__facility"

    class Meta:
        ordering = ["pk"]
        triggers = [
            Frozen(),
            SameFacility("distribution.facility", "entitlement.distribution.facility"),
        ]

    def __str__(self):
        return f"{self.distribution_id}/{self.pk}"

    def bears(self, coupon: Coupon) -> bool:
        """Whether this coupon of the event was on it; one that was issued later was not."""
        of_all_or_it = self.entitlement_id in (None, coupon.entitlement_id)
        return of_all_or_it and self.recorded_at >= coupon.issued_at


class IssuedDocumentQuerySet(FacilityQuerySet):
    def latest_of_kind(self):
        """Not corrected by a later one; it may have been superseded."""
        return self.filter(replaced_by=None)

    def standing(self):
        """Neither corrected by a later one nor superseded by reopening its event."""
        return self.latest_of_kind().filter(superseded_at=None)

    def without_bytes(self):
        """What a list says of a document, who issued it, and what came after it."""
        rows = self.select_related("facility", "distribution", "issued_by", "replaced_by")
        scans = SignedScan.objects.filter(document=models.OuterRef("pk"))
        return rows.annotate(is_signed=models.Exists(scans)).defer(
            "pdf", "payload", "replaced_by__pdf", "replaced_by__payload"
        )

    def of_month(self, facility: Facility, first: dt.date):
        """The recaps of a month, by its first day."""
        return self.filter(facility=facility, period=first, until=None)

    def summaries_of(self, facility: Facility, first: dt.date, last: dt.date):
        """The summaries of a period, the latest first."""
        return self.filter(facility=facility, period=first, until=last)

    def with_code(self, code: str):
        """The one that bears the code, or None."""
        return self.filter(code=code).first()


class IssuedDocument(models.Model):
    """One issued paper of an event, of a month (``period`` is its first day), or of what lies
    between ``period`` and ``until``, with the payload it was rendered from and its bytes: what is
    served is these bytes, and nothing renders it again.

    A correction is a new document that ``replaces`` the old; a summary tells a moment, and a later
    one corrects nothing. Opening the event again supersedes what was issued of it: it stays, and
    says so.
    """

    class Kind(models.TextChoices):
        HANDOVER_RECORD = "handover_record", _("BAST")
        ACTIVITY_REPORT = "activity_report", _("Laporan kegiatan")
        MONTHLY_RECAP = "monthly_recap", _("Rekap bulanan")
        GOODS_TRANSFER = "goods_transfer", _("BAST hasil panen")
        SPOILAGE_RECORD = "spoilage_record", _("Berita acara hasil panen rusak")
        SUMMARY = "summary", _("Ringkasan untuk pimpinan")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=Kind)
    number = models.CharField(_("Nomor"), max_length=80, blank=True)
    code = models.CharField(max_length=9, unique=True)
    distribution = models.ForeignKey(
        Distribution, models.PROTECT, null=True, related_name="documents"
    )
    period = models.DateField(null=True)
    until = models.DateField(null=True)
    payload = models.JSONField()
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    client_id = once_only()
    superseded_at = models.DateTimeField(null=True)
    superseded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    objects = IssuedDocumentQuerySet.as_manager()
    made_by = "issued_by"

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            paired("issueddocument", "superseded"),
            models.CheckConstraint(
                condition=_OF_A_MONTH | _OF_A_PERIOD | _OF_AN_EVENT,
                name="a_document_is_of_an_event_or_of_a_period",
            ),
            # Of the next one it is said which it corrects.
            Unique(
                fields=["distribution", "kind"],
                condition=models.Q(replaces=None),
                name="one_first_document_per_event_and_kind",
                violation_error_message=_ISSUED_BEFORE,
            ),
            Unique(
                fields=["facility", "period", "kind"],
                condition=models.Q(replaces=None, until=None),
                name="one_first_document_per_month_and_kind",
                violation_error_message=_ISSUED_BEFORE,
            ),
        ]
        triggers = [
            Frozen(once=("superseded_at", "superseded_by")),
            SameFacility("facility", "distribution.facility", "replaces.facility"),
        ]

    def __str__(self):
        return f"{self.kind} {self.code}"

    @property
    def about(self) -> str:
        """Its event with the day, or its period: ``Oktober 2025``."""
        if self.distribution_id:
            return str(self.distribution)
        return period_in_short(*self.span)

    @property
    def totals(self) -> dict[str, int]:
        """What somebody who holds the paper may compare; weights in grams, with the share of each
        that is an estimate.
        """
        return {"harvested_estimated": 0, "grams_estimated": 0} | self.payload["totals"]

    @property
    def day(self) -> str:
        """What tells the file from others: the day of the event, or the period."""
        if self.distribution_id:
            return f"{self.distribution.day}"
        return in_names(*self.span)

    @property
    def has_number(self) -> bool:
        """A summary is no letter."""
        return self.kind != self.Kind.SUMMARY

    @property
    def span(self) -> tuple[dt.date, dt.date]:
        """First and last day of its period."""
        return self.period, self.until or month_of(self.period)[1]

    @property
    def stands(self) -> bool:
        """Neither corrected nor superseded, as ``standing``."""
        return not hasattr(self, "replaced_by") and self.superseded_at is None

    @property
    def state(self) -> str:
        """A key of STATUSES: ``issued``, ``signed`` where a scan says so, ``corrected`` by a later
        one, or ``superseded``.
        """
        if hasattr(self, "replaced_by"):
            return "corrected"
        if self.superseded_at:
            return "superseded"
        signed = self.is_signed if hasattr(self, "is_signed") else self.scans.exists()
        return "signed" if signed else "issued"


class SignedScan(Fact):
    """A document as it came back with its signatures; a later scan stands beside the first."""

    document = models.ForeignKey(IssuedDocument, models.PROTECT, related_name="scans")
    file = models.FileField(_("Hasil pindai"), upload_to="signed/%Y/%m/")

    objects = FacilityQuerySet.as_manager()
    facility_path = "document__facility"

    class Meta:
        ordering = ["pk"]
        triggers = [Frozen(), SameFacility("document.facility")]

    def __str__(self):
        return f"{self.document_id}/{self.pk}"
