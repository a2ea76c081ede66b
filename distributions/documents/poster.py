"""The poster for hall and counter: what is in a package, and that it costs nothing."""

from distributions.documents.paper import Job, Paper, to_take_along
from harvests.models import exactly
from rutan import fixed_texts, papers

TITLE = "Pengumuman"


def poster(job: Job) -> Paper:
    contents = [
        f"{exactly(item.quantity, item.commodity.unit)} {item.commodity.name.lower()}"
        for item in job.items
    ]
    data = to_take_along(job) | {
        "contents": contents,
        "bring": fixed_texts.lines_of(job.facility, "poster-line"),
        "complaint": papers.complaints(job.facility),
        "retention": job.facility.retention_months,
    }
    return Paper("poster", TITLE, 1, data)
