"""One value of a state's law, with its mark and its norm, and all of them together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from ratsflow.canonical import plain
from ratsflow.errors import Both, UnknownNameError
from ratsflow.law.citation import Citation, Confidence
from ratsflow.law.counting import BIAS, QUORUM, Base, Share
from ratsflow.law.elections import ELECTIONS
from ratsflow.model.text import Wording


V, S, K, U = (
    Confidence.VERIFIED,
    Confidence.SECONDARY,
    Confidence.KNOWLEDGE,
    Confidence.UNCERTAIN,
)
"""The marks, short enough to stand in every line."""


@attrs.frozen
class Value:
    """One number or choice of a state's law.

    Attributes:
        value: a plain value or a `Share`.
        confidence: how well it was checked.
        norm: the paragraph.
        least: True if the municipality may set a larger number, but no smaller one.
    """

    value: Any
    confidence: Confidence
    norm: str
    least: bool = False

    @property
    def citation(self) -> Citation:
        """Return norm and mark together."""
        return Citation(self.norm, self.confidence)

    @property
    def plain(self) -> Any:
        """Return the value as `Law` keeps it."""
        if isinstance(self.value, Share):
            return self.value.plain()
        return plain(self.value)


@attrs.frozen
class Preset:
    """What the law of one state fixes, and what it leaves to the municipality.

    Attributes:
        state: the state, in short.
        name: the state's name.
        council: what the council is called there.
        values: by dotted key.
        local: keys the municipality must fill in.
    """

    state: str
    name: Wording
    council: Wording
    values: Mapping[str, Value] = attrs.field(hash=False)
    local: tuple[str, ...]

    def __getitem__(self, key: str) -> Value:
        """Return a value with its mark.

        Raises:
            UnknownNameError: the state's law fixes no such key.
        """
        if key not in self.values:
            raise UnknownNameError(
                Both("preset value", "voreingestellter Wert"), key, tuple(self.values)
            )
        return self.values[key]


ELECTED, MEMBERS = Base.ELECTED, Base.MEMBERS
STATUTORY, COMMITTEE = Base.STATUTORY_MEMBERS, Base.COMMITTEE_MEMBERS


def share(num: int, den: int, base: Base) -> Share:
    """Return "at least so much of a base"."""
    return Share(num, den, strict=False, base=base)


def majority_of(base: Base) -> Share:
    """Return "more than half of a base"."""
    return Share(1, 2, strict=True, base=base)


def _counting(state: str) -> dict[str, Value]:
    rule = QUORUM[state]
    norm, mark = rule.citation.norm, rule.citation.confidence
    mass = rule.mass_bias
    values = {
        "quorum.share": Value(rule.share, mark, norm),
        "quorum.counted": Value(rule.counted.value, mark, norm),
        "quorum.fiction": Value(rule.fiction.value, mark, norm),
        "quorum.invitation": Value(rule.invitation.value, mark, norm),
        "second_call.min_present": Value(rule.second_call_min, mark, norm),
        "second_call.notice_required": Value(True, mark, norm),
        "mass_bias.allowed": Value(mass is not None, mark, norm),
    }
    if mass is not None:
        values["mass_bias.approval"] = Value(mass.approval, mark, norm)
        if mass.share is not None:
            values["mass_bias.share"] = Value(mass.share, mark, norm)
    return values


def _deciding(state: str) -> dict[str, Value]:
    (bias, cited), election = BIAS[state], ELECTIONS[state]
    norm, mark = election.citation.norm, election.citation.confidence
    values = {
        "bias.consequence": Value(bias.value, cited.confidence, cited.norm),
        "election.base": Value(election.base.value, mark, norm),
        "election.no_votes_valid": Value(election.no_votes_valid, mark, norm),
        "election.tie": Value("lot", mark, norm),
    }
    if election.runoff_between is not None:
        values["election.runoff_between"] = Value(election.runoff_between, mark, norm)
    return values


def state_law(
    state: str,
    name: Wording,
    council: Wording,
    values: Mapping[str, Value | tuple[Any, Confidence, str]],
    local: tuple[str, ...],
) -> Preset:
    """Return the law of one state.

    How it counts a quorum, bias and an election stands where that is counted, in
    `QUORUM`, `BIAS` and `ELECTIONS`; it is read from there, and a value given here goes
    before it.

    Args:
        state: the state, in short.
        name: the state's name.
        council: what the council is called there.
        values: a value, its mark and its norm, by dotted key.
        local: keys the municipality must fill in.
    """
    own = {
        key: value if isinstance(value, Value) else Value(*value)
        for key, value in values.items()
    }
    every = {**_counting(state), **_deciding(state), **own}
    return Preset(state, name, council, every, local)
