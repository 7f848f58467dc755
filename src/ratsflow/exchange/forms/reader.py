"""Read a Vorlage text to a motion with its consultations."""

from __future__ import annotations

import re

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import attrs

from ratsflow.errors import InvalidInputError
from ratsflow.exchange.forms import header, previous
from ratsflow.exchange.forms.boxes import (
    read_boxes,
    read_fields,
    ticked_words,
    without_boxes,
)
from ratsflow.exchange.forms.costs import Costs, Doubt, find_costs
from ratsflow.exchange.forms.flow import Passage, markdown, one_line, plain, width_of
from ratsflow.exchange.forms.form import Cell, Form, Section, shipped_forms, squeeze
from ratsflow.exchange.forms.marks import render
from ratsflow.exchange.forms.outline import (
    Outline,
    Part,
    Style,
    bare,
    find_labels,
    find_noise,
    outline,
    style_of,
)
from ratsflow.exchange.forms.reading import Missing, Reading, Severity, Skipped
from ratsflow.exchange.forms.source import (
    Line,
    furniture,
    garbled,
    load,
    split_lines,
)
from ratsflow.model import Motion, PaperType, PreviousConsideration, Text


# --- what is said about missing fields ------------------------------------------------

_FORM_TEXT = Text("Text des Formulars", "text of the form")
_NO_FIELD = Text("Feld ohne Platz im Antrag", "field without a place in the motion")
_ADDRESSEE = Text("Anrede an das Gremium", "addressee")
_FILL_IN = Text("Im Formular ausfüllen.", "Fill it in on the form.")
_AT_RELEASE = Text(
    "Wird bei der Freigabe vergeben; sonst eintragen.",
    "Given at release; otherwise fill it in.",
)
_SAY_COST = Text(
    "Ausdrücklich angeben, ob Kosten entstehen: keine, oder Betrag und Deckung.",
    "Say expressly whether costs arise: none, or amount and cover.",
)
_SAY_BEFORE = Text(
    "Frühere Behandlung angeben (Gremium, Datum, TOP, Drucksachen-Nr.) oder './.'.",
    "State earlier considerations (body, date, item, reference) or './.'.",
)
_SIGN = Text("Name und Amt unter die Vorlage setzen.", "Sign with name and office.")
_SIGN_ROLE = Text("Das Amt dazusetzen.", "Add the office.")
_HEADING = Text(
    "Die Art der Vorlage als Überschrift nennen.", "Name the type of paper."
)
_TABLE = Text(
    "Gremium, Sitzungstag und Öffentlichkeit eintragen.",
    "Enter body, day of the meeting and whether it is public.",
)
_UNREAD = Text(
    "Diese Zeile passte zu keinem Feld; von Hand zuordnen.",
    "This line fitted no field; assign it by hand.",
)
_EXTRA = Text(
    "Die Zeile liest sich wie eine Überschrift des Formulars, steht aber im Text eines "
    "anderen Abschnitts. Prüfen, ob dort ein Abschnitt beginnt.",
    "The line reads like a heading of the form but stands inside another section. "
    "Check whether a section begins there.",
)
_UNLABELLED = Text(
    "Der Text steht ohne Überschrift unter der Beratungsfolge; nach seinem Ort gelesen.",
    "The text stands without a heading below the table; read by its place.",
)
_UNLABELLED_PAGE = Text(
    "Der Text steht ohne Überschrift auf der Seite nach den Kästchen; nach seinem Ort "
    "zur Begründung gerechnet.",
    "The text stands without a heading on the page after the boxes; taken for reasons "
    "by its place.",
)
_NARROW = Text(
    "Der Zeile nach zur Dienststelle gerechnet, nicht zum Titel; prüfen.",
    "Taken for the department, not for the title, by its length; check it.",
)
_EARLIER = Text(
    "Nicht alle Teile sind lesbar: Gremium, Datum, TOP, Drucksachen-Nr. ergänzen.",
    "Not every part can be read: add body, date, item, reference.",
)


def _clip(text: str) -> str:
    return text if len(text) <= _FOUND else text[: _FOUND - 1] + "\u2026"


_FOUND = 300


