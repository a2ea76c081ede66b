"""What is asked when papers go to the printer."""

from django import forms

from distributions.documents.kinds import ALL, COUNTED, MOST_DESKS
from distributions.forms.packing import ClientIdForm
from distributions.models import Coupon, Distribution, Entitlement
from rutan.fields import WholeNumberField


class DesksForm(forms.Form):
    """For how many desks the roster is divided; in the address of the event's page."""

    desks = WholeNumberField(min_value=1, max_value=MOST_DESKS, required=False)

    @property
    def chosen(self) -> int | None:
        return self.cleaned_data.get("desks") if self.is_valid() else None


class PrintForm(DesksForm, ClientIdForm):
    """Everything together, the coupons of the whole list, or one family's."""

    # The page says for how many it was drawn up; nobody types it.
    desks = WholeNumberField(
        min_value=1, max_value=MOST_DESKS, required=False, widget=forms.HiddenInput
    )
    kind = forms.ChoiceField(choices=[(ALL, ALL), (COUNTED, COUNTED)])
    entitlement = forms.ModelChoiceField(Entitlement.objects.none(), required=False)

    def __init__(self, *args, distribution: Distribution, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["entitlement"].queryset = Entitlement.objects.on(distribution)


class ReplaceForm(forms.Form):
    """Which coupon is spoilt: the page may have been open while another took its place."""

    coupon = forms.ModelChoiceField(Coupon.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args, row: Entitlement, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["coupon"].queryset = row.coupons.all()
