"""From lots to packages and back: pack, harvest and pack, take left-overs back."""

from distributions.packing.back import (
    Destination,
    packages_of,
    take_back,
    with_destination,
)
from distributions.packing.contents import (
    STEP,
    Content,
    Shortage,
    StockTooShort,
    as_planned,
    free_lots,
    grams_of,
    step_of,
)
from distributions.packing.fresh import FreshLine, harvest_and_pack, second_looks
from distributions.packing.runs import pack

__all__ = [
    "STEP",
    "Content",
    "Destination",
    "FreshLine",
    "Shortage",
    "StockTooShort",
    "as_planned",
    "free_lots",
    "grams_of",
    "harvest_and_pack",
    "pack",
    "packages_of",
    "second_looks",
    "step_of",
    "take_back",
    "with_destination",
]
