"""The recap of a month as a paper that is issued: any time as a draft, for good once the month is
over.
"""

import datetime as dt
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from distributions.documents import recap
from distributions.documents.issuing import Issuable, issued_before, keep
from distributions.documents.recap import Month
from distributions.models import IssuedDocument
from rutan.models import Facility, User
from rutan.refusals import Refused, refused_by_database

RECAP = Issuable(
    IssuedDocument.Kind.MONTHLY_RECAP,
    "monthly-recap",
    gettext_lazy("Rekap bulanan"),
    gettext_lazy("Stok, penjualan, dan kegiatan satu bulan"),
    recap.recap,
    totals=recap.totals,
)


def issue_month(
    *,
    facility: Facility,
    first: dt.date,
    number: str,
    by: User,
    client_id: UUID,
    at: dt.datetime | None = None,
) -> IssuedDocument:
    """Draw the recap of the month that begins on ``first`` and keep its bytes; one that was issued
    before is corrected by it.

    The same form from the same person gives the document it made. Raises Refused while the month
    runs by the prison's own days, FormUsedBefore, papers.PaperFailed.
    """
    with refused_by_database():
        # Of two at once the second waits here and finds the first.
        office = Facility.objects.locked().get(pk=facility.pk)
        job = Month(office, first, at or timezone.now(), number)
        for made in issued_before(job=job, paper=RECAP, by=by, client_id=client_id):
            return made
        if not job.is_over:
            raise Refused(_("Rekap diterbitkan setelah bulannya berakhir."), "not_closed")
        before = last_of(office, first)
        return keep(job=job, paper=RECAP, replaces=before, by=by, client_id=client_id)


def last_of(facility: Facility, first: dt.date) -> IssuedDocument | None:
    """The latest recap of a month, which the next one corrects."""
    rows = IssuedDocument.objects.of_month(facility, first).latest_of_kind()
    return rows.without_bytes().first()
