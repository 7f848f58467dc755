"""What may happen to an item in its meeting, and what follows from it (J-4 to J-12)."""

from __future__ import annotations

import attrs
import pytest

from musterstadt import (
    COUNCIL,
    FINANCE,
    PAPER,
    consults,
    counted,
    meets,
    motion_of,
    on,
    to_council,
)


DAY = "2026-03-19"


def test_a_procedural_motion_is_voted_on_at_once():
    """Any member moves it, under the item that is up; it needs no item of its own."""
    paper = to_council(
        motion_of(
            "procedural_motion", originators=("rm-7",), related=("0815/2025-2030",)
        ),
        beside=to_council().released("2026-01-12"),
    )
    paper.filed(DAY, by="councillor", proposers=1)
    now = {
        "meeting": meets(DAY),
        "route": "unannounced",
        "agenda_number": "7",
        "with_paper": "0815/2025-2030",
    }
    paper.take("place_on_agenda", "chair", "rat", **now)
    assert "adopted_unchanged" == paper.called("rat", DAY).votes("rat", 40, 20)


@pytest.mark.parametrize(
    ("step", "state"),
    [
        ("postpone", "postponed"),
        ("defer", "deferred"),
        ("first_reading", "first_reading"),
    ],
)
def test_what_is_put_off_keeps_its_consultation(step, state):
    """Put off, scheduled anew, and decided in a later meeting: one consultation (J-4)."""
    paper = to_council().released("2026-01-12").comes_up("rat", DAY)
    vote = {} if step == "first_reading" else {"procedural_ballot": counted(35, 30)}
    paper.take(step, "chair", "rat", **vote)
    assert (state, state) == paper.at("rat")
    paper.take("replan", "council_office", "rat")
    paper.comes_up("rat", "2026-04-23")
    assert "adopted_unchanged" == paper.votes("rat", 40, 20)
    assert [on(DAY), on("2026-04-23")] == list(paper.case.consultation("rat").days)
    assert 1 == len(paper.case.consultations)


def test_a_first_reading_takes_no_vote():
    """A ballot is no input of the first reading, and the second one votes (J-8)."""
    paper = to_council().released("2026-01-12").comes_up("rat", DAY)
    paper.take("first_reading", "chair", "rat")
    paper.take("replan", "council_office", "rat")
    paper.comes_up("rat", "2026-04-23")
    assert "rejected" == paper.votes("rat", 20, 40)


def test_a_lost_vote_postpones_nothing():
    """30:35 against postponing: the item goes on in the same meeting."""
    paper = to_council().released("2026-01-12").comes_up("rat", DAY)
    lost = paper.refused("postpone", "chair", "rat", procedural_ballot=counted(30, 35))
    assert {"procedural_majority"} == lost
    assert "adopted_unchanged" == paper.votes("rat", 40, 20)


def test_a_referral_adds_a_consultation_at_run_time():
    """The council refers to the finance committee 28:25; then it decides itself (J-5)."""
    paper = to_council().released("2026-01-12").comes_up("rat", DAY)
    finance = consults(FINANCE, "2026-04-14", "preliminary", "fa")
    paper.take(
        "refer",
        "chair",
        "rat",
        consultations=(finance,),
        procedural_ballot=counted(28, 25),
    )
    assert ["rat", "fa"] == [each.id for each in paper.case.consultations]
    assert "in_consultation" == paper.state
    paper.comes_up("fa", "2026-04-14").votes("fa", 9, 6, step="recommend")
    paper.take("replan", "council_office", "rat")
    assert "adopted_unchanged" == paper.comes_up("rat", "2026-04-23").votes(
        "rat", 40, 20
    )


def test_non_consideration_is_no_rejection():
    """35:20 for passing to the agenda: it ends without a decision on the merits (J-7)."""
    paper = to_council(motion_of()).filed("2026-02-20").comes_up("rat", DAY)
    paper.take("non_consider", "chair", "rat", procedural_ballot=counted(35, 20))
    assert ("not_considered", ("not_considered", "not_considered")) == (
        paper.state,
        paper.at("rat"),
    )
    paper.on("2026-04-01").take("resubmit", "faction", new_case="paper-2")


def test_withdrawn_from_one_agenda_it_comes_back():
    """Taken off this agenda by whoever brought it in, with the body's consent (J-6)."""
    paper = to_council(motion_of()).filed("2026-02-20").comes_up("rat", DAY)
    others = {"procedural_ballot": counted(40, 20)}
    assert {"withdrawn_by_originator"} == paper.refused(
        "withdraw_from_agenda", "mayor", "rat", **others
    )
    refused = paper.refused(
        "withdraw_from_agenda", "faction", "rat", procedural_ballot=counted(25, 30)
    )
    assert {"withdrawal_after_agenda"} == refused
    paper.take("withdraw_from_agenda", "faction", "rat", **others)
    assert (("removed", "withdrawn"), "in_consultation") == (
        paper.at("rat"),
        paper.state,
    )
    paper.take("replan", "council_office", "rat", originator_agrees=True)
    assert "adopted_unchanged" == paper.comes_up("rat", "2026-04-23").votes(
        "rat", 40, 20
    )


