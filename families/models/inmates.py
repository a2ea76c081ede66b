"""Who is held here, and under which numbers of the register book."""

import re
import unicodedata

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from families.models.areas import folded
from families.models.custody import CustodyStatus, here, is_here
from families.models.people import Kinship, Sex
from rutan.constraints import (
    Check,
    Frozen,
    SameFacility,
    Unique,
    one_row_per_form,
    paired,
    sent_by_somebody,
)
from rutan.fields import act_at, act_by, form_key
from rutan.models import EDITED, MADE, Facility, FacilityQuerySet, track


class InmateQuerySet(FacilityQuerySet):
    def in_custody(self):
        return self.filter(here())

    def locked(self):
        return super().locked().select_related("facility")

    def gone(self):
        return self.exclude(here())

    def without_family(self):
        return self.filter(~Exists(Kinship.objects.live().filter(inmate=OuterRef("pk"))))

    def with_families(self):
        """With register numbers and live kinships loaded, as every list shows them."""
        live = Kinship.objects.live().of_active_families().select_related("family")
        return self.prefetch_related(
            "register_numbers", Prefetch("kinships", live, to_attr="live_kinships")
        )


@track(exclude=["name_key", *MADE, *EDITED])
class Inmate(models.Model):
    """A person held here. Never the offence, the sentence, religion or health."""

    class LegalStatus(models.TextChoices):
        DETAINEE = "detainee", _("Tahanan")
        CONVICT = "convict", _("Narapidana")
        JUVENILE = "juvenile", _("Anak Binaan")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="inmates")
    name = models.CharField(_("Nama"), max_length=120)
    sex = models.CharField(_("Jenis kelamin"), max_length=6, choices=Sex, default=Sex.MALE)
    birth_date = models.DateField(_("Tanggal lahir"), null=True, blank=True)
    legal_status = models.CharField(_("Status"), max_length=10, choices=LegalStatus)
    block = models.CharField(_("Blok"), max_length=20, blank=True)
    custody_status = models.CharField(
        _("Keberadaan"), max_length=20, choices=CustodyStatus, default=CustodyStatus.IN_CUSTODY
    )
    custody_since = models.DateField(_("Sejak tanggal"))
    client_id = form_key()
    recorded_at, recorded_by = act_at(), act_by()
    edited_at, edited_by = act_at(), act_by()
    name_key = folded("name")

    objects = InmateQuerySet.as_manager()

    # The form does not ask for it; see ``rutan.once``.
    of_the_moment = ("custody_since",)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            one_row_per_form("a_form_makes_one_inmate"),
            sent_by_somebody("inmate"),
            paired("inmate", "recorded"),
            paired("inmate", "edited"),
        ]
        triggers = [Frozen("facility"), SameFacility("facility")]

    def __str__(self):
        return self.name

    @property
    def is_in_custody(self) -> bool:
        return is_here(self.custody_status)

    @property
    def register_number(self) -> str:
        """The latest register number as written; older ones stay findable."""
        numbers = sorted(self.register_numbers.all(), key=lambda number: (number.since, number.pk))
        return numbers[-1].written if numbers else ""


@track(exclude=["normalised", *EDITED])
class RegisterNumber(models.Model):
    """A number from the register book; a re-registration adds one and keeps the old, a typing error
    is replaced.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    inmate = models.ForeignKey(Inmate, models.CASCADE, related_name="register_numbers")
    written = models.CharField(_("Nomor register"), max_length=40)
    normalised = models.CharField(max_length=40, editable=False)
    since = models.DateField(_("Sejak tanggal"))
    edited_at, edited_by = act_at(), act_by()

    objects = FacilityQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            Unique(
                fields=["facility", "normalised"],
                name="one_inmate_per_register_number",
                violation_error_message=_("Nomor register ini sudah dipakai WBP lain."),
                form_field="register_number",
            ),
            Check(
                condition=~Q(normalised=""),
                name="a_register_number_has_signs",
                violation_error_message=_("Nomor register berisi paling sedikit satu angka."),
                form_field="written",
            ),
            paired("registernumber", "edited"),
        ]
        triggers = [
            Frozen("facility"),
            Frozen("inmate", name="a_register_number_stays_with_its_inmate"),
            SameFacility("facility", "inmate.facility"),
        ]

    def __str__(self):
        return self.written

    def save(self, *args, update_fields=None, **kwargs):
        self.normalised = self.normalise(self.written)
        names = update_fields and {*update_fields, "normalised"}
        super().save(*args, update_fields=names, **kwargs)

    @staticmethod
    def normalise(written: str) -> str:
        """``B.I.123/2025`` and ``BI 123-2025`` are one number: capitals and digits, and a stroke
        where two digits are parted.
        """
        seen = "".join(char for char in written.upper() if unicodedata.category(char) != "Cf")
        parts = re.split(r"(?<=\d)[\W_]+(?=\d)", seen)
        return "/".join("".join(char for char in part if char.isalnum()) for part in parts)
