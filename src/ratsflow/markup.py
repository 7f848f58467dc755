"""Pieces of HTML for notebooks: tables that a screen reader reads, and in which nothing runs."""

from __future__ import annotations

import re

from collections.abc import Iterable, Sequence
from html import escape


_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of a text round, and could make it say something else."""

MARKS = {"met": "✓", "unmet": "✗", "unknown": "?", "error": "!"}
"""What stands beside a word that a colour alone would tell."""


def safe(text: object) -> str:
    """Return a text that a page shows as it is: no markup, no script, no turned direction."""
    return escape(_BIDI.sub("\ufffd", str(text)), quote=True)


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    lang: str = "en",
    colours: Sequence[str] = (),
) -> str:
    """Return a table with its caption, heads of columns and, in each row, a head.

    Args:
        caption: what it shows.
        heads: the heads of its columns.
        rows: its cells, as text; all is escaped.
        lang: the language of its words.
        colours: a colour beside each row, which the row says in words too.
    """
    head = "".join(f'<th scope="col">{safe(each)}</th>' for each in heads)
    body = []
    for number, row in enumerate(rows):
        first, *others = map(safe, row)
        cells = (
            f'<th scope="row" style="text-align:left;font-weight:normal">{first}</th>'
        )
        cells += "".join(f'<td style="text-align:left">{each}</td>' for each in others)
        colour = colours[number] if number < len(colours) else ""
        side = f' style="border-left:.3em solid {colour}"' if colour else ""
        body.append(f"<tr{side}>{cells}</tr>")
    return (
        f'<table lang="{safe(lang)}"><caption style="text-align:left;font-weight:bold">'
        f"{safe(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table>"
    )