# --- recognising the form -------------------------------------------------------------


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
    scored = sorted(((_score(form, lines), form) for form in forms), key=_first)
    best, form = scored[-1]
    if best < _ENOUGH:
        raise _no_vorlage(lines, [form for _, form in scored])
    if len(scored) > 1 and scored[-2][0] == best:
        names = f"{scored[-2][1].id} and {form.id}"
        raise InvalidInputError(
            f"the text fits the forms {names} equally well.", "text", "Name the form."
        )
    return form


_ENOUGH = 2


def _first(pair: tuple[int, Form]) -> int:
    return pair[0]


def _score(form: Form, lines: Sequence[Line]) -> int:
    labels = find_labels(form, lines)
    head = lines[: labels[0].at] if labels else lines[:_TOP]
    fields = {(label.section.field, label.section.key) for label in labels}
    words = header.Words(form)
    columns = {part for line in head for part in words.columns_in(line.text)}
    cells = {c.field for line in head for c, _ in _cells_in(form, line.text)}
    titled = any(_title_in(form, line.text) for line in head)
    return len(fields) + len(columns) + len(cells) + titled


_TOP = 60
"""Lines at the top in which the head of a paper is looked for if it has no labels."""


def _no_vorlage(lines: Sequence[Line], forms: Sequence[Form]) -> InvalidInputError:
    first = next(line for line in lines if not line.is_blank)
    expected = "; ".join(f"{f.id}: {', '.join(f.labels[:4])}" for f in forms)
    return InvalidInputError(
        f"this is no Vorlage of a known form: it begins with "
        f"{_clip(first.text.strip()[:60])!r} and lacks the labels ({expected}).",
        f"line {first.number}",
        "Give the text of a Vorlage, or a form file with its labels.",
    )


# --- the head -------------------------------------------------------------------------


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
class _Head:
    """What is read above the first label, while it is read."""

    paper_type: PaperType | None = None
    values: dict[str, str] = attrs.field(factory=dict)
    places: dict[str, int] = attrs.field(factory=dict)
    table: header.Table = attrs.field(factory=header.Table)
    rest: list[Line] = attrs.field(factory=list)
    after: list[Line] = attrs.field(factory=list)
    missing: list[Missing] = attrs.field(factory=list)
    skipped: list[Skipped] = attrs.field(factory=list)


def _read_head(form: Form, lines: Sequence[Line], style: Style) -> _Head:
    head = _Head(table=header.read_table(form, lines, style))
    at = head.table.at
    above = list(lines if at is None else lines[:at])
    head.after = [] if at is None else list(lines[head.table.end :])
    above = _take_type(form, head, above)
    _take_cells(form, head, above, style)
    return head


def _take_type(form: Form, head: _Head, lines: list[Line]) -> list[Line]:
    for at, line in enumerate(lines):
        title = _title_in(form, line.text)
        if title:
            head.paper_type, rest = title
            return [*lines[:at], attrs.evolve(line, text=rest), *lines[at + 1 :]]
    return lines


def _take_cells(form: Form, head: _Head, lines: list[Line], style: Style) -> None:
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


def _put(head: _Head, cell: Cell, text: str, line: Line) -> None:
    if cell.field:
        head.values.setdefault(cell.field, text)
        head.places.setdefault(cell.field, line.number)
    elif text:
        found = f"{cell.labels[0]}: {text}"
        head.skipped.append(Skipped(line.number, found, _NO_FIELD))


def _take_more(form: Form, head: _Head, cell: Cell, lines: list[Line], at: int) -> int:
    """Read on below a cell: its value may stand on the next lines."""
    if not (cell.field and (cell.wraps or not head.values.get(cell.field))):
        return at
    more: list[Line] = []
    for line in lines[at:]:
        is_short = len(line.text.strip()) <= form.narrow
        if line.is_blank or not is_short or _cells_in(form, line.text):
            break
        more.append(line)
        if not cell.wraps:
            break
    end = at + len(more)
    if cell.wraps and more and all(line.is_blank for line in lines[end:]):
        more.pop()
        end -= 1
    _append(head, cell, more, is_tight=end < len(lines) and not lines[end].is_blank)
    return end


