"""Bringing tables forward while others work, and beside what a host keeps in the database."""

from __future__ import annotations

import sqlite3

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from lent import connection_of
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from test_lookup import connected, take_back
from test_tables import FIXTURES, TOWN

from ratsflow import Office
from ratsflow.errors import StoreError
from ratsflow.stores.sql import SqlStore, bring_up
from ratsflow.stores.sql.drivers import spoken
from ratsflow.stores.verify import verify
from ratsflow.testing.store_records import begin


URLS = ["sqlite", "postgresql", "mariadb"]


@pytest.fixture(name="url", params=URLS)
def _url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the URL of a database of each kind and leave it up to date."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'log.db'}"
        return
    url = request.getfixturevalue(
        {"postgresql": "postgres_url", "mariadb": "mariadb_url"}[request.param]
    )
    yield url
    with connected(url) as connection:
        bring_up(connection)


@pytest.fixture(name="older")
def _older(tmp_path: Path) -> Path:
    """Return a SQLite file with tables of version 2."""
    path = tmp_path / "older.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript((FIXTURES / "tables2" / "log.sql").read_text("utf-8"))
    return path


OLD_ROW = text(
    "INSERT INTO ratsflow_cases (tenant, case_id, version, hash, pending, state, procedure_, "
    "title, since, due, reference, base) VALUES (:tenant, 'z', 1, 'h', 1, 's', 'p', '', '', "
    "'', '', '')"
)
IMPATIENT = {
    "sqlite": "PRAGMA busy_timeout = 0",
    "postgresql": "SET lock_timeout = '50ms'",
    "mysql": "SET SESSION lock_wait_timeout = 1",
    "mariadb": "SET SESSION lock_wait_timeout = 1",
}


def write_as_before(connection: Connection, tenant: str) -> None:
    """Write the row of a case as a library with tables 2 does, or give up at once."""
    quote = connection.dialect.identifier_preparer.quote
    sql = str(OLD_ROW).replace("procedure_", quote("procedure"))
    connection.execute(text(IMPATIENT[connection.dialect.name]))
    connection.execute(text(sql), {"tenant": tenant})


def test_nobody_writes_while_the_tables_are_brought_forward(
    url: str, tenant: str
) -> None:
    """An entry of an older library that came in between would never be announced."""
    with SqlStore(url, tenant) as store:
        begin(store, "a")
    take_back(url, 2)
    engine = create_engine(spoken(make_url(url)), poolclass=NullPool)
    came: list[str] = []

    def intrude(_: Any, __: Any, statement: str, *___: Any) -> None:
        if statement.startswith(("DROP INDEX", "ALTER TABLE ratsflow_cases DROP")):
            with suppress(DBAPIError), connected(url) as other:
                write_as_before(other, tenant)
                came.append(statement)

    event.listen(engine, "before_cursor_execute", intrude)
    with engine.begin() as connection:
        bring_up(connection)

    assert [] == came
    with SqlStore(url, tenant) as store:
        assert ["a"] == [entry.case_id for entry in store.pending()]


def test_a_migration_that_was_cut_off_forgets_what_it_wrote(
    url: str, tenant: str
) -> None:
    """What was announced after the first attempt is not announced again by the second."""
    with SqlStore(url, tenant) as store:
        begin(store, "a", 3)
        store.acknowledge("a", 3)
    take_back(url, 2)
    with connected(url) as connection:
        sql = "ALTER TABLE ratsflow_cases ADD COLUMN waiting INTEGER NOT NULL DEFAULT 1"
        connection.execute(text(sql))
    with SqlStore(url, tenant) as store:
        assert () == tuple(store.pending())
        assert [] == list(verify(store))


def test_many_that_open_an_older_database_at_once_all_open_it(
    url: str, tenant: str
) -> None:
    """One brings it forward and the others wait."""
    with SqlStore(url, tenant) as store:
        begin(store, "a", 2)

    def opened(_: int) -> int:
        with SqlStore(url, tenant) as one:
            return len(one.pending())

    for _ in range(3):
        take_back(url)
        with ThreadPoolExecutor(4) as pool:
            assert [2] * 4 == list(pool.map(opened, range(4)))


