"""Packages that come apart again: what was in them goes back to its lots, to the kitchen, to
somebody who has a use for it, or is lost.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from distributions import outcomes
from distributions.models import Distribution, PackageMovement, PackedLot
from distributions.packing.contents import STEP, step_of
from harvests.models import Harvest, StockMovement
from harvests.stock import uses
from rutan import audit, once
from rutan.formats import angka
from rutan.models import User
from rutan.once import FormUsedBefore
from rutan.refusals import Refused, refused_by_database


class Destination:
    """Where left-over packages go; ``SORTED``: one commodity here, another there."""

    STOCK, KITCHEN, DONATED, LOST = "stock", "kitchen", "donated", "lost"
    SORTED = "sorted"


# Where single commodities of a package may go.
PLACES = (Destination.STOCK, Destination.KITCHEN, Destination.DONATED, Destination.LOST)


class _Way(NamedTuple):
    """What is said of left-over packages when they come apart."""

    to: str
    places: Mapping[int, str]
    receiver: str = ""
    reason: str = ""

    def place_of(self, commodity: int) -> str:
        """Where a commodity goes, by its id."""
        if self.to != Destination.SORTED:
            return self.to
        place = self.places.get(commodity)
        return place if place in PLACES else Destination.STOCK

    def kind_of(self, commodities: Collection[int]) -> str:
        """Packages are lost when everything in them is; a rehearsal's hold nothing."""
        kinds, places = PackageMovement.Kind, {self.place_of(one) for one in commodities}
        return kinds.LOST if (places or {self.to}) == {Destination.LOST} else kinds.RETURNED

    def use_at(self, place: str, day: dt.date) -> uses.Use:
        """What becomes of goods that do not stay in stock."""
        kinds = StockMovement.Kind
        if place == Destination.DONATED:
            return uses.Use(kinds.DONATION, day, receiver=self.receiver)
        if place == Destination.LOST:
            return uses.Use(kinds.LOSS, day, reason=self.reason)
        return uses.Use(kinds.KITCHEN, day)


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
    receiver: str = "",
    places: Mapping[int, str] | None = None,
    at: dt.datetime | None = None,
) -> list[PackageMovement]:
    """Unpack packages that are on the table, the latest runs first, so that each lot gets back what
    was in them.

    ``to`` is a Destination: the goods stay in stock, go to the kitchen, are donated to a
    ``receiver``, or are a loss for ``reason``; SORTED, ``places`` says of each commodity (by id)
    to which of PLACES it goes, and what it does not name stays. Raises Refused when fewer packages
    are on the table, or nobody receives what is donated. The same ``client_id`` again changes
    nothing.
    """
    at = at or timezone.now()
    way = _Way(to, places or {}, receiver, reason)
    with refused_by_database():
        event = Distribution.objects.locked().get(pk=distribution.pk)
        if before := _taken_before(event, packages, way, by, client_id):
            return before
        if not event.is_at_work:
            raise outcomes.NotOpen(event, at)
        if packages > event.packages_left:
            said = _("Sisa paket %(left)s; yang dikembalikan %(n)s.")
            said %= {"left": angka(event.packages_left), "n": angka(packages)}
            raise Refused(said, field="packages", status=409)
        _lock_lots_of(event)
        taken = []
        for run in event.package_movements.filter(kind=PackageMovement.Kind.PACKED).order_by("-pk"):
            share = min(packages - sum(row.packages for row in taken), packages_of(run))
            if share > 0:
                row = PackageMovement(
                    distribution=event,
                    packages=share,
                    recorded_at=at,
                    recorded_by=by,
                    client_id=uuid5(client_id, str(len(taken))),
                    unpacks=run,
                )
                taken.append(_unpack(row, way))
        audit.record(by=by, verb="take_back", thing=event, packages=packages, to=to)
    return taken


def taken_before(
    *,
    distribution: Distribution,
    packages: int,
    to: str,
    by: User,
    client_id: UUID,
    reason: str = "",
    receiver: str = "",
    places: Mapping[int, str] | None = None,
) -> list[PackageMovement]:
    """What the same form took apart, or nothing; otherwise as ``take_back``. Raises FormUsedBefore
    where it said something else.
    """
    way = _Way(to, places or {}, receiver, reason)
    return _taken_before(distribution, packages, way, by, client_id)


