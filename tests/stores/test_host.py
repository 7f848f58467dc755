"""A host's transaction: ratsflow's rows come and go with the host's own (R2)."""

from __future__ import annotations

import sqlite3

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from ratsflow.errors import ConflictError, InvalidInputError, StoreError
from ratsflow.stores.sql import SqlStore, TransactionLostError
from ratsflow.testing.store_records import begin, make_records, standing


def host_rows(engine: Engine) -> int:
    """Count the host's rows."""
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM host_rows")).scalar())  # type: ignore[arg-type]


def cases(engine: Engine, tenant: str) -> list[str]:
    """Return the cases that are committed."""
    with engine.connect() as connection:
        return list(SqlStore.on(connection, tenant).cases())


INSERT = text("INSERT INTO host_rows VALUES ('x')")


def test_a_rollback_leaves_nothing(engine: Engine, tenant: str) -> None:
    """After a rollback of the host neither its rows nor ours are there."""
    with engine.connect() as connection:
        connection.execute(INSERT)
        store = SqlStore.on(connection, tenant)
        records = make_records("a", 2, sealed=[b"secret"])
        store.append("a", records, expected=0, standing=standing(), key="k")
        store.acknowledge("a", 1)
        begin(store, "b")
        connection.rollback()

    assert 0 == host_rows(engine)
    with engine.connect() as connection:
        after = SqlStore.on(connection, tenant)

        assert [] == list(after.cases())
        assert (tenant,) != after.tenants()
        assert tenant not in after.tenants()


def test_a_commit_keeps_both(engine: Engine, tenant: str) -> None:
    """A commit of the host keeps its rows and ours, also when ours came first."""
    with engine.connect() as connection:
        begin(SqlStore.on(connection, tenant), "a")
        connection.execute(INSERT)
        connection.commit()

    assert (1, ["a"]) == (host_rows(engine), cases(engine, tenant))


def test_nothing_is_committed_behind_the_host(engine: Engine, tenant: str) -> None:
    """Before the host commits, nobody else sees anything of ours."""
    with engine.connect() as connection:
        begin(SqlStore.on(connection, tenant), "a")

        assert [] == cases(engine, tenant)


def test_a_lent_store_is_always_in_a_transaction(engine: Engine, tenant: str) -> None:
    """What the host wrote before or writes next is committed by nobody but the host."""
    with engine.connect() as connection:
        store = SqlStore.on(connection, tenant)
        told = [store.in_transaction]
        begin(store, "a")
        told.append(store.in_transaction)
        connection.commit()
        told.append(store.in_transaction)

    assert [True, True, True] == told


def test_a_store_outlives_a_commit(engine: Engine, tenant: str) -> None:
    """A store on a connection takes part in each of its transactions."""
    with engine.connect() as connection:
        store = SqlStore.on(connection, tenant)
        begin(store, "a")
        connection.commit()
        begin(store, "b")
        connection.commit()
        begin(store, "c")
        connection.rollback()

    assert ["a", "b"] == cases(engine, tenant)


def test_a_session_of_the_orm_lends_its_connection(engine: Engine, tenant: str) -> None:
    """The connection of an ORM session works like any other."""
    with Session(engine) as session:
        session.execute(INSERT)
        begin(SqlStore.on(session.connection(), tenant), "a")
        session.commit()
        session.execute(INSERT)
        begin(SqlStore.on(session.connection(), tenant), "b")
        session.rollback()

    assert (1, ["a"]) == (host_rows(engine), cases(engine, tenant))


def test_a_conflict_leaves_the_transaction_usable(engine: Engine, tenant: str) -> None:
    """After a conflict the host can go on and commit."""
    with engine.begin() as connection:
        begin(SqlStore.on(connection, tenant), "a", 2)
    with engine.connect() as connection:
        store = SqlStore.on(connection, tenant)
        connection.execute(INSERT)
        for expected in (0, 1):
            log = make_records("a", 2)
            with pytest.raises(ConflictError) as info:
                store.append(
                    "a", log[expected:][:1], expected=expected, standing=standing()
                )

            assert 2 == info.value.found
        begin(store, "b")
        connection.commit()

    assert (1, ["a", "b"]) == (host_rows(engine), cases(engine, tenant))


