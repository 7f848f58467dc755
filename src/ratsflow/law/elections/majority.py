"""Count one ballot of an election by majority (Mehrheitswahl)."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from ratsflow.errors import BallotError
from ratsflow.law.counting import Base, whole
from ratsflow.law.elections.rules import ElectionRule, RunoffTie
from ratsflow.law.sentences import said
from ratsflow.model.closed_list import ClosedList


class Result(ClosedList):
    """What an election ballot ended with."""

    ELECTED = "elected"
    RUNOFF = "runoff"
    """A further ballot between the persons named."""
    LOT = "lot"
    """A lot must be drawn among the persons named; it is never drawn here."""
    REPEAT = "repeat"
    """The same ballot must be held again."""
    NOT_ELECTED = "not_elected"
    UNKNOWN = "unknown"


@attrs.frozen
class Election:
    """The result of one ballot.

    Attributes:
        result: what it ended with.
        names: the elected person, those of the next ballot, or those among whom the
            lot is drawn; in order of votes, then of name.
        needed: votes needed in this ballot, None where the most votes decide.
        settled: on a lot for the runoff, those who are in it anyway.
        places: on a lot, how many are drawn.
    """

    result: Result
    names: tuple[str, ...] = ()
    needed: int | None = None
    settled: tuple[str, ...] = ()
    places: int = 0


@attrs.frozen
class _Ballot:
    votes: Mapping[str, int]
    no: int
    invalid: int
    single: bool

    @property
    def ranking(self) -> list[str]:
        return sorted(self.votes, key=lambda name: (-self.votes[name], name))

    def valid(self, rule: ElectionRule) -> int:
        return sum(self.votes.values()) + (self.no if rule.no_votes_valid else 0)

    def mostly_invalid(self, rule: ElectionRule) -> bool:
        cast = sum(self.votes.values()) + self.no + self.invalid
        valid = self.valid(rule)
        return cast - valid >= valid and cast > 0


def elect(
    rule: ElectionRule,
    votes: Mapping[str, int],
    no: int = 0,
    abstain: int = 0,
    *,
    invalid: int = 0,
    present_eligible: int | None = None,
    members: int | None = None,
    ballot: int = 1,
) -> Election:
    """Count one ballot of an election (Wahl).

    Args:
        rule: what the law says, from `election_rule`.
        votes: votes by candidate.
        no: No votes; blank papers belong to `abstain`, in Bavaria to `invalid`.
        abstain: abstentions; they are never votes.
        invalid: invalid papers.
        present_eligible: members present with a vote; needed in BW.
        members: all members; needed in NI.
        ballot: 1, or 2 for the runoff.

    Returns:
        The result; *unknown* if the base of the majority is missing.

    Raises:
        BallotError: more votes than voters, or a runoff of too many.
        InvalidInputError: no candidate, or a number is negative.

    References:
        § 50 Abs. 2 GO NRW, Art. 51 Abs. 3 GO Bayern, § 37 Abs. 7 GemO BW, § 67 NKomVG,
        § 55 HGO; rule I-16.
    """
    counted = _checked(votes, no, invalid)
    cast = sum(votes.values()) + no + invalid + whole(abstain, "abstain")
    for where, limit in (("present_eligible", present_eligible), ("members", members)):
        if limit is not None and cast > whole(limit, where):
            raise said.invalid(
                "election.papers", where, BallotError, cast=cast, limit=limit
            )
    if whole(ballot, "ballot", 1) == 1:
        return _first_ballot(rule, counted, present_eligible, members)
    return _second_ballot(rule, counted, present_eligible)


def _checked(votes: Mapping[str, int], no: int, invalid: int) -> _Ballot:
    if not votes:
        raise said.invalid("election.candidates", "votes")
    for name, count in votes.items():
        whole(count, f"votes for {name}")
    return _Ballot(votes, whole(no, "no"), whole(invalid, "invalid"), len(votes) == 1)


def _needed(
    rule: ElectionRule, counted: _Ballot, present: int | None, members: int | None
) -> int | None:
    sizes = {Base.PRESENT_ELIGIBLE: present, Base.MEMBERS: members}
    size = sizes.get(rule.share.base, counted.valid(rule))
    return None if size is None else rule.share.threshold(size)


def _first_ballot(
    rule: ElectionRule, counted: _Ballot, present: int | None, members: int | None
) -> Election:
    if rule.repeat_if_half_invalid and counted.mostly_invalid(rule):
        return Election(Result.REPEAT, tuple(counted.ranking))
    needed = _needed(rule, counted, present, members)
    if needed is None:
        return Election(Result.UNKNOWN)
    best = counted.ranking[0]
    if counted.votes[best] >= needed:
        return Election(Result.ELECTED, (best,), needed)
    if counted.single and rule.runoff_between is not None:
        again = Result.REPEAT if rule.single_again else Result.NOT_ELECTED
        return Election(again, (best,) if rule.single_again else (), needed)
    return _next_ballot(rule, counted, needed)


def _next_ballot(rule: ElectionRule, counted: _Ballot, needed: int) -> Election:
    ranking = counted.ranking
    places = rule.runoff_between
    if places is None or len(ranking) <= places:
        return Election(Result.RUNOFF, tuple(ranking), needed)
    edge = counted.votes[ranking[places - 1]]
    above = tuple(name for name in ranking if counted.votes[name] > edge)
    equal = tuple(name for name in ranking if counted.votes[name] == edge)
    if len(above) + len(equal) == places or rule.runoff_tie is RunoffTie.ALL:
        return Election(Result.RUNOFF, above + equal, needed)
    return Election(Result.LOT, equal, needed, above, places - len(above))


def _second_ballot(
    rule: ElectionRule, counted: _Ballot, present: int | None
) -> Election:
    if counted.single and rule.single_again:
        needed = _needed(rule, counted, present, None)
        if needed is None:
            return Election(Result.UNKNOWN)
        if counted.votes[counted.ranking[0]] >= needed:
            return Election(Result.ELECTED, (counted.ranking[0],), needed)
        return Election(Result.NOT_ELECTED, (), needed)
    most_stand = None if rule.runoff_tie is RunoffTie.ALL else rule.runoff_between
    if most_stand is not None and len(counted.votes) > most_stand:
        raise said.invalid(
            "election.runoff", "votes", BallotError, count=len(counted.votes)
        )
    most = max(counted.votes.values())
    first = tuple(name for name in counted.ranking if counted.votes[name] == most)
    if most == 0:
        return Election(Result.NOT_ELECTED)
    if len(first) > 1:
        return Election(Result.LOT, first, places=1)
    return Election(Result.ELECTED, first)
