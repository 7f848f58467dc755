"""How each statement is written in SQLAlchemy Core, and compiled for a database.

Whoever reads or writes names a statement and has it from `Statements`. What is known
beforehand needs none of this, nor SQLAlchemy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    FromClause,
    LargeBinary,
    Select,
    Table,
    Text,
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

from ratsflow.stores.sql import queries
from ratsflow.stores.sql.queries import param
from ratsflow.stores.sql.statements import SELDOM, SIZES, STANDING, Key, Statement
from ratsflow.stores.sql.tables import (
    cases,
    entries,
    keys,
    laws,
    leaves,
    meta,
    metadata,
    outbox,
    sealed,
)


CASE_COLUMNS = tuple(cases.c.keys())
ENTRY_COLUMNS = tuple(entries.c.keys())

STALE = ("expected", "prev")
"""By these an append that was decided on an older state, or on another history, is told."""

_ENTRY_ONLY = ("body", "command", "sealed")
_BESIDE = (*STALE, "digests", "payloads")

_MOVED = ("tenant", "case_id", "version", "hash")
"""What an entry and the row of its case have alike."""

ENTRY_VERSION = param("entry_version")
"""The version of an entry, where the row of its case is beside it."""


def written(name: str, what: str, *about: Any) -> Statement:
    """Return a statement for a database, compiled.

    Args:
        name: ``sqlite``, ``postgresql`` or ``mariadb``.
        what: the name of a method of `Core`.
        about: what it is about.
    """
    statement, takes = getattr(_core(name), what)(*about)
    return compiled(name, statement, takes)


def compiled(name: str, statement: ClauseElement, takes: Sequence[str]) -> Statement:
    """Compile a statement for a call site that passes `takes` in that order."""
    made = statement.compile(dialect=_dialect(name))
    names = made.positiontup or ()  # type: ignore[attr-defined]
    fixed = [each for each in names if not each.startswith("p_")]
    place = [*(f"p_{each}" for each in takes), *fixed]
    order = tuple(place.index(each) for each in names)
    constants = tuple(made.params[each] for each in fixed)
    return Statement(str(made), order, len(takes), constants)


@cache
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
def _core(name: str) -> Core:
    return Core(name)


Written = tuple[ClauseElement, Sequence[str]]
"""A statement, and what the call site passes, in order."""


class Core:
    """Every statement of one dialect by its name, with what its call site passes.

    Args:
        name: of the dialect.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def insert_entry(self) -> Written:
        """Insert an entry; takes the columns of the table."""
        return _insert(entries), ENTRY_COLUMNS

    def insert_sealed(self) -> Written:
        """Insert a sealed content; takes the columns of the table."""
        return _insert(sealed), sealed.c.keys()

    def insert_key(self) -> Written:
        """Insert an idempotency key; takes the columns of the table."""
        return _insert(keys), keys.c.keys()

    def insert_law(self) -> Written:
        """Insert a set of values of law unless it is kept; takes the table's columns."""
        return self._or_nothing(_insert(laws)), laws.c.keys()

    def insert_leaf(self) -> Written:
        """Insert a leaf; takes the columns of the table."""
        return _insert(leaves), leaves.c.keys()

    def unnumbered(self) -> Written:
        """Ask for a page of entries without a leaf, of a case and those that follow."""
        return queries.unnumbered_query(), ("tenant", "after", "limit")

    def last_of(self) -> Written:
        """Ask for the last entry of a case that has a leaf."""
        return queries.last_of_query(), ("tenant", "case_id")

    def tree_size(self) -> Written:
        """Ask for the number of the last leaf."""
        return queries.tree_size_query(), ("tenant",)

    def leaf(self) -> Written:
        """Ask for the leaf of an entry."""
        return queries.leaf_query(), ("tenant", "case_id", "version")

    def leaves(self) -> Written:
        """Ask for a page of leaves from a number on."""
        return queries.leaves_query(), ("tenant", "start", "limit")

    def stray_leaves(self) -> Written:
        """Ask for the leaves whose entry is not there, or has another hash."""
        return queries.stray_leaves_query(), ("tenant",)

    def heads_at(self) -> Written:
        """Ask for a page of where cases ended at a size of the tree."""
        takes = ("tenant", "size", "after", "limit")
        return queries.heads_at_query(), takes

    def insert_case(self) -> Written:
        """Insert the row of a new case unless there is one already."""
        return self._or_nothing(_insert(cases)), CASE_COLUMNS

    def update_case(self) -> Written:
        """Move a case on if it stands at the expected version and entry."""
        return self._update_case(), (*CASE_COLUMNS, *STALE)

    def move_case(self) -> Written:
        """Move a case on likewise if nothing changes that rarely does (SQLite)."""
        usual = self._update_case().where(
            *(cases.c[name] == param(name) for name in SELDOM),
            cases.c.waiting != literal_column("0"),
        )
        return usual, (*CASE_COLUMNS, *STALE)

    def upsert_case(self) -> Written:
        """Write the row of a case that is locked; takes the columns of the table."""
        return self._upsert(cases, self._changed), CASE_COLUMNS

    def update_seldom(self) -> Written:
        """Write what rarely changes where it does, or None: the others do it (SQLite).

        Other databases leave an index alone whose columns are set to what they were.
        SQLite writes it anew whenever a statement names one of them.
        """
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
        return statement, CASE_COLUMNS

    def project(self) -> Written:
        """Write the projection of a case anew if it stands at the version given."""
        statement = (
            update(cases)
            .values({name: param(name) for name in STANDING})
            .where(cases.c.tenant == param("tenant"))
            .where(cases.c.case_id == param("case_id"))
            .where(cases.c.version == param("version"))
        )
        return statement, (*STANDING, "tenant", "case_id", "version")

    def erase(self) -> Written:
        """Destroy one sealed content of a case, wherever in the case it came in."""
        statement = (
            update(sealed)
            .values(payload=text("NULL"), erased=param("version"))
            .where(sealed.c.tenant == param("tenant"))
            .where(sealed.c.case_id == param("case_id"))
            .where(sealed.c.digest == param("digest"))
            .where(sealed.c.payload.is_not(None))
        )
        return statement, ("tenant", "case_id", "digest", "version")

    def erasable(self) -> Written:
        """Count the places where one sealed content of a case is still kept."""
        query = (
            select(func.count())
            .select_from(sealed)
            .where(sealed.c.tenant == param("tenant"))
            .where(sealed.c.case_id == param("case_id"))
            .where(sealed.c.digest == param("digest"))
            .where(sealed.c.payload.is_not(None))
        )
        return query, ("tenant", "case_id", "digest")

    def announce(self) -> Written:
        """Write how far a case has been announced."""
        row = self._upsert(outbox, lambda new: {"announced": new.announced})
        return row, outbox.c.keys()

    def settle(self) -> Written:
        """Set the first entry of a case that nobody has acknowledged, or 0."""
        statement = (
            update(cases)
            .values(waiting=param("waiting"))
            .where(cases.c.tenant == param("tenant"))
            .where(cases.c.case_id == param("case_id"))
        )
        return statement, ("tenant", "case_id", "waiting")

    def write_meta(self) -> Written:
        """Write a fact about the tables."""
        row = self._upsert(meta, lambda new: {"value": new.value})
        return row, meta.c.keys()

    def append_once(self, opens: bool, keyed: bool, seals: bool) -> Written:  # a key
        """Move a case on and insert an entry; see `Statements.append_once`."""
        takes = (*CASE_COLUMNS, *_ENTRY_ONLY, "entry_version", *_BESIDE)
        return self._one_trip(opens=opens, keyed=keyed, seals=seals), takes

    def read(self) -> Written:
        """Ask for the entries of a case after a version."""
        return queries.read_query(), ("tenant", "case_id", "after")

    def sealed(self) -> Written:
        """Ask for the sealed contents of a case."""
        return queries.sealed_query(), ("tenant", "case_id")

    def standing(self) -> Written:
        """Ask for the projection of a case."""
        return queries.standing_query(), ("tenant", "case_id")

    def head(self, locking: str) -> Written:
        """Ask for version and hash of a case, maybe so that nobody moves it meanwhile."""
        query = queries.head_query()
        return query.with_for_update() if locking else query, ("tenant", "case_id")

    def heads_of(self, size: int, locking: str) -> Written:
        """Ask likewise for those of a list of cases."""
        names = queries.names_of(size)
        query = queries.heads_of_query(names)
        return query.with_for_update() if locking else query, ("tenant", *names)

    def key(self) -> Written:
        """Ask for what an idempotency key was used for."""
        return queries.key_query(), ("tenant", "command")

    def announced(self) -> Written:
        """Ask for how far a case has been announced."""
        return queries.announced_query(), ("tenant", "case_id")

    def waiting(self) -> Written:
        """Ask for cases with entries that wait to be announced."""
        return queries.waiting_query(), ("tenant", "after", "limit")

    def listed(self, what: str, size: int) -> Written:
        """Ask for the rows of a list of cases or keys."""
        columns = {
            "read": queries.ENTRY,
            "sealed": queries.SEALED,
            "keys": queries.KEY,
            "leaves": queries.LEAF,
        }
        names = queries.names_of(size)
        return queries.listed_query(columns[what], names), ("tenant", *names)

    def find(self, *given: str) -> Written:
        """Ask for cases by where they stand, from the names of what is given."""
        return queries.find_query(given), ("tenant", *given, "limit")

    def find_keys(self, after: bool, ordered: bool, *names: str) -> Written:
        """Ask for the cases that any of a few look-up keys finds, from their columns."""
        marks = [f"key_{number}" for number in range(len(names))]
        more = ("after_case",) if after else ()
        return queries.keys_query(names, after=after, ordered=ordered), (
            "tenant",
            *marks,
            *more,
            "limit",
        )

    def heads(self) -> Written:
        """Ask for a page of heads."""
        columns = (cases.c.case_id, cases.c.version, cases.c.hash)
        return queries.rows_query(cases, columns), ("tenant", "after", "limit")

    def traces(self, table: str) -> Written:
        """Ask for a page of the cases that occur in a table."""
        query = queries.traces_query(metadata.tables[table])
        return query, ("tenant", "after", "limit")

    def next_tenant(self, table: str) -> Written:
        """Ask for the tenant of a table that follows another one."""
        return queries.next_tenant(metadata.tables[table]), ("after",)

    def every_tenant(self, table: str) -> Written:
        """Ask for all tenants of a table, which goes through all of it."""
        return queries.every_tenant(metadata.tables[table]), ()

    def scan(self, what: str, within: bool) -> Written:  # a key
        """Ask for a page of entries in order: within one case, or of all that follow."""
        columns = {"records": queries.ENTRY, "bodies": queries.BODY}
        takes = ("tenant", "case_id", *(("after",) if within else ()), "limit")
        return queries.scan_query(columns[what], within=within), takes

    def law(self) -> Written:
        """Ask for a set of values of law."""
        return queries.law_query(laws.c.payload), ("tenant", "digest")

    def law_there(self) -> Written:
        """Ask whether there is a set of values of law."""
        return queries.law_query(laws.c.digest), ("tenant", "digest")

    def laws(self) -> Written:
        """Ask for a page of sets of values of law."""
        return queries.laws_query(), ("tenant", "after", "limit")

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
        # What the row of the case says then is not sent again: each value costs a microsecond.
        moved = head.returning(*(cases.c[name] for name in _MOVED)).cte("head")
        of_entry: dict[str, ColumnElement[Any]] = {n: moved.c[n] for n in _MOVED}
        for name, is_told in (("command", keyed), ("sealed", seals)):
            if not is_told:
                of_entry[name] = literal_column("''")
        of_entry["erased"] = literal_column("0")
        into_entries = _insert_from(entries, of_entry, moved)
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
            **{name: moved.c[name] for name in ("tenant", "case_id", "version")},
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


