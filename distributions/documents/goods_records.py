"""The records of goods: from the garden to those who pack them (BAST hasil panen), and of packages
that were spoiled. Neither names a family.
"""

from collections.abc import Iterable
from typing import Any

from distributions.documents.paper import Job, Paper, record
from distributions.documents.spelled_out import counted, counted_if_any, weighed
from distributions.models import Distribution, PackageMovement
from distributions.packing import unpacking
from distributions.reports import Content, Run
from distributions.reports.packages import balance
from harvests.models import exactly
from rutan import papers
from rutan.formats import kilogram
from rutan.models import Signatory

TRANSFER, SPOILAGE = "Berita acara serah terima hasil panen", "Berita acara hasil panen rusak"


def was_packed(distribution: Distribution) -> bool:
    return distribution.packed > 0


def has_lost(distribution: Distribution) -> bool:
    """Whether packages were lost, or something in packages that were sorted."""
    return distribution.lost > 0 or bool(
        distribution.returned and unpacking.causes_of_loss(distribution)
    )


def goods_transfer(job: Job) -> list[Paper]:
    """What was taken from the lots for packages, as it was packed; ``job.number`` is typed, or
    blank.

    The giver is whoever wrote the packing down, where that was one person: else he is dotted.
    """
    runs = [run for run in job.report.runs if run.kind == PackageMovement.Kind.PACKED]
    said = _goods(job, [(run, content) for run in runs for content in run.contents]) | {
        "heading": ["BERITA ACARA SERAH TERIMA", "HASIL PANEN"],
        "giver": _giver(job, runs),
        "taker": _services_head(job),
        "packages": counted(job.distribution.packed),
        "balance": balance(job.distribution),
    }
    return [Paper("goods", TRANSFER, 1, said)]


def spoilage_record(job: Job) -> list[Paper]:
    """What was in the packages that were lost, or was lost of sorted ones, and the causes that were
    chosen for it.
    """
    runs, lost = [run for run in job.report.runs if run.lost], job.distribution.lost
    some = sum(run.packages for run in runs if run.kind == PackageMovement.Kind.RETURNED)
    said = _goods(job, [(run, content) for run in runs for content in run.lost]) | {
        "heading": ["BERITA ACARA", "HASIL PANEN RUSAK"],
        "giver": _services_head(job),
        "taker": None,
        "packages": counted_if_any(lost),
        "some": counted_if_any(some),
        "causes": ", ".join(cause.lower() for cause in unpacking.causes_of_loss(job.distribution)),
    }
    return [Paper("goods", SPOILAGE, 1, said)]


def _services_head(job: Job) -> dict[str, str]:
    office = Signatory.Office.SERVICES_HEAD
    return papers.official(job.facility, office, job.distribution.final_day)


def _giver(job: Job, runs: Iterable[Run]) -> dict[str, str]:
    officers = {run.officer for run in runs}
    name = officers.pop() if len(officers) == 1 else ""
    return {"position": "Petugas Pembinaan", "name": name, "nip": "", "rank": ""}


def _goods(job: Job, contents: list[tuple[Run, Content]]) -> dict[str, Any]:
    """What both records say: day, place, and the goods by commodity with their lots."""
    grams = sum(content.grams for _run, content in contents)
    head = papers.signature(job.facility, Signatory.Office.HEAD, job.distribution.final_day)
    return record(job) | {
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
        "place": head["place"],
        "head": head,
    }
