"""Whether a body was quorate for one vote (Beschlussfähigkeit).

What is no whole number, or negative, is refused with `InvalidInputError`; numbers that
contradict each other, such as more present than there are seats, with `BallotError`.
"""

from __future__ import annotations

import attrs

from ratsflow.errors import BallotError, Both, DefinitionError
from ratsflow.law.citation import Citation
from ratsflow.law.counting import Share, share_of, whole
from ratsflow.law.local import Law
from ratsflow.law.sentences import said
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
        """Tell whether so many heads that count reach the number, fiction aside."""
        return whole(counted, "counted") >= self.share.threshold(statutory)


def quorum_rule(law: Law) -> QuorumRule:
    """Return the quorum rule that a law describes; `Law.made` keeps it.

    Raises:
        MissingValueError: a value is not set.
        DefinitionError: a value makes no sense.

    References:
        § 49 GO NRW and its counterparts; rules H-1 to H-4.
    """
    mass_bias = None
    if law["mass_bias.allowed"] is True:
        share = None
        if law.values.get("mass_bias.share") is not None:
            share = share_of(law, "mass_bias.share")
        mass_bias = MassBias(share, law["mass_bias.approval"])
    needed = share_of(law, "quorum.share")
    try:
        return QuorumRule(
            needed,
            Counted(law["quorum.counted"]),
            Fiction(law["quorum.fiction"]),
            Invitation(law["quorum.invitation"]),
            law["second_call.min_present"],
            mass_bias,
            law.citation("quorum.share"),
            law.citation("quorum.invitation"),
        )
    except ValueError as error:
        raise DefinitionError(
            law.name or law.state, [said("quorum.rule", error=error)]
        ) from error


_BIASED_MEMBERS = Both("biased members", "befangene Mitglieder")
_IN_ROOM = Both("in the room", "im Raum")


