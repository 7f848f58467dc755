"""Rules on urgent decisions (K): whose decision they replace, and who signs."""

from __future__ import annotations

from ratsflow.model import BodyKind, Organization
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.votes import is_one


def competent(question: Question, but: str = "") -> tuple[Organization, ...]:
    """Return the bodies that decide or ratify by the route, one consultation left out.

    Where the main committee decides for the council, its own meeting is no part of that.
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
    if is_one(question, "urgent_steps") and is_one(question, "votes"):
        return True
    if any(question.get(name) is not None for name in question.groups["signed"]):
        return False
    return question.case.facts.get("council_unavailable") is not None


def is_a(body: Organization, kind: str) -> bool:
    """Tell whether a body is of a kind, or some ``committee`` of the council."""
    return body.is_committee if kind == "committee" else body.kind.value == kind


@predicate("case.consultations", "council_unavailable", "@signed", "step")
def replaces(question: Question, of: str) -> Answer:
    """Answer whether by the route all that decide are bodies of a kind."""
    bodies = competent(question)
    if not bodies:
        raise MissingFactError("consultations")
    others = [body.name for body in bodies if not is_a(body, of)]
    return unmet(", ".join(others)) if others else MET
