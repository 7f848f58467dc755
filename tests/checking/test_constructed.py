"""A case that is built for a rule: the engine refuses it because of that rule alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from hypothesis import given, settings
from hypothesis import strategies as st
from small import procedure, space, stated, step

import ratsflow.states
import ratsflow.states.nrw as home

from ratsflow import Rule, met, unmet
from ratsflow.checking import Fate, Space, mutants, notices
from ratsflow.law.municipality import load_law
from ratsflow.states.nrw import nrw
from ratsflow.testing.examples import ask_example, load_examples
from ratsflow.testing.mutation import noticed_by_examples, walked


LAW = load_law(Path(home.__file__).with_name("town.toml"))
FACTS = st.lists(st.sampled_from("abc"), min_size=1, max_size=4)


def late(of):
    """Build without searching: the search sees the first case only."""
    return mutants(space(of), cases=1, budget=5)


@settings(max_examples=25, deadline=None)
@given(FACTS)
def test_a_demand_that_stands_twice_is_shadowed_and_one_that_stands_once_is_built(
    names,
):
    rules = [Rule(f"r{n}", stated(name).check) for n, name in enumerate(names)]
    of = procedure(
        step("go", "start", "middle", takes=tuple("abc")),
        step("end", "middle", "done", *(each.id for each in rules)),
        rules=rules,
    )
    found = late(of)
    for number, name in enumerate(names):
        mutant = found.found["end", f"r{number}"]
        if names.count(name) == 1:
            assert mutant.fate in (Fate.CONSTRUCTED, Fate.WITNESSED)
            assert notices(mutant, found.space)
        else:
            twins = {f"r{n}" for n, each in enumerate(names) if each == name}
            assert mutant.why == "rule.shadowed"
            assert twins - {mutant.rule} <= mutant.shadowed_by
        assert mutant.is_explained


def test_what_leads_to_another_read_is_changed_once_more():
    """The second fact is read only where the first one opens it."""

    def gated(question):
        if not question.get("a"):
            return met()
        return unmet() if question.get("b") else met()

    of = procedure(
        step("go", "start", "middle", takes=("a", "b")),
        step("end", "middle", "done", "gated", "never"),
        rules=[Rule("gated", gated), Rule("never", lambda _: met())],
    )
    found = late(of)
    built = found.found["end", "gated"].built
    assert built is not None
    assert {"a", "b"} <= set(built[0].changed)
    never = found.found["end", "never"]
    assert (never.fate, never.why) == (Fate.UNREACHED, "rule.not_tried")


def test_time_that_is_up_is_told():
    of = procedure(step("end", "middle", "done", "a_stated"), rules=[stated("a")])
    assert not mutants(space(of), cases=1, budget=0).in_time


def test_cases_are_built_for_rules_of_the_shipped_procedure():
    steps = frozenset({"object", "vote", "record_approval"})
    here = Space(nrw(), LAW, steps=steps)
    examples = load_examples(Path(ratsflow.states.__file__).parent / "nrw")
    asked = [ask_example(each, "NRW").verdict for each in examples]
    begun = [each for each in asked if each is not None and each.step.name in steps]
    found = mutants(here, cases=1, budget=20, begun=begun)
    built = found.of(Fate.CONSTRUCTED)
    assert len(built) > 10
    for each in built:
        assert [f.rule.id for f in each.built[1].blocking] == [each.rule]
        assert notices(each, here)


def test_an_example_notices_the_rules_that_it_speaks_of():
    path = Path(home.__file__).parent / "examples" / "aftermath.example.toml"
    late_one = [e for e in load_examples(path) if e.id == "L1-object-late"]
    noticed = noticed_by_examples([ask_example(each, "NRW") for each in late_one])
    assert noticed == {("object", "objection_in_time"): ("L1-object-late",)}


def test_a_walk_leads_to_steps_of_every_state():
    steps = {each.step.name for each in walked(Space(nrw(), LAW))}
    assert {"submit", "place_on_agenda", "vote", "object"} <= steps


@pytest.mark.parametrize("cases", [10, 0])
def test_what_is_noticed_has_no_reason_why_not(cases):
    """Whether a case was come to or built: how far the search gets hangs on the machine."""
    of = procedure(
        step("go", "start", "done", "a_stated", takes="a"), rules=[stated("a")]
    )
    (mutant,) = mutants(space(of), cases=cases, budget=5).found.values()
    assert mutant.fate in {Fate.WITNESSED, Fate.CONSTRUCTED}
    assert mutant.why == ""
