"""How the ballot papers of an election become an outcome (rule I-16)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ratsflow.law import elections
from ratsflow.procedure.finding import Answer, unknown
from ratsflow.procedure.question import MissingFactError, Question


def elect(question: Question) -> str | Answer:
    """Count one ballot of an election; a lot is never drawn here (rule I-16).

    References:
        § 50 Abs. 2 GO NRW.
    """
    inputs = question.inputs
    second = inputs.get("runoff") is True
    if not candidates_of(question):
        return unknown("candidates", required="NAME:34", code="candidates.unreadable")
    found = _elect(inputs, 2 if second else 1)
    if found.result is elections.Result.LOT:
        if inputs.get("lot") not in found.names:
            return unknown("lot", observed=", ".join(found.names), code="election.lot")
        return "elected" if second else "runoff"
    return found.result.value


def _elect(stated: Mapping[str, Any], ballot: int) -> elections.Election:
    return elections.elect(
        elections.election_rule("NRW"),
        _candidates(stated.get("candidates", ())),
        stated.get("no_votes") or 0,
        invalid=stated.get("invalid_votes") or 0,
        ballot=ballot,
    )


def candidates_of(question: Question) -> Mapping[str, int]:
    """Return the votes by candidate; empty where they cannot be read."""
    return _candidates(question.inputs.get("candidates", ()))


def standing_in_runoff(question: Question) -> list[set[str]]:
    """Return who may stand in the runoff, by the first ballot as it was recorded.

    It is one pair, unless the lot picked one person and leaves the second place open.

    Raises:
        MissingFactError: no first ballot is on record.
    """
    facts = question.case.facts
    if not _candidates(facts.get("candidates") or ()):
        raise MissingFactError("candidates")
    first = _elect(facts, 1)
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
    if 2 * best > best + rest:
        return True
    nobody = 2 * votes[0] <= votes[0] + rest - biased
    return nobody and _pair_stays(votes, biased)


def _pair_stays(votes: list[int], biased: int) -> bool:
    """Tell whether the same two lead, whomever the biased persons voted for."""
    third = votes[2:3]
    return not third or votes[1] - biased > third[0]


def _candidates(texts: tuple[str, ...]) -> dict[str, int]:
    votes: dict[str, int] = {}
    for text in texts:
        name, _, count = text.rpartition(":")
        if not name or name in votes or not count.isdecimal():
            return {}
        votes[name] = int(count)
    return votes
