"""After the decision: whatever is raised against it lies over it and replaces no state."""

from __future__ import annotations

import attrs
import pytest

from musterstadt import (
    COUNCIL,
    DELEGATED,
    DISTRICT,
    EXECUTION,
    LOCAL_STREET,
    TRAFFIC,
    Paper,
    consults,
    counted,
    decided,
    executable,
    meets,
    on,
)

from ratsflow.model import PaperType


DAY = "2026-03-10"
OVERLAYS = {
    "object": ("mayor", {}),
    "object_legally": ("mayor", {}),
    "suspend_by_court": ("council_office", {}),
    "suspend_by_supervision": ("supervisory_authority", {}),
}


@pytest.mark.parametrize("step", OVERLAYS)
@pytest.mark.parametrize("state", ["adopted", "rejected", "executable", "in_execution"])
def test_an_overlay_replaces_no_state(step, state):
    """A decision that is objected to stays what it is; nothing more is done on it."""
    paper = decided(yes=20, no=40) if state == "rejected" else decided()
    if state in ("executable", "in_execution"):
        paper.take("make_executable", "council_office")
    if state == "in_execution":
        paper.take("start_execution", "executing_office", **EXECUTION)
    by, inputs = OVERLAYS[step]
    paper.take(step, by, reasons="weil", **inputs)
    assert (state, 1) == (paper.state, len(paper.case.active_suspensions))
    further = {
        "adopted": ("make_executable", "council_office", {}),
        "executable": ("start_execution", "executing_office", EXECUTION),
        "in_execution": ("complete", "executing_office", {"evidence": "fertig"}),
    }
    if state in further:
        name, who, given = further[state]
        assert "not_suspended" in paper.refused(name, who, **given)


@pytest.mark.parametrize(
    ("yes", "inputs", "state", "ended"),
    [
        (40, {}, "adopted", "cleared"),
        (20, {}, "rejected", "replaced"),
        (40, {"resolution": "anders"}, "adopted", "replaced"),
    ],
)
def test_the_council_answers_the_mayors_objection(yes, inputs, state, ended):
    """Confirmed, given up or decided otherwise: the overlay ends, once (M26, M27)."""
    paper = decided()
    anew = consults(COUNCIL, "2026-03-24", key="neu")
    paper.on("2026-03-13").take(
        "object", "mayor", reasons="schadet", consultations=(anew,)
    )
    paper.comes_up("neu", "2026-03-24", earlier=10)
    if inputs:
        inputs = {**inputs, "subject_changed": False, "substantially_changed": False}
    paper.votes("neu", yes, 60 - yes, step="reconsider", **inputs)
    assert (state, [("mayor_objection-1", ended)]) == (paper.state, paper.objections())


def test_a_committee_persists_and_the_council_decides():
    """Beanstandung of a committee's decision: it persists 9:6, then the council decides."""
    paper = decided(DELEGATED, TRAFFIC, yes=9, no=6)
    again = consults(TRAFFIC, "2026-04-14", key="ausschuss-2")
    paper.on("2026-03-12").take(
        "object_legally", "mayor", reasons="rechtswidrig", consultations=(again,)
    )
    paper.comes_up("ausschuss-2", "2026-04-14")
    assert "confirmed" == paper.votes("ausschuss-2", 9, 6, step="reconsider_legality")
    assert {"persistence_path"} == paper.refused("refer_to_supervision", "mayor")

    finally_ = consults(COUNCIL, "2026-04-23", key="rat")
    finally_ = attrs.evolve(finally_, about="legal_objection-1")
    paper.take("plan_consultations", "council_office", consultations=(finally_,))
    paper.comes_up("rat", "2026-04-23", earlier=9)
    assert "confirmed" == paper.votes("rat", 40, 20, step="decide_finally")
    assert ("adopted", [("legal_objection-1", "cleared")]) == (
        paper.state,
        paper.objections(),
    )
    paper.take("make_executable", "council_office")
    assert "executable" == paper.state


def test_a_district_objection_goes_to_the_council_if_the_district_persists():
    """26 February, objection by 12 March, anew by 2 April, the council decides finally."""
    paper = decided(LOCAL_STREET, DISTRICT, "2026-02-26", yes=10, no=5)
    paper.on("2026-03-13")
    reasons = {"reasons": "schadet der Stadt"}
    assert {"district_objection_in_time"} == paper.refused(
        "object_to_district", "mayor", **reasons
    )
    again = consults(DISTRICT, "2026-04-02", key="bv-2")
    paper.on("2026-03-12").take(
        "object_to_district", "mayor", consultations=(again,), **reasons
    )
    assert ("adopted", [("district_objection-1", "lodged")]) == (
        paper.state,
        paper.objections(),
    )
    paper.comes_up("bv-2", "2026-04-02")
    assert "confirmed" == paper.votes("bv-2", 10, 5, step="reconsider_in_district")
    rat = attrs.evolve(
        consults(COUNCIL, "2026-04-23", key="rat"), about="district_objection-1"
    )
    paper.take("plan_consultations", "council_office", consultations=(rat,))
    paper.comes_up("rat", "2026-04-23")
    vote = {"ballot": counted(20, 40), "demanded_by_objector": True}
    taken = paper.take("decide_finally", "chair", "rat", **vote)
    assert ("not_confirmed", "annulled") == (taken.entry.outcome, paper.state)


