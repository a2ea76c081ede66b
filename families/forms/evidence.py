"""Forms of evidence: recording it, and deciding about it."""

import datetime as dt
from collections.abc import Callable

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from families.forms.fields import (
    choice_field,
    helper,
    refuse_future,
    refuse_long_ago,
)
from families.models import PovertyEvidence
from families.registry.evidence import NewEvidence
from rutan import files
from rutan.days import TOO_FAR, DayField
from rutan.fields import WholeNumberField, client_id_field
from rutan.formats import angka
from rutan.language import in_office_language
from rutan.refusals import sentence
from rutan.texts import FreeText, InWords

# No paper or card counts longer.
MOST_AHEAD = dt.timedelta(days=10 * 366)


class EvidenceForm(forms.Form):
    """A paper, card or visit; how long it counts follows from the kind unless it says otherwise."""

    client_id = client_id_field()
    kind = choice_field(_("Jenis bukti"), PovertyEvidence.Kind.choices, widget=forms.RadioSelect)
    issued_on = DayField(label=_("Tanggal terbit (jika tidak tertulis: tanggal diperlihatkan)"))
    valid_until = DayField(
        label=_("Berlaku sampai dengan"),
        required=False,
        help_text=_("Kosongkan untuk masa berlaku menurut pengaturan Rutan."),
    )
    matched = forms.BooleanField(
        label=_("Tanggal berlaku sudah saya cocokkan dengan suratnya"), required=False
    )
    number = FreeText(label=_("Nomor"), max_length=60, required=False)
    issuer = FreeText(
        label=_("Diterbitkan oleh"),
        max_length=120,
        required=False,
        help_text=_("Misalnya Desa Sumberejo."),
    )
    decile = WholeNumberField(
        label=_("Desil"),
        required=False,
        min_value=1,
        max_value=10,
        help_text=_("Hanya untuk DTSEN."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), sentence("a_decile_is_one_to_ten")
        ),
    )
    file = files.ScanField(
        required=False,
        help_text=_("JPG, PNG, atau PDF. Tidak perlu fotokopi; foto di loket sudah cukup."),
    )

    def __init__(self, *args, today: dt.date, validity_days: Callable[[str], int], **kwargs):
        self.today, self.validity_days, self.doubts_end = today, validity_days, False
        super().__init__(*args, **kwargs)

    def clean(self):
        data = super().clean()
        refuse_future(self, "issued_on", self.today)
        refuse_long_ago(self, "issued_on", self.today, years=20)
        if (
            data.get("valid_until")
            and data.get("issued_on")
            and data["valid_until"] < data["issued_on"]
        ):
            self.add_error("valid_until", sentence("evidence_ends_after_issue"))
        if data.get("decile") and data.get("kind") not in (None, PovertyEvidence.Kind.DTSEN):
            self.add_error("decile", sentence("a_decile_is_of_dtsen"))
        self._doubt_end(data)
        if self.errors:
            files.ask_again(self)
        return data

    def _doubt_end(self, data):
        """A year typed wrong would keep a family eligible for decades."""
        kind, issued, end = (data.get(name) for name in ("kind", "issued_on", "valid_until"))
        if not (kind and issued and end) or "valid_until" in self.errors:
            return
        if end > self.today + MOST_AHEAD:
            self.add_error(
                "valid_until",
                ValidationError(TOO_FAR, code="far"),
            )
        elif (end - issued).days > 2 * self.validity_days(kind):
            self.doubts_end = True
            if not data.get("matched"):
                days = self.validity_days(kind)
                said = ngettext(
                    "Menurut pengaturan Rutan, bukti ini berlaku %(n)s hari. "
                    "Jika pada suratnya memang begitu, centang %(box)s.",
                    "Menurut pengaturan Rutan, bukti ini berlaku %(n)s hari. "
                    "Jika pada suratnya memang begitu, centang %(box)s.",
                    days,
                )
                facts = {"n": angka(days), "box": f'"{self.fields["matched"].label}"'}
                self.add_error("valid_until", ValidationError(said % facts, code="doubt"))

    def evidence_of(self, family) -> NewEvidence:
        return NewEvidence(
            family=family,
            **{name: value for name, value in self.cleaned_data.items() if name != "matched"},
        )

    @property
    def helper(self):
        days = Div("issued_on", "valid_until", css_class="field-row")
        asked = ["matched"] if self.doubts_end else []
        made = helper(
            "client_id",
            "kind",
            "decile",
            days,
            *asked,
            "number",
            "issuer",
            "file",
            button=_("Tambah bukti"),
        )
        made.attrs |= {"enctype": "multipart/form-data"}
        return made


class DecideForm(forms.Form):
    """Accept, reject, or reject what was accepted; a rejection says why in words that the family
    can be told.
    """

    REASONS = {
        "unreadable": _("Hasil pindai tidak terbaca"),
        "expired": _("Sudah tidak berlaku"),
        "other_person": _("Bukan atas nama keluarga ini"),
        "not_issued": _("Tidak diterbitkan oleh yang berwenang"),
        "other": _("Sebab lain"),
    }

    decision = forms.ChoiceField(
        label=_("Keputusan"),
        choices=[(act, "") for act in ("accept", "accept_next", "reject", "take_back")],
        # Each button carries its own.
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Pilih terima atau tolak.")),
    )
    reason = choice_field(_("Alasan ditolak"), REASONS.items(), widget=forms.RadioSelect)
    other = InWords(label=_("Sebab lain"), max_length=200, required=False)

    # The two buttons share the fields; a browser would hold "Terima" up for the reason.
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = _("Pilih alasannya.")
        self.fields["reason"].required = not self.is_bound or self.data.get("decision") in (
            "reject",
            "take_back",
        )

    def clean(self):
        data = super().clean()
        if data.get("reason") == "other" and not data.get("other") and "other" not in self.errors:
            self.add_error("other", _("Tulis sebabnya."))
        return data

    @property
    def words(self) -> str:
        """The reason as it is stored and told."""
        data = self.cleaned_data
        if data["reason"] == "other":
            return data["other"]
        with in_office_language():
            return str(self.REASONS[data["reason"]])
