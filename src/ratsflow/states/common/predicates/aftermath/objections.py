"""Objections and appeals against a resolution, and the new decision (L-1 to L-8, N-9)."""

from __future__ import annotations

from ratsflow.law.periods import Deadline, new_meeting_window, nth_day_after
from ratsflow.model import BodyKind, Consultation, Suspension, SuspensionKind
from ratsflow.model.alike import is_one_of
from ratsflow.model.text import Wording
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Until
from ratsflow.states.common.fields import decided, meeting
from ratsflow.states.common.predicates.aftermath.facts import (
    URGENTLY,
    attacked,
    attacked_by,
    body_attacked,
    day_of,
    decisions,
    first_decided,
    is_urgently_decided,
    not_after,
    period,
    suspension_of,
)
from ratsflow.states.common.topics import topics


@predicate("against", "case.consultations", "case.suspensions", "step")
def first_objection(question: Question) -> Answer:
    """A resolution that answers an objection counts as the one objected to."""
    made = _objected(question, attacked(question))
    return MET if made is None else unmet(made.lodged_on.isoformat(), "0")


def _objected(question: Question, decision: Consultation) -> Suspension | None:
    """Return the mayor's objection to a decision, or to the one that it answers for."""
    for each in question.case.suspensions:
        if each.kind is not SuspensionKind.MAYOR_OBJECTION:
            continue
        if decision.about == each.id or _is_against(question, each, decision):
            return each
    if not decision.about:
        return None
    before = attacked_by(question, question.case.suspension(decision.about))
    return None if before.id == decision.id else _objected(question, before)


def _is_against(question: Question, made: Suspension, decision: Consultation) -> bool:
    if made.against:
        return made.against == decision.id
    return made.lodged_on >= day_of(first_decided(question))


_READ = (
    "paper",
    "step",
    "law.state.holidays",
    "law.topics.own",
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
    if own is not None and not set(topics(question)).isdisjoint(
        law["committee_appeal.award_topics"]
    ):
        return int(own)
    return int(law["committee_appeal.days"])


def _end_of(question: Question, decision: Consultation) -> Deadline:
    counted = question.law["committee_appeal.count_event_day"] is True
    return period(
        question.law, nth_day_after(day_of(decision), _days(question), counted)
    )


@predicate("case.consultations", "case.state", "case.suspensions", "day", *_READ)
def period_over(question: Question) -> Answer:
    """Ask it of every committee decision: none is carried out before its period is over.

    It does not matter by which step the case came here, nor whether it was reopened,
    supplemented or decided urgently since.
    """
    waiting = [each for each in decisions(question) if _has_standstill(question, each)]
    if not waiting:
        if not is_urgently_decided(question):
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


@predicate("case.consultations", "against", "day", *_READ)
def appeal_in_time(question: Question, strict: bool) -> Answer:
    """Answer whether the appeal comes before the end of its period, read one way."""
    ends = _end_of(question, attacked(question))
    return not_after(question.day, ends.strict if strict else ends.lenient)


@predicate("case.consultations", "against", *_READ)
def until(question: Question) -> Until:
    """Return the last day of the period for an appeal, without any extension."""
    return Until(_end_of(question, attacked(question)).strict, _LODGE)


_LODGE = Wording("Einspruch einlegen", "lodge an appeal")


@predicate("suspension", "item", "case.suspensions", *URGENTLY)
def same_body(question: Question) -> Answer:
    """Answer whether the body decides anew that decided first."""
    body, first = question.about.body, body_attacked(question)
    same = (body.name, body.kind) == (first.name, first.kind)
    return MET if same else unmet(body.name, first.name)


@predicate(
    "item",
    "case.suspensions",
    "meeting",
    "law.{kind}.new_meeting_min_days",
    "law.{kind}.new_meeting_max_days",
)
def reconsideration_window(question: Question, kind: str, by: str) -> Answer:
    """Answer whether the new meeting of a body lies in its window after the objection."""
    about = question.about
    if not about.about or about.body.kind != BodyKind(by):
        return MET
    suspension = question.case.suspension(about.about)
    if suspension.kind != SuspensionKind(kind):
        return MET
    least, most = (
        question.law[f"{kind}.new_meeting_{end}_days"] for end in ("min", "max")
    )
    window = new_meeting_window(suspension.lodged_on, least, most)
    day = meeting(question).day
    if window.covers(day):
        return MET
    days = {"first": window.first.isoformat(), "last": window.last.isoformat()}
    return unmet(day.isoformat(), f"{window.first} – {window.last}", **days)


@predicate("suspension", "item", "case.suspensions", "actor")
def by_objector(question: Question) -> Answer:
    """Answer whether the actor is who lodged the objection, or acts in that name."""
    lodged_by, actor = suspension_of(question).lodged_by, question.actor
    who = actor.on_behalf_of or actor.name or actor.id
    return MET if is_one_of(who, (lodged_by,)) else unmet(who, lodged_by)
