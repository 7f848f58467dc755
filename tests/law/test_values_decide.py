"""What a table says decides: with another value the same question has another answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ratsflow.testing.examples import Example, run_example
from ratsflow.testing.examples.format import Block


MARCH = date(2026, 3, 19)
PAPER = {"type": "decision_paper", "topics": [], "public": True}
COUNCIL = {"kind": "council", "members": 67}
SMALL = {"kind": "council", "members": 33}
ELECTION = {"topics": ["alderman_election"]}
COMMITTEE = {"kind": "committee", "name": "Bauausschuss", "members": 15}
MAIN = {"kind": "main_committee", "name": "Hauptausschuss", "members": 17}
DECIDED = {"on": date(2026, 3, 10), "kind": "council", "members": 67}
BY_COMMITTEE = {"on": date(2026, 3, 10), **COMMITTEE}
OBJECTION = {"kind": "mayor_objection", "lodged_on": date(2026, 3, 12)}
LEGAL = {"kind": "legal_objection", "lodged_on": date(2026, 3, 12)}
INITIATIVE = {"kind": "initiative_standstill", "lodged_on": date(2026, 3, 12)}
VOTE = {"present": 60, "yes": 40, "no": 20}
URGENTLY = {"council_unavailable": True, "next_meeting": "2026-03-12"}
STAYED = {"item": {"state": "open", "excluded": ["A"]}, "excluded_stay": "table"}
VOTED = {"ballot": VOTE}


def ballot(**more: Any) -> dict[str, Any]:
    return {"ballot": {**VOTE, **more}}


CASES: list[tuple[str, str, str, str, Any, dict[str, Any], str, str, str]] = [
    # state, step, role, norm, another value, given, rule, by law, otherwise
    ("NRW", "decide_urgently", "mayor", "urgent.allowed", False, {"item": {"state": "planned"}, "council_unavailable": True}, "urgent_council_matter", "met", "unmet"),
    ("BW", "decide_urgently", "mayor", "urgent.allowed", False, {"item": {"state": "planned"}}, "urgent_council_matter", "met", "unmet"),
    ("NRW", "decide_urgently", "general_deputy", "urgent.mayor_or_deputy", ["mayor"], {"mayor_prevented": True}, "urgent_mayor_or_deputy", "met", "unmet"),
    ("BW", "decide_urgently", "general_deputy", "urgent.mayor_or_deputy", ["mayor"], {"mayor_prevented": True}, "urgent_mayor_or_deputy", "met", "unmet"),
    ("BW", "decide_urgently", "general_deputy", "urgent.signatures", ["mayor", "general_deputy"], {"mayor_prevented": False}, "urgent_mayor_or_deputy", "unmet", "met"),
    ("NRW", "decide_urgently", "mayor", "urgent.harm_required", False, {"serious_harm": False}, "urgent_serious_harm", "unmet", "met"),
    ("NRW", "decide_urgently_in_main_committee", "chair", "urgent.main_committee", False, {"body": MAIN, "item": {"state": "open"}}, "urgent_main_committee_meets", "met", "unmet"),
    ("NRW", "close", "council_office", "urgent_ratification.required", False, {"facts": URGENTLY, "at": "reported"}, "ratification_pending", "unmet", "met"),
    ("NRW", "close", "council_office", "urgent_ratification.when", "some_day", {"facts": URGENTLY, "at": "reported"}, "ratification_in_next_meeting", "unmet", "met"),
    ("NRW", "ratify", "chair", "urgent_ratification.annullable_unless", "never", {"facts": {"third_party_rights": True}, "at": "in_execution", "annul": True}, "annulment_touches_no_rights", "unmet", "met"),
    ("BW", "place_on_agenda", "mayor", "urgent_ratification.required", True, {"item": {"state": "planned", "asked_for": "ratification"}}, "nothing_to_ratify", "unmet", "met"),
    ("NRW", "object", "mayor", "mayor_objection.allowed", False, {"decided": DECIDED}, "objection_to_council", "met", "unmet"),
    ("BW", "object", "mayor", "mayor_objection.allowed", False, {"decided": DECIDED}, "objection_to_council", "met", "unmet"),
    ("NRW", "object", "mayor", "mayor_objection.repeatable", True, {"decided": DECIDED, "objection": OBJECTION}, "objection_not_repeated", "unmet", "met"),
    ("BW", "object_again", "mayor", "mayor_objection.repeatable", True, {"objection_ground": "harmful"}, "second_objection_unlawful_only", "unmet", "met"),
    ("NRW", "start_execution", "mayor", "mayor_objection.suspensive", False, {"decided": DECIDED, "objection": OBJECTION}, "not_suspended", "unmet", "met"),
    ("NRW", "start_execution", "mayor", "legal_objection.suspensive", False, {"decided": DECIDED, "objection": LEGAL}, "not_suspended", "unmet", "met"),
    ("BW", "start_execution", "mayor", "mayor_objection.suspensive", False, {"decided": DECIDED, "objection": OBJECTION}, "not_suspended", "unmet", "met"),
    ("NRW", "reconsider", "chair", "mayor_objection.relative_to", "first_meeting", {"decided": DECIDED, "objection": {**OBJECTION, "lodged_on": MARCH}}, "reconsideration_window", "unmet", "met"),
    ("BW", "reconsider", "chair", "mayor_objection.relative_to", "objection", {"decided": {**DECIDED, "on": date(2026, 2, 10)}, "objection": OBJECTION}, "reconsideration_window", "unmet", "met"),
    ("NRW", "refer_to_supervision", "mayor", "legal_objection.on_persist", "none", {"decided": DECIDED, "objection": LEGAL}, "persistence_path", "met", "unmet"),
    ("BW", "object", "mayor", "legal_objection.days", 14, {"decided": DECIDED, "objection_ground": "unlawful"}, "objection_in_time", "unmet", "met"),
    ("BW", "object_again", "mayor", "legal_objection.on_persist", "supervision", {"decided": {**DECIDED, "about": "objection"}, "objection": {**OBJECTION, "state": "replaced"}}, "second_objection_after_the_first", "met", "unmet"),
    ("NRW", "start_execution", "mayor", "legal_objection.mandatory", False, {"decided": DECIDED, "open": {"rule": "notice_period_met"}}, "no_open_defect", "unmet", "met"),
    ("NRW", "start_standstill", "council_office", "committee_appeal.standstill", False, {"decided": BY_COMMITTEE}, "standstill_of_committee", "met", "unmet"),
    ("NRW", "appeal", "mayor", "committee_appeal.allowed", False, {"decided": BY_COMMITTEE}, "appeal_against_committee", "met", "unmet"),
    ("NRW", "appeal", "mayor", "committee_appeal.mayor", False, {"decided": BY_COMMITTEE, "appellants": 1}, "appellants_entitled", "met", "unmet"),
    ("NRW", "decide_appeal", "chair", "committee_appeal.decided_by", "main_committee", {"decided": BY_COMMITTEE, "objection": {**OBJECTION, "kind": "committee_appeal"}}, "decided_by_council", "met", "unmet"),
    ("NRW", "vote", "chair", "bias.leave_room", False, {**STAYED, **VOTED}, "excluded_left", "unmet", "met"),
    ("NRW", "vote", "chair", "bias.presence_alone_is_defect", True, {**STAYED, **VOTED}, "excluded_left", "unmet 2026-03-19", "unmet 2027-03-19"),
    ("BW", "vote", "chair", "bias.presence_alone_is_defect", False, {**STAYED, **VOTED}, "excluded_left", "unmet 2027-03-19", "unmet 2026-03-19"),
    ("NRW", "vote", "chair", "bias.wrongful_exclusion", False, ballot(wrongly_excluded=["A"]), "excluded_rightly", "unmet", "met"),
    ("BW", "vote", "chair", "bias.wrongful_exclusion", False, ballot(wrongly_excluded=["A"]), "excluded_rightly", "unmet", "met"),
    ("NRW", "second_call", "council_office", "second_call.notice_required", False, {"meeting": {"second_call": True, "second_call_notice": False}}, "second_call_notice", "unmet", "met"),
    ("BW", "cancel_consultation", "council_office", "second_call.duty", False, {"item": {"state": "inquorate_deferred"}}, "second_meeting_due", "unmet", "met"),
    ("NRW", "vote", "chair", "secret_vote.committee", ">= 1/3 of committee_members", {"body": COMMITTEE, "ballot": {"present": 15, "yes": 9, "no": 6, "members": 15, "secret_demand": 3}}, "committee_secret_vote_kept", "unmet", "met"),
    ("NRW", "vote", "chair", "secret_vote.vacant_seats_count", False, {**ballot(members=67, secret_demand=13), "vacant_seats": 3}, "secret_vote_kept", "met", "unmet"),
    ("NRW", "vote", "chair", "secret_vote.beats_roll_call", False, {"law": {"roll_call": {"threshold": 5}}, **ballot(members=67, mode="secret", secret_demand=20, roll_call_demand=5)}, "roll_call_kept", "met", "unmet"),
    ("NRW", "elect", "chair", "election.secret_trigger_committee", ">= 1/15 of committee_members", {"body": COMMITTEE, "candidates": ["A:9"], "secret": False, "objections": 1}, "election_secret", "met", "unmet"),
    ("NRW", "vote", "chair", "competence.ongoing_administration", [], {**VOTED, "paper": {"topics": ["ongoing_administration"]}, "reserved": False}, "ongoing_administration_reserved", "unmet", "met"),
    ("NRW", "record_citizens_decision", "chair", "citizens_decision.tie", "yes", {"decided": DECIDED, "objection": INITIATIVE, "law": {"municipality": {"inhabitants": 40000}}, "citizens_decision": "annulled", "citizens_yes": 9000, "citizens_no": 9000, "entitled_citizens": 32000}, "citizens_decision_carried", "unmet", "met"),
    ("BW", "record_citizens_decision", "chair", "citizens_decision.tie", "yes", {"decided": DECIDED, "objection": INITIATIVE, "citizens_decision": "annulled", "yes_votes": 9000, "no_votes": 9000, "entitled_citizens": 32000}, "citizens_decision_fits", "unmet", "met"),
    ("BW", "open_item", "chair", "publicity.preconsultation", False, {"body": COMMITTEE, "item": {"state": "on_agenda", "public": False, "asked_for": "preliminary"}}, "publicity_correct", "met", "unknown"),
    ("BW", "open_item", "chair", "notice.urgent_unlimited", False, {"item": {"state": "on_agenda"}, "meeting": {"invited_on": MARCH, "urgency_reason": "Dammbruch"}}, "notice_period_met", "met", "unmet"),
    ("BW", "place_on_agenda", "council_office", "agenda_extension.allowed", True, {"item": {"state": "planned"}, "route": "urgent"}, "agenda_route_fits", "unmet", "met"),
    ("BW", "demand_information", "faction", "information.faction", False, {"law": {"council": {"elected_members": 32}}, "files": False, "demanding_councillors": 3}, "information_demanded", "met", "unmet"),
    ("BW", "find_initiative_admissible", "chair", "initiative.suspended_by_estimate", True, {"decided": {**DECIDED, "on": date(2025, 11, 10)}, "initiative_filed_on": date(2026, 2, 20), "cost_estimate_requested_on": date(2025, 12, 1), "cost_estimate_told_on": date(2026, 1, 12)}, "initiative_in_time", "unmet", "met"),
    ("BW", "elect", "chair", "election.majority", ">= 2/3 of present_eligible", {"body": SMALL, "paper": ELECTION, "candidates": ["A:17"], "no_votes": 16, "present": 33, "secret": True}, "outcome", "elected", "repeat"),
    ("BW", "elect", "chair", "election.tie", "repeat", {"body": SMALL, "paper": ELECTION, "candidates": ["A:16", "B:16"], "item": {"result": "runoff"}, "runoff": True, "lot": "A", "present": 33, "secret": True}, "outcome", "elected", "repeat"),
]  # fmt: skip


def nested(norm: str, value: Any) -> dict[str, Any]:
    head, _, rest = norm.partition(".")
    return {head: {rest: value}}


@pytest.mark.parametrize(
    ("state", "step", "role", "norm", "other", "given", "rule", "by_law", "otherwise"),
    CASES,
    ids=lambda part: part if isinstance(part, str) and "." in part else "",
)
def test_another_value_another_answer(
    state: str,
    step: str,
    role: str,
    norm: str,
    other: Any,
    given: dict[str, Any],
    rule: str,
    by_law: str,
    otherwise: str,
) -> None:
    """The rule asks the table and not itself."""
    for changed, expected in ((False, by_law), (True, otherwise)):
        law = dict(given.get("law", {}))
        for head, rest in nested(norm, other).items() if changed else ():
            law[head] = {**law.get(head, {}), **rest}
        table = {
            "state": state,
            "day": MARCH,
            "role": role,
            "when": {"step": step, "by": role},
            "given": {
                "body": COUNCIL,
                **given,
                "paper": {**PAPER, **given.get("paper", {})},
                "item": {"state": "open", "public": True, **given.get("item", {})},
                "law": law,
            },
            "then": {rule: expected},
        }
        example = Example(norm, "", Block(norm), table, table)
        assert () == run_example(example, state)
