"""The equal opportunities officer and the mayor's board (B-4, B-5)."""

from __future__ import annotations

from ratsflow.model import BodyKind, SignatureDecision
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import is_administrative
from ratsflow.states.common.predicates.preapproval.cosigners import DECLARATION
from ratsflow.states.common.predicates.preapproval.signatures import (
    PARTICIPATING,
    RELEASING,
    participants,
)


OFFICER = "equal_opportunities_officer"
_OF_THE_BOARD = ("alderman", PARTICIPATING, "treasurer")
"""Offices whose holders sit in the board beside the mayor (*Verwaltungsvorstand*)."""


def objects_for_equality(question: Question) -> bool:
    """Tell whether the officer's last word, under whatever text, is an objection."""
    last = {each.office: each.decision for each in question.case.signatures}
    object_ = SignatureDecision.OBJECT
    return object_ in (last.get(DECLARATION), last.get(OFFICER))


@predicate("base_paper_type", "decision")
def _equality_objection_admissible(question: Question) -> Answer:
    if question.inputs.get("decision") != SignatureDecision.OBJECT:
        return MET
    if is_administrative(question):
        return MET
    kind = question.motion.paper_type.value
    return unmet(kind, "Beschlussvorlage", kind=kind)


@predicate("base_paper_type", "notice_read")
def _equal_opp_notice_read(question: Question) -> Answer:
    if not is_administrative(question) or not objects_for_equality(question):
        return MET
    if question.about.body.kind is not BodyKind.COUNCIL:
        return MET
    read = question.inputs.get("notice_read")
    if read is None:
        raise MissingFactError("notice_read")
    return MET if read is True else unmet("notice_read = False", "notice_read = True")


@predicate()
def _mayor_decides_disagreement(question: Question) -> Answer:
    if question.role in RELEASING:
        return MET
    needed = list(RELEASING)
    return unmet(question.role or "–", " / ".join(needed), deciding=needed)


@predicate()
def _disagreement_voiced(question: Question) -> Answer:
    """The mayor decides where somebody of the board refuses; else the alderman signs."""
    text = question.motion.text_hash
    last = {
        (each.office, each.actor_id): each.decision
        for each in question.case.signatures
        if each.text_hash == text and each.office in _OF_THE_BOARD
    }
    if SignatureDecision.OBJECT in last.values():
        return MET
    return unmet("–", "refuse_to_sign")


@predicate("decision")
def _refusal_objects(question: Question) -> Answer:
    decision = question.inputs.get("decision")
    if decision is None:
        raise MissingFactError("decision")
    if decision == SignatureDecision.OBJECT:
        return MET
    return unmet(str(decision), SignatureDecision.OBJECT.value)


@predicate()
def _dissent_in_main_committee(question: Question) -> Answer:
    body = question.about.body
    if body.kind is BodyKind.MAIN_COMMITTEE:
        return MET
    return unmet(body.name, "Hauptausschuss")


@predicate("lead_alderman", "participating_aldermen")
def _dissent_on_own_matter(question: Question) -> Answer:
    """Ask whether the matter is of the department that the alderman heads."""
    who, lead = question.actor.id, question.get("lead_alderman")
    if is_one_of(who, (lead or "",)) or is_one_of(who, participants(question)):
        return MET
    if lead is None:
        raise MissingFactError("lead_alderman")
    return unmet(who, ", ".join((lead, *participants(question))))


@predicate("mayor_informed")
def _mayor_informed_of_dissent(question: Question) -> Answer:
    if question.fact("mayor_informed") is True:
        return MET
    return unmet("–", "mayor")
