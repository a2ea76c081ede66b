"""Events and their lists, up to approval, opening and ratification."""

from distributions.planning.contents import Possible, Supply, free_stock, possible_packages, set_items
from distributions.planning.event import (
    AlreadyPacked,
    NothingPacked,
    OrderMissing,
    Plan,
    Prefill,
    back_to_draft,
    cancel,
    copy_last,
    create,
    edit,
    open_event,
    open_today,
)
from distributions.planning.steps import WrongStep, locked

__all__ = [
    "AlreadyPacked",
    "NothingPacked",
    "OrderMissing",
    "Plan",
    "Possible",
    "Prefill",
    "Supply",
    "WrongStep",
    "back_to_draft",
    "cancel",
    "copy_last",
    "create",
    "edit",
    "free_stock",
    "locked",
    "open_event",
    "open_today",
    "possible_packages",
    "set_items",
]
