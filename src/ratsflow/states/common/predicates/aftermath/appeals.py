"""Rules on the appeal against committees (*Einspruch*) and its standstill (L-4)."""

from __future__ import annotations

from ratsflow.law.periods import Deadline, nth_day_after
from ratsflow.model import BodyKind, Consultation
from ratsflow.model.text import Wording
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Until
from ratsflow.states.common.predicates.aftermath.facts import (
    URGENTLY_DECIDED,
    attacked,
    attacked_by,
    day_of,
    decided,
    decisions,
    not_after,
    period,
    topics,
)


_READ = (
    "paper",
    "law.committee_appeal.days",
    "law.committee_appeal.award_days",
    "law.committee_appeal.award_topics",
    "law.committee_appeal.count_event_day",
)
_NOTHING_TO_CARRY_OUT = frozenset({"rejected", "not_confirmed", "not_elected"})


def _days(question: Question) -> int:
    """Return the period; one of its own for awards counts only where there is one."""
    law = question.law
    own = law.values.get("committee_appeal.award_days")
    if own is not None and not topics(question).isdisjoint(
        law["committee_appeal.award_topics"]
    ):
        return int(own)
    return int(law["committee_appeal.days"])


def _end_of(question: Question, decision: Consultation) -> Deadline:
    counted = question.law["committee_appeal.count_event_day"] is True
    return period(
        question.law, nth_day_after(day_of(decision), _days(question), counted)
    )


@predicate("case", "day", *_READ)
def period_over(question: Question) -> Answer:
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


@predicate("case", "against", "day", *_READ)
def appeal_in_time(question: Question, strict: bool) -> Answer:
    """Answer whether the appeal comes before the end of its period, read one way."""
    ends = _end_of(question, attacked(question))
    return not_after(question.day, ends.strict if strict else ends.lenient)


@predicate("case", "against", *_READ)
def until(question: Question) -> Until:
    """Return the last day of the period for an appeal, without any extension."""
    return Until(_end_of(question, attacked(question)).strict, _LODGE)


_LODGE = Wording("Einspruch einlegen", "lodge an appeal")
