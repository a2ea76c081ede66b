"""Papers: which were printed, and which were issued, frozen as they were signed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from distributions.models.entitlement import Coupon, Entitlement
from distributions.models.event import Distribution
from rutan.constraints import Frozen, SameFacility, once_only
from rutan.models import Facility, FacilityQuerySet, User


class PaperPrint(models.Model):
    """One print of an event's coupons: all of them, or one family's.

    It revokes nothing, since a printer that jams is no reason for another code; a coupon counts
    the prints since it was issued.
    """

    distribution = models.ForeignKey(Distribution, models.PROTECT, related_name="prints")
    entitlement = models.ForeignKey(Entitlement, models.PROTECT, null=True, related_name="prints")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    client_id = once_only()

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


class IssuedDocument(models.Model):
    """One issued paper with the payload it was rendered from and its bytes."""

    class Kind(models.TextChoices):
        HANDOVER_RECORD = "handover_record", _("BAST")
        ROSTER = "roster", _("Daftar tanda terima")
        ASSIGNMENT_LETTER = "assignment_letter", _("Surat tugas")
        ACTIVITY_REPORT = "activity_report", _("Laporan kegiatan")
        MONTHLY_RECAP = "monthly_recap", _("Rekap bulanan")
        GOODS_TRANSFER = "goods_transfer", _("BAST hasil panen")
        SPOILAGE_RECORD = "spoilage_record", _("Berita acara hasil panen rusak")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=Kind)
    number = models.CharField(_("Nomor"), max_length=80, blank=True)
    code = models.CharField(max_length=9, unique=True)
    distribution = models.ForeignKey(
        Distribution, models.PROTECT, null=True, related_name="documents"
    )
    period = models.DateField(null=True)
    payload = models.JSONField()
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    signed_scan = models.FileField(upload_to="signed/%Y/%m/", blank=True)

    objects = FacilityQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at"]
        triggers = [
            Frozen(once=("signed_scan",)),
            SameFacility("facility", "distribution.facility", "replaces.facility"),
        ]

    def __str__(self):
        return f"{self.kind} {self.code}"