def _append(head: _Head, cell: Cell, more: list[Line], *, is_tight: bool) -> None:
    value = [Line(0, head.values.get(cell.field, "")), *more]
    head.values[cell.field] = one_line(value).text
    if more and is_tight and cell.wraps:
        text = more[-1].text.strip()
        head.missing.append(
            Missing("title", more[-1].number, cell.labels[0], text, _NARROW)
        )


# --- the parts ------------------------------------------------------------------------


@attrs.define
class _Draft:
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
        return self.outline.style

    def flow(self, lines: Sequence[Line]) -> Passage:
        if self.style is Style.PLAIN:
            return plain(lines, self.width)
        return markdown(lines)

    def line(self, lines: Sequence[Line]) -> Passage:
        whole = one_line(lines)
        if self.style is Style.PLAIN:
            return attrs.evolve(whole, text=" ".join(whole.text.split()))
        return attrs.evolve(whole, text=render(whole.text), joined=())

    def miss(
        self,
        field: str,
        cure: Text,
        found: str = "",
        line: int | None = None,
        label: str | None = None,
        *,
        severity: Severity = Severity.NOTICE,
    ) -> None:
        where = self._label(field) if label is None else label
        self.missing.append(Missing(field, line, where, _clip(found), cure, severity))

    def _label(self, field: str) -> str:
        part = self.form.section(field) or self.form.cell(field)
        return part.labels[0] if part else ""

    def line_of(self, field: str) -> int | None:
        part = self.outline.part(field)
        return part.label.number if part else None


def _text_fields(draft: _Draft) -> None:
    for part in draft.outline.parts:
        field = part.section.field
        if field in {"proposal", "reasons", "summary"}:
            lines = _content(draft, part)
            _keep(draft, field, draft.flow(lines), lines)
        elif field == "title":
            lines = _content(draft, part)
            _keep(draft, field, draft.line(lines), lines)


def _keep(
    draft: _Draft, field: str, passage: Passage, lines: Sequence[Line]
) -> None:
    raw = [line for line in lines if not line.is_blank]
    if len(raw) == 1 and raw[0].text.strip() in draft.form.empty_marks:
        draft.skipped.append(Skipped(raw[0].number, raw[0].text.strip(), _FORM_TEXT))
        return
    draft.values[field] = passage.text
    draft.passages[field] = passage


def _content(draft: _Draft, part: Part) -> list[Line]:
    """Give the lines of a part without the lines of the form itself."""
    lines = list(part.lines)
    if part.section.skip:
        lines = _without_noise(draft, lines, part.section.skip)
    return _without_addressee(draft, part.section, lines)


def _without_noise(
    draft: _Draft, lines: list[Line], noise: Iterable[str]
) -> list[Line]:
    spans = find_noise(noise, lines, draft.style)
    gone = {at for start, end in spans for at in range(start, end)}
    draft.skipped += [
        Skipped(lines[at].number, lines[at].text.strip(), _FORM_TEXT)
        for at in sorted(gone)
    ]
    return [line for at, line in enumerate(lines) if at not in gone]


def _without_addressee(
    draft: _Draft, section: Section, lines: list[Line]
) -> list[Line]:
    at = next((at for at, line in enumerate(lines) if not line.is_blank), None)
    if at is None or not section.skip_prefixes:
        return lines
    first = lines[at]
    if not first.text.strip().startswith(section.skip_prefixes):
        return lines
    draft.skipped.append(Skipped(first.number, first.text.strip(), _ADDRESSEE))
    return lines[at + 1 :]


# --- the signature --------------------------------------------------------------------

_LONGEST_NAME = 80


def _signature(draft: _Draft) -> None:
    """Read name and office under the paper and take them out of the last section."""
    block = draft.form.signature
    if block is None or not draft.outline.parts:
        return
    last = draft.outline.parts[-1]
    spans = find_noise(draft.form.noise, last.lines, draft.style)
    draft.skipped += [
        Skipped(last.lines[at].number, last.lines[at].text.strip(), _FORM_TEXT)
        for start, end in spans[-1:]
        for at in range(start, end)
    ]
    roles = {squeeze(role) for role in block.roles}
    rest, role, name = _split_tail(last.lines, spans, roles, draft.style)
    _strip_noise(draft, last, rest)
    for field, line in (("signatory_role", role), ("signatory", name)):
        if line is not None:
            draft.values[field] = _unmarked(line, draft.style)
            draft.missing += _odd_name(field, line, draft)


