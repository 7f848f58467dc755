"""Where the moves of a lifecycle lead: what cannot be reached, and what cannot be left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from ratsflow.errors import Problem
from ratsflow.procedure.sentences import problem
from ratsflow.procedure.step import LIFECYCLES, MOTION, NONE, SUSPENSION, Step, moves_in


if TYPE_CHECKING:
    from ratsflow.procedure.procedure import Procedure


Arcs = Mapping[str, frozenset[str]]
"""By state, the states to which a move leads from there."""


def astray(procedure: Procedure) -> Iterator[Problem]:
    """Yield the states that nothing leads to or out of, and what leads out of an end.

    One without an end is sound where all comes back to where it began: nothing gets stuck.
    Each lifecycle is looked at by itself: that a step moves two of them at once, and that
    rules stand on it, can only leave fewer ways.
    """
    for lifecycle in LIFECYCLES:
        if procedure.states_of(lifecycle):
            yield from _astray(procedure, lifecycle)
    for step in procedure.steps:
        yield from _leaves_final(procedure, step)


def _astray(procedure: Procedure, lifecycle: str) -> Iterator[Problem]:
    states = procedure.states_of(lifecycle)
    arcs = arcs_of(procedure.steps, lifecycle)
    start = NONE if lifecycle == SUSPENSION else states[0].name
    reached = reached_by(arcs, (start,))
    for state in states:
        if state.name not in reached:
            about = called(lifecycle, state.name)
            yield problem(
                "state.unreachable", about, lifecycle=lifecycle, state=state.name
            )
    ends = [state.name for state in states if state.final]
    if not ends and reached <= reached_by(_reversed(arcs), (start,)):
        return
    if not ends:
        yield problem("lifecycle.endless", lifecycle)
        return
    ending = reached_by(_reversed(arcs), ends)
    for state in states:
        if state.name in reached and state.name not in ending:
            about = called(lifecycle, state.name)
            yield problem("state.trap", about, lifecycle=lifecycle, state=state.name)


def called(lifecycle: str, state: str) -> str:
    """Return how a problem names a state: alone for one of the motion."""
    return state if lifecycle == MOTION else f"{lifecycle}.{state}"


def _leaves_final(procedure: Procedure, step: Step) -> Iterator[Problem]:
    left = {
        (move.lifecycle, source): None
        for moves in step.branches.values()
        for move in moves
        if move.target
        for source in move.sources
        if source not in (NONE, move.target)
        and procedure.state(source, move.lifecycle).final
    }
    if left and not step.reopens:
        names = ", ".join(repr(called(*each)) for each in left)
        yield problem("step.leaves_final", step.name, names=names)


def arcs_of(steps: Iterable[Step], lifecycle: str) -> Arcs:
    """Return where the steps lead in a lifecycle."""
    found: dict[str, set[str]] = {}
    for _, _, move in moves_in(lifecycle, *steps):
        for source in move.sources if move.target else ():
            found.setdefault(source, set()).add(move.target)
    return {source: frozenset(targets) for source, targets in found.items()}


def _reversed(arcs: Arcs) -> Arcs:
    found: dict[str, set[str]] = {}
    for source, targets in arcs.items():
        for target in targets:
            found.setdefault(target, set()).add(source)
    return {target: frozenset(sources) for target, sources in found.items()}


def reached_by(arcs: Arcs, start: Iterable[str]) -> frozenset[str]:
    """Return the states that can be reached from some, these among them."""
    reached: set[str] = set()
    waiting = list(start)
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting.extend(arcs.get(state, ()))
    return frozenset(reached)