def test_a_unit_of_work_is_the_hosts(engine: Engine, tenant: str) -> None:
    """A unit of work on a lent connection commits nothing."""
    with engine.connect() as connection:
        store = SqlStore.on(connection, tenant)
        with store.unit_of_work():
            begin(store, "a")
        store.close()
        connection.rollback()

    assert [] == cases(engine, tenant)


def test_a_connection_without_a_transaction_is_refused(
    engine: Engine, tenant: str
) -> None:
    """A connection that commits each statement by itself is refused."""
    loose = engine.execution_options(isolation_level="AUTOCOMMIT")
    with loose.connect() as connection, pytest.raises(StoreError, match="Begin a"):
        SqlStore.on(connection, tenant)


def test_a_raw_connection_can_be_lent(engine: Engine, tenant: str) -> None:
    """A raw connection of the driver works without SQLAlchemy."""
    pooled = engine.raw_connection()
    raw: Any = pooled.dbapi_connection
    begin(SqlStore.on(raw, tenant), "a")
    raw.rollback()
    begin(SqlStore.on(raw, tenant), "b")
    raw.commit()
    pooled.close()

    assert ["b"] == cases(engine, tenant)


def test_a_foreign_object_is_refused() -> None:
    """What is no connection is refused with the ones that can be lent."""
    with pytest.raises(InvalidInputError, match="psycopg2, PyMySQL or mysqlclient"):
        SqlStore.on(object())


def test_a_database_without_tables_is_refused(tmp_path: Path) -> None:
    """A host whose database has no tables of ours is told how to create them."""
    engine = create_engine(f"sqlite:///{tmp_path}/empty.db", poolclass=NullPool)
    with engine.connect() as connection:
        with pytest.raises(StoreError, match="create=True"):
            SqlStore.on(connection)
        begin(SqlStore.on(connection, create=True), "a")
        connection.rollback()
    with closing(sqlite3.connect(tmp_path / "empty.db")) as raw, raw:
        assert [] == raw.execute("SELECT name FROM sqlite_master").fetchall()
    raw.close()


def test_a_stale_snapshot_is_a_conflict(tmp_path: Path) -> None:
    """A SQLite transaction that read before others wrote is told to roll back."""
    path = tmp_path / "log.db"
    raw = sqlite3.connect(path, isolation_level=None)
    with SqlStore(path) as store:
        first = begin(store, "a")
        raw.execute("BEGIN")
        lent = SqlStore.on(raw)
        assert first == tuple(lent.read("a"))
        begin(store, "b")
        more = make_records("a", after=first[-1])
        with pytest.raises(TransactionLostError, match="Roll it back"):
            lent.append("a", more, expected=1, standing=standing())
        raw.execute("ROLLBACK")
        raw.execute("BEGIN")
        lent.append("a", more, expected=1, standing=standing())
        raw.execute("COMMIT")

        assert 2 == len(store.read("a"))
    raw.close()


def test_a_serialization_failure_is_a_conflict(postgres_url: str, tenant: str) -> None:
    """A repeatable-read transaction that others overtook is told to roll back."""
    url = postgres_url.replace("postgresql:", "postgresql+psycopg:")
    engine = create_engine(url, isolation_level="REPEATABLE READ", poolclass=NullPool)
    with SqlStore(postgres_url, tenant) as store:
        first = begin(store, "a")
        more = make_records("a", after=first[-1])
        with engine.connect() as connection:
            lent = SqlStore.on(connection, tenant)
            assert 1 == len(lent.read("a"))
            store.append("a", more, expected=1, standing=standing())
            with pytest.raises(ConflictError) as info:
                lent.append("a", more, expected=1, standing=standing())

            assert TransactionLostError is type(info.value)
