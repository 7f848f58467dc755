"""``ratsflow rules``: the catalogue as table, JSON and page."""

from __future__ import annotations

import json

from pathlib import Path

import pytest

from ratsflow.law.citation import Confidence
from ratsflow.law.states import state_law
from ratsflow.states.bw import bw
from ratsflow.states.nrw import nrw
from ratsflow.testing.examples import examples_of


PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


@pytest.fixture(name="listed")
def _listed(shell):
    """Return a function that returns the rows of a listing."""

    def listed(*words: str) -> list[dict]:
        code, out, err = shell("rules", "--json", *words)
        assert (0, "") == (code, err)
        return json.loads(out)

    return listed


def test_every_rule_is_listed_with_all_that_it_declares(listed):
    """The listing is the procedure's rules, in order."""
    rows = listed()
    assert [rule.id for rule in nrw().rules] == [row["id"] for row in rows]
    row = next(row for row in rows if row["id"] == "appeal_period_over")
    assert ("L-4", "rule") == (row["catalogue"], row["kind"])
    assert row["steps"]
    assert {"committee_appeal.days"} <= {each["key"] for each in row["parameters"]}
    assert all(each["confidence"] in {*Confidence} for each in row["parameters"])
    assert row["texts"]["unmet"]["de"] != row["texts"]["unmet"]["en"]


def test_a_step_lists_its_guards(listed):
    """``--step`` gives what stands on the step."""
    guards = nrw().step("vote").guards
    assert set(guards) == {row["id"] for row in listed("--step", "vote")}


def test_a_date_lists_what_is_in_force_on_it(listed):
    """Of two versions of a rule one is in force on a day."""
    before = listed("--catalogue", "A-7", "--date", "2018-06-01")
    after = listed("--catalogue", "A-7", "--date", "2026-06-01")
    versions = [
        [row["citation"] for row in rows if row["id"] == "investment_documents"]
        for rows in (before, after)
    ]
    assert [1, 1] == [len(each) for each in versions]
    assert versions[0] != versions[1]


def test_a_layer_lists_its_rules_alone(listed):
    """``--layer house`` shows no statute."""
    rows = listed("--layer", "house")
    assert {"house"} == {row["layer"] for row in rows}


def test_an_identifier_lists_its_rules_or_why_there_is_none(listed):
    """A-6 is guards, CNT-3 is counting."""
    assert {"A-6"} == {row["catalogue"] for row in listed("--catalogue", "A-6")}
    (note,) = listed("--catalogue", "CNT-3")
    assert ("note", "CNT-3") == (note["kind"], note["catalogue"])
    assert note["reason"]


def test_all_adds_what_is_no_guard(listed):
    """Every reason stands behind the rules."""
    more = listed("--all")[len(listed()) :]
    assert {"note"} == {row["kind"] for row in more}
    assert {"CNT-1", "CNT-2", "CNT-3", "CNT-4", "CNT-5"} <= {
        row["catalogue"] for row in more
    }


def test_another_state_lists_the_values_of_its_law(listed, shell):
    """There is no procedure of Hessen, but its numbers are known."""
    rows = {row["id"]: row for row in listed("--state", "HE")}
    assert (3, "V", "statute") == (
        rows["notice.days"]["value"],
        rows["notice.days"]["confidence"],
        rows["notice.days"]["layer"],
    )
    assert {"local"} == {row["layer"] for row in listed("--state=HE", "--layer=local")}
    code, _, err = shell("rules", "--state", "HE", "--step", "vote")
    assert (2, 1) == (code, err.count("\n"))


@pytest.mark.parametrize(
    "words",
    [
        ("--step", "nix"),
        ("--catalogue", "X-1"),
        ("--date", "2019"),
        ("--layer", "x"),
        ("--state", "XX"),
    ],
)
def test_an_unknown_name_is_exit_two(shell, words):
    """What does not exist is said, not shown as an empty list."""
    code, out, err = shell("rules", *words)
    assert (2, "") == (code, out)
    assert words[1] in err


def test_the_table_shows_the_mark_of_an_unsure_paragraph(shell):
    """[?] stands in the table as it stands in the rule."""
    unsure = [
        rule for rule in nrw().rules if rule.citation.confidence is Confidence.UNCERTAIN
    ]
    _, out, _ = shell("rules", "--all", "--lang", "en")
    assert unsure
    assert len(unsure) <= out.count("[?]")
    assert all(rule.id in out for rule in nrw().rules)


@pytest.mark.parametrize(
    ("state", "page"), [("NRW", PAGE), ("BW", PAGE.with_name("rules-bw.md"))]
)
def test_the_docs_page_is_current(shell, state, page):
    """Run ``python -m ratsflow rules --state … --markdown`` after changing a rule."""
    _, out, _ = shell("rules", "--state", state, "--markdown")
    assert page.read_text("utf-8") == out


@pytest.mark.parametrize("state", ["NRW", "BW"])
def test_each_example_stands_below_its_rules(shell, state):
    """What the files say is what the page shows: the sentence, and what comes out."""
    _, out, _ = shell("rules", "--state", state, "--markdown")
    sections = {
        each.split("`", 2)[1]: each
        for each in out.split("\n### ")
        if each.startswith("`")
    }
    apart = out.partition("## Examples of no single rule")[2]
    examples = examples_of(state_law(state))
    assert len(examples) >= 200
    for each in examples:
        for rule in each.rules(state):
            assert f"- *{each.says}* " in sections[rule], each.id
        if not each.rules(state):
            assert f"- *{each.says}* " in "".join((*sections.values(), apart)), each.id
    assert "→ **unmet** `≥ 17" in sections["quorum_doubtful"]


def test_the_rules_of_another_state_cite_its_law(shell):
    """No paragraph of one state stands beside a rule of another."""
    _, out, _ = shell("rules", "--state", "BW", "--json")
    rows = [row for row in json.loads(out) if row["kind"] == "rule"]
    assert {rule.id for rule in bw().rules} == {row["id"] for row in rows}
    assert not [row["id"] for row in rows if "NRW" in row["citation"]]
    assert not [
        each["key"]
        for row in rows
        for each in row["parameters"]
        if "NRW" in each["citation"]
    ]


def test_the_page_shows_unsure_as_unsure(shell):
    """Every rule has its section; an uncertain paragraph says so in words."""
    _, out, _ = shell("rules", "--markdown")
    sections = {
        each.split("`", 2)[1]: each
        for each in out.split("\n### ")
        if each.startswith("`")
    }
    assert {rule.id for rule in nrw().rules} == set(sections)
    for rule in nrw().rules:
        if rule.citation.confidence is Confidence.UNCERTAIN:
            assert "**[?]**" in sections[rule.id]
            assert "Unsure" in sections[rule.id]
