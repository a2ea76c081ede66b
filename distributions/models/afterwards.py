"""What is said of an event when it is over: the signatures on its sheets, why a family did not
come, and the event that follows for those who missed it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from pgtrigger import Insert

from distributions.models.entitlement import Entitlement
from distributions.models.event import Distribution
from rutan.constraints import Check, Frozen, Refuse, SameFacility
from rutan.models import FacilityQuerySet, User


class SignatureCount(models.Model):
    """How many signatures stood on the sheets when somebody closed the event, beside how many
    packages the screen had out.
    """

    distribution = models.ForeignKey(Distribution, models.PROTECT, related_name="signature_counts")
    signatures = models.PositiveIntegerField()
    packages = models.PositiveIntegerField()
    # Why they differ.
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = FacilityQuerySet.as_manager()
    facility_path = "distribution__facility"

    class Meta:
        ordering = ["pk"]
        triggers = [
            Frozen(erasable=("note",)),
            SameFacility("distribution.facility"),
            # A CHECK would stand in the way of erasing the words years later.
            Refuse(
                constraint="a_difference_of_signatures_is_explained",
                operation=Insert,
                condition_sql="NEW.signatures <> NEW.packages AND NEW.note = ''",
                violation_error_message=_("Tulis mengapa jumlah tanda tangan berbeda."),
                form_field="signatures_note",
            ),
        ]

    def __str__(self):
        return f"{self.signatures}/{self.packages}"

    @property
    def differs(self) -> bool:
        return self.signatures != self.packages


# What the database takes; Absence.Reason is what people read.
_REASONS = ["refused", "moved", "not_found", "died", "ill", "no_fare", "unknown"]


class AbsenceQuerySet(FacilityQuerySet):
    def latest(self):
        """The last word on each right; what is learnt later corrects what was said before."""
        return self.order_by("entitlement", "-pk").distinct("entitlement")


class Absence(models.Model):
    """Why a family did not fetch its package, as far as somebody learnt it."""

    class Reason(models.TextChoices):
        REFUSED = "refused", _("Menolak")
        MOVED = "moved", _("Pindah")
        NOT_FOUND = "not_found", _("Tidak ditemukan")
        DIED = "died", _("Meninggal")
        ILL = "ill", _("Sakit")
        NO_FARE = "no_fare", _("Tidak ada ongkos")
        UNKNOWN = "unknown", _("Belum diketahui")

    entitlement = models.ForeignKey(Entitlement, models.PROTECT, related_name="absences")
    reason = models.CharField(max_length=12, choices=Reason)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = AbsenceQuerySet.as_manager()
    facility_path = "entitlement__distribution__facility"

    class Meta:
        ordering = ["pk"]
        constraints = [
            Check(
                condition=models.Q(reason__in=_REASONS),
                name="an_absence_has_a_known_reason",
                violation_error_message=_("Pilih sebab dari daftar."),
            ),
        ]
        triggers = [Frozen(), SameFacility("entitlement.distribution.facility")]

    def __str__(self):
        return self.get_reason_display()


class FollowUp(models.Model):
    """The one event that was made for those who missed another."""

    missed = models.OneToOneField(Distribution, models.PROTECT, related_name="follow_up")
    # A draft may be deleted, and then somebody may make another.
    distribution = models.OneToOneField(Distribution, models.CASCADE, related_name="follows")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = FacilityQuerySet.as_manager()
    facility_path = "missed__facility"

    class Meta:
        ordering = ["pk"]
        triggers = [
            Frozen("missed", "distribution", name="a_follow_up_keeps_both_events"),
            SameFacility("missed.facility", "distribution.facility"),
        ]

    def __str__(self):
        return f"{self.missed_id}/{self.distribution_id}"
