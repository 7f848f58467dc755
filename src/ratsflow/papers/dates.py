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
_SHORT_MONTHS = "jan|feb|febr|mrz|apr|jun|jul|aug|sep|sept|okt|nov|dez"
_SHORT_NAMES = re.compile(
    rf"(?<![0-9.])([0-9]{{1,2}})\.?[ \t]{{0,2}}({'|'.join(_MONTHS)}|{_SHORT_MONTHS})"
    rf"\.?[ \t]{{1,2}}([0-9]{{4}})(?![0-9])",
    re.IGNORECASE,
)
_SHORT_YEAR = re.compile(
    r"(?<![0-9./])([0-9]{1,2})\.[ \t]{0,1}([0-9]{1,2})\.[ \t]{0,1}([0-9]{2})(?![0-9.,/])"
)
_YEAR_FIRST = re.compile(
    r"(?<![0-9])([0-9]{4}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* ([0-9]{1,2})(?![0-9])"
)
_SLASHED = re.compile(r"(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?![0-9/])")
_MONTHS_A_YEAR = 12
_ENGLISH = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_MORE_DAYS = re.compile(
    r"[0-9]{1,2}\.(?:[ ]?[0-9]{1,2}\.(?:[0-9]{2,4})?)?[ ]?"
    r"(?:/|,|\+|&|u\.|und|bis|-|\u2013|oder)[ ]?$"
)
_NEXT_DAYS = re.compile(
    r"[ ]?(?:/|\+|&|u\.|und|bis|-|\u2013|oder)[ ]?[0-9]{1,2}\.(?:[ ]?[0-9]{1,2}\.|[ /])"
)
_ISO = re.compile(r"(?<![0-9])([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")


@attrs.frozen
class FoundDay:
    """A day found in a text.

    Attributes:
        start, end: its place.
        text: its words.
        day: the day; None if no calendar has it, or if there are several.
        is_several: several days stand there as one (16./17./18.12.2025).
    """

    start: int
    end: int
    text: str
    day: date | None
    is_several: bool = False


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    short = text.lower()[:3].replace("mrz", "mär")
    return [name[:3] for name in _MONTHS].index(short) + 1


def find_days(text: str, *, in_table: bool = False) -> list[FoundDay]:
    """Find every full date (day, month, year), in order of place.

    Days that are joined (16./17./18.12.2025) are one find without a day: it could be
    any of them.

    Args:
        text: a line or cell.
        in_table: it is a cell or row of a table of meetings, where the year may have two
            digits and the month may be cut (04.09.18; 4. Sept. 2018).
    """
    found = [
        FoundDay(m.start(), m.end(), m[0], _day(int(m[3]), _month(m[2]), int(m[1])))
        for pattern in (_NUMBERS, _SHORT_NAMES if in_table else _NAMES)
        for m in pattern.finditer(text)
    ]
    found += [
        FoundDay(m.start(), m.end(), m[0], _day(int(m[1]), int(m[2]), int(m[3])))
        for m in _ISO.finditer(text)
    ]
    if in_table:
        found += _only_in_tables(text)
    found.sort(key=lambda hit: hit.start)
    return _together(text, found)


def _only_in_tables(text: str) -> list[FoundDay]:
    found = [
        FoundDay(m.start(), m.end(), m[0], _day(2000 + int(m[3]), int(m[2]), int(m[1])))
        for m in _SHORT_YEAR.finditer(text)
    ]
    found += [_slashed(m) for m in _SLASHED.finditer(text)]
    return found + [
        FoundDay(
            m.start(),
            m.end(),
            m[0],
            _day(int(m[1]), _ENGLISH.index(m[2].lower()) + 1, int(m[3])),
        )
        for m in _YEAR_FIRST.finditer(text)
    ]


def _slashed(match: re.Match[str]) -> FoundDay:
    """Read 21/10/2020 and 10/21/2020; 10/07/2020 may be either and is none."""
    first, second, year = (int(match[at]) for at in (1, 2, 3))
    if first != second and max(first, second) <= _MONTHS_A_YEAR:
        return FoundDay(match.start(), match.end(), match[0], None, is_several=True)
    is_month_first = second > _MONTHS_A_YEAR
    day, month = (second, first) if is_month_first else (first, second)
    return FoundDay(match.start(), match.end(), match[0], _day(year, month, day))


def _together(text: str, found: list[FoundDay]) -> list[FoundDay]:
    """Make one find of days that are joined."""
    out: list[FoundDay] = []
    for hit in found:
        if out and hit.start < out[-1].end:
            continue
        first = _first_of(text, out[-1].end if out else 0, hit.start)
        if out and out[-1].is_several and hit.start - out[-1].end <= _JOINT:
            last = out.pop()
            out.append(_several(text, last.start, hit.end))
        elif first < hit.start or _NEXT_DAYS.match(text[hit.end : hit.end + 20]):
            out.append(_several(text, first, hit.end))
        else:
            out.append(hit)
    return out


_JOINT = 6


def _several(text: str, start: int, end: int) -> FoundDay:
    return FoundDay(start, end, text[start:end], None, is_several=True)


def _first_of(text: str, floor: int, start: int) -> int:
    """Return where the first of some joined days begins."""
    while start > floor and (
        more := _MORE_DAYS.search(text[max(floor, start - 24) : start])
    ):
        start = max(floor, start - 24) + more.start()
    return start


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
