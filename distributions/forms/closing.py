"""What the end of an event types: where left-over packages go, the signatures, why families did not
come; and why it is opened again.
"""

from functools import partial

from django import forms
from django.utils.translation import gettext_lazy as _

from distributions.absences import ASIDE
from distributions.forms.packing import SortingForm, packages_field
from distributions.models import Absence
from distributions.packing.unpacking import Destination
from rutan.refusals import sentence
from rutan.texts import InWords

_left_over = partial(packages_field, may_be_none=True)

# Where the left-over packages go, in the order in which they are asked.
_LEFT = (
    Destination.SORTED,
    Destination.KITCHEN,
    Destination.STOCK,
    Destination.DONATED,
    Destination.LOST,
)


class CloseForm(SortingForm):
    """Where the left-over packages go; their sum must be what is left."""

    field_order = (
        "client_id",
        "sorted",
        "kitchen",
        "stock",
        "donated",
        "receiver",
        "lost",
        "reason",
    )
    needed_sometimes = (*_LEFT, "receiver", "reason", "signatures", "signatures_note")

    sorted = _left_over(_("Dibongkar, isinya dipilah"))
    kitchen = _left_over(_("Dibongkar, semua ke dapur (BAMA)"))
    stock = _left_over(_("Dibongkar, semua kembali ke stok"))
    donated = _left_over(_("Disumbangkan"))
    lost = _left_over(_("Rusak atau hilang"))
    signatures = _left_over(_("Jumlah tanda tangan di semua lembar"))
    signatures_note = InWords(
        label=_("Penjelasan jika berbeda dari layar"), max_length=300, required=False
    )

    def __init__(self, *args, distribution, **kwargs):
        super().__init__(*args, **kwargs)
        self.has_signatures = distribution.packages_out > 0

    @property
    def is_sorted(self) -> bool:
        """Whether somebody sorts them, or that is proposed."""
        return bool(self["sorted"].value() or any(field.errors for field in self.sorting))

    def clean(self):
        data = super().clean()
        self.need_whom_and_why({to for to in _LEFT if data.get(to)})
        # A page that asks is answered; who sends no such field was not asked.
        is_blank = self.data.get("signatures") is not None and data.get("signatures") is None
        if self.has_signatures and is_blank and "signatures" not in self.errors:
            self.add_error("signatures", _("Hitung tanda tangan di lembar, lalu isi jumlahnya."))
        return data

    @property
    def left_overs(self) -> dict[str, int]:
        """Packages by packing.Destination."""
        return {to: self.cleaned_data[to] or 0 for to in _LEFT}


class AbsencesForm(forms.Form):
    """Why each family that was expected did not come; whoever is left empty may be asked later."""

    def __init__(self, *args, rows, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {f"absence-{row.pk}": row for row in rows}
        for name, row in self.rows.items():
            self.fields[name] = forms.ChoiceField(
                label=row.family.name,
                choices=[("", _("Belum ditanyakan")), *Absence.Reason.choices],
                initial=known.get(row.pk, ""),
                required=False,
                error_messages={"invalid_choice": sentence("an_absence_has_a_known_reason")},
                widget=forms.Select(attrs={"class": "form-select w-auto"}),
            )

    @property
    def lines(self):
        """(right, its field) pairs."""
        return [(row, self[name]) for name, row in self.rows.items()]

    @property
    def reasons(self) -> dict[int, str]:
        """Entitlement id -> reason, of those that were told."""
        return {
            row.pk: self.cleaned_data[name]
            for name, row in self.rows.items()
            if self.cleaned_data[name]
        }


class AbsenceForm(forms.Form):
    """Why a family that is met again did not come the last time."""

    reason = forms.ChoiceField(
        label=_("Sebab tidak datang"),
        widget=forms.RadioSelect,
        error_messages={
            name: sentence("an_absence_has_a_known_reason")
            for name in ("required", "invalid_choice")
        },
    )

    def __init__(self, *args, right: int, is_here: bool, **kwargs):
        super().__init__(*args, auto_id=f"id_absence_{right}_%s", **kwargs)
        # Nobody who stands here is set aside by what is said in passing.
        hidden = {Absence.Reason.UNKNOWN, *(ASIDE if is_here else ())}
        self.fields["reason"].choices = [
            (code, label) for code, label in Absence.Reason.choices if code not in hidden
        ]


class ReopenForm(forms.Form):
    reason = InWords(
        label=_("Alasan membuka kembali"),
        max_length=300,
        error_messages={"required": _("Isi alasan membuka kembali kegiatan.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
