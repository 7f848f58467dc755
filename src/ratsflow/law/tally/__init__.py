"""From the numbers of a ballot to its outcome, with everything worth noting (Ergebnis)."""

from ratsflow.law.tally.findings import Finding
from ratsflow.law.tally.neutral import NeutralCount, neutral_count
from ratsflow.law.tally.reading import PartyVote, ToldVote, VoteFinding, read_votes
from ratsflow.law.tally.result import Tally, tally
from ratsflow.law.tally.wording import label, outcome_in, unanimous


__all__ = [
    "Finding",
    "NeutralCount",
    "PartyVote",
    "Tally",
    "ToldVote",
    "VoteFinding",
    "label",
    "neutral_count",
    "outcome_in",
    "read_votes",
    "tally",
    "unanimous",
]
