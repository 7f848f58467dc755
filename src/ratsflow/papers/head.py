"""What stands above the first label: kind of paper, short fields, table."""

from __future__ import annotations

import re

from collections.abc import Iterable, Sequence
from itertools import islice

import attrs

from ratsflow.errors import Both, InvalidInputError
from ratsflow.model import PaperType
from ratsflow.papers import wording
from ratsflow.papers.form import Cell, Form
from ratsflow.papers.lines import (
    Line,
)
from ratsflow.papers.markdown import render
from ratsflow.papers.outline import (
    Style,
    bare,
    find_labels,
)
from ratsflow.papers.passages import one_line
from ratsflow.papers.reading import Missing, Skipped
from ratsflow.papers.table import Table, Words, read_table


def recognise(lines: Sequence[Line], forms: Iterable[Form]) -> Form:
    """Tell the form of a text by its labels.

    Args:
        lines: the lines of the text.
        forms: the forms to choose from.

    Returns:
        The form that most labels fit.

    Raises:
        InvalidInputError: none fits, or two fit equally well.
    """
    scored = sorted(((own_score(form, lines), form) for form in forms), key=_first)
    best, form = scored[-1]
    if best < _ENOUGH:
        raise _no_vorlage(lines, [form for _, form in scored])
    if len(scored) > 1 and scored[-2][0] == best:
        names = f"{scored[-2][1].id} and {form.id}"
        raise InvalidInputError(
            Both(
                f"the text fits the forms {names} equally well.",
                f"der Text passt zu den Formularen {names} gleich gut.",
            ),
            "text",
            Both("Name the form.", "Das Formular nennen."),
        )
    return form


_ENOUGH = 2


def _first(pair: tuple[int, Form]) -> int:
    return pair[0]


def own_score(form: Form, lines: Sequence[Line]) -> int:
    """Count the labels of a form that a text has."""
    labels = find_labels(form.sections, lines)
    head = lines[: labels[0].at] if labels else lines[:_TOP]
    fields = {(label.section.field, label.section.key) for label in labels}
    words = Words(form)
    columns = {part for line in head for part in words.columns_in(line.text, own=True)}
    cells = {c.field for line in head for c, _ in _cells_in(form, line.text)}
    titled = any(_title_in(form, line.text) for line in head)
    return len(fields) + len(columns) + len(cells) + titled


def is_own(form: Form, lines: Sequence[Line]) -> bool:
    """Tell whether a text has what only this form has: its table and more."""
    words = Words(form)
    top = lines[:_TOP]
    columns = {part for x in top for part in words.columns_in(x.text, own=True)}
    columns |= {words.column_before(x.text, own=True) for x in top} - {""}
    cells = any(_cells_in(form, line.text) for line in top)
    titled = any(_title_in(form, line.text) for line in top)
    return len(columns) > 1 and (cells or titled)


_TOP = 60
"""Lines at the top in which the head of a paper is looked for if it has no labels."""


def _no_vorlage(lines: Sequence[Line], forms: Sequence[Form]) -> InvalidInputError:
    first = next(line for line in lines if not line.is_blank)
    expected = "; ".join(f"{f.id}: {', '.join(f.labels[:4])}" for f in forms)
    return InvalidInputError(
        Both(
            f"this is no Vorlage of a known form: it begins with "
            f"{wording.clip(first.text.strip()[:60])!r} and lacks the labels ({expected}).",
            "das ist keine Vorlage in einem bekannten Formular: Der Text beginnt mit "
            f"„{wording.clip(first.text.strip()[:60])}“, und die Überschriften fehlen "
            f"({expected}).",
        ),
        Both(f"line {first.number}", f"Zeile {first.number}"),
        Both(
            "Give the text of a Vorlage, or a form file with its labels.",
            "Den Text einer Vorlage angeben oder eine Formulardatei mit ihren "
            "Überschriften.",
        ),
    )


def _title_in(form: Form, text: str) -> tuple[PaperType, str] | None:
    """Read the type of paper from a line; the second part is what stands behind it."""
    line = " ".join(bare(text[:_HEAD_LINE]).split())
    for title in sorted(form.titles, key=len, reverse=True):
        if line.casefold().startswith(title.casefold()):
            rest = line[len(title) :]
            if not rest or (rest[0] == " " and _cells_in(form, rest)):
                return form.titles[title], rest.strip()
    return None


_HEAD_LINE = 300


