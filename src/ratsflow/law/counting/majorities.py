"""Outcomes and the majorities that lead to them (Mehrheiten)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ratsflow.errors import BallotError
from ratsflow.law.counting.fractions import Base, Share, at_least, more_than, whole
from ratsflow.law.sentences import said
from ratsflow.model.ballot import Majority
from ratsflow.model.closed_list import ClosedList


class Outcome(ClosedList):
    """What a ballot decided; *unknown* never counts as adopted."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    INVALID = "invalid"
    UNKNOWN = "unknown"


def simple(
    yes: int | None, no: int | None, announced: Outcome | None = None
) -> Outcome:
    """Decide by simple majority (einfache Stimmenmehrheit): more Yes than No.

    Abstentions, invalid votes and absent members play no part; a tie rejects.

    Args:
        yes: Yes votes, None if the minutes give no number.
        no: No votes, None if the minutes give no number.
        announced: what the chair announced, used only where the numbers are missing.

    Returns:
        Adopted or rejected; unknown without numbers and announcement.

    Raises:
        InvalidInputError: a count is negative or not a whole number.

    References:
        § 50 Abs. 1 S. 1, 2 GO NRW; rules I-1 and I-2.
    """
    if yes is not None:
        whole(yes, "yes")
    if no is not None:
        whole(no, "no")
    if yes == 0:  # whatever the No votes were, there were not fewer
        return Outcome.REJECTED
    if yes is not None and no is not None:
        return Outcome.ADOPTED if yes > no else Outcome.REJECTED
    if announced in {Outcome.ADOPTED, Outcome.REJECTED}:
        return Outcome(announced)
    return Outcome.UNKNOWN


def qualified(
    yes: int | None,
    base: int | None,
    num: int,
    den: int,
    strict: bool,
) -> Outcome:
    """Decide by a fraction of a base (qualifizierte Mehrheit).

    Args:
        yes: Yes votes; None if nobody counted them.
        base: size of the base, None if unknown.
        num: numerator.
        den: denominator.
        strict: True for "more than", False for "at least".

    Returns:
        Adopted or rejected; unknown if a number is missing, whatever was announced.

    Raises:
        InvalidInputError: a number is negative or the fraction is none.
        BallotError: more Yes votes than the base has.

    References:
        § 7 Abs. 3, § 34 Abs. 2, § 71 Abs. 7 GO NRW; rules I-4 and I-5.
    """
    if yes is not None:
        whole(yes, "yes")
    needed = (more_than if strict else at_least)(0 if base is None else base, num, den)
    if yes is None or base is None:
        return Outcome.UNKNOWN
    if yes > base:
        raise said.invalid("ballot.base", "yes", BallotError, yes=yes, base=base)
    return Outcome.ADOPTED if yes >= max(1, needed) else Outcome.REJECTED


Size = Callable[[Base], int | None]


def _unknown(base: Base) -> None:
    """Say of every base that nobody knows how many it has."""
    del base


_SHARES = {
    Majority.ABSOLUTE: Share(1, 2, strict=True, base=Base.STATUTORY_MEMBERS),
    Majority.TWO_THIRDS: Share(2, 3, strict=False, base=Base.STATUTORY_MEMBERS),
    Majority.THREE_QUARTERS: Share(3, 4, strict=False, base=Base.MEMBERS),
}
"""What the words for majorities mean, and of what, where a law says nothing else."""


def usual_share(kind: Majority) -> Share | None:
    """Return the share that the word for a majority means; None for the simple one."""
    return _SHARES.get(Majority(kind))


def votes_in(
    base: Base, yes: int | None, no: int | None, invalid: int | None = None
) -> int | None:
    """Return how many votes a share of votes is a share of.

    Args:
        base: the valid votes, or the votes cast.
        yes: Yes votes or None.
        no: No votes or None.
        invalid: invalid votes or None; they are cast, but not valid.

    Returns:
        None if a count is missing that matters.
    """
    parts = [yes, no]
    if base is Base.VOTES_CAST:
        parts.append(invalid)
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def decide(
    yes: int | None,
    no: int | None,
    shares: Iterable[Share] = (),
    size: Size = _unknown,
    announced: Outcome | None = None,
) -> Outcome:
    """Decide a vote (Abstimmungsergebnis): every count of a resolution ends here.

    Args:
        yes: Yes votes, None if nobody counted them.
        no: No votes, None if nobody counted them.
        shares: what must be reached besides more Yes than No; empty for the simple
            majority.
        size: tells how many a base has, None where that is not known.
        announced: what the chair announced, used for a simple majority without numbers.

    Returns:
        Rejected if one of the majorities is missed; unknown if one cannot be counted, or
        if more voted Yes than its base has; else adopted.

    Raises:
        InvalidInputError: a number is negative or not whole.

    References:
        § 50 Abs. 1 S. 1, 2, Abs. 5 GO NRW; rules I-1, I-2, I-4 and I-5.
    """
    needed = tuple(shares)
    found = {simple(yes, no, None if needed else announced)}
    if needed and yes is not None and Outcome.UNKNOWN in found:
        found = (
            set()
        )  # who reaches a share of all need not be held against the No votes
    found |= {_reached(yes, share, size(share.base)) for share in needed}
    for outcome in (Outcome.REJECTED, Outcome.UNKNOWN):
        if outcome in found:
            return outcome
    return Outcome.ADOPTED


def _reached(yes: int | None, share: Share, base: int | None) -> Outcome:
    if yes is not None and base is not None and yes > base:
        return Outcome.UNKNOWN  # the base or the count is wrong; nobody can tell
    return qualified(yes, base, share.num, share.den, share.strict)
