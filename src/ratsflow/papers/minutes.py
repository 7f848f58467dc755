"""Minutes (*Niederschrift*): the items of a meeting, with the votes on each."""

from __future__ import annotations

import re

from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs

from ratsflow.errors import Both, InvalidInputError
from ratsflow.model import Wording
from ratsflow.papers.dates import find_days
from ratsflow.papers.lines import Line, furniture, split_lines
from ratsflow.papers.outline import bare
from ratsflow.papers.passages import one_line, plain, width_of
from ratsflow.papers.reading import Missing
from ratsflow.papers.vocabulary import squeeze, vocabulary
from ratsflow.papers.votes import ToldVote, read_votes


_TOP = 40
_MEETING = re.compile(
    r"Sitzung\s+(?:des|der)\s+(?P<body>[A-Z\u00c4\u00d6\u00dc].{1,120}?)(?=\s+(?:am|vom|der Stadt|der Gemeinde|, )|[,;]|$)"
)
_GENITIVE = re.compile(r"(rat|ausschuss|vorstand|senat)e?s\b")
_ITEM = re.compile(
    r"^(?:(?:[Zz]u )?(?:TOP|Punkt|Tagesordnungspunkt|T\.O\.P\.)[ :.]{0,3}(?P<number>[\u00d6N]? ?[0-9]{1,3}(?:\.[0-9]{1,3}){0,3})[.:)]?(?:\s+(?P<title>.*))?"
    r"|(?P<bare>[\u00d6N]? ?[0-9]{1,3}(?:\.[0-9]{1,3}){0,3})[.)]?\s+(?P<after>[A-Z\u00c4\u00d6\u00dc].{3,}))$"
)
_PART = re.compile(
    r"^(?:[IVAB]{1,3}[.)]? ?|Teil [AB1-2I]{1,2}:? ?)?(?P<non>nicht[- ]?)?\u00f6ffentliche[rn]? (?:Teil|Sitzung)\b",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"^(?P<label>Abstimmungsergebnis(?:se)?|Abstimmung|Ergebnis(?: der Abstimmung)?|Beratungsergebnis|Stimmenverh\u00e4ltnis|Votum|Beschlussergebnis)\s*:?\s*(?P<text>.*)$",
    re.IGNORECASE,
)
_DECISION = re.compile(
    r"^(?:Beschluss(?:vorschlag|empfehlung|text)?|Empfehlung(?:sbeschluss)?|Antrag)\s*:\s*(?P<text>.*)$",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(?:einstimmig|mehrheitlich|Ja-Stimmen?|Nein-Stimmen?|Gegenstimmen?|Enthaltung(?:en)?|zur Kenntnis|vertagt|"
    r"abgesetzt|zur\u00fcckgestellt|zur\u00fcckgezogen|verwiesen|abgelehnt|angenommen|zugestimmt)\b",
    re.IGNORECASE,
)
_SENTENCE = Wording(
    "Das Ergebnis steht im laufenden Text und nicht hinter einer \u00dcberschrift; pr\u00fcfen.",
    "The result stands in running text and not behind a heading; check it.",
)
_NO_BODY = Wording(
    "Das Gremium der Sitzung eintragen.", "Enter the body of the meeting."
)
_NO_DAY = Wording("Den Tag der Sitzung eintragen.", "Enter the day of the meeting.")
_TWICE = Wording(
    "Dieser Punkt steht schon weiter oben (Tagesordnung?); sein Text wurde hierher gelesen.",
    "This item stands further up already (the agenda?); its text was read from here.",
)


@attrs.frozen
class Item:
    """An item of minutes.

    Attributes:
        number: its number, as written.
        title: its title.
        line: line of the text (from 1).
        public: whether in public; None if not stated.
        decision: the words that were decided on, or empty.
        text: everything below its title.
        votes: its votes and results, in order.
    """

    number: str
    title: str
    line: int
    public: bool | None = None
    decision: str = ""
    text: str = ""
    votes: tuple[ToldVote, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """Give it as plain values, ready for JSON."""
        return {
            "number": self.number,
            "title": self.title,
            "line": self.line,
            "public": self.public,
            "decision": self.decision or None,
            "votes": [vote.to_plain() for vote in self.votes],
        }


@attrs.frozen
class Minutes:
    """The minutes of a meeting.

    Attributes:
        body: name of the body; empty if it is not stated.
        day: day of the meeting; None if it is not stated.
        items: the items, in order.
        missing: what is missing or to be checked, with its line.
    """

    body: str
    day: date | None
    items: tuple[Item, ...]
    missing: tuple[Missing, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """Give it as plain values, ready for JSON."""
        return {
            "body": self.body or None,
            "date": self.day and self.day.isoformat(),
            "items": [item.to_plain() for item in self.items],
            "missing": [entry.to_plain() for entry in self.missing],
        }


def are_minutes(lines: Sequence[Line]) -> bool:
    """Tell whether a text is headed as minutes."""
    titles = tuple(squeeze(title) for title in vocabulary().minutes)
    full = [bare(line.text) for line in lines[:_TOP] if not line.is_blank]
    return any(squeeze(text).startswith(titles) for text in full[:_HEAD])


_HEAD = 8
"""Lines with text in which the heading of minutes stands."""


def read_minutes(text: str) -> Minutes:
    """Read minutes: body, day, items, and the votes on each in the words of the minutes.

    Args:
        text: plain text or Markdown.

    Raises:
        InvalidInputError: the text is no minutes, or they have no items.
    """
    lines = split_lines(text)
    if not are_minutes(lines):
        raise InvalidInputError(
            Both("these are no minutes.", "das ist keine Niederschrift."),
            "text",
            Both(
                "Give a text that is headed Niederschrift or Protokoll.",
                "Einen Text angeben, der mit Niederschrift oder Protokoll \u00fcberschrieben ist.",
            ),
        )
    gone = {(entry.line, entry.text) for entry in furniture(lines)}
    lines = tuple(
        line for line in lines if (line.number, line.text.strip()) not in gone
    )
    body, day, missing = _meeting(lines)
    items, doubts = _items(lines)
    if not items:
        raise InvalidInputError(
            Both(
                "the minutes hold no items.",
                "die Niederschrift enth\u00e4lt keine Punkte.",
            ),
            "text",
            Both(
                "Number the items, for example TOP 1.",
                "Die Punkte nummerieren, zum Beispiel TOP 1.",
            ),
        )
    return Minutes(body, day, tuple(items), (*missing, *doubts))


def _meeting(lines: Sequence[Line]) -> tuple[str, date | None, list[Missing]]:
    body, day = "", None
    for line in lines[:_TOP]:
        text = " ".join(bare(line.text).split())
        if not body and (match := _MEETING.search(text)):
            body = _GENITIVE.sub(r"\1", match["body"].strip())
        if day is None:
            days = [
                hit for hit in find_days(text, in_table=True) if hit.day is not None
            ]
            day = days[0].day if days else None
    missing = []
    if not body:
        missing.append(Missing("body", None, "", "", _NO_BODY))
    if day is None:
        missing.append(Missing("date", None, "", "", _NO_DAY))
    return body, day, missing


@attrs.define
class _Open:
    """An item while its lines are gathered."""

    number: str
    title: str
    at: Line
    public: bool | None
    lines: list[Line] = attrs.field(factory=list)


def _items(lines: Sequence[Line]) -> tuple[list[Item], list[Missing]]:
    opened = _opened(lines)
    width = width_of(lines)
    items: list[Item] = []
    doubts: list[Missing] = []
    for each in opened:
        item, notes = _closed(each, width)
        before = next((x for x in items if _is_same(x, item)), None)
        if before is not None and not before.text:  # it stood in the agenda
            items.remove(before)
            item = attrs.evolve(item, title=item.title or before.title)
        elif before is not None:
            notes.append(Missing("items", item.line, "", f"TOP {item.number}", _TWICE))
        items.append(item)
        doubts += notes
    return items, doubts


def _is_same(first: Item, second: Item) -> bool:
    return first.number == second.number and first.public in {None, second.public}


def _opened(lines: Sequence[Line]) -> list[_Open]:
    opened: list[_Open] = []
    public: bool | None = None
    labelled = any((m := _ITEM.match(bare(x.text))) and m["number"] for x in lines)
    for line in lines:
        text = " ".join(bare(line.text).split())
        if part := _PART.match(text):
            public = not part["non"]
            continue
        match = _ITEM.match(text)
        is_item = match is not None and (match["number"] or not labelled)
        if match is not None and is_item and not _TELLS.search(text):
            number = (match["number"] or match["bare"]).strip()
            title = (match["title"] or match["after"] or "").strip(" :")
            status = {"\u00d6": True, "N": False}.get(number[:1], public)
            opened.append(_Open(number, title, line, status))
        elif opened:
            opened[-1].lines.append(line)
    return opened


def _closed(each: _Open, width: int) -> tuple[Item, list[Missing]]:
    lines = each.lines
    title = each.title
    if not title:
        first = next((at for at, x in enumerate(lines) if not x.is_blank), None)
        if first is not None and not _RESULT.match(bare(lines[first].text)):
            title = bare(lines[first].text)
            lines = lines[first + 1 :]
    votes: list[ToldVote] = []
    notes: list[Missing] = []
    decision: list[Line] = []
    at = 0
    while at < len(lines):
        text = bare(lines[at].text)
        if result := _RESULT.match(text):
            end = _block_end(lines, at + 1, has_text=bool(result["text"]))
            told = " ".join(
                [result["text"], *(bare(x.text) for x in lines[at + 1 : end])]
            )
            votes += read_votes(told)
            at = end
        elif begins := _DECISION.match(text):
            end = _block_end(lines, at + 1, has_text=bool(begins["text"]))
            decision = [
                attrs.evolve(lines[at], text=begins["text"]),
                *lines[at + 1 : end],
            ]
            at = end
        else:
            at += 1
    if not votes:
        votes, notes = _told_in_text(lines)
    text = plain(lines, width).text
    words = one_line(decision).text.strip()
    return Item(
        each.number, title, each.at.number, each.public, words, text, tuple(votes)
    ), notes


def _block_end(lines: Sequence[Line], at: int, *, has_text: bool) -> int:
    """Return the end of the paragraph behind a label, or of the one below it."""
    if not has_text:
        while at < len(lines) and lines[at].is_blank:
            at += 1
    while at < len(lines) and not lines[at].is_blank:
        text = bare(lines[at].text)
        if _RESULT.match(text) or _DECISION.match(text):
            break
        at += 1
    return at


def _told_in_text(lines: Sequence[Line]) -> tuple[list[ToldVote], list[Missing]]:
    votes: list[ToldVote] = []
    notes: list[Missing] = []
    for line in lines:
        if _TELLS.search(line.text):
            told = read_votes(line.text)
            votes += told
            text = line.text.strip()[:160]
            notes.append(Missing("items.votes", line.number, "", text, _SENTENCE))
    return votes, notes
