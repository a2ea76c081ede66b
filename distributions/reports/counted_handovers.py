"""Which hand-overs count for what: the columns that the period's and the event's report share."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Value, When

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
from distributions.packing.back import Destination
from families.models import PovertyEvidence

# A live hand-over: not voided, and no second package under an exception.
LIVE = conditions.live()
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
# Event id -> what became of them -> families.
Families = dict[int, dict[str, list[int]]]
WITHOUT_KTP = ~Q(shown=Value(IdentityMethod.KTP))


def with_grounds(handovers: HandoverQuerySet) -> HandoverQuerySet:
    """Adds to each hand-over ``shown`` (how the collector was known), ``stated`` and
    ``one_officer``.

    ``stated``: on the event's day nothing spoke for the family but an officer's statement; a
    rejected paper does not speak. ``one_officer``: the officer who handed over had registered the
    family and verified a paper of it himself: no fault, and worth a second look.
    """
    papers = PovertyEvidence.objects.speaking_on(OuterRef("distribution__day"))
    verified = PovertyEvidence.objects.accepted().filter(
        family=OuterRef("family"), verified_by=OuterRef("recorded_by")
    )
    return handovers.annotate(
        shown=SHOWN,
        stated=~Exists(papers.filter(family=OuterRef("family"))),
        one_officer=Exists(verified.filter(family__recorded_by=OuterRef("recorded_by"))),
    )


def counted(events: Collection[Distribution]) -> dict[int, dict[str, int]]:
    """Event id -> how its hand-overs went: two statements."""
    handovers = Handover.objects.filter(distribution__in=events).order_by()
    rows = (
        handovers.annotate(shown=SHOWN)
        .values("distribution")
        .annotate(
            without_ktp=Count("pk", filter=LIVE & WITHOUT_KTP),
            voided=Count("pk", filter=Q(voided_at__isnull=False)),
            exceptions=Count("pk", filter=Q(voided_at=None) & ~Q(exception="")),
        )
    )
    alone = with_grounds(handovers.live()).filter(one_officer=True).values_list("distribution")
    one_officer = dict(alone.annotate(packages=Count("pk")))
    counts = {row.pop("distribution"): row for row in rows}
    return {
        event: row | {"one_officer": one_officer.get(event, 0)} for event, row in counts.items()
    }


def stated(events: Collection[Distribution]) -> dict[int, list[int]]:
    """Event id -> the families that received on an officer's statement alone, in one statement."""
    live = Handover.objects.live().filter(distribution__in=events).order_by()
    rows = with_grounds(live).filter(stated=True).values_list("distribution")
    return dict(rows.annotate(whom=ArrayAgg("family")))


def families_in(events: Collection[Distribution]) -> Families:
    """Event id -> the families by what became of them, and the inmates of those served: whoever
    adds up events counts each once. Three statements.

    ``families``, ``walk_ins`` and ``statement_only`` received; who did not stands under
    Entitlement.State.
    """
    live = Handover.objects.live().filter(distribution__in=events).order_by()
    served = live.values("distribution").annotate(
        families=ArrayAgg("family"),
        inmates=ArrayAgg("entitlement__inmate"),
        walk_ins=ArrayAgg("family", filter=WALKED_IN, default=[]),
    )
    found: Families = defaultdict(lambda: defaultdict(list))
    for row in served:
        found[row.pop("distribution")].update(row)
    for event, families in stated(events).items():
        found[event]["statement_only"] = families
    # Who was served needs no look at what else became of him.
    others = Entitlement.objects.filter(distribution__in=events).with_state().filter(served=False)
    became = others.order_by().values_list("distribution", "state")
    for event, state, families in became.annotate(whom=ArrayAgg("family")):
        found[event][state] = families
    return found


def packages_to_kitchen(events: Iterable[Distribution]) -> dict[int, int]:
    """Event id -> packages whose contents went on to the kitchen; the other returned ones are in
    the stock.
    """
    rows = PackageMovement.objects.filter(distribution__in=events, kind="returned")
    rows = rows.prefetch_related("packed_lots__stock_movement")
    found: dict[int, int] = Counter()
    for row in back.with_destination(rows):
        found[row.distribution_id] += row.packages if row.to == Destination.KITCHEN else 0
    return found
