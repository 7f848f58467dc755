"""The table of bodies and meetings as read, and the words that fill its cells."""

from __future__ import annotations

import re

from datetime import date

import attrs

from ratsflow.model import ConsultationRole
from ratsflow.papers.form import Form
from ratsflow.papers.lines import Line
from ratsflow.papers.outline import bare
from ratsflow.papers.reading import ReadConsultation
from ratsflow.papers.vocabulary import short, squeeze, vocabulary


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
    """The words that fill cells: those of a form, and those of the whole country.

    A form's own meaning of a word goes before the country's.
    """

    def __init__(self, form: Form) -> None:
        self.form = form
        every = form.vocabulary or vocabulary()
        self.public = dict(every.public)
        self.public |= {short(w): True for w in form.words.public}
        self.public |= {short(w): False for w in form.words.nonpublic}
        self.roles = dict(every.roles)
        self.roles |= {short(w): role for w, role in form.roles.items()}
        self.own = {
            squeeze(label): column.part
            for column in form.columns
            for label in column.labels
        }
        self.columns = {
            squeeze(label): part
            for part, labels in every.columns.items()
            for label in labels
        } | self.own

    def label(self, part: str) -> str:
        """Give the label of a column."""
        column = self.form.column(part)
        return column.labels[0] if column else ""

    def status(self, text: str) -> bool | None:
        """Tell what the words of a cell say of publicity; None for other words."""
        return self.public.get(short(text))

    def role(self, text: str) -> ConsultationRole | None:
        """Tell what the words of a cell ask a body for; None for other words."""
        return self.roles.get(short(text))

    def column_before(self, text: str, *, own: bool = False) -> str:
        """Return the part that a line states beside its label ("Gremium: Rat")."""
        head, colon, rest = bare(text[:_WIDEST_HEAD]).partition(":")
        columns = self.own if own else self.columns
        return columns.get(squeeze(head), "") if colon and rest.strip() else ""

    def columns_in(self, text: str, *, own: bool = False) -> list[str]:
        """Read a line that consists of nothing but column labels.

        Args:
            text: the line.
            own: look at the labels of the form only.
        """
        columns = self.own if own else self.columns
        text = text.replace("|", " ")
        rest = squeeze(bare(text)) if len(text) < _WIDEST_HEAD else ""
        parts = []
        while rest:
            fits = [label for label in columns if rest.startswith(label)]
            if not fits:
                return []
            label = max(fits, key=len)
            parts.append(columns[label])
            rest = rest[len(label) :]
        return parts


_IN_BRACKETS = re.compile(r"(?P<body>.*\S)\s*\((?P<role>[^()]{1,60})\)")
_TRAIL = re.compile(
    r"(?:[,;:\s]+|\s\((?:Sitzung|Termin)?|\b(?:am|vom|den|"
    r"(?:Mo|Di|Mi|Do|Fr|Sa|So)(?:ntag|nstag|enstag|ttwoch|nnerstag|eitag|mstag|nnabend)?\.?))+$"
)
_IMPOSSIBLE = re.compile(
    r"[0-9]{1,2}\.[ ]?[0-9]{1,2}\.|[0-9]{1,2}\./|\b(?:19|20)[0-9]{2}\b|[0-9]{1,2}:[0-9]{2}|@\w+@|\bTOP\b"
)
_LONGEST_BODY = 120


def trimmed(body: str) -> str:
    """Return a body without the weekday or the comma that leads to its date."""
    return _TRAIL.sub("", body).strip()


_BOX = re.compile(
    r"(?P<ticked>[\u2611\u2612\u2713\u2714]|[\[(][xX][\])])|(?P<empty>[\u2610\u25a1]|\[ ?\]|\( \))"
)
_MOST_BOXES = 8


