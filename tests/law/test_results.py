"""What the words of minutes mean."""

from __future__ import annotations

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow.law.counting import Outcome
from ratsflow.law.tally import label, outcome_in
from ratsflow.law.tally.wording import phrases
from ratsflow.states.nrw import nrw


HOW = (
    "",
    "einstimmig ",
    "mit Mehrheit ",
    "bei 3 Enthaltungen einstimmig ",
    "mehrheitlich ",
)
OTHER_OUTCOMES = {"removed", "withdrawn", "considered", "no_vote", "elsewhere"}
"""Results that are states of an item and no outcome of a step."""


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("einstimmig beschlossen", "adopted_unchanged"),
        ("bei einer Enthaltung einstimmig beschlossen", "adopted_unchanged"),
        ("mit Mehrheit bei einigen Enthaltungen beschlossen", "adopted_unchanged"),
        ("Ungeändert beschlossen", "adopted_unchanged"),
        ("abweichend vom Beschlussvorschlag einstimmig beschlossen", "adopted_amended"),
        ("mit großer Mehrheit abgelehnt", "rejected"),
        ("bei Stimmengleichheit abgelehnt", "rejected"),
        ("ohne Votum in nachfolgende Gremien", "no_vote_forwarded"),
        ("mehrheitlich nicht empfohlen", "not_recommended"),
        ("1. Lesung", "first_reading"),
        ("zur Kenntnis genommen", "noted"),
        ("mit den Stimmen der Koalition vertagt", None),
        ("nicht abgelehnt", None),
        ("abgelehnt und beschlossen", None),
        ("einstimmig", None),
        ("", None),
    ],
)
def test_real_results(text: str, outcome: str | None) -> None:
    """What councils write is an outcome, and what nobody has listed is none."""
    assert outcome == outcome_in(text)


@given(st.sampled_from(sorted(phrases())), st.sampled_from(HOW))
def test_how_a_vote_was_says_nothing_of_what_it_decided(word: str, how: str) -> None:
    """Whatever stands before it, a word keeps its meaning."""
    assert phrases()[word] == outcome_in(f"{how}{word.upper()}")


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 3))
def test_what_is_told_of_a_count_is_read_back(yes: int, no: int, abstain: int) -> None:
    """The labels of a tally are words of minutes themselves."""
    outcome = Outcome.ADOPTED if yes > no else Outcome.REJECTED
    told = label(outcome, yes, no, abstain).de
    expected = {"adopted": "adopted_unchanged", "rejected": "rejected"}[outcome.value]
    assert outcome_in(told) in {expected, None}
    assert outcome_in(told) == expected or "mangels" in told


def test_every_outcome_is_one_of_a_step() -> None:
    """No word leads to a name that no step knows."""
    known = {name for step in nrw().steps for name in step.outcomes}
    assert set() == set(phrases().values()) - known - OTHER_OUTCOMES
