"""The acts on a lot: recorded, used, put back, mended, counted, sold; figures are looked at under the lot's lock."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID, uuid5

from django.db import IntegrityError, models
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from harvests.models import (
    GRAMS_OF,
    Commodity,
    Deposit,
    Harvest,
    Planting,
    ProductionSite,
    StockMovement,
)
from harvests.weights import (
    Weighing,
    possible,
    rounded,
    share,
    weighings_of,
    weight_of,
    whole,
    whole_grams,
)
from rutan import audit
from rutan.formats import tanggal
from rutan.models import Facility, User
from rutan.refusals import Refused, constraint_of, refused_by_database

Kind = StockMovement.Kind
Row = TypeVar("Row", Harvest, StockMovement)


class NotEnough(Refused):
    """More was asked of a lot than it has left; ``asked`` and ``left`` are in the lot's unit."""

    outcome = "not_enough"

    def __init__(self, lot: Harvest, asked: Decimal, left: Decimal) -> None:
        self.lot, self.asked, self.left = lot, asked, left
        if not left and not lot.on_hand_quantity:
            super().__init__(_("Panen ini sudah habis."))
            return
        message = _(
            "Sisa panen ini %(left)s. Yang diminta %(asked)s. Kurangi jumlahnya atau ambil dari panen lain."
        )
        super().__init__(
            message % {"left": lot.said(left, lot.on_hand_grams), "asked": lot.said(asked)}
        )


class NotThereYet(Refused):
    """More was taken on a day than a lot held on it, or on a later one; enough is there from ``day`` on."""

    outcome = "not_enough"

    def __init__(self, lot: Harvest, asked: Weighing, left: Weighing, day: dt.date) -> None:
        self.lot, self.asked, self.left, self.day = lot, asked, left, day
        message = _(
            "Sebelum %(day)s sisa panen ini %(left)s. Yang diminta %(asked)s. Kurangi jumlahnya, atau isi tanggal %(day)s atau sesudahnya."
        )
        super().__init__(
            message % {"day": tanggal(day), "left": lot.said(*left), "asked": lot.said(*asked)}
        )


class FormUsedBefore(Refused):
    """The form's client_id already made ``row``, with other contents or for somebody else."""

    def __init__(self, row: models.Model) -> None:
        self.row = row
        super().__init__(
            _(
                "Formulir ini sudah tersimpan dengan isi lain. Muat ulang halaman untuk membuat catatan baru."
            )
        )


class BelongsToPackages(Refused):
    """A packing is taken back by unpacking the packages of its event, never by a reversal here."""

    outcome = "packed"

    def __init__(self, movement: StockMovement) -> None:
        self.movement = movement
        super().__init__(
            _(
                "Catatan ini milik kegiatan bakti sosial. Bongkar paketnya pada halaman Pengemasan kegiatan itu."
            )
        )


@dataclass(frozen=True)
class Line:
    """One line of a harvest form; ``grams`` is None where nothing was weighed."""

    commodity: Commodity
    quantity: Decimal
    unit: str
    grams: int | None = None
    weight_is_estimated: bool = False
    worker_count: int | None = None
    note: str = ""
    planting: Planting | None = None

    def weight(self) -> tuple[int, bool]:
        """Grams, and whether they are an estimate; Refused where the unit doesn't tell a weight, or it can't be."""
        whole(self.quantity, self.unit)
        grams, estimated = self._weight()
        if grams < 1:
            raise Refused(
                _("Beratnya menjadi kurang dari 1 gram. Periksa jumlah dan satuannya."),
                "too_little",
            )
        return grams, estimated

    def _weight(self) -> tuple[int, bool]:
        if self.unit in GRAMS_OF:
            return possible(self.quantity, whole_grams(self.quantity * GRAMS_OF[self.unit])), False
        if self.grams is not None:
            return possible(self.quantity, self.grams), self.weight_is_estimated
        if self.unit != self.commodity.unit:
            said = {"commodity": self.commodity, "unit": self.commodity.get_unit_display()}
            raise Refused(
                _("%(commodity)s biasanya dihitung per %(unit)s. Isi beratnya untuk satuan lain.")
                % said
            )
        return possible(
            self.quantity, whole_grams(self.quantity * self.commodity.grams_per_unit)
        ), True


