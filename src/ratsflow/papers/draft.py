"""The motion while it is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from ratsflow.model import Wording
from ratsflow.papers import wording
from ratsflow.papers.form import Form, Section
from ratsflow.papers.lines import (
    Line,
)
from ratsflow.papers.markdown import render
from ratsflow.papers.outline import (
    Outline,
    Part,
    Style,
    find_noise,
)
from ratsflow.papers.passages import Passage, markdown, one_line, plain
from ratsflow.papers.reading import Missing, Severity, Skipped


@attrs.define
class Draft:
    """The motion while it is read."""

    form: Form
    outline: Outline
    width: int
    values: dict[str, Any] = attrs.field(factory=dict)
    passages: dict[str, Passage] = attrs.field(factory=dict)
    missing: list[Missing] = attrs.field(factory=list)
    skipped: list[Skipped] = attrs.field(factory=list)

    @property
    def style(self) -> Style:
        """Tell how the labels of the text are written."""
        return self.outline.style

    def flow(self, lines: Sequence[Line]) -> Passage:
        """Make running text of lines, by the style of the text."""
        if self.style is Style.PLAIN:
            return plain(lines, self.width)
        return markdown(lines)

    def line(self, lines: Sequence[Line]) -> Passage:
        """Make one line of lines, by the style of the text."""
        whole = one_line(lines)
        if self.style is Style.PLAIN:
            return attrs.evolve(whole, text=" ".join(whole.text.split()))
        return attrs.evolve(whole, text=render(whole.text), joined=())

    def miss(
        self,
        field: str,
        cure: Wording,
        found: str = "",
        line: int | None = None,
        label: str | None = None,
        *,
        severity: Severity = Severity.NOTICE,
    ) -> None:
        """List a field that is missing, doubtful or could not be read."""
        where = self._label(field) if label is None else label
        self.missing.append(
            Missing(field, line, where, wording.clip(found), cure, severity)
        )

    def _label(self, field: str) -> str:
        part = self.form.section(field) or self.form.cell(field)
        return part.labels[0] if part else ""

    def line_of(self, field: str) -> int | None:
        """Tell the line in which the label of a field stands."""
        part = self.outline.part(field)
        return part.label.number if part else None


def text_fields(draft: Draft) -> None:
    """Read title, proposal, summary and reasons."""
    for part in draft.outline.parts:
        field = part.section.field
        if field in {"proposal", "reasons", "summary"}:
            lines = content(draft, part)
            keep(draft, field, draft.flow(lines), lines)
        elif field == "title":
            lines = content(draft, part)
            keep(draft, field, draft.line(lines), lines)


def keep(draft: Draft, field: str, passage: Passage, lines: Sequence[Line]) -> None:
    """Keep the text of a field, unless it is a mark for "there is none"."""
    raw = [line for line in lines if not line.is_blank]
    if len(raw) == 1 and raw[0].text.strip() in draft.form.empty_marks:
        draft.skipped.append(
            Skipped(raw[0].number, raw[0].text.strip(), wording.FORM_TEXT)
        )
        return
    draft.values[field] = passage.text
    draft.passages[field] = passage


def content(draft: Draft, part: Part) -> list[Line]:
    """Give the lines of a part without the lines of the form itself."""
    lines = list(part.lines)
    if part.section.skip:
        lines = without_noise(draft, lines, part.section.skip)
    return _without_addressee(draft, part.section, lines)


def without_noise(draft: Draft, lines: list[Line], noise: Iterable[str]) -> list[Line]:
    """Leave out the text of the form itself, and list it."""
    spans = find_noise(noise, lines, draft.style)
    gone = {at for start, end in spans for at in range(start, end)}
    draft.skipped += [
        Skipped(lines[at].number, lines[at].text.strip(), wording.FORM_TEXT)
        for at in sorted(gone)
    ]
    return [line for at, line in enumerate(lines) if at not in gone]


def _without_addressee(draft: Draft, section: Section, lines: list[Line]) -> list[Line]:
    at = next((at for at, line in enumerate(lines) if not line.is_blank), None)
    if at is None or not section.skip_prefixes:
        return lines
    first = lines[at]
    if not first.text.strip().startswith(section.skip_prefixes):
        return lines
    draft.skipped.append(Skipped(first.number, first.text.strip(), wording.ADDRESSEE))
    return lines[at + 1 :]


def unmarked(line: Line, style: Style) -> str:
    """Give a line of the paper without marks."""
    return line.text.strip() if style is Style.PLAIN else render(line.text.strip(" \t"))


def pass_over(draft: Draft, lines: Iterable[Line], why: Wording) -> None:
    """List lines that were read but are no content."""
    draft.skipped += [
        Skipped(x.number, x.text.strip(), why) for x in lines if not x.is_blank
    ]
