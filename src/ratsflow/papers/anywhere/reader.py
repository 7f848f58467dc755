"""Read a paper of any town: labels wherever they stand, in any order.

What is read by its place or by its shape, and not by a label, is listed once as a notice
with its line: nothing of it is silent.
"""

from __future__ import annotations

import re

from collections.abc import Sequence

import attrs

from ratsflow.errors import Both, InvalidInputError
from ratsflow.model import PaperType
from ratsflow.papers import wording
from ratsflow.papers.anywhere.head import (
    behind_number,
    is_supplement,
    kind_in,
    number_of,
    reference_in,
    titled,
)
from ratsflow.papers.anywhere.labels import (
    STEPS,
    Found,
    cells_in,
    cut_at_labels,
    labels_in,
)
from ratsflow.papers.anywhere.letter import Letter, hint_in, kind_of_letter, letter_in
from ratsflow.papers.anywhere.signed import signed
from ratsflow.papers.anywhere.steps import looks_like_step, read_steps, steps_told
from ratsflow.papers.assembled import reading_of, without_pages
from ratsflow.papers.doubts import list_doubts
from ratsflow.papers.draft import Draft, content, keep, pass_over, text_fields
from ratsflow.papers.fields import checks, cost, earlier
from ratsflow.papers.form import Form, Section
from ratsflow.papers.head import Head
from ratsflow.papers.lines import Line, furniture, garbled
from ratsflow.papers.missing import list_missing
from ratsflow.papers.outline import (
    BOXES,
    Outline,
    Part,
    Style,
    bare,
    find_noise,
    style_of,
)
from ratsflow.papers.passages import one_line, width_of
from ratsflow.papers.reading import Reading, Skipped
from ratsflow.papers.table import Row, Table, Words
from ratsflow.papers.vocabulary import Vocabulary, short, squeeze, vocabulary


_TOP = 80
_SITTING = re.compile(
    r"\b(?:Beratung |Behandlung )?in (?P<non>nicht[- ]?)?\u00f6ffentlicher Sitzung\b",
    re.IGNORECASE,
)
_UNFILLED = re.compile(r"^@\w{1,20}@$")


def evidence(lines: Sequence[Line]) -> int:
    """Count what speaks for a text being a paper of a council: labels, number, kind, steps."""
    words = vocabulary()
    lines = cut_at_labels(lines)
    labels = labels_in(words, lines)
    score = len({label.what for label in labels if not label.is_other})
    score += reference_in(lines) is not None
    score += kind_in(words, lines) is not None
    cells = {k for x in lines[:_TOP] for k, _ in cells_in(words, bare(x.text))}
    score += len(cells & {"reference", "kind", "status", "lead_department"})
    letter = letter_in(words, lines)
    if letter is not None:
        is_for_us = kind_of_letter(lines) is not None
        score += 2 * is_for_us + bool(
            steps_told(lines[: letter.ends + _BELOW_GREETING])
        )
    fields = {label.what for label in labels if label.has_colon or label.is_marked}
    score += {"proposal", "reasons"} <= fields
    return score


@attrs.define
class _Paper:
    """A paper while its parts are found."""

    form: Form
    words: Vocabulary
    lines: list[Line]
    labels: list[Found]
    letter: Letter | None
    head: Head
    cells: dict[str, tuple[str, int]] = attrs.field(factory=dict)
    used: set[int] = attrs.field(factory=set)

    @property
    def body(self) -> int:
        """Return the index of the first line that is no head."""
        sections = [x.at for x in self.labels if x.is_section]
        sections = sections or [x.at for x in self.labels if x.is_end]
        after = [x for x in sections if self.letter is None or x > self.letter.greets]
        first = after[0] if after else len(self.lines)
        return min(first, self.letter.greets) if self.letter else first


