"""The rows that every hand-over and every glance at the queue reads, each in one statement that is
compiled once.
"""

import datetime as dt
from functools import cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Cast, JSONObject

from distributions.models import Distribution, Entitlement, Handover, conditions
from families import search
from families.models import Family, FamilyMember, Inmate, Kinship, RegisterNumber
from rutan.compiled import Compiled
from rutan.model_bases import DateRange, IsAnyOf

# How many lines a search shows at most.
MOST = 8
# All that a hand-over asks of the rows it locks; what a refusal tells besides is read when it does.
_LOOKED_AT = (
    *("number", "source", "promoted_at", "withdrawn_at", "snapshot"),
    *("added_at", "approved_at"),
    *("override_reason", "early_reason", "early_at", "distribution", "family"),
    *(f"distribution__{name}" for name in ("status", "day", "last_day", "opened_at", "facility")),
    *(
        f"distribution__{name}"
        for name in ("purpose", "minimum_days", "is_rehearsal", "last_receipt")
    ),
    *(f"distribution__{name}" for name in ("packed", "handed_over", "accepted")),
    *(f"distribution__{name}" for name in ("returned", "lost", "exceptions")),
    *("family__hold_at", "family__hold_until"),
)


@Compiled
def to_lock(
    facility: int, distribution: int, entitlement: int, form: UUID, after: dt.date
) -> QuerySet[Entitlement]:
    """The right with its event and family, all three locked; none of another facility.

    ``has_past`` where a hand-over may stand in the way of one whose day is over at ``after``; it
    was looked for before the locks were there, so that what it does not see yet is the guards' to
    say.
    """
    rows = Entitlement.objects.visible_to(SimpleNamespace(facility_id=facility))
    rows = rows.filter(pk=entitlement, distribution=distribution)
    day_after = Cast(after, DateField())
    first = ExpressionWrapper(day_after - OuterRef("distribution__minimum_days"), DateField())
    past = _made_served_or_within(
        form=form,
        entitlement=OuterRef("pk"),
        family=OuterRef("family"),
        purpose=OuterRef("distribution__purpose"),
        window=DateRange(first, day_after),
        after=day_after,
    )
    related = rows.select_related("distribution", "family").only(*_LOOKED_AT)
    locked = related.select_for_update(no_key=True, of=("distribution", "family", "self"))
    return locked.annotate(has_past=Exists(past))


@Compiled
def made_or_served(form: UUID, entitlement: int) -> QuerySet[Handover]:
    served = conditions.given() & Q(entitlement=entitlement)
    return Handover.objects.filter(Q(client_id=form) | served)


def _made_served_or_within(
    *, form: Any, entitlement: Any, family: Any, purpose: Any, window: Any, after: Any
) -> QuerySet[Handover]:
    in_the_way = Q(family=family) & conditions.in_the_way(purpose, window, after)
    served = conditions.given() & Q(entitlement=entitlement)
    # Apart, so that each is found by the index of its own condition.
    rows = served | conditions.live() & in_the_way | conditions.accepted() & in_the_way
    return Handover.objects.filter(Q(client_id=form) | rows)


made_served_or_within = Compiled(_made_served_or_within)


def here() -> ArraySubquery:
    """Who waits at the event of the outer row, as hall.Number reads it."""
    rows = Entitlement.objects.filter(distribution=OuterRef("pk")).here()
    facts = {"desk": F("called_desk"), "called": F("called_at"), "passed": F("passed_at")}
    names = ("pk", "number", "goes_first")
    return ArraySubquery(rows.values(json=JSONObject(**{name: F(name) for name in names}, **facts)))


@Compiled
def at_desk(facility: int, pk: int) -> QuerySet[Distribution]:
    """An event with ``entitled``, who may receive, and ``here``, who of them waits."""
    rows = Distribution.objects.visible_to(SimpleNamespace(facility_id=facility)).filter(pk=pk)
    return rows.with_entitled().annotate(here=here())


def _cards(distribution: Any) -> QuerySet[Entitlement]:
    """The rights of an event, each with its state and whatever the desk shows of it."""
    people = ("family__area__parent", "inmate", "arrived_by", "arrived_collector")
    return Entitlement.objects.on(distribution).with_state().select_related(*people).by_number()


