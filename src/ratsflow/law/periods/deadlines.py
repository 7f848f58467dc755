"""The end of a period, both ways, and the days between two ends (Fristende)."""

from __future__ import annotations

from collections.abc import Container
from datetime import date

import attrs

from ratsflow.errors import Both, DefinitionError
from ratsflow.law.periods.days import calendar_day, shift
from ratsflow.law.periods.working_days import rollover
from ratsflow.law.sentences import said
from ratsflow.model.closed_list import ClosedList


class Timeliness(ClosedList):
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
                Both("deadline", "Frist"),
                [said("deadline.order", lenient=self.lenient, strict=self.strict)],
            )

    def timeliness(self, day: date) -> Timeliness:
        """Tell whether an act on that day was in time.

        Raises:
            InvalidInputError: not a calendar day.
        """
        if calendar_day(day, "day") <= self.strict:
            return Timeliness.IN_TIME
        return Timeliness.DOUBTFUL if day <= self.lenient else Timeliness.LATE

    def is_over(self, day: date) -> bool:
        """Tell whether the period has ended for everybody before that day.

        Raises:
            InvalidInputError: not a calendar day.
        """
        return calendar_day(day, "day") > self.lenient

    @property
    def free_from(self) -> date:
        """Return the first day on which a standstill is certainly over."""
        return shift(self.lenient, 1)


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
    return Deadline(calendar_day(last, "last"), rollover(last, holidays))


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
                Both("window", "Zeitfenster"),
                [said("window.order", last=self.last, first=self.first)],
            )

    def covers(self, day: date) -> bool:
        """Tell whether a day lies inside.

        Raises:
            InvalidInputError: not a calendar day.
        """
        return self.first <= calendar_day(day, "day") <= self.last
