"""What cannot be right in what was read, or could be read in two ways: always a finding."""

from __future__ import annotations

import re

from collections.abc import Iterator, Sequence

from ratsflow.papers import wording
from ratsflow.papers.dates import written
from ratsflow.papers.draft import Draft
from ratsflow.papers.lines import Line
from ratsflow.papers.outline import BOXES, Outline, Part, bare, style_of
from ratsflow.papers.table import Row, Words
from ratsflow.papers.vocabulary import squeeze, unnumbered, vocabulary


_TEXTS = ("title", "proposal", "reasons", "summary")
_SIDE_BY_SIDE = re.compile(r"[ \t]{3,}")
_LONGEST_TITLE = 400
_HEADS = 3
"""Words for heads of columns, on one line, that are a table."""


def list_doubts(draft: Draft, rows: Sequence[Row] = ()) -> None:
    """List what cannot be right in a draft, with its line.

    Args:
        draft: the motion as read.
        rows: the rows of the table of meetings.
    """
    _before_the_paper(draft, rows)
    _labels_inside(draft)
    _headings_inside(draft)
    _swallowed(draft)
    _side_by_side(draft)
    _in_the_title(draft)
    _sum_of_zero(draft)
    _number_inside(draft)
    _strange_number(draft)
    _closed_head(draft, rows)


def _labels_inside(draft: Draft) -> None:
    """A heading of another section that stands inside a text."""
    known = vocabulary().labels
    for part in draft.outline.parts:
        field = part.section.field
        if field not in _TEXTS:
            continue
        for line in part.lines:
            beside = line.text.split("\t")[1:] if "\t" in line.text else []
            heads = [
                known.get(squeeze(x.partition(":")[0])) for x in beside if ":" in x
            ]
            if any(head not in {None, field} for head in heads):
                draft.miss(field, wording.EXTRA, line.text.strip(), line.number)
            inside = known.get(squeeze(unnumbered(bare(line.text))))
            is_heading = inside is not None and inside != field
            is_marked = style_of(line.text) >= draft.style
            if is_heading and (is_marked or field in {"title", "proposal"}):
                draft.miss(field, wording.EXTRA, line.text.strip(), line.number)


def _headings_inside(draft: Draft) -> None:
    """A short line without a full stop, behind a sentence, may head a section of its own."""
    if draft.form.vocabulary is None:
        return
    part = draft.outline.part("proposal")
    lines = [x for x in part.lines if not x.is_blank] if part else []
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        text = line.text.strip()
        is_short = len(text.split()) <= _HEADING_WORDS and text[:1].isupper()
        ends = before.text.strip().endswith((".", "!", "?"))
        if is_short and ends and text[-1:].isalnum() and after.text.strip():
            draft.miss("proposal", wording.EXTRA, text, line.number)


_HEADING_WORDS = 6


def _swallowed(draft: Draft) -> None:
    """A section is missing, or its heading stands twice: the one before may hold it."""
    there = {part.section.field for part in draft.outline.parts}
    doubtful = {
        field
        for field in ("proposal", "reasons")
        if draft.form.section(field) is not None and field not in there
    }
    if doubtful:
        for part in draft.outline.parts:
            if part.section.field in _TEXTS and _paragraphs(part) > 1:
                _swallows(draft, part)
    for section, line in draft.outline.extra:
        if before := _before(draft.outline, section.field, line):
            _swallows(draft, before)


def _paragraphs(part: Part) -> int:
    texts = [line.is_blank for line in part.lines]
    return sum(
        not blank and (at == 0 or texts[at - 1]) for at, blank in enumerate(texts)
    )


def _swallows(draft: Draft, part: Part) -> None:
    text = next((x.text.strip() for x in part.lines if not x.is_blank), "")
    draft.miss(part.section.field, wording.SWALLOWED, text, part.label.number)


def _before(outline: Outline, field: str, line: Line) -> Part | None:
    """Return the part before the one of a field, if a second label stands near it."""
    parts = outline.parts
    at = next((n for n, part in enumerate(parts) if part.section.field == field), 0)
    near = at > 0 and parts[at].label.number <= line.number
    return parts[at - 1] if near and parts[at - 1].section.field in _TEXTS else None


def _side_by_side(draft: Draft) -> None:
    """Two headings on one line are two columns, whose lines are mixed up."""
    known = vocabulary().labels
    for line in _all_lines(draft):
        cells = _SIDE_BY_SIDE.split(line.text.strip())
        fields = [known.get(squeeze(cell)) for cell in cells]
        if len(cells) > 1 and all(fields):
            for field in dict.fromkeys(filter(None, fields)):
                draft.miss(field, wording.COLUMNS, line.text.strip(), line.number)


def _all_lines(draft: Draft) -> Iterator[Line]:
    yield from draft.outline.head
    for part in draft.outline.parts:
        yield part.label
        yield from part.lines


