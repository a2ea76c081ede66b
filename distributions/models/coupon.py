"""The paper coupon for a right."""

from django.db import models
from django.db.models import Q

from distributions.models import conditions
from distributions.models.entitlement import Entitlement
from distributions.models.event import Distribution
from rutan.constraints import Frozen, SameFacility, paired
from rutan.models import FacilityQuerySet, User


class CouponQuerySet(FacilityQuerySet):
    def live(self):
        return self.filter(revoked_at=None)

    def on(self, distribution: Distribution):
        """Those of whoever stands on its list, by number, with what is printed of the row."""
        standing = conditions.standing("entitlement__")
        rows = self.filter(standing, entitlement__distribution=distribution)
        return rows.select_related("entitlement__family__area__parent").order_by(
            "entitlement__number", "pk"
        )


class Coupon(models.Model):
    """The paper code for one entitlement; a bearer of it still says who he is."""

    entitlement = models.ForeignKey(Entitlement, models.PROTECT, related_name="coupons")
    code = models.CharField(max_length=9, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = CouponQuerySet.as_manager()
    facility_path = "entitlement__distribution__facility"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entitlement"],
                condition=Q(revoked_at=None),
                name="one_live_coupon_per_entitlement",
            ),
            paired("coupon", "given"),
            paired("coupon", "revoked"),
        ]
        triggers = [
            # Given to the wrong hand it is taken back, and is as if it had not been given.
            Frozen(once=("revoked_at", "revoked_by"), undone=("given_at", "given_by")),
            SameFacility("entitlement.distribution.facility"),
        ]

    def __str__(self):
        return self.code
