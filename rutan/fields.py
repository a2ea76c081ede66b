"""Fields of our own: encrypted identity numbers, quantities as people here type them, and the key
of a form.
"""

import base64
import re
import uuid
from dataclasses import dataclass, field
from decimal import Decimal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from rutan.days import DayField, HourField
from rutan.formats import marks, typed
from rutan.refusals import TOO_MUCH, Text
from rutan.texts import FreeText, figures

# The code of a kabupaten or kota, with which the codes of its districts begin.
REGENCY_CODE = RegexValidator(
    r"^[1-9][0-9]\.[0-9]{2}\Z",
    _lazy("Tulis seperti 33.16: dua angka, titik, dua angka. Kosongkan jika belum diketahui."),
)


INCOMPLETE = _lazy("Formulir ini tidak lengkap. Muat ulang halaman, lalu isi lagi.")


# The greatest id that a column holds.
MOST_ID = 2**63 - 1


def plain_number(text: str) -> int | None:
    """The id that an address or a button carries, in plain digits; None where it can be none."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def form_key() -> models.UUIDField:
    """The column with the key of the form that made a row, so that the form sent again finds it;
    empty for rows made otherwise.
    """
    return models.UUIDField(null=True, editable=False)


def act_at() -> models.DateTimeField:
    """The moment of an act that only verbs write; beside its ``act_by``."""
    return models.DateTimeField(null=True, editable=False)


def act_by() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )


class Shared(dict):
    """The fields of a form that is sent every few seconds and changes none of them: Django would
    copy them, widgets and all, for each form.
    """

    def __deepcopy__(self, memo: dict) -> dict:
        return dict(self)


def client_id_field(*, required: bool = True) -> forms.UUIDField:
    """The key of one rendered form: sent twice, it acts once."""
    return forms.UUIDField(
        required=required,
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages={"required": INCOMPLETE, "invalid": INCOMPLETE},
    )


def seen_field(*, required: bool = True) -> forms.CharField:
    """The state of what was on the page when it was rendered."""
    wrong = dict.fromkeys(("required", "max_length"), INCOMPLETE)
    return forms.CharField(
        max_length=16, required=required, widget=forms.HiddenInput, error_messages=wrong
    )


def row_id_field(*, required: bool = False) -> forms.IntegerField:
    """The row that a page named when it was rendered."""
    return forms.IntegerField(
        min_value=1, max_value=MOST_ID, required=required, widget=forms.HiddenInput
    )


@dataclass(frozen=True, order=True)
class IdentityNumber:
    """Sixteen digits whose text is a mask; ``digits`` is the number itself, for a logged reveal
    only.
    """

    digits: str = field(repr=False)

    def __str__(self) -> str:
        return f"{self.digits[:4]}••••••••{self.digits[-4:]}"

    __repr__ = __str__


def _load_keys() -> dict[int, AESSIV]:
    keys = {}
    for entry in settings.RUTAN_FIELD_KEYS:
        number, _sep, secret = entry.partition(":")
        keys[int(number)] = AESSIV(base64.b64decode(secret))
    return keys


# Key id -> cipher, in the order of RUTAN_FIELD_KEYS: the first writes, all read.
_keys: dict[int, AESSIV] = SimpleLazyObject(_load_keys)


def writing_key() -> int:
    """The id of the key that new numbers are written with."""
    return next(iter(_keys))


def encrypt(digits: str) -> bytes:
    """Key id byte + AES-SIV of the digits. Deterministic, so ``=`` and a unique index work."""
    number = writing_key()
    return bytes([number]) + _keys[number].encrypt(digits.encode(), None)


def decrypt(stored: bytes) -> str:
    """The digits; raises ValueError when the key is not in RUTAN_FIELD_KEYS or the bytes were
    altered.
    """
    try:
        return _keys[stored[0]].decrypt(stored[1:], None).decode()
    except (KeyError, InvalidTag) as error:
        raise ValueError(
            "An identity number can't be read with the keys in RUTAN_FIELD_KEYS."
        ) from error


class IdentityNumberField(models.BinaryField):
    """A NIK or KK number; values are IdentityNumber, the column is ciphertext (bytea)."""

    description = "encrypted identity number"

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value, expression, connection):
        return None if value is None else IdentityNumber(decrypt(bytes(value)))

    def to_python(self, value):
        if value is None or isinstance(value, IdentityNumber):
            return value
        return IdentityNumber(str(value))

    def get_prep_value(self, value):
        value = self.to_python(value)
        return None if value is None else encrypt(value.digits)

    def get_db_prep_value(self, value, connection, prepared=False):
        if not prepared:
            value = self.get_prep_value(value)
        return None if value is None else connection.Database.Binary(value)

    def value_to_string(self, obj):
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs):
        return models.Field.formfield(self, form_class=IdentityNumberFormField, **kwargs)


def not_sixteen(name: Text, digits: str) -> ValidationError:
    said = {"name": name, "n": len(digits)}
    return ValidationError(
        _("%(name)s harus 16 angka; yang diketik %(n)s angka.") % said, code="length"
    )


class IdentityNumberFormField(forms.CharField):
    """Takes sixteen digits as they are typed or pasted (blanks, dots and hyphens are forgiven),
    never the mask; empty is None.

    The stored number is not rendered back: an edit form says "kosong = tidak berubah" and keeps it.
    """

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 24})

    def __init__(self, *args, **kwargs):
        # to_python counts the digits; a length validator would be handed the IdentityNumber, which
        # has no length.
        kwargs.pop("max_length", None)
        kwargs.setdefault("required", False)
        super().__init__(*args, **kwargs)

    def prepare_value(self, value):
        return "" if isinstance(value, IdentityNumber) else value

    def to_python(self, value):
        text = super().to_python(value)
        digits = "".join(char for char in figures(text) if char not in " .-")
        if not digits:
            return None
        if not (digits.isascii() and digits.isdigit()):
            raise ValidationError(_("Nomor hanya boleh berisi angka."), code="digits")
        if len(digits) != 16:
            raise not_sixteen(self.label or "Nomor", digits)
        return IdentityNumber(digits)


# More digits than any figure here has: what follows them makes it no smaller.
_MOST_DIGITS = 40


def _without_blanks(typed: str) -> str:
    """A number without the blanks that group its thousands: "1 000"; "2 5" is none, and stays."""
    return re.sub(r"(?<=[0-9]) +(?=[0-9]{3}(?![0-9]))", "", figures(typed))[:_MOST_DIGITS]


class WholeNumberField(forms.IntegerField):
    """A whole number as it is typed here: "1.000" and "1 000" are a thousand.

    Django would cut ".000" off, and read "1_000": what is no group of three digits is refused, and
    so is "0.500", which is half of one.
    """

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    re_decimal = re.compile(r"(?!)")

    def to_python(self, value):
        if isinstance(value, str):
            value = _without_blanks(value)
            if re.fullmatch(r"[1-9]\d{0,2}((\.\d{3})+|(,\d{3})+)", value):
                value = re.sub(r"[.,]", "", value)
            if value and not re.fullmatch(r"-?[0-9]+", value):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class QuantityField(forms.DecimalField):
    """A quantity as it is typed here: "2,5" and "2.5" are two and a half, "1.250" is a thousand and
    more.

    A comma is decimal; a point before exactly three digits groups thousands, any other point is
    decimal. On an English screen, which shows 1,250.5, comma and point change places.
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs):
        kwargs.setdefault("max_value", Decimal(1_000_000))
        kwargs.setdefault("max_digits", 12)
        kwargs.setdefault("decimal_places", 3)
        kwargs.setdefault("min_value", Decimal("0.001"))
        super().__init__(**kwargs)
        self.error_messages |= {
            "required": _lazy("Isi jumlahnya."),
            "invalid": _lazy("Tulis jumlah dengan angka, misalnya 12 atau 2,5."),
            "min_value": _lazy("Jumlah ini terlalu kecil. Periksa satuannya."),
            "max_decimal_places": _lazy("Paling banyak tiga angka di belakang koma."),
            "max_digits": _lazy("Jumlah ini terlalu besar."),
            "max_whole_digits": _lazy("Jumlah ini terlalu besar."),
        }

    def to_python(self, value):
        if isinstance(value, str):
            value = self.plain(_without_blanks(value))
            # Decimal would take "5e3", "1_000" and "NaN" too.
            if value and not re.fullmatch(r"-?[0-9]+(\.[0-9]*)?|-?\.[0-9]+", value):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    @staticmethod
    def plain(text: str) -> str:
        """The text with a decimal point and without groups: "1.250,5" -> "1250.5"; "2.5,0" stays,
        for what stands before its comma is no group.
        """
        decimal, group = marks()
        # A group never begins with nought: "0.500" is half of one.
        groups = rf"-?[1-9]\d{{0,2}}({re.escape(group)}\d{{3}})+"
        if re.fullmatch(rf"({groups})({re.escape(decimal)}\d*)?", text):
            text = text.replace(group, "")
        elif decimal not in text:
            return text.replace(group, ".", 1)
        return text if group in text else text.replace(decimal, ".", 1)

    def validate(self, value):
        if value is not None and value <= 0:
            raise ValidationError(_("Jumlah harus lebih dari nol."), code="min_value")
        if value is not None and value > self.max_value:
            raise ValidationError(TOO_MUCH, code="max_value")
        super().validate(value)

    def prepare_value(self, value):
        return typed(value) if isinstance(value, Decimal) else value


def field_of(column: models.Field, **kwargs):
    """The form field of a column, for ``Meta.formfield_callback``: texts, days, hours and whole
    numbers as people here type them.
    """
    ours = {
        models.CharField: FreeText,
        models.TextField: FreeText,
        models.DateField: DayField,
        models.TimeField: HourField,
        models.PositiveSmallIntegerField: WholeNumberField,
        models.PositiveIntegerField: WholeNumberField,
    }
    if not column.choices and (form_class := ours.get(type(column))):
        kwargs.setdefault("form_class", form_class)
    return column.formfield(**kwargs)
