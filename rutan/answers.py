"""Answering whoever asks: a browser with a page, a program with JSON."""

from django.http import HttpRequest, JsonResponse

from rutan.refusals import Text

# The field in which a page carries the id of the person it was rendered for.
PAGE_OF = "page_of"


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks, not a browser."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


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
