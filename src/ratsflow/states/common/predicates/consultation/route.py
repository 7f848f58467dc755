"""Roles and order of consultations (*Beratungsfolge*): J-1, J-2, J-4, J-5, J-10."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ratsflow.model import Consultation, ConsultationRole, Meeting
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.predicates.aftermath.facts import decisions


_HEARING, _PRELIMINARY = ConsultationRole.HEARING, ConsultationRole.PRELIMINARY
_DECISION = ConsultationRole.DECISION
_NOTING = ConsultationRole.NOTING


def _over(question: Question) -> Collection[str]:
    """Return the states in which a body is done with the paper."""
    return question.groups["consultation.final"]


@predicate("case.consultations")
def noting_complete(question: Question) -> Answer:
    route = [each for each in question.case.consultations if each.state != "cancelled"]
    over = _over(question)
    open_ = [each for each in route if each.is_authoritative or each.state not in over]
    if open_:
        ids = ", ".join(each.id for each in open_)
        return unmet(ids, "noted", bodies=_bodies(open_))
    heard = {_NOTING, _HEARING}.issuperset(each.role for each in route)
    if route and (heard or any(each.state == "noted" for each in route)):
        return MET
    return unmet("–", "noted", "noting_complete.none")


def _route(question: Question) -> tuple[Consultation, ...]:
    """Return the route to the first decision, without what an objection added."""
    added = question.inputs.get("consultations", ())
    return tuple(
        each
        for each in (*question.case.consultations, *added)
        if not each.about and each.state != "cancelled"
    )


# ------------------------------------------------------- postponing and referring


def _bodies(consultations: Iterable[Consultation]) -> list[str]:
    """Return the names of the bodies, each once."""
    return list(dict.fromkeys(each.body.name for each in consultations))


@field("route.still_to_consult", "case.consultations", "consultations")
def still_to_consult(question: Question) -> list[str]:
    """The bodies that are to be heard or to prepare, and have not; may be empty."""
    over, roles = _over(question), (_HEARING, _PRELIMINARY)
    return _bodies(
        each
        for each in _route(question)
        if each.role in roles and each.state not in over
    )


@field("route.several_decide", "case.consultations", "consultations")
def several_decide(question: Question) -> list[str]:
    """The bodies that are to decide, where they are several; else empty."""
    deciding = _bodies(each for each in _route(question) if each.role is _DECISION)
    return deciding if len(deciding) > 1 else []


@field("route.has_decider", "case.consultations", "consultations")
def has_decider(question: Question) -> bool:
    """Whether some body is to decide."""
    return any(each.is_authoritative for each in _route(question))


@field("route.still_to_decide", "case.consultations")
def still_to_decide(question: Question) -> list[str]:
    """The bodies that are still to decide; may be empty."""
    return _bodies(decisions_due(question))


def decisions_due(question: Question) -> list[Consultation]:
    """Return the consultations in which a body is still to decide."""
    over, route = _over(question), question.case.consultations
    deciding = [each for each in route if each.role is _DECISION and not each.about]
    return [each for each in deciding if each.state not in over]


@field("route.too_early", "case.consultations", "consultations", "meeting")
def too_early(question: Question) -> list[str]:
    """The bodies that would decide before the item is up again; may be empty."""
    meeting, over = question.inputs.get("meeting"), _over(question)
    return _bodies(
        each
        for each in _route(question)
        if each.is_authoritative
        and each.state not in over
        and _is_too_early(each, meeting)
    )


@field("item.objection", "item", "case.suspensions")
def objection(question: Question) -> str:
    """The kind of objection that the consultation answers; empty for none."""
    about = question.about.about
    return next((s.kind for s in question.case.suspensions if s.id == about), "")


@field("item.decided_since", "item", "case.consultations")
def decided_since(question: Question) -> list[str]:
    """The bodies that decided after this item or beside it; may be empty."""
    about = question.about
    return _bodies(
        each
        for each in decisions(question)
        if each.id != about.id and each.days[-1:] >= about.days[-1:]
    )


@field("route.lost", "case.consultations", "consultations")
def lost(question: Question) -> list[str]:
    """The bodies whose cancelled consultations are not planned anew; may be empty."""
    route = question.case.consultations
    planned = (*route, *question.inputs.get("consultations", ()))
    kept = {
        (each.body.name, each.role) for each in planned if each.state != "cancelled"
    }
    return _bodies(
        each
        for each in route
        if each.state == "cancelled" and (each.body.name, each.role) not in kept
    )


def _is_too_early(deciding: Consultation, meeting: Meeting | None) -> bool:
    """Compare the hours, where both are known; else the days."""
    earlier = deciding.meeting
    if earlier is None or meeting is None:
        return earlier is not None
    if earlier.start is None or meeting.start is None:
        return earlier.day < meeting.day
    return earlier.start < meeting.start