def _unmarked(line: Line, style: Style) -> str:
    return line.text.strip() if style is Style.PLAIN else render(line.text.strip(" \t"))


def _odd_name(field: str, line: Line, draft: _Draft) -> list[Missing]:
    text = _unmarked(line, draft.style)
    if len(text) <= _LONGEST_NAME:
        return []
    return [Missing(field, line.number, "", _clip(text), _SIGN)]


def _split_tail(
    lines: Sequence[Line],
    spans: list[tuple[int, int]],
    roles: set[str],
    style: Style,
) -> tuple[list[Line], Line | None, Line | None]:
    """Split the last section into text, office and name.

    The form's note stands between office and name. Where it is missing, only a line
    that is an office by its word opens a signature.
    """
    if spans:
        start, end = spans[-1]
        return _around_note(lines, start, end, roles, style)
    at = [i for i, line in enumerate(lines) if not line.is_blank][-2:]
    pair = [lines[i] for i in at]
    if len(pair) == 2 and all(_may_sign(x, style) for x in pair):  # noqa: PLR2004  office, name
        if squeeze(bare(pair[0].text)) in roles:
            return list(lines[: at[0]]), pair[0], pair[1]
        if squeeze(bare(pair[1].text)) in roles:
            return list(lines[: at[0]]), pair[1], pair[0]
    if pair and squeeze(bare(pair[-1].text)) in roles:
        return list(lines[: at[-1]]), pair[-1], None
    return list(lines), None, None


def _around_note(
    lines: Sequence[Line], start: int, end: int, roles: set[str], style: Style
) -> tuple[list[Line], Line | None, Line | None]:
    before, after = list(lines[:start]), list(lines[end:])
    role = next((x for x in reversed(before) if not x.is_blank), None)
    if role is not None and not _is_office(role, roles, style):
        role = None
    names = [line for line in after if not line.is_blank]
    name = names[0] if names and _may_sign(names[0], style) else None
    if role is None and len(names) > 1 and squeeze(bare(names[1].text)) in roles:
        role = names[1]
    text = [x for x in (*before, *after) if x not in (role, name)]
    return text, role, name


def _is_office(line: Line, roles: set[str], style: Style) -> bool:
    if style is Style.PLAIN:
        return squeeze(line.text) in roles
    return style_of(line.text) is Style.BOLD


def _may_sign(line: Line, style: Style) -> bool:
    text = line.text.strip()
    if style is not Style.PLAIN:
        return style_of(text) is Style.BOLD
    return len(text) <= _LONGEST_NAME and not text.endswith((".", ":", ";", ","))


def _strip_noise(draft: _Draft, last: Part, rest: list[Line]) -> None:
    clean = _without_noise(draft, rest, draft.form.noise)
    part = attrs.evolve(last, lines=tuple(clean))
    parts = (*draft.outline.parts[:-1], part)
    draft.outline = attrs.evolve(draft.outline, parts=parts)


# --- earlier considerations -----------------------------------------------------------


def _previous(draft: _Draft) -> None:
    part = draft.outline.part("previous_considerations")
    if part is None:
        return
    lines = [line for line in part.lines if line.text.strip(" ")]
    text = " ".join(_unmarked(line, draft.style) for line in lines).strip()
    if not lines or text in draft.form.empty_marks:
        draft.values["previous_considerations"] = () if lines else None
        return
    items = [_one_previous(draft, at, line) for at, line in enumerate(lines)]
    draft.values["previous_considerations"] = tuple(items)


def _one_previous(draft: _Draft, at: int, line: Line) -> PreviousConsideration:
    marked = draft.style is not Style.PLAIN
    earlier = previous.read_cells(line.text) if marked else None
    if earlier is None:
        earlier = previous.read_line(_unmarked(line, draft.style))
    if earlier.lacking:
        name = f"previous_considerations[{at}]"
        found = f"{earlier.item.text} ({', '.join(earlier.lacking)})"
        label = (
            part.labels[0]
            if (part := draft.form.section("previous_considerations"))
            else ""
        )
        draft.miss(name, _EARLIER, found, line.number, label)
    return earlier.item


