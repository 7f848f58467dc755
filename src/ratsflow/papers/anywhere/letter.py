"""Letters: motions and questions of factions, without labels for most of what they say."""

from __future__ import annotations

import re

from collections.abc import Sequence

import attrs

from ratsflow.model import PaperType
from ratsflow.papers.dates import find_days
from ratsflow.papers.lines import Line
from ratsflow.papers.outline import bare
from ratsflow.papers.vocabulary import Vocabulary


_QUESTION = re.compile(r"\b(?:An|nach)?frage\b|\bAnfragen\b|ANFRAGE")
_AMENDMENT = re.compile(r"\b(?:\u00c4nderungs|Erg\u00e4nzungs)antrag\b")
_MOTION = re.compile(r"\b\w*[Aa]ntrag\b|\bbeantrag|\bBeschlussentwurf\b", re.IGNORECASE)
_HINT = re.compile(r"^\s*hier:\s*(?P<title>.+)$")
_FAR = 12
"""Lines above the greeting in which the subject stands."""


@attrs.frozen
class Letter:
    """A letter: where it greets, and its subject.

    Attributes:
        greets: index of the greeting.
        ends: index of the line behind the greeting.
        title: lines of the subject.
    """

    greets: int
    ends: int
    title: tuple[Line, ...]


def letter_in(words: Vocabulary, lines: Sequence[Line]) -> Letter | None:
    """Find the greeting of a letter and the subject above it."""
    greets = next(
        (at for at, x in enumerate(lines) if bare(x.text).startswith(words.greetings)),
        None,
    )
    if greets is None:
        return None
    ends = greets
    while ends < len(lines) and bare(lines[ends].text).casefold().startswith(
        tuple(word.casefold() for word in words.greetings)
    ):
        ends += 1
    return Letter(greets, ends, _subject(lines, greets))


def hint_in(lines: Sequence[Line]) -> Line | None:
    """Find the subject that stands behind "hier:"."""
    for line in lines:
        if match := _HINT.match(line.text):
            return attrs.evolve(line, text=match["title"])
    return None


def _subject(lines: Sequence[Line], greets: int) -> tuple[Line, ...]:
    """Return the paragraph above the greeting, if a day or an address stands above it."""
    at = greets - 1
    while at >= 0 and lines[at].is_blank:
        at -= 1
    end = at + 1
    while at >= 0 and not lines[at].is_blank and end - at <= _FAR:
        at -= 1
    block = lines[at + 1 : end]
    has_day = any(find_days(x.text, in_table=True) for x in block)
    return () if has_day or len(block) > 3 else tuple(block)  # noqa: PLR2004  a subject is short


def kind_of_letter(lines: Sequence[Line]) -> PaperType | None:
    """Tell a motion from a question by the words of the letter."""
    text = "\n".join(line.text for line in lines[:60])
    if _AMENDMENT.search(text):
        return PaperType.AMENDMENT
    questions = len(_QUESTION.findall(text))
    motions = len(_MOTION.findall(text))
    if questions > motions:
        return PaperType.QUESTION
    return PaperType.FACTION_MOTION if motions else None
