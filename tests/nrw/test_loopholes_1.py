"""Attacks that an independent lawyer found: elections, urgency, void and stale decisions."""

from __future__ import annotations

import attrs
import pytest

from attack import (
    AUTHOR,
    AUTHORITY,
    CHAIR,
    COMMITTEE,
    COUNCIL,
    DISTRICT,
    DISTRICT_MAYOR,
    EXECUTING,
    MAIN,
    MAYOR,
    OFFICE,
    STUBBORN,
    Walk,
    by_committee,
    by_council,
    costing,
    found_admissible,
    item,
    paper,
    sitting,
    somebody,
    votes,
)

from procedure import guards_of
from ratsflow.engine import Mode
from ratsflow.law.citation import Confidence, Consequence, Layer
from ratsflow.states.nrw import STATE, nrw


DAY = "2026-03-19"
LATER = "2026-04-23"
ALDERMAN_ELECTION = paper(topics=("alderman_election",))
CLERK = somebody("clerk", "council_office", "chair", "mayor")
TWO = {
    "urgency_reason": "Der Deich bricht.",
    "co_signed_by": "rm7",
    "co_signer_biased": False,
    "next_meeting": LATER,
}
MAIN_STEP = "decide_urgently_in_main_committee"
COUNCILS = {
    **TWO,
    "co_signer_role": "councillor",
    "council_unavailable": True,
    "main_committee_unavailable": True,
    "serious_harm": True,
}
COMMITTEES = {**TWO, "co_signer_role": "chair", "committee_unavailable": True}
DISTRICTS = {**TWO, "co_signer_role": "district_member", "utmost_urgency": True}
MAINS = {
    "urgency_reason": "Der Deich bricht.",
    "council_unavailable": True,
    "next_meeting": LATER,
}


def rule(name):
    """Return a rule by id."""
    return next(each for each in nrw().rules if each.id == name)


def opened(motion, body=COUNCIL, day=DAY):
    """Return a case whose item a body has called up."""
    return Walk(motion, item("r", body, "decision", day)).released().called("r", day)


def elect(walk, day=DAY, who=CHAIR, **inputs):
    """Return the rules that refuse an election by ballot papers."""
    return walk.refused("elect", who, day, on="r", secret=True, **inputs)


def urgent(motion=None, *, step="decide_urgently", who=MAYOR, body=COUNCIL, **inputs):
    """Return the rules that refuse an urgent decision in place of a body."""
    walk = Walk(motion or paper(), item("r", body, "ratification", LATER))
    return walk.refused(step, who, "2026-04-07", **inputs)


def decided_urgently(**inputs):
    """Return a case that mayor and councillor decided in place of the council."""
    walk = Walk(paper(), item("r", COUNCIL, "ratification", LATER)).released()
    walk.take("decide_urgently", MAYOR, "2026-04-07", **{**COUNCILS, **inputs})
    return walk


# ---------------------------------------------------------------- 1: elections


@pytest.mark.parametrize(
    "topics",
    [
        ("honorary_citizenship",),
        ("surety",),
        ("main_bylaw",),
        (),
        ("alderman_election", "surety"),
    ],
)
def test_an_election_would_have_decided_what_takes_a_vote(topics):
    """12 papers with "Yes" grant no honorary citizenship (I-16, I-5)."""
    walk = opened(paper(topics=topics))
    assert "election_by_law" in elect(walk, candidates=("Ja:12",), no_votes=11)


@pytest.mark.parametrize("name", ["election_by_law", "runoff_of_the_highest"])
def test_nobody_lifts_the_limits_of_an_election(name):
    """They are statute and say that no such election exists."""
    assert (Layer.STATUTE, Consequence.BLOCK) == (
        rule(name).layer,
        rule(name).consequence,
    )


def test_a_committee_would_have_elected_a_beigeordneten():
    """Only the council elects them (C-2 lit. c)."""
    said = elect(opened(ALDERMAN_ELECTION, COMMITTEE), candidates=("X:8",), no_votes=1)
    assert {"non_delegable", "body_competent"} <= said


