"""Inmates, their families, and what shows that a family is poor."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from families.models.areas import Area, folded
from rutan.constraints import Frozen, SameFacility, paired
from rutan.fields import IdentityNumberField
from rutan.models import Facility, FacilityQuerySet, User, track


def form_key() -> models.UUIDField:
    """The key of the form that made a row, so that the form sent again finds it; empty for rows made otherwise."""
    return models.UUIDField(null=True, editable=False)


class Sex(models.TextChoices):
    MALE = "male", _("Laki-laki (L)")
    FEMALE = "female", _("Perempuan (P)")


class CustodyStatus(models.TextChoices):
    IN_CUSTODY = "in_custody", _("Di dalam")
    RELEASED = "released", _("Bebas")
    TRANSFERRED = "transferred", pgettext_lazy("WBP", "Pindah")
    CONDITIONAL_RELEASE = "conditional_release", _("Integrasi (PB/CB/CMB)")
    OUT_TEMPORARILY = "out_temporarily", _("Keluar sementara (sidang, sakit, cuti)")
    DECEASED = "deceased", _("Meninggal")
    ESCAPED = "escaped", _("Melarikan diri")


# Who is out for a hearing or a hospital is still held here.
IN_CUSTODY = (CustodyStatus.IN_CUSTODY, CustodyStatus.OUT_TEMPORARILY)


class InmateQuerySet(FacilityQuerySet):
    def in_custody(self):
        return self.filter(custody_status__in=IN_CUSTODY)

    def gone(self):
        return self.exclude(custody_status__in=IN_CUSTODY)

    def without_family(self):
        return self.filter(~Exists(Kinship.objects.live().filter(inmate=OuterRef("pk"))))

    def with_families(self):
        """With register numbers and live kinships loaded, as every list shows them."""
        live = Kinship.objects.live().of_active_families().select_related("family")
        return self.prefetch_related(
            "register_numbers", Prefetch("kinships", live, to_attr="live_kinships")
        )


@track(exclude=["name_key", "client_id"])
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
    name_key = folded("name")

    objects = InmateQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["client_id"], name="a_form_makes_one_inmate")
        ]
        triggers = [Frozen("facility")]

    def __str__(self):
        return self.name

    @property
    def is_in_custody(self) -> bool:
        return self.custody_status in IN_CUSTODY

    @property
    def register_number(self) -> str:
        """The latest register number as written; older ones stay findable."""
        numbers = sorted(self.register_numbers.all(), key=lambda number: (number.since, number.pk))
        return numbers[-1].written if numbers else ""


@track(exclude=["normalised"])
class RegisterNumber(models.Model):
    """A number from the register book; a re-registration adds one and keeps the old, a typing error is replaced."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    inmate = models.ForeignKey(Inmate, models.CASCADE, related_name="register_numbers")
    written = models.CharField(_("Nomor register"), max_length=40)
    normalised = models.CharField(max_length=40, editable=False)
    since = models.DateField(_("Sejak tanggal"))

    objects = FacilityQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "normalised"], name="one_inmate_per_register_number"
            ),
            models.CheckConstraint(condition=~Q(normalised=""), name="a_register_number_has_signs"),
        ]
        triggers = [
            Frozen("facility"),
            Frozen("inmate", name="a_register_number_stays_with_its_inmate"),
            SameFacility("facility", "inmate.facility"),
        ]

    def __str__(self):
        return self.written

    def save(self, *args, **kwargs):
        self.normalised = self.normalise(self.written)
        super().save(*args, **kwargs)

    @staticmethod
    def normalise(written: str) -> str:
        """``B.I.123/2025`` and ``BI 123/2025`` are one number: capitals and digits only."""
        return "".join(char for char in written.upper() if char.isalnum())


