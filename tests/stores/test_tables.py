"""The tables: the tenant leads every key and index, and versions only go forward."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from ratsflow.errors import StoreError
from ratsflow.stores.sql import SCHEMA, SqlStore, bring_up, metadata
from ratsflow.stores.verify import verify
from ratsflow.testing.store_records import begin


@pytest.fixture(name="alone")
def _alone(engine: Engine) -> Iterator[Engine]:
    """Yield an engine on a database of its own, empty, on each kind of server."""
    if engine.dialect.name == "sqlite":
        url = make_url(str(engine.url).replace("log.db", "alone.db"))
        name = ""
    else:
        name = f"alone_{uuid4().hex[:12]}"
        _say(engine, f"CREATE DATABASE {name}")
        url = engine.url.set(database=name)
    alone = create_engine(url, poolclass=NullPool)
    yield alone
    alone.dispose()
    if name:
        _say(engine, f"DROP DATABASE {name}")


def _say(engine: Engine, sql: str) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as loose:
        loose.execute(text(sql))


def test_the_tenant_leads_every_key_and_index_of_the_definition() -> None:
    """Every primary key and every index begins with the tenant."""
    leading = [next(iter(table.primary_key)).name for table in metadata.tables.values()]
    leading += [
        next(iter(index.columns)).name
        for table in metadata.tables.values()
        for index in table.indexes
    ]

    assert {"tenant"} == set(leading)
    assert len(leading) >= len(metadata.tables) + 3


def test_the_tenant_leads_every_key_and_index_of_the_database(alone: Engine) -> None:
    """What the database itself says of its tables agrees."""
    SqlStore(alone).close()
    found = inspect(alone)
    for name in metadata.tables:
        assert "tenant" == found.get_pk_constraint(name)["constrained_columns"][0]
        for index in found.get_indexes(name):
            assert "tenant" == index["column_names"][0], index
        for unique in found.get_unique_constraints(name):
            assert "tenant" == unique["column_names"][0], unique


def set_version(engine: Engine, version: int) -> None:
    """Write another version of the tables."""
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE ratsflow_meta SET value = '{version}'"))


def test_tables_of_a_newer_version_are_refused(alone: Engine) -> None:
    """Nothing is read or written in them, whatever one asks for."""
    with SqlStore(alone) as store:
        begin(store, "a")
    set_version(alone, SCHEMA + 1)
    for create in (True, False):
        with pytest.raises(StoreError, match=f"version {SCHEMA + 1}.*Update"):
            SqlStore(alone, create=create)
    with alone.connect() as connection, pytest.raises(StoreError, match="Update"):
        SqlStore.on(connection)
    set_version(alone, SCHEMA)
    with SqlStore(alone, create=False) as store:
        assert ["a"] == list(store.cases())


def test_older_tables_are_brought_forward_once_and_in_order(alone: Engine) -> None:
    """Each step that is lacking runs once, and the log that was there is there."""
    ran: list[int] = []

    def step(version: int) -> tuple[int, object]:
        def run(connection: Connection) -> None:
            connection.execute(text(f"CREATE TABLE ratsflow_v{version} (x INTEGER)"))
            ran.append(version)

        return version, run

    with SqlStore(alone) as store:
        begin(store, "a", 3)
    steps = [step(version) for version in (SCHEMA, SCHEMA + 1, SCHEMA + 2)]
    for _ in range(2):
        with alone.begin() as connection:
            bring_up(connection, newest=SCHEMA + 2, migrations=steps)  # type: ignore[arg-type]

    assert [SCHEMA + 1, SCHEMA + 2] == ran
    set_version(alone, SCHEMA)
    with SqlStore(alone, create=False) as store:
        assert 3 == len(store.read("a"))
        assert [] == list(verify(store))
