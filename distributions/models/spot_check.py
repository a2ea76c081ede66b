"""Families of an event that are phoned afterwards: by a lot, by somebody of neither desk nor
registry, and what they answered.
"""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pgtrigger import Insert

from distributions.lottery import new_seed
from distributions.models.entitlement import Entitlement
from distributions.models.event import Distribution
from rutan.constraints import Frozen, Refuse, SameFacility
from rutan.model_bases import Fact
from rutan.models import FacilityQuerySet, User

# Whoever acted at desk, counter or hall of the event, on a right in it, or on a family that was
# drawn: the table, the column that leads there, and those of the actors.
DESK = (
    ("distributions_handover", "distribution_id", ("recorded_by_id", "voided_by_id")),
    (
        "distributions_entitlement",
        "distribution_id",
        ("arrived_by_id", "called_by_id", "passed_by_id"),
    ),
    ("distributions_deskattempt", "distribution_id", ("recorded_by_id",)),
)
RIGHTS = (("distributions_coupon", "entitlement_id", ("given_by_id",)),)
REGISTRY = (
    ("families_family", "id", ("recorded_by_id", "edited_by_id")),
    ("families_familymember", "family_id", ("recorded_by_id", "edited_by_id")),
    ("families_kinship", "family_id", ("recorded_by_id",)),
    ("families_povertyevidence", "family_id", ("recorded_by_id", "verified_by_id")),
)


def _took_part(who: str, check: str) -> str:
    """SQL: whether a user acted at the desk of a spot check's event, or on a family drawn in it."""
    event = f'(SELECT s.distribution_id FROM "distributions_spotcheck" s WHERE s.id = {check})'
    rights = f'SELECT e.id FROM "distributions_entitlement" e WHERE e.distribution_id = {event}'
    families = (
        'SELECT e.family_id FROM "distributions_drawnfamily" d '
        'JOIN "distributions_entitlement" e ON e.id = d.entitlement_id '
        f"WHERE d.spot_check_id = {check}"
    )
    places = ((DESK, f"= {event}"), (RIGHTS, f"IN ({rights})"), (REGISTRY, f"IN ({families})"))
    parts = [(row, of) for rows, of in places for row in rows]
    return " OR ".join(
        f'EXISTS (SELECT 1 FROM "{table}" t WHERE t.{key} {of} '
        f"AND {who} IN ({', '.join(f't.{column}' for column in columns)}))"
        for (table, key, columns), of in parts
    )


_OF_DRAWN = {
    column: f'SELECT d.{column} FROM "distributions_drawnfamily" d WHERE d.id = NEW.drawn_id'
    for column in ("spot_check_id", "was_absent")
}


class SpotCheckQuerySet(FacilityQuerySet):
    def unanswered_by(self, caller):
        """Whose lines were handed to this account, and of which families have no answer yet: how
        many in ``unasked``.
        """
        drawn = DrawnFamily.objects.filter(spot_check=OuterRef("pk"), answers=None)
        unasked = drawn.order_by().values("spot_check").values(n=Count("pk"))
        handed = SpotCheckSheet.objects.filter(spot_check=OuterRef("pk"), caller=caller)
        rows = self.filter(Exists(handed)).annotate(unasked=Subquery(unasked))
        return rows.filter(unasked__gt=0).select_related("distribution__facility").order_by("pk")