@Compiled
def card(distribution: int, pk: int) -> QuerySet[Entitlement]:
    return _cards(distribution).filter(pk=pk)


@Compiled
def card_numbered(distribution: int, number: int) -> QuerySet[Entitlement]:
    return _cards(distribution).filter(number=number)


@Compiled
def cards_of(distribution: int, families: list[int]) -> QuerySet[Entitlement]:
    return _cards(distribution).filter(IsAnyOf(F("family"), families))


@Compiled
def collectors_of(families: list[int]) -> QuerySet[FamilyMember]:
    """Who of these families may collect."""
    return FamilyMember.objects.who_may_collect().filter(IsAnyOf(F("family"), families))


@Compiled
def given_to(rights: list[int]) -> QuerySet[Handover]:
    """What these rights were given, the hand-over that counts first."""
    rows = Handover.objects.given().select_related("recorded_by")
    return rows.filter(IsAnyOf(F("entitlement"), rights)).order_by("exception", "pk")


@Compiled
def families(keys: list[int]) -> QuerySet[Family]:
    """Families with their villages."""
    return Family.objects.select_related("area__parent").filter(IsAnyOf(F("pk"), keys))


@cache
def scored(gathers: search.Gathers) -> Compiled:
    """(id, score, whether it is on the list, folded name) of all families of a facility, for what
    was asked.
    """

    @Compiled
    def rows(
        facility: int,
        distribution: int,
        text: str,
        typed: list[str],
        called: list[str],
        numbers: list[str],
        whole: str,
    ) -> QuerySet[Family]:
        terms = {"text": text, "typed": typed, "called": called, "numbers": numbers, "whole": whole}
        on_file = Family.objects.filter(facility=facility).active()
        listed = Exists(Entitlement.objects.on(distribution).filter(family=OuterRef("pk")))
        found = search.scored(on_file, terms, gathers).annotate(listed=listed)
        return found.order_by().values_list("pk", "score", "listed", "name_key")

    return rows


@cache
def inmates(gathers: search.Gathers) -> Compiled:
    """The inmates in custody that fit what was asked, those without a family first, each with
    ``has_family`` and its ``latest_number``.
    """

    @Compiled
    def rows(
        facility: int,
        text: str,
        typed: list[str],
        called: list[str],
        numbers: list[str],
        whole: str,
    ) -> QuerySet[Inmate]:
        terms = {"text": text, "typed": typed, "called": called, "numbers": numbers, "whole": whole}
        known = Exists(Kinship.objects.live().filter(inmate=OuterRef("pk")))
        here = Inmate.objects.filter(facility=facility).in_custody()
        found = search.scored_inmates(here, terms, gathers).filter(score__gte=search.ENOUGH)
        found = found.annotate(latest_number=latest_number(), has_family=known)
        return found.order_by("has_family", "-score", "name", "pk")[:MOST]

    return rows


def latest_number() -> Subquery:
    """The register number that the inmate of the outer row bears now."""
    numbers = RegisterNumber.objects.filter(inmate=OuterRef("pk")).order_by("-since", "-pk")
    return Subquery(numbers.values("written")[:1])


@Compiled
def now(facility: int, pk: int, card: int) -> QuerySet[Distribution]:
    """An event as its desks watch it: its figures, ``here`` who waits, and whether the ``card``
    that lies open was served meanwhile.
    """
    rows = Distribution.objects.visible_to(SimpleNamespace(facility_id=facility)).filter(pk=pk)
    figures = ("status", "packed", "handed_over", "returned", "lost")
    served = Handover.objects.given().filter(entitlement=card, distribution=OuterRef("pk"))
    rows = rows.with_entitled().annotate(here=here(), card_is_served=Exists(served))
    return rows.only("facility", "accepted", "exceptions", *figures)


@Compiled
def screens(secret: str) -> QuerySet[Distribution]:
    """The event whose screen has this secret, with ``here`` who waits."""
    rows = Distribution.objects.filter(
        hall_screens__secret=secret, hall_screens__replaced_at=None
    ).annotate(here=here())
    place = ("facility__time_zone", "facility__short_name")
    return rows.select_related("facility").only("status", "day", "last_day", "starts", *place)
