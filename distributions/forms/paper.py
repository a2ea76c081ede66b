"""What is typed off a signed sheet: whose it is, and its lines."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from distributions.models import Distribution, IdentityMethod
from distributions.paper_entry import TO_COME, Line
from rutan.days import HourField
from rutan.fields import WholeNumberField, client_id_field
from rutan.formats import tanggal_hari
from rutan.texts import FreeText, PersonName

# A desk's sheet of the morning in one go.
LINES_SHOWN = 50
MOST_LINES = 60


def _count(label, **options) -> WholeNumberField:
    return WholeNumberField(
        label=label,
        min_value=1,
        max_value=30_000,
        error_messages={"invalid": _("Tulis dengan angka."), "required": _("Isi jumlahnya.")},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "form-control short"}
        ),
        **options,
    )


class SheetForm(forms.Form):
    """One block of a sheet: which desk signed for, about when, and how many signatures it has."""

    desk = FreeText(max_length=30, widget=forms.TextInput(attrs={"list": "desks"}))
    day = forms.ChoiceField(label=_("Hari"))
    time = HourField(label=_("Sekitar pukul"))
    verified_by_method = forms.ChoiceField(
        label=_("Dikenali dengan"),
        choices=[("", _("Pilih …")), *IdentityMethod.choices],
        error_messages={
            "required": _("Pilih salah satu."),
            "invalid_choice": _("Pilih salah satu."),
        },
    )
    total = _count(_("Jumlah tanda tangan di lembar"))
    first = _count(_("Mulai dari baris"), initial=1)

    def __init__(self, *args, distribution: Distribution, **kwargs):
        super().__init__(*args, **kwargs)
        self.facility = distribution.facility
        # The wrong sheet lies on the table sooner than anybody reads the page's heading.
        label = gettext("Loket pada lembar %(event)s") % {"event": distribution.title}
        self.fields["desk"].label = label
        days = _days_of(distribution)
        self.fields["day"].choices = [(day.isoformat(), tanggal_hari(day)) for day in days]
        self.initial.setdefault("day", days[-1].isoformat())
        if len(days) == 1:
            self.fields["day"].widget = forms.HiddenInput()

    def clean(self):
        data = super().clean()
        if data.get("day") and data.get("time"):
            day = dt.date.fromisoformat(data["day"])
            data["at"] = dt.datetime.combine(day, data["time"], self.facility.tzinfo)
            if data["at"] > timezone.now():
                self.add_error("time", TO_COME)
        return data


def _days_of(distribution: Distribution) -> list[dt.date]:
    """From the first day on which packages may have changed hands up to today."""
    local = distribution.facility.local_day
    first = min(distribution.day, local(distribution.opened_at))
    last = min(distribution.final_day, local(timezone.now()))
    return [first + dt.timedelta(days=n) for n in range(max((last - first).days, 0) + 1)]


class LineForm(forms.Form):
    """One line; an empty one was not signed, or was passed over."""

    needed_sometimes = ("number", "name")

    number = _count(_("Nomor"), required=False)
    name = PersonName(
        label=_("Nama pengambil"),
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    happened = forms.BooleanField(
        label=_("Memang sudah diserahkan: simpan sebagai kejadian yang perlu dijelaskan"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    client_id = client_id_field()

    # Its place on the sheet, and what became of it.
    line = 0
    served = refusal = None
    is_skipped = False

    def clean(self):
        data = super().clean()
        if data.get("name") and not data.get("number") and "number" not in self.errors:
            self.add_error("number", _("Isi nomornya."))
        return data

    @property
    def is_filled(self) -> bool:
        return bool(self["number"].value() or self["name"].value())

    @property
    def said(self) -> Line:
        """As the verb takes it; of a valid line that is filled."""
        data = self.cleaned_data
        return Line(
            line=self.line,
            number=data["number"],
            client_id=data["client_id"],
            name=data["name"],
            happened=data["happened"],
        )


class SheetLines(forms.BaseFormSet):
    def number_from(self, first: int) -> None:
        """Count the lines as the sheet does."""
        for place, line in enumerate(self, first):
            line.line = place

    @property
    def may_be_copied(self) -> bool:
        """Whether no line holds what may be stored nowhere: a number that is wrong is only its own
        line's matter.
        """
        return not any("name" in line.errors for line in self)

    @property
    def stored(self) -> list[LineForm]:
        return [line for line in self if line.served]

    @property
    def told(self) -> list[LineForm]:
        """Those that can be stored."""
        return [line for line in self if line.is_filled and line.is_valid()]

    @property
    def open(self) -> list[LineForm]:
        """Those that somebody has to look at: refused, mistyped, or passed over."""
        return [line for line in self if line.is_skipped or line.errors]


LineFormSet = forms.formset_factory(
    LineForm, formset=SheetLines, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES
)
