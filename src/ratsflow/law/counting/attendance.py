"""When a body is quorate, state by state, and who was there (Anwesenheit)."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from ratsflow.errors import BallotError, Both
from ratsflow.law.citation import Citation, Confidence
from ratsflow.law.counting.fractions import Base, Share, whole
from ratsflow.model.closed_list import ClosedList


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
        state: the state, in short.
        share: what must be present, and of what.
        counted: who counts.
        fiction: what ends the presumption of a quorum.
        invitation: whether a proper invitation is part of it.
        second_call_min: heads that suffice after a second call.
        mass_bias: the rule for more than half biased, None if there is none.
        citation: the norm.
    """

    state: str
    share: Share
    counted: Counted
    fiction: Fiction
    invitation: Invitation
    second_call_min: int
    mass_bias: MassBias | None
    citation: Citation

    def reached(self, counted: int, statutory: int) -> bool:
        """Tell whether so many of those who count reach the number, fiction aside.

        Args:
            counted: heads that count.
            statutory: the statutory number of members.

        Raises:
            InvalidInputError: a number is negative or not whole.
        """
        return whole(counted, "counted") >= self.share.threshold(statutory)


_OVER_HALF = Share(1, 2, strict=True, base=Base.STATUTORY_MEMBERS)
_HALF = Share(1, 2, strict=False, base=Base.STATUTORY_MEMBERS)
_QUARTER = Share(1, 4, strict=False, base=Base.STATUTORY_MEMBERS)

QUORUM: Mapping[str, QuorumRule] = {
    rule.state: rule
    for rule in (
        QuorumRule(
            "NRW",
            _OVER_HALF,
            Counted.PRESENT_NOT_BIASED,
            Fiction.ESTABLISHMENT,
            Invitation.SEPARATE,
            1,
            None,
            Citation("§ 49 GO NRW", Confidence.SECONDARY, "juracademy, jurafuchs"),
        ),
        QuorumRule(
            "BY",
            _OVER_HALF,
            Counted.PRESENT_AND_ELIGIBLE,
            Fiction.NONE,
            Invitation.REQUIRED,
            1,
            None,
            Citation("Art. 47 Abs. 2, 3 GO Bayern", Confidence.VERIFIED),
        ),
        QuorumRule(
            "BW",
            _HALF,
            Counted.PRESENT_AND_ELIGIBLE,
            Fiction.NONE,
            Invitation.WAIVABLE,
            3,
            MassBias(_QUARTER, approval=False),
            Citation("§ 37 Abs. 1 bis 3 GemO BW", Confidence.VERIFIED),
        ),
        QuorumRule(
            "NI",
            _OVER_HALF,
            Counted.PRESENT_NOT_BIASED,
            Fiction.DOUBT,
            Invitation.WAIVABLE,
            1,
            MassBias(None, approval=True),
            Citation("§ 65 NKomVG", Confidence.VERIFIED),
        ),
        QuorumRule(
            "HE",
            _OVER_HALF,
            Counted.PRESENT_NOT_BIASED,
            Fiction.MOTION,
            Invitation.SEPARATE,
            1,
            MassBias(None, approval=False),
            Citation("§ 53 HGO", Confidence.VERIFIED),
        ),
    )
}


@attrs.frozen(kw_only=True)
class Attendance:
    """Who was there, and what happened about it.

    Attributes:
        statutory: the statutory number of members, None if unknown.
        present: members in the room, the biased included; None if not recorded.
        biased: biased members in the room; None if unknown.
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
        self._fits("present", self.present, "members", self.statutory)
        self._fits("voters", self.voters, "members", self.statutory)
        self._fits(
            Both("biased members", "befangene Mitglieder"),
            self.biased_members,
            "members",
            self.statutory,
        )
        self._fits("biased", self.biased, "members", self.statutory)
        self._fits(
            "biased",
            self.biased,
            Both("biased members", "befangene Mitglieder"),
            self.biased_members,
        )
        kept_out = (self.biased or 0) + self.without_vote
        self._fits(
            Both("biased or without vote", "befangen oder ohne Stimme"),
            kept_out,
            "present",
            self.present,
        )
        taken = (self.biased or 0) + self.voters
        self._fits(
            Both("biased or voting", "befangen oder stimmberechtigt"),
            taken,
            "present",
            self.present,
        )

    @staticmethod
    def _fits(part: str, few: int | None, whole_name: str, many: int | None) -> None:
        if few is not None and many is not None and few > many:
            raise BallotError(
                Both(
                    f"{few} {part} is more than {many} {whole_name}.",
                    f"{few} ({part}) sind mehr als {many} ({whole_name}).",
                ),
                "attendance",
                Both("Check the presence list.", "Die Anwesenheitsliste prüfen."),
            )

    def counted(self, rule: QuorumRule) -> int | None:
        """Return the heads that count under a rule, None if unknown."""
        if self.present is None:
            return None
        if rule.counted is Counted.PRESENT:
            return self.present
        if self.biased is None:
            return None
        count = self.present - self.biased
        if rule.counted is Counted.PRESENT_AND_ELIGIBLE:
            return count - self.without_vote
        return count

    def proven(self, rule: QuorumRule) -> int:
        """Return the heads that certainly count."""
        counted = self.counted(rule)
        return self.voters if counted is None else counted
