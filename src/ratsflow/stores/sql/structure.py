"""The tables themselves: are they and their indexes what they were declared to be?

What a look-up finds is what its index holds. In SQLite an index can be emptied or bent behind
the library's back, by whoever can write the file; then a number is given twice, and no row
says so. A server keeps its indexes by itself.
"""

from __future__ import annotations

import re
import sqlite3

from collections.abc import Iterator, Mapping
from functools import cache

from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from ratsflow.errors import Both, BrokenLogError
from ratsflow.stores.sql import guards
from ratsflow.stores.sql.connections import DriverConnection
from ratsflow.stores.sql.failures import DamagedError, driver_errors
from ratsflow.stores.sql.session import Session
from ratsflow.stores.sql.tables import entries, metadata, sealed
from ratsflow.stores.verify import TABLES


LARGE = frozenset({entries.name, sealed.name})
"""Tables of which no look-up but that by the key of a row rests on an index: whatever is
wrong there shows in what is read. To check them takes as long as to read them."""

PREFIX = "ratsflow_"


def wrong_structure(session: Session, *, all_tables: bool) -> Iterator[BrokenLogError]:
    """Yield what does not hold of the triggers, and of SQLite's tables and indexes.

    Args:
        session: where statements run.
        all_tables: check the indexes of the large tables too.
    """
    yield from guards.wrong_guards(session)
    if session.driver.name != "sqlite":
        return
    try:
        with driver_errors(session), session.connection() as conn:
            found = [*_undeclared(conn), *_out_of_joint(conn, all_tables=all_tables)]
    except DamagedError as error:
        found = [str(error)]
    for reason in found:
        yield BrokenLogError(TABLES, 0, reason)


def _undeclared(conn: DriverConnection) -> Iterator[str]:
    """Yield each table and index that is not as it was declared, and what is not ours."""
    conn.say(
        "SELECT type, lower(name), lower(tbl_name), sql FROM sqlite_master "  # noqa: S608
        f"WHERE name LIKE '{PREFIX}%' OR tbl_name LIKE '{PREFIX}%'"
    )
    rows = conn.cursor.fetchall()
    there = {(kind, name): sql for kind, name, _, sql in rows}
    declared = _declared()
    for (kind, name), sql in declared.items():
        found = there.get((kind, name))
        if not found:
            yield Both(f"{kind} {name} is missing.", f"{kind} {name} fehlt.")
        elif _plain(found) != sql:
            yield Both(
                f"{kind} {name} is not as it was declared: somebody changed it.",
                f"{kind} {name} ist nicht so, wie es angelegt wurde: Jemand hat es "
                "verändert.",
            )
    tables = {name for kind, name in declared if kind == "table"}
    for kind, name, table, sql in rows:
        # What a host puts upon our tables has a name of its own.
        ours = name.startswith(PREFIX) and table in tables
        ours = ours and not name.startswith(guards.PREFIX)  # looked at above
        if ours and sql and (kind, name) not in declared and name != OLD_INDEX:
            yield Both(
                f"{kind} {name} was put upon {table}, and is none of ratsflow's.",
                f"{kind} {name} wurde an {table} angebracht und ist nicht von "
                "ratsflow.",
            )


OLD_INDEX = f"{PREFIX}cases_pending"
"""An index that tables of older versions have."""


@cache
def _declared() -> Mapping[tuple[str, str], str]:
    """Return by kind and name how each table and index is declared, plainly."""
    parts: dict[tuple[str, str], CreateTable | CreateIndex] = {}
    for table in metadata.sorted_tables:
        parts["table", table.name] = CreateTable(table)
        for index in table.indexes:
            parts["index", str(index.name)] = CreateIndex(index)
    lite = dialect()
    return {key: _plain(str(part.compile(dialect=lite))) for key, part in parts.items()}


def _plain(sql: object) -> str:
    """Return a declaration without what means nothing: white space and quotes of names."""
    text = sql if isinstance(sql, str) else ascii(sql)
    return re.sub(r'[\s"`]+', "", re.sub(r"\s*([(),])\s*", r"\1", text)).lower()


def _out_of_joint(conn: DriverConnection, *, all_tables: bool) -> Iterator[str]:
    """Yield what SQLite finds where it compares its tables with their indexes."""
    checks = [
        f"PRAGMA integrity_check({name})"
        for name in metadata.tables
        if all_tables or name not in LARGE
    ]
    if sqlite3.sqlite_version_info < (3, 33):  # it takes no table's name yet
        checks = ["PRAGMA integrity_check"]
    for check in checks:
        conn.say(check)
        for (said,) in conn.cursor.fetchall():
            if said != "ok":
                yield f"SQLite says: {said}."
