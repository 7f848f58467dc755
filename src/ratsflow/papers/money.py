"""Sums of euros in German number format."""

from __future__ import annotations

import re

from bisect import bisect_left, bisect_right

import attrs


_GAP = "[ \u00a0\u2009\u202f]"
_GROUP = f"(?:[.'\u2019]|{_GAP})"
_WHOLE = (
    "[0-9]{1,3}(?:[.][0-9]{3}){1,4}"
    "|[0-9]{1,3}(?:['\u2019][0-9]{3}){1,4}"
    f"|[0-9]{{1,3}}(?:{_GAP}[0-9]{{3}}){{1,4}}"
    "|[0-9]{1,12}"
)
_PART = "[0-9]{1,6}|[-\u2013\u2014]{1,2}"
_SCALE = (
    "Mio\\.?|Millionen|Million|Mrd\\.?|Milliarden?|Tsd\\.?|Tausend|T(?=EUR|\u20ac|Euro)"
)
_NUMBER = (
    "(?<![\\w.,'\u2019])(?:(?P<whole>" + _WHOLE + f")(?:,(?P<part>{_PART}))?"
    "|(?P<dotted>[0-9]{1,3}[.][0-9]{1,2})(?=\\s?(?:Mio|Mill|Mrd)))(?![\\w.,'\u2019]?[0-9])"
)
_BEHIND = re.compile(
    _NUMBER + f"\\s?(?P<scale>{_SCALE})?\\s?(?P<unit>\u20ac|Euro\\b|EUR\\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    "(?<!\\w)(?P<scale>T(?=\u20ac|EUR))?(?P<unit>\u20ac|EUR)[ \u00a0]?"
    + _NUMBER
    + f"(?:\\s?(?P<after>{_SCALE})(?!\\w))?",
    re.IGNORECASE,
)
EURO = re.compile("\u20ac|\\b[TK]?(?:EUR|Euro)\\b", re.IGNORECASE)
_SCALES = {"mio": 1_000_000, "million": 1_000_000, "millionen": 1_000_000}
_SCALES |= {"mrd": 1_000_000_000, "milliarde": 1_000_000_000}
_SCALES |= {"milliarden": 1_000_000_000, "tsd": 1_000, "tausend": 1_000, "t": 1_000}

_RANGE = re.compile(
    "[0-9][ ]?(?:T?\u20ac|T?EUR|Euro)?[ ]auf[ ]?$|\\b(?:netto|je|jeweils|pro|\u00e0|mal|statt|nicht)[ ]?$|"
    "(?:[0-9](?:,[-\u2013]{1,2})?[ ]?(?:Tsd\\.?|Mio\\.?|T?\u20ac|T?EUR|Euro)?[ ]?(?:[-\u2013\u2014/+]|bis(?: zu)?|oder|und)"
    "|[0-9][ ]?[x\u00d7*]|[x\u00d7*]|(?:^|[\\s(])[-\u2013\u2212]|[+=<>\u2264\u2265\u00b1~])[ ]?$",
    re.IGNORECASE,
)
"""What stands before a sum that is only the end of a range, or a part of a reckoning."""
_OPEN = re.compile(
    "[ ,;(]{0,3}(?:zzgl|zuz\u00fcgl|netto\\b|exkl|vor Steuern|abzgl|abz\u00fcgl|plus\\b|minus\\b|\\+|\u00b1"
    "|Eigenanteil|Restbetrag|Zuschuss|und [0-9]|auf [0-9]|\\(Sch\u00e4tz"
    "|mtl|monatl|im Monat|in der Woche|p\\. ?M\\b|alle \\w|\\w{0,8}(?:w\u00f6chentl|t\u00e4gl|bj\u00e4hrl|elj\u00e4hrl|quartal)"
    "|(?:/ ?|(?:pro|je) )(?!(?:(?:Haushalts)?Jahr|a)\\b))",
    re.IGNORECASE,
)
"""What stands behind a sum that is not the whole: without tax, less a grant, by the month or piece."""
_DECIMALS = 2
_DIGITS = re.compile("[0-9][ .,'\u2019\u00a0\u2009\u202f]{1,2}$")
_NAMED = re.compile(
    "(?:\\b(?:Nr|Nummer|Pos|Position|Produkt|Produktgruppe|Sachkonto|Konto|Ziffer|Ziff|Jahr|Jahre|Jahres|Kostenstelle|TOP|"
    "\u00a7|Abs|Absatz|Artikel|Art|Punkt|Stand|Titel|Anlage)[.:]?|[0-9]{4}[:,]?)[ ]?$",
    re.IGNORECASE,
)


