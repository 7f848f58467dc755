"""What ratsflow needs of orjson, in Python alone: the same bytes, where orjson has no build.

The page in one file imports it as ``orjson``. Keys are strings and numbers have 64 bits,
as there; what orjson would hand to ``default`` is handed to it.
"""

from __future__ import annotations

import json

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Any, NoReturn


OPT_SORT_KEYS = 1
OPT_UTC_Z = 2
OPT_PASSTHROUGH_SUBCLASS = 4
OPT_PASSTHROUGH_DATETIME = 8
OPT_PASSTHROUGH_DATACLASS = 16

JSONDecodeError = json.JSONDecodeError
JSONEncodeError = TypeError

_DEEPEST = 254
_LEAST, _MOST = -(2**63), 2**64


def loads(text: bytes | bytearray | memoryview | str) -> Any:
    """Read JSON; `JSONDecodeError` where it is none."""
    if not isinstance(text, str):
        try:
            text = bytes(text).decode("utf-8")
        except UnicodeDecodeError as error:
            raise JSONDecodeError(str(error), "", 0) from error
    return json.loads(text, parse_constant=_no_number)


def dumps(
    value: Any, default: Callable[[Any], Any] | None = None, option: int | None = None
) -> bytes:
    """Write a value; `TypeError` where it has no form."""
    chosen = option or 0
    made = _made(value, default, chosen, 0)
    text = json.dumps(
        made,
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=bool(chosen & OPT_SORT_KEYS),
    )
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        msg = "str is not valid UTF-8: surrogates not allowed"
        raise TypeError(msg) from error


def _no_number(word: str) -> NoReturn:
    msg = f"unexpected {word}"
    raise JSONDecodeError(msg, word, 0)


def _made(
    value: Any, default: Callable[[Any], Any] | None, option: int, depth: int
) -> Any:
    kind = type(value)
    if value is None or kind in (str, bool):
        return value
    if kind is int:
        if not _LEAST <= value < _MOST:
            msg = "Integer exceeds 64-bit range"
            raise TypeError(msg)
        return value
    if depth > _DEEPEST:
        msg = "Recursion limit reached"
        raise TypeError(msg)
    if kind is float:
        return value if value - value == 0 else None  # no JSON for infinity
    if kind in (list, tuple):
        return [_made(each, default, option, depth + 1) for each in value]
    if kind is dict:
        return {_key(k): _made(v, default, option, depth + 1) for k, v in value.items()}
    if isinstance(value, Enum):
        return _made(value.value, default, option, depth + 1)
    if kind is datetime and not option & OPT_PASSTHROUGH_DATETIME:
        text = value.isoformat()
        return text.replace("+00:00", "Z") if option & OPT_UTC_Z else text
    if default is None:
        msg = f"Type is not JSON serializable: {kind.__name__}"
        raise TypeError(msg)
    return _made(default(value), default, option, depth + 1)


def _key(key: Any) -> str:
    if type(key) is not str:
        msg = "Dict key must be str"
        raise TypeError(msg)
    return key
