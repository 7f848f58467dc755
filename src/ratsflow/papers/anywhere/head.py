"""Number, kind and title of a paper, wherever they stand."""

from __future__ import annotations

import re

from collections.abc import Sequence

import attrs

from ratsflow.model import PaperType
from ratsflow.papers.lines import Line
from ratsflow.papers.outline import bare
from ratsflow.papers.vocabulary import Vocabulary


TOP = 60
"""Lines at the top in which number, kind and title are looked for."""
_NUMBER = r"[A-Z\u00c4\u00d6\u00dc]{0,5}[-/ ]?[0-9][\w\u00c4\u00d6\u00dc]{0,12}(?:[./-][\w\u00c4\u00d6\u00dc]{1,12}){0,5}"
_SPACED = r"(?: / (?:[A-Z]{1,2} )?[0-9]\w{0,8})?"
_DASHED = re.compile(
    rf"^(?:\w*[Vv]orlage|Drucksache|Antrag|Anfrage|Mitteilung|Bericht|\w*antrag)(?: ?[-\u2013:]|[- ]?Nr\.?:?|(?= \S{{0,6}}[0-9]\S{{0,12}}[/-])) ?(?P<number>{_NUMBER}{_SPACED})(?=\s|$)"
)
_DS = re.compile(
    r"^(?P<number>(?:DS|Drs\.|BV|VO|GRDrs|ANT|ANF|A|F|O[FMAI]|M|B|Vorl\.) ?[0-9]{1,5}[a-z]?(?:[/-][0-9A-Z]{1,6}){1,3}(?: [0-9]\. Erg\u00e4nzung)?)(?=\s|$)"
)
_ALONE = re.compile(
    r"^(?P<number>[A-Z\u00c4\u00d6\u00dc]{2,5}[/-][0-9]{2,4}[/-][0-9]{1,6}(?:[/-][0-9]{1,3})?|[0-9]{4}/[A-Z]{2,4}/[0-9]{2,6})$"
)
_VALUE = re.compile(
    rf"^(?:Nr\.?:? ?)?(?P<number>{_NUMBER}{_SPACED}(?:,? [0-9]\. Erg\u00e4nzung(?!\w))?)(?=[\s,;)]|$)"
)
_PLACEHOLDER = re.compile(r"(?<![A-Z])X{2,}(?![A-WYZ])|_{2,}|\.{3,}")
_OF_ANOTHER = re.compile(
    r"\b(?:neu|neue Fassung|n\. ?F|Fassung|Version|ersetzt|Austausch\w*|Erg\u00e4nzung\w*|Nachtrag\w*|\u00c4nderung\w*|"
    r"Tischvorlage|korrigiert\w*|Korrektur\w*|und|bis|zu)\b|[0-9]/[0-9]",
    re.IGNORECASE,
)
"""Words behind a number that make it the number of another paper, or of several."""
_SUPPLEMENT = re.compile(
    r"\b[0-9]\. Erg\u00e4nzung|-[0-9]{1,2}$|\bErg\u00e4nzung(?:svorlage)?\b"
)


@attrs.frozen
class Reference:
    """The number of a paper: its line, and what stands behind it."""

    number: str
    at: int
    rest: str = ""


def reference_in(lines: Sequence[Line]) -> Reference | None:
    """Find a number that stands without a label of its own ("DS 80/2017")."""
    for at, line in enumerate(lines[:TOP]):
        text = " ".join(bare(line.text).split())
        for pattern in (_DASHED, _DS, _ALONE):
            match = pattern.match(text)
            is_number = match and not _PLACEHOLDER.search(match["number"])
            if match and is_number and re.search("[0-9]", match["number"]):
                return Reference(match["number"], at, text[match.end() :].strip())
    return None


def number_of(value: str) -> str:
    """Return the number at the beginning of the value of a cell; empty if it has none."""
    match = _VALUE.match(" ".join(value.split()))
    if match is None or _PLACEHOLDER.search(match["number"]):
        return ""
    return match["number"].strip()


def behind_number(value: str) -> str:
    """Return what stands behind the number of a cell and may belong to it."""
    text = " ".join(value.split())
    rest = text.partition(number_of(text))[2].strip() if number_of(text) else ""
    return rest if _OF_ANOTHER.search(rest) else ""


def kind_in(
    words: Vocabulary, lines: Sequence[Line], stated: str = ""
) -> tuple[PaperType, int] | None:
    """Find the kind of paper: as a cell states it, as a heading, or in a line's first words.

    Args:
        words: the vocabulary.
        lines: the lines of the head.
        stated: the value of a cell for the kind.
    """
    titles = sorted(words.titles, key=len, reverse=True)
    for title in titles if stated else ():
        if stated.casefold().startswith(title.casefold()):
            return words.titles[title], -1
    for is_whole in (True, False):
        for at, line in enumerate(lines[:TOP]):
            text = " ".join(bare(line.text).split())
            for title in titles:
                if _is_kind(text, title, is_whole=is_whole):
                    return words.titles[title], at
    return None


def _is_kind(text: str, title: str, *, is_whole: bool) -> bool:
    if not text.casefold().startswith(title.casefold()):
        return False
    rest = text[len(title) :].strip()
    if is_whole and re.fullmatch(_NUMBER, rest) and re.search("[0-9]", rest):
        return True
    if is_whole:
        return not rest or (
            rest.startswith(("-", "\u2013", "Nr")) and bool(re.search("[0-9]", rest))
        )
    first = rest.split(" ")[0].casefold() if rest else ""
    return (
        first in _AFTER_KIND or rest[:1] in '(\u201e"' or bool(re.match("[0-9]", rest))
    )


_AFTER_KIND = frozenset(
    [
        "zur",
        "zum",
        "der",
        "des",
        "nach",
        "vom",
        "betreffend",
        "über",
        "für",
        "an",
        "auf",
        "öffentlich",
        "nichtöffentlich",
        "nr.",
        "nr.:",
        "nr",
    ]
)


def is_supplement(reference: str) -> bool:
    """Tell whether a number is that of a supplement."""
    return "Erg\u00e4nzung" in reference


_OF = re.compile(r"\s*[\u2014\u2013-]\s*(?:Gruppe|Fraktion|Antrag|Anfrage)\b.*$")
_WRAPPED = re.compile(
    r"^(?:Antrag|Anfrage|\u00c4nderungsantrag)\s*[:\u201e\"]+\s*(?P<title>.+?)[\u201c\"]?$"
)


def titled(text: str) -> str:
    """Return a title without the words for its kind and the quotation marks around it."""
    match = _WRAPPED.match(text)
    if match:
        text = _OF.sub("", match["title"]).strip()
    return text.strip(' \u201e\u201c"') if text[:1] in '\u201e"' else text.strip()
