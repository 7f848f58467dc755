"""From a file to the text of a paper: plain text, PDF and Word (the extra ``papers``).

A table comes as lines whose cells are set apart by tabs, and a cell that runs over several
lines is one cell. A file without text (a scan) and one that cannot be read are said.
"""

from __future__ import annotations

import re
import zipfile

from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from ratsflow.errors import Both, InvalidInputError
from ratsflow.model import Wording
from ratsflow.papers.lines import load
from ratsflow.papers.passages import Joiner
from ratsflow.papers.reading import Missing


_PDF = b"%PDF"
_ZIP = b"PK\x03\x04"
_MOST_PAGES = 300
_LARGEST_INSIDE = 64_000_000
"""Bytes of a Word file once it is unpacked."""
_CID = re.compile(r"\(cid:[0-9]+\)")
_GARBLED_SHARE = 0.05


def text_of(path: Path) -> tuple[str, tuple[Missing, ...]]:
    """Read the text of a paper from a file.

    Args:
        path: a text file (see `lines.load`), a PDF or a Word file (.docx).

    Returns:
        The text, with tabs between the cells of tables and form feeds between pages, and
        a note where an encoding had to be inferred, and where a part holds no text that
        can be read: a page that is a picture, slanted letters, a box of text, letters
        that are hidden or struck out, changes that were tracked.

    Raises:
        InvalidInputError: there is no such file, the extra ``papers`` is not installed,
            the file is broken, locked or a scan, or it is of another kind.
    """
    try:
        with path.open("rb") as file:
            begins = file.read(len(_PDF))
    except (OSError, ValueError):
        return load(path)  # which says what is wrong
    if begins.startswith(_PDF):
        return _of_pdf(path)
    if begins.startswith(_ZIP) and _is_word(path):
        return _of_word(path)
    return load(path)


def _library(name: str, path: Path) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise InvalidInputError(
            Both(
                "to read PDF and Word files a library is needed that is not installed.",
                "zum Lesen von PDF- und Word-Dateien fehlt eine Bibliothek.",
            ),
            path.name,
            Both(
                "Install ratsflow[papers], or give the paper as text.",
                "ratsflow[papers] installieren oder die Vorlage als Text angeben.",
            ),
        ) from error


def _broken(
    path: Path, what: str, was: str, error: Exception | None
) -> InvalidInputError:
    made = InvalidInputError(
        Both(f"this is {what}.", f"das ist {was}."),
        path.name,
        Both(
            "Save the paper again from its source, as PDF, Word or text.",
            "Die Vorlage aus der Quelle neu speichern, als PDF, Word oder Text.",
        ),
    )
    made.__cause__ = error
    return made


# ------------------------------------------------------------------------------- PDF


def _of_pdf(path: Path) -> tuple[str, tuple[Missing, ...]]:
    pdfplumber = _library("pdfplumber", path)
    try:
        with pdfplumber.open(BytesIO(path.read_bytes())) as pdf:
            if len(pdf.pages) > _MOST_PAGES:
                raise _too_long(path, len(pdf.pages))
            pages = []
            notes: list[Missing] = []
            has_pictures = False
            for number, page in enumerate(pdf.pages, start=1):
                straight = page.filter(_is_upright)
                pages.append("\n".join(_page(straight)))
                slanted = _slanted(page)
                if slanted:
                    notes.append(_note(_SLANTED, slanted))
                if _has_columns(straight):
                    notes.append(_note(_COLUMNS, str(number)))
                if page.images and not pages[-1].strip():
                    notes.append(_note(_PICTURE, str(number)))
                has_pictures = has_pictures or bool(page.images)
                page.close()
    except InvalidInputError:
        raise
    except Exception as error:
        if (
            "password"
            in f"{error!r} {error.__cause__!r} {error.__context__!r}".casefold()
        ):
            raise _broken(
                path,
                "a PDF that is locked by a password",
                "eine PDF-Datei mit Passwort",
                error,
            ) from error
        raise _broken(
            path,
            "a PDF that cannot be read",
            "eine PDF-Datei, die sich nicht lesen l\u00e4sst",
            error,
        ) from error
    text = "\f".join(pages)
    if not text.strip():
        raise _scanned(path, has_pictures=has_pictures)
    signs = sum(len(found[0]) for found in _CID.finditer(text))
    if signs > _GARBLED_SHARE * len(text):
        raise _broken(
            path,
            "a PDF whose letters have no meaning (its fonts lack their tables)",
            "eine PDF-Datei, deren Buchstaben nichts bedeuten (den Schriften fehlen die Tabellen)",
            None,
        )
    return text, tuple(notes)


