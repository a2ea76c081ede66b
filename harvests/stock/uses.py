"""What leaves a lot and what comes back from packages; figures are looked at under the lot's
lock.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from uuid import UUID, uuid5

from django.db.models import Sum

from harvests.models import Harvest, StockMovement
from harvests.stock.books import lock, locked, not_before_harvest, write
from harvests.stock.refusals import NotEnough
from harvests.weights import Weighing, rounded, weighings_of, weight_of
from rutan.models import User
from rutan.once import made_before
from rutan.refusals import refused_by_database

Kind = StockMovement.Kind


@dataclass(frozen=True)
class Use:
    """What a use says of itself, whatever it takes: the columns of its movements.

    ``amount`` (rupiah) is of a sale from one lot.
    """

    kind: str
    occurred_on: dt.date
    reason: str = ""
    note: str = ""
    buyer: str = ""
    receiver: str = ""
    amount: int | None = None

    def of(self, lot: Harvest, *, by: User, client_id: UUID) -> StockMovement:
        """The movement, still without its figures."""
        row = {"harvest": lot, "recorded_by": by, "client_id": client_id}
        return StockMovement(**vars(self), **row)


_SAYS = ("harvest", *(column.name for column in fields(Use)))


def take(
    *,
    lots: Sequence[tuple[Harvest, Decimal]],
    use: Use,
    by: User,
    client_id: UUID,
    at: dt.datetime | None = None,
) -> list[StockMovement]:
    """Take quantities, each in its lot's unit, out of lots; the same form sent again returns the
    rows it made.

    Grams follow the lot's own weight with cumulative rounding: the last unit takes the last gram.
    Raises NotEnough, or Refused by a constraint (a loss without reason, a gift without receiver
    ...).
    """
    asked: Counter[int] = Counter()
    for lot, quantity in lots:
        asked[lot.pk] += quantity
    if use.amount is not None and len(asked) > 1:
        raise ValueError("A price belongs to a sale from one lot.")
    with refused_by_database():
        wanted = []
        for pk, lot in locked(asked).items():
            movement = use.of(lot, by=by, client_id=uuid5(client_id, str(pk)))
            movement.quantity = -asked[pk]
            wanted.append(movement)
        made = made_before(wanted, by=by, says=(*_SAYS, "quantity"))
        return made or _take(wanted, verb="take_stock", at=at)


def finish(
    *, lot: Harvest, use: Use, by: User, client_id: UUID, at: dt.datetime | None = None
) -> StockMovement:
    """Take all that a lot has left, however much that is by now; otherwise like ``take``."""
    with refused_by_database():
        lot = lock(lot)
        # Another key than take's: "Habiskan sisa" on a page gone back to is not the use that was
        # saved from it.
        movement = use.of(lot, by=by, client_id=uuid5(client_id, f"finish {lot.pk}"))
        if made := made_before([movement], by=by, says=_SAYS):
            return made[0]
        movement.quantity = -lot.on_hand_quantity
        return _take([movement], verb="finish_lot", at=at)[0]


def refuse_more_than_is_there(lot: Harvest, quantity: Decimal) -> None:
    """Raise NotEnough where a lot does not hold so much."""
    if not 0 < quantity <= lot.on_hand_quantity:
        raise NotEnough(lot, quantity, lot.on_hand_quantity)


def _take(wanted: list[StockMovement], *, verb: str, at: dt.datetime | None) -> list[StockMovement]:
    """Write movements out of locked lots, after looking that each has enough."""
    for movement in wanted:
        refuse_more_than_is_there(movement.harvest, -movement.quantity)
        not_before_harvest(movement.harvest, movement.occurred_on)
    weighings = weighings_of(movement.harvest for movement in wanted)
    for movement in wanted:
        movement.grams = -weight_of(movement.harvest, -movement.quantity, weighings)
    return write(wanted, verb=verb, at=at)


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
        use = Use(Kind.PACKED, on, note=note)
        row = use.of(lot, by=by, client_id=uuid5(client_id, f"unpack {movement.pk}"))
        row.unpacks, row.quantity = movement, quantity
        if made := made_before([row], by=by, says=(*_SAYS, "unpacks", "quantity")):
            return made[0]
        back = movement.unpackings.aggregate(
            quantity=Sum("quantity", default=Decimal(0)), grams=Sum("grams", default=0)
        )
        out = Weighing().less(movement).less(Weighing(**back))
        if not 0 < quantity <= out.quantity:
            raise NotEnough(lot, quantity, out.quantity)
        stays = rounded(-movement.grams, out.quantity - quantity, -movement.quantity)
        row.grams = out.grams - stays
        return write([row], verb="put_back_stock", at=at)[0]
