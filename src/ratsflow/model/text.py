"""Text in German and English."""

from __future__ import annotations

import re

from collections.abc import Iterable, Sequence

import attrs

from ratsflow.errors import Both, InvalidInputError
from ratsflow.errors import Lang as Lang  # noqa: PLC0414  # it is told with `Wording`


@attrs.frozen
class Wording:
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


def as_text(value: Wording | str) -> Wording:
    """Take a plain string as the wording in both languages."""
    return Wording(value, value) if isinstance(value, str) else value


def exact(value: str) -> str:
    """Take a text of a subclass, for example a member of a `StrEnum`, as the plain text.

    A member of an enum is equal to its text and is told, written and dispatched on by its
    own name. What is no text is returned as it is, for others to refuse.
    """
    if type(value) is not str and isinstance(value, str):
        return str.__str__(value)
    return value


def names(values: Iterable[str]) -> tuple[str, ...]:
    """Take any run of texts as a tuple; one text alone is refused, not taken apart."""
    if isinstance(values, str):
        raise InvalidInputError(
            Both(
                f"{values!r} is one text where several are expected.",
                f"{values!r} ist ein Text, erwartet werden mehrere.",
            ),
            "names",
            Both(f"Write ({values!r},).", "Eine Liste von Texten angeben."),
        )
    try:
        return tuple(map(exact, values))
    except TypeError:
        raise InvalidInputError(
            Both(
                f"{values!r} is a {type(values).__name__} where several texts are expected.",
                f"{values!r} steht, wo mehrere Texte erwartet werden.",
            ),
            "names",
            Both(
                "Write (), or leave it out, for none.",
                "Für keine die Angabe weglassen.",
            ),
        ) from None


def line_of(error: ValueError) -> str:
    """Return in German in which line a parser stopped, as far as it says so."""
    found = re.search(r"line (\d+)", str(error))
    return f" (Zeile {found[1]})" if found else ""


_HINTS: Sequence[tuple[str, Both]] = (
    (
        r"=.*\b\d{1,2}\. ?\d{1,2}\. ?\d{4}",
        Both("Write a day as 2025-11-01.", "Einen Tag als 2025-11-01 schreiben."),
    ),
    (
        r"[„“”‚‘’]",
        Both("Use straight quotes.", "Gerade Anführungszeichen setzen."),
    ),
    (
        r"=\s*[^\W\d]",
        Both("Put texts in quotes.", "Texte in Anführungszeichen setzen."),
    ),
    (
        r"=\s*\d",
        Both(
            "Write numbers as 50000, without units, points between thousands, and commas.",
            "Zahlen als 50000 schreiben, ohne Einheit, Tausenderpunkt und Komma.",
        ),
    ),
)
"""What stands on a line that is no TOML, and what to write."""


def toml_hint(text: str, error: ValueError) -> Both:
    """Return what is to be written where a parser of TOML stopped; empty where unknown."""
    if "overwrite" in str(error) or "twice" in str(error):
        return Both("It stands there twice.", "Das steht dort zum zweiten Mal.")
    found = re.search(r"line (\d+)", str(error))
    lines = text.splitlines()
    line = lines[int(found[1]) - 1] if found and int(found[1]) <= len(lines) else ""
    return next((told for what, told in _HINTS if re.search(what, line)), Both("", ""))


def unreadable(error: OSError | ValueError, text: str = "") -> Both:
    """Say why a file of TOML cannot be read: in German too with the line, if there is one.

    Of its text it is told what to write on that line.
    """
    if isinstance(error, UnicodeDecodeError):
        why = f"Byte {error.start} ist nicht in UTF-8 gespeichert"
    elif isinstance(error, FileNotFoundError):
        why = "diese Datei gibt es nicht"
    elif isinstance(error, OSError):
        why = "die Datei lässt sich nicht lesen"
    else:
        why = f"das ist kein gültiges TOML{line_of(error)}"
    hint = (
        toml_hint(text, error)
        if text and isinstance(error, ValueError)
        else Both("", "")
    )
    return Both(
        f"it cannot be read: {error}. {hint}".strip(), f"{why}. {hint.de}".strip()
    )


EMPTY = Wording("", "")
