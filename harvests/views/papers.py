"""The blank slip for the garden."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from harvests import garden_slip
from rutan.access import allow
from rutan.answers import today_of
from rutan.printing import drawn


@allow("record_harvest")
@require_GET
def slip(request: HttpRequest) -> HttpResponse:
    """With the places that were harvested last; each print is written down."""
    draw = partial(garden_slip.print_garden_slip, by=request.user)
    place = {"when": today_of(request), "back": reverse("harvest_new")}
    return drawn(request, draw, label=garden_slip.TITLE, **place)
