"""Whether the mayor has a vote, and what it adds (Stimmrecht des Bürgermeisters)."""

from __future__ import annotations

import re

from collections.abc import Sequence

from ratsflow.law.counting import whole
from ratsflow.law.sentences import said
from ratsflow.model.closed_list import ClosedList


_NORM = re.compile(r"(\d+[a-z]?)\((\d+)\)(\d*)")


def _norm(text: str) -> tuple[str, str, str]:
    found = _NORM.fullmatch(text)
    if found is None:
        raise said.invalid("mayor.norm", "norm", text=text)
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
    bodies: Sequence[str],
    exclusions: Sequence[str],
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


class Choice(ClosedList):
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
