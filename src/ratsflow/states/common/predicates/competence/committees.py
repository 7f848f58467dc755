"""Which committees come before the council (C-9)."""

from __future__ import annotations

from ratsflow.model import BodyKind, Consultation, ConsultationRole
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.predicates.competence.matter import is_council
from ratsflow.states.common.topics import topics


_CONSULTED = (ConsultationRole.PRELIMINARY, ConsultationRole.DECISION)


def _has_consulted(each: Consultation) -> bool:
    return each.role in _CONSULTED and each.state in (
        "voted",
        "noted",
        "not_considered",
    )


@predicate("law.competence.pre_consultation")
def _pre_consultation_done(question: Question) -> Answer:
    of = topics(question) if is_council(question.about.body) else ()
    if not of:
        return MET
    table = question.law["competence.pre_consultation"]
    wanted = dict.fromkeys(body for topic in of for body in table.get(topic, ()))
    done = {
        each.body.name for each in question.case.consultations if _has_consulted(each)
    }
    missing = [body for body in wanted if body not in done]
    if not missing:
        return MET
    return unmet(", ".join(missing), ", ".join(wanted), missing=missing)


@predicate()
def _annual_accounts_audited(question: Question) -> Answer:
    if not is_council(question.about.body):
        return MET
    if not {"annual_accounts", "discharge"}.intersection(topics(question)):
        return MET
    kinds = {
        each.body.kind
        for each in question.case.consultations
        if _has_consulted(each) and each.state != "not_considered"
    }
    if BodyKind.AUDIT_COMMITTEE in kinds:
        return MET
    return unmet("–", "Rechnungsprüfungsausschuss")
