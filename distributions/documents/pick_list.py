"""The garden's sheet for the early morning: what to pick where, for packages that stock does not
fill. It bears no name, for helpers read it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from distributions.documents.packing_sheet import sources
from distributions.documents.paper import Job, Paper, place
from distributions.models import PackageItem
from distributions.packing.contents import free_lots
from harvests.models import Harvest, Planting, exactly

TITLE = "Rencana panen"
# Rows to write in what ripened besides.
BLANKS = 4


def pick_list(job: Job) -> Paper:
    """One row for each commodity of the plan; what lies in stock already is said beside it."""
    lots = free_lots(job.distribution, [item.commodity for item in job.items])
    standing = _standing(job)
    rows = [_row(job, item, lots, standing) for item in job.items]
    return Paper("picking", TITLE, 1, place(job) | {"rows": rows, "blanks": BLANKS})


def _standing(job: Job) -> Mapping[int, list[str]]:
    """The names of the sites on which each commodity stands that day. One query."""
    day = job.distribution.day
    plantings = Planting.objects.filter(
        facility=job.facility, commodity__in=[item.commodity_id for item in job.items]
    ).on(day)
    names = defaultdict(list)
    rows = plantings.order_by("planted_on", "pk").values_list("commodity_id", "site__name")
    for commodity, name in rows:
        if name not in names[commodity]:
            names[commodity].append(name)
    return names


def _row(
    job: Job, item: PackageItem, lots: Sequence[Harvest], standing: Mapping[int, list[str]]
) -> list[str]:
    """Where, what, how much to pick, for what, and what stock already gives."""
    unit = item.commodity.unit
    giving, missing = sources(job, item, lots)
    enough = bool(job.packages) and not missing
    packages = f"{job.to_pack} paket" if job.packages else "paket"
    return [
        ", ".join(standing.get(item.commodity_id, [])),
        item.commodity.name,
        "cukup dari stok" if enough else (exactly(missing, unit) if job.packages else ""),
        packages,
        _in_stock(item, giving),
    ]


def _in_stock(item: PackageItem, giving: Sequence[Harvest]) -> str:
    same = [lot for lot in giving if lot.unit == item.commodity.unit]
    total = sum((lot.on_hand_quantity for lot in same), Decimal(0))
    return f"stok {exactly(total, item.commodity.unit)}" if total else ""