def test_an_unannounced_election_would_have_passed():
    """An item on no agenda, announced after the meeting, is not elected on (E-6, E-12)."""
    walk = Walk(ALDERMAN_ELECTION, item("r", COUNCIL, "decision", DAY)).released()
    late = sitting(DAY, published_on=sitting("2026-04-04").published_on)
    walk.take(
        "place_on_agenda",
        OFFICE,
        "2026-02-10",
        on="r",
        meeting=late,
        route="unannounced",
    )
    walk.take("open_item", CHAIR, DAY, on="r", bias_asked=True)
    said = elect(walk, candidates=("A:34",), no_votes=6)
    assert {"agenda_published", "item_on_agenda"} <= said


@pytest.mark.parametrize(
    ("yes", "no", "expected"),
    [
        (60, 7, set()),
        (60, 8, {"election_votes_possible"}),
        (90, 6, {"election_votes_possible"}),
    ],
)
def test_more_papers_would_have_been_counted_than_members(yes, no, expected):
    """67 members hand in 67 papers, not 68 (I-18)."""
    walk = opened(ALDERMAN_ELECTION)
    assert expected == elect(walk, candidates=(f"A:{yes}",), no_votes=no)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("A:30", "B:28"), set()),
        (("Z:30", "Y:28"), {"runoff_of_the_highest"}),
        (("A:30", "C:28"), {"runoff_of_the_highest"}),
    ],
)
def test_a_runoff_would_have_been_held_between_others(names, expected):
    """Only the two highest of the first ballot stand in the runoff (I-16)."""
    walk = opened(ALDERMAN_ELECTION)
    first = ("A:30", "B:28", "C:2")
    walk.take("elect", CHAIR, DAY, on="r", candidates=first, no_votes=4, secret=True)
    assert expected == elect(walk, candidates=names, runoff=True)


@pytest.mark.parametrize(
    ("drawn", "names", "expected"),
    [
        ("B", ("A:30", "B:28"), set()),
        ("B", ("A:30", "C:28"), {"runoff_of_the_highest"}),
    ],
)
def test_the_lot_would_have_been_ignored_in_the_runoff(drawn, names, expected):
    """Of two equal seconds the lot picks one (I-16)."""
    walk = opened(ALDERMAN_ELECTION)
    first = ("A:30", "B:15", "C:15")
    walk.take(
        "elect",
        CHAIR,
        DAY,
        on="r",
        candidates=first,
        no_votes=4,
        secret=True,
        lot=drawn,
    )
    assert expected == elect(walk, candidates=names, runoff=True)


@pytest.mark.parametrize(
    ("stay", "expected"),
    [("outside", set()), ("audience", set()), ("table", {"election_excluded_left"})],
)
def test_a_candidate_would_have_stayed_at_the_table(stay, expected):
    """Who stands in an election under § 71 GO NRW is excluded and leaves (G-3, G-4)."""
    walk = opened(ALDERMAN_ELECTION)
    walk.take(
        "declare_bias",
        CHAIR,
        DAY,
        on="r",
        excluded=("rm1",),
        ground="self",
        declared_to="mayor",
    )
    said = elect(walk, candidates=("A:40",), no_votes=20, excluded_stay=stay)
    assert expected == said


@pytest.mark.parametrize(
    ("yes", "biased", "expected"),
    [
        (34, 1, set()),
        (34, 2, set()),
        (33, 2, {"election_bias_not_decisive"}),
        (33, 3, {"election_bias_not_decisive"}),
        (31, 1, {"election_bias_not_decisive"}),
        (30, 1, set()),
        (30, 2, {"election_bias_not_decisive"}),
    ],
)
def test_biased_persons_would_have_decided_an_election(yes, biased, expected):
    """33:31 with two biased may be 31:31 without them, 31:31 with one 31:30 (G-6)."""
    walk = opened(ALDERMAN_ELECTION)
    said = elect(walk, candidates=(f"A:{yes}",), no_votes=31, biased_votes=biased)
    assert expected == said


