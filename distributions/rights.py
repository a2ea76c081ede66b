"""What stands between a family on a list and its package."""

import datetime as dt

from distributions import outcomes
from distributions.models import Entitlement, Handover


def why_not(
    entitlement: Entitlement, served: Handover | None, day: dt.date
) -> outcomes.DeskRefusal | None:
    """What speaks against the right itself on a day of its open event, the first that the officer
    needs to know; None where it is good. ``served`` is its live hand-over.
    """
    if served:
        return outcomes.AlreadyHandedOver(served)
    if entitlement.awaits_approval:
        return outcomes.AwaitsApproval(entitlement)
    if not entitlement.is_standing:
        return outcomes.Withdrawn(entitlement)
    if entitlement.family.is_held_on(day):
        return outcomes.OnHold(entitlement)
    return outcomes.ReserveWaiting(entitlement) if entitlement.is_reserve else None
