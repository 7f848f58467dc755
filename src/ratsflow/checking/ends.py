"""From which cases an end can be reached: shown by a way for each, never supposed.

What was looked at is judged from the far end: a case from which a way to the end was found
is good, and so is every case that leads there. For the others a way is sought on its own,
first over the steps that lead the motion nearer, then over those that were looked at, then
with further items (once for each state of the motion), over all, and at last over the steps
that led others to an end. A case is trapped only where
that search saw everything and found none; where it hit its bound, nothing is claimed.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping

import attrs

from ratsflow.checking.search import Moment, Search
from ratsflow.checking.slicing import writes_of
from ratsflow.procedure.inputs import Kind
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import CONSULTATION, MOTION


CASES, WITH_ITEMS, AS_OTHERS, OF_ALL_STEPS = 60, 250, 250, 12
"""How many cases are looked at for the end of one; where further items are tried, the steps
that led others to an end, and any step."""


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
        caught, later = [], []
        for number in sorted(
            range(len(keys)), key=lambda each: -self._moments[each].depth
        ):
            if number in good:
                continue
            found = seeking.from_(self._moments[number])
            if found is None:
                later.append(number)
            elif found:
                mark(number)
            else:
                caught.append(number)
        for number in later:
            if number not in good and seeking.as_others_from(self._moments[number]):
                mark(number)
        undecided = len(set(later) - good)
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
        over = {e.name for e in procedure.states_of(CONSULTATION) if e.final}
        self._items = distances(procedure, frozenset(over), CONSULTATION)
        self._adding = frozenset(
            step.name
            for step in procedure.steps
            if any(each.kind is Kind.CONSULTATIONS for each in step.takes)
            and not writes_of(step) & {"state", "suspension", "motion"}
        )
        self._search = search
        self._main = frozenset(procedure.main_path)
        self._tried: set[str] = set()
        self._led: set[str] = set()
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
        if moment.case.state not in self._tried:  # it takes longest: once for a state
            self._tried.add(moment.case.state)
            with_items = self._nearer | self._main | self._adding
            if self._finds(moment, with_items, WITH_ITEMS):
                return True
        return self._finds(moment, frozenset())

    def as_others_from(self, moment: Moment) -> bool:
        """Tell whether there is a way over the steps that led others to an end."""
        return bool(self._finds(moment, frozenset(self._led), AS_OTHERS))

    def _finds(
        self, moment: Moment, steps: frozenset[str], cases: int = CASES
    ) -> bool | None:
        search = Search(
            attrs.evolve(self._search.space, steps=steps, watched=_ANY_ITEM),
            cases if steps else OF_ALL_STEPS,
            order=self._in_turn(),
            begin=(moment,),
        )
        for each in search:
            if each.case.state in self._states:
                beyond = each.choices[len(moment.choices) :]
                self._led |= {choice.step for choice in beyond}
                return True
        return False if search.closed else None

    def _in_turn(self) -> Callable[[Moment], int]:
        """Return an order by how far an end is, cases of every shape in turn.

        The distance is that of the motion, and of the item that is farthest on.
        """
        seen: Counter[object] = Counter()

        def order(moment: Moment) -> int:
            items = moment.case.consultations
            shape = (
                moment.case.state,
                frozenset((e.role, e.state, e.route) for e in items),
            )
            seen[shape] += 1
            far = self._far.get(moment.case.state, len(self._far))
            left = [self._items.get(each.state) for each in items]
            nearest = min((each for each in left if each), default=0)
            return far + _NEARER * (nearest + seen[shape] + len(items))

        return order


_ANY_ITEM = frozenset(("roles",))
_NEARER = 2
"""What a step of an item counts, a further item, and a case of the same shape."""


def distances(
    procedure: Procedure, states: frozenset[str], lifecycle: str = MOTION
) -> Mapping[str, int]:
    """Return by state of a lifecycle the number of its moves to the nearest of some."""
    into: dict[str, set[str]] = {}
    for step in procedure.steps:
        for moves in step.branches.values():
            for move in moves:
                if move.lifecycle == lifecycle and move.target:
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
