"""Whether a body was quorate for one vote (Beschlussfähigkeit)."""

from __future__ import annotations

import attrs

from ratsflow.errors import BallotError
from ratsflow.law.counting.attendance import (
    Attendance,
    Challenge,
    Fiction,
    Invitation,
    QuorumRule,
)
from ratsflow.law.counting.fractions import Share, whole
from ratsflow.law.sentences import said


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
        councillors: voting councillors present, without the biased.
        experts: voting expert citizens (*sachkundige Bürger*) present, without the
            biased.
        seats: statutory voting members.
        others: voting members present who are neither, as the inhabitants elected them.
        share: what of the committee must be there (`quorum.committee`).
        exceed: whether councillors must outnumber expert citizens
            (`quorum.committee_councillors_exceed`).

    Raises:
        BallotError: more present than there are seats.
        InvalidInputError: a number is negative or not whole.

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

    Args:
        councillors: voting councillors present, without the biased; None if unknown.
        experts: voting expert citizens present, without the biased; None if unknown.
        seats: statutory voting members.
        challenge: what was said about the quorum; None if unknown.
        others: voting members present who are neither, as the inhabitants elected them.
        share: what of the committee must be there (`quorum.committee`).
        exceed: whether councillors must outnumber expert citizens.

    Returns:
        `needed` is the half alone; the code ``experts_outnumber`` says that there were
        enough heads, but not more councillors than experts.

    Raises:
        BallotError: more present than there are seats.
        InvalidInputError: a number is negative or not whole.

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
    reached: bool | None,
    challenge: Challenge | None,
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
