"""Which majority a matter needs, whether it was counted, and who counts in it."""

from __future__ import annotations

from ratsflow.law import counting
from ratsflow.law.counting import Outcome
from ratsflow.model import MayorsVote
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import (
    BY_TOPIC,
    COUNTED,
    ELECTIONS,
    QUALIFIED,
    ballot_of,
    counted,
    mayor_has_vote,
    point_outcomes,
    qualified_by,
    reached,
    shares,
    simply_carried,
    stated_majorities,
)
from ratsflow.states.common.fields import stated
from ratsflow.states.common.topics import classified, topics
from ratsflow.states.common.votes import VOTED, is_simple, voted


@predicate("ballot majority paper.topics law.election.by_law law.topics.own", *BY_TOPIC)
def majority_known(question: Question) -> Answer:
    """Tell whether it can be said which majority the matter needs, if any."""
    of, law = classified(question.motion, question.law), question.law
    if of is None:
        if stated_majorities(question, ballot_of(question)):
            return MET
        raise MissingFactError("motion.topics")
    if elected := set(of).intersection(law[ELECTIONS]):
        return unmet(", ".join(sorted(elected)), "elect", "majority_known.election")
    for key in qualified_by(law, of):
        law[key]
    return MET


@predicate("point_results", *QUALIFIED)
def is_counted(question: Question) -> Answer:
    """Tell whether a qualified majority was counted, and every point of a vote by points."""
    ballot = ballot_of(question)
    needed = shares(question, ballot)
    asked = ", ".join(str(share) for share in needed)
    points = question.inputs.get("point_results", ())
    if needed and any(not text.rpartition(":")[-1].isdecimal() for text in points):
        return unknown("point_results", observed="point_results", required=asked)
    if not needed or reached(question, ballot) is not Outcome.UNKNOWN:
        return MET
    lacking = ("ballot.yes", "ballot.no", "body.members")
    return unknown(*lacking, observed="–", required=asked)


@predicate(*QUALIFIED, *VOTED)
def announced_rightly(question: Question) -> Answer:
    """Tell whether the chair announced what was counted."""
    ballot = voted(question)
    if ballot is None or ballot.announced is None or not ballot.is_counted:
        return MET
    if is_simple(question):
        found = counting.decide(*(counted(question, ballot) or (None, None)))
    else:
        found = reached(question, ballot)
    if found in (Outcome.UNKNOWN, ballot.announced.value):
        return MET
    told = {"announced": ballot.announced.value, "counted": found.value}
    return unmet(f"{ballot.announced} ≠ {found}", f"{found}", **told)


@predicate(*COUNTED, *VOTED)
def mayor_excluded(question: Question) -> Answer:
    """Tell whether the mayor voted nowhere that the law gives him no vote (I-13)."""
    ballot = voted(question)
    if ballot is None or ballot.mayor in (MayorsVote.ABSTAIN, MayorsVote.NONE):
        return MET
    kind = question.about.body.kind.value
    if kind not in question.law["mayor.votes_in"] and ballot.mayor is None:
        return MET  # no member of that body, so nothing to say about him
    has_vote = mayor_has_vote(question)
    if has_vote is True:
        return MET
    if has_vote is None or ballot.mayor is None:
        raise MissingFactError("motion.topics" if has_vote is None else "ballot.mayor")
    cast = ballot.mayor.value
    return unmet(f"ballot.mayor = {cast}", "ballot.mayor = –", cast=cast)


@predicate("point_results", "law.separate_vote.whole_vote", *QUALIFIED)
def points_settled(question: Question) -> Answer:
    """Tell whether every point of a vote by points has one result that can be read."""
    points = question.inputs.get("point_results")
    if not points:
        return MET
    question.law["separate_vote.whole_vote"]
    if point_outcomes(question) is not None:
        return MET
    return unknown("point_results", observed=", ".join(points), required="N:34:33")


@field("vote.carried", *COUNTED, *VOTED)
def vote_carried(question: Question) -> bool:
    """Whether there were more Yes than No, the mayor's vote left out where he has none."""
    ballot = voted(question)
    return ballot is not None and simply_carried(question, ballot)


@field("vote.no", *COUNTED, *VOTED)
def vote_no(question: Question) -> int:
    """How many voted No, the mayor left out where he has no vote."""
    ballot = voted(question)
    votes = ballot and counted(question, ballot)
    return stated(votes[1] if votes else None, "ballot.no")


@field(
    "paper.fills_seats", "paper.topics", "law.committee_seats.topics", "law.topics.own"
)
def fills_seats(question: Question) -> bool:
    """Whether the paper fills seats of committees."""
    of = topics(question)
    return bool(of) and not set(of).isdisjoint(question.law["committee_seats.topics"])
