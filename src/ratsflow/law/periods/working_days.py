"""Weekends, holidays and the working days between them (Werktage, Feiertage)."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from ratsflow.errors import Both, InvalidInputError, UnknownNameError
from ratsflow.law.counting import whole
from ratsflow.law.local import Law
from ratsflow.law.periods.days import calendar_day, shift
from ratsflow.law.sentences import said


_SATURDAY = 5
_FIRST_YEAR = 1991
"""The first whole year of the law that the calendar's data follow."""

_ALIASES = {"NRW": "NW"}
"""How councils write a subdivision that ISO 3166-2 writes otherwise."""


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
        InvalidInputError: a year is no whole number.
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


def holidays_of(law: Law, years: Iterable[int]) -> frozenset[date]:
    """Return the public holidays that count by a law.

    Raises:
        MissingValueError: the law does not say whose holidays count.
        UnknownNameError: Germany has no such subdivision.
        UnknownHolidaysError: there are no data on the holidays of a year.
    """
    # the sets of values of the first release named the state alone
    known = law.values.get("state.holidays") or law.state or law["state.holidays"]
    return _known(known, tuple(years))


@lru_cache(256)
def _known(state: str, years: tuple[int, ...]) -> frozenset[date]:
    return state_holidays(state, years)


def is_working_day(day: date, holidays: Container[date] = frozenset()) -> bool:
    """Tell whether a day is neither weekend nor holiday (Werktag ohne Samstag).

    Raises:
        InvalidInputError: not a calendar day.
    """
    return calendar_day(day, "day").weekday() < _SATURDAY and day not in holidays


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
