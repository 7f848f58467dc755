"""The table of bodies and meetings, in every way in which it comes."""

from __future__ import annotations

import re

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

import attrs

from ratsflow.exchange.forms.dates import FoundDay, checked, find_days
from ratsflow.exchange.forms.flow import Joiner, one_line
from ratsflow.exchange.forms.form import Form, squeeze
from ratsflow.exchange.forms.marks import render
from ratsflow.exchange.forms.outline import Style, bare
from ratsflow.exchange.forms.reading import Missing, ReadConsultation
from ratsflow.exchange.forms.source import Line
from ratsflow.model import ConsultationRole, Text


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


_WIDEST_HEAD = 400
_WIDEST_ROW = 400
_WIDEST_BODY = 160
_LOOK_AHEAD = 4


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
    for at, line in enumerate(lines):
        if len(_cells(line.text)) > 1 and _is_head(words, _cells(line.text)):
            return _tabular(words, lines, at)
        if len(words.columns_in(line.text)) > 1:
            return _rows(words, lines, at, at + 1)
        if style is Style.PLAIN and _starts_cells(words, line.text):
            return _one_cell_a_line(words, lines, at)
        if _row(words, [line]):
            return _rows(words, lines, at, at)
    return Table()


# --- cells set apart by tabs or bars --------------------------------------------------

_BAR = re.compile(r"(?<!\\)\|")


def _cells(text: str) -> list[str]:
    if text.lstrip().startswith("|"):
        return _BAR.split(text.strip())[1:-1] or [""]
    return text.split("\t")


def _is_head(words: Words, cells: Iterable[str]) -> bool:
    known = [squeeze(bare(cell)) in words.columns for cell in cells if cell.strip()]
    return len(known) > 1 and all(known)


def _is_rule(text: str) -> bool:
    return "-" in text and not text.strip("|-: \t")


def _tabular(words: Words, lines: Sequence[Line], at: int) -> Table:
    heads = _cells(lines[at].text)
    parts = [words.columns.get(squeeze(bare(cell)), "") for cell in heads]
    rows, stray = [], []
    for line in lines[at + 1 :]:
        cells = _cells(line.text)
        if len(cells) > 1:
            if not _is_rule(line.text):
                rows.append(_filled(words, line, parts, cells))
        elif row := _row(words, [line]):
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
    days = find_days(text)
    if len(days) != 1:
        return None, (("day", text),) if text.strip() else ()
    return checked(days[0], line.number, words.label("day")), ()


def _public(words: Words, text: str) -> tuple[bool | None, _Unread]:
    public = words.public.get(squeeze(text))
    unread = public is None and text.strip()
    return public, (("public", text),) if unread else ()


def _role(words: Words, text: str) -> tuple[ConsultationRole | None, _Unread]:
    role = words.roles.get(squeeze(text))
    return role, (("role", text),) if role is None and text.strip() else ()


# --- one row a line -------------------------------------------------------------------


def _rows(words: Words, lines: Sequence[Line], at: int, start: int) -> Table:
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
        if row := _row(words, gathered):
            return row, end
    return None, at


def _row(words: Words, lines: Sequence[Line]) -> Row | None:
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


# --- one cell a line ------------------------------------------------------------------


@attrs.frozen
class _Item:
    kind: str
    text: str
    line: Line
    hit: FoundDay | None = None


def _starts_cells(words: Words, text: str) -> bool:
    return any(item.kind == "label" for item in _items(words, Line(0, text)))


def _items(words: Words, line: Line) -> list[_Item]:
    text = line.text.strip()
    head, colon, rest = text.partition(":")
    if squeeze(text) in words.columns:
        return [_Item("label", words.columns[squeeze(text)], line)]
    if colon and rest.strip() and squeeze(head) in words.columns:
        label = _Item("label", words.columns[squeeze(head)], line)
        return [label, _value(words, rest.strip(), line)]
    return [_value(words, text, line)]


def _value(words: Words, text: str, line: Line) -> _Item:
    days = find_days(text)
    if len(days) == 1 and len(text) - len(days[0].text) < _AROUND_A_DATE:
        return _Item("day", text, line, days[0])
    if squeeze(text) in words.public:
        return _Item("public", text, line)
    return _Item("role" if squeeze(text) in words.roles else "text", text, line)


_AROUND_A_DATE = 16
"""Characters that may stand beside a date in its cell: a weekday, a time of day."""


def _one_cell_a_line(words: Words, lines: Sequence[Line], at: int) -> Table:
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
        row, body=body.text, joined=tuple(body.joined), unread=tuple(unread)
    )


def _cells_of(words: Words, first: dict[str, _Item], line: int) -> Row:
    day, public, role = (first.get(kind) for kind in ("day", "public", "role"))
    when = None
    if day is not None and day.hit is not None:
        when = checked(day.hit, day.line.number, words.label("day"))
    return Row(
        line,
        "",
        day=when,
        public=words.public[squeeze(public.text)] if public else None,
        role=words.roles[squeeze(role.text)] if role else None,
    )


# --- what is missing in it ------------------------------------------------------------

_ASK = {
    "body": Text("Das Gremium eintragen.", "Enter the body."),
    "day": Text("Den Sitzungstag eintragen.", "Enter the day of the meeting."),
    "public": Text(
        "Angeben, ob öffentlich oder nichtöffentlich beraten wird.",
        "Say whether the item is public or non-public.",
    ),
    "role": Text(
        "Angeben, ob das Gremium entscheidet, vorberät, angehört wird oder Kenntnis "
        "nimmt.",
        "Say whether the body decides, advises, is heard or takes note.",
    ),
}


def missing_in(words: Words, at: int, row: Row) -> list[Missing]:
    """List what a row does not state or what could not be read in it."""
    found = {part: text for part, text in row.unread if part}
    rest = [text for part, text in row.unread if not part]
    entries = []
    for part, name in (("day", "date"), ("public", "public"), ("role", "role")):
        if getattr(row, part) is None:
            where = f"consultations[{at}].{name}"
            text = found.pop(part, "")
            entries.append(
                Missing(where, row.line, words.label(part), text, _ASK[part])
            )
    return entries + [_leftover(at, row, text) for text in (*found.values(), *rest)]


def _leftover(at: int, row: Row, text: str) -> Missing:
    cure = Text("Diese Angabe von Hand zuordnen.", "Assign this by hand.")
    return Missing(f"consultations[{at}]", row.line, "", text, cure)
