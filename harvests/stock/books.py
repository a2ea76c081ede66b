"""The lot's books: locked in one order, never below zero on any day, and written once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from harvests.models import Harvest, StockMovement
from harvests.stock.refusals import NotThereYet
from harvests.weights import Weighing, on_hand
from rutan import audit
from rutan.refusals import refused_by


def locked(pks: Iterable[int]) -> dict[int, Harvest]:
    """Lot id -> the lot as it is now, locked in ascending order."""
    return Harvest.objects.locked().select_related("facility").in_bulk(set(pks))


def lock(lot: Harvest) -> Harvest:
    return locked([lot.pk])[lot.pk]


def day_here(lot: Harvest, at: dt.datetime | None) -> dt.date:
    # A prison that was moved to a time zone further west may still live on the day before a lot's
    # own.
    return max(lot.facility.local_day(at), lot.harvested_on)


def not_before_harvest(lot: Harvest, on: dt.date) -> None:
    # A month's opening stock would go below zero.
    if on < lot.harvested_on:
        raise refused_by("a_movement_follows_its_harvest")


def _not_below_zero_since(movements: list[StockMovement]) -> None:
    """Refuse what a locked lot did not hold on the movements' own day and on every day since: a
    month would close below zero.

    What it holds by now is looked at by the verbs, and by the database.
    """
    leaving: dict[int, Weighing] = defaultdict(Weighing)
    for row in movements:
        leaving[row.harvest_id] = leaving[row.harvest_id].less(row)
    lots = {row.harvest_id: row.harvest for row in movements}
    held = {pk: on_hand(lot) for pk, lot in lots.items()}
    first = min(row.occurred_on for row in movements)
    since = StockMovement.objects.filter(harvest__in=lots, occurred_on__gt=first)
    for pk, day, *moved in since.moved_by_day():
        held[pk] = there = held[pk].less(Weighing(*moved))
        leaves = leaving[pk]
        # What comes back is never refused, not even into a day that older books left below zero.
        if leaves.quantity > max(there.quantity, 0) or leaves.grams > max(there.grams, 0):
            raise NotThereYet(lots[pk], leaves, there, day)


def write(
    movements: list[StockMovement], *, verb: str, at: dt.datetime | None
) -> list[StockMovement]:
    _not_below_zero_since(movements)
    for movement in movements:
        movement.recorded_at = at or timezone.now()
    StockMovement.objects.bulk_create(movements)
    _account_for(movements, verb)
    return movements


def _account_for(movements: list[StockMovement], verb: str) -> None:
    for movement in movements:
        facts = {"movement": movement.pk, "kind": movement.kind, "grams": movement.grams}
        audit.record(by=movement.recorded_by, verb=verb, thing=movement.harvest, **facts)
