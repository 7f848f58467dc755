"""Hold a value of the model to the types that its class declares.

What is written into the log must read back as the same value. So a class takes what its
annotations say and nothing that only looks like it: no text for a flag, no float for a
number, no datetime for a day.
"""

from __future__ import annotations

import re
import types
import typing

from collections.abc import Hashable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, NoReturn, Union, cast

import attrs

from ratsflow.errors import InvalidInputError, NaiveTimeError


_PART = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Frozen(dict[str, str]):
    """A mapping of texts that cannot be changed."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        msg = "this mapping is part of a value and cannot be changed."
        raise TypeError(msg)

    __setitem__ = __delitem__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse
    __ior__ = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return Frozen, (dict(self),)

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))


def hold(value: Any) -> None:
    """Check every field of a frozen attrs value against its annotation.

    Lists become tuples and mappings become unchangeable, so that nobody can change the
    value afterwards.

    Raises:
        InvalidInputError: a field of another type, with its name.
    """
    cls = type(value)
    for name, declared in _declared(cast(Hashable, cls)).items():
        given = getattr(value, name)
        held = _held(given, declared, f"{_PART.sub('_', cls.__name__).lower()}.{name}")
        if held is not given:
            object.__setattr__(value, name, held)


@cache
def _declared(cls: Hashable) -> dict[str, Any]:
    of = cast(Any, cls)
    hints = typing.get_type_hints(of)
    return {field.name: hints[field.name] for field in attrs.fields(of) if field.init}


def _held(given: Any, declared: Any, where: str) -> Any:
    origin = typing.get_origin(declared)
    if origin in (Union, types.UnionType):
        if given is None and type(None) in typing.get_args(declared):
            return None
        (inner,) = [
            each for each in typing.get_args(declared) if each is not type(None)
        ]
        return _held(given, inner, where)
    if origin is tuple:
        return _tuple(given, typing.get_args(declared), where)
    if origin is Mapping or declared is Mapping:
        return _mapping(given, where)
    if not _is(given, declared):
        raise InvalidInputError(
            f"{given!r} is a {type(given).__name__}, not {declared.__name__}.", where
        )
    return given


def _is(given: Any, declared: type) -> bool:
    if declared in (bool, int, date):
        return type(given) is declared
    if (
        declared is datetime
        and isinstance(given, datetime)
        and given.utcoffset() is None
    ):
        raise NaiveTimeError("datetime", given)
    return isinstance(given, declared)


def _tuple(given: Any, inner: tuple[Any, ...], where: str) -> tuple[Any, ...]:
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable):
        raise InvalidInputError(
            f"{given!r} is a {type(given).__name__}, not tuple.", where
        )
    parts = tuple(given)
    kinds = [inner[0]] * len(parts) if inner[-1] is Ellipsis else list(inner)
    if len(kinds) != len(parts):
        raise InvalidInputError(f"{given!r} does not have {len(kinds)} parts.", where)
    held = tuple(
        _held(part, kind, f"{where}[{index}]")
        for index, (part, kind) in enumerate(zip(parts, kinds, strict=True))
    )
    changed = any(one is not other for one, other in zip(held, parts, strict=True))
    return held if changed else parts


def _mapping(given: Any, where: str) -> Frozen:
    if type(given) is Frozen:
        return given
    if not isinstance(given, Mapping) or not all(
        isinstance(part, str) for pair in given.items() for part in pair
    ):
        raise InvalidInputError(f"{given!r} is no mapping of texts.", where)
    return Frozen(given)
