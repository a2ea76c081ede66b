"""From lots to packages and back: pack, harvest and pack, take left-overs back."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from distributions import outcomes
from distributions.models import Distribution, PackageMovement, PackedLot
from harvests import entry, stock
from harvests.models import Commodity, Harvest, ProductionSite, StockMovement, Unit
from rutan import audit
from rutan.formats import jumlah
from rutan.models import User
from rutan.refusals import Refused, refused_by_database

STEP = Decimal("0.001")
# Packages are made, and unpacked again, before and while an event is open.
_PACKABLE = (Distribution.Status.APPROVED, Distribution.Status.OPEN)


@dataclass(frozen=True)
class Content:
    """One commodity of a run: ``per_package`` in ``unit``, from lots counted so; from ``lots`` only, if any are named."""

    commodity: Commodity
    per_package: Decimal
    unit: str = ""
    lots: tuple[Harvest, ...] = ()

    @property
    def counted_in(self) -> str:
        """The unit, which is the commodity's own unless the lots at hand were counted otherwise."""
        return self.unit or self.commodity.unit

    def fits(self, lot: Harvest) -> bool:
        """Whether this content may come from the lot."""
        same = lot.commodity_id == self.commodity.pk and lot.unit == self.counted_in
        return same and (not self.lots or lot.pk in {named.pk for named in self.lots})


