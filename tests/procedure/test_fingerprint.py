"""The fingerprint says what decides, and no order that means nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import Move, Parameter, Procedure, Rule, State, Step, nrw
from ratsflow.law import InForce
from ratsflow.procedure.finding import MET


def shuffled(draw: st.DrawFn, values: Any) -> list[Any]:
    """Return values in another order."""
    return draw(st.permutations(list(values)))


@st.composite
def sorted_otherwise(draw: st.DrawFn) -> Procedure:
    """Return the shipped procedure with all in another order that means nothing."""
    made = nrw()

    def step(given: Step) -> Step:
        return attrs.evolve(
            given,
            guards=shuffled(draw, given.guards),
            takes=shuffled(draw, given.takes),
            outcomes={
                outcome: tuple(
                    attrs.evolve(move, sources=shuffled(draw, move.sources))
                    for move in given.outcomes[outcome]
                )
                for outcome in shuffled(draw, given.outcomes)
            },
        )

    chosen = draw(st.sampled_from(made.steps))
    steps = [step(each) if each is chosen else each for each in made.steps]
    return attrs.evolve(
        made,
        states=[made.states[0], *shuffled(draw, made.states[1:])],
        consultation_states=[
            made.consultation_states[0],
            *shuffled(draw, made.consultation_states[1:]),
        ],
        steps=shuffled(draw, steps),
        rules=shuffled(draw, made.rules),
        roles=shuffled(draw, made.roles),
        main=made.main,
    )


@given(sorted_otherwise())
def test_an_order_that_means_nothing_strands_no_case(other: Procedure) -> None:
    """Sorting the source of a procedure leaves its cases where they are."""
    assert nrw().fingerprint == other.fingerprint


def town(**changes: Any) -> Procedure:
    """Return a small procedure, changed."""
    rules = [
        Rule("form", lambda _: MET, in_force=InForce(until=DAY)),
        Rule("form", lambda _: MET, in_force=InForce(since=NEXT)),
    ]
    values = {
        "states": ["draft", "council", "done"],
        "steps": [
            Step("go", "draft", "council", by="clerk", guards="form"),
            Step(
                "end",
                by="clerk",
                outcomes={
                    "": [
                        Move("motion", "council", "done"),
                        Move("consultation", "listed", "heard"),
                    ]
                },
                takes=[Parameter("why"), Parameter("n", "number", False)],
            ),
        ],
        "rules": rules,
        "roles": ["clerk"],
        "consultation_states": ["listed", State("heard", final=True)],
        **changes,
    }
    return Procedure("town", **values)


DAY, NEXT = date(2026, 1, 31), date(2026, 2, 1)


def test_versions_of_a_rule_and_moves_of_two_lifecycles_have_no_order() -> None:
    """Which was written first decides nothing."""
    base = town()
    go, end = base.steps
    turned = attrs.evolve(end, outcomes={"": end.outcomes[""][::-1]})

    assert base.fingerprint == town(rules=base.rules[::-1]).fingerprint
    assert base.fingerprint == town(steps=[go, turned]).fingerprint
    assert base.fingerprint == town(states=["draft", "done", "council"]).fingerprint


@pytest.mark.parametrize(
    "changes",
    [
        {"states": ["draft", "council", State("done", final=True)]},
        {"meant": ["role.unused:nobody"]},
        {"continues": ["0" * 64]},
        {"label": "Verfahren"},
    ],
)
def test_what_decides_nothing_is_no_part_of_it(changes: dict[str, Any]) -> None:
    """What is derived may be declared, and what is meant or continued is no rule."""
    assert town().fingerprint == town(**changes).fingerprint


@pytest.mark.parametrize(
    "changes",
    [
        {"consultation_states": ["listed", State("heard", final=True, decided=True)]},
        {"consultation_states": ["listed", State("heard", final=True, called=True)]},
        {"migrators": ["clerk"]},
        {"version": "2"},
    ],
)
def test_what_a_state_means_and_who_may_is_part_of_it(changes: dict[str, Any]) -> None:
    """A case would go on otherwise."""
    assert town().fingerprint != town(**changes).fingerprint


def test_a_declared_condition_is_part_of_it_and_what_it_tells_is_not() -> None:
    """Whoever changes what a declaration demands makes another version."""

    def made(**condition: Any) -> str:
        rule = Rule("r", lambda _: MET, condition=condition)
        step = Step("go", "a", "b", by="clerk", guards=("r",))
        return Procedure("p", ["a", "b"], [step], [rule], ["clerk"]).fingerprint

    first = made(stated={"told": True}, observed="nothing")
    assert first == made(stated={"told": True}, observed="something")
    assert first != made(stated={"told": False}, observed="nothing")
    assert first != made(stated={"told": True}, when={"role": "chair"})