@pytest.mark.parametrize(
    ("day", "expected"),
    [(DAY, set()), ("2026-03-20", set()), ("2026-03-21", {"voted_in_meeting"})],
)
def test_an_election_would_have_been_held_outside_the_meeting(day, expected):
    """A sitting may run past midnight, not longer (I-15)."""
    walk = opened(ALDERMAN_ELECTION)
    assert expected == elect(walk, day, candidates=("A:40",), no_votes=20)


# ---------------------------------------------------------- 2: urgent decisions


@pytest.mark.parametrize(
    ("topics", "cents", "body", "expected"),
    [
        (("traffic",), None, COMMITTEE, set()),
        (("surety",), None, COMMITTEE, {"non_delegable_further", "body_competent"}),
        (("bye_law",), None, COMMITTEE, {"non_delegable", "body_competent"}),
        ((), None, COMMITTEE, {"body_competent"}),
        (("award",), 50_000_000, MAIN, {"body_competent"}),
        (("award",), 10_000_001, MAIN, {"body_competent"}),
        (("award",), 10_000_000, MAIN, set()),
    ],
)
def test_two_persons_would_have_replaced_a_committee_without_power(
    topics, cents, body, expected
):
    """§ 60 Abs. 2 replaces the body that is competent, not the one on the route (K-3)."""
    motion = paper(topics=topics)
    if cents is not None:
        motion = paper(topics=topics, cost_statement=costing(cents))
    step = "decide_urgently_for_committee"
    assert expected == urgent(motion, step=step, body=body, **COMMITTEES)


def test_the_district_mayor_would_have_granted_a_surety():
    """Nor do two members of a district council (K-4)."""
    motion = paper(topics=("surety",), districts=("Mitte",))
    said = urgent(
        motion,
        step="decide_urgently_for_district",
        who=DISTRICT_MAYOR,
        body=DISTRICT,
        **DISTRICTS,
    )
    assert {"non_delegable_further", "body_competent"} <= said


def test_a_district_decides_urgently_on_its_own_matter():
    """The lawful way stays open (K-4)."""
    motion = paper(topics=("playground",), districts=("Mitte",))
    walk = Walk(motion, item("b", DISTRICT, "ratification", LATER))
    walk.take("state_competence", AUTHOR, "2026-02-03", district_scope=True)
    said = walk.refused(
        "decide_urgently_for_district", DISTRICT_MAYOR, "2026-04-07", **DISTRICTS
    )
    assert set() == said


@pytest.mark.parametrize(
    "topic", ["mayor_removal", "alderman_removal", "main_bylaw", "alderman_election"]
)
def test_two_persons_would_have_done_what_takes_two_thirds(topic):
    """Nobody has settled that § 60 replaces an election or a special majority (K-2)."""
    assert "urgent_majority_known" in urgent(paper(topics=(topic,)), **COUNCILS)


def test_the_main_committee_would_have_removed_the_mayor():
    """9:6 in the main committee is no two thirds of the council (I-5, K-1)."""
    motion = paper(topics=("mayor_removal",))
    walk = Walk(
        motion,
        item("h", MAIN, "urgent", "2026-04-07"),
        item("r", COUNCIL, "ratification", LATER),
    )
    on = {"on": "h"} if nrw().plan(MAIN_STEP).subject else {}
    said = walk.refused(
        MAIN_STEP, CHAIR, "2026-04-07", **on, ballot=votes(9, 6), **MAINS
    )
    assert "urgent_majority_known" in said


def in_main_committee(day="2026-04-07", held="2026-04-07", **changes):
    """Return the rules that refuse a decision of the main committee."""
    walk = Walk(
        paper(),
        item("h", MAIN, "urgent", held),
        item("r", COUNCIL, "ratification", LATER),
    ).released()
    on = {"on": "h"} if nrw().plan(MAIN_STEP).subject else {}
    if on:
        walk.called("h", held)
    return walk.refused(
        MAIN_STEP, CHAIR, day, **on, **{"ballot": votes(9, 6), **MAINS, **changes}
    )


