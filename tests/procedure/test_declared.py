"""Declarations in TOML: what they make, and how each mistake is told with its line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ratsflow.errors import DefinitionError
from ratsflow.law.local import Law
from ratsflow.model import Actor, Motion
from ratsflow.procedure.case import Case
from ratsflow.procedure.declared import field, load, names_in, predicate
from ratsflow.procedure.finding import MET
from ratsflow.procedure.question import Question


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


def asked(**inputs) -> Question:
    """Return a question in a town of Nordrhein-Westfalen that states these inputs."""
    case = Case("c", 1, "0" * 64, "town", "f" * 64, "draft", Motion())
    at, law = datetime(2026, 3, 19, 11, tzinfo=UTC), Law("NRW")
    return Question(case, "finish", Actor("a"), "author", at, at.date(), inputs, law)


@pytest.mark.parametrize(
    ("ends", "day", "says"),
    [
        ("strict", "2026-03-28", "met"),
        ("strict", "2026-03-29", "unmet"),
        ("lenient", "2026-03-30", "met"),
        ("lenient", "2026-03-31", "unmet"),
        ("over", "2026-03-28", "unmet"),
        ("over", "2026-03-29", "met"),
    ],
)
@pytest.mark.parametrize(
    ("unit", "after", "length"),
    [
        ("days", "2026-03-14", 14),
        ("weeks", "2026-03-14", 2),
        ("months", "2026-01-28", 2),
        ("years", "2025-03-28", 1),
        ("", "2026-03-28", 0),
    ],
)
def test_a_period_after_an_event(tmp_path, ends, day, says, unit, after, length):
    """It ends on Saturday, 28 March 2026: to the day, on Monday, or waited for."""
    takes = 'takes = ["told: flag?", "count: number?", "day: day?", "event: day?"]'
    steps = STEPS.replace('takes = ["told: flag?", "count: number?"]', takes)
    runs = f', {unit} = "count"' if unit else ""
    period = f'period = {{ day = "day", after = "event"{runs}, ends = "{ends}" }}'
    rules = RULES.replace("stated = { told = true }", period)
    (rule,) = load([folder(tmp_path, rules, steps=steps)], NAMES).rules
    answer = rule.check(asked(day=day, event=after, count=length))
    assert says == answer.result.value
    assert (answer.data.get("not_before") is None) is (says == "met" or ends != "over")
    lacks = rule.check(asked()).data["facts"]
    assert ["day", "event", *(["count"] if unit else [])] == list(lacks)


def test_a_period_has_one_length(tmp_path):
    """Two units, an end that there is not, a key of the other form: told at once."""
    for rest in (
        'days = "count", weeks = "count"',
        'ends = "soon"',
        'latest = "count"',
    ):
        period = f'period = {{ day = "count", after = "count", {rest} }}'
        rules = RULES.replace("stated = { told = true }", period)
        with pytest.raises(DefinitionError, match="write day, after"):
            load([folder(tmp_path, rules)], NAMES)


@predicate("count", "law.count.least?", "law.count.most")
def counted_by_law(question):
    """Ask for a number that the law bounds on one side, or on both."""
    return question.fact("count") <= question.law["count.most"]


@pytest.mark.parametrize("least", [{"count.least"}, set()])
def test_a_predicate_reads_a_norm_where_the_state_has_it(tmp_path, least):
    """What ends in ``?`` need not be a norm of every state; any other has to be one."""
    names = names_in([__import__("types").SimpleNamespace(a=counted_by_law)])
    rules = RULES.replace("stated = { told = true }", 'check = "counted_by_law"')
    made = folder(tmp_path / "town", rules)
    (rule,) = load([made], names, dict.fromkeys(["count.most", *least])).rules
    assert {"count.most", *least} == {*rule.parameters}
    with pytest.raises(DefinitionError, match=r"'count\.most' is no norm"):
        load([made], names, dict.fromkeys(least))


@pytest.mark.parametrize(
    ("count", "result"), [(0, "unmet"), (1, "met"), (None, "unknown")]
)
def test_a_number_can_be_compared_with_another(tmp_path, count, result):
    """The right side may be a number that no law sets."""
    rules = RULES.replace("stated = { told = true }", 'compare = ["count", ">", 0]')
    (rule,) = load([folder(tmp_path / "town", rules)], NAMES).rules
    question = __import__("types").SimpleNamespace(inputs={"count": count})
    assert result == getattr(rule.check(question), "result", None)
