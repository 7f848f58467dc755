"""What is kept of answers is what the rules answer, and a rule that hides a read fails loudly."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import attrs
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st
from small import procedure, space, step
from test_brute_force import procedures

import ratsflow.states.nrw as home

from ratsflow import Rule, met, unmet
from ratsflow.checking import Search, Space, shipped_properties, slice_of
from ratsflow.checking.answers import Answers, plainly
from ratsflow.checking.otherwise import reads_of
from ratsflow.engine import assess
from ratsflow.errors import DefinitionError, RatsflowError
from ratsflow.law.municipality import load_law
from ratsflow.states.nrw import nrw


LAW = load_law(Path(home.__file__).with_name("town.toml"))


def told(verdict):
    """Return all that a verdict says of its rules."""
    return verdict.allowed, verdict.outcome, [(r.id, a) for r, a in verdict.rows]


def asked_again(here, cases):
    """Ask every attempt of a search once more, of the rules themselves; return how many."""
    asked = []

    def look(_, way):
        question = way.verdict.question
        plain = assess(
            here.procedure,
            question.case,
            way.choice.step,
            way.choice.actor,
            at=question.at,
            inputs=way.choice.inputs,
            on=way.choice.on,
            law=here.law,
            others=here.others,
        )
        assert told(way.verdict) == told(plain)
        asked.append(way)
        return ()

    for _ in Search(here, cases, look, look):
        pass
    return len(asked)


@pytest.mark.parametrize("asked", ["decided_as_signed", "bye_law_published"])
def test_what_is_kept_is_what_the_shipped_rules_say(asked):
    of = nrw()
    (said,) = [each for each in shipped_properties(of) if each.id == asked]
    here = Space(of, LAW, steps=slice_of([said], of))
    assert asked_again(here, 40) > 100
    kept = here.answers
    assert kept.computed < kept.asked / 2
    assert not kept.undeclared


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_kept_is_what_random_rules_say(data):
    try:
        of = data.draw(procedures())
    except RatsflowError:  # a procedure that is refused when it is built
        return
    asked_again(space(of), 100)


VALUES = st.none() | st.booleans() | st.integers(0, 2)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys("abc", VALUES)), max_size=12))
def test_one_and_true_are_two_values(stated):
    """A rule that asks of which kind a value is, reads one fact after the other."""

    def check(question):
        for name in "abc":
            if question.get(name) is True:
                return met()
            if type(question.get(name)) is int:
                return unmet(code=f"number_{name}")
        return unmet(code="nothing")

    of = procedure(step("go", "start", "done", "r"), rules=[Rule("r", check)])
    here, kept = space(of), Answers()
    case = here.opened(here.starts[0])
    (rule,) = kept.of(of).rules
    for facts in stated:
        verdict = here_asked(here, attrs.evolve(case, facts=facts))
        question = verdict.question
        assert rule.check(question) == check(question)
        assert rule.check(question) == check(question)
    assert plainly(rule.check) is check


def here_asked(here, case):
    """Ask the one step of a small procedure."""
    day = date(2026, 2, 2)
    return assess(
        here.procedure, case, "go", here.actors("clerk")[0], at=here.moment(day)
    )


def test_a_read_that_is_not_declared_fails_loudly():
    def check(question):
        return met() if question.get("a") or question.get("b") else unmet()

    rule = Rule("r", check, needs=("a",))
    of = procedure(step("go", "start", "done", "r", takes="ab"), rules=[rule])
    with pytest.raises(DefinitionError, match="it reads b and does not declare it"):
        list(Search(space(of)))
    honest = attrs.evolve(rule, needs=("a", "b"))
    of = procedure(step("go", "start", "done", "r", takes="ab"), rules=[honest])
    assert list(Search(space(of)))


def test_spaces_made_from_one_share_what_is_kept_and_others_do_not():
    of = procedure(step("go", "start", "done", "r"), rules=[Rule("r", lambda _: met())])
    here = space(of)
    assert attrs.evolve(here, steps=frozenset({"go"})).answers is here.answers
    assert space(of).answers is not here.answers
    list(Search(here))
    before = here.answers.computed
    list(Search(attrs.evolve(here, days=3)))
    assert here.answers.computed == before


def test_more_than_is_kept_is_forgotten_and_asked_anew(monkeypatch):
    monkeypatch.setattr("ratsflow.checking.answers._KEPT", 20)
    of = nrw()
    here = Space(of, LAW, steps=frozenset(of.main_path))
    assert asked_again(attrs.evolve(here, starts=here.starts[:1]), 12) > 20


def test_what_is_read_is_seen_through_what_is_kept():
    def check(question):
        return met() if question.get("a") else unmet()

    of = procedure(step("go", "start", "done", "r"), rules=[Rule("r", check)])
    here = space(of)
    (rule,) = here.answers.of(of).rules
    question = here_asked(here, here.opened(here.starts[0])).question
    rule.check(question)
    assert reads_of(rule.check, question)[0] == ["a"]
