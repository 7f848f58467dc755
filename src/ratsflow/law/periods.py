"""Count days, weeks and months the way council law does (Fristen).

A period is a calendar matter of the place: moments become days in Europe/Berlin first.
Whether a period that ends on a Saturday, Sunday or holiday runs on to the next working
day is disputed for council law, so a `Deadline` always carries both answers (CNT-4).

What is no calendar day, no whole number, or too small a one, is refused with
`InvalidInputError`; so is what leaves the calendar. Holidays are those of the place, for
example from `state_holidays`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Container, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from ratsflow._moved import words
from ratsflow.canonical import day_of, moment_of
from ratsflow.errors import Both, DefinitionError, InvalidInputError, UnknownNameError
from ratsflow.law.counting import whole
from ratsflow.law.local import Law
from ratsflow.law.sentences import said
from ratsflow.model.closed_list import ClosedList


_ZONE = "Europe/Berlin"
BERLIN = ZoneInfo(_ZONE)
"""The time of the place, in which all German councils meet."""
_LATE = 21
"""The hour from which the day in UTC and in Germany may differ."""
_SATURDAY = 5
_FIRST_YEAR = 1991
"""The first whole year of the law that the calendar's data follow."""
_ALIASES = {"NRW": "NW"}
"""How councils write a subdivision that ISO 3166-2 writes otherwise."""


# --------------------------------------------------------------------- days and moments


def calendar_day(value: date, where: str) -> date:
    """Return a calendar day, or refuse whatever else was handed in."""
    # a datetime is a date to Python, but its day depends on the zone
    if isinstance(value, datetime):
        raise said.invalid("day.none", where, value=value)
    return day_of(value, where)


def shift(day: date, days: int) -> date:
    """Return the day so many days later, or earlier if they are negative."""
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise said.invalid("day.calendar", "days", days=days, day=day) from error


def local_day(moment: datetime) -> date:
    """Return the calendar day of an aware moment in Germany.

    Raises:
        NaiveTimeError: the datetime has no zone.
    """
    moment = moment_of(moment, "moment")
    # Germany is never more than three hours ahead of UTC and never behind it.
    if moment.tzinfo is UTC and moment.hour < _LATE:
        return moment.date()
    try:
        return moment.astimezone(ZoneInfo(_ZONE)).date()
    except OverflowError as error:
        raise said.invalid("day.moment", "moment", moment=moment) from error


# ------------------------------------------------------------------------ working days


class UnknownHolidaysError(InvalidInputError):
    """There are no data on the holidays of a year.

    Attributes:
        year: the year.
        first, last: the years of which there are.
    """

    def __init__(self, year: int, first: int, last: int) -> None:
        super().__init__(
            said("holidays.unknown", year=year),
            "years",
            said("holidays.cure", first=first, last=last),
        )
        self.year = year
        self.first = first
        self.last = last

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.year, self.first, self.last)


def state_holidays(state: str, years: Iterable[int]) -> frozenset[date]:
    """Return the public holidays of a state (gesetzliche Feiertage).

    Holidays of a part of a state only, such as Assumption Day in most of Bavaria and
    the Peace Festival in Augsburg, are not among them; add them to the set.

    Args:
        state: the subdivision by ISO 3166-2, for example ``BY`` (`state.holidays` of a
            law); ``NRW`` is read as ``NW``.
        years: the years wanted.

    Raises:
        UnknownNameError: Germany has no such subdivision.
        UnknownHolidaysError: there are no data on the holidays of a year.

    References:
        § 193 BGB, § 31 Abs. 3 VwVfG; rule CNT-4.
    """
    wanted = [whole(year, "year", 1) for year in years]
    # large package; most callers never ask for a holiday
    from holidays import country_holidays  # noqa: PLC0415

    known = country_holidays("DE").subdivisions
    if _ALIASES.get(state, state) not in known:
        raise UnknownNameError(Both("state", "Land"), str(state), known)
    if not wanted:
        return frozenset()
    found = country_holidays("DE", subdiv=_ALIASES.get(state, state), years=wanted)
    # Of other years the package has no data, and tells that there was no holiday.
    first, last = max(_FIRST_YEAR, found.start_year), found.end_year
    for year in wanted:
        if not first <= year <= last:
            raise UnknownHolidaysError(year, first, last)
    return frozenset(found)


HOLIDAYS = "state.holidays"
"""The norm that says whose public holidays count."""


