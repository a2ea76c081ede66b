"""The record by which the packages changed hands (BAST), with its annexes: the roster that was
signed, where the goods came from, and who received for which WBP.

Only the third annex names a WBP or a relation, and it is marked as restricted.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from distributions.documents import roster
from distributions.documents.paper import Job, Paper, record, table
from distributions.documents.spelled_out import counted, counted_if_any, weighed
from distributions.models import Entitlement, Handover
from distributions.reports import Content, Line, Run, weighings
from distributions.reports.packages import balance, donated
from harvests.models import exactly
from rutan import fixed_texts, papers
from rutan.formats import jam, kilogram, tanggal
from rutan.models import Seal, Signatory

TITLE = "Berita acara serah terima"
_UNLISTED = {
    Entitlement.Source.WALK_IN: "Datang langsung.",
    Entitlement.Source.RESERVE: "Dari cadangan.",
}


def handover_record(job: Job) -> list[Paper]:
    """The record and its three annexes; ``job.number`` is typed, or blank and printed as dots."""
    annexes = [_roster(job), *_origins(job), *_recipients(job)]
    return [Paper("record", TITLE, 1, _record(job)), *annexes]


def _record(job: Job) -> dict[str, Any]:
    report, event = job.report, job.distribution
    n = len(report.served)
    return record(job) | {
        "several_days": not event.is_one_day,
        "giver": papers.official(job.facility, Signatory.Office.SERVICES_HEAD, event.final_day),
        "families": counted(n),
        "packages": counted(event.packages_out),
        "more": counted_if_any(max(event.packages_out - n, 0)),
        "accepted": counted_if_any(event.accepted),
        "rows": [_row(job, content) for content in report.handed_over],
        "others": _other_contents(report.served),
        "total": weighed(report.aid.handed_over),
        "estimated": report.aid.handed_over_estimated > 0,
        "balance": balance(event),
        "donated": donated(report),
        "voids": counted_if_any(len(report.voids)) or "nihil",
        "exceptions": counted_if_any(len(report.exceptions)),
        "origin": _when_harvested(report.harvested_on),
        "weighed": weighings.said(report.weighed),
        "closing": fixed_texts.lines_of(job.facility, "record-closing"),
        "seal": _seal(job),
        **papers.both_signatures(job.facility, event.final_day),
    }


def _other_contents(served: Iterable[Line]) -> str:
    """``nomor 12 (terong, bukan sawi)``: what a desk wrote of packages that were not as packed."""
    other = [line for line in served if line.contents_note]
    return "; ".join(f"nomor {line.number} ({line.contents_note})" for line in other)


def _seal(job: Job) -> str:
    """The code of the latest seal of the event, by which its rows can be held against this paper;
    empty before it is closed. One query.
    """
    seals = job.facility.seals.filter(kind=Seal.Kind.EVENT, about=job.distribution.pk)
    last = seals.order_by("pk").last()
    return last.code if last else ""


def _row(job: Job, content: Content) -> list[str]:
    """Commodity, per package, all of them, kilograms, and how the weight is known."""
    per_package = _per_package(job.report.runs, content)
    how = "perkiraan" if content.estimated else "ditimbang"
    if per_package is None:
        return [content.commodity, "lihat Lampiran II", "", kilogram(content.grams), how]
    everything = exactly(per_package * job.distribution.packages_out, content.unit)
    one = exactly(per_package, content.unit)
    return [content.commodity, one, everything, kilogram(content.grams), how]


def _per_package(runs: Iterable[Run], content: Content) -> Decimal | None:
    """How much of it each package held, where every run packed the same."""
    wanted, found = (content.commodity, content.unit), set()
    for run in runs:
        if run.kind == "packed":
            held = {(row.commodity, row.unit): row.quantity for row in run.contents}
            found.add(held.get(wanted, Decimal(0)) / run.packages)
    return found.pop() if len(found) == 1 else None


def _when_harvested(days: list[dt.date]) -> str:
    """``tanggal 25 Oktober 2025 sampai dengan 27 Oktober 2025``."""
    if not days:
        return ""
    first, last = tanggal(days[0]), tanggal(days[-1])
    return f"tanggal {first}" if first == last else f"tanggal {first} sampai dengan {last}"


def _roster(job: Job) -> Paper:
    paper = roster.roster(replace(job, desks=1))
    data = {**paper.data, "annex": "Lampiran I"}
    return replace(paper, title="Lampiran I: daftar tanda terima", data=data)


def _origins(job: Job) -> list[Paper]:
    """Each run of packages with the lots it took, or gave back."""
    rows = []
    for run in job.report.runs:
        what, officer = [jam(run.at), run.label, str(run.packages)], run.officer
        for content in run.contents:
            lot = [
                content.commodity,
                exactly(content.quantity, content.unit),
                kilogram(content.grams, content.estimated > 0),
                "; ".join(run.origins_of(content.commodity)),
            ]
            rows.append([*what, *lot, officer])
            what, officer = ["", "", ""], ""
    columns = {
        "Pukul": 2,
        "Kegiatan": 4,
        "Paket": 2,
        "Komoditas": 4,
        "Jumlah": 4,
        "Berat (kg)": 3,
        "Asal panen": 8,
        "Petugas": 4,
    }
    return [table(job, "Lampiran II: asal isi paket", columns, rows)]


def _recipients(job: Job) -> list[Paper]:
    """Who received for whom. The collector's NIK stands masked, for the office alone."""
    masked = _masked(job)
    rows = [
        [
            str(line.number),
            line.family,
            line.village,
            _collector(line),
            masked.get(line.receipt, "–"),
            ", ".join(filter(None, (line.inmate, line.register_number))),
            line.method,
            _at(job, line),
            _remarks(line),
        ]
        for line in job.report.served
    ]
    columns = {
        "No.": 1,
        "Keluarga": 4,
        "Desa": 5,
        "Pengambil": 5,
        "NIK": 4,
        "WBP, nomor register": 6,
        "Dikenali": 3,
        "Pukul": 2,
        "Keterangan": 5,
    }
    return [table(job, "Lampiran III: penerima dan WBP (TERBATAS)", columns, rows)]


def _collector(line: Line) -> str:
    tie = line.relationship.lower()
    return f"{line.collector} ({tie})" if tie else line.collector


def _remarks(line: Line) -> str:
    """What was written down of it, after how it came to be served where no list says so."""
    return " ".join(filter(None, (_UNLISTED.get(line.source), line.note)))


def _masked(job: Job) -> dict[str, str]:
    """Receipt -> the collector's masked NIK, where it is on file. One query."""
    facts = Handover.objects.received().filter(distribution=job.distribution)
    return {
        fact.receipt: str(fact.collector_member.nik)
        for fact in facts.select_related("collector_member")
        if fact.collector_member and fact.collector_member.nik
    }


def _at(job: Job, line: Line) -> str:
    at = jam(line.at)
    return at if job.distribution.is_one_day else f"{tanggal(line.at)} {at}"


def totals(job: Job) -> dict[str, int]:
    """What somebody who holds the paper may compare: families, packages and grams."""
    report = job.report
    return {
        "families": len(report.served),
        "packages": job.distribution.packed,
        "grams": report.aid.handed_over,
        "grams_estimated": report.aid.handed_over_estimated,
    }
