"""Fractions of a body in whole numbers, each with its base (Quoren, Bezugsgrößen)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from ratsflow.errors import (
    BallotError,
    DefinitionError,
    InvalidInputError,
)
from ratsflow.law.sentences import said
from ratsflow.model.closed_list import ClosedList


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
    """Return the smallest number above p/q of n (mehr als die Hälfte …).

    Args:
        n: size of the base, in heads or votes.
        p: numerator, at least 1.
        q: denominator, larger than p: nobody can be more than all.

    Raises:
        InvalidInputError: not whole numbers, or the fraction is not below 1.

    References:
        § 49 Abs. 1, § 7 Abs. 3 GO NRW; rule CNT-3.
    """
    p, q = _fraction(p, q)
    if p == q:
        raise said.invalid("fraction.never", "num", p=p, q=q)
    return whole(n, "n") * p // q + 1


def at_least(n: int, p: int, q: int) -> int:
    """Return the smallest number that is p/q of n or more (mindestens ein Fünftel …).

    Args:
        n: size of the base, in heads or votes.
        p: numerator, at least 1.
        q: denominator, not smaller than p.

    Raises:
        InvalidInputError: not whole numbers, or the fraction is above 1.

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
            raise DefinitionError(
                "share",
                [said("share.strict", strict=self.strict)],
            )
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
        """Return the heads or votes needed out of a base of n.

        Raises:
            InvalidInputError: n is not a whole number.
        """
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
                where,
                [said("share.parts", value=value, error=error)],
            ) from error


def reaches(count: int | None, share: Share, n: int | None) -> bool | None:
    """Tell whether so many heads reach a share of n (Minderheitenrecht).

    Args:
        count: heads or votes, None if unknown.
        share: what is needed.
        n: size of the share's base, None if unknown.

    Returns:
        None if a number is missing. Nobody at all never reaches anything.

    Raises:
        InvalidInputError: a number is negative or no whole number.
        BallotError: more heads than the base has.

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


@attrs.frozen
class BodySize:
    """How many a body has, in each way of counting (Mitgliederzahl).

    Attributes:
        elected: elected members.
        mayor_is_member: True where the mayor is a member by law.
        statutory: the number fixed by law, the mayor included, or None if unknown.

    References:
        § 40 Abs. 2 GO NRW; rules CNT-1 and CNT-2.
    """

    elected: int
    mayor_is_member: bool
    statutory: int | None = None

    def __attrs_post_init__(self) -> None:
        whole(self.elected, "elected", 1)
        if self.statutory is not None:
            whole(self.statutory, "statutory", 1)

    @property
    def members(self) -> int:
        """Return all members, the mayor included where he is one."""
        return self.elected + (1 if self.mayor_is_member is True else 0)

    def of(self, base: Base) -> int | None:
        """Return the size of a base, or None if it depends on the meeting."""
        sizes = {
            Base.ELECTED: self.elected,
            Base.MEMBERS: self.members,
            Base.STATUTORY_MEMBERS: self.statutory,
        }
        return sizes.get(base)
