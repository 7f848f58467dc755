"""Rules on what an urgent decision can replace at all, and by which vote (K-1 to K-4)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.nrw.decide import ELECTIONS
from ratsflow.procedure.nrw.topics import classified
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule


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


def _reason_given(question: Question) -> Answer:
    reason = question.inputs.get("urgency_reason")
    if reason is None:
        raise MissingFactError("urgency_reason")
    return MET if reason.strip() else unmet("–")


RULES = (
    Rule(
        "urgent_majority_known",
        _majority_known,
        label=Wording(
            "Keine Wahl, keine besondere Mehrheit",
            "No election, simple majority",
        ),
        citation=Citation("§ 60 Abs. 1, § 50 Abs. 1, 2 GO NRW", "?"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="K-1",
        by_code={
            "special": Wording(
                "Ob eine Dringlichkeitsentscheidung eine Wahl oder eine besondere "
                "Mehrheit des Rates ersetzen kann, ist ungeklärt: {topics:topic}.",
                "Whether an urgent decision can replace an election or a special "
                "majority of the council is not settled: {topics:topic}.",
            ),
        },
        remedy=Wording(
            "Den Rat einberufen, notfalls mit verkürzter Frist.",
            "Convene the council, at short notice if need be.",
        ),
        cured_by=("mayor",),
        parameters=("majority.by_topic", ELECTIONS),
    ),
    Rule(
        "urgent_reason_given",
        _reason_given,
        label=Wording("Begründung der Dringlichkeit", "Reason of the urgency"),
        citation=Citation("§ 60 Abs. 1, 2, § 36 Abs. 5 GO NRW", "K", "haufe"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="K-1",
        unmet=Wording(
            "Die Begründung der Dringlichkeit ist leer.",
            "The reason for the urgency is empty.",
        ),
        remedy=Wording("Die Gründe angeben.", "State the reasons."),
        cured_by=("mayor", "general_deputy", "district_mayor"),
    ),
)
