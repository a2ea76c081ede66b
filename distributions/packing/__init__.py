"""From lots to packages and back: pack, harvest and pack, take left-overs back."""

from distributions.packing.back import (
    STEP,
    Destination,
    packages_of,
    take_back,
    with_destination,
)
from distributions.packing.contents import Content, Shortage, StockTooShort, free_lots
from distributions.packing.fresh import FreshLine, harvest_and_pack, second_looks
from distributions.packing.runs import pack

__all__ = [
    "STEP",
    "Content",
    "Destination",
    "FreshLine",
    "Shortage",
    "StockTooShort",
    "free_lots",
    "harvest_and_pack",
    "pack",
    "packages_of",
    "second_looks",
    "take_back",
    "with_destination",
]
