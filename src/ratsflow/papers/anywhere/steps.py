"""The steps of a paper through its bodies, in whatever layout a text gives them.

Rows on a line, rows whose cells wrap around, one cell a line, column by column, a body
with its meetings below it, and the sentences of letters. What fits none is left over, and
said.
"""

from __future__ import annotations

import re

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import attrs

from ratsflow.model import ConsultationRole
from ratsflow.papers.dates import FoundDay, checked, find_days
from ratsflow.papers.lines import Line
from ratsflow.papers.markdown import render
from ratsflow.papers.outline import bare
from ratsflow.papers.passages import Joiner
from ratsflow.papers.table import Row, Words
from ratsflow.papers.table.parts import only_ticked, settled, trimmed
from ratsflow.papers.table.rows import SENTENCE, phrases
from ratsflow.papers.vocabulary import squeeze
from ratsflow.papers.votes import read_votes


_WIDEST = 400
_MEETING = re.compile(
    r"(?:[\w/.-]{1,40} ){0,2}(?:Sitzung|Sondersitzung) (?:de[sr]|vom|am)\b|Sitzung\b|Sondersitzung\b"
)
_NUMBER = re.compile(r"(?:[\u00d6N] ?)?[0-9]{1,3}(?:[.][0-9]{1,3}){0,3}[.]?")
_TOP = re.compile(
    r"(?:\b[Zz]u )?\bTOP\b(?!-):? ?(?P<number>(?:[\u00d6N] ?)?[0-9IVX]{1,4}(?:[.][0-9]{1,3}){0,3})?"
)
_TIME = re.compile(r"\b[0-9]{1,2}[:.][0-9]{2}(?: ?Uhr)?\b(?!\.)")


@attrs.define
class _Cells:
    """What stands in one line of the table."""

    line: Line
    left: str = ""
    hit: FoundDay | None = None
    role: ConsultationRole | None = None
    public: bool | None = None
    number: str = ""
    rest: str = ""
    goes_on: bool = False

    @property
    def is_date_alone(self) -> bool:
        """Tell whether nothing but a date stands in it."""
        return self.hit is not None and not (
            self.left or self.rest or self.role or self.number
        )

    @property
    def is_text(self) -> bool:
        """Tell whether it is text without a date."""
        return self.hit is None and bool(self.left)


def read_steps(words: Words, lines: Sequence[Line]) -> tuple[list[Row], list[Line]]:
    """Read the steps below the head of a table.

    Args:
        words: the words of cells.
        lines: the lines of the table, without its head.

    Returns:
        The rows, and the lines that fit none.
    """
    cells = [_split(words, x) for x in lines if re.search(r"\w", x.text)]
    if not any(each.hit for each in cells):
        return [], list(lines)
    alone = [each.is_date_alone for each in cells]
    if any(_MEETING.match(x.left or x.rest) for x in cells if not _is_row(x)):
        rows, stray = _with_meetings(cells)
    elif any(a and b for a, b in pairwise(alone)):
        rows, stray = _by_column(cells)
    elif any(alone):
        rows, stray = _cell_by_cell(cells)
    else:
        rows, stray = _line_by_line(words, cells)
    return [settled(words, row) for row in _unnumbered(rows)], stray


_COUNTED = re.compile(r"(?P<number>[0-9]{1,2})[.)]? (?P<body>\S.*)")


def _unnumbered(rows: Sequence[Row]) -> list[Row]:
    """Take the numbers off bodies whose rows are counted one by one ("1 Bauausschuss")."""
    found = [_COUNTED.fullmatch(row.body) for row in rows]
    numbers = [int(match["number"]) for match in found if match]
    if len(rows) < _SEVERAL or numbers != [*range(1, len(rows) + 1)]:
        return list(rows)
    return [
        attrs.evolve(row, body=match["body"])
        for row, match in zip(rows, found, strict=True)
        if match
    ]


_SEVERAL = 2


def _is_row(cells: _Cells) -> bool:
    return cells.hit is not None and bool(cells.left)


