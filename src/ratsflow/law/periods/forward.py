"""Periods of days, weeks and months that run from an event (Ereignisfrist)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from ratsflow.law.counting import whole
from ratsflow.law.periods.days import calendar_day, shift
from ratsflow.law.sentences import said


def nth_day_after(
    day: date,
    n: int,
    count_event_day: bool = False,
) -> date:
    """Return the last day of a period of n days.

    Args:
        day: the day of the event.
        n: days, at least 1.
        count_event_day: True if the day of the event is the first of them.

    Raises:
        InvalidInputError: not a calendar day, or n is no whole number of 1 or more.

    References:
        § 187 Abs. 1, § 188 Abs. 1 BGB; rules CNT-4, L-1, L-4.
    """
    whole(n, "days", 1)
    return shift(calendar_day(day, "day"), n - 1 if count_event_day is True else n)


def add_weeks(day: date, n: int) -> date:
    """Return the last day of a period of n weeks: the same weekday.

    Args:
        day: the day of the event.
        n: weeks, at least 1.

    Raises:
        InvalidInputError: not a calendar day, or n is no whole number of 1 or more.

    References:
        § 188 Abs. 2 BGB; rules CNT-4, L-7.
    """
    return nth_day_after(day, 7 * whole(n, "weeks", 1))


def add_months(day: date, n: int) -> date:
    """Return the last day of a period of n months: the same number in the month.

    Args:
        day: the day of the event.
        n: months, at least 1.

    Returns:
        The last day of the month if it is too short.

    Raises:
        InvalidInputError: not a calendar day, n too small, or beyond the calendar.

    References:
        § 188 Abs. 2, 3 BGB; rules CNT-4, L-7, G-7.
    """
    calendar_day(day, "day")
    years, month = divmod(day.month - 1 + whole(n, "months", 1), 12)
    year = day.year + years
    if year > date.max.year:
        raise said.invalid("month.calendar", "months", n=n, day=day)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def interval_kept(start: date, end: date, days: int) -> bool:
    """Tell whether at least so many days lie between two events.

    Args:
        start: the day of the first event, which is not counted.
        end: the day of the second event.
        days: the interval in days.

    Raises:
        InvalidInputError: not calendar days, or a negative interval.

    References:
        § 66 Abs. 1 S. 2 Nr. 1, § 71 Abs. 7 S. 3 GO NRW; rule N-4.
    """
    between = calendar_day(end, "end") - calendar_day(start, "start")
    return between.days >= whole(days, "days")
