"""Rules on the new decision after an objection (L-1 to L-8, N-9): who, when."""

from __future__ import annotations

from ratsflow.law.periods import new_meeting_window
from ratsflow.model import BodyKind, SuspensionKind
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.fields import meeting
from ratsflow.states.common.predicates.aftermath.facts import (
    attacked_by,
    body_attacked,
    suspension_of,
)


@predicate("suspension", "item", "case")
def same_body(question: Question) -> Answer:
    """Answer whether the body decides anew that decided first."""
    body, first = question.about.body, body_attacked(question, suspension_of(question))
    same = (body.name, body.kind) == (first.name, first.kind)
    return MET if same else unmet(body.name, first.name)


@predicate("suspension", "item", "case")
def answered_by_its_body(question: Question) -> Answer:
    """The district council answers what is against its decision, else the council."""
    body = question.about.body
    first = attacked_by(question, suspension_of(question)).body
    if first.kind is BodyKind.DISTRICT_COUNCIL:
        same = (body.name, body.kind) == (first.name, first.kind)
        return MET if same else unmet(body.name, first.name, body=first.name)
    if body.kind is BodyKind.COUNCIL:
        return MET
    return unmet(body.name, "Rat", "answered_by_its_body.council")


@predicate(
    "item",
    "case",
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


@predicate("suspension", "item", "case", "actor")
def by_objector(question: Question) -> Answer:
    """Answer whether the actor is who lodged the objection, or acts in that name."""
    lodged_by, actor = suspension_of(question).lodged_by, question.actor
    who = actor.on_behalf_of or actor.name or actor.id
    return MET if is_one_of(who, (lodged_by,)) else unmet(who, lodged_by)
