"""How the ballot papers of an election become an outcome (rules I-16, I-17)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ratsflow.law import elections
from ratsflow.law.counting import Base
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import Answer, unknown
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.topics import topics


ELECTION = (
    "law.election.base",
    "law.election.no_votes_valid",
    "law.election.runoff_between",
    "law.election.runoff_tie",
)
"""What it takes to count an election."""

_METHODS = {
    "hare_niemeyer": elections.hare_niemeyer,
    "d_hondt": elections.d_hondt,
    "sainte_lague": elections.sainte_lague,
}


@predicate()
def elect(question: Question) -> str | Answer:
    """Count one ballot of an election; a lot is never drawn here (rule I-16).

    References:
        § 50 Abs. 2 GO NRW.
    """
    inputs = question.inputs
    second = inputs.get("runoff") is True
    if not candidates_of(question):
        return unknown("candidates", required="NAME:34", code="candidates.unreadable")
    found = _elect(question, inputs, runoff=second)
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


@predicate(name="elect_by_lists_outcome")
def by_lists(question: Question) -> str | Answer:
    """Distribute the seats among the lists; a lot is never drawn here (rule I-17).

    References:
        § 50 Abs. 3 S. 2 to 6, § 67 Abs. 2 GO NRW.
    """
    found = seated(question)
    return found if isinstance(found, Answer) else "elected"


def seated(question: Question) -> Mapping[str, int] | Answer:
    """Return the seats by list, those that a lot gave included.

    Raises:
        MissingFactError: the size of the body, or the topic of an election by lists, is
            not stated.
    """
    votes, seats = candidates_of(question), question.inputs["seats"]
    if not sum(votes.values()):
        return unknown("lists", required="NAME:34", code="lists.unreadable")
    members = question.about.body.members
    if members is None:
        raise MissingFactError("body.members")
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

    Raises:
        MissingFactError: no first ballot is on record.
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