def read_anywhere(form: Form, all_lines: tuple[Line, ...]) -> Reading:
    """Read a paper by the words of a vocabulary.

    Args:
        form: a form with a vocabulary.
        all_lines: the lines of the text.

    Raises:
        InvalidInputError: nothing of a paper was found, or a date does not exist.
    """
    words = form.vocabulary or vocabulary()
    style = max((style_of(x.text) for x in all_lines), default=Style.PLAIN)
    edges = furniture(all_lines) if style is Style.PLAIN else ()
    gone = {(entry.line, entry.text) for entry in edges}
    lines = [
        x for x in without_pages(all_lines, gone) if not _UNFILLED.match(x.text.strip())
    ]
    spans = find_noise(words.noise, lines, Style.PLAIN)
    noise = {at for start, end in spans for at in range(start, end)}
    printed = [x for at, x in enumerate(lines) if at in noise]
    lines = [x for at, x in enumerate(lines) if at not in noise]
    lines = _without_navigation(words, cut_at_labels(lines))
    paper = _Paper(
        form, words, lines, labels_in(words, lines), letter_in(words, lines), Head()
    )
    _read_cells(paper)
    _read_steps(paper)
    draft = Draft(form, _outline(paper, style), width_of(lines))
    draft.skipped += edges
    pass_over(draft, printed, wording.FORM_TEXT)
    draft.missing += garbled(all_lines)
    _sign(draft, paper)
    text_fields(draft)
    _title(draft, paper)
    _reference_and_kind(draft, paper)
    _letter_text(draft, paper)
    earlier(draft)
    cost(draft)
    checks(draft)
    _refuse_empty(draft, paper)
    _leftovers(draft, paper)
    list_missing(draft, paper.head)
    list_doubts(draft, paper.head.table.rows)
    return reading_of(draft, paper.head, all_lines)


def _without_navigation(words: Vocabulary, lines: list[Line]) -> list[Line]:
    """Leave out a list of the names of sections, which some systems set before the text."""
    every = {x.at for x in labels_in(words, lines, with_navigation=True)}
    kept = {x.at for x in labels_in(words, lines)}
    gone = every - kept
    return [line for at, line in enumerate(lines) if at not in gone]


def _read_cells(paper: _Paper) -> None:
    """Read the short fields of the head, beside their labels or below them."""
    sections = {x.at for x in paper.labels if x.what != STEPS}
    alone: bool | None = None
    for at, line in enumerate(paper.lines[: min(paper.body, _TOP)]):
        if at in sections:
            continue
        found = cells_in(paper.words, bare(line.text))
        for kind, value in found:
            if kind not in paper.cells or not paper.cells[kind][0]:
                paper.cells[kind] = (value, at)
        if found:
            paper.used.add(at)
        status_here = paper.words.public.get(short(line.text))
        if status_here is not None and "status" not in paper.cells:
            paper.cells["status"] = (line.text.strip(), at)
            alone = status_here
        elif status_here is not None and alone not in (None, status_here):
            paper.cells["status"] = (
                "",
                at,
            )  # both stand there: of rows, not of the paper
        if match := _SITTING.search(line.text):
            status = "nicht\u00f6ffentlich" if match["non"] else "\u00f6ffentlich"
            paper.cells.setdefault("status", (status, at))
            paper.used.add(at)
    if "lead_department" in paper.cells:
        paper.head.values["lead_department"] = _department(paper)


_NARROW_LINES = 3


def _department(paper: _Paper) -> str:
    """Return the department, with the lines that it runs over in a narrow cell."""
    value, at = paper.cells["lead_department"]
    below: list[int] = []
    for number in range(at + 1, min(at + 1 + _NARROW_LINES, len(paper.lines))):
        if not _wraps(paper, paper.lines[number]):
            break
        below.append(number)
    after = at + 1 + len(below)
    is_whole = after < len(paper.lines) and paper.lines[after].is_blank
    if not value or not is_whole:
        return value
    paper.used |= set(below)
    return one_line(
        [attrs.evolve(paper.lines[at], text=value), *(paper.lines[n] for n in below)]
    ).text


def _wraps(paper: _Paper, line: Line) -> bool:
    """Tell whether a line is the rest of the narrow cell above it."""
    text = line.text.strip()
    return (
        bool(text)
        and len(text) <= paper.form.narrow
        and not cells_in(paper.words, text)
        and not any(paper.lines[x.at] is line for x in paper.labels)
    )