def _cells_in(form: Form, text: str) -> list[tuple[Cell, str]]:
    """Read ``label: value`` pairs from a line; several may stand side by side."""
    if len(text) > _HEAD_LINE * 10:
        return []
    marks = [mark for cell in form.cells for mark in _marks(cell, text)]
    marks = sorted(marks, key=lambda mark: mark[0])
    if not marks or text[: marks[0][0]].strip():
        return []
    ends = [mark[0] for mark in marks[1:]] + [len(text)]
    return [
        (cell, text[start:end].strip(" \t"))
        for (_, start, cell), end in zip(marks, ends, strict=True)
    ]


def _marks(cell: Cell, text: str) -> list[tuple[int, int, Cell]]:
    for label in cell.labels:
        pattern = rf"(?<!\S){re.escape(label)}[ ]?(?::|(?=$|[ ][0-9]))"
        if match := re.search(pattern, text):
            return [(match.start(), match.end(), cell)]
    return []


@attrs.define
class Head:
    """What is read above the first label, while it is read."""

    paper_type: PaperType | None = None
    values: dict[str, str] = attrs.field(factory=dict)
    places: dict[str, int] = attrs.field(factory=dict)
    table: Table = attrs.field(factory=Table)
    rest: list[Line] = attrs.field(factory=list)
    after: list[Line] = attrs.field(factory=list)
    missing: list[Missing] = attrs.field(factory=list)
    skipped: list[Skipped] = attrs.field(factory=list)


def read_head(form: Form, lines: Sequence[Line], style: Style) -> Head:
    """Read all that stands above the first label."""
    head = Head(table=read_table(form, lines, style))
    at = head.table.at
    above = list(lines if at is None else lines[:at])
    head.after = [] if at is None else list(lines[head.table.end :])
    above = _take_type(form, head, above)
    _take_cells(form, head, above, style)
    return head


def _take_type(form: Form, head: Head, lines: list[Line]) -> list[Line]:
    for at, line in enumerate(lines):
        title = _title_in(form, line.text)
        if title:
            head.paper_type, rest = title
            return [*lines[:at], attrs.evolve(line, text=rest), *lines[at + 1 :]]
    return lines


def _take_cells(form: Form, head: Head, lines: list[Line], style: Style) -> None:
    at = 0
    while at < len(lines):
        cells = _cells_in(
            form,
            bare(lines[at].text) if style is Style.PLAIN else lines[at].text.strip(" "),
        )
        if not cells:
            head.rest += [lines[at]]
            at += 1
            continue
        for cell, value in cells:
            text = value if style is Style.PLAIN else render(value)
            _put(head, cell, text, lines[at])
        at = _take_more(form, head, cells[-1][0], lines, at + 1)


def _put(head: Head, cell: Cell, text: str, line: Line) -> None:
    if cell.field and not head.values.get(cell.field):
        head.values[cell.field] = text
        head.places[cell.field] = line.number
    elif cell.field:
        head.rest.append(line)
    elif text:
        found = f"{cell.labels[0]}: {text}"
        head.skipped.append(Skipped(line.number, found, wording.NO_FIELD))


def _take_more(form: Form, head: Head, cell: Cell, lines: list[Line], at: int) -> int:
    """Read on below a cell: its value may stand on the next lines."""
    if not (cell.field and (cell.wraps or not head.values.get(cell.field))):
        return at
    more: list[Line] = []
    for line in islice(lines, at, at + _NARROW_LINES):
        is_short = len(line.text.strip()) <= form.narrow
        if line.is_blank or not is_short or _cells_in(form, line.text):
            break
        more.append(line)
        if not cell.wraps:
            break
    end = at + len(more)
    if cell.wraps and more and _is_over(lines, end):
        more.pop()
        end -= 1
    _append(head, cell, more, is_tight=end < len(lines) and not lines[end].is_blank)
    return end


_NARROW_LINES = 12
"""Lines over which the value of a narrow cell may run."""


def _is_over(lines: list[Line], at: int) -> bool:
    return all(lines[i].is_blank for i in range(at, len(lines)))


def _append(head: Head, cell: Cell, more: list[Line], *, is_tight: bool) -> None:
    value = [Line(0, head.values.get(cell.field, "")), *more]
    head.values[cell.field] = one_line(value).text
    if more and is_tight and cell.wraps:
        text = more[-1].text.strip()
        head.missing.append(
            Missing("title", more[-1].number, cell.labels[0], text, wording.NARROW)
        )
