"""What somebody sends once more from another form soon after: asked about before it is stored
twice.

Back to a page that no browser keeps brings the typed values under a new key, so ``rutan.once``
takes them for a second act.
"""

import datetime as dt
from collections.abc import Callable
from hashlib import sha256

from django.contrib.messages.storage import default_storage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from rutan.access import DESK
from rutan.answers import PAGE_OF, wants_json
from rutan.formats import jam

SOON = dt.timedelta(minutes=10)
# As many acts as a quick officer saves meanwhile.
_MOST_KEPT = 40
# The answer "yes, once more"; it fits the content that was asked about only.
AGAIN = "again"
_NOT_CONTENT = {"csrfmiddlewaretoken", "client_id", PAGE_OF, AGAIN}


def asks_before_the_same_again(get_response: Callable) -> Callable:
    """Middleware: the same fields at the same address under another key within ten minutes are
    asked about once.

    A rule that refuses or asks by itself speaks first: the act is tried, and what it did is taken
    back.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not _is_keyed(request):
            return get_response(request)
        content = _content(request)
        before = _lately(request).get(content)
        if before is None or before["key"] == request.POST["client_id"]:
            return _kept(request, content, get_response(request))
        if request.POST.get(AGAIN) == content:
            return _kept(request, content, get_response(request))
        return _tried(request, get_response) or _question(request, content, before)

    return middleware


def _is_keyed(request: HttpRequest) -> bool:
    return (
        request.method == "POST"
        and bool(request.POST.get("client_id"))
        and request.user.is_authenticated
        # A program reads the outcomes that it was promised.
        and not wants_json(request)
    )


def _content(request: HttpRequest) -> str:
    """What was sent and where to, without its key; no digit of it can be read out again."""
    said = [
        (name, values) for name, values in sorted(request.POST.lists()) if name not in _NOT_CONTENT
    ]
    files = [(name, _digest(file)) for name, file in sorted(request.FILES.items())]
    return salted_hmac("rutan.same_again", repr([request.path, said, files])).hexdigest()[:20]


def _digest(file) -> str:  # noqa: ANN001
    digest = sha256(file.read()).hexdigest()
    file.seek(0)
    return digest


def _lately(request: HttpRequest) -> dict[str, dict]:
    """Content -> key, moment and page of what this person saved in the last ten minutes."""
    since = (timezone.now() - SOON).isoformat()
    made = request.session.get("made", {})
    return {content: act for content, act in made.items() if act["at"] > since}


def _kept(request: HttpRequest, content: str, response: HttpResponse) -> HttpResponse:
    """The answer, after what was saved is remembered in the session of whoever saved it.

    The desk's own rules refuse a second package, and its answers wait for nothing.
    """
    view = request.resolver_match and request.resolver_match.func
    at_desk = DESK & (getattr(view, "allowed", None) or frozenset())
    page = _made(response)
    if page and request.user.is_authenticated and not at_desk:
        now = timezone.now().isoformat()
        act = {"key": request.POST["client_id"], "at": now, "page": page}
        kept = list(_lately(request).items())[-_MOST_KEPT:]
        request.session["made"] = dict(kept) | {content: act}
    return response


def _made(response: HttpResponse) -> str:
    """The address of what a form made; empty where it was refused, or asked for something else."""
    done = response.status_code in (302, 303)
    return response["Location"] if done else getattr(response, "made", "")


def _tried(request: HttpRequest, get_response: Callable) -> HttpResponse | None:
    """What a rule of the act itself answers; None where it would have been stored once more."""
    # A rollback takes back rows, not files.
    if request.FILES:
        return None
    with transaction.atomic():
        response = get_response(request)
        if not _made(response):
            return response
        transaction.set_rollback(True)
    # "Saved" would stand on the page that asks.
    request._messages = default_storage(request)
    return None


def _question(request: HttpRequest, content: str, before: dict) -> HttpResponse:
    at = dt.datetime.fromisoformat(before["at"])
    context = {
        "question": _("Sudah dicatat pukul %(time)s. Catat lagi?") % {"time": jam(at)},
        "answer": content,
        "made": before["page"],
    }
    page = render(request, "said_before.html", context, status=409)
    # What was typed stands in the page, a NIK too.
    page["Cache-Control"] = "no-store"
    return page
