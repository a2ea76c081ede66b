"""What happened in events, shown on pages of the apps below: the family's page and the lot's page."""

from django import template

from families.models import Relationship

register = template.Library()


@register.filter
def relationship_label(code: str) -> str:
    """``wife`` -> "istri"."""
    return str(Relationship(code).label).lower() if code in Relationship else ""


@register.filter
def without_sign(value):
    """What left a lot, as people say it: 90, not -90."""
    return abs(value)
