"""What the law of a state and the municipality's own law say, looked up by key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from ratsflow.errors import RatsflowError
from ratsflow.law.citation import Citation, Confidence


if TYPE_CHECKING:
    from collections.abc import Mapping


class MissingValueError(RatsflowError, LookupError):
    """The municipality must decide a value and has not (or no file was given).

    Attributes:
        key: the dotted key to fill in, for example ``committee_appeal.days``.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key

    def __str__(self) -> str:
        return f"the local value {self.key!r} is not set."


_LOCAL_LAW = "Ortsrecht"


@attrs.frozen
class Law:
    """The values in force for one municipality.

    Attributes:
        state: the state whose preset is used (``NRW``, ``BY``, ``BW``, ``NI``, ``HE``),
            or an empty string for a procedure without statute.
        values: plain values by dotted key.
        name: the municipality.
        citations: where a value comes from, by the same keys; a value without one was
            set by the municipality.
    """

    state: str = ""
    values: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    name: str = ""
    citations: Mapping[str, Citation] = attrs.field(factory=dict, hash=False)

    def __getitem__(self, key: str) -> Any:
        """Return the value of a key.

        Raises:
            MissingValueError: nobody has set it; the engine turns that into *unknown*.
        """
        value = self.values.get(key)
        if value is None:
            raise MissingValueError(key)
        return value

    def citation(self, key: str) -> Citation:
        """Return where the value of a key comes from.

        Raises:
            MissingValueError: nobody has set the value.
        """
        self[key]
        return self.citations.get(key, Citation(_LOCAL_LAW, Confidence.LOCAL))

    def confidence(self, key: str) -> Confidence:
        """Return how well the value of a key was checked.

        Raises:
            MissingValueError: nobody has set the value.
        """
        return self.citation(key).confidence


NO_LAW = Law()
