"""How long a served request waits for the database, and the page for whoever waited on somebody
else's saving.
"""

from collections.abc import Callable

from django.db import OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from rutan.answers import in_json, wants_json

# One save takes milliseconds; a transaction that hangs on the row of an event would otherwise hold
# up every desk.
LIMITS = {
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "30s",
    "statement_timeout": "60s",
}
RETRY_AFTER = 5  # seconds
# SQLSTATE: a lock that did not come free in time, and of two that waited for each other the one
# that was let go.
BUSY = ("55P03", "40P01")


def limit_waiting() -> None:
    """Give every connection that is opened from now on the limits of a served request.

    Not in the settings, which commands read too: a migration may take longer, and a backup does.
    What DATABASE_URL says itself comes last and holds.
    """
    options = connections.settings["default"].setdefault("OPTIONS", {})
    ours = " ".join(f"-c {name}={limit}" for name, limit in LIMITS.items())
    options["options"] = f"{ours} {options.get('options', '')}".strip()


def says_who_is_saving(get_response: Callable) -> Callable:
    """Middleware: a lock that did not come free becomes a page that sends again what was typed."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.process_exception = _busy
    return middleware


def _busy(request: HttpRequest, error: Exception) -> HttpResponse | None:
    if not (
        isinstance(error, OperationalError) and getattr(error.__cause__, "pgcode", None) in BUSY
    ):
        return None
    headers = {"Retry-After": str(RETRY_AFTER)}
    if wants_json(request):
        message = _("Masih ada petugas lain yang sedang menyimpan. Coba lagi.")
        answer = in_json("busy", message, say=_("Mohon tunggu sebentar."), status=503)
        answer["Retry-After"] = headers["Retry-After"]
        return answer
    page = render_to_string("busy.html", request=request)
    return HttpResponse(page, status=503, headers=headers)
