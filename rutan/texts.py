"""What people write in words: free texts, which hold no NIK, and the names of persons."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rutan.identity_numbers import holds_identity_number

# Joiners belong to Javanese and Arabic script; every other unseen sign came with a copied text.
_JOINERS = "\u200c\u200d"


def tidied(text: str, *, lines: bool = False) -> str:
    """The text with single blanks and without unseen signs; its lines are kept where it has
    several.
    """
    if lines:
        return "\n".join(tidied(line) for line in text.splitlines()).strip()
    seen = (
        sign
        for sign in unicodedata.normalize("NFC", text)
        if sign in _JOINERS or sign.isspace() or unicodedata.category(sign) not in ("Cf", "Cc")
    )
    return " ".join("".join(seen).split())


def refuse_identity_numbers(text: str) -> None:
    """What is typed is shown to others, and may stand in a row that stays: no NIK in it."""
    if holds_identity_number(text):
        raise ValidationError(
            _("Jangan menulis NIK atau nomor KK di sini."), code="identity_number"
        )


def refuse_what_is_no_name(text: str) -> None:
    """A name has letters, of whatever script, and no pictures."""
    kinds = {unicodedata.category(sign) for sign in text}
    if text and not any(kind.startswith("L") for kind in kinds):
        raise ValidationError(_("Nama harus berisi huruf."), code="letters")
    if kinds & {"So", "Sm", "Sc", "Co", "Cn"}:
        raise ValidationError(_("Nama tidak boleh berisi gambar atau lambang."), code="signs")


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

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        # NUL is refused in words further on, not dropped.
        if "\x00" in text:
            return text
        return tidied(text, lines=isinstance(self.widget, forms.Textarea))


class PersonName(FreeText):
    """A person's name exactly as on the card: one word is enough."""

    default_validators = [refuse_identity_numbers, refuse_what_is_no_name]

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"max_length": 120, "missing": _("Isi namanya.")} | kwargs)
