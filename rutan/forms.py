"""Settings, signatories, accounts and the filters of the audit page, as people type them."""

import re

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rutan import editing, fixed_texts
from rutan.access import ROLE_NAMES, roles_of
from rutan.administration import stored_username
from rutan.days import DayField
from rutan.editing import AsShown, fingerprint
from rutan.fields import REGENCY_CODE, WholeNumberField, client_id_field, field_of, seen_field
from rutan.files import PictureField
from rutan.models import PUBLIC_ADDRESS, Facility, FacilityText, Signatory, User
from rutan.refusals import ENDS_BEFORE_START, sentence
from rutan.texts import FreeText, PersonName, figures, refuse_outgrown

# Poverty evidence and how many days it counts; the labels stand under one legend.
VALIDITY = {
    "sktm_days": _("SKTM"),
    "dtsen_days": _("DTSEN (desil)"),
    "pkh_days": _("PKH"),
    "bpnt_days": _("BPNT/KKS"),
    "pbi_jk_days": _("KIS PBI"),
    "home_survey_days": _("Survei rumah"),
    "officer_statement_days": _("Keterangan petugas"),
}
# What stands on every paper of the office, or decides how it is printed.
PAPERS = (
    *("letterhead", "letterhead_on_paper", "paper_size", "catch_words", "public_address"),
    *("number_pattern", "assignment_basis", "programme", "complaint_contacts"),
)
# Shows what is typed, in a page of its own, and stores nothing.
PREVIEW = StrictButton(
    _("Pratinjau kop"),
    type="submit",
    name="preview",
    value="1",
    formtarget="_blank",
    css_class="btn btn-outline-secondary",
)
WEEKDAYS = [
    (1, _("Senin")),
    (2, _("Selasa")),
    (3, _("Rabu")),
    (4, _("Kamis")),
    (5, _("Jumat")),
    (6, _("Sabtu")),
    (7, _("Minggu")),
]


def _spoken(field: forms.Field, value) -> str:
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    labels = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    values = value if isinstance(value, list | tuple) else [value]
    return (
        ", ".join(
            labels.get(str(part), str(part))
            for part in map(field.prepare_value, values)
            if part not in (None, "")
        )
        or "–"
    )


def _group(legend, *fields) -> Div:
    """Fields of one question in one card."""
    return Div(
        Fieldset(format_lazy('<span class="fs-5">{}</span>', legend), *fields), css_class="panel"
    )


def _helper(button, *groups) -> FormHelper:
    helper = FormHelper()
    # The browser's own bubbles speak the browser's language; our errors stand at their fields.
    helper.attrs = {"novalidate": "", "autocomplete": "off"}
    helper.render_hidden_fields = True
    helper.layout = Layout(
        *groups, StrictButton(button, type="submit", css_class="btn btn-primary")
    )
    return helper


def _whole(name: str, least: int, most: int, **options) -> forms.IntegerField:
    """The form field of a setting, within what makes sense for it."""
    return Facility._meta.get_field(name).formfield(
        form_class=WholeNumberField,
        **options,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )


def _area_code() -> forms.CharField:
    """Empty is allowed: then reports name the regency beside every district."""
    return Facility._meta.get_field("area_code").formfield(
        required=False, validators=[REGENCY_CODE], widget=forms.TextInput(attrs={"class": "short"})
    )


