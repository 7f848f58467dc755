"""Given, when, then in German and English, run by pytest-bdd as somebody else runs it."""

from __future__ import annotations

import pytest


pytest.importorskip("pytest_bdd", reason="the extra ratsflow[bdd] is not installed")
pytest_plugins = ["pytester"]

GERMAN = """\
# language: de
Funktionalität: Unsere Geschäftsordnung

  Szenario: Ohne Kostenangabe geht keine Vorlage in die Mitzeichnung
    Angenommen eine Vorlage im Stand "Entwurf":
      | cost_statement | – |
    Wenn "Zur Mitzeichnung geben" versucht wird
    Dann wird das abgelehnt, wegen "cost_statement_present"
    Und ist die Vorlage im Stand "Entwurf"

  Szenario: Stimmengleichheit ist Ablehnung
    Angenommen eine Vorlage in Beratung, aufgerufen im Rat
    Wenn mit 29 zu 29 Stimmen abgestimmt wird
    Dann ist das möglich
    Und ist die Vorlage im Stand "abgelehnt"

  Szenario: Der Ausschuss kommt zuerst
    Angenommen eine Vorlage in Beratung, aufgerufen im Rat
    Wenn "Befangenheit erklären" versucht wird, durch "Sitzungsleitung":
      | excluded | rm-3, |
    Und mit 40 zu 18 Stimmen abgestimmt wird:
      | biased_yes | 1     |
      | excluded   | rm-3, |
    Dann wird das abgelehnt, wegen "bias_cleared"
"""
ENGLISH = """\
Feature: Our rules of procedure

  Scenario: the majority of those who vote decides
    Given a paper in consultation, called in the council
    When they vote 30 to 29
    Then it is allowed
    And the paper is in the state "adopted"

  Scenario: what is not complete is not submitted
    Given a paper in the state "draft":
      | reasons | nothing |
    When "submit" is tried by "author"
    Then it is refused because of "fields_complete"
    And it is refused
"""
WRONG = """\
Feature: What does not hold

  Scenario: another rule
    Given a paper in consultation, called in the council
    When they vote 40 to 40
    Then it is refused because of "bias_cleared"

  Scenario: another state
    Given a paper in consultation, called in the council
    When they vote 20 to 39
    Then the paper is in the state "adopted"

  Scenario: a rule that there is not
    Given a paper in consultation, called in the council
    When they vote 20 to 39
    Then it is flagged by "bias_cleard"
"""
PLUGIN = ("-p", "no:ratsflow", "-p", "ratsflow.testing.plugin", "-p", "no:xdist")


@pytest.fixture(name="run")
def _run(pytester):
    """Run the scenarios of a feature."""

    def run(feature):
        (pytester.path / "ours.feature").write_text(feature, encoding="utf-8")
        pytester.makepyfile(
            test_ours="""
            from pytest_bdd import scenarios
            from ratsflow.testing.bdd import *

            scenarios("ours.feature")
            """
        )
        return pytester.runpytest_inprocess(*PLUGIN, "-q")

    return run


def test_scenarios_in_german(run):
    """By what people call states, steps and bodies."""
    run(GERMAN).assert_outcomes(passed=3)


def test_scenarios_in_english(run):
    """Or by their names."""
    run(ENGLISH).assert_outcomes(passed=2)


def test_a_scenario_that_does_not_hold_says_what_came_out(run):
    """As the assertions do, and names that do not exist fail with the nearest."""
    result = run(WRONG)
    result.assert_outcomes(failed=3)
    said = result.stdout.str()
    assert "expected `bias_cleared` to refuse “Vote”, but it is refused by " in said
    assert "expected the paper in the state 'adopted', but it is in 'rejected'." in said
    assert "Did you mean 'bias_cleared'" in said
