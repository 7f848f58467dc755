"""The other cases while one is planned: as they stand today, or as their own plans go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ratsflow.law.local import ONE_DAY
from ratsflow.office.lookups import Lookup
from ratsflow.procedure.case import Case
from ratsflow.procedure.lookups import Look, Others


Course = Sequence[tuple[date, Case]]
"""How a case goes on: from which day on it stands how, in order."""

TOGETHER = (Look.AMENDED, Look.AMENDING, Look.RIVALS)
"""The looks whose cases move with one another: each can wait for the other."""


class Beside:
    """Finds the other cases in a store, each as it stands on a day.

    Args:
        lookup: finds them as they stand today.
        courses: by id of a case, how it goes on.
    """

    def __init__(
        self, lookup: Lookup, courses: Mapping[str, Course] | None = None
    ) -> None:
        self._lookup = lookup
        self._courses = dict(courses or {})
        self._kept: dict[tuple[int, ...], tuple[Case, ...]] = {}
        self.days = tuple(
            sorted({day for each in self._courses.values() for day, _ in each})
        )

    def __call__(
        self,
        looks: tuple[Look, ...],
        case: Case,
        inputs: Mapping[str, object],
        day: date,
    ) -> Others:
        """Return the other cases that looks ask for, as they stand on a day."""
        found = self._lookup.others(looks, case, inputs) or {}
        return {
            look: self._same(tuple(self._on(each, day) for each in cases))
            for look, cases in found.items()
        }

    def a_day_later(self) -> Beside:
        """Return the same cases, each of which goes on a day later."""
        later = {
            name: [(day + ONE_DAY, case) for day, case in course]
            for name, course in self._courses.items()
        }
        return Beside(self._lookup, later)

    def _on(self, case: Case, day: date) -> Case:
        course = self._courses.get(case.id, ())
        return next((then for since, then in reversed(course) if since <= day), case)

    def _same(self, cases: tuple[Case, ...]) -> tuple[Case, ...]:
        """Return one and the same tuple for the same cases: answers are kept by it."""
        return self._kept.setdefault(tuple(map(id, cases)), cases)


def moving_with(lookup: Lookup, case: Case) -> Iterator[Case]:
    """Yield the cases that can wait for a case, or it for them, and so on."""
    known, waiting = {case.id}, [case]
    while waiting:
        found = lookup.others(TOGETHER, waiting.pop(), {}) or {}
        for each in (one for cases in found.values() for one in cases):
            if each.id not in known:
                known.add(each.id)
                waiting.append(each)
                yield each
