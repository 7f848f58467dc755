"""From the numbers of a ballot to its outcome, with everything worth noting (Ergebnis)."""

from ratsflow.law.tally.findings import Finding
from ratsflow.law.tally.result import Tally, tally
from ratsflow.law.tally.wording import label, outcome_in, unanimous


__all__ = ["Finding", "Tally", "label", "outcome_in", "tally", "unanimous"]
