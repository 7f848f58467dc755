"""Rules on objecting to a resolution (*Widerspruch*, *Beanstandung*; L-1, L-2, L-5, L-6)."""

from __future__ import annotations

from collections.abc import Callable

from ratsflow.law.periods import Deadline, nth_day_after
from ratsflow.model import (
    BodyKind,
    Consultation,
    Organization,
    Suspension,
    SuspensionKind,
)
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, met, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Check
from ratsflow.states.common.predicates.aftermath.facts import (
    attacked,
    attacked_by,
    day_of,
    first_decided,
    in_time,
    period,
)


def _of(kind: BodyKind) -> Callable[[Organization], bool]:
    return lambda body: body.kind is kind


def _end(key: str, kind: BodyKind) -> Callable[[Question], Deadline]:
    """Return the end of an objection's period, counted from the resolution."""

    def end(question: Question) -> Deadline:
        day = day_of(attacked(question, _of(kind)))
        return period(question.law, nth_day_after(day, question.law[key]))

    return end


def _decided_by(kind: BodyKind) -> Check:
    def check(question: Question) -> Answer:
        body = attacked(question, _of(kind)).body
        return MET if body.kind is kind else unmet(body.name, kind.value)

    return check


@predicate("reasons")
def _reasons(question: Question) -> Answer:
    reasons = question.inputs.get("reasons")
    if reasons is None:
        raise MissingFactError("reasons")
    return MET if reasons.strip() else unmet("–")


@predicate("against")
def _first_objection(question: Question) -> Answer:
    """A resolution that answers an objection counts as the one objected to."""
    made = _objected(question, attacked(question, _of(BodyKind.COUNCIL)))
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


@predicate()
def _not_pending(question: Question) -> Answer:
    pending = question.case.suspended_by(SuspensionKind.LEGAL_OBJECTION)
    return MET if pending is None else unmet(pending.lodged_on.isoformat())


@predicate("mayor_refused")
def _after_refusal(question: Question) -> Answer:
    if question.role != "supervisory_authority":
        return MET
    refused = question.inputs.get("mayor_refused")
    if refused is None:
        raise MissingFactError("mayor_refused")
    return MET if refused is True else unmet("mayor_refused = False")


@predicate("law.district_objection.district_mayor")
def _district_objector(question: Question) -> Answer:
    if question.role != "district_mayor":
        return MET
    if question.law["district_objection.district_mayor"] is True:
        return met("district_mayor")
    return unmet("district_mayor", "mayor")


objection_to_council_check = predicate("against", name="objection_to_council")(
    _decided_by(BodyKind.COUNCIL)
)
objection_to_district_council_check = predicate(
    "against", name="objection_to_district_council"
)(_decided_by(BodyKind.DISTRICT_COUNCIL))
objection_in_time_check = predicate(
    "against", "law.mayor_objection.days", name="objection_in_time"
)(in_time(_end("mayor_objection.days", BodyKind.COUNCIL)))
objection_in_time_strictly_check = predicate(
    "against", "law.mayor_objection.days", name="objection_in_time_strictly"
)(in_time(_end("mayor_objection.days", BodyKind.COUNCIL), strict=True))
district_objection_in_time_check = predicate(
    "against", "law.district_objection.days", name="district_objection_in_time"
)(in_time(_end("district_objection.days", BodyKind.DISTRICT_COUNCIL)))
district_objection_in_time_strictly_check = predicate(
    "against", "law.district_objection.days", name="district_objection_in_time_strictly"
)(in_time(_end("district_objection.days", BodyKind.DISTRICT_COUNCIL), strict=True))