def _split(words: Words, line: Line) -> _Cells:
    text = bare(line.text)
    if "<" in text or "**" in text:
        text = render(text)
    text = " ".join(text.replace("|", " ").split())[:_WIDEST]
    text = only_ticked(words, _without_labels(words, text))
    days = find_days(text, in_table=True)
    if len(days) != 1:
        out = _Cells(line)
        _read(words, out, text, is_left=True)
        return out
    hit = days[0]
    out = _Cells(line, hit=hit)
    _read(words, out, text[: hit.start], is_left=True)
    _read(words, out, text[hit.end :], is_left=False)
    return out


_BESIDE = re.compile(r"(?<!\S)([A-Z\u00c4\u00d6\u00dc][\w./ -]{1,30}?) ?:(?=\s|$)")


def _without_labels(words: Words, text: str) -> str:
    """Take the labels of columns away that stand beside their values."""
    return _BESIDE.sub(lambda found: _before_label(words, found), text)


def _before_label(words: Words, found: re.Match[str]) -> str:
    """Return what stands before a label of a column ("Gemeinderat Datum:")."""
    tokens = found[1].split()
    for at in range(len(tokens)):
        if squeeze(" ".join(tokens[at:])) in words.columns:
            return " ".join([*tokens[:at], ""])
    return found[0]


_TO_DAY = re.compile(r"\b(?:am|vom|den)\s*$")


def _read(words: Words, out: _Cells, text: str, *, is_left: bool) -> None:
    """Take role, status and number off the end of a text; the others are its words."""
    text = _TIME.sub(" ", text)
    if is_left and _TO_DAY.search(
        text
    ):  # "in \u00f6ffentlicher Sitzung am Dienstag, den"
        text = trimmed(text)
    if top := _TOP.search(text):
        out.number = out.number or (top["number"] or "").strip()
        text = f"{text[: top.start()]} {text[top.end() :]}"
    tokens = phrases(words, text.split())
    kept: list[str] = []
    for at, token in enumerate(tokens):
        is_last = at == len(tokens) - 1 or not is_left
        status = words.status(token)
        is_last = is_last or _all_known(words, tokens[at:])
        role = words.role(token.strip(":")) if is_last else None
        if status is not None and is_last and out.public is None:
            out.public = status
        elif (
            role is not None
            and (kept or not is_left or len(tokens) == 1)
            and not _is_denied(tokens[:at])
        ):
            out.role = role
        elif not is_left and not kept and not out.number and _NUMBER.fullmatch(token):
            out.number = token
        else:
            kept.append(token)
    words_left = " ".join(kept).strip(" ,;:-\u2013")
    if is_left:
        out.goes_on = _is_open(" ".join(kept))
        out.left = trimmed(words_left)
    else:
        out.rest = words_left.strip(")") if "(" not in words_left else words_left


def _is_denied(before: Sequence[str]) -> bool:
    """Tell whether a role is the one that a body has not ("ohne Entscheidung")."""
    return before[-1:] in (["ohne"], ["keine"], ["keiner"], ["nicht"], ["kein"])


def _all_known(words: Words, tokens: Sequence[str]) -> bool:
    return all(words.role(x) is not None or words.status(x) is not None for x in tokens)


def _row(cells: _Cells, body: str, *, is_unsure: bool = False) -> Row:
    unread: list[tuple[str, str]] = [("body", body)] if is_unsure else []
    day: date | None = None
    if cells.hit is not None and cells.hit.is_several:
        unread.append(("day", cells.hit.text))
    elif cells.hit is not None:
        day = checked(cells.hit, cells.line.number, "Termin")
    if cells.rest and not _is_result(cells.rest):
        unread.append(("", cells.rest))
    return Row(
        cells.line.number,
        body,
        day=day,
        public=cells.public,
        role=cells.role,
        agenda_number=cells.number,
        unread=tuple(unread),
    )


def _is_result(text: str) -> bool:
    """Tell whether words behind a row are the result of its vote."""
    return all(
        not any(each.code == "nothing_read" for each in vote.findings)
        for vote in read_votes(text)
    )


