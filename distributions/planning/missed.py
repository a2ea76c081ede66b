"""Who went away without a package that was meant for them, and who came without standing on any
list.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from distributions.absences import ASKED_FOR
from distributions.models import Absence, DeskAttempt, Distribution, Entitlement, Handover, Outcome

# The rules said no, not the pile of packages: that gives no place in the queue. A door that was not
# open says nothing of the family: a number it was given later still counts.
BY_RULE = (
    Outcome.TOO_SOON,
    Outcome.ON_HOLD,
    Outcome.WITHDRAWN,
    Outcome.INMATE_ALREADY_SERVED,
    Outcome.NOT_ELIGIBLE,
)


# Absent so often in a row, a family is asked whether the package shall be brought to it.
TOO_OFTEN = 2

# Family id -> the moment at which it last happened to it.
Moments = dict[int, dt.datetime]
# The day of an event, and why the family did not come.
Absent = tuple[dt.date, str]


def moments(facility_id: int) -> tuple[Moments, Moments]:
    """When the families of a prison last missed their package, and when they last came to an event
    on whose list they were not and left without one; without those that never did.

    They missed it where they were told that none is left, their number was not reached, or they
    brought it back; and in that event they were not served after all. A statement for each, for
    such facts are few beside the families: each family asking for its own would read every event it
    ever stood in.
    """
    # Of events that it knows by id the database reads the rows alone.
    real = Distribution.objects.real().filter(facility=facility_id).order_by()
    events = list(real.values_list("pk", flat=True))
    told = _told(events)
    back = Handover.objects.filter(void_kind=Handover.VoidKind.RETURNED)
    reserves = _not_reached(Entitlement.objects.reserves())
    counted = _not_reached(Entitlement.objects.standing().counted())
    missed = _merged(
        told[Outcome.NO_PACKAGE_LEFT],
        _latest(_in_vain(events, back, right="entitlement"), "family", "voided_at"),
        _latest(_in_vain(events, reserves), "family", "distribution__closed_at"),
        _latest(_in_vain(events, counted), "family", "distribution__closed_at"),
    )
    return missed, told[Outcome.NOT_ON_LIST]


def absent_on(facility_id: int, before: dt.date) -> dict[int, list[Absent]]:
    """Family id -> the first days of the closed events of the year before a day to which it was
    expected and did not come, since it came the last time without being served; each with the
    Absence.Reason that somebody learnt, empty where nobody did.

    Whether it was served since then the caller knows. Three statements.
    """
    expected = _unserved(list(_closed(facility_id, before).values_list("pk", flat=True)))
    told = Absence.objects.filter(entitlement=OuterRef("pk")).order_by("-pk").values("reason")[:1]
    rows = Entitlement.objects.filter(pk__in=expected).with_came().annotate(told=Subquery(told))
    days = defaultdict(list)
    for family, day, came, reason in rows.order_by("distribution__day", "pk").values_list(
        "family_id", "distribution__day", "came", "told"
    ):
        days[family] = [] if came else [*days[family], (day, reason or "")]
    return days


def _unserved(events: Sequence[int]) -> list[int]:
    """Who was expected at these events and was given nothing, under whatever flag.

    One set less another costs the same whatever the database guesses of them. Joined, before tables
    were analysed for the first time, each right was compared with each hand-over: for minutes.
    """
    rights = Entitlement.objects.entitled().exclude(source=Entitlement.Source.WALK_IN)
    given = Handover.objects.given()
    own, served = (rows.filter(distribution__in=events).order_by() for rows in (rights, given))
    return list(own.values_list("pk", flat=True).difference(served.values_list("entitlement")))


def since(absent: Sequence[Absent], after_last_aid: dt.date | None) -> list[Absent]:
    """Those after its last package, of which the day after is given."""
    return [row for row in absent if after_last_aid is None or row[0] >= after_last_aid]


def never_served_or_away(distribution: Distribution) -> tuple[set[int], set[int]]:
    """Of the families on the list of an event that is over: who never received a package yet, and
    who was absent too often in a row.
    """
    rows = Entitlement.objects.on(distribution).standing()
    listed = set(rows.values_list("family_id", flat=True))
    packages = Handover.objects.out().filter(family__in=listed, served_window__isnull=False)
    after_last = dict(
        packages.order_by().values_list("family").annotate(Max("served_window__endswith"))
    )
    absent = absent_on(distribution.facility_id, distribution.final_day + dt.timedelta(days=1))
    away = {
        family
        for family in listed
        if len(since(absent.get(family, ()), after_last.get(family))) >= TOO_OFTEN
    }
    return listed - set(after_last), away


def _closed(facility_id: int, before: dt.date) -> QuerySet:
    events = Distribution.objects.real().closed().filter(facility=facility_id)
    return events.between(before - ASKED_FOR, before - dt.timedelta(days=1)).order_by()


def _told(events: Sequence[int]) -> dict[str, Moments]:
    """By outcome, of rights or of families that had none when they were told so."""
    told = DeskAttempt.objects.filter(outcome__in=(Outcome.NO_PACKAGE_LEFT, Outcome.NOT_ON_LIST))
    of_rights, of_families = (told.filter(entitlement__isnull=none) for none in (False, True))
    came = of_families.filter(family__isnull=False)
    found: dict[str, Moments] = defaultdict(dict)
    for rows, whom in (
        (_in_vain(events, of_rights, right="entitlement"), "entitlement__family"),
        (_in_vain(events, came, right=""), "family"),
    ):
        latest = rows.order_by().values_list("outcome", whom).annotate(Max("recorded_at"))
        for outcome, family, at in latest:
            found[outcome][family] = max(at, found[outcome].get(family, at))
    return found


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


def _in_vain(events: Sequence[int], rows: QuerySet, *, right: str = "pk") -> QuerySet:
    """Of rows of these events those where the family received nothing in it after all.

    A family has one ``right`` in an event, by which an index tells whether it was served; only a
    row without one is asked by family.
    """
    family = {"distribution": OuterRef("distribution"), "family": OuterRef("family")}
    one = {"entitlement": OuterRef(right)} if right else family
    # Looked up by row: joined, it would be looked for among all hand-overs there ever were.
    given = Handover.objects.given().filter(**one).order_by().values("pk")[:1]
    return rows.filter(distribution__in=events).alias(given=Subquery(given)).filter(given=None)


def _latest(rows: QuerySet, whom: str, moment: str) -> Moments:
    grouped = rows.order_by().values_list(whom).annotate(latest=Max(moment))
    return {family: at for family, at in grouped if at}
