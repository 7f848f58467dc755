"""What is printed: nothing that a terminal would take for a command.

Titles, names and ids come from everybody. A control character in one could clear the
screen, hide words or write lines of its own, and a bidi override turn a sentence round.
"""

from __future__ import annotations

import codecs
import json
import re
import shutil
import sys
import textwrap
import unicodedata

from collections.abc import Iterable, Mapping
from typing import Any

import click

from ratsflow.documents import stamped


_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
COMMANDS = re.compile(f"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029{_BIDI}]")
"""Each character that a terminal obeys."""
_IN_JSON = re.compile(f"[\x7f-\x9f\u2028\u2029{_BIDI}]")
_PICTURES = 0x2400
"""Where Unicode has the pictures of the first control characters, ␛ for one."""


_INSTEAD = {
    "✓": "+",
    "✗": "x",
    "○": "o",
    "●": "*",
    "◐": "%",
    "☒": "[x]",
    "☐": "[ ]",
    "→": "->",
    "←": "<-",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "±": "+-",
    "−": "-",
    "–": "-",
    "·": "-",
    "…": "...",
    "„": '"',
    "“": '"',
    "”": '"',
    "»": '"',
    "«": '"',
    "’": "'",
    "‘": "'",
    "§": "Par.",
    "€": "EUR",
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "Ä": "Ae",
    "Ö": "Oe",
    "Ü": "Ue",
    "ß": "ss",
    "µ": "u",
    "№": "No.",
    "\u00a0": " ",
    "\u202f": " ",
}
"""What is printed of a sign where the terminal's code page lacks it (cp1252, cp850, ASCII).

No two marks of a verdict share one, so that met and unmet stay apart.
"""
TRANSLITERATED = "ratsflow.transliterated"
"""The name of the handler of `codecs` that prints so; a sign without one is a ``?``."""


def _transliterated(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_plain(sign, error.encoding) for sign in signs), error.end


def _plain(sign: str, encoding: str) -> str:
    """Return what the encoding has for a sign: by the table, or without its accents."""
    bare = "".join(
        each for each in unicodedata.normalize("NFKD", sign) if each.isascii()
    )
    for told in (_INSTEAD.get(sign, ""), bare):
        if told:
            return told.encode(encoding, "ignore").decode(encoding) or "?"
    return "?"


codecs.register_error(TRANSLITERATED, _transliterated)


def harmless(text: str) -> str:
    """Return a text in which every character that a terminal obeys is shown instead."""
    return COMMANDS.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    sign = found[0]
    if sign == "\t":
        return " "
    return chr(_PICTURES + ord(sign)) if sign < " " else "\ufffd"


def echo(text: str, *, nl: bool = True, err: bool = False) -> None:
    """Print a text, harmless, in what its stream can show."""
    # Named, since click would take a stream of ASCII for one of UTF-8.
    stream = sys.stderr if err else sys.stdout
    click.echo(harmless(text), stream, nl=nl)  # noqa: TID251  # the one place


def width() -> int:
    """Return how many columns are printed: those of the terminal, 80 into a file or pipe."""
    return max(shutil.get_terminal_size().columns, _LEAST) if _is_terminal() else _WIDE


_WIDE, _LEAST = 80, 40


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def wrapped(line: str, columns: int, hanging: int = 2) -> list[str]:
    """Return a line in as many as it needs, those after the first indented by some more.

    Args:
        line: the line, with its own indent.
        columns: how wide each may be.
        hanging: by how much those after the first are indented more.
    """
    indent = " " * (len(line) - len(line.lstrip()) + hanging)
    return textwrap.wrap(
        line,
        columns,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    ) or [""]


def print_document(name: str, document: Mapping[str, Any]) -> None:
    """Print a document as JSON; it says in front what it is."""
    print_json(stamped(name, document))


def print_documents(name: str, documents: Iterable[Mapping[str, Any]]) -> None:
    """Print documents of one kind as a list; each says what it is."""
    print_json([stamped(name, each) for each in documents])


def print_json(value: Any) -> None:
    """Print a value as JSON, readable; umlauts as they are where all signs can be."""
    escaped = not _is_unicode(sys.stdout.encoding)  # a script must read what is meant
    _print(json.dumps(value, ensure_ascii=escaped, indent=2))


def print_line(document: Mapping[str, Any]) -> None:
    """Print a document as one line of JSON, for lists that flow."""
    escaped = not _is_unicode(sys.stdout.encoding)
    _print(json.dumps(document, ensure_ascii=escaped))


def _print(text: str) -> None:
    told = _IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    click.echo(told, sys.stdout)  # noqa: TID251  # escaped already


def _is_unicode(encoding: str | None) -> bool:
    return codecs.lookup(encoding or "ascii").name.startswith("utf-")
