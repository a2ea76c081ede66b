"""A family's right in one distribution."""

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from distributions.models import conditions
from distributions.models.entitlement_guards import GUARDS
from distributions.models.event import Distribution
from families.models import Family, FamilyMember, Inmate, Relationship
from families.models.custody import here
from rutan.constraints import (
    Check,
    Unique,
    once_only,
    paired,
    sent_by_somebody,
)
from rutan.models import FacilityQuerySet, User, track
from rutan.refusals import REASON_MISSING


class IdentityMethod(models.TextChoices):
    KTP = "ktp", _("KTP")
    FAMILY_CARD = "family_card", _("KK")
    COUPON = "coupon", _("Kupon")
    PROXY_LETTER = "proxy_letter", _("Surat kuasa")
    INMATE_CONFIRMED = "inmate_confirmed", _("Dikenali WBP")
    KNOWN_TO_OFFICER = "known_to_officer", _("Dikenal petugas")


# A card relationship that is also one to the WBP, when he is the head of his own family's card.
_AS_ON_CARD = {"wife", "husband", "child", "child_in_law", "grandchild", "parent_in_law"}


def _counted() -> Q:
    """As ``EntitlementQuerySet.counted``."""
    handovers = Entitlement.handovers.rel.related_model.objects.filter(void_kind="wrong_entry")
    one_act = handovers.filter(entitlement=OuterRef("pk"), recorded_at=OuterRef("arrived_at"))
    return Q(arrived_at__isnull=False) & ~Exists(one_act)


class EntitlementQuerySet(FacilityQuerySet):
    def on(self, distribution: Distribution):
        return self.filter(distribution=distribution)

    def standing(self):
        """As ``Entitlement.is_standing``."""
        return self.filter(conditions.standing())

    def awaiting(self):
        """As ``Entitlement.awaits_approval``."""
        return self.filter(conditions.awaiting())

    def entitled(self):
        """On the list, walked in, or promoted from the reserves."""
        return self.filter(conditions.entitled())

    def reserves(self):
        """As ``Entitlement.is_reserve``."""
        return self.filter(conditions.reserve())

    def walk_ins(self):
        return self.filter(source=Entitlement.Source.WALK_IN)

    def changed_since_approval(self, events):
        """Of these events, who was taken off the list or promoted from the reserves."""
        changed = Q(withdrawn_at__isnull=False) | Q(promoted_at__isnull=False)
        rows = self.filter(changed, distribution__in=events)
        # What the counter wrote down and took back never stood on a list.
        return rows.exclude(source="walk_in").select_related("family").order_by("pk")

    def to_be_told(self):
        """Whose family is told before the day that it will receive."""
        return self.filter(conditions.to_be_told())

    def with_slip(self):
        """Whose inmate may be told: the family agreed, may be reached, and he is here."""
        return self.to_be_told().filter(
            here("inmate__"), family__may_tell_inmate=True, family__do_not_contact=False
        )

    def untold(self):
        return self.filter(notified_at=None)

    def with_served(self):
        """Adds ``served``: it was given a package, under whatever flag."""
        handovers = Entitlement.handovers.rel.related_model.objects
        return self.annotate(served=Exists(handovers.given().filter(entitlement=OuterRef("pk"))))

    def counted(self):
        """Given a number at the counter, in an act of its own or one that stands.

        The arrival that a wrong entry wrote down in the same act never happened either.
        """
        return self.filter(_counted())

    def with_came(self):
        """Adds ``came``: served, refused at the desk, counted at the counter, or the package was
        brought back.

        A hand-over that was a wrong entry never happened.
        """
        here = {"entitlement": OuterRef("pk")}
        without = {"family": OuterRef("family"), "distribution": OuterRef("distribution")}
        handovers = Entitlement.handovers.rel.related_model.objects.filter(**here)
        refused = Entitlement.desk_attempts.rel.related_model.objects.in_time()
        came = (
            _counted()
            | Exists(handovers.exclude(void_kind="wrong_entry"))
            # Two questions, each answered by an index of its own.
            | Exists(refused.filter(**here))
            | Exists(refused.filter(**without))
        )
        return self.annotate(
            came=Case(When(came, then=True), default=False, output_field=models.BooleanField())
        )

    def with_state(self):
        """Adds ``served``, ``came`` and ``state``: what became of the right, one of
        Entitlement.State; in an open event as ``rights.why_not`` says it of one.

        Until the event closes, whoever has no package may still be served.
        """
        state, closed = Entitlement.State, Q(distribution__status=Distribution.Status.CLOSED)
        return (
            self.with_served()
            .with_came()
            .annotate(
                state=Case(
                    When(served=True, then=Value(state.COLLECTED)),
                    When(conditions.awaiting(), then=Value(state.AWAITS_APPROVAL)),
                    When(~conditions.standing(), then=Value(state.WITHDRAWN)),
                    When(closed & Q(came=True), then=Value(state.EMPTY_HANDED)),
                    When(conditions.reserve(), then=Value(state.RESERVE)),
                    When(closed, then=Value(state.NO_SHOW)),
                    default=Value(state.PLANNED),
                    output_field=models.CharField(),
                )
            )
        )

    def waiting(self):
        return self.entitled().with_served().filter(served=False)

    def here(self):
        """Who came and waits for a package, in the order in which numbers are called: whoever did
        not answer comes after the others.
        """
        return (
            self.waiting()
            .filter(arrived_at__isnull=False)
            .order_by(F("passed_at").asc(nulls_first=True), "-goes_first", "arrived_at", "pk")
        )

    def collected(self):
        return self.with_served().filter(served=True)

    def before(self, reserve: "Entitlement"):
        """Reserves of the same list whose turn comes first."""
        return self.reserves().filter(
            distribution=reserve.distribution_id, rank__lt=reserve.rank or 0
        )

    def in_turn(self):
        return self.order_by("rank", "number", "pk")

    def by_number(self):
        return self.order_by("number", "pk")


