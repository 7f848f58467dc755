"""The statements: written once in SQLAlchemy Core, compiled once per dialect.

They run at the level of the driver, because executing a Core statement costs about as
much as the commit it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, cached_property
from operator import itemgetter
from typing import Any

import attrs

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Select,
    Table,
    bindparam,
    case,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.dml import Insert, Update

from ratsflow.stores.sql.tables import cases, entries, keys, laws, meta, outbox, sealed


Row = tuple[Any, ...]

CASE_COLUMNS = tuple(cases.c.keys())
ENTRY_COLUMNS = tuple(entries.c.keys())
STANDING = ("state", "procedure", "title", "since", "due", "reference", "base")

SELDOM = ("due", "reference", "base")
"""Of these most steps leave what was there; see `Statements.update_seldom`."""

STALE = ("expected", "prev")
"""By these an append that was decided on an older state, or on another history, is told."""


@attrs.frozen
class Statement:
    """A compiled statement.

    Attributes:
        sql: its text in the driver's own parameter style.
        pick: puts the values that the call site passes in the order of the text.
    """

    sql: str
    pick: Callable[[Row], Row]


def param(name: str) -> ColumnElement[Any]:
    """Return a placeholder for the value that the call site names so."""
    return bindparam(f"p_{name}")


def compiled(
    statement: ClauseElement, dialect: Dialect, takes: Sequence[str]
) -> Statement:
    """Compile a statement for a call site that passes `takes` in that order."""
    made = statement.compile(dialect=dialect)
    names = made.positiontup or ()  # type: ignore[attr-defined]
    fixed = [name for name in names if not name.startswith("p_")]
    known = [*(f"p_{name}" for name in takes), *fixed]
    order = [known.index(name) for name in names]
    pick = _picker(order, len(takes))
    if fixed:  # SQLite writes a LIMIT with an OFFSET of its own
        constants = tuple(made.params[name] for name in fixed)
        return Statement(str(made), lambda row: pick((*row, *constants)))
    return Statement(str(made), pick)


def _picker(order: Sequence[int], count: int) -> Callable[[Row], Row]:
    if list(order) == list(range(count)):
        return _as_is
    if len(order) == 1:
        only = order[0]
        return lambda row: (row[only],)
    return itemgetter(*order)


def _as_is(row: Row) -> Row:
    return row


def _dialect(name: str) -> Dialect:
    """Return how statements are written for a database; others are not even loaded.

    The parameter style is pinned: values are passed by position, in every driver.
    """
    if name == "sqlite":
        return sqlite.dialect(paramstyle="qmark")
    if name == "postgresql":
        return _postgresql().dialect(paramstyle="format")  # type: ignore[no-any-return]
    return _mysql().dialect(paramstyle="format")  # type: ignore[no-any-return]


def _postgresql() -> Any:
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415  # only where it is used

    return postgresql


def _mysql() -> Any:
    from sqlalchemy.dialects import mysql  # noqa: PLC0415  # only where it is used

    return mysql


@cache
def statements(name: str) -> Statements:
    """Return the statements for ``sqlite``, ``postgresql`` or ``mariadb``."""
    return Statements(name, _dialect(name))


class Statements:
    """Every statement of one dialect, each compiled when it is first used."""

    def __init__(self, name: str, dialect: Dialect) -> None:
        self.name = name
        self._dialect = dialect
        self._made: dict[Any, Statement] = {}

    def of(
        self, key: object, takes: Sequence[str], make: Callable[[], ClauseElement]
    ) -> Statement:
        """Return the statement kept under a key, made and compiled the first time."""
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = compiled(make(), self._dialect, takes)
        return found

    @cached_property
    def insert_entry(self) -> Statement:
        """Insert an entry; takes the columns of the table."""
        return self._compile(_insert(entries), ENTRY_COLUMNS)

    @cached_property
    def insert_sealed(self) -> Statement:
        """Insert a sealed content; takes the columns of the table."""
        return self._compile(_insert(sealed), sealed.c.keys())

    @cached_property
    def insert_key(self) -> Statement:
        """Insert an idempotency key; takes the columns of the table."""
        return self._compile(_insert(keys), keys.c.keys())

    @cached_property
    def insert_law(self) -> Statement:
        """Insert a set of values of law unless it is kept; takes the table's columns."""
        return self._compile(self._or_nothing(_insert(laws)), laws.c.keys())

    @cached_property
    def insert_case(self) -> Statement:
        """Insert the row of a new case unless there is one already."""
        return self._compile(self._or_nothing(_insert(cases)), CASE_COLUMNS)

    @cached_property
    def update_case(self) -> Statement:
        """Move a case on if it stands at the expected version and entry."""
        return self._compile(self._update_case(), (*CASE_COLUMNS, *STALE))

    @cached_property
    def upsert_case(self) -> Statement:
        """Write the row of a case that is locked; takes the columns of the table."""
        return self._compile(self._upsert(cases, self._changed), CASE_COLUMNS)

    @cached_property
    def update_seldom(self) -> Statement | None:
        """Write what rarely changes where it does, or None: the others do it (SQLite).

        Other databases leave an index alone whose columns are set to what they were.
        SQLite writes it anew whenever a statement names one of them.
        """
        if self.name != "sqlite":
            return None
        new = {name: param(name) for name in (*SELDOM, "waiting")}
        differs = or_(
            cases.c.waiting == literal_column("0"),
            *(cases.c[name] != new[name] for name in SELDOM),
        )
        statement = (
            update(cases)
            .values({name: new[name] for name in SELDOM} | _first_waiting(new))
            .where(cases.c.tenant == param("tenant"))
            .where(cases.c.case_id == param("case_id"))
            .where(differs)
        )
        return self._compile(statement, CASE_COLUMNS)

    @cached_property
    def append_first(self) -> Statement:
        """Insert a new case with one entry in one statement (PostgreSQL)."""
        row = self._or_nothing(_insert(cases)).returning(cases.c.version)
        return self._one_trip(row, ())

    @cached_property
    def append_next(self) -> Statement:
        """Move a case on and insert one entry in one statement (PostgreSQL)."""
        return self._one_trip(self._update_case().returning(cases.c.version), STALE)

    @cached_property
    def project(self) -> Statement:
        """Write the projection of a case anew if it stands at the version given."""
        statement = (
            update(cases)
            .values({name: param(name) for name in STANDING})
            .where(cases.c.tenant == param("tenant"))
            .where(cases.c.case_id == param("case_id"))
            .where(cases.c.version == param("version"))
        )
        return self._compile(statement, (*STANDING, "tenant", "case_id", "version"))

    @cached_property
    def erase(self) -> Statement:
        """Destroy one sealed content of a case, wherever in the case it came in."""
        statement = (
            update(sealed)
            .values(payload=text("NULL"), erased=param("version"))
            .where(sealed.c.tenant == param("tenant"))
            .where(sealed.c.case_id == param("case_id"))
            .where(sealed.c.digest == param("digest"))
            .where(sealed.c.payload.is_not(None))
        )
        return self._compile(statement, ("tenant", "case_id", "digest", "version"))

    @cached_property
    def announce(self) -> Statement:
        """Write how far a case has been announced."""
        row = self._upsert(outbox, lambda new: {"announced": new.announced})
        return self._compile(row, outbox.c.keys())

    @cached_property
    def settle(self) -> Statement:
        """Set the first entry of a case that nobody has acknowledged, or 0."""
        statement = (
            update(cases)
            .values(waiting=param("waiting"))
            .where(cases.c.tenant == param("tenant"))
            .where(cases.c.case_id == param("case_id"))
        )
        return self._compile(statement, ("tenant", "case_id", "waiting"))

    @cached_property
    def write_meta(self) -> Statement:
        """Write a fact about the tables."""
        row = self._upsert(meta, lambda new: {"value": new.value})
        return self._compile(row, meta.c.keys())

    def select(
        self, key: object, takes: Sequence[str], make: Callable[[], Select[Any]]
    ) -> Statement:
        """Return a query kept under a key."""
        return self.of(key, takes, make)

    def _update_case(self) -> Update:
        new = {name: param(name) for name in CASE_COLUMNS}
        return (
            update(cases)
            .values(self._changed(new))
            .where(cases.c.tenant == param("tenant"))
            .where(cases.c.case_id == param("case_id"))
            .where(cases.c.version == param("expected"))
            .where(cases.c.hash == param("prev"))
        )

    def _changed(self, new: Any) -> dict[str, Any]:
        """Return what every append writes into the row of its case."""
        names = ("version", "hash", *STANDING)
        if self.name == "sqlite":
            return {name: new[name] for name in names if name not in SELDOM}
        return {name: new[name] for name in names} | _first_waiting(new)

    def _compile(self, statement: ClauseElement, takes: Sequence[str]) -> Statement:
        return compiled(statement, self._dialect, takes)

    def _or_nothing(self, row: Insert) -> Insert:
        if self.name == "mariadb":
            return row.prefix_with("IGNORE")
        own = sqlite.insert if self.name == "sqlite" else _postgresql().insert
        return own(row.table).values(_values(row.table)).on_conflict_do_nothing()  # type: ignore[arg-type]

    def _upsert(self, table: Table, change: Callable[[Any], dict[str, Any]]) -> Insert:
        if self.name == "mariadb":
            row = _mysql().insert(table).values(_values(table))
            told: Insert = row.on_duplicate_key_update(change(row.inserted))
            return told
        own = sqlite.insert if self.name == "sqlite" else _postgresql().insert
        new = own(table).values(_values(table))
        made: Insert = new.on_conflict_do_update(
            index_elements=list(table.primary_key), set_=change(new.excluded)
        )
        return made

    def _one_trip(self, row: Insert | Update, more: Sequence[str]) -> Statement:
        # The entry is inserted only where the case was; the body travels once.
        head = row.cte("head")
        values = [
            param("entry_version" if name == "version" else name).label(name)
            for name in ENTRY_COLUMNS
        ]
        statement = insert(entries).from_select(
            ENTRY_COLUMNS, select(*values).select_from(head)
        )
        only = [c for c in ENTRY_COLUMNS if c not in CASE_COLUMNS]
        return self._compile(statement, (*CASE_COLUMNS, *only, "entry_version", *more))


def _insert(table: Table) -> Insert:
    return insert(table).values(_values(table))


def _values(table: Table) -> dict[str, ColumnElement[Any]]:
    return {name: param(name) for name in table.c.keys()}  # noqa: SIM118


def _first_waiting(new: Any) -> dict[str, Any]:
    """Name the first entry of an append where none waits to be announced yet."""
    nobody = cases.c.waiting == literal_column("0")
    return {"waiting": case((nobody, new["waiting"]), else_=cases.c.waiting)}
