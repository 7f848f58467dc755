"""When a council meets next (Einberufung)."""

from __future__ import annotations

from datetime import date

from ratsflow.law.periods.deadlines import Deadline
from ratsflow.law.periods.forward import add_months, add_weeks


def meeting_due(last: date, months: int) -> date:
    """Return the day by which the council meets again.

    Args:
        last: the day of its last meeting.
        months: the interval.

    Raises:
        InvalidInputError: not a calendar day, or no whole number.

    References:
        § 47 Abs. 1 GO NRW; rule E-1.
    """
    return add_months(last, months)


def first_meeting_due(began: date, weeks: int, months: int) -> Deadline:
    """Return the day by which a new council first meets.

    Args:
        began: the day on which its term began.
        weeks: the period that is the rule, the strict end.
        months: the period that nothing extends, the lenient end.

    Raises:
        InvalidInputError: not a calendar day, or no whole number.
        DefinitionError: the period that is the rule is the longer one.

    References:
        § 47 Abs. 1 S. 2 GO NRW; rule E-1.
    """
    return Deadline(add_weeks(began, weeks), add_months(began, months))
