"""What people write in words: free texts, which hold no NIK, and the names of persons."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rutan.identity_numbers import holds_identity_number

# Joiners belong to Javanese and Arabic script; every other unseen sign came with a copied text.
_JOINERS = "\u200c\u200d"
# Letters and marks that nobody sees either (Default_Ignorable_Code_Point of the Unicode standard).
_BLANKS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164"
    "\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# What stands for a person elsewhere, and in no name: an address of the net, a telephone. Digits
# have no place in the names of registers (Permendagri 73/2022, section 5); one or two tell "Sri
# Rahayu 2" apart.
_ADDRESS = re.compile(
    r"://|\bwww\.|@|\w\.(?:com|net|org|info|id|co|xyz|site|link)(?![\w.])", re.IGNORECASE
)
_TELEPHONE = re.compile(r"(?<!\d)0\d{2,}|(?:\d[ .()/-]*){6}")
# Signs beyond which no text shrinks to its column by being tidied: it is refused without reading.
FAR_TOO_LONG = 20_000
# Signs beyond which nothing is a figure, whatever stands between its digits.
MOST_OF_A_FIGURE = 1_000


def tidied(text: str, *, lines: bool = False) -> str:
    """The text with single blanks and without unseen signs; its lines are kept where it has
    several.
    """
    if lines:
        return "\n".join(tidied(line) for line in text.splitlines()).strip()
    seen = (
        sign
        for sign in unicodedata.normalize("NFC", _BLANKS.sub("", text))
        if sign in _JOINERS or sign.isspace() or unicodedata.category(sign) not in ("Cf", "Cc")
    )
    return " ".join("".join(seen).split())


def figures(text: str) -> str:
    """What was typed or pasted in digits of any script, with plain digits, blanks and hyphens:
    without the signs that nobody sees, and without the apostrophe with which a sheet keeps digits
    together.
    """
    if len(text) > MOST_OF_A_FIGURE:
        return text
    return "".join(map(_plain_sign, text)).strip().lstrip("'`´‘’ʼ").strip()


def _plain_sign(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Nd":
        return str(unicodedata.digit(sign))
    if kind == "Pd" or sign == "\N{MINUS SIGN}":
        return "-"
    if "！" <= sign <= "～":
        # As wide as a Chinese letter.
        return chr(ord(sign) - ord("！") + ord("!"))
    return " " if sign.isspace() else "" if kind == "Cf" else sign


def refuse_identity_numbers(text: str) -> None:
    """What is typed is shown to others, and may stand in a row that stays: no NIK in it."""
    if holds_identity_number(text):
        raise ValidationError(
            _("Jangan menulis NIK atau nomor KK di sini."), code="identity_number"
        )


def refuse_what_is_no_name(text: str) -> None:
    """A name has letters, of whatever script, and no pictures, address or telephone."""
    kinds = {unicodedata.category(sign) for sign in text}
    if text and not any(kind.startswith("L") for kind in kinds):
        raise ValidationError(_("Nama harus berisi huruf."), code="letters")
    if kinds & {"So", "Sm", "Sc", "Me", "Co", "Cn"}:
        raise ValidationError(_("Nama tidak boleh berisi gambar atau lambang."), code="signs")
    digits = unicodedata.normalize("NFKC", text)
    if _ADDRESS.search(text) or _TELEPHONE.search(digits):
        raise ValidationError(
            _("Tulis namanya saja, tanpa nomor telepon atau alamat internet."), code="elsewhere"
        )


def refuse_marks_alone(text: str) -> None:
    """A dash in place of a name or number that is asked for is none."""
    if text and not any(map(str.isalnum, text)):
        raise ValidationError(_("Tulis dengan huruf atau angka."), code="marks")


def refuse_what_says_nothing(text: str) -> None:
    """A reason, a place or a buyer has a word: a letter, and another letter or its vowel sign."""
    kinds = [[unicodedata.category(sign)[0] for sign in word] for word in text.split()]
    if "\x00" not in text and not any(
        "L" in word and word.count("L") + word.count("M") > 1 for word in kinds
    ):
        raise ValidationError(_("Tulis dengan kata-kata."), code="words")


def refuse_outgrown(text: str, column: models.Field) -> None:
    """What is stored has to fit its column: any text may grow when it is folded or put in capitals
    ("ﬃ" is FFI).
    """
    if len(text) > column.max_length:
        raise ValidationError(
            _("Terlalu panjang: paling banyak %(n)s huruf atau angka."),
            code="max_length",
            params={"n": column.max_length},
        )


class FreeText(forms.CharField):
    """A text in the person's own words: every one of them is read by the same rule."""

    default_validators = [refuse_identity_numbers]

    def __init__(self, *, missing: str | Promise | None = None, **kwargs) -> None:
        messages = {"required": missing or _("Bagian ini perlu diisi.")}
        kwargs["error_messages"] = messages | kwargs.get("error_messages", {})
        super().__init__(**kwargs)
        if self.required:
            self.validators.append(refuse_marks_alone)
        self.validators.sort(key=lambda rule: not isinstance(rule, MaxLengthValidator))

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        # NUL is refused in words further on, not dropped.
        if "\x00" in text or len(text) > FAR_TOO_LONG:
            return text
        return tidied(text, lines=isinstance(self.widget, forms.Textarea))

    def run_validators(self, value: str) -> None:
        """One complaint about one text, its length first: what is too long is read no further.
        Digits are no words, but that they are a NIK matters.
        """
        if value not in self.empty_values:
            for rule in self.validators:
                rule(value)


class InWords(FreeText):
    """A text that others have to understand: a reason, a place, an order, who bought."""

    default_validators = [refuse_identity_numbers, refuse_what_says_nothing]


class PersonName(FreeText):
    """A person's name exactly as on the card: one word is enough."""

    default_validators = [refuse_identity_numbers, refuse_what_is_no_name]

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"max_length": 120, "missing": _("Isi namanya.")} | kwargs)