@attrs.frozen(kw_only=True)
class Attendance:
    """Who was there, and what happened about it (Anwesenheit).

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
    """

    statutory: int | None
    present: int | None = None
    biased: int | None = 0
    without_vote: int = 0
    voters: int = 0
    biased_members: int | None = None
    challenge: Challenge | None = attrs.field(
        default=Challenge.NONE, converter=attrs.converters.optional(Challenge)
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
        for part, few, limit, many in (
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
                    limit=limit,
                )

    @property
    def in_room(self) -> int | None:
        """All members in the room, with a vote or without; None if unknown."""
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


@attrs.frozen
class Quorum:
    """Whether a body was quorate for one vote.

    Attributes:
        quorate: True, False, or None if a fact is missing.
        doubtful: True if only the presumption holds, None if the number is unknown.
        needed: heads needed, None if the size of the body is unknown.
        counted: heads that counted, None if unknown.
        code: why, as a stable code.
    """

    quorate: bool | None
    doubtful: bool | None
    needed: int | None
    counted: int | None
    code: str


_BREAKS = {
    Fiction.ESTABLISHMENT: {Challenge.ESTABLISHMENT},
    Fiction.DOUBT: {Challenge.DOUBT, Challenge.MOTION, Challenge.ESTABLISHMENT},
    Fiction.MOTION: {Challenge.MOTION, Challenge.ESTABLISHMENT},
}


def _answer(
    rule: QuorumRule,
    facts: Attendance,
    code: str,
    *,
    quorate: bool | None,
    doubtful: bool | None = False,
    needed: int | None = None,
) -> Quorum:
    if needed is None and facts.statutory is not None:
        needed = rule.share.threshold(facts.statutory)
    return Quorum(quorate, doubtful, needed, facts.counted(rule), code)


def _invitation(rule: QuorumRule, facts: Attendance) -> Quorum | None:
    if rule.invitation is Invitation.SEPARATE or facts.duly_invited is True:
        return None
    unknown = facts.duly_invited is None
    if rule.invitation is Invitation.WAIVABLE:
        all_there = facts.statutory is not None and facts.in_room == facts.statutory
        if all_there and facts.objected is False:
            return None
        missing = facts.statutory is None or facts.present is None
        open_ = facts.objected is None and (all_there or missing)
        unknown = unknown or open_ or (missing and facts.objected is False)
    return _answer(rule, facts, "invitation_defect", quorate=None if unknown else False)


def _enough(rule: QuorumRule, facts: Attendance) -> Quorum | None:
    if facts.statutory is None:
        return None
    if not rule.reached(facts.proven(rule), facts.statutory):
        return None
    if facts.challenge is Challenge.ESTABLISHMENT:
        # the chair found too few, the list shows enough: one of them is wrong
        return _answer(rule, facts, "quorum_contradiction", quorate=None)
    return _answer(rule, facts, "quorum_met", quorate=True)


def _mass_bias(rule: QuorumRule, facts: Attendance) -> Quorum | None:
    biased = facts.biased if facts.biased_members is None else facts.biased_members
    if rule.mass_bias is None or facts.statutory is None or biased is None:
        return None
    if biased <= facts.statutory - biased:  # not more than a half
        return None
    share = rule.mass_bias.share
    floor = 1 if share is None else share.threshold(facts.statutory)
    if facts.proven(rule) < floor:
        return None
    code = "mass_bias_approval" if rule.mass_bias.approval else "mass_bias"
    return _answer(rule, facts, code, quorate=True, needed=floor)


def _second_call(rule: QuorumRule, facts: Attendance) -> Quorum | None:
    if facts.second_call is not True or facts.notice_given is not True:
        return None
    floor = rule.second_call_min
    if facts.proven(rule) >= floor:
        return _answer(rule, facts, "second_call", quorate=True, needed=floor)
    known = facts.counted(rule) is not None
    code = "quorum_missing" if known else "quorum_unknown"
    quorate = False if known else None
    return _answer(rule, facts, code, quorate=quorate, needed=floor)


def _fiction(rule: QuorumRule, facts: Attendance) -> Quorum | None:
    if rule.fiction is Fiction.NONE:
        return None
    if facts.challenge is None:
        return _answer(rule, facts, "quorum_unknown", quorate=None)
    if facts.challenge in _BREAKS[rule.fiction]:
        return None
    if facts.counted(rule) is None or facts.statutory is None:
        return _answer(rule, facts, "quorum_deemed", quorate=True, doubtful=None)
    return _answer(rule, facts, "quorum_doubtful", quorate=True, doubtful=True)


def _without(rule: QuorumRule, facts: Attendance) -> Quorum:
    if facts.second_call is True and facts.notice_given is None:
        return _answer(rule, facts, "quorum_unknown", quorate=None)
    established = facts.challenge is Challenge.ESTABLISHMENT
    known = facts.counted(rule) is not None and facts.statutory is not None
    if known or established:
        return _answer(rule, facts, "quorum_missing", quorate=False)
    return _answer(rule, facts, "quorum_unknown", quorate=None)


_QUORUM_STEPS = (_invitation, _enough, _mass_bias, _second_call, _fiction)


def quorum(rule: QuorumRule, facts: Attendance) -> Quorum:
    """Decide whether a council was quorate for one vote (Beschlussfähigkeit).

    Args:
        rule: what the law says, from `quorum_rule`.
        facts: who was there and what was said about it, at the time of the vote.

    Returns:
        The answer with the numbers behind it. The presumption of a quorum is law, so
        it holds where nobody recorded the number; without one that is *unknown*.

    References:
        § 49 GO NRW, Art. 47 GO Bayern, § 37 GemO BW, § 65 NKomVG, § 53 HGO; rules H-1
        to H-4 and H-6.
    """
    for step in _QUORUM_STEPS:
        answer = step(rule, facts)
        if answer is not None:
            return answer
    return _without(rule, facts)


def committee_reached(
    councillors: int,
    experts: int,
    seats: int,
    others: int = 0,
    *,
    share: Share,
    exceed: bool = True,
) -> bool:
    """Tell whether a committee has enough heads, fiction aside.

    Args:
        councillors, experts: voting councillors and expert citizens (*sachkundige Bürger*)
            present, without the biased.
        seats: statutory voting members.
        others: voting members present who are neither, as the inhabitants elected them.
        share: what of the committee must be there (`quorum.committee`).
        exceed: whether councillors must outnumber expert citizens
            (`quorum.committee_councillors_exceed`).

    References:
        § 58 Abs. 2, 3 GO NRW; rule H-5.
    """
    whole(councillors, "councillors")
    whole(experts, "experts")
    present = councillors + experts + whole(others, "others")
    if present > whole(seats, "seats", 1):
        raise said.invalid(
            "committee.more", "committee", BallotError, present=present, seats=seats
        )
    enough = present >= share.threshold(seats)
    return enough and (councillors > experts or not exceed)


def committee_quorum(
    councillors: int | None,
    experts: int | None,
    seats: int,
    challenge: Challenge | None = Challenge.NONE,
    *,
    others: int = 0,
    share: Share,
    exceed: bool = True,
) -> Quorum:
    """Decide whether a committee was quorate for one vote.

    The heads are those of `committee_reached`, None where unknown, and so is what was said
    about the quorum.

    Returns:
        `needed` is the half alone; the code ``experts_outnumber`` says that there were
        enough heads, but not more councillors than experts.

    References:
        § 58 Abs. 2, 3 with § 49 Abs. 1 S. 2 GO NRW; rule H-5.
    """
    needed = share.threshold(whole(seats, "seats", 1))
    present = reached = None
    if councillors is not None and experts is not None:
        present = councillors + experts + others
        reached = committee_reached(
            councillors, experts, seats, others, share=share, exceed=exceed
        )
    quorate, doubtful, code = _committee_answer(reached, challenge)
    if code == "quorum_missing" and present is not None and present >= needed:
        code = "experts_outnumber"
    return Quorum(quorate, doubtful, needed, present, code)


def _committee_answer(
    reached: bool | None, challenge: Challenge | None
) -> tuple[bool | None, bool | None, str]:
    established = challenge is Challenge.ESTABLISHMENT
    if reached is True:
        if established:
            return None, False, "quorum_contradiction"
        return True, False, "quorum_met"
    if established:
        return False, False, "quorum_missing"
    if challenge is None:
        return None, None, "quorum_unknown"
    if reached is None:
        return True, None, "quorum_deemed"
    return True, True, "quorum_doubtful"
