"""Who phones for a spot check, and what a family answered."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from distributions.forms.packing import ClientIdForm
from distributions.models import Absence, DrawnFamily, SpotCheckAnswer
from distributions.models.spot_check import OF_ABSENT, OF_SERVED
from rutan.models import User
from rutan.refusals import sentence
from rutan.texts import PersonName

YES, NO = "yes", "no"
# Question -> the answer that nobody has to look into; a family that did not come got no package.
GOOD_OF_SERVED = dict.fromkeys(OF_SERVED, True) | {"asked_payment": False}
GOOD_OF_ABSENT = dict.fromkeys(OF_ABSENT, True) | {"asked_payment": False, "received": False}


class CallerForm(ClientIdForm):
    """An account that took no part, or the name of somebody who has none."""

    needed_sometimes = ("caller", "caller_name")

    caller = forms.ModelChoiceField(
        label=_("Yang menelepon"),
        queryset=None,
        required=False,
        empty_label=_("Orang tanpa akun: tulis namanya di bawah"),
        help_text=_(
            "Akun yang tercatat melayani keluarga pada kegiatan ini, atau mendaftarkan atau"
            " memverifikasi keluarga yang diundi, tidak ditawarkan."
        ),
        error_messages={"invalid_choice": sentence("who_phones_is_of_neither_desk_nor_registry")},
    )
    caller_name = PersonName(
        label=_("Nama, jika tidak mempunyai akun"),
        required=False,
        help_text=_(
            "Nama yang ditulis hanya dibandingkan dengan nama akun. Pastikan sendiri orangnya tidak"
            " ikut bertugas."
        ),
    )

    def __init__(self, *args, callers: QuerySet[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["caller"].queryset = callers


class AnswerForm(ClientIdForm):
    """One family: nothing to look into or nobody reached in one choice, else answer by answer."""

    GOOD, OTHER, UNREACHED = "good", "other", "unreached"

    outcome = forms.ChoiceField(
        label=_("Hasil telepon"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih hasilnya."), "invalid_choice": _("Pilih hasilnya.")},
    )

    def __init__(self, *args, drawn: DrawnFamily, known: str = "", **kwargs):
        super().__init__(*args, auto_id=f"id_{drawn.pk}_%s", **kwargs)
        self.drawn = drawn
        self.good = GOOD_OF_ABSENT if drawn.was_absent else GOOD_OF_SERVED
        self.needed_sometimes = (*self.good, "reason")
        well = _("Sudah diberi tahu, tidak ada keluhan") if drawn.was_absent else _("Semua baik")
        self.fields["outcome"].choices = [
            (self.GOOD, well),
            (self.OTHER, _("Ada yang lain")),
            (self.UNREACHED, _("Tidak tersambung")),
        ]
        for name in self.good:
            self.fields[name] = self._question(name)
        if drawn.was_absent:
            self.fields["reason"] = forms.ChoiceField(
                label=_("Mengapa tidak datang?"),
                choices=Absence.Reason.choices,
                initial=known or Absence.Reason.UNKNOWN,
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": sentence("an_absence_has_a_known_reason")},
            )

    @staticmethod
    def _question(name: str) -> forms.ChoiceField:
        return forms.ChoiceField(
            label=SpotCheckAnswer._meta.get_field(name).verbose_name,
            choices=[(YES, _("Ya")), (NO, _("Tidak"))],
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("Jawab ya atau tidak.")},
        )

    @property
    def questions(self):
        return [self[name] for name in self.good]

    def clean(self):
        data = super().clean()
        outcome = data.get("outcome")
        if outcome == self.OTHER:
            for name in self.good:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Jawab ya atau tidak."))
        reached = outcome in (self.GOOD, self.OTHER)
        if reached and "reason" in self.fields and not (data.get("reason") or self.errors):
            self.add_error("reason", sentence("an_absence_has_a_known_reason"))
        return data

    @property
    def facts(self) -> dict:
        """What spot_check.answer keeps."""
        data = self.cleaned_data
        said = {name: data[name] == YES for name in self.good}
        return {
            "client_id": data["client_id"],
            "reached": data["outcome"] != self.UNREACHED,
            "answers": self.good if data["outcome"] == self.GOOD else said,
            "reason": data.get("reason", ""),
        }
