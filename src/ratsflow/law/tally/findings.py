"""What there is to note about a ballot: its quorum, its votes, and the biased."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from ratsflow.law.bias import (
    BiasLaw,
    BiasRule,
    bias_consequence,
    bias_made_quorum,
    bias_possibly_decisive,
)
from ratsflow.law.citation import Citation, Consequence
from ratsflow.law.counting import Outcome, Share
from ratsflow.law.local import Law
from ratsflow.law.quorum import Quorum, QuorumRule
from ratsflow.law.sentences import said
from ratsflow.law.tally.counts import Counts
from ratsflow.model.ballot import BallotMode
from ratsflow.model.text import Wording


@attrs.frozen
class VoteFinding:
    """What is odd in the words of a result.

    Attributes:
        code: short name: ``unanimous_with_votes_against``, ``tally_against_result``,
            ``parties_do_not_add_up``, ``two_results``, ``negated``,
            ``no_not_told``, ``rest_not_counted``, ``votes_of_no_kind``, ``numbers_unclear``,
            ``order_of_numbers``, ``numbers_differ``, ``against_what``, ``table_run_together``,
            ``nothing_read``, ``longer_than_read``.
        text: the sentence.
    """

    code: str
    text: Wording


@attrs.frozen
class Finding:
    """One thing worth noting about a ballot.

    Attributes:
        code: stable code.
        text: what was found.
        citation: the norm it rests on.
        consequence: what it means for the resolution, None for a mere explanation.
    """

    code: str
    text: Wording
    citation: Citation
    consequence: Consequence | None = None


def _noted(
    code: str, cited: Citation, consequence: Consequence | None = None, **values: Any
) -> Finding:
    told = said(f"finding.{code}", **values)
    return Finding(code, Wording(told.de, str(told)), cited, consequence)


_OF_THE_QUORUM: Mapping[str, Consequence | None] = {
    "quorum_doubtful": Consequence.ORDER,
    "quorum_deemed": Consequence.ORDER,
    "quorum_missing": Consequence.BLOCK,
    "quorum_unknown": Consequence.BLOCK,
    "quorum_contradiction": Consequence.BLOCK,
    "invitation_defect": Consequence.BLOCK,
    "second_call": None,
    "mass_bias": None,
    "mass_bias_approval": Consequence.DEFECT,
}
"""By code of an answer about the quorum, what it means; nothing is said of any other."""


def quorum_findings(rule: QuorumRule, there: Quorum) -> Iterator[Finding]:
    """Yield why there was a quorum or none, unless it was simply there."""
    if there.code not in _OF_THE_QUORUM:
        return
    invited = there.code == "invitation_defect" and rule.invited_by
    yield _noted(
        there.code,
        invited or rule.citation,
        _OF_THE_QUORUM[there.code],
        counted="?" if there.counted is None else there.counted,
        needed="?" if there.needed is None else there.needed,
    )


def vote_findings(
    law: Law, ballot: Counts, share: Share | None, votes: Outcome
) -> Iterator[Finding]:
    """Yield what the count leaves open, a wrong announcement and a tie."""
    cited = law.citations.get("majority.simple") or law.citation("majority.tie")
    if votes is Outcome.UNKNOWN:
        yield _noted("count_required", cited, Consequence.BLOCK)
    elif ballot.announced not in {None, votes}:
        yield _noted(
            "announcement_differs",
            cited,
            Consequence.DEFECT,
            announced=ballot.announced,
            votes=votes,
        )
    if share is None and ballot.yes is not None and ballot.yes == ballot.no:
        yield _noted("tie", cited)


def mode_findings(law: Law, ballot: Counts, mode: BallotMode) -> Iterator[Finding]:
    """Yield what the law forbids about the way in which votes were given."""
    if law.values.get("majority.abstention") == "forbidden" and ballot.abstain:
        cited = law.citation("majority.abstention")
        count = ballot.abstain
        yield _noted("abstention_forbidden", cited, Consequence.ORDER, count=count)
    if mode is BallotMode.SECRET and law.values.get("secret_vote.allowed") is False:
        cited = law.citation("secret_vote.allowed")
        yield _noted("secret_vote_forbidden", cited, Consequence.DEFECT)


def bias_findings(
    law: BiasLaw, ballot: Counts, rule: QuorumRule, share: Share | None
) -> Iterator[Finding]:
    """Yield what it means that biased persons voted (rule G-6)."""
    if ballot.biased_votes == 0:
        return
    decisive = _decisive(ballot, share)
    made_quorum = (
        ballot.members is not None
        and ballot.present is not None
        and bias_made_quorum(rule, ballot.members, ballot.present, ballot.biased)
    )
    consequence = bias_consequence(law.rule, decisive)
    if law.rule is not BiasRule.IF_DECISIVE:
        yield _noted("bias_participation", law.citation, consequence)
    elif consequence is not None:
        code = "bias_decisive" if decisive is True else "bias_possibly_decisive"
        yield _noted(code, law.citation, consequence)
    elif law.made_quorum is not None and made_quorum:
        yield _noted("bias_made_quorum", law.made_quorum, Consequence.DEFECT)
    else:
        yield _noted("bias_harmless", law.citation)


def _decisive(ballot: Counts, share: Share | None) -> bool | None:
    base = None if share is None else ballot.base(share.base)
    yes, no = ballot.yes, ballot.no
    if yes is None or no is None or (share is not None and base in {None, 0}):
        return None
    possibly = bias_possibly_decisive(
        yes,
        no,
        ballot.biased_unknown,
        biased_yes=ballot.biased_yes,
        biased_no=ballot.biased_no,
        share=share,
        base=base,
    )
    return None if possibly and ballot.biased_unknown > 0 else possibly
