"""What shows that a family is poor, with the days it counts."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from families.models.people import OfFamilyQuerySet
from rutan.constraints import Check, Frozen, SameFacility, one_row_per_form, paired
from rutan.fields import form_key
from rutan.models import User, track

# Evidence that ends within a month is named before it is missed.
EXPIRING_DAYS = 30


class PovertyEvidenceQuerySet(OfFamilyQuerySet):
    def not_rejected(self):
        return self.filter(rejected_at=None)

    def waiting(self):
        """As ``PovertyEvidence.is_waiting``."""
        return self.not_rejected().filter(verified_at=None)

    def accepted(self):
        """As ``PovertyEvidence.is_accepted``."""
        return self.not_rejected().filter(verified_at__isnull=False)

    def covering(self, day):
        """As ``PovertyEvidence.covers``."""
        return self.filter(issued_on__lte=day, valid_until__gte=day)

    def valid_on(self, day):
        """As ``PovertyEvidence.is_valid_on``."""
        return self.accepted().covering(day)

    def speaking_on(self, day):
        """What speaks for a family that day, also before somebody verified it; without an officer's
        word, which is no paper.
        """
        of_paper = self.exclude(kind=PovertyEvidence.Kind.OFFICER_STATEMENT)
        return of_paper.not_rejected().covering(day)

    def were_valid_on(self, day, known_before):
        """Accepted before a moment, also where the acceptance was taken back after it: then only
        history tells of it.
        """
        accepted = Q(verified_at__lt=known_before, rejected_at=None)
        taken_back = Q(rejected_at__gte=known_before, historys__verified_at__lt=known_before)
        return self.covering(day).filter(accepted | taken_back)


@track(exclude=["file", "client_id"])
class PovertyEvidence(models.Model):
    """A paper or visit that shows a family is poor, with the days it counts."""

    class Kind(models.TextChoices):
        SKTM = "sktm", _("SKTM")
        DTSEN = "dtsen", _("DTSEN (desil)")
        PKH = "pkh", _("PKH")
        BPNT = "bpnt", _("BPNT/KKS")
        PBI_JK = "pbi_jk", _("KIS PBI")
        HOME_SURVEY = "home_survey", _("Survei rumah")
        OFFICER_STATEMENT = "officer_statement", _("Keterangan petugas")

    family = models.ForeignKey("families.Family", models.PROTECT, related_name="evidence")
    kind = models.CharField(_("Jenis bukti"), max_length=20, choices=Kind)
    number = models.CharField(_("Nomor"), max_length=60, blank=True)
    issuer = models.CharField(_("Diterbitkan oleh"), max_length=120, blank=True)
    issued_on = models.DateField(_("Tanggal terbit"))
    valid_until = models.DateField(_("Berlaku sampai dengan"))
    decile = models.PositiveSmallIntegerField(
        _("Desil"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    file = models.FileField(_("Hasil pindai"), upload_to="evidence/%Y/%m/", blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejected_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    rejected_reason = models.CharField(_("Alasan ditolak"), max_length=200, blank=True)
    client_id = form_key()

    objects = PovertyEvidenceQuerySet.as_manager()
    facility_path = "family__facility"

    class Meta:
        ordering = ["-valid_until", "-pk"]
        constraints = [
            Check(
                condition=Q(valid_until__gte=F("issued_on")),
                name="evidence_ends_after_issue",
                violation_error_message=_("Tanggal berlaku mendahului tanggal terbit."),
                form_field="valid_until",
            ),
            Check(
                condition=Q(decile__isnull=True) | Q(decile__range=(1, 10)),
                name="a_decile_is_one_to_ten",
                violation_error_message=_("Desil adalah angka 1 sampai 10."),
                form_field="decile",
            ),
            Check(
                condition=Q(decile__isnull=True) | Q(kind="dtsen"),
                name="a_decile_is_of_dtsen",
                violation_error_message=_("Desil hanya untuk DTSEN."),
                form_field="decile",
            ),
            Check(
                condition=Q(rejected_at__isnull=True) | ~Q(rejected_reason=""),
                name="a_rejection_has_a_reason",
                violation_error_message=_("Isi alasan bukti ditolak."),
            ),
            Check(
                condition=Q(rejected_at__isnull=True) | Q(verified_at__isnull=True),
                name="evidence_is_accepted_or_rejected",
                violation_error_message=_("Bukti ini sudah diputuskan."),
            ),
            one_row_per_form("a_form_makes_one_evidence"),
            paired("povertyevidence", "verified"),
            paired("povertyevidence", "rejected"),
        ]
        triggers = [
            Frozen("family", name="evidence_stays_with_its_family"),
            SameFacility("family.facility"),
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def is_waiting(self) -> bool:
        """Neither accepted nor rejected yet."""
        return not (self.verified_at or self.rejected_at)

    @property
    def is_accepted(self) -> bool:
        return bool(self.verified_at and not self.rejected_at)

    def covers(self, day: dt.date) -> bool:
        """Both its first and its last day count."""
        return self.issued_on <= day <= self.valid_until

    def is_valid_on(self, day: dt.date) -> bool:
        return self.is_accepted and self.covers(day)

    def days_left(self, day: dt.date) -> int:
        return (self.valid_until - day).days

    def is_expiring_on(self, day: dt.date) -> bool:
        return self.days_left(day) <= EXPIRING_DAYS

    def standing_on(self, day: dt.date) -> str:
        """The key of the status badge."""
        if not self.is_accepted:
            return "waiting" if self.is_waiting else "rejected"
        if self.days_left(day) < 0:
            return "expired"
        return "expiring" if self.is_expiring_on(day) else "verified"
