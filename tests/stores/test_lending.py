"""A connection that a host lends is told apart by what it is, and its tables are checked."""

from __future__ import annotations

import sqlite3

from pathlib import Path

import pytest

from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session

from ratsflow.errors import InvalidInputError, StoreError
from ratsflow.stores.sql import SqlStore, bring_up
from ratsflow.testing.store_records import begin


def lend(connection, tenant="default", **about):
    """Lend the driver's own connection of one of SQLAlchemy's, in a transaction."""
    return SqlStore.on(connection.connection.dbapi_connection, tenant, **about)


def start(connection):
    connection.execute(text("INSERT INTO host_rows VALUES ('x')"))
    return connection


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("99", "its tables have version 99, .* Update ratsflow"),
        ("2", "its tables have version 2, .*ratsflow upgrade"),
        ("none", "says that its tables have version 'none', which is none"),
    ],
)
def test_tables_of_another_version_are_refused(engine, tenant, version, words):
    """As on every other connection; the host's transaction stays as it was."""
    with engine.connect() as connection:
        start(connection)
        change = text("UPDATE ratsflow_meta SET value = :v WHERE name = 'schema'")
        connection.execute(change, {"v": version})
        with pytest.raises(StoreError, match=words):
            lend(connection, tenant)
        found = connection.execute(text("SELECT count(*) FROM host_rows")).scalar()
        assert 1 == found
        connection.rollback()
        start(connection)
        begin(lend(connection, tenant), "a")


def test_a_database_without_tables_is_refused_or_gets_them(tmp_path):
    """Created in the host's transaction, and gone with it."""
    raw = sqlite3.connect(tmp_path / "host.db", isolation_level=None)
    raw.execute("CREATE TABLE host (name)")
    raw.execute("BEGIN")
    raw.execute("INSERT INTO host VALUES (1)")
    with pytest.raises(StoreError, match="there are no tables of ratsflow in it"):
        SqlStore.on(raw)
    begin(SqlStore.on(raw, create=True), "a")
    assert raw.in_transaction
    assert ["a"] == list(SqlStore.on(raw).cases())
    raw.execute("ROLLBACK")
    assert [(0,)] == raw.execute("SELECT count(*) FROM host").fetchall()
    raw.execute("BEGIN")
    with pytest.raises(StoreError, match="there are no tables"):
        SqlStore.on(raw)
    raw.close()


def test_a_host_may_want_its_rows_otherwise(engine, tenant):
    """Rows as mappings are the host's; ours are read as ever."""
    with engine.connect() as connection:
        raw = start(connection).connection.dbapi_connection
        if engine.dialect.name == "sqlite":
            raw.row_factory = lambda cursor, row: dict(
                zip([each[0] for each in cursor.description], row, strict=True)
            )
        elif engine.dialect.name == "postgresql":
            from psycopg.rows import dict_row  # noqa: PLC0415  # an extra

            raw.row_factory = dict_row
        store = SqlStore.on(raw, tenant)
        begin(store, "a")
        assert 1 == len(store.read("a"))


def test_a_connection_of_a_pool_or_of_a_class_of_ones_own_is_the_drivers(tmp_path):
    """What counts is what it is, not where its class is written."""

    class Own(sqlite3.Connection):
        """A host's own."""

    path = tmp_path / "host.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        bring_up(connection)
    pooled, own = engine.raw_connection(), sqlite3.connect(path, factory=Own)
    begin(SqlStore.on(pooled), "a")
    pooled.commit()
    begin(SqlStore.on(own), "b")
    own.rollback()
    assert ["a"] == list(SqlStore.on(own).cases())
    own.close()
    pooled.close()
    engine.dispose()


def _of(module, name="Connection", **parts):
    kind = type(name, (), {"__module__": module, **parts})
    return kind()


@pytest.mark.parametrize(
    ("handed", "cure"),
    [
        (_of("pg8000.dbapi", cursor=print), "Connect with psycopg 3"),
        (_of("asyncpg.connection", cursor=print), "postgresql+psycopg"),
        (_of("psycopg", "AsyncConnection", cursor=print), "a connection of psycopg"),
        (_of("aiosqlite.core", cursor=print), "a connection of sqlite3"),
        (_of("aiomysql.connection", cursor=print), "a connection of PyMySQL"),
        (_of("mysql.connector", cursor=print), "Connect with PyMySQL"),
        (_of("apsw", cursor=print), "standard library's sqlite3"),
        (
            _of("django.db.backends.sqlite3.base", cursor=print),
            "connections['default']",
        ),
        (Session(), "bind=engine"),
        (create_engine("sqlite://"), "engine.begin"),
        (_of("sqlalchemy.ext.asyncio.engine", "AsyncConnection"), "run_sync"),
        ("log.db", "Pass a connection of SQLAlchemy"),
        (None, "Pass a connection of SQLAlchemy"),
        (object(), "Pass a connection of SQLAlchemy"),
    ],
    ids=lambda each: type(each).__module__ if not isinstance(each, str) else None,
)
def test_what_is_no_connection_of_ours_is_told_with_the_cure(handed, cure):
    """One sentence that says what it is and what to do instead."""
    with pytest.raises(InvalidInputError, match="is no connection") as refused:
        SqlStore.on(handed)
    assert cure in str(refused.value)


