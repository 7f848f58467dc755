"""Calendar days, and the moments at which they begin and end in Germany."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ratsflow.canonical import day_of, moment_of
from ratsflow.law.sentences import said


_ZONE = "Europe/Berlin"
_LATE = 21
"""The hour from which the day in UTC and in Germany may differ."""


def calendar_day(value: date, where: str) -> date:
    """Return a calendar day, or refuse whatever else was handed in.

    Raises:
        InvalidInputError: not a date, or a moment.
    """
    # a datetime is a date to Python, but its day depends on the zone
    if isinstance(value, datetime):
        raise said.invalid("day.none", where, value=value)
    return day_of(value, where)


def shift(day: date, days: int) -> date:
    """Return the day so many days later, or earlier if they are negative.

    Raises:
        InvalidInputError: there is no such day.
    """
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise said.invalid("day.calendar", "days", days=days, day=day) from error


def local_day(moment: datetime) -> date:
    """Return the calendar day of a moment in Germany.

    Args:
        moment: an aware datetime.

    Raises:
        NaiveTimeError: the datetime has no zone.
        InvalidInputError: not a datetime, or at the edge of the calendar.
    """
    moment = moment_of(moment, "moment")
    # Germany is never more than three hours ahead of UTC and never behind it.
    if moment.tzinfo is UTC and moment.hour < _LATE:
        return moment.date()
    try:
        return moment.astimezone(ZoneInfo(_ZONE)).date()
    except OverflowError as error:
        raise said.invalid("day.moment", "moment", moment=moment) from error


def end_of_day(day: date) -> datetime:
    """Return the first moment after a German calendar day, in UTC.

    An act is in time if its moment lies before it. On the days of the clock change the
    day has 23 or 25 hours; UTC keeps differences between moments true.

    Raises:
        InvalidInputError: not a calendar day.

    References:
        § 188 Abs. 1 BGB; rule CNT-4.
    """
    following = shift(calendar_day(day, "day"), 1)
    midnight = datetime.combine(following, time(), tzinfo=ZoneInfo(_ZONE))
    return midnight.astimezone(UTC)
