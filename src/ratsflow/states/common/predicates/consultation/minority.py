"""Items that a minority or residents brought in: nobody else ends them unvoted (E-5, J-6)."""

from __future__ import annotations

from collections.abc import Iterable

from ratsflow.model import Consultation, ConsultationRole, Motion, PaperType
from ratsflow.model.alike import alike, is_one_of
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import (
    ADMINISTRATIVE,
    LIKE_ITS_BASE,
    RESIDENTS,
    paper_kind_on_file,
)
from ratsflow.states.common.states import OPEN_CONSULTATION


_PREPARING = frozenset({"author", "mayor", "council_office"})
"""Who may replace or supplement a paper of the administration."""


def names_of(question: Question) -> set[str]:
    """Return every name under which the actor acts; the minutes may name the originator.

    Raises:
        MissingFactError: the minutes do not say who withdrew.
    """
    actor = question.actor
    if question.role not in ("chair", "council_office"):
        return {actor.id, actor.name, actor.on_behalf_of} - {""}
    stated = question.inputs.get("withdrawn_by")
    if stated is None:
        raise MissingFactError("withdrawn_by")
    return {str(stated)}


def is_originator(question: Question, paper: Motion) -> bool:
    """Tell whether the actor brought the paper in.

    Raises:
        MissingFactError: nobody has stated who did.
    """
    if not paper.originators:
        raise MissingFactError("motion.originators")
    return any(is_one_of(name, paper.originators) for name in names_of(question))


@predicate("withdrawn_by")
def changed_by_originator(question: Question) -> Answer:
    kind, paper = paper_kind_on_file(question), question.case.motion
    if kind in RESIDENTS:
        own = "petitioner" in question.actor.roles
        return MET if own else _only(question, "petitioner", needed=["petitioner"])
    if kind in _OF_MEMBERS:
        if is_originator(question, paper):
            return MET
        names = list(paper.originators)
        code = "changed_by_originator.others"
        return _only(question, ", ".join(names), code, originators=names)
    held = {*question.actor.roles, *question.actor.deputises}
    if held & _PREPARING:
        return MET
    return _only(question, "author / mayor", needed=["author", "mayor"])


@predicate("base_paper_type")
def keeps_origin(question: Question) -> Answer:
    """A supplement changes a text, not whose paper it is nor what right it rests on."""
    kind, paper, text = (
        paper_kind_on_file(question),
        question.case.motion,
        question.motion,
    )
    after = text.paper_type
    if after in LIKE_ITS_BASE:
        after = PaperType(question.inputs.get("base_paper_type") or kind)
    if kind in ADMINISTRATIVE and after in ADMINISTRATIVE:
        return MET
    if after is not kind:
        kinds = {"before": kind.value, "after": after.value}
        code = "supplement_keeps_origin.kind"
        return unmet(after.value, kind.value, code, **kinds)
    if {*map(alike, text.originators)} == {*map(alike, paper.originators)}:
        return MET
    return unmet(", ".join(text.originators) or "–", ", ".join(paper.originators))


_OF_MEMBERS = frozenset(
    {
        PaperType.FACTION_MOTION,
        PaperType.AMENDMENT,
        PaperType.QUESTION,
        PaperType.PROCEDURAL_MOTION,
    }
)


def _only(
    question: Question, required: str, code: str = "", **data: list[str]
) -> Answer:
    actor = question.actor
    who = actor.on_behalf_of or actor.name or actor.id
    return unmet(who, required, code, **data)


@field("route.another_decides", "item", "case")
def another_decides(question: Question) -> bool:
    """Whether the route keeps a deciding body without this consultation."""
    about, case = question.about, question.case
    if about.role is not ConsultationRole.DECISION or case.deciding is not None:
        return True
    return any(each.id != about.id for each in decisions_pending(case.consultations))


def decisions_pending(route: Iterable[Consultation]) -> list[Consultation]:
    """Return the consultations for decision that are not over."""
    decision = ConsultationRole.DECISION
    return [e for e in route if e.role is decision and e.state in OPEN_CONSULTATION]
