"""The shortest lawful way to a state: along the main path, and beside it where that ends.

What the states alone allow says how far it still is; the real engine says whether a step
may be taken. A step of the main path costs least, so that nothing else is tried where it
leads on.
"""

from __future__ import annotations

import heapq

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from itertools import count
from weakref import WeakKeyDictionary

import attrs

from ratsflow.engine.starting import moves_of
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.starting import subjects_of
from ratsflow.procedure.step import CONSULTATION, MOTION, NONE, SUSPENSION, Step
from ratsflow.testing.way import RefusedOnTheWayError, Stand, Walker


MAIN, AFTER, BESIDE, REOPENING = 1, 2, 12, 36
"""What a step costs: one of the main path, and what is added for each that is declared
before it and starts in the same state; another one; one that leads out of an end."""
_TWO = 2
PASSED_OVER = 4
"""What it costs that a body decides before one that comes before it on the route: more
than to let that one come first."""
FAR = 10_000
AHEAD = 30
"""How many steps of the main path are looked at ahead."""
BOUND = 250
"""How many steps are tried before the search gives up."""


@attrs.frozen
class Aim:
    """Where a case is to come.

    Attributes:
        motion: the state of the motion, or empty for any.
        item: the id of a consultation, and the states of which it is to have one.
        items: the same for any consultation.
        suspension: the states of which a suspension is to have one.
        after: steps that are to be taken on the way, in this order.
        then: where the case is to come after that, which decides between outcomes.
    """

    motion: str = ""
    item: tuple[str, frozenset[str]] = ("", frozenset())
    items: frozenset[str] = frozenset()
    suspension: frozenset[str] = frozenset()
    after: tuple[str, ...] = ()
    then: Aim | None = None

    def is_met(self, case: Case) -> bool:
        """Tell whether a case has come there, whatever steps were taken."""
        item, states = self.item
        return (
            self.motion in ("", case.state)
            and (not item or case.consultation(item).state in states)
            and (
                not self.items or any(c.state in self.items for c in case.consultations)
            )
            and (
                not self.suspension
                or any(s.state in self.suspension for s in case.suspensions)
            )
        )


@attrs.frozen
class Edge:
    """One outcome of a step, with what it does to the case."""

    step: str
    on: str
    outcome: str
    case: tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]]


@attrs.define(eq=False)
class Found:
    """What a search found: the way, or what stands in it."""

    stand: Stand | None
    refused: RefusedOnTheWayError | None
    tried: int
    furthest: Stand


def lead(
    walker: Walker, start: Stand, aim: Aim, avoid: frozenset[str], bound: int = BOUND
) -> Found:
    """Return the cheapest lawful way from where a case stands.

    The steps that are wanted on the way are looked for one after the other, each from
    where the one before it left the case. To a state to which the main path leads, no way
    goes through states beside it, unless somebody wants a step there: what refuses the
    main path is the answer then, and no detour.

    Args:
        walker: takes the steps.
        start: where the case stands.
        aim: where it is to come.
        avoid: steps that are not taken.
        bound: how many steps are tried at most, for each of these.
    """
    last = attrs.evolve(aim, after=())
    legs = [Aim(after=(step,), then=last) for step in aim.after]
    stand, tried = start, 0
    for leg in (*legs, last):
        found = _leg(walker, stand, leg, avoid, bound, is_wanted=bool(aim.after))
        tried += found.tried
        if found.stand is None:
            break
        stand = found.stand
    return attrs.evolve(found, tried=tried)


def _leg(
    walker: Walker,
    start: Stand,
    aim: Aim,
    avoid: frozenset[str],
    bound: int,
    *,
    is_wanted: bool,
) -> Found:
    """Look along the main path first; beside it where it leads to no such state."""
    main = _main_states(walker.procedure)
    on_it = start.case.state in main and (not aim.motion or aim.motion in main)
    if not on_it:
        return _lead(walker, start, aim, avoid, bound, None)
    found = _lead(walker, start, aim, avoid, bound, main)
    if found.stand is not None or (aim.motion and not is_wanted):
        return found
    beside = _lead(walker, start, aim, avoid, bound, None)
    return found if beside.stand is None else beside


