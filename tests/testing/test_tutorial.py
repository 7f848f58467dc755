"""What the tutorial shows runs: its seven tests, its scenarios, its messages."""

from __future__ import annotations

import re

from pathlib import Path

import pytest

from ratsflow import load_law
from ratsflow.testing import assert_refused, case_at


pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
TOWN = ROOT / "examples" / "municipalities" / "musterstadt.toml"
PLUGIN = ("-p", "no:ratsflow", "-p", "ratsflow.testing.plugin", "-p", "no:xdist")


def block(language, holding):
    """Return the block of a language that holds some words."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    (found,) = [each for each in blocks if holding in each]
    return found


def test_the_seven_tests_pass_and_take_thirty_lines(pytester):
    """That very text."""
    seven = block("python", "pytestmark")
    (pytester.path / "musterstadt.toml").write_bytes(TOWN.read_bytes())
    (pytester.path / "test_seven.py").write_text(seven, encoding="utf-8")

    assert 7 == seven.count("def test_")
    assert 30 >= sum(bool(each.strip()) for each in seven.splitlines())
    pytester.runpytest_inprocess(*PLUGIN, "-q").assert_outcomes(passed=7)


@pytest.mark.parametrize(
    ("rule", "now"),
    [
        ("cost_statement.required", 'values={"cost_statement.required": False}'),
        ("a majority", "yes=30, no=28"),
        ("the appeal period", 'day="2026-03-30"'),
    ],
)
def test_the_seven_tests_can_fail(pytester, rule, now):
    """Each notices if what it is about is otherwise."""
    seven = block("python", "pytestmark")
    changed = {
        "cost_statement.required": ('town="musterstadt.toml"', f'town="musterstadt.toml", {now}'),
        "a majority": ("yes=29, no=29", now),
        "the appeal period": ('day="2026-03-20"', now),
    }  # fmt: skip
    (pytester.path / "musterstadt.toml").write_bytes(TOWN.read_bytes())
    text = seven.replace(*changed[rule])
    (pytester.path / "test_seven.py").write_text(text, encoding="utf-8")

    failed = 2 if rule == "cost_statement.required" else 1
    result = pytester.runpytest_inprocess(*PLUGIN, "-q")
    result.assert_outcomes(passed=7 - failed, failed=failed)


def without_numbers(line):
    """Return a line of a report without numbers, bars, versions and what most are."""
    line = re.sub(r"\(most: .*?;|nrw \w+,|[▏▎▍▌▋▊▉█]", "", line)
    return re.sub(r"[\d. ]+", " ", line)


def test_the_report_of_coverage_is_that_of_the_seven_tests(pytester):
    """Line by line, but for numbers: they change with every rule that is added."""
    (pytester.path / "musterstadt.toml").write_bytes(TOWN.read_bytes())
    seven = block("python", "pytestmark")
    (pytester.path / "test_seven.py").write_text(seven, encoding="utf-8")
    options = ("--rule-coverage", "--rule-coverage-min=blocking:5")
    result = pytester.runpytest_inprocess(*PLUGIN, "-q", *options)

    said = result.outlines
    shown = block("text", "SOLE BLOCKER").splitlines()
    start = next(n for n, line in enumerate(said) if "ratsflow coverage" in line)
    told = said[start : start + len(shown)]
    assert [*map(without_numbers, shown)] == [*map(without_numbers, told)]
    assert 1 == result.ret


def test_the_scenarios_pass(pytester):
    """As pytest-bdd reads them."""
    pytest.importorskip("pytest_bdd", reason="the extra ratsflow[bdd] is not installed")
    text = block("gherkin", "Funktionalität")
    (pytester.path / "ours.feature").write_text(text, encoding="utf-8")
    pytester.makepyfile(
        test_ours="""
        from pytest_bdd import scenarios
        from ratsflow.testing.bdd import *

        scenarios("ours.feature")
        """
    )
    pytester.runpytest_inprocess(*PLUGIN, "-q").assert_outcomes(passed=2)


def test_the_messages_are_those_of_the_page():
    """Line by line, as far as the page shows them."""
    law = load_law(TOWN)
    days = {"committee": "2026-03-17", "council": "2026-03-19"}
    ordered = case_at("in_consultation", law=law, route=days, called="council")
    biased = case_at("in_consultation", law=law, called="council")
    biased.take("declare_bias", excluded=("rm-3",))
    vote = biased.ask("vote", yes=40, no=18, biased_yes=1, excluded=("rm-3",))
    said = [
        _said(ordered.ask("vote", yes=40, no=19), "route_in_order"),
        _said(vote, "biased_vote_counted"),
        _said(vote, "excluded_not_counted"),
    ]
    shown = [each.strip() for each in block("text", "Near:").split("\n\n")]

    for message, lines in zip(said, shown, strict=True):
        for line in lines.splitlines():
            parts = [re.escape(part) for part in line.split("…")]
            assert re.search(".*".join(parts), message), line


def _said(verdict, rule):
    with pytest.raises(AssertionError) as caught:
        assert_refused(verdict, because=rule)
    return str(caught.value)
