"""From a file to the text of a paper: plain text, PDF and Word (the extra ``papers``).

A table comes as lines whose cells are set apart by tabs, and a cell that runs over several
lines is one cell. A file without text (a scan) and one that cannot be read are said.
"""

from __future__ import annotations

import re
import zipfile

from collections.abc import Iterator, Sequence
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from ratsflow.errors import Both, InvalidInputError
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
        a note where an encoding had to be inferred.

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
        return _of_pdf(path), ()
    if begins.startswith(_ZIP) and _is_word(path):
        return _of_word(path), ()
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


def _of_pdf(path: Path) -> str:
    pdfplumber = _library("pdfplumber", path)
    try:
        with pdfplumber.open(BytesIO(path.read_bytes())) as pdf:
            if len(pdf.pages) > _MOST_PAGES:
                raise _too_long(path, len(pdf.pages))
            pages = []
            has_pictures = False
            for page in pdf.pages:
                pages.append("\n".join(_page(page)))
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
    return text


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
    lines = [
        (line["top"], line["bottom"], line["text"])
        for line in rest.extract_text_lines(
            layout=False, strip=True, return_chars=False
        )
    ]
    for table in tables:
        height = (table.bbox[3] - table.bbox[1]) / max(1, len(table.rows))
        for at, row in enumerate(table.extract()):
            top = table.bbox[1] + at * height
            lines.append((top, top + height, "\t".join(_cells(row))))
    lines.sort(key=lambda line: line[0])
    return list(_with_gaps(lines))


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


def _of_word(path: Path) -> str:
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
        blocks = list(document.iter_inner_content())
    except Exception as error:
        raise _broken(
            path,
            "a Word file that cannot be read",
            "eine Word-Datei, die sich nicht lesen l\u00e4sst",
            error,
        ) from error
    text = "\n".join(line for block in blocks for line in _block(block))
    if not text.strip():
        raise _broken(
            path, "a Word file without text", "eine Word-Datei ohne Text", None
        )
    return text


def _block(block: Any) -> Iterator[str]:
    if not hasattr(block, "rows"):
        yield block.text
        if block.text.strip():
            yield ""
        return
    for row in block.rows:
        seen: list[Any] = []
        texts = []
        for cell in row.cells:  # a merged cell comes once for each of its columns
            if not any(cell._tc is other for other in seen):  # noqa: SLF001
                seen.append(cell._tc)  # noqa: SLF001
                texts.append(cell.text)
        yield "\t".join(_cells(texts)).rstrip("\t")
    yield ""