@lru_cache(maxsize=64)
def _main_states(procedure: Procedure) -> frozenset[str]:
    """Return the states of the motion to which the main path leads."""
    reached = {procedure.states[0].name}
    steps = [procedure.step(name) for name in procedure.main_path]
    moves = [
        move
        for step in steps
        for branch in step.branches.values()
        for move in branch
        if move.lifecycle == MOTION and move.target
    ]
    for _ in moves:
        reached |= {m.target for m in moves if not reached.isdisjoint(m.sources)}
    return frozenset(reached)


def _lead(
    walker: Walker,
    start: Stand,
    aim: Aim,
    avoid: frozenset[str],
    bound: int,
    within: frozenset[str] | None,
) -> Found:
    far = _distances(walker.procedure, avoid)
    order = count()
    nearest: tuple[tuple[bool, int, int], RefusedOnTheWayError | None]
    nearest = ((True, FAR, FAR), None)
    heap: list[tuple[int, date, int, int, int, Stand, Edge | None]] = []
    heapq.heappush(heap, (0, start.day, 0, next(order), 0, start, None))
    seen: set[object] = set()
    tried = 0
    furthest, left = start, FAR
    while heap and tried < bound:
        *_, cost, stand, edge = heapq.heappop(heap)
        done = _done(stand, len(start.acts), aim.after)
        if edge is not None:
            tried += 1
            try:
                stand = _gone(walker, stand, edge)
            except RefusedOnTheWayError as refused:
                unfit = refused.verdict.status == "unfit"
                near = (unfit, cost // BESIDE, far.rest(aim, done, edge))
                if near < nearest[0]:
                    nearest = (near, refused)
                continue
            if (rest := far.rest(aim, done, edge)) < left:
                furthest, left = stand, rest
        done = _done(stand, len(start.acts), aim.after)
        if done == len(aim.after) and aim.is_met(stand.case):
            return Found(stand, None, tried, stand)
        key = (_key(stand.case), done)
        if key in seen:
            continue
        seen.add(key)
        shape = _shape(stand.case)
        for each in _edges(walker.procedure, stand.case, avoid):
            is_due = aim.after[done : done + 1] == (each.step,)
            if each.case == shape and not is_due:
                continue  # it changes nothing; it may be wanted, as a signature is
            if within is not None and each.case[0] not in within and not is_due:
                continue
            if _out_of_turn(walker.procedure, stand, each):
                continue
            paid = cost + far.cost(each.step, stand.case.state)
            paid += PASSED_OVER * _passed_over(walker.procedure, stand.case, each)
            rest = far.rest(aim, done, each)
            if rest < FAR:
                then = far.rest(aim.then, 0, each) if aim.then and is_due else 0
                ahead = (paid + rest, stand.day, then, next(order))
                heapq.heappush(heap, (*ahead, paid, stand, each))
    return Found(None, nearest[1], tried, furthest)


def onward(walker: Walker, stand: Stand) -> Stand:
    """Return where a case stands, with all stated that the main path will ask for later.

    It is led on along the main path as far as that goes, and what was stated on the way
    in earlier steps is kept; the steps themselves are not.
    """
    procedure = walker.procedure
    avoid = frozenset(s.name for s in procedure.steps) - frozenset(procedure.main_path)
    far = _distances(procedure, avoid)
    ends = [each.name for each in procedure.states_of(MOTION) if each.final]
    ways = sorted((far.between(stand.case.state, each), each) for each in ends)
    if not ways or not 0 < ways[0][0] < FAR:
        return stand
    found = lead(walker, stand, Aim(ways[0][1]), avoid, AHEAD)
    kept = len(stand.acts)
    return Stand(found.furthest.acts[:kept], found.furthest.taken[:kept])


def _out_of_turn(procedure: Procedure, stand: Stand, edge: Edge) -> bool:
    """Tell whether a step could as well have been taken before the last one, and so was.

    Steps on two consultations that do not touch each other lead to one state in either
    order: what goes on an agenda comes first, then the meetings by their days.
    """
    if not edge.on or len(stand.acts) < _TWO:
        return False
    last, now = stand.acts[-1], stand.case
    before = stand.taken[-2].case
    if last.on == edge.on:
        return False
    if before.state != now.state and last.step != edge.step:
        return False
    turns = {}
    for index, each in enumerate(before.consultations):
        day = each.meeting.day if each.meeting else date.max
        turns[each.id] = (each.state != procedure.planned, day, index)
    if last.on not in turns or edge.on not in turns:
        return False
    return turns[edge.on] < turns[last.on]


def _passed_over(procedure: Procedure, case: Case, edge: Edge) -> int:
    """Return how many bodies before the one that decides have not dealt with it yet."""
    states = {each.name: each for each in procedure.states_of(CONSULTATION)}
    after = dict(edge.case[1])
    if not edge.on or edge.on not in after or not states[after[edge.on]].decided:
        return 0
    ids = [each.id for each in case.consultations if not each.about]
    before = ids[: ids.index(edge.on)] if edge.on in ids else []
    return sum(not states[after[each]].final for each in before)


def _gone(walker: Walker, stand: Stand, edge: Edge) -> Stand:
    step = walker.procedure.step(edge.step)
    several = len(step.branches) > 1
    return walker.go(
        stand, walker.act(stand, edge.step, edge.on, edge.outcome if several else "")
    )


def _done(stand: Stand, start: int, after: tuple[str, ...]) -> int:
    done = 0
    for act in stand.acts[start:]:
        if done < len(after) and act.step == after[done]:
            done += 1
    return done


def _key(case: Case) -> object:
    return (
        case.state,
        tuple((each.id, each.state) for each in case.consultations),
        tuple((each.kind.value, each.state) for each in case.suspensions),
    )


_EDGES: WeakKeyDictionary[Procedure, dict[object, tuple[Edge, ...]]] = (
    WeakKeyDictionary()
)
"""What was found of each procedure before, by all that it depends on."""


def _edges(procedure: Procedure, case: Case, avoid: frozenset[str]) -> tuple[Edge, ...]:
    """Return what the states alone allow."""
    known = _EDGES.setdefault(procedure, {})
    key = (
        case.state,
        tuple((each.id, each.state, each.about) for each in case.consultations),
        tuple((each.id, each.kind, each.state) for each in case.suspensions),
    )
    if key not in known:
        known[key] = tuple(_all_edges(procedure, case))
    return tuple(each for each in known[key] if each.step not in avoid)


def _all_edges(procedure: Procedure, case: Case) -> Iterator[Edge]:
    for step in procedure.steps:
        plan = procedure.plan(step.name)
        for consultation, suspension in subjects_of(plan, case):
            subject = consultation or suspension
            seen = set()
            for outcome in step.branches:
                on = subject.id if subject else ""
                after = _after(procedure, step, outcome, case, on)
                if after is None or after in seen:
                    continue
                seen.add(after)
                yield Edge(step.name, on, outcome, after)


Shape = tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]]


