"""Commodities, sites and plantings."""

import datetime as dt

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from harvests.forms.fields import BoundedDayField
from harvests.models import GRAMS_OF, Commodity, Planting, ProductionSite
from rutan.editing import AsShown
from rutan.fields import WholeNumberField, client_id_field, field_of
from rutan.forms import SettingsForm
from rutan.refusals import sentence
from rutan.texts import FreeText

WHOLE = {"inputmode": "numeric", "autocomplete": "off", "class": "short"}
NOT_A_NUMBER = _("Tulis dengan bilangan bulat, misalnya 200.")


def whole_number(
    label, *, most: int, least: int = 0, required: bool = True, help_text: str = ""
) -> forms.IntegerField:
    return WholeNumberField(
        label=label,
        min_value=least,
        max_value=most,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs=WHOLE),
        error_messages={
            "required": _("Isi angkanya."),
            "invalid": NOT_A_NUMBER,
            "min_value": _("Angka ini terlalu kecil; paling sedikit %(limit_value)s."),
            "max_value": _("Angka ini terlalu besar; paling banyak %(limit_value)s."),
        },
    )


class PlaceForm(SettingsForm):
    """A form that its page lays out field by field."""

    def as_shown(self) -> SafeString:
        """Hidden fields: what stood in the others when the page was first rendered."""
        return AsShown(*self._meta.fields).render(self, {})

    def clean(self):
        data = super().clean()
        if "client_id" in self.fields:
            # No field of the model's form: the verb, not the form, knows what was sent before.
            self.instance.client_id = data.get("client_id")
        return data


class CommodityForm(PlaceForm):
    grams_per_unit = whole_number(
        _("Berat satu satuan (gram)"),
        least=1,
        most=1_000_000,
        required=False,
        help_text=_(
            "Untuk memperkirakan berat yang tidak ditimbang, misalnya 1 ikat kangkung 200 gram."
            " Panen yang sudah tercatat tidak berubah."
        ),
    )
    shelf_life_days = whole_number(
        _("Daya simpan (hari)"), most=730, help_text=_("Sayur daun 1, sayur buah 3, telur 14.")
    )

    class Meta:
        model = Commodity
        formfield_callback = field_of
        fields = [
            "name",
            "sector",
            "group",
            "unit",
            "grams_per_unit",
            "shelf_life_days",
            "is_active",
        ]
        help_texts = {"unit": _("Satuan yang biasa dipakai saat memanen.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            # A weight that nobody chose would pass for a known one.
            self.initial["grams_per_unit"] = None

    def clean(self):
        data = super().clean()
        if data.get("unit") in GRAMS_OF:
            self.errors.pop("grams_per_unit", None)
            data["grams_per_unit"] = GRAMS_OF[data["unit"]]
        elif data.get("grams_per_unit") is None and "grams_per_unit" not in self.errors:
            self.add_error("grams_per_unit", sentence("a_unit_weighs_something"))
        return data


class SiteForm(PlaceForm):
    area_m2 = whole_number(_("Luas (m²)"), most=10_000_000, required=False)

    class Meta:
        model = ProductionSite
        formfield_callback = field_of
        fields = ["name", "kind", "area_m2", "is_active"]


class PlantingForm(forms.ModelForm):
    client_id = client_id_field()
    planted_on = BoundedDayField(label=_("Mulai (tanam, tebar, atau pelihara)"))
    expected_on = BoundedDayField(label=_("Perkiraan panen"), required=False)

    note = FreeText(label=_("Catatan"), required=False, max_length=200)

    class Meta:
        model = Planting
        formfield_callback = field_of
        fields = ["commodity", "site", "planted_on", "expected_on", "note"]

    def __init__(self, *args, commodities, sites, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        for name, rows in (("commodity", commodities), ("site", sites)):
            field, wrong = self.fields[name], _("Pilih dari daftar.")
            field.queryset, field.empty_label = rows, _("Pilih …")
            field.error_messages |= {"invalid_choice": wrong, "required": wrong}
        span = dt.timedelta(days=1100)
        self.fields["planted_on"].between(today - span, today)
        self.fields["expected_on"].between(today - span, today + span)

    def clean(self):
        data = super().clean()
        # No field of the model's form: the verb, not the form, knows what was sent before.
        self.instance.client_id = data.get("client_id")
        planted, expected = data.get("planted_on"), data.get("expected_on")
        if planted and expected and expected < planted:
            self.add_error("expected_on", sentence("planting_ripens_after_sowing"))
        return data
