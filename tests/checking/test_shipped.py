"""What the law demands of every motion holds under the shipped procedures, and is really asked."""

from __future__ import annotations

from importlib import resources

import pytest

from ratsflow.checking import (
    Space,
    check_each,
    load_properties,
    papers_of,
    shipped_properties,
)
from ratsflow.errors import UnknownNameError
from ratsflow.law.municipality import load_law
from ratsflow.law.states import state_law


CASES = 250
FEWER = {"can_end": 40}
MORE = {
    "nothing_begins_under_an_initiative": 600,
    "urgent_stays_urgent": 700,
    "urgent_as_signed": 300,
    "decided_as_signed": 300,
    "closed_is_closed": 400,
    "executed_as_decided": 300,
    "executed_after_decision": 300,
}
"""Of how many cases the last is that a property speaks of; the nearest come first."""

STATES = {state: state_law(state.upper()).procedure() for state in ("nrw", "bw")}
ASKED = [
    pytest.param(state, each, id=f"{state}-{each.id}")
    for state, procedure in STATES.items()
    for each in shipped_properties(procedure)
]


def law(state):
    """Return the law of the town that is invented for a state."""
    return load_law(resources.files("ratsflow.states") / state / "town.toml")


@pytest.mark.parametrize(("state", "asked"), ASKED)
def test_what_the_law_demands_holds(state, asked):
    space = Space(STATES[state], law(state))
    cases = FEWER.get(asked.id) or MORE.get(asked.id, CASES)
    (report,) = check_each([asked], space, cases=cases)
    (found,) = report.checked
    assert found.hole is None
    assert not found.is_vacuous


@pytest.mark.parametrize("asked", [each.values[1] for each in ASKED])
def test_what_is_demanded_is_said_in_both_languages(asked):
    assert asked.title("de") != asked.id
    assert asked.title("en") not in (asked.id, asked.title("de"))
    assert asked.cites


def test_a_state_that_leaves_steps_out_is_checked_too():
    assert {"voted_on_agenda", "can_end"} <= {
        each.id for each in shipped_properties(state_law("BY").procedure())
    }


def test_a_property_names_papers_that_there_are():
    table = {"x": {"never": "vote", "papers": ["counsil"]}}
    with pytest.raises(UnknownNameError, match="council"):
        load_properties(table, STATES["nrw"])
    known = [each.id for each in papers_of(law("nrw"))]
    assert len(known) == len(set(known))
