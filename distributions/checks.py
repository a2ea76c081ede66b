"""What must hold of every event on the live database: figures follow facts, one package a family,
packages made of lots.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from django.core.checks import Error, register
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from distributions.coupons import is_code
from distributions.models import (
    Coupon,
    DeskAttempt,
    Distribution,
    Entitlement,
    Handover,
    IssuedDocument,
    PackageItem,
    PackageMovement,
    PackedLot,
    conditions,
)
from distributions.packing.contents import STEP, step_of
from distributions.planning.candidates import alphabet
from harvests.models import StockMovement

# Registered as deployment checks: the ordinary ones run before every command, migrate's first
# tables included.
selfcheck = register("selfcheck", deploy=True)

Status, Source, Kind = Distribution.Status, Entitlement.Source, PackageMovement.Kind
FIGURES = ("packed", "returned", "lost", "handed_over", "accepted", "exceptions", "last_receipt")
ACTED_ON = (Status.APPROVED, Status.OPEN, Status.CLOSED)


@selfcheck
def every_event_adds_up(app_configs, **kwargs):
    yield from _errors(
        (miscounted_events(), "events have figures that differ from their facts"),
        (
            unbalanced_events(),
            "events gave more packages than were packed, or closed with a difference",
        ),
        (events_off_the_road(), "events stand where no act led them"),
        (events_with_gaps_in_receipts(), "events have gaps in their receipt numbers"),
        first=1,
    )


@selfcheck
def every_family_is_served_once(app_configs, **kwargs):
    yield from _errors(
        (handovers_outside_their_event(), "hand-overs lie outside their event"),
        (handovers_with_a_wrong_window(), "hand-overs hold other days than their event says"),
        (handovers_too_soon(), "hand-overs came while the family still had to wait"),
        (entitlements_served_twice(), "entitlements were served twice"),
        (
            entitlements_served_without_right(),
            "entitlements were served though withdrawn or in reserve",
        ),
        first=11,
    )


@selfcheck
def every_package_comes_from_lots(app_configs, **kwargs):
    yield from _errors(
        (
            movements_unlike_their_lots(),
            "package movements tell another story than their stock movements",
        ),
        (
            runs_with_a_wrong_rest(),
            "runs have other units left in packages than the packages that are left",
        ),
        (packings_of_no_event(), "stock movements were packed into no package"),
        first=21,
    )


@selfcheck
def every_list_is_as_approved(app_configs, **kwargs):
    yield from _errors(
        (
            entitlements_without_number_or_snapshot(),
            "entitlements have no number or no snapshot after approval",
        ),
        (
            events_with_disordered_numbers(),
            "events have list numbers with gaps or against the alphabet",
        ),
        (
            entitlements_against_the_rule(),
            "entitlements break or mistake the rule of one package per inmate",
        ),
        (coupons_out_of_order(), "coupons are a second live one or have an impossible code"),
        first=31,
    )


def _errors(*found: tuple[QuerySet | Iterable[int], str], first: int) -> Iterator[Error]:
    for number, (rows, what) in enumerate(found, first):
        pks = (
            list(rows.order_by("pk").values_list("pk", flat=True))
            if isinstance(rows, QuerySet)
            else sorted(rows)
        )
        if pks:
            yield Error(
                f"{len(pks)} {what}: {', '.join(map(str, pks[:10]))}.",
                id=f"distributions.E{number:03}",
            )


def miscounted_events() -> list[int]:
    counted = defaultdict(lambda: dict.fromkeys(FIGURES, 0))
    runs = PackageMovement.objects.order_by().values_list("distribution", "kind")
    for event, kind, packages in runs.annotate(Sum("packages")):
        counted[event][kind] = packages
    facts = Handover.objects.order_by().values("distribution")
    for row in facts.annotate(
        handed_over=Count("pk", filter=conditions.live()),
        accepted=Count("pk", filter=conditions.accepted()),
        exceptions=Count("pk", filter=conditions.unexplained()),
        last_receipt=Max("number"),
    ):
        counted[row.pop("distribution")] |= row
    cached = {row.pop("pk"): row for row in Distribution.objects.values("pk", *FIGURES)}
    return [pk for pk, figures in cached.items() if figures != counted[pk]]


def unbalanced_events() -> QuerySet[Distribution]:
    out = F("handed_over") + F("accepted") + F("returned") + F("lost")
    return Distribution.objects.filter(
        Q(packed__lt=out) | (Q(status=Status.CLOSED) & ~Q(packed=out, exceptions=0))
    )


def events_off_the_road() -> QuerySet[Distribution]:
    """Events whose status lacks the act that leads to it, or that carry an act of another road."""
    begun = Q(status__in=Distribution.BEGUN)
    allowed = Q(approved_at__isnull=False) | (Q(accepts_walk_ins=True) & ~Q(opening_order=""))
    return Distribution.objects.filter(
        (begun & (Q(opened_at=None) | ~allowed))
        | Q(status=Status.APPROVED, approved_at=None)
        # Closed and open again only by the head's word, which is later than the closing.
        | (Q(status=Status.OPEN, closed_at__isnull=False) & ~Q(reopened_at__gte=F("closed_at")))
        | Q(status=Status.CLOSED, closed_at=None)
        | (Q(status=Status.CANCELLED) & (Q(cancelled_at=None) | Q(packed__gt=0)))
        | (Q(ratified_at__isnull=False) & ~Q(status=Status.CLOSED, approved_at=None))
        | (~begun & Q(last_receipt__gt=0))
    )


def events_with_gaps_in_receipts() -> list[int]:
    """Receipts of an event are 1, 2, 3 ...; a voided one keeps its number."""
    numbers = (
        Handover.objects.order_by()
        .values("distribution")
        .annotate(first=Min("number"), last=Max("number"), count=Count("pk"))
    )
    return [
        row["distribution"] for row in numbers if (row["first"], row["last"]) != (1, row["count"])
    ]


def handovers_outside_their_event() -> QuerySet[Handover]:
    """Hand-overs recorded before their event was opened or after it closed, or of another event's
    entitlement.
    """
    after = Q(distribution__status=Status.CLOSED, recorded_at__gt=F("distribution__closed_at"))
    astray = (
        ~Q(entitlement__distribution=F("distribution"))
        | ~Q(entitlement__family=F("family"))
        | ~Q(purpose=F("distribution__purpose"))
    )
    return Handover.objects.given().filter(
        Q(recorded_at__lt=F("distribution__opened_at")) | after | astray
    )


def handovers_with_a_wrong_window() -> list[int]:
    real = (
        Handover.objects.live()
        .filter(distribution__is_rehearsal=False)
        .select_related("distribution__facility")
    )
    return [fact.pk for fact in real if not _window_fits(fact)]


def _window_fits(fact: Handover) -> bool:
    window, event = fact.served_window, fact.distribution
    if window is None or window.lower is None or window.upper is None:
        return False
    # What a desk wrote on paper counts on its own day; an override shrinks the window to that day.
    days = {event.facility.local_day(moment) for moment in (fact.recorded_at, fact.handed_over_at)}
    return (window.upper - window.lower).days in (1, event.minimum_days) and any(
        (window.upper - day).days == 1 for day in days
    )


def handovers_too_soon() -> QuerySet[Handover]:
    own = (OuterRef(name) for name in ("purpose", "served_window", "served_window__endswith"))
    others = Handover.objects.live().filter(conditions.in_the_way(*own), family=OuterRef("family"))
    return Handover.objects.live().filter(Exists(others.exclude(pk=OuterRef("pk"))))


def entitlements_served_twice() -> QuerySet[Entitlement]:
    live = Count("handovers", filter=conditions.live("handovers__"))
    return Entitlement.objects.alias(live=live).filter(live__gt=1)


def entitlements_served_without_right() -> QuerySet[Entitlement]:
    counted = Handover.objects.live().filter(entitlement=OuterRef("pk"))
    return Entitlement.objects.filter(Exists(counted)).exclude(conditions.entitled())


def movements_unlike_their_lots() -> set[int]:
    """A real run is packed out of lots, what comes back of it went into it, and a rehearsal moves
    no stock.
    """
    rehearsal = Q(distribution__is_rehearsal=True)
    runs = PackageMovement.objects.alias(lots=Count("packed_lots"))
    stray = runs.filter((rehearsal & Q(lots__gt=0)) | (~rehearsal & Q(lots=0, kind=Kind.PACKED)))
    out = Q(package_movement__kind=Kind.PACKED, stock_movement__quantity__lt=0)
    back = Q(
        stock_movement__unpacks__packed_lot__package_movement=F("package_movement__unpacks"),
        stock_movement__quantity__gt=0,
    )
    misfits = PackedLot.objects.exclude(
        Q(stock_movement__kind=StockMovement.Kind.PACKED) & (out | back)
    )
    return {
        *stray.values_list("pk", flat=True),
        *misfits.values_list("package_movement", flat=True),
    }


def runs_with_a_wrong_rest() -> list[int]:
    """Of every commodity in a run, as large a part must still be packed as of its packages; to the
    last unit at the end.
    """
    came_back: dict[int, list[int]] = defaultdict(list)
    apart = PackageMovement.objects.exclude(unpacks=None)
    for run, packages in apart.values_list("unpacks", "packages"):
        came_back[run].append(packages)
    rows = PackedLot.objects.filter(package_movement__kind=Kind.PACKED)
    lots = rows.annotate(
        back=Sum("stock_movement__unpackings__quantity", default=Decimal(0))
    ).values_list(
        "package_movement",
        "package_movement__packages",
        "stock_movement__harvest__commodity",
        "stock_movement__harvest__unit",
        "stock_movement__quantity",
        "back",
    )
    went, returned = Counter(), Counter()
    for *kind, quantity, back in lots:
        went[*kind] -= quantity
        returned[*kind] += back
    wrong = {
        run
        for kind in went
        for run, packages, _what, unit in [kind]
        if not _rest_fits(packages, came_back[run], went[kind], returned[kind], unit)
    }
    runs = PackageMovement.objects.alias(back=Sum("unpackings__packages"))
    return sorted(wrong.union(runs.filter(back__gt=F("packages")).values_list("pk", flat=True)))


def _rest_fits(
    packages: int, came_back: list[int], units: Decimal, back: Decimal, unit: str
) -> bool:
    left = packages - sum(came_back)
    # Each time some come back, their share is rounded to the smallest unit; the last ones take what
    # is left. What is counted in whole units and went in as such comes back in whole units.
    step = max(STEP * len(came_back), step_of(unit) / 2 if units == int(units) else 0)
    tolerance = step * packages if left and came_back else 0
    return abs((units - back) * packages - units * left) <= tolerance


def packings_of_no_event() -> QuerySet[StockMovement]:
    return StockMovement.objects.filter(kind=StockMovement.Kind.PACKED, packed_lot=None)


def entitlements_without_number_or_snapshot() -> QuerySet[Entitlement]:
    approved = Entitlement.objects.standing().filter(distribution__status__in=ACTED_ON)
    return approved.filter(Q(number=None) | Q(snapshot={}, family__erased_at=None))


def events_with_disordered_numbers() -> list[int]:
    """Numbers are 1, 2, 3 ...: the list by the alphabet, then its reserves, then who walked in."""
    rows = (
        Entitlement.objects.exclude(number=None)
        .filter(distribution__status__in=ACTED_ON)
        .order_by("distribution", "number")
    )
    rows = rows.values_list("distribution", "number", _numbered_as(), "snapshot__family")
    return [
        event
        for event, listed in groupby(rows.iterator(), key=lambda row: row[0])
        if not _in_order(list(listed))
    ]


def _numbered_as() -> Case:
    """The source of a row; who was added to an approved list is numbered as whoever walks in."""
    later = When(added_at__isnull=False, then=Value(Source.WALK_IN))
    return Case(later, default=F("source"))


def _in_order(listed: list[tuple[int, int, str, str | None]]) -> bool:
    parts = (Source.LIST, Source.RESERVE, Source.WALK_IN)
    # Walk-ins are numbered as they come; an erased family has no name left to compare.
    keys = [
        (parts.index(source), alphabet(name or "") if source != Source.WALK_IN else "")
        for _event, _number, source, name in listed
    ]
    named = [key for key, (*_rest, name) in zip(keys, listed, strict=True) if name]
    return [number for _event, number, *_rest in listed] == list(
        range(1, len(listed) + 1)
    ) and named == sorted(named)


def entitlements_against_the_rule() -> QuerySet[Entitlement]:
    by_rule = Q(override_at=None, one_per_inmate=F("distribution__one_per_inmate"))
    mistaken = ~(by_rule | Q(override_at__isnull=False, one_per_inmate=False))
    others = Entitlement.objects.standing().filter(
        distribution=OuterRef("distribution"), inmate=OuterRef("inmate"), override_at=None
    )
    bound = conditions.standing() & Q(distribution__one_per_inmate=True, override_at=None)
    second = bound & Exists(others.exclude(pk=OuterRef("pk")))
    return Entitlement.objects.filter(mistaken | second)


def coupons_out_of_order() -> set[int]:
    second = Coupon.objects.live().filter(
        entitlement=OuterRef("entitlement"), pk__lt=OuterRef("pk")
    )
    doubled = Coupon.objects.live().filter(Exists(second)).values_list("pk", flat=True)
    return {
        *doubled,
        *(pk for pk, code in Coupon.objects.values_list("pk", "code") if not is_code(code)),
    }


def figures() -> dict[str, int]:
    """How much was looked at."""
    return {
        "distributions": Distribution.objects.count(),
        "package_items": PackageItem.objects.count(),
        "package_movements": PackageMovement.objects.count(),
        "packed_lots": PackedLot.objects.count(),
        "entitlements": Entitlement.objects.count(),
        "coupons": Coupon.objects.count(),
        "handovers": Handover.objects.count(),
        "desk_attempts": DeskAttempt.objects.count(),
        "issued_documents": IssuedDocument.objects.count(),
    }
