"""A table with one row a line."""

from __future__ import annotations

import re

from collections.abc import Sequence

import attrs

from ratsflow.papers.dates import checked, find_days
from ratsflow.papers.form import squeeze
from ratsflow.papers.lines import Line
from ratsflow.papers.outline import bare
from ratsflow.papers.passages import one_line
from ratsflow.papers.table.parts import Row, Table, Words


_WIDEST_ROW = 400
_WIDEST_BODY = 160
_LOOK_AHEAD = 4


def rows_of(words: Words, lines: Sequence[Line], at: int, start: int) -> Table:
    """Read rows, one after the other, until a line is none."""
    rows: list[Row] = []
    end = start
    while end < len(lines):
        row, after = _next_row(words, lines, end)
        if row is None:
            break
        rows.append(row)
        end = after
    return Table(tuple(rows), at, end)


def _next_row(words: Words, lines: Sequence[Line], at: int) -> tuple[Row | None, int]:
    """Read the next row; a long name of a body may take up lines of its own."""
    gathered: list[Line] = []
    for end in range(at + 1, len(lines) + 1):
        line = lines[end - 1]
        if line.is_blank and not gathered:
            continue
        gathered.append(line)
        if line.is_blank or len(gathered) > _LOOK_AHEAD:
            break
        if row := row_of(words, gathered):
            return row, end
    return None, at


def row_of(words: Words, lines: Sequence[Line]) -> Row | None:
    """Read a row that ends with the last of the lines; None if they are none."""
    line = lines[-1]
    days = find_days(line.text) if len(line.text) < _WIDEST_ROW else []
    if len(days) != 1:
        return None
    name = [*lines[:-1], attrs.evolve(line, text=line.text[: days[0].start])]
    body = one_line(attrs.evolve(x, text=bare(x.text)) for x in name)
    tail = _tail(words, line.text[days[0].end :])
    if tail is None or not body.text or len(body.text) > _WIDEST_BODY:
        return None
    day = checked(days[0], line.number, words.label("day"))
    return attrs.evolve(
        tail, line=line.number, body=body.text, day=day, joined=body.joined
    )


def _tail(words: Words, text: str) -> Row | None:
    """Read what stands behind the date; None if it does not look like a row."""
    public: bool | None = None
    role, number, unread = None, "", []
    for token in _two_words(words, bare(text).split()):
        key = squeeze(token)
        if public is None and key in words.public:
            public = words.public[key]
        elif key in words.roles:
            role = words.roles[key]
        elif _NUMBER.fullmatch(token) and not number:
            number = token
        elif key != "top":
            unread.append(token)
    if public is None:
        return None
    rest = " ".join(unread)
    return Row(0, "", None, public, role, number, (("role", rest),) if rest else ())


_NUMBER = re.compile("[0-9]{1,4}(?:[.][0-9]{1,4}){0,3}[.]?")


def _two_words(words: Words, tokens: list[str]) -> list[str]:
    """Put 'nicht öffentlich' back together."""
    out: list[str] = []
    for token in tokens:
        if out and squeeze(out[-1] + token) in words.public:
            out[-1] += token
        else:
            out.append(token)
    return out
