"""Packages that already stand on the table: this morning's harvest and their packing in one act."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from distributions.models import Distribution, PackageMovement
from distributions.packing.contents import Content
from distributions.packing.runs import pack
from harvests import entry
from harvests.models import Commodity, ProductionSite
from harvests.stock import intake
from rutan.models import User


@dataclass(frozen=True)
class FreshLine:
    """One commodity brought in this morning: harvested here, and so much of it in each package."""

    commodity: Commodity
    site: ProductionSite
    quantity: Decimal
    per_package: Decimal
    grams: int | None = None

    @property
    def harvested(self) -> intake.Line:
        return intake.Line(
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
    """Record this morning's harvest and pack from exactly these lots, the rest ``from_stock``: one
    form, one transaction.

    Paperwork order must not stop the hall: the packages already stand on the table. Raises what
    ``pack`` raises.
    """
    at = at or timezone.now()
    with transaction.atomic():
        event, contents = Distribution.objects.locked().get(pk=distribution.pk), []
        day = event.facility.local_day(at)
        for index, line in enumerate(lines):
            lots = ()
            # A rehearsal packs the lines and harvests nothing.
            if not event.is_rehearsal:
                lots = intake.record(
                    facility=event.facility,
                    site=line.site,
                    harvested_on=day,
                    lines=[line.harvested],
                    by=by,
                    at=at,
                    client_id=_harvest_key(client_id, index),
                )
            contents.append(Content(line.commodity, line.per_package, lots=tuple(lots)))
        contents += from_stock
        facts = {"packages": packages, "by": by, "client_id": client_id, "at": at}
        return pack(distribution=event, contents=contents, **facts)
