"""What a step costs whoever looks for a way: the usual one is tried first."""

from __future__ import annotations

from ratsflow.checking.search import Moment
from ratsflow.law.citation import Consequence
from ratsflow.procedure.finding import Result


_OFF_THE_PATH, _FLAGGED = 6, 40
"""What a step costs beside the main path, and each order that it does not keep: so many
steps of the main path are tried before."""


def effort(moment: Moment, main: frozenset[str]) -> int:
    """Return what a step costs; what is out of order only flags, and is still planned last."""
    way = moment.way
    if way is None:
        return 0
    flagged = [
        finding
        for finding in way.verdict.open
        if finding.rule.consequence is Consequence.ORDER
        and finding.result is Result.UNMET
    ]
    beside = _OFF_THE_PATH if way.choice.step not in main else 0
    return 1 + beside + _FLAGGED * len(flagged)
