"""In which order motions are put to the vote (Abstimmungsreihenfolge)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import attrs

from ratsflow.law.counting import whole
from ratsflow.model.closed_list import ClosedList
from ratsflow.model.text import Wording


class MotionKind(ClosedList):
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


def order_problems(votes: Sequence[Ordered]) -> tuple[Wording, ...]:
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
            Wording(
                f"Es gibt {mains} Hauptanträge; getrennt abstimmen.",
                f"There are {mains} main motions; vote on them separately.",
            )
        )
    return tuple(problems)


def _out_of_order(before: Ordered, after: Ordered) -> Wording | None:
    amendments = before.kind is after.kind is MotionKind.AMENDMENT
    known = before.reach is not None and after.reach is not None
    if _RANKS[before.kind] > _RANKS[after.kind] or (
        amendments and known and (before.reach or 0) > (after.reach or 0)
    ):
        return Wording(
            f"„{after.name}“ ist vor „{before.name}“ abzustimmen.",
            f"{after.name!r} is voted on before {before.name!r}.",
        )
    return None


def _unranked(vote: Ordered) -> Wording:
    return Wording(
        f"Für „{vote.name}“ ist nicht bestimmt, wie weit der Antrag geht.",
        f"Nobody has decided how far {vote.name!r} goes.",
    )
