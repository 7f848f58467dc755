"""Canonical bytes: the one encoding that is hashed, and the plain values it is made of.

UTF-8 JSON without white space, object keys sorted by code point, no floats, integers
within 64 bits, times in UTC to the microsecond (``2026-03-19T16:00:00.000000Z``),
dates as ``2026-03-19``. The same value always gives the same bytes, in any language.
"""

from __future__ import annotations

import hashlib

from datetime import UTC, date, datetime
from typing import Any, ClassVar, cast

import orjson

from ratsflow.errors import Both, InvalidInputError, NaiveTimeError


# None, bool, int, str, and tuples, lists and string-keyed dicts of them.
Plain = Any


_MOST = 2**63
"""Whole numbers lie below it and not below its negative: what 64 bits hold with a sign."""

DEEPEST = 100
"""How deep lists and objects may lie in one another."""

_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_LONG = b"0" * len(str(_MOST))


class _Real:
    """The standard library's own classes of days and moments.

    Tests that freeze the clock put subclasses in their place in every module, so that a
    name of a module may stand for one of those; these stay what they are.
    """

    DAY: ClassVar[type[date]] = cast("type[date]", date.__mro__[-2])
    MOMENT: ClassVar[type[datetime]] = cast("type[datetime]", datetime.__mro__[-3])


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
            dicts of them. Floats must not occur; it does not search for them, `plain`
            does.

    Raises:
        InvalidInputError: the value has no canonical form.
    """
    text = encoded(value)
    # A number of so many digits is nearly always part of a hash: look closer only then.
    if _LONG in text.translate(_DIGITS):
        _check_numbers(value)
    return text


def encoded(value: Plain) -> bytes:
    """Encode a plain value whose numbers were checked where they came in; see `canonical`.

    The hot path does not search for what cannot be there.
    """
    try:
        return _dumps(value, _refuse, _OPTIONS)
    except TypeError as error:
        raise InvalidInputError(
            Both(
                f"the value cannot be written down: {error}.",
                "der Wert lässt sich nicht festhalten.",
            ),
            Both("canonical form", "kanonische Form"),
            Both(
                "Use text, whole numbers, booleans, dates as text, lists and objects.",
                "Text, ganze Zahlen, Ja oder Nein, Tage als Text oder Listen angeben.",
            ),
        ) from error


def _check_numbers(value: Plain) -> None:
    if type(value) is int:
        within_64_bits(value, Both("canonical form", "kanonische Form"))
    elif isinstance(value, dict):
        for part in value.values():
            _check_numbers(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            _check_numbers(part)


def within_64_bits(number: int, where: str) -> int:
    """Return a whole number that the log can hold.

    Raises:
        InvalidInputError: it is beyond 64 bits with a sign.
    """
    if not -_MOST <= number < _MOST:
        told = f" {number}" if abs(number) < 10 * _MOST else ""
        raise InvalidInputError(
            Both(
                f"the number{told} is beyond 64 bits.", f"die Zahl{told} ist zu groß."
            ),
            where,
            Both(
                f"Use {-_MOST} to {_MOST - 1}.",
                f"Eine Zahl von {-_MOST} bis {_MOST - 1} angeben.",
            ),
        )
    return number


_AS_IT_IS = frozenset({str, bool, type(None)})
"""Types whose values are plain already, so that nobody need name their place."""


def plain(value: object, where: str = "value", depth: int = 0) -> Plain:
    """Check and copy a value from outside into plain form.

    Dates and aware datetimes become text; floats, naive datetimes, sets, bytes and
    foreign objects are refused with their place.

    Args:
        value: the value.
        where: its place, for the error.
        depth: how many lists and objects it lies in already.

    Raises:
        InvalidInputError: with the path to the offending part.
    """
    if depth > DEEPEST:
        raise InvalidInputError(
            Both(
                f"it is nested more than {DEEPEST} deep, or holds itself.",
                f"es ist mehr als {DEEPEST}-mal verschachtelt oder enthält sich "
                "selbst.",
            ),
            where.partition(".")[0].partition("[")[0],
            Both(
                "Use fewer lists and objects in one another.",
                "Weniger Listen ineinander schachteln.",
            ),
        )
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)  # of a member of an enum its value, not its name
    if isinstance(value, int):
        return int(within_64_bits(value, where))
    if isinstance(value, datetime):
        return utc_text(value, where)
    if isinstance(value, date):
        return day_of(value, where).isoformat()
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise InvalidInputError(
                    Both(
                        f"the key {key!r} is not text.",
                        f"der Schlüssel {key!r} ist kein Text.",
                    ),
                    where,
                )
        return {
            str.__str__(key): part
            if type(part) in _AS_IT_IS
            else plain(part, f"{where}.{key}", depth + 1)
            for key, part in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [
            part if type(part) in _AS_IT_IS else plain(part, f"{where}[{i}]", depth + 1)
            for i, part in enumerate(value)
        ]
    kind = "a float" if isinstance(value, float) else f"a {type(value).__name__}"
    raise InvalidInputError(
        Both(f"{value!r} is {kind}.", f"{value!r} lässt sich nicht festhalten."),
        where,
        Both(
            "Use whole numbers (cents), text or dates.",
            "Ganze Zahlen (Cent), Text oder Tage angeben.",
        ),
    )


def readable(value: Plain) -> Plain:
    """Return a plain value in which every character can be written down.

    A lone surrogate, which stands for a byte that was no text, becomes U+FFFD.
    """
    if isinstance(value, str):
        if value.isascii():
            return value
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {
            readable(key): part
            if type(part) is str and part.isascii()
            else readable(part)
            for key, part in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [
            part if type(part) is str and part.isascii() else readable(part)
            for part in value
        ]
    return value


def day_of(value: object, where: str) -> date:
    """Return a calendar day as a plain date, of whatever subclass it is.

    pandas, pendulum and clocks frozen for tests hand in classes of their own, which are
    equal to a date and yet written, compared and pickled in ways of their own.

    Raises:
        InvalidInputError: no date; a datetime would lose its hour without a word.
    """
    if type(value) is _Real.DAY:
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return _Real.DAY(value.year, value.month, value.day)
    raise InvalidInputError(
        Both(
            f"{value!r} is a {type(value).__name__}, not a calendar day.",
            f"{value!r} ist kein Kalendertag.",
        ),
        where,
        Both("Pass a date.", "Einen Tag angeben."),
    )


def moment_of(value: object, where: str) -> datetime:
    """Return an aware datetime as a plain one, of whatever subclass it is.

    Its zone stays; see `day_of` for the subclasses there are.

    Raises:
        NaiveTimeError: the datetime has no zone.
        InvalidInputError: no datetime, or so near to the edge of the calendar that UTC
            lies beyond it.
    """
    if type(value) is _Real.MOMENT and value.tzinfo is UTC:  # as nearly always
        return value
    if not isinstance(value, datetime):
        raise InvalidInputError(
            Both(
                f"{value!r} is a {type(value).__name__}, not a time.",
                f"{value!r} ist kein Zeitpunkt.",
            ),
            where,
            Both("Pass an aware datetime.", "Einen Zeitpunkt mit Zeitzone angeben."),
        )
    if value.tzinfo is None:
        raise NaiveTimeError(where, value)
    if type(value) is not _Real.MOMENT:
        value = _Real.MOMENT(
            value.year,
            value.month,
            value.day,
            value.hour,
            value.minute,
            value.second,
            value.microsecond,
            value.tzinfo,
            fold=value.fold,
        )
    if value.tzinfo is not UTC:
        if value.utcoffset() is None:
            raise NaiveTimeError(where, value)
        if not _FIRST_YEAR < value.year < _LAST_YEAR:
            in_utc(value, where)
    return value


_FIRST_YEAR, _LAST_YEAR = 1, 9999
"""The years in which a moment may leave the calendar when it is put into UTC."""


def in_utc(moment: datetime, where: str = "time") -> datetime:
    """Return an aware datetime in UTC, as the log reads it back.

    Raises:
        NaiveTimeError: the datetime has no zone.
        InvalidInputError: UTC leaves the calendar.
    """
    if moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise NaiveTimeError(where, moment)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise InvalidInputError(
            Both(
                f"the time {moment} leaves the calendar in UTC.",
                f"der Zeitpunkt {moment} liegt außerhalb des Kalenders.",
            ),
            where,
            Both(
                "Pass a time between the years 1 and 9999.",
                "Einen Zeitpunkt zwischen den Jahren 1 und 9999 angeben.",
            ),
        ) from error


_AS_Z = orjson.OPT_UTC_Z


def utc_text(moment: datetime, where: str = "time") -> str:
    """Write an aware datetime as UTC to the microsecond.

    Raises:
        NaiveTimeError: the datetime has no zone.
        InvalidInputError: UTC leaves the calendar.
    """
    if type(moment) is not _Real.MOMENT:
        moment = moment_of(moment, where)
    if moment.tzinfo is not UTC:
        moment = in_utc(moment, where)
    # Half the time of `isoformat`; it leaves out a fraction that is zero.
    text = _dumps(moment, None, _AS_Z)[1:-1].decode()
    return text if moment.microsecond else f"{text[:-1]}.000000Z"


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