def _shape(case: Case) -> Shape:
    return (
        case.state,
        tuple((each.id, each.state) for each in case.consultations),
        tuple(each.state for each in case.suspensions),
    )


def _after(
    procedure: Procedure, step: Step, outcome: str, case: Case, on: str
) -> Shape | None:
    """Return the states after an outcome, as the states alone have it; None for none."""
    plan = procedure.plan(step.name)
    consultation = suspension = None
    if plan.subject == CONSULTATION:
        consultation = case.consultation(on)
    elif plan.subject == SUSPENSION:
        suspension = case.suspension(on)
    moves = moves_of(plan, outcome, case, consultation, suspension)
    if moves is None:
        return None
    motion = case.state
    items = {each.id: each.state for each in case.consultations}
    halts = {each.id: each.state for each in case.suspensions}
    for move in moves:
        if move.lifecycle == MOTION:
            motion = move.target
        elif move.lifecycle == CONSULTATION:
            items[move.subject] = move.target
        else:
            halts[move.subject] = move.target
    return motion, tuple(items.items()), tuple(halts.values())


@lru_cache(maxsize=64)
def _distances(procedure: Procedure, avoid: frozenset[str]) -> Distances:
    return Distances(procedure, avoid)


class Distances:
    """How far it is at least from state to state, as the states alone have it."""

    def __init__(self, procedure: Procedure, avoid: frozenset[str]) -> None:
        self._steps = [s for s in procedure.steps if s.name not in avoid]
        self._by_name = {step.name: step for step in procedure.steps}
        self._ends = {each.name for each in procedure.states_of(MOTION) if each.final}
        self._turn = dict(_turns(procedure, procedure.main_path))
        self._to = cache(self._from_all)

    def cost(self, step: str, state: str) -> int:
        """Return what a step costs that starts in a state of the motion."""
        turn = self._turn.get(step)
        if turn is not None:
            return MAIN + AFTER * turn.get(state, 0)
        return REOPENING if state in self._ends else BESIDE

    def between(self, source: str, target: str) -> int:
        """Return how far it is at least between two states of the motion."""
        return self._to(MOTION, frozenset({target})).get(source, FAR)

    def rest(self, aim: Aim, done: int, edge: Edge) -> int:
        """Return how far it is at least from where a step would lead.

        Args:
            aim: where the case is to come.
            done: how many of the steps wanted on the way are taken.
            edge: the step.
        """
        motion, items, halts = edge.case
        due = aim.after[done:]
        if due and due[0] == edge.step:
            due = due[1:]
        if due:
            return self._to_start(due[0], edge.case) + sum(
                self.cost(s, "") for s in due
            )
        found = [0]
        if aim.motion:
            found.append(self._to(MOTION, frozenset({aim.motion})).get(motion, FAR))
        item, states = aim.item
        if item:
            own = dict(items)[item]
            found.append(self._to(CONSULTATION, states).get(own, FAR))
        if aim.items:
            to = self._to(CONSULTATION, aim.items)
            found.append(min((to.get(each, FAR) for _, each in items), default=FAR))
        if aim.suspension:
            to = self._to(SUSPENSION, aim.suspension)
            found.append(min(to.get(each, FAR) for each in (NONE, *halts)))
        return max(found)

    def _to_start(self, name: str, case: Shape) -> int:
        """Return how far it is at least to where a step can start."""
        motion, items, halts = case
        sources: dict[str, set[str]] = {}
        for moves in self._by_name[name].branches.values():
            for move in moves:
                if not move.each and not move.new:
                    sources.setdefault(move.lifecycle, set()).update(move.sources)
        here = {
            MOTION: (motion,),
            CONSULTATION: tuple(state for _, state in items),
            SUSPENSION: (NONE, *halts),
        }
        return max(
            min(
                self._to(each, frozenset(wanted)).get(s, FAR) for s in (*here[each], "")
            )
            for each, wanted in sources.items()
        )

    def _from_all(self, lifecycle: str, goal: frozenset[str]) -> Mapping[str, int]:
        arcs: dict[str, list[tuple[int, str]]] = {}
        for step in self._steps:
            for moves in step.branches.values():
                for move in moves:
                    if move.lifecycle == lifecycle and move.target:
                        for source in move.sources:
                            at = source if lifecycle == MOTION else ""
                            cost = self.cost(step.name, at)
                            arcs.setdefault(move.target, []).append((cost, source))
        found = dict.fromkeys(goal, 0)
        heap = [(0, each) for each in goal]
        while heap:
            far, state = heapq.heappop(heap)
            if far > found[state]:
                continue
            for cost, source in arcs.get(state, ()):
                if far + cost < found.get(source, FAR):
                    found[source] = far + cost
                    heapq.heappush(heap, (far + cost, source))
        return found


def _turns(
    procedure: Procedure, main: tuple[str, ...]
) -> Iterator[tuple[str, Mapping[str, int]]]:
    """Yield each step of the main path with how many come before it, by state."""
    before: dict[str, int] = {}
    for name in main:
        yield name, dict(before)
        moves = procedure.step(name).branches.values()
        for state in {
            source
            for branch in moves
            for move in branch
            if move.lifecycle == MOTION and move.target
            for source in move.sources
            if source != move.target
        }:
            before[state] = before.get(state, 0) + 1


def names_of(values: str | Iterable[str]) -> tuple[str, ...]:
    """Take one name or several."""
    return (values,) if isinstance(values, str) else tuple(values)
