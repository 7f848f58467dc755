"""Parts of meetings and ballots that are typed by themselves."""

from __future__ import annotations

from datetime import date

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import Ballot, Meeting, Parameter, Step
from ratsflow.errors import InvalidInputError
from ratsflow.exchange.plain import inputs_from_plain


STEP = Step(
    "go",
    "a",
    "b",
    by="x",
    takes=[
        Parameter("meeting", "meeting"),
        Parameter("ballot", "ballot"),
        Parameter("note"),
    ],
)


@given(st.permutations(["meeting", "meeting.invited_on", "meeting.dispatched_on"]))
def test_parts_of_a_meeting_join_it_in_any_order(order):
    """The day and its parts make one meeting, however they are typed."""
    typed = {
        "meeting": "2026-03-04",
        "meeting.invited_on": "2026-02-18",
        "meeting.dispatched_on": "2026-02-17",
    }
    held = inputs_from_plain(STEP, {name: typed[name] for name in order})["meeting"]
    assert held == Meeting(
        date(2026, 3, 4),
        invited_on=date(2026, 2, 18),
        dispatched_on=date(2026, 2, 17),
    )


def test_parts_of_a_ballot_join_it():
    """Counts are numbers wherever they stand."""
    given_ = {"ballot": "yes=9,no=4", "ballot.present": "13", "ballot.chair": "sitz"}
    assert {"ballot": Ballot(9, 4, present=13, chair="sitz")} == inputs_from_plain(
        STEP, given_
    )


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"meeting.invited_on": "2026-02-18"}, "day"),
        ({"meeting": "2026-03-04", "meeting.colour": "red"}, "colour"),
        ({"meeting": "2026-03-04", "meeting.invited_on": "soon"}, "invited_on"),
        ({"ballot": "yes=1,no=0", "ballot.present": "many"}, "no whole number"),
        ({"note.part": "x"}, "takes no input 'note.part'"),
    ],
)
def test_wrong_parts_are_one_clear_sentence(typed, told):
    """A part that does not exist, or does not fit, is named."""
    with pytest.raises(InvalidInputError, match=told):
        inputs_from_plain(STEP, typed)
