"""Who decides (C-1 to C-5)."""

from __future__ import annotations

from ratsflow.law.powers import ONGOING, Power
from ratsflow.model import Consultation, Organization
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.predicates.competence.drawing import (
    POWERLESS,
    council_names,
    drawn_by_one_of,
    recalled_by_council,
)
from ratsflow.states.common.predicates.competence.matter import (
    belongs_to,
    holder,
    is_council,
    is_district,
    named,
    of_the_decider,
)
from ratsflow.states.common.predicates.paper.budget import is_material, overspends
from ratsflow.states.common.topics import (
    lineage,
    matters,
    reserved_by,
    topics,
)
from ratsflow.states.common.votes import URGENT_STEPS


def _reserved(question: Question) -> Answer:
    return _reserved_by(question, "topics.reserved")


def _reserved_by(question: Question, key: str) -> Answer:
    body = question.about.body
    if is_council(body):
        return MET
    norms = {each: reserved_by(question, each, key) for each in matters(question)}
    found = {topic: norm for topic, norm in norms.items() if norm}
    if not found:
        return MET
    paragraphs = sorted(set(found.values()))
    return unmet(body.name, "Rat", topics=list(found), paragraphs=paragraphs)


def _reserved_further(question: Question) -> Answer | bool:
    """Answer for what was not read, and for spending that its amount makes material."""
    key, body = "topics.reserved_further", question.about.body
    answer = _reserved_by(question, key)
    if answer is not MET or is_council(body) or not overspends(question):
        return answer
    if is_material(question):
        material = "material_overspend"
        norm = reserved_by(question, material, key)
        return unmet(body.name, "Rat", topics=[material], paragraphs=[norm])
    return MET


def _body_competent(question: Question) -> Answer:
    body = question.about.body
    if is_council(body):
        return MET
    if body.kind in POWERLESS:
        powerless = "body_competent.powerless"
        return unmet(body.name, "Rat", powerless, holders=["council"])
    of = _not_ongoing(question)
    if not of:
        return _without_topic(question, body)
    holders = {topic: holder(question, topic) for topic in of}
    others = {
        topic: named(power)
        for topic, power in holders.items()
        if not belongs_to(power, body)
    }
    if not others:
        return MET
    return unmet(
        body.name,
        ", ".join(f"{topic}: {name}" for topic, name in others.items()),
        matters=list(others),
        holders=list(dict.fromkeys(others.values())),
    )


def _not_ongoing(question: Question) -> list[str]:
    """Return the topics of the motion that are no ongoing administration."""
    of = matters(question)
    return [each for each in of if ONGOING not in lineage(question, each)]


def _without_topic(question: Question, body: Organization) -> Answer:
    """Answer for a matter in no list: the council's, or the mayor's if it is ongoing."""
    if ONGOING in topics(question):
        return MET
    return unmet(body.name, "Rat", "body_competent.no_topic")


@predicate("drawn_by", "reserved")
def _ongoing_administration_reserved(question: Question) -> Answer:
    if ONGOING not in topics(question):
        return MET
    if question.fact("reserved") is not True:
        return unmet("reserved = False", "reserved = True")
    return drawn_by_one_of(question, question.about.body.name, *council_names(question))


def given_away(question: Question) -> list[Power]:
    """Return the powers over the matters of the paper that local law or the act gave away.

    Those of district councils are none: they have theirs from the law.
    """
    powers = [holder(question, each) for each in _not_ongoing(question)]
    return [each for each in powers if each is not None and not each.is_district]


def matter_recalled(question: Question) -> Answer:
    """Answer whether the council decides what is its own, or was taken back."""
    body = question.about.body
    if not is_council(body):
        if is_district(body) or not recalled_by_council(question):
            return MET
        return unmet(body.name, "Rat", "matter_recalled.recalled")
    held = given_away(question)
    if not held:
        return MET
    bodies = list(dict.fromkeys(each.body for each in held))
    holders = ", ".join(bodies)
    if any(each.statutory for each in held):
        code = "matter_recalled.statutory"
        return unmet(holders, "by local law", code, holders=bodies)
    itself = question.step not in URGENT_STEPS and question.get("recalled") is None
    if itself and question.law["recall.implied"] is True:
        return _before_their_decision(question)
    if question.fact("recalled") is not True:
        return unmet(holders, "recalled = True", holders=bodies)
    drawn = drawn_by_one_of(question, question.about.body.name)
    return _before_their_decision(question) if drawn is MET else drawn


def _recalled_expressly(question: Question) -> Answer:
    """Where the council just decides what it had given away, the recall is implied."""
    if not is_council(question.about.body) or question.get("recalled") is True:
        return MET
    held = given_away(question)
    bodies = list(dict.fromkeys(each.body for each in held))
    return unmet(", ".join(bodies), "recalled = True", holders=bodies) if held else MET


_AFTER_THAT = ("in_execution", "executed", "reported", "closed")
"""States in which a decision is being carried out, or was."""


def _before_their_decision(question: Question) -> Answer:
    decided = question.case.deciding
    if decided is None or is_council(decided.body):
        return MET
    reading = question.law["recall.reading"]
    if reading == "before_execution" and question.case.state not in _AFTER_THAT:
        return MET
    return unmet(
        f"{decided.body.name} {_day(decided)}".strip(),
        f"recalled < {_day(decided)}",
        "matter_recalled.late",
        body=decided.body.name,
    )


def _day(decided: Consultation) -> str:
    return decided.days[-1].isoformat() if decided.days else ""


non_delegable_check = predicate("law.topics.reserved", name="non_delegable")(
    of_the_decider(_reserved)
)
non_delegable_further_check = predicate(
    "law.topics.reserved_further",
    "law.overspend.material_threshold",
    name="non_delegable_further",
)(of_the_decider(_reserved_further))
body_competent_check = predicate(
    "law.competence.powers",
    "law.limits.named",
    "law.competence.amounts",
    "law.competence.cost_amounts",
    "law.district.matters",
    "law.municipality.county_free",
    "law.topics.reserved",
    "law.topics.reserved_further",
    name="body_competent",
)(of_the_decider(_body_competent))
matter_recalled_check = predicate(
    "recalled",
    "law.competence.powers",
    "law.limits.named",
    "law.competence.amounts",
    "law.competence.cost_amounts",
    "law.district.matters",
    "law.municipality.county_free",
    "law.recall.implied",
    "law.recall.reading",
    "law.topics.reserved",
    "law.topics.reserved_further",
    name="matter_recalled",
)(of_the_decider(matter_recalled))
recalled_expressly_check = predicate(
    "recalled",
    "law.competence.powers",
    "law.limits.named",
    "law.competence.amounts",
    "law.competence.cost_amounts",
    "law.district.matters",
    "law.municipality.county_free",
    "law.topics.reserved",
    "law.topics.reserved_further",
    name="recalled_expressly",
)(of_the_decider(_recalled_expressly))
