"""What is set right in a lot's account: a record struck, an intake corrected, the stock counted."""

import datetime as dt
from decimal import Decimal
from uuid import UUID, uuid5

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from harvests.models import GRAMS_OF, Harvest, StockCount, StockMovement
from harvests.stock.books import day_here, lock, write
from harvests.stock.refusals import NotEnough
from harvests.weights import FIGURES_DIFFER, Weighing, on_hand, possible, share, whole, whole_grams
from rutan import audit
from rutan.formats import kg
from rutan.language import in_office_language
from rutan.models import User
from rutan.once import made_before
from rutan.refusals import Refused, refused_by, refused_by_database

Kind = StockMovement.Kind
# As long as somebody may take back with one press what he has just written.
UNDO_MINUTES = 10


def reverse(
    *, movement: StockMovement, by: User, note: str, client_id: UUID, at: dt.datetime | None = None
) -> StockMovement:
    """Strike a movement by its exact opposite of the same kind, dated today in the facility.

    Raises NotEnough where the lot can't give back what a count or correction had added, and Refused
    for a packing (packages are unpacked in their event), a reversal, and (``already_reversed``) the
    second time.
    """
    if movement.kind == Kind.PACKED:
        raise refused_by("packages_are_unpacked_not_reversed")
    if movement.reverses_id:
        raise Refused(
            _("Pembatalan tidak dibatalkan lagi. Catat penggunaannya sebagai catatan baru.")
        )
    with refused_by_database():
        lot = lock(movement.harvest)
        row = StockMovement(
            client_id=uuid5(client_id, f"reverse {movement.pk}"),
            harvest=lot,
            reverses=movement,
            kind=movement.kind,
            quantity=-movement.quantity,
            grams=-movement.grams,
            reason=movement.reason,
            note=note,
            recorded_by=by,
        )
        if made := made_before([row], by=by, says=("reverses", "note")):
            return made[0]
        if movement.quantity > lot.on_hand_quantity:
            raise NotEnough(lot, movement.quantity, lot.on_hand_quantity)
        row.occurred_on = day_here(lot, at)
        return write([row], verb="reverse_movement", at=at)[0]


def undo(*, movement: StockMovement, by: User, at: dt.datetime | None = None) -> StockMovement:
    """Take back what oneself has just written; sent twice it is one reversal.

    Raises Refused for somebody else's record or after ``UNDO_MINUTES``, and what ``reverse``
    raises.
    """
    at = at or timezone.now()
    if movement.recorded_by_id != by.pk:
        raise Refused(_("Hanya petugas yang mencatatnya yang dapat mengurungkan."), "not_yours")
    if at - movement.recorded_at > dt.timedelta(minutes=UNDO_MINUTES):
        text = _("Sudah lewat %(n)s menit. Batalkan catatan itu pada mutasi stok panennya.")
        raise Refused(text % {"n": UNDO_MINUTES}, "too_late")
    with in_office_language():
        note = _("Diurungkan")
    return reverse(movement=movement, by=by, note=note, client_id=movement.client_id, at=at)


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
    """Mend what came in: write the difference to the true intake, ``quantity`` units that weigh
    ``grams``.

    Zero units say that the lot never was. Without ``grams`` a weight from the scales stays, and an
    estimate follows the units. Raises Refused where more had already left than the true intake, or
    nothing changes.
    """
    with refused_by_database():
        lot = lock(lot)
        now = _intake(lot)
        true = _true_intake(lot, quantity, grams, now)
        keys = _figure_keys(client_id, Kind.CORRECTION, lot, true)
        first = StockMovement(client_id=keys[0], harvest=lot, kind=Kind.CORRECTION, note=note)
        if made_before([first], by=by, says=("harvest", "kind", "note")):
            return list(StockMovement.objects.filter(client_id__in=keys).in_order())
        _no_less_than_left(lot, now, true)
        if true == now:
            raise Refused(_("Tidak ada yang berubah: jumlah dan beratnya sama dengan catatan."))
        facts = {"kind": Kind.CORRECTION, "note": note, "by": by, "at": at}
        return _difference(lot, now, true, keys, verb="correct_harvest", **facts)


def refuse_as_intake(lot: Harvest, quantity: Decimal, grams: int | None = None) -> None:
    """Raise Refused where so much can't have come in: a fraction of what is whole, or less than
    left already.
    """
    now = _intake(lot)
    _no_less_than_left(lot, now, _true_intake(lot, quantity, grams, now))


def _intake(lot: Harvest) -> Weighing:
    mended = lot.movements.filter(kind=Kind.CORRECTION).aggregate(
        quantity=Sum("quantity", default=Decimal(0)), grams=Sum("grams", default=0)
    )
    return Weighing(lot.quantity + mended["quantity"], lot.grams + mended["grams"])


