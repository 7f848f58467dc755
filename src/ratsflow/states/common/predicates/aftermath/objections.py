"""Objections to a resolution, and the new decision after them (L-1 to L-8, N-9)."""

from __future__ import annotations

from ratsflow.law.periods import new_meeting_window
from ratsflow.model import BodyKind, Consultation, Suspension, SuspensionKind
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.fields import meeting
from ratsflow.states.common.predicates.aftermath.facts import (
    URGENTLY,
    attacked,
    attacked_by,
    body_attacked,
    day_of,
    first_decided,
    suspension_of,
    unless_absent,
)


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


@predicate("suspension", "item", "case.suspensions", *URGENTLY)
def same_body(question: Question) -> Answer:
    """Answer whether the body decides anew that decided first."""
    body, first = question.about.body, body_attacked(question)
    same = (body.name, body.kind) == (first.name, first.kind)
    return MET if same else unmet(body.name, first.name)


@predicate(
    "item case.consultations case.suspensions meeting law.{kind}.relative_to",
    "law.{kind}.new_meeting_min_days law.{kind}.new_meeting_max_days",
)
def reconsideration_window(question: Question, kind: str, by: str) -> Answer:
    """Answer whether the new meeting of a body lies in its window.

    The law says whether that runs from the objection or from the first meeting.
    """
    about = question.about
    if not about.about or about.body.kind != BodyKind(by):
        return MET
    suspension = question.case.suspension(about.about)
    if suspension.kind != SuspensionKind(kind):
        return MET
    law, since = question.law, suspension.lodged_on
    if law[f"{kind}.relative_to"] == "first_meeting":
        since = day_of(attacked_by(question, suspension))
    window = new_meeting_window(
        since,
        unless_absent(law, f"{kind}.new_meeting_min_days"),
        law[f"{kind}.new_meeting_max_days"],
    )
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
