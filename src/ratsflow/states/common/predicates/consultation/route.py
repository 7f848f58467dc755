"""Roles and order of consultations (*Beratungsfolge*): J-1, J-2, J-4, J-5, J-10."""

from __future__ import annotations

from collections.abc import Iterable

from ratsflow.model import (
    Consultation,
    ConsultationRole,
    Meeting,
    PaperType,
    SuspensionKind,
)
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.decide import ballot_of, simply_carried
from ratsflow.states.common.fields import is_voted_on, paper_kind_on_file
from ratsflow.states.common.states import CONSULTATION_STATES


_HEARING, _PRELIMINARY = ConsultationRole.HEARING, ConsultationRole.PRELIMINARY
_DECISION, _RATIFICATION = ConsultationRole.DECISION, ConsultationRole.RATIFICATION
_NOTING = ConsultationRole.NOTING
_OVER = frozenset(each.name for each in CONSULTATION_STATES if each.final)


def _role_is(question: Question, *roles: ConsultationRole) -> Answer:
    role = question.about.role
    if role in roles:
        return MET
    needed = [each.value for each in roles]
    return unmet(role.value, " / ".join(needed), role=role.value, needed=needed)


@predicate()
def _decides(question: Question) -> Answer:
    return _role_is(question, _DECISION)


@predicate()
def _recommends(question: Question) -> Answer:
    return _role_is(question, _HEARING, _PRELIMINARY)


@predicate()
def _ratifies(question: Question) -> Answer:
    return _role_is(question, _RATIFICATION)


@predicate()
def _urgent(question: Question) -> Answer:
    return _role_is(question, ConsultationRole.URGENT)


@predicate()
def _on_initiative(question: Question) -> Answer:
    return _role_is(question, ConsultationRole.INITIATIVE)


@predicate()
def _notes(question: Question) -> Answer:
    return _role_is(question, _NOTING, _HEARING, _PRELIMINARY)


@predicate()
def _noting_complete(question: Question) -> Answer:
    route = [each for each in question.case.consultations if each.state != "cancelled"]
    open_ = [each for each in route if each.is_authoritative or each.state not in _OVER]
    if open_:
        return _of(open_, "noted")
    heard = {_NOTING, _HEARING}.issuperset(each.role for each in route)
    if route and (heard or any(each.state == "noted" for each in route)):
        return MET
    return unmet("–", "noted", "noting_complete.none")


def _of(consultations: Iterable[Consultation], needed: str) -> Answer:
    """Answer that these consultations are in the way, each named by its body."""
    found = tuple(consultations)
    bodies = dict.fromkeys(each.body.name for each in found)
    return unmet(", ".join(each.id for each in found), needed, bodies=list(bodies))


def _route(question: Question) -> tuple[Consultation, ...]:
    """Return the route to the first decision, without what an objection added."""
    added = question.inputs.get("consultations", ())
    return tuple(
        each
        for each in (*question.case.consultations, *added)
        if not each.about and each.state != "cancelled"
    )


@predicate("consultations")
def _in_order(question: Question) -> Answer:
    if question.about.about:
        return MET
    due = [
        each
        for each in _route(question)
        if each.role in (_HEARING, _PRELIMINARY) and each.state not in _OVER
    ]
    return _of(due, "voted / noted") if due else MET


@predicate("consultations", "point_results", "several_points")
def _one_decides(question: Question) -> Answer:
    bodies = {each.body.name for each in _route(question) if each.role is _DECISION}
    by_points = question.inputs.get("point_results")
    if len(bodies) <= 1 or by_points or question.get("several_points") is True:
        return MET
    return unmet(", ".join(sorted(bodies)), "1 / several_points")


@predicate("base_paper_type", "consultations")
def _somebody_decides(question: Question) -> Answer:
    if not is_voted_on(question):
        return MET
    if any(each.is_authoritative for each in _route(question)):
        return MET
    return unmet("–", "decision")


# ------------------------------------------------------- postponing and referring


@predicate("procedural_ballot")
def _voted_on(question: Question) -> Answer:
    if question.inputs.get("procedural_ballot") is not None:
        return MET
    return unknown("procedural_ballot", code="procedural_vote_recorded.no_fact")


@predicate(
    "procedural_ballot",
    "law.mayor.votes_in",
    "law.mayor.vote_exclusions",
    "law.mayor.excluded_topics",
)
def _majority(question: Question) -> Answer:
    if question.inputs.get("procedural_ballot") is None:
        return MET  # nothing was counted; the rule procedural_vote_recorded says so
    ballot = ballot_of(question, "procedural_ballot")
    if simply_carried(question, ballot):
        return MET
    return unmet(f"{ballot.yes}:{ballot.no}", "> 50 %")


@predicate("consultations", "meeting")
def _later_follow(question: Question) -> Answer:
    if question.about.is_authoritative:
        return MET
    meeting = question.inputs.get("meeting")
    later = [
        each
        for each in _route(question)
        if each.is_authoritative
        and each.state not in _OVER
        and _is_too_early(each, meeting)
    ]
    return _of(later, "replan") if later else MET


def _is_too_early(deciding: Consultation, meeting: Meeting | None) -> bool:
    if deciding.meeting is None:
        return False
    return meeting is None or _is_before(deciding.meeting, meeting)


def _is_before(earlier: Meeting, later: Meeting) -> bool:
    """Compare the hours, where both are known; else the days."""
    if earlier.start is None or later.start is None:
        return earlier.day < later.day
    return earlier.start < later.start


@predicate()
def _limits_kept(question: Question) -> Answer:
    limit = _limit(question)
    return unmet(limit, limit) if limit else MET


def _limit(question: Question) -> str:
    about = question.about
    if about.role is _RATIFICATION:
        return "§ 60 Abs. 1 GO NRW"
    if paper_kind_on_file(question) is PaperType.RESIDENT_MOTION:
        return "§ 25 GO NRW"
    if about.about:
        kind = question.case.suspension(about.about).kind
        if kind is SuspensionKind.MAYOR_OBJECTION:
            return "§ 54 Abs. 1 GO NRW"
    return ""


@predicate("consultations")
def _names_body(question: Question) -> Answer:
    if question.inputs.get("consultations"):
        return MET
    return unmet("–", "consultations")