def _taken_before(
    distribution: Distribution, packages: int, way: _Way, by: User, client_id: UUID
) -> list[PackageMovement]:
    first = PackageMovement(client_id=uuid5(client_id, "0"), distribution=distribution)
    if not once.made_before([first], by=by, says=("distribution",)):
        return []
    keys = [
        uuid5(client_id, str(number)) for number in range(distribution.package_movements.count())
    ]
    rows = with_destination(distribution.package_movements.filter(client_id__in=keys).with_lots())
    if (
        any(_went_elsewhere(row, way) for row in rows)
        or sum(row.packages for row in rows) != packages
    ):
        raise FormUsedBefore(rows[0])
    return rows


def _went_elsewhere(row: PackageMovement, way: _Way) -> bool:
    """Whether anything of it took another way; a name that was erased since says nothing, and a
    rehearsal moves no stock that could.
    """
    if not (row.went or row.distribution.is_rehearsal):
        return row.to != way.to
    commodities = {went.movement.harvest.commodity_id for went in row.went}
    return row.kind != way.kind_of(commodities) or any(
        went.place != way.place_of(went.movement.harvest.commodity_id)
        or went.receiver not in ("", way.receiver)
        or (went.is_lost and went.reason != way.reason)
        for went in row.went
    )


def _lock_lots_of(distribution: Distribution) -> None:
    """Lock every lot that is in this event's packages at once, by ascending id; one after the other
    may deadlock.
    """
    packed = PackedLot.objects.filter(package_movement__distribution=distribution).values(
        "stock_movement__harvest"
    )
    list(Harvest.objects.filter(pk__in=packed).locked())


def _unpack(row: PackageMovement, way: _Way) -> PackageMovement:
    """Write packages of the run that the row ``unpacks`` as taken apart, put what was in them back
    into its lots, and let it go on from there.
    """
    contents = contents_of(row.unpacks, row.packages, packages_of(row.unpacks))
    row.kind = way.kind_of({movement.harvest.commodity_id for movement, _quantity in contents})
    row.save(force_insert=True)
    who = {"by": row.recorded_by, "at": row.recorded_at}
    day = row.distribution.facility.local_day(row.recorded_at)
    for movement, quantity in contents:
        key = uuid5(row.client_id, str(movement.pk))
        back = uses.put_back(
            movement=movement, quantity=quantity, on=day, client_id=key, note="", **who
        )
        PackedLot.objects.create(package_movement=row, stock_movement=back)
        lot = movement.harvest
        place = way.place_of(lot.commodity_id)
        if place != Destination.STOCK:
            use = way.use_at(place, day)
            uses.take(lots=[(lot, quantity)], use=use, client_id=uuid5(key, place), **who)
    return row


class Went(NamedTuple):
    """Goods that came back, by the movement that says so: where they went on, and to whom."""

    movement: StockMovement
    place: str
    receiver: str = ""
    # Of a loss.
    reason: str = ""

    @property
    def is_lost(self) -> bool:
        return self.place == Destination.LOST


def with_destination(movements: Iterable[PackageMovement]) -> list[PackageMovement]:
    """The movements, each with ``went``, where each lot of what came apart went on to, and ``to``,
    the Destination of it all, empty of a packing.

    Where the goods went is what the stock says: it has a use under the key that _unpack gave it.
    One statement beside that of the movements with their packed lots.
    """
    rows = list(movements)
    keys = {
        key: (moved.pk, place)
        for row in rows
        for place in (Destination.KITCHEN, Destination.DONATED, Destination.LOST)
        for moved, key in _keys(row, place)
    }
    gone = {}
    for use in StockMovement.objects.filter(client_id__in=keys):
        moved, place = keys[use.client_id]
        gone[moved] = (place, use.receiver, use.reason)
    for row in rows:
        back = _came_back(row)
        row.went = [Went(one, *gone.get(one.pk, (Destination.STOCK,))) for one in back]
        row.to = _all_to(row)
    return rows


def _came_back(row: PackageMovement) -> list[StockMovement]:
    if row.kind == row.Kind.PACKED:
        return []
    return [packed.stock_movement for packed in row.packed_lots.all()]


