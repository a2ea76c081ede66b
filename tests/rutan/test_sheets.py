"""A sheet holds what the report holds: numbers as numbers, days as days, and text that stays
text.
"""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from django.utils import timezone

from rutan.sheets import Column, Sheet, attachment, workbook

DAY = dt.date(2025, 10, 27)


def read(*sheets):
    return openpyxl.load_workbook(io.BytesIO(workbook(sheets, title="Uji")))


def cells(kind, *values):
    book = read(Sheet("Satu", [Column("Isi", kind)], [[value] for value in values]))
    return [row[0].value for row in book["Satu"].iter_rows(min_row=2)]


def test_numbers_stay_numbers_and_days_stay_days():
    assert cells("count", 1284, 0) == [1284, 0]
    assert cells("quantity", Decimal("2.5")) == [2.5]
    assert cells("date", DAY) == [dt.datetime(2025, 10, 27)]
    assert cells("share", Decimal("0.84")) == [0.84]


def test_grams_are_written_as_kilograms():
    assert cells("kg", 34_600, 1) == [34.6, 0.001]


def test_a_moment_is_written_as_the_clock_of_the_prison_showed_it():
    with timezone.override("Asia/Jayapura"):
        assert cells("moment", dt.datetime(2025, 10, 27, 20, 5, 59, tzinfo=dt.UTC)) == [
            dt.datetime(2025, 10, 28, 5, 5)
        ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+62812", "-5", "@SUM(A1)", "http://example.test/", "\tx", "3316990101010001"]
)
def test_text_never_becomes_a_formula_a_link_or_a_number(text):
    book = read(Sheet("Satu", [Column("Isi")], [[text]]))
    cell = book["Satu"]["A2"]

    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_a_text_of_a_million_characters_is_cut_to_what_excel_takes():
    assert len(cells("text", "x" * 1_000_000)[0]) == 32_767


def test_control_characters_do_not_break_the_file():
    assert cells("text", "a\x00b\x0bc") != []


def test_nothing_is_an_empty_cell():
    assert cells("count", None, 1) == [None, 1]


def test_the_header_is_frozen_and_repeated_in_print():
    page = read(
        Sheet("Satu", [Column("Isi"), Column("Lagi", "kg")], [["a", 1000]], total=["Jumlah", 1000])
    )["Satu"]

    assert (page.freeze_panes, page.print_title_rows, [cell.value for cell in page[1]]) == (
        "A2",
        "$1:$1",
        ["Isi", "Lagi"],
    )
    assert (page["A3"].value, page["B3"].value, page["B3"].font.bold) == ("Jumlah", 1, True)


def test_sheet_names_keep_to_what_excel_allows():
    assert read(
        Sheet("Bakti sosial [27/10]: Aula dan halaman depan", [Column("Isi")], [])
    ).sheetnames == ["Bakti sosial 2710 Aula dan hala"]


def test_a_download_is_an_attachment_that_is_not_kept():
    response = attachment(b"x", "laporan.xlsx")

    assert response["Content-Disposition"] == 'attachment; filename="laporan.xlsx"'
    assert response["Cache-Control"] == "no-store"
