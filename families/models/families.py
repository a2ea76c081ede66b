"""The unit that receives one package, and which of them may receive on a day."""

import datetime as dt

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from families.models.areas import Area, folded
from families.models.custody import was_here_on
from families.models.evidence import PovertyEvidence
from families.models.people import FamilyMember, Kinship, active
from rutan.constraints import Check, Frozen, SameFacility, Unique, one_row_per_form, paired
from rutan.fields import IdentityNumberField, act_at, act_by, form_key
from rutan.models import EDITED, Facility, FacilityQuerySet, User, track


def _held_on(day: dt.date) -> Q:
    """As ``Family.is_held_on``."""
    return Q(hold_at__isnull=False) & (Q(hold_until=None) | Q(hold_until__gte=day))


class FamilyQuerySet(FacilityQuerySet):
    def active(self):
        """As ``Family.is_active``."""
        return self.filter(active())

    def locked(self):
        """By ascending id, which keeps two acts on several from waiting for each other."""
        return super().locked().select_related("facility", "area").order_by("pk")

    def held_on(self, day):
        return self.filter(_held_on(day))

    def to_look_at(self):
        """As ``Family.waits_for_a_look``."""
        return self.filter(hold_at__isnull=False, hold_until=None)

    def eligible_on(self, day):
        """Evidence verified and valid that day, a live kinship to an inmate in custody, no hold."""
        evidence = PovertyEvidence.objects.valid_on(day).filter(family=OuterRef("pk"))
        kinship = Kinship.objects.counting_on(day).filter(family=OuterRef("pk"))
        return self.active().filter(~_held_on(day), Exists(evidence), Exists(kinship))

    def were_eligible_on(self, day, known_before):
        """Who was eligible on a past day by what was on file before a moment.

        A paper verified or taken back, a family registered, held or restricted afterwards changes
        nothing; an inmate who left later was still inside. Where he was and when a tie ended count
        from their own days though, also when they were recorded late: a release of the 20th that is
        noted on the 5th mends the month it happened in.
        """
        papers = PovertyEvidence.objects.were_valid_on(day, known_before).filter(
            family=OuterRef("pk")
        )
        inside = was_here_on(day, "inmate__")
        kinship = Kinship.objects.live_on(day).filter(inside, family=OuterRef("pk"))
        held = _held_on(day) & Q(hold_at__lt=known_before)
        hidden = Q(restricted_at__lt=known_before) | Q(erased_at__lt=known_before)
        known = self.filter(recorded_at__lt=known_before, merged_into=None)
        return known.exclude(held).exclude(hidden).filter(Exists(papers), Exists(kinship))

    def not_eligible_on(self, day):
        return self.exclude(pk__in=self.model.objects.eligible_on(day))

    def left_without(self, inmate):
        """Families tied to the inmate and to nobody who is held here."""
        live = Kinship.objects.live().filter(family=OuterRef("pk"))
        of_inmate = live.filter(inmate=inmate)
        return self.active().filter(Exists(of_inmate), ~Exists(live.to_inmates_here()))

    def evidence_ending_by(self, last, day):
        """Families whose evidence of today counts no longer after ``last``."""
        valid = PovertyEvidence.objects.valid_on(day).filter(family=OuterRef("pk"))
        return self.filter(Exists(valid), ~Exists(valid.filter(valid_until__gt=last)))

    def with_gaps(self):
        """Annotated with what ``Family.gaps`` needs besides the family's own columns."""
        members = FamilyMember.objects.present().filter(family=OuterRef("pk"))
        return self.annotate(
            has_village=ExpressionWrapper(Q(area__level=Area.Level.VILLAGE), models.BooleanField()),
            has_nik=Exists(members.filter(nik__isnull=False)),
            has_evidence=Exists(
                PovertyEvidence.objects.not_rejected().filter(family=OuterRef("pk"))
            ),
        )

    def incomplete(self):
        """Families of which something is still to be asked ("Lengkapi data")."""
        return self.with_gaps().filter(
            ~Q(area__level=Area.Level.VILLAGE)
            | Q(address="", rt="")
            | Q(phone="")
            | Q(kk_number=None)
            | Q(has_nik=False)
            | Q(has_evidence=False)
        )

    def with_kin(self):
        """With village, present members and live kinships loaded, as every list and card shows
        them.
        """
        live = (
            Kinship.objects.live()
            .select_related("inmate")
            .prefetch_related("inmate__register_numbers")
        )
        present = FamilyMember.objects.present()
        return self.select_related("area__parent", "facility").prefetch_related(
            Prefetch("kinships", live, to_attr="live_kinships"),
            Prefetch("members", present, to_attr="present_members"),
        )


