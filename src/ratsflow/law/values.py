"""What is wrong with a value that a municipality says: kind, choices, size, table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ratsflow.canonical import plain
from ratsflow.errors import Both, german
from ratsflow.law.checks import problems_of_share
from ratsflow.law.norms import Norm, NormKind, share_of
from ratsflow.law.tables import CHECKS


_LARGEST = 10**12
_LONGEST = 10_000
"""Days, weeks, months: more would leave the calendar."""
_WIDEST = 60
"""Characters of a value that a message shows."""
_TIMES = ("days", "weeks", "months", "years")


def problems_of_value(norm: Norm, value: Any) -> Iterator[str]:
    """Yield what is wrong with a value, one phrase each.

    Args:
        norm: the norm of the state.
        value: a plain value, as it was read.
    """
    kind = norm.form
    if value == plain(norm.latest.value):
        return
    foreign = list(_foreign(value))
    if foreign:
        yield from foreign
    elif not _FITS[kind](value):
        yield Both(
            f"{shown(value)} is not {_NOUNS[kind]}",
            f"{shown(value)} ist nicht {german(_NOUNS[kind])}",
        )
    elif norm.choices and (strange := _not_chosen(norm, value)):
        yield Both(
            f"{shown(strange[0])} is not one of {', '.join(norm.choices)}",
            f"{shown(strange[0])} ist keines von {', '.join(norm.choices)}",
        )
    elif kind is NormKind.NUMBER:
        yield from _problems_of_number(norm, value)
    elif kind is NormKind.SHARE and isinstance(value, Mapping):
        yield from problems_of_share(value)
    if norm.check and _FITS[kind](value):
        yield from _asked(norm, value)


def _not_chosen(norm: Norm, value: Any) -> list[Any]:
    given = value if isinstance(value, (list, tuple)) else [value]
    return [each for each in given if each not in norm.choices]


def _asked(norm: Norm, value: Any) -> Iterator[str]:
    """Ask the norm's check; where it fails on a strange value, that is a mistake too."""
    try:
        yield from list(CHECKS[norm.check](value))
    except (
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
    ) as error:
        yield Both(
            f"{shown(value)} cannot be checked ({error})",
            f"{shown(value)} lässt sich nicht prüfen",
        )


def _problems_of_number(norm: Norm, value: int) -> Iterator[str]:
    is_time = norm.id.replace(".", "_").rpartition("_")[2] in _TIMES
    most = _LONGEST if is_time else _LARGEST
    if value > most:
        yield Both(
            f"{shown(value)} is more than {most}",
            f"{shown(value)} ist mehr als {most}",
        )


def _foreign(value: Any, place: str = "") -> Iterator[str]:
    """Yield the parts that are neither text, whole number, truth value, list nor table."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _foreign(part, f"{place}.{name}")
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _foreign(part, f"{place}[{index}]")
    elif not isinstance(value, (str, int)):
        kind = (
            Both("a decimal", "eine Dezimalzahl")
            if isinstance(value, float)
            else Both("a date or time", "ein Datum oder eine Uhrzeit")
        )
        yield Both(
            f"{value} is {kind}; write a whole number or a text @ {place}",
            f"{value} ist {german(kind)}; eine ganze Zahl oder einen Text schreiben @ "
            f"{place}",
        )
    elif isinstance(value, int) and abs(value) > 2**63 - 1:
        yield Both(
            f"the number is too large @ {place}", f"die Zahl ist zu groß @ {place}"
        )


def shown(value: Any) -> str:
    """Return a value as a message shows it: not too wide."""
    text = repr(value)
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]} …"


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_names(value: Any) -> bool:
    texts = isinstance(value, list) and all(_is_text(each) for each in value)
    return texts and len(set(value)) == len(value)


def _is_share(value: Any) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, str) and share_of(value) is not None
    )


_FITS: Mapping[NormKind, Callable[[Any], bool]] = {
    NormKind.NUMBER: _is_number,
    NormKind.FLAG: lambda value: isinstance(value, bool),
    NormKind.TEXT: _is_text,
    NormKind.NAMES: _are_names,
    NormKind.TOPICS: _are_names,
    NormKind.SHARE: _is_share,
    NormKind.TABLE: lambda value: isinstance(value, (dict, list)),
}
_NOUNS = {
    NormKind.NUMBER: Both("a whole number of 0 or more", "eine ganze Zahl ab 0"),
    NormKind.FLAG: Both("true or false", "true oder false"),
    NormKind.TEXT: Both("a text", "ein Text"),
    NormKind.NAMES: Both(
        "a list of texts, each once", "eine Liste von Texten, jeder einmal"
    ),
    NormKind.TOPICS: Both(
        "a list of topics, each once", "eine Liste von Themen, jedes einmal"
    ),
    NormKind.SHARE: Both(
        "a share, such as '>= 1/5 of elected' or '> 1/2 of members'",
        "ein Anteil wie '>= 1/5 of elected' oder '> 1/2 of members'",
    ),
    NormKind.TABLE: Both(
        "a table or a list of tables", "eine Tabelle oder eine Liste von Tabellen"
    ),
}
