"""Forms of a family: registering with four things, editing, two on one card, holding."""

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from families.forms.fields import (
    EditForm,
    Folded,
    PhoneField,
    PickedField,
    PickingForm,
    ShownField,
    choice_field,
    helper,
    inmate_picker,
    question,
    stays,
    typed_field,
    version_field,
    village_field,
    village_picker,
)
from families.identity import check_kk
from families.models import Family, Relationship
from families.registry.families import NewFamily
from rutan.days import DayField
from rutan.editing import AsShown
from rutan.fields import IdentityNumberFormField, client_id_field
from rutan.texts import FreeText, InWords, PersonName


def _number_of_street(label) -> forms.CharField:
    said = _("%(name)s terdiri atas 1 sampai 3 angka.") % {"name": label}
    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}
    )
    return forms.RegexField(
        r"^[0-9]{1,3}$",
        label=label,
        required=False,
        widget=widget,
        error_messages={"invalid": said},
    )


class _AddressForm(PickingForm):
    """What both registering and editing ask."""

    pickers = ("area",)

    name = PersonName(
        label=_("Nama keluarga"),
        help_text=_("Nama kepala atau wakil keluarga, persis seperti pada kartu."),
    )
    area = village_field()
    area_q = typed_field(_("Desa/kelurahan"))
    phone = PhoneField(
        label=_("Nomor telepon"),
        required=False,
        help_text=_("Misalnya 0812 3456 7890. Boleh nomor tetangga."),
    )
    do_not_contact = forms.BooleanField(
        label=_("Jangan hubungi"),
        required=False,
        help_text=_("Hanya diberi tahu saat berkunjung, tidak lewat telepon, WBP, atau desa."),
    )
    may_tell_inmate = forms.BooleanField(
        label=_("Boleh diberitahukan kepada WBP"),
        required=False,
        help_text=_("Dicentang hanya jika keluarga setuju; WBP lalu mendapat slip."),
    )
    address = FreeText(label=_("Jalan atau nomor rumah"), max_length=200, required=False)
    hamlet = FreeText(label=_("Dukuh/dusun"), max_length=60, required=False)
    rt = _number_of_street(_("RT"))
    rw = _number_of_street(_("RW"))
    kk_number = IdentityNumberFormField(label=_("Nomor KK"))
    staff_relative = forms.BooleanField(
        label=_("Keluarga pegawai Rutan"),
        required=False,
        help_text=_("Ditandai saja, supaya Kepala Rutan mengetahuinya."),
    )

    def clean_kk_number(self):
        number = self.cleaned_data["kk_number"]
        if number is not None:
            check_kk(number)
        return number

    @property
    def changes(self) -> dict:
        """The values for registry.edit or NewFamily, by field of the family."""
        return {name: self.cleaned_data[name] for name in Family.TYPED}


class FamilyForm(_AddressForm):
    """A new family: name, village, WBP and relationship suffice."""

    pickers = ("area", "inmate")

    client_id = client_id_field()
    inmate = PickedField(
        label=pgettext_lazy("satu", "WBP"),
        missing=_("Pilih WBP dari daftar."),
        help_text=_("Ketik nama, nomor register, atau blok WBP yang dikunjungi."),
    )
    inmate_q = typed_field(pgettext_lazy("satu", "WBP"))
    relationship = choice_field(_("Hubungan dengan WBP"), Relationship.choices)
    seen = ShownField()

    field_order = ["name", "area", "inmate", "relationship"]

    @property
    def helper(self):
        return helper(
            "client_id",
            "seen",
            "name",
            village_picker(),
            inmate_picker(),
            "relationship",
            Folded(
                _("Jika sudah diketahui: telepon, alamat, KK"),
                "phone",
                "do_not_contact",
                "may_tell_inmate",
                "address",
                "hamlet",
                Div("rt", "rw", css_class="field-row"),
                "kk_number",
                "staff_relative",
            ),
            button=(
                _("Ya, daftarkan sebagai keluarga lain")
                if self.data.get("seen")
                else _("Daftarkan keluarga")
            ),
        )

    @property
    def new_family(self) -> NewFamily:
        names = ("inmate", "relationship", "kk_number", "seen", "client_id")
        return NewFamily(**self.changes, **{name: self.cleaned_data[name] for name in names})


class FamilyEditForm(EditForm, _AddressForm):
    """Editing; ``version`` is the family's when the page was rendered."""

    shown = Family.TYPED

    version = version_field()
    seen = ShownField()
    forget_kk = forms.BooleanField(label=_("Kosongkan nomor KK"), required=False)

    def __init__(self, *args, family: Family, **kwargs):
        self.family = family
        super().__init__(*args, **kwargs)
        if family.kk_number:
            self.fields["kk_number"].help_text = stays(family.kk_number)
        else:
            del self.fields["forget_kk"]

    @classmethod
    def state_of(cls, family: Family) -> dict:
        return {"version": family.version}

    @property
    def changes(self) -> dict:
        # An empty number means unchanged: the stored one is never rendered into the page.
        if self.cleaned_data.get("forget_kk"):
            return super().changes | {"kk_number": None}
        number = self.cleaned_data["kk_number"]
        return super().changes | ({"kk_number": number} if number else {})

    @property
    def helper(self):
        kk = ["kk_number", *(["forget_kk"] if "forget_kk" in self.fields else [])]
        return helper(
            "version",
            "seen",
            AsShown(*self.shown),
            question(pgettext_lazy("satu", "Keluarga"), "name", "staff_relative"),
            question(_("Memberi tahu keluarga"), "phone", "do_not_contact", "may_tell_inmate"),
            question(
                _("Tempat tinggal"),
                village_picker(),
                "address",
                "hamlet",
                Div("rt", "rw", css_class="field-row"),
            ),
            question(_("Kartu keluarga"), *kk),
            button=_("Simpan perubahan"),
        )


class SplitForm(forms.Form):
    """A second family on one card, which needs a reason and the services head."""

    kk_number = IdentityNumberFormField(
        label=_("Nomor KK"), required=True, error_messages={"required": _("Isi nomor KK.")}
    )
    reason = InWords(
        label=_("Alasan dua keluarga dalam satu KK"),
        max_length=200,
        help_text=_("Misalnya: sudah menikah dan tinggal di rumah sendiri."),
    )

    def clean_kk_number(self):
        if self.cleaned_data["kk_number"] is None:
            raise ValidationError(_("Isi nomor KK."), code="required")
        check_kk(self.cleaned_data["kk_number"])
        return self.cleaned_data["kk_number"]

    @property
    def helper(self):
        return helper("kk_number", "reason", button=_("Setujui dua keluarga"))


class HoldForm(forms.Form):
    """No aid for now, for one of five reasons, until a day."""

    kind = choice_field(_("Sebab ditunda"), Family.HoldKind.choices, widget=forms.RadioSelect)
    until = DayField(
        label=_("Ditunda sampai dengan"),
        help_text=_("Setelah tanggal ini bantuan berlanjut dengan sendirinya."),
    )

    def __init__(self, *args, today, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until < self.today:
            raise ValidationError(_("Tanggal ini sudah lewat."), code="past")
        if (until - self.today).days > 366:
            raise ValidationError(
                _("Paling lama satu tahun; dapat diperpanjang nanti."), code="far"
            )
        return until

    @property
    def helper(self):
        return helper("kind", "until", button=_("Tunda bantuan"))