def _in_the_title(draft: Draft) -> None:
    title = draft.values.get("title", "")
    words = Words(draft.form)
    tokens = [squeeze(token) for token in title.split()]
    heads = [token for token in tokens if token in words.own]
    is_label = squeeze(title) in vocabulary().labels or squeeze(title) in _CELLS
    is_table = len(heads) >= _HEADS or len(words.columns_in(title)) > 1
    in_it = [each for each in _WITHIN if each in f" {title} "]
    is_odd = (
        bool(in_it)
        or _ROW.search(title) is not None
        or "###" in title
        or bool(set(title) & set(BOXES))
        or "@" in title
        or title.endswith((":", ",", "-", "\u2013"))
    )
    if title and (is_label or is_table or is_odd or len(title) > _LONGEST_TITLE):
        passage = draft.passages.get("title")
        line = passage.numbers[0] if passage and passage.numbers else None
        draft.miss("title", wording.NO_TITLE, title, line)


_WITHIN = (
    " Beratungsfolge ",
    " Betreff: ",
    " Status: ",
    " Vorlage-Art:",
    " Beschlussvorschlag: ",
)
_ROW = re.compile(
    r"\b[0-9]{1,2}\.[0-9]{1,2}\.(?:19|20)[0-9]{2}\b.*\b(?:[\u00d6N]|N\u00d6|nicht\u00f6ffentlich|Vorberatung|Entscheidung|Kenntnisnahme)\b"
    r"|\b(?:Vorberatung|Entscheidung|Kenntnisnahme) [0-9]{1,2}\.[0-9]{1,2}\.(?:19|20)[0-9]{2}\b|\bAntrag vom [0-9]"
)
_CELLS = frozenset(
    squeeze(label) for labels in vocabulary().cells.values() for label in labels
)


_YEARS = range(1945, 2100)
_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")


def _before_the_paper(draft: Draft, rows: Sequence[Row]) -> None:
    """A meeting in a year before that of the paper's number cannot have had it."""
    for at, row in enumerate(rows):
        if row.day is not None and row.day.year not in _YEARS:
            draft.miss(
                f"consultations[{at}].date",
                wording.FAR_OFF,
                written(row.day),
                row.line,
                "",
            )
    years = _YEAR.findall(draft.values.get("reference", ""))
    if len(years) != 1:
        return
    year = int(years[0])
    for at, row in enumerate(rows):
        if row.day is not None and row.day.year < year:
            found = written(row.day)
            draft.miss(f"consultations[{at}].date", wording.BEFORE, found, row.line, "")


def _sum_of_zero(draft: Draft) -> None:
    statement = draft.values.get("cost_statement")
    if statement is not None and statement.amount_cents == 0:
        draft.miss("cost_statement.amount_cents", wording.ZERO, statement.quote)


def _number_inside(draft: Draft) -> None:
    """A line that is nothing but the paper's kind and number, inside of a text."""
    number = squeeze(draft.values.get("reference", ""))
    if not number:
        return
    for part in draft.outline.parts:
        for line in part.lines if part.section.field in _TEXTS else ():
            text = squeeze(line.text)
            if text.endswith(number) and len(text) <= len(number) + _BESIDE_NUMBER:
                field = part.section.field
                draft.miss(field, wording.NUMBER_AGAIN, line.text.strip(), line.number)


def _strange_number(draft: Draft) -> None:
    """A number that nobody filled in, or that names a second paper."""
    number = draft.values.get("reference", "")
    if number and (not re.search("[0-9]", number) or _STRANGE.search(number)):
        line = draft.line_of("reference")
        draft.miss("reference", wording.BEHIND_NUMBER, number, line)


_STRANGE = re.compile(
    r"(?<![A-Z])X{2,}(?![A-WYZ])|_{2,}|\.{3,}|\(|\b(?:und|ersetzt|Tischvorlage|Austausch\w*|Fassung)\b"
)
_BESIDE_NUMBER = 24
"""Letters that stand beside the number at the head or foot of a page ("Vorlage Nr.")."""
_CLOSED = re.compile(
    r"\b(?:nicht[- ]?\u00f6ffentlich\w*|vertraulich\w*)\b", re.IGNORECASE
)
_BOTH = re.compile(r"(?<![Nn]icht[- ])(?<![Nn]icht)\u00f6ffentlich", re.IGNORECASE)
_LONGEST_HEAD = 7
"""Words of a line that says of the whole paper that it is not public."""


def _closed_head(draft: Draft, rows: Sequence[Row]) -> None:
    """The head says that the paper is not public, and a meeting that it is."""
    of_rows = {row.line for row in rows}
    title = squeeze(draft.values.get("title", ""))
    for line in draft.outline.head[:_HEAD]:
        text = line.text.strip()
        is_of_all = (
            line.number not in of_rows
            and len(text.split()) <= _LONGEST_HEAD
            and _CLOSED.search(text)
            and not _BOTH.search(text)
            and squeeze(text) not in title
        )
        for at, row in enumerate(rows) if is_of_all else ():
            if row.public is True:
                draft.miss(
                    f"consultations[{at}].public",
                    wording.CLOSED_HEAD,
                    text,
                    line.number,
                )


_HEAD = 40
