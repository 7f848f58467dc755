"""The statements by name: each is written once, and compiled once per dialect.

They run at the level of the driver, because executing a Core statement costs about as
much as the commit it belongs to. An installed wheel knows those of SQLite beforehand: to
read a file it need not load SQLAlchemy, which takes longer than to read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import orjson

from ratsflow.canonical import digest


if TYPE_CHECKING:
    from sqlalchemy import Select


Row = tuple[Any, ...]

Key = tuple[Any, ...]
"""By what a statement is known: its name, and what it is about."""

STANDING = ("state", "procedure", "title", "since", "due", "reference", "base")

SELDOM = ("due", "reference", "base")
"""Of these most steps leave what was there; see `Statements.update_seldom`."""

SIZES = (8, 64, 512)
"""Sizes of the lists of ids in queries: few, so that each is compiled once."""

MOST_KEYS = 8
"""Look-up keys in one query; it is compiled once for each number of them."""

FILE = "statements.json"
"""What a wheel knows of the statements of SQLite."""

SOURCES = ("core.py", "queries.py", "statements.py", "tables.py")
"""Where they are written: what is known is used only while these are as they were."""


@attrs.frozen
class Statement:
    """A compiled statement.

    Attributes:
        sql: its text in the driver's own parameter style.
        order: for each placeholder its place in what the call site passes, behind which
            stand the constants.
        count: how many values the call site passes.
        constants: values that are always the same.
        pick: puts the values that the call site passes in the order of the text.
    """

    sql: str
    order: tuple[int, ...]
    count: int
    constants: tuple[Any, ...] = ()
    pick: Callable[[Row], Row] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Find the fastest way to put values in order."""
        pick, constants = _picker(self.order, self.count), self.constants
        if constants:  # SQLite writes a LIMIT with an OFFSET of its own
            inner = pick

            def pick(row: Row) -> Row:
                return inner((*row, *constants))

        object.__setattr__(self, "pick", pick)


def _picker(order: Sequence[int], count: int) -> Callable[[Row], Row]:
    if list(order) == list(range(count)):
        return _as_is
    if len(order) == 1:
        only = order[0]
        return lambda row: (row[only],)
    return itemgetter(*order)


def _as_is(row: Row) -> Row:
    return row


def chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield ids in lists of a few fixed sizes, the last id repeated to fill up."""
    largest = SIZES[-1]
    for start in range(0, len(ids), largest):
        part = ids[start : start + largest]
        size = next(size for size in SIZES if size >= len(part))
        yield (*part, *(part[-1] for _ in range(size - len(part))))


@cache
def statements(name: str) -> Statements:
    """Return the statements for ``sqlite``, ``postgresql`` or ``mariadb``."""
    return Statements(name, known(Path(__file__).parent) if name == "sqlite" else {})


def key_of(folder: Path, rows: object) -> str:
    """Return the digest of the sources in which the statements are written, and of these."""
    parts = [(folder / name).read_bytes() for name in SOURCES]
    return digest(b"\0".join((*parts, orjson.dumps(rows))))


def known(folder: Path) -> dict[Key, Statement]:
    """Return what was written down when a wheel was built.

    Nothing where it is of other sources, or is no longer what was written down.
    """
    try:
        kept = orjson.loads((folder / FILE).read_bytes())
        if kept["key"] != key_of(folder, kept["statements"]):
            return {}
        return {
            tuple(key): Statement(sql, tuple(order), count, tuple(constants))
            for key, sql, order, count, constants in kept["statements"]
        }
    # A source tree, sources that were left out, or a file that was cut off: what is not
    # known is compiled.
    except (OSError, ValueError, TypeError, LookupError):
        return {}


def packed(folder: Path, made: Iterator[tuple[Key, Statement]]) -> bytes:
    """Return what `known` reads back."""
    rows = [
        (key, each.sql, each.order, each.count, each.constants) for key, each in made
    ]
    return orjson.dumps({"key": key_of(folder, rows), "statements": rows})


class Statements:
    """Every statement of one dialect, each compiled when it is first used.

    Args:
        name: of the dialect.
        made: those that are known beforehand.
    """

    def __init__(self, name: str, made: dict[Key, Statement]) -> None:
        self.name = name
        self._made = made

    def of(self, what: str, *about: Any) -> Statement:
        """Return a statement by its name in `ratsflow.stores.sql.core`.

        Args:
            what: its name.
            about: what it is about.
        """
        key = (what, *about)
        found = self._made.get(key)
        if found is None:
            from ratsflow.stores.sql.core import written  # noqa: PLC0415  # seldom

            found = self._made[key] = written(self.name, what, *about)
        return found

    def select(
        self, key: object, takes: Sequence[str], make: Callable[[], Select[Any]]
    ) -> Statement:
        """Return a query of those who write it themselves, kept under a key."""
        found = self._made.get(("own", key))
        if found is None:
            from ratsflow.stores.sql.core import compiled  # noqa: PLC0415  # seldom

            made = compiled(self.name, make(), takes)
            found = self._made["own", key] = made
        return found

    @cached_property
    def insert_entry(self) -> Statement:
        """Insert an entry; takes the columns of the table."""
        return self.of("insert_entry")

    @cached_property
    def insert_sealed(self) -> Statement:
        """Insert a sealed content; takes the columns of the table."""
        return self.of("insert_sealed")

    @cached_property
    def insert_key(self) -> Statement:
        """Insert an idempotency key; takes the columns of the table."""
        return self.of("insert_key")

    @cached_property
    def insert_case(self) -> Statement:
        """Insert the row of a new case unless there is one already."""
        return self.of("insert_case")

    @cached_property
    def update_case(self) -> Statement:
        """Move a case on if it stands at the expected version and entry."""
        return self.of("update_case")

    @cached_property
    def move_case(self) -> Statement | None:
        """Move a case on likewise if nothing changes that `update_seldom` writes, or None.

        Nearly every step of SQLite is one statement by it; where it counts no row, either
        something rare changes or the case does not stand as expected.
        """
        return self.of("move_case") if self.name == "sqlite" else None

    @cached_property
    def upsert_case(self) -> Statement:
        """Write the row of a case that is locked; takes the columns of the table."""
        return self.of("upsert_case")

    @cached_property
    def update_seldom(self) -> Statement | None:
        """Write what rarely changes where it does, or None: the others do it (SQLite).

        Other databases leave an index alone whose columns are set to what they were.
        SQLite writes it anew whenever a statement names one of them.
        """
        return self.of("update_seldom") if self.name == "sqlite" else None

    def append_once(self, *, opens: bool, keyed: bool, seals: bool) -> Statement:
        """Return the one statement that moves a case on and inserts an entry (PostgreSQL).

        Where the case does not stand as expected, or the key was used, it writes nothing and
        counts no row. Only where two open a case at the same moment, each with a key, the
        later one gets an error.

        It takes the columns of the case, those of the entry that the case has not, the
        version of the entry, what `STALE` names, and the digests and the payloads of what it
        seals.

        Args:
            opens: whether it is the first entry of the case.
            keyed: whether it uses an idempotency key.
            seals: whether it brings sealed contents in.
        """
        return self.of("append_once", opens, keyed, seals)
