"""Hold a value of the model to the types that its class declares.

What is written into the log must read back as the same value. So a class takes what its
annotations say and nothing that only looks like it: no text for a flag, no float for a
number, no datetime for a day.
"""

from __future__ import annotations

import re
import types
import typing

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date, datetime
from functools import cache, partial
from operator import is_not
from typing import Any, NoReturn, TypeVar, Union, cast

import attrs

from ratsflow.canonical import day_of, moment_of, within_64_bits
from ratsflow.errors import Both, InvalidInputError
from ratsflow.model.text import exact


_PART = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNIONS = (Union, types.UnionType)


T = TypeVar("T")


def of_kind(value: object, kind: type[T], where: str, cure: str) -> T:
    """Return a value that a caller handed in, or refuse what is of another kind.

    Raises:
        InvalidInputError: it is of another kind, by the name of its type: what somebody
            handed in by mistake may be long, or not for everybody.
    """
    if not isinstance(value, kind):
        given = f"{value!r} is" if isinstance(value, str) else "that is"
        raise InvalidInputError(
            Both(
                f"{given} a {type(value).__name__}, not a {kind.__name__}.",
                f"das ist nicht von der erwarteten Art ({kind.__name__}).",
            ),
            where,
            cure,
        )
    return value


class Frozen(dict[str, Any]):
    """A mapping that cannot be changed."""

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


def frozen(value: Any) -> Any:
    """Return a plain value in which nobody can change a part."""
    if isinstance(value, Mapping):
        return Frozen({name: frozen(part) for name, part in value.items()})
    if isinstance(value, list | tuple):
        return tuple(frozen(part) for part in value)
    return value


def hold(value: Any) -> None:
    """Check every field of a frozen attrs value against its annotation.

    Lists become tuples and mappings become unchangeable, so that nobody can change the
    value afterwards.

    Raises:
        InvalidInputError: a field of another type, with its name.
    """
    for name, whole, check, where in _declared(cast(Hashable, type(value))):
        given = getattr(value, name)
        if type(given) in whole:
            continue
        held = check(given, where)
        if held is not given:
            object.__setattr__(value, name, held)


Check = Callable[[Any, str], Any]
"""Takes a value and its place; returns the value held to a type, or raises."""


@cache
def _declared(cls: Hashable) -> tuple[tuple[str, frozenset[type], Check, str], ...]:
    """Return name, types that need no closer look, check and place of each field."""
    of = cast(Any, cls)
    hints = typing.get_type_hints(of)
    place = _PART.sub("_", of.__name__).lower()
    return tuple(
        (name, _whole(hints[name]), _check(hints[name]), f"{place}.{name}")
        for name in (field.name for field in attrs.fields(of) if field.init)
    )


def _whole(declared: Any) -> frozenset[type]:
    """Return the types whose values are right as they are: they have no parts."""
    if typing.get_origin(declared) in _UNIONS:
        return frozenset().union(*map(_whole, typing.get_args(declared)))
    has_parts = typing.get_origin(declared) is tuple or _is_mapping(declared)
    is_looked_at = declared is int or (
        isinstance(declared, type) and issubclass(declared, date)
    )
    return frozenset() if is_looked_at or has_parts else frozenset({declared})


def _check(declared: Any) -> Check:
    arguments = typing.get_args(declared)
    if typing.get_origin(declared) in _UNIONS:
        (inner,) = [each for each in arguments if each is not type(None)]
        check = _check(inner)
        return check if len(arguments) == 1 else partial(_optional, check)
    if typing.get_origin(declared) is tuple:
        checks = tuple(_check(each) for each in arguments if each is not Ellipsis)
        return partial(_tuple, checks, Ellipsis in arguments)
    if _is_mapping(declared):
        return _mapping
    if issubclass(declared, datetime):
        return moment_of
    return day_of if issubclass(declared, date) else partial(_of_type, declared)


def _is_mapping(declared: Any) -> bool:
    return Mapping in (declared, typing.get_origin(declared))


def _optional(check: Check, given: Any, where: str) -> Any:
    return None if given is None else check(given, where)


def _of_type(declared: type, given: Any, where: str) -> Any:
    is_exact = declared in (bool, int)  # True is an int to Python
    if not (type(given) is declared if is_exact else isinstance(given, declared)):
        raise InvalidInputError(
            Both(
                f"{given!r} is a {type(given).__name__}, not {declared.__name__}.",
                f"{given!r} ist nicht von der richtigen Art.",
            ),
            where,
        )
    if declared is str:
        return exact(given)
    return within_64_bits(given, where) if declared is int else given


def _tuple(
    checks: tuple[Check, ...], is_open: bool, given: Any, where: str
) -> tuple[Any, ...]:
    parts = given if type(given) is tuple else _run(given, where)
    if is_open:
        if not parts:
            return parts
        checks *= len(parts)
    if len(checks) != len(parts):
        raise InvalidInputError(
            Both(
                f"{given!r} does not have {len(checks)} parts.",
                f"{given!r} hat nicht {len(checks)} Teile.",
            ),
            where,
        )
    held = tuple(
        [
            check(part, f"{where}[{index}]")
            for index, (check, part) in enumerate(zip(checks, parts, strict=True))
        ]
    )
    changed = any(map(is_not, held, parts))
    return held if changed else parts


def _run(given: Any, where: str) -> tuple[Any, ...]:
    if type(given) is list:  # as nearly always; the question below takes long
        return tuple(given)
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable):
        raise InvalidInputError(
            Both(
                f"{given!r} is a {type(given).__name__}, not tuple.",
                f"{given!r} ist keine Reihe von Werten.",
            ),
            where,
        )
    return tuple(given)


def _mapping(given: Any, where: str) -> Frozen:
    if type(given) is Frozen and not given:
        return given
    if not isinstance(given, Mapping) or not all(
        isinstance(part, str) for pair in given.items() for part in pair
    ):
        raise InvalidInputError(
            Both(
                f"{given!r} is no mapping of texts.",
                f"{given!r} ist keine Zuordnung von Texten.",
            ),
            where,
        )
    return given if type(given) is Frozen else Frozen(given)
