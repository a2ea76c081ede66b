"""How an event stands, for lists of events."""

from django import template
from django.utils import timezone

from distributions import attempts, bands, packing, road
from distributions.models import Handover
from harvests.models import exactly

register = template.Library()

register.filter("badge_of", road.badge_of)
register.filter("headline", road.headline)
register.filter("hours", road.hours)
register.filter("band_of", bands.band_of)
register.filter("exactly", exactly)
register.simple_tag(attempts.of_event, name="refusals_of")
register.simple_tag(lambda event: Handover.objects.overridden_in(event), name="overrides_of")


@register.filter
def day_of(event) -> str:
    """The day of the event on which we are."""
    return road.day_of(event, event.facility.local_day(timezone.now()))


@register.filter
def families_on(event) -> int:
    """Families that may receive: on the list, promoted, or walked in. The event comes with its list
    counts.
    """
    return event.listed + event.walk_ins


@register.filter
def as_planned(movement) -> str:
    """What a run took from a lot in the plan's unit, where the lot was counted in another."""
    return packing.as_planned(movement.harvest, abs(movement.grams))
