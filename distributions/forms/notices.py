"""Which families were told, and by what channel."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from distributions.models import Entitlement


class NoticesForm(forms.Form):
    """Several families that were told in the same way."""

    told = forms.TypedMultipleChoiceField(
        label=_("Keluarga"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Pilih keluarga yang sudah diberi tahu."),
            "invalid_choice": _("Ada keluarga yang tidak dalam daftar ini. Muat ulang halaman."),
        },
    )
    channel = forms.ChoiceField(
        label=_("Diberi tahu lewat"),
        choices=Entitlement.Channel.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih lewat apa keluarga diberi tahu."),
            "invalid_choice": _("Pilih salah satu."),
        },
    )

    def __init__(self, *args, rows: Sequence[Entitlement], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["told"].choices = [(row.pk, row.family.name) for row in rows]
        if not rows:
            self.fields.clear()

    def clean(self):
        if not self.fields:
            raise ValidationError(_("Tidak ada keluarga yang masih perlu diberi tahu."))
        return super().clean()