def line_key(client_id: UUID, index: int) -> UUID:
    """The client_id of the lot that a form's line makes."""
    return uuid5(client_id, str(index))


def record(
    *,
    facility: Facility,
    site: ProductionSite,
    harvested_on: dt.date,
    lines: Sequence[Line],
    by: User,
    client_id: UUID,
    at: dt.datetime | None = None,
) -> list[Harvest]:
    """Record one lot per line; the same form sent again returns the rows it made.

    A line without ``grams`` weighs what its unit (kg, g) or the commodity says, marked as an estimate.
    Without a planting, a line belongs to the one open planting of its commodity on that site, if there is one.
    Raises Refused where a line has no weight, FormUsedBefore where the form was saved with other contents.
    """
    plantings = _open_plantings(site, harvested_on)
    wanted = [
        _lot_of(line, plantings, line_key(client_id, index)) for index, line in enumerate(lines)
    ]
    for row in wanted:
        row |= {"facility": facility, "site": site, "harvested_on": harvested_on, "recorded_by": by}
    try:
        with refused_by_database():
            made = _made_before(Harvest, wanted, one_more=line_key(client_id, len(lines)))
            return made or _record(wanted, by, at or timezone.now())
    except IntegrityError as error:
        # Nothing can be locked before the first row exists: of two equal requests the second waits here for the first.
        if constraint_of(error) != "harvests_harvest_client_id_key":
            raise
        return _made_before(Harvest, wanted, one_more=line_key(client_id, len(lines)))


def _record(wanted: list[dict[str, Any]], by: User, at: dt.datetime) -> list[Harvest]:
    lots = [Harvest(**row, recorded_at=at, best_before=_best_before(row)) for row in wanted]
    Harvest.objects.bulk_create(lots)
    for lot in lots:
        audit.record(
            by=by, verb="record_harvest", thing=lot, commodity=lot.commodity_id, grams=lot.grams
        )
    return _made_before(Harvest, wanted)


def _lot_of(line: Line, plantings: dict[int, Planting], client_id: UUID) -> dict[str, Any]:
    grams, estimated = line.weight()
    return {
        "client_id": client_id,
        "commodity": line.commodity,
        "planting": line.planting or plantings.get(line.commodity.pk),
        "quantity": line.quantity,
        "unit": line.unit,
        "grams": grams,
        "weight_is_estimated": estimated,
        "worker_count": line.worker_count,
        "note": line.note,
    }


def _open_plantings(site: ProductionSite, day: dt.date) -> dict[int, Planting]:
    """Commodity id -> its planting, where exactly one stands on the site that day."""
    found: dict[int, list[Planting]] = {}
    for planting in site.plantings.on(day):
        found.setdefault(planting.commodity_id, []).append(planting)
    return {
        commodity: plantings[0] for commodity, plantings in found.items() if len(plantings) == 1
    }


def _best_before(row: dict[str, Any]) -> dt.date:
    return row["harvested_on"] + dt.timedelta(days=row["commodity"].shelf_life_days)


def take(
    *,
    lots: Sequence[tuple[Harvest, Decimal]],
    kind: str,
    on: dt.date,
    by: User,
    client_id: UUID,
    at: dt.datetime | None = None,
    reason: str = "",
    note: str = "",
    buyer: str = "",
    amount: int | None = None,
) -> list[StockMovement]:
    """Take quantities, each in its lot's unit, out of lots; the same form sent again returns the rows it made.

    Grams follow the lot's own weight with cumulative rounding: the last unit takes the last gram.
    ``amount`` (rupiah) is of a sale from one lot. Raises NotEnough, or Refused by a constraint (a loss without reason ...).
    """
    asked: dict[int, Decimal] = {}
    for lot, quantity in lots:
        asked[lot.pk] = asked.get(lot.pk, Decimal(0)) + quantity
    if amount is not None and len(asked) > 1:
        raise ValueError("A price belongs to a sale from one lot.")
    facts = {
        "kind": kind,
        "occurred_on": on,
        "recorded_by": by,
        "reason": reason,
        "note": note,
        "buyer": buyer,
        "amount": amount,
    }
    with refused_by_database():
        locked = _locked(asked)
        wanted = [
            facts | {"client_id": uuid5(client_id, str(pk)), "harvest": lot, "quantity": -asked[pk]}
            for pk, lot in locked.items()
        ]
        return _made_before(StockMovement, wanted) or _take(wanted, verb="take_stock", at=at)


