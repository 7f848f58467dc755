"""What an election decides, by how many votes, and who stands in the runoff (I-16, I-18)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.decide import ELECTIONS, MAYOR_KEYS, voters_of
from ratsflow.procedure.nrw.election import (
    candidates_of,
    elected_without,
    standing_in_runoff,
)
from ratsflow.procedure.nrw.topics import lineage, matters
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule


def _is_election(question: Question) -> Answer:
    topics, elections = matters(question), set(question.law[ELECTIONS])
    others = [each for each in topics if elections.isdisjoint(lineage(question, each))]
    if topics and not others:
        return MET
    code = "" if others else "election_by_law.none"
    if others and set(others) <= set(question.law["proportional.by_topic"]):
        code = "election_by_law.lists"
    return unmet(
        ", ".join(others) or "–",
        " / ".join(sorted(elections)),
        code,
        others=others,
    )


def _votes_possible(question: Question) -> Answer:
    members = voters_of(question)
    inputs = question.inputs
    cast = sum(candidates_of(question).values())
    cast += inputs.get("no_votes", 0) + inputs.get("invalid_votes", 0)
    free = members - len(question.about.excluded) + inputs.get("biased_votes", 0)
    most = min(members, free)
    return MET if cast <= most else unmet(f"{cast}", f"<= {most}", most=most)


def _runoff_of_the_highest(question: Question) -> Answer:
    if question.inputs.get("runoff") is not True:
        return MET
    due, stand = standing_in_runoff(question), set(candidates_of(question))
    if stand in due:
        return MET
    pairs = " / ".join(sorted(", ".join(sorted(each)) for each in due))
    return unmet(", ".join(sorted(stand)), pairs)


def _biased_out(question: Question) -> Answer:
    excluded = question.about.excluded
    if not excluded:
        return MET
    stay = question.inputs.get("excluded_stay")
    if stay is None:
        raise MissingFactError("excluded_stay")
    in_public = question.about.public is True and stay == "audience"
    if stay == "outside" or in_public:
        return MET
    return unmet(f"{', '.join(excluded)}: {stay}", "outside")


def _bias_not_decisive(question: Question) -> Answer:
    biased = question.inputs.get("biased_votes", 0)
    if not biased or elected_without(question, biased):
        return MET
    return unmet(str(biased), "0")


_ELECTION = (
    "election.base",
    "election.no_votes_valid",
    "election.runoff_between",
    "election.runoff_tie",
)

RULES = (
    Rule(
        "election_by_law",
        _is_election,
        label=Wording("Gegenstand einer Wahl", "Subject of an election"),
        citation=Citation("§ 50 Abs. 1, 2 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="I-16",
        parameters=(ELECTIONS, "proportional.by_topic"),
        unmet=Wording(
            "Gewählt wird nur, wo das Gesetz es sagt; hier wird mit Ja und Nein "
            "abgestimmt: {others:topic}.",
            "Only what the law says is elected; this takes a Yes/No vote: "
            "{others:topic}.",
        ),
        by_code={
            "lists": Wording(
                "Hier wird nicht zwischen Personen gewählt, sondern nach Listen "
                "(Schritt „Nach Verhältniswahl wählen“): {others:topic}.",
                "This is no election between persons, but one by lists (step “elect by "
                "proportional vote”): {others:topic}.",
            ),
            "none": Wording(
                "Die Vorlage nennt kein Thema einer Wahl; gewählt wird nur, wo das "
                "Gesetz es sagt.",
                "The paper names no topic of an election; only what the law says is "
                "elected.",
            ),
        },
        remedy=Wording(
            "Abstimmen (Schritt „Abstimmen“) oder das Thema richtig einordnen.",
            "Vote (step “vote”), or classify the topic rightly.",
        ),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "election_votes_possible",
        _votes_possible,
        label=Wording(
            "Nicht mehr Stimmen als Mitglieder", "No more votes than members"
        ),
        citation=Citation("Niederschrift (Regel I-18)", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="I-18",
        parameters=("mayor.member", *MAYOR_KEYS),
        unmet=Wording(
            "Die Zahl der gezählten Stimmen ist {observed}; möglich sind höchstens "
            "{most}.",
            "The number of votes counted is {observed}; at most {most} are possible.",
        ),
        remedy=Wording("Neu zählen.", "Count again."),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "runoff_of_the_highest",
        _runoff_of_the_highest,
        label=Wording("Engere Wahl der beiden Höchsten", "Runoff of the two highest"),
        citation=Citation("§ 50 Abs. 2 GO NRW", "K", "run-off [S] juracademy"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="I-16",
        parameters=_ELECTION,
        unmet=Wording(
            "Zur engeren Wahl stehen andere als die beiden, die im ersten Wahlgang "
            "vorn lagen.",
            "Others stand in the runoff than the two who led in the first ballot.",
        ),
        remedy=Wording(
            "Zwischen den beiden wählen, die im ersten Wahlgang vorn lagen.",
            "Elect between the two who led in the first ballot.",
        ),
        cured_by=("chair",),
    ),
    Rule(
        "election_excluded_left",
        _biased_out,
        label=Wording("Verlassen des Platzes bei der Wahl", "Leaving the table"),
        citation=Citation(
            "§ 31 Abs. 3 Nr. 3, Abs. 4 GO NRW", "K", "Abs. 4: uwe-wegner.de"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="G-4",
        unmet=Wording(
            "Eine befangene Person blieb während der Wahl am Platz oder im "
            "nichtöffentlichen Raum.",
            "A biased person stayed at the table or in the private room during the "
            "election.",
        ),
        remedy=Wording(
            "Raum verlassen und neu wählen.", "Leave the room and elect anew."
        ),
        cured_by=("chair",),
    ),
    Rule(
        "election_bias_not_decisive",
        _bias_not_decisive,
        label=Wording(
            "Mitwirkung bei der Wahl nicht entscheidend", "Bias not decisive"
        ),
        citation=Citation("§ 31 Abs. 6 GO NRW", "K", "for votes: klartext-jura.de"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="G-6",
        parameters=_ELECTION,
        unmet=Wording(
            "Befangene haben mitgewählt; die Zahl ihrer Stimmen ist {observed}, und "
            "das kann die Wahl entschieden haben.",
            "Biased persons took part; the number of their votes is {observed}, and "
            "that may have decided the election.",
        ),
        remedy=Wording("Ohne sie neu wählen.", "Elect anew without them."),
        cured_by=("chair",),
        revision=2,
    ),
)

GUARDS = tuple(rule.id for rule in RULES)
