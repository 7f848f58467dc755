"""Every store keeps the contract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sqlalchemy import create_engine, make_url

from ratsflow.stores import MemoryStore, Store
from ratsflow.stores.sql import GroupedStore, SqlStore, bring_up
from ratsflow.testing.store_contract import StoreContract


class TestMemory(StoreContract):
    """The store in memory."""

    def make_store(self) -> Store:
        """Return a store in memory."""
        return MemoryStore()


class TestSqliteInMemory(StoreContract):
    """SQLite without a file."""

    def make_store(self) -> Store:
        """Return a store in one connection."""
        return SqlStore("sqlite://")


class TestSqliteFile(StoreContract):
    """SQLite on a file."""

    @pytest.fixture(autouse=True)
    def _path(self, tmp_path: Path) -> None:
        self.path = tmp_path / "log.db"

    def make_store(self) -> Store:
        """Return a store on a file."""
        return SqlStore(self.path)


class TestGrouped(StoreContract):
    """SQLite on a file, appends committed in groups."""

    @pytest.fixture(autouse=True)
    def _path(self, tmp_path: Path) -> None:
        self.path = tmp_path / "log.db"

    def make_store(self) -> Store:
        """Return a store on a file."""
        return GroupedStore(self.path)


class TestPostgres(StoreContract):
    """PostgreSQL."""

    @pytest.fixture(autouse=True)
    def _server(self, postgres_url: str, tenant: str) -> None:
        self.url, self.tenant = postgres_url, tenant

    def make_store(self) -> Store:
        """Return a store for a tenant of its own."""
        return SqlStore(self.url, self.tenant)


class TestPostgresWithoutIndexes(TestPostgres):
    """PostgreSQL as its planner may see it: what comes in order was asked for in order."""

    def make_store(self) -> Store:
        """Return a store whose database sorts instead of going along an index."""
        kinds = ("indexscan", "indexonlyscan", "bitmapscan")
        options = " ".join(f"-c enable_{kind}=off" for kind in kinds)
        url = make_url(self.url).update_query_dict({"options": options})
        return SqlStore(url, self.tenant)


class TestMariaDb(StoreContract):
    """MariaDB."""

    @pytest.fixture(autouse=True)
    def _server(self, mariadb_url: str, tenant: str) -> None:
        self.url, self.tenant = mariadb_url, tenant

    def make_store(self) -> Store:
        """Return a store for a tenant of its own."""
        return SqlStore(self.url, self.tenant)


class _Lent(StoreContract):
    """A store on a host's connection; threads and units are the host's affair."""

    test_r3_racing_threads_have_one_winner = None  # type: ignore[assignment]
    test_r2_a_unit_of_work_is_taken_back_whole = None  # type: ignore[assignment]
    test_units_do_not_nest = None  # type: ignore[assignment]
    test_r2_a_store_says_whether_it_is_in_a_transaction = None  # type: ignore[assignment]
    test_r2_a_unit_is_that_of_its_thread = None  # type: ignore[assignment]
    url: str
    tenant: str

    @pytest.fixture(name="store")
    def _store(self) -> Iterator[Store]:
        engine = create_engine(self.url)
        with engine.begin() as connection:
            bring_up(connection)
        with engine.connect() as connection:
            yield SqlStore.on(connection, self.tenant)
            connection.rollback()
        with engine.connect() as connection:
            assert [] == list(SqlStore.on(connection, self.tenant).cases())
        engine.dispose()


class TestSqliteLent(_Lent):
    """SQLite on a host's connection."""

    @pytest.fixture(autouse=True)
    def _server(self, tmp_path: Path, tenant: str) -> None:
        self.url, self.tenant = f"sqlite:///{tmp_path}/host.db", tenant


class TestPostgresLent(_Lent):
    """PostgreSQL on a host's connection."""

    @pytest.fixture(autouse=True)
    def _server(self, postgres_url: str, tenant: str) -> None:
        self.url = postgres_url.replace("postgresql:", "postgresql+psycopg:")
        self.tenant = tenant


class TestMariaDbLent(_Lent):
    """MariaDB on a host's connection."""

    @pytest.fixture(autouse=True)
    def _server(self, mariadb_url: str, tenant: str) -> None:
        self.url, self.tenant = mariadb_url, tenant
