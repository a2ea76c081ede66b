"""Which hand-overs count for what: the columns that the period's and the event's report share."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import partial

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Value, When

from distributions.models import (
    Distribution,
    Entitlement,
    IdentityMethod,
    PackageMovement,
    conditions,
)
from distributions.models.event import DistributionQuerySet
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


def counted(handovers: HandoverQuerySet) -> dict[int, dict[str, int]]:
    """Event id -> its counts, in one statement."""
    rows = (
        with_grounds(handovers)
        .order_by()
        .values("distribution")
        .annotate(
            families=Count("family", distinct=True, filter=LIVE),
            walk_ins=Count("pk", filter=LIVE & WALKED_IN),
            without_ktp=Count("pk", filter=LIVE & WITHOUT_KTP),
            voided=Count("pk", filter=Q(voided_at__isnull=False)),
            exceptions=Count("pk", filter=Q(voided_at=None) & ~Q(exception="")),
            statement_only=Count("pk", filter=LIVE & Q(stated=True)),
            one_officer=Count("pk", filter=LIVE & Q(one_officer=True)),
        )
    )
    return {row.pop("distribution"): row for row in rows}


def distinct_families(handovers: HandoverQuerySet, events: DistributionQuerySet) -> dict[str, int]:
    """Families, and inmates, each once however many events they were in: two statements."""
    state = Entitlement.State
    family = partial(Count, "family", distinct=True)
    served = with_grounds(handovers).aggregate(
        families=family(),
        inmates=Count("entitlement__inmate", distinct=True),
        walk_ins=family(filter=WALKED_IN),
        statement_only=family(filter=Q(stated=True)),
    )
    became = Entitlement.objects.filter(distribution__in=events).with_state().order_by()
    return served | became.aggregate(
        no_shows=family(filter=Q(state=state.NO_SHOW)),
        empty_handed=family(filter=Q(state=state.EMPTY_HANDED)),
    )


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


def states(events: DistributionQuerySet) -> dict[int, dict[str, int]]:
    """Event id -> how many families are in which Entitlement.State, in one statement."""
    rows = Entitlement.objects.filter(distribution__in=events).with_state().order_by()
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for row in rows.values("distribution", "state").annotate(families=Count("pk")):
        found[row["distribution"]][row["state"]] = row["families"]
    return found
