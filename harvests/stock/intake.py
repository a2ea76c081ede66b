"""What came in: the lines of a harvest form become lots, once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid5

from django.utils import timezone
from django.utils.translation import gettext as _

from harvests.models import GRAMS_OF, Commodity, Harvest, Planting, ProductionSite
from harvests.weights import possible, whole, whole_grams
from rutan import audit
from rutan.models import Facility, User
from rutan.once import made_before
from rutan.refusals import Refused, refused_by_database

# The columns that a form of harvest decides; how long the lot keeps is the commodity's.
_SAYS = ("facility", "site", "harvested_on", "commodity", "planting", "quantity", "unit", "grams")
_SAYS += ("weight_is_estimated", "worker_count", "note")


@dataclass(frozen=True)
class Line:
    """One line of a harvest form; ``grams`` is None where nothing was weighed, ``site`` where the
    form has one.
    """

    commodity: Commodity
    quantity: Decimal
    unit: str
    grams: int | None = None
    weight_is_estimated: bool = False
    worker_count: int | None = None
    note: str = ""
    planting: Planting | None = None
    site: ProductionSite | None = None

    def weight(self) -> tuple[int, bool]:
        """Grams, and whether they are an estimate; Refused where the unit doesn't tell a weight, or
        it can't be.
        """
        whole(self.quantity, self.unit)
        grams, estimated = self._weight()
        if grams < 1:
            raise Refused(
                _("Beratnya menjadi kurang dari 1 gram. Periksa jumlah dan satuannya."),
                "too_little",
                field="quantity",
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
        return (
            possible(self.quantity, whole_grams(self.quantity * self.commodity.grams_per_unit)),
            True,
        )


def line_key(client_id: UUID, index: int) -> UUID:
    """The client_id of the lot that a form's line makes."""
    return uuid5(client_id, str(index))


def record(
    *,
    facility: Facility,
    site: ProductionSite | None = None,
    harvested_on: dt.date,
    lines: Sequence[Line],
    by: User,
    client_id: UUID,
    at: dt.datetime | None = None,
) -> list[Harvest]:
    """Record one lot per line; the same form sent again returns the rows it made.

    ``site`` is the place of the lines that name none. A line without ``grams`` weighs what its unit
    (kg, g) or the commodity says, marked as an estimate. Without a planting, a line belongs to the
    one open planting of its commodity on that site, if there is one. Raises Refused where a line
    has no weight, FormUsedBefore where the form was saved with other contents.
    """
    places = [line.site or site for line in lines]
    plantings = {place: _open_plantings(place, harvested_on) for place in dict.fromkeys(places)}
    wanted = [_lot_of(line, plantings[place]) for line, place in zip(lines, places, strict=True)]
    for index, (lot, place) in enumerate(zip(wanted, places, strict=True)):
        lot.facility, lot.site, lot.recorded_by = facility, place, by
        lot.client_id = line_key(client_id, index)
        lot.harvested_on = harvested_on
        lot.best_before = harvested_on + dt.timedelta(days=lot.commodity.shelf_life_days)
    beyond = line_key(client_id, len(lines))
    try:
        with refused_by_database():
            return _made_before(wanted, by, beyond) or _record(wanted, by, at or timezone.now())
    except Refused as refused:
        # Nothing can be locked before the first row exists: of two equal requests the second waits
        # here for the first.
        if refused.facts.get("constraint") != "harvests_harvest_client_id_key":
            raise
        return _made_before(wanted, by, beyond)


def _made_before(wanted: list[Harvest], by: User, beyond: UUID | None = None) -> list[Harvest]:
    return made_before(wanted, by=by, says=_SAYS, beyond=beyond)


def _record(wanted: list[Harvest], by: User, at: dt.datetime) -> list[Harvest]:
    for lot in wanted:
        lot.recorded_at = at
    Harvest.objects.bulk_create(wanted)
    for lot in wanted:
        audit.record(
            by=by, verb="record_harvest", thing=lot, commodity=lot.commodity_id, grams=lot.grams
        )
    return _made_before(wanted, by)


def _lot_of(line: Line, plantings: dict[int, Planting]) -> Harvest:
    """What the line says, before it is known whose it is and of when."""
    grams, estimated = line.weight()
    return Harvest(
        commodity=line.commodity,
        planting=line.planting or plantings.get(line.commodity.pk),
        quantity=line.quantity,
        unit=line.unit,
        grams=grams,
        weight_is_estimated=estimated,
        worker_count=line.worker_count,
        note=line.note,
    )


def _open_plantings(site: ProductionSite, day: dt.date) -> dict[int, Planting]:
    """Commodity id -> its planting, where exactly one stands on the site that day."""
    found: dict[int, list[Planting]] = {}
    for planting in site.plantings.on(day):
        found.setdefault(planting.commodity_id, []).append(planting)
    return {
        commodity: plantings[0] for commodity, plantings in found.items() if len(plantings) == 1
    }
