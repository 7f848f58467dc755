"""The types of paper (A-1): who may bring them in."""

from __future__ import annotations

from collections.abc import Mapping

from ratsflow.model import PaperType
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.fields import RESIDENTS, is_administrative, paper_kind


_MEMBERS = ("faction", "councillor", "district_mayor")
_OF_MEMBERS = (
    PaperType.FACTION_MOTION,
    PaperType.AMENDMENT,
    PaperType.QUESTION,
    PaperType.PROCEDURAL_MOTION,
)
FILED_BY = {
    **dict.fromkeys(_OF_MEMBERS, _MEMBERS),
    **dict.fromkeys(RESIDENTS, ("petitioner",)),
}


@predicate("base_paper_type", "paper", "role")
def originator_fits(question: Question) -> Answer:
    """Answer whether a paper of this type comes this way, and from this role."""
    return brought_in(question, FILED_BY)


def brought_in(
    question: Question, filed_by: Mapping[PaperType, tuple[str, ...]]
) -> Answer:
    """Answer whether whoever brings a paper in is who brings in papers of its type.

    Args:
        question: about submitting or filing it.
        filed_by: the roles that file papers of a type; others are the administration's.
    """
    if question.step == "submit":
        if is_administrative(question):
            return MET
        kind, code = question.motion.paper_type.value, "originator_fits.no_pre_approval"
        return unmet(kind, "file_motion", code, kind=kind)
    filed = paper_kind(question)
    entitled = filed_by.get(filed, ())
    if question.role in entitled:
        return MET
    return unmet(
        f"{filed.value}: {question.role or '–'}",
        ", ".join(entitled) or "submit",
        "" if entitled else "originator_fits.administration",
        kind=filed.value,
        entitled=list(entitled),
    )
