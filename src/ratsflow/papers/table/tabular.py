"""A table whose cells are set apart by tabs or bars."""

from __future__ import annotations

import re

from collections.abc import Iterable, Sequence
from datetime import date

from ratsflow.model import ConsultationRole
from ratsflow.papers.dates import checked, find_days
from ratsflow.papers.lines import Line
from ratsflow.papers.markdown import render
from ratsflow.papers.outline import bare
from ratsflow.papers.table.parts import Row, Table, Words
from ratsflow.papers.table.rows import row_of
from ratsflow.papers.vocabulary import squeeze


_BAR = re.compile(r"(?<!\\)\|")


def split_cells(text: str) -> list[str]:
    """Split a line at its bars, or at its tabs."""
    if text.lstrip().startswith("|"):
        return _BAR.split(text.strip())[1:-1] or [""]
    return text.split("\t")


def is_head(words: Words, cells: Iterable[str]) -> bool:
    """Tell whether cells are the labels of columns."""
    known = [squeeze(bare(cell)) in words.columns for cell in cells if cell.strip()]
    return len(known) > 1 and all(known)


def _is_rule(text: str) -> bool:
    return "-" in text and not text.strip("|-: \t")


def tabular(words: Words, lines: Sequence[Line], at: int) -> Table:
    """Read the table whose labels stand in a line."""
    heads = split_cells(lines[at].text)
    parts = [words.columns.get(squeeze(bare(cell)), "") for cell in heads]
    rows, stray = [], []
    for line in lines[at + 1 :]:
        cells = split_cells(line.text)
        if len(cells) > 1:
            if not _is_rule(line.text):
                rows.append(_filled(words, line, parts, cells))
        elif row := row_of(words, [line], in_table=True):
            rows.append(row)
        elif not line.is_blank:
            stray.append(line)
    return Table(tuple(rows), at, len(lines), tuple(stray))


def _filled(words: Words, line: Line, parts: list[str], cells: list[str]) -> Row:
    texts = [render(cell.strip(" ")) for cell in cells]
    extra = [("", text) for text in texts[len(parts) :] if text]
    values = dict(zip(parts, texts, strict=False))
    day, unread = _day(words, line, values.get("day", ""))
    public, doubt = _public(words, values.get("public", ""))
    role, other = _role(words, values.get("role", ""))
    return Row(
        line=line.number,
        body=values.get("body", ""),
        day=day,
        public=public,
        role=role,
        agenda_number=values.get("agenda_number", ""),
        unread=(*unread, *doubt, *other, *extra),
    )


_Unread = tuple[tuple[str, str], ...]


def _day(words: Words, line: Line, text: str) -> tuple[date | None, _Unread]:
    days = find_days(text, in_table=True)
    if len(days) != 1 or days[0].is_several:
        return None, (("day", text),) if text.strip() else ()
    return checked(days[0], line.number, words.label("day")), ()


def _public(words: Words, text: str) -> tuple[bool | None, _Unread]:
    public = words.status(text)
    unread = public is None and text.strip()
    return public, (("public", text),) if unread else ()


def _role(words: Words, text: str) -> tuple[ConsultationRole | None, _Unread]:
    role = words.role(text)
    return role, (("role", text),) if role is None and text.strip() else ()