def finish(
    *,
    lot: Harvest,
    kind: str,
    on: dt.date,
    by: User,
    client_id: UUID,
    at: dt.datetime | None = None,
    reason: str = "",
    note: str = "",
    buyer: str = "",
    amount: int | None = None,
) -> StockMovement:
    """Take all that a lot has left, however much that is by now; otherwise like ``take``."""
    facts = {
        "kind": kind,
        "occurred_on": on,
        "recorded_by": by,
        "reason": reason,
        "note": note,
        "buyer": buyer,
        "amount": amount,
    }
    with refused_by_database():
        lot = _lock(lot)
        # Another key than take's: "Habiskan sisa" on a page gone back to is not the use that was saved from it.
        facts |= {"client_id": uuid5(client_id, f"finish {lot.pk}"), "harvest": lot}
        made = _made_before(StockMovement, [facts])
        return (
            made or _take([facts | {"quantity": -lot.on_hand_quantity}], verb="finish_lot", at=at)
        )[0]


def _take(
    wanted: list[dict[str, Any]], *, verb: str, at: dt.datetime | None
) -> list[StockMovement]:
    """Write movements out of locked lots, after looking that each has enough."""
    for row in wanted:
        lot, quantity = row["harvest"], -row["quantity"]
        if not 0 < quantity <= lot.on_hand_quantity:
            raise NotEnough(lot, quantity, lot.on_hand_quantity)
        _not_before_harvest(lot, row["occurred_on"])
    weighings = weighings_of(row["harvest"] for row in wanted)
    return _write(
        [
            row | {"grams": -weight_of(row["harvest"], -row["quantity"], weighings)}
            for row in wanted
        ],
        verb=verb,
        at=at,
    )


def put_back(
    *,
    movement: StockMovement,
    quantity: Decimal,
    on: dt.date,
    by: User,
    client_id: UUID,
    note: str,
    at: dt.datetime | None = None,
) -> StockMovement:
    """Unpack: return ``quantity`` units of a packing into its lot, never more than it still has out.

    Grams are that packing's own, in proportion; all units bring all grams. What is too light to show, as one
    package's share of a single chilli, comes back without a gram: it must never hold up an event. Raises NotEnough.
    """
    with refused_by_database():
        lot = _lock(movement.harvest)
        row = {
            "client_id": uuid5(client_id, f"unpack {movement.pk}"),
            "harvest": lot,
            "unpacks": movement,
            "quantity": quantity,
        }
        row |= {"kind": Kind.PACKED, "occurred_on": on, "recorded_by": by, "note": note}
        if made := _made_before(StockMovement, [row]):
            return made[0]
        back = movement.unpackings.aggregate(
            quantity=Coalesce(Sum("quantity"), Decimal(0)), grams=Coalesce(Sum("grams"), 0)
        )
        out, grams_out = -movement.quantity - back["quantity"], -movement.grams - back["grams"]
        if not 0 < quantity <= out:
            raise NotEnough(lot, quantity, out)
        grams = grams_out - rounded(-movement.grams, out - quantity, -movement.quantity)
        return _write([row | {"grams": grams}], verb="put_back_stock", at=at)[0]


