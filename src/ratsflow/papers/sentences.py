"""Cut German text into sentences."""

from __future__ import annotations

import re

from bisect import bisect_left
from collections.abc import Iterable

import attrs

from ratsflow.papers.passages import Joiner, Passage, words_of
from ratsflow.papers.vocabulary import squeeze


@attrs.frozen
class Sentence:
    """A sentence with its line in the paper."""

    text: str
    line: int | None

    @property
    def words(self) -> list[str]:
        """The words in lower case without punctuation."""
        return WORD.findall(self.text.lower())


WORD = re.compile(r"[\wäöüß]{1,60}(?:-[\wäöüß]{1,60}){0,3}")

_ABBREVIATIONS = words_of(
    "abs art bspw bzw ca dr einschl etc evtl exkl geb gem ggf ggfs inkl insb lfd lit "
    "max mind mio mrd nr prof rd s sog st str tsd u usw v vgl z zzgl zzt"
)
_END = re.compile("[.!?][\u201c\u201d\"')]{0,2}(?=\\s)")
_TOKEN = re.compile(r"[\w]{1,30}$")
_ITEM = re.compile(
    "\\s{0,8}(?:[-\u2013\u2022*#]|[0-9]{1,3}[.)]|[a-z]\\)|[\u2610\u2611\u2612])\\s?"
)
_SPACE = re.compile(r"\s+")


def sentences(passage: Passage, headings: Iterable[str] = ()) -> list[Sentence]:
    """Cut a passage into sentences.

    Paragraphs, list items and known headings end a sentence; a line break alone does
    not.

    Args:
        passage: the text.
        headings: sub-headings of the form, which have no full stop.
    """
    known = {squeeze(heading) for heading in headings}
    breaks = [at for at, sign in enumerate(passage.text) if sign == "\n"]
    return [
        Sentence(text, _line(passage, breaks, left))
        for start, end in _blocks(passage.text, known)
        for left, right in _cuts(passage.text, start, end)
        if (text := _SPACE.sub(" ", _joined(passage.text[left:right])).strip())
    ]


def _joined(text: str) -> str:
    """Put words together that are cut at the end of a line."""
    if "-\n" not in text:
        return text
    row = Joiner()
    for line in text.split("\n"):
        row.add(line.strip())
    return row.text


def _line(passage: Passage, breaks: list[int], left: int) -> int | None:
    while left < len(passage.text) and passage.text[left].isspace():
        left += 1
    at = bisect_left(breaks, left)
    numbers = passage.numbers
    return numbers[min(at, len(numbers) - 1)] if numbers else None


def _blocks(text: str, headings: set[str]) -> list[tuple[int, int]]:
    starts = [0]
    at = 0
    alone = False
    for row in text.split("\n"):
        is_heading = squeeze(row) in headings
        if alone or is_heading or not row.strip() or _ITEM.match(row):
            starts.append(at)
        alone = is_heading or not row.strip()
        at += len(row) + 1
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _cuts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    ends = (
        match.end()
        for match in _END.finditer(text, start, end)
        if not (match[0].startswith(".") and _is_inner_dot(text, match.start()))
    )
    cuts = [start, *ends]
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _is_inner_dot(text: str, at: int) -> bool:
    token = _TOKEN.search(text[max(0, at - 30) : at])
    if token is None:
        return False
    word = token[0].lower()
    is_ordinal = word.isdigit() and len(word) <= _ORDINAL
    return is_ordinal or len(word) == 1 or word in _ABBREVIATIONS


_ORDINAL = 2
"""Digits of the longest ordinal (*31. Mai*); 2026 before a dot ends a sentence."""
