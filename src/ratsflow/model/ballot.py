"""Ballots (*Abstimmungen*)."""

from __future__ import annotations

from enum import StrEnum

import attrs

from ratsflow.errors import BallotError
from ratsflow.model.text import names


class BallotMode(StrEnum):
    """How votes are given: openly, by roll-call (*namentlich*) or in secret."""

    OPEN = "open"
    ROLL_CALL = "roll_call"
    SECRET = "secret"


class Majority(StrEnum):
    """The majority that the matter needs."""

    SIMPLE = "simple"
    """more Yes than No"""
    ABSOLUTE = "absolute"
    """more than half of the statutory number of members"""
    TWO_THIRDS = "two-thirds"
    """two thirds of the statutory number of members"""
    THREE_QUARTERS = "three-quarters"
    """three quarters of the members"""


class Announced(StrEnum):
    """What the chair announced when the minutes give no numbers."""

    ADOPTED = "adopted"
    REJECTED = "rejected"


@attrs.frozen
class Ballot:
    """One vote and its record (rule I-18).

    Minutes often give no numbers ("mit Mehrheit beschlossen"): then the counts are
    None and only `announced` is set. A number that is given is never guessed from
    another.

    Attributes:
        yes, no, abstain, invalid: votes (persons), or None where not recorded.
        present: persons present and entitled to vote on this item, biased ones left
            out; None if not recorded.
        members: statutory voting members of the body; None if not recorded.
        excluded: identifiers of the persons excluded for bias.
        majority: the majority that was asked for; None to let the procedure say.
        mode: open, roll-call or secret.
        announced: the result as the chair announced it, or None.
        text_hash: digest of the text voted on, or an empty string for the motion's own.
        amended: the text was changed before the vote.
        chair: who chaired.
        votes: the single votes of a roll-call, (name, vote); empty in a secret vote.

    Raises:
        BallotError: negative counts, more votes than present, more present than
            members, no count and no announced result, names in a secret vote.

    References:
        § 50 Abs. 1, 5 GO NRW.
    """

    yes: int | None = None
    no: int | None = None
    abstain: int | None = None
    invalid: int | None = None
    present: int | None = None
    members: int | None = None
    excluded: tuple[str, ...] = attrs.field(default=(), converter=names)
    majority: Majority | None = attrs.field(
        default=None, converter=attrs.converters.optional(Majority)
    )
    mode: BallotMode = attrs.field(default=BallotMode.OPEN, converter=BallotMode)
    announced: Announced | None = attrs.field(
        default=None, converter=attrs.converters.optional(Announced)
    )
    text_hash: str = ""
    amended: bool = False
    chair: str = ""
    votes: tuple[tuple[str, str], ...] = ()

    def __attrs_post_init__(self) -> None:
        counts = {
            name: getattr(self, name)
            for name in ("yes", "no", "abstain", "invalid", "present", "members")
        }
        for name, count in counts.items():
            if count is None:
                continue
            if isinstance(count, bool) or not isinstance(count, int) or count < 0:
                raise BallotError(
                    f"{count!r} is no number of persons.",
                    f"ballot.{name}",
                    "Give a whole number, zero or more, or leave it out.",
                )
        if (self.yes is None) != (self.no is None):
            raise BallotError(
                "only one of yes and no is given.",
                "ballot",
                "Give both, or neither and the announced result.",
            )
        if self.yes is None and self.announced is None:
            raise BallotError(
                "neither votes nor an announced result are given.",
                "ballot",
                "Give yes and no, or announced='adopted' or 'rejected'.",
            )
        if self.present is not None and self.cast > self.present:
            raise BallotError(
                f"{self.cast} votes were counted but only {self.present} persons "
                "entitled to vote were present.",
                "ballot",
                "Count again, or correct the number present.",
            )
        largest = max(self.cast, self.present or 0)
        if self.members is not None and largest > self.members:
            raise BallotError(
                f"{largest} persons voted or were present but the body has only "
                f"{self.members} voting members.",
                "ballot",
                "Correct the counts or the number of members.",
            )
        if self.mode is BallotMode.SECRET and self.votes:
            raise BallotError(
                "single votes are given for a secret ballot.",
                "ballot.votes",
                "Leave them out; they must never be stored.",
            )

    @property
    def cast(self) -> int:
        """Count the recorded votes of every kind (persons)."""
        return sum(
            count or 0 for count in (self.yes, self.no, self.abstain, self.invalid)
        )

    @property
    def is_counted(self) -> bool:
        """Tell whether Yes and No are known as numbers."""
        return self.yes is not None
