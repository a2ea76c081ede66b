"""Slips by which an inmate learns that his family will receive: of families that agreed to it."""

from distributions.documents.paper import Job, Paper, in_pages, to_take_along
from distributions.models import Entitlement
from distributions.models.entitlement import EntitlementQuerySet

TITLE = "Slip untuk WBP"
ON_A_PAGE = 8


def slips(job: Job) -> Paper:
    """One for each inmate, by block: whoever carries them round goes from door to door."""
    told = {
        row.inmate_id: {"name": row.inmate.name, "block": row.inmate.block} for row in _rows(job)
    }
    rows = sorted(told.values(), key=lambda one: (one["block"], one["name"]))
    pages = in_pages(rows, ON_A_PAGE)
    return Paper("slips", TITLE, len(pages), to_take_along(job) | {"sheets": pages})


def length(job: Job) -> int:
    return max(1, -(-_rows(job).values("inmate").distinct().order_by().count() // ON_A_PAGE))


def fits(job: Job) -> bool:
    """From the approval until the event closes, where a family agreed."""
    return job.distribution.is_at_work and _rows(job).exists()


def _rows(job: Job) -> EntitlementQuerySet:
    return Entitlement.objects.on(job.distribution).with_slip().select_related("inmate")
