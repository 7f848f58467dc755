"""Files of worked examples: what may stand in them, every mistake with file and line."""

from __future__ import annotations

import re
import tomllib

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from ratsflow.errors import (
    Both,
    InvalidInputError,
    RatsflowError,
    UnknownNameError,
    german,
)
from ratsflow.model.text import unreadable


SUFFIX = ".example.toml"

Types = tuple[type, ...]
Known = Mapping[str, Types]
"""By key, what may stand there."""


def _keys(**types: tuple[str, Types]) -> Known:
    return {name: each for names, each in types.values() for name in names.split()}


_TEXT, _TABLE, _DAY, _NUMBER = (str,), (Mapping,), (date, str), (int,)
_TEXTS, _TABLES = (list,), (Mapping, list)
OF_A_FILE = _keys(
    texts=("state town", _TEXT),
    days=("day", _DAY),
    tables=("usual", _TABLE),
    rows=("example count", (Sequence,)),
)
OF_AN_EXAMPLE = _keys(
    texts=("id says state role", _TEXT),
    days=("day", _DAY),
    tables=("given then", _TABLE),
    steps=("when", (str, Mapping)),
)
OF_A_SITUATION = _keys(
    texts=("at walked_to called town", _TEXT),
    days=("on since", _DAY),
    tables=("law paper item meeting objection facts", _TABLE),
    rows=("decided open", _TABLES),
    names=("body", (str, Mapping)),
    lists=("signed route", (str, list)),
)
"""What ``given`` may name beside what steps take in."""
OF_A_PART = _keys(
    texts=("name kind type state asked_for", _TEXT),
    days=("on", _DAY),
    lists=("topics districts", _TEXTS),
)
"""What is read of a paper, a body, an item or an earlier resolution before it is built."""
OF_A_STEP = _keys(
    texts=("step by", _TEXT), days=("day", _DAY), flags=("as_deputy", (bool,))
)
"""What ``when`` may name beside what the step takes in."""
OF_THE_WHOLE = _keys(
    flags=("allowed", (bool,)),
    lists=("only refused flagged missing", _TEXTS),
    texts=("outcome state", _TEXT),
)
"""What ``then`` says of the whole answer; every other name in it is a rule."""
OF_A_COUNT = _keys(
    texts=("id says state norm", _TEXT),
    days=("day from before roll_over", _DAY),
    numbers=("of inhabitants seats", _NUMBER),
    tables=("given lists", _TABLE),
    answers=("then", (object,)),
)
_NEEDED = {"example": ("says", "when", "then"), "count": ("says", "norm", "then")}
_LISTS_OF_RULES = ("only", "refused", "flagged")
_HOLD_EMPTY = ("refused", "flagged", "missing")


class ExampleError(InvalidInputError):
    """An example that cannot be asked, with its file and line."""


