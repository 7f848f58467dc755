"""Nobody approves another text than the one that he saw."""

from __future__ import annotations

import pickle

import pytest

from ratsflow import (
    Actor,
    Ballot,
    Motion,
    Move,
    Office,
    Parameter,
    Procedure,
    Rule,
    State,
    Step,
    nrw,
)
from ratsflow.errors import (
    ConflictError,
    DefinitionError,
    InvalidInputError,
    RefusedError,
    RepeatedError,
    SeenError,
    UnseenError,
)
from ratsflow.office import Attempt


CLERK = Actor("c", roles=["clerk"])
MAYOR = Actor("m", roles=["mayor"])
STRANGER = Actor("s")
TOWN = Procedure(
    "town",
    ["draft", "review", State("done", final=True)],
    [
        Step("revise", "draft", by="clerk", takes=[Parameter("motion", "motion")]),
        Step("submit", "draft", "review", by="clerk"),
        Step("return", "review", "draft", by="mayor"),
        Step("approve", "review", "done", by="mayor", binds=True),
    ],
    roles=["clerk", "mayor"],
)


def desk(**more):
    """Return an office whose one case was submitted: version 2."""
    office = Office(TOWN, **more)
    office.open(Motion("Bank für 300 EUR"), CLERK, case_id="A")
    office.take("A", "submit", CLERK)
    return office


def changed(title="Bank für 300.000 EUR", **more):
    """Return an office whose case was seen at version 2, and says something else now."""
    office = desk(**more)
    office.take("A", "return", MAYOR)
    office.take("A", "revise", CLERK, motion=Motion(title))
    office.take("A", "submit", CLERK)
    return office


def test_a_text_that_was_changed_is_not_approved_by_who_saw_the_one_before():
    """The conflict says what was done since, and what of the text is another."""
    office = changed()
    with pytest.raises(SeenError) as info:
        office.take("A", "approve", MAYOR, seen=2)
    error = info.value
    assert isinstance(error, ConflictError)
    assert (2, 5) == (error.expected, error.found)
    assert ("return", "revise", "submit") == error.steps
    assert (("title",), True) == (error.changed, error.is_other_text)
    assert "title" in str(error)
    assert "seen=5" in str(error)
    assert str(error) == str(pickle.loads(pickle.dumps(error)))  # noqa: S301
    assert 5 == office.case("A").version


@pytest.mark.parametrize("remember", [0, 10])
def test_what_was_seen_is_a_version_or_a_hash(remember):
    """The present one passes by either, and is written once."""
    office = changed(remember=remember)
    then = office.as_of("A", version=2)
    with pytest.raises(SeenError) as info:
        office.take("A", "approve", MAYOR, seen=then.head)
    assert 2 == info.value.expected
    with pytest.raises(SeenError, match="no entry of it"):
        office.take("A", "approve", MAYOR, seen="f" * 64)
    with pytest.raises(SeenError, match="no entry of it"):
        office.take("A", "approve", MAYOR, seen=99)
    assert (
        "done"
        == office.take("A", "approve", MAYOR, seen=office.case("A").head).case.state
    )


@pytest.mark.parametrize("seen", [True, 2.0, b"x"])
def test_what_is_neither_is_refused(seen):
    """A flag equals a number at most."""
    with pytest.raises(InvalidInputError, match="neither a version nor a hash"):
        desk().take("A", "approve", MAYOR, seen=seen)


def test_it_must_be_said_once_the_case_has_had_another_text():
    """One sentence names the version and the cure; `any` says that it does not matter."""
    office = changed()
    with pytest.raises(UnseenError, match=r"version 5.*seen=5.*any") as info:
        office.take("A", "approve", MAYOR)
    assert str(info.value) == str(pickle.loads(pickle.dumps(info.value)))  # noqa: S301
    assert "done" == office.take("A", "approve", MAYOR, seen="any").case.state


def test_of_one_text_nobody_can_approve_another():
    """So it is not demanded, unless the host wants that; but what is said must be true."""
    assert "done" == desk().take("A", "approve", MAYOR).case.state
    assert "done" == changed("Bank für 300 EUR").take("A", "approve", MAYOR).case.state
    with pytest.raises(UnseenError):
        desk(demand_seen=True).take("A", "approve", MAYOR)
    with pytest.raises(SeenError):
        desk().take("A", "approve", MAYOR, seen=1)


def test_a_step_that_binds_nothing_is_told_only_where_it_was_said():
    """It may be taken without, and not on something else than was seen."""
    office = changed(demand_seen=True)
    with pytest.raises(SeenError):
        office.take("A", "return", MAYOR, seen=4)
    assert "draft" == office.take("A", "return", MAYOR).case.state


def test_a_question_need_not_say_it_and_is_not_answered_about_another_version():
    """`assess` asks for the present; who saw another one is told so."""
    office = changed()
    assert office.assess("A", "approve", MAYOR).allowed
    assert office.assess("A", "approve", MAYOR, seen=5).to_plain()["binds"]
    with pytest.raises(SeenError):
        office.assess("A", "approve", MAYOR, seen=2)