def holidays_of(law: Law, years: Iterable[int]) -> frozenset[date]:
    """Return the public holidays that count by a law; see `state_holidays`.

    Raises:
        MissingValueError: the law does not say whose holidays count.
    """
    # the sets of values of the first release named the state alone
    known = law.values.get(HOLIDAYS) or law.state or law[HOLIDAYS]
    return _known(known, tuple(years))


_known = lru_cache(256)(state_holidays)


def is_working_day(day: date, holidays: Container[date] = frozenset()) -> bool:
    """Tell whether a day is neither weekend nor holiday (Werktag ohne Samstag)."""
    return calendar_day(day, "day").weekday() < _SATURDAY and day not in holidays


def rollover(day: date, holidays: Container[date] = frozenset()) -> date:
    """Return the last day of a period itself, or the next working day.

    References:
        § 193 BGB, § 31 Abs. 3 VwVfG; disputed for council law, rule CNT-4.
    """
    day = calendar_day(day, "day")
    while not is_working_day(day, holidays):
        day = shift(day, 1)
    return day


def _walk(day: date, n: int, holidays: Container[date], step: int) -> date:
    calendar_day(day, "day")
    for _ in range(whole(n, "working days", 1)):
        day = shift(day, step)
        while not is_working_day(day, holidays):
            day = shift(day, step)
    return day


def working_days_after(
    day: date, n: int, holidays: Container[date] = frozenset()
) -> date:
    """Return the n-th working day after a day, which is not counted (Arbeitstage)."""
    return _walk(day, n, holidays, 1)


def working_days_before(
    day: date, n: int, holidays: Container[date] = frozenset()
) -> date:
    """Return the n-th working day before a day, which is not counted (Arbeitstage)."""
    return _walk(day, n, holidays, -1)


# ---------------------------------------------------------------------- ends of periods


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
                Both("deadline", "Frist"),
                [said("deadline.order", lenient=self.lenient, strict=self.strict)],
            )

    def is_over(self, day: date) -> bool:
        """Tell whether the period has ended for everybody before that day."""
        return calendar_day(day, "day") > self.lenient

    @property
    def free_from(self) -> date:
        """The first day on which a standstill is certainly over."""
        return shift(self.lenient, 1)


@attrs.frozen
class Window:
    """The days on which something may take place, both ends included.

    Raises:
        DefinitionError: the last day lies before the first.
    """

    first: date
    last: date

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            raise DefinitionError(
                Both("window", "Zeitfenster"),
                [said("window.order", last=self.last, first=self.first)],
            )

    def covers(self, day: date) -> bool:
        """Tell whether a day lies inside."""
        return self.first <= calendar_day(day, "day") <= self.last


def deadline(last: date, holidays: Container[date] = frozenset()) -> Deadline:
    """Return both answers for a period that ends on a day (rule CNT-4)."""
    return Deadline(calendar_day(last, "last"), rollover(last, holidays))


def nth_day_after(day: date, n: int, count_event_day: bool = False) -> date:
    """Return the last day of a period of n days, at least 1.

    Args:
        day: the day of the event.
        n: days.
        count_event_day: True if the day of the event is the first of them.

    References:
        § 187 Abs. 1, § 188 Abs. 1 BGB; rules CNT-4, L-1, L-4.
    """
    whole(n, "days", 1)
    return shift(calendar_day(day, "day"), n - 1 if count_event_day is True else n)


def add_weeks(day: date, n: int) -> date:
    """Return the last day of a period of n weeks from an event: the same weekday.

    References:
        § 188 Abs. 2 BGB; rules CNT-4, L-7.
    """
    return nth_day_after(day, 7 * whole(n, "weeks", 1))