def _all_to(row: PackageMovement) -> str:
    if row.kind != row.Kind.RETURNED:
        return Destination.LOST if row.kind == row.Kind.LOST else ""
    places = {went.place for went in row.went} or {Destination.STOCK}
    return places.pop() if len(places) == 1 else Destination.SORTED


def receiver_of(row: PackageMovement) -> str:
    """To whom a movement of ``with_destination`` was donated; empty where nobody has a name."""
    return next((went.receiver for went in row.went if went.receiver), "")


def causes_of_loss(distribution: Distribution) -> list[str]:
    """For which reasons its packages, or something in them, were written as lost, each once, in
    words. Two statements beside that of the movements with their packed lots.
    """
    rows = distribution.package_movements.exclude(kind=PackageMovement.Kind.PACKED).with_lots()
    keys = [key for row in rows for _moved, key in _keys(row, Destination.LOST)]
    losses = StockMovement.objects.filter(client_id__in=keys).order_by("pk")
    return list(dict.fromkeys(str(loss.get_reason_display()) for loss in losses))


def told(movements: Iterable[PackageMovement]) -> list[PackageMovement]:
    """As ``with_destination``, of movements with their lots; each also with ``said``, where it went
    in words.
    """
    rows = with_destination(movements)
    for row in rows:
        row.said = _said(row)
    return rows


def _said(row: PackageMovement) -> str:
    """``Dipilah: kangkung ke dapur; terong kembali ke stok``."""
    if row.to != Destination.SORTED:
        return _said_of(row.to, receiver_of(row)) or row.get_kind_display()
    each = {
        went.movement.harvest.commodity.name: _said_of(went.place, went.receiver)
        for went in row.went
    }
    parts = [f"{name.lower()} {where[0].lower()}{where[1:]}" for name, where in each.items()]
    return _("Dipilah: %(parts)s") % {"parts": "; ".join(parts)}


def _said_of(place: str, receiver: str) -> str:
    if place == Destination.DONATED and receiver:
        return _("Disumbangkan kepada %(receiver)s") % {"receiver": receiver}
    words = {
        Destination.STOCK: _("Kembali ke stok"),
        Destination.KITCHEN: _("Ke dapur"),
        Destination.DONATED: _("Disumbangkan"),
        Destination.LOST: _("Rusak atau hilang"),
    }
    return words.get(place, "")


def _keys(row: PackageMovement, to: str) -> Iterator[tuple[StockMovement, UUID]]:
    """What came back by a movement, and the key under which _unpack wrote that it went on there."""
    for back in _came_back(row):
        key = uuid5(uuid5(row.client_id, str(back.unpacks_id)), to)
        yield back, uuid5(key, str(back.harvest_id))


def contents_of(
    run: PackageMovement, packages: int, left: int
) -> list[tuple[StockMovement, Decimal]]:
    """What is in ``packages`` of the ``left`` packages of a run, by the movements that packed it,
    lots by ascending id.

    The oldest lots went in first, so the last packages hold the youngest; nobody puts a third of an
    ikat back on a shelf.
    """
    packed = run.packed_lots.select_related("stock_movement__harvest__commodity")
    by_kind: dict[tuple[int, str], list[StockMovement]] = defaultdict(list)
    for movement in sorted((row.stock_movement for row in packed), key=_youngest_first):
        by_kind[movement.harvest.commodity_id, movement.harvest.unit].append(movement)
    shares = []
    for (_commodity, unit), movements in by_kind.items():
        still = [_still_packed(movement) for movement in movements]
        went = -sum(movement.quantity for movement in movements)
        # Counted from what went in, so that the last packages bring back the last unit.
        stays = (went * (left - packages) / run.packages).quantize(
            step_of(unit) if went == int(went) else STEP, ROUND_HALF_UP
        )
        missing = max(sum(still) - stays, Decimal(0))
        for movement, quantity in zip(movements, still, strict=True):
            if share := min(quantity, missing):
                shares.append((movement, share))
                missing -= share
    return sorted(shares, key=lambda row: row[0].harvest_id)


def _youngest_first(movement: StockMovement) -> tuple[int, int]:
    return -movement.harvest.harvested_on.toordinal(), -movement.harvest_id


def _still_packed(movement: StockMovement) -> Decimal:
    """Units that this run's packing of one lot still holds."""
    return -movement.quantity - (movement.unpackings.aggregate(total=Sum("quantity"))["total"] or 0)
