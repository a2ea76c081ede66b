"""What the desk answered, and the attempts that it refused."""

from django.db import models
from django.db.models import DateField, F, Func
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from distributions.models.entitlement import Entitlement
from distributions.models.event import Distribution
from families.models import Family, Inmate
from rutan.constraints import Frozen, SameFacility, decided_once, paired
from rutan.models import FacilityQuerySet, User


class Outcome(models.TextChoices):
    """The outcome codes of the desk: a fixed contract (docs/design.md)."""

    HANDED_OVER = "handed_over", _("Diserahkan")
    REPLAYED = "replayed", _("Sudah tersimpan")
    ALREADY_HANDED_OVER = "already_handed_over", _("Sudah diterima")
    NO_PACKAGE_LEFT = "no_package_left", _("Paket habis")
    TOO_SOON = "too_soon", _("Belum waktunya")
    INMATE_ALREADY_SERVED = "inmate_already_served", _("WBP sudah terlayani")
    WITHDRAWN = "withdrawn", _("Dikeluarkan")
    ON_HOLD = "on_hold", _("Bantuan ditunda")
    RESERVE_WAITING = "reserve_waiting", _("Masih cadangan")
    NOT_ELIGIBLE = "not_eligible", _("Belum memenuhi syarat")
    NOT_ON_LIST = "not_on_list", _("Tidak ada dalam daftar")
    UNKNOWN_COUPON = "unknown_coupon", _("Kupon tidak dikenal")
    REVOKED_COUPON = "revoked_coupon", _("Kupon sudah diganti")
    OTHER_EVENT = "other_event", _("Kupon kegiatan lain")
    INVALID = "invalid", _("Isian perlu diperbaiki")
    NOT_OPEN = "not_open", _("Kegiatan tidak dibuka")


# Rules in spite of which the services head may serve, with a reason.
WITH_A_REASON = (Outcome.TOO_SOON, Outcome.INMATE_ALREADY_SERVED)


class DeskAttemptQuerySet(FacilityQuerySet):
    def with_people(self):
        """With whom they met, who refused, and who answered."""
        whom = ("entitlement__family", "family", "inmate")
        return self.select_related(*whom, "recorded_by", "answered_by")

    def in_time(self):
        """Without those who came to a closed door on a day after the event."""
        zone, at = F("distribution__facility__time_zone"), F("recorded_at")
        here = Func(zone, at, function="timezone", output_field=DateField())
        final_day = Coalesce("distribution__last_day", "distribution__day")
        return self.alias(came_on=Cast(here, DateField())).exclude(
            outcome=Outcome.NOT_OPEN, came_on__gt=final_day
        )


class DeskAttempt(models.Model):
    """A refused attempt, committed after the rollback: ids and codes only, and once what the
    services head said to it.
    """

    distribution = models.ForeignKey(Distribution, models.PROTECT, related_name="desk_attempts")
    entitlement = models.ForeignKey(
        Entitlement, models.PROTECT, null=True, related_name="desk_attempts"
    )
    # Of a family that walked in and was entitled to nothing yet.
    family = models.ForeignKey(Family, models.PROTECT, null=True, related_name="desk_attempts")
    # Of a visitor on no file yet, the WBP that was named.
    inmate = models.ForeignKey(Inmate, models.PROTECT, null=True, related_name="+")
    # Of a coupon that was printed and is nobody's here.
    coupon_code = models.CharField(max_length=9, blank=True)
    outcome = models.CharField(max_length=24, choices=Outcome)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    desk = models.CharField(max_length=30, blank=True)
    client_id = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # What was said; its name is that of every decision's words.
    answered_reason = models.CharField(max_length=200, blank=True)

    objects = DeskAttemptQuerySet.as_manager()
    facility_path = "distribution__facility"

    class Meta:
        ordering = ["pk"]
        constraints = [paired("deskattempt", "answered")]
        triggers = [
            Frozen(decided=("answered",)),
            decided_once(
                "answered",
                constraint="a_refusal_is_answered_once",
                violation_error_message=_("Penolakan ini sudah dijawab. Muat ulang halaman."),
                violation_error_code="already_answered",
            ),
            SameFacility(
                "distribution.facility",
                "entitlement.distribution.facility",
                "family.facility",
                "inmate.facility",
            ),
        ]

    def __str__(self):
        return self.outcome

    @property
    def whom(self) -> Family | None:
        return self.family or (self.entitlement.family if self.entitlement else None)

    @property
    def name(self) -> str:
        """Of the family, else of the WBP whom a visitor named."""
        named = self.whom or self.inmate
        return named.name if named else ""

    @property
    def is_of_somebody(self) -> bool:
        """Whether a person stood there of whom something is known."""
        return bool(self.whom or self.inmate_id)

    @property
    def takes_a_reason(self) -> bool:
        return self.outcome in WITH_A_REASON
