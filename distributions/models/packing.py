"""What goes into a package, the packages made, returned or lost, and the lots they came from."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _
from pgtrigger import After, Insert

from distributions.models.event import Distribution
from harvests.models import Commodity, Harvest, StockMovement, quantity_field
from rutan.constraints import Check, Frozen, Refuse, SameFacility, Touches, Unique
from rutan.model_bases import Fact
from rutan.models import FacilityQuerySet


class PackageItem(models.Model):
    """One line of the planned contents of a package; what was really packed stands in the lots."""

    distribution = models.ForeignKey(Distribution, models.CASCADE, related_name="items")
    commodity = models.ForeignKey(
        Commodity, models.PROTECT, related_name="+", verbose_name=_("Komoditas")
    )
    quantity = quantity_field(_("Isi per paket"), validators=[MinValueValidator(0)])

    objects = FacilityQuerySet.as_manager()
    facility_path = "distribution__facility"

    class Meta:
        ordering = ["pk"]
        constraints = [
            Unique(
                fields=["distribution", "commodity"],
                name="one_plan_line_per_commodity",
                violation_error_message=_("Komoditas ini sudah ada dalam isi paket."),
            ),
            Check(
                condition=Q(quantity__gt=0, quantity__lte=1000),
                name="a_plan_line_is_more_than_nothing",
                violation_error_message=_(
                    "Isi per paket harus lebih dari nol dan paling banyak 1.000."
                ),
            ),
        ]
        triggers = [SameFacility("distribution.facility", "commodity.facility")]

    def __str__(self):
        return f"{self.quantity} {self.commodity}"


# Looked at after touches_distribution has locked the event: of two unpackings at once the second
# sees the first.
_UNPACKS_TOO_MUCH = """
NEW.unpacks_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM "distributions_packagemovement" m
    WHERE m.id = NEW.unpacks_id AND m.distribution_id = NEW.distribution_id
    AND m.kind = 'packed' AND m.packages >= (
        SELECT sum(b.packages) FROM "distributions_packagemovement" b WHERE b.unpacks_id = m.id))
"""


class PackageMovementQuerySet(FacilityQuerySet):
    def with_lots(self):
        """With the lots of each run, and what these weigh after all corrections. Three
        statements.
        """
        lots = Harvest.objects.for_display().with_intake()
        return self.select_related("recorded_by").prefetch_related(
            Prefetch("packed_lots", PackedLot.objects.select_related("stock_movement")),
            Prefetch("packed_lots__stock_movement__harvest", lots),
        )

    def packed(self):
        return self.filter(kind=PackageMovement.Kind.PACKED)

    def with_weighings(self):
        """With what a scale said of each run, the newest first. One statement."""
        weighings = PackageMovement.weighings.rel.related_model.objects
        return self.prefetch_related(Prefetch("weighings", weighings.newest_first()))


class PackageMovement(Fact):
    """n packages packed, taken back or lost."""

    class Kind(models.TextChoices):
        PACKED = "packed", _("Dikemas")
        RETURNED = "returned", _("Dikembalikan")
        LOST = "lost", _("Rusak atau hilang")

    distribution = models.ForeignKey(Distribution, models.PROTECT, related_name="package_movements")
    kind = models.CharField(max_length=8, choices=Kind)
    packages = models.PositiveIntegerField(
        _("Jumlah paket"), validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    note = models.CharField(_("Catatan"), max_length=200, blank=True)
    # What the form asked for in one package, by commodity and unit: the lots that gave it may be
    # counted otherwise.
    asked = models.JSONField(default=dict)
    # The run whose packages came back or were lost: its lots say what was in them.
    unpacks = models.ForeignKey("self", models.PROTECT, null=True, related_name="unpackings")

    objects = PackageMovementQuerySet.as_manager()
    facility_path = "distribution__facility"
    sealed = {
        "recorded_at": ("distribution_id", "kind", "packages", "unpacks_id", "recorded_by_id")
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            Check(
                condition=Q(packages__gte=1, packages__lte=10_000),
                name="a_package_movement_moves_packages",
                violation_error_message=_("Jumlah paket 1 sampai 10.000."),
                form_field="packages",
            ),
            models.CheckConstraint(
                condition=Q(kind="packed", unpacks=None)
                | (~Q(kind="packed") & Q(unpacks__isnull=False)),
                name="what_comes_back_was_packed",
            ),
        ]
        triggers = [
            Frozen(erasable=("note",)),
            SameFacility("distribution.facility"),
            Touches(
                "distribution",
                constraint="packing_needs_an_approved_or_open_event",
                unless_sql="parent.status NOT IN ('approved', 'open')",
                operation=Insert,
                violation_error_message=_(
                    "Pengemasan dicatat setelah daftar disetujui dan sebelum kegiatan ditutup."
                ),
                violation_error_code="not_open",
            ),
            Refuse(
                constraint="what_comes_back_stays_within_its_run",
                operation=Insert,
                when=After,
                condition_sql=_UNPACKS_TOO_MUCH.strip(),
                violation_error_message=_(
                    "Paket yang dibongkar lebih banyak daripada yang dikemas."
                ),
                violation_error_code="not_enough",
                form_field="packages",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.packages}"


class PackedLot(models.Model):
    """One movement of stock that belongs to a package movement."""

    package_movement = models.ForeignKey(
        PackageMovement, models.PROTECT, related_name="packed_lots"
    )
    stock_movement = models.OneToOneField(StockMovement, models.PROTECT, related_name="packed_lot")

    objects = FacilityQuerySet.as_manager()
    facility_path = "package_movement__distribution__facility"

    class Meta:
        triggers = [
            Frozen(),
            SameFacility(
                "package_movement.distribution.facility", "stock_movement.harvest.facility"
            ),
        ]

    def __str__(self):
        return f"{self.package_movement_id}/{self.stock_movement_id}"