@track(exclude=["name_key", "version", "client_id", *EDITED])
class Family(models.Model):
    """The unit that receives one package; not the same as a family card."""

    class HoldKind(models.TextChoices):
        MOVED = "moved", _("Pindah")
        DUPLICATE = "duplicate", _("Data ganda")
        FAMILY_REQUEST = "family_request", _("Permintaan keluarga")
        DATA_DOUBT = "data_doubt", _("Dugaan salah data")
        OTHER = "other", _("Lainnya")

    # What its form asks and shows again; the number of the card never is.
    TYPED = (
        *("name", "area", "phone", "do_not_contact", "may_tell_inmate"),
        *("address", "hamlet", "rt", "rw", "staff_relative"),
    )

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="families")
    name = models.CharField(_("Nama keluarga (kepala atau wakil)"), max_length=120)
    kk_number = IdentityNumberField(_("Nomor KK"), null=True, blank=True)
    # 0 is the card's first family; a second family on one card needs a reason and the services
    # head.
    card_split = models.PositiveSmallIntegerField(default=0)
    card_split_reason = models.CharField(
        _("Alasan dua keluarga dalam satu KK"), max_length=200, blank=True
    )
    address = models.CharField(_("Alamat"), max_length=200, blank=True)
    hamlet = models.CharField(_("Dukuh/dusun"), max_length=60, blank=True)
    rt = models.CharField(
        _("RT"),
        max_length=3,
        blank=True,
        validators=[RegexValidator(r"^\d{1,3}$", _("RT terdiri atas 1 sampai 3 angka."))],
    )
    rw = models.CharField(
        _("RW"),
        max_length=3,
        blank=True,
        validators=[RegexValidator(r"^\d{1,3}$", _("RW terdiri atas 1 sampai 3 angka."))],
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="families", verbose_name=_("Desa/kelurahan")
    )
    phone = models.CharField(_("Nomor telepon"), max_length=20, blank=True)
    # Said to it at a visit only: the phone may lie in the hands of somebody who shall not know.
    do_not_contact = models.BooleanField(_("Jangan hubungi"), default=False)
    # A family may be tied to an inmate who is not told so.
    may_tell_inmate = models.BooleanField(_("Boleh diberitahukan kepada WBP"), default=False)
    hold_kind = models.CharField(_("Sebab ditunda"), max_length=16, choices=HoldKind, blank=True)
    hold_at = models.DateTimeField(null=True, blank=True)
    hold_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    hold_until = models.DateField(_("Ditunda sampai dengan"), null=True, blank=True)
    staff_relative = models.BooleanField(_("Keluarga pegawai Rutan"), default=False)
    restricted_at = models.DateTimeField(null=True, blank=True)
    restricted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    restricted_reason = models.CharField(max_length=200, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    # Raised by every edit of the family page; a form that was rendered with an older one is told
    # so.
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    client_id = form_key()
    edited_at, edited_by = act_at(), act_by()
    name_key = folded("name")

    objects = FamilyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            Unique(
                fields=["facility", "kk_number", "card_split"],
                name="one_family_per_card_and_split",
                violation_error_message=_("Nomor KK ini sudah dipakai keluarga lain."),
                form_field="kk_number",
            ),
            one_row_per_form("a_form_makes_one_family"),
            Check(
                condition=Q(card_split=0) | ~Q(card_split_reason=""),
                name="a_split_card_has_a_reason",
                violation_error_message=_("Isi alasan dua keluarga dalam satu KK."),
                form_field="reason",
            ),
            Check(
                condition=Q(hold_at__isnull=True, hold_kind="", hold_until=None)
                | (Q(hold_at__isnull=False) & ~Q(hold_kind="")),
                name="a_hold_has_a_kind",
                violation_error_message=_("Pilih sebab bantuan ditunda."),
                form_field="kind",
            ),
            paired("family", "hold"),
            paired("family", "restricted"),
            paired("family", "edited"),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="a_family_is_not_merged_into_itself"
            ),
        ]
        triggers = [Frozen("facility"), SameFacility("facility", "merged_into.facility")]

    def __str__(self):
        return self.name

    @property
    def is_active(self) -> bool:
        """Neither merged into another, nor erased, nor restricted on request."""
        return not (self.merged_into_id or self.erased_at or self.restricted_at)

    @property
    def way_there(self) -> str:
        """The address within its village: ``Jl. Gatot Subroto 4, Dk. Ngrapah, RT 002/RW 001``."""
        parts = (("RT", self.rt), ("RW", self.rw))
        block = "/".join(f"{name} {number.zfill(3)}" for name, number in parts if number)
        return ", ".join(filter(None, (self.address, self.hamlet, block)))

    @property
    def gaps(self) -> list:
        """What is still to be asked; of a row loaded by ``with_gaps``."""
        asked = [
            (self.has_village, _("desa/kelurahan")),
            (self.address or self.rt, _("nama jalan atau RT/RW")),
            (self.phone, _("telepon")),
            (self.kk_number, _("nomor KK")),
            (self.has_nik, _("NIK")),
            (self.has_evidence, _("bukti kurang mampu")),
        ]
        return [label for known, label in asked if not known]

    @property
    def birth_year(self) -> int | None:
        """Of the member after whom the family is named; of a row loaded by ``with_kin``."""
        born = [member.birth_date for member in self.present_members if member.names_family]
        return born[0].year if any(born) else None

    @property
    def other_members(self) -> str:
        """The names of the members besides that one; of a row loaded by ``with_kin``."""
        return ", ".join(
            member.full_name for member in self.present_members if not member.names_family
        )

    @property
    def waits_for_a_look(self) -> bool:
        """Set aside without an end, because it moved, died or refused: until somebody has looked
        and lets aid go on, or gives the hold an end.
        """
        return self.hold_at is not None and self.hold_until is None

    def is_held_on(self, day: dt.date) -> bool:
        return self.hold_at is not None and (self.hold_until is None or self.hold_until >= day)
