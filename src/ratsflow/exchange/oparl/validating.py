"""Validating OParl: what an object holds otherwise than the standard says, and where."""

from __future__ import annotations

import re
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
    """Return what is wrong of OParl 1.0 or 1.1: an object, a list, a page, or a dump of them.

    Args:
        value: parsed JSON.
        kind: the type that it must have, for example ``Paper``; what it says if left out.
    """
    return tuple(_any(value, kind, "", 0))


_TYPES = ("https://schema.oparl.org/1.1/", "https://schema.oparl.org/1.0/")
_DEEPEST = 8
KEYS: Mapping[str, str] = {
    "paper": "Paper", "papers": "Paper", "meeting": "Meeting", "meetings": "Meeting",
    "organization": "Organization", "organizations": "Organization",
    "consultation": "Consultation", "consultations": "Consultation",
    "agendaItem": "AgendaItem", "agendaitem": "AgendaItem",
}  # fmt: skip
"""By the key of a dump, the type of what stands there."""


def _any(value: object, kind: str, path: str, deep: int) -> Iterator[Problem]:
    if deep > _DEEPEST:
        yield _problem(path, "it is nested too deep", "zu tief verschachtelt")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _any(each, kind, f"{path}/{number}", deep + 1)
    elif isinstance(value, Mapping) and not {"id", "type"} & value.keys():
        yield from _held_by(value, kind, path, deep)
    else:
        yield from _checked(value, kind, path, deep)


def _held_by(
    value: Mapping[str, object], kind: str, path: str, deep: int
) -> Iterator[Problem]:
    """Check what is no object: the page of a list, or a dump by types or addresses."""
    if "data" in value:
        yield from _any(value["data"], kind, f"{path}/data", deep + 1)
        for name, what in (("links", "address"), ("pagination", "number")):
            part = value.get(name, {})
            if not isinstance(part, Mapping):
                yield _problem(
                    f"{path}/{name}", "no object stands there", "dort steht kein Objekt"
                )
                continue
            for key, each in part.items():
                yield from _held(what, each, f"{path}/{name}/{_part(key)}", deep)
        return
    inner = {
        key: each for key, each in value.items() if isinstance(each, list | Mapping)
    }
    if not inner:
        yield _problem(
            path, "no object of OParl stands there", "dort steht kein Objekt von OParl"
        )
    for key, each in inner.items():
        of = KEYS.get(key, kind)
        yield from _any(each, of, f"{path}/{_part(key)}", deep + 1)


def _part(key: str) -> str:
    """Return a key as a part of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


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
    elif not kind and named not in _fields():
        yield _problem(f"{path}/type", "no type of OParl", "kein Typ von OParl")
    fields = _fields().get(kind or named)
    if fields is None:
        return
    if value.get("deleted") is not True:
        for name in fields["needs"]:
            if name not in value and name != "type":  # of which it was said
                yield _problem(f"{path}/{name}", "it is missing", "es fehlt")
    for name, each in value.items():
        form = fields["forms"].get(name)
        if form is not None:
            yield from _held(form, each, f"{path}/{_part(name)}", deep)


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


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    _DAY.pattern
    + r"[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
"""As RFC 3339 writes them, on which the standard rests; ISO 8601 has many other forms."""


def _is_day(value: object) -> bool:
    try:
        return (
            isinstance(value, str)
            and _DAY.fullmatch(value) is not None
            and bool(date.fromisoformat(value))
        )
    except ValueError:
        return False


def _is_moment(value: object) -> bool:
    try:
        return (
            isinstance(value, str)
            and _MOMENT.fullmatch(value) is not None
            and bool(datetime.fromisoformat(value.upper()))
        )
    except ValueError:
        return False


_IS: Mapping[str, Callable[[object], bool]] = {
    "address": _is_address,
    "text": lambda value: isinstance(value, str),
    "flag": lambda value: isinstance(value, bool),
    "number": lambda value: type(value) is int,
    "mapping": lambda value: isinstance(value, Mapping),
    "day": _is_day,
    "moment": _is_moment,
}
_NO = {
    "address": ("address", "keine Adresse"),
    "text": ("text", "kein Text"),
    "flag": ("true or false", "weder wahr noch falsch"),
    "number": ("whole number", "keine ganze Zahl"),
    "mapping": ("object", "kein Objekt"),
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
