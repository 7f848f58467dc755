"""The periods that a resolution sets running (Beanstandung, Bürgerbegehren, Rügefristen)."""

from __future__ import annotations

from collections.abc import Container
from datetime import date

from ratsflow.law.local import Law
from ratsflow.law.periods.days import calendar_day, shift
from ratsflow.law.periods.deadlines import Deadline, Window
from ratsflow.law.periods.forward import add_months, add_weeks, nth_day_after
from ratsflow.law.periods.working_days import rollover


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
        since: the day on which the suspension begins.
        until: the last day of the suspension.
        holidays: holidays of the place.

    Raises:
        InvalidInputError: not calendar days.

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
    announced: date, *, notice_given: bool | None, law: Law | None = None
) -> date | None:
    """Return the last day on which a formal defect of a bye-law can be asserted.

    Args:
        announced: the day of the public announcement.
        notice_given: whether the announcement carried the statutory notice.
        law: the law whose months count, as it was on that day; None for that of
            Nordrhein-Westfalen.

    Returns:
        None if nothing is ever cured; an unknown notice counts as missing.

    Raises:
        InvalidInputError: not a calendar day.
        MissingValueError: the law does not say the months.

    References:
        The norm ``formal_defect.months``; rules L-12 and N-3.
    """
    calendar_day(announced, "announced")
    if notice_given is not True:
        return None
    if law is None:
        # tables are read once they are asked for
        from ratsflow.law.layers import law_for  # noqa: PLC0415
        from ratsflow.law.municipality import FIRST  # noqa: PLC0415

        law = law_for(FIRST)
    return add_months(announced, law.at(announced)["formal_defect.months"])


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