def test_the_main_committee_decides_urgently_in_its_meeting():
    """The lawful way stays open (K-1)."""
    assert set() == in_main_committee()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"ballot": votes(9, 6, circular=True)}, {"voted_in_meeting"}),
        ({"day": "2026-04-20"}, {"voted_in_meeting"}),
        ({"inquorate": True}, {"quorum_not_denied"}),
        ({"urgency_reason": " "}, {"urgent_reason_given"}),
        ({"ballot": votes(14, 4)}, {"vote_record_consistent"}),
    ],
)
def test_an_urgent_vote_would_have_gone_round_by_mail(changes, expected):
    """No circulation, no inquorate body, no blank reason, no 18 votes of 17 (K-1)."""
    assert expected <= in_main_committee(**changes)


def test_no_body_would_have_decided_urgently():
    """Two to one, by nobody in particular, is no decision of the main committee (K-1)."""
    walk = Walk(paper(), item("r", COUNCIL, "ratification", LATER)).released()
    on = {"on": "r"} if nrw().plan(MAIN_STEP).subject else {}
    said = walk.refused(
        MAIN_STEP, CHAIR, "2026-04-07", **on, ballot=votes(2, 1), **MAINS
    )
    assert "urgent_main_committee_meets" in said


@pytest.mark.parametrize("step", ["decide_urgently", "decide_urgently_for_committee"])
def test_a_blank_would_have_been_a_reason(step):
    """Why it cannot wait is said in words (K-1 to K-3)."""
    inputs = {
        **(COUNCILS if step == "decide_urgently" else COMMITTEES),
        "urgency_reason": " ",
    }
    assert "urgent_reason_given" in urgent(step=step, body=COUNCIL, **inputs)


def test_a_committees_chair_would_have_consented_to_an_overspend():
    """Only an urgent decision in place of the council is its consent (A-8, K-3)."""
    motion = paper(topics=("material_overspend",), cost_statement=costing(50_000_000))
    walk = Walk(motion, item("s", COMMITTEE, "ratification", LATER)).released()
    walk.take(
        "decide_urgently_for_committee",
        CLERK,
        "2026-04-07",
        mode=Mode.RECORD,
        **COMMITTEES,
    )
    assert "overspend_prior_consent" in walk.refused(
        "start_execution", EXECUTING, "2026-04-07"
    )


def test_history_still_holds_an_urgent_decision_nobody_could_take():
    """Record mode writes it down; then nobody carries it out (K-3, L-10)."""
    walk = Walk(
        paper(topics=("surety",)), item("s", COMMITTEE, "ratification", LATER)
    ).released()
    taken = walk.take(
        "decide_urgently_for_committee",
        CLERK,
        "2026-04-07",
        mode=Mode.RECORD,
        **COMMITTEES,
    )
    assert "urgent_decided" == taken.case.state
    said = walk.refused("start_execution", MAYOR, "2026-04-08", override=STUBBORN)
    assert {"no_decision_in_law"} == said


# ------------------------------------------------- 6: void decisions, overridden


def void(**ballot):
    """Return a case with a recorded vote that a statute calls no decision."""
    walk = opened(paper(topics=("surety",)), MAIN)
    walk.take(
        "vote", OFFICE, DAY, on="r", mode=Mode.RECORD, ballot=votes(9, 6, **ballot)
    )
    return walk


@pytest.mark.parametrize(
    "step", ["make_executable", "end_standstill", "start_execution"]
)
def test_a_surety_of_the_main_committee_would_have_been_carried_out(step):
    """What a statute says does not exist nobody overrides one step later (L-10)."""
    walk = void()
    if step == "end_standstill":
        walk.take("start_standstill", OFFICE, DAY)
    if step == "start_execution":
        walk.take("make_executable", CLERK, "2026-03-30", mode=Mode.RECORD)
    by = CLERK if step == "end_standstill" else MAYOR
    said = walk.refused(step, by, "2026-03-31", override=STUBBORN)
    assert {"no_decision_in_law"} == said


