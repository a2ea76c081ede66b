"""Days and hours as people here type them, whatever language their browser speaks, and said back in
words; and the months and years that they lie in.
"""

import calendar
import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rutan.formats import bulan, jam, tanggal_hari, tanggal_pendek
from rutan.texts import figures

TOO_FAR = _("Tanggal ini terlalu jauh. Periksa tahunnya.")

# What a month is called and how it is shortened, in both languages and in the old spelling; site.js
# knows the same words, and a word that only begins like one of them is none.
_MONTH_NAMES = (
    "jan januari january|feb peb februari pebruari february|mar maret march|apr april|mei may|"
    "jun juni june|jul juli july|agu ags agt agst agustus aug august|sep sept september|"
    "okt oktober oct october|nov nop november nopember|des desember dec december"
)
_MONTHS = {
    name: number
    for number, names in enumerate(_MONTH_NAMES.split("|"), 1)
    for name in names.split()
}
# "Jumat", "Jum'at," and "hari Jum'at, tanggal" stand before the day; no other word does.
_BEFORE = (
    "hari|tanggal|tgl|senin|selasa|rabu|kamis|jum['`´‘’ʼ]?at|sabtu|minggu|ahad|sen|sel|rab|kam|jum|"
    "sab|min|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun"
)
_BETWEEN = r"[ .,/\-]+"
_NAMED = rf"(?:(?:{_BEFORE})(?![^\W\d_])[.,]* *){{0,3}}"
_MONTH = rf"{_BETWEEN}(\d{{1,2}}){_BETWEEN}|[ .,/\-]*([^\W\d_]{{3,}})[ .,/\-]*"
_DAY_FIRST = re.compile(rf"{_NAMED}(\d{{1,2}})(?:{_MONTH})(\d{{4}})", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_IN_ONE_PIECE = re.compile(r"(\d{2})(\d{2})()(\d{4})")
# A year of two digits is of the last century as often as of this one.
_SHORT_YEAR = re.compile(rf"({_NAMED}\d{{1,2}}(?:{_MONTH})|\d{{4}})['’]?(\d{{2}})", re.IGNORECASE)
_HOUR = re.compile(
    r"(?:(?:pukul|jam|pkl\.?) *)?"
    r"(?:(\d{1,2})(?:[.,:\- ](\d{2})(?:[.:]\d{2})?)?|(\d{1,2})(\d{2}))"
    r"(?: *(?:wib|wita|wit))?",
    re.IGNORECASE,
)
_LONGEST = 60
# Years of two digits or of five come from a slip, and PostgreSQL's calendar is wider than ours.
EARLIEST, LATEST = 1900, 2100


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the day's month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def month_before(day: dt.date, months: int = 1) -> tuple[dt.date, dt.date]:
    """First and last day of the month so many before the day's; negative ones lie ahead."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return month_of(dt.date(years, month + 1, 1))


def months_between(first: dt.date, last: dt.date) -> list[tuple[dt.date, dt.date]]:
    """First and last day of every month from the one of ``first`` to the one of ``last``."""
    count = (last.year - first.year) * 12 + last.month - first.month
    return [month_before(last, back) for back in range(count, -1, -1)]


def year_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the day's year."""
    return dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)


def called(first: dt.date, last: dt.date) -> str:
    """A period as people call it: ``Oktober 2025``, ``tahun 2025``; empty of any other."""
    if (first, last) == month_of(first):
        return bulan(first)
    year = gettext("tahun %(year)s") % {"year": first.year}
    return year if (first, last) == year_of(first) else ""


def both_in_short(first: dt.date, last: dt.date) -> str:
    """Like ``1 Sep 2025`` and ``31 Okt 2026`` on one line: the year stands once where it is one."""
    if first == last:
        return tanggal_pendek(first)
    return (
        f"{date_format(first, 'j M' if first.year == last.year else 'j M Y')} –"
        f" {tanggal_pendek(last)}"
    )


def period_in_short(first: dt.date, last: dt.date) -> str:
    """A period on one line: as people call it, else both of its days."""
    return called(first, last) or both_in_short(first, last)


def in_names(first: dt.date, last: dt.date) -> str:
    """A period in the name of a file: ``2026-03``, else ``2026-03-01-2026-05-05``."""
    return f"{first:%Y-%m}" if (first, last) == month_of(first) else f"{first}-{last}"


def _plain(text: str) -> str:
    # What goes on further is no day and no hour, and a pattern would search it for long.
    plain = " ".join(figures(text).split())
    return plain if len(plain) <= _LONGEST else ""