def test_the_objector_may_leave_it_at_the_districts_word():
    """The district persists and the objector demands nothing more: it may be carried out."""
    paper = decided(LOCAL_STREET, DISTRICT, "2026-02-26", yes=10, no=5)
    again = consults(DISTRICT, "2026-04-02", key="bv-2")
    paper.on("2026-03-12").take(
        "object_to_district", "mayor", reasons="schadet", consultations=(again,)
    )
    paper.comes_up("bv-2", "2026-04-02").votes(
        "bv-2", 10, 5, step="reconsider_in_district"
    )
    paper.take("waive_objection", "mayor", reasons="überzeugt")
    paper.take("make_executable", "council_office")
    assert ("executable", [("district_objection-1", "cleared")]) == (
        paper.state,
        paper.objections(),
    )


def test_an_order_suspends_until_it_is_lifted():
    """A court suspends what is being carried out; lifted, the work goes on."""
    paper = executable()
    paper.take("start_execution", "executing_office", **EXECUTION)
    paper.take(
        "suspend_by_court", "council_office", reasons="VG, Beschluss vom 2. April"
    )
    assert "not_suspended" in paper.refused(
        "complete", "executing_office", evidence="x"
    )
    paper.on("2026-05-04").take("lift_order", "council_office", reasons="aufgehoben")
    paper.take("complete", "executing_office", evidence="fertig")
    assert ("executed", [("court_order-1", "cleared")]) == (
        paper.state,
        paper.objections(),
    )


# ---------------------------------------------------------------- the standstill, always


def test_two_appeals_are_decided_one_by_one():
    """Mayor and members appeal: the first answer clears its own appeal, not the other."""
    paper = decided(DELEGATED, TRAFFIC, "2026-03-04", yes=9, no=6)
    paper.on("2026-03-09")
    for by, key, more in (
        ("mayor", "rat", {}),
        ("committee_member", "rat-2", {"appellants": 3}),
    ):
        council = consults(COUNCIL, "2026-03-19", key=key)
        paper.take("appeal", by, reasons="zu teuer", consultations=(council,), **more)
    for key in ("rat", "rat-2"):
        paper.invited(key, "2026-03-19", earlier=10)
    paper.called("rat", "2026-03-19").votes("rat", 40, 20, step="decide_appeal")
    start = ("start_execution", "executing_office")
    assert "not_suspended" in paper.refused(*start, **EXECUTION)
    paper.called("rat-2", "2026-03-19").votes("rat-2", 40, 20, step="decide_appeal")
    paper.take(*start, **EXECUTION)
    assert "in_execution" == paper.state


def by_points(paper):
    """Let the committee adopt one of two points."""
    points = {"point_results": ("1:9:6", "2:6:9")}
    paper.votes("gremium", 9, 6, **points)


def by_repetition(paper):
    """Let the committee repeat a doubted vote at once."""
    paper.votes("gremium", 7, 8)
    doubt = {"result_doubted": True, "next_item_opened": False}
    paper.votes("gremium", 8, 7, step="repeat_vote", **doubt)


def by_supplement(paper):
    """Let the committee decide on a supplement."""
    longer = attrs.evolve(
        DELEGATED, paper_type=PaperType.SUPPLEMENT, proposal="1. Anders."
    )
    paper.take("supplement", "mayor", motion=longer)
    paper.take("sign_supplement", "alderman")
    paper.votes("gremium", 9, 6)


def by_reopening(paper):
    """Let the committee decide, reopen it, and let it decide again on the same day."""
    paper.votes("gremium", 9, 6)
    again = consults(TRAFFIC, "2026-03-04", key="noch-einmal")
    paper.take("reopen", "council_office", reasons="Irrtum", consultations=(again,))
    paper.take(
        "add_urgently",
        "council_office",
        "noch-einmal",
        meeting=meets("2026-03-04"),
        route="urgent",
        procedural_ballot=counted(15, 0),
        urgency_reason="Irrtum",
        urgency_ground="no_delay",
    )
    paper.called("noch-einmal", "2026-03-04").votes("noch-einmal", 9, 6)


def by_election(paper):
    """Let the committee elect."""
    paper.take(
        "elect", "chair", "gremium", candidates=("A:9", "B:6"), secret=True, present=15
    )


@pytest.mark.parametrize(
    "way", [by_points, by_repetition, by_supplement, by_reopening, by_election]
)
def test_no_way_leads_past_the_standstill(way):
    """However a committee decided on 4 March, nothing is carried out before the 13th."""
    topic = ("election",) if way is by_election else DELEGATED.topics
    motion = attrs.evolve(DELEGATED, topics=topic)
    paper = Paper(motion, consults(TRAFFIC, "2026-03-04", key="gremium"))
    paper.released("2026-01-12").comes_up("gremium", "2026-03-04")
    way(paper)
    paper.on("2026-03-12")
    assert {"appeal_period_over"} == paper.refused("make_executable", "council_office")
    paper.on("2026-03-13").take("make_executable", "council_office")
    assert "executable" == paper.state


def test_an_urgent_decision_does_not_shorten_the_standstill():
    """Reopened after the committee's vote, no two signatures carry it out at once (K-3)."""
    paper = decided(DELEGATED, TRAFFIC, "2026-03-04", yes=9, no=6)
    again = consults(TRAFFIC, "2026-04-14", key="ausschuss-2")
    paper.take("reopen", "council_office", reasons="eilt", consultations=(again,))
    urgent = {
        "urgency_reason": "eilt", "co_signed_by": "rm-7", "co_signer_role": "chair",
        "committee_unavailable": True, "co_signer_biased": False,
        "next_meeting": on("2026-04-14"),
    }  # fmt: skip
    assert {"decision_stands"} == paper.refused(
        "decide_urgently_for_committee", "mayor", **urgent
    )
    paper.recording().take("decide_urgently_for_committee", "mayor", **urgent)
    execution = paper.enforcing().refused(
        "start_execution", "executing_office", **EXECUTION
    )
    assert {"appeal_period_over"} <= execution
