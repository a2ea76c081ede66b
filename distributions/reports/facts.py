"""Which hand-overs count for what: the columns that the period's and the event's report share."""

from django.db.models import BooleanField, Case, CharField, Count, Exists, F, OuterRef, Q, Value, When

from distributions.models import Entitlement, Handover, IdentityMethod
from distributions.models.entitlement import EntitlementQuerySet
from distributions.models.event import DistributionQuerySet
from distributions.models.handover import HandoverQuerySet
from families.models import PovertyEvidence

# A live hand-over: not voided, and no second package under an exception.
LIVE = Q(voided_at=None, exception="")
WALKED_IN = Q(entitlement__source=Entitlement.Source.WALK_IN)
# With a coupon the KTP was shown at the visit counter or not at all.
SHOWN = Case(
    When(Q(verified_by_method=IdentityMethod.COUPON) & ~Q(entitlement__arrived_method=""), then=F("entitlement__arrived_method")),
    default=F("verified_by_method"),
    output_field=CharField(),
)
# Registered on the day, or with a hand-over, even one that was voided: whoever has no package all the same did not stay away.
CAME = Q(source=Entitlement.Source.WALK_IN) | Q(arrived_at__isnull=False) | Exists(Handover.objects.filter(entitlement=OuterRef("pk")))
WITHOUT_KTP = ~Q(shown=Value(IdentityMethod.KTP))


def with_grounds(handovers: HandoverQuerySet) -> HandoverQuerySet:
    """Adds to each hand-over ``shown`` (how the collector was known), ``stated`` and ``one_officer``.

    ``stated``: on the event's day nothing spoke for the family but an officer's statement; a rejected paper
    does not speak. ``one_officer``: the officer who handed over had registered the family and verified a
    paper of it himself: no fault, and worth a second look.
    """
    papers = PovertyEvidence.objects.filter(
        family=OuterRef("family"),
        rejected_at=None,
        issued_on__lte=OuterRef("distribution__day"),
        valid_until__gte=OuterRef("distribution__day"),
    )
    verified = PovertyEvidence.objects.filter(family=OuterRef("family"), verified_by=OuterRef("recorded_by"), rejected_at=None)
    return handovers.annotate(
        shown=SHOWN,
        stated=~Exists(papers.exclude(kind=PovertyEvidence.Kind.OFFICER_STATEMENT)),
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


def came(entitlement: Entitlement, *, touched: bool) -> bool:
    """CAME of one row; ``touched`` says whether it has a hand-over."""
    return touched or entitlement.source == Entitlement.Source.WALK_IN or entitlement.arrived_at is not None


def with_came(entitlements: EntitlementQuerySet) -> EntitlementQuerySet:
    """Adds ``came``: whether the family came on the day."""
    return entitlements.annotate(came=Case(When(CAME, then=True), default=False, output_field=BooleanField()))


def unserved(events: DistributionQuerySet) -> dict[int, dict[str, int]]:
    """Event id -> ``waiting`` (entitled families without a package) and how many of them ``came``, in one statement."""
    rows = Entitlement.objects.filter(distribution__in=events).waiting().order_by().values("distribution")
    rows = rows.annotate(waiting=Count("pk"), came=Count("pk", filter=CAME))
    return {row.pop("distribution"): row for row in rows}
