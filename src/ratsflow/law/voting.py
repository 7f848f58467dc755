"""Who votes, how votes are given, and in which order (Abstimmung).

What is no whole number, or negative, and a norm that cannot be read is refused with
`InvalidInputError`.
"""

from __future__ import annotations

import re

from collections.abc import Sequence
from itertools import pairwise

import attrs

from ratsflow.law.counting import whole
from ratsflow.law.sentences import said
from ratsflow.model.closed_list import ClosedList
from ratsflow.model.text import Wording


_NORM = re.compile(r"(\d+[a-z]?)\((\d+)\)(\d*)")


def _norm(text: str) -> tuple[str, ...]:
    found = _NORM.fullmatch(text)
    if found is None:
        raise said.invalid("mayor.norm", "norm", text=text)
    return found.groups()


def _excluded(norm: str, exclusion: str) -> bool | None:
    mine, theirs = _norm(norm), _norm(exclusion)
    if mine[:2] != theirs[:2]:
        return False
    if theirs[2] in {"", mine[2]}:
        return True
    return None if mine[2] == "" else False


def mayor_votes(
    body: str, norm: str | None, *, bodies: Sequence[str], exclusions: Sequence[str]
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
    """Return what is wrong with an order of votes, one text each (Abstimmungsreihenfolge).

    Nothing if procedural motions come first, then the amendments from the most far-reaching
    down, then one main motion.

    References:
        Local rules of procedure; rule I-12.
    """
    amendments = [vote for vote in votes if vote.kind is MotionKind.AMENDMENT]
    unranked = [v for v in amendments if v.reach is None and len(amendments) > 1]
    mains = sum(vote.kind is MotionKind.MAIN for vote in votes)
    problems = [
        *(
            said("vote.order", first=after.name, later=before.name)
            for before, after in pairwise(votes)
            if _are_reversed(before, after)
        ),
        *(said("vote.reach", name=vote.name) for vote in unranked),
        *([said("vote.mains", count=mains)] if mains > 1 else []),
    ]
    return tuple(Wording(each.de, str(each)) for each in problems)


def _are_reversed(before: Ordered, after: Ordered) -> bool:
    if before.kind is after.kind is MotionKind.AMENDMENT:
        return (before.reach or 0) > (after.reach or before.reach or 0)
    return _RANKS[before.kind] > _RANKS[after.kind]
