"""One page of a long list or table, and the addresses of those around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

# As many rows of a table as a person scrolls past; a sheet has them all.
ROWS = 100


@dataclass(frozen=True)
class Part:
    """The rows of one table of several on a page, the first of them counted from 1, of ``total``;
    and the ways on, empty where there is none.
    """

    rows: Sequence[Any]
    start: int
    total: int
    previous_url: str = ""
    next_url: str = ""

    @property
    def is_whole(self) -> bool:
        return len(self.rows) == self.total


def one_page(
    request: HttpRequest, rows: Any, size: int, *, name: str = "page", section: str = ""
) -> tuple[Page, dict[str, Any]]:
    """The page that the address asks for by ``name``, and what ``_shown.html`` tells of it: its
    first row and the way on, to the ``section`` of that id. A number that makes no sense asks for
    the first page, one too high for the last.
    """
    page = Paginator(rows, size).get_page(request.GET.get(name))

    def address(number: int) -> str:
        query = request.GET.copy()
        query[name] = number
        return f"?{query.urlencode()}{section and '#'}{section}"

    before = address(page.previous_page_number()) if page.has_previous() else ""
    after = address(page.next_page_number()) if page.has_next() else ""
    return page, {"start": page.start_index(), "previous_url": before, "next_url": after}


def part_of(request: HttpRequest, rows: Sequence[Any], name: str) -> Part:
    """The part of ``rows`` that the address asks for by ``name``, which is also the id of the
    section that holds it.
    """
    page, around = one_page(request, rows, ROWS, name=name, section=name)
    return Part(rows=page.object_list, total=page.paginator.count, **around)