def _read_steps(paper: _Paper) -> None:
    words = Words(paper.form)
    start, end = _table_at(paper, words)
    rows: list[Row] = []
    if start is not None:
        lines = paper.lines[start:end]
        rows, stray = read_steps(words, lines)
        at = {id(line): number for number, line in enumerate(paper.lines)}
        left = {at[id(line)] for line in stray if id(line) in at}
        last = max(
            (at[id(x)] for x in lines if x.number in {r.line for r in rows}),
            default=start - 1,
        )
        paper.used |= {n for n in range(start, end) if n not in left}
        paper.head.after = [paper.lines[n] for n in sorted(left) if n > last]
        inside = [paper.lines[n] for n in sorted(left) if n <= last]
        paper.head.table = Table(
            (), start, end, tuple(x for x in inside if not x.is_blank)
        )
    if start is None and paper.letter is None:
        told = [
            x
            for x in paper.lines[: min(paper.body, _TOP)]
            if looks_like_step(words, x, paper.words.bodies)
        ]
        rows, _ = read_steps(words, told)
        numbers = {x.number for x in told}
        paper.used |= {n for n, x in enumerate(paper.lines) if x.number in numbers}
    if not rows and paper.letter is not None:
        rows = steps_told(paper.lines[: paper.letter.ends + _BELOW_GREETING])
    status = paper.cells.get("status")
    public = None
    if status and status[0] and not _is_of_one_row(paper, rows, status[1]):
        whole = words.status(status[0])
        public = _one_status(words, status[0]) if whole is None else whole
    has_own = start is not None and _has_status_column(paper, words, start)
    if public is not None and not (public and has_own):
        rows = [
            attrs.evolve(row, public=public) if row.public is None else row
            for row in rows
        ]
    paper.head.table = attrs.evolve(paper.head.table, rows=tuple(rows))


_BELOW_GREETING = 8


def _is_of_one_row(paper: _Paper, rows: Sequence[Row], at: int) -> bool:
    """Tell whether a status stands in the line of one row among others: it is that row's."""
    return len(rows) > 1 and any(row.line == paper.lines[at].number for row in rows)


def _has_status_column(paper: _Paper, words: Words, start: int) -> bool:
    """Tell whether the table says of each row whether it is public: what it leaves out is not."""
    heads = (words.columns_in(x.text) for x in paper.lines[max(0, start - 2) : start])
    return any(len(parts) > 1 and "public" in parts for parts in heads)


def _table_at(paper: _Paper, words: Words) -> tuple[int | None, int]:
    """Find where the rows of the table begin and where they must have ended."""
    begins = None
    at = 0
    limit = paper.body
    while at < limit:
        columns = words.columns_in(paper.lines[at].text)
        is_label = any(x.at == at and x.what == STEPS for x in paper.labels)
        next_too = at + 1 < limit and bool(words.columns_in(paper.lines[at + 1].text))
        if len(columns) > 1 or is_label or ("body" in columns and next_too):
            begins = at
            break
        if words.column_before(paper.lines[at].text) == "body":
            return at, _table_end(paper, at)
        at += 1
    if begins is None:
        return None, 0
    paper.used.add(begins)
    label = next((x for x in paper.labels if x.at == begins), None)
    if label is not None and label.value:
        return begins, _table_end(paper, begins)
    start = begins + 1
    while start < limit and (
        words.columns_in(paper.lines[start].text) or paper.lines[start].is_blank
    ):
        paper.used.add(start)
        start += 1
    return start, _table_end(paper, start)


def _table_end(paper: _Paper, start: int) -> int:
    ends = [x.at for x in paper.labels if x.at > start and x.what != STEPS]
    stop = min([paper.body, *ends])
    for at in range(start, stop):
        cells = cells_in(paper.words, bare(paper.lines[at].text))
        is_column = bool(Words(paper.form).column_before(paper.lines[at].text))
        if any(kind not in {"date", "hint"} for kind, _ in cells) and not is_column:
            return at
    return stop