def test_withdrawn_for_good_it_can_only_be_brought_in_anew():
    """Withdrawn, the case is closed to everything but a new motion."""
    paper = to_council(motion_of()).filed("2026-02-20").invited("rat", DAY)
    paper.on(DAY).take("withdraw", "faction", procedural_ballot=counted(40, 20))
    assert ("withdrawn", "withdrawn") == (paper.state, paper.at("rat")[0])
    paper.take("resubmit", "faction", new_case="paper-2")
    assert "withdrawn" == paper.state


def test_points_are_voted_on_one_by_one():
    """Numbers 1 and 2 adopted, number 3 rejected: adopted in part (I-11)."""
    three = attrs.evolve(PAPER, proposal="1. Zone.\n2. Schilder.\n3. Poller.")
    paper = to_council(three).released("2026-01-12").comes_up("rat", DAY)
    points = {"point_results": ("1:40:20", "2:40:20", "3:28:32")}
    assert "partially_adopted" == paper.votes("rat", 40, 20, **points)
    assert "partially_adopted" == paper.state


def test_several_papers_under_one_item():
    """Papers heard together share meeting and number; each has a vote of its own."""
    first = to_council(attrs.evolve(PAPER, related=("0816/2025-2030",)))
    second = to_council(attrs.evolve(PAPER, related=("0815/2025-2030",)))
    first.released("2026-01-12").invited("rat", DAY, agenda_number="7")
    second.released("2026-01-12", "0816/2025-2030").invited(
        "rat", DAY, agenda_number="7"
    )
    found = [
        each.called("rat", DAY).votes("rat", *votes)
        for each, votes in ((first, (40, 20)), (second, (20, 40)))
    ]
    assert ["adopted_unchanged", "rejected"] == found
    items = {
        (
            each.case.consultation("rat").meeting.day,
            each.case.consultation("rat").agenda_number,
        )
        for each in (first, second)
    }
    assert {(on(DAY), "7")} == items


def test_reopening_leaves_a_trace():
    """The council takes its decision up again: both votes stand in it, and why (J-12)."""
    paper = to_council().released("2026-01-12").comes_up("rat", DAY)
    assert "adopted_unchanged" == paper.votes("rat", 35, 30)
    again = consults(COUNCIL, "2026-06-18", key="rat-2")
    paper.on("2026-05-04").take(
        "reopen", "council_office", reasons="neue Tatsachen", consultations=(again,)
    )
    assert "in_consultation" == paper.state
    assert "rejected" == paper.comes_up("rat-2", "2026-06-18").votes("rat-2", 20, 40)
    assert ["adopted_unchanged", "rejected"] == [
        each.result for each in paper.case.consultations
    ]
    steps = [each.step for each in paper.office.entries("paper")]
    assert 2 == steps.count("vote")
    assert "neue Tatsachen" == paper.case.facts["reasons"]


def test_what_was_rejected_is_not_reopened_but_brought_in_anew():
    """A rejected paper stays rejected; a new case takes it up (M47)."""
    paper = to_council().released("2026-01-12").comes_up("rat", DAY)
    assert "rejected" == paper.votes("rat", 30, 35)
    again = consults(COUNCIL, "2026-06-18", key="rat-2")
    refused = paper.refused(
        "reopen", "council_office", reasons="x", consultations=(again,)
    )
    assert {"reopening_allowed"} == refused
    paper.take("resubmit", "mayor", new_case="paper-2")
    assert "rejected" == paper.state


def test_a_meeting_result_that_is_doubted_at_once_is_counted_again():
    """22:21 is doubted before the next item: it is counted again, once (I-14)."""
    paper = to_council().released("2026-01-12").comes_up("rat", DAY)
    assert "adopted_unchanged" == paper.votes("rat", 22, 21)
    doubt = {"result_doubted": True, "next_item_opened": False}
    assert "rejected" == paper.votes("rat", 21, 22, step="repeat_vote", **doubt)
    assert ("rejected", 2) == (paper.state, len(paper.case.consultation("rat").ballots))
    late = paper.refused(
        "repeat_vote",
        "chair",
        "rat",
        ballot=counted(22, 21),
        result_doubted=True,
        next_item_opened=True,
    )
    assert {"revote_allowed"} == late


def test_an_election():
    """A majority of the valid votes elects; without it a runoff follows (I-16)."""
    paper = to_council(attrs.evolve(PAPER, topics=("alderman_election",)))
    paper.released("2026-01-12").comes_up("rat", DAY)
    first = {
        "candidates": ("A:30", "B:28"),
        "no_votes": 6,
        "secret": True,
        "present": 67,
    }
    assert "runoff" == paper.take("elect", "chair", "rat", **first).entry.outcome
    second = {
        "candidates": ("A:33", "B:30"),
        "runoff": True,
        "secret": True,
        "present": 67,
    }
    assert "elected" == paper.take("elect", "chair", "rat", **second).entry.outcome
    assert "adopted" == paper.state
