"""One value of a state's law, with its mark and its norm, and all of them together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from ratsflow.canonical import plain
from ratsflow.errors import Both, UnknownNameError
from ratsflow.law.citation import Citation, Confidence
from ratsflow.law.counting import Base, Share
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
        source: what was read.
    """

    value: Any
    confidence: Confidence
    norm: str
    least: bool = False
    source: str = ""

    @property
    def citation(self) -> Citation:
        """Return norm and mark together."""
        return Citation(self.norm, self.confidence, self.source)

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


def state_law(
    state: str,
    name: Wording,
    council: Wording,
    values: Mapping[str, Value | tuple[Any, Confidence, str]],
    local: tuple[str, ...],
) -> Preset:
    """Return the law of one state.

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
    return Preset(state, name, council, own, local)
