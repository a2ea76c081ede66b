"""How an event stands, for lists of events."""

from django import template

from distributions import road

register = template.Library()

register.filter("badge_of", road.badge_of)


@register.filter
def families_on(event) -> int:
    """Families that may receive: on the list, promoted, or walked in. The event comes with its list counts."""
    return event.listed + event.walk_ins
