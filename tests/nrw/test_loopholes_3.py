"""Attacks at the joints: steps that different chapters of the procedure answer for."""

from __future__ import annotations

import attrs
import pytest

from musterstadt import (
    COUNCIL,
    DELEGATED,
    FINANCE,
    PAPER,
    THURSDAY,
    TRAFFIC,
    TUESDAY,
    Paper,
    consults,
    counted,
)


CARRIED = {"procedural_ballot": counted(40, 20, mayor="none")}
ONGOING = attrs.evolve(PAPER, topics=("ongoing_administration",))


# --------------------------------------------------- C-4, C-5: drawn, and by whom


def recalled(*route):
    """Return a delegated matter that the council has taken back on Tuesday."""
    paper = Paper(DELEGATED, consults(COUNCIL, TUESDAY, key="rat"), *route)
    paper.released("2026-01-12").comes_up("rat", TUESDAY, several_points=True)
    paper.take(
        "draw_decision", "chair", "rat", drawn_by="Rat", recalled=True, **CARRIED
    )
    return paper


def test_a_committee_would_have_decided_what_the_council_recalled():
    """The council's item is put off and struck off; the committee decides all the same."""
    paper = recalled(consults(TRAFFIC, THURSDAY, key="va"))
    paper.take("postpone", "chair", "rat", **CARRIED)
    paper.take("cancel_consultation", "council_office", "rat", reasons="x")
    paper.invited("va", THURSDAY, earlier=8).called("va", THURSDAY)
    said = paper.refused("vote", "chair", "va", ballot=counted(9, 5))
    assert {"matter_recalled"} == said


def test_the_council_decides_what_it_recalled():
    """The lawful way stays open."""
    paper = recalled()
    assert "adopted_unchanged" == paper.votes("rat", 40, 20)


def test_a_chair_would_have_given_back_what_the_council_recalled():
    """What a vote drew a vote gives back; a word of the chair does not."""
    paper = recalled()
    given_back = {"drawn_by": "Rat", "recalled": False}
    said = paper.refused("draw_decision", "chair", "rat", **given_back)
    assert {"recall_resolved", "drawn_in_its_meeting"} == said
    paper.take("draw_decision", "chair", "rat", **given_back, **CARRIED)
    assert paper.case.facts["recalled"] is False


def test_a_committee_would_have_drawn_what_the_council_had_recalled():
    """A later vote of a committee does not take it from the council again."""
    paper = recalled(consults(TRAFFIC, THURSDAY, "preliminary", key="va"))
    paper.take("postpone", "chair", "rat", **CARRIED)
    paper.invited("va", THURSDAY, earlier=8).called("va", THURSDAY)
    drawn = {"drawn_by": "Verkehrsausschuss", "reserved": True}
    ballot = counted(9, 5)
    said = paper.refused(
        "draw_decision", "chair", "va", **drawn, procedural_ballot=ballot
    )
    assert {"drawn_by_its_body"} == said


@pytest.mark.parametrize("stated", [{}, {"reserved": False}])
def test_one_committees_vote_would_have_reserved_a_matter_for_another(stated):
    """Each body draws to itself by its own vote, and says what it draws."""
    paper = Paper(
        ONGOING,
        consults(TRAFFIC, TUESDAY, "preliminary", key="va"),
        consults(FINANCE, THURSDAY, key="fa"),
    )
    paper.released("2026-01-12").comes_up("va", TUESDAY)
    drawn = {"drawn_by": "Verkehrsausschuss", "reserved": True}
    ballot = counted(9, 3)
    paper.take("draw_decision", "chair", "va", **drawn, procedural_ballot=ballot)
    paper.votes("va", 9, 3, step="recommend")
    paper.invited("fa", THURSDAY, earlier=8).called("fa", THURSDAY)
    said = paper.refused(
        "draw_decision", "chair", "fa", drawn_by="Finanzausschuss", **stated
    )
    assert {"recall_resolved", "drawn_in_its_meeting"} == said