class FamilyQuerySet(FacilityQuerySet):
    def active(self):
        """Families that are neither merged into another, nor erased, nor restricted on request."""
        return self.filter(merged_into=None, erased_at=None, restricted_at=None)

    def held_on(self, day):
        return self.filter(Q(hold_until=None) | Q(hold_until__gte=day), hold_at__isnull=False)

    def eligible_on(self, day):
        """Evidence verified and valid that day, a live kinship to an inmate in custody, no hold."""
        evidence = PovertyEvidence.objects.valid_on(day).filter(family=OuterRef("pk"))
        kinship = Kinship.objects.live_on(day).filter(
            family=OuterRef("pk"), inmate__custody_status__in=IN_CUSTODY
        )
        held = Q(hold_at__isnull=False) & (Q(hold_until=None) | Q(hold_until__gte=day))
        return self.active().filter(~held, Exists(evidence), Exists(kinship))

    def were_eligible_on(self, day, known_before):
        """Who was eligible on a past day by what was on file before a moment.

        A paper verified or taken back, a family registered, held or restricted afterwards changes nothing; an inmate who left
        later was still inside. Where he was and when a tie ended count from their own days though, also when they
        were recorded late: a release of the 20th that is noted on the 5th mends the month it happened in.
        """
        papers = PovertyEvidence.objects.were_valid_on(day, known_before).filter(
            family=OuterRef("pk")
        )
        inside = Q(inmate__custody_status__in=IN_CUSTODY) | Q(inmate__custody_since__gt=day)
        kinship = Kinship.objects.live_on(day).filter(inside, family=OuterRef("pk"))
        held = Q(hold_at__lt=known_before) & (Q(hold_until=None) | Q(hold_until__gte=day))
        hidden = Q(restricted_at__lt=known_before) | Q(erased_at__lt=known_before)
        known = self.filter(recorded_at__lt=known_before, merged_into=None)
        return known.exclude(held).exclude(hidden).filter(Exists(papers), Exists(kinship))

    def not_eligible_on(self, day):
        return self.exclude(pk__in=self.model.objects.eligible_on(day))

    def in_village(self, code: str):
        return self.filter(Q(area_id=code) | Q(area_id__startswith=f"{code}."))

    def evidence_ending_by(self, last, day):
        """Families whose evidence of today counts no longer after ``last``."""
        valid = PovertyEvidence.objects.valid_on(day).filter(family=OuterRef("pk"))
        return self.filter(Exists(valid), ~Exists(valid.filter(valid_until__gt=last)))

    def with_gaps(self):
        """Annotated with what ``Family.gaps`` needs besides the family's own columns."""
        members = FamilyMember.objects.present().filter(family=OuterRef("pk"))
        return self.annotate(
            has_nik=Exists(members.filter(nik__isnull=False)),
            has_evidence=Exists(
                PovertyEvidence.objects.filter(family=OuterRef("pk"), rejected_at=None)
            ),
        )

    def incomplete(self):
        """Families of which something is still to be asked ("Lengkapi data")."""
        return self.with_gaps().filter(
            Q(address="", rt="")
            | Q(phone="")
            | Q(kk_number=None)
            | Q(has_nik=False)
            | Q(has_evidence=False)
        )

    def with_kin(self):
        """With village, present members and live kinships loaded, as every list and card shows them."""
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


@track(exclude=["name_key", "version", "client_id"])
class Family(models.Model):
    """The unit that receives one package; not the same as a family card."""

    class HoldKind(models.TextChoices):
        MOVED = "moved", _("Pindah")
        DUPLICATE = "duplicate", _("Data ganda")
        FAMILY_REQUEST = "family_request", _("Permintaan keluarga")
        DATA_DOUBT = "data_doubt", _("Dugaan salah data")
        OTHER = "other", _("Lainnya")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="families")
    name = models.CharField(_("Nama keluarga (kepala atau wakil)"), max_length=120)
    kk_number = IdentityNumberField(_("Nomor KK"), null=True, blank=True)
    # 0 is the card's first family; a second family on one card needs a reason and the services head.
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
    # Raised by every edit of the family page; a form that was rendered with an older one is told so.
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    client_id = form_key()
    name_key = folded("name")

    objects = FamilyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "kk_number", "card_split"], name="one_family_per_card_and_split"
            ),
            models.UniqueConstraint(fields=["client_id"], name="a_form_makes_one_family"),
            models.CheckConstraint(
                condition=Q(card_split=0) | ~Q(card_split_reason=""),
                name="a_split_card_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(hold_at__isnull=True, hold_kind="", hold_until=None)
                | (Q(hold_at__isnull=False) & ~Q(hold_kind="")),
                name="a_hold_has_a_kind",
            ),
            paired("family", "hold"),
            paired("family", "restricted"),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="a_family_is_not_merged_into_itself"
            ),
        ]
        triggers = [Frozen("facility"), SameFacility("facility", "merged_into.facility")]

    def __str__(self):
        return self.name

    @property
    def is_active(self) -> bool:
        """As in ``FamilyQuerySet.active``."""
        return not (self.merged_into_id or self.erased_at or self.restricted_at)

    @property
    def gaps(self) -> list:
        """What is still to be asked; of a row loaded by ``with_gaps``."""
        asked = [
            (self.address or self.rt, _("alamat")),
            (self.phone, _("telepon")),
            (self.kk_number, _("nomor KK")),
            (self.has_nik, _("NIK")),
            (self.has_evidence, _("bukti kurang mampu")),
        ]
        return [label for known, label in asked if not known]

    @property
    def birth_year(self) -> int | None:
        """Of the member after whom the family is called; of a row loaded by ``with_kin``."""
        named = [
            member.birth_date
            for member in self.present_members
            if member.name_key == self.name_key and member.birth_date
        ]
        return named[0].year if named else None

    @property
    def other_members(self) -> str:
        """The names of the members besides that one; of a row loaded by ``with_kin``."""
        return ", ".join(
            member.full_name for member in self.present_members if member.name_key != self.name_key
        )

    def is_held_on(self, day: dt.date) -> bool:
        return self.hold_at is not None and (self.hold_until is None or self.hold_until >= day)


