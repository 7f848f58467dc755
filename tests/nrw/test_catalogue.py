"""The rules and the catalogue of rules agree, and every rule is whole."""

from __future__ import annotations

import ast
import inspect
import os
import re

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from clerks import LANGS, labels, unfit, wordings_unfit

from ratsflow.cli.rules import not_rules
from ratsflow.law.citation import Confidence
from ratsflow.model.text import EMPTY, Wording
from ratsflow.procedure.declared import conditions
from ratsflow.procedure.finding import Answer, Result
from ratsflow.procedure.rule import Rule
from ratsflow.states.nrw import STATE, nrw


COUNTS = {
    "CNT": 5,
    "A": 10,
    "B": 7,
    "C": 12,
    "E": 12,
    "F": 4,
    "G": 7,
    "H": 6,
    "I": 18,
    "J": 12,
    "K": 5,
    "L": 14,
    "N": 16,
}
"""How many rules each chapter of the catalogue has, numbered from 1."""
IDENTIFIERS = [
    f"{name}-{n}" for name, count in COUNTS.items() for n in range(1, count + 1)
]

SHARED = Path(
    os.environ.get("RATSFLOW_SHARED", Path(__file__).parents[2] / ".." / "shared")
)
CATALOGUE = SHARED / "law" / "catalogue.md"

NEVER_UNMET = {
    "majority_counted",
    "previous_consideration_stated",
    "procedural_vote_recorded",
    "seats_distributed",
    "separate_vote_settled",
    "urgent_majority_known",
}
"""Rules that ask for a fact and judge nothing: they are met, or it cannot be told."""

RULES = nrw().rules
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def headings(text: str) -> list[str]:
    """Return the identifiers in the headings, combined ones taken apart."""
    found = []
    for line in re.findall(r"^#{3,4} (.*)$", text, re.MULTILINE):
        found += re.findall(r"(?:^|/ )([A-Z]+-\d+)\b", line)
    return found


def test_the_list_of_identifiers_is_that_of_the_catalogue():
    """The list in this file follows the catalogue's headings."""
    if not CATALOGUE.is_file():
        pytest.skip(f"there is no catalogue at {CATALOGUE}; set RATSFLOW_SHARED")
    assert IDENTIFIERS == list(dict.fromkeys(headings(CATALOGUE.read_text("utf-8"))))


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_every_rule_of_the_catalogue_is_implemented_or_explained(identifier):
    """It is the catalogue number of a guard, or a reason says why it is none."""
    covered = {rule.catalogue for rule in RULES} | set(not_rules())
    assert identifier in covered


def test_reasons_are_given_for_rules_of_the_catalogue_only():
    """A reason for what does not exist would hide a slip."""
    assert set() == set(not_rules()) - set(IDENTIFIERS)
    assert all(reason.strip() for reason in not_rules().values())


def test_every_rule_names_its_place_in_the_catalogue():
    """E-13 stands in chapter Z alone, beside E-5."""
    assert set() == {rule.catalogue for rule in RULES} - {*IDENTIFIERS, "E-13"}


@each_rule
def test_every_rule_says_how_sure_its_paragraph_is(rule):
    """The mark is one of five, and there is a paragraph."""
    assert rule.citation.confidence in Confidence
    assert rule.citation.norm.strip()


@each_rule
@pytest.mark.parametrize("name", ["label", "unmet", "remedy"])
def test_every_rule_speaks_german_and_english(rule, name):
    """Label, breach and remedy are there in both languages, and are no copies."""
    if name == "unmet" and rule.id in NEVER_UNMET:
        assert "unmet(" not in inspect.getsource(rule.check)
        name = "label"
    text = getattr(rule, name)
    assert text.de.strip()
    assert text.en.strip()
    assert text.de != text.en


def test_every_word_is_one_for_a_clerk():
    """Labels of roles, states, steps, inputs, keys and choices hold no name of code."""
    bad = [
        f"{kind} {name} ({lang}): {text.in_(lang)}"
        for kind, name, text in labels()
        for lang in LANGS
        if unfit(text.in_(lang), lang)
    ]
    assert [] == bad


