"""Who signed a paper, wherever the names stand: by an office, by a closing, by their shape."""

from __future__ import annotations

import re

from collections.abc import Sequence

import attrs

from ratsflow.papers.lines import Line
from ratsflow.papers.outline import bare
from ratsflow.papers.vocabulary import Vocabulary


_NAMES = re.compile(
    r"(?:(?:Prof\.|Dr\.|Dr\.-Ing\.) ){0,3}[A-Z\u00c4\u00d6\u00dc][\w.'\u2019-]{1,30}(?: (?:von|van|de|der|zu|[A-Z\u00c4\u00d6\u00dc][\w.'\u2019-]{1,30})){1,11}"
)
_LEAD = re.compile(
    r"^(?:gez\.|gezeichnet|i\. ?V\.|i\. ?A\.|In Vertretung|Im Auftrag)[:,]?\s*",
    re.IGNORECASE,
)
_MOST = 4
"""Words of the name of one person."""


@attrs.frozen
class Signed:
    """A signature found.

    Attributes:
        at: index of its first line.
        name: the name.
        role: the office, or empty.
        is_certain: one name stands by one office.
    """

    at: int
    name: str
    role: str = ""
    is_certain: bool = True


def signed(words: Vocabulary, lines: Sequence[Line]) -> Signed | None:
    """Find the first signature below a text.

    Args:
        words: the vocabulary.
        lines: the lines below the first label or the greeting.
    """
    full = [at for at, line in enumerate(lines) if not line.is_blank]
    by_office = _by_office(words, lines, full)
    if by_office is not None:
        return by_office
    for number, at in enumerate(full[:-1]):
        if _closes(bare(lines[at].text)):
            name = _name(bare(lines[full[number + 1]].text))
            return Signed(full[number + 1], name) if name else None
    if not full:
        return None
    name = _name(bare(lines[full[-1]].text))
    text = bare(lines[full[-1]].text)
    is_one = bool(name) and len(text.split()) <= _MOST
    return Signed(full[-1], name, is_certain=False) if is_one else None


def _closes(text: str) -> bool:
    return text.casefold().startswith(
        ("mit freundlich", "freundliche gr", "hochachtungsvoll", "mit besten gr")
    )


def _by_office(
    words: Vocabulary, lines: Sequence[Line], full: Sequence[int]
) -> Signed | None:
    for number, at in enumerate(full[1:], 1):
        before = bare(lines[full[number - 1]].text)
        role, more = _office(words, bare(lines[at].text).strip("()"))
        name = _name(before)
        if role and name:
            is_one = len(_LEAD.sub("", before).split()) <= _MOST and not more
            return Signed(
                full[number - 1], name, role, is_one and not _LEAD.match(before)
            )
        own, extra = _office(words, before.strip("()"))
        below = _name(bare(lines[at].text))
        if own and not extra and below and number >= len(full) - 2:
            return Signed(full[number - 1], below, own)
    return None


def _office(words: Vocabulary, text: str) -> tuple[str, bool]:
    """Return the office that a line begins with, and whether more stands behind it."""
    for office in sorted(words.offices, key=len, reverse=True):
        if text.casefold().startswith(office.casefold()):
            rest = text[len(office) :].strip()
            if not rest or (rest[0].isupper() and len(text.split()) <= 2 * _MOST):
                return text[: len(office)], bool(rest)
    return "", False


def _name(text: str) -> str:
    """Return the first name of a line of names; empty if it is none."""
    text = _LEAD.sub("", " ".join(text.split()).strip("()"))
    text = re.sub(r"\s*\[[^\]]*\].*$", "", text)
    if not _NAMES.fullmatch(text) or re.search(
        r"\b(?:Fraktion|Stadt|Gemeinde|Rathaus|Anlagen?|Seite|Keine?[rs]?|Siehe|Nicht|Ohne|Angaben?|Entf\u00e4llt|Ja|Nein)\b",
        text,
    ):
        return ""
    parts = text.split()
    return text if len(parts) <= _MOST - 1 else " ".join(parts[:2])
