"""Which committees come before the council (C-9)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import BodyKind, Consultation, ConsultationRole
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.rules.competence.matter import is_council
from ratsflow.procedure.nrw.topics import topics
from ratsflow.procedure.nrw.votes import ON_THE_PAPER, URGENT
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule


_CONSULTED = (ConsultationRole.PRELIMINARY, ConsultationRole.DECISION)


def _has_consulted(each: Consultation) -> bool:
    return each.role in _CONSULTED and each.state in (
        "voted",
        "noted",
        "not_considered",
    )


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


RULES = (
    Rule(
        "pre_consultation_done",
        _pre_consultation_done,
        label=Wording("Vorberatung nach Ortsrecht", "Pre-consultation by local law"),
        citation=Citation(
            "Zuständigkeitsordnung, Geschäftsordnung", "L", "no statutory duty in NRW"
        ),
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="C-9",
        unmet=Wording(
            "Die örtlich vorgeschriebene Vorberatung ist nicht abgeschlossen; sie "
            "fehlt noch von: {missing:body_kind}.",
            "The pre-consultation that local law demands is not done; it lacks: "
            "{missing:body_kind}.",
        ),
        remedy=Wording(
            "Den Ausschuss vorberaten lassen.", "Let the committee consult first."
        ),
        cured_by=("council_office",),
        parameters=("competence.pre_consultation",),
    ),
    Rule(
        "annual_accounts_audited",
        _annual_accounts_audited,
        label=Wording(
            "Prüfung des Jahresabschlusses", "Examination of annual accounts"
        ),
        citation=Citation("§ 59 GO NRW", "K"),
        revision=2,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="C-9",
        unmet=Wording(
            "Der Rechnungsprüfungsausschuss hat den Jahresabschluss noch nicht geprüft.",
            "The audit committee has not examined the annual accounts.",
        ),
        remedy=Wording(
            "Im Rechnungsprüfungsausschuss vorberaten.",
            "Consult in the audit committee first.",
        ),
        cured_by=("council_office",),
    ),
)

GUARDS = {
    name: ("pre_consultation_done", "annual_accounts_audited")
    for name in ON_THE_PAPER
    if name != URGENT
}