@attrs.frozen
class Money:
    """A sum of euros found in a text.

    Attributes:
        cents: the sum.
        start, end: its place.
        text: its words.
        is_certain: it can be read in one way only; not so for the end of a range
            (10-20.000 \u20ac), for a part of a reckoning (3 x 5.000 \u20ac; 80 \u20ac/m\u00b2; 5.000 \u20ac netto),
            for digits that may belong to something before them (Position 12 500 \u20ac), for
            a comma that may set thousands apart (12,500 \u20ac), and for zero.
    """

    cents: int
    start: int
    end: int
    text: str
    is_certain: bool = True


def find_money(text: str) -> list[Money]:
    """Find sums of euros in German number format (1.234,56 Euro; 7,4 Mio. \u20ac; 5 TEUR).

    Thousands may be set apart by dots, by spaces or, as in Switzerland, by apostrophes.

    Args:
        text: one sentence or cell.

    Returns:
        The sums in integer cents, in order.
    """
    found: list[Money] = []
    for match in _BEHIND.finditer(text):
        found += _money(text, match)
    starts = [each.start for each in found]
    ends = [each.end for each in found]
    for match in _BEFORE.finditer(text):
        # sums do not overlap, so both lists rise: between them lies what is met
        if bisect_right(ends, match.start()) == bisect_left(starts, match.end()):
            found += _money(text, match)
    return sorted(found, key=lambda each: each.start)


def _money(text: str, match: re.Match[str]) -> list[Money]:
    cents = _cents(match)
    if cents is None:
        return []
    before = text[max(0, match.start() - _AROUND) : match.start()]
    behind = text[match.end() : match.end() + _AROUND]
    is_spaced = re.search(_GAP, (match["whole"] or "").strip()) is not None
    is_certain = (
        cents > 0
        and not _RANGE.search(before)
        and not _DIGITS.search(before)
        and not _GOES_ON.match(behind)
        and not _OPEN.match(behind)
        and not _may_be_thousands(match)
        and not (is_spaced and _NAMED.search(before))
    )
    return [Money(cents, match.start(), match.end(), match[0], is_certain)]


def _may_be_thousands(match: re.Match[str]) -> bool:
    """Tell whether three digits behind a comma may be thousands, as in English."""
    return not _scale_of(match) and len((match["part"] or "").strip()) > _DECIMALS


def _scale_of(match: re.Match[str]) -> str:
    return match["scale"] or match.groupdict().get("after") or ""


_AROUND = 24
_GOES_ON = re.compile(
    "[ ]?(?:[-\u2013\u2014/x\u00d7*+]|bis(?: zu)?)[ ]?(?:\u20ac[ ]?)?[0-9]"
)


def _cents(match: re.Match[str]) -> int | None:
    scale = _SCALES.get(_scale_of(match).lower().rstrip("."), 1)
    if match["dotted"]:
        digits, part = match["dotted"].split(".")
    else:
        digits = re.sub(_GROUP, "", match["whole"])
        part = (match["part"] or "").strip("-\u2013\u2014")
    whole = int(digits) * 100 * scale
    cents, rest = divmod(int(part or 0) * 100 * scale, 10 ** len(part))
    return None if rest else whole + cents


def written_money(cents: int) -> str:
    """Write cents as 1.234,56 Euro."""
    whole, part = divmod(cents, 100)
    return f"{whole:,}".replace(",", ".") + f",{part:02} Euro"
