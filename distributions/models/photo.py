"""Photos of an event for its report: up to four, and each only of people who agreed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pgtrigger import Insert

from distributions.models.event import Distribution
from rutan.constraints import (
    Check,
    Frozen,
    Refuse,
    SameFacility,
    decided_once,
    paired,
)
from rutan.model_bases import Fact
from rutan.models import FacilityQuerySet, User
from rutan.refusals import REASON_MISSING

# As many as the page of the report holds, two by two.
MOST_PHOTOS = 4


class EventPhotoQuerySet(FacilityQuerySet):
    def kept(self):
        """Those that nobody removed, in the order of the page."""
        return self.filter(removed_at=None).order_by("place")


class EventPhoto(Fact):
    """A photo with its caption, and the word of whoever brought it that everybody in it agreed and
    no child's face is seen. Of one that was removed the row stays, without picture and caption.
    """

    distribution = models.ForeignKey(Distribution, models.PROTECT, related_name="photos")
    place = models.PositiveSmallIntegerField()
    file = models.FileField(_("Foto"), upload_to="photos/%Y/%m/", blank=True)
    caption = models.CharField(_("Keterangan"), max_length=120, blank=True)
    agreed = models.BooleanField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    removed_reason = models.CharField(max_length=200, blank=True)

    objects = EventPhotoQuerySet.as_manager()
    facility_path = "distribution__facility"
    of_the_moment = ("place",)

    class Meta:
        ordering = ["pk"]
        constraints = [
            paired("eventphoto", "removed"),
            Check(
                condition=Q(agreed=True),
                name="a_photo_shows_whom_agreed",
                violation_error_message=_(
                    "Foto hanya disimpan jika semua orang di dalamnya sudah setuju."
                ),
                form_field="agreed",
            ),
            models.CheckConstraint(
                condition=Q(place__range=(1, MOST_PHOTOS)), name="a_page_holds_four_photos"
            ),
            models.UniqueConstraint(
                fields=["distribution", "place"],
                condition=Q(removed_at=None),
                name="one_photo_in_each_place",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(file="", caption=""),
                name="a_removed_photo_is_gone",
            ),
        ]
        triggers = [
            Frozen(erasable=("file", "caption"), decided=("removed",)),
            decided_once(
                "removed",
                constraint="a_removed_photo_says_why",
                violation_error_message=REASON_MISSING,
                form_field="reason",
            ),
            # A CHECK would stand in the way of removing it.
            Refuse(
                constraint="a_photo_has_its_caption",
                operation=Insert,
                condition_sql="NEW.file = '' OR NEW.caption = ''",
                violation_error_message=_("Isi keterangan fotonya."),
                form_field="caption",
            ),
            SameFacility("distribution.facility"),
        ]

    def __str__(self):
        return f"{self.distribution_id}/{self.pk}"
