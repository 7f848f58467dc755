"""What is printed: nothing that a terminal would take for a command.

Titles, names and ids come from everybody. A control character in one could clear the
screen, hide words or write lines of its own, and a bidi override turn a sentence round.
"""

from __future__ import annotations

import json
import re

from typing import Any

import click


_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
COMMANDS = re.compile(f"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029{_BIDI}]")
"""Each character that a terminal obeys."""
_IN_JSON = re.compile(f"[\x7f-\x9f\u2028\u2029{_BIDI}]")
_PICTURES = 0x2400
"""Where Unicode has the pictures of the first control characters, ␛ for one."""


def harmless(text: str) -> str:
    """Return a text in which every character that a terminal obeys is shown instead."""
    return COMMANDS.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    sign = found[0]
    if sign == "\t":
        return " "
    return chr(_PICTURES + ord(sign)) if sign < " " else "\ufffd"


def echo(text: str, *, nl: bool = True, err: bool = False) -> None:
    """Print a text, harmless."""
    click.echo(harmless(text), nl=nl, err=err)  # noqa: TID251  # the one place


def print_json(value: Any) -> None:
    """Print a value as JSON, readable and with umlauts as they are."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    told = _IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    click.echo(told)  # noqa: TID251  # escaped already
