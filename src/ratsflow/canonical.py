"""Canonical bytes: the one encoding that is hashed.

UTF-8 JSON without white space, object keys sorted by code point, no floats, integers
within 64 bits, times in UTC to the microsecond (``2026-03-19T16:00:00.000000Z``),
dates as ``2026-03-19``. The same value always gives the same bytes, in any language.
"""

from __future__ import annotations

import hashlib

from datetime import UTC, date, datetime
from typing import Any

import orjson

from ratsflow.errors import InvalidInputError, NaiveTimeError


# None, bool, int, str, and tuples, lists and string-keyed dicts of them.
Plain = Any


def _refuse(value: object) -> Any:
    if isinstance(value, tuple):
        return list(value)
    msg = f"{type(value).__name__} {value!r} has no canonical form"
    raise TypeError(msg)


# OPT_PASSTHROUGH_*: nothing but plain JSON types may slip in with an encoding of its own.
_OPTIONS = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)
_dumps = orjson.dumps


def canonical(value: Plain) -> bytes:
    """Encode a plain value.

    Args:
        value: None, bool, int within 64 bits, str, or lists, tuples and string-keyed
            dicts of them. Floats must not occur; the hot path does not search for
            them, `plain` does.

    Raises:
        InvalidInputError: the value has no canonical form.
    """
    try:
        return _dumps(value, _refuse, _OPTIONS)
    except TypeError as error:
        raise InvalidInputError(
            f"the value cannot be written down: {error}.",
            "canonical form",
            "Use text, whole numbers, booleans, dates as text, lists and objects.",
        ) from error


def plain(value: object, where: str = "value") -> Plain:
    """Check and copy a value from outside into plain form.

    Dates and aware datetimes become text; floats, naive datetimes, sets, bytes and
    foreign objects are refused with their place.

    Raises:
        InvalidInputError: with the path to the offending part.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)  # of a member of an enum its value, not its name
    if isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise InvalidInputError(f"the number {value} is beyond 64 bits.", where)
        return int(value)
    if isinstance(value, datetime):
        return utc_text(value, where)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise InvalidInputError(f"the key {key!r} is not text.", where)
        return {key: plain(part, f"{where}.{key}") for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part, f"{where}[{i}]") for i, part in enumerate(value)]
    kind = "a float" if isinstance(value, float) else f"a {type(value).__name__}"
    raise InvalidInputError(
        f"{value!r} is {kind}.", where, "Use whole numbers (cents), text or dates."
    )


def utc_text(moment: datetime, where: str = "time") -> str:
    """Write an aware datetime as UTC to the microsecond.

    Raises:
        NaiveTimeError: the datetime has no zone.
    """
    if moment.tzinfo is not UTC:
        if moment.tzinfo is None or moment.utcoffset() is None:
            raise NaiveTimeError(where, moment)
        moment = moment.astimezone(UTC)
    # Half the time of `isoformat`; it leaves out a fraction that is zero.
    text = orjson.dumps(moment, None, orjson.OPT_UTC_Z)[1:-1].decode()
    return text if moment.microsecond else f"{text[:-1]}.000000Z"


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
