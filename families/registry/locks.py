"""The one way into a row that people edit: locked first, and with the word to a second editor that
he is late.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from families.models import Family, FamilyMember, Inmate, RegisterNumber
from rutan import editing
from rutan.models import Facility, User

Row = TypeVar("Row", Family, FamilyMember, Inmate, RegisterNumber)


def lock(family: Family) -> Family:
    """The family as it stands, locked until the transaction ends."""
    return (
        Family.objects.select_for_update(no_key=True, of=("self",))
        .select_related("facility", "area")
        .get(pk=family.pk)
    )


def refuse_stale(row: Row, changes: dict[str, Any]) -> Row:
    """Raise Stale, unless the row says already what the late editor wants: then it is a repeated
    click.
    """
    if editing.difference(row, changes):
        raise editing.Stale(row)
    return row


def one_at_a_time(facility: Facility) -> None:
    """Make those who register here wait for each other: there is no row to lock yet, and each must
    see what the other made.
    """
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)


def lock_all(families: Iterable[Family]) -> dict[int, Family]:
    """Several families by ascending id, which keeps two such acts from waiting for each other."""
    ids = sorted({family.pk for family in families})
    rows = (
        Family.objects.select_for_update(no_key=True, of=("self",))
        .select_related("facility")
        .order_by("pk")
    )
    return {row.pk: row for row in rows.filter(pk__in=ids)}


def raise_version(family: Family, *, by: User) -> None:
    """Make the pages old that were rendered before this edit. Additions do not: they take nothing
    away from who is typing.
    """
    family.version += 1
    editing.save(family, ["version"], by=by)
