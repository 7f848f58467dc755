"""Rules on what an urgent decision can replace at all, and by which vote (K-1 to K-4)."""

from __future__ import annotations

from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import ELECTIONS
from ratsflow.states.common.topics import classified


@predicate("law.majority.by_topic", "law.election.by_law", name="urgent_majority_known")
def _majority_known(question: Question) -> Answer:
    """Nobody has said whether two persons can stand in for two thirds of the council."""
    topics = classified(question.motion, question.law)
    if topics is None:
        raise MissingFactError("motion.topics")
    law = question.law
    known = {*law["majority.by_topic"], *law[ELECTIONS]} if topics else ()
    special = [each for each in topics if each in known]
    if not special:
        return MET
    code = "urgent_majority_known.special"
    return unknown("majority", observed=", ".join(special), code=code, topics=special)


@predicate("urgency_reason")
def _reason_given(question: Question) -> Answer:
    reason = question.inputs.get("urgency_reason")
    if reason is None:
        raise MissingFactError("urgency_reason")
    return MET if reason.strip() else unmet("–")