@attrs.frozen
class Block:
    """The lines of a file in which one example stands.

    Attributes:
        file: name of the file.
        first: the line in which it begins.
        lines: its lines.
    """

    file: str
    first: int = 1
    lines: tuple[str, ...] = ()

    def at(self, *words: str) -> str:
        """Return file and line in which one of some words stands; else where it begins."""
        for word in filter(None, words):
            for number, line in enumerate(self.lines, self.first):
                if re.search(rf"(?<![\w.]){re.escape(word)}(?!\w)", line):
                    return f"{self.file}:{number}"
        return f"{self.file}:{self.first}"

    def mistake(self, english: str, in_german: str, *words: str) -> ExampleError:
        """Return a mistake with its place."""
        return ExampleError(Both(english, in_german), self.at(*words))

    def unknown(
        self, kind: str, name: str, known: Iterable[str], meant: str = ""
    ) -> ExampleError:
        """Return that there is no such name, with what people call so, or the nearest one."""
        near = meant or UnknownNameError(kind, name, sorted(known)).nearest
        return self.mistake(
            f"there is no {kind} {name!r}" + (f"; meant: {near!r}?" if near else "."),
            f"{german(kind)} „{name}“ gibt es nicht"
            + (f"; gemeint: „{near}“?" if near else "."),
            name,
        )

    def placed(self, error: InvalidInputError, *words: str) -> ExampleError:
        """Return a wrong value with its place: by its path, or by words it stands with."""
        path = re.split(r"[\s.@]+", f"{error.where} {error.what.partition('@')[2]}")
        place = self.at(*reversed(path), *words)
        where = Both(f"{place}: {error.where}", f"{place}: {german(error.where)}")
        return ExampleError(error.what, where, error.cure)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Say of every wrong value in which file and line it stands."""
        try:
            yield
        except ExampleError:
            raise
        except UnknownNameError as error:
            raise self.unknown(error.kind, error.name, error.known) from error
        except InvalidInputError as error:
            raise self.placed(error) from error
        except RatsflowError as error:
            raise self.mistake(str(error), german(error)) from error

    def hold(self, row: Mapping[str, Any], known: Known, *, only: bool = True) -> None:
        """Refuse a key that there is not, and a value of another type.

        Args:
            row: what stands in the file.
            known: the keys.
            only: there may be no others.

        Raises:
            ExampleError: with the nearest key, or the type that belongs there.
        """
        for name, value in row.items():
            if name not in known:
                if only:
                    raise self.unknown(Both("key", "Den Schlüssel"), name, known)
                continue
            types = known[name]
            fits = isinstance(value, types)
            if types == _NUMBER:
                fits = type(value) is int
            elif types == _TEXTS and fits:
                fits = all(isinstance(each, str) for each in value)
            if not fits:
                english, in_german = _NAMED.get(types, _A_TABLE)
                raise self.mistake(
                    f"{name} is {english}, not {value!r}.",
                    f"{name} ist {in_german}, nicht {value!r}.",
                    name,
                )


_NAMED: Mapping[Types, tuple[str, str]] = {
    _TEXT: ("a text", "ein Text"),
    _DAY: ("a day such as 2026-03-19", "ein Tag wie 2026-03-19"),
    _NUMBER: ("a whole number", "eine ganze Zahl"),
    (bool,): ("true or false", "true oder false"),
    _TEXTS: ("a list of names", "eine Liste von Namen"),
    _TABLES: ("a table or a list of tables", "eine Tabelle oder eine Liste davon"),
    (str, list): ("a name or a list", "ein Name oder eine Liste"),
    (str, Mapping): ("a name or a table", "ein Name oder eine Tabelle"),
}
_A_TABLE = ("a table", "eine Tabelle")


@attrs.frozen
class Example:
    """A worked example, with all that its file says of it.

    Attributes:
        id: its name in the file; its sentence where it has none.
        says: what it shows, in a sentence for people.
        block: where it stands.
        table: its keys, those of ``[usual]`` and of the file under its own.
        own: its keys as they stand in the file.
        folder: where its file lies.
        counts: it is a number or day that follows from one norm, and asks no step.
    """

    id: str
    says: str
    block: Block
    table: Mapping[str, Any] = attrs.field(hash=False)
    own: Mapping[str, Any] = attrs.field(hash=False)
    folder: Path = Path()
    counts: bool = False

    @property
    def place(self) -> str:
        """File and line."""
        return self.block.at()

    @property
    def states(self) -> tuple[str, ...]:
        """The states of whose law it speaks."""
        state = self.table.get("state")
        return (state,) if state else tuple(self._by_state)

    @property
    def _by_state(self) -> Mapping[str, Any]:
        then = self.table["then"]
        named = then if isinstance(then, Mapping) else {}
        return {name: each for name, each in named.items() if name.isupper()}

    def then(self, state: str) -> Any:
        """Return what must come out by the law of a state."""
        return self._by_state.get(state, self.table["then"])

    def rules(self, state: str) -> tuple[str, ...]:
        """Return the rules of which it speaks by the law of a state."""
        if self.counts:
            return ()
        then = self.then(state)
        lists = (then.get(name, ()) for name in _LISTS_OF_RULES)
        named = [name for name in then if name not in OF_THE_WHOLE]
        return tuple(
            dict.fromkeys([*named, *(rule for each in lists for rule in each)])
        )

    @property
    def day(self) -> date | None:
        """The day of its own, of what is usual or of the file."""
        return day_in(self.table.get("day"), self.block)


def day_in(value: Any, block: Block) -> date | None:
    """Return a day of a file, which may be written as text too."""
    if not isinstance(value, str):
        return value  # type: ignore[no-any-return]
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise block.mistake(
            f"{value!r} is no day such as 2026-03-19.",
            f"„{value}“ ist kein Tag wie 2026-03-19.",
            value,
        ) from None


def load_examples(*paths: str | Path) -> tuple[Example, ...]:
    """Read worked examples.

    Args:
        paths: files, or folders in which every ``*.example.toml`` is read.

    Raises:
        InvalidInputError: a file that is none, with the line of the mistake.
    """
    return tuple(
        example for file in files_of_examples(*paths) for example in _in_file(file)
    )


def files_of_examples(*paths: str | Path) -> Iterator[Path]:
    """Yield files as they are named, and those of worked examples in each folder."""
    for path in map(Path, paths):
        yield from sorted(path.rglob(f"*{SUFFIX}")) if path.is_dir() else [path]


def _in_file(path: Path) -> Iterator[Example]:
    text = ""
    try:
        text = path.read_text("utf-8-sig")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"{path.name}:{line[1]}" if line else str(path)
        raise ExampleError(unreadable(error, text), where) from error
    lines = tuple(text.splitlines())
    Block(path.name, 1, lines).hold(table, OF_A_FILE)
    head = {key: table[key] for key in ("state", "day", "town") if key in table}
    usual = _parted(table.get("usual", {}))
    for kind, known in (("example", OF_AN_EXAMPLE), ("count", OF_A_COUNT)):
        blocks = _blocks(path.name, lines, kind)
        for row in table.get(kind, ()):
            block = next(blocks, Block(path.name, 1, lines))
            if not isinstance(row, Mapping):
                raise block.mistake(
                    f"write [[{kind}]].", f"[[{kind}]] schreiben.", kind
                )
            _complete(row, kind, known, block)
            shared = usual if kind == "example" else {}
            given = _over(shared.get("given", {}), row.get("given", {}))
            merged = {**head, **shared, **row, "given": given}
            name = row.get("id", row["says"])
            counts = kind == "count"
            yield Example(name, row["says"], block, merged, row, path.parent, counts)


def _parted(usual: Mapping[str, Any]) -> dict[str, Any]:
    """Put what is usual in ``given`` there, wherever it is written."""
    rest = {name: each for name, each in usual.items() if name not in OF_AN_EXAMPLE}
    named = {name: each for name, each in usual.items() if name in OF_AN_EXAMPLE}
    return {**named, "given": _over(rest, usual.get("given", {}))}


def _over(usual: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Put what an example gives over what is usual, tables part by part."""
    found = {**usual, **given}
    for name in usual.keys() & given.keys():
        if isinstance(usual[name], Mapping) and isinstance(given[name], Mapping):
            found[name] = {**usual[name], **given[name]}
    return found


