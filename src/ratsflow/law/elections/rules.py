"""How a law counts an election by majority (Mehrheitswahl)."""

from __future__ import annotations

import attrs

from ratsflow.errors import Both, DefinitionError, german
from ratsflow.law.citation import Citation
from ratsflow.law.counting import Base, Share
from ratsflow.law.local import Law
from ratsflow.law.norms import share_of as share_in
from ratsflow.model.closed_list import ClosedList


class RunoffTie(ClosedList):
    """Who stands in a runoff where more share its last place than there is room for."""

    LOT = "lot"
    """Those whom the lot picks."""
    ALL = "all"
    """All of them."""


@attrs.frozen
class ElectionRule:
    """How a law counts an election by majority (Mehrheitswahl).

    Attributes:
        share: what elects in the first ballot, and of what.
        no_votes_valid: whether a No is a valid vote.
        runoff_between: candidates of the second ballot, None for all of them.
        single_again: True if a lone candidate who fails stands again, with the same
            majority.
        repeat_if_half_invalid: True if the ballot is repeated when at least half of
            the votes are invalid.
        citation: the norm.
        runoff_tie: who stands in the runoff where more share its last place.
    """

    share: Share
    no_votes_valid: bool
    runoff_between: int | None
    single_again: bool
    repeat_if_half_invalid: bool
    citation: Citation
    runoff_tie: RunoffTie = attrs.field(default=RunoffTie.LOT, converter=RunoffTie)


def election_rule(law: Law) -> ElectionRule:
    """Return the election rule that a law describes; `Law.made` keeps it.

    Raises:
        MissingValueError: a value is not set.
        DefinitionError: a value makes no sense.

    References:
        § 50 Abs. 2 GO NRW and its counterparts; rule I-16.
    """
    values = law.values
    try:
        return ElectionRule(
            Share(1, 2, strict=True, base=Base(law["election.base"])),
            law["election.no_votes_valid"],
            values.get("election.runoff_between"),
            values.get("election.single_again") is True,
            values.get("election.repeat_if_half_invalid") is True,
            law.citation("election.base"),
            values.get("election.runoff_tie", RunoffTie.LOT),
        )
    except ValueError as error:
        raise DefinitionError(
            law.name or law.state,
            [Both(f"election: {error}.", f"Wahl: {german(error)}")],
        ) from error


_OLD_TRIGGERS = {"one_fifth_elected": ">= 1/5 of elected"}
"""Words by which the first release named a share."""

ONE_OBJECTION = frozenset({"one_objection", "one_member", "always_unless_no_objection"})
"""Words for an election that is secret as soon as one member objects to an open one."""


def secret_trigger(law: Law) -> Share | str:
    """Return what makes an election secret: a share of the members, or a word.

    The words are ``always`` and those of `ONE_OBJECTION`.

    Raises:
        MissingValueError: the value is not set.
        DefinitionError: it is neither.
    """
    value = law["election.secret_trigger"]
    if isinstance(value, str):
        value = _OLD_TRIGGERS.get(value, value)
        share = share_in(value)
        if share is not None:
            return share
        if value == "always" or value in ONE_OBJECTION:
            return value
    return Share.of(value, "election.secret_trigger")
