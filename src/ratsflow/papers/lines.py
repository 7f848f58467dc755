"""From bytes to numbered lines; what is wrong with the file is said here."""

from __future__ import annotations

import re

from collections.abc import Iterable
from pathlib import Path

import attrs

from ratsflow.errors import Both, InvalidInputError, german
from ratsflow.model import Wording
from ratsflow.model.letters import typed
from ratsflow.papers.reading import Missing, Respelled, Skipped


LARGEST = 2_000_000
"""Bytes or characters beyond which a file is no Vorlage text."""

_MAGIC = (
    (
        b"%PDF",
        Both("a PDF file", "eine PDF-Datei"),
        Both(
            "Extract its text first, for example with pdftotext -layout.",
            "Zuerst den Text herausziehen, zum Beispiel mit pdftotext -layout.",
        ),
    ),
    (
        b"PK\x03\x04",
        Both("a ZIP or Word file", "eine ZIP- oder Word-Datei"),
        Both(
            "Save it as plain text in UTF-8 first.",
            "Zuerst als einfachen Text in UTF-8 speichern.",
        ),
    ),
    (
        b"\xd0\xcf\x11\xe0",
        Both("an old Word file", "eine alte Word-Datei"),
        Both(
            "Save it as plain text in UTF-8 first.",
            "Zuerst als einfachen Text in UTF-8 speichern.",
        ),
    ),
    (
        b"{\\rtf",
        Both("an RTF file", "eine RTF-Datei"),
        Both(
            "Save it as plain text in UTF-8 first.",
            "Zuerst als einfachen Text in UTF-8 speichern.",
        ),
    ),
)
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_GERMAN = frozenset(
    "äöüÄÖÜß§€°²³½¼«»·\u00d7µ©®±\u00b4\u00a0\u00ad"
    "éèêëàáâåæçñíìîïóòôøúùûÉÈÀÁÇÑÓØ"
    "\u201e\u201c\u201d\u201a\u2018\u2019\u2013\u2014\u2026\u2022"
)
_QUOTE_IN_WORD = re.compile("[a-zäöüß][\u201e\u201d\u201c\u2026][a-zäöüß]")
_GARBLED = re.compile(
    "\u00c3[\u00a4\u00b6\u00bc\u0178\u201e\u2013\u0153]|\u00e2\u20ac|\ufffd"
)