# --- cost -----------------------------------------------------------------------------


def _cost(draft: _Draft) -> None:
    part = draft.outline.part("cost_statement")
    inside = _cost_section(draft, part) if part else None
    passages = [draft.passages[x] for x in _SAYING if x in draft.passages]
    said = find_costs(passages, draft.form.headings)
    costs = _settle(said, inside, part)
    draft.values["cost_statement"] = costs.statement
    if costs.statement is None and not costs.doubts:
        line = draft.line_of("cost_statement")
        draft.miss("cost_statement", _SAY_COST, "", line, severity=Severity.REQUIRED)
    for doubt in costs.doubts:
        _list_doubt(draft, doubt, has_none=costs.statement is None)


_SAYING = ("proposal", "summary", "reasons")


def _list_doubt(draft: _Draft, doubt: Doubt, *, has_none: bool) -> None:
    is_needed = has_none or doubt.is_needed
    severity = Severity.REQUIRED if is_needed else Severity.NOTICE
    field = f"cost_statement.{doubt.part}" if doubt.part else "cost_statement"
    draft.miss(field, doubt.cure, doubt.text, doubt.line, severity=severity)


def _cost_section(draft: _Draft, part: Part) -> Costs | None:
    form = draft.form
    if form.boxes and part.section.boxes:
        return read_boxes(form.boxes, part.lines)
    filled = read_fields(form.costs, part.lines) if form.costs else None
    return filled or _cost_text(draft, part)


def _cost_text(draft: _Draft, part: Part) -> Costs | None:
    passage = draft.flow(part.lines)
    if squeeze(passage.text).rstrip(".") == "keine":
        whole = f"{part.section.labels[0]}: {passage.text}"
        return find_costs([Passage(whole, passage.numbers)])
    costs = find_costs([passage], draft.form.headings)
    if costs.statement or costs.doubts or not passage.text:
        return costs
    return Costs(None, None, (Doubt(passage.text, part.label.number, _SAY_COST),))


def _settle(said: Costs, inside: Costs | None, part: Part | None) -> Costs:
    """Weigh the cost section against the running text: the section is the statement.

    A box *no* beside a sentence that states an amount is a contradiction.
    """
    if inside is None or part is None:
        return said
    ours, theirs = inside.statement, said.statement
    if theirs is None or ours is None or ours.effect is theirs.effect:
        return inside
    against = Doubt(theirs.quote, said.line, _CONTRADICTION)
    if part.section.boxes:
        box = Doubt(ours.quote, inside.line, _CONTRADICTION)
        return Costs(None, None, (box, against, *inside.doubts))
    return attrs.evolve(inside, doubts=(against, *inside.doubts))


_CONTRADICTION = Text(
    "Kästchen oder Kostenfeld und Text widersprechen sich. Eines davon berichtigen.",
    "The box or cost section and the text contradict each other. Correct one of them.",
)


# --- checks with boxes ----------------------------------------------------------------


def _checks(draft: _Draft) -> None:
    checks = {}
    for part in draft.outline.parts:
        if part.section.field == "impact_checks":
            lines = _content(draft, part)
            checks[part.section.key] = ", ".join(ticked_words(lines))
            draft.skipped += [
                Skipped(x.number, x.text.strip(), _NO_FIELD)
                for x in lines
                if without_boxes(x.text).strip()
            ]
    draft.values["impact_checks"] = checks


def _overflow(draft: _Draft) -> None:
    """Give text on the page after the boxes to the reasons: it has no label."""
    parts, spare = [], list[Line]()
    for part in draft.outline.parts:
        last = part.label.page if part.section.boxes else None
        mine = [x for x in part.lines if last is None or x.page == last]
        spare += part.lines[len(mine) :]
        parts.append(attrs.evolve(part, lines=tuple(mine)))
    draft.outline = attrs.evolve(draft.outline, parts=tuple(parts))
    text = draft.flow(spare)
    if not text.text:
        return
    before = draft.passages.get("reasons", Passage())
    glue = "\n\n" if before.text else ""
    draft.values["reasons"] = before.text + glue + text.text
    gap = text.numbers[:1] if glue else ()
    draft.passages["reasons"] = Passage(
        draft.values["reasons"],
        (*before.numbers, *gap, *text.numbers),
        (*before.joined, *text.joined),
    )
    draft.miss("reasons", _UNLABELLED_PAGE, text.text, text.numbers[0])


