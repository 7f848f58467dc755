"""How each state counts an election by majority (Mehrheitswahl)."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from ratsflow.errors import Both, UnknownNameError
from ratsflow.law.citation import Citation, Confidence
from ratsflow.law.counting import Base


@attrs.frozen
class ElectionRule:
    """How one state counts an election by majority (Mehrheitswahl).

    Attributes:
        state: the state, in short.
        base: what more than a half is taken of in the first ballot.
        no_votes_valid: whether a No is a valid vote.
        runoff_between: candidates of the second ballot, None for all of them.
        single_again: True if a lone candidate who fails stands again, with the same
            majority.
        repeat_if_half_invalid: True if the ballot is repeated when at least half of
            the votes are invalid.
        citation: the norm.
        runoff_tie: who stands in the runoff where more share the last place than there
            is room for: ``lot`` for those whom the lot picks, ``all`` for all of them.
    """

    state: str
    base: Base
    no_votes_valid: bool
    runoff_between: int | None
    single_again: bool
    repeat_if_half_invalid: bool
    citation: Citation
    runoff_tie: str = "lot"


ELECTIONS: Mapping[str, ElectionRule] = {
    rule.state: rule
    for rule in (
        ElectionRule(
            "NRW",
            Base.VALID_VOTES,
            no_votes_valid=True,
            runoff_between=2,
            single_again=False,
            repeat_if_half_invalid=False,
            citation=Citation("§ 50 Abs. 2 GO NRW", Confidence.KNOWLEDGE),
        ),
        ElectionRule(
            "BY",
            Base.VALID_VOTES,
            no_votes_valid=False,
            runoff_between=2,
            single_again=False,
            repeat_if_half_invalid=True,
            citation=Citation(
                "Art. 51 Abs. 3 GO Bayern", Confidence.SECONDARY, "Muster-GeschO"
            ),
        ),
        ElectionRule(
            "BW",
            Base.PRESENT_ELIGIBLE,
            no_votes_valid=True,
            runoff_between=2,
            single_again=True,
            repeat_if_half_invalid=False,
            citation=Citation("§ 37 Abs. 7 GemO BW", Confidence.VERIFIED),
        ),
        ElectionRule(
            "NI",
            Base.MEMBERS,
            no_votes_valid=True,
            runoff_between=None,
            single_again=False,
            repeat_if_half_invalid=False,
            citation=Citation("§ 67 NKomVG", Confidence.VERIFIED),
        ),
        ElectionRule(
            "HE",
            Base.VALID_VOTES,
            no_votes_valid=True,
            runoff_between=2,
            single_again=False,
            repeat_if_half_invalid=False,
            citation=Citation("§ 55 Abs. 5 HGO", Confidence.KNOWLEDGE),
        ),
    )
}


def election_rule(state: str) -> ElectionRule:
    """Return the election rule of a state.

    Raises:
        UnknownNameError: there is no preset for that state.
    """
    if state not in ELECTIONS:
        raise UnknownNameError(Both("state", "Land"), str(state), tuple(ELECTIONS))
    return ELECTIONS[state]
