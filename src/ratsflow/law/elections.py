"""Count elections and seats, and settle who votes, how and in which order (Wahlen)."""

from __future__ import annotations

import re

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise

import attrs

from ratsflow.errors import BallotError, InvalidInputError, UnknownNameError
from ratsflow.law.citation import Citation, Confidence
from ratsflow.law.counting import Base, Share, more_than, whole
from ratsflow.model.text import Text


# ------------------------------------------------------------------ elections


class Result(StrEnum):
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
class ElectionRule:
    """How one state counts an election by majority (Mehrheitswahl).

    Attributes:
        state: the state, in short.
        base: what more than a half is taken of in the first ballot.
        no_votes_valid: whether a No is a valid vote.
        runoff_between: candidates of the second ballot, None for all of them.
        single_again: True if a lone candidate who fails stands again, with the same
            majority.
        repeat_if_half_invalid: True if the ballot is repeated when at least half of
            the votes are invalid.
        citation: the norm.
    """

    state: str
    base: Base
    no_votes_valid: bool
    runoff_between: int | None
    single_again: bool
    repeat_if_half_invalid: bool
    citation: Citation


ELECTIONS: Mapping[str, ElectionRule] = {
    rule.state: rule
    for rule in (
        ElectionRule(
            "NRW",
            Base.VALID_VOTES,
            no_votes_valid=True,
            runoff_between=2,
            single_again=False,
            repeat_if_half_invalid=False,
            citation=Citation("§ 50 Abs. 2 GO NRW", Confidence.KNOWLEDGE),
        ),
        ElectionRule(
            "BY",
            Base.VALID_VOTES,
            no_votes_valid=False,
            runoff_between=2,
            single_again=False,
            repeat_if_half_invalid=True,
            citation=Citation(
                "Art. 51 Abs. 3 GO Bayern", Confidence.SECONDARY, "Muster-GeschO"
            ),
        ),
        ElectionRule(
            "BW",
            Base.PRESENT_ELIGIBLE,
            no_votes_valid=True,
            runoff_between=2,
            single_again=True,
            repeat_if_half_invalid=False,
            citation=Citation("§ 37 Abs. 7 GemO BW", Confidence.VERIFIED),
        ),
        ElectionRule(
            "NI",
            Base.MEMBERS,
            no_votes_valid=True,
            runoff_between=None,
            single_again=False,
            repeat_if_half_invalid=False,
            citation=Citation("§ 67 NKomVG", Confidence.VERIFIED),
        ),
        ElectionRule(
            "HE",
            Base.VALID_VOTES,
            no_votes_valid=True,
            runoff_between=2,
            single_again=False,
            repeat_if_half_invalid=False,
            citation=Citation("§ 55 Abs. 5 HGO", Confidence.KNOWLEDGE),
        ),
    )
}


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
        return 2 * (cast - self.valid(rule)) >= cast > 0


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
        rule: the state's rule, for example ``ELECTIONS["NRW"]``.
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
            raise BallotError(
                f"{cast} papers are more than {limit} voters.", where, "Count again."
            )
    if whole(ballot, "ballot", 1) == 1:
        return _first_ballot(rule, counted, present_eligible, members)
    return _second_ballot(rule, counted, present_eligible)


def _checked(votes: Mapping[str, int], no: int, invalid: int) -> _Ballot:
    if not votes:
        raise InvalidInputError("there is no candidate.", "votes", "Name at least one.")
    for name, count in votes.items():
        whole(count, f"votes for {name}")
    return _Ballot(votes, whole(no, "no"), whole(invalid, "invalid"), len(votes) == 1)


def _needed(
    rule: ElectionRule, counted: _Ballot, present: int | None, members: int | None
) -> int | None:
    sizes = {Base.PRESENT_ELIGIBLE: present, Base.MEMBERS: members}
    size = sizes.get(rule.base, counted.valid(rule))
    return None if size is None else more_than(size, 1, 2)


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
    if len(above) + len(equal) == places:
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
    if rule.runoff_between is not None and len(counted.votes) > rule.runoff_between:
        raise BallotError(
            f"{len(counted.votes)} candidates stand in a runoff of two.",
            "votes",
            "Pass the votes for the two of the runoff.",
        )
    most = max(counted.votes.values())
    first = tuple(name for name in counted.ranking if counted.votes[name] == most)
    if most == 0:
        return Election(Result.NOT_ELECTED)
    if len(first) > 1:
        return Election(Result.LOT, first, places=1)
    return Election(Result.ELECTED, first)


# ---------------------------------------------------------------------- seats


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
        raise InvalidInputError(
            "no list has a vote.", "votes", "Pass the votes by list."
        )
    return total


