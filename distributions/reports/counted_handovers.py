"""Which hand-overs count for what: the columns that the period's and the event's report share."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Left

from distributions.models import (
    Distribution,
    Entitlement,
    Handover,
    IdentityMethod,
    PackageMovement,
    conditions,
)
from distributions.models.handover import HandoverQuerySet
from distributions.packing import back
from families.models import PovertyEvidence

RECEIVED = Q(received=True)
WALKED_IN = Q(entitlement__source=Entitlement.Source.WALK_IN)
# With a coupon the KTP was shown at the visit counter or not at all.
SHOWN = Case(
    When(
        Q(verified_by_method=IdentityMethod.COUPON) & ~Q(entitlement__arrived_method=""),
        then=F("entitlement__arrived_method"),
    ),
    default=F("verified_by_method"),
    output_field=CharField(),
)
WITHOUT_KTP = ~Q(shown=Value(IdentityMethod.KTP))
# "33.16.16" of "33.16.16.2001": the district part of a village code.
DISTRICT_DIGITS = 8
# The kecamatan of the village where the family lived that day; a snapshot written before it held a
# code, or emptied by erasure, leaves only the village on file.
DISTRICT = Left(
    Coalesce(
        KeyTextTransform("area", "entitlement__snapshot"),
        F("family__area"),
        output_field=CharField(),
    ),
    DISTRICT_DIGITS,
)


class Counted(NamedTuple):
    """By event id: the families (and inmates) by what became of them, so that whoever adds up
    events counts each once; and how often something happened.
    """

    whom: dict[int, dict[str, list[int]]]
    times: dict[int, dict[str, int]]


def with_grounds(handovers: HandoverQuerySet) -> HandoverQuerySet:
    """Adds to each hand-over ``stated`` and ``one_officer``.

    ``stated``: on the event's day nothing spoke for the family but an officer's statement; a
    rejected paper does not speak. ``one_officer``: the officer who handed over had registered the
    family and verified a paper of it himself: no fault, and worth a second look.
    """
    papers = PovertyEvidence.objects.speaking_on(OuterRef("distribution__day"))
    verified = PovertyEvidence.objects.accepted().filter(
        family=OuterRef("family"), verified_by=OuterRef("recorded_by")
    )
    return handovers.annotate(
        stated=~Exists(papers.filter(family=OuterRef("family"))),
        one_officer=Exists(verified.filter(family__recorded_by=OuterRef("recorded_by"))),
    )


def counted(events: Collection[Distribution]) -> Counted:
    """What the hand-overs and rights of these events add up to, each kind of fact grouped once:
    four statements. Asked of every row by itself, a year would take a minute.

    ``whom``: ``families``, their ``inmates``, ``walk_ins`` and ``statement_only`` received; who did
    not stands under Entitlement.State. ``times``: ``without_ktp``, ``voided``, ``exceptions`` and
    ``one_officer``.
    """
    found = Counted(defaultdict(lambda: defaultdict(list)), defaultdict(dict))
    for row in _handed_over(events):
        event = row.pop("distribution")
        for name, of in row.items():
            (found.whom if isinstance(of, list) else found.times)[event][name] = of
    for event, families in stated(events).items():
        found.whom[event]["statement_only"] = families
    for event, packages in _by_one_officer(events):
        found.times[event]["one_officer"] = packages
    for event, state, families in _not_served(events):
        found.whom[event][state] = families
    return found


def districts(events: Collection[Distribution]) -> dict[int, dict[str, list[int]]]:
    """Event id -> kecamatan (a code) -> the families that received there, each as often as it has
    packages; in one statement.
    """
    found: dict[int, dict[str, list[int]]] = defaultdict(dict)
    rows = (
        _both_of(events).out().annotate(district=DISTRICT).values_list("distribution", "district")
    )
    for event, district, families in rows.annotate(whom=ArrayAgg("family")):
        found[event][district] = families
    return found


def _both_of(events: Collection[Distribution]) -> HandoverQuerySet:
    """Their hand-overs. Each entitlement is of the same event, and that is said: else the database
    looks for it through all lists there ever were.
    """
    both = {"distribution__in": events, "entitlement__distribution__in": events}
    return Handover.objects.filter(**both).order_by()


def _handed_over(events: Collection[Distribution]) -> Iterable[dict[str, Any]]:
    grouped = _both_of(events).with_received().annotate(shown=SHOWN).values("distribution")
    return grouped.annotate(
        families=ArrayAgg("family", filter=RECEIVED, default=[]),
        inmates=ArrayAgg("entitlement__inmate", filter=RECEIVED, default=[]),
        walk_ins=ArrayAgg("family", filter=RECEIVED & WALKED_IN, default=[]),
        without_ktp=Count("pk", filter=RECEIVED & WITHOUT_KTP),
        voided=Count("pk", filter=Q(voided_at__isnull=False)),
        exceptions=Count("pk", filter=conditions.unexplained()),
    )


def _received(events: Collection[Distribution]) -> HandoverQuerySet:
    return Handover.objects.received().filter(distribution__in=events).order_by()


def stated(events: Collection[Distribution]) -> dict[int, list[int]]:
    """Event id -> the families that received on an officer's statement alone, in one statement."""
    rows = with_grounds(_received(events)).filter(stated=True).values_list("distribution")
    return dict(rows.annotate(whom=ArrayAgg("family")))


def _by_one_officer(events: Collection[Distribution]) -> Iterable[tuple[int, int]]:
    rows = with_grounds(_received(events)).filter(one_officer=True).values_list("distribution")
    return rows.annotate(packages=Count("pk"))


def _not_served(events: Collection[Distribution]) -> Iterable[tuple[int, str, list[int]]]:
    # Who was served needs no look at what else became of him.
    others = Entitlement.objects.unserved(events).with_state()
    rows = others.order_by().values_list("distribution", "state")
    return rows.annotate(whom=ArrayAgg("family"))


def packages_returned(events: Iterable[Distribution]) -> dict[int, dict[str, int]]:
    """Event id -> packing.Destination -> how many packages whose contents went there."""
    rows = PackageMovement.objects.filter(distribution__in=events, kind="returned")
    rows = rows.prefetch_related("packed_lots__stock_movement")
    found: dict[int, dict[str, int]] = defaultdict(Counter)
    for row in back.with_destination(rows):
        found[row.distribution_id][row.to] += row.packages
    return found
