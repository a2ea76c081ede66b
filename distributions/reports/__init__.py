"""What the head reads: frozen objects from a period or an event, the same for page, sheet and
paper.
"""

from distributions.reports.audit_pack import MOST_DAYS, export_pack
from distributions.reports.event import Content, EventReport, Line, Run, event
from distributions.reports.months import Month, months
from distributions.reports.period import (
    District,
    EventLine,
    Figures,
    PeriodReport,
    month_to_show,
    period,
)
from distributions.reports.spreadsheet import export_event, export_period
from distributions.reports.summary import print_summary

__all__ = [
    "MOST_DAYS",
    "Content",
    "District",
    "EventLine",
    "EventReport",
    "Figures",
    "Line",
    "Month",
    "PeriodReport",
    "Run",
    "event",
    "export_event",
    "export_pack",
    "export_period",
    "month_to_show",
    "months",
    "period",
    "print_summary",
]
