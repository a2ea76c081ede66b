"""Fields of the garden's forms: a day that exists, a weight in kilograms, an amount of money, who
was given something.
"""

import datetime as dt
import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rutan.days import DayField
from rutan.fields import QuantityField, WholeNumberField
from rutan.formats import tanggal, typed
from rutan.refusals import sentence
from rutan.texts import InWords, figures

MOST_KILOGRAMS = 100_000
MOST_RUPIAH = 10**11


class BoundedDayField(DayField):
    """A day between ``earliest`` and ``latest``, both set by the form."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.earliest, self.latest = dt.date(2000, 1, 1), dt.date(2100, 12, 31)

    def between(self, earliest: dt.date, latest: dt.date) -> None:
        """Allow the days from ``earliest`` to ``latest``, and tell the browser's calendar so."""
        self.earliest, self.latest = earliest, latest
        self.widget.attrs |= {
            "data-earliest": earliest.isoformat(),
            "data-latest": latest.isoformat(),
        }

    def validate(self, value):
        super().validate(value)
        if value and value > self.latest:
            raise ValidationError(
                gettext("Tanggal ini melewati %(day)s.") % {"day": tanggal(self.latest)},
                code="late",
            )
        if value and value < self.earliest:
            raise ValidationError(
                gettext("Tanggal ini mendahului %(day)s.") % {"day": tanggal(self.earliest)},
                code="early",
            )


class OrNothingField(QuantityField):
    """A quantity that may be nothing: what a count finds, what a mended harvest really was."""

    below_nothing = _("Jumlah tidak boleh kurang dari nol.")

    def validate(self, value):
        if value is not None and value < 0:
            raise ValidationError(self.below_nothing, code="min_value")
        if value != 0:
            super().validate(value)


class WeightField(OrNothingField):
    """A weight typed in kilograms; the value is whole grams, or None when left empty."""

    below_nothing = _("Berat tidak boleh kurang dari nol.")

    def __init__(self, **kwargs):
        super().__init__(
            **{"max_value": Decimal(MOST_KILOGRAMS), "min_value": Decimal(0), "required": False}
            | kwargs
        )
        self.error_messages |= dict.fromkeys(
            ("max_digits", "max_whole_digits"), _("Berat ini terlalu besar. Tulis dalam kilogram.")
        )
        self.error_messages["invalid"] = _("Tulis berat dalam kilogram dengan angka, misalnya 2,4.")

    def clean(self, value):
        kilograms = super().clean(value)
        return None if kilograms is None else int(kilograms * 1000)

    def prepare_value(self, value):
        return typed(Decimal(value) / 1000) if isinstance(value, int) else value


class ScaleField(WeightField):
    """What a scale said, which is never nothing; left empty, nobody weighed."""

    def validate(self, value):
        super().validate(value)
        if value == 0:
            raise ValidationError(
                gettext("Berat harus lebih dari nol. Kosongkan jika tidak ditimbang."),
                code="nothing",
            )


class MoneyField(WholeNumberField):
    """Whole rupiah as they are typed here: "1.840.000", "Rp 75.000", "75,000" and "75000,00" are
    all read.
    """

    def __init__(self, **kwargs):
        super().__init__(**{"min_value": 1, "max_value": MOST_RUPIAH} | kwargs)
        self.error_messages |= {
            "required": _("Isi nilainya dalam rupiah."),
            "invalid": _("Tulis nilai rupiah dengan angka, misalnya 75.000."),
        }
        for validator in self.validators:
            validator.message = _("Nilai ini di luar batas. Isi antara Rp1 dan Rp100.000.000.000.")

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r"^rp\.?\s*", "", figures(value), flags=re.IGNORECASE)
            value = re.sub(r",(00|-)$", "", value)
        return super().to_python(value)


def receiver_field(**options) -> InWords:
    """To whom goods were given away."""
    return InWords(
        label=_("Disumbangkan kepada"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": sentence("a_donation_has_a_receiver")},
        **options,
    )