def _outline(paper: _Paper, style: Style) -> Outline:
    """Cut the body at its labels: a section by its first label that has a text."""
    parts: list[Part] = []
    extra: list[tuple[Section, Line]] = []
    labels = [x for x in paper.labels if x.what != STEPS]
    steps = [x.at for x in paper.labels if x.what == STEPS]
    ends = [*(x.at for x in labels[1:]), len(paper.lines)]
    more: dict[int, list[Line]] = {}
    place: dict[str, int] = {}
    empty: set[int] = set()
    for label, end in zip(labels, ends, strict=False):
        section = paper.form.section(label.what) or Section("", (label.label,))
        is_value = label.what in {"title", "previous_considerations"}
        stop = _value_end(paper, label, end, steps) if is_value else end
        part = _part(paper, section, label, stop)
        at = place.get(section.field) if section.field else None
        if at is not None and any(not x.is_blank for x in parts[at].lines):
            extra.append((section, paper.lines[label.at]))
            again = [paper.lines[label.at], *part.lines]
            more.setdefault(len(parts) - 1, []).extend(again)
        else:
            empty |= set() if at is None else {at}
            place[section.field] = len(parts)
            parts.append(part)
        paper.used |= set(range(label.at, stop))
    for at, lines in more.items():
        parts[at] = attrs.evolve(parts[at], lines=(*parts[at].lines, *lines))
    parts = [part for at, part in enumerate(parts) if at not in empty]
    head = paper.lines[: labels[0].at] if labels else paper.lines
    return Outline(style, tuple(head), tuple(parts), tuple(extra))


def _value_end(paper: _Paper, label: Found, end: int, steps: Sequence[int]) -> int:
    """Return where a value of the head ends; the table ends it, too."""
    if label.at >= paper.body:
        return end
    table = next((at for at in steps if at > label.at), end)
    return _head_value_end(paper, label, min(end, table))


def _head_value_end(paper: _Paper, label: Found, end: int) -> int:
    """A value of the head ends at a cell, at the table, or at a second blank line."""
    blanks = 0
    has_value = bool(label.value)
    for at in range(label.at + 1, end):
        line = paper.lines[at]
        cells = cells_in(paper.words, bare(line.text))
        is_hint = [kind for kind, _ in cells] == ["hint"]
        if (at in paper.used or cells) and not is_hint:
            return at
        text = bare(line.text)
        is_beside = has_value and _BESIDE.match(text) is not None
        before = bare(paper.lines[at - 1].text)
        is_row = has_value and not line.is_blank and len(before) < _WRAPPED
        if is_beside or (is_row and before and not _goes_on(before, text)):
            return at
        blanks = blanks + 1 if line.is_blank else 0
        goes_on = bare(line.text)[:1] in "-\u2013" or bare(line.text)[:1].islower()
        if (
            has_value
            and blanks == 0
            and at > label.at + 1
            and paper.lines[at - 1].is_blank
            and not goes_on
        ):
            return at
        has_value = has_value or not line.is_blank
    return end


_BESIDE = re.compile(
    r"[A-Z\u00c4\u00d6\u00dc][\w ./-]{1,40}:(?:\s|$)|.{0,40}\b[0-9]{1,2}\.[0-9]{1,2}\.(?:19|20)[0-9]{2}\b"
)
_WRAPPED = 45
"""Characters below which a line of a value was not broken by the width of the page."""


def _goes_on(before: str, text: str) -> bool:
    """Tell whether a line is the rest of a value that was broken off."""
    return (
        text[:1] in '-\u2013(\u201e"'
        or text[:1].islower()
        or before.endswith(("-", ",", ":"))
    )


def _part(paper: _Paper, section: Section, label: Found, end: int) -> Part:
    first = paper.lines[label.at]
    value = [attrs.evolve(first, text=label.value)] if label.value else []
    lines = (*value, *paper.lines[label.at + 1 : end])
    has_box = any(set(x.text) & set(BOXES) for x in lines)
    if section.field == "cost_statement" and has_box:
        section = attrs.evolve(section, boxes=True)
    return Part(section, first, lines)


