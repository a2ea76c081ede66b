"""What grows and where: the acts on commodities, sites and plantings."""

import datetime as dt

from django.utils.translation import gettext as _

from harvests.models import Commodity, Planting, ProductionSite
from rutan import audit
from rutan.models import User
from rutan.refusals import Refused, refused_by_database


def save_commodity(*, commodity: Commodity, by: User) -> Commodity:
    """Add or change a commodity of the user's prison; Refused where the name is taken.

    A new weight of a unit counts for harvests recorded from now on: lots hold their own grams.
    """
    return _save(commodity, verb="save_commodity", by=by)


def save_site(*, site: ProductionSite, by: User) -> ProductionSite:
    """Add or change a bed, field, pond or coop of the user's prison; Refused where the name is taken."""
    return _save(site, verb="save_site", by=by)


def plant(*, planting: Planting, by: User) -> Planting:
    """Record what was sown where."""
    return _save(planting, verb="plant", by=by)


def end_planting(*, planting: Planting, on: dt.date, by: User) -> Planting:
    """The last harvest of a planting was taken; ended twice is a success. Refused before it was sown."""
    with refused_by_database():
        planting = Planting.objects.select_for_update(no_key=True, of=("self",)).get(pk=planting.pk)
        if planting.ended_on is None:
            if on < planting.planted_on:
                raise Refused(_("Tanggal selesai mendahului tanggal tanam."))
            planting.ended_on = on
            planting.save(update_fields=["ended_on"])
            audit.record(by=by, verb="end_planting", thing=planting)
        return planting


def _save(row: Commodity | ProductionSite | Planting, *, verb: str, by: User) -> Commodity | ProductionSite | Planting:
    with refused_by_database():
        row.facility_id = row.facility_id or by.facility_id
        row.save()
        audit.record(by=by, verb=verb, thing=row)
        return row