def _joined(*texts: str) -> str:
    row = Joiner()
    for text in texts:
        row.add(text.strip())
    return row.text.strip()


def _is_open(text: str) -> bool:
    """Tell whether a text goes on in the next line."""
    return text.endswith(("-", ",", "/")) or text.split()[-1:] in (
        ["und"], ["f\u00fcr"], ["der"], ["des"], ["zur"], ["sowie"], ["die"], ["mit"], ["&"],
    )  # fmt: skip


def _line_by_line(
    words: Words, cells: Sequence[_Cells]
) -> tuple[list[Row], list[Line]]:
    """Rows on a line each; what wraps stands on the lines above and below."""
    rows: list[Row] = []
    stray: list[Line] = []
    pending: list[_Cells] = []
    cells = _with_lone(cells)
    at = 0
    while at < len(cells):
        each = cells[at]
        at += 1
        if each.hit is None:
            pending.append(each)
            continue
        rows += _rows_before(pending, each)
        after = cells[at] if at < len(cells) and cells[at].hit is None else None
        before = _joined(*(_words_of(x) for x in pending))
        # What stands between two rows may be the end of the one or the begin of the other.
        is_of_either = bool(rows and before and each.left and not _is_open(before))
        used = False
        if each.goes_on and after is not None and not pending:
            name, at = _rest_of(each, cells, at)
            rows.append(_row(each, name))
            continue
        if each.left and each.role is None and pending and after is not None:
            role = words.role(_joined(before, _words_of(after)))
            if role is not None:
                each.role = role
                used, before = True, ""
        if (
            each.left
            and each.role is None
            and pending
            and words.role(before) is not None
        ):
            each.role = words.role(before)
            before = ""
        body = _joined(before, each.left)
        if not body and each.rest:  # the day stands in the first column
            body, each.rest = trimmed(each.rest), ""
        if (
            not used
            and after is not None
            and body
            and _continues(body, after, each, cells, at)
        ):
            body = _joined(body, _words_of(after))
            used = True
        elif (
            not used
            and after is not None
            and each.role is None
            and after.role
            and not after.left
        ):
            each.role = after.role
            used = True
        is_bare = each.role is None and each.public is None and not each.number
        if rows and is_bare and (SENTENCE.match(body) or len(body) > _LONGEST_BODY):
            first = pending[0] if pending else each
            return rows, stray + _from(cells, first)
        at += used
        if body:
            is_unsure = is_of_either and bool(before) and body.startswith(before)
            rows.append(_row(each, body, is_unsure=is_unsure))
        else:
            stray.append(each.line)
        pending = []
    return rows, stray + [each.line for each in pending]


_LONGEST_BODY = 120


def _with_lone(cells: Sequence[_Cells]) -> Sequence[_Cells]:
    """Give a status or a role on a line of its own to the row above it.

    Only where the first line is a row and the last is such a line: so none of them stands
    above its row.
    """
    if not (_is_row(cells[0]) and _is_lone(cells[-1])):
        return cells
    out: list[_Cells] = []
    for each in cells:
        row = out[-1] if out else each
        fits = (each.role is None or row.role is None) and (
            each.public is None or row.public is None
        )
        if _is_lone(each) and _is_row(row) and fits:
            row.role = row.role or each.role
            row.public = row.public if each.public is None else each.public
        else:
            out.append(each)
    return out


def _is_lone(cells: _Cells) -> bool:
    is_known = cells.role is not None or cells.public is not None
    return is_known and not (cells.hit or cells.left or cells.rest or cells.number)


def _rows_before(pending: list[_Cells], row: _Cells) -> list[Row]:
    """Take the line before a row that is a row of its own: both have what a row has once."""
    if len(pending) != 1:
        return []
    (first,) = pending
    is_twice = (first.role is not None and row.role is not None) or (
        first.public is not None and row.public is not None
    )
    if not is_twice or not (first.left and row.left) or _is_open(first.left):
        return []
    return [_dayless(pending.pop())]


