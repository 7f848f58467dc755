"""Count votes, heads and fractions in whole numbers (Mehrheiten, Beschlussfähigkeit).

Nothing here is rounded and nothing is a float: a fraction of a body is the smallest
whole number that satisfies it, and every fraction names the body it is a fraction of,
because the two councils "with" and "without" the mayor differ by one vote at some sizes.
A count that nobody recorded is None and stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import attrs

from ratsflow.errors import BallotError, DefinitionError, InvalidInputError
from ratsflow.law.citation import Citation, Confidence, Consequence


class Base(StrEnum):
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


class Outcome(StrEnum):
    """What a ballot decided; *unknown* never counts as adopted."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    INVALID = "invalid"
    UNKNOWN = "unknown"


class Majority(StrEnum):
    """The kind of majority a resolution needs (Mehrheitserfordernis)."""

    SIMPLE = "simple"
    ABSOLUTE = "absolute"
    TWO_THIRDS = "two_thirds"
    THREE_QUARTERS = "three_quarters"


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
        raise InvalidInputError(
            f"{value!r} is not a whole number of {least} or more.",
            where,
            "Count heads or votes and pass an int.",
        )
    return value


def _fraction(num: object, den: object) -> tuple[int, int]:
    numerator, denominator = whole(num, "num", 1), whole(den, "den", 1)
    if numerator > denominator:
        raise InvalidInputError(
            f"{numerator}/{denominator} is more than the whole.",
            "num",
            "Pass a fraction between 0 and 1, for example 2 and 3.",
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
        raise InvalidInputError(
            f"more than {p}/{q} can never be reached.", "num", "Ask for at least."
        )
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
                "share", [f"strict is {self.strict!r}; say True or False."]
            )
        try:
            self.threshold(1)
        except InvalidInputError as error:
            raise DefinitionError(
                "share", [f"{self.num!r}/{self.den!r}: {error}"]
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
                where, [f"{value!r} needs num, den, strict and base ({error})."]
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
        raise BallotError(
            f"{count} is more than the {n} there are.",
            share.base.value,
            "Check which body the fraction refers to.",
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


_SEATS_NRW = (
    (5_000, 20),
    (8_000, 26),
    (15_000, 32),
    (30_000, 38),
    (50_000, 44),
    (100_000, 50),
    (250_000, 58),
    (400_000, 66),
    (550_000, 74),
    (700_000, 82),
)
_SEATS_NRW_LARGEST = 90


def seats_nrw(inhabitants: int) -> int:
    """Return the elected seats of a municipality in NRW before any bye-law reduces them.

    Args:
        inhabitants: people living there.

    Returns:
        Elected seats; add one for the mayor to get the members.

    References:
        § 3 Abs. 2 KWahlG NRW; rule CNT-2.
    """
    whole(inhabitants, "inhabitants", 1)
    fitting = (seats for limit, seats in _SEATS_NRW if inhabitants <= limit)
    return next(fitting, _SEATS_NRW_LARGEST)


# ---------------------------------------------------------------- majorities


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
            f"{yes} Yes votes exceed the base of {base}.",
            "yes",
            "Check which number the fraction refers to.",
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

    References:
        § 7 Abs. 3, § 13 Abs. 1, § 66 Abs. 1 GO NRW; rules I-4 and I-5.
    """
    share = _SHARES.get(Majority(kind))
    if share is None or base is None:
        return share
    return attrs.evolve(share, base=base)


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
        base = None if yes is None or no is None else yes + no
    return qualified(yes, base, share.num, share.den, share.strict)


# -------------------------------------------------------------------- quorum


class Counted(StrEnum):
    """Who counts towards the quorum."""

    PRESENT = "present"
    """Everybody in the room."""
    PRESENT_NOT_BIASED = "present_not_biased"
    """Those present, without the biased (rule H-4)."""
    PRESENT_AND_ELIGIBLE = "present_and_eligible"
    """Those present who may vote on the item, whatever keeps the others from it."""


class Fiction(StrEnum):
    """What ends the presumption that the body is quorate (Fiktion)."""

    NONE = "none"
    """There is no presumption: the number must be there at every vote."""
    ESTABLISHMENT = "establishment"
    DOUBT = "doubt"
    MOTION = "motion"


class Challenge(StrEnum):
    """What happened in the meeting about the quorum."""

    NONE = "none"
    DOUBT = "doubt"
    """Somebody doubted it; nothing was found yet."""
    MOTION = "motion"
    """Somebody moved that it be counted."""
    ESTABLISHMENT = "establishment"
    """The lack was established (in Hessen: upon a motion)."""


_BREAKS = {
    Fiction.ESTABLISHMENT: {Challenge.ESTABLISHMENT},
    Fiction.DOUBT: {Challenge.DOUBT, Challenge.MOTION, Challenge.ESTABLISHMENT},
    Fiction.MOTION: {Challenge.MOTION, Challenge.ESTABLISHMENT},
}


class Invitation(StrEnum):
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
            Invitation.SEPARATE,
            3,
            MassBias(_QUARTER, approval=False),
            Citation("§ 37 Abs. 2, 3 GemO BW", Confidence.VERIFIED),
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
    challenge: Challenge | None = Challenge.NONE
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
        self._fits("biased members", self.biased_members, "members", self.statutory)
        self._fits("biased", self.biased, "members", self.statutory)
        self._fits("biased", self.biased, "biased members", self.biased_members)
        kept_out = (self.biased or 0) + self.without_vote
        self._fits("biased or without vote", kept_out, "present", self.present)
        taken = (self.biased or 0) + self.voters
        self._fits("biased or voting", taken, "present", self.present)

    @staticmethod
    def _fits(part: str, few: int | None, whole_name: str, many: int | None) -> None:
        if few is not None and many is not None and few > many:
            raise BallotError(
                f"{few} {part} is more than {many} {whole_name}.",
                "attendance",
                "Check the presence list.",
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
        all_there = facts.statutory is not None and facts.present == facts.statutory
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
    if not biased > facts.statutory // 2:
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
        rule: the state's rule, for example ``QUORUM["NRW"]``.
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


def committee_reached(councillors: int, experts: int, seats: int) -> bool:
    """Tell whether a committee in NRW has enough heads, fiction aside.

    Args:
        councillors: voting councillors present, without the biased.
        experts: voting expert citizens (*sachkundige Bürger*) present, without the
            biased.
        seats: statutory voting members.

    Raises:
        BallotError: more present than there are seats.
        InvalidInputError: a number is negative or not whole.

    References:
        § 58 Abs. 2, 3 GO NRW; rule H-5.
    """
    whole(councillors, "councillors")
    whole(experts, "experts")
    present = councillors + experts
    if present > whole(seats, "seats", 1):
        raise BallotError(
            f"{present} present is more than {seats} seats.",
            "committee",
            "Leave out advisory members and residents; they never count.",
        )
    return present >= more_than(seats, 1, 2) and councillors > experts


def committee_quorum(
    councillors: int | None,
    experts: int | None,
    seats: int,
    challenge: Challenge | None = Challenge.NONE,
) -> Quorum:
    """Decide whether a committee in NRW was quorate for one vote.

    Args:
        councillors: voting councillors present, without the biased; None if unknown.
        experts: voting expert citizens present, without the biased; None if unknown.
        seats: statutory voting members.
        challenge: what was said about the quorum; None if unknown.

    Returns:
        `needed` is the half alone; the code ``experts_outnumber`` says that there were
        enough heads, but not more councillors than experts.

    Raises:
        BallotError: more present than there are seats.
        InvalidInputError: a number is negative or not whole.

    References:
        § 58 Abs. 2, 3 with § 49 Abs. 1 S. 2 GO NRW; rule H-5.
    """
    needed = more_than(whole(seats, "seats", 1), 1, 2)
    present = reached = None
    if councillors is not None and experts is not None:
        present = councillors + experts
        reached = committee_reached(councillors, experts, seats)
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


# ---------------------------------------------------------------------- bias


class BiasRule(StrEnum):
    """What it means that a biased person took part (Folge der Mitwirkung)."""

    IF_DECISIVE = "if_decisive"
    """Unlawful only if it decided the result (NRW, BY, NI)."""
    UNLAWFUL_CURABLE = "unlawful_curable"
    """Unlawful regardless, cured by time (BW)."""
    VOID_CURABLE = "void_curable"
    """Void regardless, cured by time (HE)."""


BIAS: Mapping[str, tuple[BiasRule, Citation]] = {
    "NRW": (
        BiasRule.IF_DECISIVE,
        Citation("§ 31 Abs. 6 GO NRW", Confidence.VERIFIED, "klartext-jura.de"),
    ),
    "BY": (
        BiasRule.IF_DECISIVE,
        Citation("Art. 49 Abs. 4 GO Bayern", Confidence.VERIFIED),
    ),
    "BW": (
        BiasRule.UNLAWFUL_CURABLE,
        Citation("§ 18 Abs. 6 GemO BW", Confidence.VERIFIED),
    ),
    "NI": (BiasRule.IF_DECISIVE, Citation("§ 41 Abs. 6 NKomVG", Confidence.VERIFIED)),
    "HE": (BiasRule.VOID_CURABLE, Citation("§ 25 Abs. 6 HGO", Confidence.VERIFIED)),
}


def _lost(
    votes: tuple[int, int], lost: tuple[int, int], share: Share | None, base: int | None
) -> Outcome:
    (yes, no), (lost_yes, lost_no) = votes, lost
    if share is not None and share.base is Base.VOTES_CAST and base is not None:
        base -= lost_yes + lost_no  # a vote that does not count was not cast
    return decide(yes - lost_yes, no - lost_no, share, base)


def _part(name: str, part: int, total: int) -> int:
    if whole(part, f"biased {name}") > whole(total, name):
        raise BallotError(
            f"{part} biased {name} votes are more than {total} {name} votes.",
            "bias",
            "Count the biased votes among the votes.",
        )
    return part


def bias_decisive(
    yes: int,
    no: int,
    biased_yes: int,
    biased_no: int,
    *,
    share: Share | None = None,
    base: int | None = None,
) -> bool:
    """Tell whether the votes of biased persons decided the result.

    Args:
        yes: Yes votes, the biased ones included.
        no: No votes, the biased ones included.
        biased_yes: Yes votes of biased persons.
        biased_no: No votes of biased persons.
        share: the share needed, None for the simple majority.
        base: size of the share's base, the biased votes included.

    Returns:
        True if the ballot comes out differently without them. A biased abstention
        never decides by count; see `bias_made_quorum`.

    Raises:
        BallotError: more biased votes than votes.
        InvalidInputError: a number is negative, or the base is missing.

    References:
        § 31 Abs. 6 GO NRW; rule G-6.
    """
    return bias_possibly_decisive(
        yes, no, 0, biased_yes=biased_yes, biased_no=biased_no, share=share, base=base
    )


def bias_possibly_decisive(
    yes: int,
    no: int,
    biased: int,
    *,
    biased_yes: int = 0,
    biased_no: int = 0,
    share: Share | None = None,
    base: int | None = None,
) -> bool:
    """Tell whether biased votes of unknown direction can have decided the result.

    Args:
        yes: Yes votes, the biased ones included.
        no: No votes, the biased ones included.
        biased: biased persons of whom nobody knows how they voted; each may have
            abstained as well.
        biased_yes: further biased persons known to have voted Yes.
        biased_no: further biased persons known to have voted No.
        share: the share needed, None for the simple majority.
        base: size of the share's base, the biased votes included.

    Returns:
        True if one of the possible splits decides.

    Raises:
        BallotError: more biased votes than votes.
        InvalidInputError: a number is negative, or the base is missing.

    References:
        § 31 Abs. 6 GO NRW; rule G-6 (secret ballots).
    """
    yes_lost, no_lost = _part("Yes", biased_yes, yes), _part("No", biased_no, no)
    whole(biased, "biased")
    if share is not None and share.base is not Base.VALID_VOTES:
        whole(base, share.base.value, 1)
    # A lost Yes never helps and a lost No never hurts, so every split lies between
    # the one that loses most Yes and the one that loses most No votes.
    extremes = (
        (min(yes, yes_lost + biased), no_lost),
        (yes_lost, min(no, no_lost + biased)),
    )
    counted = decide(yes, no, share, base)
    return any(_lost((yes, no), lost, share, base) != counted for lost in extremes)


def bias_made_quorum(
    rule: QuorumRule, statutory: int, present: int, biased: int
) -> bool:
    """Tell whether the biased persons' presence alone made up the number.

    Args:
        rule: the state's rule.
        statutory: the statutory number of members.
        present: members in the room, the biased included.
        biased: biased members in the room.

    Returns:
        True if the number is reached with them and missed without them; the textbooks
        treat that like a decisive vote. The presumption of a quorum is left aside.

    Raises:
        BallotError: the numbers contradict each other.

    References:
        § 31 Abs. 6, § 49 Abs. 1 GO NRW; rules G-6 and H-4.
    """
    Attendance(statutory=statutory, present=present, biased=biased)
    return rule.reached(present, statutory) and not rule.reached(
        present - biased, statutory
    )


def bias_consequence(rule: BiasRule, decisive: bool | None) -> Consequence | None:
    """Return what the participation of a biased person means.

    Args:
        rule: the state's rule.
        decisive: whether it decided the result; None if unknown, which is treated as
            if it had.

    Returns:
        None if the resolution stands.

    References:
        § 31 Abs. 6 GO NRW, Art. 49 Abs. 4 GO Bayern, § 18 Abs. 6 GemO BW, § 41 Abs. 6
        NKomVG, § 25 Abs. 6 HGO; rule G-6.
    """
    if rule is not BiasRule.IF_DECISIVE:
        return Consequence.CURABLE
    return None if decisive is False else Consequence.DEFECT
