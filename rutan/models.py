"""What every prison has: itself, its users and signatories, and the record of who did what."""

import datetime as dt
from zoneinfo import ZoneInfo

import pgtrigger
from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Value, When
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rutan.choices import (
    PUBLIC_ADDRESS,
    PaperSize,
    TimeZone,
    days,
    monday_to_thursday,
    number,
)
from rutan.constraints import (
    Check,
    Exclusion,
    Frozen,
    Refuse,
    SameFacility,
    one_row_per_form,
    paired,
    sent_by_somebody,
    speaking,
)
from rutan.fields import act_at, act_by, form_key
from rutan.model_bases import EDITED, MADE, DateRange, FacilityQuerySet, TransactionNumber, track
from rutan.refusals import AT_LEAST_ONE_DAY, ENDS_BEFORE_START


@track(exclude=EDITED)
class Facility(models.Model):
    """One prison. Every other row belongs to one."""

    name = speaking(
        models.CharField(_("Nama"), max_length=120, unique=True),
        _("Nama Rutan ini sudah dipakai."),
        form_field="name",
    )
    short_name = models.CharField(_("Nama singkat"), max_length=40)
    city = models.CharField(_("Kota pada surat"), max_length=60)
    area_code = models.CharField(
        _("Kode kabupaten/kota"), max_length=5, help_text=_("Misalnya 33.16 untuk Kabupaten Blora.")
    )
    time_zone = models.CharField(
        _("Zona waktu"), max_length=32, choices=TimeZone, default=TimeZone.WIB
    )
    letterhead = models.TextField(_("Kop surat"), blank=True, max_length=1000)
    complaint_contacts = models.TextField(_("Kontak pengaduan"), blank=True, max_length=500)
    paper_size = models.CharField(
        _("Ukuran kertas"), max_length=2, choices=PaperSize, default=PaperSize.A4
    )
    letterhead_on_paper = models.BooleanField(
        _("Kertas sudah berkop, kop tidak dicetak"), default=False
    )
    number_pattern = models.CharField(_("Pola nomor surat"), max_length=60, blank=True)
    assignment_basis = models.TextField(_("Dasar surat tugas"), blank=True, max_length=1000)
    # Left of the letterhead's lines; only administration.set_logo writes it.
    logo = models.FileField(_("Logo"), upload_to="logos/", blank=True, editable=False)
    public_address = models.CharField(
        _("Alamat umum untuk memeriksa dokumen"), max_length=120, blank=True
    )
    catch_words = models.BooleanField(_("Kata penyambung di kaki halaman"), default=False)
    programme = models.CharField(_("Program pada rekap bulanan"), max_length=120, blank=True)
    void_minutes = number(_("Batas pembatalan oleh petugas (menit)"), 10)
    minimum_days = days(_("Jarak paling sedikit antara dua paket (hari)"), 1)
    one_per_inmate = models.BooleanField(
        _("Satu paket untuk satu WBP, kegiatan dengan daftar"), default=False
    )
    one_per_inmate_same_day = models.BooleanField(
        _("Satu paket untuk satu WBP, kegiatan tanpa daftar"), default=True
    )
    ktp_at_desk = models.BooleanField(
        _("Di loket, KTP dipilih lebih dahulu sebagai tanda pengenal"), default=False
    )
    sktm_days = days(_("Masa berlaku SKTM (hari)"), 180)
    dtsen_days = days(_("Masa berlaku DTSEN (hari)"), 365)
    pkh_days = days(_("Masa berlaku PKH (hari)"), 365)
    bpnt_days = days(_("Masa berlaku BPNT/KKS (hari)"), 365)
    pbi_jk_days = days(_("Masa berlaku KIS PBI (hari)"), 365)
    home_survey_days = days(_("Masa berlaku survei rumah (hari)"), 180)
    officer_statement_days = days(_("Masa berlaku keterangan petugas (hari)"), 30)
    # ISO weekdays, Monday is 1.
    detainee_visit_days = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("Hari kunjungan tahanan"),
        default=monday_to_thursday,
    )
    convict_visit_days = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("Hari kunjungan narapidana"),
        default=monday_to_thursday,
    )
    whatsapp_links = models.BooleanField(
        _("Tombol WhatsApp di samping teks yang disalin"), default=False
    )
    # 0 where events are planned by hand.
    cycle_visit_day = number(_("Kegiatan bulanan pada hari kunjungan ke-"), 0)
    reserve_hour = models.TimeField(
        _("Paket dialihkan ke cadangan mulai pukul"), null=True, blank=True
    )
    retention_months = number(_("Masa simpan data setelah WBP bebas (bulan)"), 12)
    crumbs_percent = number(_("Sisa yang ditawarkan sebagai susut timbang (persen)"), 5)
    weighing_tolerance_percent = number(
        _("Selisih berat paket contoh yang masih wajar (persen)"), 10
    )
    is_demo = models.BooleanField(default=False, editable=False)
    edited_at, edited_by = act_at(), act_by()

    objects = FacilityQuerySet.as_manager()
    facility_path = "pk"

    class Meta:
        triggers = [SameFacility("id")]
        constraints = [
            paired("facility", "edited"),
            Check(
                condition=Q(minimum_days__gte=1),
                name="a_family_waits_at_least_one_day",
                violation_error_message=AT_LEAST_ONE_DAY,
                form_field="minimum_days",
            ),
            Check(
                condition=Q(public_address="") | Q(public_address__regex=PUBLIC_ADDRESS),
                name="a_public_address_is_of_the_net",
                violation_error_message=_(
                    "Tulis alamatnya seperti https://rutan.contoh.go.id, tanpa yang di belakangnya."
                ),
                form_field="public_address",
            ),
            Check(
                condition=Q(cycle_visit_day__lte=20),
                name="a_cycle_names_a_visit_day_of_the_month",
                violation_error_message=_("Paling banyak hari kunjungan ke-20."),
                form_field="cycle_visit_day",
            ),
            Check(
                condition=Q(weighing_tolerance_percent__gte=1, weighing_tolerance_percent__lte=50),
                name="a_tolerance_is_1_to_50_percent",
                violation_error_message=_("Tulis 1 sampai 50 persen."),
                form_field="weighing_tolerance_percent",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def tzinfo(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def local_day(self, at: dt.datetime | None = None) -> dt.date:
        """The calendar day of a moment, or of now, in this facility's time zone."""
        return (at or timezone.now()).astimezone(self.tzinfo).date()

    def start_of(self, day: dt.date) -> dt.datetime:
        """The moment at which a calendar day begins here."""
        return dt.datetime.combine(day, dt.time(), tzinfo=self.tzinfo)

    def validity_days(self, kind: str) -> int:
        """How many days poverty evidence of this kind stays valid."""
        return getattr(self, f"{kind}_days")


@track(exclude=EDITED)
class FacilityText(models.Model):
    """A fixed text in a prison's own words, by its name; without a row the built-in one is used
    (``rutan.fixed_texts``).
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="texts")
    key = models.CharField(max_length=40)
    text = models.TextField(_("Teks"), max_length=1500)
    edited_at, edited_by = act_at(), act_by()

    objects = FacilityQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        constraints = [
            paired("facilitytext", "edited"),
            models.UniqueConstraint(
                fields=["facility", "key"], name="one_text_per_facility_and_key"
            ),
            models.CheckConstraint(
                condition=~Q(text=""), name="a_text_of_a_facility_says_something"
            ),
        ]
        triggers = [Frozen("facility"), SameFacility("facility")]

    def __str__(self):
        return self.key


class UserQuerySet(FacilityQuerySet):
    def active(self):
        return self.filter(is_active=True)

    def with_roles(self):
        """Adds ``role_names``, which access.roles_of reads."""
        groups = Group.objects.filter(user=OuterRef("pk")).order_by("name")
        return self.annotate(role_names=ArraySubquery(groups.values("name")))

    def switched_off(self):
        return self.filter(is_active=False)

    def who_administer(self):
        return self.active().filter(groups__name="administrator")

    def away_since(self, at):
        """Open accounts that nobody has signed in to since ``at``."""
        return self.active().filter(Q(last_login__lt=at) | Q(last_login=None, date_joined__lt=at))


class Users(UserManager.from_queryset(UserQuerySet)):
    """Users, with the facility seam."""


class User(AbstractUser):
    """Somebody who signs in; groups hold the role ids, ROLES says what they mean."""

    first_name = last_name = email = None
    name = models.CharField(_("Nama lengkap"), max_length=120)
    facility = models.ForeignKey(
        Facility,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("Rutan"),
    )
    # When an administrator last made the password: for ten minutes its form may show it again.
    password_made_at = models.DateTimeField(null=True, editable=False)
    edited_at, edited_by = act_at(), act_by()

    objects = Users()
    EMAIL_FIELD = None
    REQUIRED_FIELDS = ["name"]

    class Meta(AbstractUser.Meta):
        constraints = [paired("user", "edited")]
        triggers = [
            SameFacility("facility"),
            # Whoever moves to another prison gets an account there: what he did here stays an act
            # of this one. The first account of an installation has none yet and is given one.
            Refuse(
                constraint="user_facility_never_changes",
                operation=pgtrigger.Update,
                condition_sql=(
                    'OLD."facility_id" IS NOT NULL AND OLD."facility_id" IS DISTINCT FROM'
                    ' NEW."facility_id"'
                ),
            ),
        ]

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split(" ")[0] or self.username

    def clean(self):
        # AbstractUser.clean normalises an e-mail address, which an office account has not.
        self.username = self.normalize_username(self.username)


speaking(
    User._meta.get_field("username"),
    _("Nama pengguna ini sudah dipakai."),
    form_field="username",
)


class SignatoryQuerySet(FacilityQuerySet):
    def signing_on(self, day):
        """Whose ``term_on`` is current; an acting official stands beside the one he acts for."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def acting(self):
        return self.exclude(capacity=Signatory.Capacity.DEFINITIVE)

    def by_rank(self):
        """Who signs first: a dated Plh. or Plt. before the definitive official."""
        capacity = Signatory.Capacity
        ranks = {capacity.ACTING: 0, capacity.VACANT: 1, capacity.DEFINITIVE: 2}
        whens = [When(capacity=which, then=Value(rank)) for which, rank in ranks.items()]
        return self.order_by(Case(*whens), "-starts_on")


@track(exclude=[*MADE, *EDITED])
class Signatory(models.Model):
    """Who signs for an office of the prison, from when to when, and as what."""

    class Office(models.TextChoices):
        HEAD = "head", _("Kepala Rutan")
        SERVICES_HEAD = "services_head", _("Kasubsi Pelayanan Tahanan")

    class Capacity(models.TextChoices):
        DEFINITIVE = "definitive", _("Definitif")
        ACTING = "plh", _("Plh. (pejabat berhalangan)")
        VACANT = "plt", _("Plt. (jabatan kosong)")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="signatories")
    office = models.CharField(_("Jabatan"), max_length=20, choices=Office)
    capacity = models.CharField(
        _("Kedudukan"), max_length=12, choices=Capacity, default=Capacity.DEFINITIVE
    )
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Akun")
    )
    name = models.CharField(_("Nama dengan gelar"), max_length=120)
    nip = models.CharField(
        _("NIP"),
        max_length=18,
        blank=True,
        validators=[RegexValidator(r"^\d{18}$", _("NIP terdiri atas 18 angka."))],
    )
    rank = models.CharField(_("Pangkat/golongan"), max_length=60, blank=True)
    starts_on = models.DateField(_("Sejak tanggal"))
    ends_on = models.DateField(_("Sampai dengan tanggal"), null=True, blank=True)
    order_number = models.CharField(_("Nomor surat perintah"), max_length=80, blank=True)
    client_id = form_key()
    recorded_at, recorded_by = act_at(), act_by()
    edited_at, edited_by = act_at(), act_by()

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        ordering = ["office", "-starts_on"]
        constraints = [
            Check(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="signatory_ends_after_start",
                violation_error_message=ENDS_BEFORE_START,
                form_field="ends_on",
            ),
            Check(
                condition=Q(capacity="definitive") | Q(ends_on__isnull=False),
                name="acting_signatory_has_an_end",
                violation_error_message=_("Plh. dan Plt. memerlukan tanggal berakhir."),
                form_field="ends_on",
            ),
            one_row_per_form("a_form_makes_one_signatory"),
            sent_by_somebody("signatory"),
            paired("signatory", "recorded"),
            paired("signatory", "edited"),
            Exclusion(
                name="one_signatory_per_office_capacity_and_day",
                expressions=[
                    ("facility", RangeOperators.EQUAL),
                    ("office", RangeOperators.EQUAL),
                    ("capacity", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", models.Value("[]")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_(
                    "Sudah ada pejabat dengan kedudukan yang sama pada tanggal itu."
                ),
                form_field="starts_on",
            ),
        ]
        triggers = [Frozen("facility"), SameFacility("facility", "user.facility")]

    def __str__(self):
        return f"{self.get_office_display()}: {self.name}"

    def term_on(self, day: dt.date) -> str:
        """Where his term stands on a day: ``coming``, ``current`` or ``over``."""
        if day < self.starts_on:
            return "coming"
        return "over" if self.ends_on and self.ends_on < day else "current"


class AuditEntryQuerySet(FacilityQuerySet):
    def about(self, row):
        """What was done to one row, the latest first."""
        return self.filter(thing_type=row._meta.label_lower, thing_id=str(row.pk)).order_by("-pk")


class AuditEntry(models.Model):
    """Who did what to which row; written by ``audit.record`` only."""

    facility = models.ForeignKey(Facility, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=40)
    thing_type = models.CharField(max_length=60)
    thing_id = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    transaction = models.BigIntegerField(db_default=TransactionNumber())

    objects = AuditEntryQuerySet.as_manager()
    sealed = {"at": ("by_id", "verb", "thing_type", "thing_id", "facts", "transaction")}

    class Meta:
        indexes = [
            models.Index(fields=["facility", "-at"], name="audit_by_facility_and_time"),
            # Field history finds its actor by the number of the transaction that both were written
            # in.
            models.Index(fields=["transaction"], name="audit_by_transaction"),
            models.Index(fields=["thing_type", "thing_id"], name="audit_by_thing"),
        ]
        triggers = [Frozen(), SameFacility("facility")]

    def __str__(self):
        return f"{self.verb} {self.thing_type} {self.thing_id}"


class Seal(models.Model):
    """What the facts of a facility were when a day was over, or an event was closed (rutan.seals);
    each seal also covers the one before it.
    """

    class Kind(models.TextChoices):
        DAY = "day", _("Hari")
        EVENT = "event", _("Kegiatan")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="seals")
    kind = models.CharField(max_length=8, choices=Kind)
    # Of an event: which.
    about = models.PositiveBigIntegerField(null=True)
    # Later than the first, up to and with the second; the first seal has no first.
    since = models.DateTimeField(null=True)
    until = models.DateTimeField()
    rows = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    previous = models.OneToOneField("self", models.PROTECT, null=True, related_name="next")
    sealed_at = models.DateTimeField()

    objects = FacilityQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility"], condition=Q(previous=None), name="one_first_seal_per_facility"
            ),
            models.CheckConstraint(
                condition=Q(kind="day", about=None) | Q(kind="event", about__isnull=False),
                name="a_seal_says_what_it_is_about",
            ),
        ]
        triggers = [Frozen(), SameFacility("facility", "previous.facility")]

    def __str__(self):
        return self.code

    @property
    def code(self) -> str:
        """As printed: sixteen signs of the digest, ``3F2A-91BC-77D0-12AB``."""
        return "-".join(self.sha256[at : at + 4].upper() for at in range(0, 16, 4))

    @property
    def span(self) -> str:
        """What it covers, for a command's line."""
        ends = self.until.astimezone(self.facility.tzinfo)
        if self.kind == self.Kind.EVENT:
            return f"event {self.about} until {ends:%Y-%m-%d %H.%M}"
        last = self.facility.local_day(self.until - dt.timedelta(microseconds=1))
        return f"{last}" if self.since else f"everything until {last}"
