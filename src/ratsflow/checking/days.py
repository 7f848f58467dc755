"""The days among which a stated day is sought: those around which rules can answer otherwise.

A rule compares a stated day with the day of the step, with that of a meeting or with another
stated day, often a period of law away. Which of these it does is never read off its text: it
is asked on each day of the list, and where its answer changes a region begins. So the list
holds every day of a year and more before today and of the two months that come, beyond that
the first and the last of each month or so, and both sides of every border that a period of
the law on file draws.
"""

from __future__ import annotations

import re

from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from ratsflow.law.local import Law
from ratsflow.law.periods import add_months, local_day
from ratsflow.model import Meeting
from ratsflow.procedure.case import Case


FEW = (0, -1, -30, 30)
"""Days from today of which one is stated where no rule at hand asks for a certain one."""

_NEAR, _CLOSELY = range(-400, 61), 31
_WEEK = 7
_FAR = (*range(-4000, -400, 30), *range(61, 1500, 30))
_UNIT = re.compile(r"(?:^|[._])(hour|day|week|month|year)s?(?:$|[._])")
_WORKING = "working"
_NONE: Mapping[str, Any] = {}


def around(day: date, known: Iterable[date], law: Law) -> list[date]:
    """Return the days among which a stated day is sought, the earliest first.

    Args:
        day: the day of the step that states it.
        known: other days that a rule may compare it with.
        law: its periods are counted from each of these days, both ways.
    """
    found = {day + timedelta(each) for each in (*_NEAR, *_FAR)}
    return sorted(found | _borders(day, known, law))


def marked_in(
    values: Sequence[Any], day: date, known: Iterable[date], law: Law
) -> list[int]:
    """Return at which of these days a rule is asked first: where it answers two alike, it is not asked between.

    On each within a month and beyond the year, weekly else, at both ends, and around each
    border that a period draws. Of what is no such list, on each.
    """
    if len(values) < len(_NEAR) or type(values[0]) is not date:
        return list(range(len(values)))
    borders, away = _borders(day, known, law), [(each - day).days for each in values]
    return [
        index
        for index, days in enumerate(away)
        if abs(days) <= _CLOSELY
        or days % _WEEK == 0
        or days not in _NEAR
        or values[index] in borders
        or index in (0, len(away) - 1)
    ]


def _borders(day: date, known: Iterable[date], law: Law) -> set[date]:
    """Return both sides of where periods of law end that are counted from some days, both ways."""
    periods, found = sorted(set(_periods(law))), set[date]()
    for anchor in {day, *known}:
        for border in (anchor, *_at(anchor, periods)):
            found |= {border + timedelta(each) for each in (-1, 0, 1)}
    return found


def stated_in(
    case: Case, inputs: Mapping[str, Any] = _NONE, *, but: str = ""
) -> tuple[date, ...]:
    """Return the days that a case states: of its facts and meetings, and of a step's other inputs.

    Args:
        case: the case.
        inputs: what the step takes in, as the engine hands it on: days as texts.
        but: the input for which a day is sought.
    """
    facts = [value for name, value in inputs.items() if name != but]
    texts = (each for each in (*case.facts.values(), *facts) if isinstance(each, str))
    stated = {_day_of(each) for each in texts}
    held = {e.meeting.day for e in case.consultations if e.meeting is not None}
    held |= {each.day for each in facts if isinstance(each, Meeting)}
    return tuple(sorted({each for each in stated if each is not None} | held))


def _day_of(text: str) -> date | None:
    """Return the day that a fact tells as a day or a moment; None of other texts."""
    if text[4:5] != "-" or text[7:8] != "-":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return local_day(datetime.fromisoformat(text))
    except ValueError:
        return None


def _periods(law: Law) -> Iterator[tuple[str, int]]:
    """Yield unit and number of each period that the law on file states."""
    for name, value in law.values.items():
        unit = _UNIT.search(name)
        if unit is None or isinstance(value, bool) or not isinstance(value, int):
            continue
        if value > 0 and _WORKING not in name:  # those end within the days of _NEAR
            yield unit.group(1), value


def _at(anchor: date, periods: Collection[tuple[str, int]]) -> Iterator[date]:
    """Yield where periods end that begin on a day, and where those begin that end on it."""
    for unit, number in periods:
        if unit in ("month", "year"):
            months = number * (12 if unit == "year" else 1)
            yield add_months(anchor, months)
            yield _months_before(anchor, months)
        else:
            days = timedelta(
                {"week": 7 * number, "hour": number // 24}.get(unit, number)
            )
            yield anchor + days
            yield anchor - days


def _months_before(day: date, months: int) -> date:
    """Return the day of the same number in an earlier month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
