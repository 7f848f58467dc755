"""The fingerprint of a version: what of a definition decides, and no order that means nothing.

The order of steps, rules, guards, inputs, sources and of the states behind the first says
nothing, and the order of moves only within one lifecycle. What is prose, what is declared
to be meant and which versions are continued is no part of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ratsflow.canonical import canonical, digest
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import LIFECYCLES, Move, Moves, State, Step


if TYPE_CHECKING:
    from ratsflow.procedure.procedure import Procedure


def fingerprint_of(procedure: Procedure) -> str:
    """Return the fingerprint of a version, hexadecimal."""
    groups = {name: sorted(each) for name, each in procedure.groups.items()}
    rules = [_rule(each) for each in procedure.rules]
    rules.sort(key=lambda row: (row["id"], row["since"] or ""))
    row = {
        "name": procedure.name,
        "version": procedure.version,
        "states": {name: _states(procedure.states_of(name)) for name in LIFECYCLES},
        "steps": {step.name: _step(step) for step in procedure.steps},
        "rules": rules,
        "recorders": sorted(set(procedure.recorders)),
        "overriders": sorted(set(procedure.overriders)),
        **_further_roles(procedure),
        **({"state": procedure.law_of} if procedure.law_of else {}),
        **({"groups": groups} if groups else {}),
    }
    return digest(canonical(row))


def _states(states: tuple[State, ...]) -> list[list[object]]:
    """Return the states, the one where all starts first and the others by name."""
    rows: list[list[object]] = [
        [s.name, bool(s.final), s.called, s.decided] for s in states
    ]
    return rows[:1] + sorted(rows[1:], key=lambda row: str(row[0]))


def _step(step: Step) -> Mapping[str, object]:
    return {
        "by": sorted(set(step.by)),
        "guards": sorted(set(step.guards)),
        "takes": sorted(
            [each.name, each.kind.value, each.required, each.personal]
            for each in step.takes
        ),
        "signs": step.signs,
        "subject": step.subject,
        "moves": {outcome: _moves(moves) for outcome, moves in step.branches.items()},
    }


def _moves(moves: Moves) -> list[list[object]]:
    """Return the moves of a branch, in an order that only depends on what they do.

    Those that move every consultation and the one that moves the one at hand are made in
    turn. Among the latter the sources are apart, so that their order says nothing.
    """
    rows: list[list[object]] = []
    for lifecycle in LIFECYCLES:
        about = (move for move in moves if move.lifecycle == lifecycle)
        for _, run in groupby(about, key=lambda move: (move.each, bool(move.new))):
            found = [_move(move) for move in run]
            rows += found if _overlap(found) else sorted(found, key=str)
    return rows


def _move(move: Move) -> list[object]:
    sources = sorted(set(move.sources))
    return [move.lifecycle, sources, move.target, move.each, move.new]


def _overlap(rows: list[list[Any]]) -> bool:
    sources = [source for row in rows for source in row[1]]
    return len(sources) > len(set(sources))


def _rule(rule: Rule) -> dict[str, Any]:
    row = dict(rule.signature())
    return {**row, "parameters": sorted(set(row["parameters"]))}


def _further_roles(procedure: Procedure) -> dict[str, list[str]]:
    """Return the roles that decide what is written; reading leaves no entry."""
    given = {
        "erasers": procedure.erasers,
        "migrators": procedure.migrators,
        "private": procedure.private,
    }
    return {kind: sorted(roles) for kind, roles in given.items() if roles}


def fingerprint_of_0_1(procedure: Procedure) -> str:
    """Return the fingerprint that release 0.1 gave to the same definition.

    It held every order to mean something, and knew no meaning of states but `final`, which
    had to be declared. So a procedure that has not changed since goes on with its cases.
    """
    declared = {
        "motion": procedure.states,
        "consultation": procedure.consultation_states,
        "suspension": procedure.suspension_states,
    }
    row = {
        "name": procedure.name,
        "version": procedure.version,
        "states": {
            name: [[state.name, bool(state.final)] for state in states]
            for name, states in declared.items()
        },
        "steps": [_step_of_0_1(step) for step in procedure.steps],
        "rules": [dict(rule.signature()) for rule in procedure.rules],
        "recorders": sorted(procedure.recorders),
        "overriders": sorted(procedure.overriders),
        **_further_roles(procedure),
    }
    return digest(canonical(row))


def _step_of_0_1(step: Step) -> dict[str, object]:
    return {
        "name": step.name,
        "by": sorted(step.by),
        "guards": list(step.guards),
        "takes": [[i.name, i.kind.value, i.required, i.personal] for i in step.takes],
        "signs": step.signs,
        "moves": {
            outcome: [
                [m.lifecycle, list(m.sources), m.target, m.each, m.new] for m in moves
            ]
            for outcome, moves in step.branches.items()
        },
    }
