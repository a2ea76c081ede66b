"""The fact that a package changed hands."""

import datetime as dt

from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    When,
)
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pgtrigger import Insert, UpdateOf

from distributions.models import conditions
from distributions.models.entitlement import Entitlement, IdentityMethod
from distributions.models.entitlement_guards import NOT_HELD
from distributions.models.event import Distribution
from families.models import Family, FamilyMember, Relationship
from rutan.constraints import (
    Check,
    CompositeForeignKey,
    Derived,
    Exclusion,
    Frozen,
    Refuse,
    SameFacility,
    Touches,
    Unique,
    decided_once,
    once_only,
    paired,
)
from rutan.models import FacilityQuerySet, User

# A device's clock may run ahead of the server's by this much before its claim is no longer
# believed.
CLOCKS_DIFFER = dt.timedelta(minutes=15)

# The window ends with a day on which the package was given or written down; an override, which has
# a reason, shrinks it to that day.
_WINDOW_REFUSED = """
NEW.exception = '' AND NOT (
    SELECT d.is_rehearsal OR coalesce(
        upper(NEW.served_window) - lower(NEW.served_window) IN (
            d.minimum_days, CASE WHEN NEW.override_reason <> '' THEN 1 END) IS TRUE
        AND upper(NEW.served_window) - 1 IN (
            (NEW.recorded_at AT TIME ZONE f.time_zone)::date,
            (NEW.handed_over_at AT TIME ZONE f.time_zone)::date), false)
    FROM "distributions_distribution" d JOIN "rutan_facility" f ON f.id = d.facility_id
    WHERE d.id = NEW.distribution_id)
"""

_PURPOSE_OF_EVENT = (
    'SELECT d.purpose FROM "distributions_distribution" d WHERE d.id = NEW.distribution_id'
)

_WHO_DECIDED = ("entitlement__override_by", "entitlement__early_by", "recorded_by")


def received(through: str = "") -> Q:
    """Of the one package by which a family is counted in its event, as
    ``HandoverQuerySet.with_received``.

    The few accepted ones are looked through once, not for each row.
    """
    own = Handover.objects.out().filter(entitlement=OuterRef("entitlement"))
    sooner = own.filter(conditions.live() | Q(pk__lt=OuterRef("pk")))
    first = Handover.objects.accepted().filter(~Exists(sooner)).order_by().values("pk")
    return conditions.live(through) | Q(**{f"{through}pk__in": first})


class HandoverQuerySet(FacilityQuerySet):
    def live(self):
        """Hand-overs that count."""
        return self.filter(conditions.live())

    def given(self):
        """Packages that somebody wrote down as given, under whatever flag."""
        return self.filter(conditions.given())

    def out(self):
        """Packages that are out for good: those that count, and those accepted with a reason."""
        return self.filter(conditions.out())

    def with_received(self):
        """Adds ``received``: the one package by which a family is counted in its event, that which
        counts, else the first accepted one.
        """
        return self.annotate(
            received=Case(When(received(), then=True), default=False, output_field=BooleanField())
        )

    def received(self):
        """As ``with_received``."""
        return self.filter(received())

    def accepted(self):
        """Facts that broke a rule and that the services head accepted, with a reason."""
        return self.filter(conditions.accepted())

    def unexplained(self):
        """Facts that broke a rule and must be settled before closing: voided, or accepted."""
        return self.filter(conditions.unexplained())

    def unexplained_in(self, distribution: Distribution):
        """Those of one event, in the order in which they were written down; none are asked for
        where its figure says so.
        """
        if not distribution.exceptions:
            return self.none()
        return self.unexplained().filter(distribution=distribution).with_people()

    def accepted_in(self, distribution: Distribution):
        """As ``unexplained_in``, of those that were accepted."""
        if not distribution.accepted:
            return self.none()
        return self.accepted().filter(distribution=distribution).with_people()

    def overridden(self):
        """Packages that the services head gave in spite of a rule; the reason may have been erased
        since.
        """
        whole = F("served_window__startswith") + F("distribution__minimum_days")
        shortened = Q(served_window__endswith__lt=ExpressionWrapper(whole, DateField()))
        return self.live().filter(Q(entitlement__override_at__isnull=False) | shortened)

    def overridden_in(self, distribution: Distribution):
        """Those of one event, each with its number and who decided."""
        rows = self.overridden().filter(distribution=distribution)
        return rows.select_related("distribution", "family", *_WHO_DECIDED).order_by("pk")

    def overridden_since(self, at: dt.datetime):
        """Those of real events that were written down since then, in that order, each with its
        event and who decided.
        """
        # Written down while its event was open, which spares a look at all there ever were.
        open_since = Q(distribution__status="open") | Q(distribution__closed_at__gte=at)
        rows = self.overridden().filter(open_since, distribution__is_rehearsal=False)
        rows = rows.filter(recorded_at__gte=at)
        return rows.select_related("distribution__facility", *_WHO_DECIDED).order_by("pk")

    def with_people(self):
        return self.select_related(
            "recorded_by", "voided_by", "settled_by", "family", "entitlement"
        )


