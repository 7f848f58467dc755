"""Recall and reservation: a body draws a decision to itself, and only its own vote does."""

from __future__ import annotations

import attrs
import pytest

from council import COMMITTEE, COUNCIL, DAY, days, item, pose
from council import result as outcome
from hypothesis import given
from hypothesis import strategies as st
from musterstadt import (
    COUNCIL as RAT,
)
from musterstadt import (
    DELEGATED,
    THURSDAY,
    TRAFFIC,
    Paper,
    consults,
    counted,
)

from ratsflow.model import Ballot, BodyKind, Organization


BEIRAT = Organization("Beirat", BodyKind.ADVISORY, members=9)
DISTRICT = Organization(
    "Bezirksvertretung Mitte", BodyKind.DISTRICT_COUNCIL, members=15
)
BODIES = (COUNCIL, COMMITTEE, DISTRICT, BEIRAT)


def drawing(body: Organization, **inputs):
    """Return what a question on the drawing of a body is about."""
    return {"step": "draw_decision", "about": item(body), **inputs}


@pytest.mark.parametrize(
    ("body", "stated", "expected"),
    [
        (COUNCIL, {"recalled": True, "drawn_by": "Rat"}, "met"),
        (COUNCIL, {"recalled": True, "drawn_by": "Ausschuss"}, "unmet"),
        (COUNCIL, {"recalled": True}, "unknown"),
        (COMMITTEE, {"recalled": True, "drawn_by": "Ausschuss"}, "unmet"),
        (COMMITTEE, {"recalled": True, "drawn_by": "Rat"}, "unmet"),
        (DISTRICT, {"recalled": True, "drawn_by": DISTRICT.name}, "unmet"),
        (COMMITTEE, {"reserved": True, "drawn_by": "Ausschuss"}, "met"),
        (COMMITTEE, {"reserved": True, "drawn_by": "Rat"}, "unmet"),
        (DISTRICT, {"reserved": True, "drawn_by": DISTRICT.name}, "met"),
        (BEIRAT, {"reserved": True, "drawn_by": "Beirat"}, "unmet"),
    ],
)
def test_only_the_council_recalls_and_each_body_draws_to_itself(body, stated, expected):
    """A committee reserves what is its own; it never takes back what was given (C-4, C-5)."""
    assert expected == outcome("drawn_by_its_body", **drawing(body, **stated))


@pytest.mark.parametrize(
    ("ballot", "day", "expected"),
    [
        (Ballot(yes=34, no=33), DAY, "met"),
        (Ballot(yes=34, no=33), DAY + days(1), "met"),
        (Ballot(yes=34, no=33), DAY + days(2), "unmet"),
        (Ballot(yes=34, no=33), DAY - days(1), "unmet"),
        (Ballot(yes=34, no=33, circular=True), DAY, "unmet"),
        (Ballot(yes=9, no=6, members=15), DAY, "unmet"),
        (Ballot(yes=34, no=33, members=67), DAY, "met"),
        (Ballot(yes=40, no=40), DAY, "unmet"),
        (None, DAY, "unknown"),
    ],
)
def test_the_vote_is_that_of_the_body_in_its_meeting(ballot, day, expected):
    """Nine of fifteen in a committee are no vote of a council of 67 (C-5, I-15)."""
    about = drawing(COUNCIL, recalled=True, procedural_ballot=ballot, day=day)
    assert expected == outcome("drawn_in_its_meeting", **about)


def test_a_body_without_a_meeting_has_not_voted():
    """Nobody knows on which day the council met: unknown, and so no recall."""
    about = attrs.evolve(item(), meeting=None)
    stated = {"recalled": True, "procedural_ballot": Ballot(yes=2, no=1)}
    assert "unknown" == outcome(
        "drawn_in_its_meeting", step="draw_decision", about=about, **stated
    )


@given(
    body=st.sampled_from(BODIES),
    named=st.sampled_from([body.name for body in BODIES]),
    recalled=st.booleans(),
)
def test_drawn_by_its_body_never_lets_one_body_draw_for_another(body, named, recalled):
    """Whatever is stated: met means that the body at hand draws, and may."""
    found = outcome(
        "drawn_by_its_body",
        **drawing(body, recalled=recalled, reserved=True, drawn_by=named),
    )
    fits = named == body.name and body is not BEIRAT
    if recalled:
        fits = fits and body is COUNCIL
    assert ("met" if fits else "unmet") == found


