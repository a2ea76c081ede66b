"""Days and hours are read as people here type them, on a screen of either language."""

import datetime as dt
import itertools
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.formats import date_format

from distributions.forms.reports import Day
from harvests.forms.fields import BoundedDayField
from rutan import days
from rutan.days import (
    DayField,
    HourField,
    month_before,
    month_of,
    months_between,
    year_of,
)
from tests.rutan.test_texts import our_forms
from tests.test_house import app_files, lines_with

DAY = dt.date(2025, 10, 5)


class DayForm(forms.Form):
    on = DayField(required=False)
    at = HourField(required=False)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    "typed",
    [
        *("05-10-2025", "5-10-2025", "05/10/2025", "05.10.2025", "5 10 2025", "05102025"),
        *("5 Oktober 2025", "5 okt 2025", "5 Okt. 2025", "Minggu, 5 Oktober 2025"),
        *("5 October 2025", "Sunday, 5 October 2025", "2025-10-05", " 05\u201110\u20132025 "),
        *("05-\u200b10-2025", "5\u00a0Oktober\u00a02025", "٥/١٠/٢٠٢٥", "５／１０／２０２５"),
        *("Jum'at, 5 Oktober 2025", "Jum’at 5 Oktober 2025", "Minggu 5 Oktober 2025"),
        *(
            "hari Minggu, tanggal 5 Oktober 2025",
            "tgl. 05-10-2025",
            "tgl5 okt. 2025",
            "5okt2025",
            "5-Okt-2025",
        ),
    ],
)
def test_a_day_is_read_day_first_in_any_writing(language, typed):
    with translation.override(language):
        assert DayField().clean(typed) == DAY


@pytest.mark.parametrize(
    "typed",
    [
        "31-02-2025",
        "10-27-2025",
        "31-02-25",
        "27-10",
        "5 Foo 2025",
        "5 Foo 25",
        "0-1-2025",
        "27-10-12025",
        "x",
        *("²/10/2025", "½/10/2025", "5-10-2025" + " " * 60 + "x"),
    ],
)
def test_what_is_no_day_is_told_how_to_write_one(typed):
    with pytest.raises(ValidationError, match=r"Tulis seperti 27-10-2025"):
        DayField().clean(typed)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_is_its_name_or_its_usual_abbreviation(month, language):
    day = dt.date(2025, month, 3)
    with translation.override(language):
        names = [date_format(day, f"j {letter} Y") for letter in ("F", "M", "N", "b")]

    assert [DayField().clean(name) for name in names] == [day] * 4


@pytest.mark.parametrize(
    "typed",
    [
        *("1 Juniper 2025", "1 Junius 25", "1 Mayat 2025", "1 Marga 2025", "1 Desa 2025"),
        *("1 Septik 2025", "1 Octopus 2025", "1 Jann 2025", "1 Novel 2025", "1 Meja 2025"),
        *("bukan 1 Juni 2025", "Juniper 1-6-2025", "Seninan 1 Juni 2025", "1 Juni Juni 2025"),
    ],
)
def test_a_word_that_only_begins_like_a_month_or_a_weekday_is_none(typed):
    with pytest.raises(ValidationError, match=r"Tulis seperti 27-10-2025"):
        DayField().clean(typed)


def test_the_line_below_a_day_knows_the_same_words():
    script = (Path(settings.BASE_DIR) / "static/js/site.js").read_text()

    said = "".join(re.findall(r'"([^"]*)"', script.partition("const months")[2]))

    assert said.startswith(f"{days._MONTH_NAMES}|{days._BEFORE}")


