"""From the numbers of a ballot to its outcome, with everything worth noting (Ergebnis)."""

from ratsflow.law.tally.findings import Finding
from ratsflow.law.tally.reading import PartyVote, ToldVote, VoteFinding, read_votes
from ratsflow.law.tally.result import Tally, tally
from ratsflow.law.tally.wording import label, outcome_in, unanimous


__all__ = [
    "Finding",
    "PartyVote",
    "Tally",
    "ToldVote",
    "VoteFinding",
    "label",
    "outcome_in",
    "read_votes",
    "tally",
    "unanimous",
]