def hare_niemeyer(votes: Mapping[str, int], seats: int) -> Seats:
    """Distribute seats by largest remainder (Hare/Niemeyer).

    Args:
        votes: votes by list.
        seats: seats to fill.

    Returns:
        The certain seats; equal remainders at the edge leave the rest to the lot.

    Raises:
        InvalidInputError: no votes, no seats, or a negative number.

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

    Raises:
        InvalidInputError: no votes, no seats, or a negative number.

    References:
        § 58 Abs. 5 GO NRW; rule I-17.
    """
    _lists(votes, seats)
    given = dict.fromkeys(votes, 0)
    order: list[tuple[str, ...]] = []
    left = seats
    while left > 0:
        first = _highest(votes, given)
        if len(first) > left:
            return Seats(given, left, first, tuple(order))
        for name in first:
            given[name] += 1
        order.append(first)
        left -= len(first)
    return Seats(given, 0, (), tuple(order))


def _highest(votes: Mapping[str, int], given: Mapping[str, int]) -> tuple[str, ...]:
    best: list[str] = []
    for name in sorted(votes):
        if not best:
            best = [name]
            continue
        # a/(x+1) against b/(y+1), without division
        mine = votes[name] * (given[best[0]] + 1)
        theirs = votes[best[0]] * (given[name] + 1)
        if mine > theirs:
            best = [name]
        elif mine == theirs:
            best.append(name)
    return tuple(best)


# ------------------------------------------------------------ the mayor's vote

MAYOR_EXCLUSIONS_NRW = (
    "47(1)",
    "48(1)",
    "50(3)",
    "50(4)1",
    "53(2)",
    "55(3)",
    "55(4)",
    "58(1)",
    "58(3)",
    "58(5)",
    "66(1)",
    "69(1)2",
    "73(1)",
    "94(1)2",
)
MAYOR_VOTES_IN_NRW = ("council", "main_committee")

_NORM = re.compile(r"(\d+[a-z]?)\((\d+)\)(\d*)")


def _norm(text: str) -> tuple[str, str, str]:
    found = _NORM.fullmatch(text)
    if found is None:
        raise InvalidInputError(
            f"{text!r} names no paragraph.",
            "norm",
            "Write section(paragraph)sentence, for example 48(1) or 50(4)1.",
        )
    return found[1], found[2], found[3]


def _excluded(norm: str, exclusion: str) -> bool | None:
    mine, theirs = _norm(norm), _norm(exclusion)
    if mine[:2] != theirs[:2]:
        return False
    if theirs[2] in {"", mine[2]}:
        return True
    return None if mine[2] == "" else False


def mayor_votes(
    body: str,
    norm: str | None,
    *,
    bodies: Sequence[str] = MAYOR_VOTES_IN_NRW,
    exclusions: Sequence[str] = MAYOR_EXCLUSIONS_NRW,
) -> bool | None:
    """Tell whether the mayor has a vote (Stimmrecht des Bürgermeisters).

    Args:
        body: the body that votes, for example ``council``.
        norm: the norm the resolution rests on, for example ``48(1)`` or ``50(4)1``; an
            empty string for none of the list; None if unknown.
        bodies: the bodies in which he votes at all.
        exclusions: the norms under which he does not.

    Returns:
        None if it depends on the norm or sentence and that is unknown.

    Raises:
        InvalidInputError: the norm cannot be read.

    References:
        § 40 Abs. 2 S. 5, 6, § 57 Abs. 3 GO NRW; rule I-13.
    """
    if body not in bodies:
        return False
    if norm == "" or not exclusions:
        return True
    if norm is None:
        return None
    answers = {_excluded(norm, exclusion) for exclusion in exclusions}
    if True in answers:
        return False
    return None if None in answers else True


