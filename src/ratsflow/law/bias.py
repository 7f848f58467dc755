"""What votes of biased persons mean for a ballot (Folgen der Befangenheit; G-6).

What is no whole number, or negative, is refused with `InvalidInputError`; numbers that
contradict each other, such as more biased votes than votes, with `BallotError`.
"""

from __future__ import annotations

import attrs

from ratsflow.errors import BallotError
from ratsflow.law.citation import Citation, Consequence
from ratsflow.law.counting import (
    Base,
    Outcome,
    Share,
    qualified,
    simple,
    votes_in,
    whole,
)
from ratsflow.law.local import Law
from ratsflow.law.quorum import Attendance, QuorumRule
from ratsflow.law.sentences import said
from ratsflow.model.closed_list import ClosedList


class BiasRule(ClosedList):
    """What it means that a biased person took part (Folge der Mitwirkung)."""

    IF_DECISIVE = "if_decisive"
    """Unlawful only if it decided the result (NRW, BY, NI)."""
    UNLAWFUL_CURABLE = "unlawful_curable"
    """Unlawful regardless, cured by time (BW)."""
    VOID_CURABLE = "void_curable"
    """Void regardless, cured by time (HE)."""


@attrs.frozen
class BiasLaw:
    """What it means by a law that a biased person took part (Folge der Mitwirkung).

    Attributes:
        rule: what it means.
        citation: the norm.
        made_quorum: the norm by which a presence that made up the quorum counts like a
            vote; None where there is none.
    """

    rule: BiasRule
    citation: Citation
    made_quorum: Citation | None = None


def bias_rule(law: Law) -> BiasLaw:
    """Return what the votes of biased persons mean by a law; `Law.made` keeps it.

    Raises:
        MissingValueError: a value is not set.
        InvalidInputError: a value makes no sense.

    References:
        § 31 Abs. 6 GO NRW and its counterparts; rule G-6.
    """
    made_quorum = law.values.get("bias.made_quorum") is True
    return BiasLaw(
        BiasRule(law["bias.consequence"]),
        law.citation("bias.consequence"),
        law.citation("bias.made_quorum") if made_quorum else None,
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
    """Tell whether the votes of biased persons can have decided the result.

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
        True if the ballot comes out differently without them in one of the possible
        splits.

    References:
        § 31 Abs. 6 GO NRW.
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
    counted, heads = _counted((yes, no), share, base), yes_lost + no_lost + biased
    return any(
        _lost((yes, no), lost, share, base, heads) != counted for lost in extremes
    )


def _part(name: str, part: int, total: int) -> int:
    if whole(part, f"biased {name}") > whole(total, name):
        raise said.invalid(
            "bias.more", "bias", BallotError, part=part, name=name, total=total
        )
    return part


def _counted(votes: tuple[int, int], share: Share | None, base: int | None) -> Outcome:
    yes, no = votes
    if share is None:
        return simple(yes, no)
    if share.base is Base.VALID_VOTES:
        base = votes_in(share.base, yes, no)
    return qualified(yes, base, share.num, share.den, share.strict)


def _lost(
    votes: tuple[int, int],
    lost: tuple[int, int],
    share: Share | None,
    base: int | None,
    heads: int,
) -> Outcome:
    yes, no = votes[0] - lost[0], votes[1] - lost[1]
    if share is not None and base is not None:
        if share.base is Base.VOTES_CAST:
            base -= sum(lost)  # a vote that does not count was not cast
        if share.base is Base.PRESENT_ELIGIBLE:
            base -= heads  # with or without a vote, they do not belong there
            yes = min(yes, base)
    return _counted((yes, no), share, base)


def bias_made_quorum(
    rule: QuorumRule, statutory: int, present: int, biased: int
) -> bool:
    """Tell whether the biased persons' presence alone made up the number.

    Args:
        rule: what the law says.
        statutory: the statutory number of members.
        present: members present who may vote, the biased left out.
        biased: biased members who took part all the same.

    Returns:
        True if the number is reached with them and missed without them; the textbooks
        treat that like a decisive vote. The presumption of a quorum is left aside.

    References:
        § 31 Abs. 6, § 49 Abs. 1 GO NRW; rules G-6 and H-4.
    """
    Attendance(statutory=statutory, present=present, biased=biased)
    return rule.reached(present + biased, statutory) and not rule.reached(
        present, statutory
    )


def bias_consequence(rule: BiasRule, decisive: bool | None) -> Consequence | None:
    """Return what the participation of a biased person means.

    Args:
        rule: what the law says.
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
