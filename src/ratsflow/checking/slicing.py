"""The slice of a procedure that can matter to a property: the rest is left out.

A property speaks of events and conditions. What can matter to it are the steps of its
events, those that bring about what its conditions speak of (a new text, a suspension), the
main path, and whatever leads from the beginning to where those steps start.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import (
    CONSULTATION,
    LIFECYCLES,
    MOTION,
    NONE,
    Move,
    Step,
)


if TYPE_CHECKING:
    from ratsflow.checking.properties import Property


def slice_of(properties: Iterable[Property], procedure: Procedure) -> frozenset[str]:
    """Return the steps that can matter to some properties.

    Args:
        properties: the properties. One that speaks of every step needs all of them.
        procedure: the procedure.

    Returns:
        Names of steps; empty for all.
    """
    found: set[str] = set()
    for each in properties:
        if each.form == "always_possible":
            return frozenset()
        steps = set(each.steps)
        if each.form == "always_open":
            steps |= _closing(each.target, procedure)
        if each.when is not None and any(
            procedure.step(name).reopens for name in each.when.steps
        ):
            steps |= _onto_an_agenda(procedure)
        led = _led_to({*procedure.main_path, *steps}, procedure)
        if each.event is not None:
            led -= _too_late(each.event.known, led, procedure)
        found |= led
    return frozenset(found)


def _closing(name: str, procedure: Procedure) -> set[str]:
    """Return the steps that lead from where a step can start to where it cannot."""
    open_in = _motion_sources(procedure.step(name))
    return {
        step
        for source, step, target in _edges(procedure, MOTION)
        if source in open_in and target not in open_in
    }


def _onto_an_agenda(procedure: Procedure) -> set[str]:
    """Return the steps that bring a planned item to where the main path brings it.

    An item that a reopening adds may come into a meeting on another way than the first.
    """
    edges = [e for e in _edges(procedure, CONSULTATION) if e[0] == procedure.planned]
    usual = {target for _, step, target in edges if step in procedure.main_path}
    return {step for _, step, target in edges if target in usual}


def _too_late(
    events: frozenset[str], steps: set[str], procedure: Procedure
) -> set[str]:
    """Return those of some steps after which no event can be any more.

    A step is too late if each of its moves of the motion leads to a state from which the
    steps lead to none in which an event could start.
    """
    early = set()
    for name in events:
        early |= _motion_sources(procedure.step(name)) or set(_motion_states(procedure))
    edges = [each for each in _edges(procedure, MOTION) if each[1] in steps]
    size = -1
    while size != len(early):
        size = len(early)
        early |= {source for source, _, target in edges if target in early}
    late = set()
    for name in steps - events:
        targets = {
            move.target or ""
            for moves in procedure.step(name).branches.values()
            for move in moves
            if move.lifecycle == MOTION
        }
        stays = not all(
            any(move.lifecycle == MOTION and move.target for move in moves)
            for moves in procedure.step(name).branches.values()
        )
        if not stays and targets and early.isdisjoint(targets - {""}):
            late.add(name)
    return late


def _motion_states(procedure: Procedure) -> list[str]:
    return [each.name for each in procedure.states_of(MOTION)]


def _motion_sources(step: Step) -> set[str]:
    return {
        source
        for moves in step.branches.values()
        for move in moves
        if move.lifecycle == MOTION
        for source in move.sources
    }


def steps_to(steps: Iterable[str], procedure: Procedure) -> frozenset[str]:
    """Return the main path, some steps, and what leads to where these start."""
    return frozenset(_led_to({*procedure.main_path, *steps}, procedure))


def leading_to(state: str, procedure: Procedure) -> frozenset[str]:
    """Return the main path, and what leads to a state of the motion if it does not."""
    found = set(procedure.main_path)
    found |= set(_shortest(procedure, MOTION, {state}, found))
    return frozenset(_led_to(found, procedure))


def short_of(state: str, procedure: Procedure) -> frozenset[str]:
    """Return the steps beside the main path that bring a motion no later to a state.

    Those are the steps that skip a part of the main path, or stand in the place of a step of
    it, and from which the main path leads on to the state.
    """
    usual = leading_to(state, procedure)
    edges = list(_edges(procedure, MOTION))
    found = set()
    for source, step, target in edges:
        if step in usual or source in (target, NONE):
            continue
        along = _way(edges, source, {state}, set(usual))
        beside = _way(edges, target, {state}, set(usual))
        if along is not None and beside is not None and len(beside) < len(along):
            found.add(step)
    return frozenset(found)


def needed_for(state: str, procedure: Procedure) -> frozenset[str]:
    """Return the steps of a shortest way to a state of the motion, and of its items."""
    way = _shortest(procedure, MOTION, {state}, set(procedure.main_path))
    return frozenset(_led_to(set(way), procedure))


def _led_to(steps: set[str], procedure: Procedure) -> set[str]:
    """Add the steps that lead to where some steps start, in every lifecycle."""
    found = set(steps)
    waiting = deque(sorted(steps))
    while waiting:
        for needed in _leading(procedure, waiting.popleft(), found):
            if needed not in found:
                found.add(needed)
                waiting.append(needed)
    return found


def _leading(procedure: Procedure, name: str, found: set[str]) -> Iterator[str]:
    for lifecycle in LIFECYCLES:
        sources = {
            source
            for moves in procedure.step(name).branches.values()
            for move in moves
            if move.lifecycle == lifecycle and not move.each
            for source in move.sources
        }
        if sources:
            yield from _shortest(procedure, lifecycle, sources, found)


def _shortest(
    procedure: Procedure, lifecycle: str, goals: set[str], found: set[str]
) -> Iterator[str]:
    """Yield the steps of a shortest way to one of some states, over known steps if it can."""
    start = {
        MOTION: procedure.states[0].name,
        CONSULTATION: procedure.planned,
    }.get(lifecycle, NONE)
    edges = list(_edges(procedure, lifecycle))
    for steps in (found, None):
        way = _way(edges, start, goals, steps)
        if way is not None:
            yield from way
            return


def _edges(procedure: Procedure, lifecycle: str) -> Iterator[tuple[str, str, str]]:
    for step in procedure.steps:
        for moves in step.branches.values():
            for move in moves:
                if move.lifecycle == lifecycle and move.target:
                    for source in move.sources or _from_nothing(move):
                        yield source, step.name, move.target


def _from_nothing(move: Move) -> tuple[str, ...]:
    return (NONE,) if move.new else ()


def _way(
    edges: list[tuple[str, str, str]],
    start: str,
    goals: set[str],
    steps: set[str] | None,
) -> list[str] | None:
    ways: dict[str, list[str]] = {start: []}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        if here in goals:
            return ways[here]
        for source, step, target in edges:
            if (
                source == here
                and target not in ways
                and (steps is None or step in steps)
            ):
                ways[target] = [*ways[here], step]
                waiting.append(target)
    return None
