"""What there is to note about votes of biased persons (Mitwirkungsverbot)."""

from __future__ import annotations

from ratsflow.law.citation import Consequence
from ratsflow.law.counting import (
    BiasLaw,
    BiasRule,
    QuorumRule,
    Share,
    bias_consequence,
    bias_made_quorum,
    bias_possibly_decisive,
)
from ratsflow.law.tally.counts import Counts
from ratsflow.law.tally.finding import Finding
from ratsflow.model.text import Wording


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


def bias_findings(
    law: BiasLaw, ballot: Counts, rule: QuorumRule, share: Share | None
) -> list[Finding]:
    """Return what it means that biased persons voted (rule G-6)."""
    if ballot.biased_votes == 0:
        return []
    cited, by_analogy = law.citation, law.made_quorum
    decisive = _decisive(ballot, share)
    made_quorum = (
        by_analogy is not None
        and ballot.members is not None
        and ballot.present is not None
        and bias_made_quorum(rule, ballot.members, ballot.present, ballot.biased)
    )
    consequence = bias_consequence(law.rule, decisive)
    if law.rule is not BiasRule.IF_DECISIVE:
        return [Finding("bias_participation", _TOOK_PART, cited, consequence)]
    if consequence is not None:
        code = "bias_decisive" if decisive is True else "bias_possibly_decisive"
        return [Finding(code, _DECIDED, cited, consequence)]
    if by_analogy is not None and made_quorum:
        return [
            Finding("bias_made_quorum", _MADE_QUORUM, by_analogy, Consequence.DEFECT)
        ]
    return [Finding("bias_harmless", _HARMLESS, cited)]


_TOOK_PART = Wording(
    "Eine befangene Person hat mitgewirkt; der Beschluss ist fehlerhaft, gleich wie "
    "sie gestimmt hat, bis die Frist abläuft.",
    "A biased person took part; the resolution is defective however he voted, until "
    "the period has passed.",
)
_DECIDED = Wording(
    "Eine befangene Person hat mitgewirkt, und ihre Stimme kann den Ausschlag gegeben "
    "haben.",
    "A biased person took part, and his vote may have decided the result.",
)
_MADE_QUORUM = Wording(
    "Erst die Anwesenheit befangener Personen ergab die nötige Zahl.",
    "Only the presence of biased persons made up the number needed.",
)
_HARMLESS = Wording(
    "Eine befangene Person hat mitgewirkt; ihre Stimme war für das Ergebnis nicht "
    "entscheidend.",
    "A biased person took part; his vote did not decide the result.",
)
