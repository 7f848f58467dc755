"""Taking over a withdrawn motion: another member or Fraktion carries it on (J-6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from ratsflow.law.periods import nth_day_after
from ratsflow.model import BodyKind, Motion, Organization
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import PAST_MIDNIGHT
from ratsflow.states.common.predicates.consultation.minority import names_of


def _text(question: Question) -> Motion:
    text = question.inputs.get("motion")
    if not isinstance(text, Motion):
        raise MissingFactError("motion")
    return text


@predicate("motion", "withdrawn_by")
def by_another(question: Question) -> Answer:
    before, after = question.case.motion.originators, _text(question).originators
    if not before:
        raise MissingFactError("motion.originators")
    actor, names = question.actor, names_of(question)
    who = actor.on_behalf_of or actor.name or actor.id
    if not any(is_one_of(name, after) for name in names):
        needed = ", ".join(after) or "motion.originators"
        return unmet(who, needed, "taken_over_by_another.own_name")
    same = sorted(name for name in {*names, *after} if is_one_of(name, before))
    return (
        unmet(", ".join(same), f"≠ {', '.join(before)}") if same else _member(question)
    )


def _member(question: Question) -> Answer:
    """Answer whether whoever takes it over sits in every body in which it is up."""
    sits = _SITS_IN.get(question.role)
    foreign = [
        each.body.name
        for each in question.case.consultations
        if each.state == "withdrawn" and sits is not None and not sits(each.body)
    ]
    if not foreign:
        return MET
    code = "taken_over_by_another.foreign"
    return unmet(", ".join(foreign), question.role, code, bodies=foreign)


_SITS_IN: Mapping[str, Callable[[Organization], bool]] = {
    "committee_member": lambda body: body.is_committee,
    "district_mayor": lambda body: body.kind is BodyKind.DISTRICT_COUNCIL,
}
"""Members whose office says in which bodies they move; a councillor may sit in any."""


@field("text.changed_parts", "motion", "case")
def changed_parts(question: Question) -> list[str]:
    """The parts of a motion taken over that are not as it was moved; may be empty."""
    before, after = question.case.motion, _text(question)
    return [
        f"motion.{each.name}"
        for each in attrs.fields(Motion)
        if each.name != "originators"
        and getattr(before, each.name) != getattr(after, each.name)
    ]


@predicate("new_case", name="takeover_in_time")
def in_time(question: Question) -> Answer:
    """The item is still up: it was withdrawn from an agenda whose meeting is not over."""
    route = question.case.consultations
    up = [each for each in route if each.state == "withdrawn"]
    if not up:
        return unmet("–", "on_agenda", "takeover_in_time.not_up")
    if question.get("new_case") is not None:
        return unmet("resubmit", "–", "takeover_in_time.resubmitted")
    late = {}
    for each in up:
        if each.meeting is None:
            raise MissingFactError("consultation.meeting")
        if question.day > nth_day_after(each.meeting.day, PAST_MIDNIGHT):
            late[f"{each.id} {each.meeting.day}"] = each.meeting.day.isoformat()
    if not late:
        return MET
    days = sorted({*late.values()})
    return unmet(", ".join(late), f"≥ {question.day}", days=days)
