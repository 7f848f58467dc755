"""Topics that a paper's own words tell: proposed to whoever classifies it, never assumed."""

from __future__ import annotations

import re

from collections.abc import Iterator
from functools import lru_cache

import attrs

from ratsflow.law.topics import Topic, Topics
from ratsflow.model import Motion


@attrs.frozen
class Proposal:
    """A topic that a paper's words tell.

    Attributes:
        topic: the id of the topic.
        word: the words of the paper that tell it, as they stand there.
    """

    topic: str
    word: str


_ENDING = r"(?:e?s|e?n|er|e|innen)?"
_LONG = 5
"""Letters of a word from which on it is met with the endings of its cases, too."""

_NAMES = re.compile(
    r"""["„“”»«][^"„“”»«]*["„“”»«]"""
    r"|\b(?:Amts?|Dezernats?|\w*[Aa]usschuss(?:es)?|Fachbereichs?|Beirats?"
    r"|Produktbereiche?s?)\s+(?:für\s+)?"
    r"[\w-]+(?:(?:,\s*|\s+und\s+)[A-ZÄÖÜ][\w-]+)*"
    r"|\b(?:gem\.|gemäß|nach)\s+§[^;–\n]*?(?=\s-\s|[;–\n]|$)"
)
"""Names in quotation marks, of offices and committees, and paragraphs that are cited: what
they mention is not what the paper is about."""


def topics_proposed(motion: Motion, topics: Topics) -> tuple[Proposal, ...]:
    """Return the topics that the title of a paper tells.

    A word of several meanings tells nothing, nor does one that is part of a longer word of
    the vocabulary. Where a step towards a plan is named, the plan itself is not proposed:
    to draw one up is not to adopt it. Of a topic and what it is under, the former stays.

    Args:
        motion: the paper; its own `topics` are not looked at.
        topics: the vocabulary.

    Returns:
        Each topic once, in the order of the title; empty where it tells none.
    """
    told: dict[str, Proposal] = {}
    maybe: set[str] = set()
    names = _patterns(topics)
    for found in names.written.finditer(_NAMES.sub(" ", motion.title)):
        name = names.topics[int(str(found.lastgroup)[1:])]
        if name:
            told.setdefault(name, Proposal(name, found[0]))
        elif (reading := topics.reading(found[0])) is not None:
            maybe.update(reading.topics)
    lesser = {each for name in told for each in topics[name].instead_of} - maybe
    above = {each for name in told for each in topics.lineage(name)[1:]}
    return tuple(each for each in told.values() if each.topic not in lesser | above)


@attrs.frozen(eq=False)
class _Patterns:
    """One pattern of every word, each a group, and the topics of the groups."""

    written: re.Pattern[str]
    topics: tuple[str, ...]


@lru_cache(64)
def _patterns(topics: Topics) -> _Patterns:
    """Make the pattern: the longest word first; words of several meanings tell no topic."""
    words = [pair for name in topics for pair in _words(topics[name])]
    words += [
        (_pattern(each.word, heads=False), each.word, "") for each in topics.readings
    ]
    words.sort(key=lambda each: -len(each[1]))
    parts = (f"(?P<w{n}>{pattern})" for n, (pattern, _, _) in enumerate(words))
    written = re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])")
    return _Patterns(written, tuple(name for _, _, name in words))


def _words(topic: Topic) -> Iterator[tuple[str, str, str]]:
    for word in topic.de:
        if word not in topic.unsaid:
            yield _pattern(word, heads=topic.heads), word, topic.id


def _pattern(word: str, *, heads: bool) -> str:
    """Return a pattern of a word in running text; an abbreviation is as it is."""
    parts = re.split(r"[\s-]+", word)
    if not all(part.isalpha() for part in parts) or any(map(_is_short, parts)):
        return re.escape(word)
    body = r"[\s-]+".join(map(_inflected, parts))
    return rf"(?i:[\w-]*{body})" if heads and len(parts) == 1 else rf"(?i:{body})"


def _is_short(part: str) -> bool:
    """Tell whether it is an abbreviation: capitals beyond the first letter."""
    return part[1:] != part[1:].lower()


def _inflected(part: str) -> str:
    return part + (_ENDING if len(part) >= _LONG else "")
