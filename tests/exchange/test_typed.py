"""What people type: a slip is refused, and never read as something else."""

from __future__ import annotations

import json

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import Ballot, InvalidInputError, nrw
from ratsflow.exchange.plain import inputs_from_plain, motion_with, structure
from ratsflow.model import Meeting, Motion


VOTE, BIAS = nrw().step("vote"), nrw().step("declare_bias")


def ballot(text):
    return inputs_from_plain(VOTE, {"ballot": text})["ballot"]


def persons(text):
    return inputs_from_plain(BIAS, {"excluded": text})["excluded"]


@pytest.mark.parametrize(
    "text",
    [
        "yes=5,no=7,yes=9",
        "yes=5, no=7, yes =5",
        "yes=1_0,no=7",
        "yes=\u0669,no=7",
        "yes=\uff19,no=7",
        "yes=²,no=7",
        "yes=5.0,no=7",
        "yes=0x5,no=7",
        "yes=,no=7",
        "yes=5,no",
        "yes=5,no=7,",
        "yes=5,no=7,maybe=1",
        "yes=" + "9" * 5000 + ",no=1",
        "yes=5,no=7,biased_yes=1_0",
        "yes=5,no=7,amended=perhaps",
        "yes=-1,no=7",
    ],
)
def test_a_slip_in_a_typed_ballot_is_refused(text):
    """Twice, no plain digits, no value, no such count: one sentence, no result."""
    with pytest.raises(InvalidInputError, match="ballot"):
        ballot(text)


@given(st.integers(0, 99), st.integers(0, 99), st.booleans())
def test_a_ballot_is_read_as_it_is_typed(yes, no, amended):
    """With blanks, in any order, all its counts and flags."""
    word = "yes" if amended else "no"
    text = f" no={no} , yes= {yes},biased_yes=0,experts=0, amended={word}"
    assert Ballot(yes=yes, no=no, experts=0, amended=amended) == ballot(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a,b", ("a", "b")),
        ("a", ("a",)),
        ("", ()),
        ("Erfunden, Hans; Muster, Eva", ("Erfunden, Hans", "Muster, Eva")),
        ("Erfunden, Hans;", ("Erfunden, Hans",)),
        ('["Erfunden, Hans"]', ("Erfunden, Hans",)),
        ("m.erfunden, k.muster", ("m.erfunden", "k.muster")),
    ],
)
def test_names_are_read_as_they_were_meant(text, names):
    """One to a comma; with a comma in a name one to a semicolon, or as JSON."""
    assert names == persons(text)


@pytest.mark.parametrize("text", ["Erfunden, Hans", "A,B, C", "[1]", "[", '[["a"]]'])
def test_names_that_may_be_one_or_several_are_refused(text):
    """With how to write them."""
    with pytest.raises(InvalidInputError, match="excluded"):
        persons(text)


@given(st.lists(st.text(min_size=1), max_size=4))
def test_every_name_can_be_typed_as_json(names):
    """Whatever signs it holds."""
    assert tuple(names) == persons(json.dumps(names))


def test_topics_are_still_typed_with_blanks():
    """Keys are no names of persons."""
    assert ("culture", "sport") == motion_with(
        Motion(), {"topics": "culture, sport"}
    ).topics


@pytest.mark.parametrize(
    ("value", "target", "choices"),
    [
        ({"announced": "angenommen"}, Ballot, "adopted, rejected"),
        ({"yes": 1, "no": 0, "mode": "namentlich"}, Ballot, "open, roll_call, secret"),
        (
            {"day": "2026-03-04", "form": "online"},
            Meeting,
            "in_person, digital, hybrid",
        ),
        ({"paper_type": "vorlage"}, Motion, "decision_paper"),
    ],
)
def test_a_wrong_word_names_the_right_ones_with_its_path(value, target, choices):
    """As everywhere, in JSON that came from elsewhere too."""
    with pytest.raises(InvalidInputError, match=f"^input .*Choose one of: {choices}"):
        structure(value, target, "input x")
