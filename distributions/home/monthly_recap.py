"""The recap of the month that ended: to be issued, then to come back signed."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from distributions.documents import months
from distributions.home.workday import Duty, Workday, door
from harvests.models import Harvest
from rutan.days import month_before
from rutan.formats import bulan

# An office that keeps no scans is not asked for one all month.
SCANNED_WITHIN = dt.timedelta(days=7)


def to_recap(work: Workday) -> Iterator[Duty]:
    """Whoever issues it is asked until it is issued; of a month in which nothing was harvested
    nobody is. Two statements.
    """
    first, last = month_before(work.today)
    if months.last_of(work.user.facility, first) is None:
        yield from _due(work, first, last)


def to_sign(work: Workday) -> Iterator[Duty]:
    """The head is asked for what somebody else issues, and for its signature. Two statements."""
    first, last = month_before(work.today)
    issued = months.last_of(work.user.facility, first)
    if issued is None:
        # Who makes the recap himself reads it among his work.
        yield from () if "propose" in work.verbs else _due(work, first, last)
    elif issued.state == "issued" and issued.issued_at > work.at - SCANNED_WITHIN:
        text = _("Rekap bulanan %(month)s terbit; hasil pindai yang ditandatangani belum ada.")
        text %= {"month": issued.about}
        yield Duty(text, _("Lihat rekap"), "pen", door("document", issued.pk))


def _due(work: Workday, first: dt.date, last: dt.date) -> Iterator[Duty]:
    if Harvest.objects.visible_to(work.user).between(first, last).exists():
        text = _("Rekap bulanan %(month)s belum diterbitkan.") % {"month": bulan(first)}
        address = door("recap_issue", query=f"?month={first:%Y-%m}")
        yield Duty(text, _("Terbitkan rekap"), "file-earmark-text", address)
