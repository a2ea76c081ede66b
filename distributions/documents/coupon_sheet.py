"""Coupons with their stubs, eight on a page; a second print bears the same codes and says so."""

from collections.abc import Sequence

from distributions.documents.paper import Job, Paper, in_pages, named, to_take_along
from distributions.models import Coupon, PaperPrint
from distributions.models.coupon import CouponQuerySet
from rutan import papers

ON_A_PAGE = 8
TITLE = "Kupon"


def coupon_sheet(job: Job) -> Paper:
    """The live coupons of everybody who stands on the list, or of the one family of whom the print
    speaks.
    """
    before = _prints_before(job)
    cells = [_cell(coupon, before) for coupon in _coupons(job)]
    pages = in_pages(cells, ON_A_PAGE)
    data = to_take_along(job) | {"complaint": papers.complaints(job.facility), "sheets": pages}
    return Paper("coupons", TITLE, len(pages), data)


def length(job: Job) -> int:
    """How many pages it has, without drawing a code."""
    return -(-_coupons(job).count() // ON_A_PAGE)


def fits(job: Job) -> bool:
    """From the approval, which issues the codes, until the event closes."""
    return job.distribution.is_at_work and _coupons(job).exists()


def _coupons(job: Job) -> CouponQuerySet:
    coupons = Coupon.objects.live().on(job.distribution)
    if job.print and job.print.entitlement_id:
        return coupons.filter(entitlement=job.print.entitlement_id)
    return coupons


def _prints_before(job: Job) -> list[PaperPrint]:
    """This print and those that went before it."""
    if job.print is None:
        return []
    return list(job.distribution.prints.filter(pk__lte=job.print.pk))


def _cell(coupon: Coupon, prints: Sequence[PaperPrint]) -> dict[str, str | bool]:
    row, times = coupon.entitlement, sum(one.bears(coupon) for one in prints)
    return {
        **named(row),
        "reserve": row.is_reserve,
        "code": coupon.code,
        "qr": qr(coupon.code),
        "print": f"cetakan ke-{times}" if times > 1 else "",
    }


def qr(code: str) -> str:
    """The code as a picture, and nothing beside it: no address, no name."""
    # Nine signs fit the smallest symbol with the strongest correction: a fold or a thumb does no
    # harm. A fixed mask spares the search for the prettiest of eight, four fifths of the time.
    return papers.qr(code, version=1, error="h", mask=2)
