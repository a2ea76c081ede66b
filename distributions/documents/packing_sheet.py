"""The sheet on the packing table: what goes into the packages, from which harvest, and a box to
strike for each. It bears no name, for helpers read it.
"""

from collections.abc import Sequence
from decimal import Decimal

from distributions.documents.paper import Job, Paper, place
from distributions.models import PackageItem
from distributions.packing.contents import Content, free_lots
from harvests.models import Harvest, exactly
from rutan.formats import tanggal_pendek

TITLE = "Lembar pengemasan"
# Where nobody can say how many packages there will be, as many boxes as the numbers go.
UNKNOWN = 60


def packing_sheet(job: Job) -> Paper:
    """Contents and packages as planned; without a list, with room for the figures."""
    lots = free_lots(job.distribution, [item.commodity for item in job.items])
    data = place(job) | {
        "packages": job.packages,
        "boxes": job.packages or UNKNOWN,
        "rows": [_row(job, item, lots) for item in job.items],
    }
    return Paper("packing", TITLE, 1, data)


def sources(job: Job, item: PackageItem, lots: Sequence[Harvest]) -> tuple[list[Harvest], Decimal]:
    """The lots in stock that give what is not packed yet, oldest first as packing takes them, and
    what is still missing after these.
    """
    content, giving = Content(item.commodity, item.quantity), []
    missing = item.quantity * job.to_pack
    for lot in content.order(lots):
        if missing <= 0:
            break
        giving.append(lot)
        missing -= lot.on_hand_quantity * content.units_in(lot)
    return giving, max(missing, Decimal(0))


def _row(job: Job, item: PackageItem, lots: Sequence[Harvest]) -> list[str]:
    unit, (giving, missing) = item.commodity.unit, sources(job, item, lots)
    places = [f"{tanggal_pendek(lot.harvested_on)}, {lot.site.name}" for lot in giving]
    if missing:
        fresh = exactly(missing, unit) if places else ""
        places.append(f"panen hari itu {fresh}".strip())
    if job.packages and not job.to_pack:
        places = ["sudah dikemas"]
    return [
        item.commodity.name,
        exactly(item.quantity, unit),
        exactly(item.quantity * job.packages, unit) if job.packages else "",
        "; ".join(places),
    ]
