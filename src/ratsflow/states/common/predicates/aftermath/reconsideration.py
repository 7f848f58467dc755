"""Rules on the new decision after an objection (L-1 to L-6, N-9): who, when, how far."""

from __future__ import annotations

from collections.abc import Mapping

from ratsflow.law.periods import new_meeting_window
from ratsflow.model import BodyKind, Consultation, Meeting, SuspensionKind
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Check
from ratsflow.states.common.predicates.aftermath.facts import (
    body_attacked,
    suspension_of,
)


_MAYOR, _LEGAL, _APPEAL, _DISTRICT = (
    SuspensionKind.MAYOR_OBJECTION,
    SuspensionKind.LEGAL_OBJECTION,
    SuspensionKind.COMMITTEE_APPEAL,
    SuspensionKind.DISTRICT_OBJECTION,
)
_INITIATIVE = SuspensionKind.INITIATIVE_STANDSTILL

_KINDS: Mapping[str, tuple[SuspensionKind, ...]] = {
    "schedule_reconsideration": (_MAYOR, _LEGAL, _APPEAL, _DISTRICT, _INITIATIVE),
    "reconsider": (_MAYOR,),
    "reconsider_legality": (_LEGAL,),
    "reconsider_in_district": (_DISTRICT,),
    "decide_appeal": (_APPEAL,),
    "decide_finally": (_DISTRICT, _LEGAL),
    "waive_objection": (_DISTRICT,),
    "refer_to_supervision": (_LEGAL,),
    "decide_as_authority": (_LEGAL,),
    "comply_with_initiative": (_INITIATIVE,),
    "record_citizens_decision": (_INITIATIVE,),
    "lift_order": (SuspensionKind.COURT_ORDER, SuspensionKind.SUPERVISORY_ORDER),
}


@predicate()
def _right_suspension(question: Question) -> Answer:
    kind, kinds = suspension_of(question).kind, _KINDS[question.step]
    if kind in kinds:
        return MET
    needed = [each.value for each in kinds]
    return unmet(kind.value, " / ".join(needed), kind=kind.value, needed=needed)


@predicate()
def _same_body(question: Question) -> Answer:
    body, first = question.about.body, body_attacked(question, suspension_of(question))
    same = (body.name, body.kind) == (first.name, first.kind)
    return MET if same else unmet(body.name, first.name)


@predicate()
def _council(question: Question) -> Answer:
    body = question.about.body
    return MET if body.kind is BodyKind.COUNCIL else unmet(body.name)


@predicate()
def _persistence(question: Question) -> Answer:
    """The council's own persistence goes to the authority, another body's to it."""
    suspension = suspension_of(question)
    if suspension.kind is not _LEGAL:
        return MET
    body = body_attacked(question, suspension)
    by_council = body.kind is BodyKind.COUNCIL
    to_authority = question.step == "refer_to_supervision"
    return MET if by_council is to_authority else unmet(body.name)


@predicate("demanded_by_objector")
def _demanded(question: Question) -> Answer:
    if suspension_of(question).kind is not _DISTRICT:
        return MET
    demanded = question.inputs.get("demanded_by_objector")
    if demanded is None:
        raise MissingFactError("demanded_by_objector")
    return MET if demanded is True else unmet("demanded_by_objector = False")


def _window(kind: SuspensionKind, body: BodyKind, key: str) -> Check:
    """Return a check that the new meeting lies in its window after the objection."""

    def check(question: Question) -> Answer:
        consultation = question.about
        if not consultation.about or consultation.body.kind is not body:
            return MET
        suspension = question.case.suspension(consultation.about)
        if suspension.kind is not kind:
            return MET
        window = new_meeting_window(
            suspension.lodged_on,
            question.law[f"{key}.new_meeting_min_days"],
            question.law[f"{key}.new_meeting_max_days"],
        )
        day = _meeting(question, consultation).day
        if window.covers(day):
            return MET
        days = {"first": window.first.isoformat(), "last": window.last.isoformat()}
        return unmet(day.isoformat(), f"{window.first} – {window.last}", **days)

    return check


def _meeting(question: Question, consultation: Consultation) -> Meeting:
    given = question.inputs.get("meeting")
    meeting = given if isinstance(given, Meeting) else consultation.meeting
    if meeting is None:
        raise MissingFactError("meeting")
    return meeting


@predicate("authority_decision", "reconsidered")
def _renewed(question: Question) -> Answer:
    if question.inputs.get("authority_decision") != "annulled":
        return MET
    suspension = suspension_of(question)
    if any(
        each.about == suspension.id and each.state == "voted"
        for each in question.case.consultations
    ):
        return MET
    reconsidered = question.inputs.get("reconsidered")
    if reconsidered is None:
        raise MissingFactError("reconsidered")
    return MET if reconsidered is True else unmet("reconsidered = False")


@predicate()
def _by_objector(question: Question) -> Answer:
    lodged_by, actor = suspension_of(question).lodged_by, question.actor
    who = actor.on_behalf_of or actor.name or actor.id
    return MET if is_one_of(who, (lodged_by,)) else unmet(who, lodged_by)


@predicate()
def _by_who_ordered(question: Question) -> Answer:
    """A court speaks through the office that records it; the authority for itself."""
    kind = suspension_of(question).kind
    if question.role == "council_office" or kind is SuspensionKind.SUPERVISORY_ORDER:
        return MET
    return unmet(question.role, kind.value, kind=kind.value)


reconsideration_window_check = predicate(
    "meeting",
    "law.mayor_objection.new_meeting_min_days",
    "law.mayor_objection.new_meeting_max_days",
    name="reconsideration_window",
)(_window(_MAYOR, BodyKind.COUNCIL, "mayor_objection"))
district_reconsideration_window_check = predicate(
    "meeting",
    "law.district_objection.new_meeting_min_days",
    "law.district_objection.new_meeting_max_days",
    name="district_reconsideration_window",
)(_window(_DISTRICT, BodyKind.DISTRICT_COUNCIL, "district_objection"))