def reverse(
    *, movement: StockMovement, by: User, note: str, client_id: UUID, at: dt.datetime | None = None
) -> StockMovement:
    """Strike a movement by its exact opposite of the same kind, dated today in the facility.

    Raises BelongsToPackages for a packing, Refused for a reversal, NotEnough where the lot can't give back what a count or correction
    had added, and Refused (``already_reversed``) the second time.
    """
    if movement.kind == Kind.PACKED:
        raise BelongsToPackages(movement)
    if movement.reverses_id:
        raise Refused(
            _("Pembatalan tidak dibatalkan lagi. Catat penggunaannya sebagai catatan baru.")
        )
    with refused_by_database():
        lot = _lock(movement.harvest)
        row = {
            "client_id": uuid5(client_id, f"reverse {movement.pk}"),
            "harvest": lot,
            "reverses": movement,
            "kind": movement.kind,
        }
        row |= {
            "quantity": -movement.quantity,
            "grams": -movement.grams,
            "reason": movement.reason,
            "note": note,
            "recorded_by": by,
        }
        if made := _made_before(StockMovement, [row]):
            return made[0]
        if movement.quantity > lot.on_hand_quantity:
            raise NotEnough(lot, movement.quantity, lot.on_hand_quantity)
        return _write([row | {"occurred_on": _today(lot, at)}], verb="reverse_movement", at=at)[0]


def correct(
    *,
    lot: Harvest,
    quantity: Decimal,
    grams: int | None = None,
    note: str,
    by: User,
    client_id: UUID,
    at: dt.datetime | None = None,
) -> list[StockMovement]:
    """Mend what came in: write the difference to the true intake, ``quantity`` units that weigh ``grams``.

    Zero units say that the lot never was. Without ``grams`` a unit weighs what it weighed before. Raises Refused where
    more had already left than the true intake, or nothing changes.
    """
    with refused_by_database():
        lot = _lock(lot)
        mended = lot.movements.filter(kind=Kind.CORRECTION).aggregate(
            quantity=Sum("quantity"), grams=Sum("grams")
        )
        now = Weighing(lot.quantity + (mended["quantity"] or 0), lot.grams + (mended["grams"] or 0))
        true = Weighing(quantity, _weight_as_before(lot, quantity, grams, now))
        keys = _figure_keys(client_id, Kind.CORRECTION, lot, true)
        if made := list(
            StockMovement.objects.filter(client_id__in=keys, recorded_by=by).in_order()
        ):
            return made
        out = Weighing(now.quantity - lot.on_hand_quantity, now.grams - lot.on_hand_grams)
        if true.quantity < out.quantity or true.grams < out.grams:
            message = _(
                "Dari panen ini sudah keluar %(out)s. Isi paling sedikit sebanyak itu, atau batalkan dahulu penggunaannya."
            )
            raise Refused(message % {"out": lot.said(*out)}, "not_enough")
        if true == now:
            raise Refused(_("Tidak ada yang berubah: jumlah dan beratnya sama dengan catatan."))
        return _difference(
            lot,
            now,
            true,
            keys,
            kind=Kind.CORRECTION,
            verb="correct_harvest",
            note=note,
            by=by,
            at=at,
        )


def count(
    *,
    lot: Harvest,
    quantity: Decimal,
    grams: int | None = None,
    note: str,
    by: User,
    client_id: UUID,
    at: dt.datetime | None = None,
) -> list[StockMovement]:
    """Opname: write the difference between the books and what is really there; none where both agree.

    Without ``grams`` a unit weighs what it weighed before. Raises Refused where half an egg was found.
    """
    with refused_by_database():
        lot = _lock(lot)
        now = Weighing(lot.on_hand_quantity, lot.on_hand_grams)
        found = Weighing(quantity, _weight_as_before(lot, quantity, grams, now))
        keys = _figure_keys(client_id, Kind.COUNT, lot, found)
        if made := list(
            StockMovement.objects.filter(client_id__in=keys, recorded_by=by).in_order()
        ):
            return made
        if found == now:
            audit.record(by=by, verb="count_stock", thing=lot, kind=Kind.COUNT, grams=0)
            return []
        return _difference(
            lot, now, found, keys, kind=Kind.COUNT, verb="count_stock", note=note, by=by, at=at
        )


