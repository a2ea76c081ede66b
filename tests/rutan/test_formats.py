"""Figures, dates and times as an Indonesian office writes them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from rutan import formats

MORNING = dt.datetime(2025, 10, 27, 2, 41, 7, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _blora():
    with timezone.override("Asia/Jakarta"), translation.override("id"):
        yield


@pytest.mark.parametrize(
    ("grams", "written"),
    [
        (34_600, "34,6 kg"),
        (850, "0,85 kg"),
        (1, "0,001 kg"),
        (0, "0 kg"),
        (1_284_600, "1.284,6 kg"),
        (90_000, "90 kg"),
        (-2_400, "−2,4 kg"),
        (None, "–"),
    ],
)
def test_a_weight_is_given_in_grams_and_read_in_kilograms(grams, written):
    assert formats.kg(grams) == written


@pytest.mark.parametrize(
    ("grams", "read", "in_a_column"),
    [
        (12_692, "12,7 kg", "12,7 kg"),
        (18_000, "18 kg", "18,0 kg"),
        (253_250, "253,3 kg", "253,3 kg"),
        (1_284_600, "1.284,6 kg", "1.284,6 kg"),
        (100, "0,1 kg", "0,1 kg"),
        (99, "99 g", "99 g"),
        (1, "1 g", "1 g"),
        (0, "0 kg", "0 kg"),
        (-2_449, "−2,4 kg", "−2,4 kg"),
        (-40, "−40 g", "−40 g"),
        (None, "–", "–"),
    ],
)
def test_people_read_one_decimal_and_never_none_of_a_kilogram(grams, read, in_a_column):
    assert (formats.berat(grams), formats.berat_kolom(grams)) == (read, in_a_column)


def test_an_estimate_is_marked_and_nothing_is_no_estimate():
    assert [formats.berat(grams, True) for grams in (4_000, 85, 0)] == ["± 4 kg", "± 85 g", "0 kg"]
    assert formats.berat_kolom(4_000, True) == "± 4,0 kg"
    assert [formats.kilogram(grams, True) for grams in (4_000, 0)] == ["± 4,000", "0"]


@pytest.mark.parametrize(
    ("grams", "estimated", "said"),
    [
        (20_000, 0, "20 kg"),
        (20_000, 20_000, "± 20 kg (perkiraan)"),
        (20_000, 9_000, "± 20 kg (45% perkiraan)"),
        # A gram that was weighed is enough for it not to be all.
        (20_000, 19_999, "± 20 kg (99,9% perkiraan)"),
        (20_000, 1, "± 20 kg (0,1% perkiraan)"),
        (0, 0, "0 kg"),
        (-3_000, -3_000, "−3 kg"),
    ],
)
def test_a_weight_says_how_much_of_it_is_an_estimate(grams, estimated, said):
    assert formats.berat_dan_perkiraan(grams, estimated) == said


@pytest.mark.parametrize(
    ("now", "one_day", "written"),
    [
        ("2025-10-27 15:00", True, "pukul 09.41"),
        ("2025-10-27 15:00", False, "27 Oktober 2025 pukul 09.41"),
        ("2025-10-27 16:59", True, "pukul 09.41"),
        # Midnight in Blora is 17.00 in Greenwich.
        ("2025-10-27 17:00", True, "27 Oktober 2025 pukul 09.41"),
        ("2025-10-28 01:10", False, "27 Oktober 2025 pukul 09.41"),
    ],
)
def test_an_hour_carries_its_day_unless_it_is_today_in_an_event_of_one_day(now, one_day, written):
    moment = dt.datetime.fromisoformat(now).replace(tzinfo=dt.UTC)

    assert formats.pukul(MORNING, one_day, moment) == written


@pytest.mark.parametrize(
    ("count", "written"),
    [(0, "0"), (38, "38"), (1284, "1.284"), (1_000_000, "1.000.000"), (-7, "−7"), (None, "–")],
)
def test_a_count_marks_its_thousands(count, written):
    assert formats.angka(count) == written


@pytest.mark.parametrize(
    ("quantity", "written"),
    [
        ("12.000", "12"),
        ("2.500", "2,5"),
        ("1284.75", "1.284,75"),
        ("0", "0"),
        ("100", "100"),
        ("1E+3", "1.000"),
        (None, "–"),
    ],
)
def test_a_quantity_drops_needless_decimals(quantity, written):
    assert formats.jumlah(quantity and Decimal(quantity)) == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (1_840_000, "Rp1.840.000"),
        (Decimal("1840000.00"), "Rp1.840.000"),
        (Decimal("12.5"), "Rp12,50"),
        (-500, "−Rp500"),
        (None, "–"),
    ],
)
def test_money_shows_sen_only_where_there_are_some(amount, written):
    assert formats.rupiah(amount) == written


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("+6281200006821", "0812 0000 6821"),
        ("+62296531234", "0296 5312 34"),
        ("", "–"),
        (None, "–"),
    ],
)
def test_a_telephone_is_written_as_it_is_dialled(number, written):
    assert formats.telepon(number) == written


@pytest.mark.parametrize(
    ("share", "written"),
    [
        ((Decimal("0.84"),), "84%"),
        ((38, 45), "84%"),
        ((3, 40), "7,5%"),
        ((0, 45), "0%"),
        ((1, 0), "–"),
        ((None,), "–"),
        ((45, 45), "100%"),
        # All is all, and nothing is nothing.
        ((999, 1000), "99,9%"),
        ((99_999, 100_000), "99,9%"),
        ((1, 100_000), "0,1%"),
        ((994, 1000), "99%"),
    ],
)
def test_a_share_is_a_percentage(share, written):
    assert formats.persen(*share) == written


def test_a_day_is_written_in_words():
    day = dt.date(2025, 10, 27)

    written = [
        write(day)
        for write in (formats.tanggal, formats.tanggal_hari, formats.tanggal_pendek, formats.bulan)
    ]

    assert written == ["27 Oktober 2025", "Senin, 27 Oktober 2025", "27 Okt 2025", "Oktober 2025"]


@pytest.mark.parametrize(
    "write",
    [
        formats.tanggal,
        formats.tanggal_hari,
        formats.tanggal_pendek,
        formats.bulan,
        formats.jam,
        formats.lalu,
    ],
)
def test_what_is_not_known_is_a_dash(write):
    assert write(None) == "–"


def test_a_moment_counts_as_the_day_it_falls_on_here():
    late = dt.datetime(2025, 10, 26, 18, 30, tzinfo=dt.UTC)

    assert formats.tanggal(late) == "27 Oktober 2025"


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("Asia/Jakarta", "09.41 WIB"),
        ("Asia/Makassar", "10.41 WITA"),
        ("Asia/Jayapura", "11.41 WIT"),
        ("UTC", "02.41 UTC"),
    ],
)
def test_a_time_names_the_zone_of_the_prison(zone, written):
    with timezone.override(zone):
        assert formats.jam_zona(MORNING) == written


def test_a_time_without_a_day_is_shown_as_it_is():
    assert formats.jam(dt.time(8, 5)) == "08.05"


def test_a_moment_in_full():
    assert formats.saat(MORNING) == "27 Oktober 2025 pukul 09.41 WIB"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "baru saja"),
        (59, "baru saja"),
        (60, "1 menit lalu"),
        (29 * 60, "29 menit lalu"),
        (3600, "1 jam lalu"),
        (86399, "23 jam lalu"),
        (3 * 86400, "3 hari lalu"),
        (7 * 86400, "27 Oktober 2025"),
        (-30, "baru saja"),
    ],
)
def test_how_long_ago(seconds, written):
    assert formats.lalu(MORNING, MORNING + dt.timedelta(seconds=seconds)) == written


def test_english_screens_write_english_figures():
    with translation.override("en"):
        written = [
            formats.kg(1_284_600),
            formats.tanggal_hari(MORNING),
            formats.jam_zona(MORNING),
            formats.rupiah(1_840_000),
        ]

    assert written == ["1,284.6 kg", "Monday, 27 October 2025", "09:41 WIB", "Rp1,840,000"]


def test_templates_have_the_same_formats_without_loading_anything():
    page = Template("{{ grams|kg }} | {{ day|tanggal }} | {{ 38|persen:45 }} | {{ at|jam_zona }}")

    written = page.render(Context({"grams": 34_600, "day": dt.date(2025, 10, 27), "at": MORNING}))

    assert written == "34,6 kg | 27 Oktober 2025 | 84% | 09.41 WIB"