class SpotCheck(models.Model):
    """The lot of one event, drawn once when it is over. A seed of its own: that of the list was
    known before the day, and a desk could have known who would be asked.
    """

    distribution = models.OneToOneField(Distribution, models.PROTECT, related_name="spot_check")
    seed = models.CharField(max_length=16, default=new_seed)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = SpotCheckQuerySet.as_manager()
    facility_path = "distribution__facility"
    made_by = "drawn_by"

    class Meta:
        ordering = ["pk"]
        triggers = [
            Frozen(),
            SameFacility("distribution.facility"),
            Refuse(
                constraint="a_spot_check_is_of_an_event_that_is_over",
                operation=Insert,
                condition_sql=(
                    'NOT EXISTS (SELECT 1 FROM "distributions_distribution" d '
                    "WHERE d.id = NEW.distribution_id AND d.status = 'closed' "
                    "AND NOT d.is_rehearsal)"
                ),
                violation_error_message=_(
                    "Uji petik dilakukan setelah kegiatan ditutup; latihan tidak diuji."
                ),
                violation_error_code="not_closed",
            ),
        ]

    def __str__(self):
        return self.seed

    def may_phone(self):
        """The open accounts that took no part: what the guards of sheets and answers ask. One
        statement.
        """
        sql = _took_part('"rutan_user"."id"', "%s")
        values = [self.pk] * sql.count("%s")
        took = RawSQL(sql, values, output_field=models.BooleanField())  # noqa: S611
        people = User.objects.filter(facility=self.distribution.facility_id).active()
        return people.annotate(took_part=took).filter(took_part=False).order_by("name")


class DrawnFamilyQuerySet(FacilityQuerySet):
    def with_family(self):
        """With what is read out to whoever phones, and the event."""
        return self.select_related(
            "entitlement__family__area__parent", "spot_check__distribution__facility"
        ).order_by("was_absent", "entitlement__number", "pk")


