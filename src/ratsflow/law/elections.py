"""Count elections by majority, and distribute seats (Wahlen).

What is no whole number, or negative, is refused with `InvalidInputError`, and so are no
candidates, no votes, no seats; more votes than voters, or more persons in a runoff than may
stand in it, with `BallotError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import attrs

from ratsflow._moved import words
from ratsflow.errors import BallotError, DefinitionError
from ratsflow.law.citation import Citation
from ratsflow.law.counting import Base, Share, whole
from ratsflow.law.local import Law
from ratsflow.law.norms import share_of as share_in
from ratsflow.law.sentences import said
from ratsflow.model.closed_list import ClosedList


# ------------------------------------------------------------- election by majority


class RunoffTie(ClosedList):
    """Who stands in a runoff where more share its last place than there is room for."""

    LOT = "lot"
    """Those whom the lot picks."""
    ALL = "all"
    """All of them."""


class Tie(ClosedList):
    """What decides where two are equal in the last ballot (Stimmengleichheit)."""

    LOT = "lot"
    """The lot, which is never drawn here."""
    REPEAT = "repeat"
    """Another ballot."""


@attrs.frozen
class ElectionRule:
    """How a law counts an election by majority (Mehrheitswahl).

    Attributes:
        share: what elects in the first ballot, and of what.
        no_votes_valid: whether a No is a valid vote.
        runoff_between: candidates of the second ballot, None for all of them.
        single_again: True if a lone candidate who fails stands again, with the same
            majority.
        repeat_if_half_invalid: True if the ballot is repeated when at least half of
            the votes are invalid.
        citation: the norm.
        runoff_tie: who stands in the runoff where more share its last place.
        tie: what decides where two are equal in the last ballot.
    """

    share: Share
    no_votes_valid: bool
    runoff_between: int | None
    single_again: bool
    repeat_if_half_invalid: bool
    citation: Citation
    runoff_tie: RunoffTie = attrs.field(default=RunoffTie.LOT, converter=RunoffTie)
    tie: Tie = attrs.field(default=Tie.LOT, converter=Tie)


def election_rule(law: Law) -> ElectionRule:
    """Return the election rule that a law describes; `Law.made` keeps it.

    Raises:
        MissingValueError: a value is not set.
        DefinitionError: a value makes no sense.

    References:
        § 50 Abs. 2 GO NRW and its counterparts; rule I-16.
    """
    values = law.values
    try:
        return ElectionRule(
            _majority(law),
            law["election.no_votes_valid"],
            values.get("election.runoff_between"),
            values.get("election.single_again") is True,
            values.get("election.repeat_if_half_invalid") is True,
            law.citation("election.majority"),
            values.get("election.runoff_tie", RunoffTie.LOT),
            values.get("election.tie", Tie.LOT),
        )
    except ValueError as error:
        raise DefinitionError(
            law.name or law.state, [said("election.rule", error=error)]
        ) from error


def _majority(law: Law) -> Share:
    """Return what elects; a law that was stored by version 0.1 says the base alone."""
    base = law.values.get("election.base")
    if base is not None and "election.majority" not in law.values:
        return Share(1, 2, strict=True, base=Base(base))
    return Share.of(law["election.majority"], "election.majority")


_OLD_TRIGGERS = {"one_fifth_elected": ">= 1/5 of elected"}
"""Words by which the first release named a share."""

ONE_OBJECTION = frozenset({"one_objection", "one_member", "always_unless_no_objection"})
"""Words for an election that is secret as soon as one member objects to an open one."""


def secret_trigger(law: Law, *, committee: bool = False) -> Share | str:
    """Return what makes an election secret: a share of the members, or a word.

    The words are ``always`` and those of `ONE_OBJECTION`.

    Raises:
        MissingValueError: the value is not set.
        DefinitionError: it is neither.
    """
    norm = "election.secret_trigger"
    if committee and law.values.get(f"{norm}_committee") is not None:
        norm = f"{norm}_committee"
    value = law[norm]
    if isinstance(value, str):
        value = _OLD_TRIGGERS.get(value, value)
        share = share_in(value)
        if share is not None:
            return share
        if value == "always" or value in ONE_OBJECTION:
            return value
    return Share.of(value, norm)


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
    if len(first) > 1 and rule.tie is Tie.REPEAT:
        return Election(Result.REPEAT, first)
    if len(first) > 1:
        return Election(Result.LOT, first, places=1)
    return Election(Result.ELECTED, first)


# ------------------------------------------------------------------------------ seats


@attrs.frozen
class Seats:
    """How seats fall to lists (Sitzverteilung).

    Attributes:
        seats: seats by list that are certain.
        open: seats that a lot decides.
        among: the lists among which it is drawn, one seat each at most.
        order: d'Hondt only: the lists in order of access, equal claims together; the
            lot decides the order within a group.
    """

    seats: Mapping[str, int] = attrs.field(hash=False)
    open: int = 0
    among: tuple[str, ...] = ()
    order: tuple[tuple[str, ...], ...] = ()


def _lists(votes: Mapping[str, int], seats: int) -> int:
    for name, count in votes.items():
        whole(count, f"votes for {name}")
    whole(seats, "seats", 1)
    total = sum(votes.values())
    if total == 0:
        raise said.invalid("seats.votes", "votes")
    return total


def hare_niemeyer(votes: Mapping[str, int], seats: int) -> Seats:
    """Distribute seats by largest remainder (Hare/Niemeyer), by the votes of each list.

    Equal remainders at the edge leave the rest to the lot.

    References:
        § 50 Abs. 3 GO NRW; rule I-17.
    """
    total = _lists(votes, seats)
    given = {name: count * seats // total for name, count in votes.items()}
    rest = {name: count * seats % total for name, count in votes.items()}
    left = seats - sum(given.values())
    if left == 0:
        return Seats(given)
    edge = sorted(rest.values(), reverse=True)[left - 1]
    above = [name for name in votes if rest[name] > edge]
    equal = sorted(name for name in votes if rest[name] == edge)
    winners = [*above, *equal] if len(above) + len(equal) == left else above
    for name in winners:
        given[name] += 1
    still = left - len(winners)
    return Seats(given, still, tuple(equal) if still else ())


def d_hondt(votes: Mapping[str, int], seats: int) -> Seats:
    """Distribute seats by highest quotient, in order of access (d'Hondt).

    Args:
        votes: votes or members by list.
        seats: seats to fill, for example committee chairs.

    Returns:
        The certain seats and the order; equal quotients for the last seats leave them
        to the lot.

    References:
        § 58 Abs. 5 GO NRW; rule I-17.
    """
    return _by_quotient(votes, seats, step=1)


def sainte_lague(votes: Mapping[str, int], seats: int) -> Seats:
    """Distribute seats as `d_hondt` does, by odd divisors (Sainte-Laguë/Schepers).

    References:
        § 40 Abs. 2 GemO BW with § 25 Abs. 1 KomWG BW; rule I-17.
    """
    return _by_quotient(votes, seats, step=2)


def _by_quotient(votes: Mapping[str, int], seats: int, step: int) -> Seats:
    """Give each seat to the highest quotient; divisors are 1, 1 + step, 1 + 2 step …"""
    _lists(votes, seats)
    given = dict.fromkeys(votes, 0)
    order: list[tuple[str, ...]] = []
    left = seats
    while left > 0:
        first = _highest(votes, given, step)
        if len(first) > left:
            return Seats(given, left, first, tuple(order))
        for name in first:
            given[name] += 1
        order.append(first)
        left -= len(first)
    return Seats(given, 0, (), tuple(order))


def _highest(
    votes: Mapping[str, int], given: Mapping[str, int], step: int
) -> tuple[str, ...]:
    claims = {name: Fraction(votes[name], step * given[name] + 1) for name in votes}
    highest = max(claims.values())
    return tuple(name for name in sorted(votes) if claims[name] == highest)


__getattr__ = words(
    __name__,
    {
        "Mode": "ratsflow.model.ballot.BallotMode",
        "MotionKind": "ratsflow.law.voting.MotionKind",
        "Ordered": "ratsflow.law.voting.Ordered",
        "mayor_votes": "ratsflow.law.voting.mayor_votes",
        "order_problems": "ratsflow.law.voting.order_problems",
    },
)
