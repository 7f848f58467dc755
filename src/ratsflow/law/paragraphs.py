"""The paragraphs that a citation names, each with its law."""

from __future__ import annotations

import re

from collections.abc import Iterator


_SIGN = re.compile(r"§§?|Art\.")
_NUMBER = re.compile(r"\d+[a-z]?(?![\w.])")
_PART = re.compile(
    r"\s*(?:,|–|-|\b(?:Abs|S|Satz|Nr|lit|Hs|Alt)\b\.?|\b(?:ff|f|bis|und)\b\.?|i\.\s*V\.\s*m\."
    r"|\d+[a-z]?(?:[–-]\d+)?(?![\w.])|[a-z](?:[–-][a-z])?(?![\w.]))"
)
"""What stands between a paragraph's number and the name of its law."""
_ASIDE = re.compile(r"\([^)]*\)")
_LAW = re.compile(r"\s*([A-ZÄÖÜ][\wÄÖÜäöüß]*(?:\s[A-ZÄÖÜ][\wÄÖÜäöüß]*)*)")

_MOST_PARTS = 12
"""A paragraph has no more subsections than that: a higher number is a paragraph's own."""


def paragraphs(norm: str) -> tuple[str, ...]:
    """Return the paragraphs that a citation names: ``§ 41 GO NRW``, each once.

    ``§ 41 Abs. 2, 3, § 50 Abs. 1 GO NRW`` names two of one law. A citation without a
    paragraph stands for itself up to its first semicolon: *Beratungsfolge*.
    """
    plain = _ASIDE.sub(" ", norm)
    found = dict.fromkeys(_cited(plain if _SIGN.search(plain) else norm))
    return tuple(found) or (norm.partition(";")[0].strip(),)


def _cited(norm: str) -> Iterator[str]:
    groups: list[tuple[str, list[str], str]] = []
    signs = [*_SIGN.finditer(norm)]
    ends = [*(each.start() for each in signs), len(norm)][1:]
    for sign, end in zip(signs, ends, strict=True):
        body = norm[sign.end() : end]
        length = 0
        while match := _PART.match(body, length):
            length = match.end()
        law = _LAW.match(body, length)
        numbers = _numbers(body[:length], several=sign[0] == "§§")
        groups.append((sign[0].replace("§§", "§"), numbers, law[1] if law else ""))
    last = ""
    named: list[list[str]] = []
    for sign_, numbers, law_ in reversed(groups):
        last = law_ or last
        named.append([f"{sign_} {number} {last}".strip() for number in numbers])
    for each in reversed(named):
        yield from each


def _numbers(text: str, *, several: bool) -> list[str]:
    """Return the numbers that are paragraphs, not subsections of one."""
    found: list[str] = []
    in_parts = False
    for match in _NUMBER.finditer(text):
        before = text[: match.start()].rstrip()
        if re.search(r"(?:Abs|S|Satz|Nr|lit|Hs|Alt)\.?$", before):
            in_parts = True
            continue
        starts = re.match(r"\s*Abs\.", text[match.end() :])
        number = int(re.sub(r"\D", "", match[0]))
        if not found or (
            several
            and before.endswith(",")
            and (starts or not in_parts or number > _MOST_PARTS)
        ):
            found.append(match[0])
            in_parts = False
    return found
