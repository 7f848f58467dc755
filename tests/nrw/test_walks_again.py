"""Again, instead, in a hurry, in two bodies: ways that no other test walks whole (J, K)."""

from __future__ import annotations

import attrs
import pytest

from musterstadt import (
    COUNCIL,
    DELEGATED,
    DISTRICT,
    LOCAL_STREET,
    MAIN,
    PAPER,
    TRAFFIC,
    Paper,
    a,
    closed_after,
    consults,
    counted,
    decided,
    meets,
    motion_of,
    on,
    to_council,
)


DAY = "2026-03-19"
CLOSED = ("closed", set())
URGENT = {"urgency_reason": "Deichbruch", "co_signer_biased": False}


# ------------------------------------------------------------------ again, and instead


def test_a_rejected_motion_is_barred_for_its_faction_and_not_for_the_mayor():
    """Rejected on 19 March 2026: barred on 1 February 2027, free on 20 March (J-11)."""
    paper = to_council(motion_of()).filed("2026-02-20").comes_up("rat", DAY)
    assert "rejected" == paper.votes("rat", 20, 40)
    again = {"new_case": "paper-2"}
    barred = paper.on("2027-02-01").refused("resubmit", "faction", **again)
    assert {"resubmission_bar"} == barred
    paper.take("resubmit", "faction", facts_changed=True, **again)
    paper.take("resubmit", "mayor", **again)
    paper.on("2027-03-20").take("resubmit", "faction", **again)
    assert "rejected" == paper.state


def test_a_faction_does_not_bring_back_what_was_rejected_of_the_administration():
    """The same matter, whoever brought it in first: the bar binds the faction (J-11)."""
    paper = to_council().released("2026-01-12").comes_up("rat", DAY)
    assert "rejected" == paper.votes("rat", 20, 40)
    again = {"new_case": "paper-2"}
    assert {"resubmission_bar"} == paper.on("2026-05-04").refused(
        "resubmit", "faction", **again
    )
    paper.take("resubmit", "author", **again)


def test_a_later_resolution_ends_an_earlier_one():
    """The council of June annuls the decision of March 34:33: superseded (J-12)."""
    march = decided(day=DAY)
    june = to_council(
        attrs.evolve(PAPER, proposal="1. Der Beschluss 0815 wird aufgehoben."),
        "2026-06-18",
        beside=march,
    ).released("2026-05-04", "0990/2025-2030")
    june.comes_up("rat", "2026-06-18")
    assert "adopted_unchanged" == june.votes("rat", 34, 33)
    march.on("2026-06-18").take("supersede", "chair", successor="0990/2025-2030")
    assert ("superseded", "0990/2025-2030") == (
        march.state,
        march.case.facts["successor"],
    )


def test_what_others_rely_on_is_not_superseded():
    """A contract was signed on it: the later resolution does not end it (J-12)."""
    paper = decided(day=DAY)
    paper.take("make_executable", "council_office")
    names = ("mayor", "secretary")
    paper.take("keep_minutes", "chair", minutes_of=DAY, minutes_signed_by=names)
    paper.take("start_execution", "executing_office", third_party_rights=True)
    to_council(beside=paper).released("2026-01-13", "0990/2025-2030").comes_up(
        "rat", DAY
    ).votes("rat", 40, 20)
    later = {"successor": "0990/2025-2030"}
    assert {"superseding_possible"} == paper.refused("supersede", "chair", **later)


# ------------------------------------------------------------------ urgency


COMMITTEES = {
    **URGENT,
    "co_signed_by": "rm-9",
    "co_signer_role": "chair",
    "committee_unavailable": True,
    "next_meeting": on("2026-04-14"),
}
DISTRICTS = {
    **URGENT,
    "co_signed_by": "bv-3",
    "co_signer_role": "district_member",
    "utmost_urgency": True,
    "next_meeting": on("2026-04-16"),
}


def test_mayor_and_chair_decide_for_the_committee_which_ratifies():
    """Signed on 7 April, ratified by that committee on 14 April, not by the council (K-3)."""
    ratifies = consults(TRAFFIC, "2026-04-14", "ratification", "va")
    paper = Paper(DELEGATED, ratifies).released("2026-01-12").on("2026-04-07")
    paper.take("decide_urgently_for_committee", "mayor", **COMMITTEES)
    assert "urgent_decided" == paper.state
    paper.comes_up("va", "2026-04-14", earlier=6)
    assert ("ratified", "ratified") == (
        paper.votes("va", 9, 6, step="ratify"),
        paper.state,
    )


def test_the_council_does_not_ratify_for_the_committee():
    """What was decided for the committee goes to it and not to the council (K-3)."""
    council = consults(COUNCIL, "2026-04-23", "ratification", "rat")
    ratifies = consults(TRAFFIC, "2026-04-14", "ratification", "va")
    paper = Paper(DELEGATED, ratifies).released("2026-01-12").on("2026-04-07")
    paper.take("decide_urgently_for_committee", "mayor", **COMMITTEES)
    paper.take("plan_consultations", "council_office", consultations=(council,))
    paper.comes_up("rat", "2026-04-23", earlier=12)
    vote = {"ballot": counted(40, 20)}
    assert "ratified_by_the_body" in paper.refused("ratify", "chair", "rat", **vote)