def test_a_vote_by_mail_would_have_been_carried_out():
    """A circular vote of the council is recorded, and stays no decision (I-15)."""
    walk = opened(paper())
    ballot = votes(34, 33, circular=True, members=67)
    walk.take("vote", OFFICE, DAY, on="r", mode=Mode.RECORD, ballot=ballot)
    said = walk.refused("make_executable", MAYOR, DAY, override=STUBBORN)
    assert {"no_decision_in_law"} == said


def test_a_mere_defect_is_still_overridden_with_a_reason():
    """A decisive bias makes a resolution unlawful, which may be a matter of opinion (G-6)."""
    walk = opened(paper())
    ballot = votes(34, 33, biased_yes=1, present=66, members=67)
    walk.take("vote", OFFICE, DAY, on="r", mode=Mode.RECORD, ballot=ballot)
    assert "no_open_defect" in walk.refused("make_executable", MAYOR, DAY)
    assert set() == walk.refused("make_executable", MAYOR, DAY, override=STUBBORN)


# ------------------------------------------------------ 8: votes that carry less


def test_a_repeated_vote_needs_all_that_the_first_needed():
    """Every rule on the vote stands on its repetition too (I-14)."""
    assert set() == set(guards_of("vote")) - set(guards_of("repeat_vote"))


def test_a_repeated_vote_would_have_carried_half_a_million():
    """The main committee adopts 60,000 €, and repeats the vote on 500,000 € (C-3, J-9)."""
    motion = paper(topics=("award",), cost_statement=costing(6_000_000))
    walk = opened(motion, MAIN)
    walk.take("vote", CHAIR, DAY, on="r", ballot=votes(9, 6))
    said = walk.refused(
        "repeat_vote",
        CHAIR,
        DAY,
        on="r",
        ballot=votes(9, 6),
        resolution="500.000 €",
        result_doubted=True,
        next_item_opened=False,
        subject_changed=False,
        substantially_changed=True,
        rechecked=True,
        value_cents=50_000_000,
        vote_order=("amendment", "main"),
    )
    assert {"body_competent"} == said


def test_a_doubted_vote_is_repeated_at_once():
    """The lawful way stays open (I-14)."""
    walk = opened(paper())
    walk.take("vote", CHAIR, DAY, on="r", ballot=votes(34, 33))
    said = walk.refused(
        "repeat_vote",
        CHAIR,
        DAY,
        on="r",
        ballot=votes(33, 34),
        result_doubted=True,
        next_item_opened=False,
    )
    assert set() == said


def objected(step="object_legally", **more):
    """Return a committee's resolution that the mayor has objected to, up again."""
    again = item("n", COMMITTEE, "decision", "2026-03-24")
    walk = by_committee()
    walk.take(step, MAYOR, "2026-03-13", reasons="x", consultations=(again,), **more)
    return walk.called("n", "2026-03-24", "2026-03-13")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({}, {"amendment_within_item", "amendment_rechecked"}),
        (
            {"subject_changed": True, "substantially_changed": False},
            {"amendment_within_item"},
        ),
        (
            {"subject_changed": False, "substantially_changed": True},
            {"amendment_rechecked"},
        ),
        ({"subject_changed": False, "substantially_changed": False}, set()),
    ],
)
def test_a_new_text_would_have_replaced_the_resolution_unchecked(stated, expected):
    """What replaces a resolution objected to is an amendment like any other (J-9)."""
    said = objected().refused(
        "reconsider_legality",
        CHAIR,
        "2026-03-24",
        on="n",
        resolution="etwas anderes",
        ballot=votes(9, 6, mayor=None, experts=6),
        **stated,
    )
    assert expected == said


@pytest.mark.parametrize("step", ["reconsider_legality", "reconsider_in_district"])
@pytest.mark.parametrize(
    "name", ["body_competent", "non_delegable", "amendment_rechecked"]
)
def test_a_body_without_power_would_have_replaced_a_resolution(step, name):
    """Competence is asked of a new text (C-2, C-3)."""
    assert name in guards_of(step)


