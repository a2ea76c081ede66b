"""The records of goods: from the garden to those who pack them (BAST hasil panen), and of packages
that were spoiled. Neither names a family.
"""

from collections.abc import Iterable
from typing import Any

from distributions.documents.paper import Job, Paper, place
from distributions.documents.words import counted, dated, weighed
from distributions.models import Distribution, PackageMovement
from distributions.packing import back
from distributions.reports import Run
from distributions.reports.packages import balance
from harvests.models import exactly
from rutan import papers
from rutan.formats import kilogram
from rutan.models import Signatory

TRANSFER, SPOILAGE = "Berita acara serah terima hasil panen", "Berita acara hasil panen rusak"


def was_packed(distribution: Distribution) -> bool:
    return distribution.packed > 0


def has_lost(distribution: Distribution) -> bool:
    return distribution.lost > 0


def goods_transfer(job: Job) -> list[Paper]:
    """What was taken from the lots for packages, as it was packed; ``job.number`` is typed, or
    blank.

    The giver is whoever wrote the packing down, where that was one person: else he is dotted.
    """
    runs = _of_kind(job, PackageMovement.Kind.PACKED)
    said = _goods(job, runs) | {
        "heading": ["BERITA ACARA SERAH TERIMA", "HASIL PANEN"],
        "giver": _giver(job, runs),
        "taker": _services_head(job),
        "packages": counted(job.distribution.packed),
        "balance": balance(job.distribution),
    }
    return [Paper("goods", TRANSFER, 1, said)]


def spoilage_record(job: Job) -> list[Paper]:
    """What was in the packages that were lost, and the causes that were chosen for them."""
    said = _goods(job, _of_kind(job, PackageMovement.Kind.LOST)) | {
        "heading": ["BERITA ACARA", "HASIL PANEN RUSAK"],
        "giver": _services_head(job),
        "taker": None,
        "packages": counted(job.distribution.lost),
        "causes": ", ".join(cause.lower() for cause in back.causes_of_loss(job.distribution)),
    }
    return [Paper("goods", SPOILAGE, 1, said)]


def _of_kind(job: Job, kind: str) -> list[Run]:
    return [run for run in job.report.runs if run.kind == kind]


def _services_head(job: Job) -> dict[str, str]:
    office = Signatory.Office.SERVICES_HEAD
    return papers.official(job.facility, office, job.distribution.final_day)


def _giver(job: Job, runs: Iterable[Run]) -> dict[str, str]:
    officers = {run.officer for run in runs}
    name = officers.pop() if len(officers) == 1 else ""
    return {"position": "Petugas Pembinaan", "name": name, "nip": "", "rank": ""}


def _goods(job: Job, runs: list[Run]) -> dict[str, Any]:
    """What both records say: day, place, and the goods by commodity with their lots."""
    day = job.distribution.final_day
    contents = [(run, content) for run in runs for content in run.contents]
    grams = sum(content.grams for _run, content in contents)
    return place(job) | {
        "number": job.number,
        "date": dated(day),
        "hall": f"{job.distribution.venue} {papers.spelt_out(job.facility)}",
        "prison": papers.spelt_out(job.facility),
        "rows": [
            [
                content.commodity,
                exactly(content.quantity, content.unit),
                kilogram(content.grams),
                "perkiraan" if content.estimated else "ditimbang",
                "; ".join(run.origins_of(content.commodity)),
            ]
            for run, content in contents
        ],
        "total": weighed(grams),
        "estimated": any(content.estimated for _run, content in contents),
        "place": papers.signature(job.facility, Signatory.Office.HEAD, day)["place"],
        "head": papers.signature(job.facility, Signatory.Office.HEAD, day),
    }
