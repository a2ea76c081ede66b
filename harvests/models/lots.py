"""What the garden gave: lots, and what is left of them."""

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Abs, Coalesce
from django.db.models.lookups import LessThan
from django.utils.translation import gettext_lazy as _
from pgtrigger import Delete

from harvests.models.places import (
    GRAMS_OF,
    Commodity,
    Planting,
    ProductionSite,
    Unit,
    amount,
    exactly,
    unit_word,
)
from rutan.constraints import (
    Check,
    CompositeForeignKey,
    Derived,
    Frozen,
    Refuse,
    SameFacility,
)
from rutan.formats import berat
from rutan.model_bases import Fact
from rutan.models import Facility, FacilityQuerySet, track
from rutan.refusals import TOO_MUCH

# One harvest of more than 100 t or a million pieces is a typing error.
MOST_GRAMS = 100_000_000
MOST_UNITS = 1_000_000

# What the guards of a movement say, and of a count.
BEFORE_THE_HARVEST = _("Tanggal ini mendahului tanggal panen.")
MENDING_UNEXPLAINED = _("Isi alasan pembetulan.")


def quantity_field(label=None, **options) -> models.DecimalField:
    return models.DecimalField(label, max_digits=12, decimal_places=3, **options)


def _came_in(figure: str, until=None):
    """A figure of the intake with its corrections, or those up to a day."""
    field = Harvest._meta.get_field(figure)
    corrections = Harvest.movements.rel.related_model.objects.filter(
        harvest=OuterRef("pk"), kind="correction"
    )
    if until:
        corrections = corrections.filter(occurred_on__lte=until)
    mended = corrections.order_by().values("harvest").annotate(by=models.Sum(figure)).values("by")
    return F(figure) + Coalesce(Subquery(mended), Value(0), output_field=field)


class HarvestQuerySet(FacilityQuerySet):
    def on_hand(self):
        """Lots with something left."""
        return self.filter(on_hand_grams__gt=0)

    def between(self, first, last):
        """Lots harvested from ``first`` to ``last``, both included."""
        return self.filter(harvested_on__range=(first, last))

    def of(self, commodity=None, site=None):
        """Lots of one commodity, of one site, or of both; None narrows nothing."""
        asked = {"commodity": commodity, "site": site}
        return self.filter(**{name: value for name, value in asked.items() if value})

    def with_intake(self, until=None):
        """With ``intake_quantity`` and ``intake_grams``: what came in after all corrections, or
        after those up to a day.
        """
        return self.annotate(
            intake_quantity=_came_in("quantity", until), intake_grams=_came_in("grams", until)
        )

    def with_estimated(self, until=None):
        """With the intake, and of it ``estimated_grams``: none where a correction weighed the lot
        or says it never was. Harvest.estimates in SQL.
        """
        off = Abs(F("grams") * F("intake_quantity") - F("intake_grams") * F("quantity"))
        follows = LessThan(off, 2 * F("quantity"))
        return self.with_intake(until).annotate(
            estimated_grams=Case(
                When(Q(follows, weight_is_estimated=True), then=F("intake_grams")),
                default=0,
                output_field=models.IntegerField(),
            )
        )

    def standing(self):
        """Without lots that a correction says never were."""
        return self.with_intake().filter(intake_quantity__gt=0)

    def totals(self):
        """How many ``lots`` really were, and the grams that came in (``harvested``, corrections
        included, of them ``estimated``) and are ``left``
        (of them ``left_estimated``).
        """
        return self.with_estimated().aggregate(
            lots=models.Count("pk", filter=Q(intake_quantity__gt=0)),
            harvested=models.Sum("intake_grams", default=0),
            estimated=models.Sum("estimated_grams", default=0),
            left=models.Sum("on_hand_grams", default=0),
            left_estimated=models.Sum("on_hand_grams", filter=Q(estimated_grams__gt=0), default=0),
        )

    def last_of_each_site_and_commodity(self):
        """(site id, commodity id, unit) of the last lot of each site and commodity, the latest
        first.
        """
        lasts = self.order_by("site_id", "commodity_id", "-pk").distinct("site_id", "commodity_id")
        found = lasts.values_list("pk", "site_id", "commodity_id", "unit")
        return [row[1:] for row in sorted(found, reverse=True)]

    def newest_first(self):
        return self.order_by("-harvested_on", "-pk")

    def last_places(self, commodities) -> dict[int, int]:
        """Commodity id -> the place where it was harvested last."""
        lots = self.filter(commodity__in=commodities, site__is_active=True)
        last = lots.order_by("commodity", "-harvested_on", "-pk").distinct("commodity")
        return dict(last.values_list("commodity", "site"))

    def oldest_first(self):
        return self.order_by("harvested_on", "pk")

    def freshest_needs_first(self):
        """What spoils first stands first."""
        return self.order_by("best_before", "harvested_on", "pk")

    def for_display(self):
        return self.select_related("facility", "commodity", "site", "recorded_by")

    def locked(self):
        """In the one order that never deadlocks: by ascending id."""
        return super().locked().order_by("pk")


