"""Elections: how ballot papers become an outcome, secret or by lists (I-16 to I-18)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ratsflow.errors import BallotError
from ratsflow.law import elections
from ratsflow.law.counting import Base, Share
from ratsflow.law.elections import ONE_OBJECTION, secret_trigger
from ratsflow.law.local import MissingValueError
from ratsflow.model import BallotMode
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, met, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import (
    COUNTED,
    ELECTIONS,
    elected_of,
    fixed_modes,
    voters_of,
)
from ratsflow.states.common.fields import stated
from ratsflow.states.common.topics import lineage, matters, topics


ELECTION = (
    "law.election.majority law.election.no_votes_valid law.election.runoff_between",
    "law.election.runoff_tie law.election.tie? law.election.repeat_if_half_invalid?",
    "law.election.single_again? candidates lists",
)
"""What it takes to count an election."""

LISTS = (
    "item.body paper.topics seats lots candidates lists law.proportional.by_topic",
    "law.topics.own",
)
"""What it takes to say how the seats fall to the lists."""

_METHODS = {
    "hare_niemeyer": elections.hare_niemeyer,
    "d_hondt": elections.d_hondt,
    "sainte_lague": elections.sainte_lague,
}


@predicate(
    "invalid_votes", "item.body", "lot", "no_votes", "present", "runoff", *ELECTION
)
def elect(question: Question) -> str | Answer:
    """Count one ballot of an election; a lot is never drawn here (rule I-16)."""
    inputs = question.inputs
    second = inputs.get("runoff") is True
    if not candidates_of(question):
        return unknown("candidates", required="NAME:34", code="candidates.unreadable")
    try:
        found = _elect(question, inputs, runoff=second)
    except BallotError as error:  # more papers than voters: nobody can count with that
        told = "candidates", "no_votes", "invalid_votes", "present"
        return unknown(*told, observed=f"{error}", code="election.contradiction")
    if found.result is elections.Result.UNKNOWN:
        return unknown("present", code="election.uncounted")
    if found.result is elections.Result.LOT:
        if inputs.get("lot") not in found.names:
            return unknown("lot", observed=", ".join(found.names), code="election.lot")
        return "elected" if second else "runoff"
    return found.result.value


def _elect(
    question: Question, stated: Mapping[str, Any], *, runoff: bool
) -> elections.Election:
    rule, about = question.law.made(elections.election_rule), question.consultation
    of_all = rule.share.base is Base.MEMBERS and about is not None
    of_present = rule.share.base is Base.PRESENT_ELIGIBLE
    return elections.elect(
        rule,
        _candidates(stated.get("candidates", ())),
        stated.get("no_votes") or 0,
        invalid=stated.get("invalid_votes") or 0,
        present_eligible=stated.get("present") if of_present else None,
        members=about.body.members if of_all and about else None,
        ballot=1 + runoff,
    )


def candidates_of(question: Question) -> Mapping[str, int]:
    """Return the votes by candidate or by list; empty where they cannot be read."""
    inputs = question.inputs
    return _candidates(inputs.get("candidates") or inputs.get("lists") or ())


@predicate(*LISTS)
def elect_by_lists_outcome(question: Question) -> str | Answer:
    """Distribute the seats among the lists; a lot is never drawn here (rule I-17)."""
    found = seated(question)
    return found if isinstance(found, Answer) else "elected"


def seated(question: Question) -> Mapping[str, int] | Answer:
    """Return the seats by list, those that a lot gave included."""
    votes, seats = candidates_of(question), question.inputs["seats"]
    if not sum(votes.values()):
        return unknown("lists", required="NAME:34", code="lists.unreadable")
    members = stated(question.about.body.members, "body.members")
    if not 1 <= seats <= members:
        return unknown("seats", observed=f"{seats}", required=f"1 – {members}")
    found = _METHODS[method_of(question)](votes, seats)
    drawn = question.inputs.get("lots") or ()
    if len(set(drawn)) != len(drawn) or not set(drawn) <= set(found.among):
        return _lots(found)
    if len(drawn) != found.open:
        return _lots(found)
    return {name: count + (name in drawn) for name, count in found.seats.items()}


def _lots(found: elections.Seats) -> Answer:
    among = ", ".join(found.among)
    return unknown("lots", observed=among, required=f"{found.open}", code="lists.lots")


def method_of(question: Question) -> str:
    """Return how the seats fall to the lists, by the topic of the paper.

    Raises:
        MissingFactError: no topic is elected by lists, or two that are counted otherwise.
    """
    known = question.law["proportional.by_topic"]
    found = {known[topic] for topic in topics(question) if topic in known}
    if len(found) != 1:
        raise MissingFactError("motion.topics")
    return str(found.pop())


def standing_in_runoff(question: Question) -> list[set[str]]:
    """Return who may stand in the runoff, by the first ballot as it was recorded.

    It is one pair, unless the lot picked one person and leaves the second place open, or
    all who share the second place stand in it (`election.runoff_tie`).
    """
    facts = question.case.facts
    if not _candidates(facts.get("candidates") or ()):
        raise MissingFactError("candidates")
    first = _elect(question, facts, runoff=False)
    if first.result is not elections.Result.LOT:
        return [set(first.names)]
    drawn = {*first.settled, str(facts.get("lot") or "")}
    if first.places <= 1:
        return [drawn]
    return [drawn | {name} for name in first.names if name not in drawn]


def elected_without(question: Question, biased: int) -> bool:
    """Tell whether the result stays, whomever the biased persons voted for (rule G-6)."""
    votes = sorted(candidates_of(question).values(), reverse=True)
    if not votes:
        return False
    against: int = question.inputs.get("no_votes", 0)
    best, rest = votes[0] - biased, sum(votes[1:]) + against
    if question.inputs.get("runoff") is True:
        return best > max(votes[1:], default=0)
    if best > rest:
        return True
    places = question.law.made(elections.election_rule).runoff_between
    return votes[0] <= rest - biased and _same_stand(votes, biased, places)


def _same_stand(votes: list[int], biased: int, places: int | None) -> bool:
    """Tell whether the same persons lead, whomever the biased persons voted for."""
    if places is None or len(votes) <= places:
        return True
    return votes[places - 1] - biased > votes[places]


def _candidates(texts: tuple[str, ...]) -> dict[str, int]:
    votes: dict[str, int] = {}
    for text in texts:
        name, _, count = text.rpartition(":")
        if not name or name in votes or not count.isdecimal():
            return {}
        votes[name] = int(count)
    return votes


@predicate(
    "objections secret item.body paper.topics law.topics.own",
    "law.election.secret_trigger law.election.secret_trigger_committee law.mayor.member law.vote_mode.by_topic",
)
def election_secret(question: Question) -> Answer:
    """Tell whether an election was secret where the law or enough members wanted it."""
    committee, by_law = question.about.body.is_committee, "election_secret.by_law"
    trigger = secret_trigger(question.law, committee=committee)
    secret = question.inputs.get("secret")
    if trigger not in ONE_OBJECTION and not isinstance(trigger, Share):
        return MET if stated(secret, "secret") is True else unmet("", "", by_law)
    needed = _threshold(question, trigger) if isinstance(trigger, Share) else 1
    if stated(secret, "secret") is True:
        return MET
    if BallotMode.SECRET.value in fixed_modes(question):
        return unmet("secret = False", "secret = True", by_law)
    objections = question.inputs.get("objections")
    if objections is None:
        return unknown("objections", observed="secret = False")
    if objections < needed:
        return MET
    told = f"secret = False, objections = {objections}"
    numbers = {"objections": objections, "least": needed}
    return unmet(told, f"objections < {needed}", **numbers)


def _threshold(question: Question, share: Share) -> int:
    members = size = stated(question.about.body.members, "body.members")
    if share.base is Base.ELECTED:
        elected = elected_of(question, members)
        if elected is None:
            raise MissingValueError("mayor.member")
        size = elected
    needed: int = share.threshold(size)
    return needed


@field("item.up_today", "item.days", "day")
def item_up_today(question: Question) -> bool:
    """Whether the body dealt with the item last on the day of the step."""
    return question.day in question.about.days[-1:]


@predicate("paper.topics law.election.by_law law.proportional.by_topic law.topics.own")
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


@field(
    "election.voters",
    "biased_votes",
    "item.excluded",
    "excluded_without_vote",
    "law.mayor.member",
    *COUNTED,
)
def voters(question: Question) -> int:
    """How many can have voted: members entitled and not excluded, or who voted though."""
    members = voters_of(question)
    biased: int = question.inputs.get("biased_votes", 0)
    without = question.inputs.get("excluded_without_vote", ())
    excluded = [e for e in question.about.excluded if not is_one_of(e, without)]
    return min(members, members - len(excluded) + biased)


@predicate("runoff", "lot", "item.body", "invalid_votes", "no_votes", *ELECTION)
def runoff_of_the_highest(question: Question) -> Answer:
    """Tell whether those stand in the runoff who led in the first ballot."""
    if question.inputs.get("runoff") is not True:
        return MET
    due, stand = standing_in_runoff(question), set(candidates_of(question))
    if stand in due:
        return MET
    pairs = " / ".join(sorted(", ".join(sorted(each)) for each in due))
    return unmet(", ".join(sorted(stand)), pairs)


@predicate("biased_votes", "no_votes", "runoff", *ELECTION)
def bias_not_decisive(question: Question) -> Answer:
    """Tell whether an election ends the same without the votes of biased persons."""
    biased = question.inputs.get("biased_votes", 0)
    if not biased or elected_without(question, biased):
        return MET
    return unmet(str(biased), "0")


@predicate("paper.topics", "law.proportional.by_topic", "law.topics.own")
def by_lists(question: Question) -> Answer:
    """Tell whether everything that the paper is about is elected by lists."""
    known, of = question.law["proportional.by_topic"], topics(question)
    others = [each for each in of if each not in known]
    if of and not others:
        method_of(question)
        return MET
    code, told = "" if others else "lists_by_law.none", " / ".join(sorted(known))
    return unmet(", ".join(others) or "–", told, code, others=others)


@predicate(*LISTS)
def distributed(question: Question) -> Answer:
    """Tell how the seats fall to the lists, or that a lot has to be drawn."""
    found = seated(question)
    if isinstance(found, Answer):
        return found
    told = [f"{name}: {count}" for name, count in found.items()]
    return met(", ".join(told), seats=told)