@pytest.mark.parametrize(
    ("url", "cure"),
    [
        ("postgresql+asyncpg://u:geheim@host/x", "Write postgresql+psycopg://"),
        ("postgresql+psycopg2://u:geheim@host/x", "Connect with psycopg 3"),
        ("postgresql+psycopg_async://u:geheim@host/x", "a connection of psycopg"),
        ("sqlite+aiosqlite:///x.db", "a connection of sqlite3"),
        ("mysql+mysqldb://u:geheim@host/x", "Connect with PyMySQL"),
        ("mysql+asyncmy://u:geheim@host/x", "a connection of PyMySQL"),
    ],
)
def test_a_driver_that_is_not_spoken_is_told_with_the_cure(url, cure):
    """Whether it is installed or not."""
    with pytest.raises(InvalidInputError, match="does not speak the driver") as refused:
        SqlStore(url)
    assert cure in str(refused.value)


@pytest.mark.parametrize("target", [None, 5, object(), sqlite3, ("log.db",)])
def test_what_names_no_database_makes_no_file(target, tmp_path, monkeypatch):
    """It is refused, and not taken for the path of a file."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidInputError, match="names no database"):
        SqlStore(target)
    assert [] == list(Path().iterdir())


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:geheim@127.0.0.1:port/db",
        "postgresql://u:x@geheim@127.0.0.1:1/db",
        "postgresql:/u:geheim@127.0.0.1/db",
        "postgresql:u:geheim@127.0.0.1/db",
        "postgres:/u:geheim@127.0.0.1/db",
        "mariadb+pymysql:/u:geheim@127.0.0.1/db",
        "postgresql://u:x/@geheim@h/db",
        "postgresql://u:geheim@[::1/db",
        "postgresql://127.0.0.1:1/db?user=u&password=geheim",
        "postgresql://127.0.0.1:1/db?user=u&sslpassword=geheim&sslmode=geheim",
        "postgresql://u@127.0.0.1:geheim/db",
        "://u:geheim@host",
        "POSTGRESQL:/u:geheim@host",
        "postgresql://u:geheim#x@127.0.0.1:1/db?connect_timeout=geheim",
        "mysql://u:gehei m@127.0.0.1:99999/geheim%00?charset=utf8mb4&passwd=gehei m",
    ],
)
def test_a_url_that_does_not_say_what_was_meant_is_told_in_one_line(
    url, tmp_path, monkeypatch
):
    """By an error of the project's own, without the password, and without its causes."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises((InvalidInputError, StoreError)) as refused:
        SqlStore(url)
    error: BaseException | None = refused.value
    assert 1 == len(str(error).splitlines())
    assert "gehei m" not in str(error)
    if "/geheim" not in url and "=geheim" not in url.replace("password=geheim", ""):
        assert "geheim" not in str(error)
    assert [] == list(tmp_path.iterdir())


def test_a_database_in_memory_by_its_url_makes_no_file(tmp_path, monkeypatch):
    """It is told with all that its URL says."""
    monkeypatch.chdir(tmp_path)
    with SqlStore("sqlite:///file:x?mode=memory&uri=true") as store:
        begin(store, "a")
        assert "mode=memory" in repr(store)
        assert ["a"] == list(store.cases())
    assert [] == list(tmp_path.iterdir())


def test_nothing_is_ended_in_the_hosts_transaction(engine, tenant):
    """Whatever SQLAlchemy would do with a connection of its own, it does not with this one."""
    with engine.connect() as connection:
        start(connection)
        done = []
        for name in ("commit", "rollback"):
            event.listen(engine, name, lambda *_, name=name: done.append(name))
        connection.execute(text("UPDATE ratsflow_meta SET value = '1'"))
        with pytest.raises(StoreError):
            lend(connection, tenant)
        assert [] == done
        connection.rollback()