def _sign(draft: Draft, paper: _Paper) -> None:
    """Find the signature below the text and take it out of the last section."""
    start = paper.letter.ends if paper.letter else paper.body
    stop = next(
        (x.at for x in paper.labels if x.is_end and x.at >= start), len(paper.lines)
    )
    stop = stop if stop > start else len(paper.lines)
    lines = paper.lines[start:stop]
    found = signed(paper.words, lines)
    if found is None:
        return
    draft.values["signatory"] = found.name
    if found.role:
        draft.values["signatory_role"] = found.role
    line = lines[found.at]
    if not found.is_certain:
        draft.miss("signatory", wording.SIGNED_BY_SHAPE, bare(line.text), line.number)
        if found.role:
            draft.miss(
                "signatory_role", wording.SIGNED_BY_SHAPE, found.role, line.number
            )
    number = line.number
    parts = [
        attrs.evolve(
            part,
            lines=tuple(
                x for x in part.lines if x.number < number or part.label.number > number
            ),
        )
        if part.section.field not in {"title", "previous_considerations"}
        else part
        for part in draft.outline.parts
    ]
    draft.outline = attrs.evolve(draft.outline, parts=tuple(parts))
    closing = {x.number for x in lines[: found.at] if _is_closing(x)}
    for before in reversed(lines[: found.at]):
        if not before.is_blank and not _LEADS.match(bare(before.text)):
            break
        closing.add(before.number)
    if closing:
        parts = [
            attrs.evolve(p, lines=tuple(x for x in p.lines if x.number not in closing))
            for p in draft.outline.parts
        ]
        draft.outline = attrs.evolve(draft.outline, parts=tuple(parts))
    paper.lines = [x for x in paper.lines if x.number < number]


_LEADS = re.compile(
    r"(?:In Vertretung|Im Auftrag|i\. ?[VA]\.|gez\.|F\u00fcr die Fraktion(?:en)?\b.{0,40}|"
    r"[A-Z\u00c4\u00d6\u00dc][\w .-]{2,40}, (?:den |am )?[0-9]{1,2}\..{3,16})$"
)
"""Lines between a text and its signature: for whom, where and when it was signed."""


def _is_closing(line: Line) -> bool:
    return (
        bare(line.text)
        .casefold()
        .startswith(("mit freundlich", "freundliche gr", "hochachtungsvoll"))
    )


def _title(draft: Draft, paper: _Paper) -> None:
    """Keep the title under its label, behind "hier:", or by its place."""
    part = draft.outline.part("title")
    first = min((x.at for x in paper.labels if x.is_section), default=_TOP)
    hint = hint_in(paper.lines[:first])
    if part is not None and draft.values.get("title") and hint is None:
        return
    lines = [hint] if hint is not None else _title_by_place(paper)
    if not lines:
        return
    passage = draft.line(lines)
    keep(draft, "title", attrs.evolve(passage, text=titled(passage.text)), lines)
    draft.miss("title", wording.BY_PLACE, passage.text, lines[0].number)
    paper.head.after = [x for x in paper.head.after if x not in lines]


_LONGEST_TITLE = 6
"""Lines of a title that has no label."""


def _title_by_place(paper: _Paper) -> list[Line]:
    """Find the title below the table, above it, or between date and greeting."""
    if paper.letter is not None:
        return list(paper.letter.title)
    below = _first_block(paper.head.after)
    if below:
        return below
    found = reference_in(paper.lines)
    if found is not None and found.rest and not paper.head.table.rows:
        return [attrs.evolve(paper.lines[found.at], text=found.rest)]
    kind = kind_in(paper.words, paper.lines)
    start = max(kind[1] if kind else -1, found.at if found else -1) + 1
    stop = paper.head.table.at if paper.head.table.at is not None else paper.body
    free = [
        x
        for at, x in enumerate(paper.lines[:stop])
        if at >= start and at not in paper.used and not _BESIDE.match(bare(x.text))
    ]
    return _first_block(free)


def _first_block(lines: Sequence[Line]) -> list[Line]:
    block: list[Line] = []
    for line in lines:
        if not line.is_blank:
            block.append(line)
        elif block:
            break
    letters = any(re.search(r"[^\W\d_]{3}", x.text) for x in block)
    return block if letters and len(block) <= _LONGEST_TITLE else []


def _reference_and_kind(draft: Draft, paper: _Paper) -> None:
    cell = paper.cells.get("reference", ("", 0))
    if "reference" in paper.cells and not cell[0]:
        cell = _value_below(paper, cell[1])
    number = number_of(cell[0])
    if behind := behind_number(cell[0]):
        where = paper.lines[cell[1]].number
        draft.miss("reference", wording.BEHIND_NUMBER, behind, where)
    found = reference_in(paper.lines)
    if not number and found is not None:
        number = found.number
    if number:
        paper.head.values["reference"] = number
    stated = paper.cells.get("kind", ("", 0))[0]
    kind = kind_in(paper.words, paper.lines[: max(paper.body, 1)], stated)
    if kind is None and found is not None and found.rest:
        line = attrs.evolve(paper.lines[found.at], text=found.rest)
        kind = kind_in(paper.words, [line])
    told = kind[0] if kind else None
    if paper.letter is not None and (told is None or kind is None or kind[1] > 0):
        told = kind_of_letter(paper.lines) or told
    if told is PaperType.DECISION_PAPER and is_supplement(number):
        told = PaperType.SUPPLEMENT
    paper.head.paper_type = told
    draft.values["paper_type"] = told or PaperType.DECISION_PAPER
    draft.values |= paper.head.values
    if found is not None:
        paper.used.add(found.at)


