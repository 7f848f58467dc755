"""The equal opportunities officer and the mayor's board (B-4, B-5)."""

from __future__ import annotations

from ratsflow.model import SignatureDecision
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.predicates.preapproval.cosigners import DECLARATION
from ratsflow.states.common.predicates.preapproval.signatures import (
    PARTICIPATING,
    participants,
)


OFFICER = "equal_opportunities_officer"
_OF_THE_BOARD = ("alderman", PARTICIPATING, "treasurer")
"""Offices whose holders sit in the board beside the mayor (*Verwaltungsvorstand*)."""


@field("signatures.officer_objects", "case")
def objects_for_equality(question: Question) -> bool:
    """Whether the officer's last word, under whatever text, is an objection."""
    last = {each.office: each.decision for each in question.case.signatures}
    object_ = SignatureDecision.OBJECT
    return object_ in (last.get(DECLARATION), last.get(OFFICER))


@field("signatures.board_objects", "case", "paper")
def board_objects(question: Question) -> bool:
    """Whether somebody of the board refuses, by the last word on the present text."""
    text = question.motion.text_hash
    last = {
        (each.office, each.actor_id): each.decision
        for each in question.case.signatures
        if each.text_hash == text and each.office in _OF_THE_BOARD
    }
    return SignatureDecision.OBJECT in last.values()


@predicate("lead_alderman", "participating_aldermen", "actor", "paper")
def dissent_on_own_matter(question: Question) -> Answer:
    """Ask whether the matter is of the department that the alderman heads."""
    who, lead = question.actor.id, question.get("lead_alderman")
    if is_one_of(who, (lead or "",)) or is_one_of(who, participants(question)):
        return MET
    if lead is None:
        raise MissingFactError("lead_alderman")
    return unmet(who, ", ".join((lead, *participants(question))))