def test_a_body_without_power_may_still_yield():
    """Whoever decided without power can and must give its resolution up (L-2)."""
    walk = opened(paper(topics=("surety",)), MAIN)
    walk.take("vote", OFFICE, DAY, on="r", mode=Mode.RECORD, ballot=votes(9, 6))
    again = item("n", MAIN, "decision", "2026-04-02")
    walk.take(
        "object_legally", MAYOR, "2026-03-20", reasons="x", consultations=(again,)
    )
    walk.called("n", "2026-04-02", "2026-03-20")
    new = {"subject_changed": False, "substantially_changed": False, "value_cents": 0}
    about = {"on": "n", "ballot": votes(9, 6), **new}
    said = walk.refused(
        "reconsider_legality", CHAIR, "2026-04-02", resolution="Bürgschaft", **about
    )
    assert {"non_delegable_further", "body_competent"} == said
    walk.take("reconsider_legality", CHAIR, "2026-04-02", on="n", ballot=votes(6, 9))
    assert "annulled" == walk.case.state


# -------------------------------------------- 9: a citizens' decision of tomorrow


@pytest.mark.parametrize(
    ("voted_on", "expected"),
    [
        ("2026-06-20", {"citizens_decision_taken"}),
        ("2026-05-11", {"citizens_decision_taken"}),
        ("2026-05-10", set()),
        ("2026-03-25", set()),
        ("2026-03-24", {"citizens_decision_taken"}),
    ],
)
def test_a_citizens_decision_of_the_future_would_have_lifted_the_standstill(
    voted_on, expected
):
    """The vote lies between the finding of 25 March and today, 10 May (L-8)."""
    walk = found_admissible(by_council())
    said = walk.refused(
        "record_citizens_decision",
        OFFICE,
        "2026-05-10",
        citizens_decision="confirmed",
        citizens_decision_on=voted_on,
        citizens_yes=20000,
        citizens_no=40000,
        not_complied_on="2026-03-25",
    )
    assert expected == said


# --------------------------------------------- 11: courts stop an urgent decision


@pytest.mark.parametrize(
    ("step", "who"),
    [
        ("suspend_by_court", OFFICE),
        ("suspend_by_supervision", AUTHORITY),
        ("object_legally", MAYOR),
    ],
)
def test_an_urgent_decision_would_have_been_out_of_reach(step, who):
    """Any decision can be suspended; then nobody carries it out (M28, L-6)."""
    walk = decided_urgently()
    walk.take(step, who, "2026-04-08", reasons="VG Minden")
    said = walk.refused("start_execution", EXECUTING, "2026-04-09")
    assert {"not_suspended"} == said


@pytest.mark.parametrize("annul", [None, False])
def test_a_ratified_or_refused_decision_is_objected_to_as_well(annul):
    """Ratification puts a decision no further out of reach than refusal does (M28)."""
    walk = decided_urgently()
    ballot = votes(40, 20) if annul is None else votes(20, 40)
    stated = {} if annul is None else {"annul": annul}
    walk.voted("r", LATER, ballot, step="ratify", placed="2026-04-08", **stated)
    walk.take("object_legally", MAYOR, LATER, reasons="x")
    assert walk.case.active_suspensions


@pytest.mark.parametrize("reported", [False, True])
def test_an_executed_decision_would_have_been_beyond_objection(reported):
    """No period applies to the legal objection (L-2)."""
    walk = by_council()
    walk.take("make_executable", OFFICE, "2026-03-10")
    walk.take("start_execution", EXECUTING, "2026-03-11")
    walk.take("complete", EXECUTING, "2026-03-12", evidence="x")
    if reported:
        walk.take("report", MAYOR, "2026-03-13", report="x")
    again = item("n", COUNCIL, "decision", "2026-04-02")
    walk.take(
        "object_legally", MAYOR, "2026-03-16", reasons="x", consultations=(again,)
    )
    walk.called("n", "2026-04-02", "2026-03-16")
    walk.take("reconsider_legality", CHAIR, "2026-04-02", on="n", ballot=votes(20, 40))
    assert "annulled" == walk.case.state


