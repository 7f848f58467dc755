"""Count votes, heads and fractions in whole numbers (Mehrheiten, Quoren).

Nothing here is rounded and nothing is a float: a fraction of a body is the smallest
whole number that satisfies it, and every fraction names the body it is a fraction of,
because the two councils "with" and "without" the mayor differ by one vote at some sizes.
A count that nobody recorded is None and stays unknown.

What is no whole number, or negative, is refused with `InvalidInputError`; numbers that
contradict each other with `BallotError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import attrs

from ratsflow._moved import words
from ratsflow.errors import BallotError, Both, DefinitionError, InvalidInputError
from ratsflow.law.local import Law
from ratsflow.law.sentences import said
from ratsflow.model.ballot import Majority
from ratsflow.model.closed_list import ClosedList


# --------------------------------------------------------------------- whole numbers


class Base(ClosedList):
    """The number a fraction is a fraction of (Bezugsgröße)."""

    ELECTED = "elected"
    """Elected members only (*Ratsmitglieder*), without the mayor."""
    MEMBERS = "members"
    """All members, the mayor included where the law makes him one."""
    STATUTORY_MEMBERS = "statutory_members"
    """The number fixed by law (*gesetzliche Zahl*); empty seats do not lower it."""
    PRESENT_ELIGIBLE = "present_eligible"
    """Members present who may vote on this item."""
    VOTES_CAST = "votes_cast"
    """Yes, No and invalid votes; an abstention is not a vote cast."""
    VALID_VOTES = "valid_votes"
    """Yes and No votes."""
    COMMITTEE_MEMBERS = "committee_members"
    """Voting members of a committee."""


def whole(value: object, where: str, least: int = 0) -> int:
    """Return a whole number, or refuse whatever else was handed in.

    Args:
        value: the candidate; booleans and floats are refused.
        where: the name of the field, for the message.
        least: the smallest number that makes sense there.

    Raises:
        InvalidInputError: not a whole number, or smaller than `least`.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise said.invalid("count.whole", where, value=value, least=least)
    return value


def _fraction(num: object, den: object) -> tuple[int, int]:
    numerator, denominator = whole(num, "num", 1), whole(den, "den", 1)
    if numerator > denominator:
        raise said.invalid(
            "fraction.large", "num", numerator=numerator, denominator=denominator
        )
    return numerator, denominator


def more_than(n: int, p: int, q: int) -> int:
    """Return the smallest number above p/q of n heads or votes (mehr als die Hälfte …).

    The fraction lies below 1: nobody can be more than all.

    References:
        § 49 Abs. 1, § 7 Abs. 3 GO NRW; rule CNT-3.
    """
    p, q = _fraction(p, q)
    if p == q:
        raise said.invalid("fraction.never", "num", p=p, q=q)
    return whole(n, "n") * p // q + 1


def at_least(n: int, p: int, q: int) -> int:
    """Return the smallest number that is p/q of n or more (mindestens ein Fünftel …).

    References:
        § 50 Abs. 1 S. 5, § 34 Abs. 2 GO NRW; rule CNT-3.
    """
    p, q = _fraction(p, q)
    return -(-whole(n, "n") * p // q)


@attrs.frozen
class Share:
    """A fraction together with its comparison and its base (Quorum, Bruchteil).

    Attributes:
        num: numerator.
        den: denominator.
        strict: True for "more than", False for "at least".
        base: what it is a fraction of.

    Raises:
        DefinitionError: the fraction is not one, or it can never be reached.
    """

    num: int
    den: int
    strict: bool
    base: Base

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.strict, bool):
            raise DefinitionError("share", [said("share.strict", strict=self.strict)])
        try:
            self.threshold(1)
        except InvalidInputError as error:
            raise DefinitionError(
                "share",
                [said("share.fraction", num=self.num, den=self.den, error=error)],
            ) from error

    def __str__(self) -> str:
        sign = ">" if self.strict else ">="
        return f"{sign} {self.num}/{self.den} {self.base.value}"

    def threshold(self, n: int) -> int:
        """Return the heads or votes needed out of a base of n."""
        count = more_than if self.strict else at_least
        return count(n, self.num, self.den)

    def plain(self) -> dict[str, Any]:
        """Return the share as plain values, as `Law` keeps them."""
        return {
            "num": self.num,
            "den": self.den,
            "strict": self.strict,
            "base": self.base.value,
        }

    @classmethod
    def of(cls, value: Mapping[str, Any], where: str = "share") -> Share:
        """Build a share from plain values.

        Args:
            value: num, den, strict and base, as `plain` writes them.
            where: the key it stands under, for the message.

        Raises:
            DefinitionError: a part is missing or makes no sense.
        """
        try:
            base = Base(value["base"])
            return cls(value["num"], value["den"], value["strict"], base)
        except (KeyError, TypeError, ValueError) as error:
            raise DefinitionError(
                where, [said("share.parts", value=value, error=error)]
            ) from error


def share_of(law: Law, key: str) -> Share:
    """Return a share that a law holds; `MissingValueError` where nobody has set it."""
    return Share.of(law[key], key)