def test_many_at_once_say_it_too():
    """Each has its own answer, and nothing is tried again on another text."""
    office = changed()
    stale, unsaid, right = (
        Attempt("A", "approve", MAYOR, seen=seen) for seen in (2, None, 5)
    )
    found = office.take_many([stale, unsaid, right], retry=True)
    assert [SeenError, UnseenError] == [type(each) for each in found[:2]]
    assert "done" == found[2].case.state
    assert office.assess_many([unsaid])[0].step.name == "approve"


def test_a_command_that_is_sent_again_was_carried_out_whatever_was_seen():
    """What it saw is past because of itself."""
    office = changed()
    office.take("A", "approve", MAYOR, seen=5, key="k")
    with pytest.raises(RepeatedError):
        office.take("A", "approve", MAYOR, seen=5, key="k")


def test_who_may_not_read_is_not_told_what_changed():
    """The conflict is told, and nothing of the text."""
    with pytest.raises(SeenError) as info:
        changed().take("A", "approve", STRANGER, seen=2)
    assert ((), ()) == (info.value.steps, info.value.changed)
    with pytest.raises(RefusedError):
        changed().take("A", "approve", STRANGER, seen=5)


def test_every_step_by_which_a_body_of_the_council_decides_binds():
    """An election takes no ballot, and decides on the paper all the same."""
    procedure = nrw()
    decided = {s.name for s in procedure.states_of("consultation") if s.decided}
    deciding = {
        step.name: step.binds
        for step in procedure.steps
        for moves in step.branches.values()
        for move in moves
        if move.lifecycle == "consultation" and move.target in decided
    }
    assert {"vote", "elect"} < set(deciding)
    assert all(deciding.values())


def test_a_step_that_signs_or_takes_a_ballot_binds():
    """Nobody has to declare it; no input may take the name of what was seen."""
    signs = Step("sign", "a", "b", by="x", signs="mayor")
    votes = Step("vote", "a", "b", by="x", takes=[Parameter("ballot", "ballot")])
    about_order = Step(
        "x", "a", by="x", takes=[Parameter("procedural_ballot", "ballot")]
    )
    assert (True, True, False) == (signs.binds, votes.binds, about_order.binds)
    with pytest.raises(DefinitionError, match="'seen'"):
        Procedure(
            "p",
            ["a", State("b", final=True)],
            [Step("go", "a", "b", by="x", takes=[Parameter("seen")])],
            roles=["x"],
        )


def test_rules_and_decide_cannot_change_what_was_handed_in():
    """It is an error of the rule that is told, and what was handed in is written."""

    def sloppy(question):
        question.inputs["amount"] = 99
        return True

    def careless(question):
        question.inputs["more"] = 1
        return "yes"

    def rewriting(question):
        question.law.values["x"] = 1
        return True

    town = Procedure(
        "town",
        ["draft", State("done", final=True)],
        [
            Step(name, "draft", "done", by="clerk", guards=name, takes=takes)
            for name in ("sloppy", "rewriting")
            for takes in [[Parameter("amount", "number", required=False)]]
        ]
        + [
            Step(
                "careless",
                by="clerk",
                decide=careless,
                outcomes={
                    "yes": Move("motion", "draft", "done"),
                    "no": Move("motion", "draft", "draft"),
                },
            )
        ],
        [Rule("sloppy", sloppy), Rule("rewriting", rewriting)],
        ["clerk"],
    )
    office = Office(town)
    office.open(Motion("Bank"), CLERK, case_id="A")
    for step, given in (("sloppy", {"amount": 1}), ("sloppy", {}), ("rewriting", {})):
        with pytest.raises(RefusedError) as info:
            office.take("A", step, CLERK, **given)
        (finding,) = info.value.verdict.blocking
        assert f"{step}.error" == finding.code
        assert given == info.value.verdict.question.inputs
    assert not office.assess("A", "careless", CLERK).allowed
    assert {} == office.law.values


def test_a_ballot_is_bound_to_what_was_seen():
    """A vote is no vote on a text that nobody had before him."""
    votes = Step(
        "vote", "review", "done", by="mayor", takes=[Parameter("ballot", "ballot")]
    )
    town = Procedure(
        "town", TOWN.states, [*TOWN.steps[:3], votes], roles=["clerk", "mayor"]
    )
    office = Office(town)
    office.open(Motion("Bank"), CLERK, case_id="A")
    office.take("A", "revise", CLERK, motion=Motion("Baum"))
    office.take("A", "submit", CLERK)
    ballot = Ballot(yes=5, no=2)
    with pytest.raises(UnseenError):
        office.take("A", "vote", MAYOR, ballot=ballot)
    assert "done" == office.take("A", "vote", MAYOR, ballot=ballot, seen=3).case.state
