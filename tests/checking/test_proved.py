"""What z3 proves of a declared condition is what the engine answers, on every value."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st
from small import procedure, space

import ratsflow.checking.proved as here
import ratsflow.states
import ratsflow.states.nrw as home

from ratsflow import Law, Rule, Step
from ratsflow.checking import Fate, compare, mutants, structure
from ratsflow.checking.formulas import Formulas
from ratsflow.checking.proved import (
    Related,
    contradicting,
    implied,
    related,
    vacuous,
)
from ratsflow.engine import assess
from ratsflow.law.citation import Consequence
from ratsflow.law.municipality import load_law
from ratsflow.law.source import Mistakes
from ratsflow.procedure.declared import modules_in, names_in
from ratsflow.procedure.declared.conditions import Compiler
from ratsflow.procedure.declared.rules import Shared
from ratsflow.procedure.finding import Result
from ratsflow.procedure.reading import NO_FACTS
from ratsflow.procedure.step import Kind, Parameter
from ratsflow.testing.examples import ask_example, load_examples


z3 = pytest.importorskip("z3")

LAW = load_law(Path(home.__file__).with_name("town.toml"))
NAMES = names_in(modules_in(ratsflow.states.__name__))
KINDS = {
    "flag": Kind.FLAG,
    "more": Kind.FLAG,
    "number": Kind.NUMBER,
    "limit": Kind.NUMBER,
    "word": Kind.TEXT,
}
TOWN = Law("", {"notice.days": 2, "town.small": True})


def step(*guards):
    """Return a step that takes in a value of each kind."""
    takes = [Parameter(name, kind, required=False) for name, kind in KINDS.items()]
    return Step("go", "start", "done", by="clerk", takes=takes, guards=guards)


def rule(condition, name="r"):
    """Return a rule of a condition as it would be written in TOML."""
    mistakes = Mistakes(None, name, None)  # a mistake would have nowhere to go
    norms = {"notice.days", "town.small", "town.gone"}
    shared = Shared(NAMES, norms=norms)
    made = Compiler(shared, [step()], mistakes).rule(condition)
    return Rule(
        name,
        made.check,
        condition=made.declared,
        needs=made.needs,
        parameters=made.norms,
    )


def of(*conditions):
    """Return a procedure of one step with some rules."""
    rules = [rule(each, f"r{n}") for n, each in enumerate(conditions)]
    return procedure(step(*(each.id for each in rules)), rules=rules)


FLAGS, NUMBERS, WORDS = (
    st.booleans(),
    st.integers(0, 3),
    st.sampled_from(["", "a", "b"]),
)
OPTIONAL = st.sampled_from(["", "?"])


def compared_with(value):
    """Draw what a name can be held against: a value, none of it, nothing, one of several."""
    found = value | st.fixed_dictionaries({"not": value}) | st.just([])
    if value is FLAGS:
        return found
    return found | st.lists(value, min_size=1, max_size=2, unique=True)


@st.composite
def tables(draw):
    """Draw names with what they are to be."""
    found = {}
    for name, value in (("flag", FLAGS), ("number", NUMBERS), ("word", WORDS)):
        if draw(st.booleans()):
            found[name + draw(OPTIONAL)] = draw(compared_with(value))
    return found or {"flag?": True}


@st.composite
def leaves(draw):
    """Draw a condition that has no parts."""
    kind = draw(
        st.sampled_from(["stated", "equals", "filled", "member", "compare", "known"])
    )
    names = st.sampled_from([*KINDS, "word?", "law.notice.days", "law.town.gone?"])
    if kind in ("stated", "equals"):
        return {kind: draw(tables())}
    if kind in ("filled", "known"):
        return {kind: draw(st.lists(names, min_size=1, max_size=2, unique=True))}
    if kind == "member":
        return {kind: ["word", draw(st.lists(WORDS, min_size=1, max_size=2))]}
    sign = draw(st.sampled_from(["<=", "<", ">=", ">", "==", "!="]))
    bound = draw(st.sampled_from(["limit", "law.notice.days", 0, 1]))
    return {kind: ["number", sign, bound]}


@st.composite
def conditions(draw, deep=1):
    """Draw a condition, with what it applies to and what lifts it."""
    if deep and draw(st.booleans()):
        parts = st.lists(conditions(deep=deep - 1), min_size=1, max_size=3)
        found = {draw(st.sampled_from(["all", "any"])): draw(parts)}
    else:
        found = draw(leaves())
    for key in ("when", "unless"):
        if draw(st.integers(0, 3)) == 0:
            found[key] = draw(tables())
    return found


VALUES = st.fixed_dictionaries(
    {
        "flag": st.none() | FLAGS,
        "more": st.none() | FLAGS,
        "number": st.none() | NUMBERS,
        "limit": st.none() | NUMBERS,
        "word": st.none() | WORDS,
    }
)


def passes(condition, values, law=TOWN):
    """Ask the engine."""
    made = of(condition)
    town = space(made, law=law)
    stated = {name: value for name, value in values.items() if value is not None}
    verdict = assess(
        made,
        town.opened(town.starts[0]),
        "go",
        town.actors("clerk")[0],
        at=town.moment(town.first_day),
        inputs=stated,
        law=law,
    )
    return verdict.allowed


@settings(max_examples=60, deadline=None)
@given(conditions(), VALUES)
def test_the_formula_is_what_the_engine_answers(condition, values):
    formulas = Formulas()
    formula = formulas.passes(rule(condition), TOWN)
    if formula is None:
        return
    given_values = formulas.being(values)
    assert formulas.allows(*given_values, formula) == passes(condition, values)
    assert formulas.allows(*given_values, z3.Not(formula)) != passes(condition, values)


@settings(max_examples=15, deadline=None)
@given(conditions(), conditions(), st.lists(VALUES, min_size=20, max_size=20))
def test_what_is_proved_of_two_versions_holds_on_every_value(old, new, tried):
    told = related(rule(old), rule(new), TOWN, TOWN)
    for values in tried:
        was, now = passes(old, values), passes(new, values)
        assert not (told.never_looser and now and not was)
        assert not (told.never_tighter and was and not now)


@settings(max_examples=15, deadline=None)
@given(conditions(), st.lists(VALUES, min_size=20, max_size=20))
def test_a_rule_proved_vacuous_is(condition, tried):
    told = vacuous(rule(condition), TOWN)
    answers = {passes(condition, values) for values in tried}
    assert answers <= {"never_met": {False}, "never_unmet": {True}}.get(
        told, {True, False}
    )


SMALL = {"compare": ["number", ">=", "law.notice.days"]}


def test_a_number_of_law_that_grows_is_tighter():
    more = attrs.evolve(TOWN, values={**TOWN.values, "notice.days": 3})
    assert related(rule(SMALL), rule(SMALL), TOWN, more) == Related(never_looser=True)
    assert related(rule(SMALL), rule(SMALL), more, TOWN) == Related(never_tighter=True)


def test_the_same_in_other_words_is_the_same():
    one = {"all": [{"stated": {"flag": True}}, {"stated": {"more": True}}]}
    other = {"stated": {"flag": True, "more": True}}
    assert related(rule(one), rule(other)) == Related(
        never_looser=True, never_tighter=True
    )


def test_a_share_of_law_is_a_formula():
    share = {"share": {"of": "number", "reaches": "quorum.share", "base": "limit"}}
    laws = [
        Law(
            "",
            {
                "quorum.share": {
                    "num": 1,
                    "den": den,
                    "strict": False,
                    "base": "elected",
                }
            },
        )
        for den in (3, 2)
    ]
    made = Rule(
        "r",
        lambda _: True,
        condition=share,
        parameters=["quorum.share"],
        needs=["number", "limit"],
    )
    assert related(made, made, *laws) == Related(never_looser=True)


def test_contradicting_rules_and_vacuous_ones_are_told_by_structure():
    made = of({"stated": {"flag": True}}, {"stated": {"flag": False}}, SMALL)
    (only,) = made.steps
    assert list(contradicting(only, made, TOWN)) == [("r0", "r1")]
    found = structure(space(made, law=TOWN), cases=1)
    assert "step.contradiction:go:r0+r1" in {each.key for each in found.faults}
    none = of({"stated": {"flag": True}, "when": {"law.town.small": False}})
    found = structure(space(none, law=TOWN), cases=1)
    assert {each.key for each in found.flaws} == {"rule.never_unmet:r0"}


def test_a_rule_that_stands_behind_another_is_proved_to_change_nothing():
    """What asks for less is never alone in the way of what asks for more."""
    less, more = {"stated": {"flag": True}}, {"stated": {"flag": True, "more": True}}
    made = of(less, more, SMALL)
    (only,) = made.steps
    rules = {each.id: each for each in made.rules}
    told = [e for e in only.guards if implied(only, rules[e], made, TOWN)]
    assert told == ["r0"]
    found = mutants(space(made, law=TOWN), cases=30)
    assert found.found["go", "r1"].fate is not Fate.REDUNDANT
    assert found.found["go", "r0"].fate is Fate.REDUNDANT


def test_what_only_flags_stands_in_nobodys_way():
    """Behind a rule that only flags, another one is not superfluous."""
    made = of({"stated": {"flag": True}}, {"stated": {"flag": True, "more": True}})
    first, second = made.rules
    flags = attrs.evolve(second, consequence=Consequence.ORDER)
    made = attrs.evolve(made, rules=(first, flags))
    assert not implied(made.steps[0], first, made, TOWN)


def test_what_is_proved_needs_no_search():
    one = {"all": [{"stated": {"flag": True}}, {"stated": {"more": True}}]}
    other = {"stated": {"flag": True, "more": True}}
    told = compare(space(of(one), law=TOWN), space(of(other), law=TOWN))
    assert told.closed
    assert (told.cases, told.proved) == (0, {"go": Related(True, True)})
    tighter = {"stated": {"flag": True, "more": True, "number": 1}}
    told = compare(space(of(other), law=TOWN), space(of(tighter), law=TOWN), cases=30)
    assert told.proved["go"] == Related(never_looser=True)


def test_without_z3_nothing_is_proved(monkeypatch):
    monkeypatch.setattr(here, "can_prove", lambda: False)
    assert related(rule(SMALL), rule(SMALL)) == Related()
    assert vacuous(rule(SMALL)) == ""
    made = of({"stated": {"flag": True}}, {"stated": {"flag": False}})
    assert list(contradicting(made.steps[0], made)) == []


def test_shipped_conditions_answer_alike_in_every_worked_example():
    """Of those whose names are inputs alone, by what the example states."""
    asked = 0
    for example in load_examples(Path(home.__file__).parent / "examples"):
        verdict = ask_example(example, "NRW").verdict
        for made, answer in () if verdict is None else verdict.rows:
            if made.condition and not made.unread:
                asked += alike(made, answer, verdict)
    assert asked > 50


def alike(made, answer, verdict):
    """Hold a formula to an answer; return whether it could be."""
    question, formulas = verdict.question, Formulas()
    formula = formulas.passes(made, question.law)
    others = {*NAMES.fields, *NO_FACTS}
    fields = [name for name in formulas.names if name in others or "." in name]
    if formula is None or formulas.is_opaque or fields or made.dated_by:
        return 0
    values = {name: question.inputs.get(name) for name in formulas.names}
    if any(not isinstance(e, (bool, int, str, tuple)) for e in values.values() if e):
        return 0
    met = answer.result is Result.MET
    assert formulas.allows(*formulas.being(values), formula) == met, made.id
    return 1
