"""Earlier considerations (*frühere Behandlung*): body, day, item, reference."""

from __future__ import annotations

import re

import attrs

from ratsflow.model import PreviousConsideration
from ratsflow.papers.dates import FoundDay, find_days, written
from ratsflow.papers.markdown import escape, render


_ITEM = re.compile(
    r"\bTOP[ :]{0,3}((?:[ÖN] ?)?[0-9]{1,4}(?:\.[0-9]{1,4}){0,3})(?![\w/])"
)
_REFERENCE_LABEL = re.compile(
    r"(?:Drucksachen?(?:-?Nr\.?|nummer)?|Drs\.?(?:-?Nr\.?)?|Vorlagen?(?:-?Nr\.?)?)[ :]{0,3}",
    re.IGNORECASE,
)
_NUMBER = re.compile("(?:[ÖN] ?)?[0-9]{1,4}(?:[.][0-9]{1,4}){0,3}")
_REFERENCE = re.compile(
    r"(?=[^ ]{0,40}[0-9])[0-9A-Za-zÄÖÜ.-]{1,20}(?:[/-][0-9A-Za-z-]{1,20}){1,4}"
)
_WIDEST = 400


@attrs.frozen
class Earlier:
    """One earlier consideration as read.

    Attributes:
        item: the value.
        lacking: the parts that the line does not give or that could not be told apart.
    """

    item: PreviousConsideration
    lacking: tuple[str, ...] = ()


def read_line(text: str) -> Earlier:
    """Read one line; parts that cannot be told apart stay empty and are named.

    Args:
        text: a line of plain text, for example
            ``Rat, 12.03.2015, TOP 5.1, 6617/2009-2014``.

    Returns:
        The value; its `text` is the line itself.
    """
    days = find_days(text) if len(text) <= _WIDEST else []
    if len(days) != 1 or days[0].day is None:
        lacking = ("body", "date", "agenda_number", "reference")
        return Earlier(PreviousConsideration(text=text), lacking)
    return _around(text, days[0])


def _around(text: str, hit: FoundDay) -> Earlier:
    body = text[: hit.start].removesuffix("am ").removesuffix("vom ").strip(" ,;:-")
    number, reference, rest = _behind(text[hit.end :])
    item = PreviousConsideration(body, hit.day, number, reference, text)
    given = {"body": body, "agenda_number": number, "reference": reference}
    lacking = [name for name, value in given.items() if not value]
    return Earlier(item, (*lacking, "rest") if rest else tuple(lacking))


def _behind(text: str) -> tuple[str, str, str]:
    """Read item and reference; the rest is what nothing could be made of."""
    match = _ITEM.search(text)
    number = match[1] if match else ""
    if match:
        text = text[: match.start()] + ", " + text[match.end() :]
    pieces = [p.strip(" ()") for p in _REFERENCE_LABEL.sub("", text).split(",")]
    pieces = [piece for piece in pieces if piece.strip(";")]
    if not number and len(pieces) > 1 and _NUMBER.fullmatch(pieces[0]):
        number = pieces.pop(0)
    if len(pieces) == 1 and _REFERENCE.fullmatch(pieces[0]):
        return number, pieces[0], ""
    return number, "", ", ".join(pieces)


def read_cells(line: str) -> Earlier | None:
    """Read a row of four or five cells; None if it is no such row.

    Args:
        line: a raw line of Markdown with tabs between the cells.
    """
    cells = line.split("\t")
    if len(cells) not in {4, 5}:
        return None
    texts = [render(cell.strip(" ")) for cell in cells]
    days = find_days(texts[1])
    if texts[1] and (len(days) != 1 or days[0].day is None):
        return None
    day = days[0].day if days else None
    text = texts[4] if len(texts) > 4 else ""  # noqa: PLR2004  the fifth cell
    item = PreviousConsideration(texts[0], day, texts[2], texts[3], text)
    return Earlier(item)


def write_line(item: PreviousConsideration, *, in_cells: bool = False) -> str:
    """Write one earlier consideration as a Markdown line that reads back the same.

    Args:
        item: the value.
        in_cells: write it in cells even if its own line would read back.
    """
    is_plain = item.text.strip() and read_line(item.text).item == item
    if is_plain and not in_cells:
        return escape(item.text)
    day = "" if item.day is None else written(item.day)
    cells = [escape(item.body), day, escape(item.agenda_number), escape(item.reference)]
    return "\t".join([*cells, escape(item.text)] if item.text else cells)
