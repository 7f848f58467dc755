"""Who acts, and what passes beside the rules: deputies, several roles in one person, overrides."""

from __future__ import annotations

import attrs
import pytest

from small import procedure, space, stated, step
from test_planted import changed
from test_shipped import STATES, law

from ratsflow import Procedure, Rule, met, unmet
from ratsflow.checking import (
    Search,
    Space,
    check,
    check_each,
    load_properties,
    replayed,
    shipped_properties,
    slice_of,
)
from ratsflow.engine.verdict import Mode


def office(*steps, rules=(), **more):
    """Return a small procedure in which the head may override, and the clerk record."""
    of = procedure(*steps, rules=rules)
    held = {"roles": ["clerk", "head"], "overriders": ["head"], "recorders": ["clerk"]}
    return Procedure("small", of.states, of.steps, rules=of.rules, **held, **more)


CHAIN = office(
    step("submit", "draft", "review", takes=("urgent",)),
    step("release", "review", "released", "urgent_stated"),
    step("publish", "released", "published"),
    rules=[stated("urgent")],
)
NEVER = {
    "published": {"never": "publish", "unless": "fact urgent is true"},
    "released": {"never": "release", "unless": "fact urgent is true"},
}


@pytest.mark.parametrize(
    ("beside", "mode"), [("overrides", "enforce"), ("records", "record")]
)
def test_what_an_override_or_a_record_opens_behind_it_is_found(beside, mode):
    """That the step itself was against the rules stands in the log, and is no hole."""
    asked = load_properties(NEVER, CHAIN)
    assert not check(asked, space(CHAIN)).holes
    here = space(CHAIN, **{beside: True})
    (broken,) = check(asked, here).holes
    assert broken.asked.id == "published"
    submit, release, publish = broken.moment.choices
    assert (release.mode, publish.mode) == (Mode(mode), Mode.ENFORCE)
    assert [submit.goes_by_the_rules, release.goes_by_the_rules] == [True, False]
    case = broken.replayed()
    assert case.state == "published"
    told = {"overrides": "overriding: ", "records": "recorded, against: "}[beside]
    assert sum(told in line for line in broken.story()) == 1


def test_a_way_with_an_override_is_saved_as_a_test_that_runs():
    here = space(CHAIN, overrides=True)
    (broken,) = check(load_properties(NEVER, CHAIN), here).holes
    names: dict[str, object] = {}
    exec(broken.as_test(), names)  # noqa: S102  # it is our own
    with pytest.raises(pytest.fail.Exception):  # nothing refuses its last step yet
        names["test_published"](CHAIN, here.law)


def test_one_step_of_a_way_is_overridden_and_no_more():
    of = office(
        step("submit", "draft", "review", "no"),
        step("release", "review", "released", "no"),
        rules=[Rule("no", lambda _: unmet())],
    )
    found = {each.case.state for each in Search(space(of, overrides=True))}
    assert found == {"draft", "review"}


def states(of, **changes):
    return {each.case.state for each in Search(space(of, **changes))}


def test_a_deputy_acts_where_a_rule_asks_who():
    deputy = Rule("deputy", lambda question: met() if question.as_deputy else unmet())
    of = procedure(step("submit", "draft", "review", "deputy"), rules=[deputy])
    assert states(of) == {"draft"}
    assert states(of, deputies=True) == {"draft", "review"}


def test_one_person_holds_the_roles_that_are_joined_and_no_other():
    both = Rule(
        "both",
        lambda question: (
            met() if {"clerk", "head"} <= {*question.actor.roles} else unmet()
        ),
    )
    of = office(step("submit", "draft", "review", "both"), rules=[both])
    assert states(of) == {"draft"}
    assert states(of, joined=(("clerk", "head"),)) == {"draft", "review"}
    here = space(of, joined=(("head", "chair"),))
    assert [each.roles for each in here.actors("clerk")] == [("clerk",), ("clerk",)]


@pytest.mark.parametrize("state", STATES)
def test_an_override_cannot_lift_what_the_statute_forbids(state):
    """No committee makes a bye-law, whoever overrides what."""
    of = STATES[state]
    table = {
        "bye_law": {
            "never": "vote into adopted",
            "while": "paper on bye_law",
            "unless": "body is council",
            "papers": ["bye_law_for_a_committee"],
        }
    }
    asked = load_properties(table, of)
    here = Space(of, law(state), overrides=True, steps=slice_of(asked, of))
    here = attrs.evolve(here, starts=here.starts[1:2])
    assert not check(asked, here, cases=120).holes


def _without_source(of, name, state):
    """Return a procedure in which a step does not start in a state of the motion."""
    branches = of.step(name).branches
    outcomes = {
        outcome: tuple(
            attrs.evolve(move, sources=[e for e in move.sources if e != state])
            for move in moves
        )
        for outcome, moves in branches.items()
    }
    return changed(of, name, outcomes=outcomes)


@pytest.mark.parametrize("is_planted", [True, False])
def test_what_is_made_executable_too_early_can_still_be_appealed_against(is_planted):
    """A clerk records that it was; the members of the committee keep their remedy (§ 57 GO)."""
    of = STATES["nrw"]
    if is_planted:
        of = _without_source(of, "appeal", "executable")
    (asked,) = [e for e in shipped_properties(of) if e.id == "appeal_stays_open"]
    here = Space(of, law("nrw"), records=True)
    (report,) = check_each([asked], here, cases=150, first=True)
    (found,) = report.checked
    assert (found.hole is not None) is is_planted
    if is_planted:
        assert replayed(found.hole, report.space).state == "executable"
        assert found.hole.choices[-1].mode is Mode.RECORD
