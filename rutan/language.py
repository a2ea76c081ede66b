"""Which language a person reads: Indonesian, unless he chose another one here."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers


def chosen_language(get_response: Callable) -> Callable:
    """Middleware in place of Django's LocaleMiddleware.

    An office PC's browser often speaks English although its officers do not, so Accept-Language
    counts for nothing.
    """
    known = dict(settings.LANGUAGES)

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        request.LANGUAGE_CODE = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(request.LANGUAGE_CODE):
            response = get_response(request)
        patch_vary_headers(response, ("Cookie",))
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return middleware


def in_office_language() -> AbstractContextManager[None]:
    """``with in_office_language(): ...``: words that code puts into a row are the office's,
    whatever the screen speaks.
    """
    return translation.override(settings.LANGUAGE_CODE)