class Choice(StrEnum):
    """One person's vote."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


def with_mayor(
    yes: int,
    no: int,
    choice: Choice | None,
    votes: bool | None,
) -> tuple[int, int] | None:
    """Add the mayor's vote to the councillors' votes.

    Args:
        yes: Yes votes of the councillors.
        no: No votes of the councillors.
        choice: the mayor's vote, None if unknown.
        votes: whether he has one, from `mayor_votes`.

    Returns:
        Yes and No votes; None if his right or his vote is unknown. Where he has no
        vote it is not counted, whatever he did.

    Raises:
        InvalidInputError: a count is negative.

    References:
        § 40 Abs. 2 GO NRW; rule I-13.
    """
    whole(yes, "yes")
    whole(no, "no")
    if votes is False:
        return yes, no
    if votes is None or choice is None:
        return None
    mine = Choice(choice)
    return yes + (mine is Choice.YES), no + (mine is Choice.NO)


# --------------------------------------------------------------- how to vote


class Mode(StrEnum):
    """How votes are given (Abstimmungsart)."""

    OPEN = "open"
    ROLL_CALL = "roll_call"
    SECRET = "secret"  # noqa: S105 - a way of voting


def vote_mode(
    *,
    members: int | None,
    secret: Share | None,
    secret_demand: int | None = 0,
    roll_call_threshold: int | None = None,
    roll_call_demand: int | None = 0,
    mandatory: Mode | None = None,
) -> Mode | None:
    """Return how to vote; a demand for a secret vote goes before a roll call.

    Args:
        members: size of the share's base, all members and not those present.
        secret: the share that can demand a secret vote, None where no one can.
        secret_demand: members who demand it, None if unknown.
        roll_call_threshold: members who can demand a roll call, None if not set.
        roll_call_demand: members who demand it, None if unknown.
        mandatory: the mode fixed by statute; no demand changes it.

    Returns:
        None if a number that matters is missing.

    Raises:
        InvalidInputError: a number is negative.

    References:
        § 50 Abs. 1 S. 3-6 GO NRW; rules I-7 to I-10 and N-5.
    """
    if mandatory is not None:
        return Mode(mandatory)
    asked_secret = _secret_asked(secret, secret_demand, members)
    if asked_secret is True:
        return Mode.SECRET
    asked_roll = _demanded(roll_call_demand, roll_call_threshold)
    if asked_secret is None or asked_roll is None:
        return None
    return Mode.ROLL_CALL if asked_roll is True else Mode.OPEN


def _secret_asked(
    secret: Share | None, demand: int | None, members: int | None
) -> bool | None:
    if secret is None:
        return False
    needed = None if members is None else secret.threshold(members)
    return _demanded(demand, needed)


def _demanded(demand: int | None, needed: int | None) -> bool | None:
    if demand is not None and whole(demand, "demand") == 0:
        return False
    if demand is None or needed is None:
        return None
    return demand >= max(1, whole(needed, "needed"))


class MotionKind(StrEnum):
    """What is put to the vote; in the order in which it is (Reihenfolge)."""

    NOT_CONSIDER = "not_consider"
    POSTPONE = "postpone"
    REFER = "refer"
    INTERRUPT = "interrupt"
    CLOSE_DEBATE = "close_debate"
    CLOSE_LIST = "close_list"
    AMENDMENT = "amendment"
    MAIN = "main"


_RANKS = {kind: rank for rank, kind in enumerate(MotionKind)}


@attrs.frozen
class Ordered:
    """One vote in an intended order.

    Attributes:
        name: how it is called.
        kind: what it is.
        reach: amendments only: 1 for the most far-reaching, 2 for the next …; the
            chair decides, None if nobody has.
    """

    name: str
    kind: MotionKind = attrs.field(converter=MotionKind)
    reach: int | None = None

    def __attrs_post_init__(self) -> None:
        if self.reach is not None:
            whole(self.reach, f"reach of {self.name}", 1)


def order_problems(votes: Sequence[Ordered]) -> tuple[Text, ...]:
    """Return what is wrong with an order of votes (Abstimmungsreihenfolge).

    Args:
        votes: the votes, first to last.

    Returns:
        One text per problem; empty if procedural motions come first, then the
        amendments from the most far-reaching down, then one main motion.

    References:
        Local rules of procedure; rule I-12.
    """
    problems = [
        problem
        for before, after in pairwise(votes)
        if (problem := _out_of_order(before, after)) is not None
    ]
    amendments = [vote for vote in votes if vote.kind is MotionKind.AMENDMENT]
    if len(amendments) > 1:
        problems.extend(_unranked(vote) for vote in amendments if vote.reach is None)
    mains = sum(vote.kind is MotionKind.MAIN for vote in votes)
    if mains > 1:
        problems.append(
            Text(
                f"Es gibt {mains} Hauptanträge; getrennt abstimmen.",
                f"There are {mains} main motions; vote on them separately.",
            )
        )
    return tuple(problems)


def _out_of_order(before: Ordered, after: Ordered) -> Text | None:
    amendments = before.kind is after.kind is MotionKind.AMENDMENT
    known = before.reach is not None and after.reach is not None
    if _RANKS[before.kind] > _RANKS[after.kind] or (
        amendments and known and (before.reach or 0) > (after.reach or 0)
    ):
        return Text(
            f"„{after.name}“ ist vor „{before.name}“ abzustimmen.",
            f"{after.name!r} is voted on before {before.name!r}.",
        )
    return None


def _unranked(vote: Ordered) -> Text:
    return Text(
        f"Für „{vote.name}“ ist nicht bestimmt, wie weit der Antrag geht.",
        f"Nobody has decided how far {vote.name!r} goes.",
    )


def election_rule(state: str) -> ElectionRule:
    """Return the election rule of a state.

    Raises:
        UnknownNameError: there is no preset for that state.
    """
    if state not in ELECTIONS:
        raise UnknownNameError("state", str(state), tuple(ELECTIONS))
    return ELECTIONS[state]