@dataclass(frozen=True)
class Shortage:
    """What a run needs of one commodity, in the unit of its content, and what the lots have."""

    content: Content
    needed: Decimal
    free: Decimal

    @property
    def missing(self) -> Decimal:
        return self.needed - self.free

    @property
    def possible(self) -> int:
        """How many packages the free units make."""
        return int(self.free // self.content.per_package)


class StockTooShort(Refused):
    """The lots don't hold what the packages need: ``shortages`` says of what, ``possible`` how many would do."""

    outcome = "not_enough"

    def __init__(self, packages: int, shortages: list[Shortage]) -> None:
        self.shortages = shortages
        self.possible = min(row.possible for row in shortages)
        table = "; ".join(
            _("%(commodity)s perlu %(needed)s %(unit)s, ada %(free)s, kurang %(missing)s %(unit)s")
            % {
                "commodity": row.content.commodity.name,
                "needed": jumlah(row.needed),
                "unit": Unit(row.content.counted_in).label,
                "free": jumlah(row.free),
                "missing": jumlah(row.missing),
            }
            for row in shortages
        )
        message = _(
            "Stok belum cukup untuk %(n)s paket. Kurang: %(table)s. Dengan stok sekarang dapat dikemas %(possible)s paket."
        )
        super().__init__(message % {"n": packages, "table": table, "possible": self.possible})


def free_lots(distribution: Distribution, commodities: Sequence[Commodity]) -> list[Harvest]:
    """Lots of these commodities with something left, oldest first. One query."""
    lots = (
        Harvest.objects.filter(facility=distribution.facility_id, commodity__in=commodities)
        .on_hand()
        .oldest_first()
    )
    return list(lots.select_related("commodity", "site"))


def pack(
    *,
    distribution: Distribution,
    packages: int,
    contents: Sequence[Content],
    by: User,
    client_id: UUID,
    note: str = "",
    at: dt.datetime | None = None,
) -> PackageMovement:
    """Pack ``packages`` packages with these contents, oldest lots first, in the lots' own units.

    The contents may differ from the plan: the lots say what is in a package. The same ``client_id``
    again gives the same row. A rehearsal counts packages and moves no stock. Raises StockTooShort
    (needed, free, missing), FormUsedBefore where the key packed something else, or Refused ``not_open`` unless the
    event is approved or open.
    """
    at = at or timezone.now()
    with refused_by_database():
        event = Distribution.objects.locked().select_related("facility").get(pk=distribution.pk)
        if before := PackageMovement.objects.filter(client_id=client_id).first():
            return _packed_before(before, event, packages, contents, by)
        if event.status not in _PACKABLE:
            raise Refused(
                _("Pengemasan dicatat setelah daftar disetujui dan sebelum kegiatan ditutup."),
                "not_open",
            )
        if not contents:
            raise Refused(_("Isi paket belum ditentukan."))
        takes = [] if event.is_rehearsal else _allocate(event, packages, contents)
        run = PackageMovement.objects.create(
            distribution=event,
            kind=PackageMovement.Kind.PACKED,
            packages=packages,
            recorded_at=at,
            recorded_by=by,
            note=note,
            client_id=client_id,
        )
        movements = (
            stock.take(
                lots=takes,
                kind=StockMovement.Kind.PACKED,
                on=event.facility.local_day(at),
                by=by,
                client_id=client_id,
                at=at,
            )
            if takes
            else []
        )
        PackedLot.objects.bulk_create(
            PackedLot(package_movement=run, stock_movement=movement) for movement in movements
        )
        audit.record(
            by=by,
            verb="pack",
            thing=run,
            distribution=event.pk,
            packages=packages,
            lots=[lot.pk for lot, _quantity in takes],
        )
    return run


def _packed_before(
    run: PackageMovement, event: Distribution, packages: int, contents: Sequence[Content], by: User
) -> PackageMovement:
    """The run that the same form made. Raises FormUsedBefore: 25 typed after going back to a saved 10 are not in the books."""
    same = (run.distribution_id, run.recorded_by_id, run.packages) == (event.pk, by.pk, packages)
    went_in: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for packed in run.packed_lots.select_related("stock_movement__harvest"):
        lot = packed.stock_movement.harvest
        went_in[lot.commodity_id, lot.unit] -= packed.stock_movement.quantity
    asked: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for content in contents:
        asked[content.commodity.pk, content.counted_in] += content.per_package * packages
    if not same or not (event.is_rehearsal or went_in == asked):
        raise stock.FormUsedBefore(run)
    return run


def _allocate(
    event: Distribution, packages: int, contents: Sequence[Content]
) -> list[tuple[Harvest, Decimal]]:
    """Lock the lots by ascending id, then share out what is needed, oldest first. Raises StockTooShort."""
    candidates = free_lots(event, [content.commodity for content in contents])
    fitting = [
        (content, [lot.pk for lot in candidates if content.fits(lot)]) for content in contents
    ]
    locked = {
        lot.pk: lot
        for lot in Harvest.objects.filter(
            pk__in={pk for _content, lots in fitting for pk in lots}
        ).locked()
    }
    # Two lines may ask the same lot: what the first takes, the second no longer finds.
    free = {pk: lot.on_hand_quantity for pk, lot in locked.items()}
    takes, shortages = [], []
    for content, lots in fitting:
        needed = missing = content.per_package * packages
        for lot in (locked[pk] for pk in lots):
            quantity = min(free[lot.pk], missing)
            if quantity > 0:
                takes.append((lot, quantity))
                missing -= quantity
                free[lot.pk] -= quantity
        if missing > 0:
            shortages.append(Shortage(content, needed, needed - missing))
    if shortages:
        raise StockTooShort(packages, shortages)
    return takes


@dataclass(frozen=True)
class FreshLine:
    """One commodity brought in this morning: harvested here, and so much of it in each package."""

    commodity: Commodity
    site: ProductionSite
    quantity: Decimal
    per_package: Decimal
    grams: int | None = None

    @property
    def harvested(self) -> stock.Line:
        return stock.Line(
            commodity=self.commodity,
            quantity=self.quantity,
            unit=self.commodity.unit,
            grams=self.grams,
        )


def _harvest_key(client_id: UUID, index: int) -> UUID:
    return uuid5(client_id, f"harvest {index}")


def second_looks(
    *, lines: Sequence[FreshLine], client_id: UUID, today: dt.date
) -> list[entry.SecondLook]:
    """What the harvest form would ask about these lines: typed twice, or far from what is usual."""
    looks = []
    for index, line in enumerate(lines):
        key = _harvest_key(client_id, index)
        found = entry.second_looks(
            site=line.site, harvested_on=today, lines=[line.harvested], client_id=key, today=today
        )
        looks += [replace(look, index=index) for look in found]
    return looks


def harvest_and_pack(
    *,
    distribution: Distribution,
    packages: int,
    lines: Sequence[FreshLine],
    from_stock: Sequence[Content] = (),
    by: User,
    client_id: UUID,
    at: dt.datetime | None = None,
) -> PackageMovement:
    """Record this morning's harvest and pack from exactly these lots, the rest ``from_stock``: one form, one transaction.

    Paperwork order must not stop the hall: the packages already stand on the table. Raises what ``pack`` raises.
    """
    at = at or timezone.now()
    with transaction.atomic():
        event = Distribution.objects.locked().select_related("facility").get(pk=distribution.pk)
        # A rehearsal packs the lines and harvests nothing.
        contents = [
            Content(line.commodity, line.per_package) for line in lines if event.is_rehearsal
        ]
        for index, line in enumerate([] if event.is_rehearsal else lines):
            [lot] = stock.record(
                facility=event.facility,
                site=line.site,
                harvested_on=event.facility.local_day(at),
                lines=[line.harvested],
                by=by,
                at=at,
                client_id=_harvest_key(client_id, index),
            )
            contents.append(Content(line.commodity, line.per_package, lots=(lot,)))
        return pack(
            distribution=event,
            packages=packages,
            contents=[*contents, *from_stock],
            by=by,
            client_id=client_id,
            at=at,
        )


class Destination:
    """Where left-over packages go."""

    STOCK, KITCHEN, LOST = "stock", "kitchen", "lost"


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
    """Unpack packages that are on the table, the latest runs first, so that each lot gets back what was in them.

    ``to`` is a Destination: the goods stay in stock, go to the kitchen, or are a loss for ``reason``.
    Raises Refused when fewer packages are on the table. The same ``client_id`` again changes nothing.
    """
    at = at or timezone.now()
    with refused_by_database():
        event = Distribution.objects.locked().select_related("facility").get(pk=distribution.pk)
        if before := _taken_before(event, packages, to, by, client_id):
            return before
        if event.status not in _PACKABLE:
            raise outcomes.NotOpen(event)
        if packages > event.packages_left:
            raise Refused(
                _("Sisa paket %(left)s; yang dikembalikan %(n)s.")
                % {"left": event.packages_left, "n": packages}
            )
        _lock_lots_of(event)
        taken = []
        for run in event.package_movements.filter(kind=PackageMovement.Kind.PACKED).order_by("-pk"):
            share = min(packages - sum(row.packages for row in taken), packages_of(run))
            if share > 0:
                taken.append(
                    _unpack(
                        event, run, share, to, reason, by, uuid5(client_id, str(len(taken))), at
                    )
                )
        audit.record(by=by, verb="take_back", thing=event, packages=packages, to=to)
    return taken


def _taken_before(
    event: Distribution, packages: int, to: str, by: User, client_id: UUID
) -> list[PackageMovement]:
    keys = [uuid5(client_id, str(number)) for number in range(event.package_movements.count())]
    rows = list(PackageMovement.objects.filter(client_id__in=keys))
    kind = PackageMovement.Kind.LOST if to == Destination.LOST else PackageMovement.Kind.RETURNED
    same = all(
        (row.distribution_id, row.recorded_by_id, row.kind) == (event.pk, by.pk, kind)
        for row in rows
    )
    if rows and not (same and sum(row.packages for row in rows) == packages):
        raise stock.FormUsedBefore(rows[0])
    return rows


def _lock_lots_of(event: Distribution) -> None:
    """Lock every lot that is in this event's packages at once, by ascending id; one after the other may deadlock."""
    packed = PackedLot.objects.filter(package_movement__distribution=event).values(
        "stock_movement__harvest"
    )
    list(Harvest.objects.filter(pk__in=packed).locked())


def _unpack(event, run, packages, to, reason, by, client_id, at) -> PackageMovement:  # noqa: ANN001
    left = packages_of(run)
    kind = PackageMovement.Kind.LOST if to == Destination.LOST else PackageMovement.Kind.RETURNED
    row = PackageMovement.objects.create(
        distribution=event,
        kind=kind,
        packages=packages,
        recorded_at=at,
        recorded_by=by,
        client_id=client_id,
        unpacks=run,
    )
    day = event.facility.local_day(at)
    for movement, quantity in _contents_of(run, packages, left):
        key = uuid5(client_id, str(movement.pk))
        back = stock.put_back(
            movement=movement, quantity=quantity, on=day, by=by, client_id=key, note="", at=at
        )
        PackedLot.objects.create(package_movement=row, stock_movement=back)
        if to != Destination.STOCK:
            use = (
                StockMovement.Kind.KITCHEN if to == Destination.KITCHEN else StockMovement.Kind.LOSS
            )
            why = reason if to == Destination.LOST else ""
            stock.take(
                lots=[(movement.harvest, quantity)],
                kind=use,
                reason=why,
                on=day,
                by=by,
                client_id=uuid5(key, to),
                at=at,
            )
    return row


def _contents_of(
    run: PackageMovement, packages: int, left: int
) -> list[tuple[StockMovement, Decimal]]:
    """What is in ``packages`` of the ``left`` packages of a run, by the movements that packed it, lots by ascending id.

    The oldest lots went in first, so the last packages hold the youngest; nobody puts a third of an ikat back on a shelf.
    """
    packed = run.packed_lots.select_related("stock_movement__harvest")
    still = {row.stock_movement: _still_packed(row.stock_movement) for row in packed}
    missing: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for movement, quantity in still.items():
        missing[_kind(movement)] += quantity
    missing = {
        kind: (quantity * packages / left).quantize(STEP, ROUND_HALF_UP)
        for kind, quantity in missing.items()
    }
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
