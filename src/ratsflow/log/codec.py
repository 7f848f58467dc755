"""Typed inputs to plain values and back: the log's edge, the one place with cattrs here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache, partial
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

import attrs

from ratsflow.canonical import plain, utc_text, within_64_bits
from ratsflow.errors import Both, InvalidInputError
from ratsflow.log.erasable import digest_in
from ratsflow.model import (
    Ballot,
    Consultation,
    Meeting,
    Motion,
    Signature,
    Suspension,
)
from ratsflow.model.closed_list import ClosedList
from ratsflow.procedure.inputs import TYPED


if TYPE_CHECKING:
    from cattrs import Converter


_AS_IS = frozenset({str, int, bool, type(None)})
_EXACT = frozenset({Motion, Ballot, Signature, Suspension})


@cache
def converter(*, tells: bool = True) -> Converter:
    """Return the converter between model values and plain ones.

    It is strict: a key that a class does not have is an error and never dropped.

    Args:
        tells: whether its errors tell each part that does not fit; the log does without,
            because that takes twice the time for values that do.
    """
    from cattrs import Converter  # noqa: PLC0415  # 40 ms that a bare import must not cost
    from cattrs.gen import make_dict_unstructure_fn, override  # noqa: PLC0415
    from cattrs.strategies import configure_union_passthrough  # noqa: PLC0415

    made = Converter(forbid_extra_keys=True, detailed_validation=tells)
    made.register_unstructure_hook(
        Ballot,
        # A field that is younger than the form of entries is written where it says something.
        make_dict_unstructure_fn(
            Ballot, made, excluded_without_vote=override(omit_if_default=True)
        ),
    )
    made.register_unstructure_hook(date, lambda day: day.isoformat())
    made.register_unstructure_hook(datetime, utc_text)
    made.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    made.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    for kind in (bool, int, str):
        # cattrs would turn "no" into True and 9.9 into 9.
        made.register_structure_hook(kind, partial(_exactly, kind))
    configure_union_passthrough(str | int | bool | None, made)
    if not tells:
        made.register_structure_hook_factory(attrs.has, partial(_built, made))
    return made


_HELD = frozenset({str, int, bool, type(None), tuple[str, ...], Mapping[str, str]})
"""Types to which a class of the model holds its fields by itself; see `hold`."""


def _built(made: Converter, of: type) -> Callable[[Any, Any], Any]:
    """Return what builds a value of the model by its own strict constructor.

    cattrs makes only the parts that are more than plain values.
    """
    hints = get_type_hints(of)
    parts = [
        (each.name, made.get_structure_hook(kind), kind)
        for each in attrs.fields(of)
        if each.init
        for kind in (hints[each.name],)
        if not _is_held(kind, has_converter=each.converter is not None)
    ]

    def build(row: dict[str, Any], _: Any) -> Any:
        whole = dict(row)
        for name, make, kind in parts:
            given = row.get(name)
            # Of nothing nothing is made: the constructor tells whether it may be.
            if given is not None and given != []:
                whole[name] = make(given, kind)
        return of(**whole)

    return build


def _is_held(kind: Any, *, has_converter: bool) -> bool:
    """Tell whether a class holds a field to its type by itself, or makes its word of a list."""
    kinds = set(get_args(kind) if _is_union(kind) else (kind,))
    if _HELD.issuperset(kinds):
        return True
    words = kinds - {type(None)}
    return has_converter and all(
        isinstance(each, type) and issubclass(each, ClosedList) for each in words
    )


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType)


def _exactly(kind: type, value: Any, _: Any) -> Any:
    if type(value) is kind:
        return value
    msg = f"{value!r} is a {type(value).__name__}, not {kind.__name__}"
    raise TypeError(msg)


@cache
def _to_plain(name: str) -> Callable[[Any], Any]:
    # The hook itself: to look for it each time costs as much as it takes.
    hook: Callable[[Any], Any] = converter().get_unstructure_hook(TYPED[name])
    return hook


def inputs_to_plain(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return inputs as plain values.

    Raises:
        InvalidInputError: an input has no canonical form, with its name.
    """
    row = {}
    for name, value in inputs.items():
        if type(value) in _AS_IS:
            row[name] = within_64_bits(value, name) if type(value) is int else value
        elif name in TYPED:
            row[name] = _to_plain(name)(value)
        else:
            row[name] = plain(value, name)
            if digest_in(row[name]):
                raise InvalidInputError(
                    Both(
                        "it has the form of a sealed value.",
                        "es hat die Form eines versiegelten Wertes.",
                    ),
                    name,
                )
    return row


def inputs_from_plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return inputs as they were, the typed ones as values of the model.

    Raises:
        Exception: what cattrs raises when a value does not fit its class.
    """
    made = None
    inputs = {}
    for name, value in row.items():
        if name in TYPED and value is not None:
            made = made or converter(tells=False)
            inputs[name] = made.structure(value, TYPED[name])
        else:
            # JSON knows no tuples; what the engine took in was one.
            inputs[name] = tuple(value) if type(value) is list else value
    return inputs


def read_back(value: Any) -> bool:
    """Tell whether an input is, down to its types, what reading it back gives.

    A time in another zone, a member of an enum or a list is equal to what is read back
    at most: a rule could answer otherwise after it than before.
    """
    kind = type(value)
    if kind in _AS_IS or kind in _EXACT:
        return True
    if kind is tuple:
        return all(map(read_back, value))
    if kind is Consultation:
        return value.meeting is None or read_back(value.meeting)
    return kind is Meeting and (value.start is None or value.start.tzinfo is UTC)
