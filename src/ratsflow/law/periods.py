"""Count days, weeks and months the way council law does (Fristen).

A period is a calendar matter of the place: moments become days in Europe/Berlin first.
Whether a period that ends on a Saturday, Sunday or holiday runs on to the next working
day is disputed for council law, so a `Deadline` always carries both answers.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Container, Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import attrs

from ratsflow.errors import (
    DefinitionError,
    InvalidInputError,
    NaiveTimeError,
    UnknownNameError,
)
from ratsflow.law.counting import whole


_ZONE = "Europe/Berlin"
_SATURDAY = 5
_SUBDIVISIONS = {"NRW": "NW", "BY": "BY", "BW": "BW", "NI": "NI", "HE": "HE"}
# first day on which the shorter time bar for bye-laws applies (§ 134 Abs. 1 GO NRW)
_SHORT_TIME_BAR = date(2021, 12, 15)


def _calendar_day(value: date, where: str) -> date:
    # a datetime is a date to Python, but its day depends on the zone
    if isinstance(value, datetime) or not isinstance(value, date):
        raise InvalidInputError(
            f"{value!r} is not a calendar day.",
            where,
            "Pass a date; local_day(moment) makes one from a moment.",
        )
    return value


def _shift(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise InvalidInputError(
            f"{days} days from {day} leave the calendar.", "days"
        ) from error


# ------------------------------------------------------------ forward periods


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
    return _shift(_calendar_day(day, "day"), n - 1 if count_event_day is True else n)


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
    _calendar_day(day, "day")
    years, month = divmod(day.month - 1 + whole(n, "months", 1), 12)
    year = day.year + years
    if year > date.max.year:
        raise InvalidInputError(f"{n} months from {day} leave the calendar.", "months")
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
    between = _calendar_day(end, "end") - _calendar_day(start, "start")
    return between.days >= whole(days, "days")


# ----------------------------------------------------------- backward periods


class NoticeMode(StrEnum):
    """How the days before a meeting are counted (Ladungsfrist)."""

    CLEAR = "clear"
    """Neither the day of receipt nor the day of the meeting counts."""
    NTH_DAY_BEFORE = "nth_day_before"
    """One of the two counts: received by the n-th day before the meeting."""
    BOTH_COUNT = "both_count"
    """Both days count."""


_NOTICE_STEPS = {
    NoticeMode.CLEAR: 1,
    NoticeMode.NTH_DAY_BEFORE: 0,
    NoticeMode.BOTH_COUNT: -1,
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
    known = [item.value for item in NoticeMode]
    if mode not in known:
        raise UnknownNameError("notice mode", str(mode), known)
    days = whole(n, "notice days", 1) + _NOTICE_STEPS[NoticeMode(mode)]
    return _shift(_calendar_day(meeting, "meeting"), -days)


# ------------------------------------------------------ weekends and holidays


def state_holidays(state: str, years: Iterable[int]) -> frozenset[date]:
    """Return the public holidays of a state (gesetzliche Feiertage).

    Holidays of a part of a state only, such as Assumption Day in most of Bavaria and
    the Peace Festival in Augsburg, are not among them; add them to the set.

    Args:
        state: ``NRW``, ``BY``, ``BW``, ``NI`` or ``HE``.
        years: the years wanted.

    Raises:
        UnknownNameError: there is no preset for that state.
        InvalidInputError: a year is no whole number.

    References:
        § 193 BGB, § 31 Abs. 3 VwVfG; rule CNT-4.
    """
    if state not in _SUBDIVISIONS:
        raise UnknownNameError("state", str(state), tuple(_SUBDIVISIONS))
    wanted = [whole(year, "year", 1) for year in years]
    # large package; most callers never ask for a holiday
    from holidays import country_holidays  # noqa: PLC0415

    if not wanted:
        return frozenset()
    return frozenset(country_holidays("DE", subdiv=_SUBDIVISIONS[state], years=wanted))


def is_working_day(day: date, holidays: Container[date] = frozenset()) -> bool:
    """Tell whether a day is neither weekend nor holiday (Werktag ohne Samstag).

    Raises:
        InvalidInputError: not a calendar day.
    """
    return _calendar_day(day, "day").weekday() < _SATURDAY and day not in holidays


def rollover(day: date, holidays: Container[date] = frozenset()) -> date:
    """Return the day itself or the next working day.

    Args:
        day: the last day of a period.
        holidays: holidays of the place, for example from `state_holidays`.

    Raises:
        InvalidInputError: not a calendar day.

    References:
        § 193 BGB, § 31 Abs. 3 VwVfG; disputed for council law, rule CNT-4.
    """
    while not is_working_day(day, holidays):
        day = _shift(day, 1)
    return day


def _walk(day: date, n: int, holidays: Container[date], step: int) -> date:
    _calendar_day(day, "day")
    for _ in range(whole(n, "working days", 1)):
        day = _shift(day, step)
        while not is_working_day(day, holidays):
            day = _shift(day, step)
    return day


def working_days_after(
    day: date, n: int, holidays: Container[date] = frozenset()
) -> date:
    """Return the n-th working day after a day (Arbeitstage, Monday to Friday).

    Args:
        day: the day of the event, not counted.
        n: working days, at least 1.
        holidays: holidays of the place.

    Raises:
        InvalidInputError: not a calendar day, or n too small.
    """
    return _walk(day, n, holidays, 1)


def working_days_before(
    day: date, n: int, holidays: Container[date] = frozenset()
) -> date:
    """Return the n-th working day before a day (Arbeitstage, Monday to Friday).

    Args:
        day: the day of the event, not counted.
        n: working days, at least 1.
        holidays: holidays of the place.

    Raises:
        InvalidInputError: not a calendar day, or n too small.
    """
    return _walk(day, n, holidays, -1)


# ------------------------------------------------------------------ deadlines


class Timeliness(StrEnum):
    """Whether something came in time."""

    IN_TIME = "in_time"
    DOUBTFUL = "doubtful"
    """In time only if weekends and holidays extend the period."""
    LATE = "late"


@attrs.frozen
class Deadline:
    """The last day of a period, both ways (Fristende).

    Attributes:
        strict: the last day if weekends and holidays do not extend the period.
        lenient: the last day if they do.

    Raises:
        DefinitionError: the lenient day lies before the strict one.
    """

    strict: date
    lenient: date

    def __attrs_post_init__(self) -> None:
        if self.lenient < self.strict:
            raise DefinitionError(
                "deadline",
                [f"The lenient day {self.lenient} lies before {self.strict}."],
            )

    def timeliness(self, day: date) -> Timeliness:
        """Tell whether an act on that day was in time.

        Raises:
            InvalidInputError: not a calendar day.
        """
        if _calendar_day(day, "day") <= self.strict:
            return Timeliness.IN_TIME
        return Timeliness.DOUBTFUL if day <= self.lenient else Timeliness.LATE

    def is_over(self, day: date) -> bool:
        """Tell whether the period has ended for everybody before that day.

        Raises:
            InvalidInputError: not a calendar day.
        """
        return _calendar_day(day, "day") > self.lenient

    @property
    def free_from(self) -> date:
        """Return the first day on which a standstill is certainly over."""
        return _shift(self.lenient, 1)


def deadline(last: date, holidays: Container[date] = frozenset()) -> Deadline:
    """Return both answers for a period that ends on a day.

    Args:
        last: the last day, from `nth_day_after`, `add_weeks` or `add_months`.
        holidays: holidays of the place.

    Raises:
        InvalidInputError: not a calendar day.

    References:
        Rule CNT-4.
    """
    return Deadline(last, rollover(last, holidays))


@attrs.frozen
class Window:
    """The days on which something may take place, both ends included.

    Attributes:
        first: first day.
        last: last day.

    Raises:
        DefinitionError: the last day lies before the first.
    """

    first: date
    last: date

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            raise DefinitionError(
                "window", [f"The last day {self.last} lies before {self.first}."]
            )

    def covers(self, day: date) -> bool:
        """Tell whether a day lies inside.

        Raises:
            InvalidInputError: not a calendar day.
        """
        return self.first <= _calendar_day(day, "day") <= self.last


def new_meeting_window(objected: date, min_days: int, max_days: int) -> Window:
    """Return the days for the meeting that decides on the mayor's objection.

    Args:
        objected: the day the period counts from: of the objection in NRW, of the first
            meeting in BW (preset ``mayor_objection.relative_to``).
        min_days: earliest day after it, at least 1.
        max_days: latest day after it.

    Raises:
        InvalidInputError: not a calendar day or no whole numbers.
        DefinitionError: the latest day lies before the earliest.

    References:
        § 54 Abs. 1 GO NRW, § 43 Abs. 2 GemO BW; rules L-1 and L-5.
    """
    return Window(nth_day_after(objected, min_days), nth_day_after(objected, max_days))


def initiative_end(
    meeting: date,
    announced: date | None,
    *,
    announcement_required: bool,
    weeks: int,
    months: int,
) -> date | None:
    """Return the last day for a citizens' initiative against a resolution.

    Args:
        meeting: the day of the resolution.
        announced: the day of its public announcement, None if there was none yet.
        announcement_required: True if the resolution must be announced.
        weeks: period after an announcement.
        months: period after the meeting where no announcement is required.

    Returns:
        None while a required announcement is missing: the period has not begun.

    Raises:
        InvalidInputError: not calendar days or no whole numbers.

    References:
        § 26 Abs. 3 GO NRW; rule L-7.
    """
    if announcement_required is not True:
        return add_months(meeting, months)
    return None if announced is None else add_weeks(announced, weeks)


def formal_defect_cure(announced: date, *, notice_given: bool | None) -> date | None:
    """Return the last day on which a formal defect of a bye-law can be asserted (NRW).

    Args:
        announced: the day of the public announcement.
        notice_given: whether the announcement carried the statutory notice.

    Returns:
        None if nothing is ever cured; an unknown notice counts as missing.

    Raises:
        InvalidInputError: not a calendar day.

    References:
        § 7 Abs. 6, § 134 Abs. 1 GO NRW (six months for announcements since
        2021-12-15, one year before); rules L-12 and N-3.
    """
    _calendar_day(announced, "announced")
    if notice_given is not True:
        return None
    return add_months(announced, 6 if announced >= _SHORT_TIME_BAR else 12)


def bias_time_bar(since: date, months: int, longest: int | None = None) -> Deadline:
    """Return until when bias can be asserted.

    Args:
        since: the day of the resolution or of its announcement.
        months: the shorter period that may apply.
        longest: the longer one where it is not settled which applies (NRW).

    Returns:
        The shorter period as the strict day, the longer one as the lenient day: cured
        for certain only after that.

    Raises:
        InvalidInputError: not a calendar day or no whole numbers.
        DefinitionError: the longer period is shorter.

    References:
        § 54 Abs. 4 GO NRW (length not verified), § 18 Abs. 6 GemO BW, § 25 Abs. 6 HGO;
        rule G-7.
    """
    longest = months if longest is None else longest
    return Deadline(add_months(since, months), add_months(since, longest))


# -------------------------------------------------------------- moments, days


def local_day(moment: datetime) -> date:
    """Return the calendar day of a moment in Germany.

    Args:
        moment: an aware datetime.

    Raises:
        NaiveTimeError: the datetime has no zone.
        InvalidInputError: not a datetime, or at the edge of the calendar.
    """
    if not isinstance(moment, datetime):
        raise InvalidInputError(
            f"{moment!r} is not a moment.", "moment", "Pass an aware datetime."
        )
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise NaiveTimeError("moment", moment)
    try:
        return moment.astimezone(ZoneInfo(_ZONE)).date()
    except OverflowError as error:
        raise InvalidInputError(f"{moment} leaves the calendar.", "moment") from error


def end_of_day(day: date) -> datetime:
    """Return the first moment after a German calendar day, in UTC.

    An act is in time if its moment lies before it. On the days of the clock change the
    day has 23 or 25 hours; UTC keeps differences between moments true.

    Raises:
        InvalidInputError: not a calendar day.

    References:
        § 188 Abs. 1 BGB; rule CNT-4.
    """
    following = _shift(_calendar_day(day, "day"), 1)
    midnight = datetime.combine(following, time(), tzinfo=ZoneInfo(_ZONE))
    return midnight.astimezone(UTC)
