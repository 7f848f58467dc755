"""Days as German papers write them."""

from __future__ import annotations

import re

from datetime import date

import attrs

from ratsflow.errors import Both, InvalidInputError


_MONTHS = (
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
)
_NUMBERS = re.compile(
    r"(?<![0-9.])([0-9]{1,2})\.[ \t]{0,2}([0-9]{1,2})\.[ \t]{0,2}([0-9]{4})(?![0-9])"
)
_NAMES = re.compile(
    rf"(?<![0-9.])([0-9]{{1,2}})\.[ \t]{{0,2}}({'|'.join(_MONTHS)})[ \t]{{1,2}}([0-9]{{4}})(?![0-9])",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<![0-9])([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")


@attrs.frozen
class FoundDay:
    """A day found in a text; `day` is None if no calendar has it."""

    start: int
    end: int
    text: str
    day: date | None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTHS.index(text.lower()) + 1


def find_days(text: str) -> list[FoundDay]:
    """Find every full date (day, month, four-digit year), in order of place."""
    found = [
        FoundDay(m.start(), m.end(), m[0], _day(int(m[3]), _month(m[2]), int(m[1])))
        for pattern in (_NUMBERS, _NAMES)
        for m in pattern.finditer(text)
    ]
    found += [
        FoundDay(m.start(), m.end(), m[0], _day(int(m[1]), int(m[2]), int(m[3])))
        for m in _ISO.finditer(text)
    ]
    return sorted(found, key=lambda hit: hit.start)


def checked(hit: FoundDay, line: int, cell: str) -> date:
    """Return the day that was found.

    Raises:
        InvalidInputError: the date does not exist; names line and cell.
    """
    if hit.day is None:
        raise InvalidInputError(
            Both(
                f"the date {hit.text!r} does not exist.",
                f"das Datum „{hit.text}“ gibt es nicht.",
            ),
            Both(f"line {line}, {cell!r}", f"Zeile {line}, „{cell}“"),
            Both(
                "Correct day and month in the paper and read it again.",
                "Tag und Monat in der Vorlage berichtigen und sie neu einlesen.",
            ),
        )
    return hit.day


def written(day: date) -> str:
    """Write a day as 04.09.2018."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"
