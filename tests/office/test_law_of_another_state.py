"""A procedure follows the law of one state, and is offered no other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ratsflow import Actor, Office, law_for
from ratsflow.engine.assess import assess
from ratsflow.errors import InvalidInputError, german
from ratsflow.law.local import NO_LAW
from ratsflow.law.states import state_ids
from ratsflow.model import Motion
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import Step
from ratsflow.states.nrw import nrw


NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
CLERK = Actor("c", roles=("clerk",))


def of_state(state: str) -> Procedure:
    """Return a procedure of one step that follows the law of a state, or of any."""
    return Procedure(
        "p",
        states=["draft", "closed"],
        steps=[Step("close", "draft", "closed", by=["clerk"])],
        roles=["clerk"],
        state=state,
    )


@pytest.mark.parametrize("state", [each for each in state_ids() if each != "NRW"])
def test_an_office_is_refused_the_law_of_another_state(state: str) -> None:
    """It fails when it is built, in one sentence."""
    with pytest.raises(InvalidInputError) as caught:
        Office(nrw(), law=law_for(state))

    assert caught.value.what == (
        f"it is the law of {state}, and procedure nrw follows that of NRW."
    )
    assert "NRW" in german(caught.value.what)


def test_of_several_procedures_each_is_held_to_its_state() -> None:
    """One of an earlier version would answer cases by the wrong numbers too."""
    with pytest.raises(InvalidInputError, match="follows that of BY"):
        Office([of_state("NRW"), of_state("BY")], law=law_for("NRW"))


@pytest.mark.parametrize(
    ("state", "law"),
    [("NRW", law_for("NRW")), ("", law_for("BY")), ("NRW", NO_LAW), ("", NO_LAW)],
)
def test_its_own_law_any_law_and_no_law_are_taken(state: str, law: object) -> None:
    """Who names no state has none to break with."""
    Office(of_state(state), law=law)
    assert assess(
        of_state(state), _draft(state), "close", CLERK, at=NOON, law=law
    ).allowed


def test_the_engine_tells_what_stands_in_the_way_and_nothing_lifts_it() -> None:
    """Whoever asks the engine itself gets a finding; to record is no way around it."""
    for mode in ("enforce", "record"):
        asked = of_state("NRW")
        found = assess(
            asked, _draft("NRW"), "close", CLERK, at=NOON, law=law_for("BY"), mode=mode
        )
        (one,) = [each for each in found.blocking if each.rule.id == "procedure.law"]
        assert not found.allowed
        assert "law of NRW" in one.text("en")
        assert "(BY)" in one.text("de")


def test_whose_law_it_follows_is_part_of_what_it_is() -> None:
    """Two procedures that differ in it decide differently."""
    assert of_state("NRW").fingerprint != of_state("BY").fingerprint


def _draft(state: str) -> Case:
    made = of_state(state)
    return Case("c", 1, "", "p", made.fingerprint, "draft", Motion(title="T"))
