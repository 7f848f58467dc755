"""Two versions of a town's law that differ in one number are told apart, and none is called equal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import attrs
import pytest

from ratsflow import Procedure, Rule, State, Step, nrw
from ratsflow.checking import (
    Relation,
    Space,
    compare,
    may_differ,
    steps_to,
    without,
)
from ratsflow.checking.apart import numbers_in
from ratsflow.checking.compare import Comparison
from ratsflow.cli.app import run
from ratsflow.law import parse_law


TOWN = Path(__file__).parents[2] / "examples" / "municipalities" / "hafenau.toml"


def _compared(old: str, new: str, cases: int = 250) -> Comparison:
    """Compare a town's law with another; only the way to what can differ is searched."""
    before, after = (Space(nrw(), parse_law(text, "town.toml")) for text in (old, new))
    differing = may_differ(before, after)
    steps = steps_to(differing, nrw()) | differing
    return compare(attrs.evolve(before, steps=steps), after, cases=cases)


def _changed(old: str, new: str) -> tuple[str, str]:
    text = TOWN.read_text("utf-8")
    assert old in text
    return text, text.replace(old, new)


NUMBERS = [
    ("open_item", '"notice.days" = { value = 14', '"notice.days" = { value = 5'),
    ("open_item", '"notice.days" = { value = 14', '"notice.days" = { value = 13'),
    (
        "place_on_agenda",
        '"agenda_item.deadline_days" = { value = 17',
        '"agenda_item.deadline_days" = { value = 7',
    ),
    (
        "start_execution",
        '"committee_appeal.days" = { value = 8',
        '"committee_appeal.days" = { value = 2',
    ),
]


@pytest.mark.parametrize(("step", "old", "new"), NUMBERS, ids=[n[2] for n in NUMBERS])
@pytest.mark.parametrize("direction", [Relation.LOOSER, Relation.TIGHTER])
def test_a_shorter_period_is_looser_and_a_longer_one_tighter(step, old, new, direction):
    versions = _changed(old, new)
    if direction is Relation.TIGHTER:
        versions = versions[1], versions[0]
    found = _compared(*versions).steps[step]
    assert direction is found.relation
    shown = found.looser or found.tighter
    assert shown is not None
    assert (shown.old.allowed, shown.new.allowed) == (
        direction is Relation.TIGHTER,
        direction is Relation.LOOSER,
    )


def test_the_case_between_the_versions_was_built_and_says_so():
    found = _compared(*_changed(*NUMBERS[1][1:])).steps["open_item"]
    assert found.looser.built
    assert not [each for each in found.looser.built if each.startswith("law")]
    assert found.changed == ("notice.days",)


def test_what_no_case_shows_is_not_called_equivalent():
    """Nobody can tell what a function does that is another."""
    rules = [Rule("r", lambda q: q.day >= date(2000, 1, 1), revision=n) for n in (1, 2)]
    old, new = (
        Procedure(
            "town",
            ["draft", State("done", final=True)],
            [Step("go", "draft", "done", by="clerk", guards="r")],
            [rule],
            roles=["clerk"],
        )
        for rule in rules
    )
    found = compare(Space(old), Space(new), seconds=0.5)
    assert Relation.UNDECIDED is found.steps["go"].relation is found.relation
    assert found.steps["go"].passed


def test_a_step_that_no_paper_reaches_is_begun_from_the_worked_examples(
    tmp_path, monkeypatch, capsys
):
    """A town that has not said enough: no paper comes to the step, and it is not called equal."""
    monkeypatch.chdir(tmp_path)
    text = (
        'state = "NRW"\ntown = "Leer"\nvalid_from = 2025-11-01\n[norm]\n'
        '"notice.mode" = "clear"\n"notice.days" = '
    )
    Path("old.toml").write_text(f"{text}14\n", "utf-8")
    Path("new.toml").write_text(f"{text}3\n", "utf-8")
    call = ["check", "nrw", "--law", "new.toml", "--against-law", "old.toml"]
    code = run([*call, "--cases", "200", "--lang", "de"])
    told = capsys.readouterr().out
    assert "notice.days: 14 → 3" in told
    assert "Schritte sind gleich" not in told
    assert "open_item  lockerer" in told
    assert "Ein dafür gebauter Fall" in told
    assert "[notice_period_met]" in told
    assert 1 == code


def test_numbers_are_found_however_deep():
    value = {"a": [1, {"b": (2, True)}], "c": date(2026, 1, 1), "d": "3"}
    assert [1, 2] == sorted(numbers_in(value))


def _on_one_step(step: str, rule: str) -> Procedure:
    """Return the shipped procedure with a rule on one step alone."""
    whole = nrw()
    for each in whole.steps:
        if rule in each.guards and each.name != step:
            whole = without(whole, rule, each.name)
    return whole


@pytest.mark.parametrize(
    ("step", "rule", "old", "new", "relation"),
    [
        # Read only of a meeting that is urgent and whose hour is known.
        (
            "open_item",
            "notice_period_met",
            '"notice.urgent_hours" = { value = 24',
            '"notice.urgent_hours" = { value = 48',
            Relation.TIGHTER,
        ),
        # Read only of a vote in which members demanded a roll-call and factions did not.
        (
            "vote",
            "roll_call_kept",
            '"roll_call.share" = { value = ">= 1/5 of members"',
            '"roll_call.share" = { value = ">= 1/4 of members"',
            Relation.LOOSER,
        ),
    ],
    ids=["hours", "share"],
)
def test_a_value_that_is_read_under_conditions_alone_is_told_apart(
    step, rule, old, new, relation
):
    texts = _changed(old, new)
    of = _on_one_step(step, rule)
    before, after = (Space(of, parse_law(text, "town.toml")) for text in texts)
    assert may_differ(before, after) == {step}
    steps = steps_to({step}, of)
    found = compare(attrs.evolve(before, steps=steps), after, cases=60).steps[step]
    assert found.relation is relation
    shown = found.looser or found.tighter
    refusing = shown.old if relation is Relation.LOOSER else shown.new
    assert [each.rule.id for each in refusing.blocking] == [rule]
