"""Checks that keys share: shares, and bands without overlap or hole.

A check yields one phrase for each thing that is wrong. A phrase may end in `` @ `` and
the place inside the value, for example ``'a' is not a whole number @ .num``; whoever
reads the file puts the key in front of the place.
"""

from __future__ import annotations

import difflib

from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs

from ratsflow.errors import Both, InvalidInputError, german
from ratsflow.law.counting import Share


if TYPE_CHECKING:
    from cattrs import Converter


def problems_of_share(value: Any) -> Iterator[str]:
    """Say what is wrong with a share: ``{num = 2, den = 3, strict = false, base = "…"}``.

    Args:
        value: the value of a key that holds a fraction of a body.
    """
    from cattrs.errors import BaseValidationError  # noqa: PLC0415

    if not isinstance(value, dict):
        yield Both(f"{value!r} is not a table", f"{value!r} ist keine Tabelle")
        return
    try:
        _converter().structure(value, Share)
    except BaseValidationError as error:
        yield from map(Both, _mistakes(error, str), _mistakes(error, german))


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that is spelt most like another, or an empty text."""
    names = list(known)
    found = difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    if found:
        return found[0]
    last = name.rpartition(".")[2].lower()
    by_end = {each.rpartition(".")[2]: each for each in reversed(names)}
    found = difflib.get_close_matches(last, by_end, n=1, cutoff=0.8)
    return by_end[found[0]] if found else ""


_Wording = Callable[[object], str]
"""Picks one language."""


def _mistakes(error: BaseException, wording: _Wording) -> Iterator[str]:
    from cattrs import transform_error  # noqa: PLC0415  # only where a file is read

    def phrase(each: BaseException, kind: Any) -> str:
        return wording(_phrase(each, kind))

    for each in transform_error(error, path="$", format_exception=phrase):
        told, _, inner = each.rpartition(" @ $")
        phrased, _, deeper = told.partition(" @ ")
        where = f"{inner}{deeper}"
        yield f"{phrased} @ {where}" if where else phrased


def _phrase(error: BaseException, kind: Any) -> str:
    from cattrs.errors import ForbiddenExtraKeysError  # noqa: PLC0415

    if isinstance(error, ForbiddenExtraKeysError):
        known = [each.name for each in attrs.fields(error.cl)]
        strange = ", ".join(sorted(error.extra_fields))
        return Both(
            f"there is no field {strange}; known: {', '.join(known)}",
            f"ein Feld {strange} gibt es nicht; bekannt: {', '.join(known)}",
        )
    if isinstance(error, KeyError):
        return Both("it is missing", "die Angabe fehlt")
    if isinstance(error.__cause__, InvalidInputError):
        said, where = error.__cause__.what, error.__cause__.where
        return Both(
            f"{said.removesuffix('.')} @ .{where}",
            f"{german(said).removesuffix('.')} @ .{where}",
        )
    if error.args and isinstance(error.args[0], Both):
        return error.args[0]
    return Both(
        str(error) or f"it is no {getattr(kind, '__name__', kind)}",
        "der Wert passt nicht",
    )


_NOUNS = {
    int: Both("a whole number", "eine ganze Zahl"),
    bool: Both("true or false", "true oder false"),
    str: Both("a text", "ein Text"),
}


def _exactly(value: Any, kind: type) -> Any:
    """Take a value of just that type: cattrs alone would turn 5.7 into 5."""
    if issubclass(kind, Enum):
        return kind(value)
    if type(value) is not kind:
        noun = _NOUNS[kind]
        raise ValueError(
            Both(f"{value!r} is not {noun}", f"{value!r} ist nicht {german(noun)}")
        )
    return value


@cache
def _converter() -> Converter:
    from cattrs import Converter  # noqa: PLC0415

    converter = Converter(forbid_extra_keys=True)
    for kind in _NOUNS:
        converter.register_structure_hook(kind, _exactly)
    return converter
