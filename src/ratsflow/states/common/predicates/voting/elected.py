"""What an election decides, by how many votes, and who stands in the runoff (I-16, I-18)."""

from __future__ import annotations

from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.decide import COUNTED, ELECTIONS, voters_of
from ratsflow.states.common.election import (
    ELECTION,
    candidates_of,
    elected_without,
    standing_in_runoff,
)
from ratsflow.states.common.topics import lineage, matters


@predicate("paper", "law.election.by_law", "law.proportional.by_topic")
def is_election(question: Question) -> Answer:
    """Tell whether everything that the paper is about is elected and not voted on."""
    topics, elections = matters(question), set(question.law[ELECTIONS])
    others = [each for each in topics if elections.isdisjoint(lineage(question, each))]
    if topics and not others:
        return MET
    code = "" if others else "election_by_law.none"
    if others and set(others) <= set(question.law["proportional.by_topic"]):
        code = "election_by_law.lists"
    told = " / ".join(sorted(elections))
    return unmet(", ".join(others) or "–", told, code, others=others)


@field("election.votes", "candidates", "lists", "no_votes", "invalid_votes")
def votes_cast(question: Question) -> int:
    """How many votes were counted, those against all and the invalid ones too."""
    others: int = sum(
        question.inputs.get(each, 0) for each in ("no_votes", "invalid_votes")
    )
    return others + sum(candidates_of(question).values())


@field("election.voters", "biased_votes", "law.mayor.member", *COUNTED)
def voters(question: Question) -> int:
    """How many can have voted: members entitled and not excluded, or who voted though.

    Raises:
        MissingFactError: the size of the body is not stated.
    """
    members = voters_of(question)
    biased: int = question.inputs.get("biased_votes", 0)
    return min(members, members - len(question.about.excluded) + biased)


@predicate("runoff", "candidates", "lot", "item", *ELECTION)
def runoff_of_the_highest(question: Question) -> Answer:
    """Tell whether those stand in the runoff who led in the first ballot."""
    if question.inputs.get("runoff") is not True:
        return MET
    due, stand = standing_in_runoff(question), set(candidates_of(question))
    if stand in due:
        return MET
    pairs = " / ".join(sorted(", ".join(sorted(each)) for each in due))
    return unmet(", ".join(sorted(stand)), pairs)


@predicate("biased_votes", "candidates", "no_votes", "runoff", *ELECTION)
def bias_not_decisive(question: Question) -> Answer:
    """Tell whether an election ends the same without the votes of biased persons."""
    biased = question.inputs.get("biased_votes", 0)
    if not biased or elected_without(question, biased):
        return MET
    return unmet(str(biased), "0")
