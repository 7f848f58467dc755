"""Whose decision an urgent decision replaces."""

from __future__ import annotations

from ratsflow.model import BodyKind, Organization
from ratsflow.procedure.question import Question
from ratsflow.states.common.predicates.aftermath.facts import SIGNED_FACTS


def competent(question: Question, but: str = "") -> tuple[Organization, ...]:
    """Return the bodies that decide or ratify by the route, one consultation left out.

    Where the main committee decides for the council (§ 60 Abs. 1 S. 1 GO NRW), its own
    meeting is no part of that.
    """
    instead = _main_committee_decides(question)
    return tuple(
        each.body
        for each in question.case.consultations
        if each.is_authoritative
        and each.state != "cancelled"
        and each.id != but
        and not (instead and each.body.kind is BodyKind.MAIN_COMMITTEE)
    )


def _main_committee_decides(question: Question) -> bool:
    if question.step == "decide_urgently_in_main_committee":
        return True
    if any(question.get(name) is not None for name in SIGNED_FACTS):
        return False
    return question.case.facts.get("council_unavailable") is not None


def is_council(body: Organization) -> bool:
    """Tell whether it is the council (*Rat*)."""
    return body.kind is BodyKind.COUNCIL


def is_committee(body: Organization) -> bool:
    """Tell whether it is a committee of the council (*Ausschuss*)."""
    return body.is_committee


def is_district_council(body: Organization) -> bool:
    """Tell whether it is a district council (*Bezirksvertretung*)."""
    return body.kind is BodyKind.DISTRICT_COUNCIL
