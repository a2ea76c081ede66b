"""What is written about a lot after it came in: uses, counts, corrections, reversals, money."""

import datetime as dt
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from harvests.forms.fields import (
    BoundedDayField,
    MoneyField,
    OrNothingField,
    WeightField,
    receiver_field,
)
from harvests.models import GRAMS_OF, Harvest, StockMovement
from harvests.second_looks import SecondLook, looks_answered, looks_at_figures
from harvests.stock.uses import Use
from harvests.weights import FIGURES_DIFFER, whole
from rutan.fields import QuantityField, client_id_field
from rutan.refusals import Refused, sentence
from rutan.texts import FreeText, InWords

Kind = StockMovement.Kind


class UseForm(forms.Form):
    """What left a lot, where to, and what that destination needs to know."""

    client_id = client_id_field()
    kind = forms.ChoiceField(
        label=_("Dipakai untuk"),
        choices=[(kind.value, kind.label) for kind in StockMovement.USES],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih penggunaannya."),
            "invalid_choice": _("Pilih penggunaannya."),
        },
    )
    quantity = QuantityField(label=_("Jumlah"))
    on = BoundedDayField(label=_("Tanggal"))
    # Stands with a sale only, and there it is needed; for any other use clean() passes over it.
    buyer = InWords(
        label=_("Pembeli"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": sentence("a_sale_has_a_buyer")},
    )
    amount = MoneyField(label=_("Nilai (Rp)"), required=False, help_text=_("Boleh menyusul."))
    # The same with what is given away.
    receiver = receiver_field()
    reason = forms.ChoiceField(
        label=_("Sebab"),
        choices=StockMovement.Reason.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": sentence("a_movement_has_a_known_reason")},
    )
    note = FreeText(label=_("Catatan"), required=False, max_length=200)

    def __init__(self, *args, lot: Harvest, today: dt.date, takes_all: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.lot = lot
        self.fields["on"].between(lot.harvested_on, max(today, lot.harvested_on))
        self.fields["quantity"].required = not takes_all
        if takes_all:
            del self.fields["quantity"]

    def clean(self):
        data = super().clean()
        quantity = data.get("quantity")
        # What came back from packages may leave a fraction, and may be used up.
        if quantity is not None and quantity != self.lot.on_hand_quantity:
            self._whole(quantity)
        kind = data.get("kind")
        if kind == Kind.LOSS and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", sentence("a_loss_has_a_reason"))
        if kind != Kind.SALE:
            data |= {"buyer": "", "amount": None}
            self.errors.pop("buyer", None)
            self.errors.pop("amount", None)
        if kind != Kind.DONATION:
            data["receiver"] = ""
            self.errors.pop("receiver", None)
        if kind != Kind.LOSS:
            data["reason"] = ""
        return data

    def _whole(self, quantity):
        try:
            whole(quantity, self.lot.unit)
        except Refused as refused:
            refused.show_in(self)

    def use(self) -> Use:
        """What the verb writes, whatever it takes."""
        names = ("kind", "reason", "note", "buyer", "receiver", "amount")
        said = {name: self.cleaned_data[name] for name in names}
        return Use(occurred_on=self.cleaned_data["on"], **said)


class NoteForm(forms.Form):
    """Why a record is struck."""

    client_id = client_id_field()
    note = InWords(
        label=_("Alasan"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": sentence("a_mended_figure_says_why")},
    )


class FiguresForm(NoteForm):
    """The true figures of a lot: what is there (a count) or what came in (a correction)."""

    quantity = OrNothingField(label=_("Jumlah"), min_value=0)
    weight = WeightField(
        label=_("Berat (kg)"),
        help_text=_("Kosongkan jika tidak ditimbang: beratnya dihitung dari berat satuannya."),
    )

    # The answer to a question: a key of what was asked, so that a changed form is looked at again.
    confirmed = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    answer = ""

    field_order = ["client_id", "quantity", "weight", "note"]

    def __init__(self, *args, lot: Harvest, **kwargs):
        super().__init__(*args, **kwargs)
        self.lot = lot
        if lot.unit in GRAMS_OF:
            del self.fields["weight"]

    def clean(self):
        data = super().clean()
        quantity, weight = data.get("quantity"), data.get("weight")
        if quantity is not None and weight is not None and (quantity > 0) != (weight > 0):
            self.add_error("weight", FIGURES_DIFFER)
        return data

    def look_twice(self, books: Decimal, *, are_past: bool) -> list[SecondLook]:
        """The questions about these figures, beside the units in the books (or that were), that are
        not answered yet.
        """
        data = self.cleaned_data
        figures = {"quantity": data["quantity"], "grams": data.get("weight")}
        looks = looks_at_figures(self.lot, **figures, books=books, are_past=are_past)
        self.answer = looks_answered(looks, [str(figures)] * len(looks))
        return looks if data["confirmed"] != self.answer else []

    def facts(self) -> dict:
        data = self.cleaned_data
        return {
            "quantity": data["quantity"],
            "grams": data.get("weight"),
            "note": data["note"],
            "client_id": data["client_id"],
        }


class PriceForm(forms.Form):
    """The money of a sale that was recorded without it."""

    amount = MoneyField(label=_("Nilai (Rp)"))


class DepositForm(forms.Form):
    """Which sales were paid to the treasury with which proof."""

    sales = forms.MultipleChoiceField(
        label=_("Penjualan"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Pilih penjualan yang disetor."),
            "invalid_choice": _("Pilih penjualan dari daftar."),
        },
    )
    reference = FreeText(
        label=_("Nomor bukti setor (NTPN)"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "short"}),
        error_messages={"required": _("Isi nomor bukti setor.")},
    )
    deposited_on = BoundedDayField(label=_("Tanggal setor"))

    def __init__(self, *args, sales: dict[str, StockMovement], today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.sales = sales
        self.fields["sales"].choices = [(key, str(sale)) for key, sale in sales.items()]
        self.fields["deposited_on"].between(dt.date(2020, 1, 1), today)

    def facts(self) -> dict:
        data = self.cleaned_data
        return data | {"sales": [self.sales[key] for key in data["sales"]]}
