"""The screen in the hall: whoever has its link reads the numbers that are called, nothing else."""

from django.db import models
from django.db.models import Q

from distributions.models.event import Distribution
from rutan.constraints import Frozen, SameFacility, paired
from rutan.models import FacilityQuerySet, User


class HallScreenQuerySet(FacilityQuerySet):
    def live(self):
        """Links that were not replaced."""
        return self.filter(replaced_at=None)


class HallScreen(models.Model):
    """The secret link of one event; another one takes its place."""

    distribution = models.ForeignKey(Distribution, models.PROTECT, related_name="hall_screens")
    secret = models.CharField(max_length=43, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True)
    replaced_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = HallScreenQuerySet.as_manager()
    facility_path = "distribution__facility"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["distribution"],
                condition=Q(replaced_at=None),
                name="one_live_hall_screen_per_event",
            ),
            paired("hallscreen", "replaced"),
        ]
        triggers = [
            Frozen(once=("replaced_at", "replaced_by")),
            SameFacility("distribution.facility"),
        ]

    def __str__(self):
        # Never the secret: a text of a row may be written down somewhere.
        return f"{self.distribution_id}/{self.pk}"