@attrs.frozen
class Line:
    """A line of the text.

    Attributes:
        number: counted from 1.
        text: the line without its end.
        page: page of the text, counted from 0 by form feeds.
        original: the line as it stands in the file, where `text` differs from it.
    """

    number: int
    text: str
    page: int = 0
    original: str = ""

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing stands in it."""
        return not self.text.strip()


def _refuse(what: str, cure: str, where: str) -> InvalidInputError:
    return InvalidInputError(what, where, cure)


def load(path: Path) -> tuple[str, tuple[Missing, ...]]:
    """Read the text of a file in UTF-8, UTF-16 with a byte order mark, or Windows-1252.

    Windows-1252 is read only if what comes out is plausible German, and is listed.

    Args:
        path: the file.

    Returns:
        The text, and a note if the encoding had to be inferred.

    Raises:
        InvalidInputError: there is no such file, it is another kind of file, or its
            encoding cannot be told.
    """
    try:
        with path.open("rb") as file:  # a device has no size, and no end
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InvalidInputError(
            Both(
                f"the file cannot be read: {reason}.",
                f"die Datei lässt sich nicht lesen: {german(reason)}.",
            ),
            str(path),
            Both(
                "Give the path of a Vorlage text.",
                "Den Pfad eines Vorlagentextes nennen.",
            ),
        ) from error
    if len(data) > LARGEST:
        raise _refuse(*_TOO_LARGE, path.name)
    return decode(data, path.name)


_TOO_LARGE = (
    Both(
        f"the text is larger than {LARGEST // 1_000_000} million characters.",
        f"der Text hat mehr als {LARGEST // 1_000_000} Millionen Zeichen.",
    ),
    Both("Give the text of one Vorlage.", "Den Text einer einzigen Vorlage angeben."),
)


def decode(data: bytes, where: str = "file") -> tuple[str, tuple[Missing, ...]]:
    """Turn bytes into text; see `load`."""
    for magic, what, cure in _MAGIC:
        if data.startswith(magic):
            raise _refuse(
                Both(
                    f"this is {what}, no text.", f"das ist {german(what)}, kein Text."
                ),
                cure,
                where,
            )
    codec = next((codec for bom, codec in _BOMS if data.startswith(bom)), "utf-8")
    try:
        return data.decode(codec), ()
    except UnicodeDecodeError as error:
        if codec != "utf-8" or b"\0" in data:
            raise _refuse(
                Both(
                    f"byte {error.start} is no {codec.removesuffix('-sig').upper()}.",
                    f"Byte {error.start} ist nicht in "
                    f"{codec.removesuffix('-sig').upper()} gespeichert.",
                ),
                Both("Save the file as UTF-8.", "Die Datei in UTF-8 speichern."),
                where,
            ) from error
        return _windows(data, error.start, where)


def _windows(data: bytes, start: int, where: str) -> tuple[str, tuple[Missing, ...]]:
    line = data.count(b"\n", 0, start) + 1
    text = _cp1252(data)
    if text is None:
        raise _refuse(
            Both(
                f"byte 0x{data[start]:02x} is neither UTF-8 nor a letter of Windows-1252.",
                f"Byte 0x{data[start]:02x} ist weder UTF-8 noch ein Zeichen von "
                "Windows-1252.",
            ),
            Both("Save the file as UTF-8.", "Die Datei in UTF-8 speichern."),
            Both(f"{where}, line {line}", f"{where}, Zeile {line}"),
        )
    return text, (_encoding_note(text, line),)


def _cp1252(data: bytes) -> str | None:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    foreign = any(sign > "\x7f" and sign not in _GERMAN for sign in text)
    return None if foreign or _QUOTE_IN_WORD.search(text) else text


def _encoding_note(text: str, line: int) -> Missing:
    lines = text.split("\n")
    found = lines[line - 1].strip()[:80] if line <= len(lines) else ""
    cure = Wording(
        "Die Datei ist nicht UTF-8; sie wurde als Windows-1252 gelesen. Umlaute prüfen "
        "oder die Datei als UTF-8 speichern.",
        "The file is not UTF-8; it was read as Windows-1252. Check the umlauts or save "
        "the file as UTF-8.",
    )
    return Missing("encoding", line, "", found, cure)


def garbled(lines: tuple[Line, ...]) -> tuple[Missing, ...]:
    """List the first line whose umlauts were destroyed before the text came here."""
    hit = next((line for line in lines if _GARBLED.search(line.text)), None)
    if hit is None:
        return ()
    cure = Wording(
        "Umlaute sind zerstört (falsche Kodierung beim Speichern). Die Datei aus der "
        "Quelle neu als UTF-8 speichern.",
        "Umlauts are destroyed (saved in a wrong encoding). Save the source again as "
        "UTF-8.",
    )
    return (Missing("encoding", hit.number, "", hit.text.strip()[:80], cure),)


def split_lines(text: str) -> tuple[Line, ...]:
    """Split a text into numbered lines; a form feed starts a page.

    Letters are those that a keyboard types (`letters.typed`): where ``ä`` was stored as
    ``a`` and two dots, or ``fi`` as one sign, labels are found all the same. The line
    as it was stays beside it.

    Raises:
        InvalidInputError: the text is empty, too large or binary.
    """
    if len(text) > LARGEST:
        raise _refuse(*_TOO_LARGE, "text")
    if "\0" in text:
        raise _refuse(
            Both(
                "the text holds NUL characters, so it is binary or UTF-16 without a mark.",
                "der Text enthält Nullzeichen; er ist keine Textdatei oder UTF-16 "
                "ohne Kennzeichen.",
            ),
            Both(
                "Save it as plain text in UTF-8.",
                "Ihn als einfachen Text in UTF-8 speichern.",
            ),
            Both(
                f"line {text.count(chr(10), 0, text.index(chr(0))) + 1}",
                f"Zeile {text.count(chr(10), 0, text.index(chr(0))) + 1}",
            ),
        )
    clean = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not typed(clean).strip():
        raise _refuse(
            Both("the text is empty.", "der Text ist leer."),
            Both("Give the text of a Vorlage.", "Den Text einer Vorlage angeben."),
            Both("line 1", "Zeile 1"),
        )
    return tuple(_numbered(clean))


def _numbered(text: str) -> list[Line]:
    lines = []
    page = 0
    for number, raw in enumerate(text.split("\n"), 1):
        for at, piece in enumerate(raw.split("\f")):
            page += at > 0
            clean = typed(piece)
            original = "" if clean == piece else piece
            lines.append(Line(number, clean, page, original))
    return lines


def respelled(lines: Iterable[Line]) -> tuple[Respelled, ...]:
    """List the lines that were read in other letters than they are stored in."""
    return tuple(
        Respelled(line.number, line.original, line.text)
        for line in lines
        if line.original
    )


_PAGE_NUMBER = re.compile(
    "(?:[-\u2013\u2014]{1,2} ?[0-9]{1,4}(?: (?:of|von) [0-9]{1,4})? ?[-\u2013\u2014]{1,2}"
    "|Seite [0-9]{1,4}(?: ?(?:von|/) ?[0-9]{1,4})?)"
)
_BARE_NUMBER = re.compile("[0-9]{1,4}")
_DIGITS = re.compile("[0-9]{1,9}")
_PAGE = Wording("Seitenzahl", "page number")
_EDGE = Wording("Kopf- oder Fußzeile der Seite", "page header or footer")


def furniture(lines: tuple[Line, ...]) -> tuple[Skipped, ...]:
    """Find page numbers, and headers and footers that repeat from page to page.

    A bare number counts only at the edge of a page that a form feed marks.

    Args:
        lines: all lines of a plain text.

    Returns:
        What is no content, with the reason.
    """
    edges = _edges(lines)
    repeated = _repeated(edges)
    found = []
    for line in lines:
        text = line.text.strip()
        at_edge = line in edges and lines[-1].page > 0
        is_bare = at_edge and _BARE_NUMBER.fullmatch(text)
        if is_bare or _PAGE_NUMBER.fullmatch(text):
            found.append(Skipped(line.number, text, _PAGE))
        elif line in repeated:
            found.append(Skipped(line.number, text, _EDGE))
    return tuple(found)


def _edges(lines: tuple[Line, ...]) -> dict[Line, bool]:
    """Find the first and last line with text of every page: line to is-first."""
    first: dict[int, Line] = {}
    last: dict[int, Line] = {}
    for line in lines:
        if not line.is_blank:
            first.setdefault(line.page, line)
            last[line.page] = line
    return dict.fromkeys(last.values(), False) | dict.fromkeys(first.values(), True)


def _repeated(edges: dict[Line, bool]) -> set[Line]:
    groups: dict[tuple[bool, str], list[Line]] = {}
    for line, is_first in edges.items():
        key = is_first, _DIGITS.sub("#", line.text.strip())
        groups.setdefault(key, []).append(line)
    same = (sorted(g, key=lambda x: x.page) for g in groups.values() if len(g) > 1)
    return {line for group in same for line in group if line.page > 0}
