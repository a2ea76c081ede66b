"""A NIK is recognised in any writing, and nothing else is taken for one."""

import itertools

import pytest

from rutan.identity_numbers import holds_identity_number, is_identity_number

MAN, WOMAN, LIKE_A_PHONE = "3316990101900001", "3316994101900001", "3316990812900001"
MARKS = [
    *("/", "  ", " / ", ", ", " - ", ".", "-", "_", "|", "·", "*", "'", "\t", "\n"),
    *("\u00a0", "\u2011", "\u2013", "\u200b", "\u2060", "\ufeff", "\u00ad"),
]
SURROUNDINGS = [
    "{}",
    "NIK {}",
    "nik{}a.n. Sri",
    "ibu {}, RT 2",
    "0812-3456-7890 {}",
    "{} 0812-3456-7890",
    "27.11.2026 {}",
]


def in_groups(number, sizes):
    ends = [0, *itertools.accumulate(itertools.islice(itertools.cycle(sizes), 16))]
    return [number[start:end] for start, end in itertools.pairwise(ends) if number[start:end]]


@pytest.mark.parametrize("number", [MAN, WOMAN, LIKE_A_PHONE])
@pytest.mark.parametrize("sizes", [(16,), (8,), (6, 6, 4), (4,), (3,), (2,), (1,)])
def test_a_nik_is_seen_whatever_stands_between_its_digits(number, sizes):
    written = [
        around.format(mark.join(in_groups(number, sizes)))
        for mark in MARKS
        for around in SURROUNDINGS
    ]

    assert [text for text in written if not holds_identity_number(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "\uff13\uff13\uff11\uff16\uff19\uff19\uff10\uff11\uff10\uff11\uff19\uff10\uff10\uff10\uff10\uff11",
        "٣٣١٦٩٩٠١٠١٩٠٠٠٠١",
        "3316-9901 0190/0001",
        "331.699 010.190 0001",
        "33169901019000012",
        "KK 3316991304060001",
        "3316 9932 0190 0001",
        "3316990113900001",
        "3371012345678901",
        "3316&nbsp;9901&nbsp;0190&nbsp;0001",
        "331699&#45;010190&#x200b;0001",
        "&#51;&#51;16990101900001",
        "3316<br>9901<br/>0190<wbr>0001",
        *("331699O1O19OOOO1", "33l6 99ol Ol90 O00l", "NIK 3316-99O1-0190-OOO1 a.n. Sri"),
    ],
)
def test_other_digits_mixed_marks_and_a_digit_too_many_hide_no_nik(text):
    assert holds_identity_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bu Tini 0812-3456-7890",
        "0812-3456-7890 / 0813-4567-8901",
        "0812 3316 0112 0890 1234 5678",
        "081233160112 089012345678",
        "+62 812-3456-7890, (0296) 531234",
        "0296-531234/531235",
        "Nota 27.11.2026 1.500.000",
        "Nota 12.11.2026 10.525.000",
        "Nota 12.11.2026 10525000",
        "12-11-2026 11-12-2026",
        "12-10-2025 09.30-10.30",
        "B.I.12/2025 B.I.13/2025",
        "12/2025 13/2025 14/2025",
        "W.32.UM.01.01-1473",
        "470/123/11/2026 tanggal 27-11-2026",
        "NIP 19750101 200512 1 001",
        "197501012005121001",
        "Jl. Pemuda 12 RT 02/03 58219",
        "33.16.01.2001",
        "6013 0112 3456 7890",
        "KKS 5326 0145 3456 7890",
        "5326014534567890",
        "Kartu KKS 5221842013000012",
        "62 812 3456 7890 1234",
        *("Minyak 10l, beras 33kg", "B.I.1/2026 B.I.11/2026", "AT&T 0812&nbsp;3456&nbsp;7890"),
        "",
    ],
)
def test_other_numbers_are_no_nik(text):
    assert not holds_identity_number(text)


@pytest.mark.parametrize("day", ["01", "31", "41", "71"])
@pytest.mark.parametrize("province", ["11", "33", "53", "62", "96"])
def test_every_plausible_number_is_seen(province, day):
    assert holds_identity_number(f"{province}16 99{day} 1290 0001")
    assert holds_identity_number(f"{province}1699-{day}1290/0001")


@pytest.mark.parametrize(
    "text", ["+62 812-3456-7890", "6281234567890", "62 812 3456 7890 1234", "081234567890123"]
)
def test_a_telephone_is_told_as_no_nik_where_one_searches(text):
    assert not is_identity_number(text)


@pytest.mark.parametrize("text", ["5326014534567890", "12 331699010190", "3316/9901/0190"])
def test_sixteen_digits_and_most_of_a_nik_are_not_searched(text):
    assert is_identity_number(text)


@pytest.mark.parametrize("text", ["331699010190", "3316 9901 0190 00", "33\u200b1699010190"])
def test_most_of_a_nik_stands_in_no_address(text):
    assert (is_identity_number(text), holds_identity_number(text)) == (True, False)
