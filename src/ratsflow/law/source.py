"""Files of declarations, and where in them a mistake stands."""

from __future__ import annotations

import re

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import orjson

from ratsflow.canonical import digest
from ratsflow.errors import Both, DefinitionError, german
from ratsflow.law.sentences import said
from ratsflow.model.text import line_of


if TYPE_CHECKING:
    from importlib.resources.abc import Traversable  # much to load for a name of a type


@attrs.frozen(eq=False, repr=False, slots=False)
class File:
    """A file of declarations.

    Attributes:
        name: folder and name, for example ``common/publicity.toml``.
        text: its text.
        table: what it holds.
        digest: of its text; empty where nobody took it.
    """

    name: str
    text: str
    table: Mapping[str, Any]
    digest: str = ""

    def line(self, *keys: str) -> int:
        """Return the line, from 1, on which a key of a table stands; 1 if it is not found."""
        first = keys[0] if keys else ""
        found = self._tables.get(first)
        if (
            found is None
        ):  # few stand elsewhere: not every file is searched for all keys
            found = self._heads.get(first)
        start = found or 0
        for key in keys[1:]:
            lines = self._lines
            word = re.compile(rf"(?<!\w){re.escape(key)}(?!\w)")
            for number in range(start, len(lines)):
                head = number > start and lines[number].startswith("[")
                # its tables lie inside; of a table without a line they may lie anywhere
                name = lines[number].lstrip("[")
                inside = name.startswith((f"{first}.", f"{first}]"))
                if head and found is not None and not inside:
                    break
                if word.search(lines[number]):
                    start = number
                    break
        return start + 1

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def _tables(self) -> Mapping[str, int]:
        """The first line of each table whose name stands alone at the start of a line."""
        found: dict[str, int] = {}
        text = f"\n{self.text}"
        number, before, at = 0, 0, text.find("\n[")
        while at >= 0:
            number += text.count("\n", before, at)
            if head := _TABLE.match(text, at + 1):
                found.setdefault(head[1], number)
            before, at = at, text.find("\n[", at + 1)
        return found

    @cached_property
    def _heads(self) -> Mapping[str, int]:
        """The first line of each table and key that stands at the start of a line."""
        found: dict[str, int] = {}
        for number, line in enumerate(self._lines):
            if head := _HEAD.match(line):
                found.setdefault(head[1] or head[2], number)
        return found


_TABLE = re.compile(r"\[+([\w.-]+)\]")
_HEAD = re.compile(r'\s*(?:\[+\s*"?([^"\]]+?)"?\s*\]|"?([\w.-]+)"?\s*=)')


class Problems:
    """The mistakes found so far, each with its place; told all at once."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def add(self, file: File, keys: Sequence[str], sentence: str) -> None:
        """Note a mistake in a file, at the line of the last of some keys."""
        place = f"{file.name}:{file.line(*keys)}: {keys[0]}" if keys else file.name
        self._found.append(Both(f"{place}: {sentence}", f"{place}: {german(sentence)}"))

    def unknown(
        self,
        file: File,
        keys: Sequence[str],
        noun: str,
        name: str,
        known: Iterable[str],
    ) -> None:
        """Note a name that does not exist, with the nearest that do.

        Args:
            file, keys: where it stands.
            noun: what it is not, in German with "kein".
            name: the name.
            known: the names that there are.
        """
        from difflib import get_close_matches  # noqa: PLC0415  # only a mistake needs it

        near = get_close_matches(name, list(known), n=2, cutoff=0.6)
        meant = (
            Both(f" Meant: {' or '.join(near)}?", f" Gemeint: {' oder '.join(near)}?")
            if near
            else ""
        )
        self.add(file, keys, said("name.unknown", name=name, noun=noun, meant=meant))

    def raise_any(self, what: str) -> None:
        """Raise a `DefinitionError` with all that was found, if there was something."""
        if self._found:
            raise DefinitionError(what, self._found)


@attrs.define(eq=False, repr=False)
class Mistakes:
    """What is wrong with one declaration, each told with file and line.

    Attributes:
        file: where it stands.
        name: its name there.
        problems: takes the mistakes.
        failed: there was one.
    """

    file: File
    name: str
    problems: Problems
    failed: bool = False

    def wrong(self, key: str, sentence: str) -> None:
        """Note a mistake in a key."""
        self.failed = True
        self.problems.add(self.file, (self.name, key), sentence)

    def unknown(self, key: str, noun: str, name: str, known: Iterable[str]) -> None:
        """Note a name that does not exist; see `Problems.unknown`."""
        self.failed = True
        self.problems.unknown(self.file, (self.name, key), noun, name, known)

    def strays(
        self, table: Iterable[str], noun: Callable[[], str], known: Collection[str]
    ) -> None:
        """Note the keys that there are not; `noun` says what they are not."""
        for key in table:
            if key not in known:
                self.unknown(key, noun(), key, known)


def read(path: Traversable, folder: str = "") -> File:
    """Read a file of declarations, named in messages with its folder.

    `DefinitionError` where it is no TOML, with file and line.
    """
    name = f"{folder}/{path.name}" if folder else path.name
    given = path.read_bytes()
    text, taken = given.decode().replace("\r\n", "\n"), digest(given)
    table = _packed_table(Path(str(path)), taken)
    if table is None:
        import tomllib  # noqa: PLC0415  # what is packed needs none

        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise DefinitionError(
                name, [said("file.broken_toml", error=error, line=line_of(error))]
            ) from error
    return File(name, text, table, taken)


def _packed_table(path: Path, taken: str) -> dict[str, Any] | None:
    """Return what a file holds as it was packed when the wheel was built, if it was."""
    for deep, folder in enumerate(path.parents[:_DEEP], 1):
        packed = _packed_in(folder)
        if packed:
            line = packed.get("/".join(path.parts[-deep:]).encode())
            row: dict[str, Any] = orjson.loads(line) if line else {}
            is_same = row.get("digest") == taken
            return _with_days(row["table"], row["days"]) if is_same else None
    return None


_DEEP = 3
"""Folders between a declaration and what was packed."""


@cache
def _packed_in(folder: Path) -> Mapping[bytes, bytes]:
    """Return what was packed of each file, by its path: most files are never asked for."""
    file = folder / "packed.tsv"
    lines = file.read_bytes().splitlines() if file.is_file() else []
    return {path: row for path, _, row in (line.partition(b"\t") for line in lines)}


def _with_days(
    table: dict[str, Any], places: Sequence[Sequence[str | int]]
) -> dict[str, Any]:
    """Return a table in which the days, which JSON does not know, are days again."""
    for *way, last in places:
        inner: Any = table
        for key in way:
            inner = inner[key]
        inner[last] = date.fromisoformat(inner[last])
    return table