def _complete(
    row: Mapping[str, Any],
    kind: str,
    known: Known,
    block: Block,
) -> None:
    block.hold(row, known)
    for name in _NEEDED[kind]:
        if name not in row:
            raise block.mistake(
                f"the example lacks {name!r}.", f"dem Beispiel fehlt „{name}“."
            )
    if kind == "example":
        then = row["then"]
        by_state = {name: each for name, each in then.items() if name.isupper()}
        block.hold(by_state, dict.fromkeys(by_state, _TABLE))
        for each in by_state.values() or [then]:
            block.hold(each, OF_THE_WHOLE, only=False)
        if not all([then, *by_state.values()]):
            raise block.mistake(
                "then says nothing: name a rule, or what becomes of the paper.",
                "then sagt nichts: eine Regel nennen oder was aus der Vorlage wird.",
                "then",
            )
        for each in by_state.values() or [then]:
            _say_something(each, block)


def _say_something(then: Mapping[str, Any], block: Block) -> None:
    """Refuse a list of nothing that would hold whatever comes out."""
    for name in _HOLD_EMPTY:
        if then.get(name) == []:
            raise block.mistake(
                f"{name} = [] holds whatever comes out: name one, or write allowed = true.",
                f"{name} = [] gilt immer: etwas nennen oder allowed = true schreiben.",
                name,
            )


_HEAD = re.compile(r'\s*\[\[?\s*([\w."-]+)\s*\]\]?\s*(#.*)?')


def _blocks(file: str, lines: tuple[str, ...], kind: str) -> Iterator[Block]:
    """Yield the lines of each table of a kind, in order."""
    heads = [
        (number, found[1])
        for number, line in enumerate(lines)
        if (found := _HEAD.fullmatch(line)) and not found[1].startswith(f"{kind}.")
    ]
    ends = [number for number, _ in heads[1:]]
    for (head, name), end in zip(heads, [*ends, len(lines)], strict=True):
        if name == kind:
            yield Block(file, head + 1, lines[head:end])