@given(yes=st.integers(0, 80), no=st.integers(0, 80), late=st.integers(-3, 3))
def test_drawn_in_its_meeting_takes_no_more_votes_than_members(yes, no, late):
    """More votes than members, or another day, is no vote of this meeting."""
    ballot = Ballot(yes=yes, no=no)
    about = drawing(
        COUNCIL, recalled=True, procedural_ballot=ballot, day=DAY + days(late)
    )
    fits = yes + no <= 67 and late in (0, 1)
    assert fits == (outcome("drawn_in_its_meeting", **about) == "met")


@given(yes=st.integers(0, 67), no=st.integers(0, 67))
def test_recall_resolved_takes_more_yes_than_no(yes, no):
    """A tie draws nothing."""
    about = drawing(COUNCIL, recalled=True, procedural_ballot=Ballot(yes=yes, no=no))
    assert (yes > no) == (outcome("recall_resolved", **about) == "met")


def test_to_say_that_nothing_is_drawn_takes_no_vote():
    """A recall that is given up needs no ballot."""
    about = drawing(COUNCIL, recalled=False, drawn_by="Rat")
    assert {"met"} == {
        pose(rule, **about).result.value
        for rule in ("recall_resolved", "drawn_by_its_body", "drawn_in_its_meeting")
    }


def test_the_council_takes_back_what_it_gave_to_its_committee():
    """The story: delegated, drawn by the council in its own meeting, decided there (C-5)."""
    paper = Paper(
        DELEGATED,
        consults(TRAFFIC, "2026-03-10", "preliminary", key="va"),
        consults(RAT, THURSDAY, key="rat"),
    ).released("2026-01-12")
    drawn = {"recalled": True, "procedural_ballot": counted(35, 30)}

    # The committee would like to say that the council has it.
    paper.comes_up("va", "2026-03-10")
    in_committee = {**drawn, "procedural_ballot": counted(9, 4, members=15)}
    assert {"drawn_by_its_body"} == paper.refused(
        "draw_decision", "chair", "va", drawn_by=TRAFFIC.name, **in_committee
    )
    assert {"drawn_by_its_body"} == paper.refused(
        "draw_decision", "chair", "va", drawn_by=RAT.name, **in_committee
    )
    paper.votes("va", 9, 4, step="recommend")

    # The council cannot vote before it has drawn the matter, nor draw it by their ballot.
    paper.comes_up("rat", THURSDAY)
    vote = {"ballot": counted(40, 20)}
    assert "matter_recalled" in paper.refused("vote", "chair", "rat", **vote)
    assert {"drawn_in_its_meeting", "procedural_vote_consistent"} == paper.refused(
        "draw_decision", "chair", "rat", drawn_by=RAT.name, **in_committee
    )
    paper.take("draw_decision", "chair", "rat", drawn_by=RAT.name, **drawn)
    assert "adopted_unchanged" == paper.votes("rat", 40, 20)


def test_a_recall_before_the_item_is_up_is_no_recall():
    """On the agenda, but not called: there was no vote that could draw anything."""
    paper = Paper(DELEGATED, consults(RAT, THURSDAY, key="rat")).released("2026-01-12")
    paper.invited("rat", THURSDAY).on(THURSDAY)
    said = paper.refused(
        "draw_decision", "chair", "rat", drawn_by=RAT.name, recalled=True,
        procedural_ballot=counted(35, 30),
    )  # fmt: skip
    assert {"procedure.state"} == said


def test_a_recall_recorded_for_a_committee_lets_the_council_not_decide():
    """What was written down against the rules is on record, and draws nothing."""
    paper = Paper(
        DELEGATED,
        consults(TRAFFIC, "2026-03-10", "preliminary", key="va"),
        consults(RAT, THURSDAY, key="rat"),
    ).released("2026-01-12")
    paper.comes_up("va", "2026-03-10").recording()
    paper.take(
        "draw_decision", "chair", "va", drawn_by=TRAFFIC.name, recalled=True,
        procedural_ballot=counted(9, 4),
    )  # fmt: skip
    assert {"drawn_by_its_body"} == paper.findings()
    paper.enforcing().votes("va", 9, 4, step="recommend")
    paper.comes_up("rat", THURSDAY)
    said = paper.refused("vote", "chair", "rat", ballot=counted(40, 20))
    assert "matter_recalled" in said
