"""Rules on urgent decisions (K): whose decision they replace, and who signs."""

from __future__ import annotations

from ratsflow.model import BodyKind, Organization
from ratsflow.model.alike import alike
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import ELECTIONS
from ratsflow.states.common.predicates.aftermath.facts import SIGNED_FACTS
from ratsflow.states.common.topics import topics
from ratsflow.states.common.votes import URGENT


def competent(question: Question, but: str = "") -> tuple[Organization, ...]:
    """Return the bodies that decide or ratify by the route, one consultation left out.

    Where the main committee decides for the council, its own meeting is no part of that.
    """
    instead = _main_committee_decides(question)
    return tuple(
        each.body
        for each in question.case.consultations
        if each.is_authoritative
        and each.state != "cancelled"
        and each.id != but
        and not (instead and each.body.kind is BodyKind.MAIN_COMMITTEE)
    )


def _main_committee_decides(question: Question) -> bool:
    if question.step == URGENT:
        return True
    if any(question.get(name) is not None for name in SIGNED_FACTS):
        return False
    return question.case.facts.get("council_unavailable") is not None


def is_a(body: Organization, kind: str) -> bool:
    """Tell whether a body is of a kind, or some ``committee`` of the council."""
    return body.is_committee if kind == "committee" else body.kind.value == kind


@predicate("case", "council_unavailable", *SIGNED_FACTS)
def replaces(question: Question, of: str) -> Answer:
    """Answer whether by the route all that decide are bodies of a kind."""
    bodies = competent(question)
    if not bodies:
        raise MissingFactError("consultations")
    others = [body.name for body in bodies if not is_a(body, of)]
    return unmet(", ".join(others)) if others else MET


@predicate("actor", "co_signed_by")
def two_signatures(question: Question) -> Answer:
    """Answer whether a second person signed: names count as they sound."""
    second = question.inputs.get("co_signed_by")
    if second is None:
        raise MissingFactError("co_signed_by")
    actor = question.actor
    first = {_plain(name) for name in (actor.id, actor.name, actor.on_behalf_of)}
    if not _plain(second) or _plain(second) in first:
        return unmet(second.strip() or "–")
    return MET


def _plain(name: str) -> str:
    """Return a name as it sounds: without case, blanks, dots and other signs."""
    return "".join(each for each in alike(name) if each.isalnum())


@predicate("paper", "law.majority.by_topic", "law.election.by_law")
def urgent_majority_known(question: Question) -> Answer:
    """Nobody has said whether two persons can stand in for two thirds of the council."""
    law = question.law
    special = [
        each
        for each in topics(question)
        if each in law["majority.by_topic"] or each in law[ELECTIONS]
    ]
    if not special:
        return MET
    code = "urgent_majority_known.special"
    return unknown("majority", observed=", ".join(special), code=code, topics=special)
