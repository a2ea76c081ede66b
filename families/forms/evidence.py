"""Forms of evidence: recording it, and deciding about it."""

import datetime as dt

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from families.forms.fields import TextField, choice_field, client_id_field, helper, refuse_future
from families.identity import read_nik
from families.models import PovertyEvidence
from families.registry import NewEvidence
from rutan import files
from rutan.fields import DayField, IdentityNumber


class EvidenceForm(forms.Form):
    """A paper, card or visit; how long it counts follows from the kind unless it says otherwise."""

    client_id = client_id_field()
    kind = choice_field(_("Jenis bukti"), PovertyEvidence.Kind.choices, widget=forms.RadioSelect)
    issued_on = DayField(label=_("Tanggal terbit atau tanggal dilihat"))
    valid_until = DayField(
        label=_("Berlaku sampai dengan"), required=False, help_text=_("Kosongkan untuk masa berlaku menurut pengaturan Rutan.")
    )
    number = forms.CharField(label=_("Nomor"), max_length=60, required=False)
    issuer = TextField(label=_("Diterbitkan oleh"), max_length=120, required=False, help_text=_("Misalnya Desa Sumberejo."))
    decile = forms.IntegerField(
        label=_("Desil"),
        required=False,
        min_value=1,
        max_value=10,
        help_text=_("Hanya untuk DTSEN."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("Desil adalah angka 1 sampai 10.")),
    )
    file = forms.FileField(
        label=_("Foto atau hasil pindai"),
        required=False,
        help_text=_("JPG, PNG, atau PDF. Tidak perlu fotokopi; foto di loket sudah cukup."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )

    def __init__(self, *args, today: dt.date, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_number(self):
        # A KKS card has sixteen digits too; only what reads as a NIK is refused.
        number = " ".join(self.cleaned_data["number"].split())
        digits = "".join(char for char in number if char.isdigit())
        try:
            read_nik(IdentityNumber(digits), on=self.today)
        except ValidationError:
            return number
        raise ValidationError(_("Ini tampaknya NIK. Tulis nomor surat atau kartunya, atau kosongkan."), code="identity_number")

    def clean_file(self):
        upload = self.cleaned_data["file"]
        return files.checked(upload) if upload else None

    def clean(self):
        data = super().clean()
        refuse_future(self, "issued_on", self.today)
        if data.get("valid_until") and data.get("issued_on") and data["valid_until"] < data["issued_on"]:
            self.add_error("valid_until", _("Tanggal berlaku mendahului tanggal terbit."))
        if data.get("decile") and data.get("kind") not in (None, PovertyEvidence.Kind.DTSEN):
            self.add_error("decile", _("Desil hanya untuk DTSEN."))
        return data

    def evidence_of(self, family) -> NewEvidence:
        return NewEvidence(family=family, **self.cleaned_data)

    @property
    def helper(self):
        days = Div("issued_on", "valid_until", css_class="field-row")
        made = helper("client_id", "kind", days, "number", "issuer", "decile", "file", button=_("Tambah bukti"))
        made.attrs |= {"enctype": "multipart/form-data"}
        return made


class DecideForm(forms.Form):
    """Accept or reject; a rejection says why in words that the family can be told."""

    REASONS = {
        "unreadable": _("Hasil pindai tidak terbaca"),
        "expired": _("Sudah tidak berlaku"),
        "other_person": _("Bukan atas nama keluarga ini"),
        "not_issued": _("Tidak diterbitkan oleh yang berwenang"),
        "other": _("Sebab lain"),
    }

    decision = forms.ChoiceField(
        choices=[("accept", ""), ("reject", "")],
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Pilih terima atau tolak.")),
    )
    reason = choice_field(_("Alasan ditolak"), REASONS.items(), widget=forms.RadioSelect, required=False)
    other = TextField(label=_("Sebab lain"), max_length=200, required=False)

    def clean(self):
        data = super().clean()
        if data.get("decision") == "reject" and "reason" not in self.errors:
            if not data.get("reason"):
                self.add_error("reason", _("Pilih alasannya."))
            elif data["reason"] == "other" and not data.get("other") and "other" not in self.errors:
                self.add_error("other", _("Tulis sebabnya."))
        return data

    @property
    def words(self) -> str:
        """The reason as it is stored and told."""
        data = self.cleaned_data
        return data["other"] if data["reason"] == "other" else str(self.REASONS[data["reason"]])