def test_the_council_reconsiders_an_urgent_decision_objected_to():
    """The body replaced decides on the objection; if it persists, the authority (L-2)."""
    walk = decided_urgently()
    again = item("n", COUNCIL, "decision", LATER)
    walk.take(
        "object_legally", MAYOR, "2026-04-08", reasons="x", consultations=(again,)
    )
    walk.called("n", LATER, "2026-04-08")
    walk.take("reconsider_legality", CHAIR, LATER, on="n", ballot=votes(40, 20))
    walk.take("refer_to_supervision", MAYOR, LATER, on="legal_objection-1")
    walk.take(
        "decide_as_authority",
        AUTHORITY,
        "2026-05-20",
        on="legal_objection-1",
        authority_decision="annulled",
    )
    assert "annulled" == walk.case.state


# ------------------------------------------------- 13: a deciding body still due


def test_a_decision_would_have_been_carried_out_before_the_council_decided():
    """The committee has voted, the council is still to decide (J-1)."""
    later = item("r", COUNCIL, "decision", DAY)
    walk = Walk(
        paper(topics=("traffic",)),
        item("s", COMMITTEE, "decision", "2026-03-04"),
        later,
    ).released()
    ballot = votes(9, 6, mayor=None, experts=6)
    walk.called("s", "2026-03-04")
    walk.take("vote", OFFICE, "2026-03-04", on="s", mode=Mode.RECORD, ballot=ballot)
    assert "no_decision_due" in walk.refused("make_executable", OFFICE, "2026-03-13")


# --------------------------------------------------- 20: an approval of another text


def approved(approved_on, *, conditions=False):
    """Return the rules that refuse to carry out a resolution of 10 March."""
    walk = by_council()
    walk.take(
        "record_approval",
        OFFICE,
        "2026-03-20",
        approval_required=True,
        approved_on=approved_on,
        approval_conditions=conditions,
    )
    return walk.refused("make_executable", OFFICE, "2026-03-20")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-03-09", {"approvals_obtained"}),
        ("2026-03-10", set()),
        ("2026-03-20", set()),
        ("2026-03-21", {"approvals_obtained"}),
    ],
)
def test_an_approval_would_have_been_older_than_the_resolution(day, expected):
    """An approval is one of a resolution that there is (L-10)."""
    assert expected == approved(day)


def test_an_old_approval_would_have_covered_another_resolution():
    """Approved on 20 March, another text is adopted on 23 April (L-10, N-1)."""
    walk = by_council()
    walk.take(
        "record_approval",
        OFFICE,
        "2026-03-20",
        approval_required=True,
        approved_on="2026-03-20",
        approval_conditions=False,
    )
    again = item("n", COUNCIL, "decision", LATER)
    walk.take("reopen", OFFICE, "2026-03-21", reasons="x", consultations=(again,))
    walk.voted(
        "n",
        LATER,
        votes(40, 20, members=67),
        placed="2026-03-22",
        resolution="anders",
        subject_changed=False,
        substantially_changed=False,
        costs_restated=True,
    )
    said = walk.refused("make_executable", OFFICE, "2026-04-24")
    assert {"approvals_obtained"} == said


def test_a_confirmed_resolution_keeps_its_approval():
    """What the council confirms after an objection is what was approved (L-1)."""
    walk = by_council()
    walk.take(
        "record_approval",
        OFFICE,
        "2026-03-11",
        approval_required=True,
        approved_on="2026-03-11",
        approval_conditions=False,
    )
    again = item("n", COUNCIL, "decision", "2026-03-24")
    walk.take("object", MAYOR, "2026-03-13", reasons="x", consultations=(again,))
    walk.voted("n", "2026-03-24", votes(40, 20), step="reconsider", placed="2026-03-13")
    assert set() == walk.refused("make_executable", OFFICE, "2026-03-24")


