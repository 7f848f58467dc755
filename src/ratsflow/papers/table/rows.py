"""A table with one row a line."""

from __future__ import annotations

import re

from collections.abc import Sequence

import attrs

from ratsflow.papers.dates import checked, find_days
from ratsflow.papers.lines import Line
from ratsflow.papers.outline import bare
from ratsflow.papers.passages import one_line
from ratsflow.papers.table.parts import Row, Table, Words, only_ticked, trimmed
from ratsflow.papers.vocabulary import squeeze


_WIDEST_ROW = 400
_WIDEST_BODY = 160
_LOOK_AHEAD = 4


def rows_of(words: Words, lines: Sequence[Line], at: int, start: int) -> Table:
    """Read rows, one after the other, until a line is none."""
    rows: list[Row] = []
    end = start
    while end < len(lines):
        row, after = _next_row(words, lines, end, in_table=start > at)
        if row is None:
            break
        rows.append(row)
        end = after
    return Table(tuple(rows), at, end)


def _next_row(
    words: Words, lines: Sequence[Line], at: int, *, in_table: bool
) -> tuple[Row | None, int]:
    """Read the next row; a long name of a body may take up lines of its own."""
    gathered: list[Line] = []
    for end in range(at + 1, len(lines) + 1):
        line = lines[end - 1]
        if line.is_blank and not gathered:
            continue
        gathered.append(line)
        if line.is_blank or len(gathered) > _LOOK_AHEAD:
            break
        if row := row_of(words, gathered, in_table=in_table):
            return row, end
    return None, at


def row_of(
    words: Words, lines: Sequence[Line], *, in_table: bool = False
) -> Row | None:
    """Read a row that ends with the last of the lines; None if they are none.

    Args:
        words: the words of cells.
        lines: the lines.
        in_table: they stand below the heads of a table, where a row may lack its
            status; elsewhere only a status makes a line with a date a row.
    """
    line = lines[-1]
    is_short = len(line.text) < _WIDEST_ROW
    days = find_days(line.text, in_table=in_table) if is_short else []
    if len(days) != 1:
        return None
    name = [*lines[:-1], attrs.evolve(line, text=line.text[: days[0].start])]
    body = one_line(attrs.evolve(x, text=bare(x.text)) for x in name)
    tail = _tail(words, line.text[days[0].end :], in_table=in_table)
    if tail is None or not body.text or len(body.text) > _WIDEST_BODY:
        return None
    if in_table and tail.public is None and SENTENCE.match(body.text):
        return None
    unread = tail.unread
    if days[0].is_several:
        day, unread = None, (("day", days[0].text), *unread)
    else:
        day = checked(days[0], line.number, words.label("day"))
    return attrs.evolve(
        tail,
        line=line.number,
        body=trimmed(body.text),
        day=day,
        joined=body.joined,
        unread=unread,
    )


SENTENCE = re.compile(
    "[a-z\u00e4\u00f6\u00fc]|(?:Am|Im|In|Der|Die|Das|Mit|Seit|Bis|Zum|Zur|Vom|Nach|Auf|F\u00fcr|Bei|Es|Ein|Eine|Ab)\\b"
)
_MOST = 6
"""Words behind the date of a row that may be left over."""


def _tail(words: Words, text: str, *, in_table: bool) -> Row | None:
    """Read what stands behind the date; None if it does not look like a row."""
    public: bool | None = None
    role, number, unread = None, "", []
    text = only_ticked(words, _TIME.sub(" ", bare(text)))
    for token in phrases(words, text.split()):
        status, asked = words.status(token), words.role(token)
        if public is None and status is not None:
            public = status
        elif asked is not None:
            role = asked
        elif _NUMBER.fullmatch(token) and not number:
            number = token
        elif squeeze(token) != "top":
            unread.append(token)
    is_row = public is not None or (
        in_table and (role is not None or not unread or number != "" or unread == ["-"])
    )
    if not is_row or len(unread) > _MOST:
        return None
    rest = " ".join(unread)
    part = "public" if public is None else "role"
    return Row(0, "", None, public, role, number, ((part, rest),) if rest else ())


_NUMBER = re.compile("[0-9]{1,4}(?:[.][0-9]{1,4}){0,3}[.]?")
_TIME = re.compile(
    "^[,; ]{0,3}(?:um )?[0-9]{1,2}[:.][0-9]{2}(?: Uhr)?(?=\\s|$)|\\b[0-9]{1,2}(?:[:.][0-9]{2})? Uhr\\b"
)
_LONGEST_PHRASE = 4
_LETTER = re.compile(r"[^\W\d_]")


def phrases(words: Words, tokens: list[str]) -> list[str]:
    """Put words together that are one status or role ("nicht \u00f6ffentlich")."""
    out: list[str] = []
    at = 0
    while at < len(tokens):
        for count in range(min(_LONGEST_PHRASE, len(tokens) - at), 0, -1):
            phrase = " ".join(tokens[at : at + count])
            is_known = all(map(_LETTER.search, tokens[at : at + count])) and (
                words.status(phrase) is not None or words.role(phrase) is not None
            )
            if count == 1 or is_known:
                out.append(phrase)
                at += count
                break
    return out