def _no_less_than_left(lot: Harvest, now: Weighing, true: Weighing) -> None:
    """Refuse an intake below what already left, or one that would leave units without grams or
    grams without units.
    """
    out = now.less(on_hand(lot))
    said = {"out": lot.said(*out), "weight": kg(out.grams)}
    if true.quantity < out.quantity or true.grams < out.grams:
        message = _(
            "Dari panen ini sudah keluar %(out)s. Isi paling sedikit sebanyak itu, atau batalkan"
            " dahulu penggunaannya."
        )
        raise Refused(message % said, "not_enough", field="quantity")
    if true.quantity == out.quantity and true.grams > out.grams:
        message = _(
            "%(out)s sudah keluar dan tidak ada sisanya. Isi juga berat panen sebesar %(weight)s,"
            " atau batalkan dahulu penggunaannya."
        )
        raise Refused(message % said)
    if true.quantity > out.quantity and true.grams == out.grams:
        message = _(
            "Seluruh berat %(weight)s sudah keluar. Isi juga berat panen yang benar, lebih dari"
            " %(weight)s."
        )
        raise Refused(message % said)


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
    """Opname: keep what was counted, and write the difference to the books; none where both agree.

    Without ``grams`` a unit weighs what it weighed before. Raises Refused where half an egg was
    found.
    """
    with refused_by_database():
        lot, at = _lock_at(lot, at)
        now = on_hand(lot)
        found = Weighing(quantity, _weight_as_before(lot, quantity, grams, now))
        keys = _figure_keys(client_id, Kind.COUNT, lot, found)
        row = StockCount(harvest=lot, client_id=keys[0], note=note, recorded_by=by)
        if made_before([row], by=by, says=("harvest", "note")):
            return list(StockMovement.objects.filter(client_id__in=keys).in_order())
        row.quantity, row.grams = found
        row.counted_on, row.recorded_at = day_here(lot, at), at
        row.save()
        if found == now:
            audit.record(by=by, verb="count_stock", thing=lot, kind=Kind.COUNT, grams=0)
            return []
        return _difference(
            lot, now, found, keys, kind=Kind.COUNT, verb="count_stock", note=note, by=by, at=at
        )


def _lock_at(lot: Harvest, at: dt.datetime | None) -> tuple[Harvest, dt.datetime]:
    # The clock is read under the lock: a count lies after all that was written before it.
    lot = lock(lot)
    return lot, at or timezone.now()


def _true_intake(lot: Harvest, quantity: Decimal, grams: int | None, now: Weighing) -> Weighing:
    """What really came in. What the scales said stays until they say something else; an estimate
    follows the units.
    """
    if grams is None and quantity and lot.unit not in GRAMS_OF and not lot.estimates(*now):
        grams = now.grams or lot.grams
    return Weighing(quantity, _weight_as_before(lot, quantity, grams, now))


def _weight_as_before(lot: Harvest, quantity: Decimal, grams: int | None, now: Weighing) -> int:
    """Grams of ``quantity`` units: by the unit, as weighed, or in proportion to what the lot holds
    (or held) now.
    """
    if quantity != now.quantity:
        whole(quantity, lot.unit)
    if lot.unit in GRAMS_OF:
        return possible(quantity, whole_grams(quantity * GRAMS_OF[lot.unit]))
    before = now if now.quantity else Weighing(lot.quantity, lot.grams)
    grams = share(before.grams, quantity, before.quantity) if grams is None else grams
    if (quantity > 0) != (grams > 0):
        raise Refused(FIGURES_DIFFER)
    return possible(quantity, grams)


def _figure_keys(client_id: UUID, kind: str, lot: Harvest, true: Weighing) -> list[UUID]:
    """The client_ids of the movements that a form writes; they hold its figures, so a changed form
    is a new act.
    """
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
    steps = _steps(*true.less(now), now)
    movements = [
        StockMovement(
            client_id=key,
            harvest=lot,
            kind=kind,
            quantity=step.quantity,
            grams=step.grams,
            note=note,
            recorded_by=by,
            occurred_on=day_here(lot, at),
        )
        for key, step in zip(keys, steps, strict=False)
    ]
    return write(movements, verb=verb, at=at)


def _steps(quantity: Decimal, grams: int, now: Weighing) -> list[Weighing]:
    """Units first, then weight, where one movement can't say both (fewer units that weigh more)."""
    if quantity * grams >= 0:
        return [Weighing(quantity, grams)] if quantity or grams else []
    by_units = min(now.grams, share(now.grams, abs(quantity), now.quantity)) * (
        1 if quantity > 0 else -1
    )
    return [Weighing(quantity, by_units), Weighing(Decimal(0), grams - by_units)]