def _weight_as_before(lot: Harvest, quantity: Decimal, grams: int | None, now: Weighing) -> int:
    """Grams of ``quantity`` units: by the unit, as weighed, or in proportion to what the lot holds (or held) now."""
    if quantity != now.quantity:
        whole(quantity, lot.unit)
    if lot.unit in GRAMS_OF:
        return possible(quantity, whole_grams(quantity * GRAMS_OF[lot.unit]))
    before = now if now.quantity else Weighing(lot.quantity, lot.grams)
    grams = share(before.grams, quantity, before.quantity) if grams is None else grams
    if (quantity > 0) != (grams > 0):
        raise Refused(_("Jumlah dan berat tidak cocok: isi keduanya, atau nol untuk keduanya."))
    return possible(quantity, grams)


def _figure_keys(client_id: UUID, kind: str, lot: Harvest, true: Weighing) -> list[UUID]:
    """The client_ids of the movements that a form writes; they hold its figures, so a changed form is a new act."""
    figures = f"{kind} {lot.pk} {true.quantity:.3f} {true.grams}"
    return [uuid5(client_id, f"{figures} {part}") for part in range(2)]


def _difference(
    lot: Harvest,
    now: Weighing,
    true: Weighing,
    keys: list[UUID],
    *,
    kind: str,
    verb: str,
    note: str,
    by: User,
    at: dt.datetime | None,
) -> list[StockMovement]:
    """Write the one or two movements that lead from ``now`` to ``true``."""
    row = {
        "harvest": lot,
        "kind": kind,
        "note": note,
        "recorded_by": by,
        "occurred_on": _today(lot, at),
    }
    steps = _steps(true.quantity - now.quantity, true.grams - now.grams, now)
    rows = [
        row | {"client_id": key, "quantity": step.quantity, "grams": step.grams}
        for key, step in zip(keys, steps, strict=False)
    ]
    return _write(rows, verb=verb, at=at)


def _steps(quantity: Decimal, grams: int, now: Weighing) -> list[Weighing]:
    """Units first, then weight, where one movement can't say both (fewer units that weigh more)."""
    if quantity * grams >= 0:
        return [Weighing(quantity, grams)] if quantity or grams else []
    by_units = min(now.grams, share(now.grams, abs(quantity), now.quantity)) * (
        1 if quantity > 0 else -1
    )
    return [Weighing(quantity, by_units), Weighing(Decimal(0), grams - by_units)]


def price(*, movement: StockMovement, amount: int, by: User) -> StockMovement:
    """Fill the amount (rupiah) of a sale that was recorded without one; once, the same amount again is a success.

    Raises Refused for what is no sale, or was struck.
    """
    with refused_by_database():
        _lock(movement.harvest)
        movement.refresh_from_db()
        if movement.amount not in (None, amount):
            raise Refused(
                _(
                    "Nilai penjualan ini sudah diisi. Untuk membetulkan, batalkan penjualannya lalu catat lagi."
                )
            )
        if movement.amount is None:
            if (
                movement.kind != Kind.SALE
                or movement.reverses_id
                or hasattr(movement, "reversed_by")
            ):
                raise Refused(
                    _("Hanya penjualan yang masih berlaku yang diberi nilai. Muat ulang halaman.")
                )
            movement.amount = amount
            movement.save(update_fields=["amount"])
            audit.record(
                by=by,
                verb="price_sale",
                thing=movement.harvest,
                movement=movement.pk,
                amount=amount,
            )
        return movement


def deposit(
    *,
    facility: Facility,
    sales: Sequence[StockMovement],
    reference: str,
    deposited_on: dt.date,
    by: User,
    at: dt.datetime | None = None,
) -> Deposit:
    """Record that the money of these sales was paid to the treasury; the same reference for the same sales again is a success.

    Raises Refused where a sale has no amount, was struck, or is in another deposit.
    """
    with refused_by_database():
        _locked(sale.harvest_id for sale in sales)
        wanted = {sale.pk for sale in sales}
        made = Deposit.objects.filter(facility=facility, reference=reference).first()
        if made and wanted == set(made.sales.values_list("pk", flat=True)):
            return made
        open_sales = list(
            StockMovement.objects.filter(pk__in=wanted).sales_without_deposit().exclude(amount=None)
        )
        if not wanted or len(open_sales) < len(wanted):
            raise Refused(
                _(
                    "Pilih penjualan yang nilainya sudah diisi dan belum disetor. Muat ulang halaman."
                )
            )
        row = {
            "facility": facility,
            "reference": reference,
            "deposited_on": deposited_on,
            "recorded_by": by,
        }
        made = Deposit.objects.create(
            **row, amount=sum(sale.amount for sale in open_sales), recorded_at=at or timezone.now()
        )
        StockMovement.objects.filter(pk__in=wanted).update(deposit=made)
        audit.record(
            by=by, verb="deposit_sales", thing=made, sales=sorted(wanted), amount=made.amount
        )
        return made


