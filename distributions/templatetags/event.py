"""How an event stands, for lists of events."""

import re

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from distributions import answer_bands, attempts, event_state
from distributions.afterwards import afterwards_of
from distributions.models import Distribution, Entitlement, Handover
from distributions.packing import contents
from distributions.reports import weighings
from harvests.models import exactly

register = template.Library()

register.filter("badge_of", event_state.badge_of)
register.filter("headline", event_state.headline)
register.filter("hours", event_state.hours)
register.filter("band_of", answer_bands.band_of)
register.filter("exactly", exactly)
register.filter("weighed", weighings.of_run)
register.simple_tag(afterwards_of)
register.simple_tag(attempts.of_event, name="refusals_of")
register.simple_tag(lambda event: Handover.objects.overridden_in(event), name="overrides_of")
register.simple_tag(lambda event: Handover.objects.unexplained_in(event), name="exceptions_of")
register.simple_tag(lambda event: Handover.objects.accepted_in(event), name="accepted_of")


@register.filter
def door_to(attempt, distribution) -> str:
    """Where the services head serves whoever was refused: the card, or the form of a family that
    has no number here yet; with the reason asked where a rule gives way to one.
    """
    wants = "1" if attempt.takes_a_reason else ""
    page, whom = "desk", {"entitlement": attempt.right}
    if not attempt.right:
        page = "walk_ins" if distribution.accepts_walk_ins else "desk"
        whom = {"family": attempt.family_id} if attempt.family_id else {"inmate": attempt.inmate_id}
    return f"{reverse(page, args=[distribution.pk])}?{urlencode(whom | {'reason': wants})}"


@register.filter
def day_of(distribution) -> str:
    """The day of the event on which we are."""
    return event_state.day_of(distribution, distribution.facility.local_day())


# The addresses of an event: its own, and those of somebody on its list or of a hand-over.
_OF_AN_EVENT = (
    (re.compile(r"/distributions/(\d{1,18})/"), Distribution, ""),
    (re.compile(r"/distributions/entitlements/(\d{1,18})/"), Entitlement, "distribution__"),
    (re.compile(r"/distributions/hand-overs/(\d{1,18})/"), Handover, "distribution__"),
)


@register.inclusion_tag("distributions/_rehearsal_of_address.html", takes_context=True)
def rehearsal_of_address(context) -> dict:
    """The ribbon of a rehearsal on a page that has no event because it says what went wrong."""
    request, may = context.get("request"), context.get("may")
    rehearsal = False
    if request and may and may["view_distributions"]:
        for address, model, path in _OF_AN_EVENT:
            if found := address.match(request.path):
                rows = model.objects.visible_to(request.user).filter(pk=found[1])
                rehearsal = rows.filter(**{f"{path}is_rehearsal": True}).exists()
    return {"rehearsal": rehearsal}


@register.filter
def families_on(distribution) -> int:
    """Families that may receive: on the list, promoted, or walked in. The event comes with its list
    counts.
    """
    return distribution.listed + distribution.walk_ins


@register.simple_tag
def shortage_of(distribution, possible) -> list:
    """What today's stock lacks, by commodity, for a package for everybody on the list."""
    return possible.lacking(max(distribution.listed - distribution.packages_left, 0))


@register.filter
def as_planned(movement) -> str:
    """What a run took from a lot in the plan's unit, where the lot was counted in another."""
    return contents.as_planned(movement.harvest, abs(movement.grams))
