"""What waits for whom on the home page, in lines that each have the door to their work."""

from distributions.home.event_calendar import calendar_of
from distributions.home.head import waiting_for_the_head
from distributions.home.today import todays_work
from distributions.home.workday import Duty, Workday, workday_of

__all__ = ["Duty", "Workday", "calendar_of", "todays_work", "waiting_for_the_head", "workday_of"]
