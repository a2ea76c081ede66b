"""What a scale said of some packages of a run."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _
from pgtrigger import Insert

from distributions.models.packing import PackageMovement
from rutan.constraints import Check, Frozen, Refuse, SameFacility
from rutan.model_bases import Fact
from rutan.models import FacilityQuerySet

# Whoever types grams where kilograms are asked for is stopped.
MOST_GRAMS = 100_000


class EachWithin(Func):
    """Whether every number of an array is more than nothing and at most ``most``."""

    template = "0 < ALL (%(expressions)s) AND %(most)s >= ALL (%(expressions)s)"
    output_field = models.BooleanField()

    def __init__(self, array, most):
        super().__init__(array, most=most)


_RUN = 'SELECT 1 FROM "distributions_packagemovement" m WHERE m.id = NEW.run_id'
_EVENT = (
    'SELECT 1 FROM "distributions_packagemovement" m '
    'JOIN "distributions_distribution" d ON d.id = m.distribution_id WHERE m.id = NEW.run_id'
)


class WeighingQuerySet(FacilityQuerySet):
    def newest_first(self):
        return self.select_related("recorded_by").order_by("-pk")


class Weighing(Fact):
    """Packages of one run that were put on a scale. A later weighing of the run is another row."""

    run = models.ForeignKey(PackageMovement, models.PROTECT, related_name="weighings")
    # One number for each package that was weighed.
    grams = ArrayField(models.PositiveIntegerField())
    # As the setting stood then: who changes it rewrites no report.
    tolerance_percent = models.PositiveSmallIntegerField()

    objects = WeighingQuerySet.as_manager()
    facility_path = "run__distribution__facility"
    sealed = {"recorded_at": ("run_id", "grams", "tolerance_percent", "recorded_by_id")}

    class Meta:
        ordering = ["pk"]
        constraints = [
            Check(
                condition=Q(grams__len__gte=1),
                name="a_weighing_has_a_weight",
                violation_error_message=_("Isi berat paling sedikit satu paket."),
                form_field="grams",
            ),
            Check(
                condition=EachWithin("grams", MOST_GRAMS),
                name="a_package_weighs_more_than_nothing",
                violation_error_message=_(
                    "Berat satu paket lebih dari 0 dan paling banyak 100 kg."
                ),
                form_field="grams",
            ),
        ]
        triggers = [
            Frozen(),
            SameFacility("run.distribution.facility"),
            Refuse(
                constraint="what_is_weighed_was_packed",
                operation=Insert,
                condition_sql=f"NOT EXISTS ({_RUN} AND m.kind = 'packed')",
                violation_error_message=_("Yang ditimbang paket yang dikemas."),
            ),
            Refuse(
                constraint="a_sample_is_no_more_than_its_run",
                operation=Insert,
                condition_sql=f"NOT EXISTS ({_RUN} AND m.packages >= cardinality(NEW.grams))",
                violation_error_message=_(
                    "Berat yang ditulis lebih banyak daripada paket yang dikemas."
                ),
                form_field="grams",
            ),
            Refuse(
                constraint="packages_are_weighed_before_the_closing",
                operation=Insert,
                condition_sql=f"NOT EXISTS ({_EVENT} AND d.status IN ('approved', 'open'))",
                violation_error_message=_("Paket ditimbang sebelum kegiatan ditutup."),
                violation_error_code="not_open",
            ),
        ]

    def __str__(self):
        return f"{self.run_id}: {len(self.grams)}"
