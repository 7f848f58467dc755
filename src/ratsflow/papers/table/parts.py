"""The table of bodies and meetings as read, and the words that fill its cells."""

from __future__ import annotations

from datetime import date

import attrs

from ratsflow.model import ConsultationRole
from ratsflow.papers.form import Form, squeeze
from ratsflow.papers.lines import Line
from ratsflow.papers.outline import bare
from ratsflow.papers.reading import ReadConsultation


@attrs.frozen
class Row:
    """A row of the table with the line it stands in and what could not be read."""

    line: int
    body: str
    day: date | None = None
    public: bool | None = None
    role: ConsultationRole | None = None
    agenda_number: str = ""
    unread: tuple[tuple[str, str], ...] = ()
    joined: tuple[str, ...] = ()

    def to_consultation(self) -> ReadConsultation:
        """Give the row as a consultation."""
        return ReadConsultation(
            self.body, self.day, self.public, self.role, self.agenda_number
        )


@attrs.frozen
class Table:
    """The table as read.

    Attributes:
        rows: its rows.
        at: index of its first line among the lines given; None if there is none.
        end: index of the line behind its last.
        stray: lines inside it that fit no row.
    """

    rows: tuple[Row, ...] = ()
    at: int | None = None
    end: int = 0
    stray: tuple[Line, ...] = ()


_WIDEST_HEAD = 400


class Words:
    """The words of a form that fill cells."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.public = {squeeze(w): True for w in form.words.public}
        self.public |= {squeeze(w): False for w in form.words.nonpublic}
        self.roles = {squeeze(w): role for w, role in form.roles.items()}
        self.columns = {
            squeeze(label): column.part
            for column in form.columns
            for label in column.labels
        }

    def label(self, part: str) -> str:
        """Give the label of a column."""
        column = self.form.column(part)
        return column.labels[0] if column else ""

    def columns_in(self, text: str) -> list[str]:
        """Read a line that consists of nothing but column labels."""
        rest = squeeze(bare(text)) if len(text) < _WIDEST_HEAD else ""
        parts = []
        while rest:
            fits = [label for label in self.columns if rest.startswith(label)]
            if not fits:
                return []
            label = max(fits, key=len)
            parts.append(self.columns[label])
            rest = rest[len(label) :]
        return parts
