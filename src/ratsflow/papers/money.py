"""Sums of euros in German number format."""

from __future__ import annotations

import re

import attrs


_MONEY = re.compile(
    "(?<![\\w.,])(?P<number>[0-9]{1,3}(?:[.][0-9]{3}){1,4}|[0-9]{1,12})"
    "(?:,(?P<part>[0-9]{1,6}|[-\u2013]{1,2}))?(?![\\w.,]?[0-9])"
    "\\s?(?P<scale>Mio\\.?|Millionen|Million|Tsd\\.?|Tausend|T(?=EUR|\u20ac|Euro))?"
    "\\s?(?P<unit>\u20ac|Euro\\b|EUR\\b)",
    re.IGNORECASE,
)
EURO = re.compile("\u20ac|\\b[TK]?(?:EUR|Euro)\\b", re.IGNORECASE)
_SCALES = {"mio": 1_000_000, "million": 1_000_000, "millionen": 1_000_000}
_SCALES |= {"tsd": 1_000, "tausend": 1_000, "t": 1_000}


@attrs.frozen
class Money:
    """A sum of euros found in a text, in cents."""

    cents: int
    start: int
    end: int
    text: str


def find_money(text: str) -> list[Money]:
    """Find sums of euros in German number format (1.234,56 Euro; 7,4 Mio. €; 5 TEUR).

    Args:
        text: one sentence or cell.

    Returns:
        The sums in integer cents, in order.
    """
    hits = [(_cents(match), match) for match in _MONEY.finditer(text)]
    return [Money(n, m.start(), m.end(), m[0]) for n, m in hits if n is not None]


def _cents(match: re.Match[str]) -> int | None:
    scale = _SCALES.get((match["scale"] or "").lower().rstrip("."), 1)
    part = (match["part"] or "").strip("-\u2013")
    whole = int(match["number"].replace(".", "")) * 100 * scale
    cents, rest = divmod(int(part or 0) * 100 * scale, 10 ** len(part))
    return None if rest else whole + cents


def written_money(cents: int) -> str:
    """Write cents as 1.234,56 Euro."""
    whole, part = divmod(cents, 100)
    return f"{whole:,}".replace(",", ".") + f",{part:02} Euro"
