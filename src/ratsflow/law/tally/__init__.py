"""From the numbers of a ballot to its outcome, with everything worth noting (Ergebnis)."""

from ratsflow.law.tally.findings import Finding, VoteFinding
from ratsflow.law.tally.neutral import NeutralCount, neutral_count
from ratsflow.law.tally.result import Tally, tally
from ratsflow.law.tally.wording import label, outcome_in, unanimous


__all__ = [
    "Finding",
    "NeutralCount",
    "Tally",
    "VoteFinding",
    "label",
    "neutral_count",
    "outcome_in",
    "tally",
    "unanimous",
]
