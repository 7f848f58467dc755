"""What was decided stays decided: reopening, and steps that would undo a decision (M47)."""

from __future__ import annotations

from collections.abc import Iterable

from ratsflow.law.periods import local_day
from ratsflow.model import BodyKind, Consultation, ConsultationRole
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.fields import stated
from ratsflow.states.common.predicates.aftermath.facts import (
    URGENTLY_DECIDED,
    was_decided_urgently,
)
from ratsflow.states.common.predicates.consultation.route import (
    decisions_due,
    still_to_decide,
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


@field("decision.body", "case")
def decision_body(question: Question) -> str:
    """The body that decided last.

    Raises:
        MissingFactError: none has decided.
    """
    decided = question.case.deciding
    return stated(None if decided is None else decided.body.name, "decision")


@predicate("case")
def reopening_over(question: Question) -> Answer:
    """A reopening ends where it began if nobody is to decide and the text is the same."""
    if not is_decided(question):
        return unmet("–", "vote", "reopening_over.undecided")
    due = decisions_due(question.case.consultations)
    if due:
        ids, code = ", ".join(each.id for each in due), "reopening_over.due"
        return unmet(ids, "cancelled", code, bodies=still_to_decide(question))
    decision, signed = question.case.deciding, question.case.valid_signatures
    if decision is not None and signed and decision.days:
        first = min(local_day(each.at) for each in signed)
        if first > decision.days[-1]:
            return unmet(first.isoformat(), "vote", "reopening_over.text")
    return MET
