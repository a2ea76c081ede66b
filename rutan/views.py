"""Error pages, health, settings, users and the audit page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from rutan import health, sign_in
from rutan.access import public


def forbidden(request: HttpRequest, exception=None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    return render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    # Without the request: its context would ask the database, which may be what failed.
    return HttpResponse(render_to_string("500.html"), status=500)


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "expired_form.html", status=403)


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict | None) -> HttpResponse:
    until = sign_in.unlocks_at(request, credentials)
    with timezone.override(until.tzinfo):
        return render(request, "account/locked_out.html", {"until": until}, status=429)


@public
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@public
def readyz(request: HttpRequest) -> HttpResponse:
    missing = health.what_is_missing()
    return HttpResponse(missing or "ready", content_type="text/plain", status=503 if missing else 200)
