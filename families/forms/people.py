"""Forms of the people of a family and of their ties to inmates."""

import datetime as dt

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from families import identity
from families.forms.fields import (
    EditForm,
    PickedField,
    PickingForm,
    ShownField,
    choice_field,
    helper,
    inmate_picker,
    refuse_future,
    refuse_long_ago,
    stays,
    typed_field,
)
from families.models import FamilyMember, Relationship, Sex
from families.registry.people import MEMBER_FIELDS
from rutan.days import DayField
from rutan.editing import AsShown, fingerprint
from rutan.fields import IdentityNumberFormField, client_id_field, seen_field
from rutan.texts import InWords, PersonName


class MemberForm(EditForm):
    """A person of a family; the NIK fills in birth date and sex, and a difference is asked about
    once.
    """

    shown = ("full_name", "card_relationship", "birth_date", "sex", "may_collect")
    looked_at = "similar_seen"

    client_id = client_id_field()
    seen = seen_field()
    similar_seen = ShownField()
    full_name = PersonName(label=_("Nama lengkap"), help_text=_("Persis seperti pada KTP atau KK."))
    card_relationship = choice_field(_("Hubungan dalam KK"), FamilyMember.CardRelationship.choices)
    nik = IdentityNumberFormField(
        label=_("NIK"), help_text=_("Tanggal lahir dan jenis kelamin yang kosong diisi dari NIK.")
    )
    matched = forms.BooleanField(label=_("Sudah saya cocokkan dengan KTP"), required=False)
    forget_nik = forms.BooleanField(label=_("Kosongkan NIK"), required=False)
    birth_date = DayField(label=_("Tanggal lahir"), required=False)
    sex = choice_field(_("Jenis kelamin"), Sex.choices, required=False)
    may_collect = forms.BooleanField(label=_("Boleh mengambil paket"), required=False, initial=True)
    names_family = forms.BooleanField(
        label=_("Kepala atau wakil keluarga ini"),
        required=False,
        help_text=_("Hubungan dengan WBP yang tercatat adalah hubungan orang ini."),
    )

    def __init__(
        self, *args, today: dt.date, knows_district, member: FamilyMember | None = None, **kwargs
    ):
        self.today, self.knows_district, self.member, self.doubts = (
            today,
            knows_district,
            member,
            [],
        )
        super().__init__(*args, **kwargs)
        del self.fields["seen" if member is None else "client_id"]
        if member and member.nik:
            self.fields["nik"].help_text = stays(member.nik)
        else:
            del self.fields["forget_nik"]
        if member and member.names_family:
            # Given to another by ticking it there: a family is always named after somebody.
            del self.fields["names_family"]

    @classmethod
    def state_of(cls, member: FamilyMember) -> dict:
        # A NIK too, which is not shown.
        return {"seen": fingerprint(member, MEMBER_FIELDS)}

    def clean(self):
        data = super().clean()
        refuse_future(self, "birth_date", self.today)
        if data.get("nik"):
            self._compare(data)
        return data

    def _compare(self, data):
        try:
            nik = identity.read_nik(data["nik"], on=self.today)
        except ValidationError as error:
            self.add_error("nik", error)
            return
        known = self.knows_district(nik.district_code)
        self.doubts = identity.doubts(
            nik, birth_date=data.get("birth_date"), sex=data.get("sex", ""), knows_district=known
        )
        if self.doubts and not data.get("matched"):
            self.add_error(
                "nik",
                ValidationError(
                    " ".join([*map(str, self.doubts), str(identity.CONFIRM)]), code="doubt"
                ),
            )
        data["birth_date"] = data.get("birth_date") or nik.birth_date
        data["sex"] = data.get("sex") or nik.sex

    @property
    def changes(self) -> dict:
        """The values for NewMember or registry.edit_member; an empty NIK means unchanged."""
        values = super().changes
        if self.cleaned_data.get("names_family"):
            values |= {"names_family": True}
        if self.cleaned_data.get("forget_nik"):
            return values | {"nik": None}
        if self.cleaned_data["nik"]:
            # What a NIK filled in was typed with it.
            return values | {name: self.cleaned_data[name] for name in ("nik", "birth_date", "sex")}
        return values

    @property
    def helper(self):
        nik = [
            "nik",
            *(["matched"] if self.doubts else []),
            *(["forget_nik"] if "forget_nik" in self.fields else []),
        ]
        button = _("Simpan anggota") if self.member else _("Tambah anggota")
        hidden = ["seen", AsShown(*self.shown)] if self.member else ["client_id"]
        return helper(
            *hidden,
            "similar_seen",
            "full_name",
            "card_relationship",
            *nik,
            Div("birth_date", "sex", css_class="field-row"),
            "may_collect",
            *(["names_family"] if "names_family" in self.fields else []),
            button=button,
        )


class LeaveForm(forms.Form):
    """A person is no longer of the family from a day on."""

    left_on = DayField(label=_("Keluar dari keluarga sejak"))

    def __init__(self, *args, today: dt.date, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def clean(self):
        refuse_future(self, "left_on", self.today)
        refuse_long_ago(self, "left_on", self.today, years=20)
        return super().clean()

    @property
    def helper(self):
        return helper("left_on", button=_("Catat keluar dari keluarga"))


class BackForm(forms.Form):
    """A person was marked as gone by mistake; ``back`` tells it from a leave that is sent again."""

    back = forms.CharField(max_length=1, initial="1", widget=forms.HiddenInput)

    @property
    def helper(self):
        return helper("back", button=_("Kembalikan ke keluarga"))


class KinshipForm(PickingForm):
    """A tie to an inmate."""

    pickers = ("inmate",)

    client_id = client_id_field()
    seen = ShownField()

    inmate = PickedField(
        label=pgettext_lazy("satu", "WBP"),
        missing=_("Pilih WBP dari daftar."),
        help_text=_("Ketik nama, nomor register, atau blok."),
    )
    inmate_q = typed_field(pgettext_lazy("satu", "WBP"))
    relationship = choice_field(_("Hubungan dengan WBP"), Relationship.choices)

    @property
    def helper(self):
        return helper(
            "client_id",
            "seen",
            inmate_picker(),
            "relationship",
            button=_("Tambah hubungan dengan WBP"),
        )


class EndKinshipForm(forms.Form):
    """A tie counts no longer from a day on."""

    ended_on = DayField(label=_("Berakhir sejak tanggal"))

    def __init__(self, *args, today: dt.date, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def clean(self):
        refuse_future(self, "ended_on", self.today)
        refuse_long_ago(self, "ended_on", self.today, years=20)
        return super().clean()

    @property
    def helper(self):
        return helper("ended_on", button=_("Akhiri hubungan"))


class RevealForm(forms.Form):
    """Why somebody needs the full number."""

    reason = InWords(
        label=_("Alasan melihat nomor lengkap"),
        max_length=200,
        missing=identity.WHY_REVEAL,
        help_text=_("Nama Anda dan waktunya dicatat."),
    )

    @property
    def helper(self):
        return helper("reason", button=_("Tampilkan nomor"))