def usual() -> Iterator[tuple[Key, Statement]]:
    """Yield, for SQLite, what a process asks for that opens, reads, finds and writes."""
    for key in (*_WRITES, *_READS, *_finds()):
        yield key, written("sqlite", *key)


_WRITES: Sequence[Key] = tuple(
    (name,)
    for name in (
        "insert_entry",
        "insert_sealed",
        "insert_key",
        "insert_law",
        "insert_case",
        "move_case",
        "update_case",
        "upsert_case",
        "update_seldom",
        "project",
        "erasable",
        "erase",
        "announce",
        "settle",
    )
)
_READS: Sequence[Key] = (
    *(
        (name,)
        for name in ("read", "sealed", "standing", "key", "announced", "waiting")
    ),
    *((name,) for name in ("heads", "law", "law_there", "laws")),
    ("head", ""),
    *(("heads_of", size, "") for size in SIZES),
    *product(("listed",), ("read", "sealed", "keys"), SIZES),
    *(("traces", table.name) for table in (cases, entries)),
    *product(("scan",), ("records",), (False, True)),
)


def _finds() -> Iterator[Key]:
    for given in (
        (),
        ("state",),
        ("due_by",),
        ("state", "due_by"),
        ("state", "stuck_since"),
        ("state", "due_by", "stuck_since"),
    ):
        yield ("find", *given)
        ordered = ("after_key",) if {"state", "due_by"} & {*given} else ()
        yield ("find", *given, *ordered, "after_case")
    for bases, references in product(range(3), range(3)):
        if bases + references:
            names = ["base"] * bases + ["reference"] * references
            yield from (
                ("find_keys", after, ordered, *names)
                for after in (False, True)
                for ordered in (False, True)
            )