# --- all together ---------------------------------------------------------------------


def read_text(text: str, form: Form | None = None) -> Reading:
    """Read the text of a Vorlage.

    Args:
        text: Markdown, or plain text as it comes out of a PDF.
        form: the form; None tells it by the labels.

    Returns:
        Motion, consultations, and everything that is missing, doubtful or no content.

    Raises:
        InvalidInputError: the text is no Vorlage, has nothing but a head, or holds a
            date that does not exist.
    """
    lines = split_lines(text)
    form = form or recognise(lines, shipped_forms())
    return _read(form, lines)


def read_file(path: str | Path, form: Form | None = None) -> Reading:
    """Read a Vorlage from a file; see `read_text` and `source.load` for encodings.

    Args:
        path: the file.
        form: the form; None tells it by the labels.

    Raises:
        InvalidInputError: as `read_text`, or the file or its encoding is wrong; names
            the file.
    """
    path = Path(path)
    text, notes = load(path)
    try:
        reading = read_text(text, form)
    except InvalidInputError as error:
        where = f"{path.name}, {error.where}" if error.where else path.name
        raise InvalidInputError(error.what, where, error.cure) from error
    return attrs.evolve(reading, missing=(*notes, *reading.missing))


def _read(form: Form, all_lines: tuple[Line, ...]) -> Reading:
    style = outline(form, all_lines).style
    edges = furniture(all_lines) if style is Style.PLAIN else ()
    gone = {entry.line for entry in edges}
    lines = _without_pages(all_lines, gone)
    draft = _Draft(form, outline(form, lines), width_of(lines))
    draft.missing += garbled(all_lines)
    draft.skipped += edges
    _signature(draft)
    _noise_in_head(draft)
    head = _read_head(form, draft.outline.head, draft.style)
    _text_fields(draft)
    _overflow(draft)
    _from_head(draft, head)
    _previous(draft)
    _cost(draft)
    _checks(draft)
    _refuse_empty(draft)
    _list_missing(draft, head)
    return _reading(draft, head)


_SENTENCE_END = (".", ":", "!", "?", ";")


def _without_pages(lines: Sequence[Line], gone: set[int]) -> list[Line]:
    """Leave out page numbers; a sentence that runs over the page goes on."""
    out: list[Line] = []
    crossed = False
    turned = 0
    for whole in lines:
        line = attrs.evolve(whole, page=whole.page + turned)
        if line.number in gone:
            turned += not crossed
            crossed = True
            continue
        if crossed and not line.is_blank:
            _close_gap(out, line)
            crossed = False
        out.append(line)
    return out


def _close_gap(out: list[Line], line: Line) -> None:
    last = next((x for x in reversed(out) if not x.is_blank), None)
    if last is None or last.text.strip().endswith(_SENTENCE_END):
        return
    if line.text.strip()[:1].islower():
        while out[-1].is_blank:
            out.pop()


def _noise_in_head(draft: _Draft) -> None:
    head = _without_noise(draft, list(draft.outline.head), draft.form.noise)
    parts = [
        attrs.evolve(
            part, lines=tuple(_without_noise(draft, list(part.lines), draft.form.noise))
        )
        for part in draft.outline.parts
    ]
    draft.outline = attrs.evolve(draft.outline, head=tuple(head), parts=tuple(parts))


def _from_head(draft: _Draft, head: _Head) -> None:
    draft.values["paper_type"] = head.paper_type or PaperType.DECISION_PAPER
    draft.values |= head.values
    draft.missing += head.missing
    draft.skipped += head.skipped
    if draft.form.title_in_header:
        _keep(draft, "title", draft.line(head.rest), head.rest)
        head.rest = []
    field = draft.form.after_table
    if field and any(not x.is_blank for x in head.after) and field not in draft.values:
        passage = draft.flow(head.after)
        _keep(draft, field, passage, head.after)
        draft.miss(field, _UNLABELLED, passage.text, passage.numbers[0])
        head.after = []


