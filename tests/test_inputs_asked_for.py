"""What a rule asks a step to state, the step takes in: else the answer stays unknown for ever."""

from __future__ import annotations

import ast

from functools import cache

import pytest

from ratsflow.procedure.inputs import MEANINGS
from ratsflow.states.bw import bw
from ratsflow.states.by import by
from ratsflow.states.nrw import nrw
from test_reads_in_source import NAMED, _nodes, _text, functions


PROCEDURES = {each.name: each for each in (nrw(), bw(), by())}
STEPS = [(name, step.name) for name, each in PROCEDURES.items() for step in each.steps]
MINUTES = {"chair", "council_office"}
"""Who writes down what others did, and says who they were."""


@cache
def asked_now() -> frozenset[str]:
    """Return the inputs that are named as missing, and nothing on file can stand for."""
    among_inputs, among_facts, missing = set(), set(), set()
    for named in NAMED.values():
        for function in functions(named.function, set()):
            calls = [each for each in _nodes(function) if isinstance(each, ast.Call)]
            for call in calls:
                key = _text(call.args[0], function) if call.args else None
                if isinstance(call.func, ast.Attribute):
                    of = ast.unparse(call.func.value).rpartition(".")[2]
                    if key and call.func.attr == "get" and of == "inputs":
                        among_inputs.add(key)
                    elif key and of in ("question", "facts"):
                        among_facts.add(key)
                elif isinstance(call.func, ast.Name) and call.func.id in (
                    "stated", "unknown", "MissingFactError",
                ):  # fmt: skip
                    missing |= {_text(each, function) for each in call.args}
    return frozenset((among_inputs & missing) - among_facts - {*MEANINGS})


ASKED_WHERE = {
    # whoever speaks for himself need not say who he is
    "withdrawn_by": lambda step: not MINUTES.isdisjoint(step.by),
    # before the paper is filed its signatures are examined: there they are a fact
    "valid_signatures": lambda step: step.name != "file_motion",
    **dict.fromkeys(
        ("lists", "lots", "objections", "secret"),
        lambda step: step.name == "elect_by_lists",  # rules on all votes read them, too
    ),
    **dict.fromkeys(
        ("delegates_to_main_committee", "point_results"),
        lambda step: step.name in ("vote", "repeat_vote"),
    ),
}
"""Of an input that more rules read than ask for it: which steps are asked."""


def test_what_only_a_step_can_state_is_known():
    """The search of the source finds what it is meant to find."""
    assert {"roll_call_factions", "mayor_consents", "withdrawn_by"} <= asked_now()


@pytest.mark.parametrize(("state", "name"), STEPS)
def test_a_step_takes_what_its_rules_ask_of_it(state, name):
    """Whatever law a town gives itself: no rule asks for what nobody can state."""
    procedure = PROCEDURES[state]
    step = procedure.step(name)
    taken = {each.name for each in step.takes}
    lacking = sorted(
        (rule.id, asked)
        for rules in procedure.guards(step)
        for rule in rules
        for asked in rule.reads & asked_now() - taken
        if ASKED_WHERE.get(asked, lambda _: True)(step)
    )
    assert [] == lacking


def test_in_every_vote_somebody_may_say_that_the_meeting_was_not_duly_convened():
    """Baden-Württemberg, it holds in every body, whatever is decided."""
    procedure = bw()
    bare = [
        step.name
        for step in procedure.steps
        for rules in procedure.guards(step)
        for rule in rules
        if rule.id == "duly_convened"
        and rule.id not in {each.name for each in step.takes}
    ]
    assert [] == bare


def test_who_ratifies_may_say_whether_others_have_rights_by_now():
    """Nobody said it when the execution began, and annulling turns on it (§ 60 Abs. 1 S. 4)."""
    taken = {each.name for each in nrw().step("ratify").takes}
    assert {"annul", "third_party_rights"} <= taken
