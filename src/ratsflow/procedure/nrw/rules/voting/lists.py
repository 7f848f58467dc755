"""Elections by lists (*Verhältniswahl*): what is elected so, and how the seats fall (I-17)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, met, unmet
from ratsflow.procedure.nrw.election import method_of, seated
from ratsflow.procedure.nrw.topics import topics
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule


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


def _distributed(question: Question) -> Answer:
    found = seated(question)
    if isinstance(found, Answer):
        return found
    told = [f"{name}: {count}" for name, count in found.items()]
    return met(", ".join(told), seats=told)


RULES = (
    Rule(
        "lists_by_law",
        _by_lists,
        label=Wording("Gegenstand einer Verhältniswahl", "Elected by lists"),
        citation=Citation("§ 50 Abs. 3 S. 2, § 67 Abs. 2 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="I-17",
        parameters=("proportional.by_topic",),
        unmet=Wording(
            "Nach Verhältniswahl wird nur gewählt, wo das Gesetz es sagt; hier nicht: "
            "{others:topic}.",
            "Only what the law says is elected by proportional vote; this is not: "
            "{others:topic}.",
        ),
        by_code={
            "none": Wording(
                "Die Vorlage nennt kein Thema einer Verhältniswahl; so gewählt wird nur, "
                "wo das Gesetz es sagt.",
                "The paper names no topic of an election by proportional vote; only what "
                "the law says is elected so.",
            ),
        },
        remedy=Wording(
            "Abstimmen (Schritt „Abstimmen“), wählen (Schritt „Wählen“) oder das Thema "
            "richtig einordnen.",
            "Vote (step “vote”), elect (step “elect”), or classify the topic rightly.",
        ),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "seats_distributed",
        _distributed,
        label=Wording("Sitze verteilt", "Seats distributed"),
        citation=Citation("§ 50 Abs. 3 S. 3–6, § 67 Abs. 2 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="I-17",
        parameters=("proportional.by_topic",),
        kept=Wording(
            "Auf die Wahlvorschläge entfallen Sitze: {seats}.",
            "Seats fall to the lists: {seats}.",
        ),
        by_code={
            "lots": Wording(
                "Über einen Teil der Sitze entscheidet das Los; ihre Zahl ist {required}. "
                "Zu ziehen ist zwischen gleichen Ansprüchen: {observed}.",
                "A lot decides a part of the seats; their number is {required}. It is "
                "drawn among equal claims: {observed}.",
            ),
        },
        remedy=Wording(
            "Stimmen je Wahlvorschlag und Zahl der Sitze angeben; bei gleichen "
            "Ansprüchen das Los ziehen und seine Wahlvorschläge nennen.",
            "State the votes by list and the number of seats; where claims are equal "
            "draw the lot, and name its lists.",
        ),
        cured_by=("chair", "council_office"),
    ),
)

GUARDS = tuple(rule.id for rule in RULES)
