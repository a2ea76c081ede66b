"""The period of a report, as an address carries it."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rutan.days import DayField, month_of

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
MOST_DAYS = 5 * 366
# What is longer is no date; the page must not send a million characters back.
MOST_CHARACTERS = 30


def query_of(first: dt.date, last: dt.date) -> str:
    """A period as ``PeriodForm`` reads it from an address."""
    if (first, last) == month_of(first):
        return f"month={first:%Y-%m}"
    return f"from={first}&to={last}"


class Day(DayField):
    """A day of the years that a report can show."""

    def clean(self, value):
        day = super().clean(value)
        if day and not EARLIEST <= day <= LATEST:
            raise ValidationError(_("Tahun harus antara 2000 dan 2100."))
        return day


class PeriodForm(forms.Form):
    """``?month=2025-10``, or ``?from=...&to=...``; without either it has no period."""

    saves = False

    month = forms.RegexField(
        r"^(20\d\d)-(0[1-9]|1[0-2])$",
        label=_("Bulan"),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": _("Bulan ini tidak ada. Tulis seperti 2025-10.")},
    )

    def __init__(self, data):
        super().__init__(
            {
                name: data.get(name, "").replace("\x00", "")[:MOST_CHARACTERS]
                for name in ("month", "from", "to")
            }
        )
        # "from" is no name that a class body can hold.
        self.fields["from"], self.fields["to"] = (
            Day(label=_("Dari tanggal"), required=False),
            Day(label=_("Sampai dengan tanggal"), required=False),
        )

    def clean(self):
        data = super().clean()
        if self.errors or data.get("month"):
            return data
        first, last = data.get("from"), data.get("to")
        if bool(first) != bool(last):
            self.add_error(
                "to" if first else "from", _("Isi kedua tanggal, atau kosongkan keduanya.")
            )
        elif first and first > last:
            self.add_error("to", _("Tanggal akhir mendahului tanggal awal."))
        elif first and (last - first).days >= MOST_DAYS:
            self.add_error("to", _("Periode paling lama lima tahun."))
        return data

    @property
    def whole_month(self):
        """First and last day of the month in the address, or None."""
        month = self.is_valid() and self.cleaned_data["month"]
        return month_of(dt.date.fromisoformat(f"{month}-01")) if month else None

    @property
    def period(self):
        """First and last day, or None where none was given or what was given is wrong."""
        if not self.is_valid():
            return None
        typed = self.cleaned_data["from"], self.cleaned_data["to"]
        return self.whole_month or (typed if typed[0] else None)

    def showing(self, first, last):
        """The form with the shown period in its fields, where nothing was typed."""
        if not (self.data["from"] or self.data["to"]):
            self.data |= {"from": first.isoformat(), "to": last.isoformat()}
        # Whoever looks at the form gives both days; only an address may leave them out.
        self.fields["from"].required = self.fields["to"].required = True
        return self
