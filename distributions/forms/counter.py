"""What the visit counter types of a family on the list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from distributions import counter
from distributions.forms.desk import (
    WhoCameForm,
    goes_first,
    may_be_photographed,
    who_came,
)
from distributions.models import IdentityMethod
from rutan.fields import row_id_field

METHODS = [(method.value, method.label) for method in counter.METHODS]


class ArrivalForm(WhoCameForm):
    """Who came for a family, shown what; the coupon that he was given; nobody is photographed who
    did not say yes.
    """

    entitlement = row_id_field(required=True)
    coupon_given = forms.BooleanField(label=_("Kupon diberikan"), required=False)
    may_be_photographed = may_be_photographed()
    goes_first = goes_first()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verified_by_method"].choices = [("", ""), *METHODS]

    @classmethod
    def of_card(cls, card, *, coupon):
        """As the counter opens it: the coupon is given when the KTP is shown."""
        preset = IdentityMethod.KTP if card.event.facility.ktp_at_desk else ""
        waits = coupon is not None and coupon.given_at is None
        usual = {"entitlement": card.entitlement.pk, "coupon_given": waits}
        return cls(initial=usual | who_came(card) | {"verified_by_method": preset})
