"""The types of paper (A-1): who may bring them in, and whether a vote is due."""

from __future__ import annotations

from ratsflow.model import ConsultationRole, PaperType
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import (
    WITHOUT_VOTE,
    is_administrative,
    kind_of,
    paper_kind,
)


NEVER_VOTED = frozenset({PaperType.QUESTION, PaperType.ANSWER})

_MEMBERS = ("faction", "councillor", "district_mayor")
_RESIDENTS = ("petitioner",)
FILED_BY = {
    PaperType.FACTION_MOTION: _MEMBERS,
    PaperType.AMENDMENT: _MEMBERS,
    PaperType.QUESTION: _MEMBERS,
    PaperType.PROCEDURAL_MOTION: _MEMBERS,
    PaperType.PETITION: _RESIDENTS,
    PaperType.RESIDENT_MOTION: _RESIDENTS,
    PaperType.CITIZENS_INITIATIVE: _RESIDENTS,
}


@predicate("base_paper_type")
def _originator_fits(question: Question) -> Answer:
    if question.step == "submit":
        if is_administrative(question):
            return MET
        return unmet(
            question.motion.paper_type.value,
            "file_motion",
            "originator_fits.no_pre_approval",
            kind=question.motion.paper_type.value,
        )
    kind = paper_kind(question)
    entitled = FILED_BY.get(kind, ())
    if question.role in entitled:
        return MET
    return unmet(
        f"{kind.value}: {question.role or '–'}",
        ", ".join(entitled) or "submit",
        "" if entitled else "originator_fits.administration",
        kind=kind.value,
        entitled=list(entitled),
    )


@predicate("urgency_reason")
def _released_as_urgent(question: Question) -> Answer:
    kind = question.motion.paper_type
    if kind is not PaperType.URGENT_PAPER:
        return unmet(kind.value, PaperType.URGENT_PAPER.value, kind=kind.value)
    reason = question.inputs.get("urgency_reason")
    if reason is None:
        raise MissingFactError("urgency_reason")
    if reason.strip():
        return MET
    return unmet("–", "urgency_reason", "released_as_urgent.reason")


@predicate("base_paper_type")
def _paper_open_to_vote(question: Question) -> Answer:
    kind = kind_of(question)
    if kind in NEVER_VOTED:
        never = "paper_open_to_vote.never"
        return unmet(kind.value, "note", never, kind=kind.value)
    noting = question.about.role is ConsultationRole.NOTING
    if noting and (kind is None or kind in WITHOUT_VOTE):
        own = question.motion.paper_type.value
        return unmet(own, "decision", kind=own)
    return MET
