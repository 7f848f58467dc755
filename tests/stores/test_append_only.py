"""Append only in the database: what a hostile client tries is refused, what a store does is not."""

from __future__ import annotations

import re
import sqlite3

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from test_contract import lent

from ratsflow.errors import StoreError
from ratsflow.stores import Store
from ratsflow.stores.sql import SqlStore, metadata
from ratsflow.stores.verify import verify
from ratsflow.testing.store_contract import StoreContract
from ratsflow.testing.store_contract_law import LAWS
from ratsflow.testing.store_records import make_records, standing


TABLES = ("entries", "sealed", "keys", "laws", "leaves", "cases")
DOCS = Path(__file__).parents[2] / "docs" / "operating.md"


def guarded(store: SqlStore) -> SqlStore:
    """Put the triggers upon a store's tables."""
    store.make_append_only()
    assert store.append_only() == "all"
    return store


def engine_of(url: str) -> Engine:
    """Return a host's engine that keeps no connection."""
    return create_engine(
        url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool
    )


def say(url: str, *script: str) -> None:
    """Run statements, each by itself."""
    engine = engine_of(url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for sql in script:
            connection.exec_driver_sql(sql)
    engine.dispose()


@pytest.fixture(name="postgres_apart", scope="module")
def _postgres_apart(postgres_url: str) -> Iterator[str]:
    """Yield the URL of a database of PostgreSQL that no other test writes to."""
    name = f"apart_{uuid4().hex}"
    say(postgres_url, f"CREATE DATABASE {name}")
    made = make_url(postgres_url).set(database=name)
    yield made.render_as_string(hide_password=False)
    say(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(name="mariadb_apart", scope="module")
def _mariadb_apart(mariadb_url: str) -> Iterator[str]:
    """Yield the URL of a database of MariaDB that no other test writes to."""
    name = f"apart_{uuid4().hex}"
    say(mariadb_url, f"CREATE DATABASE {name}")
    yield make_url(mariadb_url).set(database=name).render_as_string(hide_password=False)
    say(mariadb_url, f"DROP DATABASE {name}")


class TestSqliteGuarded(StoreContract):
    """The contract on a file of SQLite that refuses changes."""

    @pytest.fixture(autouse=True)
    def _path(self, tmp_path: Path) -> None:
        self.path = tmp_path / "log.db"

    def make_store(self) -> Store:
        """Return a store on a file with triggers."""
        return guarded(SqlStore(self.path))

    def reopen_store(self, store: Store) -> Store:
        """Return another store on the file."""
        del store
        return SqlStore(self.path)

    def lend_store(self, store: Store) -> AbstractContextManager[Store]:
        """Return a store on a host's connection to the file."""
        del store
        return lent(f"sqlite:///{self.path}", "default")


class TestPostgresGuarded(StoreContract):
    """The contract on PostgreSQL that refuses changes."""

    @pytest.fixture(autouse=True)
    def _server(self, postgres_apart: str, tenant: str) -> None:
        self.url, self.tenant = postgres_apart, tenant

    def make_store(self) -> Store:
        """Return a store for a tenant of its own."""
        return guarded(SqlStore(self.url, self.tenant))

    def reopen_store(self, store: Store) -> Store:
        """Return another store for the same tenant."""
        del store
        return SqlStore(self.url, self.tenant)

    def lend_store(self, store: Store) -> AbstractContextManager[Store]:
        """Return a store on a host's connection to the server."""
        del store
        return lent(self.url, self.tenant)


class TestMariaDbGuarded(TestPostgresGuarded):
    """The contract on MariaDB that refuses changes."""

    @pytest.fixture(autouse=True)
    def _server(self, mariadb_apart: str, tenant: str) -> None:
        self.url, self.tenant = mariadb_apart, tenant


@pytest.fixture(name="apart", params=["sqlite", "postgres_apart", "mariadb_apart"])
def _apart(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of each database in turn, of which no other test makes use."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/log.db"
    return str(request.getfixturevalue(request.param))


@pytest.fixture(name="log")
def _log(apart: str, tenant: str) -> Iterator[SqlStore]:
    """Yield a guarded store with a case of which one content is erased and one is not."""
    with SqlStore(apart, tenant) as store:
        store.make_append_only()
        fill(store)
        yield store
        store.lift_append_only()


def fill(store: SqlStore) -> None:
    """Write a case of three entries, the last of which erases one of two contents."""
    law, _ = LAWS
    first = make_records("a", sealed=[b"one", b"two"], law=law)
    store.append("a", first, expected=0, standing=standing(), key="k", laws=law.sets)
    more = make_records("a", 2, after=first[-1])
    gone, _ = sorted(name for name, _ in first[0].sealed)
    store.append("a", more[:1], expected=1, standing=standing())
    store.append("a", more[1:], expected=2, standing=standing(), erase=[gone])
    store.sequence()


def attacks(database: str) -> Iterator[str]:
    """Yield what somebody with the program's password may say to the database."""
    for table in TABLES:
        yield f"DELETE FROM ratsflow_{table} WHERE {{mine}}"
        yield f"DELETE FROM ratsflow_{table}"
    for table, column in (
        ("entries", "body"),
        ("entries", "hash"),
        ("entries", "case_id"),
        ("entries", "version"),
        ("entries", "erased"),
        ("sealed", "digest"),
        ("sealed", "case_id"),
        ("keys", "command"),
        ("laws", "payload"),
        ("leaves", "hash"),
        ("leaves", "number"),
        ("cases", "hash"),
        ("cases", "case_id"),
        ("cases", "tenant"),
    ):
        new = "7" if column in ("version", "erased", "number") else "'00'"
        yield f"UPDATE ratsflow_{table} SET {column} = {new} WHERE {{mine}}"
    yield "UPDATE ratsflow_cases SET version = version - 1 WHERE {mine}"
    emptied = "UPDATE ratsflow_sealed SET payload = NULL, erased = {by} WHERE {mine}"
    for by in ("0", "1", "2", "3", "4", "NULL"):  # 3 has erased all that it says
        yield emptied.replace("{by}", by) + " AND payload IS NOT NULL"
    yield "UPDATE ratsflow_sealed SET payload = '00' WHERE {mine}"
    yield "UPDATE ratsflow_sealed SET payload = '00', erased = 0 WHERE {mine} AND erased > 0"
    yield "UPDATE ratsflow_sealed SET erased = 2 WHERE {mine} AND erased > 0"
    row = "SELECT {columns} FROM ratsflow_entries WHERE {mine} AND version = 1"
    columns = "tenant, case_id, version, hash, body, command, sealed, erased"
    swapped = columns.replace("body,", "hash,")
    if database == "sqlite":
        yield f"INSERT OR REPLACE INTO ratsflow_entries ({columns}) {row.replace('{columns}', swapped)}"
        yield "UPDATE OR REPLACE ratsflow_entries SET version = 2 WHERE {mine} AND version = 1"
        free = row.replace("{columns}", columns.replace("version,", "9,"))
        yield f"INSERT OR REPLACE INTO ratsflow_entries (rowid, {columns}) {free.replace('SELECT', 'SELECT 2,')}"
        yield (
            "INSERT OR REPLACE INTO ratsflow_leaves SELECT tenant, 99, case_id, version, "
            "hash, node, body FROM ratsflow_leaves WHERE {mine} AND number = 1"
        )
        yield (
            "INSERT OR REPLACE INTO ratsflow_sealed (rowid, tenant, case_id, version, "
            "digest, payload, erased) SELECT rowid, tenant, 'b', version, digest, payload, "
            "erased FROM ratsflow_sealed WHERE {mine}"
        )
    elif database == "mariadb":
        yield f"REPLACE INTO ratsflow_entries ({columns}) {row.replace('{columns}', swapped)}"
        yield (
            f"INSERT INTO ratsflow_entries ({columns}) {row.replace('{columns}', columns)} "
            "ON DUPLICATE KEY UPDATE body = 'x'"
        )
    else:
        yield (
            f"INSERT INTO ratsflow_entries ({columns}) {row.replace('{columns}', columns)} "
            "ON CONFLICT (tenant, case_id, version) DO UPDATE SET body = 'x'"
        )
        yield from (f"TRUNCATE ratsflow_{table} CASCADE" for table in TABLES)
        yield (
            "SET session_replication_role = replica; "
            "DELETE FROM ratsflow_entries WHERE {mine}"
        )
        yield (
            "CREATE TEMP TABLE ratsflow_entries AS SELECT {tenant} AS tenant, "
            "'a' AS case_id, 4 AS version, 1 AS erased; UPDATE {schema}.ratsflow_sealed "
            "SET payload = NULL, erased = 4 WHERE {mine} AND payload IS NOT NULL"
        )


def everything(engine: Engine, schema: str = "") -> list[Any]:
    """Return every row of the tables that are guarded."""
    found = []
    with engine.connect() as connection:
        for table in TABLES:
            rows = connection.execute(text(f"SELECT * FROM {schema}ratsflow_{table}"))
            found.append(sorted(map(repr, rows)))
        connection.rollback()
    return found


def attack(url: str, tenant: str, schema: str) -> None:
    """Try everything; each is refused, and nothing is changed by any."""
    engine = engine_of(url)
    database = {"mysql": "mariadb"}.get(engine.dialect.name, engine.dialect.name)
    before = everything(engine)
    for sql in attacks(database):
        said = sql.format(
            mine=f"tenant = '{tenant}'", tenant=f"'{tenant}'", schema=schema
        )
        with engine.connect() as connection:
            with pytest.raises(DBAPIError) as refused:  # of none is the commit awaited
                connection.exec_driver_sql(said)
            connection.rollback()
        told = str(refused.value.orig)
        assert re.search("append only|such a row|denied|permission|must be", told), said
        assert before == everything(engine), said
    engine.dispose()


def test_what_a_hostile_client_tries_is_refused(
    log: SqlStore, apart: str, tenant: str
) -> None:
    """By the triggers alone, even from who owns the tables."""
    attack(apart, tenant, "public")

    assert [] == list(verify(log))


def test_a_set_of_law_is_not_replaced_by_its_number(tmp_path: Path) -> None:
    """A set whose row is there is passed over without a word, and so is this."""
    url = f"sqlite:///{tmp_path}/log.db"
    with SqlStore(url, "t") as store:
        store.make_append_only()
        fill(store)
        engine = engine_of(url)
        before = everything(engine)
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO ratsflow_laws (rowid, tenant, digest, payload) "
                "VALUES (1, 't', 'x', '00')"
            )
        assert before == everything(engine)
        engine.dispose()


def test_an_erasure_takes_no_other_row_with_it(tmp_path: Path) -> None:
    """In SQLite a row that takes the number of another one could replace it."""
    url = f"sqlite:///{tmp_path}/log.db"
    with SqlStore(url, "t") as store:
        store.make_append_only()
        fill(store)
        engine = engine_of(url)
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO ratsflow_entries SELECT tenant, case_id, 9, hash, body, "
                "command, sealed, 1 FROM ratsflow_entries WHERE version = 3"
            )
        moved = (
            "UPDATE OR REPLACE ratsflow_sealed SET {} payload = NULL, erased = 9 "
            "WHERE payload IS NOT NULL"
        )
        with (
            engine.connect() as connection,
            pytest.raises(DBAPIError, match="append only"),
        ):
            connection.exec_driver_sql(moved.format("rowid = 3 - rowid,"))
        with engine.begin() as connection:
            connection.exec_driver_sql(moved.format(""))
        engine.dispose()


def test_an_erasure_takes_an_entry_and_no_more_than_it_says(
    log: SqlStore, apart: str, tenant: str
) -> None:
    """Whoever writes such an entry by hand leaves it behind: it cannot go away again."""
    engine = engine_of(apart)
    emptied = (
        "UPDATE ratsflow_sealed SET payload = NULL, erased = 4 "
        f"WHERE tenant = '{tenant}' AND payload IS NOT NULL"
    )
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO ratsflow_entries (tenant, case_id, version, hash, body, command, "
            f"sealed, erased) VALUES ('{tenant}', 'a', 4, '00', '00', '', '', 1)"
        )
        assert 1 == connection.exec_driver_sql(emptied).rowcount
    with engine.connect() as connection, pytest.raises(DBAPIError, match="append only"):
        connection.exec_driver_sql(
            f"DELETE FROM ratsflow_entries WHERE tenant = '{tenant}' AND version = 4"
        )
    engine.dispose()

    assert [] != list(verify(log))


def test_triggers_come_and_go(apart: str, tenant: str) -> None:
    """A store tells whether they are there; they may be put there twice."""
    with SqlStore(apart, tenant) as store:
        said = [store.append_only()]
        for change in (
            store.make_append_only,
            store.make_append_only,
            store.lift_append_only,
            store.lift_append_only,
        ):
            change()
            said.append(store.append_only())

    assert ["none", "all", "all", "none", "none"] == said


CHANGES = {
    "sqlite": (
        "DROP TRIGGER ratsflow_guard_entries_delete",
        "CREATE TRIGGER ratsflow_guard_entries_delete BEFORE DELETE ON ratsflow_entries "
        "BEGIN SELECT 1; END",
    ),
    "postgresql": (
        "DROP TRIGGER ratsflow_guard_entries_delete ON ratsflow_entries",
        "CREATE OR REPLACE FUNCTION ratsflow_guard_entries_delete() RETURNS trigger "
        "LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
        "ALTER TABLE ratsflow_entries DISABLE TRIGGER ratsflow_guard_entries_delete",
    ),
    "mariadb": (
        "DROP TRIGGER ratsflow_guard_entries_delete",
        "CREATE OR REPLACE TRIGGER ratsflow_guard_entries_delete BEFORE DELETE "
        "ON ratsflow_entries FOR EACH ROW BEGIN END",
    ),
}


def test_a_trigger_that_somebody_changed_is_a_fault(log: SqlStore, apart: str) -> None:
    """Or took away, or switched off, while the others are there."""
    engine = engine_of(apart)
    name = {"mysql": "mariadb"}.get(engine.dialect.name, engine.dialect.name)
    for change in CHANGES[name]:
        log.make_append_only()
        assert [] == list(verify(log))
        if change.startswith("CREATE TRIGGER"):
            say(apart, CHANGES[name][0])
        say(apart, change)

        (fault,) = verify(log)

        assert "ratsflow_guard_entries_delete" in str(fault), change
        assert "Trigger ratsflow_guard_entries_delete" in fault.text("de")
        assert "some" == log.append_only()
    engine.dispose()


def test_one_beside_ours_is_a_fault(log: SqlStore, tmp_path: Path, apart: str) -> None:
    """That bears such a name and is none of ratsflow's."""
    if not apart.startswith("sqlite"):
        pytest.skip("the same statements of the catalogue as above")
    with closing(sqlite3.connect(tmp_path / "log.db")) as raw:
        raw.execute(
            "CREATE TRIGGER ratsflow_guard_more BEFORE INSERT ON ratsflow_entries "
            "BEGIN SELECT 1; END"
        )
        raw.commit()

    (fault,) = verify(log)

    assert "ratsflow_guard_more" in str(fault)


def script(database: str, when: str) -> list[str]:
    """Return the statements for the two roles, as the manual prints them."""
    (block,) = re.findall(
        rf"```sql {database} {when}\n(.*?)```", DOCS.read_text(), re.DOTALL
    )
    return [each.strip() for each in block.split(";") if each.strip()]


def of_role(url: str, role: str, password: str, **more: Any) -> str:
    """Return the URL for another user of a server."""
    made = make_url(url).set(username=role, password=password, **more)
    return made.render_as_string(hide_password=False)


@pytest.fixture(name="roles", params=["postgres_apart", "mariadb_url"])
def _roles(request: pytest.FixtureRequest) -> Iterator[tuple[str, str, str]]:
    """Yield the URLs of the owner and the writer, and where the tables lie."""
    url = request.getfixturevalue(request.param)
    if request.param == "mariadb_url":
        say(url, "CREATE DATABASE ratsflow", *script("mariadb", "before"))
        urls = [
            of_role(url, f"ratsflow_{role}", word, database="ratsflow")
            for role, word in (("owner", "one"), ("writer", "another"))
        ]
        yield urls[0], urls[1], "ratsflow"
        say(url, "DROP DATABASE ratsflow", "DROP USER ratsflow_owner, ratsflow_writer")
        return
    say(url, *script("postgresql", "before"))
    urls = [
        of_role(url, f"ratsflow_{role}", word)
        for role, word in (("owner", "one"), ("writer", "another"))
    ]
    yield urls[0], urls[1], "ratsflow"
    say(
        url,
        "DROP OWNED BY ratsflow_owner, ratsflow_writer CASCADE",
        "DROP ROLE ratsflow_owner, ratsflow_writer",
    )


def test_the_writer_of_two_roles_writes_and_nothing_else(
    roles: tuple[str, str, str], tenant: str
) -> None:
    """The manual's two roles: the program works, and its thief can do nothing with it."""
    owner, writer, schema = roles
    with SqlStore(owner, tenant) as store:
        store.make_append_only()
    name = "postgresql" if "postgresql" in owner else "mariadb"
    say(owner, *script(name, "after"))

    with SqlStore(writer, tenant, create=False) as store:
        fill(store)
        attack(writer, tenant, schema)
        for sql in owned(name):
            with pytest.raises(DBAPIError, match=r"denied|owner|permission|TRIGGER"):
                say(writer, sql)
        with pytest.raises(StoreError):
            store.lift_append_only()
        with pytest.raises(StoreError):
            store.make_append_only()
        assert [] == list(verify(store))
        assert ("all" if name == "postgresql" else "unknown") == store.append_only()
        store.append(
            "b", make_records("b"), expected=0, standing=standing(), key="another"
        )
        for each in store.pending():
            store.acknowledge(each.case_id, each.version)

    with SqlStore(owner, tenant) as store:
        assert [] == list(verify(store))
        assert "all" == store.append_only()


def owned(database: str) -> Iterator[str]:
    """Yield what only the owner of the tables may do."""
    for table in metadata.tables:
        yield f"DROP TABLE {table}"
        yield f"TRUNCATE TABLE {table}"
        yield f"ALTER TABLE {table} ADD COLUMN more INTEGER"
        if database == "postgresql":
            yield f"ALTER TABLE {table} DISABLE TRIGGER ALL"
            yield f"CREATE RULE off AS ON INSERT TO {table} DO INSTEAD NOTHING"
        yield f"DELETE FROM {table} WHERE 1 = 0"
    yield "UPDATE ratsflow_meta SET value = '1'"
    yield "INSERT INTO ratsflow_meta VALUES ('*', 'more', '1')"
    if database == "postgresql":
        yield "DROP TRIGGER ratsflow_guard_entries_delete ON ratsflow_entries"
        yield "DROP FUNCTION ratsflow_guard_entries_delete() CASCADE"
        yield (
            "CREATE OR REPLACE FUNCTION ratsflow.ratsflow_guard_entries_delete() RETURNS "
            "trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'"
        )
        yield "SET session_replication_role = replica"
    else:
        yield "DROP TRIGGER ratsflow_guard_entries_delete"
        yield (
            "CREATE OR REPLACE TRIGGER ratsflow_guard_entries_delete BEFORE DELETE ON "
            "ratsflow_entries FOR EACH ROW BEGIN END"
        )


def test_the_manual_names_every_table_that_is_written() -> None:
    """A table that is new is given to the writer, or the writer could not work."""
    for database in ("postgresql", "mariadb"):
        said = " ".join(script(database, "after"))

        written = {*metadata.tables} - {"ratsflow_meta"}

        assert written == set(re.findall(r"ratsflow_[a-z]+\b", said)) - {
            "ratsflow_writer"
        }
