"""What the packing table types: how many packages, and what was in them."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from distributions.packing.from_garden import FreshLine
from distributions.packing.left_overs import LeftOver
from distributions.packing.unpacking import Destination
from harvests.forms.entry import show_weight
from harvests.forms.fields import ScaleField, WeightField, receiver_field
from harvests.models import StockMovement, Unit, unit_word
from rutan.fields import QuantityField, WholeNumberField, client_id_field
from rutan.refusals import sentence
from rutan.texts import FreeText, refuse_outgrown


def packages_field(label, *, may_be_none: bool = False) -> forms.IntegerField:
    few = _("Jumlah paket tidak boleh kurang dari nol.")
    return WholeNumberField(
        label=label,
        required=not may_be_none,
        min_value=0 if may_be_none else 1,
        max_value=10_000,
        error_messages={
            "required": _("Isi jumlah paket."),
            "invalid": _("Tulis jumlah paket dengan bilangan bulat."),
            "min_value": few if may_be_none else _("Jumlah paket paling sedikit 1."),
            "max_value": _("Jumlah paket paling banyak 10.000."),
        },
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}
        ),
    )


class RowField(forms.TypedChoiceField):
    """A row out of a list that is loaded once for all lines of a form; the cleaned value is the
    row.
    """

    def __init__(self, *, label, empty_label, invalid):
        super().__init__(
            label=label,
            required=False,
            empty_value=None,
            error_messages={"invalid_choice": invalid},
        )
        self.empty_label = empty_label

    def offer(self, rows, label):
        by_pk = {str(row.pk): row for row in rows}
        self.choices = [("", self.empty_label), *((pk, label(row)) for pk, row in by_pk.items())]
        self.coerce = by_pk.get


def commodity_field() -> RowField:
    return RowField(
        label=_("Komoditas"),
        empty_label=_("Pilih komoditas"),
        invalid=_("Pilih komoditas dari daftar."),
    )


def _with_unit(commodity) -> str:
    return f"{commodity.name} ({unit_word(commodity.unit, 2)})"


class ClientIdForm(forms.Form):
    """A form that carries the key of its act, so that sending it twice acts once."""

    client_id = client_id_field()


class PackForm(ClientIdForm):
    packages = packages_field(_("Jumlah paket"))
    note = FreeText(label=_("Catatan"), max_length=200, required=False)


class FreshPackForm(PackForm):
    # The answer to a question: a key of what was asked, so that a changed form is looked at again.
    confirmed = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    answer = ""


class ContentForm(forms.Form):
    """One line of a run: a commodity, its unit, and how much of it is in each package; an empty
    line is left out.
    """

    needed_sometimes = ("commodity", "unit", "per_package")

    commodity = commodity_field()
    unit = forms.ChoiceField(
        label=_("Satuan"),
        choices=[("", _("otomatis")), *Unit.choices],
        required=False,
        error_messages={"invalid_choice": _("Pilih satuan dari daftar.")},
    )
    per_package = QuantityField(label=_("Isi per paket"), required=False, max_value=1000)

    def __init__(self, *args, commodities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commodity"].offer(commodities, _with_unit)

    def clean(self):
        data = super().clean()
        if data.get("per_package") and not data.get("commodity") and "commodity" not in self.errors:
            self.add_error("commodity", _("Pilih komoditasnya."))
        return data


ContentFormSet = forms.formset_factory(ContentForm, extra=2, max_num=12, absolute_max=12)


class FreshLineForm(forms.Form):
    """How much of one commodity is in each package, and this morning's harvest of it; without a
    harvest it is from stock.
    """

    needed_sometimes = ("commodity", "site", "quantity", "per_package")

    commodity = commodity_field()
    site = RowField(
        label=_("Lahan/Kolam/Kandang"),
        empty_label=_("Pilih lahan"),
        invalid=_("Pilih lahan dari daftar."),
    )
    quantity = QuantityField(label=_("Dipanen"), required=False)
    # Left empty, the harvest weighs what its commodity says; a scale knows better.
    grams = ScaleField(label=_("Ditimbang (kg)"))
    per_package = QuantityField(label=_("Isi per paket"), required=False, max_value=1000)

    def __init__(self, *args, commodities, sites, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commodity"].offer(commodities, _with_unit)
        self.fields["site"].offer(sites, str)

    def clean(self):
        data = super().clean()
        needed = set()
        # The place is there from the last harvest of this commodity; alone it says nothing.
        if data.get("quantity") or data.get("grams"):
            needed = set(self.needed_sometimes)
        elif data.get("per_package"):
            needed = {"commodity"}
        for name in needed:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("Isi kolom ini juga."))
        if data.get("quantity") and not self.errors:
            show_weight(self, FreshLine(**data).harvested, at="quantity")
        return data


FreshLineFormSet = forms.formset_factory(FreshLineForm, extra=2, max_num=12, absolute_max=12)


class WeightsField(forms.CharField):
    """Weights typed one after the other, in kilograms; the value is a list of whole grams.

    Blanks and semicolons part them, for a comma is decimal: "0,85 0,9 0,87 kg".
    """

    _one = WeightField()

    def to_python(self, value):
        text = super().to_python(value)
        refuse_outgrown(text, self)
        words = re.sub(r"(?i)\bkg\b|(?<=\d)kg\b", " ", text)
        typed = [word.strip(",") for word in re.split(r"[\s;]+", words)]
        return [self._grams(place, word) for place, word in enumerate(filter(None, typed), 1)]

    def _grams(self, place, word):
        try:
            return self._one.clean(word)
        except ValidationError as wrong:
            said = gettext("Berat ke-%(place)s (%(typed)s): %(wrong)s")
            said %= {"place": place, "typed": word[:20], "wrong": " ".join(wrong.messages)}
            raise ValidationError(said, code="weight") from wrong


class WeighForm(ClientIdForm):
    """One line of figures: quicker by keyboard than a field for each package."""

    grams = WeightsField(
        label=_("Berat tiap paket contoh (kg)"),
        max_length=2000,
        help_text=_("Satu angka untuk satu paket, dipisahkan spasi, misalnya 0,85 0,9 0,87."),
        error_messages={"required": sentence("a_weighing_has_a_weight")},
        widget=forms.TextInput(
            attrs={"inputmode": "text", "autocomplete": "off", "autofocus": True}
        ),
    )


def _cause() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Sebab rusak atau hilang"),
        choices=[("", _("Pilih sebab")), *StockMovement.Reason.choices],
        required=False,
        error_messages={"invalid_choice": sentence("a_movement_has_a_known_reason")},
    )


def _need_cause(form: forms.Form, is_lost: bool) -> None:
    if is_lost and not form.cleaned_data.get("reason") and "reason" not in form.errors:
        form.add_error("reason", _("Pilih sebab rusak atau hilang."))


def _need_receiver(form: forms.Form, is_donated: bool) -> None:
    if not is_donated:
        form.errors.pop("receiver", None)
        form.cleaned_data["receiver"] = ""
    elif not form.cleaned_data.get("receiver") and "receiver" not in form.errors:
        form.add_error("receiver", sentence("a_donation_has_a_receiver"))


# Where one commodity of packages that are sorted goes.
_PLACES = [
    (Destination.KITCHEN, _("Ke dapur (BAMA)")),
    (Destination.STOCK, _("Kembali ke stok")),
    (Destination.DONATED, _("Disumbangkan")),
    (Destination.LOST, _("Rusak atau hilang")),
]


class SortingForm(ClientIdForm):
    """Packages that come apart. Where several commodities are in them they may be sorted: each then
    goes to a place of its own, which is proposed by what it is.
    """

    receiver = receiver_field(required=False)
    reason = _cause()

    def __init__(self, *args, rows: list[LeftOver], **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {f"place-{row.commodity.pk}": row for row in rows}
        for name, row in self.rows.items():
            self.fields[name] = forms.ChoiceField(
                label=", ".join(filter(None, (row.commodity.name, row.said))),
                choices=_PLACES,
                initial=row.place,
                required=False,
                error_messages={"invalid_choice": _("Pilih ke mana isinya.")},
            )
        self.needed_sometimes = (*self.needed_sometimes, *self.rows)

    @property
    def may_be_sorted(self) -> bool:
        return len(self.rows) > 1

    @property
    def sorting(self):
        """The fields that say where each commodity goes."""
        return [self[name] for name in self.rows]

    @property
    def places(self) -> dict[int, str]:
        """Commodity id -> Destination, as chosen, else as proposed."""
        return {
            row.commodity.pk: self.cleaned_data.get(name) or row.place
            for name, row in self.rows.items()
        }

    def need_whom_and_why(self, goes_to: set[str]) -> None:
        """To whom is asked where something is donated, why where something is lost; ``goes_to`` are
        Destinations, of which SORTED stands for the places of what is in the packages.
        """
        if Destination.SORTED in goes_to:
            goes_to = goes_to | set(self.places.values())
        _need_receiver(self, Destination.DONATED in goes_to)
        _need_cause(self, Destination.LOST in goes_to)


class UnpackForm(SortingForm):
    """How many packages on the table are unpacked, and where what was in them goes."""

    field_order = ("client_id", "packages", "to")
    needed_sometimes = ("receiver", "reason")

    packages = packages_field(_("Jumlah paket"))
    to = forms.ChoiceField(
        label=_("Isinya"),
        choices=[
            (Destination.STOCK, _("Kembali ke stok")),
            (Destination.KITCHEN, _("Ke dapur (BAMA)")),
            (Destination.DONATED, _("Disumbangkan")),
            (Destination.LOST, _("Rusak atau hilang")),
            (Destination.SORTED, _("Dipilah menurut isinya")),
        ],
        initial=Destination.STOCK,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih ke mana isinya."),
            "invalid_choice": _("Pilih ke mana isinya."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.may_be_sorted:
            self.fields["to"].choices = self.fields["to"].choices[:-1]

    def clean(self):
        data = super().clean()
        self.need_whom_and_why({data.get("to")})
        return data
