"""Spreadsheets out: typed columns, frozen headers, and text that never becomes a formula or a
link.
"""

import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from rutan.refusals import Text

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What Excel takes of one text, one sheet and a sheet's name.
MOST_CHARACTERS = 32_767
MOST_ROWS = 1_048_575
MOST_NAME = 31

FORMATS = {
    "text": {"valign": "top", "text_wrap": True},
    "count": {"num_format": "#,##0", "valign": "top"},
    "kg": {"num_format": "#,##0.000", "valign": "top"},
    "quantity": {"num_format": "#,##0.###", "valign": "top"},
    "money": {"num_format": '"Rp"#,##0', "valign": "top"},
    "share": {"num_format": "0.0%", "valign": "top"},
    "date": {"num_format": "dd-mm-yyyy", "align": "left", "valign": "top"},
    "moment": {"num_format": "dd-mm-yyyy hh:mm", "align": "left", "valign": "top"},
}
_HEADER = {
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": "#0F4A30",
    "text_wrap": True,
    "valign": "vcenter",
    "border": 1,
}


@dataclass(frozen=True)
class Column:
    """A heading and how its cells are read: a key of FORMATS. ``kg`` takes grams; ``moment`` an
    aware moment. ``of`` is the attribute (``aid.on_table``) or function of a row's thing.
    """

    heading: Text
    kind: str = "text"
    width: int = 14
    of: str | Callable[[Any], Any] = ""


def cells_of(columns: Sequence[Column]) -> Callable[[Any], list[Any]]:
    """Reads the cells of a thing by what each column is ``of``."""
    read = [attrgetter(row.of) if isinstance(row.of, str) else row.of for row in columns]
    return lambda thing: [cell(thing) for cell in read]


@dataclass(frozen=True)
class Sheet:
    """One sheet: columns and rows of values in their order; ``None`` leaves a cell empty. ``total``
    is a bold last row.
    """

    name: Text
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    total: Sequence[Any] | None = None

    @classmethod
    def of(cls, name: Text, columns: Sequence[Column], things: Iterable[Any]) -> "Sheet":
        """A row for each thing, by what the columns are ``of``."""
        return cls(name, columns, [*map(cells_of(columns), things)])


def workbook(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """The XLSX file. Rows are written through as they come, so a long sheet costs no memory."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": title})
    formats = {kind: book.add_format(shape) for kind, shape in FORMATS.items()}
    totals = {
        kind: book.add_format(shape | {"bold": True, "top": 1}) for kind, shape in FORMATS.items()
    }
    header = book.add_format(_HEADER)
    for sheet in sheets:
        _write(book.add_worksheet(_name(sheet.name)), sheet, header, formats, totals)
    book.close()
    return out.getvalue()


def attachment(content: bytes, filename: str, content_type: str = TYPE) -> HttpResponse:
    """The file as a download; the browser must not guess another type."""
    headers = {
        "Content-Disposition": f'attachment; filename="{filename}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)


def _write(
    page: Worksheet,
    sheet: Sheet,
    header: Format,
    formats: dict[str, Format],
    totals: dict[str, Format],
) -> None:
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, str(column.heading), header)
    at = 0
    for at, row in enumerate(sheet.rows, 1):
        _row(page, at, row, sheet.columns, formats)
    if sheet.total is not None:
        _row(page, at + 1, sheet.total, sheet.columns, totals)
    elif at:
        page.autofilter(0, 0, at, len(sheet.columns) - 1)


def _row(
    page: Worksheet,
    at: int,
    row: Sequence[Any],
    columns: Sequence[Column],
    formats: dict[str, Format],
) -> None:
    if at > MOST_ROWS:
        raise ValueError("More rows than a sheet can hold.")
    for place, (value, column) in enumerate(zip(row, columns, strict=True)):
        _cell(page, at, place, value, column.kind, formats)


def _cell(
    page: Worksheet, at: int, place: int, value: Any, kind: str, formats: dict[str, Format]
) -> None:
    shape = formats[kind]
    if isinstance(value, dt.datetime):
        # Excel knows no zones: the moment is written as the clock here showed it.
        value = timezone.make_naive(value).replace(second=0, microsecond=0)
    if value is None or value == "":
        page.write_blank(at, place, None, shape)
    elif isinstance(value, dt.date):
        page.write_datetime(at, place, value, shape)
    elif kind == "kg" and isinstance(value, int):
        page.write_number(at, place, value / 1000, shape)
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        page.write_number(at, place, float(value), shape)
    else:
        page.write_string(at, place, str(value)[:MOST_CHARACTERS], formats["text"])


def _name(written: Text) -> str:
    """A sheet's name without the signs Excel refuses."""
    return "".join(sign for sign in str(written) if sign not in "[]:*?/\\'")[:MOST_NAME]
