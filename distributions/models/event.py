"""One distribution event and its planned contents."""

import datetime as dt

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pgtrigger import Delete, Update, UpdateOf

from distributions.lottery import new_seed
from distributions.models import conditions, event_sql
from distributions.models.conditions import RIGHTS
from rutan.constraints import (
    Check,
    Derived,
    Frozen,
    Refuse,
    SameFacility,
    once_only,
    paired,
)
from rutan.formats import jam, tanggal
from rutan.models import Facility, FacilityQuerySet, User, track
from rutan.refusals import AT_LEAST_ONE_DAY, ENDS_BEFORE_START, REASON_MISSING

ACTS = (
    "proposed",
    "sent_back",
    "approved",
    "opened",
    "closed",
    "ratified",
    "cancelled",
    "reopened",
    "moved",
    "contents_changed",
)
# Where and when an event is: what may change after its approval.
PLACE = ("day", "last_day", "starts", "ends", "venue")


# What became of packed packages: handed over, out though a rule spoke against it, come back, lost.
_TAKEN = F("handed_over") + F("accepted") + F("returned") + F("lost")


class DistributionQuerySet(FacilityQuerySet):
    def real(self):
        """Without rehearsals, which move no stock and are in no report."""
        return self.filter(is_rehearsal=False)

    def between(self, first: dt.date, last: dt.date):
        return self.filter(day__range=(first, last))

    def on_days(self, first: dt.date, last: dt.date):
        """Events of which at least one day lies in the range, both ends included."""
        return self.filter(day__lte=last).filter(
            Q(last_day__gte=first) | Q(last_day=None, day__gte=first)
        )

    def with_list_counts(self):
        """Adds ``list_counts``, as which ``listed``, ``reserves``, ``walk_ins``, ``withdrawn``,
        ``out_of_turn`` (the reserves promoted so), ``untold`` and ``added`` are read.
        """
        # Apart in the rights of each event: joined to them, the database reads all there ever were.
        rights = Distribution.entitlements.rel.related_model.objects
        counts = JSONObject(
            **{name: Count("pk", filter=of) for name, of in conditions.parts_of_a_list().items()}
        )
        own = rights.filter(distribution=OuterRef("pk")).order_by().values("distribution")
        return self.annotate(
            list_counts=Subquery(own.annotate(counts=counts).values("counts"))
        ).order_by("-day", "-pk")

    def with_entitled(self):
        """Adds ``entitled``, how many families may receive."""
        return self.annotate(entitled=Count("entitlements", filter=conditions.entitled(RIGHTS)))

    def coming(self, day: dt.date):
        """Drafts, approved and open events from ``day`` on, and whatever is still open."""
        status = Distribution.Status
        return self.filter(
            Q(status=status.OPEN) | Q(status__in=Distribution.PLANNED, day__gte=day)
        ).order_by("day", "pk")

    def in_hand(self, day: dt.date):
        """What somebody still has to do something for: all that is coming, overdue, open, or not
        yet ratified.
        """
        status = Distribution.Status
        unratified = Q(status=status.CLOSED, approved_at=None, ratified_at=None, is_rehearsal=False)
        return self.filter(
            Q(status__in=Distribution.AT_WORK) | Q(status=status.DRAFT, day__gte=day) | unratified
        )

    def decided_by_another(self, since: dt.datetime):
        """Lists approved and results ratified since then by a dated acting head, the latest
        first.
        """
        approved = Q(approved_at__gte=since) & ~Q(approved_by__groups__name="head")
        ratified = Q(ratified_at__gte=since) & ~Q(ratified_by__groups__name="head")
        return (
            self.real()
            .filter(approved | ratified)
            .select_related("approved_by", "ratified_by")
            .order_by("-day", "-pk")
        )

    def closed(self):
        return self.filter(status=Distribution.Status.CLOSED)

    def unreported(self, first: dt.date, last: dt.date):
        """Closed in the range, and no report of it stands."""
        documents = Distribution.documents.rel.related_model.objects.standing()
        report = documents.filter(distribution=OuterRef("pk"), kind="activity_report")
        return self.closed().between(first, last).exclude(Exists(report)).order_by("day", "pk")

    def unchecked(self, first: dt.date, last: dt.date):
        """Closed in the range, and no family of it was drawn to be phoned."""
        return self.closed().between(first, last).filter(spot_check=None).order_by("day", "pk")

    def locked(self):
        """With the facility, whose days and rules every verb asks."""
        return super().locked().select_related("facility")