# No grams without units, and no units without grams; only of less than a unit, or of what weighs
# less than two grams by the lot's own weight, the grams may round to none: a package's share of one
# chilli is unpacked too.
UNITS_LIE_WITH_GRAMS = (
    Q(on_hand_quantity=0, on_hand_grams=0)
    | Q(on_hand_quantity__gt=0, on_hand_grams__gt=0)
    | Q(on_hand_quantity__gt=0, on_hand_grams=0)
    & (Q(on_hand_quantity__lt=1) | Q(quantity__gt=F("on_hand_quantity") * F("grams") / 2))
)


_ON_HAND = (
    "SELECT NEW.quantity + coalesce(sum(m.quantity), 0), NEW.grams + coalesce(sum(m.grams), 0) "
    'FROM "harvests_stockmovement" m WHERE m.harvest_id = NEW.id'
)


@track(exclude=["on_hand_quantity", "on_hand_grams"])
class Harvest(Fact):
    """One lot: one commodity from one site on one day."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="harvests")
    commodity = models.ForeignKey(
        Commodity, models.PROTECT, related_name="harvests", verbose_name=_("Komoditas")
    )
    site = models.ForeignKey(
        ProductionSite,
        models.PROTECT,
        related_name="harvests",
        verbose_name=_("Lahan/Kolam/Kandang"),
    )
    planting = models.ForeignKey(
        Planting, models.PROTECT, null=True, blank=True, related_name="harvests"
    )
    harvested_on = models.DateField(_("Tanggal panen"))
    quantity = quantity_field(_("Jumlah"))
    unit = models.CharField(_("Satuan"), max_length=8, choices=Unit)
    grams = models.PositiveIntegerField(_("Berat (gram)"))
    weight_is_estimated = models.BooleanField(_("Berat perkiraan"), default=False)
    worker_count = models.PositiveSmallIntegerField(
        _("Jumlah WBP yang bekerja"), null=True, blank=True
    )
    note = models.CharField(_("Catatan"), max_length=200, blank=True)
    best_before = models.DateField(_("Sebaiknya dipakai sampai"))
    # Derived by a trigger from quantity, grams and the movements; never written by Python.
    on_hand_quantity = quantity_field(default=0, editable=False)
    on_hand_grams = models.IntegerField(default=0, editable=False)

    objects = HarvestQuerySet.as_manager()

    class Meta:
        ordering = ["-harvested_on", "-pk"]
        indexes = [
            models.Index(fields=["facility", "harvested_on"], name="harvest_by_facility_and_day")
        ]
        constraints = [
            Check(
                condition=Q(
                    quantity__gt=0, quantity__lte=MOST_UNITS, grams__gt=0, grams__lte=MOST_GRAMS
                ),
                name="a_harvest_is_more_than_nothing",
                violation_error_message=_("Jumlah dan berat panen harus lebih dari nol."),
            ),
            Check(
                condition=Q(on_hand_quantity__lte=MOST_UNITS, on_hand_grams__lte=MOST_GRAMS),
                name="a_lot_holds_no_more_than_a_harvest_can",
                violation_error_message=TOO_MUCH,
                violation_error_code="too_much",
                form_field="quantity",
            ),
            models.CheckConstraint(
                condition=Q(unit__in=Unit.values), name="a_harvest_has_a_known_unit"
            ),
            Check(
                condition=Q(on_hand_quantity__gte=0, on_hand_grams__gte=0),
                name="a_lot_never_goes_below_zero",
                violation_error_message=_(
                    "Sisa panen ini tidak cukup. Kurangi jumlahnya atau ambil dari panen lain."
                ),
                violation_error_code="not_enough",
                form_field="quantity",
            ),
            Check(
                condition=UNITS_LIE_WITH_GRAMS,
                name="units_lie_with_their_grams",
                violation_error_message=_(
                    "Jumlah dan berat sisa tidak cocok. Habiskan keduanya atau sisakan keduanya."
                ),
                violation_error_code="not_enough",
                form_field="quantity",
            ),
            CompositeForeignKey(
                name="a_harvest_is_of_its_planting",
                fields=("planting", "commodity", "site"),
                to="harvests.Planting",
                to_fields=("id", "commodity", "site"),
                violation_error_message=_(
                    "Penanaman atau pemeliharaan ini milik komoditas atau tempat lain."
                ),
            ),
        ]
        triggers = [
            # The intake is a fact; a mistake is mended by a movement of kind "correction".
            Frozen(
                "facility",
                "commodity",
                "site",
                "harvested_on",
                "quantity",
                "unit",
                "grams",
                "client_id",
                name="harvest_intake_never_changes",
            ),
            Refuse(constraint="harvest_is_never_deleted", operation=Delete, condition_sql="true"),
            SameFacility("facility", "commodity.facility", "site.facility", "planting.facility"),
            Derived((("on_hand_quantity", "on_hand_grams"), _ON_HAND)),
        ]

    def __str__(self):
        return f"{self.commodity} {self.harvested_on:%Y-%m-%d}"

    def said(self, quantity, grams=None) -> str:
        """An amount of this lot as its account says it, to the gram where a scale counts: ``12 ikat
        (2,4 kg)``, ``7,153 kg``; a weight is said once.
        """
        return self._with_weight(exactly(quantity, self.unit), grams)

    def read(self, quantity, grams=None) -> str:
        """The same as people read it: ``7,2 kg``."""
        return self._with_weight(amount(quantity, self.unit), grams)

    def told(self, quantity, grams) -> str:
        """The same with what it is, for the middle of a sentence: ``12 ikat bayam (2,4 kg)``."""
        what = self.commodity.name.lower()
        return self._with_weight(f"{amount(quantity, self.unit)} {what}", grams)

    def _with_weight(self, said, grams) -> str:
        if self.unit in GRAMS_OF or grams is None:
            return said
        return f"{said} ({berat(grams, self.is_estimated)})"

    def estimates(self, quantity, grams) -> bool:
        """Whether so many grams of ``quantity`` units, after corrections, still follow the estimate
        of the intake.
        """
        # Corrected more than once, the rounding may be a gram off.
        return self.weight_is_estimated and abs(self.grams * quantity / self.quantity - grams) < 2

    @property
    def intake_is_estimated(self) -> bool:
        """Of a lot that was loaded with its intake."""
        return self.estimates(self.intake_quantity, self.intake_grams)

    @property
    def intake_units(self) -> str:
        """Of the same: ``12 ikat``."""
        return self.read(self.intake_quantity)

    @property
    def is_estimated(self) -> bool:
        """Whether its weights are estimates: by the mended intake where it is loaded, else as it
        was recorded.
        """
        if hasattr(self, "intake_grams"):
            return self.intake_is_estimated
        return self.weight_is_estimated

    @property
    def taken_in(self) -> str:
        return self.read(self.quantity, self.grams)

    @property
    def units(self) -> str:
        """The word beside a field for an amount of it: ``ikat``, in English ``bunches``."""
        return unit_word(self.unit, 2)

    @property
    def left_units(self) -> str:
        return self.read(self.on_hand_quantity)

    @property
    def left(self) -> str:
        return self.read(self.on_hand_quantity, self.on_hand_grams)

    @property
    def books(self) -> str:
        """What is left to the gram, beside what somebody counts."""
        return self.said(self.on_hand_quantity, self.on_hand_grams)
