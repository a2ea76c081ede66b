"""What searched lists share: the text that was asked, one page of the rows that fit it, and the way
on.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

MOST_ROWS = 25
NOT_SEARCHED = gettext_lazy(
    "NIK dan nomor KK tidak dicari di sini, supaya nomor itu tidak tersimpan di alamat halaman."
    " Cari dengan nama, WBP, atau desa."
)


def today_of(request: HttpRequest) -> dt.date:
    """The calendar day at the user's facility."""
    return request.user.facility.local_day(timezone.now())


def asked(request: HttpRequest) -> str:
    """The text in the address, as far as it is searched."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:80]


def as_name(text: str) -> str:
    """What was searched in vain, where it may be the name of whoever is to be registered: without
    any digit, for no part of a NIK may travel in an address.
    """
    name = text.replace("\x00", "").strip()[:80]
    return "" if any(char.isdigit() for char in name) else name


def carrying(address: str, searched: str) -> str:
    """The address of a form that registers somebody, with the name that was searched."""
    name = as_name(searched)
    return f"{address}?{urlencode({'name': name})}" if name else address


@dataclass(frozen=True)
class Listed:
    """The rows that a list shows of ``total``, how they were narrowed, and the addresses around
    them.
    """

    rows: list
    total: int
    start: int = 1
    filters: str = ""
    clear_url: str = ""
    previous_url: str = ""
    next_url: str = ""

    @classmethod
    def read(
        cls,
        request: HttpRequest,
        rows: QuerySet,
        *,
        find: Callable,
        prepare: Callable,
        narrowing="",
        everything: str = "",
    ) -> "Listed":
        """``find`` ranks rows by the asked text, ``prepare`` adds what the list shows of each row.

        ``narrowing`` names how the rows were narrowed before, ``everything`` is the address without
        that.
        """
        q = asked(request)
        words = ", ".join(filter(None, [str(narrowing), f'"{q}"' if q else ""]))
        clear = (everything or request.path) if words else ""
        found = find(rows, q) if q else rows.order_by("name", "pk")
        page = Paginator(prepare(found), MOST_ROWS).get_page(request.GET.get("page"))
        before = page.has_previous() and _page(request, page.previous_page_number())
        after = page.has_next() and _page(request, page.next_page_number())
        return cls(
            list(page),
            page.paginator.count,
            page.start_index(),
            words,
            clear,
            before or "",
            after or "",
        )


def _page(request: HttpRequest, number: int) -> str:
    return f"?{urlencode(request.GET.dict() | {'page': number})}"
