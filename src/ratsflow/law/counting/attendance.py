"""When a body is quorate, and who was there (Anwesenheit)."""

from __future__ import annotations

import attrs

from ratsflow.errors import BallotError, Both
from ratsflow.law.citation import Citation
from ratsflow.law.counting.fractions import Share, whole
from ratsflow.law.sentences import said
from ratsflow.model.closed_list import ClosedList


_BIASED_MEMBERS = Both("biased members", "befangene Mitglieder")
_IN_ROOM = Both("in the room", "im Raum")


class Counted(ClosedList):
    """Who counts towards the quorum."""

    PRESENT = "present"
    """Everybody in the room."""
    PRESENT_NOT_BIASED = "present_not_biased"
    """Those present, without the biased (rule H-4)."""
    PRESENT_AND_ELIGIBLE = "present_and_eligible"
    """Those present who may vote on the item, whatever keeps the others from it."""


class Fiction(ClosedList):
    """What ends the presumption that the body is quorate (Fiktion)."""

    NONE = "none"
    """There is no presumption: the number must be there at every vote."""
    ESTABLISHMENT = "establishment"
    DOUBT = "doubt"
    MOTION = "motion"


class Challenge(ClosedList):
    """What happened in the meeting about the quorum."""

    NONE = "none"
    DOUBT = "doubt"
    """Somebody doubted it; nothing was found yet."""
    MOTION = "motion"
    """Somebody moved that it be counted."""
    ESTABLISHMENT = "establishment"
    """The lack was established (in Hessen: upon a motion)."""


class Invitation(ClosedList):
    """Whether the quorum itself asks for a proper invitation."""

    SEPARATE = "separate"
    """The invitation is a rule of its own (E-3)."""
    REQUIRED = "required"
    """Without it there is no quorum."""
    WAIVABLE = "waivable"
    """A defect is harmless if all are present and nobody objects."""


@attrs.frozen
class MassBias:
    """The quorum when more than half of all members are biased.

    Attributes:
        share: what must still be present, or None for any number.
        approval: True if the supervisory authority must approve the resolution.
    """

    share: Share | None
    approval: bool


@attrs.frozen
class QuorumRule:
    """When a council is quorate (Beschlussfähigkeit).

    Attributes:
        share: what must be present, and of what.
        counted: who counts.
        fiction: what ends the presumption of a quorum.
        invitation: whether a proper invitation is part of it.
        second_call_min: heads that suffice after a second call.
        mass_bias: the rule for more than half biased, None if there is none.
        citation: the norm.
        invited_by: the norm on the invitation, where it is another.
    """

    share: Share
    counted: Counted
    fiction: Fiction
    invitation: Invitation
    second_call_min: int
    mass_bias: MassBias | None
    citation: Citation
    invited_by: Citation | None = None

    def reached(self, counted: int, statutory: int) -> bool:
        """Tell whether so many of those who count reach the number, fiction aside.

        Args:
            counted: heads that count.
            statutory: the statutory number of members.

        Raises:
            InvalidInputError: a number is negative or not whole.
        """
        return whole(counted, "counted") >= self.share.threshold(statutory)


@attrs.frozen(kw_only=True)
class Attendance:
    """Who was there, and what happened about it.

    Attributes:
        statutory: the statutory number of members, None if unknown.
        present: members present who may vote on the item, the biased and others without
            a vote left out, as in `Ballot`; None if not recorded.
        biased: biased members in the room beside them; None if unknown.
        without_vote: unbiased members in the room without a vote on this item.
        voters: unbiased members known to have voted, the proof if `present` is missing.
        biased_members: all biased members, present or not; None for "as in the room".
        challenge: what was said about the quorum; None if unknown.
        second_call: True if the body was called again for the same item.
        notice_given: True if the second invitation pointed to the consequence.
        duly_invited: False or None if the invitation was defective or is unknown.
        objected: True if somebody objected to a defective invitation.

    Raises:
        BallotError: the numbers contradict each other.
        InvalidInputError: a number is negative or not whole.
    """

    statutory: int | None
    present: int | None = None
    biased: int | None = 0
    without_vote: int = 0
    voters: int = 0
    biased_members: int | None = None
    challenge: Challenge | None = attrs.field(
        default=Challenge.NONE,
        converter=attrs.converters.optional(Challenge),
    )
    second_call: bool = False
    notice_given: bool | None = None
    duly_invited: bool | None = True
    objected: bool | None = None

    def __attrs_post_init__(self) -> None:
        if self.statutory is not None:
            whole(self.statutory, "members", 1)
        for name in ("present", "biased", "without_vote", "voters", "biased_members"):
            if getattr(self, name) is not None:
                whole(getattr(self, name), name)
        members, there = self.statutory, self.present
        in_room = (self.biased or 0) + self.without_vote + (there or 0)
        for part, few, whole_name, many in (
            ("present", there, "members", members),
            ("voters", self.voters, "members", members),
            (_BIASED_MEMBERS, self.biased_members, "members", members),
            ("biased", self.biased, "members", members),
            ("biased", self.biased, _BIASED_MEMBERS, self.biased_members),
            (_IN_ROOM, in_room, "members", members),
            ("voters", self.voters, "present", there),
        ):
            if few is not None and many is not None and few > many:
                raise said.invalid(
                    "attendance.more",
                    "attendance",
                    BallotError,
                    few=few,
                    part=part,
                    many=many,
                    whole=whole_name,
                )

    @property
    def in_room(self) -> int | None:
        """Return all members in the room, with a vote or without; None if unknown."""
        if self.present is None or self.biased is None:
            return None
        return self.present + self.biased + self.without_vote

    def counted(self, rule: QuorumRule) -> int | None:
        """Return the heads that count under a rule, None if unknown."""
        if self.present is None:
            return None
        if rule.counted is Counted.PRESENT_AND_ELIGIBLE:
            return self.present
        if rule.counted is Counted.PRESENT_NOT_BIASED:
            return self.present + self.without_vote
        return self.in_room

    def proven(self, rule: QuorumRule) -> int:
        """Return the heads that certainly count."""
        counted = self.counted(rule)
        return self.voters if counted is None else counted
