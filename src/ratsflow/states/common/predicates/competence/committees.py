"""Which committees come before the council (C-9)."""

from __future__ import annotations

from ratsflow.model import Consultation, ConsultationRole
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.topics import topics


_CONSULTED = (ConsultationRole.PRELIMINARY, ConsultationRole.DECISION)


def _has_consulted(each: Consultation, states: tuple[str, ...]) -> bool:
    return each.role in _CONSULTED and each.state in states


@field("case.consulted_kinds", "case")
def consulted_kinds(question: Question) -> tuple[str, ...]:
    """The kinds of the bodies that have voted on the paper or noted it; may be none."""
    return tuple(
        each.body.kind.value
        for each in question.case.consultations
        if _has_consulted(each, ("voted", "noted"))
    )


@predicate("case", "paper", "law.competence.pre_consultation")
def pre_consultation_done(question: Question) -> Answer:
    """Tell whether every committee has consulted that local law demands for the topics."""
    if not (of := topics(question)):
        return MET
    table = question.law["competence.pre_consultation"]
    wanted = dict.fromkeys(body for topic in of for body in table.get(topic, ()))
    states = ("voted", "noted", "not_considered")
    route = question.case.consultations
    done = {each.body.name for each in route if _has_consulted(each, states)}
    missing = [body for body in wanted if body not in done]
    if not missing:
        return MET
    return unmet(", ".join(missing), ", ".join(wanted), missing=missing)
