"""Over the whole graph: no way leads to execution past what another way demands."""

from __future__ import annotations

import re

from collections import defaultdict
from itertools import product

import pytest

from procedure import GROUPS, MOTION_STATES
from ratsflow.procedure.step import CONSULTATION, MOTION, NONE, SUSPENSION
from ratsflow.states.common.votes import ELECTING
from ratsflow.states.nrw import nrw


PROCEDURE = nrw()
SIGNED = (
    "decide_urgently",
    "decide_urgently_for_committee",
    "decide_urgently_for_district",
)
"""Two signatures are the decision here; no body meets (K-2 to K-4)."""
IN_FORCE = ("adopted", "partially_adopted", "executable", "urgent_decided")


def guards(step):
    """Return what stands on a step."""
    return set(PROCEDURE.step(step).guards)


def arcs(lifecycle, without=()):
    """Return (source, target, step) of a lifecycle, some steps left out."""
    return [
        (source, move.target or source, step.name)
        for step in PROCEDURE.steps
        if step.name not in without
        for moves in step.branches.values()
        for move in moves
        if move.lifecycle == lifecycle
        for source in move.sources
    ]


def reached(lifecycle, start, without=()):
    """Return every state that can be reached from one, some steps left out."""
    ways = defaultdict(set)
    for source, target, _ in arcs(lifecycle, without):
        ways[source].add(target)
    found, due = {start}, [start]
    while due:
        for state in ways[due.pop()] - found:
            found.add(state)
            due.append(state)
    return found


def standing_under(*rules):
    """Return the steps on which one of the rules stands."""
    return {step.name for step in PROCEDURE.steps if set(step.guards) & set(rules)}


# ----------------------------------------------------------- every path from the draft


RESTORING = standing_under("reopening_over")
"""Steps that bring back a decision which stands; their rule asks that there is one."""

EVERY_PATH = {
    "a body voted or two signed": ("quorum_not_denied", "urgent_two_signatures"),
    "the item was on an agenda or two signed": ("item_on_agenda", "urgent_two_signatures"),
    "the agenda was announced or two signed": ("agenda_published", "urgent_two_signatures"),
    "whoever decided was competent": (
        "body_competent", "decided_by_council", "urgent_council_matter",
        "urgent_committee_matter", "urgent_district_matter",
    ),
    "the role was to decide, or it was urgent": (
        "role_decides", "role_urgent", "urgent_two_signatures",
    ),
    "the record was complete or two signed": ("vote_record_consistent",
        "election_votes_possible", "urgent_two_signatures"),
    "nobody biased decided": (
        "bias_not_decisive", "election_bias_not_decisive", "urgent_co_signer_unbiased",
    ),
    "the citizens did not decide otherwise": ("citizens_decision_binding",),
    "no initiative is pending": ("no_initiative_standstill",),
    "the appeal period is over": ("appeal_period_over",),
    "nothing suspends it": ("not_suspended",),
    "no defect weighs on it": ("no_open_defect",),
    "there is a decision in law": ("no_decision_in_law",),
    "what needs approval has it": ("approvals_obtained",),
    "a bye-law is announced": ("satzung_published",),
    "the mayor released it, those entitled filed it, or two signed": (
        "mayor_released", "proposer_entitled", "urgent_two_signatures", "reopening_allowed",
        "takeover_in_time",
    ),
}  # fmt: skip
"""What every path from the draft to the execution passes, by the rules that ask it."""


@pytest.mark.parametrize("what", EVERY_PATH)
def test_every_path_to_execution_passes_a_step_that_asks(what):
    """Taking these steps away, nothing gets from the draft into execution."""
    without = standing_under(*EVERY_PATH[what]) | RESTORING
    assert "in_execution" in reached(MOTION, "draft")
    assert "in_execution" not in reached(MOTION, "draft", without)