def _locked(pks: Iterable[int]) -> dict[int, Harvest]:
    """Lot id -> the lot as it is now, locked in ascending order."""
    return {
        lot.pk: lot
        for lot in Harvest.objects.filter(pk__in=set(pks)).select_related("facility").locked()
    }


def _lock(lot: Harvest) -> Harvest:
    return _locked([lot.pk])[lot.pk]


def _today(lot: Harvest, at: dt.datetime | None) -> dt.date:
    # A prison that was moved to a time zone further west may still live on the day before a lot's own.
    return max(lot.facility.local_day(at or timezone.now()), lot.harvested_on)


def _not_before_harvest(lot: Harvest, on: dt.date) -> None:
    # A month's opening stock would go below zero.
    if on < lot.harvested_on:
        raise Refused(_("Tanggal ini mendahului tanggal panen."))


def _not_below_zero_since(rows: list[dict[str, Any]]) -> None:
    """Refuse what a locked lot did not hold on the movements' own day and on every day since: a month would close below zero.

    What it holds by now is looked at by the verbs, and by the database.
    """
    leaving: dict[int, Weighing] = {}
    for row in rows:
        quantity, grams = leaving.get(row["harvest"].pk, (Decimal(0), 0))
        leaving[row["harvest"].pk] = Weighing(quantity - row["quantity"], grams - row["grams"])
    lots = {row["harvest"].pk: row["harvest"] for row in rows}
    held = {pk: Weighing(lot.on_hand_quantity, lot.on_hand_grams) for pk, lot in lots.items()}
    since = StockMovement.objects.filter(
        harvest__in=lots, occurred_on__gt=min(row["occurred_on"] for row in rows)
    )
    for pk, day, *moved in since.moved_by_day():
        held[pk] = Weighing(held[pk].quantity - moved[0], held[pk].grams - moved[1])
        # What comes back is never refused, not even into a day that older books left below zero.
        if leaving[pk].quantity > max(held[pk].quantity, 0) or leaving[pk].grams > max(
            held[pk].grams, 0
        ):
            raise NotThereYet(lots[pk], leaving[pk], held[pk], day)


def _made_before(
    model: type[Row], wanted: list[dict[str, Any]], one_more: UUID | None = None
) -> list[Row]:
    """The rows that the same form made before, or none; FormUsedBefore where they say something else."""
    keys = [row["client_id"] for row in wanted] + ([one_more] if one_more else [])
    made = {row.client_id: row for row in model.objects.filter(client_id__in=keys)}
    if made and len(made) != len(wanted):
        raise FormUsedBefore(next(iter(made.values())))
    for row in wanted if made else []:
        found = made.get(row["client_id"])
        if found is None or any(getattr(found, name) != value for name, value in _columns(row)):
            raise FormUsedBefore(found or next(iter(made.values())))
    return [made[row["client_id"]] for row in wanted] if made else []


def _columns(row: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        (f"{name}_id", value.pk) if isinstance(value, models.Model) else (name, value)
        for name, value in row.items()
    ]


def _write(rows: list[dict[str, Any]], *, verb: str, at: dt.datetime | None) -> list[StockMovement]:
    _not_below_zero_since(rows)
    movements = [StockMovement(**row, recorded_at=at or timezone.now()) for row in rows]
    StockMovement.objects.bulk_create(movements)
    for movement in movements:
        facts = {"movement": movement.pk, "kind": movement.kind, "grams": movement.grams}
        audit.record(by=movement.recorded_by, verb=verb, thing=movement.harvest, **facts)
    return movements
