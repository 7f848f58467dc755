"""Which majority a matter needs, whether it was counted, and who counts in it."""

from __future__ import annotations

from ratsflow.law import counting
from ratsflow.law.counting import Outcome
from ratsflow.model import Ballot, MayorsVote
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import (
    ELECTIONS,
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
from ratsflow.states.common.topics import classified
from ratsflow.states.common.votes import BY_SIMPLE_MAJORITY, voted


@predicate(
    "majority",
    "law.election.by_law",
    "law.majority.by_topic",
    "law.main_bylaw.majority",
    "law.honorary_citizenship.majority",
    "law.name_change.majority",
    "law.council_referendum.majority",
    "law.mayor_removal.majority",
    "law.deputy_mayor_removal.majority",
    "law.alderman_removal.majority",
    "law.committee_chair_removal.majority",
    "law.digital_session.majority",
    "law.rules_deviation.majority",
    name="majority_known",
)
def _known(question: Question) -> Answer:
    topics = classified(question.motion, question.law)
    if topics is None:
        if stated_majorities(question, ballot_of(question)):
            return MET
        raise MissingFactError("motion.topics")
    law = question.law
    if elected := set(topics).intersection(law[ELECTIONS]):
        return unmet(", ".join(sorted(elected)), "elect", "majority_known.election")
    for key in qualified_by(law, topics):
        law[key]
    return MET


@predicate(
    "delegates_to_main_committee",
    "majority",
    "point_results",
    "law.mayor.member",
    "law.mayor.votes_in",
    "law.mayor.vote_exclusions",
    "law.mayor.excluded_topics",
    "law.majority.by_topic",
    "law.main_bylaw.majority",
    "law.honorary_citizenship.majority",
    "law.name_change.majority",
    "law.council_referendum.majority",
    "law.mayor_removal.majority",
    "law.deputy_mayor_removal.majority",
    "law.alderman_removal.majority",
    "law.committee_chair_removal.majority",
    "law.digital_session.majority",
    "law.rules_deviation.majority",
    "law.majority.absolute",
    "law.majority.two_thirds",
    "law.majority.three_quarters",
    "law.urgent.delegation_majority",
)
def _is_counted(question: Question) -> Answer:
    ballot = ballot_of(question)
    needed = shares(question, ballot)
    if not needed:
        return MET
    asked = ", ".join(str(share) for share in needed)
    points = question.inputs.get("point_results", ())
    if any(not text.rpartition(":")[-1].isdecimal() for text in points):
        return unknown("point_results", observed="point_results", required=asked)
    if reached(question, ballot) is not Outcome.UNKNOWN:
        return MET
    return unknown(
        "ballot.yes", "ballot.no", "body.members", observed="–", required=asked
    )


@predicate(
    "ballot",
    "delegates_to_main_committee",
    "majority",
    "law.mayor.member",
    "law.mayor.votes_in",
    "law.mayor.vote_exclusions",
    "law.mayor.excluded_topics",
    "law.majority.by_topic",
    "law.main_bylaw.majority",
    "law.honorary_citizenship.majority",
    "law.name_change.majority",
    "law.council_referendum.majority",
    "law.mayor_removal.majority",
    "law.deputy_mayor_removal.majority",
    "law.alderman_removal.majority",
    "law.committee_chair_removal.majority",
    "law.digital_session.majority",
    "law.rules_deviation.majority",
    "law.majority.absolute",
    "law.majority.two_thirds",
    "law.majority.three_quarters",
    "law.urgent.delegation_majority",
)
def _announced_rightly(question: Question) -> Answer:
    ballot = voted(question)
    if ballot is None or ballot.announced is None or not ballot.is_counted:
        return MET
    found = _by_numbers(question, ballot)
    if found in (Outcome.UNKNOWN, ballot.announced.value):
        return MET
    told = {"announced": ballot.announced.value, "counted": found.value}
    return unmet(f"{ballot.announced} ≠ {found}", f"{found}", **told)


def _by_numbers(question: Question, ballot: Ballot) -> Outcome:
    if question.step in BY_SIMPLE_MAJORITY:
        return counting.decide(*(counted(question, ballot) or (None, None)))
    return reached(question, ballot)


@predicate(
    "ballot",
    "law.mayor.votes_in",
    "law.mayor.vote_exclusions",
    "law.mayor.excluded_topics",
)
def _mayor_excluded(question: Question) -> Answer:
    ballot = voted(question)
    if ballot is None or ballot.mayor in (MayorsVote.ABSTAIN, MayorsVote.NONE):
        return MET
    kind = question.about.body.kind.value
    if kind not in question.law["mayor.votes_in"] and ballot.mayor is None:
        return MET  # no member of that body, so nothing to say about him
    has_vote = mayor_has_vote(question)
    if has_vote is True:
        return MET
    if has_vote is None:
        raise MissingFactError("motion.topics")
    if ballot.mayor is None:
        raise MissingFactError("ballot.mayor")
    cast = ballot.mayor.value
    return unmet(f"ballot.mayor = {cast}", "ballot.mayor = –", cast=cast)


@predicate(
    "delegates_to_main_committee",
    "majority",
    "point_results",
    "law.separate_vote.whole_vote",
    "law.mayor.member",
    "law.mayor.votes_in",
    "law.mayor.vote_exclusions",
    "law.mayor.excluded_topics",
    "law.majority.by_topic",
    "law.main_bylaw.majority",
    "law.honorary_citizenship.majority",
    "law.name_change.majority",
    "law.council_referendum.majority",
    "law.mayor_removal.majority",
    "law.deputy_mayor_removal.majority",
    "law.alderman_removal.majority",
    "law.committee_chair_removal.majority",
    "law.digital_session.majority",
    "law.rules_deviation.majority",
    "law.majority.absolute",
    "law.majority.two_thirds",
    "law.majority.three_quarters",
    "law.urgent.delegation_majority",
)
def _points_settled(question: Question) -> Answer:
    if not question.inputs.get("point_results"):
        return MET
    question.law["separate_vote.whole_vote"]
    points = point_outcomes(question)
    if points is None:
        return unknown(
            "point_results",
            observed=", ".join(question.inputs["point_results"]),
            required="N:34:33",
        )
    return MET


@predicate(
    "law.committee_seats.topics",
    "law.mayor.votes_in",
    "law.mayor.vote_exclusions",
    "law.mayor.excluded_topics",
)
def _list_unanimous(question: Question) -> Answer:
    ballot = ballot_of(question)
    if not _on_seats(question) or not simply_carried(question, ballot):
        return MET
    votes = counted(question, ballot)
    if votes is None:
        return unknown("ballot.no", observed="–", required="ballot.no = 0")
    if votes[1] == 0:
        return MET
    return unmet(f"ballot.no = {votes[1]}", "ballot.no = 0", against=votes[1])


@predicate(
    "joint_proposal",
    "law.committee_seats.topics",
    "law.mayor.votes_in",
    "law.mayor.vote_exclusions",
    "law.mayor.excluded_topics",
)
def _list_joint(question: Question) -> Answer:
    if not _on_seats(question) or not simply_carried(question, ballot_of(question)):
        return MET
    joint = question.inputs.get("joint_proposal")
    if joint is None:
        raise MissingFactError("joint_proposal")  # of another vote it says nothing
    if joint is True:
        return MET
    needed, code = "joint_proposal = True", "uniform_list_accepted.joint"
    return unmet("joint_proposal = False", needed, code)


def _on_seats(question: Question) -> bool:
    topics = classified(question.motion, question.law)
    if topics is None:
        raise MissingFactError("motion.topics")
    if not topics:
        return False
    return not set(topics).isdisjoint(question.law["committee_seats.topics"])