@pytest.mark.parametrize("field", [DayField, BoundedDayField, Day])
@pytest.mark.parametrize(
    "typed",
    ["27-10-25", "27/10/25", "27.10.25", "27 okt 25", "Senin, 27 Oktober '25", "271025", "1-2-75"],
)
def test_a_year_of_two_digits_is_asked_for_in_full(typed, field):
    with pytest.raises(ValidationError, match=r"Tulis tahunnya lengkap, misalnya 2025\."):
        field().clean(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("09.30", "9.30", "09:30", "9,30", "9-30", "9 30", "0930", "930", "09:30:00", " 9.30 "),
        *("pukul 09.30 WIB", "Pukul 9.30", "jam 9.30", "pkl. 09.30 WIB", "09.30WIB", "9\u201330"),
    ],
)
def test_an_hour_is_read_in_any_writing(typed):
    assert HourField().clean(typed) == dt.time(9, 30)


@pytest.mark.parametrize("typed", ["25.00", "9.75", "pagi", "9.3", "09.30.x", "08.30-12.00", "975"])
def test_what_is_no_hour_is_told_how_to_write_one(typed):
    with pytest.raises(ValidationError, match=r"Tulis jam seperti 08\.30"):
        HourField().clean(typed)


@pytest.mark.parametrize(
    ("language", "day", "hour"),
    [("id", "Minggu, 5 Oktober 2025", "09.30"), ("en", "Sunday, 5 October 2025", "09:30")],
)
def test_what_was_understood_stands_below_in_words(language, day, hour):
    with translation.override(language):
        form = DayForm({"on": "5/10/2025", "at": "9.30"})

        assert f'<output class="in-words d-block soft" for="id_on">{day}</output>' in str(
            form["on"]
        )
        assert f'<output class="in-words d-block soft" for="id_at">{hour}</output>' in str(
            form["at"]
        )


def test_a_stored_day_and_the_day_of_an_address_stand_as_they_are_typed():
    stored, sent = DayForm(initial={"on": DAY}), DayForm({"on": "2025-10-05"})

    assert ['value="05-10-2025"' in str(form["on"]) for form in (stored, sent)] == [True, True]


def test_what_is_no_day_stays_as_it_was_typed():
    drawn = str(DayForm({"on": "31-02-2025"})["on"])

    assert 'value="31-02-2025"' in drawn
    assert '<output class="in-words d-block soft" for="id_on"></output>' in drawn


def test_every_day_and_hour_of_every_form_is_read_by_the_one_rule():
    others = [
        f"{form.__name__}.{name}"
        for form in our_forms()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.DateField | forms.TimeField)
        and not isinstance(field, DayField | HourField)
    ]

    assert others == []


def test_no_form_asks_the_browser_for_a_day_in_its_own_language():
    kinds = r"""DateInput|TimeInput|type="?['"]?(date|time)\b|"type": "(date|time)\""""
    files = [path for path in app_files() if path.name != "days.py"]

    assert lines_with(kinds, files) == []


@pytest.mark.parametrize(
    ("day", "last"),
    [("2024-02-10", "2024-02-29"), ("2025-02-28", "2025-02-28"), ("2025-12-31", "2025-12-31")],
)
def test_a_month_has_its_own_last_day(day, last):
    day = dt.date.fromisoformat(day)

    assert month_of(day) == (day.replace(day=1), dt.date.fromisoformat(last))
    assert year_of(day) == (dt.date(day.year, 1, 1), dt.date(day.year, 12, 31))


def test_months_follow_each_other_over_the_year_and_no_day_is_between_them():
    months = months_between(dt.date(2023, 11, 30), dt.date(2025, 3, 1))

    assert [first.isoformat()[:7] for first, _last in months[:3]] == [
        "2023-11",
        "2023-12",
        "2024-01",
    ]
    assert len(months) == 17
    for (_first, last), (first, _last) in itertools.pairwise(months):
        assert last + dt.timedelta(days=1) == first


@pytest.mark.parametrize("months", [1, 2, 12, 13, -1, -14])
def test_the_month_so_many_before_is_as_far_back_as_the_months_between(months):
    day = dt.date(2025, 3, 31)
    first, last = month_before(day, months)

    assert len(months_between(min(first, day), max(last, day))) == abs(months) + 1
    assert month_before(first, -months) == month_of(day)
