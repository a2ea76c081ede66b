"""The flow of stock over a month."""

import datetime as dt
import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harvests.reports import stock_report
from rutan.access import allow
from rutan.answers import today_of
from rutan.days import month_of


@allow("view_harvests")
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    today = today_of(request)
    first = first_of(request.GET.get("month", ""), today)
    last = month_of(first)[1]
    context = {
        "report": stock_report(facility=request.user.facility, first=first, last=last),
        "month": first,
        "previous": first - dt.timedelta(days=1),
        "following": last + dt.timedelta(days=1) if last < today else None,
        "is_running": last >= today,
        "today": today,
    }
    return render(request, "harvests/month.html", context)


def first_of(asked: str, today: dt.date) -> dt.date:
    """The first day of ``2026-11``; of this month where that is no month of 2000 to now."""
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", asked, flags=re.ASCII)
    this = month_of(today)[0]
    return min(dt.date(int(found[1]), int(found[2]), 1), this) if found else this
