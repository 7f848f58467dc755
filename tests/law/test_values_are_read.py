"""A value of law that nobody reads is a promise that nobody keeps."""

from __future__ import annotations

import ast

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest

import ratsflow

from ratsflow.law.norms import Norm
from ratsflow.law.states import StateLaw, state_ids, state_law


HOUSE = Path(ratsflow.__file__).parent
BY_TOPIC = ("majority.by_topic", "majority.least_by_topic", "vote_mode.by_topic")
"""Values that name other norms, which whoever reads them reads too."""
NOT_YET = {
    "NRW": """
        competence.ongoing_administration secret_vote.vacant_seats_count
        committee_seats.joint_accept mayor_objection.relative_to secret_vote.committee
        annual_accounts.audit urgent.mayor_or_deputy seats.table election.tie
        majority.least_by_topic lay_judges.least
    """,
    "BW": """
        boundary_change.majority bias.leave_room bias.presence_alone_is_defect
        bias.wrongful_exclusion residents_meeting.bar_months residents_meeting.months
        resident_motion.against_decision_months initiative.excluded_topics
        initiative_window.announced_weeks initiative.preliminary_allowed
        initiative.suspended_by_estimate initiative.suspended_by_preliminary
        initiative.decided_months citizens_vote.information_days citizens_decision.tie
        information.share information.faction file_access.share council.vacant_seats
        convening.bar_months agenda_item.latest_meeting agenda_extension.allowed
        publicity.preconsultation exclusion.max_sessions convened.duly
        silent_procedure.working_days second_call.only_deferred_items second_call.duty
        mayor_decides.hearing election.tie election.single_again_after_days
        election.secret_trigger_committee election.majority election.runoff_majority
        digital_session.clause committee_seats.joint_accept committee_appeal.allowed
        results_online.days mayor_objection.allowed mayor_objection.suspensive
        mayor_objection.relative_to mayor_objection.repeatable legal_objection.mandatory
        legal_objection.has_period legal_objection.days legal_objection.on_persist
        urgent.allowed urgent.mayor_or_deputy urgent.signatures urgent.main_committee
        urgent_ratification.required competence.ongoing_administration
        acting_mayor.majority district_hearing.opportunity_suffices
        local_mayor_election.further_candidates annual_accounts.months
        annual_accounts.audit audit_head_removal.majority supervision.approval_topics
        period.roll_over notice.hours notice.working_days notice.urgent_hours
        notice.urgent_working_days notice.urgent_unlimited second_call.notice_required
        mayor.votes
    """,
}
"""What stands in a table and waits for the rule that takes its number from there."""
WHOLE = [state for state in state_ids() if state_law(state).procedure is not None]


@cache
def counted() -> frozenset[str]:
    """Return the texts in what counts by the law of any state: its builders name ids."""
    modules = (
        *("bias", "bodies", "counting", "elections", "periods", "quorum"),
        *("topic_tables", "topics"),
    )
    files = [HOUSE / "law" / f"{each}.py" for each in modules]
    files += (HOUSE / "law" / "tally").rglob("*.py")
    return frozenset(
        node.value
        for path in files
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def named_in(value: Any) -> Iterator[str]:
    """Yield every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from named_in(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from named_in(part)


def is_value(norm: Norm) -> bool:
    """Tell whether a norm says a value, or a municipality does."""
    return norm.town is not None or any(row.value is not None for row in norm.rows)


def unread(norms: Mapping[str, Norm], chosen: StateLaw) -> set[str]:
    """Return the values that no rule declares, nothing counts by, and that are not told."""
    assert chosen.procedure is not None
    read = {key for rule in chosen.procedure().rules for key in rule.parameters}
    read |= counted()
    for key in BY_TOPIC:
        rows = norms[key].rows if key in norms and key in read else ()
        read |= {each for row in rows for each in named_in(row.value)}
    return {
        norm.id
        for norm in norms.values()
        if is_value(norm) and not norm.told and norm.id not in read
    }


@pytest.mark.parametrize("state", WHOLE)
def test_every_value_is_read_or_says_why_not(state: str) -> None:
    """By a rule, by what counts, or told; what waits is listed."""
    chosen = state_law(state)
    waiting = set(NOT_YET.get(state, "").split())
    assert set() == unread(chosen.table.norms, chosen) - waiting


@pytest.mark.parametrize("state", WHOLE)
def test_what_is_told_is_read_by_no_rule(state: str) -> None:
    """Else the reason would be untrue."""
    chosen = state_law(state)
    assert chosen.procedure is not None
    read = {key for rule in chosen.procedure().rules for key in rule.parameters}
    told = {norm.id for norm in chosen.table.norms.values() if norm.told}
    assert set() == told & read


def test_a_planted_value_is_found() -> None:
    """A norm with a value that nobody names."""
    chosen = state_law("NRW")
    some = next(each for each in chosen.table.norms.values() if each.latest.value == 3)
    planted = attrs.evolve(some, id="planted.days", told="")
    found = unread({**chosen.table.norms, "planted.days": planted}, chosen)
    assert "planted.days" in found
