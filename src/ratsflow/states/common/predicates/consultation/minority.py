"""Items that a minority or residents brought in: nobody else ends them unvoted (E-5, J-6)."""

from __future__ import annotations

from ratsflow.model import ConsultationRole, Motion, PaperType
from ratsflow.model.alike import alike, is_one_of
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import (
    ADMINISTRATIVE,
    LIKE_ITS_BASE,
    RESIDENTS,
    paper_kind_on_file,
)
from ratsflow.states.common.states import OPEN_CONSULTATION


ON_DEMAND = frozenset({PaperType.FACTION_MOTION, PaperType.AMENDMENT, *RESIDENTS})
"""Papers that members, a minority or residents have a right to see dealt with."""

_ANNOUNCED = frozenset({"on_agenda", "open", "second_call_on_agenda"})
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


@predicate("term_ended_on", "law.end_of_term.discontinuity")
def not_ended_outside(question: Question) -> Answer:
    """An item on demand is not settled, struck off or merely noted without a vote."""
    if question.case.state == "draft" or paper_kind_on_file(question) not in ON_DEMAND:
        return MET
    if question.step == "complete_noting":
        return _need_not_be_voted(question)
    if question.step == "note":
        decides = question.about.role is ConsultationRole.DECISION
        return _need_not_be_voted(question) if decides else MET
    if question.step == "settle":
        return _term_over(question)
    about = question.about
    if about.state not in _ANNOUNCED and _another_decides(question):
        return MET
    return unmet(about.id, "remove / settle_item")


def _need_not_be_voted(question: Question) -> Answer:
    """A petition is answered and may be noted; what else was demanded is voted on."""
    if paper_kind_on_file(question) is PaperType.PETITION:
        return MET
    return unmet("noted", "vote")


def _term_over(question: Question) -> Answer:
    """Only the end of the term settles it without a vote (rule N-11)."""
    if question.get("term_ended_on") is None:
        return unmet(question.case.state, "settle_item / withdraw")
    ended = question.fact_day("term_ended_on")
    if question.day >= ended and question.law["end_of_term.discontinuity"] == "settle":
        return MET
    return unmet(question.day.isoformat(), f"≥ {ended}")


def _another_decides(question: Question) -> bool:
    """Tell whether the route keeps a deciding body without this consultation."""
    about, case = question.about, question.case
    if about.role is not ConsultationRole.DECISION or case.deciding is not None:
        return True
    return any(
        each.id != about.id
        and each.role is ConsultationRole.DECISION
        and each.state in OPEN_CONSULTATION
        for each in case.consultations
    )
