"""Every store keeps the contract."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import pytest

from sqlalchemy import create_engine, make_url

from ratsflow.stores import MemoryStore, Store
from ratsflow.stores.sql import GroupedStore, SqlStore, bring_up
from ratsflow.stores.verify import verify
from ratsflow.testing.store_contract import StoreContract
from ratsflow.testing.store_contract_law import LAWS
from ratsflow.testing.store_records import make_records, standing


@contextmanager
def lent(url: str, tenant: str) -> Iterator[Store]:
    """Lend a host's connection and roll its transaction back."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        yield SqlStore.on(connection, tenant)
        connection.rollback()
    engine.dispose()


class TestMemory(StoreContract):
    """The store in memory, which keeps nothing and takes no host's connection."""

    test_r1_what_was_written_is_there_when_opened_again = None  # type: ignore[assignment]
    test_r2_a_host_that_rolls_back_takes_all_back = None  # type: ignore[assignment]

    def make_store(self) -> Store:
        """Return a store in memory."""
        return MemoryStore()


class TestSqliteInMemory(StoreContract):
    """SQLite without a file: it ends with its only connection."""

    test_r1_what_was_written_is_there_when_opened_again = None  # type: ignore[assignment]
    test_r2_a_host_that_rolls_back_takes_all_back = None  # type: ignore[assignment]

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

    def reopen_store(self, store: Store) -> Store:
        """Return another store on the file."""
        del store
        return SqlStore(self.path)

    def lend_store(self, store: Store) -> AbstractContextManager[Store]:
        """Return a store on a host's connection to the file."""
        del store
        return lent(f"sqlite:///{self.path}", "default")


class TestGrouped(StoreContract):
    """SQLite on a file, appends committed in groups."""

    @pytest.fixture(autouse=True)
    def _path(self, tmp_path: Path) -> None:
        self.path = tmp_path / "log.db"

    def make_store(self) -> Store:
        """Return a store on a file."""
        return GroupedStore(self.path)

    def reopen_store(self, store: Store) -> Store:
        """Return another store on the file."""
        del store
        return GroupedStore(self.path)

    def lend_store(self, store: Store) -> AbstractContextManager[Store]:
        """Return a store on a host's connection to the file."""
        del store
        return lent(f"sqlite:///{self.path}", "default")


class TestPostgres(StoreContract):
    """PostgreSQL."""

    @pytest.fixture(autouse=True)
    def _server(self, postgres_url: str, tenant: str) -> None:
        self.url, self.tenant = postgres_url, tenant

    def make_store(self) -> Store:
        """Return a store for a tenant of its own."""
        return SqlStore(self.url, self.tenant)

    def reopen_store(self, store: Store) -> Store:
        """Return another store for the same tenant."""
        del store
        return SqlStore(self.url, self.tenant)

    def lend_store(self, store: Store) -> AbstractContextManager[Store]:
        """Return a store on a host's connection to the server."""
        del store
        return lent(self.url, self.tenant)


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

    def reopen_store(self, store: Store) -> Store:
        """Return another store for the same tenant."""
        del store
        return SqlStore(self.url, self.tenant)

    def lend_store(self, store: Store) -> AbstractContextManager[Store]:
        """Return a store on a host's connection to the server."""
        del store
        return lent(self.url, self.tenant)


class _Lent(StoreContract):
    """A store on a host's connection; threads and units are the host's affair."""

    test_r3_racing_threads_have_one_winner = None  # type: ignore[assignment]
    test_r2_a_unit_of_work_is_taken_back_whole = None  # type: ignore[assignment]
    test_units_do_not_nest = None  # type: ignore[assignment]
    test_r2_values_of_law_are_written_with_their_entry = None  # type: ignore[assignment]
    test_r2_a_store_says_whether_it_is_in_a_transaction = None  # type: ignore[assignment]
    test_r2_a_unit_is_that_of_its_thread = None  # type: ignore[assignment]
    test_r1_what_was_written_is_there_when_opened_again = None  # type: ignore[assignment]
    test_r2_a_host_that_rolls_back_takes_all_back = None  # type: ignore[assignment]
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

    def test_values_of_law_that_a_host_takes_back_are_written_again(
        self, store: SqlStore
    ) -> None:
        """To a savepoint of his, behind which the store is used on."""
        (law, _), conn = LAWS, store._session.connection
        for number in range(2):
            with conn() as host:
                host.say("SAVEPOINT host")
            records = make_records("a", law=law)
            store.append("a", records, expected=0, standing=standing(), laws=law.sets)
            assert law.body == store.law(law.digest)
            if not number:
                with conn() as host:
                    host.say("ROLLBACK TO SAVEPOINT host")
                assert store.law(law.digest) is None

        assert [] == list(verify(store))


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


class _Committing(MemoryStore):
    """Says that it is in a host's transaction, and is not."""

    @property
    def in_transaction(self) -> bool:
        """Whether what is read may be rolled back."""
        return True


class _Hooked(StoreContract):
    """A vendor's contract; it is not run by itself."""

    def reopen_store(self, store: Store) -> Store:
        """Return a store that has forgotten everything."""
        del store
        return MemoryStore()

    def lend_store(self, store: Store) -> AbstractContextManager[Store]:
        """Return the store itself, which commits whatever the host does."""
        return nullcontext(store)


def test_the_contract_sees_a_store_that_forgets() -> None:
    """A store that is empty when it is opened again does not pass."""
    with pytest.raises(AssertionError) as caught:
        _Hooked().test_r1_what_was_written_is_there_when_opened_again(MemoryStore())
    assert "assert told == _everything(again)" in str(caught.traceback[-1].statement)


def test_the_contract_sees_a_store_that_commits_for_its_host() -> None:
    """A store that keeps what its host has rolled back does not pass."""
    with pytest.raises(AssertionError) as caught:
        _Hooked().test_r2_a_host_that_rolls_back_takes_all_back(_Committing())
    assert "assert before == _everything(store)" in str(caught.traceback[-1].statement)


def test_the_contract_says_which_hook_is_missing() -> None:
    """Without its hook a test is skipped, and the reason names the hook."""
    bare = StoreContract()
    for test, hook in (
        (bare.test_r1_what_was_written_is_there_when_opened_again, "reopen_store"),
        (bare.test_r2_a_host_that_rolls_back_takes_all_back, "lend_store"),
    ):
        with pytest.raises(pytest.skip.Exception, match=f"no {hook}"):
            test(MemoryStore())
