"""Declarations in TOML: what they make, and how each mistake is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ratsflow.errors import DefinitionError
from ratsflow.procedure.declared import field, load, names_in, predicate
from ratsflow.procedure.finding import MET


STATES = """\
[motion]
draft = { de = "Entwurf", en = "draft" }
done = { de = "fertig", en = "done", final = true }
"""
STEPS = """\
[finish]
label = { de = "Fertigstellen", en = "Finish" }
by = "@writers"
moves = ["motion: draft -> done"]
takes = ["told: flag?", "count: number?"]
"""
GROUPS = """\
[roles]
writers = ["author", "clerk"]

[steps]
ends = ["finish"]
"""
RULES = """\
# Rules on ends

[told]
is = "A-1 statute order"
on = ["@ends"]
stated = { told = true }
cured_by = ["clerk"]
label = { de = "Gesagt", en = "Told" }
unmet = { de = "Es wurde nicht gesagt.", en = "It was not told." }
"""


@predicate("count")
def counted(question, least=1):
    """Ask for a number."""
    return MET if question.fact("count") >= least else False


@field("person.role")
def person_role(question):
    """Whoever acts."""
    return question.role


NAMES = names_in([__import__("types").SimpleNamespace(a=counted, b=person_role)])


def folder(path: Path, rules: str = RULES, **files: str) -> Path:
    """Write a folder of declarations."""
    texts = {"states": STATES, "steps": STEPS, "groups": GROUPS} | files
    path.mkdir(exist_ok=True)
    (path / "rules").mkdir(exist_ok=True)
    for name, text in texts.items():
        (path / f"{name}.toml").write_text(text, "utf-8")
    (path / "rules" / "ends.toml").write_text(rules, "utf-8")
    return path


def test_what_is_declared_is_made(tmp_path):
    """A rule stands where it says, needs what its condition reads, and has its place."""
    made = load([folder(tmp_path / "town")], NAMES)
    (rule,), (step,) = made.rules, made.steps
    assert ("told",) == step.guards
    assert ("author", "clerk") == step.by
    assert ("told",) == rule.needs
    assert ("town/rules/ends.toml:3", "ends") == (rule.place, rule.chapter)
    assert {"ends": "Rules on ends"} == made.chapters
    assert ["draft", "done"] == [each.name for each in made.states["motion"]]


def test_a_state_says_only_what_differs(tmp_path):
    """Its sentence takes the place of the shared one, its condition that condition."""
    own = """\
[told]
check = { name = "counted", least = 2 }
unmet = { de = "Zu wenige.", en = "Too few." }

[more]
is = "A-2 statute block"
on = ["finish"]
equals = { "person.role" = "clerk" }
label = { de = "Wer", en = "Who" }
"""
    nothing = {"states": "", "steps": "", "groups": ""}
    folders = [folder(tmp_path / "common"), folder(tmp_path / "own", own, **nothing)]
    told, more = load(folders, NAMES).rules
    assert ("count",) == told.needs
    assert ("Too few.", "Told") == (told.unmet.en, told.label.en)
    assert ("person.role",) == more.needs


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "stated = { told",
            "stated = { tolt",
            ["ends.toml:6", "'tolt'", "Meant: told"],
        ),
        ("stated =", "stadet =", ["ends.toml:6", "'stadet'", "Meant: stated"]),
        ('"@ends"', '"@endes"', ["ends.toml:5", "'endes'", "Meant: ends"]),
        ('["@ends"]', '["finisch"]', ["ends.toml:5", "'finisch'", "Meant: finish"]),
        ("statute order", "statut order", ["ends.toml:4", "'A-1 statut order'"]),
        (', en = "Told"', "", ["ends.toml:8", "both languages"]),
        ("told = true", 'told = "yes"', ["ends.toml:6", "told is a flag"]),
        (
            "stated = { told = true }",
            'check = "countet"',
            ["ends.toml:6", "'countet' is no predicate", "Meant: counted"],
        ),
        (
            "stated = { told = true }",
            'stated = { told = true }\ncompare = ["count", ">", "count"]',
            ["exactly one condition", "stated, compare"],
        ),
        (
            "stated = { told = true }",
            'compare = ["count", "=>", "count"]',
            ["ends.toml:6", "operators"],
        ),
        ("label = {", 'unknown = "@gone"\nlabel = {', ["'gone'", "shared sentence"]),
    ],
)
def test_each_mistake_is_told_with_its_line(tmp_path, old, new, says):
    """What is written wrongly is named, with file, line and what was meant."""
    assert old in RULES
    broken = folder(tmp_path / "town", RULES.replace(old, new, 1))
    with pytest.raises(DefinitionError) as caught:
        load([broken], NAMES)
    for part in says:
        assert part in str(caught.value)


def test_all_mistakes_are_told_at_once(tmp_path):
    """Nobody mends one line to be told of the next."""
    broken = RULES.replace("told = true", "tolt = true").replace("@ends", "@endes")
    steps = STEPS.replace("draft -> done", "draft => done").replace("flag?", "flagge?")
    with pytest.raises(DefinitionError) as caught:
        load([folder(tmp_path / "town", broken, steps=steps)], NAMES)
    assert 4 <= len(caught.value.problems)
