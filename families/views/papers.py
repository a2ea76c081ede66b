"""The blank form for the visit counter."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from families import intake_form
from rutan.access import allow
from rutan.answers import today_of
from rutan.printing import drawn


@allow("register_family")
@require_GET
def blank(request: HttpRequest) -> HttpResponse:
    """As it is asked on the screens; each print is written down."""
    draw = partial(intake_form.print_intake_form, by=request.user)
    place = {"when": today_of(request), "back": reverse("family_search")}
    return drawn(request, draw, label=intake_form.TITLE, **place)
