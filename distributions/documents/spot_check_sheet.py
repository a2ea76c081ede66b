"""The sheet for whoever phones in a spot check: four lines, and what is asked. It names no WBP, no
relation, no NIK and no evidence.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from distributions.documents.paper import Job, Paper, named, place, render
from distributions.models import Absence, DrawnFamily, SpotCheckAnswer, SpotCheckSheet
from distributions.models.spot_check import OF_ABSENT, OF_SERVED
from rutan import audit
from rutan.formats import saat, telepon
from rutan.language import in_office_language
from rutan.models import User

TITLE = "Lembar uji petik"


def spot_check_sheet(job: Job, sheet: SpotCheckSheet) -> Paper:
    """One page for all families that were drawn."""
    rows = sheet.spot_check.drawn.with_family()
    data = place(job) | {
        "prison": job.facility.name,
        "caller": sheet.who,
        "given": f"{sheet.recorded_by}, {saat(sheet.recorded_at)}",
        "reasons": [str(reason.label) for reason in Absence.Reason],
        "families": [_line(row) for row in rows],
    }
    return Paper("spotcheck", TITLE, 1, data)


def _line(row: DrawnFamily) -> dict[str, Any]:
    asked = OF_ABSENT if row.was_absent else OF_SERVED
    return named(row.entitlement) | {
        "phone": telepon(row.phone) if row.phone else "",
        "absent": row.was_absent,
        "questions": list(_asked(asked)),
    }


def _asked(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        yield str(SpotCheckAnswer._meta.get_field(name).verbose_name)


def print_sheet(*, sheet: SpotCheckSheet, by: User, at: dt.datetime) -> bytes:
    """The PDF of a sheet as it was handed out; who printed it is written down. Raises
    papers.PaperFailed.
    """
    job = Job(sheet.spot_check.distribution, at)
    with in_office_language(), timezone.override(job.facility.tzinfo):
        pdf = render([spot_check_sheet(job, sheet)], job=job)
    facts = {"paper": "spot-check", "sheet": sheet.pk}
    audit.record(by=by, verb="print_paper", thing=job.distribution, **facts)
    return pdf
