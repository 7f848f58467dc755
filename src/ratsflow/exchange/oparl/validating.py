"""Validating OParl: what an object holds otherwise than the standard says, and where."""

from __future__ import annotations

import tomllib

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from ratsflow.errors import Both


@attrs.frozen
class Problem:
    """Something that the standard does not allow.

    Attributes:
        path: where it stands, as a JSON pointer.
        told: what is wrong.
    """

    path: str
    told: Both

    def __str__(self) -> str:
        return f"{self.told} @ {self.path or '/'}"


def validate(value: object, kind: str = "") -> tuple[Problem, ...]:
    """Return what is wrong of an object of OParl 1.0 or 1.1, or of a list of them.

    Args:
        value: parsed JSON.
        kind: the type that it must have, for example ``Paper``; what it says if left out.
    """
    if isinstance(value, list):
        return tuple(
            each
            for number, item in enumerate(value)
            for each in _checked(item, kind, f"/{number}", 0)
        )
    return tuple(_checked(value, kind, "", 0))


_TYPES = ("https://schema.oparl.org/1.1/", "https://schema.oparl.org/1.0/")
_DEEPEST = 8


def _checked(value: object, kind: str, path: str, deep: int) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield _problem(path, "no object stands there", "dort steht kein Objekt")
        return
    if deep > _DEEPEST:
        yield _problem(path, "it is nested too deep", "zu tief verschachtelt")
        return
    told = value.get("type")
    named = told.rpartition("/")[2] if isinstance(told, str) else ""
    if not isinstance(told, str) or not told.startswith(_TYPES) or not named:
        yield _problem(f"{path}/type", "no type of OParl", "kein Typ von OParl")
    elif kind and named != kind:
        yield _problem(
            f"{path}/type", f"a {kind} belongs there", f"dorthin gehört {kind}"
        )
    fields = _fields().get(kind or named)
    if fields is None:
        return
    if value.get("deleted") is not True:
        for name in fields["needs"]:
            if name not in value:
                yield _problem(f"{path}/{name}", "it is missing", "es fehlt")
    for name, each in value.items():
        form = fields["forms"].get(name)
        if form is not None:
            yield from _held(form, each, f"{path}/{name}", deep)


def _held(form: str, value: object, path: str, deep: int) -> Iterator[Problem]:
    what, _, of = form.partition(":")
    if what in ("objects", "addresses", "texts"):
        if not isinstance(value, list):
            yield _problem(path, "no list stands there", "dort steht keine Liste")
            return
        one = {"objects": f"object:{of}", "addresses": "address", "texts": "text"}[what]
        for number, each in enumerate(value):
            yield from _held(one, each, f"{path}/{number}", deep)
    elif what == "object":
        yield from _checked(value, of, path, deep + 1)
    elif not _IS[what](value):
        english, german = _NO[what]
        yield _problem(path, f"no {english} stands there", f"dort steht {german}")


def _is_address(value: object) -> bool:
    return (
        isinstance(value, str)
        and value.startswith(("http://", "https://"))
        and not any(map(str.isspace, value))
    )


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_moment(value: object) -> bool:
    try:
        return (
            isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
        )
    except ValueError:
        return False


_IS: Mapping[str, Callable[[object], bool]] = {
    "address": _is_address,
    "text": lambda value: isinstance(value, str),
    "flag": lambda value: isinstance(value, bool),
    "number": lambda value: type(value) is int,
    "day": _is_day,
    "moment": _is_moment,
}
_NO = {
    "address": ("address", "keine Adresse"),
    "text": ("text", "kein Text"),
    "flag": ("true or false", "weder wahr noch falsch"),
    "number": ("whole number", "keine ganze Zahl"),
    "day": ("date", "kein Datum"),
    "moment": ("date-time with zone", "kein Zeitpunkt mit Zeitzone"),
}


@cache
def _fields() -> Mapping[str, Mapping[str, Any]]:
    text = Path(__file__).with_name("fields.toml").read_text("utf-8")
    table = tomllib.loads(text)
    every = table.pop("every")
    return {kind: _forms(row, every) for kind, row in table.items()}


def _forms(row: Mapping[str, Any], every: Mapping[str, Any]) -> Mapping[str, Any]:
    forms: dict[str, str] = {}
    for source in (every, row):
        for what, names in source.items():
            if isinstance(names, dict):
                forms |= {name: f"{what}:{of}" for name, of in names.items()}
            elif what != "needs":
                forms |= dict.fromkeys(names, what)
    return {"needs": row["needs"], "forms": forms}


def _problem(path: str, english: str, german: str) -> Problem:
    return Problem(path, Both(f"{english}.", f"{german}."))
