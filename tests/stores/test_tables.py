"""The tables: the tenant leads every key and index, and versions only go forward."""

from __future__ import annotations

import re
import sqlite3

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from ratsflow import Actor, Office, Procedure, Step
from ratsflow.errors import StoreError
from ratsflow.stores.sql import SCHEMA, SqlStore, metadata
from ratsflow.stores.sql.schema import bring_up
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


FIXTURES = Path(__file__).parents[1] / "fixtures"
OLDER = range(1, SCHEMA)


@pytest.fixture(name="older", params=OLDER)
def _older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a SQLite file as a release wrote it whose tables had an older version."""
    path = tmp_path / "older.db"
    sql = FIXTURES / f"tables{request.param}" / "log.sql"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(sql.read_text("utf-8"))
        raw.execute("CREATE VIEW of_the_host AS SELECT case_id FROM ratsflow_entries")
    return path


TOWN = Procedure(
    "town",
    states=["draft", "filed"],
    steps=[Step("file", "draft", "filed", by="clerk")],
    roles=["clerk"],
)
"""The procedure by which the cases of these files were carried."""


@pytest.mark.parametrize("tenant", ["musterstadt", "nachbardorf"])
def test_a_file_of_an_older_release_goes_on(older: Path, tenant: str) -> None:
    """Nothing is lost or announced anew, all of it verifies, and steps are taken on it."""
    with pytest.raises(StoreError, match="ratsflow upgrade"):
        SqlStore(older, tenant, create=False)
    with SqlStore(older, tenant) as store:
        office = Office(TOWN, store)
        office.fill()
        assert [("b", 2), ("c", 1)] == [(e.case_id, e.version) for e in store.pending()]
        assert [] == list(office.verify())
        assert "Es wird verkauft." == office.case("b").motion.proposal

        office.take("c", "file", Actor("clerk", "Clara Muster", roles=["clerk"]))
        assert ["c", "c"] == [entry.case_id for entry in store.pending(after="b")]
        assert [] == list(office.verify())
    with closing(sqlite3.connect(older)) as raw:
        assert [(11,)] == raw.execute("SELECT count(*) FROM of_the_host").fetchall()


def shape(path: Path) -> list[str]:
    """Return how a SQLite file declares the tables and indexes of ratsflow."""
    asked = "SELECT sql FROM sqlite_schema WHERE tbl_name LIKE 'ratsflow%' AND sql > ''"
    with closing(sqlite3.connect(path)) as raw:
        found = raw.execute(asked).fetchall()
    return sorted(re.sub(r'[\s"]+', "", sql) for (sql,) in found)


def test_a_file_of_an_older_release_gets_the_tables_of_a_new_one(
    older: Path, tmp_path: Path
) -> None:
    """Down to the kind of table, which decides how much a step writes."""
    SqlStore(older).close()
    SqlStore(tmp_path / "new.db").close()

    assert shape(tmp_path / "new.db") == shape(older)
