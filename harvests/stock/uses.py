"""What leaves a lot and what comes back from packages; figures are looked at under the lot's
lock.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Sum
from django.db.models.functions import Coalesce

from harvests.models import Harvest, StockMovement
from harvests.stock.books import lock, locked, made_before, not_before_harvest, write
from harvests.stock.refusals import NotEnough
from harvests.weights import rounded, weighings_of, weight_of
from rutan.models import User
from rutan.refusals import refused_by_database

Kind = StockMovement.Kind


def take(
    *,
    lots: Sequence[tuple[Harvest, Decimal]],
    kind: str,
    on: dt.date,
    by: User,
    client_id: UUID,
    at: dt.datetime | None = None,
    reason: str = "",
    note: str = "",
    buyer: str = "",
    receiver: str = "",
    amount: int | None = None,
) -> list[StockMovement]:
    """Take quantities, each in its lot's unit, out of lots; the same form sent again returns the
    rows it made.

    Grams follow the lot's own weight with cumulative rounding: the last unit takes the last gram.
    ``amount`` (rupiah) is of a sale from one lot. Raises NotEnough, or Refused by a constraint (a
    loss without reason, a gift without receiver ...).
    """
    asked: dict[int, Decimal] = {}
    for lot, quantity in lots:
        asked[lot.pk] = asked.get(lot.pk, Decimal(0)) + quantity
    if amount is not None and len(asked) > 1:
        raise ValueError("A price belongs to a sale from one lot.")
    facts = _facts(kind, on, by, reason, note, buyer, receiver, amount)
    with refused_by_database():
        held = locked(asked)
        wanted = [
            facts | {"client_id": uuid5(client_id, str(pk)), "harvest": lot, "quantity": -asked[pk]}
            for pk, lot in held.items()
        ]
        return made_before(wanted, by=by) or _take(wanted, verb="take_stock", at=at)


def finish(
    *,
    lot: Harvest,
    kind: str,
    on: dt.date,
    by: User,
    client_id: UUID,
    at: dt.datetime | None = None,
    reason: str = "",
    note: str = "",
    buyer: str = "",
    receiver: str = "",
    amount: int | None = None,
) -> StockMovement:
    """Take all that a lot has left, however much that is by now; otherwise like ``take``."""
    facts = _facts(kind, on, by, reason, note, buyer, receiver, amount)
    with refused_by_database():
        lot = lock(lot)
        # Another key than take's: "Habiskan sisa" on a page gone back to is not the use that was
        # saved from it.
        facts |= {"client_id": uuid5(client_id, f"finish {lot.pk}"), "harvest": lot}
        made = made_before([facts], by=by)
        return (
            made or _take([facts | {"quantity": -lot.on_hand_quantity}], verb="finish_lot", at=at)
        )[0]


def _facts(
    kind: str,
    on: dt.date,
    by: User,
    reason: str,
    note: str,
    buyer: str,
    receiver: str,
    amount: int | None,
) -> dict[str, Any]:
    """What a use says of itself, whatever it takes."""
    whose = {"buyer": buyer, "receiver": receiver, "amount": amount}
    return {"kind": kind, "occurred_on": on, "recorded_by": by, "reason": reason, "note": note} | (
        whose
    )


def refuse_more_than_is_there(lot: Harvest, quantity: Decimal) -> None:
    """Raise NotEnough where a lot does not hold so much."""
    if not 0 < quantity <= lot.on_hand_quantity:
        raise NotEnough(lot, quantity, lot.on_hand_quantity)


def _take(
    wanted: list[dict[str, Any]], *, verb: str, at: dt.datetime | None
) -> list[StockMovement]:
    """Write movements out of locked lots, after looking that each has enough."""
    for row in wanted:
        lot, quantity = row["harvest"], -row["quantity"]
        refuse_more_than_is_there(lot, quantity)
        not_before_harvest(lot, row["occurred_on"])
    weighings = weighings_of(row["harvest"] for row in wanted)
    return write(
        [
            row | {"grams": -weight_of(row["harvest"], -row["quantity"], weighings)}
            for row in wanted
        ],
        verb=verb,
        at=at,
    )


def put_back(
    *,
    movement: StockMovement,
    quantity: Decimal,
    on: dt.date,
    by: User,
    client_id: UUID,
    note: str,
    at: dt.datetime | None = None,
) -> StockMovement:
    """Unpack: return ``quantity`` units of a packing into its lot, never more than it still has
    out.

    Grams are that packing's own, in proportion; all units bring all grams. What is too light to
    show, as one package's share of a single chilli, comes back without a gram: it must never hold
    up an event. Raises NotEnough.
    """
    with refused_by_database():
        lot = lock(movement.harvest)
        row = {
            "client_id": uuid5(client_id, f"unpack {movement.pk}"),
            "harvest": lot,
            "unpacks": movement,
            "quantity": quantity,
        }
        row |= {"kind": Kind.PACKED, "occurred_on": on, "recorded_by": by, "note": note}
        if made := made_before([row], by=by):
            return made[0]
        back = movement.unpackings.aggregate(
            quantity=Coalesce(Sum("quantity"), Decimal(0)), grams=Coalesce(Sum("grams"), 0)
        )
        out, grams_out = -movement.quantity - back["quantity"], -movement.grams - back["grams"]
        if not 0 < quantity <= out:
            raise NotEnough(lot, quantity, out)
        grams = grams_out - rounded(-movement.grams, out - quantity, -movement.quantity)
        return write([row | {"grams": grams}], verb="put_back_stock", at=at)[0]
