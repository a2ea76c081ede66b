"""What must hold of every lot on the live database: balances, reversals, unpacking, deposits, and
months that add up.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.core.checks import Error, register
from django.db.models import F, Max, Min, Q, Sum, Window

from harvests.models import (
    UNITS_LIE_WITH_GRAMS,
    Commodity,
    Deposit,
    Harvest,
    Planting,
    ProductionSite,
    StockMovement,
)
from harvests.reports import stock_report
from rutan.days import months_between
from rutan.models import Facility

# Registered as deployment checks: the ordinary ones run before every command, migrate's first
# tables included.
selfcheck = register("selfcheck", deploy=True)


def _few(rows) -> str:
    return ", ".join(str(pk) for pk in list(rows.values_list("pk", flat=True)[:10]))


def unbalanced_lots():
    """Lots whose stock on hand is not intake plus movements, in units or in grams."""
    lots = Harvest.objects.annotate(
        moved=Sum("movements__quantity", default=Decimal(0)),
        moved_grams=Sum("movements__grams", default=0),
    )
    return lots.exclude(
        on_hand_quantity=F("quantity") + F("moved"), on_hand_grams=F("grams") + F("moved_grams")
    ).order_by("pk")


def impossible_lots():
    """Lots below zero, or with units and no grams, or grams and no units."""
    return Harvest.objects.exclude(UNITS_LIE_WITH_GRAMS).order_by("pk")


def inexact_reversals():
    """Reversals that are not the exact opposite, of the same kind, of another movement of their
    lot.
    """
    exact = Q(harvest=F("reverses__harvest"), kind=F("reverses__kind"), reverses__reverses=None)
    sums = Q(quantity=-F("reverses__quantity"), grams=-F("reverses__grams"))
    return StockMovement.objects.exclude(reverses=None).exclude(exact & sums).order_by("pk")


def overdone_unpackings():
    """Packings of which more was taken back than was packed."""
    back = StockMovement.objects.filter(unpackings__isnull=False).annotate(
        back=Sum("unpackings__quantity"), back_grams=Sum("unpackings__grams")
    )
    return back.filter(Q(back__gt=-F("quantity")) | Q(back_grams__gt=-F("grams"))).order_by("pk")


def movements_before_harvest():
    """Movements dated before their lot was harvested, which would open a month below zero."""
    return StockMovement.objects.filter(occurred_on__lt=F("harvest__harvested_on")).order_by("pk")


def harvests_unlike_their_planting():
    """Lots whose planting is of another commodity or on another site."""
    alike = Q(commodity=F("planting__commodity"), site=F("planting__site"))
    return Harvest.objects.exclude(planting=None).exclude(alike).order_by("pk")


def losses_of_unknown_reason():
    """Movements with a reason that nobody can choose."""
    return StockMovement.objects.exclude(reason__in=["", *StockMovement.Reason.values]).order_by(
        "pk"
    )


def lots_below_zero_some_day():
    """Lots that at the end of some day had less than nothing, in units or in grams; a month may
    close on it.
    """
    by_day = {"partition_by": "harvest", "order_by": "occurred_on"}
    left = {
        "left": F("harvest__quantity") + Window(Sum("quantity"), **by_day),
        "left_grams": F("harvest__grams") + Window(Sum("grams"), **by_day),
    }
    short = (
        StockMovement.objects.order_by()
        .annotate(**left)
        .filter(Q(left__lt=0) | Q(left_grams__lt=0))
    )
    return Harvest.objects.filter(pk__in=short.values("harvest")).order_by("pk")


def deposits_unlike_their_sales():
    """Deposits of another amount than their sales; a sale that was struck after it was paid still
    counts.
    """
    return (
        Deposit.objects.alias(paid=Sum("sales__amount", default=0))
        .exclude(amount=F("paid"))
        .order_by("pk")
    )


@selfcheck
def every_lot_balances(app_configs, **kwargs):
    for found, what, number in (
        (unbalanced_lots(), "lots differ from their ledger", 1),
        (impossible_lots(), "lots are below zero or have units without grams", 2),
        (inexact_reversals(), "reversals are not the exact opposite of what they strike", 3),
        (overdone_unpackings(), "packings had more taken back than was packed", 4),
        (movements_before_harvest(), "movements are dated before their harvest", 5),
        (deposits_unlike_their_sales(), "deposits have another amount than their sales", 8),
        (lots_below_zero_some_day(), "lots held less than nothing on some day", 9),
        (harvests_unlike_their_planting(), "lots have a planting of another commodity or site", 10),
        (losses_of_unknown_reason(), "movements have a reason that nobody can choose", 11),
    ):
        if count := found.count():
            yield Error(f"{count} {what}: {_few(found)}.", id=f"harvests.E{number:03}")


@selfcheck
def every_month_adds_up(app_configs, **kwargs):
    """Each month closes with what the next one opens, and the last with what is on hand."""
    for facility in Facility.objects.order_by("pk"):
        closing = 0
        for first, last in months_of(facility):
            total = stock_report(facility=facility, first=first, last=last).total
            if total.difference or total.opening != closing:
                yield Error(
                    f"{first:%Y-%m} of facility {facility.pk} does not add up.", id="harvests.E006"
                )
            closing = total.closing
        on_hand = Harvest.objects.filter(facility=facility).aggregate(
            grams=Sum("on_hand_grams", default=0)
        )["grams"]
        if closing != on_hand:
            yield Error(
                f"Facility {facility.pk} has {on_hand} g on hand, its months leave {closing} g.",
                id="harvests.E007",
            )


def months_of(facility: Facility) -> Iterator[tuple[dt.date, dt.date]]:
    """First and last day of every month from the first harvest to the last movement."""
    harvested = Harvest.objects.filter(facility=facility).aggregate(
        first=Min("harvested_on"), last=Max("harvested_on")
    )
    moved = StockMovement.objects.filter(harvest__facility=facility).aggregate(
        last=Max("occurred_on")
    )["last"]
    if harvested["first"] is None:
        return
    yield from months_between(
        harvested["first"], max(harvested["last"], moved or harvested["last"])
    )


def figures() -> dict[str, int]:
    """How much was looked at."""
    return {
        "commodities": Commodity.objects.count(),
        "production_sites": ProductionSite.objects.count(),
        "plantings": Planting.objects.count(),
        "harvests": Harvest.objects.count(),
        "stock_movements": StockMovement.objects.count(),
        "deposits": Deposit.objects.count(),
    }