def add_months(day: date, n: int) -> date:
    """Return the last day of a period of n months from an event: the same number in the month.

    If the month is too short for it, its last day.

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
    """Tell whether at least so many days lie between two events, the first not counted.

    References:
        § 66 Abs. 1 S. 2 Nr. 1, § 71 Abs. 7 S. 3 GO NRW; rule N-4.
    """
    between = calendar_day(end, "end") - calendar_day(start, "start")
    return between.days >= whole(days, "days")


# --------------------------------------------------------------------------- convening


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
    """Return the last day on which an invitation still comes in time (E-3).

    Backward periods never move for weekends or holidays.

    Args:
        meeting: the day of the meeting.
        n: days of notice, at least 1.
        mode: how they are counted, by value or member of `NoticeMode`.

    Raises:
        UnknownNameError: there is no such mode.

    References:
        § 47 Abs. 2 GO NRW, § 58 Abs. 1 HGO, § 34 Abs. 1 GemO BW.
    """
    step = _NOTICE_STEPS.get(str(mode))
    if step is None:
        raise UnknownNameError(
            Both("notice mode", "Art der Ladungsfrist"), str(mode), [*_NOTICE_STEPS]
        )
    days = whole(n, "notice days", 1) + step
    return shift(calendar_day(meeting, "meeting"), -days)


def first_meeting_due(began: date, weeks: int, months: int | None) -> Deadline:
    """Return the day by which a new council first meets.

    Args:
        began: the day on which its term began.
        weeks, months: the period that is the rule, the strict end, and the one that nothing
            extends, the lenient end.

    Raises:
        DefinitionError: the period that is the rule is the longer one.

    References:
        § 47 Abs. 1 S. 2 GO NRW; rule E-1.
    """
    end = add_weeks(began, weeks)
    return Deadline(end, end if months is None else add_months(began, months))


# ------------------------------------------------- what a resolution sets running


def new_meeting_window(objected: date, min_days: int | None, max_days: int) -> Window:
    """Return the days for the meeting that decides on the mayor's objection.

    Args:
        objected: the day the period counts from: of the objection in NRW, of the first
            meeting in BW (`mayor_objection.relative_to`).
        min_days, max_days: the earliest and the latest day after it, at least 1.

    Raises:
        DefinitionError: the latest day lies before the earliest.

    References:
        § 54 Abs. 1 GO NRW, § 43 Abs. 2 GemO BW; rules L-1 and L-5.
    """
    first = objected if min_days is None else nth_day_after(objected, min_days)
    return Window(first, nth_day_after(objected, max_days))


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
        announcement_required: True if the resolution must be announced; the period begins
            with that.
        weeks: period after an announcement.
        months: period after the meeting where no announcement is required.

    Returns:
        None while the period has not begun.

    References:
        § 26 Abs. 3 GO NRW; rule L-7.
    """
    if announcement_required is not True:
        return add_months(meeting, months)
    return None if announced is None else add_weeks(announced, weeks)


def suspended(
    ends: Deadline,
    begun: date,
    since: date,
    until: date,
    holidays: Container[date] = frozenset(),
) -> Deadline:
    """Return the end of a period that did not run for some days (Hemmung).

    The days of the suspension are added to the period. Whether the day on which it
    begins is one of them is read both ways: the strict end leaves it out.

    Args:
        ends: the end without a suspension.
        begun: the day of the event from which the period runs.
        since, until: the first and the last day of the suspension.
        holidays: holidays of the place.

    References:
        § 209 BGB; § 26 Abs. 3 GO NRW; rule L-7.
    """
    for day in (begun, since, until):
        calendar_day(day, "day")
    strict = (until - max(begun, since)).days if since <= ends.strict else 0
    lenient = (until - max(begun, shift(since, -1))).days
    if since > ends.lenient or lenient <= 0:
        return ends
    last = rollover(shift(ends.strict, lenient), holidays)
    return Deadline(shift(ends.strict, max(0, strict)), max(last, ends.lenient))


def formal_defect_cure(
    announced: date, *, notice_given: bool | None, law: Law
) -> date | None:
    """Return the last day on which a formal defect of a bye-law can be asserted.

    Args:
        announced: the day of the public announcement.
        notice_given: whether the announcement carried the statutory notice.
        law: the law whose months count, as it was on that day.

    Returns:
        None if nothing is ever cured; an unknown notice counts as missing.

    Raises:
        MissingValueError: the law does not say the months.

    References:
        The norm ``formal_defect.months``; rules L-12 and N-3.
    """
    calendar_day(announced, "announced")
    if notice_given is not True:
        return None
    return add_months(announced, law.at(announced)["formal_defect.months"])


def bias_time_bar(since: date, months: int, longest: int | None = None) -> Deadline:
    """Return until when bias can be asserted.

    Args:
        since: the day of the resolution or of its announcement.
        months: the shorter period that may apply, the strict day.
        longest: the longer one where it is not settled which applies (NRW), the lenient day:
            cured for certain only after that.

    Raises:
        DefinitionError: the longer period is shorter.

    References:
        § 54 Abs. 4 GO NRW (length not verified), § 18 Abs. 6 GemO BW, § 25 Abs. 6 HGO;
        rule G-7.
    """
    longest = months if longest is None else longest
    return Deadline(add_months(since, months), add_months(since, longest))


__getattr__ = words(__name__, {"end_of_day": "ratsflow.law.former.end_of_day"})
