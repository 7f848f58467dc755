"""A ballot counted without the law of any state: more Yes than No, and no more than that."""

from __future__ import annotations

import attrs

from ratsflow.errors import Both
from ratsflow.law.counting import Outcome, decide
from ratsflow.law.sentences import said
from ratsflow.law.tally.counts import Counts
from ratsflow.law.tally.findings import VoteFinding
from ratsflow.law.tally.wording import label
from ratsflow.model.text import Wording


@attrs.frozen
class NeutralCount:
    """What the numbers of a ballot say by themselves.

    Attributes:
        outcome: adopted, rejected or unknown; never invalid, for no quorum is judged.
        label: the result in words.
        findings: what is worth noting; the first says that no law was asked.
    """

    outcome: Outcome
    label: Wording
    findings: tuple[VoteFinding, ...]


def neutral_count(
    state: Both,
    *,
    yes: int | None = None,
    no: int | None = None,
    abstain: int | None = None,
    invalid: int | None = None,
    members: int | None = None,
    present: int | None = None,
    announced: Outcome | None = None,
) -> NeutralCount:
    """Count a ballot of a council whose state's law is not known here.

    Args:
        state: what the state is called, for the finding that its law is not known.
        yes, no, abstain, invalid: votes; None if the minutes do not give them.
        members, present: who could have voted; only held against the votes.
        announced: what the chair announced; it is the outcome where nothing was counted.

    Raises:
        InvalidInputError: a number is negative or not whole.
        BallotError: the numbers contradict each other.
    """
    announced = None if announced is None else Outcome(announced)
    counted = Counts(
        yes, no, abstain, invalid, members, None, present, 0, 0, 0, 0, announced
    )
    votes = decide(yes, no)
    outcome = votes if votes is not Outcome.UNKNOWN else announced or Outcome.UNKNOWN
    codes = ["neutral"]
    if outcome is Outcome.UNKNOWN:
        codes.append("neutral_unknown")
    elif votes is Outcome.UNKNOWN:
        codes.append("neutral_announced")
    elif announced not in {None, votes}:
        codes.append("neutral_differs")
    if counted.yes is not None and counted.yes == counted.no:
        codes.append("neutral_tie")
    findings = (_noted(code, state) for code in codes)
    return NeutralCount(outcome, label(outcome, yes, no, abstain), tuple(findings))


def _noted(code: str, state: Both) -> VoteFinding:
    told = said(f"finding.{code}", state=state)
    return VoteFinding(code, Wording(told.de, str(told)))