def _visit_days(name: str) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=Facility._meta.get_field(name).verbose_name,
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class SettingsForm(forms.ModelForm):
    """A form over one row that a verb saves: ``seen`` tells the verb which state of the row was on
    screen, ``client_id`` which form makes a new one.
    """

    seen = seen_field(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = fingerprint(self.instance, self._meta.fields)
        if self.instance.pk is None:
            self.fields["client_id"] = client_id_field(required=False)

    def facts(self) -> dict:
        """Column -> value, for the verb."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    def show_stored(self, row) -> None:
        """Somebody else saved meanwhile: both values stand at each field that differs, and saving
        again is informed.

        A field that this person left alone takes the stored value without a word.
        """
        mine = editing.touched(self, self._meta.fields)
        editing.show_stored(self, self._meta.fields, row, seen=fingerprint(row, self._meta.fields))
        for name in [*mine, *(["roles"] if "roles" in self.cleaned_data else [])]:
            stored = sorted(roles_of(row)) if name == "roles" else getattr(row, name)
            if stored != self.cleaned_data[name]:
                self.add_error(
                    name,
                    _("Sekarang tersimpan: %(value)s")
                    % {"value": _spoken(self.fields[name], stored)},
                )

    def validate_unique(self):
        """The database answers when the verb writes, with the sentences of REFUSALS."""

    validate_constraints = validate_unique


class FacilityForm(SettingsForm):
    area_code = _area_code()
    void_minutes = _whole("void_minutes", 0, 240)
    cycle_visit_day = _whole("cycle_visit_day", 0, 20, required=False)
    crumbs_percent = _whole("crumbs_percent", 0, 50)
    weighing_tolerance_percent = _whole("weighing_tolerance_percent", 1, 50)
    detainee_visit_days = _visit_days("detainee_visit_days")
    convict_visit_days = _visit_days("convict_visit_days")

    class Meta:
        model = Facility
        formfield_callback = field_of
        fields = (
            *("name", "short_name", "city", "area_code", "time_zone"),
            *PAPERS,
            *("void_minutes", "minimum_days", "one_per_inmate", "one_per_inmate_same_day"),
            *("ktp_at_desk", "whatsapp_links", "cycle_visit_day", "weighing_tolerance_percent"),
            *VALIDITY,
            *("detainee_visit_days", "convict_visit_days", "crumbs_percent"),
        )
        labels = VALIDITY
        widgets = {
            "letterhead": forms.Textarea(attrs={"rows": 5}),
            "assignment_basis": forms.Textarea(attrs={"rows": 3}),
            "complaint_contacts": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "letterhead": _("Baris demi baris, seperti pada surat Rutan."),
            "catch_words": _(
                "Daftar yang berlanjut menyebut kata pertama halaman berikutnya, kanan bawah."
            ),
            "public_address": _(
                "Kosongkan jika orang luar tidak dapat membukanya. Jika diisi, dokumen yang terbit"
                " memuat kode QR ke halaman pemeriksaannya."
            ),
            "number_pattern": _(
                "Bagian yang tetap, misalnya W.32.UM.01.01-. Tercetak pada surat tugas dan"
                " mengawali nomor setiap dokumen yang terbit; nomor urutnya diketik atau ditulis"
                " dengan pulpen."
            ),
            "assignment_basis": _(
                "Satu dasar sebaris. Undang-Undang Pemasyarakatan sudah tercetak lebih dahulu."
            ),
            "programme": _("Tercetak di bawah judul, misalnya 15 Program Aksi. Boleh kosong."),
            "complaint_contacts": _(
                "Satu kontak sebaris. Tercetak pada kupon, daftar tanda terima, dan pengumuman."
            ),
            "ktp_at_desk": _(
                "Jika tidak dicentang, petugas sendiri memilih dengan apa pengambil dikenali."
            ),
            "whatsapp_links": _(
                "Tombol itu membuka WhatsApp dengan nomor dan teksnya; keduanya keluar dari Rutan."
            ),
            "cycle_visit_day": _(
                "Beranda mengusulkan kegiatan berikutnya pada hari itu, satu demi satu. 0: tidak."
            ),
            "weighing_tolerance_percent": _(
                "Paket contoh yang lebih jauh dari catatan panennya disebut di luar batas; tidak"
                " ada yang dihalangi."
            ),
            "crumbs_percent": _("Sisa panen di bawah batas ini ditawarkan untuk dihabiskan."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = self._meta.fields
        self.helper = _helper(
            _("Simpan pengaturan"),
            "seen",
            AsShown(*names),
            _group(_("Rutan"), *names[:5]),
            _group(_("Surat dan cetakan"), *PAPERS, PREVIEW),
            _group(
                _("Bakti sosial"),
                *("void_minutes", "minimum_days", "one_per_inmate", "one_per_inmate_same_day"),
                *("ktp_at_desk", "whatsapp_links", "cycle_visit_day", "weighing_tolerance_percent"),
            ),
            _group(
                _("Masa berlaku bukti kurang mampu (hari)"),
                Div(*(Div(name, css_class="col-6 col-md-4") for name in VALIDITY), css_class="row"),
            ),
            _group(
                _("Hari kunjungan"),
                *(
                    Field(name, template="_chips.html")
                    for name in ("detainee_visit_days", "convict_visit_days")
                ),
            ),
            _group(_("Hasil panen"), "crumbs_percent"),
        )

    def clean_public_address(self):
        """As it is stored: in small letters, without the stroke at its end."""
        address = self.cleaned_data["public_address"].strip().rstrip("/").lower()
        if address and not re.match(PUBLIC_ADDRESS, address):
            raise forms.ValidationError(sentence("a_public_address_is_of_the_net"))
        return address

    def clean_cycle_visit_day(self):
        """Left empty, no event is proposed."""
        return self.cleaned_data["cycle_visit_day"] or 0


class LogoForm(forms.Form):
    """The picture beside the letterhead."""

    file = PictureField(
        label=_("Logo"),
        help_text=_("JPG atau PNG, paling besar 10 MB. Yang tembus pandang menjadi putih."),
    )


class TextForm(SettingsForm):
    text = FreeText(label=_("Teks"), max_length=1500, widget=forms.Textarea(attrs={"rows": 8}))

    class Meta:
        model = FacilityText
        fields = ("text",)

    def clean_text(self):
        text = self.cleaned_data["text"]
        fixed_texts.check(self.instance.key, text)
        return text


class SignatoryForm(SettingsForm):
    needed_sometimes = ("ends_on", "order_number")

    name = PersonName(
        label=Signatory._meta.get_field("name").verbose_name,
        help_text=_("Seperti dicetak di bawah tanda tangan."),
    )
    # Longer than its eighteen digits, for it is copied from letters as "19750101 200012 1 001".
    nip = forms.CharField(
        label=_("NIP"),
        max_length=30,
        required=False,
        help_text=_("18 angka. Boleh dikosongkan."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    class Meta:
        model = Signatory
        formfield_callback = field_of
        fields = (
            "office",
            "capacity",
            "name",
            "nip",
            "rank",
            "user",
            "starts_on",
            "ends_on",
            "order_number",
        )
        widgets = {
            "office": forms.RadioSelect,
            "capacity": forms.RadioSelect,
        }
        help_texts = {
            "user": _(
                "Akun yang menyetujui daftar atas jabatan ini. Kepala Rutan ditetapkan oleh orang"
                " lain, tidak oleh dirinya sendiri."
            ),
            "ends_on": _("Wajib untuk Plh. dan Plt.; berakhir dengan sendirinya pada tanggal ini."),
            "order_number": _("Wajib untuk Plh. dan Plt."),
        }

    def __init__(self, *args, users, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users
        self.fields["user"].empty_label = _("Tanpa akun")
        self.fields["office"].choices = Signatory.Office.choices
        self.helper = _helper(
            _("Simpan pejabat"),
            "seen",
            AsShown(*self._meta.fields),
            _group(_("Jabatan dan kedudukan"), "office", "capacity"),
            _group(_("Pejabat"), "name", "nip", "rank", "user"),
            _group(_("Masa jabatan"), "starts_on", "ends_on", "order_number"),
        )

    def clean_nip(self):
        nip = "".join(sign for sign in figures(self.cleaned_data["nip"]) if sign not in " .-")
        if nip and len(nip) != 18 and nip.isdigit():
            raise forms.ValidationError(
                _("NIP harus 18 angka; yang diketik %(n)s angka.") % {"n": len(nip)}, code="length"
            )
        return nip

    def clean(self):
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", sentence("signatory_ends_after_start"))
        if data.get("capacity") in (Signatory.Capacity.ACTING, Signatory.Capacity.VACANT):
            if not last and "ends_on" not in self.errors:
                self.add_error("ends_on", sentence("acting_signatory_has_an_end"))
            # A dash in its place is no number.
            if (
                not any(map(str.isalnum, data.get("order_number", "")))
                and "order_number" not in self.errors
            ):
                self.add_error("order_number", _("Isi nomor surat perintah."))
        return data


class AccountForm(SettingsForm):
    name = PersonName(label=User._meta.get_field("name").verbose_name)
    roles = forms.MultipleChoiceField(
        label=_("Peran"),
        choices=list(ROLE_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Satu orang boleh memegang beberapa peran."),
        error_messages={"required": _("Pilih paling sedikit satu peran.")},
    )

    class Meta:
        model = User
        formfield_callback = field_of
        fields = ("username", "name")
        labels = {"username": _("Nama pengguna")}
        help_texts = {
            "username": _("Untuk masuk: huruf kecil, angka, titik, atau garis bawah, tanpa spasi.")
        }
        widgets = {
            "username": forms.TextInput(
                attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
            )
        }

    def __init__(self, *args, own=False, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["roles"] = sorted(roles_of(self.instance))
        if own:
            self.fields["roles"].help_text = _(
                "Ini akun Anda sendiri: perannya hanya dapat diubah oleh Administrator lain."
            )
        button = _("Simpan perubahan") if self.instance.pk else _("Buat akun")
        self.helper = _helper(
            button, "seen", AsShown(*self._meta.fields), "name", "username", "roles"
        )

    def clean_username(self):
        username = stored_username(self.cleaned_data["username"])
        refuse_outgrown(username, User._meta.get_field("username"))
        return username

    def clean_roles(self):
        return sorted(self.cleaned_data["roles"])


class ResetForm(forms.Form):
    """Only the key of the form: pressed twice, the page shows one password."""

    client_id = client_id_field(required=False)


class AuditFilterForm(forms.Form):
    """Filters that stand in the address; what makes no sense is told and not applied."""

    saves = False

    who = forms.ModelChoiceField(
        label=_("Petugas"),
        queryset=None,
        required=False,
        empty_label=_("Semua petugas"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    verb = forms.ChoiceField(
        label=_("Tindakan"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    first = DayField(label=_("Dari tanggal"), required=False)
    last = DayField(label=_("Sampai tanggal"), required=False)
    code = forms.CharField(
        label=_("Kode dokumen"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )

    def __init__(self, *args, users, acts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].queryset = users
        self.fields["verb"].choices = [("", _("Semua tindakan")), *acts]

    def clean_code(self):
        """As it is printed, however it was typed: ``k7m4 9qx2`` gives ``K7M4-9QX2``."""
        typed = self.cleaned_data["code"]
        signs = "".join(sign for sign in typed.upper() if sign.isalnum())
        if typed and len(signs) != 8:
            raise forms.ValidationError(
                _("Kode dokumen terdiri atas delapan huruf dan angka, seperti K7M4-9QX2.")
            )
        return f"{signs[:4]}-{signs[4:]}" if signs else ""

    def clean(self):
        data = super().clean()
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", ENDS_BEFORE_START)
        return data
