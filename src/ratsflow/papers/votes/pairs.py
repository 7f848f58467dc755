"""Votes told as two or three numbers: "mit 23:21 abgelehnt", "14:0", "zwölf zu drei Stimmen".

A pair is taken for votes only where something beside it says so: a time of day, a scale or
the number of an item is none.
"""

from __future__ import annotations

import re

from collections.abc import Iterable, Mapping

import attrs


@attrs.frozen
class Pair:
    """Numbers of votes.

    Attributes:
        start, end: where they stand in the text.
        numbers: as they stand, of each side and perhaps of abstentions; empty if nobody
            can say that they are votes.
        of_sides: whether the side that won stands first ("mit 23:21 abgelehnt").
    """

    start: int
    end: int
    numbers: tuple[int, ...]
    of_sides: bool = False


class Pairs:
    """Finds pairs.

    Args:
        outcomes: a regular expression of what adopts or rejects.
        parts: a regular expression of what is voted on one by one.
        words: numbers by the words that count ("drei", no "ein" or "kein").
    """

    def __init__(self, outcomes: str, parts: str, words: Mapping[str, int]) -> None:
        """Compile a pair, and what may stand beside it."""
        self._words = words
        self._pair_of = _pattern(words)
        how = r"(?:einstimmig|einm\u00fctig|mehrheitlich|stimmengleichheit|patt)\w*"
        self._named = re.compile(
            rf"(?:\bmit|\b(?:Abst\.(?: ?-?Erg(?:ebnis|\.))?|Abstimmungs?(?:ergebnis|verh\u00e4ltnis)?|Stimm(?:en)?(?:verh\u00e4ltnis|zahlen)?|Votum)(?: (?:ergab|lautet|ist))?)\s?[:=]?\s?\(?$"
            rf"|\b{how}\s?[:,]?\s?$|\b{how}(?: \w+){{0,3}}\s?\($",
            re.IGNORECASE,
        )
        result = (
            r"\b(?:Beratungsergebnis|Ergebnis|Beschluss|Gesamtabstimmung|Schlussabstimmung)\s?:\s?"
            rf"|\b(?:{outcomes})\s?[:,]?\s?\(?|^\W*"
        )
        self._behind_result = re.compile(rf"(?:{result})$", re.IGNORECASE)
        self._beside = re.compile(
            rf"(?:{result}|\b(?:{parts})\b[^:;.\u00a6]{{0,60}}:\s|(?:^|[\s;,\u00a6])(?:zu )?[a-z]\)\s?:?\s?|[;,\u00a6]\s?)$",
            re.IGNORECASE,
        )
        self._followed = re.compile(
            rf"\s?\)?\s?\(?(?:$|[,;.\u00a6]|(?:{outcomes})\b|{how}|(?:bei|zu|und|ohne|f\u00fcr|in (?:den|die|das))\b|{parts})",
            re.IGNORECASE,
        )

    def search(self, text: str, at: int) -> Pair | None:
        """Return the first pair from a place on."""
        for found in self._pair_of.finditer(text, at):
            pair = self._pair(text, found)
            if pair is not None:
                return pair
        return None

    def _pair(self, text: str, found: re.Match[str]) -> Pair | None:
        before = text[max(0, found.start() - _WINDOW) : found.start()]
        votes = _STIMMEN.match(text, found.end())
        told = [x for name in _NUMBERS if (x := found[name])]
        is_padded = any(len(x) > 1 and x[0] == "0" for x in told)
        if is_padded or _NO_VOTES.match(text, found.end()):
            return None
        if not votes and _NO_VOTES_BEFORE.search(before):
            return None
        first, second, *rest = told
        numbers = tuple(map(self._number, told))
        end = votes.end() if votes else found.end()
        is_colon = ":" in found[0]
        is_named = self._named.search(before) and self._followed.match(text, end)
        if votes or is_named:
            of_sides = bool(votes) or before.casefold().rstrip().endswith("mit")
            return Pair(found.start(), end, numbers, of_sides=of_sides)
        if found["sign"].strip().casefold() in _SAID:
            is_result = self._behind_result.search(before)
            is_told = is_result and self._followed.match(text, end)
            return Pair(found.start(), end, numbers) if is_told else None
        if not is_colon:
            return None
        is_time = not rest and _TIME.fullmatch(f"{first}:{second}") is not None
        is_beside = self._beside.search(before) and self._followed.match(text, end)
        if is_time or not is_beside:
            return Pair(found.start(), end, ())
        return Pair(found.start(), end, numbers)

    def _number(self, text: str) -> int:
        return int(text) if text.isdigit() else self._words[text.lower()]


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of a pair; numbers in words stand with words between them only."""
    word = f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"
    behind = rf"(?:[0-9]{{1,3}}|(?:(?<= zu )|(?<= gegen )){word})"
    return re.compile(
        rf"(?<![\w.:/,\u00a7-])(?<!\u00a7 )(?P<first>[0-9]{{1,3}}|{word}(?= zu | gegen ))"
        rf"(?P<sign> ?: ?| ?/ ?| ?[-\u2013] ?| zu | gegen )(?P<second>{behind})"
        rf"(?:(?P=sign)(?P<third>{behind}))?(?![\w:/%-]|[.,][0-9]| ?[:/] ?[0-9])",
        re.IGNORECASE,
    )


_SAID = frozenset({"zu", "gegen"})
_NUMBERS = ("first", "second", "third")
_WINDOW = 90
"""Characters before a pair that are looked at."""
_TIME = re.compile(r"(?:1?[0-9]|2[0-3]):[0-5][0-9]")
_STIMMEN = re.compile(
    r"[ -](?:Stimmen?|St\.)(?!\w)(?! (?:daf|dag|f\u00fcr|gegen))", re.IGNORECASE
)
_NO_VOTES = re.compile(
    r"\s?(?:Uhr|h\b|%|\u20ac|Euro|(?:[\w-]+ )?Mehrheit\b|m\b|cm\b|km\b|Jahre|Tage|Monate|Ja\b|Nein\b|Ja-|Nein-|Enth|Gegenst)",
    re.IGNORECASE,
)
_NO_VOTES_BEFORE = re.compile(
    r"(?:\b(?:um|ab|bis|von|gegen|seit|vor|nach|zwischen|Uhr|TOP|Punkte?|Ziffern?|Ziff\.|Nr\.?|Drucksache|DS|Vorlage|Beschlussvorlage|Antrag|Art\.?|Absatz|Abs\.?)\s?"
    r"|(?:\u00a7|(?<!Stimmen)(?<!Stimm)(?<!Abstimmungs)(?:Ma\u00dfstab|Verh\u00e4ltnis|Quote|Schl\u00fcssel|Mischung|Spiel|Endstand|Uhrzeit|Zeit|Beginn|Ende))\s?:?\s?)$",
    re.IGNORECASE,
)
"""What a pair behind it is: a time, the number of an item, a scale; and no votes."""


def settled(
    numbers: tuple[int, ...], *, is_refused: bool
) -> tuple[dict[str, int], bool]:
    """Say which side each number is of, and whether the side that won stood first.

    Yes stands first, unless that cannot be: refused is what has no more Yes than No, so
    the greater number of a refusal is No.
    """
    first, second, *rest = numbers
    turned = is_refused and first > second
    yes, no = (second, first) if turned else (first, second)
    return {"yes": yes, "no": no, **({"abstain": rest[0]} if rest else {})}, turned