def _dayless(cells: _Cells) -> Row:
    """Make a row of a line whose day is not set, or told by week, month or quarter."""
    about = _ABOUT.search(cells.left)
    row = _row(cells, trimmed(cells.left[: about.start()] if about else cells.left))
    unread = (*row.unread, ("day", about[0].strip(" ,;("))) if about else row.unread
    return attrs.evolve(row, unread=unread)


_MONTH = "(?:Januar|Februar|M\u00e4rz|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
_ABOUT = re.compile(
    rf"[\s,;(]{{1,3}}(?:(?:voraussichtlich|vsl\.|vorauss\.|ca\.|im|in|Anfang|Mitte|Ende) )*(?:(?:der )?KW\.? ?[0-9]{{1,2}}|[0-9]{{1,2}}\. ?KW|{_MONTH}|(?:[IV]{{1,3}}|[1-4])\. Quartal)(?:[ /]{{1,2}}20[0-9]{{2}})?$"
)


def _rest_of(row: _Cells, cells: Sequence[_Cells], at: int) -> tuple[str, int]:
    """Return a body that goes on in the lines below its row, and where they end."""
    name = _with_comma(row)
    while _is_open(name) and at < len(cells) and cells[at].hit is None:
        name = _joined(name, _words_of(cells[at]))
        at += 1
    return name, at


def _with_comma(cells: _Cells) -> str:
    """Return the words before the day with the sign that joins them to the next line."""
    behind = " ".join(bare(cells.line.text).split()).partition(cells.left)[2]
    return cells.left + (behind[:1] if behind[:1] in {",", "-", "/"} else "")


def _from(cells: Sequence[_Cells], first: _Cells) -> list[Line]:
    """Return the lines from a cell on: the table has ended."""
    at = next(n for n, each in enumerate(cells) if each is first)
    return [each.line for each in cells[at:]]


def _words_of(cells: _Cells) -> str:
    return " ".join(bare(cells.line.text).split())


def _continues(
    body: str, after: _Cells, row: _Cells, cells: Sequence[_Cells], at: int
) -> bool:
    text = _words_of(after)
    is_last = at + 1 >= len(cells)
    next_is_row = not is_last and cells[at + 1].hit is not None
    begins_small = text[:1].islower()
    return bool(text) and (
        begins_small or (_is_open(body) and (not row.left or not next_is_row))
    )


def _with_meetings(
    cells: Sequence[_Cells],
) -> tuple[list[Row], list[Line]]:
    """A body with its role, below it its meetings with their days."""
    rows: list[Row] = []
    stray: list[Line] = []
    current: _Cells | None = None
    has_day = False
    for each in cells:
        is_meeting = _MEETING.match(each.left or each.rest) is not None
        if each.is_text and not is_meeting:
            if current is not None and not has_day:
                rows.append(_row(current, current.left))
            current, has_day = each, False
        elif each.hit is not None and each.left and not is_meeting:
            if current is not None and not has_day:
                rows.append(_row(current, current.left))
            rows.append(_row(each, each.left))
            current, has_day = each, True
        elif each.hit is not None and current is not None:
            found = _Cells(
                each.line,
                "",
                each.hit,
                current.role,
                current.public if each.public is None else each.public,
                each.number,
            )
            rows.append(_row(found, current.left))
            has_day = True
        elif not is_meeting:
            stray.append(each.line)
    if current is not None and not has_day:
        rows.append(_row(current, current.left))
    return rows, stray


def _by_column(cells: Sequence[_Cells]) -> tuple[list[Row], list[Line]]:
    """All bodies, then all roles, statuses and days; only if their numbers agree."""
    days = [x for x in cells if x.is_date_alone]
    rest = [x for x in cells if not x.is_date_alone]
    bodies = [x for x in rest if x.left and x.hit is None]
    roles = [x.role for x in rest if not x.left and x.role is not None]
    publics = [x.public for x in rest if not x.left and x.public is not None]
    count = len(days)
    fits = (
        len(bodies) == count and len(roles) in {0, count} and len(publics) in {0, count}
    )
    if not fits:
        return [], [x.line for x in cells]
    rows = []
    for at, (body, day) in enumerate(zip(bodies, days, strict=True)):
        role = roles[at] if roles else body.role
        public = publics[at] if publics else body.public
        found = _Cells(body.line, "", day.hit, role, public, body.number)
        rows.append(_row(found, body.left))
    return rows, []