def read_day(text: str) -> dt.date | None:
    """The day in ``27-10-2025``, ``27/10/2025``, ``27.10.2025``, ``27102025``, ``27 okt 2025`` or
    ``Senin, 27 Oktober 2025``; None if none.

    The day stands first in both languages; only ``2025-10-27``, as addresses carry it, begins with
    the year.
    """
    text = _plain(text)
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text) or _IN_ONE_PIECE.fullmatch(text):
        day, in_digits, in_letters, year = found.groups()
        month = in_digits or in_letters
    else:
        return None
    number = int(month) if month.isdecimal() else _MONTHS.get(month.casefold(), 0)
    try:
        read = dt.date(int(year), number, int(day))
    except ValueError:
        return None
    return read if EARLIEST <= read.year <= LATEST else None


def has_short_year(text: str) -> bool:
    """Whether the text would be a day if its year, ``25``, were written out."""
    found = _SHORT_YEAR.fullmatch(_plain(text))
    return bool(found) and read_day(f"{found[1]}20{found[found.lastindex]}") is not None


def read_hour(text: str) -> dt.time | None:
    """The time of day in ``09.30``, ``9.30``, ``09:30``, ``9-30``, ``0930``, ``930``, ``9`` or
    ``pukul 09.30 WIB``; None if none.
    """
    found = _HOUR.fullmatch(_plain(text))
    if not found:
        return None
    hour, minute, hour_of_four, minute_of_four = found.groups()
    try:
        return dt.time(int(hour or hour_of_four), int(minute or minute_of_four or 0))
    except ValueError:
        return None


class _InWords(forms.TextInput):
    """A line to type in; below it stands in words what is understood, with a script at every
    key.
    """

    reads = ""

    def __init__(self, attrs: dict | None = None) -> None:
        # Of the keyboards of a phone, the one of digits alone has no mark to set between them.
        usual = {"inputmode": "decimal", "autocomplete": "off", "class": "form-control short"}
        super().__init__(usual | {"data-reads": self.reads} | (attrs or {}))

    def render(
        self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None
    ) -> SafeString:
        drawn = {
            "line": super().render(name, value, attrs, renderer),
            "words": self.words(self.format_value(value) or ""),
            "reads": self.reads,
            "id": (attrs or {}).get("id", ""),
        }
        return render_to_string("rutan/_in_words.html", drawn)

    def words(self, typed: str) -> str:
        raise NotImplementedError


class DayInput(_InWords):
    """The line of a day; a script adds the browser's calendar to it."""

    reads = "day"

    def format_value(self, value: Any) -> str | None:
        """A day as it is typed here; what was typed and is no day stays as it is."""
        day = value if isinstance(value, dt.date) else None
        # Addresses carry the year first.
        if isinstance(value, str) and _YEAR_FIRST.fullmatch(value):
            day = read_day(value)
        return f"{day:%d-%m-%Y}" if day else super().format_value(value)

    def words(self, typed: str) -> str:
        day = read_day(typed)
        return tanggal_hari(day) if day else ""


class HourInput(_InWords):
    """The line of a time of day."""

    reads = "hour"

    def format_value(self, value: Any) -> str | None:
        return jam(value) if isinstance(value, dt.time) else super().format_value(value)

    def words(self, typed: str) -> str:
        hour = read_hour(typed)
        return jam(hour) if hour else ""


class DayField(forms.DateField):
    """A day as it is typed here."""

    widget = DayInput

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.error_messages |= {
            "required": _("Isi tanggalnya."),
            "invalid": _("Tanggal ini tidak ada. Tulis seperti 27-10-2025."),
            "short_year": _("Tulis tahunnya lengkap, misalnya 2025."),
        }

    def to_python(self, value: Any) -> dt.date | None:
        """The day; raises ValidationError for what is none."""
        if value in self.empty_values or not isinstance(value, str):
            return super().to_python(value)
        if (day := read_day(value)) is None and value.strip():
            code = "short_year" if has_short_year(value) else "invalid"
            raise ValidationError(self.error_messages[code], code=code)
        return day


class HourField(forms.TimeField):
    """A time of day as it is typed here."""

    widget = HourInput

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.error_messages |= {
            "required": _("Isi jamnya."),
            "invalid": _("Tulis jam seperti 08.30."),
        }

    def to_python(self, value: Any) -> dt.time | None:
        """The time; raises ValidationError for what is none."""
        if value in self.empty_values or not isinstance(value, str):
            return super().to_python(value)
        if (hour := read_hour(value)) is None and value.strip():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return hour
