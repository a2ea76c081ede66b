"""Where a lot of the demo goes: the kitchen first, some sold, a little for the staff, and what
wilts.
"""

import random
from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

from distributions.demo.crops import FRI, THU, TUE
from harvests.models import Group, Harvest, StockMovement, Unit

Kind, Reason = StockMovement.Kind, StockMovement.Reason
Use = tuple[str, str]
KITCHEN, SALE, STAFF = (Kind.KITCHEN, ""), (Kind.SALE, ""), (Kind.STAFF, "")
WILTED, ROTTEN, SHRINKAGE = (
    (Kind.LOSS, Reason.WILTED),
    (Kind.LOSS, Reason.ROTTEN),
    (Kind.LOSS, Reason.SHRINKAGE),
)
TENTH = Decimal("0.1")
# After so many days the kitchen takes all eggs of a lot.
OLD_EGGS = 12


def shares_of(lot: Harvest, age: int, weekday: int, dice: random.Random) -> dict[Use, Decimal]:
    """Of what a lot has left after ``age`` days: use -> quantity in its unit, never more than there
    is.
    """
    group = lot.commodity.group
    if group == Group.EGG:
        wanted = {KITCHEN: 1.0} if age >= OLD_EGGS else {}
    elif group in (Group.LEAF_VEGETABLE, Group.FISH):
        wanted = _fresh(age, group, weekday, dice)
    else:
        wanted = _fruit(age, weekday, dice)
    return _whole_units(lot, wanted)


def _fresh(age: int, group: str, weekday: int, dice: random.Random) -> dict[Use, float]:
    if age >= 1:
        return {
            KITCHEN: 1 - dice.choice((0, 0, 0, 0.1)),
            WILTED if group == Group.LEAF_VEGETABLE else ROTTEN: 1.0,
        }
    # The trader comes on Fridays; of fish something is always sold.
    sold = dice.uniform(0.3, 0.5) if weekday == FRI or group == Group.FISH else 0
    # Half of the days, and on every Friday, the kitchen takes all that is left.
    rest = 1.0 if weekday == FRI else dice.choice((1.0, 0.7))
    return {SALE: sold, STAFF: dice.choice((0, 0, 0.1)), KITCHEN: rest}


def _fruit(age: int, weekday: int, dice: random.Random) -> dict[Use, float]:
    if age >= 5:
        return {KITCHEN: 0.96, SHRINKAGE: 1.0}
    if weekday == FRI:
        return {
            KITCHEN: dice.uniform(0.3, 0.45),
            SALE: dice.choice((0, 0.25)),
            STAFF: dice.choice((0, 0, 0.1)),
        }
    return {}


def eggs_on(weekday: int) -> dict[Use, int]:
    return {TUE: {KITCHEN: 60}, THU: {STAFF: 30}, FRI: {KITCHEN: 60, SALE: 90}}.get(weekday, {})


def oldest_first(lots: Sequence[Harvest], quantity: int) -> list[tuple[Harvest, Decimal]]:
    """So many units from the lots, oldest first."""
    found, missing = [], Decimal(quantity)
    for lot in lots:
        # What two uses of one day want of a lot together must not be more than it has.
        taken = min((lot.on_hand_quantity / 2).to_integral_value(ROUND_DOWN), missing)
        if taken > 0:
            found.append((lot, taken))
            missing -= taken
    return found


def _whole_units(lot: Harvest, wanted: dict[Use, float]) -> dict[Use, Decimal]:
    """Shares as units that can be counted out; a share of 1 is all that those before it leave."""
    step, rest, found = TENTH if lot.unit == Unit.KG else Decimal(1), lot.on_hand_quantity, {}
    for use, share in wanted.items():
        quantity = (
            rest
            if share == 1.0
            else min((lot.on_hand_quantity * Decimal(share)).quantize(step), rest)
        )
        if quantity > 0:
            found[use] = quantity
            rest -= quantity
    return found
