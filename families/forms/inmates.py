"""Forms of an inmate; offence, sentence, religion and health are never asked."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from families.forms.fields import (
    EditForm,
    ShownField,
    choice_field,
    helper,
    refuse_future,
    refuse_long_ago,
)
from families.models import CustodyStatus, Inmate, RegisterNumber, Sex
from families.registry.inmates import CUSTODY_FIELDS, INMATE_FIELDS, NUMBER_FIELDS
from rutan.days import DayField
from rutan.editing import AsShown
from rutan.fields import client_id_field, seen_field
from rutan.refusals import sentence
from rutan.texts import FreeText, PersonName, refuse_outgrown

# UU 11/2012 lets nobody below twelve be tried or detained.
LEAST_AGE = 12


class _NumberField(FreeText):
    """A register number as the book writes it."""

    def __init__(self, **kwargs):
        kwargs.setdefault("missing", _("Isi nomor registernya."))
        super().__init__(
            label=_("Nomor register"),
            max_length=40,
            help_text=_("Seperti dalam buku register, misalnya B.I.123/2025."),
            **kwargs,
        )

    def validate(self, value):
        super().validate(value)
        key = RegisterNumber.normalise(value)
        refuse_outgrown(key, RegisterNumber._meta.get_field("normalised"))
        if value and not any(char.isdigit() for char in key):
            raise ValidationError(sentence("a_register_number_has_signs"), code="digits")


class _InmateFields(EditForm):
    """What both registering and editing ask."""

    shown = INMATE_FIELDS

    name = PersonName(label=_("Nama"), help_text=_("Persis seperti dalam buku register."))
    legal_status = choice_field(_("Status"), Inmate.LegalStatus.choices, widget=forms.RadioSelect)
    block = FreeText(label=_("Blok"), max_length=20, required=False)
    sex = choice_field(_("Jenis kelamin"), Sex.choices, widget=forms.RadioSelect, initial=Sex.MALE)
    birth_date = DayField(label=_("Tanggal lahir"), required=False)

    def __init__(self, *args, today: dt.date, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def clean(self):
        refuse_future(self, "birth_date", self.today)
        self._refuse_children()
        return super().clean()

    def _refuse_children(self):
        born = self.cleaned_data.get("birth_date")
        if born and (born.year + LEAST_AGE, born.month, born.day) > (
            self.today.year,
            self.today.month,
            self.today.day,
        ):
            said = _("Menurut tanggal ini umurnya belum %(n)s tahun. Periksa tahun lahirnya.") % {
                "n": LEAST_AGE
            }
            self.add_error("birth_date", ValidationError(said, code="child"))


class InmateEditForm(_InmateFields):
    """Name, status, block and birth date of an inmate."""

    seen = seen_field()

    @property
    def helper(self):
        return helper("seen", AsShown(*self.shown), *self.shown, button=_("Simpan perubahan"))


class InmateForm(_InmateFields):
    """Somebody new: name, status and register number."""

    client_id = client_id_field()
    seen = ShownField()
    register_number = _NumberField(required=False)

    field_order = ["name", "register_number"]

    @property
    def helper(self):
        return helper(
            "client_id",
            "seen",
            "name",
            "register_number",
            "legal_status",
            "block",
            "sex",
            "birth_date",
            button=_("Daftarkan WBP"),
        )


class MoveForm(EditForm):
    """Where an inmate is from a day on; both are always meant, also where they stood there
    before.
    """

    shown = CUSTODY_FIELDS

    seen = seen_field()
    custody_status = choice_field(_("Keberadaan"), CustodyStatus.choices, widget=forms.RadioSelect)
    custody_since = DayField(label=_("Sejak tanggal"))

    def __init__(self, *args, today: dt.date, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def clean(self):
        refuse_future(self, "custody_since", self.today)
        # A sentence for life is the longest stay.
        refuse_long_ago(self, "custody_since", self.today, years=40)
        return super().clean()

    @property
    def helper(self):
        return helper("seen", *self.shown, button=_("Simpan keberadaan"))


class _RegisterNumberFields(EditForm):
    """What both a new number and a correction ask."""

    shown = NUMBER_FIELDS

    written = _NumberField()
    since = DayField(label=_("Sejak tanggal"))

    def __init__(self, *args, today: dt.date, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def clean(self):
        refuse_future(self, "since", self.today)
        # A sentence for life is the longest stay.
        refuse_long_ago(self, "since", self.today, years=40)
        return super().clean()


class RenumberForm(_RegisterNumberFields):
    """A new register number for the same inmate."""

    legal_status = choice_field(
        _("Status sekarang"), Inmate.LegalStatus.choices, widget=forms.RadioSelect
    )

    @property
    def helper(self):
        return helper("written", "since", "legal_status", button=_("Simpan nomor baru"))


class NumberCorrectForm(_RegisterNumberFields):
    """A register number that was written wrong."""

    seen = seen_field()

    @property
    def helper(self):
        return helper(
            "seen", AsShown(*self.shown), *self.shown, button=_("Betulkan nomor register")
        )
