"""The first page after signing in: what waits for whom, and for the head the month at a glance."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from distributions import event_state, reports
from distributions.home import (
    Workday,
    calendar_of,
    todays_work,
    waiting_for_the_head,
    workday_of,
)
from distributions.planning import cycle
from distributions.views.reports import pictured
from rutan.access import allow, roles_of


@allow()
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Roles add up: each adds its lines, the head's his figures."""
    now = timezone.now()
    work = workday_of(request.user, now)
    context = {
        "now": now,
        "waiting": waiting_for_the_head(work),
        "duties": todays_work(work),
        **_next(work),
    }
    if "plan" in work.verbs:
        context["proposed_day"] = cycle.next_day(request.user.facility, work.today)
    if "head" in roles_of(request.user):
        first, last = reports.month_to_show(request.user.facility, now)
        report = reports.period(facility=request.user.facility, first=first, last=last, at=now)
        context |= {"report": report, **pictured(report)}
    return render(request, "distributions/home.html", context)


def _next(work: Workday) -> dict:
    """The next event as a line of steps; an open one first."""
    event = work.next_event
    if event is None:
        return {"next_event": None}
    return {
        "next_event": event,
        "steps": event_state.steps_of(event),
        "calendar": calendar_of(event, work.user),
        "badge": event_state.badge_of(event),
        "event_headline": event_state.headline(event),
        "event_state": event_state.state_of(event),
    }
