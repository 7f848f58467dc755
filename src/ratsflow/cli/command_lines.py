"""Commands as they can be typed: quoted, with the options that were given, in lines."""

from __future__ import annotations

import re
import shlex

from collections.abc import Iterable, Sequence

import attrs

from ratsflow.errors import Both
from ratsflow.model.text import Lang


_WIDTH = 80
_FIRST, _REST = "    $ ", "        "

_MEANINGS = {
    "ID": ("die Kennung der Person, die handelt", "the id of the person who acts"),
    "DAY": ("ein Tag wie 2026-03-04", "a day like 2026-03-04"),
    "TIME": (
        "eine Zeit wie 2026-03-04T17:00+01:00",
        "a time like 2026-03-04T17:00+01:00",
    ),
    "TEXT": ("ein Text", Both("a text", "ein Text")),
    "N": ("eine Zahl", "a number"),
    "NAMES": (
        "Namen, mit Komma getrennt, leer für keine",
        "names, separated by commas, empty for none",
    ),
    "YES_NO": ("ja oder nein", "yes or no"),
    "FILE.md": ("die Datei mit dem neuen Text", "the file with the new text"),
    "FILE.json": ("eine Datei mit den Angaben", "a file with what is stated"),
}
_TOLD = frozenset({"ID", "NAMES", "YES_NO", "FILE.md", "FILE.json"})
"""The placeholders that are explained; the others say what they are."""


@attrs.frozen
class Typed:
    """How commands are written.

    Attributes:
        options: the options that every command repeats, as they were given.
        own: what was typed for the step itself, which its own command repeats.
    """

    options: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    def words(self, command: Sequence[str]) -> list[str]:
        """Return the words of a command, each quoted as a shell needs it."""
        return [_quoted(each) for each in ("ratsflow", *command, *self.options)]

    def lines(self, command: Sequence[str]) -> list[str]:
        """Return a command in lines that can be typed, or copied, as they are."""
        lines = [""]
        for part in _parts(self.words(command)):
            indent = _FIRST if len(lines) == 1 else _REST
            room = _WIDTH - len(indent) - len(" \\")
            if lines[-1] and len(lines[-1]) + 1 + len(part) > room:
                lines.append("")
            lines[-1] = f"{lines[-1]} {part}".strip()
        told = [
            f"{_FIRST if number == 0 else _REST}{line}"
            for number, line in enumerate(lines)
        ]
        return [f"{line} \\" for line in told[:-1]] + told[-1:]


def _parts(words: Sequence[str]) -> list[str]:
    """Keep an option and its value together."""
    parts: list[str] = []
    for word in words:
        if parts and parts[-1].startswith("--") and " " not in parts[-1]:
            parts[-1] += f" {word}"
        else:
            parts.append(word)
    return parts


def _quoted(word: str) -> str:
    """Quote a word for a POSIX shell, unless it needs none."""
    return word if re.fullmatch(r"[\w@%+=:,./-]+", word) else shlex.quote(word)


def legend(lines: Iterable[str], lang: Lang) -> str:
    """Say in one sentence what the placeholders in some commands stand for."""
    shown = " ".join(line for line in lines if line.startswith("    "))
    found = [
        name
        for name in _MEANINGS
        if name in _TOLD and re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", shown)
    ]
    index = 0 if lang == "de" else 1
    told = "; ".join(f"{name}: {_MEANINGS[name][index]}" for name in found)
    return f"({told}.)" if told else ""
