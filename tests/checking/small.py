"""Small procedures in which everything that can be wrong, is."""

from __future__ import annotations

from typing import Any

from ratsflow import Procedure, Rule, Step, met, unmet
from ratsflow.checking import Space, Start
from ratsflow.model import Motion
from ratsflow.procedure.step import Kind, Parameter, State


def stated(name: str, value: Any = True) -> Rule:
    """Return a rule that asks for a fact of one value."""

    def check(question: Any) -> Any:
        return met() if question.fact(name) == value else unmet(code=f"{name}_wrong")

    return Rule(f"{name}_stated", check)


def step(name: str, source: Any, target: str, *guards: str, takes: Any = ()) -> Step:
    """Return a step that the clerk takes."""
    parts = [Parameter(each, Kind.FLAG, required=False) for each in takes]
    return Step(name, source, target, by="clerk", guards=guards, takes=parts)


def procedure(*steps: Step, rules: Any = (), final: Any = ()) -> Procedure:
    """Return a procedure of some steps, its states in the order they are named."""
    states: dict[str, None] = {}
    for each in steps:
        for state in filter(None, (*each.source, each.target)):
            states.setdefault(state)
    made = [State(name, final=name in final if final else None) for name in states]
    return Procedure("small", made, list(steps), rules=list(rules), roles=["clerk"])


def space(of: Procedure, *, route: Any = (), **changes: Any) -> Space:
    """Return the space of a procedure with one paper, without a route if none is given."""
    return Space(of, starts=(Start("a paper", Motion("Paper"), route),), **changes)
