"""What a desk wrote on its signed sheet while the screens were dark, copied afterwards by the list
numbers.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from distributions import desk, outcomes, search
from distributions.models import Distribution, Entitlement, Handover
from families.models import Relationship
from rutan.models import User


@dataclass(frozen=True)
class Line:
    """One signed line: its place on the sheet, the list number, and who signed, where it was nobody
    on file. ``happened``: a rule speaks against it, and the package was given all the same.
    """

    line: int
    number: int
    client_id: UUID
    name: str = ""
    happened: bool = False


# The desk of what was driven to families who could not come.
HOME = "Antar ke rumah"

# What is told of an hour on a sheet that is still to come.
TO_COME = _("Jam ini belum lewat. Periksa hari dan jamnya.")

# What became of each line, in their order.
Answers = list[desk.Served | outcomes.DeskRefusal]


def copy(
    *,
    distribution: Distribution,
    lines: Iterable[Line],
    place: str,
    method: str,
    handed_over_at: dt.datetime,
    by: User,
    at: dt.datetime | None = None,
) -> Answers:
    """Store the lines of one sheet, each by itself: a refused one holds up none of the others.

    ``place`` is the desk whose sheet it is, ``method`` how people were known where the counter did
    not see them, ``handed_over_at`` the moment that stands for the block. The same keys again are
    the same hand-overs. Raises NotOpen.
    """
    at = at or timezone.now()
    if not distribution.is_open:
        raise outcomes.NotOpen(distribution, at)
    orders = {
        "desk": place,
        "verified_by_method": method,
        "handed_over_at": handed_over_at,
    }
    return [_copied(distribution, line, orders, by, at) for line in lines]


def _copied(
    distribution: Distribution, line: Line, facts: dict, by: User, at: dt.datetime
) -> desk.Served | outcomes.DeskRefusal:
    try:
        row = _numbered(distribution, line.number)
        order = desk.Order(
            collector=_collector(distribution, row, line.name),
            client_id=line.client_id,
            paper_line=line.line,
            happened=line.happened,
            **facts | _seen(row),
        )
        whose = {"distribution": distribution, "entitlement_id": row.pk}
        return desk.store(**whose, order=order, by=by, at=at)
    except outcomes.DeskRefusal as refusal:
        return refusal


def _numbered(distribution: Distribution, number: int) -> Entitlement:
    """Raises NoSuchNumber."""
    rows = Entitlement.objects.on(distribution)
    found = rows.filter(number=number).select_related("family", "inmate").first()
    if found is None:
        last = rows.aggregate(last=Max("number"))["last"] or 0
        raise outcomes.NoSuchNumber(number, last)
    return found


def _seen(row: Entitlement) -> dict[str, str]:
    """How the collector was known at the counter, which counts before what is said of the sheet."""
    return {"verified_by_method": row.arrived_method} if row.arrived_method else {}


def _collector(distribution: Distribution, row: Entitlement, name: str) -> desk.Collector:
    """Who signed: a name on the sheet, else who was seen at the counter, else the family's own."""
    if name:
        return desk.Collector(name, Relationship.OTHER)
    if row.seen_at_arrival:
        member = row.arrived_collector
        return desk.Collector(row.arrived_name, row.arrived_relationship, member)
    card = search.Card(distribution, row.family, row)
    row.family.collectors = list(row.family.members.who_may_collect())
    if member := card.named_after or next(iter(row.family.collectors), None):
        return desk.Collector("", "", member)
    return desk.Collector(row.family.name, row.snapshot.get("relationship") or Relationship.OTHER)


def written(distribution: Distribution, place: str) -> int:
    """How many packages stand on the screen for a desk, copied or typed at once: what its sheet
    must say.
    """
    return Handover.objects.given().filter(distribution=distribution, desk=place).count()


def skipped(lines: Sequence[object]) -> list[int]:
    """The places of empty lines before the last filled one, which somebody passed over."""
    filled = [place for place, line in enumerate(lines) if line]
    return [place for place in range(max(filled, default=0)) if not lines[place]]