# Of who came and is no member the row alone keeps the name, where erasing finds it.
# What the hall heard is gone with the morning.
@track(
    exclude=[
        *("one_per_inmate", "arrived_name", "override_reason", "early_reason"),
        *("may_be_photographed", "goes_first"),
        *("called_at", "called_by", "called_desk", "passed_at", "passed_by"),
    ]
)
class Entitlement(models.Model):
    """One family's right to one package in one distribution."""

    class Source(models.TextChoices):
        LIST = "list", _("Daftar")
        RESERVE = "reserve", _("Cadangan")
        WALK_IN = "walk_in", _("Datang langsung")

    class State(models.TextChoices):
        """What became of the right, derived from the facts (EntitlementQuerySet.with_state)."""

        PLANNED = "planned", _("Belum diambil")
        COLLECTED = "collected", _("Sudah diterima")
        EMPTY_HANDED = "empty_handed", _("Datang, tidak menerima")
        NO_SHOW = "no_show", _("Tidak hadir")
        RESERVE = "reserve", _("Cadangan")
        WITHDRAWN = "withdrawn", _("Dikeluarkan")
        AWAITS_APPROVAL = "awaits_approval", _("Menunggu persetujuan")

    class Channel(models.TextChoices):
        WHATSAPP = "whatsapp", "WhatsApp"
        PHONE = "phone", _("Telepon")
        VISIT = "visit", _("Saat berkunjung")
        INMATE = "inmate", _("Lewat WBP")
        VILLAGE = "village", _("Lewat desa")

        @classmethod
        def reaching(cls, family: Family) -> "list[Entitlement.Channel]":
            """By which of them a family may be told: at a visit always, and nothing else for whom
            nobody may contact; through the inmate only if it agreed.
            """
            if family.do_not_contact:
                return [cls.VISIT]
            return [each for each in cls if each != cls.INMATE or family.may_tell_inmate]

    distribution = models.ForeignKey(Distribution, models.PROTECT, related_name="entitlements")
    family = models.ForeignKey(Family, models.PROTECT, related_name="entitlements")
    inmate = models.ForeignKey(Inmate, models.PROTECT, related_name="entitlements")
    source = models.CharField(max_length=8, choices=Source)
    # Set at approval by the alphabet, at the door by arrival; stack, roster, screen and ear agree.
    number = models.PositiveIntegerField(null=True)
    # The form that registered a walk-in; the same form sent again makes no second family.
    client_id = once_only(null=True)
    # The order of reserves; never printed.
    rank = models.PositiveIntegerField(null=True)
    # Why a hand put this family on the list against the proposal's own order.
    reason = models.CharField(max_length=200, blank=True)
    # Family, village, inmate, register number, relationship and evidence as approved.
    snapshot = models.JSONField(default=dict)
    notified_at = models.DateTimeField(null=True)
    notified_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    notice_channel = models.CharField(max_length=10, choices=Channel, blank=True)
    arrived_at = models.DateTimeField(null=True)
    arrived_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # Who was seen at the counter: a member, or somebody else by the name as on the KTP.
    arrived_collector = models.ForeignKey(FamilyMember, models.PROTECT, null=True, related_name="+")
    arrived_name = models.CharField(max_length=120, blank=True)
    arrived_relationship = models.CharField(max_length=16, choices=Relationship, blank=True)
    arrived_method = models.CharField(max_length=20, choices=IdentityMethod, blank=True)
    # Asked at the counter; whoever was not asked said no.
    may_be_photographed = models.BooleanField(default=False)
    # Old, ill, with an infant: nobody writes down or shows why.
    goes_first = models.BooleanField(default=False)
    # Last called to a desk, and passed over when nobody came.
    called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    called_desk = models.CharField(max_length=30, blank=True)
    passed_at = models.DateTimeField(null=True)
    passed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    promoted_at = models.DateTimeField(null=True)
    promoted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # Why before a reserve whose turn it was.
    promoted_reason = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(max_length=200, blank=True)
    # Put on a list that was approved already: it neither prints nor serves until the head approves
    # it too. Taken back to the plan, the list is approved anew as a whole.
    added_at = models.DateTimeField(null=True)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # Of an acting head who approves what he added himself.
    approved_reason = models.CharField(max_length=200, blank=True)
    # Why the services head entitled a second family of one inmate; once, and erasable.
    override_reason = models.CharField(max_length=200, blank=True)
    override_at = models.DateTimeField(null=True)
    override_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # Why the services head gave it at the counter a number before its interval had passed; the
    # desk's hand-over repeats the reason, which its own guard asks for.
    early_reason = models.CharField(max_length=200, blank=True)
    early_at = models.DateTimeField(null=True)
    early_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # The event's rule and no override, kept by a trigger so that a unique index can speak of it.
    one_per_inmate = models.BooleanField(default=False, editable=False)

    objects = EntitlementQuerySet.as_manager()
    facility_path = "distribution__facility"

    # Whoever sent the form that made it; see ``rutan.once``.
    made_by = "arrived_by"

    class Meta:
        # Few of many: who may have waited in vain is asked of every event there ever was.
        indexes = [
            models.Index(
                fields=["distribution"],
                condition=Q(arrived_at__isnull=False),
                name="who_arrived_at_an_event",
            ),
            models.Index(
                fields=["distribution"],
                condition=Q(source="reserve", promoted_at=None),
                name="reserves_of_an_event",
            ),
        ]
        constraints = [
            Unique(
                fields=["distribution", "family"],
                name="one_entitlement_per_family_and_event",
                violation_error_message=_("Keluarga ini sudah ada dalam daftar kegiatan ini."),
            ),
            models.UniqueConstraint(
                fields=["distribution", "number"], name="one_entitlement_per_number"
            ),
            Unique(
                fields=["distribution", "inmate"],
                condition=Q(one_per_inmate=True, withdrawn_at=None),
                name="one_entitlement_per_inmate",
                violation_error_message=_(
                    "Satu paket untuk satu WBP: keluarga lain dari WBP ini sudah terdaftar."
                ),
                violation_error_code="inmate_already_served",
            ),
            # What a hand-over's composite foreign key points at.
            models.UniqueConstraint(
                fields=["id", "distribution", "family"], name="entitlement_with_event_and_family"
            ),
            Check(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="a_withdrawal_has_a_reason",
                violation_error_message=REASON_MISSING,
                form_field="reason",
            ),
            models.CheckConstraint(
                condition=Q(notified_at__isnull=True) | ~Q(notice_channel=""),
                name="a_notice_has_a_channel",
            ),
            models.CheckConstraint(
                condition=Q(arrived_at__isnull=False)
                | Q(
                    arrived_collector__isnull=True,
                    arrived_name="",
                    arrived_relationship="",
                    arrived_method="",
                    may_be_photographed=False,
                    goes_first=False,
                ),
                name="whoever_was_seen_has_arrived",
            ),
            models.CheckConstraint(
                condition=Q(arrived_at__isnull=False, called_at__isnull=False)
                | Q(called_at__isnull=True, called_desk="", passed_at__isnull=True),
                name="whoever_was_called_has_arrived",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(added_at__isnull=False),
                name="only_an_addition_is_approved_by_itself",
            ),
            models.CheckConstraint(
                condition=Q(added_at=None) | Q(source="list", number=None) | ~Q(approved_at=None),
                name="an_addition_has_no_number_before_its_approval",
            ),
            sent_by_somebody("entitlement", "arrived"),
            *(
                paired("entitlement", act)
                for act in (
                    *("notified", "arrived", "called", "passed", "promoted", "withdrawn"),
                    *("override", "early", "added", "approved"),
                )
            ),
        ]
        triggers = GUARDS

    def __str__(self):
        return f"{self.distribution_id}/{self.number or '-'}"

    @property
    def seen_at_arrival(self) -> bool:
        """Whether somebody looked at who came, and by what he knew that person."""
        return bool(self.arrived_collector_id or self.arrived_name)

    @property
    def is_called(self) -> bool:
        """Called to a desk, and not passed over since."""
        return self.called_at is not None and self.passed_at is None

    @property
    def is_standing(self) -> bool:
        """Approved, and not taken off the list."""
        return self.withdrawn_at is None and (self.added_at is None or self.approved_at is not None)

    @property
    def awaits_approval(self) -> bool:
        """Put on an approved list, which the head has not seen yet."""
        added = self.added_at is not None and self.approved_at is None
        return added and self.withdrawn_at is None

    @property
    def is_reserve(self) -> bool:
        """Among the reserves, and nobody promoted it yet."""
        unpromoted = self.source == self.Source.RESERVE and self.promoted_at is None
        return self.is_standing and unpromoted

    @property
    def family_name(self) -> str:
        """As it was approved, whatever the registry says by now."""
        return self.snapshot.get("family") or self.family.name

    @property
    def village(self) -> str:
        """Where the family lived when it was approved."""
        return self.snapshot.get("village") or str(self.family.area)

    @property
    def audit_facts(self) -> dict[str, int | None]:
        """By what an act on it is told from those on others."""
        return {"distribution": self.distribution_id, "number": self.number}

    def is_named_after(self, member: FamilyMember) -> bool:
        """Whether the family has its name, and so its relationship, from this member: as approved,
        else as on file.
        """
        approved = self.snapshot.get("named_after")
        return member.pk == approved if approved else member.names_family

    def relationship_of(self, member: FamilyMember) -> str:
        """What a member is to the WBP: the family's own relationship for whom the family is named
        after.
        """
        own = self.snapshot.get("relationship", Relationship.OTHER)
        if self.is_named_after(member):
            return own
        near = own in (Relationship.WIFE, Relationship.HUSBAND, Relationship.CHILD)
        on_card = member.card_relationship
        return on_card if near and on_card in _AS_ON_CARD else Relationship.OTHER
