"""Distribute seats among lists (Verhältniswahl, Sitzverteilung)."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from ratsflow.law.counting import whole
from ratsflow.law.sentences import said


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
    return _by_quotient(votes, seats, step=1)


def sainte_lague(votes: Mapping[str, int], seats: int) -> Seats:
    """Distribute seats by highest quotient of odd divisors (Sainte-Laguë/Schepers).

    Args:
        votes: votes or members by list.
        seats: seats to fill, for example of a committee.

    Returns:
        The certain seats and the order; equal quotients for the last seats leave them
        to the lot.

    Raises:
        InvalidInputError: no votes, no seats, or a negative number.

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
    best: list[str] = []
    for name in sorted(votes):
        if not best:
            best = [name]
            continue
        # a/(step·x+1) against b/(step·y+1), without division
        mine = votes[name] * (step * given[best[0]] + 1)
        theirs = votes[best[0]] * (step * given[name] + 1)
        if mine > theirs:
            best = [name]
        elif mine == theirs:
            best.append(name)
    return tuple(best)
