"""Text in German and English."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import attrs

from ratsflow.errors import InvalidInputError


Lang = Literal["de", "en"]


@attrs.frozen
class Text:
    """One text in both languages.

    Attributes:
        de: the German wording.
        en: the English wording.
    """

    de: str
    en: str

    def in_(self, lang: Lang) -> str:
        """Return the wording in one language."""
        return self.de if lang == "de" else self.en


def as_text(value: Text | str) -> Text:
    """Take a plain string as the wording in both languages."""
    return Text(value, value) if isinstance(value, str) else value


def exact(value: str) -> str:
    """Take a text of a subclass, for example a member of a `StrEnum`, as the plain text.

    A member of an enum is equal to its text and is told, written and dispatched on by its
    own name. What is no text is returned as it is, for others to refuse.
    """
    if isinstance(value, str) and type(value) is not str:
        return str.__str__(value)
    return value


def names(values: Iterable[str]) -> tuple[str, ...]:
    """Take any run of texts as a tuple; one text alone is refused, not taken apart."""
    if isinstance(values, str):
        raise InvalidInputError(
            f"{values!r} is one text where several are expected.",
            "names",
            f"Write ({values!r},).",
        )
    try:
        return tuple(map(exact, values))
    except TypeError:
        raise InvalidInputError(
            f"{values!r} is a {type(values).__name__} where several texts are expected.",
            "names",
            "Write (), or leave it out, for none.",
        ) from None


EMPTY = Text("", "")
