"""Who decides (C-1 to C-5)."""

from __future__ import annotations

from ratsflow.law.powers import ONGOING, Power
from ratsflow.model import BodyKind
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.predicates.competence.drawing import recalled_by_council
from ratsflow.states.common.predicates.competence.matter import (
    POWERS,
    belongs_to,
    holder,
    is_council,
    is_district,
    named,
    of_the_decider,
)
from ratsflow.states.common.predicates.paper.budget import is_material, overspends
from ratsflow.states.common.topics import lineage, matters, reserved_by, topics
from ratsflow.states.common.votes import URGENT_STEPS


MATERIAL = "material_overspend"
"""The topic under which spending is reserved that its amount makes material."""

_POWERLESS = (BodyKind.ADVISORY, BodyKind.ADMINISTRATION)
_AFTER_THAT = ("in_execution", "executed", "reported", "closed")
"""States in which a decision is being carried out, or was."""


@predicate("item", "paper", "case", "law.{norm}", "law.overspend.material_threshold")
@of_the_decider
def not_reserved(question: Question, norm: str) -> Answer:
    """Tell whether a value of law reserves nothing here to the council.

    Args:
        question: the question.
        norm: the value, a table of topics; one that names ``material_overspend``
            reserves spending that its amount makes material.
    """
    body = question.about.body
    if is_council(body):
        return MET
    places = {each: reserved_by(question, each, norm) for each in matters(question)}
    found = {topic: place for topic, place in places.items() if place}
    material = MATERIAL in (question.law.values.get(norm) or ())
    if not found and material and overspends(question) and is_material(question):
        found = {MATERIAL: reserved_by(question, MATERIAL, norm)}
    if not found:
        return MET
    paragraphs = sorted(set(found.values()))
    return unmet(body.name, "Rat", topics=list(found), paragraphs=paragraphs)


@predicate(*POWERS)
@of_the_decider
def body_competent(question: Question) -> Answer:
    """Tell whether the body holds the power over everything that the paper is about."""
    body = question.about.body
    if is_council(body):
        return MET
    if body.kind in _POWERLESS:
        return unmet(body.name, "Rat", "body_competent.powerless", holders=["council"])
    of = _not_ongoing(question)
    if not of:  # in no list: it is the council's, or the mayor's if it is ongoing
        no_topic = unmet(body.name, "Rat", "body_competent.no_topic")
        return MET if ONGOING in topics(question) else no_topic
    holders = {topic: holder(question, topic) for topic in of}
    others = {
        topic: named(power)
        for topic, power in holders.items()
        if not belongs_to(power, body)
    }
    if not others:
        return MET
    told = ", ".join(f"{topic}: {name}" for topic, name in others.items())
    names = list(dict.fromkeys(others.values()))
    return unmet(body.name, told, matters=list(others), holders=names)


def _not_ongoing(question: Question) -> list[str]:
    """Return the topics of the motion that are no ongoing administration."""
    of = matters(question)
    return [each for each in of if ONGOING not in lineage(question, each)]


def given_away(question: Question) -> list[Power]:
    """Return the powers over the matters of the paper that local law or the act gave away.

    Those of district councils are none: they have theirs from the law.
    """
    powers = [holder(question, each) for each in _not_ongoing(question)]
    return [each for each in powers if each is not None and not each.is_district]


def bodies_of(powers: list[Power]) -> list[str]:
    """Return the names of the bodies that hold powers, each once."""
    return list(dict.fromkeys(each.body for each in powers))


@predicate(*POWERS, "recalled", "drawn_by", "law.recall.implied", "law.recall.reading")
@of_the_decider
def matter_recalled(question: Question) -> Answer:
    """Tell whether the council decides what it has given away only after a recall."""
    body = question.about.body
    if not is_council(body):
        if is_district(body) or not recalled_by_council(question):
            return MET
        return unmet(body.name, "Rat", "matter_recalled.recalled")
    powers = given_away(question)
    if not powers:
        return MET
    bodies = bodies_of(powers)
    holders = ", ".join(bodies)
    if any(each.statutory for each in powers):
        code = "matter_recalled.statutory"
        return unmet(holders, "by local law", code, holders=bodies)
    itself = question.step not in URGENT_STEPS and question.get("recalled") is None
    if not itself or question.law["recall.implied"] is not True:
        if question.fact("recalled") is not True:
            return unmet(holders, "recalled = True", holders=bodies)
        if (by := str(question.fact("drawn_by"))) != body.name:
            return unmet(by, body.name, "drawn_by.another", bodies=[body.name])
    return _before_their_decision(question)


def _before_their_decision(question: Question) -> Answer:
    decided = question.case.deciding
    if decided is None or is_council(decided.body):
        return MET
    reading = question.law["recall.reading"]
    if reading == "before_execution" and question.case.state not in _AFTER_THAT:
        return MET
    day = decided.days[-1].isoformat() if decided.days else ""
    name, code = decided.body.name, "matter_recalled.late"
    return unmet(f"{name} {day}".strip(), f"recalled < {day}", code, body=name)


@predicate(*POWERS, "recalled")
@of_the_decider
def recalled_expressly(question: Question) -> Answer:
    """Tell whether the council has said that it takes back what it now just decides."""
    if not is_council(question.about.body) or question.get("recalled") is True:
        return MET
    bodies = bodies_of(given_away(question))
    return (
        unmet(", ".join(bodies), "recalled = True", holders=bodies) if bodies else MET
    )
