"""What was decided stays decided: reopening, and steps that would undo a decision (M47)."""

from __future__ import annotations

from collections.abc import Iterable

from ratsflow.law.periods import local_day
from ratsflow.model import BodyKind, Consultation, ConsultationRole
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.predicates.aftermath.facts import (
    URGENTLY_DECIDED,
    decisions,
    was_decided_urgently,
)
from ratsflow.states.common.states import DECIDED, MOTION_STATES, OPEN_CONSULTATION


_ENDED = frozenset({"rejected", "withdrawn", "not_considered", "noted", "settled"})
"""States in which the paper is at an end; what comes again is a new paper."""

_AT_AN_END = frozenset(each.name for each in MOTION_STATES if each.final)
_DECIDED_ALREADY = frozenset(DECIDED) | {"in_execution", "executed", "reported"}
"""States in which a body decides again only after a reopening."""


@predicate("consultations")
def _reopening_allowed(question: Question) -> Answer:
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
def _decision_stands(question: Question) -> Answer:
    """Nobody ends, withdraws or urgently replaces what has been decided and reopened."""
    decided = question.case.deciding
    if decided is not None:
        days = [day.isoformat() for day in decided.days[-1:]]
        told = " ".join((decided.body.name, *days))
        return unmet(told, "vote", body=decided.body.name)
    if was_decided_urgently(question):
        return unmet("§ 60 GO NRW", "vote", "decision_stands.urgent")
    return MET


def _stands_decided(question: Question) -> bool:
    return question.case.deciding is not None or was_decided_urgently(question)


@predicate()
def _resolution_there(question: Question) -> Answer:
    """Nobody objects to what is still to be decided."""
    if question.case.state != "in_consultation" or _stands_decided(question):
        return MET
    return unmet("–", "vote")


@predicate()
def _reopening_over(question: Question) -> Answer:
    """A reopening ends where it began if nobody is to decide and the text is the same."""
    if not _stands_decided(question):
        return unmet("–", "vote", "reopening_over.undecided")
    if _due(question):
        due, code = _due(question), "reopening_over.due"
        return unmet(", ".join(due), "cancelled", code, bodies=_bodies(due))
    decision, signed = question.case.deciding, question.case.valid_signatures
    if decision is not None and signed and decision.days:
        first = min(local_day(each.at) for each in signed)
        if first > decision.days[-1]:
            return unmet(first.isoformat(), "vote", "reopening_over.text")
    return MET


@predicate()
def _before_reopening(question: Question) -> str:
    """Return the state of the resolution that stands."""
    decision = question.case.deciding
    if decision is not None:
        partly = decision.result == "partially_adopted"
        return "partially_adopted" if partly else "adopted"
    results = [each.result for each in question.case.consultations]
    ratified = [each for each in results if each in URGENTLY_DECIDED]
    return ratified[-1] if ratified else "urgent_decided"


@predicate()
def _latest_repeated(question: Question) -> Answer:
    """What was decided since then stands; an older vote is not taken again over it."""
    about = question.about
    later = [
        each
        for each in decisions(question)
        if each.id != about.id and each.days[-1:] >= about.days[-1:]
    ]
    if not later:
        return MET
    return unmet(", ".join(dict.fromkeys(each.body.name for each in later)), "reopen")


@predicate()
def _paper_goes_on(question: Question) -> Answer:
    """A paper at its end has no life on agendas, but for objections and initiatives."""
    state, about = question.case.state, question.about
    if about.about or about.role is ConsultationRole.INITIATIVE:
        return MET
    decides = about.role is ConsultationRole.DECISION
    if state in _AT_AN_END or (decides and state in _DECIDED_ALREADY):
        return unmet(state, "in_consultation")
    return MET


def _due(question: Question) -> dict[str, str]:
    """Return the bodies that are still to decide, by their consultation."""
    return {
        each.id: each.body.name
        for each in question.case.consultations
        if each.role is ConsultationRole.DECISION
        and not each.about
        and each.state in OPEN_CONSULTATION
    }


def _bodies(due: dict[str, str]) -> list[str]:
    return list(dict.fromkeys(due.values()))


@predicate("several_points")
def _no_decision_due(question: Question) -> Answer:
    case = question.case
    if case.state in URGENTLY_DECIDED or question.get("several_points") is True:
        return MET
    due = _due(question)
    if not due:
        return MET
    return unmet(", ".join(due), "voted / cancelled", bodies=_bodies(due))
