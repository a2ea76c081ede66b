"""Answering whoever asks: a browser with a page, a program with JSON."""

import datetime as dt
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from rutan.refusals import Text

# The field in which a page carries the id of the person it was rendered for.
PAGE_OF = "page_of"


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks, not a browser."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def today_of(request: HttpRequest) -> dt.date:
    """The calendar day at the facility of whoever is signed in."""
    return request.user.facility.local_day(timezone.now())


def page_of(request: HttpRequest) -> str:
    """The id of the person whose page sent this POST; empty where it does not say.

    Nobody signs it: it catches honest mistakes, such as a tab left open while a colleague signed
    in.
    """
    return request.POST.get(PAGE_OF, "") if request.method == "POST" else ""


def in_json(outcome: str, message: Text, *, say: Text = "", status: int, **facts) -> JsonResponse:
    """An outcome as the contract of the desk words it: code, receipt, the officer's line, the
    sentence to say.
    """
    body = {"outcome": outcome, "receipt": None, "message": str(message), "say": str(say)}
    return JsonResponse(body | facts, status=status)


def kept_by_no_browser(get_response: Callable) -> Callable:
    """Middleware: what a signed-in person saw is not on the screen again by Back, after the next
    officer signed in.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response

    return middleware


def no_empty_page(get_response: Callable) -> Callable:
    """Middleware: an address that takes only forms says so, to whoever reloads it or opens it by
    hand.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or response.content:
            return response
        if wants_json(request):
            message = _("Alamat ini hanya menerima isian. Belum ada yang tersimpan.")
            page = in_json("invalid", message, status=405)
        else:
            page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page

    return middleware
