"""Who went away without a package that was meant for them, and who came without standing on any
list.
"""

import datetime as dt

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

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


# Family id -> the moment at which it last happened to it.
Moments = dict[int, dt.datetime]


def missed_at(facility_id: int) -> Moments:
    """When the families of a prison last missed their package; without those that never did.

    It was told that none is left, its number was not reached, or it brought the package back; and
    in that event it was not served after all. A statement for each, for such facts are few beside
    the families: each family asking for its own would read every event it ever stood in.
    """
    back = Handover.objects.filter(void_kind=Handover.VoidKind.RETURNED)
    reserves = _not_reached(Entitlement.objects.reserves())
    counted = _not_reached(Entitlement.objects.standing().counted())
    return _merged(
        _told(facility_id, Outcome.NO_PACKAGE_LEFT),
        _latest(facility_id, back, "family", "voided_at", right="entitlement"),
        _latest(facility_id, reserves, "family", "distribution__closed_at"),
        _latest(facility_id, counted, "family", "distribution__closed_at"),
    )


def unlisted_at(facility_id: int) -> Moments:
    """When they last came to an event on whose list they were not, and left without a package."""
    return _told(facility_id, Outcome.NOT_ON_LIST)


def _told(facility_id: int, outcome: str) -> Moments:
    """Of a right, or of a family that had none when it was told so."""
    told = DeskAttempt.objects.filter(outcome=outcome)
    of_rights, of_families = (told.filter(entitlement__isnull=none) for none in (False, True))
    came = of_families.filter(family__isnull=False)
    return _merged(
        _latest(facility_id, of_rights, "entitlement__family", "recorded_at", right="entitlement"),
        _latest(facility_id, came, "family", "recorded_at", right=""),
    )


def _merged(*found: Moments) -> Moments:
    latest: Moments = {}
    for family, at in (moment for moments in found for moment in moments.items()):
        latest[family] = max(at, latest.get(family, at))
    return latest


def _not_reached(rows: QuerySet) -> QuerySet:
    """Of reserves, or of numbers given at the counter, those whose turn had not come at closing."""
    return rows.filter(~Exists(_ruled()), distribution__status=Distribution.Status.CLOSED)


def _ruled() -> QuerySet:
    """What the rules refused a right, since it has a number if it was given one at the counter."""
    since = Q(recorded_at__gte=OuterRef("arrived_at")) | Exists(
        Entitlement.objects.filter(pk=OuterRef("entitlement"), arrived_at=None)
    )
    rows = DeskAttempt.objects.filter(entitlement=OuterRef("pk"), outcome__in=BY_RULE)
    return rows.filter(since)


def _latest(
    facility_id: int, rows: QuerySet, whom: str, moment: str, *, right: str = "pk"
) -> Moments:
    """By family, of rows of real events in which it received nothing after all.

    A family has one ``right`` in an event, by which an index tells whether it was served; only a
    row without one is asked by family.
    """
    one = {"entitlement": OuterRef(right)} if right else _same_family(whom)
    own = rows.filter(distribution__facility=facility_id, distribution__is_rehearsal=False)
    missed = own.exclude(Exists(Handover.objects.live().filter(**one)))
    grouped = missed.order_by().values(whom).annotate(latest=Max(moment))
    return {row[whom]: row["latest"] for row in grouped if row["latest"]}


def _same_family(whom: str) -> dict[str, OuterRef]:
    return {"distribution": OuterRef("distribution"), "family": OuterRef(whom)}
