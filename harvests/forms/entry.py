"""The harvest form: one day, and lines of a place, a commodity and how much of it."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from harvests.entry import Garden
from harvests.forms.fields import (
    BoundedDayField,
    ScaleField,
)
from harvests.models import GRAMS_OF, Commodity, Unit, unit_word
from harvests.stock.intake import Line
from rutan.fields import INCOMPLETE, QuantityField, WholeNumberField, client_id_field
from rutan.refusals import Refused
from rutan.texts import FreeText

# More than the page offers at once: a line that was taken away keeps its number.
MOST_LINES = 60
OTHER_DAY = "other"
# What is older than this was not harvested by somebody who now sits at the form.
OLDEST_DAYS = 1100


def _day_and_month(day: dt.date) -> str:
    return date_format(day, "j M")


def show_weight(form: forms.Form, line: Line, *, at: str) -> None:
    """Tell at the field why the line would have no weight, or an impossible one."""
    try:
        line.weight()
    except Refused as refused:
        refused.show_in(form, at)


class CommoditySelect(forms.Select):
    """Each option tells its unit and what one weighs, for the weight that is computed while
    typing.
    """

    commodities: dict[str, Commodity] = {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if commodity := self.commodities.get(str(value)):
            option["attrs"] |= {
                "data-unit": commodity.unit,
                "data-grams": commodity.grams_per_unit,
            }
        return option


class EntryForm(forms.Form):
    """What all lines share: the day, and how many worked."""

    client_id = client_id_field()
    # The answer to a warning: a key of what was warned about, so that a changed form is looked at
    # again.
    confirmed = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    day = forms.ChoiceField(
        label=_("Tanggal panen"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih tanggalnya."),
            "invalid_choice": _("Pilih tanggalnya."),
        },
    )
    harvested_on = BoundedDayField(label=_("Tanggal lain"), required=False)
    worker_count = WholeNumberField(
        label=_("Jumlah WBP yang bekerja"),
        required=False,
        min_value=0,
        max_value=500,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}
        ),
        error_messages={
            "invalid": _("Tulis jumlah WBP dengan angka."),
            "min_value": _("Jumlah WBP tidak boleh kurang dari nol."),
        },
    )

    def __init__(self, *args, garden: Garden, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.garden, self.today = garden, today
        yesterday = today - dt.timedelta(days=1)
        self.fields["day"].choices = [
            (today.isoformat(), gettext("Hari ini, %(day)s") % {"day": _day_and_month(today)}),
            (
                yesterday.isoformat(),
                gettext("Kemarin, %(day)s") % {"day": _day_and_month(yesterday)},
            ),
            (OTHER_DAY, _("Tanggal lain …")),
        ]
        self.fields["harvested_on"].between(today - dt.timedelta(days=OLDEST_DAYS), today)
        self.fields["worker_count"].error_messages["max_value"] = _("Jumlah WBP ini terlalu besar.")

    def clean(self):
        data = super().clean()
        if data.get("day") == OTHER_DAY:
            if not data.get("harvested_on") and "harvested_on" not in self.errors:
                self.add_error("harvested_on", _("Isi tanggalnya."))
        elif "day" in data:
            self.errors.pop("harvested_on", None)
            data["harvested_on"] = dt.date.fromisoformat(data["day"])
        return data

    @property
    def shown_day(self) -> dt.date:
        """The day whose harvests stand beside the form: the chosen one, or today while none can be
        read.
        """
        chosen = self["day"].value()
        try:
            day = self["harvested_on"].value() if chosen == OTHER_DAY else chosen
            return self.fields["harvested_on"].clean(day) or self.today
        except ValidationError:
            return self.today


class LineForm(forms.Form):
    """One place, one commodity and how much of it."""

    site = forms.ChoiceField(
        label=_("Lahan, kolam, atau kandang"),
        error_messages={
            "required": _("Pilih tempat panennya."),
            "invalid_choice": _("Pilih tempat panen dari daftar."),
        },
    )
    commodity = forms.ChoiceField(
        label=_("Komoditas"),
        widget=CommoditySelect,
        error_messages={
            "required": _("Pilih komoditasnya."),
            "invalid_choice": _("Pilih komoditas dari daftar."),
        },
    )
    quantity = QuantityField(label=_("Jumlah"))
    unit = forms.ChoiceField(
        label=_("Satuan"),
        required=False,
        error_messages={"invalid_choice": _("Pilih satuan dari daftar.")},
    )
    weight = ScaleField(label=_("Berat timbangan (kg)"))
    note = FreeText(label=_("Catatan"), required=False, max_length=200)

    def __init__(self, *args, garden: Garden, **kwargs):
        super().__init__(*args, **kwargs)
        self.garden = garden
        self.fields["commodity"].widget.commodities = garden.commodities
        used = {commodity.unit for commodity in garden.commodities.values()} | {Unit.KG, Unit.G}
        offered = {
            "site": (_("Pilih tempat"), garden.sites.items()),
            "commodity": (_("Pilih komoditas"), garden.commodities.items()),
            "unit": (_("Otomatis"), ((one, unit_word(one, 2)) for one in Unit if one in used)),
        }
        for name, (nothing, rows) in offered.items():
            self.fields[name].choices = [("", nothing), *((key, str(row)) for key, row in rows)]

    def has_changed(self):
        # A chosen unit alone is what the script prepared, not something that somebody wrote.
        written = {"site", "commodity", "quantity", "weight", "note"}
        return bool(written & set(self.changed_data))

    def clean(self):
        data = super().clean()
        commodity = self.garden.commodities.get(data.get("commodity"))
        quantity, weight = data.get("quantity"), data.get("weight")
        if commodity is None or quantity is None or self.errors:
            return data
        unit = data["unit"] = data["unit"] or commodity.unit
        if weight is not None and unit in GRAMS_OF and weight != quantity * GRAMS_OF[unit]:
            text = _(
                "Satuannya sudah %(unit)s. Kosongkan berat timbangan, atau betulkan jumlahnya."
            )
            self.add_error("weight", text % {"unit": Unit(unit).label})
        else:
            show_weight(self, self.line(None), at="weight")
        return data

    def line(self, worker_count: int | None) -> Line:
        """The line as the verb takes it."""
        data = self.cleaned_data
        commodity = self.garden.commodities[data["commodity"]]
        return Line(
            commodity,
            data["quantity"],
            data["unit"],
            data["weight"],
            worker_count=worker_count,
            note=data["note"],
            site=self.garden.sites[data["site"]],
        )


class BaseLines(forms.BaseFormSet):
    """The lines; empty ones are passed over, but one must be filled in."""

    default_error_messages = forms.BaseFormSet.default_error_messages | {
        "missing_management_form": INCOMPLETE
    }

    def total_form_count(self):
        # A form that says it has no line is refused, and shown with one.
        return max(super().total_form_count(), 1)

    def clean(self):
        if self.management_form.is_valid() and self.management_form.cleaned_data["TOTAL_FORMS"] < 1:
            raise ValidationError(INCOMPLETE)

    def full_clean(self):
        for form in self.forms if self.is_bound else []:
            form.empty_permitted = bool(self.filled) or form is not self.forms[0]
        super().full_clean()

    @property
    def filled(self) -> list[LineForm]:
        return [form for form in self.forms if form.has_changed()]

    def as_typed(self) -> list[dict[str, str]]:
        """The lines as they were typed, not judged: to show them again with an empty one below."""
        return [{name: form[name].data for name in form.fields} for form in self.filled]


LineFormSet = forms.formset_factory(
    LineForm,
    formset=BaseLines,
    extra=1,
    max_num=MOST_LINES,
    absolute_max=MOST_LINES,
    validate_max=True,
)
