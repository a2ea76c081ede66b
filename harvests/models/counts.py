"""What somebody counted in a lot: a fact beside the movements, also where the books already
agreed.
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from pgtrigger import Insert

from harvests.models.lots import (
    BEFORE_THE_HARVEST,
    MENDING_UNEXPLAINED,
    MOST_GRAMS,
    MOST_UNITS,
    Harvest,
    quantity_field,
)
from harvests.models.movements import StockMovement
from rutan.constraints import Check, Frozen, Refuse, SameFacility
from rutan.model_bases import Fact
from rutan.models import FacilityQuerySet
from rutan.refusals import TOO_MUCH


class StockCountQuerySet(FacilityQuerySet):
    def in_order(self):
        return self.order_by("pk")

    def with_overtaken(self):
        """With ``is_overtaken``: the books of the days before the count were changed after it.

        A use of a later day is what a count expects. What was struck again since changes nothing.
        """
        since = StockMovement.objects.filter(
            harvest=OuterRef("harvest"), recorded_at__gt=OuterRef("recorded_at"), reversed_by=None
        )
        behind = (
            Q(reverses=None, kind=StockMovement.Kind.CORRECTION)
            | Q(reverses=None, occurred_on__lt=OuterRef("counted_on"))
            | Q(reverses__recorded_at__lte=OuterRef("recorded_at"))
        )
        return self.annotate(is_overtaken=Exists(since.filter(behind)))

    def last_of(self, lots):
        """The last count of each of the lots that was ever counted."""
        return self.filter(harvest__in=lots).order_by("harvest_id", "-pk").distinct("harvest_id")


class StockCount(Fact):
    """So much of a lot was really there; the movements of that moment led the books to it."""

    harvest = models.ForeignKey(Harvest, models.PROTECT, related_name="counts")
    quantity = quantity_field(_("Jumlah"))
    grams = models.PositiveIntegerField(_("Berat (gram)"))
    counted_on = models.DateField(_("Tanggal"))
    note = models.CharField(_("Catatan"), max_length=200, blank=True)

    objects = StockCountQuerySet.as_manager()
    facility_path = "harvest__facility"

    class Meta:
        ordering = ["pk"]
        constraints = [
            Check(
                condition=Q(quantity__range=(0, MOST_UNITS), grams__range=(0, MOST_GRAMS))
                & (Q(quantity__gt=0) | Q(quantity=0, grams=0)),
                name="a_count_finds_what_a_lot_can_hold",
                violation_error_message=TOO_MUCH,
                violation_error_code="too_much",
                form_field="quantity",
            )
        ]
        triggers = [
            Frozen(erasable=("note",)),
            SameFacility("harvest.facility"),
            # Asked of a new row only: words may be erased later.
            Refuse(
                constraint="a_count_says_why",
                operation=Insert,
                condition_sql="NEW.note = ''",
                violation_error_message=MENDING_UNEXPLAINED,
                form_field="note",
            ),
            Refuse(
                constraint="a_count_follows_its_harvest",
                operation=Insert,
                condition_sql="NEW.counted_on < (SELECT h.harvested_on "
                'FROM "harvests_harvest" h WHERE h.id = NEW.harvest_id)',
                violation_error_message=BEFORE_THE_HARVEST,
                form_field="on",
            ),
        ]

    def __str__(self):
        return f"{self.grams} g"

    @property
    def said(self) -> str:
        """What was there: ``12 ikat (2,4 kg)``."""
        return self.harvest.said(self.quantity, self.grams)
