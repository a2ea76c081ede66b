"""How many reserves become recipients, and up to whom."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rutan.fields import WholeNumberField, row_id_field


class CountForm(forms.Form):
    """For how many packages; it only shows other names."""

    saves = False

    n = WholeNumberField(label=_("Berapa cadangan"), min_value=1, required=False)

    def __init__(self, *args, most, **kwargs):
        super().__init__(*args, **kwargs)
        self.most = most

    @property
    def chosen(self) -> int:
        """As many as were asked for and are there; 0 where nobody asked."""
        return min(self.cleaned_data["n"] or 0, self.most) if self.is_valid() else 0


class UpToForm(forms.Form):
    """The last of the names that the page showed."""

    up_to = row_id_field(required=True)
