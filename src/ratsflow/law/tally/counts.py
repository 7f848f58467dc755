"""The numbers of a ballot, as the minutes give them (Stimmenzahlen)."""

from __future__ import annotations

import attrs

from ratsflow.errors import BallotError
from ratsflow.law.counting import Base, Outcome, votes_in, whole
from ratsflow.law.sentences import said


@attrs.frozen
class Counts:
    """The numbers of one ballot; None where the minutes give none.

    Raises:
        InvalidInputError: a number is negative or not whole.
        BallotError: the numbers contradict each other.
    """

    yes: int | None
    no: int | None
    abstain: int | None
    invalid: int | None
    members: int | None
    elected: int | None
    present: int | None
    biased: int
    biased_yes: int
    biased_no: int
    biased_unknown: int
    announced: Outcome | None

    def __attrs_post_init__(self) -> None:
        for name in ("yes", "no", "abstain", "invalid", "present"):
            if getattr(self, name) is not None:
                whole(getattr(self, name), name)
        for name in ("members", "elected"):
            if getattr(self, name) is not None:
                whole(getattr(self, name), name, 1)
        for name in ("biased", "biased_yes", "biased_no", "biased_unknown"):
            whole(getattr(self, name), name)
        members, there = self.members, self.present
        _fits("elected", self.elected or 0, "members", members)
        if self.elected and members and members > self.elected + 1:
            raise said.invalid(
                "ballot.mayor",
                "elected",
                BallotError,
                members=members,
                elected=self.elected,
            )
        _fits("biased", self.biased_votes, "biased", self.biased)
        _fits("biased_yes", self.biased_yes, "yes", self.yes)
        _fits("biased_no", self.biased_no, "no", self.no)
        _fits("persons", (there or 0) + self.biased, "members", members)
        if there is None and members is not None:
            there = members - self.biased
        if there is not None:
            _fits("votes", self.cast, "present", there + self.biased_votes)

    @property
    def biased_votes(self) -> int:
        """Votes of biased persons."""
        return self.biased_yes + self.biased_no + self.biased_unknown

    @property
    def cast(self) -> int:
        """Papers or hands that are known, the least there can have been."""
        return sum(
            count or 0 for count in (self.yes, self.no, self.abstain, self.invalid)
        )

    def base(self, base: Base) -> int | None:
        """Return the size of a base, None if a number of it is missing."""
        if base is Base.ELECTED:
            return self.elected
        if base is Base.PRESENT_ELIGIBLE:
            # who voted though biased stands among the votes, and so in their base
            return None if self.present is None else self.present + self.biased_votes
        if base in {Base.VALID_VOTES, Base.VOTES_CAST}:
            return votes_in(base, self.yes, self.no, self.invalid)
        return self.members


def _fits(what: str, count: int, where: str, limit: int | None) -> None:
    if limit is not None and count > limit:
        raise said.invalid(
            f"ballot.{what}", where, BallotError, count=count, limit=limit
        )
