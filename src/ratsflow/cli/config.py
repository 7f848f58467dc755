"""``ratsflow.toml`` in the working directory: what need not be typed each time.

It names no procedure: code of a folder would be run by whoever works in it.
"""

from __future__ import annotations

import tomllib

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ratsflow.errors import Both, InvalidInputError
from ratsflow.model.text import unreadable


FILE = "ratsflow.toml"
_OPTIONS = {"db": "db", "tenant": "tenant", "law": "law_file"}
_ACTING = {"open": "who", "take": "who", "explain": "who", "show": "reader"}
"""The commands that take the actor from the file, and the name of the option there."""


def defaults(commands: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return for each command the options that the file sets.

    Args:
        commands: the names of the commands.

    Raises:
        InvalidInputError: it is no TOML, or sets something else.
    """
    given = _read()
    shared = {_OPTIONS[name]: value for name, value in given.items() if name != "as"}
    who = given.get("as")
    return {
        name: {
            **shared,
            **({_ACTING[name]: who} if who and name in _ACTING else {}),
        }
        for name in commands
        if name != "tour"  # it writes into a database of its own
    }


def _read() -> dict[str, Any]:
    path = Path(FILE)
    if not path.is_file():
        return {}
    try:
        given = tomllib.loads(path.read_text("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInputError(unreadable(error), FILE) from error
    except RecursionError as error:
        raise InvalidInputError(
            Both(
                f"it cannot be read: {error}.",
                "ihre Tabellen sind zu tief verschachtelt.",
            ),
            FILE,
        ) from error
    known = (*_OPTIONS, "as")
    for name, value in given.items():
        if name not in known:
            raise InvalidInputError(
                Both(
                    f"{name!r} is nothing that it sets.",
                    f"„{name}“ lässt sich dort nicht festlegen.",
                ),
                FILE,
                Both(f"Known: {', '.join(known)}.", f"Bekannt: {', '.join(known)}."),
            )
        if not isinstance(value, str):
            raise InvalidInputError(
                Both(f"{value!r} is no text.", f"{value!r} ist kein Text."),
                f"{FILE}: {name}",
            )
    return given
