"""What grows and where: the acts on commodities, sites and plantings."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeVar

from harvests.models import Commodity, Planting, ProductionSite
from rutan import audit, editing, once
from rutan.models import Facility, User
from rutan.refusals import refused_by_database

Place = TypeVar("Place", Commodity, ProductionSite)


def save_commodity(*, commodity: Commodity, by: User) -> Commodity:
    """Add a commodity to the user's prison; the same form sent again by the same person returns the
    row it made.

    Raises FormUsedBefore, Refused where the name is taken.
    """
    return _add(commodity, verb="save_commodity", by=by)


def change_commodity(
    *, commodity: Commodity, changes: Mapping[str, Any], seen: str, by: User
) -> Commodity:
    """Change a commodity; ``seen`` is the fingerprint of the same columns as the form showed them.

    A new weight of a unit counts for harvests recorded from now on: lots hold their own grams.
    Raises Stale where somebody else changed it meanwhile, Refused where the name is taken.
    """
    return editing.change(row=commodity, changes=changes, seen=seen, verb="save_commodity", by=by)


def save_site(*, site: ProductionSite, by: User) -> ProductionSite:
    """Add a bed, field, pond or coop to the user's prison, as a commodity is added."""
    return _add(site, verb="save_site", by=by)


def change_site(
    *, site: ProductionSite, changes: Mapping[str, Any], seen: str, by: User
) -> ProductionSite:
    """Change a site; refused like a change of a commodity."""
    return editing.change(row=site, changes=changes, seen=seen, verb="save_site", by=by)


def plant(*, planting: Planting, by: User) -> Planting:
    """Record what was sown where; the same form sent again by the same person returns the row it
    made.

    Raises FormUsedBefore where its client_id made another planting.
    """
    with refused_by_database():
        # Of two equal requests the second waits here for the first.
        ProductionSite.objects.locked().get(pk=planting.site_id)
        planting.facility_id = planting.facility_id or by.facility_id
        made = once.made_before([planting], by=by)
        return made[0] if made else _save(planting, verb="plant", by=by)


def end_planting(*, planting: Planting, on: dt.date, by: User) -> Planting:
    """The last harvest of a planting was taken; ended twice is a success. Refused before it was
    sown.
    """
    with refused_by_database():
        planting = Planting.objects.locked().get(pk=planting.pk)
        if planting.ended_on is None:
            planting.ended_on = on
            planting.save(update_fields=["ended_on"])
            audit.record(by=by, verb="end_planting", thing=planting)
        return planting


def _add(row: Place, *, verb: str, by: User) -> Place:
    with refused_by_database():
        # Of two equal requests the second waits here for the first.
        Facility.objects.locked().get(pk=by.facility_id)
        row.facility_id = row.facility_id or by.facility_id
        made = once.made_before([row], by=by)
        return made[0] if made else _save(row, verb=verb, by=by)


def _save(
    row: Commodity | ProductionSite | Planting, *, verb: str, by: User
) -> Commodity | ProductionSite | Planting:
    with refused_by_database():
        row.facility_id = row.facility_id or by.facility_id
        row.recorded_at, row.recorded_by = audit.moment(), by
        row.save()
        audit.record(by=by, verb=verb, thing=row)
        return row
