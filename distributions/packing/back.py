"""Packages that come apart again: what was in them goes back to its lots, to the kitchen, or is
lost.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID, uuid5

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from distributions import outcomes
from distributions.models import Distribution, PackageMovement, PackedLot
from distributions.packing.contents import STEP, step_of
from distributions.packing.runs import PACKABLE
from harvests.models import Harvest, StockMovement
from harvests.stock import uses
from rutan import audit, once
from rutan.models import User
from rutan.once import FormUsedBefore
from rutan.refusals import Refused, refused_by_database


class Destination:
    """Where left-over packages go."""

    STOCK, KITCHEN, LOST = "stock", "kitchen", "lost"

    @staticmethod
    def of(kind: str, *, kitchen: bool) -> str:
        """Where the contents of a movement of a kind went; nowhere, while they are packed."""
        if kind == PackageMovement.Kind.PACKED:
            return ""
        if kind == PackageMovement.Kind.LOST:
            return Destination.LOST
        return Destination.KITCHEN if kitchen else Destination.STOCK


# What becomes of goods that do not stay in stock.
_KITCHEN = {"kind": StockMovement.Kind.KITCHEN}
_LOST = {"kind": StockMovement.Kind.LOSS}


def packages_of(run: PackageMovement) -> int:
    """Packages of a run that were neither taken back nor lost."""
    return run.packages - (run.unpackings.aggregate(total=Sum("packages"))["total"] or 0)


def take_back(
    *,
    distribution: Distribution,
    packages: int,
    to: str,
    by: User,
    client_id: UUID,
    reason: str = StockMovement.Reason.WILTED,
    at: dt.datetime | None = None,
) -> list[PackageMovement]:
    """Unpack packages that are on the table, the latest runs first, so that each lot gets back what
    was in them.

    ``to`` is a Destination: the goods stay in stock, go to the kitchen, or are a loss for
    ``reason``. Raises Refused when fewer packages are on the table. The same ``client_id`` again
    changes nothing.
    """
    at = at or timezone.now()
    with refused_by_database():
        event = Distribution.objects.locked().select_related("facility").get(pk=distribution.pk)
        if before := taken_before(event, packages, to, by=by, client_id=client_id):
            return before
        if event.status not in PACKABLE:
            raise outcomes.NotOpen(event)
        if packages > event.packages_left:
            said = _("Sisa paket %(left)s; yang dikembalikan %(n)s.")
            said %= {"left": event.packages_left, "n": packages}
            raise Refused(said, field="packages", status=409)
        _lock_lots_of(event)
        taken = []
        for run in event.package_movements.filter(kind=PackageMovement.Kind.PACKED).order_by("-pk"):
            share = min(packages - sum(row.packages for row in taken), packages_of(run))
            if share > 0:
                row = PackageMovement(
                    distribution=event,
                    kind=_kind_of(to),
                    packages=share,
                    recorded_at=at,
                    recorded_by=by,
                    client_id=uuid5(client_id, str(len(taken))),
                    unpacks=run,
                )
                taken.append(_unpack(row, to, reason))
        audit.record(by=by, verb="take_back", thing=event, packages=packages, to=to)
    return taken


def taken_before(
    distribution: Distribution, packages: int, to: str, *, by: User, client_id: UUID
) -> list[PackageMovement]:
    """What the same form took apart, or nothing. Raises FormUsedBefore where it said something
    else.
    """
    first = PackageMovement(
        client_id=uuid5(client_id, "0"), distribution=distribution, kind=_kind_of(to)
    )
    if not once.made_before([first], by=by, says=("distribution", "kind")):
        return []
    keys = [
        uuid5(client_id, str(number)) for number in range(distribution.package_movements.count())
    ]
    rows = with_destination(distribution.package_movements.filter(client_id__in=keys).with_lots())
    other_way = any(row.to != to for row in rows) and not distribution.is_rehearsal
    if other_way or sum(row.packages for row in rows) != packages:
        raise FormUsedBefore(rows[0])
    return rows


def _kind_of(to: str) -> str:
    kinds = PackageMovement.Kind
    return kinds.LOST if to == Destination.LOST else kinds.RETURNED


def _lock_lots_of(distribution: Distribution) -> None:
    """Lock every lot that is in this event's packages at once, by ascending id; one after the other
    may deadlock.
    """
    packed = PackedLot.objects.filter(package_movement__distribution=distribution).values(
        "stock_movement__harvest"
    )
    list(Harvest.objects.filter(pk__in=packed).locked())


def _unpack(row: PackageMovement, to: str, reason: str) -> PackageMovement:
    """Write packages of the run that the row ``unpacks`` as taken apart, put what was in them back
    into its lots, and let it go on from there.
    """
    contents = _contents_of(row.unpacks, row.packages, packages_of(row.unpacks))
    row.save(force_insert=True)
    when = {"by": row.recorded_by, "at": row.recorded_at}
    when["on"] = row.distribution.facility.local_day(row.recorded_at)
    for movement, quantity in contents:
        key = uuid5(row.client_id, str(movement.pk))
        back = uses.put_back(movement=movement, quantity=quantity, client_id=key, note="", **when)
        PackedLot.objects.create(package_movement=row, stock_movement=back)
        if to != Destination.STOCK:
            gone = _KITCHEN if to == Destination.KITCHEN else _LOST | {"reason": reason}
            lots = [(movement.harvest, quantity)]
            uses.take(lots=lots, client_id=uuid5(key, to), **gone, **when)
    return row


def with_destination(movements: Iterable[PackageMovement]) -> list[PackageMovement]:
    """The movements, each with ``to``, the Destination of what came back, empty of a packing, and
    ``said`` in words.

    Where the goods went is what the stock says: it has a use under the key that _unpack gave it.
    One statement beside that of the movements with their packed lots.
    """
    rows = list(movements)
    returned = [row for row in rows if row.kind == row.Kind.RETURNED]
    keys = {key: row for row in returned for key in _keys(row, Destination.KITCHEN)}
    used = StockMovement.objects.filter(client_id__in=keys).values_list("client_id", flat=True)
    kitchen = {keys[key].pk for key in used}
    for row in rows:
        row.to = Destination.of(row.kind, kitchen=row.pk in kitchen)
        row.said = _said(row)
    return rows


def causes_of_loss(distribution: Distribution) -> list[str]:
    """For which reasons its packages were written as lost, each once, in words. Two statements
    beside that of the movements with their packed lots.
    """
    rows = distribution.package_movements.filter(kind=PackageMovement.Kind.LOST).with_lots()
    keys = [key for row in rows for key in _keys(row, Destination.LOST)]
    losses = StockMovement.objects.filter(client_id__in=keys).order_by("pk")
    return list(dict.fromkeys(str(loss.get_reason_display()) for loss in losses))


def _said(row: PackageMovement) -> str:
    words = {Destination.STOCK: _("Kembali ke stok"), Destination.KITCHEN: _("Ke dapur")}
    return words.get(row.to) or row.get_kind_display()


def _keys(row: PackageMovement, to: str) -> Iterator[UUID]:
    """Under which keys _unpack wrote that the goods of a movement went on there."""
    for packed in row.packed_lots.all():
        back = packed.stock_movement
        key = uuid5(uuid5(row.client_id, str(back.unpacks_id)), to)
        yield uuid5(key, str(back.harvest_id))


def _contents_of(
    run: PackageMovement, packages: int, left: int
) -> list[tuple[StockMovement, Decimal]]:
    """What is in ``packages`` of the ``left`` packages of a run, by the movements that packed it,
    lots by ascending id.

    The oldest lots went in first, so the last packages hold the youngest; nobody puts a third of an
    ikat back on a shelf.
    """
    packed = run.packed_lots.select_related("stock_movement__harvest")
    still = {row.stock_movement: _still_packed(row.stock_movement) for row in packed}
    went: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    missing: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for movement, quantity in still.items():
        went[_kind(movement)] -= movement.quantity
        missing[_kind(movement)] += quantity
    for kind, units in went.items():
        # Counted from what went in, so that the last packages bring back the last unit.
        stays = (units * (left - packages) / run.packages).quantize(
            step_of(kind[1]) if units == int(units) else STEP, ROUND_HALF_UP
        )
        missing[kind] = max(missing[kind] - stays, Decimal(0))
    shares = []
    for movement in sorted(still, key=_youngest_first):
        share = min(still[movement], missing[_kind(movement)])
        missing[_kind(movement)] -= share
        if share:
            shares.append((movement, share))
    return sorted(shares, key=lambda row: row[0].harvest_id)


def _kind(movement: StockMovement) -> tuple[int, str]:
    return movement.harvest.commodity_id, movement.harvest.unit


def _youngest_first(movement: StockMovement) -> tuple[int, int]:
    return -movement.harvest.harvested_on.toordinal(), -movement.harvest_id


def _still_packed(movement: StockMovement) -> Decimal:
    """Units that this run's packing of one lot still holds."""
    return -movement.quantity - (movement.unpackings.aggregate(total=Sum("quantity"))["total"] or 0)