_PICTURE = Wording(
    "Eine Seite besteht nur aus einem Bild; ihr Text fehlt hier. Ihn erkennen lassen (OCR) "
    "oder von Hand nachtragen.",
    "A page is nothing but a picture; its text is missing here. Have it recognised (OCR), or "
    "add it by hand.",
)
_SLANTED = Wording(
    "Schräg oder senkrecht gesetzte Schrift wurde nicht gelesen. Prüfen, was dort steht.",
    "Letters that are slanted or upright were not read. Check what stands there.",
)
_COLUMNS = Wording(
    "Eine Seite ist in zwei Spalten gesetzt; gelesen wurde erst die linke. Prüfen.",
    "A page is set in two columns; the left one was read first. Check it.",
)
_BOXED = Wording(
    "Text in einem Textfeld wurde nicht gelesen. Prüfen, was dort steht.",
    "Text in a text box was not read. Check what stands there.",
)
_UNSEEN = Wording(
    "Verborgener oder durchgestrichener Text wurde nicht gelesen. Prüfen, ob er gilt.",
    "Hidden or struck-out text was not read. Check whether it holds.",
)
_TRACKED = Wording(
    "Änderungen sind noch nicht angenommen; gelesen wurde, als wären sie es. Prüfen.",
    "Changes were not accepted yet; the text was read as if they were. Check them.",
)


def _note(cure: Wording, found: str) -> Missing:
    return Missing("text", None, "", found, cure)


_RISE = 0.05
"""By how much of its width a line of text may rise: a page may lie askew a little."""


def _is_upright(thing: dict[str, Any]) -> bool:
    if thing.get("object_type") != "char":
        return True
    across, rise = map(float, thing["matrix"][:2])
    return abs(rise) <= _RISE * abs(across)


def _slanted(page: Any) -> str:
    """Return the letters of a page that do not stand on a line, as a watermark's."""
    found = [each["text"] for each in page.chars if not _is_upright(each)]
    return "".join(found).strip()[:80]


def _too_long(path: Path, pages: int) -> InvalidInputError:
    return InvalidInputError(
        Both(
            f"the PDF has {pages} pages; a paper has no more than {_MOST_PAGES}.",
            f"die PDF-Datei hat {pages} Seiten; eine Vorlage hat h\u00f6chstens {_MOST_PAGES}.",
        ),
        path.name,
        Both("Give the paper alone.", "Nur die Vorlage angeben."),
    )


def _scanned(path: Path, *, has_pictures: bool) -> InvalidInputError:
    what = (
        Both(
            "the PDF holds pictures of pages and no text: it is a scan.",
            "die PDF-Datei enth\u00e4lt Bilder von Seiten und keinen Text: Sie ist ein Scan.",
        )
        if has_pictures
        else Both("the PDF holds no text.", "die PDF-Datei enth\u00e4lt keinen Text.")
    )
    return InvalidInputError(
        what,
        path.name,
        Both(
            "Have its text recognised (OCR) first, or give the paper from its source.",
            "Zuerst den Text erkennen lassen (OCR) oder die Vorlage aus der Quelle angeben.",
        ),
    )


def _page(page: Any) -> list[str]:
    """Read the lines of a page from top to bottom, tables row by row."""
    tables = [table for table in page.find_tables() if _is_grid(table.extract())]
    boxes = [table.bbox for table in tables]
    rest = page.filter(lambda thing: not _is_inside(thing, boxes)) if boxes else page
    lines: list[tuple[float, float, str]] = []
    for table in tables:
        height = (table.bbox[3] - table.bbox[1]) / max(1, len(table.rows))
        for at, row in enumerate(table.extract()):
            top = table.bbox[1] + at * height
            lines.append((top, top + height, "\t".join(_cells(row))))
    return list(_with_gaps(_in_order(lines, list(_in_columns(rest)))))