def _cell_by_cell(
    cells: Sequence[_Cells],
) -> tuple[list[Row], list[Line]]:
    """One cell a line: a body opens a row, what follows belongs to it."""
    groups: list[list[_Cells]] = []
    stray: list[Line] = []
    for at, each in enumerate(cells):
        opens = bool(each.left) and not (
            groups and not _has_day(groups[-1]) and _is_wrapped(groups[-1], each)
        )
        leads = any(x.hit is not None for x in cells[at:])
        if opens and (not groups or _has_day(groups[-1]) or not leads):
            if not leads and not each.hit:
                stray.append(each.line)
                continue
            groups.append([each])
        elif groups:
            groups[-1].append(each)
        else:
            stray.append(each.line)
    rows = []
    for group in groups:
        found = _Cells(group[0].line)
        body = _joined(*(x.left for x in group if x.left))
        for each in group:
            found.hit = found.hit or each.hit
            found.role = found.role or each.role
            found.public = each.public if found.public is None else found.public
            found.number = found.number or each.number
            found.rest = _joined(found.rest, each.rest)
        rows.append(_row(found, body))
    return rows, stray


def _has_day(group: Sequence[_Cells]) -> bool:
    return any(each.hit is not None for each in group)


def _is_wrapped(group: Sequence[_Cells], each: _Cells) -> bool:
    last = group[-1].left
    return bool(last) and (_is_open(last) or each.left[:1].islower())


def looks_like_step(words: Words, line: Line, kinds: Sequence[str]) -> bool:
    """Tell whether a line outside of any table is a step: a body, a day, no more words."""
    cells = _split(words, line)
    if cells.hit is None or not cells.left or cells.rest:
        return False
    tokens = cells.left.split()
    return len(tokens) <= _FEW and any(
        token.casefold().endswith(kind.casefold()) for token in tokens for kind in kinds
    )


_FEW = 8

# ----------------------------------------------------------------------- in a sentence

_BODY = (
    r"(?:(?:BV|Bezirksvertretung|Ortsbeirat|Ortsrat|Ortschaftsrat|Gemeinderat|Stadtrat|Kreistag|Rat|Stadtverordnetenversammlung|Ausschuss|"
    r"[A-Z\u00c4\u00d6\u00dc][\w-]*(?:ausschuss|ausschusses|beirat|rat|rates|versammlung))"
    r"(?: (?:der|des|f\u00fcr|und|Stadt|Gemeinde|[A-Z\u00c4\u00d6\u00dc0-9][\w-]*)){0,6}?)"
)
_SAID = re.compile(rf".*\b(?P<body>{_BODY}),?\s+am\s+$")


def steps_told(lines: Sequence[Line]) -> list[Row]:
    """Read the meeting that a letter names ("Sitzung der BV Mitte am 03.03.2026 TOP 7").

    Args:
        lines: the lines of the letter.

    Returns:
        One row for each day, by its first mention.
    """
    rows: list[Row] = []
    flat = ""
    for line in lines:
        text = " ".join(line.text.split())
        flat = f"{flat} {text}".strip()[-_WIDEST:]
        for hit in find_days(flat, in_table=True):
            said = _SAID.match(flat[: hit.start])
            if said is None or hit.day is None:
                continue
            if any(row.day == hit.day for row in rows):
                continue
            top = _TOP.search(flat[hit.end : hit.end + 20])
            number = (top["number"] or "") if top else ""
            rows.append(
                Row(line.number, said["body"], day=hit.day, agenda_number=number)
            )
    return rows