@pytest.mark.parametrize("rule", [
    "publicity_correct", "notice_period_met", "bias_asked", "votable_proposal",
    "confidential_matter_kept", "digital_session_allowed",
])  # fmt: skip
def test_no_body_votes_on_an_item_that_was_not_called(rule):
    """Every way of an item to its vote leads through the call, and what stands on it."""
    without = standing_under(rule)
    assert "voted" in reached(CONSULTATION, "planned")
    assert "voted" not in reached(CONSULTATION, "planned", without)


def test_only_what_stood_on_an_agenda_is_ever_taken_over():
    """Without the steps that set an agenda no item is withdrawn from one."""
    without = standing_under("agenda_route_fits")
    assert "withdrawn" in reached(CONSULTATION, "planned")
    assert "withdrawn" not in reached(CONSULTATION, "planned", without)


@pytest.mark.parametrize("rule", ["agenda_route_fits", "mayor_released"])
def test_no_item_is_called_that_came_onto_no_agenda(rule):
    """Without the steps that set an agenda no item is ever open."""
    assert "open" not in reached(CONSULTATION, "planned", standing_under(rule))


def test_no_objection_ends_without_a_rule_on_its_kind():
    """Each step that clears, replaces or annuls asks which objection it is about."""
    ending = {
        step
        for _, target, step in arcs(SUSPENSION)
        if target in ("cleared", "replaced", "annulled")
    }
    assert set() == {step for step in ending if "right_suspension" not in guards(step)}


def test_every_objection_can_be_lodged_and_ended():
    """From nothing to lodged, and from there to each of the three ends."""
    found = reached(SUSPENSION, NONE)
    assert {
        "lodged",
        "persisted",
        "at_supervision",
        "cleared",
        "replaced",
        "annulled",
    } <= found


# ------------------------------------------------------ steps of equal effect, one by one


def deciding():
    """Return the steps that bring a decision into force from a state in which none is."""
    return {
        step
        for source, target, step in arcs(MOTION)
        if target in IN_FORCE and source not in (*IN_FORCE, "standstill")
    }


def test_the_deciding_steps_are_known():
    """A new step that decides has to be listed here, and with it what stands on it."""
    known = {*GROUPS["on_the_paper"], *ELECTING, *SIGNED}
    assert set() == deciding() - known - RESTORING


EQUAL = {
    GROUPS["on_the_paper"]: (
        "quorum_not_denied", "quorum_doubtful", "committee_quorum_doubtful", "item_on_agenda",
        "agenda_published", "bias_cleared", "bias_not_decisive", "excluded_left",
        "excluded_rightly", "voted_in_meeting", "vote_record_complete",
        "vote_record_consistent", "excluded_not_counted", "secret_vote_kept",
        "committee_secret_vote_kept", "secret_vote_same_system", "roll_call_kept",
        "roll_call_recorded", "mayor_not_counted", "mandatory_vote_mode",
        "resolution_text_stored", "amendment_within_item", "amendment_rechecked",
        "cost_statement_fresh", "paper_open_to_vote", "citizens_decision_binding",
        "no_contrary_decision",
    ),
    GROUPS["decisions"]: (
        "quorum_not_denied", "item_on_agenda", "agenda_published", "bias_not_decisive",
        "voted_in_meeting", "vote_record_consistent", "secret_vote_same_system",
        "mayor_not_counted",
    ),
    ("elect",): (
        "quorum_not_denied", "item_on_agenda", "agenda_published", "voted_in_meeting",
        "election_bias_not_decisive", "election_excluded_left", "secret_vote_same_system",
        "body_competent", "non_delegable", "non_delegable_further", "role_decides",
        "election_votes_possible", "mayor_not_counted",
    ),
    ("vote", "repeat_vote", "reconsider", "reconsider_legality", "reconsider_in_district"): (
        "non_delegable", "non_delegable_further", "body_competent", "matter_recalled",
        "role_decides",
    ),
    (
        "decide_appeal", "decide_finally", "find_initiative_admissible",
        "decide_initiative_beforehand",
    ): ("decided_by_council",),
    ("reconsider", "reconsider_legality", "reconsider_in_district"): (
        "reconsidered_by_same_body", "right_suspension",
    ),
    SIGNED: (
        "urgent_two_signatures", "urgent_co_signer_entitled", "urgent_co_signer_unbiased",
        "urgent_reason_given", "decision_stands", "citizens_decision_binding",
    ),
    ("make_executable", "end_standstill", "start_execution"): (
        "not_suspended", "no_open_defect", "no_decision_in_law", "appeal_period_over",
        "no_initiative_standstill", "approvals_obtained", "no_decision_due",
    ),
}  # fmt: skip
"""Steps of equal effect, and what stands on each of them alike."""


