"""Elections by lists (*Verhältniswahl*): what is elected so, and how the seats fall (I-17)."""

from __future__ import annotations

from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, met, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.election import method_of, seated
from ratsflow.states.common.topics import topics


@predicate("paper", "law.proportional.by_topic")
def by_lists(question: Question) -> Answer:
    """Tell whether everything that the paper is about is elected by lists."""
    known, of = question.law["proportional.by_topic"], topics(question)
    others = [each for each in of if each not in known]
    if of and not others:
        method_of(question)
        return MET
    code, told = "" if others else "lists_by_law.none", " / ".join(sorted(known))
    return unmet(", ".join(others) or "–", told, code, others=others)


@predicate("lots", "seats", "lists", "item", "paper", "law.proportional.by_topic")
def distributed(question: Question) -> Answer:
    """Tell how the seats fall to the lists, or that a lot has to be drawn."""
    found = seated(question)
    if isinstance(found, Answer):
        return found
    told = [f"{name}: {count}" for name, count in found.items()]
    return met(", ".join(told), seats=told)