# ------------------------------------------------------------ 22: a vote too late


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (DAY, set()),
        ("2026-03-20", set()),
        ("2026-03-21", {"voted_in_meeting"}),
        ("2026-04-02", {"voted_in_meeting"}),
    ],
)
def test_a_vote_would_have_been_taken_weeks_after_the_meeting(day, expected):
    """A sitting may run past midnight; two weeks later it is over (I-15)."""
    said = opened(paper()).refused("vote", CHAIR, day, on="r", ballot=votes(34, 33))
    assert expected == said


# ------------------------------------------------ 23: an appeal against one part


@pytest.mark.parametrize("standstill", [False, True])
def test_an_appeal_would_have_adopted_what_was_rejected(standstill):
    """What the committee adopted in part stays adopted in part (M23)."""
    day = "2026-03-04"
    walk = opened(paper(topics=("traffic",)), COMMITTEE, day)
    walk.take(
        "vote",
        CHAIR,
        day,
        on="r",
        ballot=votes(9, 6, mayor=None, experts=6),
        point_results=("1:9:6", "2:5:10"),
    )
    if standstill:
        walk.take("start_standstill", OFFICE, day)
    again = item("n", COUNCIL, "decision", DAY)
    walk.take("appeal", MAYOR, "2026-03-10", reasons="x", consultations=(again,))
    assert "partially_adopted" == walk.case.state
    walk.voted("n", DAY, votes(40, 20), step="decide_appeal", placed="2026-03-10")
    assert "executable" == walk.case.state


# --------------------------------------------------- 24: execution after a refusal


@pytest.mark.parametrize(
    ("ballot", "stated", "flagged"),
    [(votes(10, 30), {"annul": False}, True), (votes(30, 10), {}, False)],
)
def test_execution_would_have_begun_unremarked_after_a_refusal(ballot, stated, flagged):
    """A refused decision stays effective and is flagged (M43)."""
    walk = decided_urgently()
    walk.voted("r", LATER, ballot, step="ratify", placed="2026-04-08", **stated)
    taken = walk.take("start_execution", EXECUTING, LATER)
    warned = {each.rule.id for each in taken.verdict.warnings}
    assert flagged is ("ratification_not_refused" in warned)


# --------------------------------------------------------- 27: one person, spelled twice


@pytest.mark.parametrize("name", ["OB", "ob", " Ob ", "O.B.", "ｏｂ"])
def test_the_mayor_would_have_been_the_second_person(name):
    """However it is spelled, the mayor's own name is no second signature (K-2)."""
    said = urgent(**{**COUNCILS, "co_signed_by": name})
    assert {"urgent_two_signatures"} == said


def test_the_mayor_would_have_signed_twice_with_the_family_name_first():
    """As a list has it, the name is still the mayor's own (K-2)."""
    who = attrs.evolve(MAYOR, name="Mara Muster")
    said = urgent(who=who, **{**COUNCILS, "co_signed_by": "Muster, Mara"})
    assert {"urgent_two_signatures"} == said


# ------------------------------------------------------------- 29, 30: what we know


@pytest.mark.parametrize(
    "name", ["secret_vote_kept", "open_vote_kept", "bias_not_decisive"]
)
def test_a_rule_would_have_been_surer_than_what_it_rests_on(name):
    """The weakest source a rule reads is its mark (chapter 0.1)."""
    assert Confidence.UNCERTAIN is rule(name).citation.confidence


def test_the_sentence_on_annulment_was_not_read():
    """It is known, not read (K-5)."""
    assert Confidence.KNOWLEDGE is STATE.law.confidence(
        "urgent_ratification.annullable_unless"
    )


def test_a_paragraph_would_have_been_cited_that_nobody_read():
    """§ 25 Abs. 2 GO NRW was read by nobody; § 60 Abs. 2 guards K-3."""
    assert not [
        each.id for each in nrw().rules if "§ 25 Abs. 2 GO" in each.citation.norm
    ]
    assert "Abs. 2" in rule("urgent_mayor_or_deputy").citation.norm
