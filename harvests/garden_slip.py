"""The slip that hangs in the garden: a week, and what its last places gave, to be copied at the
office PC. No name stands on it, for helpers write on it.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from harvests.models import GRAMS_OF, Commodity, Harvest, ProductionSite, unit_word
from rutan import papers
from rutan.models import Facility, User

TITLE = "Lembar catat panen"
# Columns with a printed head on a page that lies, beside an empty one; what was harvested longest
# ago has no column.
ON_A_PAGE, MOST = 7, 21

# Site, commodity and the unit in which it was last counted.
Column = tuple[ProductionSite, Commodity, str]


def print_garden_slip(*, by: User, at: dt.datetime | None = None) -> bytes:
    """The PDF; who printed it is written down. Raises papers.PaperFailed."""
    return papers.print_blank(kind="slip", title=TITLE, make=_week, by=by, at=at)


def _week(facility: Facility) -> dict[str, Any]:
    columns = [_head(*column) for column in columns_of(facility)]
    pages = range(0, max(len(columns), 1), ON_A_PAGE)
    return {"sheets": [columns[first : first + ON_A_PAGE] for first in pages]}


def columns_of(facility: Facility) -> Sequence[Column]:
    """What was harvested last of what is still harvested, bed by bed. Three statements."""
    lots = Harvest.objects.filter(facility=facility).standing()
    sites, commodities = (
        of.objects.filter(facility=facility).active().in_bulk()
        for of in (ProductionSite, Commodity)
    )
    last = [
        (sites[site], commodities[commodity], unit)
        for site, commodity, unit in lots.last_of_each_site_and_commodity()
        if site in sites and commodity in commodities
    ]
    return sorted(last[:MOST], key=lambda column: (column[0].name, column[1].name))


def _head(site: ProductionSite, commodity: Commodity, unit: str) -> dict[str, Any]:
    """What is counted is also weighed, where somebody has a scale."""
    units = [unit_word(unit, 2)]
    return {
        "site": site.name,
        "commodity": commodity.name,
        "units": units if unit in GRAMS_OF else [*units, "kg"],
    }