def _of_list(name: str) -> property:
    """A count of the list; an event without rights has none."""
    return property(lambda distribution: (distribution.list_counts or {}).get(name, 0))


def _is_in(statuses: tuple[str, ...]) -> property:
    return property(lambda distribution: distribution.status in statuses)


def told_apart(said: str, starts: dt.time, *, without_list: bool) -> str:
    """A day or a title with what tells two events of one day apart: ``27 Okt 2025 pukul 08.00,
    tanpa daftar``.
    """
    said = {"day": said, "time": jam(starts)}
    if without_list:
        return _("%(day)s pukul %(time)s, tanpa daftar") % said
    return _("%(day)s pukul %(time)s") % said


# The plan's own lines tell what became of it.
@track(
    exclude=[
        *("packed", "handed_over", "accepted", "returned", "lost", "exceptions", "last_receipt"),
        *("contents_changed_at", "contents_changed_by", "lot_seed"),
    ]
)
class Distribution(models.Model):
    """One event, one or several days, at one place."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Rencana")
        APPROVED = "approved", _("Disetujui")
        OPEN = "open", _("Dibuka")
        CLOSED = "closed", _("Selesai")
        CANCELLED = "cancelled", _("Dibatalkan")

    # Not begun; with a list that stands, packages to make and families to tell; in the reports.
    PLANNED = (Status.DRAFT, Status.APPROVED)
    AT_WORK = (Status.APPROVED, Status.OPEN)
    BEGUN = (Status.OPEN, Status.CLOSED)
    is_planned, is_at_work, is_begun = map(_is_in, (PLANNED, AT_WORK, BEGUN))

    class Purpose(models.TextChoices):
        """What the packages are for: days between two packages count among those of one purpose."""

        HARVEST = "harvest", _("Hasil panen")
        FEAST_DAY = "feast_day", _("Hari raya")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="distributions")
    title = models.CharField(_("Nama kegiatan"), max_length=120)
    venue = models.CharField(_("Tempat"), max_length=120)
    day = models.DateField(_("Tanggal"))
    last_day = models.DateField(_("Sampai dengan tanggal"), null=True, blank=True)
    starts = models.TimeField(_("Mulai pukul"))
    ends = models.TimeField(_("Selesai pukul"))
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.DRAFT)
    purpose = models.CharField(_("Tujuan"), max_length=10, choices=Purpose, default=Purpose.HARVEST)
    accepts_walk_ins = models.BooleanField(
        _("Menerima keluarga yang datang langsung"), default=False
    )
    one_per_inmate = models.BooleanField(_("Satu paket untuk satu WBP"), default=False)
    minimum_days = models.PositiveSmallIntegerField(
        _("Jarak paling sedikit dari paket sebelumnya (hari)"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    is_rehearsal = models.BooleanField(_("Latihan"), default=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # The form that made it: sent twice, it makes one event.
    client_id = once_only(null=True, editable=False)
    # Drawn with the draft and never again; see ``distributions.lottery``.
    lot_seed = models.CharField(max_length=16, default=new_seed, editable=False)

    # Derived by a trigger from the facts; never written by Python.
    packed = models.PositiveIntegerField(default=0, editable=False)
    handed_over = models.PositiveIntegerField(default=0, editable=False)
    accepted = models.PositiveIntegerField(default=0, editable=False)
    returned = models.PositiveIntegerField(default=0, editable=False)
    lost = models.PositiveIntegerField(default=0, editable=False)
    exceptions = models.PositiveIntegerField(default=0, editable=False)
    last_receipt = models.PositiveIntegerField(default=0, editable=False)

    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    sent_back_at = models.DateTimeField(null=True, blank=True)
    sent_back_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    sent_back_reason = models.CharField(max_length=300, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # Filled when a dated acting head approves what he proposed himself.
    approved_reason = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    opening_order = models.CharField(_("Atas perintah"), max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ratified_at = models.DateTimeField(null=True, blank=True)
    ratified_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # Filled when a dated acting head ratifies what he opened himself.
    ratified_reason = models.CharField(max_length=300, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_reason = models.CharField(max_length=300, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reopened_reason = models.CharField(max_length=300, blank=True)
    # Another day, place or hour than the one that was approved, and what that was.
    moved_at = models.DateTimeField(null=True, blank=True)
    moved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    moved_reason = models.CharField(max_length=300, blank=True)
    moved_from = models.JSONField(default=dict, blank=True)
    # The planned contents, last; the head is told where that was after his approval.
    contents_changed_at = models.DateTimeField(null=True, editable=False)
    contents_changed_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = DistributionQuerySet.as_manager()
    # What ``with_list_counts`` counted.
    listed, reserves, walk_ins, withdrawn, out_of_turn, untold, added = map(
        _of_list, conditions.PARTS
    )

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["facility", "-day"], name="event_by_facility_and_day")]
        constraints = [
            Check(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("day")),
                name="an_event_ends_after_it_starts",
                violation_error_message=ENDS_BEFORE_START,
                form_field="last_day",
            ),
            Check(
                condition=Q(starts__lt=F("ends")),
                name="an_event_opens_before_it_ends",
                violation_error_message=_("Jam selesai mendahului jam mulai."),
                form_field="ends",
            ),
            Check(
                condition=Q(minimum_days__gte=1),
                name="an_event_waits_at_least_one_day",
                violation_error_message=AT_LEAST_ONE_DAY,
                form_field="minimum_days",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "approved", "open", "closed", "cancelled"]),
                name="an_event_has_a_known_status",
            ),
            models.CheckConstraint(
                condition=Q(lot_seed__regex=r"^[0-9a-f]{16}$"), name="a_lottery_has_its_seed"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=["harvest", "feast_day"]),
                name="an_event_has_a_known_purpose",
            ),
            Check(
                # What was packed and unpacked again hinders nobody.
                condition=~Q(status__in=["draft", "cancelled"])
                | Q(packed=F("returned") + F("lost")),
                name="nothing_is_packed_for_a_draft_or_cancelled_event",
                violation_error_message=_(
                    "Paket sudah dikemas. Bongkar dahulu paketnya pada halaman Pengemasan."
                ),
                violation_error_code="packed",
            ),
            Check(
                condition=Q(packed__gte=_TAKEN),
                name="no_more_packages_out_than_packed",
                violation_error_message=_("Paket yang tercatat dikemas sudah habis."),
                violation_error_code="no_package_left",
            ),
            Check(
                condition=~Q(status="closed") | Q(packed=_TAKEN, exceptions=0),
                name="a_closed_event_balances",
                violation_error_message=_(
                    "Jumlah paket belum seimbang. Jelaskan selisihnya sebelum menutup kegiatan."
                ),
                violation_error_code="unbalanced",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(closed_at__isnull=False),
                name="a_closed_event_says_who_closed_it",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["open", "closed"]) | Q(opened_at__isnull=False),
                name="an_open_event_says_who_opened_it",
            ),
            Check(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancelled_reason=""),
                name="a_cancellation_has_a_reason",
                violation_error_message=REASON_MISSING,
                form_field="reason",
            ),
            *(paired("distribution", act) for act in ACTS),
        ]
        triggers = [
            # Once people act on it, the rules of an event stand.
            Refuse(
                constraint="event_rules_stand_after_draft",
                operation=UpdateOf("purpose", "one_per_inmate", "minimum_days", "is_rehearsal"),
                condition_sql=event_sql.RULES_CHANGED.strip(),
                violation_error_message=_(
                    "Aturan kegiatan tidak dapat diubah setelah daftar disetujui."
                ),
            ),
            Refuse(
                constraint="event_status_follows_its_road",
                operation=UpdateOf("status"),
                condition_sql=event_sql.TRANSITION_REFUSED.strip(),
                violation_error_message=_(
                    "Langkah ini tidak dapat dilakukan dalam keadaan kegiatan saat ini. Muat ulang"
                    " halaman."
                ),
            ),
            Refuse(
                constraint="an_event_keeps_the_days_of_its_handovers",
                operation=UpdateOf("day", "last_day"),
                condition_sql=event_sql.LEAVES_HANDOVERS_BEHIND.strip(),
                violation_error_message=_(
                    "Sudah ada paket yang diserahkan pada hari yang akan ditinggalkan. Sertakan"
                    " hari itu."
                ),
                form_field="day",
            ),
            Refuse(
                constraint="event_is_deleted_only_as_draft",
                operation=Delete,
                condition_sql="OLD.status <> 'draft'",
            ),
            Frozen("facility"),
            # Whoever could draw again until the order pleases him would choose by hand.
            Frozen("lot_seed", name="the_seed_of_a_lottery_never_changes"),
            SameFacility("facility"),
            # The list carries a copy of the rule; writing its rows renews the copy and lets its
            # unique index speak.
            pgtrigger.Trigger(
                name="rule_reaches_the_list",
                when=pgtrigger.After,
                operation=Update,
                condition=pgtrigger.Q(old__one_per_inmate__df=pgtrigger.F("new__one_per_inmate")),
                func='UPDATE "distributions_entitlement" SET id = id WHERE distribution_id '
                "= NEW.id; RETURN NEW;",
            ),
            Derived(
                (("packed", "returned", "lost"), event_sql.PACKAGES.strip()),
                (
                    ("handed_over", "accepted", "exceptions", "last_receipt"),
                    event_sql.HANDOVERS.strip(),
                ),
            ),
        ]

    def __str__(self):
        """As an event is called where several stand together: two of one day have the same name,
        but not the same hour.
        """
        return _("%(title)s, %(when)s") % {"title": self.title, "when": self.when}

    @property
    def when(self) -> str:
        """The first day and its hour, and whether the event goes without a list."""
        return told_apart(tanggal(self.day), self.starts, without_list=self.goes_without_list)

    @property
    def goes_without_list(self) -> bool:
        """Opened on an order: whoever comes is served, and the head ratifies it."""
        return self.opened_at is not None and self.approved_at is None

    @property
    def place(self) -> dict:
        """Days, hours and venue as plain text, for ``moved_from``."""
        return {name: value and str(value) for name in PLACE for value in [getattr(self, name)]}

    @property
    def as_planned(self) -> "Distribution":
        """Days, hours and venue before the event was moved, as an event that is stored nowhere."""
        fields = {field.name: field for field in self._meta.fields}
        return Distribution(
            **{name: fields[name].to_python(value) for name, value in self.moved_from.items()}
        )

    def takes_place_on(self, day: dt.date) -> bool:
        return self.day <= day <= self.final_day

    @property
    def packages_left(self) -> int:
        """Packages on the table: packed and neither out, returned nor lost."""
        return self.packed - self.packages_out - self.returned - self.lost

    @property
    def packages_out(self) -> int:
        """Packages that families have: handed over, or accepted with an explanation."""
        return self.handed_over + self.accepted

    @property
    def families_served(self) -> int:
        """Families that have a package, each counted once, however many packages it has."""
        if not self.accepted and not self.exceptions:
            return self.handed_over
        return self.handovers.given().order_by().values("family").distinct().count()

    @property
    def final_day(self) -> dt.date:
        return self.last_day or self.day

    @property
    def is_one_day(self) -> bool:
        return self.final_day == self.day

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def has_list(self) -> bool:
        """Events with a list are approved by the head; the others are opened on an order and
        ratified.
        """
        return self.approved_at is not None or not self.accepts_walk_ins

    @property
    def is_proposed(self) -> bool:
        """The list lies before the head."""
        return self.status == self.Status.DRAFT and self.proposed_at is not None

    @property
    def contents_changed_since_approval(self) -> bool:
        """The head is shown it; nothing waits for him."""
        changed, approved = self.contents_changed_at, self.approved_at
        return bool(changed and approved and changed > approved)

    @property
    def awaits_ratification(self) -> bool:
        return (
            self.status == self.Status.CLOSED
            and self.approved_at is None
            and self.ratified_at is None
            and not self.is_rehearsal
        )
