"""At which desk a PC stands: chosen once, and kept by that PC whoever signs in."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE, SALT = "desk", "distributions.desk"
# As long as browsers keep a cookie at all.
KEPT_FOR = 400 * 24 * 3600
# Receipts keep these words: in the office's language, whatever the screen's.
USUAL = ("Loket 1", "Loket 2", "Loket 3")


def desk_of(request: HttpRequest) -> str | None:
    """The name of the desk; empty where there is only one, None before anybody said so.

    What another prison's officer chose on the same PC is not ours.
    """
    try:
        facility, name = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return name if facility == request.user.facility_id else None


def keep_desk(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Remember the desk on this PC. The session would forget it with every change of officers."""
    response.set_cookie(
        COOKIE,
        signing.dumps([request.user.facility_id, name], salt=SALT),
        max_age=KEPT_FOR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