def _has_columns(page: Any) -> bool:
    lines = page.extract_text_lines(layout=False, strip=True, return_chars=True)
    return bool(_second_column(lines, page.width))


def _in_order(
    rows: list[tuple[float, float, str]], text: Sequence[tuple[float, float, str]]
) -> list[tuple[float, float, str]]:
    """Put the rows of tables between lines of text, whose order stays as it is."""
    out: list[tuple[float, float, str]] = []
    lowest = 0.0
    for line in text:
        lowest = max(lowest, line[0])
        while rows and rows[0][0] <= lowest:
            out.append(rows.pop(0))
        out.append(line)
    return out + rows


def _in_columns(page: Any) -> Iterator[tuple[float, float, str]]:
    """Yield lines; those of text in two columns first on the left, then on the right."""
    whole = page.extract_text_lines(layout=False, strip=True, return_chars=True)
    middle = _second_column(whole, page.width)
    at = 0
    while at < len(whole):
        end = at
        while middle and end < len(whole) and not _crosses(whole[end], middle):
            end += 1
        if end == at:
            line = whole[at]
            yield line["top"], line["bottom"], line["text"]
            at += 1
            continue
        top, bottom = whole[at]["top"], max(x["bottom"] for x in whole[at:end])
        for left, right in ((0.0, middle - 1), (middle - 1, float(page.width))):
            part = page.crop((left, top - 1, right, bottom + 1), strict=False)
            for line in part.extract_text_lines(strip=True, return_chars=False):
                yield line["top"], line["bottom"], line["text"]
        at = end


_SEVERAL = 6
"""Lines that begin one below the other, and are columns of text and no cells."""
_WIDE = 6.0
"""Points between two columns of text."""
_HALF = 25
"""Letters of half a line that is text and no cell."""
_MIDDLE = (0.4, 0.65)
"""Where a second column begins, of the width of a page."""


def _second_column(lines: Sequence[dict[str, Any]], width: float) -> float:
    """Return where a second column of text begins on a page; 0 if there is none."""
    starts: Counter[int] = Counter()
    left = 0
    for line in lines:
        for piece in _pieces(line):
            is_text = len(piece) >= _HALF
            x = piece[0]["x0"]
            starts[round(x)] += is_text and _MIDDLE[0] < x / width < _MIDDLE[1]
            left += (
                is_text
                and piece[-1]["x1"] < _MIDDLE[1] * width
                and x < _MIDDLE[0] * width
            )
    x, count = max(starts.items(), key=lambda each: each[1], default=(0, 0))
    return float(x) if min(count, left) >= _SEVERAL else 0.0