class _Tie(models.TextChoices):
    """What one person is to another."""

    @property
    def word(self) -> str:
        """As said after a name: "istri"; nothing for "other", for "(lainnya)" tells nobody anything."""
        return "" if self.value == "other" else str(self.label).lower()


class OfFamilyQuerySet(FacilityQuerySet):
    """Rows that belong to a family."""

    def of_active_families(self):
        return self.filter(
            family__merged_into=None, family__erased_at=None, family__restricted_at=None
        )


class FamilyMemberQuerySet(OfFamilyQuerySet):
    def present(self):
        return self.filter(left_on=None)

    def who_may_collect(self):
        return self.present().filter(may_collect=True)


@track(exclude=["name_key", "client_id"])
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
    family = models.ForeignKey(Family, models.PROTECT, related_name="members")
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
    left_on = models.DateField(_("Keluar dari keluarga"), null=True, blank=True)
    client_id = form_key()
    name_key = folded("full_name")

    objects = FamilyMemberQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            # Who left one family may live in another: a person is in one at a time.
            models.UniqueConstraint(
                fields=["facility", "nik"], condition=Q(left_on=None), name="one_member_per_nik"
            ),
            models.UniqueConstraint(fields=["client_id"], name="a_form_makes_one_member"),
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
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day))


@track(exclude=["client_id"])
class Kinship(models.Model):
    """A family is tied to an inmate as wife, mother, child; many to many."""

    family = models.ForeignKey(Family, models.PROTECT, related_name="kinships")
    inmate = models.ForeignKey(
        Inmate, models.PROTECT, related_name="kinships", verbose_name=pgettext_lazy("satu", "WBP")
    )
    relationship = models.CharField(_("Hubungan dengan WBP"), max_length=16, choices=Relationship)
    ended_on = models.DateField(_("Berakhir tanggal"), null=True, blank=True)
    client_id = form_key()

    objects = KinshipQuerySet.as_manager()
    facility_path = "family__facility"

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "inmate"],
                condition=Q(ended_on=None),
                name="one_live_kinship_per_family_and_inmate",
            ),
            models.UniqueConstraint(fields=["client_id"], name="a_form_makes_one_kinship"),
        ]
        # Both ends moved together would still lie in one facility, only in another.
        triggers = [
            Frozen("family", "inmate", name="a_kinship_keeps_both_ends"),
            SameFacility("family.facility", "inmate.facility"),
        ]

    def __str__(self):
        return f"{self.get_relationship_display()} · {self.inmate}"


class PovertyEvidenceQuerySet(OfFamilyQuerySet):
    def waiting(self):
        """Neither accepted nor rejected yet."""
        return self.filter(verified_at=None, rejected_at=None)

    def valid_on(self, day):
        return self.filter(
            verified_at__isnull=False, rejected_at=None, issued_on__lte=day, valid_until__gte=day
        )

    def were_valid_on(self, day, known_before):
        """Accepted before a moment, also where the acceptance was taken back after it: then only history tells of it."""
        accepted = Q(verified_at__lt=known_before, rejected_at=None)
        taken_back = Q(rejected_at__gte=known_before, historys__verified_at__lt=known_before)
        return self.filter(accepted | taken_back, issued_on__lte=day, valid_until__gte=day)


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

    family = models.ForeignKey(Family, models.PROTECT, related_name="evidence")
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
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("issued_on")), name="evidence_ends_after_issue"
            ),
            models.CheckConstraint(
                condition=Q(decile__isnull=True) | Q(decile__range=(1, 10)),
                name="a_decile_is_one_to_ten",
            ),
            models.CheckConstraint(
                condition=Q(rejected_at__isnull=True) | ~Q(rejected_reason=""),
                name="a_rejection_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(rejected_at__isnull=True) | Q(verified_at__isnull=True),
                name="evidence_is_accepted_or_rejected",
            ),
            models.UniqueConstraint(fields=["client_id"], name="a_form_makes_one_evidence"),
            paired("povertyevidence", "verified"),
            paired("povertyevidence", "rejected"),
        ]
        triggers = [
            Frozen("family", name="evidence_stays_with_its_family"),
            SameFacility("family.facility"),
        ]

    def __str__(self):
        return self.get_kind_display()

    def days_left(self, day: dt.date) -> int:
        return (self.valid_until - day).days
