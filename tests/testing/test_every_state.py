"""Every state of both procedures is reached in one line, lawfully and twice alike."""

from __future__ import annotations

from datetime import date

import pytest

from ratsflow import bw, nrw
from ratsflow.engine import fold
from ratsflow.procedure.step import CONSULTATION, LIFECYCLES, MOTION, SUSPENSION
from ratsflow.testing import NoWayError, case_at


PROCEDURES = {"nrw": nrw, "bw": bw}
LED_TO = frozenset(
    {
        (name, lifecycle, move.target)
        for name, made in PROCEDURES.items()
        for step in made().steps
        for moves in step.branches.values()
        for move in moves
        for lifecycle in (move.lifecycle,)
        if move.target
    }
)
STATES = [
    (name, lifecycle, state.name)
    for name, made in PROCEDURES.items()
    for lifecycle in LIFECYCLES
    for state in made().states_of(lifecycle)
    if (name, lifecycle, state.name) in LED_TO or state.name in ("draft", "planned")
]


@pytest.mark.parametrize(("name", "lifecycle", "state"), STATES)
def test_every_state_to_which_a_step_leads_is_reached(name, lifecycle, state):
    """By steps that the engine allows, and what was walked reads back the same."""
    case = case_at(f"{lifecycle}:{state}", procedure=PROCEDURES[name]())

    found = {
        MOTION: [case.state],
        CONSULTATION: [each.state for each in case.case.consultations],
        SUSPENSION: [each.state for each in case.case.suspensions],
    }
    assert state in found[lifecycle]
    assert {"taken"} == {each.kind.value for each in case.log}
    assert case.case == fold(each.record for each in case.taken)


def test_a_state_to_which_no_step_leads_is_told_as_that():
    """Without a search: what the states alone say is enough."""
    with pytest.raises(NoWayError, match="avoid=first_reading: no step leads there"):
        case_at("first_reading", avoid="first_reading")


def test_the_same_call_leads_to_the_same_log():
    """Byte by byte, whether it was walked before or not; and one case does not move another."""
    once, again = case_at("adopted"), case_at("adopted")
    assert [e.record for e in once.taken] == [e.record for e in again.taken]
    once.take("make_executable")

    assert ("executable", "adopted") == (once.state, again.state)
    assert "adopted" == case_at("adopted").state


@pytest.mark.parametrize("name", sorted(PROCEDURES))
def test_the_main_path_takes_few_questions(name):
    """Nothing beside it is tried where it leads on, and nothing is asked twice in vain."""
    case = case_at("closed", procedure=PROCEDURES[name](), title="one of its own")

    assert case._walker.asked < 80
    main = PROCEDURES[name]().main_path
    beside = [each.step for each in case.log[1:] if each.step not in main]
    assert set(beside) <= {"cosign", "keep_minutes"}


@pytest.mark.parametrize("day", ["2023-05-11", "2025-02-20", "2027-09-23"])
def test_a_case_stands_on_any_day(day):
    """By the law of that day."""
    case = case_at("in_consultation", called="council", on=day)

    assert date.fromisoformat(day) == case.day == case.case.consultations[0].meeting.day
