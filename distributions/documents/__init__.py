"""The papers of an event, from facts to plain data to PDF."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from distributions.documents.kinds import (
    ALL,
    COUNTED,
    KINDS,
    MOST_DESKS,
    Kind,
    desks,
    fitting,
    together,
)
from distributions.documents.paper import Job, Paper, render
from distributions.models import Distribution
from rutan import audit
from rutan.access import verbs_of
from rutan.language import in_office_language
from rutan.models import User

__all__ = [
    "ALL",
    "COUNTED",
    "KINDS",
    "Job",
    "Kind",
    "Paper",
    "Shelf",
    "desks",
    "draw",
    "print_paper",
    "shelf",
    "together",
]


@dataclass(frozen=True)
class Shelf:
    """The papers of an event for its page: each with the address that draws it (empty where a
    print is counted, for that is a form), and how many pages all of them are together.
    """

    papers: list[tuple[Kind, str]]
    pages: int
    desks: int

    @property
    def divided(self) -> bool:
        """Whether one of them has another page for each desk."""
        return any(kind.divided for kind, _address in self.papers)

    @property
    def choices(self) -> range:
        return range(1, MOST_DESKS + 1)


def shelf(distribution: Distribution, *, user: User, asked: int | None = None) -> Shelf:
    """What this person may print of the event now; ``asked`` is for how many desks."""
    job = Job(distribution, timezone.now(), desks(distribution, asked))
    verbs = verbs_of(user)
    rows = [(kind, _address(job, kind)) for kind in fitting(job) if kind.verbs & verbs]
    everything = together(job) if "print_papers" in verbs else []
    return Shelf(rows, sum(kind.length(job) for kind in everything), job.desks)


def _address(job: Job, kind: Kind) -> str:
    if kind.key == COUNTED:
        return ""
    address = reverse("event_paper", args=[job.distribution.pk, kind.key])
    return f"{address}?desks={job.desks}" if kind.divided else address


def draw(job: Job, kinds: list[Kind]) -> bytes:
    """The PDF of these papers, one after the other, in the language and the zone of the office
    whatever the screen speaks. Raises papers.PaperFailed.
    """
    with in_office_language(), timezone.override(job.facility.tzinfo):
        return render([kind.make(job) for kind in kinds], job=job)


def print_paper(*, job: Job, kind: Kind, by: User) -> bytes:
    """One paper that nobody counts; who printed it is written down. Raises papers.PaperFailed."""
    pdf = draw(job, [kind])
    audit.record(by=by, verb="print_paper", thing=job.distribution, paper=kind.key)
    return pdf