def _refuse_empty(draft: _Draft) -> None:
    content = [draft.values.get(x) for x in ("title", "proposal", "reasons", "summary")]
    if any(content[1:]) or (content[0] and not draft.form.title_in_header):
        return
    raise InvalidInputError(
        f"the text has the head of a Vorlage ({draft.form.id}) but no content.",
        "text",
        "Give the whole text, with title, proposal and reasons.",
    )


# --- what is missing ------------------------------------------------------------------


def _list_missing(draft: _Draft, head: _Head) -> None:
    if head.paper_type is None:
        draft.miss("paper_type", _HEADING, _first_words(draft), 1, "")
    for cell in draft.form.cells:
        if cell.field and not draft.values.get(cell.field):
            place = head.places.get(cell.field)
            cure, severity = _for_cell(cell)
            draft.miss(cell.field, cure, "", place, severity=severity)
    for section in draft.form.sections:
        if section.is_needed(head.paper_type) and not draft.values.get(section.field):
            _missing_section(draft, section)
    if draft.form.title_in_header and not draft.values.get("title"):
        draft.miss("title", _FILL_IN, severity=Severity.REQUIRED)
    if draft.form.section("previous_considerations"):
        _missing_previous(draft)
    _missing_consultations(draft, head)
    _missing_signature(draft)
    _list_leftovers(draft, head)


def _for_cell(cell: Cell) -> tuple[Text, Severity]:
    if cell.later:
        return _AT_RELEASE, Severity.LATER
    return _FILL_IN, Severity.NOTICE


def _first_words(draft: _Draft) -> str:
    lines = (*draft.outline.head, *(part.label for part in draft.outline.parts))
    return next((line.text.strip() for line in lines if not line.is_blank), "")


def _missing_section(draft: _Draft, section: Section) -> None:
    cure = Text(
        f"Den Abschnitt „{section.labels[0]}“ ausfüllen.",
        f"Fill in the section {section.labels[0]!r}.",
    )
    line = draft.line_of(section.field)
    draft.miss(section.field, cure, "", line, severity=Severity.REQUIRED)


def _missing_previous(draft: _Draft) -> None:
    if draft.values.get("previous_considerations") is None:
        line = draft.line_of("previous_considerations")
        draft.miss("previous_considerations", _SAY_BEFORE, "", line)


def _missing_consultations(draft: _Draft, head: _Head) -> None:
    words = header.Words(draft.form)
    for at, row in enumerate(head.table.rows):
        draft.missing += header.missing_in(words, at, row)
    if not head.table.rows:
        label = words.label("body")
        draft.miss("consultations", _TABLE, label=label, severity=Severity.REQUIRED)


def _missing_signature(draft: _Draft) -> None:
    if draft.form.signature is None:
        return
    role = draft.values.get("signatory_role", "")
    if not draft.values.get("signatory"):
        draft.miss("signatory", _SIGN, role, None, severity=Severity.REQUIRED)
    elif not role:
        draft.miss("signatory_role", _SIGN_ROLE, draft.values["signatory"])


def _list_leftovers(draft: _Draft, head: _Head) -> None:
    for line in (*head.rest, *head.table.stray, *head.after):
        if not line.is_blank:
            draft.miss("head", _UNREAD, line.text.strip(), line.number)
    for section, line in draft.outline.extra:
        draft.miss(
            section.field, _EXTRA, line.text.strip(), line.number, section.labels[0]
        )


def _reading(draft: _Draft, head: _Head) -> Reading:
    joined = [word for passage in draft.passages.values() for word in passage.joined]
    joined += [word for row in head.table.rows for word in row.joined]
    return Reading(
        motion=Motion(**draft.values),
        consultations=tuple(row.to_consultation() for row in head.table.rows),
        missing=tuple(draft.missing),
        form_id=draft.form.id,
        skipped=tuple(sorted(draft.skipped, key=lambda entry: entry.line)),
        joined=tuple(joined),
    )
