"""Who went away without a package that was meant for them, and who came without standing on any
list.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from distributions.models import DeskAttempt, Distribution, Entitlement, Handover, Outcome

# The rules said no, not the pile of packages: that gives no place in the queue. A door that was not
# open says nothing of the family: a number it was given later still counts.
BY_RULE = (
    Outcome.TOO_SOON,
    Outcome.ON_HOLD,
    Outcome.WITHDRAWN,
    Outcome.INMATE_ALREADY_SERVED,
    Outcome.NOT_ELIGIBLE,
)


def missed_at() -> Greatest:
    """When a family last missed its package, as an annotation of families; empty where it never
    did.

    It was told that none is left, its number was not reached, or it brought the package back; and
    in that event it was not served after all.
    """
    told = _told(Outcome.NO_PACKAGE_LEFT)
    back = _of_family(Handover).filter(void_kind=Handover.VoidKind.RETURNED)
    return Greatest(
        _latest(told, "recorded_at"),
        _latest(back, "voided_at"),
        _latest(_not_reached(), "distribution__closed_at"),
    )


def unlisted_at() -> Subquery:
    """When a family last came to an event on whose list it was not, and left without a package."""
    return _latest(_told(Outcome.NOT_ON_LIST), "recorded_at")


def _told(outcome: str) -> QuerySet:
    return _unserved(DeskAttempt.objects.filter(outcome=outcome)).filter(
        Q(entitlement__family=OuterRef("pk")) | Q(family=OuterRef("pk"))
    )


def _not_reached() -> QuerySet:
    """Reserves and numbers given at the counter whose turn had not come when the event closed."""
    rows = _of_family(Entitlement).standing()
    reserve = Q(source=Entitlement.Source.RESERVE, promoted_at=None)
    counted = Exists(Entitlement.objects.filter(pk=OuterRef("pk")).counted())
    return rows.filter(
        reserve | counted, ~Exists(_ruled()), distribution__status=Distribution.Status.CLOSED
    )


def _ruled() -> QuerySet:
    """What the rules refused a right, since it has a number if it was given one at the counter."""
    since = Q(recorded_at__gte=OuterRef("arrived_at")) | Exists(
        Entitlement.objects.filter(pk=OuterRef("entitlement"), arrived_at=None)
    )
    rows = DeskAttempt.objects.filter(entitlement=OuterRef("pk"), outcome__in=BY_RULE)
    return rows.filter(since)


def _of_family(model: type) -> QuerySet:
    return _unserved(model.objects.filter(family=OuterRef("pk")))


def _unserved(rows: QuerySet) -> QuerySet:
    """Rows of real events in which the family received nothing after all."""
    served = Handover.objects.live().filter(
        distribution=OuterRef("distribution"), family=OuterRef(OuterRef("pk"))
    )
    return rows.filter(distribution__is_rehearsal=False).exclude(Exists(served))


def _latest(rows: QuerySet, moment: str) -> Subquery:
    return Subquery(rows.order_by(f"-{moment}").values(moment)[:1])
