"""Which hand-overs count for what: the columns that the period's and the event's report share."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    Aggregate,
    Case,
    CharField,
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Left

from distributions.models import (
    Distribution,
    Entitlement,
    Handover,
    IdentityMethod,
    PackageMovement,
)
from distributions.models.handover import HandoverQuerySet, received
from distributions.packing import unpacking
from families.models import PovertyEvidence

# "33.16.16" of "33.16.16.2001": the district part of a village code.
DISTRICT_DIGITS = 8
# The kecamatan of the village where the family lived that day; a snapshot written before it held a
# code, or emptied by erasure, leaves only the village on file.
DISTRICT = Left(
    Coalesce(
        KeyTextTransform("area", "snapshot"),
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


def shown(handover: str = "", right: str = "entitlement__") -> Case:
    """What was shown of who collected; with a coupon the KTP was shown at the visit counter or not
    at all.
    """
    by, before = f"{handover}verified_by_method", f"{right}arrived_method"
    at_the_counter = Q(**{by: IdentityMethod.COUPON}) & ~Q(**{before: ""})
    return Case(When(at_the_counter, then=F(before)), default=F(by), output_field=CharField())


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
    """What the rights and hand-overs of these events add up to: five statements, of which one reads
    them all and the others a few. Asked of every row by itself, a year would take a minute.

    ``whom``: ``families``, their ``inmates``, ``walk_ins`` and ``statement_only`` received, and
    ``again`` whoever has an accepted package besides; who did not stands under Entitlement.State.
    ``times``: ``without_ktp``, ``voided`` and ``one_officer``.
    """
    found = Counted(defaultdict(lambda: defaultdict(list)), defaultdict(Counter))
    unserved: list[int] = []
    for row in _rights(events):
        event = row.pop("distribution")
        unserved += row.pop("unserved")
        for name, of in row.items():
            (found.whom if isinstance(of, list) else found.times)[event][name] = of
    for event, state, families in _became(unserved):
        found.whom[event][state] = families
    for event, families in stated(events).items():
        found.whom[event]["statement_only"] = families
    own = Handover.objects.filter(distribution__in=events)
    for event, families in _of_each_event(own.accepted().exclude(received()), ArrayAgg("family")):
        found.whom[event]["again"] = families
    by_one = with_grounds(_received(events)).filter(one_officer=True)
    for event, packages in _of_each_event(by_one, Count("pk")):
        found.times[event]["one_officer"] = packages
    return found


def districts(events: Collection[Distribution]) -> dict[int, dict[str, list[int]]]:
    """Event id -> kecamatan (a code) -> the families from there that had a right, in one statement.

    Who of them received is known by then: to ask it again would read all hand-overs once more.
    """
    found: dict[int, dict[str, list[int]]] = defaultdict(dict)
    rights = Entitlement.objects.filter(distribution__in=events).order_by()
    rows = rights.annotate(district=DISTRICT).values_list("distribution", "district")
    for event, district, families in rows.annotate(whom=ArrayAgg("family")):
        found[event][district] = families
    return found


def _rights(events: Collection[Distribution]) -> Iterable[dict[str, Any]]:
    """Every right of each event with its hand-overs; ``unserved`` also where one was voided, for
    which another may stand. They are of the same event, and that is said: else the database looks
    through all there ever were.
    """
    here = FilteredRelation("handovers", condition=Q(handovers__distribution__in=events))
    one, voided = received("fact__"), Q(fact__voided_at__isnull=False)
    walked_in = Q(source=Entitlement.Source.WALK_IN)
    with_ktp = Q(shown=Value(IdentityMethod.KTP))
    return (
        Entitlement.objects.filter(distribution__in=events)
        .alias(fact=here, shown=shown("fact__", ""))
        .order_by()
        .values("distribution")
        .annotate(
            families=ArrayAgg("family", filter=one, default=[]),
            inmates=ArrayAgg("inmate", filter=one, default=[]),
            walk_ins=ArrayAgg("family", filter=one & walked_in, default=[]),
            unserved=ArrayAgg("pk", filter=Q(fact=None) | voided, default=[]),
            without_ktp=Count("fact", filter=one & ~with_ktp),
            voided=Count("fact", filter=voided),
        )
    )


def _became(rights: list[int]) -> Iterable[tuple[int, str, list[int]]]:
    rows = Entitlement.objects.filter(pk__in=rights).with_state()
    return _of_each_event(rows, ArrayAgg("family"), "state")


def _received(events: Collection[Distribution]) -> HandoverQuerySet:
    return Handover.objects.received().filter(distribution__in=events)


def stated(events: Collection[Distribution]) -> dict[int, list[int]]:
    """Event id -> the families that received on an officer's statement alone, in one statement."""
    rows = with_grounds(_received(events)).filter(stated=True)
    return dict(_of_each_event(rows, ArrayAgg("family")))


def _of_each_event(rows: QuerySet, figure: Aggregate, *also: str) -> Iterable[tuple]:
    return rows.order_by().values_list("distribution", *also).annotate(figure=figure)


def packages_returned(events: Iterable[Distribution]) -> dict[int, dict[str, int]]:
    """Event id -> packing.Destination -> how many packages whose contents went there."""
    rows = PackageMovement.objects.filter(distribution__in=events, kind="returned")
    rows = rows.prefetch_related("packed_lots__stock_movement")
    found: dict[int, dict[str, int]] = defaultdict(Counter)
    for row in unpacking.with_destination(rows):
        found[row.distribution_id][row.to] += row.packages
    return found
