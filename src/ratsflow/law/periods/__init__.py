"""Count days, weeks and months the way council law does (Fristen).

A period is a calendar matter of the place: moments become days in Europe/Berlin first.
Whether a period that ends on a Saturday, Sunday or holiday runs on to the next working
day is disputed for council law, so a `Deadline` always carries both answers.
"""

from ratsflow.law.periods.aftermath import (
    bias_time_bar,
    formal_defect_cure,
    initiative_end,
    new_meeting_window,
    suspended,
)
from ratsflow.law.periods.convening import first_meeting_due, meeting_due
from ratsflow.law.periods.days import end_of_day, local_day
from ratsflow.law.periods.deadlines import Deadline, Timeliness, Window, deadline
from ratsflow.law.periods.forward import (
    add_months,
    add_weeks,
    interval_kept,
    nth_day_after,
)
from ratsflow.law.periods.notice import NoticeMode, latest_receipt
from ratsflow.law.periods.working_days import (
    UnknownHolidaysError,
    holidays_of,
    is_working_day,
    rollover,
    state_holidays,
    working_days_after,
    working_days_before,
)


__all__ = [
    "Deadline",
    "NoticeMode",
    "Timeliness",
    "UnknownHolidaysError",
    "Window",
    "add_months",
    "add_weeks",
    "bias_time_bar",
    "deadline",
    "end_of_day",
    "first_meeting_due",
    "formal_defect_cure",
    "holidays_of",
    "initiative_end",
    "interval_kept",
    "is_working_day",
    "latest_receipt",
    "local_day",
    "meeting_due",
    "new_meeting_window",
    "nth_day_after",
    "rollover",
    "state_holidays",
    "suspended",
    "working_days_after",
    "working_days_before",
]
