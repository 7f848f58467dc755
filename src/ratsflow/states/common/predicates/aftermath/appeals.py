"""Rules on the appeal against committees (*Einspruch*) and its standstill (L-4)."""

from __future__ import annotations

from ratsflow.law.counting import reaches, share_of
from ratsflow.law.periods import Deadline, nth_day_after
from ratsflow.model import BodyKind, Consultation, Organization
from ratsflow.model.text import Wording
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Until
from ratsflow.states.common.predicates.aftermath.facts import (
    URGENTLY_DECIDED,
    attacked,
    attacked_by,
    day_of,
    decided,
    decisions,
    in_time,
    period,
    topics,
)


_AWARDS = "award"
_NOTHING_TO_CARRY_OUT = frozenset({"rejected", "not_confirmed", "not_elected"})


def _days(question: Question) -> int:
    """Return the period; one of its own for awards counts only where there is one."""
    law = question.law
    own = law.values.get("committee_appeal.award_days")
    if own is not None and _AWARDS in topics(question):
        return int(own)
    return int(law["committee_appeal.days"])


def _end_of(question: Question, decision: Consultation) -> Deadline:
    counted = question.law["committee_appeal.count_event_day"] is True
    return period(
        question.law, nth_day_after(day_of(decision), _days(question), counted)
    )


def _committees(question: Question) -> Consultation:
    return attacked(question, _is_committee)


def _is_committee(body: Organization) -> bool:
    return body.is_committee


def _end(question: Question) -> Deadline:
    return _end_of(question, _committees(question))


@predicate(
    "law.committee_appeal.days",
    "law.committee_appeal.award_days",
    "law.committee_appeal.count_event_day",
)
def _period_over(question: Question) -> Answer:
    """Ask it of every committee decision: none is carried out before its period is over.

    It does not matter by which step the case came here, nor whether it was reopened,
    supplemented or decided urgently since.
    """
    waiting = [each for each in decisions(question) if _has_standstill(question, each)]
    if not waiting:
        if question.case.state not in URGENTLY_DECIDED:
            decided(question)  # nothing may be carried out that nobody has decided
        return MET
    free = max(_end_of(question, each).free_from for each in waiting)
    day = question.day
    if day >= free:
        return MET
    return unmet(day.isoformat(), free.isoformat(), not_before=free.isoformat())


def _has_standstill(question: Question, decision: Consultation) -> bool:
    """Tell whether it is a committee's, carries something, and the council did not answer."""
    if not decision.body.is_committee or decision.result in _NOTHING_TO_CARRY_OUT:
        return False
    return not any(
        each.body.kind is BodyKind.COUNCIL and _answers(question, each, decision)
        for each in decisions(question)
    )


def _answers(question: Question, by: Consultation, decision: Consultation) -> bool:
    """Tell whether a decision answers an objection to another, or its renewal."""
    if not by.about:
        return False
    if decision.about == by.about:
        return True
    made = question.case.suspension(by.about)
    return attacked_by(question, made).id == decision.id


@predicate("against")
def _committee_decided(question: Question) -> Answer:
    body = _committees(question).body
    return MET if body.is_committee else unmet(body.name)


@predicate()
def _some_committee_decided(question: Question) -> Answer:
    latest = decided(question)
    bodies = [each.body for each in decisions(question) if each.body.is_committee]
    return MET if bodies else unmet(latest.body.name)


@predicate("against", "appellants", "law.committee_appeal.fraction")
def _entitled(question: Question) -> Answer:
    if question.role == "mayor":
        return MET
    count = question.inputs.get("appellants")
    if count is None:
        raise MissingFactError("appellants")
    members = _committees(question).body.members
    if members is None:
        raise MissingFactError("body.members")
    share = share_of(question.law, "committee_appeal.fraction")
    needed = share.threshold(members)
    if count <= members and reaches(count, share, members):
        return MET
    numbers = {"count": count, "least": needed, "members": members}
    return unmet(f"{count} / {members}", str(needed), **numbers)


@predicate()
def _until(question: Question) -> Until:
    return Until(_end(question).strict, _LODGE)


_LODGE = Wording("Einspruch einlegen", "lodge an appeal")


appeal_in_time_check = predicate(
    "against",
    "law.committee_appeal.days",
    "law.committee_appeal.award_days",
    "law.committee_appeal.count_event_day",
    name="appeal_in_time",
)(in_time(_end))
appeal_in_time_strictly_check = predicate(
    "against",
    "law.committee_appeal.days",
    "law.committee_appeal.award_days",
    "law.committee_appeal.count_event_day",
    name="appeal_in_time_strictly",
)(in_time(_end, strict=True))
