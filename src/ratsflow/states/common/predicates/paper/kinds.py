"""The types of paper (A-1): who may bring them in, and whether a vote is due."""

from __future__ import annotations

from ratsflow.model import ConsultationRole, Motion, PaperType
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.topics import topics as stated_topics


ADMINISTRATIVE = frozenset(
    {
        PaperType.DECISION_PAPER,
        PaperType.INFORMATION_PAPER,
        PaperType.URGENT_PAPER,
        PaperType.ANSWER,
    }
)
"""Papers of the administration: legally the mayor's, signed before they go out."""

LIKE_ITS_BASE = frozenset({PaperType.SUPPLEMENT, PaperType.TABLED_PAPER})
"""Papers that follow the rules of the paper they belong to (fact ``base_paper_type``)."""

NEVER_VOTED = frozenset({PaperType.QUESTION, PaperType.ANSWER})
WITHOUT_VOTE = NEVER_VOTED | {PaperType.INFORMATION_PAPER}

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


def topics(question: Question) -> frozenset[str]:
    """Return what the paper is about.

    Raises:
        MissingFactError: nobody has classified it.
    """
    return frozenset(stated_topics(question))


def kind_of(question: Question, motion: Motion | None = None) -> PaperType | None:
    """Return the type whose rules the paper follows; None if its base is not stated."""
    kind = (motion or question.motion).paper_type
    if kind not in LIKE_ITS_BASE:
        return kind
    stated = question.get("base_paper_type")
    base = question.case.motion.paper_type if stated is None else PaperType(stated)
    return None if base in LIKE_ITS_BASE else base


def stated_kind(question: Question) -> PaperType:
    """Return the type whose rules the paper follows.

    Raises:
        MissingFactError: it follows a base paper of which nobody has stated the type.
    """
    kind = question.motion.paper_type
    if kind in LIKE_ITS_BASE:
        kind = PaperType(question.fact("base_paper_type"))
    if kind in LIKE_ITS_BASE:
        raise MissingFactError("base_paper_type")
    return kind


def is_administrative(question: Question, motion: Motion | None = None) -> bool:
    """Tell whether the administration answers for the paper; in doubt it does."""
    kind = kind_of(question, motion)
    return kind is None or kind in ADMINISTRATIVE


def is_voted_on(question: Question) -> bool:
    """Tell whether the type of paper ends in a vote; in doubt it does."""
    return kind_of(question) not in WITHOUT_VOTE


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
    kind = stated_kind(question)
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
