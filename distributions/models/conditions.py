"""What a right and a hand-over are, as conditions: of their own rows, or through a relation that
leads to them (``standing(RIGHTS)`` of an event).
"""

from typing import Any

from django.db.models import Q

# From an event to its rights.
RIGHTS = "entitlements__"
PARTS = ("listed", "reserves", "walk_ins", "withdrawn", "out_of_turn", "untold", "added")


def standing(through: str = "") -> Q:
    """As ``Entitlement.is_standing``."""
    approved = Q(**{f"{through}added_at": None}) | Q(**{f"{through}approved_at__isnull": False})
    return Q(**{f"{through}withdrawn_at": None}) & approved


def awaiting(through: str = "") -> Q:
    """As ``Entitlement.awaits_approval``."""
    names = ("withdrawn_at", "approved_at")
    return Q(**{f"{through}{name}": None for name in names}) & Q(
        **{f"{through}added_at__isnull": False}
    )


def reserve(through: str = "") -> Q:
    """As ``Entitlement.is_reserve``."""
    return standing(through) & _unpromoted(through)


def entitled(through: str = "") -> Q:
    """On the list, walked in, or promoted from the reserves."""
    return standing(through) & ~_unpromoted(through)


def to_be_told(through: str = "") -> Q:
    """Entitled before anybody came; whoever walks in knows."""
    return entitled(through) & ~Q(**{f"{through}source": "walk_in"})


def _unpromoted(through: str) -> Q:
    return Q(**{f"{through}source": "reserve", f"{through}promoted_at": None})


def parts_of_a_list() -> dict[str, Q]:
    """Of which rights each count of an event's list is; ``out_of_turn`` are the reserves that were
    promoted so, ``untold`` whom nobody told yet, ``added`` who waits for the head.
    """
    walk_in = Q(source="walk_in")
    parts = (
        to_be_told(),
        reserve(),
        standing() & walk_in,
        Q(withdrawn_at__isnull=False),
        standing() & ~Q(promoted_reason=""),
        to_be_told() & Q(notified_at=None),
        awaiting(),
    )
    return dict(zip(PARTS, parts, strict=True))


def live(through: str = "") -> Q:
    """Of a hand-over that counts: not voided, and no second package under an exception."""
    return Q(**{f"{through}voided_at": None, f"{through}exception": ""})


def given(through: str = "") -> Q:
    """Of a hand-over that somebody wrote down and nobody voided: the family has its package."""
    return Q(**{f"{through}voided_at": None})


def accepted(through: str = "") -> Q:
    """Of an exception that was accepted with a reason: the package is out all the same."""
    return Q(**{f"{through}settled_at__isnull": False})


def out(through: str = "") -> Q:
    """Of a package that is out for good."""
    return live(through) | accepted(through)


def unexplained(through: str = "") -> Q:
    """Of an exception that is neither voided nor accepted yet."""
    return given(through) & ~Q(**{f"{through}exception": ""}) & ~accepted(through)


def in_the_way(purpose: Any, window: Any, after: Any) -> Q:
    """Of a family's hand-over that leaves no room for another with this window, ``after`` which its
    day is over: within the interval of one purpose, and on one day whatever for.
    """
    return Q(purpose=purpose, served_window__overlap=window) | Q(served_window__endswith=after)
