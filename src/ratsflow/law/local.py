"""What the law of a state and the municipality's own law say, looked up by key."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import attrs
import orjson

from ratsflow.canonical import canonical, digest, plain
from ratsflow.errors import Both, InvalidInputError, Lang, RatsflowError
from ratsflow.law.citation import Citation, Confidence
from ratsflow.model.shape import Frozen, frozen


class MissingValueError(RatsflowError, LookupError):
    """The municipality must decide a value and has not (or no file was given).

    Attributes:
        key: the dotted key to fill in, for example ``committee_appeal.days``.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key

    def __str__(self) -> str:
        return self.text()

    def text(self, lang: Lang = "en") -> str:
        """Say which value is not set."""
        if lang == "de":
            return f"der örtliche Wert „{self.key}“ ist nicht hinterlegt."
        return f"the local value {self.key!r} is not set."


_LOCAL_LAW = "Ortsrecht"


def _values(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Hold values to what the log can write down; nobody can change them afterwards."""
    return Frozen({key: frozen(plain(each, key)) for key, each in given.items()})


@attrs.frozen
class Law:
    """The values in force for one municipality.

    Every entry of the log names them by `digest`, and a store keeps `body` once.

    Attributes:
        state: the state whose preset is used (``NRW``, ``BY``, ``BW``, ``NI``, ``HE``),
            or an empty string for a procedure without statute.
        values: plain values by dotted key: text, whole numbers, flags, and lists and
            mappings of these; a day becomes text.
        name: the municipality.
        citations: where a value comes from, by the same keys; a value without one was
            set by the municipality.
    """

    state: str = ""
    values: Mapping[str, Any] = attrs.field(factory=dict, converter=_values, hash=False)
    name: str = ""
    citations: Mapping[str, Citation] = attrs.field(
        factory=dict, converter=Frozen, hash=False
    )

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

    @cached_property
    def body(self) -> bytes:
        """Canonical bytes of the whole set; empty where nothing is set."""
        if not (self.state or self.values or self.name):
            return b""
        citations = {
            key: [each.norm, each.confidence.value, each.source]
            for key, each in self.citations.items()
        }
        row = {
            "citations": citations,
            "name": self.name,
            "state": self.state,
            "values": self.values,
        }
        return canonical(plain(row, "law"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of `body`, hexadecimal; empty where nothing is set."""
        return digest(self.body) if self.body else ""

    @cached_property
    def sets(self) -> tuple[tuple[str, bytes], ...]:
        """What a store keeps of it: the pair of `digest` and `body`, or nothing."""
        return ((self.digest, self.body),) if self.digest else ()


def read_set(body: bytes) -> Law:
    """Read a set of values back from its canonical bytes.

    Raises:
        InvalidInputError: the bytes are none.
    """
    try:
        row = orjson.loads(body)
        citations = {key: Citation(*each) for key, each in row["citations"].items()}
        law = Law(row["state"], row["values"], row["name"], citations)
    except Exception as error:  # hostile bytes fail in any way there is
        raise InvalidInputError(
            Both(
                f"it is no set of values of law ({type(error).__name__}).",
                "das ist keine Sammlung von Rechtswerten.",
            ),
            "law",
        ) from error
    if law.body != body:
        raise InvalidInputError(
            Both(
                "it is no canonical set of values of law.",
                "das ist keine kanonische Sammlung von Rechtswerten.",
            ),
            "law",
        )
    return law


NO_LAW = Law()
"""No values at all: of a procedure that asks for none."""
