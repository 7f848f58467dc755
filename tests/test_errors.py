"""Errors say what, where and the cure, in both languages."""

from __future__ import annotations

import pickle

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import UnknownNameError
from ratsflow.errors import Both


KNOWN = ("submit", "sign", "vote", "Vote")


@pytest.mark.parametrize(
    ("given_name", "nearest"),
    [
        ("submitt", "submit"),
        ("SUBMIT", "submit"),
        ("sgin", "sign"),
        ("votes", "vote"),
        ("adjourn", ""),
        ("", ""),
    ],
)
def test_a_name_that_is_unknown_is_told_with_the_nearest_one(given_name, nearest):
    """A slip of the hand is cured by reading the first line."""
    error = UnknownNameError(Both("step", "Schritt"), given_name, KNOWN)

    assert nearest == error.nearest
    assert bool(nearest) == (f"Did you mean {nearest!r}?" in str(error))
    assert bool(nearest) == (f"Gemeint: „{nearest}“?" in error.text("de"))
    assert str(error).endswith("Known: submit, sign, vote, Vote.")


def test_where_nothing_is_known_nothing_is_suggested():
    """No name is made up."""
    assert "there is no case 'a'." == str(UnknownNameError("case", "a"))


@given(st.text(), st.lists(st.text()))
def test_the_nearest_name_is_one_that_is_known(name, known):
    """Whatever somebody typed, and in another process too."""
    error = UnknownNameError("step", name, known)

    assert error.nearest in {"", *known}
    assert pickle.loads(pickle.dumps(error)).text("de") == error.text("de")  # noqa: S301
