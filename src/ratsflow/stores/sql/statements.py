"""The statements: written once in SQLAlchemy Core, compiled once per dialect.

They run at the level of the driver, because executing a Core statement costs about as
much as the commit it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from operator import itemgetter
from typing import Any

import attrs

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    FromClause,
    LargeBinary,
    Select,
    Table,
    Text,
    bindparam,
    case,
    cast,
    func,
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


_ENTRY_ONLY = ("body", "command", "sealed")
_BESIDE = (*STALE, "digests", "payloads")


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


ENTRY_VERSION = param("entry_version")
"""The version of an entry, where the row of its case is beside it."""


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
        key = ("append", opens, keyed, seals)
        made = self._made.get(key)
        if made is None:
            takes = (*CASE_COLUMNS, *_ENTRY_ONLY, "entry_version", *_BESIDE)
            statement = self._one_trip(opens=opens, keyed=keyed, seals=seals)
            made = self._made[key] = self._compile(statement, takes)
        return made

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
            .where(*_is_expected())
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

    def _one_trip(self, *, opens: bool, keyed: bool, seals: bool) -> Insert:
        # Each part writes only where the one before it has, and the body travels once.
        head: Any = self._or_nothing(_insert(cases)) if opens else self._update_case()
        if keyed:
            free = self._use_key(opens=opens).cte("free")
            if opens:
                head = _insert_from(cases, {}, free)
            else:
                head = head.where(cases.c.tenant == free.c.tenant)
        moved = head.returning(cases.c.version).cte("head")
        into_entries = _insert_from(
            entries, {"version": ENTRY_VERSION, "erased": literal_column("0")}, moved
        )
        if not seals:
            return into_entries
        types = _postgresql()
        contents = (
            func.unnest(
                cast(param("digests"), types.ARRAY(Text)),
                cast(param("payloads"), types.ARRAY(LargeBinary)),
            )
            .table_valued("digest", "payload")
            .render_derived("contents")
        )
        of_contents = {
            "version": ENTRY_VERSION,
            "digest": contents.c.digest,
            "payload": contents.c.payload,
            "erased": literal_column("0"),
        }
        into_sealed = _insert_from(sealed, of_contents, moved, contents)
        return into_entries.add_cte(into_sealed.cte("kept"))

    def _use_key(self, *, opens: bool) -> Any:
        """Use a key if it is free and the case stands as expected; nobody moves it then."""
        of_case = [
            cases.c.tenant == param("tenant"),
            cases.c.case_id == param("case_id"),
        ]
        values = {"version": ENTRY_VERSION}
        if opens:
            there = select(literal_column("1")).where(*of_case).exists()
            rows = _row_of(keys, values).where(~there)
        else:
            here = select(cases.c.version).where(*of_case, *_is_expected())
            rows = _row_of(keys, values, here.with_for_update().cte("here"))
        used = _postgresql().insert(keys).from_select(keys.c.keys(), rows)
        return used.on_conflict_do_nothing().returning(keys.c.tenant)


def _insert(table: Table) -> Insert:
    return insert(table).values(_values(table))


def _insert_from(
    table: Table, values: Mapping[str, ColumnElement[Any]], *sources: FromClause
) -> Insert:
    """Insert a row for each of sources; what is not given is what the call site passes."""
    rows = _row_of(table, values, *sources)
    return insert(table).from_select(table.c.keys(), rows)


def _row_of(
    table: Table, values: Mapping[str, ColumnElement[Any]], *sources: FromClause
) -> Select[Any]:
    given = [values.get(n, param(n)).label(n) for n in table.c.keys()]  # noqa: SIM118
    return select(*given).select_from(*sources)


def _is_expected() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return cases.c.version == param("expected"), cases.c.hash == param("prev")


def _values(table: Table) -> dict[str, ColumnElement[Any]]:
    return {name: param(name) for name in table.c.keys()}  # noqa: SIM118


def _first_waiting(new: Any) -> dict[str, Any]:
    """Name the first entry of an append where none waits to be announced yet."""
    nobody = cases.c.waiting == literal_column("0")
    return {"waiting": case((nobody, new["waiting"]), else_=cases.c.waiting)}
