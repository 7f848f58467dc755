"""Which of its layouts the table comes in."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from ratsflow.papers.form import Form
from ratsflow.papers.lines import Line
from ratsflow.papers.outline import Style
from ratsflow.papers.table.cells import one_cell_a_line, starts_cells
from ratsflow.papers.table.parts import Table, Words, settled
from ratsflow.papers.table.rows import row_of, rows_of
from ratsflow.papers.table.tabular import is_head, split_cells, tabular


def read_table(form: Form, lines: Sequence[Line], style: Style) -> Table:
    """Find and read the table of bodies and meetings above the first label.

    Three layouts are told apart by themselves: cells set apart by tabs or bars, rows
    on lines of their own, and one cell a line (labels first, or label and value in
    turn, as text comes out of a PDF).

    Args:
        form: the form.
        lines: the lines above the first label.
        style: how the labels of the text are written.

    Raises:
        InvalidInputError: a date in it does not exist.
    """
    words = Words(form)
    table = _table(words, lines, style)
    return attrs.evolve(table, rows=tuple(settled(words, row) for row in table.rows))


def _table(words: Words, lines: Sequence[Line], style: Style) -> Table:
    for at, line in enumerate(lines):
        if len(split_cells(line.text)) > 1 and is_head(words, split_cells(line.text)):
            return tabular(words, lines, at)
        if "|" not in line.text and len(words.columns_in(line.text)) > 1:
            return rows_of(words, lines, at, at + 1)
        if style is Style.PLAIN and starts_cells(words, line.text):
            return one_cell_a_line(words, lines, at)
        if row_of(words, [line]):
            return rows_of(words, lines, at, at)
    return Table()
