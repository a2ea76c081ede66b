"""What a paper of a period would say otherwise today, row by row in the office's words: the printed
one stays as it was issued.
"""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from distributions import reports
from distributions.documents import recap
from distributions.documents.recap import Month
from distributions.models import IssuedDocument
from distributions.reports.summary import summary
from rutan.language import in_office_language


def since(document: IssuedDocument) -> list[str]:
    """Of a recap of a month, or of the head's summary. A constant number of queries."""
    with in_office_language(), timezone.override(document.facility.tzinfo):
        if document.kind == IssuedDocument.Kind.SUMMARY:
            printed, now = _tables(document.payload), _tables(_summary(document))
            return recap.changes({"tables": printed}, {"tables": now})
        job = Month(document.facility, document.period, timezone.now())
        [printed], [now] = document.payload["parts"], recap.recap(job)
        return recap.changes(printed, dict(now.data))


def _summary(document: IssuedDocument) -> dict[str, Any]:
    """The same page as it would be printed now."""
    facility, at, (first, last) = document.facility, timezone.now(), document.span
    report = reports.period(facility=facility, first=first, last=last, at=at)
    year = reports.months(facility=facility, last=last, today=facility.local_day(at))
    return summary(report, year, code=document.code)


def _tables(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a summary says in figures: the four of its head with those before, its events, the bars
    of its year, and the sentences in which everything adds up.
    """
    four = [
        [row["label"], f"{row['figure']} {row['unit']}".strip(), row["beside"]]
        for row in page["figures"]
    ]
    events = page["events"]
    bars = [
        [chart["title"], *bar.rsplit(" ", 1)]
        for chart in (page["year"]["harvested"], page["year"]["families"])
        for bar in chart["alt"].removeprefix(f"{chart['title']}: ").split("; ")
    ]
    sums = {
        "Neraca": page["flow"]["equation"],
        "Paket": page["accounted"],
        "Catatan": page["notes"],
    }
    said = [[name, text] for name, text in sums.items() if text]
    return [
        {"columns": ["Angka", "angka", "pembanding"], "rows": four, "named": ["Angka"]},
        {**events, "named": events["columns"][:2]},
        {"columns": ["Grafik", "Bulan", "angka"], "rows": bars, "named": ["Grafik", "Bulan"]},
        {"columns": ["Perihal", "kalimat"], "rows": said, "named": ["Perihal"]},
    ]
