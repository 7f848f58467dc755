"""Each rule on a step has its witness, or it is said why there is none."""

from __future__ import annotations

from pathlib import Path

import attrs

from hypothesis import given, settings
from hypothesis import strategies as st
from small import procedure, space, stated, step

import ratsflow.states.nrw as home

from ratsflow import Rule, met, unmet
from ratsflow.checking import (
    Fate,
    Space,
    kills,
    mutants,
    never,
    notices,
    placements,
    replayed,
)
from ratsflow.law.municipality import load_law
from ratsflow.states.nrw import nrw


def either(question):
    """Answer whether one of two facts is stated."""
    return met() if question.fact("costs") or question.fact("urgent") else unmet()


TOWN = procedure(
    step("submit", "draft", "review", takes=("urgent", "costs")),
    step(
        "release", "review", "released", "urgent", "costs", "either", "always", "flag"
    ),
    step("drop", ("draft", "review"), "dropped"),
    rules=[
        *(Rule(n, stated(n).check) for n in ("urgent", "costs")),
        Rule("either", either),
        Rule("always", lambda _: met()),
        Rule("flag", lambda _: unmet(), consequence="order"),
    ],
)


def test_a_rule_that_only_flags_stands_in_no_way():
    assert [rule for _, rule in placements(TOWN)] == [
        *("urgent", "costs", "either", "always")
    ]
    assert list(placements(TOWN, ["drop"])) == []


def test_each_placement_has_its_fate_and_its_reason():
    found = mutants(space(TOWN))
    assert found.closed
    told = {each.rule: (each.fate, each.why) for each in found.found.values()}
    assert told == {
        "urgent": (Fate.WITNESSED, ""),
        "costs": (Fate.WITNESSED, ""),
        "either": (Fate.REDUNDANT, "rule.shadowed"),
        "always": (Fate.REDUNDANT, "rule.never_unmet"),
    }
    assert found.found["release", "either"].beside <= {"urgent", "costs"}


def test_a_witness_is_a_case_that_comes_about_and_notices():
    found = mutants(space(TOWN))
    for each in found.of(Fate.WITNESSED):
        assert [f.rule.id for f in each.witness.verdict.blocking] == [each.rule]
        assert replayed(each.witness.moment, found.space).state == "review"
        assert notices(each, found.space)


def test_what_was_not_looked_at_is_not_redundant():
    found = mutants(space(TOWN), cases=1)
    assert not found.closed
    assert {each.fate for each in found.found.values()} <= {
        *(Fate.UNREACHED, Fate.WITNESSED, Fate.CONSTRUCTED)
    }


def test_which_property_notices_which_rule():
    found = mutants(space(TOWN))
    asked = [
        never("costs_first", "release", TOWN, unless="fact costs is true"),
        never("never_two", "release", TOWN, unless="after submit"),
    ]
    assert kills(asked, found) == {
        ("release", "urgent"): (),
        ("release", "costs"): ("costs_first",),
    }


FACTS = st.lists(st.sampled_from("abc"), min_size=1, max_size=4)


@settings(max_examples=30, deadline=None)
@given(FACTS)
def test_a_rule_that_stands_twice_is_never_alone_and_one_that_stands_once_is(names):
    """The same demand under several names: each is redundant beside the other."""
    rules = [Rule(f"r{n}", stated(name).check) for n, name in enumerate(names)]
    of = procedure(
        step("go", "start", "middle", takes=tuple("abc")),
        step("end", "middle", "done", *(each.id for each in rules)),
        rules=rules,
    )
    found = mutants(space(of))
    assert found.closed
    for number, name in enumerate(names):
        mutant = found.found["end", f"r{number}"]
        once = names.count(name) == 1
        assert mutant.fate is (Fate.WITNESSED if once else Fate.REDUNDANT)


def test_rules_of_the_shipped_procedure_have_witnesses():
    """Each of those found is asked again without its rule."""
    law = load_law(Path(home.__file__).with_name("town.toml"))
    here = Space(nrw(), law, steps=frozenset(nrw().main_path))
    here = attrs.evolve(here, starts=here.starts[:1])
    found = mutants(here, cases=20)
    witnessed = found.of(Fate.WITNESSED)
    for name in ("submit", "release", "place_on_agenda"):
        assert sum(each.step == name for each in witnessed) >= 3
    assert all(notices(each, here) for each in witnessed)