def reaches(count: int | None, share: Share, n: int | None) -> bool | None:
    """Tell whether so many heads reach a share of n (Minderheitenrecht).

    Returns:
        None if a number is missing. Nobody at all never reaches anything.

    References:
        § 47 Abs. 1, § 48 Abs. 1, § 50 Abs. 1 S. 5, § 57 Abs. 4 GO NRW.
    """
    if count is not None:
        whole(count, "count")
    if n is not None:
        whole(n, share.base.value)
    if count is None or n is None:
        return None
    if count > n:
        raise said.invalid(
            "count.base", share.base.value, BallotError, count=count, n=n
        )
    return count >= max(1, share.threshold(n))


def by_size(rows: Sequence[Mapping[str, Any]], size: int, name: str) -> int:
    """Return the value of the first row that a size does not exceed.

    Args:
        rows: from the smallest to the largest; a row without ``up_to`` has no upper end.
        size: what is graded by, for example inhabitants.
        name: the column to read, for example ``percent``.

    Raises:
        InvalidInputError: the size is negative, or larger than every row.
    """
    whole(size, "size")
    for row in rows:
        if row.get("up_to") is None or size <= row["up_to"]:
            return int(row[name])
    raise said.invalid("size.none", "size", size=size)


# ------------------------------------------------------------------------- majorities


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

    Abstentions, invalid votes and absent members play no part; a tie rejects. What the
    chair announced counts only where a number is missing; without either it is unknown.

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
    yes: int | None, base: int | None, num: int, den: int, strict: bool
) -> Outcome:
    """Decide by a fraction num/den of a base (qualifizierte Mehrheit), more of it if strict.

    Unknown if a number is missing, whatever was announced.

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
"""Tells how many a base has, None where that is not known."""


def _unknown(base: Base) -> None:
    del base


def votes_in(
    base: Base, yes: int | None, no: int | None, invalid: int | None = None
) -> int | None:
    """Return how many votes there are, valid or cast; invalid votes are cast, but not valid.

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
        yes, no: the votes.
        shares: what must be reached besides more Yes than No; empty for the simple
            majority.
        size: tells how many a base has, None where that is not known.
        announced: what the chair announced, used for a simple majority without numbers.

    Returns:
        Rejected if one of the majorities is missed; unknown if one cannot be counted, or
        if more voted Yes than its base has; else adopted.

    References:
        § 50 Abs. 1 S. 1, 2, Abs. 5 GO NRW; rules I-1, I-2, I-4 and I-5.
    """
    needed = tuple(shares)
    found = {simple(yes, no, None if needed else announced)}
    if needed and yes is not None and Outcome.UNKNOWN in found:
        # who reaches a share of all need not be held against the No votes
        found = set()
    found |= {_reached(yes, share, size(share.base)) for share in needed}
    for outcome in (Outcome.REJECTED, Outcome.UNKNOWN):
        if outcome in found:
            return outcome
    return Outcome.ADOPTED


def _reached(yes: int | None, share: Share, base: int | None) -> Outcome:
    if yes is not None and base is not None and yes > base:
        return Outcome.UNKNOWN  # the base or the count is wrong; nobody can tell
    return qualified(yes, base, share.num, share.den, share.strict)


_USUAL = {
    Majority.ABSOLUTE: Share(1, 2, strict=True, base=Base.STATUTORY_MEMBERS),
    Majority.TWO_THIRDS: Share(2, 3, strict=False, base=Base.STATUTORY_MEMBERS),
    Majority.THREE_QUARTERS: Share(3, 4, strict=False, base=Base.MEMBERS),
}
"""What the words for majorities mean, and of what, where a law says nothing else."""

_KINDS = {
    Majority.ABSOLUTE: "majority.absolute",
    Majority.TWO_THIRDS: "majority.two_thirds",
    Majority.THREE_QUARTERS: "majority.three_quarters",
}
"""The keys of law that say what the words for majorities mean."""


def majority_share(
    kind: Majority, base: Base | None = None, law: Law | None = None
) -> Share | None:
    """Return the share a kind of majority asks for.

    Args:
        kind: the majority.
        base: another base than the usual one; the removal of a mayor in NRW, for
            instance, takes two thirds of the elected members.
        law: a law that says what the word means; without a value the usual share.

    Returns:
        None for the simple majority, which compares Yes with No.

    Raises:
        DefinitionError: a base for the simple majority, which has none; or the value of
            the law is no share.

    References:
        § 7 Abs. 3, § 13 Abs. 1, § 66 Abs. 1 GO NRW; rules I-4 and I-5.
    """
    kind = Majority(kind)
    key = _KINDS.get(kind)
    own = None if law is None or key is None else law.values.get(key)
    share = _USUAL.get(kind) if own is None else Share.of(own, str(key))
    if base is None:
        return share
    if share is None:
        raise DefinitionError(
            Both("majority", "Mehrheit"), [said("majority.base", base=base.value)]
        )
    return attrs.evolve(share, base=base)


_IN_QUORUM = (
    *("Attendance", "Challenge", "Counted", "Fiction", "Invitation", "MassBias"),
    *("Quorum", "QuorumRule", "committee_quorum", "committee_reached"),
    *("quorum", "quorum_rule"),
)
_IN_BIAS = (
    *("BiasLaw", "BiasRule", "bias_consequence", "bias_made_quorum"),
    *("bias_possibly_decisive", "bias_rule"),
)
__getattr__ = words(
    __name__,
    {each: f"ratsflow.law.quorum.{each}" for each in _IN_QUORUM}
    | {each: f"ratsflow.law.bias.{each}" for each in _IN_BIAS},
)
