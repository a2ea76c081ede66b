"""The course of an event, by the hours that its rows bear: nothing that nobody wrote down."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from distributions.documents.paper import Job
from distributions.models import PackageMovement
from distributions.reports import Line, Run
from distributions.reports.packages import packages
from distributions.reports.sentences import families
from rutan.formats import jam, tanggal_pendek

Moment = tuple[dt.datetime | None, str]


def course(job: Job) -> list[list[str]]:
    """Hour and what happened, the first first; with its day where that is not the event's."""
    event, report = job.distribution, job.report
    packed = [run for run in report.runs if run.kind == PackageMovement.Kind.PACKED]
    moments = [
        *_packing(packed),
        (event.opened_at, "Kegiatan dibuka"),
        *_handing_over(report.served),
        (event.reopened_at, "Kegiatan dibuka kembali"),
        (event.closed_at, "Kegiatan ditutup"),
    ]
    told = [(at, what) for at, what in moments if at]
    return [[_hour(job, at), what] for at, what in sorted(told, key=lambda moment: moment[0])]


def _hour(job: Job, at: dt.datetime) -> str:
    event = job.distribution
    own = event.is_one_day and job.facility.local_day(at) == event.day
    return jam(at) if own else f"{tanggal_pendek(at)}, {jam(at)}"


def _packing(runs: Sequence[Run]) -> Iterator[Moment]:
    """Packages are often written down after they stood on the table, and that is what is said."""
    together = packages(sum(run.packages for run in runs))
    if len(runs) > 1:
        yield min(run.at for run in runs), "Pengemasan mulai dicatat"
        yield max(run.at for run in runs), f"Pengemasan selesai dicatat: {together}"
    elif runs:
        yield runs[0].at, f"Pengemasan dicatat: {together}"


def _handing_over(served: Iterable[Line]) -> Iterator[Moment]:
    lines = sorted(served, key=lambda line: line.at)
    by_head = [line.at for line in lines if line.by_head]
    if by_head:
        yield by_head[0], f"Kepala Rutan menyerahkan paket kepada {families(len(by_head))}"
    if len(lines) > 1:
        yield lines[0].at, "Penyerahan pertama"
        yield lines[-1].at, f"Penyerahan terakhir, seluruhnya {families(len(lines))}"
    elif lines:
        yield lines[0].at, f"Penyerahan kepada {families(1)}"