class DrawnFamily(models.Model):
    """A family on which the lot fell: it was served, or it did not come."""

    spot_check = models.ForeignKey(SpotCheck, models.PROTECT, related_name="drawn")
    entitlement = models.OneToOneField(Entitlement, models.PROTECT, related_name="drawn")
    was_absent = models.BooleanField()

    objects = DrawnFamilyQuerySet.as_manager()
    facility_path = "spot_check__distribution__facility"

    class Meta:
        ordering = ["pk"]
        triggers = [
            Frozen(),
            SameFacility("spot_check.distribution.facility", "entitlement.distribution.facility"),
            Refuse(
                constraint="a_drawn_family_is_of_its_event",
                operation=Insert,
                condition_sql=(
                    'NOT EXISTS (SELECT 1 FROM "distributions_spotcheck" s '
                    'JOIN "distributions_entitlement" e ON e.distribution_id = s.distribution_id '
                    "WHERE s.id = NEW.spot_check_id AND e.id = NEW.entitlement_id)"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.spot_check_id}/{self.entitlement_id}"

    @property
    def phone(self) -> str:
        """Empty of a family that is said something at a visit only, whoever phones."""
        family = self.entitlement.family
        return "" if family.do_not_contact else family.phone


class SheetQuerySet(FacilityQuerySet):
    def with_people(self):
        return self.select_related(
            "caller", "recorded_by", "spot_check__distribution__facility"
        ).order_by("-pk")


class SpotCheckSheet(Fact):
    """The lines of a spot check, printed for whoever phones: an account, or a name that is
    typed.
    """

    spot_check = models.ForeignKey(SpotCheck, models.PROTECT, related_name="sheets")
    caller = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    caller_name = models.CharField(max_length=120, blank=True)

    objects = SheetQuerySet.as_manager()
    facility_path = "spot_check__distribution__facility"

    class Meta:
        ordering = ["pk"]
        triggers = [
            Frozen(erasable=("caller_name",)),
            SameFacility("spot_check.distribution.facility", "caller.facility"),
            # A CHECK would stand in the way of erasing the name years later.
            Refuse(
                constraint="a_sheet_names_one_caller",
                operation=Insert,
                condition_sql="(NEW.caller_id IS NULL) <> (NEW.caller_name <> '')",
                violation_error_message=_("Pilih akun atau tulis nama penelepon, salah satu."),
                form_field="caller_name",
            ),
            Refuse(
                constraint="who_phones_is_of_neither_desk_nor_registry",
                operation=Insert,
                condition_sql=_took_part("NEW.caller_id", "NEW.spot_check_id"),
                violation_error_message=_(
                    "Orang ini ikut melayani keluarga pada kegiatan ini, atau mendaftarkan atau"
                    " memverifikasi keluarga yang diundi. Pilih orang lain."
                ),
                form_field="caller",
            ),
        ]

    def __str__(self):
        return f"{self.spot_check_id}/{self.pk}"

    @property
    def who(self) -> str:
        return str(self.caller) if self.caller else self.caller_name


# What is asked of a family that was served, and of one that did not come; why it did not is an
# Absence.
OF_SERVED = ("received", "was_whole", "asked_payment", "treated_well", "knows_complaints")
OF_ABSENT = ("was_told", "received", "asked_payment", "knows_complaints")


def _answered(*names: str) -> Q:
    """These are answered, and the others were not asked."""
    asked = dict.fromkeys((f"{name}__isnull" for name in {*OF_SERVED, *OF_ABSENT}), True)
    return Q(reached=bool(names), **asked | {f"{name}__isnull": False for name in names})


class SpotCheckAnswerQuerySet(FacilityQuerySet):
    def latest(self):
        """The last word on each family: whom nobody reached may be reached later."""
        return self.order_by("drawn_id", "-pk").distinct("drawn_id")

    def of_checks_since(self, at):
        """The last words of spot checks that were drawn since then, with their events."""
        rows = self.filter(drawn__spot_check__drawn_at__gte=at)
        return rows.latest().select_related("drawn__spot_check__distribution")


class SpotCheckAnswer(Fact):
    """What a family said when somebody phoned, or that nobody reached it."""

    drawn = models.ForeignKey(DrawnFamily, models.PROTECT, related_name="answers")
    reached = models.BooleanField()
    received = models.BooleanField(_("Menerima paket?"), null=True)
    was_whole = models.BooleanField(_("Satu paket utuh?"), null=True)
    asked_payment = models.BooleanField(_("Diminta uang atau jasa?"), null=True)
    treated_well = models.BooleanField(_("Diperlakukan baik?"), null=True)
    knows_complaints = models.BooleanField(_("Tahu ke mana mengadu?"), null=True)
    was_told = models.BooleanField(_("Diberi tahu sebelum kegiatan?"), null=True)

    objects = SpotCheckAnswerQuerySet.as_manager()
    facility_path = "drawn__spot_check__distribution__facility"

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=_answered() | _answered(*OF_SERVED) | _answered(*OF_ABSENT),
                name="an_answer_is_whole",
            ),
        ]
        triggers = [
            Frozen(),
            SameFacility("drawn.spot_check.distribution.facility"),
            Refuse(
                constraint="an_answer_is_of_its_question_set",
                operation=Insert,
                condition_sql=(
                    f"NEW.reached AND (NEW.was_told IS NOT NULL) <> ({_OF_DRAWN['was_absent']})"
                ),
            ),
            Refuse(
                constraint="an_answer_is_taken_by_who_took_no_part",
                operation=Insert,
                condition_sql=_took_part("NEW.recorded_by_id", f"({_OF_DRAWN['spot_check_id']})"),
                violation_error_message=_(
                    "Anda ikut melayani keluarga pada kegiatan ini, atau mendaftarkan atau"
                    " memverifikasi keluarga yang diundi. Jawabannya dicatat orang lain."
                ),
                violation_error_code="not_allowed",
            ),
        ]

    def __str__(self):
        return f"{self.drawn_id}: {self.reached}"

    @property
    def words(self) -> list[str]:
        """Each question with its answer: ``Menerima paket? Ya``."""
        if not self.reached:
            return [gettext("Tidak tersambung")]
        asked = OF_SERVED if self.was_told is None else OF_ABSENT
        labels = {name: self._meta.get_field(name).verbose_name for name in asked}
        said = {True: gettext("Ya"), False: gettext("Tidak")}
        return [f"{label} {said[getattr(self, name)]}" for name, label in labels.items()]