def _pieces(line: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """Yield the letters of a line, apart where a gap is wide."""
    piece: list[dict[str, Any]] = []
    for each in line["chars"]:
        if not each["text"].strip():
            continue
        if piece and each["x0"] - piece[-1]["x1"] >= _WIDE:
            yield piece
            piece = []
        piece.append(each)
    if piece:
        yield piece


def _crosses(line: dict[str, Any], middle: float) -> bool:
    """Tell whether text runs over the place where the second column begins."""
    return any(
        piece[0]["x0"] < middle - _WIDE / 2 and piece[-1]["x1"] > middle - _WIDE / 2
        for piece in _pieces(line)
    )


def _with_gaps(lines: Sequence[tuple[float, float, str]]) -> Iterator[str]:
    """Set a blank line where a page leaves one."""
    last: float | None = None
    for top, bottom, text in lines:
        if last is not None and top - last > _GAP * max(1.0, bottom - top):
            yield ""
        yield text
        last = bottom


_GAP = 0.7
"""Of the height of a line: a wider gap is a blank line."""


def _is_grid(rows: Sequence[Sequence[str | None]]) -> bool:
    """Tell whether a table holds rows of cells, and is no frame around text."""
    full = [sum(bool((cell or "").strip()) for cell in row) for row in rows]
    return (
        sum(count > 1 for count in full) * 2 >= len(full) and max(full, default=0) > 1
    )


def _is_inside(thing: dict[str, Any], boxes: Sequence[tuple[float, ...]]) -> bool:
    middle = (thing["top"] + thing["bottom"]) / 2
    centre = (thing["x0"] + thing["x1"]) / 2
    return any(
        left <= centre <= right and top <= middle <= bottom
        for left, top, right, bottom in boxes
    )


def _cells(row: Sequence[str | None]) -> Iterator[str]:
    for cell in row:
        whole = Joiner()
        for line in (cell or "").split("\n"):
            if line.strip():
                whole.add(line.strip())
        yield " ".join(whole.text.split())


# ------------------------------------------------------------------------------ Word


def _is_word(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "word/document.xml" in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def _of_word(path: Path) -> tuple[str, tuple[Missing, ...]]:
    docx = _library("docx", path)
    with zipfile.ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > _LARGEST_INSIDE:
        raise _broken(
            path,
            "a Word file too large to be a paper",
            "eine Word-Datei, zu gro\u00df f\u00fcr eine Vorlage",
            None,
        )
    try:
        document = docx.Document(BytesIO(path.read_bytes()))
        notes = _unwrapped(document.element.body)
        text = "\n".join(
            line for block in document.iter_inner_content() for line in _block(block)
        )
    except Exception as error:
        raise _broken(
            path,
            "a Word file that cannot be read",
            "eine Word-Datei, die sich nicht lesen l\u00e4sst",
            error,
        ) from error
    if not text.strip():
        raise _broken(
            path, "a Word file without text", "eine Word-Datei ohne Text", None
        )
    return text, notes


_MOST_COLUMNS = 1000
_OFF = frozenset({"0", "false", "off", "none"})
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _unwrapped(body: Any) -> tuple[Missing, ...]:
    """Take the text of fields of a form and of accepted changes out of what is around it.

    Returns:
        A note for changes that were tracked, and for each box of text.
    """
    for span in body.iter(_W + "gridSpan"):
        if int(span.get(_W + "val", "1")) > _MOST_COLUMNS:
            message = "a cell spans too many columns"
            raise ValueError(message)
    notes: list[Missing] = []
    for name, inner in (("sdt", "sdtContent"), ("ins", ""), ("moveTo", "")):
        for each in list(body.iter(_W + name)):
            parts = each.find(_W + inner) if inner else each
            for part in list(parts if parts is not None else ()):
                each.addprevious(part)
            each.getparent().remove(each)
            if not inner and not notes:
                notes.append(_note(_TRACKED, ""))
    if not notes and next(body.iter(_W + "del"), None) is not None:
        notes.append(_note(_TRACKED, ""))
    if unseen := _unseen(body):
        notes.append(_note(_UNSEEN, unseen[:80]))
    boxes = []
    for box in body.iter(_W + "txbxContent"):
        letters = "".join(each.text or "" for each in box.iter(_W + "t"))
        text = " ".join(letters.split())
        if text and text not in boxes:  # a second time for older programs
            boxes.append(text)
    return (*notes, *(_note(_BOXED, text[:80]) for text in boxes))


def _unseen(body: Any) -> str:
    """Take letters out that are hidden or struck out, and return them."""
    gone = []
    for name in ("vanish", "strike", "dstrike"):
        for mark in body.iter(_W + name):
            run = mark.getparent().getparent()
            if run.tag == _W + "r" and mark.get(_W + "val") not in _OFF:
                for each in run.iter(_W + "t"):
                    gone.append(each.text or "")
                    each.text = ""
    return " ".join("".join(gone).split())


def _block(block: Any) -> Iterator[str]:
    if not hasattr(block, "rows"):
        yield block.text
        if block.text.strip():
            yield ""
        return
    for row in block.rows:
        # a merged cell comes once for each of its columns
        cells = list({id(cell._tc): cell for cell in row.cells}.values())  # noqa: SLF001
        if any(cell.tables for cell in cells):  # a frame around other tables
            for cell in cells:
                for inner in cell.iter_inner_content():
                    yield from _block(inner)
        else:
            yield "\t".join(_cells([cell.text for cell in cells])).rstrip("\t")
    yield ""
