"""Count one ballot of a council (Abstimmungsergebnis)."""

from __future__ import annotations

from functools import cache

import attrs

from ratsflow.errors import BallotError, Both, DefinitionError
from ratsflow.law.bias import bias_rule
from ratsflow.law.counting import Outcome, Share, decide, majority_share
from ratsflow.law.layers import law_for
from ratsflow.law.local import Law
from ratsflow.law.quorum import (
    Attendance,
    Challenge,
    Quorum,
    QuorumRule,
    quorum,
    quorum_rule,
)
from ratsflow.law.sentences import said
from ratsflow.law.tally.counts import Counts
from ratsflow.law.tally.findings import (
    Finding,
    bias_findings,
    mode_findings,
    quorum_findings,
    vote_findings,
)
from ratsflow.law.tally.wording import label
from ratsflow.model.ballot import BallotMode, Majority
from ratsflow.model.text import Wording


@attrs.frozen
class Tally:
    """The result of one ballot.

    Attributes:
        outcome: adopted, rejected, invalid (no resolution exists) or unknown.
        label: the result in words, as minutes put it.
        findings: everything worth noting.
        quorum: whether the body was quorate.
        needed: Yes votes needed; None for the simple majority or an unknown base.
    """

    outcome: Outcome
    label: Wording
    findings: tuple[Finding, ...]
    quorum: Quorum
    needed: int | None = None


def tally(
    *,
    law: Law | None = None,
    state: str = "",
    yes: int | None = None,
    no: int | None = None,
    abstain: int | None = None,
    invalid: int | None = None,
    members: int | None = None,
    elected: int | None = None,
    present: int | None = None,
    biased: int = 0,
    biased_yes: int = 0,
    biased_no: int = 0,
    biased_unknown: int = 0,
    biased_members: int | None = None,
    majority: Majority = Majority.SIMPLE,
    share: Share | None = None,
    mode: BallotMode = BallotMode.OPEN,
    announced: Outcome | None = None,
    challenge: Challenge | None = Challenge.NONE,
    second_call: bool = False,
    notice_given: bool | None = None,
    duly_invited: bool | None = True,
    objected: bool | None = None,
    rule: QuorumRule | None = None,
) -> Tally:
    """Count one ballot of a council (Abstimmungsergebnis).

    Args:
        law: the law by which is counted.
        state: instead of it, the state whose law of today it is: ``NRW``, ``BY``, ``BW``,
            ``NI`` or ``HE``.
        yes, no, abstain, invalid: votes; None if the minutes do not give them.
        members: the statutory number of members, the mayor included where he is one.
        elected: elected members; needed where the majority is taken of them.
        present, biased, biased_members: see `Attendance`.
        biased_yes, biased_no: votes of biased persons who took part, counted in `yes` and
            `no` too.
        biased_unknown: biased persons who took part in an unknown way.
        majority: the kind of majority needed.
        share: another share than the usual one of that kind.
        mode: how votes were given.
        announced: what the chair announced; used for a simple majority without numbers
            and compared with them otherwise.
        challenge, second_call, notice_given, duly_invited, objected: see `Attendance`.
        rule: another quorum rule than that of the law.

    Returns:
        Outcome and findings. Without quorum there is no resolution (*invalid*); where
        a number that matters is missing the outcome is *unknown*.

    Raises:
        UnknownNameError: there is no preset for that state.
        MissingValueError: the law does not say how its councils count.
        InvalidInputError: a number is negative or not whole.
        BallotError: the numbers contradict each other.
        DefinitionError: the share is no majority.

    References:
        §§ 31, 49, 50 GO NRW and their counterparts; rules G-6, H-1 to H-4, I-1 to I-6
        and I-18.
    """
    law = _law_of(state) if law is None else law
    ballot = Counts(
        yes,
        no,
        abstain,
        invalid,
        members,
        elected,
        present,
        biased,
        biased_yes,
        biased_no,
        biased_unknown,
        None if announced is None else Outcome(announced),
    )
    facts = Attendance(
        statutory=members,
        present=present,
        biased=biased,
        voters=max(0, ballot.cast - ballot.biased_votes),
        biased_members=biased_members,
        challenge=challenge,
        second_call=second_call,
        notice_given=notice_given,
        duly_invited=duly_invited,
        objected=objected,
    )
    rule = law.made(quorum_rule) if rule is None else rule
    needed_share = _share(law, Majority(majority), share)
    there = quorum(rule, facts)
    votes = _counted(ballot, needed_share)
    outcome = {True: votes, False: Outcome.INVALID, None: Outcome.UNKNOWN}[
        there.quorate
    ]
    findings = (
        *quorum_findings(rule, there),
        *vote_findings(law, ballot, needed_share, votes),
        *mode_findings(law, ballot, BallotMode(mode)),
        *bias_findings(law.made(bias_rule), ballot, rule, needed_share),
    )
    return Tally(
        outcome,
        label(outcome, yes, no, abstain),
        findings,
        there,
        _needed(ballot, needed_share),
    )


@cache
def _law_of(state: str) -> Law:
    return law_for(state)


def _needed(ballot: Counts, share: Share | None) -> int | None:
    if share is None:
        return None
    base = ballot.base(share.base)
    return None if base is None else max(1, share.threshold(base))


def _share(law: Law, majority: Majority, share: Share | None) -> Share | None:
    if share is None:
        return majority_share(majority, law=law)
    rest = share.den - share.num
    if share.num < rest or (share.num == rest and not share.strict):
        raise DefinitionError(
            Both("majority", "Mehrheit"),
            [said("share.no_majority", share=share)],
        )
    return share


def _counted(ballot: Counts, share: Share | None) -> Outcome:
    shares = () if share is None else (share,)
    base = None if share is None else ballot.base(share.base)
    if base is not None and ballot.yes is not None and ballot.yes > base:
        raise said.invalid("ballot.base", "yes", BallotError, yes=ballot.yes, base=base)
    return decide(ballot.yes, ballot.no, shares, ballot.base, ballot.announced)
