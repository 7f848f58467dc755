"""Elections by lists (*Verhältniswahl*): what is elected so, and how the seats fall (I-17)."""

from __future__ import annotations

from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, met, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.election import method_of, seated
from ratsflow.states.common.topics import topics


@predicate("law.proportional.by_topic")
def _by_lists(question: Question) -> Answer:
    known = question.law["proportional.by_topic"]
    others = [each for each in topics(question) if each not in known]
    if topics(question) and not others:
        method_of(question)
        return MET
    return unmet(
        ", ".join(others) or "–",
        " / ".join(sorted(known)),
        "" if others else "lists_by_law.none",
        others=others,
    )


@predicate("lots", "seats", "law.proportional.by_topic")
def _distributed(question: Question) -> Answer:
    found = seated(question)
    if isinstance(found, Answer):
        return found
    told = [f"{name}: {count}" for name, count in found.items()]
    return met(", ".join(told), seats=told)