@each_rule
def test_a_step_that_a_remedy_names_is_called_so(rule):
    """A remedy sends people to a step by the label that they find."""
    known = {step.label.de for step in nrw().steps}
    assert set() == set(re.findall(r"Schritt „([^“]+)“", rule.remedy.de)) - known


@each_rule
def test_every_rule_speaks_to_a_clerk(rule):
    """What a rule says holds no name of code: what is written into it is in the code."""
    assert [] == list(wordings_unfit(rule))


AUDITS = {
    "test_any_question.py",
    "test_catalogue.py",
    "test_parameters.py",
    "test_ways.py",
}
TESTS = "".join(
    each.read_text("utf-8")
    for each in Path(__file__).parent.glob("test_*.py")
    if each.name not in AUDITS
)


@each_rule
def test_every_rule_has_a_test_that_names_it(rule):
    """Beside the audits over all rules, one test at least asks it by its id."""
    assert f'"{rule.id}"' in TESTS


def in_properties() -> frozenset[str]:
    """Return every text in a test that hypothesis drives, its decorators included."""
    return frozenset(
        node.value
        for file in Path(__file__).parent.glob("test_*.py")
        if file.name not in AUDITS
        for test in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(test, ast.FunctionDef)
        and any(
            isinstance(each, ast.Call)
            and isinstance(each.func, ast.Name)
            and each.func.id == "given"
            for each in test.decorator_list
        )
        for node in ast.walk(test)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


IN_PROPERTIES = in_properties()


@each_rule
def test_every_rule_has_a_property(rule):
    """Beside its examples, a property over generated questions names it."""
    assert rule.id in IN_PROPERTIES


@each_rule
def test_every_rule_stands_on_a_step(rule):
    """A rule that nothing asks would never be heard."""
    assert nrw().steps_guarded_by(rule.id)


@each_rule
def test_every_parameter_is_a_key(rule):
    """A parameter is a norm of the state's table."""
    assert set() == set(rule.parameters) - set(STATE.table.norms)


def wordings(rule: Rule) -> tuple[Wording, ...]:
    """Return all sentences of a rule that values are put into."""
    return (rule.unmet, rule.unknown, rule.kept, *rule.by_code.values())


def placeholders(rule: Rule) -> set[str]:
    """Return the names that a rule's sentences leave open."""
    texts = [text for text in wordings(rule) if text is not EMPTY]
    return {
        name
        for text in texts
        for wording in (text.de, text.en)
        for _, name, _, _ in Formatter().parse(wording)
        if name is not None
    }


@cache
def _given(name: str) -> bool:
    """Tell whether some check hands over a value of this name."""
    return any(f"{name}=" in source or f'"{name}":' in source for source in _sources())


@cache
def _sources() -> tuple[str, ...]:
    folder = Path(inspect.getfile(inspect.unwrap(nrw))).parent.parent
    files = (*folder.rglob("*.py"), Path(inspect.getfile(conditions)))
    return tuple(each.read_text("utf-8") for each in files)


def _told(condition: Any) -> Iterator[str]:
    """Yield the names under which a condition tells values besides its own."""
    if isinstance(condition, Mapping):
        yield from condition.get("data", ())
    parts = condition.values() if isinstance(condition, Mapping) else condition
    for each in parts:
        if isinstance(each, (Mapping, list, tuple)):
            yield from _told(each)


@each_rule
def test_every_placeholder_can_be_filled(rule):
    """A sentence names what every answer carries, or data that the check hands over."""
    common = {"label", "observed", "required", "shortfall", "lacking", "paragraph"}
    named = placeholders(rule) - common - {*_told(rule.condition)}
    assert set() == {name for name in named if not _given(name)}
    for result in Result:
        for lang in ("de", "en"):
            assert rule.say(Answer(result, observed="a", required="b"), lang)


@each_rule
def test_the_words_of_a_rule_are_the_same_gaps_in_both_languages(rule):
    """German and English fill in the same facts."""
    for text in (*wordings(rule), rule.remedy):
        gaps = [
            {name for _, name, _, _ in Formatter().parse(wording) if name is not None}
            for wording in (text.de, text.en)
        ]
        assert gaps[0] == gaps[1]
