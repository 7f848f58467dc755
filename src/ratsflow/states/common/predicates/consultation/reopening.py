"""What was decided stays decided: reopening, and steps that would undo a decision (M47)."""

from __future__ import annotations

from collections.abc import Iterable

from ratsflow.law.periods import local_day
from ratsflow.model import BodyKind, Consultation, ConsultationRole
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.predicates.aftermath.facts import (
    URGENTLY_DECIDED,
    was_decided_urgently,
)
from ratsflow.states.common.states import DECIDED, MOTION_STATES


_ENDED = frozenset({"rejected", "withdrawn", "not_considered", "noted", "settled"})
"""States in which the paper is at an end; what comes again is a new paper."""


_AT_AN_END = frozenset(each.name for each in MOTION_STATES if each.final)


@predicate("consultations")
def reopening_allowed(question: Question) -> Answer:
    state = question.case.state
    if state in _ENDED:
        return unmet(state, "resubmit", "reopening_allowed.ended", state=state)
    added = question.inputs.get("consultations", ())
    asked = [each for each in added if each.role is ConsultationRole.DECISION]
    if asked and all(_may_decide_anew(question, each) for each in asked):
        return MET
    bodies = list(dict.fromkeys(("Rat", *_decided_before(question))))
    told = _roles(added)
    return unmet(told, ", ".join(bodies), "reopening_allowed.body", bodies=bodies)


def _may_decide_anew(question: Question, each: Consultation) -> bool:
    """The council may decide anew, and the body whose resolution it is."""
    decided = question.case.deciding
    if each.body.kind is BodyKind.COUNCIL or decided is None:
        return each.body.kind is BodyKind.COUNCIL
    return (each.body.name, each.body.kind) == (decided.body.name, decided.body.kind)


def _decided_before(question: Question) -> tuple[str, ...]:
    decided = question.case.deciding
    return () if decided is None else (decided.body.name,)


def _roles(added: Iterable[Consultation]) -> str:
    return ", ".join(f"{each.body.name}: {each.role.value}" for each in added) or "–"


@predicate()
def before_reopening(question: Question) -> str:
    """Return the state of the resolution that stands."""
    decision = question.case.deciding
    if decision is not None:
        partly = decision.result == "partially_adopted"
        return "partially_adopted" if partly else "adopted"
    results = [each.result for each in question.case.consultations]
    ratified = [each for each in results if each in URGENTLY_DECIDED]
    return ratified[-1] if ratified else "urgent_decided"


@field("case.is_ended", "case")
def is_ended(question: Question) -> bool:
    """Whether the paper is at an end."""
    return question.case.state in _AT_AN_END


@field("case.awaits_reopening", "case")
def awaits_reopening(question: Question) -> bool:
    """Whether a body decides again only after a reopening."""
    return question.case.state in (*DECIDED, "in_execution", "executed", "reported")


@field("case.decided_urgently", "case")
def decided_urgently(question: Question) -> bool:
    """Whether the matter was ever decided urgently."""
    return was_decided_urgently(question)


@field("case.is_decided", "case")
def is_decided(question: Question) -> bool:
    """Whether a resolution stands in the matter, of a body or an urgent one."""
    return question.case.deciding is not None or was_decided_urgently(question)


@field("case.decided_urgently_now", "case")
def decided_urgently_now(question: Question) -> bool:
    """Whether the urgent decision is what stands."""
    return question.case.state in URGENTLY_DECIDED


@field("text.signed_since_decision", "case")
def signed_since_decision(question: Question) -> bool:
    """Whether the present text was signed only after the decision."""
    decision, signed = question.case.deciding, question.case.valid_signatures
    if decision is None or not signed or not decision.days:
        return False
    return min(local_day(each.at) for each in signed) > decision.days[-1]
