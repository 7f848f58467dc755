"""A table with one cell a line, as text comes out of a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import attrs

from ratsflow.papers.dates import FoundDay, checked, find_days
from ratsflow.papers.lines import Line
from ratsflow.papers.passages import Joiner
from ratsflow.papers.table.parts import Row, Table, Words
from ratsflow.papers.vocabulary import squeeze


@attrs.frozen
class _Item:
    kind: str
    text: str
    line: Line
    hit: FoundDay | None = None


def starts_cells(words: Words, text: str) -> bool:
    """Tell whether a line is a label, or a label and its value."""
    return any(item.kind == "label" for item in _items(words, Line(0, text)))


def _items(words: Words, line: Line) -> list[_Item]:
    text = line.text.strip()
    head, colon, rest = text.partition(":")
    if squeeze(text) in words.own:
        return [_Item("label", words.own[squeeze(text)], line)]
    if colon and rest.strip() and squeeze(head) in words.own:
        label = _Item("label", words.own[squeeze(head)], line)
        return [label, _value(words, rest.strip(), line)]
    return [_value(words, text, line)]


def _value(words: Words, text: str, line: Line) -> _Item:
    days = find_days(text, in_table=True)
    if len(days) == 1 and len(text) - len(days[0].text) < _AROUND_A_DATE:
        return _Item("day", text, line, days[0])
    if words.status(text) is not None:
        return _Item("public", text, line)
    return _Item("role" if words.role(text) is not None else "text", text, line)


_AROUND_A_DATE = 16
"""Characters that may stand beside a date in its cell: a weekday, a time of day."""


def one_cell_a_line(words: Words, lines: Sequence[Line], at: int) -> Table:
    """Read cells that stand one below the other, by column or by row."""
    cells = [line for line in lines[at:] if not line.is_blank]
    items = [item for line in cells for item in _items(words, line)]
    values = [item for item in items if item.kind != "label"]
    if any(a.kind == b.kind == "day" for a, b in pairwise(values)):
        rows, stray = _by_column(words, values)
    else:
        rows, stray = _by_row(words, values)
    return Table(tuple(rows), at, len(lines), tuple(stray))


def _by_column(words: Words, values: list[_Item]) -> tuple[list[Row], list[Line]]:
    """Read columns one below the other; only if every body has its date."""
    bodies = [x for x in values if x.kind == "text"]
    days = [x for x in values if x.kind == "day"]
    public = [x for x in values if x.kind == "public"]
    if len(bodies) != len(days) or len(public) not in {0, len(days)}:
        return [], [item.line for item in values]
    groups = [[*pair] for pair in zip(bodies, days, strict=True)]
    for group, item in zip(groups, public, strict=False):
        group.append(item)
    return [_from_items(words, group) for group in groups], []


def _by_row(words: Words, values: list[_Item]) -> tuple[list[Row], list[Line]]:
    groups: list[list[_Item]] = []
    stray = []
    has_day = False
    for item, leads in zip(values, _leads_to_a_day(values), strict=True):
        if item.kind == "text" and has_day and not leads:
            stray.append(item.line)
            continue
        if item.kind == "text" and (not groups or has_day):
            groups.append([])
            has_day = False
        if groups:
            groups[-1].append(item)
        else:
            stray.append(item.line)
        has_day = has_day or (bool(groups) and item.kind == "day")
    return [_from_items(words, group) for group in groups], stray


def _leads_to_a_day(values: Sequence[_Item]) -> list[bool]:
    """Tell for every item whether the next one that is no text is a day."""
    follows = []
    next_kind = ""
    for item in reversed(values):
        next_kind = item.kind if item.kind != "text" else next_kind
        follows.append(next_kind == "day")
    return follows[::-1]


def _from_items(words: Words, items: list[_Item]) -> Row:
    body = Joiner()
    first: dict[str, _Item] = {}
    unread = []
    for item in items:
        if item.kind == "text":
            body.add(item.text)
        elif item.kind in first:
            unread.append(("", item.text))
        else:
            first[item.kind] = item
    row = _cells_of(words, first, items[0].line.number)
    return attrs.evolve(
        row,
        body=body.text,
        joined=tuple(body.joined),
        unread=(*row.unread, *unread),
    )


def _cells_of(words: Words, first: dict[str, _Item], line: int) -> Row:
    day, public, role = (first.get(kind) for kind in ("day", "public", "role"))
    when = None
    unread: tuple[tuple[str, str], ...] = ()
    if day is not None and day.hit is not None:
        if day.hit.is_several:
            unread = (("day", day.text),)
        else:
            when = checked(day.hit, day.line.number, words.label("day"))
    return Row(
        line,
        "",
        day=when,
        public=words.status(public.text) if public else None,
        role=words.role(role.text) if role else None,
        unread=unread,
    )
