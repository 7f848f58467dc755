"""Versions of the tables: create, migrate forward, refuse what is newer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    Table,
    insert,
    inspect,
    or_,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.schema import CreateColumn

from ratsflow.errors import Both, StoreError
from ratsflow.stores.protocol import UNFILLED
from ratsflow.stores.sql.current import EVERYBODY, SCHEMA
from ratsflow.stores.sql.drivers import Driver, Failure, driver_for, told
from ratsflow.stores.sql.failures import (
    DamagedError,
    OlderTablesError,
    is_damaged,
    store_error,
)
from ratsflow.stores.sql.statements import statements
from ratsflow.stores.sql.tables import (
    cases,
    entries,
    laws,
    leaves,
    meta,
    metadata,
    sealed,
)


PLACE = "ratsflow.place"
"""Where a connection notes what to call its database, if its URL does not say it."""

Migration = tuple[int, Callable[[Connection], None]]


def _add_lookup_keys(connection: Connection) -> None:
    """Give the row of each case the keys by which rules look at other cases.

    The rows that are there say `UNFILLED`: the office fills them from the log before it
    looks. Each part is left out where it is done, because MariaDB commits every one.
    """
    for column in (cases.c.reference, cases.c.base):
        _add_column(connection, column)
    for column in (cases.c.reference, cases.c.base):
        _add_index(connection, column)


def _write_less(connection: Connection) -> None:
    """Say which entry is the first nobody has acknowledged, and not how many are left.

    The count changed with every entry, and its index with it. In SQLite the tables of
    large rows get row ids, and no column is dropped, which it can only since 3.35.
    """
    if _name(connection) == "sqlite":
        _refuse_references(connection)
        _name_first_waiting(connection)
        for table in _ANEW:
            _make_anew(connection, table)
        return
    with _nobody_writes(connection):
        _name_first_waiting(connection)
        _drop_pending(connection)
        _add_index(connection, cases.c.waiting)


_ANEW = (cases, entries, sealed)
"""Tables that version 3 writes anew in SQLite."""

_OLD_INDEX = "ratsflow_cases_pending"
"""The index that tables before version 3 have and newer ones do not."""


@contextmanager
def _nobody_writes(connection: Connection) -> Iterator[None]:
    """Keep an older library from writing between two statements that commit.

    PostgreSQL locks the table with the first change to it.
    """
    if _name(connection) != "mariadb":
        yield
        return
    connection.exec_driver_sql(f"LOCK TABLES {cases.name} WRITE")
    try:
        yield
    finally:
        connection.exec_driver_sql("UNLOCK TABLES")


def _name_first_waiting(connection: Connection) -> None:
    """Fill the column `waiting` from `pending`, as often as that is there."""
    _add_column(connection, cases.c.waiting)
    if "pending" in _columns(connection):
        # All rows: one that a migration wrote which was cut off may have moved since.
        first = "CASE WHEN pending > 0 THEN version - pending + 1 ELSE 0 END"
        connection.exec_driver_sql(f"UPDATE {cases.name} SET waiting = {first}")  # noqa: S608


def _drop_pending(connection: Connection) -> None:
    if _OLD_INDEX in _indexes(connection):
        on = f" ON {cases.name}" if _name(connection) == "mariadb" else ""
        connection.exec_driver_sql(f"DROP INDEX {_OLD_INDEX}{on}")
    if "pending" in _columns(connection):
        connection.exec_driver_sql(f"ALTER TABLE {cases.name} DROP COLUMN pending")


def _refuse_references(connection: Connection) -> None:
    """Refuse to drop a table that rows of a host refer to: SQLite would delete them."""
    if not connection.exec_driver_sql("PRAGMA foreign_keys").scalar():
        return
    found = connection.exec_driver_sql(
        "SELECT tables.name FROM sqlite_master AS tables, "
        "pragma_foreign_key_list(tables.name) AS keys WHERE tables.type = 'table' "
        'AND lower(keys."table") IN (?, ?, ?)',
        tuple(table.name for table in _ANEW),
    ).scalar()
    if found:
        raise StoreError(
            Both(
                f"table {found!r} refers to tables of ratsflow that are written anew, and "
                "foreign keys are enforced. Say PRAGMA foreign_keys=OFF before the "
                "transaction that brings them forward.",
                f"Tabelle „{found}“ verweist auf Tabellen von ratsflow, die neu "
                "geschrieben werden, und Fremdschlüssel werden geprüft. Vorher "
                "PRAGMA foreign_keys=OFF ausführen.",
            )
        )


def _make_anew(connection: Connection, table: Table) -> None:
    """Write a table of SQLite into one as it is declared now, as its manual has it.

    What a host has put upon the table stays: views, and triggers and indexes of its own.
    The old rows are overwritten, since what is erased later must be gone there too.
    """
    say = connection.exec_driver_sql
    put_upon = say(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL "
        "AND type IN ('index', 'trigger')",
        (table.name,),
    ).all()
    declared = {index.name for index in table.indexes} | {_OLD_INDEX}
    ours = declared.intersection(name for name, _ in put_upon)
    for name in ours:
        say(f"DROP INDEX {name}")
    new = table.to_metadata(MetaData(), name=f"{table.name}_new")
    new.create(connection)
    rows = select(table).order_by(*table.primary_key)
    connection.execute(insert(new).from_select(table.c.keys(), rows))
    say("PRAGMA secure_delete=ON")
    table.drop(connection)
    # Without this a view could not be while the table has no name.
    legacy = say("PRAGMA legacy_alter_table").scalar()
    say("PRAGMA legacy_alter_table=ON")
    say(f"ALTER TABLE {new.name} RENAME TO {table.name}")
    say(f"PRAGMA legacy_alter_table={legacy}")
    for name, sql in put_upon:
        if name not in ours:
            say(sql)


def _columns(connection: Connection) -> set[str]:
    return {each["name"] for each in inspect(connection).get_columns(cases.name)}


def _indexes(connection: Connection) -> set[str | None]:
    return {each["name"] for each in inspect(connection).get_indexes(cases.name)}


def _add_column(connection: Connection, column: Column[Any]) -> None:
    if column.name not in _columns(connection):
        made = CreateColumn(column).compile(dialect=connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE {cases.name} ADD COLUMN {made}")


def _add_index(connection: Connection, column: Column[Any]) -> None:
    """Create the index that is named after a column."""
    name = f"{cases.name}_{column.name}"
    if name not in _indexes(connection):
        next(index for index in cases.indexes if index.name == name).create(connection)


def _keep_laws(connection: Connection) -> None:
    """Keep the values of law that entries name from now on, and make look-up keys anew.

    Numbers that look the same share one from now on; the office fills them from the log.
    """
    laws.create(connection, checkfirst=True)
    connection.execute(
        update(cases)
        .where(or_(cases.c.reference != "", cases.c.base != ""))
        .values(reference=UNFILLED, base=UNFILLED)
    )


def _grow_tree(connection: Connection) -> None:
    """Make the table of leaves; entries that are there get theirs at the next checkpoint."""
    leaves.create(connection, checkfirst=True)


MIGRATIONS: Sequence[Migration] = (
    (2, _add_lookup_keys),
    (3, _write_less),
    (4, _keep_laws),
    (5, _grow_tree),
)
"""Steps forward in order: the version reached, and what to do to reach it. The first
version has none; a new database gets the newest tables at once."""

_LOCK = 7_274_011_993


def place_of(connection: Connection) -> str:
    """Return what to call the database of a connection, without its password."""
    return str(connection.info.get(PLACE) or told(connection.engine.url))


def find_version(connection: Connection) -> int | None:
    """Return the version of the tables in a database, or None if there are none.

    Raises:
        StoreError: there are tables of ours, but their version cannot be told.
    """
    place = place_of(connection)
    try:
        found = _noted(connection, place)
        has_log = found is None and _holds_a_log(connection)
    except UnicodeDecodeError as error:  # so SQLite's driver reads damaged declarations
        raise DamagedError(
            Both(
                f"{place}: what declares its tables is no UTF-8: it is damaged. Restore a "
                "backup.",
                f"{place}: Was die Tabellen beschreibt, ist beschädigt. Eine "
                "Sicherung einspielen.",
            )
        ) from error
    if found is None:
        if has_log:
            raise StoreError(
                Both(
                    f"{place}: it holds a log, but {meta.name} does not tell the version of "
                    "its tables. Restore a backup.",
                    f"{place}: Darin liegt ein Protokoll, aber {meta.name} nennt die "
                    "Fassung der Tabellen nicht. Eine Sicherung einspielen.",
                )
            )
        return None
    if not str(found).isdecimal() or int(found) < 1:
        raise StoreError(
            Both(
                f"{place}: {meta.name} says that its tables have version {found!r}, which is "
                "none. Restore a backup.",
                f"{place}: {meta.name} nennt für die Tabellen die Fassung {found!r}, "
                "die es nicht gibt. Eine Sicherung einspielen.",
            )
        )
    return int(found)


def _noted(connection: Connection, place: str) -> Any:
    if not inspect(connection).has_table(meta.name):
        return None
    try:
        return connection.execute(
            select(meta.c.value)
            .where(meta.c.tenant == EVERYBODY)
            .where(meta.c.name == "schema")
        ).scalar()
    except DBAPIError as error:
        driver = driver_for(connection.dialect.name)
        if driver and error.orig and is_damaged(driver, error.orig):
            raise store_error(error.orig, driver, place) from error
        raise StoreError(
            Both(
                f"{place}: its table {meta.name} is not one of ratsflow. Name another "
                "database.",
                f"{place}: Die Tabelle {meta.name} darin ist nicht von ratsflow. Eine "
                "andere Datenbank nennen.",
            )
        ) from error


def _holds_a_log(connection: Connection) -> bool:
    """Tell whether there are entries; tables without any may be made anew."""
    if not inspect(connection).has_table(entries.name):
        return False
    found = connection.exec_driver_sql(f"SELECT 1 FROM {entries.name} LIMIT 1")  # noqa: S608
    return found.scalar() is not None


def check_version(
    connection: Connection, *, create: bool, newest: int = SCHEMA
) -> bool:
    """Refuse a database that is not ours or newer than this library; write nothing.

    Returns:
        Whether the tables are there and current.

    Raises:
        StoreError: what, where, what was found, and the cure.
    """
    found = find_version(connection)
    place = place_of(connection)
    if found is None:
        if create:
            return False
        raise StoreError(
            Both(
                f"{place}: there are no tables of ratsflow in it. Name another database, or "
                "begin a log there with `ratsflow open`, in Python with create=True.",
                f"{place}: Darin gibt es keine Tabellen von ratsflow. Eine andere "
                "Datenbank nennen oder dort ein Protokoll anlegen mit: ratsflow open.",
            )
        )
    if found > newest:
        raise StoreError(
            Both(
                f"{place}: its tables have version {found}, but this ratsflow reads up to "
                f"{newest}. Update ratsflow.",
                f"{place}: Die Tabellen haben die Fassung {found}, dieses ratsflow "
                f"liest bis {newest}. ratsflow aktualisieren.",
            )
        )
    if found < newest and not create:
        raise OlderTablesError(place, found, newest)
    return found == newest


def bring_up(
    connection: Connection,
    *,
    newest: int = SCHEMA,
    migrations: Sequence[Migration] = MIGRATIONS,
) -> None:
    """Create the tables, or bring them forward, in the connection's transaction.

    Call it with a connection in a transaction; an embedder may call it in a migration.

    Raises:
        StoreError: the tables are newer than this library, or cannot be created.
    """
    with _alone(connection):
        if check_version(connection, create=True, newest=newest):
            return
        found = find_version(connection)
        if found is None:
            metadata.create_all(connection)
        else:
            for version, step in migrations:
                if found < version <= newest:
                    step(connection)
        write = statements(_name(connection)).of("write_meta")
        values = write.pick((EVERYBODY, "schema", str(newest)))
        connection.exec_driver_sql(write.sql, values)


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Let one process at a time create tables, in a transaction where there can be one."""
    name = _name(connection)
    if name == "mariadb":  # a transaction would end with the first table
        got = connection.exec_driver_sql("SELECT GET_LOCK('ratsflow', 3600)").scalar()
        if got != 1:
            raise StoreError(
                Both(
                    "another process has been creating or bringing forward the tables for an "
                    "hour. See what it does, and do it again.",
                    "Ein anderer Prozess legt seit einer Stunde die Tabellen an. "
                    "Nachsehen, was er tut, und es neu versuchen.",
                )
            )
        try:
            yield
        finally:
            connection.exec_driver_sql("SELECT RELEASE_LOCK('ratsflow')")
        return
    if name == "sqlite":  # its driver does not begin by itself before CREATE TABLE
        dbapi: Any = connection.connection.driver_connection
        if not dbapi.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    yield


def _name(connection: Connection) -> str:
    name = connection.dialect.name
    return "mariadb" if name == "mysql" else name


def explain_opening(
    error: SQLAlchemyError, driver: Driver, place: str
) -> StoreError | None:
    """Return a sharper sentence for what goes wrong only when opening, or None."""
    cause = getattr(error, "orig", None) or error
    if driver.failure(cause) is Failure.GONE and driver.name == "sqlite":
        return StoreError(
            Both(
                f"{place}: the file cannot be opened. Check that its folder exists and that "
                "this user may write there.",
                f"{place}: Die Datei lässt sich nicht öffnen. Prüfen, ob es den "
                "Ordner gibt und ob dort geschrieben werden darf.",
            )
        )
    return None