def leaving(path: Path) -> Engine:
    """Return an engine on a SQLite that is built not to overwrite what is deleted."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _connect(dbapi: Any, _: Any) -> None:
        dbapi.execute("PRAGMA secure_delete=OFF")

    return engine


def test_an_erasure_reaches_what_the_older_tables_held(older: Path) -> None:
    """No copy of a sealed content is left in the file where the old tables lay."""
    secret = b"Es wird verkauft."
    engine = leaving(older)
    with SqlStore(engine, "musterstadt") as store:
        office = Office(TOWN, store)
        (sealed,) = [r.sealed for r in store.read("b") if r.sealed]
        assert any(secret in content for _, content in sealed)
        assert secret in older.read_bytes()
        for tenant in ("musterstadt", "nachbardorf"):
            with SqlStore(engine, tenant) as one:
                _erase(one)
        assert office.case("b").motion.proposal == ""
    engine.dispose()

    assert secret not in b"".join(
        each.read_bytes() for each in older.parent.glob("older.db*")
    )


def _erase(store: SqlStore) -> None:
    """Destroy every sealed content of case b, as an erasure does in the tables."""
    connection_of(store).say("UPDATE ratsflow_sealed SET payload = NULL")
    connection_of(store).say("PRAGMA wal_checkpoint(TRUNCATE)")


def test_a_lent_connection_overwrites_what_is_erased(tmp_path: Path) -> None:
    """Also where SQLite was built to leave it in free pages."""
    engine = leaving(tmp_path / "log.db")
    with engine.begin() as connection:
        bring_up(connection)
        SqlStore.on(connection)
        assert 1 == connection.exec_driver_sql("PRAGMA secure_delete").scalar()
    engine.dispose()


HOST = (
    "CREATE TABLE notes (t, c, v, FOREIGN KEY (t, c, v) REFERENCES "
    "ratsflow_entries (tenant, case_id, version) ON DELETE CASCADE)",
    "INSERT INTO notes VALUES ('musterstadt', 'a', 1)",
    "CREATE TRIGGER keep BEFORE DELETE ON ratsflow_entries BEGIN "
    "SELECT RAISE(ABORT, 'the log is kept'); END",
    "CREATE INDEX of_hashes ON ratsflow_entries (tenant, hash)",
    "CREATE INDEX of_titles ON ratsflow_cases (tenant, title)",
    "CREATE VIEW of_nothing AS SELECT * FROM nowhere",
)


@pytest.fixture(name="hosted")
def _hosted(older: Path) -> Path:
    """Return an older file in which a host refers to our tables and guards them."""
    with closing(sqlite3.connect(older)) as raw, raw:
        for sql in HOST:
            raw.execute(sql)
    return older


def test_what_a_host_put_upon_a_table_stays(hosted: Path) -> None:
    """Its triggers and indexes are there as before, and so are the rows that refer to it."""
    SqlStore(hosted, "musterstadt").close()
    with closing(sqlite3.connect(hosted)) as raw:
        assert [("musterstadt", "a", 1)] == raw.execute(
            "SELECT * FROM notes"
        ).fetchall()
        assert [] == raw.execute("PRAGMA foreign_key_check").fetchall()
        with pytest.raises(sqlite3.IntegrityError, match="the log is kept"):
            raw.execute("DELETE FROM ratsflow_entries")
        names = raw.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        assert {"of_hashes", "of_titles"} <= {name for (name,) in names}


def test_a_sqlite_that_drops_no_columns_brings_tables_forward(older: Path) -> None:
    """It does so only since 3.35, and Python runs with older ones."""
    engine = create_engine(f"sqlite:///{older}", poolclass=NullPool)
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    with engine.begin() as connection:
        bring_up(connection)
    engine.dispose()

    assert any(sql.startswith("ALTER TABLE") for sql in said)
    assert not [sql for sql in said if "DROP COLUMN" in sql]


def test_rows_of_a_host_are_not_deleted_with_a_table(hosted: Path) -> None:
    """Where foreign keys are enforced, dropping a table deletes what refers to it."""
    engine = create_engine(f"sqlite:///{hosted}", poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        with pytest.raises(StoreError, match=r"'notes' refers .* foreign_keys=OFF"):
            bring_up(connection)
        connection.rollback()
        assert 1 == connection.exec_driver_sql("SELECT count(*) FROM notes").scalar()
        connection.rollback()
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        bring_up(connection)
        connection.commit()
        assert 1 == connection.exec_driver_sql("SELECT count(*) FROM notes").scalar()
    engine.dispose()


def test_tables_that_a_host_took_back_are_missed(tmp_path: Path) -> None:
    """What was created in a transaction that was rolled back is not taken for granted."""
    engine = create_engine(f"sqlite:///{tmp_path / 'host.db'}")
    with engine.connect() as connection:
        for _ in range(2):
            SqlStore.on(connection, create=True)
        connection.rollback()
        with pytest.raises(StoreError, match="no tables of ratsflow"):
            SqlStore.on(connection)
    engine.dispose()


@pytest.mark.parametrize(
    "sql", ["DROP TABLE ratsflow_meta", "DELETE FROM ratsflow_meta"]
)
def test_a_log_whose_tables_tell_no_version_is_refused(older: Path, sql: str) -> None:
    """They may be old: to call them new would let them be written as if they were."""
    with closing(sqlite3.connect(older)) as raw, raw:
        raw.execute(sql)
    for create in (True, False):
        with pytest.raises(StoreError, match=r"holds a log.*Restore a backup"):
            SqlStore(older, create=create)


@pytest.mark.parametrize(
    "sql", ["DROP TABLE ratsflow_meta", "DELETE FROM ratsflow_meta"]
)
def test_tables_that_were_not_all_created_are_completed(
    tmp_path: Path, sql: str
) -> None:
    """Where each statement commits by itself, a process may have died in between."""
    path = tmp_path / "log.db"
    SqlStore(path).close()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(sql)
        raw.execute("DROP TABLE ratsflow_sealed")
    with SqlStore(path) as store:
        begin(store, "a")
        assert [] == list(verify(store))


def test_keys_that_an_older_version_made_are_made_anew(older: Path) -> None:
    """It compared numbers otherwise, and what it kept would be found by nobody."""
    stale = "UPDATE ratsflow_cases SET reference = 'stale', base = 'stale'"
    with closing(sqlite3.connect(older)) as raw, raw:
        changed = raw.execute(stale).rowcount
    with SqlStore(older) as store:
        tenants = store.tenants()
    filled = 0
    for tenant in tenants:
        with SqlStore(older, tenant) as store:
            filled += Office(TOWN, store).fill()
            assert [] == list(store.find(reference="stale"))
    assert changed == filled > 0
