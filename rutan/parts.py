"""One part of a long table, by a name of its own in the address: several may stand on one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

# As many as a person scrolls past; a sheet has them all.
ROWS = 100


@dataclass(frozen=True)
class Part:
    """The rows that stand on the page, the first of them counted from 1, of ``total``; and the ways
    on, empty where there is none.
    """

    rows: Sequence[Any]
    start: int
    total: int
    previous_url: str = ""
    next_url: str = ""

    @property
    def is_whole(self) -> bool:
        return len(self.rows) == self.total


def part_of(request: HttpRequest, rows: Sequence[Any], name: str) -> Part:
    """The part of ``rows`` that the address asks for by ``name``, which is also the id of the
    section that holds it; the first where it asks for none that there is.
    """
    page = Paginator(rows, ROWS).get_page(request.GET.get(name))

    def address(number: int) -> str:
        query = request.GET.copy()
        query[name] = number
        return f"?{query.urlencode()}#{name}"

    return Part(
        rows=page.object_list,
        start=page.start_index(),
        total=page.paginator.count,
        previous_url=address(page.previous_page_number()) if page.has_previous() else "",
        next_url=address(page.next_page_number()) if page.has_next() else "",
    )