def _value_below(paper: _Paper, at: int) -> tuple[str, int]:
    """Return what stands below a label that has nothing beside it."""
    below = next(
        (n for n in range(at + 1, len(paper.lines)) if not paper.lines[n].is_blank), at
    )
    text = bare(paper.lines[below].text).strip()
    if below in paper.used or not re.search("[0-9]", number_of(text)):
        return "", at
    paper.used.add(below)
    return text, below


def _letter_text(draft: Draft, paper: _Paper) -> None:
    """Take the text of a letter that has no label for what it asks: read by its place."""
    letter = paper.letter
    if letter is None or draft.values.get("proposal"):
        return
    first = next((x.at for x in paper.labels if x.at > letter.ends), len(paper.lines))
    lines = paper.lines[letter.ends : first]
    passage = draft.flow(lines)
    if not passage.text:
        return
    is_question = paper.head.paper_type is PaperType.QUESTION
    field = "reasons" if is_question and not draft.values.get("reasons") else "proposal"
    if is_question and field == "proposal":
        return
    keep(draft, field, passage, lines)
    draft.miss(field, wording.BY_PLACE, passage.text, passage.numbers[0])


def _refuse_empty(draft: Draft, paper: _Paper) -> None:
    fields = ("title", "proposal", "reasons", "summary")
    has_text = any(draft.values.get(x) for x in fields)
    if has_text or paper.head.table.rows:
        return
    raise InvalidInputError(
        Both(
            "the text has the head of a paper but no content.",
            "der Text hat den Kopf einer Vorlage, aber keinen Inhalt.",
        ),
        "text",
        Both(
            "Give the whole text, with title, proposal and reasons.",
            "Den ganzen Text angeben, mit Gegenstand, Beschlussvorschlag und Begr\u00fcndung.",
        ),
    )


def _leftovers(draft: Draft, paper: _Paper) -> None:
    """List the lines of the head that went into no field, as no content."""
    passage = draft.passages.get("title")
    taken = set(passage.numbers if passage else ())
    title = squeeze(draft.values.get("title", ""))
    for at, line in enumerate(paper.lines[: min(paper.body, _TOP)]):
        text = line.text.strip()
        is_title = line.number in taken or (squeeze(text) and squeeze(text) in title)
        if text and at not in paper.used and not is_title:
            draft.skipped.append(Skipped(line.number, text, wording.HEAD_TEXT))
    after = [x for x in paper.head.after if x.number not in taken]
    passage = draft.flow(after)
    if passage.text and not draft.values.get("summary"):
        keep(draft, "summary", passage, after)
        draft.miss("summary", wording.UNLABELLED, passage.text, passage.numbers[0])
    paper.head.after = []
    for part in draft.outline.parts:
        if not part.section.field:
            for line in content(draft, part):
                if not line.is_blank:
                    draft.skipped.append(
                        Skipped(line.number, line.text.strip(), wording.NO_FIELD)
                    )


_QUALIFIED = re.compile(
    r"\b(?:ab|bis|erst|nach|sobald|sofern|nur|au\u00dfer|ausgenommen|ohne|vorbehaltlich|zun\u00e4chst|danach|teil\w*)\b",
    re.IGNORECASE,
)
"""Words by which a status holds for a time or a part only."""


def _one_status(words: Words, text: str) -> bool | None:
    """Return the status that a text begins with; None where it names the other one, too."""
    first = words.status(text.split(maxsplit=1)[0]) if text.split() else None
    if _QUALIFIED.search(text):
        return None
    told = {words.status(each) for each in re.findall(r"[\w.-]*\w", text)}
    return None if {True, False} <= told else first
