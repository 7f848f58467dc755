"""What is wrong with a value that a municipality says: kind, choices, size, table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ratsflow.canonical import plain
from ratsflow.errors import Both
from ratsflow.law.checks import (
    FLAG,
    NUMBER,
    TEXT,
    Form,
    is_text,
    problems_of_share,
)
from ratsflow.law.norms import Norm, NormKind, share_of
from ratsflow.law.sentences import said
from ratsflow.law.tables import CHECKS


_LARGEST = 10**12
_LONGEST = 10_000
"""Days, weeks, months: more would leave the calendar."""
_WIDEST = 60
"""Characters of a value that a message shows."""
_TIMES = ("days", "weeks", "months", "years")


def problems_of_value(norm: Norm, value: Any) -> Iterator[str]:
    """Yield what is wrong with a plain value of a norm, one phrase each."""
    kind = norm.form
    if value == plain(norm.latest.value):
        return
    foreign = list(_foreign(value))
    fits = _FORMS[kind].fits(value)
    if foreign:
        yield from foreign
    elif not fits:
        yield said("value.kind", value=shown(value), kind=_FORMS[kind].noun)
    elif norm.choices and (strange := _not_chosen(norm, value)):
        yield said("value.choice", value=shown(strange[0]), choices=norm.choices)
    elif kind is NormKind.NUMBER:
        is_time = norm.id.replace(".", "_").rpartition("_")[2] in _TIMES
        most = _LONGEST if is_time else _LARGEST
        if value > most:
            yield said("value.large", value=shown(value), most=most)
    elif kind is NormKind.SHARE and isinstance(value, Mapping):
        yield from problems_of_share(value)
    if norm.check and fits:
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
        yield said("value.unchecked", value=shown(value), error=error)


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
        yield said("value.foreign", value=value, kind=kind, place=place)
    elif isinstance(value, int) and abs(value) > 2**63 - 1:
        yield said("value.huge", place=place)


def shown(value: Any) -> str:
    """Return a value as a message shows it: not too wide."""
    text = repr(value)
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]} …"


def _are_names(value: Any) -> bool:
    texts = isinstance(value, list) and all(map(is_text, value))
    return texts and len(set(value)) == len(value)


def _is_share(value: Any) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, str) and share_of(value) is not None
    )


_FORMS: Mapping[NormKind, Form] = {
    NormKind.NUMBER: NUMBER,
    NormKind.FLAG: FLAG,
    NormKind.TEXT: TEXT,
    NormKind.NAMES: Form(
        Both("a list of texts, each once", "eine Liste von Texten, jeder einmal"),
        _are_names,
    ),
    NormKind.TOPICS: Form(
        Both("a list of topics, each once", "eine Liste von Themen, jedes einmal"),
        _are_names,
    ),
    NormKind.SHARE: Form(
        Both(
            "a share, such as '>= 1/5 of elected' or '> 1/2 of members'",
            "ein Anteil wie '>= 1/5 of elected' oder '> 1/2 of members'",
        ),
        _is_share,
    ),
    NormKind.TABLE: Form(
        Both(
            "a table or a list of tables", "eine Tabelle oder eine Liste von Tabellen"
        ),
        lambda value: isinstance(value, (dict, list)),
    ),
}
