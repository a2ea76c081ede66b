"""Reserves become recipients when families of the list do not come."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import ngettext

from distributions.forms.reserves import CountForm, UpToForm
from distributions.models import Distribution, Entitlement
from distributions.planning import reserves as turns
from distributions.views.planning import event_or_404
from rutan.access import allow, get_or_post
from rutan.answers import SeeOther, pressed


@allow("plan", "hand_over")
@get_or_post
def reserves(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is next, for how many packages; one button makes them recipients."""
    event = event_or_404(request, pk)
    if request.method == "POST":
        return _promote(request, event)
    rows = turns.in_turn(event)
    free = turns.free_packages(event)
    form = CountForm(request.GET, most=len(rows))
    count = form.chosen or min(free, len(rows))
    context = {
        "event": event,
        "rows": rows,
        "chosen": rows[:count],
        "later": rows[count:],
        "free": free,
        "absent": turns.not_come(event),
        "form": CountForm(initial={"n": count}, most=len(rows)),
        "refusal": turns.why_not_yet(event, request.user, timezone.now()),
    }
    return render(request, "distributions/reserves.html", context)


def _promote(request: HttpRequest, distribution: Distribution) -> HttpResponse:
    form = UpToForm(request.POST)
    rows = Entitlement.objects.visible_to(request.user).on(distribution)
    row = get_object_or_404(
        rows.select_related("distribution"), pk=form.cleaned_data["up_to"] if form.is_valid() else 0
    )
    made = pressed(request, partial(turns.promote_up_to, entitlement=row, by=request.user))
    if made:
        said = ngettext(
            "%(n)s cadangan kini berhak atas satu paket.",
            "%(n)s cadangan kini berhak atas satu paket.",
            len(made),
        )
        messages.success(request, said % {"n": len(made)})
    return SeeOther(request.path)
