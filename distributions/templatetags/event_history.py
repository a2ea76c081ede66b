"""What happened in events, shown on pages of the apps below: the family's page and the lot's
page.
"""

import datetime as dt
from collections.abc import Iterable

from django import template
from django.db.models import Prefetch

from distributions import absences
from distributions.forms.closing import AbsenceForm
from distributions.models import Absence, Distribution, Entitlement, Handover, PackedLot
from families.models import Family, Kinship, Relationship
from harvests.models import Harvest

register = template.Library()

# A year of events, and a line of a phone.
MOST_DOTS = 12


@register.filter
def relationship_label(code: str) -> str:
    """``wife`` -> "istri"."""
    return Relationship(code).word if code in Relationship else ""


@register.inclusion_tag("distributions/_received.html", takes_context=True)
def received(context, family: Family) -> dict:
    """Every event in which the family was entitled, the latest first, and what became of it. Three
    statements.
    """
    handovers = Prefetch(
        "handovers", Handover.objects.select_related("recorded_by").order_by("pk"), to_attr="facts"
    )
    rows = (
        absences.with_told(family.entitlements.with_state())
        .select_related("distribution")
        .prefetch_related(handovers)
        .order_by("-distribution__day", "-pk")
    )
    rows = [
        row
        for row in rows
        if not row.distribution.is_rehearsal
        and row.distribution.status != Distribution.Status.CANCELLED
    ]
    fates = [_fate(row) for row in rows]
    may = context.get("may")
    over = [fate for fate in fates if fate["event"].status == Distribution.Status.CLOSED]
    if over and may and may["tell_absence"] and absences.is_untold(over[0]["entitlement"]):
        over[0]["asks"] = AbsenceForm(right=over[0]["entitlement"].pk, is_here=False)
    # The form's marks tell for whom the page was rendered.
    marks = {"may": may, "request": context.get("request")}
    return {"rows": fates, "dots": _dots(family, fates), **marks}


def _dots(family: Family, fates: list[dict]) -> list[tuple[dt.date, str]]:
    """The last events of the prison, the oldest first: (day, received, missed, waiting or
    unlisted).
    """
    looks = {
        "collected": "received",
        "no_show": "missed",
        "empty_handed": "missed",
        "withdrawn": "missed",
        "planned": "waiting",
    }
    known = {fate["event"].pk: looks.get(fate["state"], "unlisted") for fate in fates}
    happened = Distribution.objects.filter(
        facility=family.facility_id, opened_at__isnull=False, is_rehearsal=False
    )
    events = happened.exclude(status=Distribution.Status.CANCELLED).order_by("-day", "-pk")[
        :MOST_DOTS
    ]
    return [(event.day, known.get(event.pk, "unlisted")) for event in reversed(events)]


def _fate(entitlement) -> dict:
    # Nothing is promised before the head has approved.
    draft = entitlement.distribution.status == Distribution.Status.DRAFT
    return {
        "entitlement": entitlement,
        "event": entitlement.distribution,
        "state": "draft" if draft else entitlement.state,
        "why": _why(entitlement),
        "live": [fact for fact in entitlement.facts if fact.voided_at is None],
        "voided": [fact for fact in entitlement.facts if fact.voided_at],
    }


def _why(entitlement) -> str:
    """Why it did not come, as far as somebody knows; one that came after all is asked nothing."""
    if entitlement.state != Entitlement.State.NO_SHOW or not entitlement.told:
        return ""
    return Absence.Reason(entitlement.told).label


@register.simple_tag
def events_of(lot: Harvest) -> dict[int, Distribution]:
    """The event behind each packed movement of a lot, by movement id. One statement."""
    packed = PackedLot.objects.filter(stock_movement__harvest=lot).select_related(
        "package_movement__distribution"
    )
    return {row.stock_movement_id: row.package_movement.distribution for row in packed}


@register.filter
def of(mapping: dict, key):
    """``{{ events|of:movement.pk }}``: one entry of a mapping."""
    return mapping.get(key)


@register.simple_tag
def coming_lists(*families: Family) -> dict[int, list[Entitlement]]:
    """Where families still stand on a list that is not done with, the nearest day first, by family
    id. One statement.
    """
    done = (Distribution.Status.CLOSED, Distribution.Status.CANCELLED)
    rows = (
        Entitlement.objects.standing()
        .filter(family__in=families, distribution__is_rehearsal=False)
        .exclude(distribution__status__in=done)
        .exclude(handovers__in=Handover.objects.given())
        .select_related("distribution")
        .order_by("distribution__day", "pk")
    )
    found: dict[int, list[Entitlement]] = {}
    for row in rows:
        found.setdefault(row.family_id, []).append(row)
    return found


@register.simple_tag
def coming_lists_of(kinships: Iterable[Kinship]) -> dict[int, list[Entitlement]]:
    """The same of all families of an inmate."""
    return coming_lists(*(kinship.family for kinship in kinships if kinship.is_live))
