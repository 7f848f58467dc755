"""What an election decides, by how many votes, and who stands in the runoff (I-16, I-18)."""

from __future__ import annotations

from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import ELECTIONS, voters_of
from ratsflow.states.common.election import (
    candidates_of,
    elected_without,
    standing_in_runoff,
)
from ratsflow.states.common.topics import lineage, matters


@predicate("law.election.by_law", "law.proportional.by_topic")
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


@predicate(
    "law.mayor.member",
    "law.mayor.votes_in",
    "law.mayor.vote_exclusions",
    "law.mayor.excluded_topics",
)
def _votes_possible(question: Question) -> Answer:
    members = voters_of(question)
    inputs = question.inputs
    cast = sum(candidates_of(question).values())
    cast += inputs.get("no_votes", 0) + inputs.get("invalid_votes", 0)
    free = members - len(question.about.excluded) + inputs.get("biased_votes", 0)
    most = min(members, free)
    return MET if cast <= most else unmet(f"{cast}", f"<= {most}", most=most)


@predicate(
    "runoff",
    "law.election.base",
    "law.election.no_votes_valid",
    "law.election.runoff_between",
    "law.election.runoff_tie",
)
def _runoff_of_the_highest(question: Question) -> Answer:
    if question.inputs.get("runoff") is not True:
        return MET
    due, stand = standing_in_runoff(question), set(candidates_of(question))
    if stand in due:
        return MET
    pairs = " / ".join(sorted(", ".join(sorted(each)) for each in due))
    return unmet(", ".join(sorted(stand)), pairs)


@predicate("excluded_stay")
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


@predicate(
    "biased_votes",
    "no_votes",
    "runoff",
    "law.election.base",
    "law.election.no_votes_valid",
    "law.election.runoff_between",
    "law.election.runoff_tie",
)
def _bias_not_decisive(question: Question) -> Answer:
    biased = question.inputs.get("biased_votes", 0)
    if not biased or elected_without(question, biased):
        return MET
    return unmet(str(biased), "0")
