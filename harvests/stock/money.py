"""The money of sales: what each brought, and its way to the treasury."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from harvests.models import Deposit, StockMovement
from harvests.stock.books import lock, locked
from rutan import audit
from rutan.columns import write
from rutan.models import Facility, User
from rutan.refusals import Refused, refused_by, refused_by_database

Kind = StockMovement.Kind


def price(*, movement: StockMovement, amount: int, by: User) -> StockMovement:
    """Fill the amount (rupiah) of a sale that was recorded without one; once, the same amount again
    is a success.

    Raises Refused for what is no sale, or was struck.
    """
    with refused_by_database():
        lock(movement.harvest)
        movement.refresh_from_db()
        if movement.amount not in (None, amount):
            raise Refused(
                _(
                    "Nilai penjualan ini sudah diisi. Untuk membetulkan, batalkan penjualannya lalu"
                    " catat lagi."
                )
            )
        if movement.amount is None:
            if (
                movement.kind != Kind.SALE
                or movement.reverses_id
                or hasattr(movement, "reversed_by")
            ):
                raise refused_by("only_the_sale_itself_has_an_amount")
            write(movement, amount=amount)
            audit.record(
                by=by,
                verb="price_sale",
                thing=movement.harvest,
                movement=movement.pk,
                amount=amount,
            )
        return movement


def refuse_used_reference(facility: Facility, reference: str) -> None:
    """Raise Refused where a deposit has this reference already."""
    if Deposit.objects.filter(facility=facility, reference=reference).exists():
        raise refused_by("one_deposit_per_reference")


def deposit(
    *,
    facility: Facility,
    sales: Sequence[StockMovement],
    reference: str,
    deposited_on: dt.date,
    by: User,
    at: dt.datetime | None = None,
) -> Deposit:
    """Record that the money of these sales was paid to the treasury; the same reference, day and
    sales again by the same person are a success.

    Raises Refused where a sale has no amount, was struck, or is in another deposit.
    """
    with refused_by_database():
        locked(sale.harvest_id for sale in sales)
        wanted = {sale.pk for sale in sales}
        row = {"facility": facility, "reference": reference, "deposited_on": deposited_on}
        row["recorded_by"] = by
        made = Deposit.objects.filter(**row).first()
        if made and wanted == set(made.sales.values_list("pk", flat=True)):
            return made
        chosen = StockMovement.objects.filter(pk__in=wanted)
        open_sales = list(chosen.sales_without_deposit().exclude(amount=None))
        if not wanted or len(open_sales) < len(wanted):
            raise Refused(
                _(
                    "Pilih penjualan yang nilainya sudah diisi dan belum disetor. Muat ulang"
                    " halaman."
                )
            )
        amount = sum(sale.amount for sale in open_sales)
        made = Deposit.objects.create(**row, amount=amount, recorded_at=at or timezone.now())
        chosen.update(deposit=made)
        facts = {"sales": sorted(wanted), "amount": amount}
        audit.record(by=by, verb="deposit_sales", thing=made, **facts)
        return made
