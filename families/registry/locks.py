"""The one way into a family that people edit: locked first."""

from collections.abc import Iterable

from families.models import Family
from rutan.models import Facility


def lock(family: Family) -> Family:
    """The family as it stands, locked until the transaction ends."""
    return (
        Family.objects.select_for_update(no_key=True, of=("self",))
        .select_related("facility", "area")
        .get(pk=family.pk)
    )


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
