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
from ratsflow.errors import InvalidInputError, UnknownNameError
from ratsflow.law.municipality import load_law
from ratsflow.law.states import state_law


CASES = 150
MORE = {
    "ratified_on_agenda": 280,
    "ratified_by_the_council": 400,
    "reopened_as_signed": 400,
    "annulled_is_not_executed": 290,
    "adopted_in_an_announced_meeting": 150,
    "renewed_on_agenda": 600,
    "no_execution_in_the_appeal_period": 150,
}
"""Of how many cases the last is that a property speaks of; others say so themselves."""

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
    cases = MORE.get(asked.id) or asked.cases or CASES
    (report,) = check_each([asked], space, cases=cases)
    (found,) = report.checked
    assert found.hole is None
    assert not found.is_vacuous


def test_a_slice_that_closes_in_the_cases_that_it_names_is_closed():
    (asked,) = (
        each
        for each in shipped_properties(STATES["nrw"])
        if each.id == "no_execution_in_the_appeal_period"
    )
    (report,) = check_each([asked], Space(STATES["nrw"], law("nrw")))
    assert report.closed
    assert report.is_kept
    assert report.cases < (asked.cases or 0)


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


def test_a_number_of_cases_is_a_number():
    (read,) = load_properties({"x": {"never": "vote", "cases": 7}}, STATES["nrw"])
    assert read.cases == 7
    for wrong in (0, -1, True, 1.5, "7"):
        with pytest.raises(InvalidInputError, match="number of cases"):
            load_properties({"x": {"never": "vote", "cases": wrong}}, STATES["nrw"])


def test_a_property_is_looked_at_in_as_many_cases_as_it_says():
    (asked,) = load_properties({"x": {"never": "vote", "cases": 7}}, STATES["nrw"])
    space = Space(STATES["nrw"], law("nrw"))
    assert [each.cases for each in check_each([asked], space)] == [7]
    assert [each.cases for each in check_each([asked], space, cases=5)] == [5]
