"""The roster that is signed at the desk: empty before the event, filled after it, one for each desk
by a range of numbers.

People sign above one another: no NIK, WBP, relation, evidence, rank or telephone stands on it, and
no word that a desk typed.
"""

from collections.abc import Sequence
from typing import Any

from distributions.documents.paper import Job, Paper, in_pages, named, place
from distributions.models import Distribution, Entitlement, Handover, IdentityMethod
from distributions.reports.counted_handovers import shown
from rutan import papers
from rutan.formats import jam, jam_zona
from rutan.models import Signatory

TITLE = "Daftar tanda terima"
# Lines for families that no list names, at each desk.
WALK_IN_LINES = 10
# Rows of 11 mm: on a whole page, and on the last one above the signatures.
_ROWS = {"A4": (18, 17), "F4": (21, 20)}


def roster(job: Job) -> Paper:
    """For each desk its rows page by page, with the sums at the foot of each page."""
    served = _served(job)
    rows = [_row(row, served.get(row.pk)) for row in job.rows]
    ends = jam_zona(job.distribution.closed_at) if _is_over(job) else ""
    desks = [_desk(job, number, part) for number, part in enumerate(shares(rows, job.desks), 1)]
    day = job.distribution.final_day
    data = place(job) | {
        "complaint": papers.complaints(job.facility),
        "desks": desks,
        "one_desk": len(desks) == 1,
        "signature": papers.signature(job.facility, Signatory.Office.SERVICES_HEAD, day),
        "over": ends,
    }
    return Paper("roster", TITLE, sum(len(desk["sheets"]) for desk in desks), data)


def length(job: Job) -> int:
    parts = shares(job.numbers, job.desks)
    return sum(len(_sheets(job, [*part, *range(_blanks(job))])) for part in parts)


def shares(rows: Sequence[Any], desks: int) -> list[list[Any]]:
    """Ranges of following rows, the first ones longer by one where they do not divide evenly; no
    more desks than there are rows, but always one.
    """
    desks = max(1, min(desks, len(rows)))
    size, longer = divmod(len(rows), desks)
    parts, start = [], 0
    for desk in range(desks):
        end = start + size + (desk < longer)
        parts.append(list(rows[start:end]))
        start = end
    return parts


def _desk(job: Job, number: int, rows: Sequence[dict]) -> dict[str, Any]:
    """A desk's ``name``, ``numbers`` (``1-23``) and ``sheets``: rows, and how many of them were
    served there and up to there.
    """
    lines = [*rows, *({"blank": True} for _line in range(_blanks(job)))]
    sheets, served = [], 0
    for page in _sheets(job, lines):
        here = sum(bool(row.get("time")) for row in page)
        served += here
        sheets.append({"rows": page, "here": here, "until_here": served})
    numbers = [row["number"] for row in rows]
    span = f"{numbers[0]}–{numbers[-1]}" if len(numbers) > 1 else "".join(numbers)
    return {"name": f"Loket {number}", "numbers": span, "sheets": sheets}


def _sheets(job: Job, lines: Sequence[Any]) -> list[list[Any]]:
    return in_pages(lines, *_ROWS[job.facility.paper_size])


def _blanks(job: Job) -> int:
    return 0 if _is_over(job) else WALK_IN_LINES


def _is_over(job: Job) -> bool:
    return job.distribution.status == Distribution.Status.CLOSED


def _served(job: Job) -> dict[int, Handover]:
    """Entitlement -> its hand-over. One query."""
    facts = Handover.objects.received().filter(distribution=job.distribution)
    facts = facts.annotate(shown=shown()).order_by("pk")
    return {fact.entitlement_id: fact for fact in facts}


def _row(row: Entitlement, fact: Handover | None) -> dict[str, Any]:
    """``number``, ``family``, ``village``, and of who was served ``time``, ``name`` as on the card,
    ``marks`` of what was unusual (also that it stood on no list, or among the reserves), and
    whether the contents ``differ``.
    """
    shown = named(row) | {"reserve": row.is_reserve, "blank": False}
    if fact is None:
        return shown | {"time": "", "name": "", "marks": [], "differs": False}
    return shown | {
        "time": jam(fact.handed_over_at),
        "name": fact.collector_name,
        "marks": _marks(row, fact),
        "differs": bool(fact.contents_note),
    }


def _marks(row: Entitlement, fact: Handover) -> list[str]:
    marks = [
        ("datang langsung", row.source == Entitlement.Source.WALK_IN),
        ("cadangan", row.source == Entitlement.Source.RESERVE),
        ("tanpa KTP", fact.shown != IdentityMethod.KTP),
        ("cap jempol", fact.thumb_print),
        ("diserahkan Kepala Rutan", fact.given_by_head),
    ]
    return [word for word, happened in marks if happened]
