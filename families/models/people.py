"""The persons of a family, and what the family is to an inmate."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from families.models.areas import folded
from families.models.custody import here
from rutan.constraints import (
    Frozen,
    SameFacility,
    Unique,
    one_row_per_form,
    paired,
    sent_by_somebody,
)
from rutan.fields import IdentityNumberField, act_at, act_by, form_key
from rutan.models import EDITED, MADE, Facility, FacilityQuerySet, track


class Sex(models.TextChoices):
    MALE = "male", _("Laki-laki (L)")
    FEMALE = "female", _("Perempuan (P)")


class _Tie(models.TextChoices):
    """What one person is to another."""

    @property
    def word(self) -> str:
        """As said after a name: "istri"; nothing for "other", for "(lainnya)" tells nobody
        anything.
        """
        return "" if self.value == "other" else str(self.label).lower()


def active(through: str = "") -> Q:
    """Neither merged into another, nor erased, nor restricted on request: of a family's row, or
    through a relation.
    """
    names = ("merged_into", "erased_at", "restricted_at")
    return Q(**{f"{through}{name}": None for name in names})


class OfFamilyQuerySet(FacilityQuerySet):
    """Rows that belong to a family."""

    def of_active_families(self):
        return self.filter(active("family__"))


class FamilyMemberQuerySet(OfFamilyQuerySet):
    def present(self):
        return self.filter(left_on=None)

    def who_may_collect(self):
        return self.present().filter(may_collect=True)


@track(exclude=["name_key", *MADE, *EDITED])
class FamilyMember(models.Model):
    """A person of a family; a NIK may stay unknown for ever."""

    class CardRelationship(_Tie):
        HEAD = "head", _("Kepala Keluarga")
        HUSBAND = "husband", _("Suami")
        WIFE = "wife", _("Istri")
        CHILD = "child", _("Anak")
        CHILD_IN_LAW = "child_in_law", _("Menantu")
        GRANDCHILD = "grandchild", _("Cucu")
        PARENT = "parent", _("Orang Tua")
        PARENT_IN_LAW = "parent_in_law", _("Mertua")
        OTHER_RELATIVE = "other_relative", _("Famili Lain")
        HELPER = "helper", _("Pembantu")
        OTHER = "other", _("Lainnya")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    family = models.ForeignKey("families.Family", models.PROTECT, related_name="members")
    full_name = models.CharField(_("Nama lengkap"), max_length=120)
    nik = IdentityNumberField(_("NIK"), null=True, blank=True)
    birth_date = models.DateField(_("Tanggal lahir"), null=True, blank=True)
    sex = models.CharField(_("Jenis kelamin"), max_length=6, choices=Sex, blank=True)
    card_relationship = models.CharField(
        _("Hubungan dalam KK"),
        max_length=16,
        choices=CardRelationship,
        default=CardRelationship.OTHER,
    )
    may_collect = models.BooleanField(_("Boleh mengambil paket"), default=True)
    # Whose relationship to the WBP the family's kinships tell; a corrected name changes nothing in
    # it.
    names_family = models.BooleanField(_("Kepala atau wakil keluarga"), default=False)
    left_on = models.DateField(_("Keluar dari keluarga"), null=True, blank=True)
    client_id = form_key()
    recorded_at, recorded_by = act_at(), act_by()
    edited_at, edited_by = act_at(), act_by()
    name_key = folded("full_name")

    objects = FamilyMemberQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            # Who left one family may live in another: a person is in one at a time.
            Unique(
                fields=["facility", "nik"],
                condition=Q(left_on=None),
                name="one_member_per_nik",
                violation_error_message=_("NIK ini sudah dipakai anggota keluarga lain."),
                form_field="nik",
            ),
            Unique(
                fields=["family"],
                condition=Q(names_family=True),
                name="one_member_names_a_family",
                violation_error_message=_(
                    "Keluarga ini sudah dinamai menurut anggota lain. Muat ulang halaman."
                ),
            ),
            one_row_per_form("a_form_makes_one_member"),
            sent_by_somebody("familymember"),
            paired("familymember", "recorded"),
            paired("familymember", "edited"),
        ]
        triggers = [Frozen("facility"), SameFacility("facility", "family.facility")]

    def __str__(self):
        return self.full_name


class Relationship(_Tie):
    """... of the inmate: the collector or family is his wife, child, mother."""

    WIFE = "wife", _("Istri")
    HUSBAND = "husband", _("Suami")
    CHILD = "child", _("Anak")
    FATHER = "father", _("Ayah")
    MOTHER = "mother", _("Ibu")
    SIBLING = "sibling", _("Kakak/Adik")
    PARENT_IN_LAW = "parent_in_law", _("Mertua")
    CHILD_IN_LAW = "child_in_law", _("Menantu")
    SIBLING_IN_LAW = "sibling_in_law", _("Ipar")
    GRANDPARENT = "grandparent", _("Kakek/Nenek")
    GRANDCHILD = "grandchild", _("Cucu")
    UNCLE_AUNT = "uncle_aunt", _("Paman/Bibi")
    NEPHEW_NIECE = "nephew_niece", _("Keponakan")
    COUSIN = "cousin", _("Sepupu")
    GUARDIAN = "guardian", _("Wali")
    OTHER = "other", _("Lainnya")


class KinshipQuerySet(OfFamilyQuerySet):
    def live(self):
        return self.filter(ended_on=None)

    def live_on(self, day):
        """As ``Kinship.is_live_on``."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day))

    def to_inmates_here(self):
        return self.filter(here("inmate__"))

    def counting_on(self, day):
        """As ``Kinship.counts_on``."""
        return self.live_on(day).to_inmates_here()


@track(exclude=MADE)
class Kinship(models.Model):
    """A family is tied to an inmate as wife, mother, child; many to many."""

    family = models.ForeignKey("families.Family", models.PROTECT, related_name="kinships")
    inmate = models.ForeignKey(
        "families.Inmate",
        models.PROTECT,
        related_name="kinships",
        verbose_name=pgettext_lazy("satu", "WBP"),
    )
    relationship = models.CharField(_("Hubungan dengan WBP"), max_length=16, choices=Relationship)
    ended_on = models.DateField(_("Berakhir tanggal"), null=True, blank=True)
    client_id = form_key()
    recorded_at, recorded_by = act_at(), act_by()

    objects = KinshipQuerySet.as_manager()
    facility_path = "family__facility"

    class Meta:
        ordering = ["pk"]
        constraints = [
            Unique(
                fields=["family", "inmate"],
                condition=Q(ended_on=None),
                name="one_live_kinship_per_family_and_inmate",
                violation_error_message=_("Hubungan dengan WBP ini sudah tercatat."),
            ),
            one_row_per_form("a_form_makes_one_kinship"),
            sent_by_somebody("kinship"),
            paired("kinship", "recorded"),
        ]
        # Both ends moved together would still lie in one facility, only in another.
        triggers = [
            Frozen("family", "inmate", name="a_kinship_keeps_both_ends"),
            SameFacility("family.facility", "inmate.facility"),
        ]

    def __str__(self):
        return f"{self.get_relationship_display()} · {self.inmate}"

    @property
    def is_live(self) -> bool:
        return self.ended_on is None

    def is_live_on(self, day: dt.date) -> bool:
        """The day on which it ends is no longer one of its days."""
        return self.ended_on is None or self.ended_on > day

    def counts_on(self, day: dt.date) -> bool:
        """A family may receive by it: live that day, to an inmate who is held here."""
        return self.is_live_on(day) and self.inmate.is_in_custody
