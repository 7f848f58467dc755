"""From which cases an end can be reached: shown by a way for each, never supposed.

What was looked at is judged from the far end: a case from which a way to the end was found
is good, and so is every case that leads there. For the others a way is sought on its own,
first over the steps that lead the motion nearer, then over those that were looked at, then
over all. A case is trapped only where
that search saw everything and found none; where it hit its bound, nothing is claimed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

import attrs

from ratsflow.checking.search import Moment, Search
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import MOTION


CASES, OF_ALL_STEPS = 60, 12
"""How many cases are looked at for the end of one, at most; and where any step is tried."""


@attrs.frozen
class Reached:
    """What was found of the cases of a search.

    Attributes:
        trapped: cases from which no end can be reached, the nearest first.
        undecided: of how many neither was found.
        shapes: how many different stands of motion, items and suspensions were judged.
    """

    trapped: tuple[Moment, ...] = ()
    undecided: int = 0
    shapes: int = 0


NOT_ASKED = Reached()


class Ends:
    """Remembers which case leads to which."""

    def __init__(self, procedure: Procedure) -> None:
        self._procedure = procedure
        self._moments: list[Moment] = []

    def add(self, moment: Moment) -> None:
        """Remember a case that was looked at."""
        self._moments.append(moment)

    def trapped(self, states: frozenset[str], search: Search) -> Reached:
        """Tell from which of the cases some states of the motion cannot be reached.

        Args:
            states: the states that count as the end.
            search: the search that looked at the cases.
        """
        keys = [search.key(each) for each in self._moments]
        index = {key: number for number, key in enumerate(keys)}
        back: dict[int, list[int]] = {}
        for number, key in enumerate(keys):
            for after in search.leads_to.get(key, ()):
                if after in index:
                    back.setdefault(index[after], []).append(number)
        good: set[int] = set()

        def mark(number: int) -> None:
            waiting = [number]
            while waiting:
                here = waiting.pop()
                if here not in good:
                    good.add(here)
                    waiting += back.get(here, ())

        for number, moment in enumerate(self._moments):
            if moment.case.state in states:
                mark(number)
        seeking = _Seeking(self._procedure, states, search)
        caught, undecided = [], 0
        for number in sorted(
            range(len(keys)), key=lambda each: -self._moments[each].depth
        ):
            if number in good:
                continue
            found = seeking.from_(self._moments[number])
            if found is None:
                undecided += 1
            elif found:
                mark(number)
            else:
                caught.append(number)
        trapped = [self._moments[each] for each in sorted(set(caught) - good)]
        shapes = {_shape(each) for each in self._moments}
        return Reached(
            tuple(sorted(trapped, key=lambda each: each.depth)),
            undecided,
            len(shapes),
        )


class _Seeking:
    """Seeks a way to the end from one case."""

    def __init__(
        self, procedure: Procedure, states: frozenset[str], search: Search
    ) -> None:
        self._states = states
        self._far = distances(procedure, states)
        self._search = search
        self._main = frozenset(procedure.main_path)
        self._nearer = frozenset(
            step.name
            for step in procedure.steps
            for moves in step.branches.values()
            for move in moves
            if move.lifecycle == MOTION
            and move.target in self._far
            and any(
                self._far.get(source, 0) > self._far[move.target]
                for source in move.sources
            )
        )

    def from_(self, moment: Moment) -> bool | None:
        """Tell whether there is a way; None where the search hit its bound."""
        seen = self._search.space.steps
        if self._finds(moment, self._nearer):
            return True
        if seen and self._finds(moment, self._nearer | seen | self._main):
            return True
        return self._finds(moment, frozenset())

    def _finds(self, moment: Moment, steps: frozenset[str]) -> bool | None:
        search = Search(
            attrs.evolve(self._search.space, steps=steps, watched=frozenset()),
            CASES if steps else OF_ALL_STEPS,
            order=self._distance,
            begin=(moment,),
        )
        for each in search:
            if each.case.state in self._states:
                return True
        return False if search.closed else None

    def _distance(self, moment: Moment) -> int:
        return self._far.get(moment.case.state, len(self._far)) + moment.depth


def distances(procedure: Procedure, states: frozenset[str]) -> Mapping[str, int]:
    """Return by state of the motion the number of its moves to the nearest of some states."""
    into: dict[str, set[str]] = {}
    for step in procedure.steps:
        for moves in step.branches.values():
            for move in moves:
                if move.lifecycle == MOTION and move.target:
                    into.setdefault(move.target, set()).update(move.sources)
    found = dict.fromkeys(states, 0)
    waiting = deque(states)
    while waiting:
        here = waiting.popleft()
        for source in into.get(here, ()):
            if source not in found:
                found[source] = found[here] + 1
                waiting.append(source)
    return found


def _shape(moment: Moment) -> object:
    case = moment.case
    return (
        case.state,
        tuple((each.id, each.state) for each in case.consultations),
        tuple((each.kind, each.state) for each in case.suspensions),
    )