@pytest.mark.parametrize(
    ("step", "rule"),
    [
        (step, rule)
        for steps, rules in EQUAL.items()
        for step, rule in product(sorted(steps), rules)
    ],
)
def test_steps_of_equal_effect_ask_alike(step, rule):
    """What one way to a decision demands, no other way spares (chapter 4, M-table)."""
    assert rule in guards(step)


# --------------------------------------------------- the catalogue's own two tables


CHAPTER_4 = {
    "fields_complete": "submit", "summary_present_if_long": "sign",
    "cost_statement_present": "sign", "coverage_named": "sign",
    "investment_documents": "release", "cosignatures_done": "complete_co_signature",
    "alderman_signed": "sign", "not_self_approved": "sign", "mayor_released": "release",
    "submission_deadline_met": "place_on_agenda", "proposer_entitled": "file_motion",
    "notice_period_met": "open_item", "agenda_published": "vote", "item_on_agenda": "vote",
    "body_competent": "vote", "non_delegable": "vote", "district_heard": "vote",
    "finance_committee_prepared": "vote", "publicity_correct": "open_item",
    "bias_cleared": "vote", "quorum_not_denied": "vote",
    "equal_opp_notice_read": "open_item", "majority_counted": "vote",
    "not_suspended": "start_execution", "appeal_period_over": "start_execution",
    "ratification_pending": "close", "satzung_published": "start_execution",
    "report_delivered": "close", "resubmission_bar": "resubmit",
}  # fmt: skip
"""The guards of chapter 4 on the transitions that it names."""


@pytest.mark.parametrize("rule", CHAPTER_4)
def test_the_guards_of_chapter_4_stand_where_it_says(rule):
    """`agenda_deadline_met` is called submission_deadline_met, `majority_reached` counts."""
    assert rule in guards(CHAPTER_4[rule])


def test_every_transition_of_the_catalogue_has_its_step():
    """M1 to M47, each as the mark of one step or more; the clock's alone is M11's."""
    marks = {mark for step in PROCEDURE.steps for mark in step.catalogue}
    assert {f"M{n}" for n in range(1, 48)} == {
        m for m in marks if re.fullmatch(r"M\d+", m)
    }


REVIVING = {
    "reopen", "repeat_vote", "reconsider", "reconsider_legality", "reconsider_in_district",
    "decide_finally", "decide_as_authority", "comply_with_initiative",
    "record_citizens_decision", "take_over",
}  # fmt: skip
"""A negative resolution is a resolution: it is voted on again, or objected to. A motion
withdrawn from an agenda is no resolution; another may carry it on there (J-6)."""


def test_every_state_is_reached():
    """No state of the motion hangs in the air."""
    assert {state.name for state in MOTION_STATES} == reached(MOTION, "draft")


def test_an_end_is_left_only_by_a_new_decision():
    """From a final state nothing goes on but by a body, the authority or the citizens."""
    final = {state.name for state in MOTION_STATES if state.final}
    leaving = {
        step
        for source, target, step in arcs(MOTION)
        if source in final and target != source
    }
    assert set() == leaving - REVIVING
