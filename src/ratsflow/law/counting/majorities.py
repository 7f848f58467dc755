"""Outcomes and the majorities that lead to them (Mehrheiten)."""

from __future__ import annotations

import attrs

from ratsflow.errors import BallotError, Both, DefinitionError
from ratsflow.law.counting.fractions import Base, Share, at_least, more_than, whole
from ratsflow.model.closed_list import ClosedList


class Outcome(ClosedList):
    """What a ballot decided; *unknown* never counts as adopted."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    INVALID = "invalid"
    UNKNOWN = "unknown"


class Majority(ClosedList):
    """The kind of majority a resolution needs (Mehrheitserfordernis)."""

    SIMPLE = "simple"
    ABSOLUTE = "absolute"
    TWO_THIRDS = "two_thirds"
    THREE_QUARTERS = "three_quarters"


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
        raise BallotError(
            Both(
                f"{yes} Yes votes exceed the base of {base}.",
                f"{yes} Ja-Stimmen sind mehr als die Bezugsgröße {base}.",
            ),
            "yes",
            Both(
                "Check which number the fraction refers to.",
                "Prüfen, auf welche Zahl sich der Bruch bezieht.",
            ),
        )
    return Outcome.ADOPTED if yes >= max(1, needed) else Outcome.REJECTED


_SHARES = {
    Majority.ABSOLUTE: Share(1, 2, strict=True, base=Base.STATUTORY_MEMBERS),
    Majority.TWO_THIRDS: Share(2, 3, strict=False, base=Base.STATUTORY_MEMBERS),
    Majority.THREE_QUARTERS: Share(3, 4, strict=False, base=Base.MEMBERS),
}


def majority_share(kind: Majority, base: Base | None = None) -> Share | None:
    """Return the share a kind of majority asks for.

    Args:
        kind: the majority.
        base: another base than the usual one; the removal of a mayor in NRW, for
            instance, takes two thirds of the elected members.

    Returns:
        None for the simple majority, which compares Yes with No.

    Raises:
        DefinitionError: a base for the simple majority, which has none.

    References:
        § 7 Abs. 3, § 13 Abs. 1, § 66 Abs. 1 GO NRW; rules I-4 and I-5.
    """
    share = _SHARES.get(Majority(kind))
    if base is None:
        return share
    if share is None:
        raise DefinitionError(
            Both("majority", "Mehrheit"),
            [
                Both(
                    f"The simple majority compares Yes with No and is none of {base.value}. "
                    "Leave the base out, or ask for another majority.",
                    "Die einfache Mehrheit vergleicht Ja mit Nein und hat keine "
                    f"Bezugsgröße {base.value}. Die Bezugsgröße weglassen oder eine "
                    "andere Mehrheit verlangen.",
                )
            ],
        )
    return attrs.evolve(share, base=base)


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
    yes: int | None, no: int | None, share: Share | None, base: int | None
) -> Outcome:
    """Decide by simple majority or by a share.

    Args:
        yes: Yes votes or None.
        no: No votes or None.
        share: the share needed, None for the simple majority.
        base: size of the share's base; not needed where the base is the valid votes.

    Raises:
        InvalidInputError: a number is negative.
        BallotError: more Yes votes than the base has.
    """
    if share is None:
        return simple(yes, no)
    if share.base is Base.VALID_VOTES:
        base = votes_in(share.base, yes, no)
    return qualified(yes, base, share.num, share.den, share.strict)
