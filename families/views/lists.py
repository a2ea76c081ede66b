"""What searched lists share: the text that was asked, one page of the rows that fit it, and the way
on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from rutan.paging import one_page

MOST_ROWS = 25
NOT_SEARCHED = gettext_lazy(
    "NIK dan nomor KK tidak dicari di sini, supaya nomor itu tidak tersimpan di alamat halaman."
    " Cari dengan nama, WBP, atau desa."
)


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
        if q:
            # To rank thousands costs more than all else here: once, not to count them and again
            # to read a page.
            ranked = list(find(rows, q).values_list("pk", "score"))
            page, around = one_page(request, ranked, MOST_ROWS)
            shown = _in_order(prepare(rows), dict(page.object_list))
        else:
            page, around = one_page(request, prepare(rows.order_by("name", "pk")), MOST_ROWS)
            shown = list(page)
        return cls(shown, page.paginator.count, filters=words, clear_url=clear, **around)


def _in_order(rows: QuerySet, scores: dict[int, float]) -> list:
    """The rows of these keys in their order, each with its ``score``."""
    found = rows.in_bulk(list(scores))
    for pk, row in found.items():
        row.score = scores[pk]
    return [found[pk] for pk in scores if pk in found]
