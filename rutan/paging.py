"""One page of a long list, and the addresses of those around it."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest


def one_page(request: HttpRequest, rows: Any, size: int) -> tuple[Page, dict[str, Any]]:
    """The page that the address asks for, and what ``_shown.html`` tells of it: its first row and
    the way on. A number that makes no sense asks for the first page, one too high for the last.
    """
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    before = _address(request, page.previous_page_number()) if page.has_previous() else ""
    after = _address(request, page.next_page_number()) if page.has_next() else ""
    return page, {"start": page.start_index(), "previous_url": before, "next_url": after}


def _address(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = number
    return f"?{query.urlencode()}"
