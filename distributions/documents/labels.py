"""Small labels for the bags: no prison, no aid, no name, for she carries it home on the bus."""

from distributions.documents.paper import Job, Paper

TITLE = "Label paket"
ON_A_PAGE = 24


def labels(job: Job) -> Paper:
    packed = f"{job.distribution.day:%d-%m-%Y}"
    return Paper("labels", TITLE, length(job), {"packed": packed, "sheets": length(job)})


def length(job: Job) -> int:
    """As many pages as the packages need; one where nobody knows yet."""
    return max(1, -(-job.packages // ON_A_PAGE))
