"""Ballots (*Abstimmungen*)."""

from __future__ import annotations

from typing import Self

import attrs

from ratsflow.errors import BallotError, Both
from ratsflow.model.closed_list import ClosedList
from ratsflow.model.shape import hold
from ratsflow.model.text import names


class BallotMode(ClosedList):
    """How votes are given: openly, by roll-call (*namentlich*) or in secret."""

    OPEN = "open"
    ROLL_CALL = "roll_call"
    SECRET = "secret"  # noqa: S105


class Majority(ClosedList):
    """The majority that the matter needs."""

    SIMPLE = "simple"
    """more Yes than No"""
    ABSOLUTE = "absolute"
    """more than half of the statutory number of members"""
    TWO_THIRDS = "two-thirds"
    """two thirds of the statutory number of members"""
    THREE_QUARTERS = "three-quarters"
    """three quarters of the members"""

    @classmethod
    def _missing_(cls, value: object) -> Self:
        """Read the other spelling of 0.1, ``two_thirds``, as well."""
        if isinstance(value, str) and "_" in value:
            return cls(value.replace("_", "-"))
        return super()._missing_(value)


class MayorsVote(ClosedList):
    """What the mayor did, whose vote some matters leave out (rule I-13)."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"
    NONE = "none"
    """took no part, or has no vote in this body"""


_COUNTS = (
    "yes",
    "no",
    "abstain",
    "invalid",
    "present",
    "members",
    "biased_yes",
    "biased_no",
    "biased_unknown",
    "experts",
    "secret_demand",
    "roll_call_demand",
)


class Announced(ClosedList):
    """What the chair announced when the minutes give no numbers."""

    ADOPTED = "adopted"
    REJECTED = "rejected"


@attrs.frozen
class Ballot:
    """One vote and its record (rule I-18).

    Minutes often give no numbers ("mit Mehrheit beschlossen"), or those of one side
    ("bei drei Gegenstimmen"): then the other counts are None and `announced` is set. A
    number that is given is never guessed from another, and numbers that contradict each
    other are kept as they were written (`contradictions`).

    Attributes:
        yes, no, abstain, invalid: votes (persons), or None where not recorded.
        present: persons present and entitled to vote on this item, biased ones left
            out; None if not recorded.
        members: statutory voting members of the body; None if not recorded.
        excluded: identifiers of the persons excluded for bias.
        excluded_without_vote: those of them, or of whoever is excluded from the item, who
            have no vote in this body (an advising member, the mayor in a committee): they
            are none of its members, and no vote is missing for them.
        majority: the majority that was asked for; None to let the procedure say.
        mode: open, roll-call or secret.
        announced: the result as the chair announced it, or None.
        text_hash: digest of the text voted on, or an empty string for the motion's own.
        amended: the text was changed before the vote.
        chair: who chaired.
        votes: the single votes of a roll-call, (name, vote); empty in a secret vote.
        biased_yes, biased_no: votes of biased persons who took part all the same,
            counted in `yes` and `no` too.
        biased_unknown: biased persons who took part in a way that nobody knows.
        wrongly_excluded: identifiers of persons excluded without a ground.
        experts: how many of those present are expert citizens (*sachkundige Bürger*);
            None if not recorded.
        mayor: what the mayor did, counted in the votes too; None if not recorded.
        secret_demand: members who demanded a secret vote; None if not recorded.
        roll_call_demand: members who demanded a roll-call; None if not recorded.
        circular: votes were collected outside a meeting (*Umlaufverfahren*).

    Raises:
        BallotError: negative counts, neither both counts nor an announced result, names
            in a secret vote.

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
        default=None,
        converter=attrs.converters.optional(Majority),
    )
    mode: BallotMode = attrs.field(
        default=BallotMode.OPEN,
        converter=BallotMode,
    )
    announced: Announced | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(Announced),
    )
    text_hash: str = ""
    amended: bool = False
    chair: str = ""
    votes: tuple[tuple[str, str], ...] = ()
    biased_yes: int = 0
    biased_no: int = 0
    biased_unknown: int = 0
    wrongly_excluded: tuple[str, ...] = attrs.field(default=(), converter=names)
    experts: int | None = None
    mayor: MayorsVote | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(MayorsVote),
    )
    secret_demand: int | None = 0
    roll_call_demand: int | None = 0
    circular: bool = False
    excluded_without_vote: tuple[str, ...] = attrs.field(default=(), converter=names)

    def __attrs_post_init__(self) -> None:
        counts = {name: getattr(self, name) for name in _COUNTS}
        for name, count in counts.items():
            if count is None and not name.startswith("biased"):
                continue
            if isinstance(count, bool) or not isinstance(count, int) or count < 0:
                raise BallotError(
                    Both(
                        f"{count!r} is no number of persons.",
                        f"{count!r} ist keine Zahl von Personen.",
                    ),
                    f"ballot.{name}",
                    Both(
                        "Give a whole number, zero or more, or leave it out.",
                        "Eine ganze Zahl ab null angeben oder die Angabe weglassen.",
                    ),
                )
        if not self.is_counted and self.announced is None:
            one = Both(
                "only one of yes and no is given, and no announced result.",
                "nur eines von Ja und Nein ist angegeben und kein verkündetes "
                "Ergebnis.",
            )
            none = Both(
                "neither votes nor an announced result are given.",
                "weder Stimmen noch ein verkündetes Ergebnis sind angegeben.",
            )
            raise BallotError(
                none if self.yes is None and self.no is None else one,
                "ballot",
                Both(
                    "Give yes and no, or announced='adopted' or 'rejected'.",
                    "Ja- und Nein-Stimmen angeben, oder das verkündete Ergebnis "
                    "(adopted oder rejected).",
                ),
            )
        if self.mode is BallotMode.SECRET and self.votes:
            raise BallotError(
                Both(
                    "single votes are given for a secret ballot.",
                    "für eine geheime Abstimmung sind einzelne Stimmen angegeben.",
                ),
                "ballot.votes",
                Both(
                    "Leave them out; they must never be stored.",
                    "Sie weglassen; sie dürfen nie gespeichert werden.",
                ),
            )
        hold(self)

    @property
    def contradictions(self) -> tuple[str, ...]:
        """The numbers that contradict each other, by name; empty in a good record.

        Minutes hold such numbers, so a ballot does; whether a vote with them decides
        anything is what the rules of a procedure say.
        """
        entitled = None if self.present is None else self.present + self.biased_votes
        found = {
            "votes_over_present": entitled is not None and self.cast > entitled,
            "votes_over_members": self.members is not None
            and self.cast > self.members + self.biased_votes,
            "present_over_members": None not in (self.present, self.members)
            and (self.present or 0) > (self.members or 0),
            "experts_over_present": None not in (self.experts, self.present)
            and (self.experts or 0) > (self.present or 0),
            "biased_over_votes": any(
                votes is not None and biased > votes
                for biased, votes in (
                    (self.biased_yes, self.yes),
                    (self.biased_no, self.no),
                )
            ),
        }
        return tuple(name for name, is_so in found.items() if is_so)

    @property
    def biased_votes(self) -> int:
        """Count the biased persons who took part (persons)."""
        return self.biased_yes + self.biased_no + self.biased_unknown

    @property
    def cast(self) -> int:
        """Count the recorded votes of every kind (persons)."""
        return (
            (self.yes or 0) + (self.no or 0) + (self.abstain or 0) + (self.invalid or 0)
        )

    @property
    def is_counted(self) -> bool:
        """Tell whether Yes and No are known as numbers."""
        return self.yes is not None and self.no is not None
