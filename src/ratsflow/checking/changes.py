"""Values that differ from a value in one thing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from ratsflow import model
from ratsflow.errors import RatsflowError


_ZONE, _EVENING = ZoneInfo("Europe/Berlin"), time(17)
"""When a meeting begins whose hour nobody said."""


def variants_of(value: Any, deep: int = 1) -> Iterator[Any]:
    """Yield values that differ in one thing, where such a value can be made."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, Enum):
        yield from (each for each in type(value) if each is not value)
    elif isinstance(value, int):
        yield from (0, value + 1, value * 1000, 10**9)
    elif isinstance(value, str):
        yield from ("", f"{value}x")
    elif isinstance(value, date):
        yield from (value + timedelta(n) for n in (-30, -7, -1, 1, 7, 30))
    elif isinstance(value, tuple):
        yield from ((), *((each,) for each in value[:2])) if value else ()
    elif attrs.has(type(value)):
        for each in attrs.fields(type(value)):
            if each.init and each.name not in (
                "id",
                "about",
                "state",
                "ballots",
                "days",
            ):
                yield from changed(value, each.name, deep)


def changed(value: Any, name: str, deep: int) -> Iterator[Any]:
    """Yield values of which one field is another."""
    now = getattr(value, name)
    others = (
        list(variants_of(now, deep - 1)) if deep or not attrs.has(type(now)) else []
    )
    if now is None or now == ():
        others += _words(value, name)
    for other in (None, *others):
        if other == now:
            continue
        try:
            yield attrs.evolve(value, **{name: other})
        except (TypeError, ValueError, AttributeError, RatsflowError):
            continue


def _words(value: Any, name: str) -> list[Any]:
    """Return what a field may hold that holds nothing: words of its closed list, and others."""
    kind = str(getattr(attrs.fields_dict(type(value))[name], "type", ""))
    listed = [
        each
        for word in vars(model).values()
        if isinstance(word, type) and issubclass(word, Enum) and word.__name__ in kind
        for each in word
    ]
    days = {
        each - timedelta(n)
        for field in attrs.fields(type(value))
        if type(each := getattr(value, field.name)) is date
        for n in (0, 14)
    }
    if "datetime" in kind:
        return [datetime.combine(day, _EVENING, _ZONE) for day in sorted(days)]
    return [*listed, *sorted(days), True, False, 0, 1, "x", ("x",)]
