"""The days that an invitation comes before a meeting (Ladungsfrist)."""

from __future__ import annotations

from datetime import date

from ratsflow.errors import Both, UnknownNameError
from ratsflow.law.counting import whole
from ratsflow.law.periods.days import calendar_day, shift
from ratsflow.model.closed_list import ClosedList


class NoticeMode(ClosedList):
    """How the days before a meeting are counted (Ladungsfrist)."""

    CLEAR = "clear"
    """Neither the day of receipt nor the day of the meeting counts."""
    NTH_DAY_BEFORE = "nth_day_before"
    """One of the two counts: received by the n-th day before the meeting."""
    BOTH_COUNT = "both_count"
    """Both days count."""


_NOTICE_STEPS = {
    NoticeMode.CLEAR.value: 1,
    NoticeMode.NTH_DAY_BEFORE.value: 0,
    NoticeMode.BOTH_COUNT.value: -1,
}


def latest_receipt(meeting: date, n: int, mode: NoticeMode) -> date:
    """Return the last day on which an invitation still comes in time.

    Args:
        meeting: the day of the meeting.
        n: days of notice, at least 1.
        mode: how they are counted, by value or member of `NoticeMode`.

    Returns:
        A calendar day; backward periods never move for weekends or holidays.

    Raises:
        InvalidInputError: not a calendar day, or n is no whole number of 1 or more.
        UnknownNameError: there is no such mode.

    References:
        § 47 Abs. 2 GO NRW, § 58 Abs. 1 HGO, § 34 Abs. 1 GemO BW; rule E-3.
    """
    step = _NOTICE_STEPS.get(str(mode))
    if step is None:
        raise UnknownNameError(
            Both("notice mode", "Art der Ladungsfrist"), str(mode), [*_NOTICE_STEPS]
        )
    days = whole(n, "notice days", 1) + step
    return shift(calendar_day(meeting, "meeting"), -days)
