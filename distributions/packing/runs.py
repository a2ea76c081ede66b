"""A run of packages, packed from lots."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from distributions.models import Distribution, PackageMovement, PackedLot
from distributions.packing.contents import Content, allocate
from harvests.models import Harvest, StockMovement
from harvests.stock import uses
from rutan import audit, once
from rutan.models import User
from rutan.refusals import Refused, refused_by, refused_by_database


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
    (needed, free, missing), FormUsedBefore where the key packed something else, or Refused
    ``not_open`` unless the event is approved or open.
    """
    at = at or timezone.now()
    with refused_by_database():
        event = Distribution.objects.locked().get(pk=distribution.pk)
        run = PackageMovement(
            distribution=event,
            kind=PackageMovement.Kind.PACKED,
            packages=packages,
            recorded_at=at,
            recorded_by=by,
            note=note,
            client_id=client_id,
            asked=_asked(contents),
        )
        for before in once.made_before([run], by=by):
            return before
        _check_packable(event, contents)
        takes = [] if event.is_rehearsal else allocate(event, packages, contents)
        run.save()
        _fill(run, takes)
        facts = {"distribution": event.pk, "packages": packages, "contents": run.asked}
        lots = [lot.pk for lot, _quantity in takes]
        audit.record(by=by, verb="pack", thing=run, lots=lots, **facts)
    return run


def _check_packable(distribution: Distribution, contents: Sequence[Content]) -> None:
    if not distribution.is_at_work:
        raise refused_by("packing_needs_an_approved_or_open_event")
    if not contents:
        raise Refused(_("Isi paket belum ditentukan."))


def _fill(run: PackageMovement, takes: Sequence[tuple[Harvest, Decimal]]) -> None:
    """What left the lots is what is in the run; a rehearsal's run is empty."""
    if not takes:
        return
    movements = uses.take(
        lots=takes,
        use=uses.Use(
            StockMovement.Kind.PACKED, run.distribution.facility.local_day(run.recorded_at)
        ),
        by=run.recorded_by,
        client_id=run.client_id,
        at=run.recorded_at,
    )
    PackedLot.objects.bulk_create(
        PackedLot(package_movement=run, stock_movement=movement) for movement in movements
    )


def _asked(contents: Sequence[Content]) -> dict[str, str]:
    """Quantities by commodity and unit, whatever their order and however often one is named."""
    asked: dict[str, Decimal] = defaultdict(Decimal)
    for content in contents:
        asked[f"{content.commodity.pk} {content.counted_in}"] += content.per_package
    return {what: f"{quantity.normalize():f}" for what, quantity in asked.items()}