def test_district_mayor_and_member_decide_for_the_district_which_ratifies():
    """Signed on 7 April, next meeting of the district council 16 April: ratified (K-4)."""
    ratifies = consults(DISTRICT, "2026-04-16", "ratification", "bv")
    paper = Paper(LOCAL_STREET, ratifies)
    place = {"district_scope": True, "district_important": False}
    paper.take("state_competence", "author", **place)
    paper.released("2026-01-12").on("2026-04-07")
    paper.take("decide_urgently_for_district", "district_mayor", **DISTRICTS)
    assert "urgent_decided" == paper.state
    paper.comes_up("bv", "2026-04-16", earlier=8)
    assert "ratified" == paper.votes("bv", 12, 3, step="ratify")


COUNCILS = {
    **URGENT,
    "co_signed_by": "rm-7",
    "co_signer_role": "councillor",
    "council_unavailable": True,
    "main_committee_unavailable": True,
    "serious_harm": True,
    "next_meeting": on("2026-04-23"),
}


def signed_for_the_council() -> Paper:
    """Return a paper that mayor and councillor decided on 7 April for the council."""
    ratifies = consults(COUNCIL, "2026-04-23", "ratification", "rat")
    paper = Paper(PAPER, ratifies).released("2026-01-12").on("2026-04-07")
    paper.take("decide_urgently", "mayor", **COUNCILS)
    return paper


def test_an_urgent_decision_is_carried_out_ratified_and_closed():
    """Effective on 7 April, done on the 8th, ratified on the 23rd, closed in June (K-5)."""
    paper = signed_for_the_council().on("2026-04-08")
    paper.take("start_execution", "mayor", third_party_rights=True)
    paper.take("complete", "mayor", evidence="Deich geschlossen")
    paper.take("report", "mayor", report="erledigt")
    assert "ratification_pending" in paper.refused("close", "council_office")
    paper.comes_up("rat", "2026-04-23", earlier=12)
    assert "ratified" == paper.votes("rat", 40, 20, step="ratify")
    assert "reported" == paper.state
    names = ("mayor", "secretary")
    paper.take(
        "keep_minutes", "chair", minutes_of="2026-04-23", minutes_signed_by=names
    )
    paper.on("2026-06-12").take("close", "council_office")
    assert CLOSED == (paper.state, paper.findings())


def test_a_ratification_that_was_forgotten_is_marked_and_made_up_for():
    """Missing on the agenda of 23 April it is overdue, and says so ever after (M45)."""
    paper = signed_for_the_council().on("2026-04-24")
    paper.take("mark_overdue", "council_office", missed_meeting=on("2026-04-23"))
    assert "urgent_decided" == paper.state
    paper.comes_up("rat", "2026-05-21", earlier=12)
    taken = paper.take("ratify", "chair", "rat", ballot=counted(40, 20))
    assert "ratified" == paper.state
    assert ["ratification_in_next_meeting"] == [
        each.rule.id for each in taken.verdict.open
    ]


def after_a_no_of_the_main_committee(**more: object) -> Paper:
    """Return an urgent paper on which the main committee voted 6:9 on 7 April."""
    paper = Paper(
        a("urgent_paper", urgency_reason="Hochwasser"),
        consults(MAIN, "2026-04-07", "urgent", "ha"),
        consults(COUNCIL, "2026-04-23", key="rat", **more),
        day="2026-03-20",
    )
    why = {"urgency_reason": "Hochwasser"}
    paper.take("release_urgently", "mayor", excluded_officials=(), **why)
    paper.comes_up("ha", "2026-04-07")
    step = "decide_urgently_in_main_committee"
    about = {**why, "council_unavailable": True}
    assert "not_urgently_decided" == paper.votes("ha", 6, 9, step=step, **about)
    return paper


def test_what_the_main_committee_refused_is_an_ordinary_paper():
    """The council decides it; nothing of it is urgent, and nothing to ratify (K-1)."""
    paper = after_a_no_of_the_main_committee()
    paper.comes_up("rat", "2026-04-23", earlier=12).votes("rat", 40, 20)
    paper.take("make_executable", "council_office")
    assert CLOSED == closed_after(paper, "2026-04-23")


def test_what_the_main_committee_refused_may_be_withdrawn():
    """Nothing was decided, so nothing stands against the withdrawal (J-6, K-1)."""
    paper = after_a_no_of_the_main_committee()
    paper.take("withdraw", "mayor")
    assert "withdrawn" == paper.state


# ------------------------------------------------------------------ separate points


@pytest.mark.parametrize("points", [None, False, True])
def test_a_second_deciding_body_is_told_unless_its_point_is_its_own(points):
    """Main committee and council are both to decide: of separate points they may (J-1)."""
    paper = Paper(
        PAPER,
        consults(MAIN, "2026-03-17", key="ha"),
        consults(COUNCIL, DAY, key="rat"),
    ).released("2026-01-12")
    paper.on("2026-03-04")
    item = {"meeting": meets("2026-03-17"), "route": "regular"}
    taken = paper.take(
        "place_on_agenda", "council_office", "ha", several_points=points, **item
    )
    expected = [] if points else ["one_deciding_body"]
    assert expected == [each.rule.id for each in taken.verdict.open]