def only_ticked(words: Words, text: str) -> str:
    """Take the boxes of statuses and roles away, and the words that are not ticked.

    Args:
        words: the words of cells.
        text: a row, or a part of it ("[x] \u00f6ffentlich [ ] nicht\u00f6ffentlich").

    Returns:
        The text as it is where a box is of another word, or none or several are ticked.
    """
    boxes = list(_BOX.finditer(text))
    if not 1 < len(boxes) <= _MOST_BOXES:
        return text
    begins = [0, *(box.end() for box in boxes)]
    ends = [*(box.start() for box in boxes), len(text)]
    parts = [text[a:b].split() for a, b in zip(begins, ends, strict=True)]
    is_before = bool(_known(words, parts[0], last=True))
    ticked: list[object] = []
    every: list[object] = []
    for at, box in enumerate(boxes):
        part = parts[at] if is_before else parts[at + 1]
        count = _known(words, part, last=is_before)
        if not count:
            return text
        phrase = " ".join(part[-count:] if is_before else part[:count])
        kind = "role" if words.status(phrase) is None else "status"
        every.append(kind)
        if box["ticked"]:
            ticked.append(kind)
        else:
            del part[-count if is_before else 0 : None if is_before else count]
    if sorted(ticked, key=str) != sorted(set(every), key=str):
        return text
    return " ".join(" ".join(part) for part in parts if part)


def _known(words: Words, tokens: list[str], *, last: bool) -> int:
    """Count the words of the status or role that a text begins or ends with."""
    for count in range(min(_MOST_OF_STATUS, len(tokens)), 0, -1):
        phrase = " ".join(tokens[-count:] if last else tokens[:count])
        if words.status(phrase) is not None or words.role(phrase) is not None:
            return count
    return 0


def settled(words: Words, row: Row) -> Row:
    """Return a row with the role and the status that stand in brackets behind its body.

    A body that says itself that it is not public makes the row so, whatever the paper
    says of all its rows; where the row's own cell says the opposite, it is listed. So is
    what cannot be the name of a body: a date in it, a status or a role as its last word,
    a label of the form.
    """
    body, role, public = row.body, row.role, row.public
    unread = row.unread
    if public is True and any(_denies_public(words, text) for _, text in unread):
        public = False  # two statuses, or half of one: what was left over is listed
    if says_not_public(words, body):
        if public is True:
            unread = (*unread, ("public", body))
        public = False
    while match := _IN_BRACKETS.fullmatch(body):
        told = [each.strip() for each in _BETWEEN.split(match["role"])]
        roles = [x for each in told if (x := words.role(each)) is not None]
        states = [y for each in told if (y := words.status(each)) is not None]
        if len(roles) + len(states) != len(told) or (roles and role is not None):
            break
        role = roles[-1] if roles else role
        public = states[0] if states and public is None else public
        body = match["body"]
    if is_no_body(words, body):
        unread = (*unread, ("body", body))
    return attrs.evolve(row, body=body, role=role, public=public, unread=unread)


def _denies_public(words: Words, text: str) -> bool:
    return says_not_public(words, f"- {text}") or "nicht" in text.casefold().split()


_BETWEEN = re.compile(r"[,;/]| [-\u2013] ")
_MOST_OF_STATUS = 4
"""Words of the longest status ("in nicht \u00f6ffentlicher Sitzung")."""


def says_not_public(words: Words, body: str) -> bool:
    """Tell whether a status that is not public stands anywhere behind the first word."""
    tokens = ["", *re.findall(r"[\w.-]*\w\.?", body.strip().partition(" ")[2])]
    return any(
        words.status(" ".join(tokens[at:end])) is False
        for at in range(1, len(tokens))
        for end in range(at + 1, min(at + _MOST_OF_STATUS, len(tokens)) + 1)
    )


def is_no_body(words: Words, body: str) -> bool:
    """Tell whether a text cannot be the name of a body."""
    tokens = body.split()
    last = tokens[-1] if tokens else ""
    inside = len(tokens) > 1 and any(
        token in _STATUS or token.casefold().strip(":()[]") in _SPELLED
        for token in tokens
    )
    return (
        not body
        or len(body) > _LONGEST_BODY
        or _IMPOSSIBLE.search(body) is not None
        or inside
        or last in _GOES_ON
        or squeeze(body) in words.columns
        or (len(tokens) > 1 and words.role(last) is not None)
        or squeeze(body) in vocabulary().labels
    )


_GOES_ON = frozenset(("und", "f\u00fcr", "der", "des", "die", "sowie", "&", "mit"))
"""Words with which no name ends: the rest of it stands elsewhere, or was read as a role."""
_STATUS = frozenset(
    ("\u00d6", "N\u00d6", "N", "\u00f6ffentlich", "nicht\u00f6ffentlich", "n\u00f6")
)
_SPELLED = frozenset(("\u00f6ffentlich", "nicht\u00f6ffentlich"))