class Handover(models.Model):
    """A package changed hands. Never edited, never deleted; marked wrong once, with a reason."""

    class RuleBroken(models.TextChoices):
        OFFLINE_DOUBLE = "offline_double", _("Diserahkan dua kali")
        POOL_EXCEEDED = "pool_exceeded", _("Melebihi paket tercatat")
        LATE_ENTRY = "late_entry", _("Dicatat setelah ditutup")
        UNVERIFIED = "unverified", _("Bukti belum diverifikasi")
        # What the desk would have refused for another reason than these.
        AGAINST_RULE = "against_rule", _("Tidak sesuai daftar atau aturan")

    class VoidKind(models.TextChoices):
        WRONG_ENTRY = "wrong_entry", _("Salah catat: paket tidak jadi diserahkan")
        RETURNED = "returned", _("Sudah diserahkan, lalu dikembalikan keluarga")

    client_id = once_only()
    distribution = models.ForeignKey(Distribution, models.PROTECT, related_name="handovers")
    entitlement = models.ForeignKey(Entitlement, models.PROTECT, related_name="handovers")
    family = models.ForeignKey(Family, models.PROTECT, related_name="handovers")
    # Kept by the database as its event says; among those of one purpose the interval holds.
    purpose = models.CharField(
        max_length=10, choices=Distribution.Purpose, default=Distribution.Purpose.HARVEST
    )
    # The days before this one on which the family may not have received: (day - minimum_days, day].
    served_window = DateRangeField(null=True)
    number = models.PositiveIntegerField()
    collector_member = models.ForeignKey(FamilyMember, models.PROTECT, null=True, related_name="+")
    collector_name = models.CharField(max_length=120)
    collector_relationship = models.CharField(max_length=16, choices=Relationship)
    verified_by_method = models.CharField(max_length=20, choices=IdentityMethod)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    desk = models.CharField(max_length=30, blank=True)
    # Why without a KTP, and who knew the person.
    note = models.CharField(max_length=200, blank=True)
    # What was in this package instead, in words: kilograms stay those of the runs.
    contents_note = models.CharField(max_length=200, blank=True)
    # The head gave it before the cameras; it stands on the form of the officer who wrote it down.
    given_by_head = models.BooleanField(default=False)
    # Who can't write put a thumb where the others sign.
    thumb_print = models.BooleanField(default=False)
    # The device's claim and the server's word.
    handed_over_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    paper_line = models.PositiveSmallIntegerField(null=True)
    exception = models.CharField(max_length=20, choices=RuleBroken, blank=True)
    # Why the services head gave it in spite of the interval, or of another family of the inmate.
    override_reason = models.CharField(max_length=200, blank=True)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    void_reason = models.CharField(max_length=200, blank=True)
    void_kind = models.CharField(max_length=12, choices=VoidKind, blank=True)
    # An exception that the services head accepted: the package is out all the same.
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_reason = models.CharField(max_length=200, blank=True)

    objects = HandoverQuerySet.as_manager()
    facility_path = "distribution__facility"
    sealed = {
        "recorded_at": (
            *("distribution_id", "entitlement_id", "family_id", "purpose", "number"),
            *("verified_by_method", "recorded_by_id", "handed_over_at", "exception"),
        ),
        "voided_at": ("voided_by_id", "void_kind"),
        "settled_at": ("settled_by_id",),
    }

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["entitlement"], condition=~Q(void_kind=""), name="voids_of_an_entitlement"
            ),
            # Few of many, and no other index tells of them when the family received last.
            models.Index(
                fields=["family"], condition=conditions.accepted(), name="accepted_of_a_family"
            ),
        ]
        constraints = [
            Unique(
                fields=["entitlement"],
                condition=conditions.live(),
                name="one_live_handover_per_entitlement",
                violation_error_message=_("Paket untuk keluarga ini sudah diserahkan."),
                violation_error_code="already_handed_over",
            ),
            models.UniqueConstraint(
                fields=["distribution", "number"],
                # What an event counts of its hand-overs at each of them.
                include=["voided_at", "exception", "settled_at"],
                name="one_handover_per_receipt_number",
            ),
            Exclusion(
                name="a_family_waits_between_two_packages",
                expressions=[
                    ("purpose", RangeOperators.EQUAL),
                    ("family", RangeOperators.EQUAL),
                    ("served_window", RangeOperators.OVERLAPS),
                ],
                condition=conditions.live(),
                violation_error_message=_("Keluarga ini belum lama menerima paket."),
                violation_error_code="too_soon",
            ),
            # Whatever the packages are for. It also tells when a family last received, without
            # reading what it received before.
            Unique(
                F("family"),
                F("served_window__endswith").desc(),
                condition=conditions.live(),
                name="a_family_receives_once_a_day",
                violation_error_message=_("Keluarga ini sudah menerima paket pada hari yang sama."),
                violation_error_code="too_soon",
            ),
            CompositeForeignKey(
                name="a_handover_is_of_its_entitlement",
                fields=("entitlement", "distribution", "family"),
                to="distributions.Entitlement",
                to_fields=("id", "distribution", "family"),
            ),
            Check(
                condition=Q(voided_at__isnull=True, void_reason="", void_kind="")
                | (Q(voided_at__isnull=False) & ~Q(void_reason="") & ~Q(void_kind="")),
                name="a_void_has_reason_and_kind",
                violation_error_message=_("Isi sebab pembatalan."),
                form_field="reason",
            ),
            Check(
                condition=Q(
                    handed_over_at__gte=F("recorded_at") - dt.timedelta(days=366),
                    handed_over_at__lte=F("recorded_at") + CLOCKS_DIFFER,
                ),
                name="a_claimed_time_is_near_the_recorded_one",
                violation_error_message=_(
                    "Jam perangkat ini keliru. Betulkan jamnya, lalu muat ulang halaman loket."
                ),
                form_field="handed_over_at",
            ),
            Check(
                condition=Q(settled_at__isnull=True)
                | (Q(voided_at__isnull=True) & ~Q(exception="")),
                name="an_exception_is_settled_once",
                violation_error_message=_(
                    "Kejadian ini sudah diputuskan: dibatalkan, atau diterima dengan penjelasan."
                ),
                violation_error_code="already_settled",
            ),
            paired("handover", "voided"),
            paired("handover", "settled"),
        ]
        triggers = [
            Frozen(
                once=("voided_at", "voided_by", "void_reason", "void_kind"),
                erasable=("note", "contents_note", "collector_name", "override_reason"),
                decided=("settled",),
                violation_error_message=_("Penyerahan ini sudah dibatalkan."),
                violation_error_code="already_voided",
            ),
            decided_once(
                "settled",
                constraint="an_acceptance_has_a_reason",
                violation_error_message=_("Isi penjelasannya."),
                form_field="reason",
            ),
            # Erasing a name counts nothing, so it needs no open event.
            Touches(
                "distribution",
                constraint="a_handover_needs_an_open_event",
                unless_sql="parent.status <> 'open'",
                operation=Insert
                | UpdateOf(
                    *("voided_at", "voided_by_id", "void_reason", "void_kind"),
                    *("settled_at", "settled_by_id"),
                ),
                violation_error_message=NOT_HELD,
                violation_error_code="not_open",
            ),
            # A CHECK would stand in the way of erasing the name years later.
            Refuse(
                constraint="a_handover_names_its_collector",
                operation=Insert,
                condition_sql="NEW.collector_name = ''",
                violation_error_message=_("Isi nama pengambil seperti pada KTP."),
                form_field="collector_name",
            ),
            SameFacility("distribution.facility", "family.facility", "collector_member.facility"),
            # A foreign key would lock the event before the touch does, and two would wait for each
            # other.
            Derived((("purpose",), _PURPOSE_OF_EVENT), name="purpose_follows_event"),
            Refuse(
                constraint="a_handover_holds_its_interval",
                operation=Insert,
                condition_sql=_WINDOW_REFUSED.strip(),
            ),
        ]

    def __str__(self):
        return f"{self.number:04d}"

    @property
    def receipt(self) -> str:
        """The receipt number as printed: four digits."""
        return f"{self.number:04d}"

    @property
    def collector(self) -> str:
        """Who collected, and what it is to the WBP: "Kasmini (ibu)"."""
        word = Relationship(self.collector_relationship).word
        return f"{self.collector_name} ({word})" if word else self.collector_name

    @property
    def remarks(self) -> str:
        # What was written down in words beside the figures.
        head = gettext("Diserahkan oleh Kepala Rutan.") if self.given_by_head else ""
        thumb = gettext("Cap jempol.") if self.thumb_print else ""
        other = self.contents_note and gettext("Isi paket: %(what)s") % {"what": self.contents_note}
        return " ".join(filter(None, (head, thumb, self.note, other)))

    @property
    def is_voided(self) -> bool:
        return self.voided_at is not None

    @property
    def is_accepted(self) -> bool:
        return self.settled_at is not None

    @property
    def is_unexplained(self) -> bool:
        return bool(self.exception) and not self.is_voided and not self.is_accepted

    def free_from(self, distribution: Distribution) -> dt.date:
        """The first day on which its family may receive in that event: for another purpose the day
        after.
        """
        days = distribution.minimum_days if self.purpose == distribution.purpose else 1
        return self.given_on + dt.timedelta(days=days)

    @property
    def given_on(self) -> dt.date:
        """The last of its window, which is open above; not asked of a rehearsal."""
        return self.served_window.upper - dt.timedelta(days=1)

    @property
    def allowed_by(self) -> User:
        """Who decided an override: at the counter for the entitlement, or at the desk with the
        package in hand.
        """
        return self.entitlement.override_by or self.entitlement.early_by or self.recorded_by

    @property
    def rules_set_aside(self) -> list[str]:
        """The rules in spite of which the services head gave this package; the event and the
        entitlement are loaded.
        """
        rules, window = [], self.served_window
        if self.entitlement.override_at:
            rules.append(gettext("Satu paket untuk satu WBP"))
        if window and (window.upper - window.lower).days < self.distribution.minimum_days:
            rules.append(
                gettext("Jarak %(n)s hari antara dua paket") % {"n": self.distribution.minimum_days}
            )
        return rules
