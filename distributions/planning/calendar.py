"""What speaks against a day: a holiday, no visit, another event. It only warns."""

import datetime as dt

from django.utils.translation import gettext as _

from distributions.models import Distribution
from rutan.formats import tanggal
from rutan.models import Facility


def date_warnings(
    facility: Facility,
    day: dt.date,
    last_day: dt.date | None = None,
    *,
    ignoring: Distribution | None = None,
) -> list[str]:
    """Sentences about the days from ``day`` to ``last_day``; ``ignoring`` is the event that is
    being looked at.
    """
    days = [day + dt.timedelta(days=n) for n in range(min(((last_day or day) - day).days, 30) + 1)]
    return [*_other_events(facility, days, ignoring), *_holidays(days), *_no_visits(facility, days)]


def move_warnings(
    distribution: Distribution, day: dt.date, last_day: dt.date | None, *, today: dt.date
) -> list[str]:
    """Sentences about a new day that is over, or that leaves the desk open on a day of no event."""
    warnings = []
    if (last_day or day) < today:
        warnings.append(_("%(day)s sudah lewat.") % {"day": tanggal(last_day or day)})
    if distribution.is_open and not day <= today <= (last_day or day):
        warnings.append(
            _(
                "Loket kegiatan ini masih dibuka hari ini; yang diserahkan hari ini tetap tercatat"
                " pada kegiatan ini."
            )
        )
    return warnings


def _other_events(
    facility: Facility, days: list[dt.date], ignoring: Distribution | None
) -> list[str]:
    others = (
        Distribution.objects.filter(facility=facility)
        .exclude(status=Distribution.Status.CANCELLED)
        .on_days(days[0], days[-1])
    )
    if ignoring:
        others = others.exclude(pk=ignoring.pk)
    return [_("Sudah ada kegiatan lain: %(event)s.") % {"event": other} for other in others]


def holidays_of(day: dt.date) -> list[tuple[str, str]]:
    """What is celebrated on a day, each with the decree that says so; of years for which none came
    yet nothing is known.
    """
    # Imported here: the package reads all it has at its first import, which every start would wait
    # for.
    from lokal.holidays import HOLIDAY_YEARS, get_holidays, holidays_on

    if day.year not in HOLIDAY_YEARS:
        return []
    decree = get_holidays(day.year).decree
    return [(holiday.name, decree) for holiday in holidays_on(day.isoformat())]


def _holidays(days: list[dt.date]) -> list[str]:
    said = _("%(date)s adalah %(holiday)s (%(decree)s). Kegiatan tetap dapat dibuat.")
    return [
        said % {"date": tanggal(day), "holiday": name, "decree": decree}
        for day in days
        for name, decree in holidays_of(day)
    ]


def _no_visits(facility: Facility, days: list[dt.date]) -> list[str]:
    weekdays = {day.isoweekday() for day in days}
    visits = {
        _("tahanan"): facility.detainee_visit_days,
        _("narapidana"): facility.convict_visit_days,
    }
    return [
        _(
            "%(date)s bukan hari kunjungan %(status)s. Keluarga %(status)s mungkin tidak dapat"
            " datang."
        )
        % {"date": tanggal(days[0]), "status": who}
        for who, open_days in visits.items()
        if weekdays.isdisjoint(open_days)
    ]
