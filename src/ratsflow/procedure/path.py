"""The main path: what is to be done where nothing is out of the ordinary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ratsflow.errors import Problem
from ratsflow.procedure.astray import arcs_of, reached_by
from ratsflow.procedure.sentences import problem
from ratsflow.procedure.step import MOTION, moves_in


if TYPE_CHECKING:
    from ratsflow.procedure.procedure import Procedure


def leading_on(procedure: Procedure) -> Iterator[str]:
    """Yield the steps that lead from each state to the nearest one declared behind it."""
    names = [state.name for state in procedure.states]
    here = names[0]
    while (found := leading_from(procedure, here)) is not None:
        step, here = found
        yield step


def leading_from(procedure: Procedure, state: str) -> tuple[str, str] | None:
    """Return the step that leads from a state to the nearest one behind it, and that state.

    Of several the one that is declared first; None where there is none, as in a final state.
    """
    states = procedure.states_of(MOTION)
    names = [each.name for each in states]
    if state not in names or states[names.index(state)].final:
        return None
    here = names.index(state)
    ahead = [
        (names.index(target), index, step.name, target)
        for index, step in enumerate(procedure.steps)
        for _, _, move in moves_in(MOTION, step)
        if state in move.sources and (target := move.target) in names[here + 1 :]
    ]
    if not ahead:
        return None
    _, _, step_name, target = min(ahead)
    return step_name, target


def problems_of_path(procedure: Procedure) -> Iterator[Problem]:
    """Yield what is wrong with a declared main path, and with steps that are to cure."""
    by_name = {step.name: step for step in procedure.steps}
    for rule in procedure.rules:
        for name in rule.cured_in:
            if name not in by_name:
                yield problem("rule.cured_in", rule.id, name=name)
    for name in procedure.main:
        if name not in by_name:
            yield problem("main.unknown", name)
    if not procedure.main or not procedure.states:
        return
    steps = [by_name[name] for name in procedure.main if name in by_name]
    reached = reached_by(arcs_of(steps, MOTION), [procedure.states[0].name])
    states = procedure.states_of(MOTION)
    if not any(state.final and state.name in reached for state in states):
        yield problem("main.endless", known=reached)
