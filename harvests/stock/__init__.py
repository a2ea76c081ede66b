"""The acts on a lot: recorded, used, put back, mended, counted, sold."""

from harvests.stock.intake import Line, line_key, record
from harvests.stock.mending import UNDO_MINUTES, correct, count, refuse_as_intake, reverse, undo
from harvests.stock.money import deposit, price, refuse_used_reference
from harvests.stock.refusals import BelongsToPackages, NotEnough, NotThereYet
from harvests.stock.uses import finish, put_back, refuse_more_than_is_there, take

__all__ = [
    "UNDO_MINUTES",
    "BelongsToPackages",
    "Line",
    "NotEnough",
    "NotThereYet",
    "correct",
    "count",
    "deposit",
    "finish",
    "line_key",
    "price",
    "put_back",
    "record",
    "refuse_as_intake",
    "refuse_more_than_is_there",
    "refuse_used_reference",
    "reverse",
    "take",
    "undo",
]
