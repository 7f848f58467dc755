"""Many municipalities in one process: connections belong to calls and units of work."""

from __future__ import annotations

import multiprocessing
import os
import threading

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lent import connection_of
from sqlalchemy import Engine, StaticPool, create_engine, event, text

from ratsflow import Actor, Motion, Office, Procedure, Step
from ratsflow.errors import ConflictError, StoreError
from ratsflow.stores.sql import SqlStore
from ratsflow.stores.verify import verify
from ratsflow.testing.store_records import begin, make_records, standing


CLERK = Actor("m", roles=["clerk"])
STAY = Procedure("stay", ["a"], [Step("stay", "a", by="clerk")], roles=["clerk"])
NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
MUNICIPALITIES = 10_700
AT_WORK = 300


class Pooled:
    """An engine with a small pool, and how many connections of it are open."""

    def __init__(self, url: str, **about: Any) -> None:
        spoken = url.replace("postgresql:", "postgresql+psycopg:")
        self.engine = create_engine(spoken, max_overflow=0, **about)
        self.open: set[int] = set()
        self.most = 0
        event.listen(self.engine, "connect", self._connected)

    def _connected(self, dbapi: Any, _: Any) -> None:
        self.open.add(id(dbapi))
        self.most = max(self.most, len(self.open))


Pools = Callable[..., Pooled]


@pytest.fixture(name="pooled")
def _pooled(url: str) -> Iterator[Pools]:
    """Return what makes an engine with a small pool, on each database in turn."""
    made: list[Pooled] = []

    def make(**about: Any) -> Pooled:
        made.append(Pooled(url, **about))
        return made[-1]

    yield make
    for each in made:
        each.engine.dispose()


def lent(store: SqlStore) -> int:
    """Return how many connections are lent at the moment, to whichever municipality."""
    of_all = store._session._connections  # type: ignore[attr-defined]
    return len(of_all._made) - len(of_all._idle)


def fault_of(call: Callable[[], object]) -> StoreError | None:
    """Return what a call is refused with."""
    try:
        call()
    except StoreError as error:
        return error
    return None


@pytest.mark.parametrize("url", ["sqlite", "postgres_url"], indirect=True)
def test_all_municipalities_of_a_country_share_ten_connections(
    pooled: Pools, url: str, tenant: str
) -> None:
    """Each has its office; some hundred of them are at work in sixteen threads."""
    pool = pooled(pool_size=10)
    stores = [
        SqlStore(pool.engine, f"{tenant}-{number}") for number in range(MUNICIPALITIES)
    ]

    def work(store: SqlStore) -> str:
        office = Office(STAY, store, clock=lambda: NOON)
        office.open(Motion("t"), CLERK, case_id="c", key="k")
        office.take("c", "stay", CLERK)
        with store.unit_of_work():
            office.take("c", "stay", CLERK)
            office.open(Motion("u"), CLERK, case_id="d")
        return office.case("c").head

    step = MUNICIPALITIES // AT_WORK
    with ThreadPoolExecutor(16) as threads:
        heads = list(threads.map(work, stores[::step]))

    assert len(stores[::step]) == len(set(heads))  # each is of its own municipality
    assert 0 == lent(stores[0])
    assert pool.most <= 10 + 1  # with that of the host, by which the tables were seen
    if url.startswith("postgresql"):
        with pool.engine.connect() as connection:
            asked = "SELECT count(*) FROM pg_stat_activity WHERE usename = current_user"
            assert connection.execute(text(asked)).scalar_one() < 30
    for store in stores[::step]:
        assert ["c", "d"] == list(store.cases())
        assert 3 == store.head("c").version  # type: ignore[union-attr]
    assert [] == list(stores[1].cases())
    for store in stores[:: 20 * step]:
        assert [] == list(verify(store))
    for store in stores:
        store.close()


def test_a_unit_of_work_keeps_its_connection(pooled: Pools, tenant: str) -> None:
    """Reads within see what it wrote, and afterwards all is given back."""
    store = SqlStore(pooled(pool_size=3).engine, tenant)
    with store.unit_of_work():
        begin(store, "a")
        conn = connection_of(store)
        assert ["a"] == list(store.cases())
        begin(store, "b")
        assert connection_of(store) is conn
        assert 1 == lent(store)
        assert store.in_transaction
        with pytest.raises(StoreError, match="do not nest"), store.unit_of_work():
            pass
        with pytest.raises(ConflictError):
            begin(store, "a")
    assert 0 == lent(store)
    assert not store.in_transaction
    assert ["a", "b"] == list(store.cases())
    store.close()


def test_a_unit_of_work_is_that_of_its_store_alone(pooled: Pools, tenant: str) -> None:
    """Another store on the engine sees nothing of it, in the same thread as in others."""
    engine = pooled(pool_size=3).engine
    store, other = SqlStore(engine, tenant), SqlStore(engine, tenant)
    with store.unit_of_work():
        begin(store, "a")
        assert not other.in_transaction
        assert [] == list(other.cases())
        assert 1 == lent(store)
    assert ["a"] == list(other.cases())
    store.close()
    other.close()


@pytest.mark.parametrize("url", ["postgres_url", "mariadb_url"], indirect=True)
def test_what_another_municipality_writes_within_a_unit_is_not_taken_back(
    pooled: Pools, tenant: str
) -> None:
    """It was told that its entry is committed."""
    engine = pooled(pool_size=3).engine
    store, other = SqlStore(engine, tenant), SqlStore(engine, f"{tenant}-2")

    def give_up() -> None:
        with store.unit_of_work():
            begin(store, "a")
            begin(other, "b")
            raise KeyError

    with pytest.raises(KeyError):
        give_up()
    assert ([], ["b"]) == (list(store.cases()), list(other.cases()))
    store.close()
    other.close()


STREAMS: dict[str, Callable[[SqlStore], Iterator[object]]] = {
    "scan": lambda store: store.scan(),
    "heads": lambda store: store.heads(),
    "cases": lambda store: store.cases(),
    "laws": lambda store: store.laws(),
    "faults": lambda store: store.faults(),
}


@pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS)
def test_who_reads_on_and_on_holds_no_connection_meanwhile(
    pooled: Pools, tenant: str, stream: Callable[[SqlStore], Iterator[object]]
) -> None:
    """Half read and left lying about, it keeps nobody else from one."""
    store = SqlStore(pooled(pool_size=1, pool_timeout=0.1).engine, tenant)
    begin(store, "a")
    begin(store, "b")
    left = stream(store)
    next(left, None)
    assert 0 == lent(store)
    begin(store, "c")
    assert 0 == lent(store)
    list(left)
    store.close()


def test_a_pool_that_is_exhausted_is_told_in_one_sentence(
    pooled: Pools, tenant: str
) -> None:
    """Whoever finds none free is told so, and it works again when the unit has ended."""
    engine = pooled(pool_size=1, pool_timeout=0.05).engine
    store, other = SqlStore(engine, tenant), SqlStore(engine, f"{tenant}-2")
    calls: list[Callable[[], object]] = [
        lambda: begin(store, "b"),
        lambda: store.read("a"),
        lambda: list(other.cases()),
        lambda: store.append_many([]) or begin(other, "b"),
    ]
    with ThreadPoolExecutor(1) as thread, store.unit_of_work():
        begin(store, "a")
        told = [thread.submit(fault_of, call).result() for call in calls]
        told.append(
            fault_of(lambda: other.read("a"))
        )  # of this thread, but not its unit
        begin(store, "c")
    for error in told:
        assert error is not None
        assert "no connection came free in time: all 1 " in str(error)
        assert "pool_size" in str(error)
        assert "\n" not in str(error)
        assert "Verbindung" in error.text("de")
    assert ["a", "c"] == list(store.cases())
    begin(other, "b")
    assert 0 == lent(store)
    store.close()
    other.close()


def test_a_host_that_uses_its_whole_pool_is_told_when_it_opens(
    pooled: Pools, tenant: str
) -> None:
    """Opening asks the host's pool; a store that is open has connections of its own."""
    engine = pooled(pool_size=1, pool_timeout=0.05).engine
    free = pytest.raises(StoreError, match=r"no connection came free.*pool_size")
    with engine.connect(), free:
        SqlStore(engine, tenant)
    with (
        SqlStore(engine, tenant) as store,
        engine.connect(),
        SqlStore(engine, f"{tenant}-2") as other,
    ):
        begin(store, "a")
        begin(other, "a")


def test_who_waits_gets_what_is_given_back(pooled: Pools, tenant: str) -> None:
    """More threads than connections: all are served, and none is made too many."""
    pool = pooled(pool_size=2)
    store = SqlStore(pool.engine, tenant)
    start = threading.Barrier(12)

    def work(number: int) -> None:
        start.wait()
        for count in range(5):
            begin(store, f"{number}-{count}")

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(work, range(12)))
    assert 60 == len(list(store.cases()))
    assert pool.most <= 2 + 1
    assert 0 == lent(store)
    store.close()


def test_a_store_that_is_closed_takes_nobody_elses_connection(
    pooled: Pools, tenant: str
) -> None:
    """The last one closes them; who opens another afterwards has new ones."""
    pool = pooled(pool_size=3)
    store, other = SqlStore(pool.engine, tenant), SqlStore(pool.engine, f"{tenant}-2")
    begin(store, "a")
    conn = connection_of(other)
    store.close()
    with pytest.raises(StoreError, match="is closed"):
        store.read("a")
    begin(other, "b")
    assert connection_of(other) is conn
    other.close()
    with pytest.raises(Exception, match=r"(?i)closed|\(0, ''\)"):
        conn.dbapi.cursor().execute("SELECT 1")
    with SqlStore(pool.engine, tenant) as again:
        assert ["a"] == list(again.cases())


def test_a_store_that_is_closed_within_its_unit_writes_nothing(
    pooled: Pools, tenant: str
) -> None:
    """Whatever other stores there are on the engine."""
    engine = pooled(pool_size=3).engine
    with SqlStore(engine, tenant) as other:
        store = SqlStore(engine, tenant)

        def leave() -> None:
            with store.unit_of_work():
                begin(store, "a")
                store.close()

        with pytest.raises(StoreError, match="is closed"):
            leave()
        assert [] == list(other.cases())
        assert 0 == lent(other)


def test_a_host_keeps_its_own_connections(pooled: Pools, tenant: str) -> None:
    """Ours commit each statement by themselves; a host's must not."""
    engine = pooled(pool_size=2).engine
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS mine"))
        connection.execute(text("CREATE TABLE mine (name VARCHAR(9))"))
    with SqlStore(engine, tenant) as store:
        begin(store, "a")
        for _ in range(3):
            with engine.connect() as connection:
                connection.execute(text("INSERT INTO mine VALUES ('x')"))
                connection.rollback()
            begin(store, f"b-{_}")
        with engine.connect() as connection:
            found = connection.execute(text("SELECT count(*) FROM mine")).scalar_one()
    assert 0 == found


def _write_in_child(store: SqlStore, case_id: str) -> None:
    begin(store, case_id)


@pytest.mark.skipif(os.name != "posix", reason="a process forks as POSIX has it")
def test_a_forked_process_has_connections_of_its_own(
    pooled: Pools, tenant: str
) -> None:
    """It neither speaks on the parent's nor ends them."""
    with SqlStore(pooled(pool_size=2).engine, tenant) as store:
        begin(store, "a")
        conn = connection_of(store)
        context = multiprocessing.get_context("fork")
        child = context.Process(target=_write_in_child, args=(store, "b"))
        child.start()
        child.join(60)
        assert 0 == child.exitcode
        assert connection_of(store) is conn
        begin(store, "c")
        assert ["a", "b", "c"] == list(store.cases())


@pytest.mark.parametrize("url", ["postgres_url", "mariadb_url"], indirect=True)
def test_a_server_that_restarted_is_told_of_once(pooled: Pools, tenant: str) -> None:
    """Not once for each connection that it cut."""
    with SqlStore(pooled(pool_size=3).engine, tenant) as store:
        begin(store, "a")
        meet = threading.Barrier(3)

        def hold() -> None:
            with store._session.connection():
                meet.wait()

        with ThreadPoolExecutor(3) as threads:
            for each in [threads.submit(hold) for _ in range(3)]:
                each.result()
        for conn in store._session._connections._idle:  # type: ignore[attr-defined]
            conn.dbapi.close()
        assert 3 == len(store._session._connections._idle)  # type: ignore[attr-defined]
        assert fault_of(lambda: store.read("a")) is not None
        assert 1 == len(store.read("a"))
        begin(store, "b")


def test_stores_in_one_memory_take_turns() -> None:
    """One connection for all: threads of two municipalities do not meet on it."""
    engine: Engine = create_engine(
        "sqlite://",
        poolclass=StaticPool,
        connect_args={"check_same_thread": False},
    )
    stores = [SqlStore(engine, name) for name in ("one", "two")]

    def work(store: SqlStore) -> None:
        for count in range(30):
            with store.unit_of_work():
                begin(store, f"c-{count}")

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(work, stores))
    assert [30, 30] == [len(list(store.cases())) for store in stores]
    stores[0].close()
    assert 30 == len(list(stores[1].cases()))
    stores[1].close()


def test_an_answer_that_was_interrupted_is_not_read_by_the_next(tmp_path: Path) -> None:
    """Nobody knows where the connection stands: it is given up."""
    with SqlStore(tmp_path / "log.db") as store:
        records = begin(store, "a")
        conn = connection_of(store)

        class Interrupted:
            def execute(self, *_: Any) -> Any:
                raise KeyboardInterrupt

        conn.cursor = Interrupted()
        with pytest.raises(KeyboardInterrupt):
            store.read("a")
        assert connection_of(store) is not conn
        assert records == tuple(store.read("a"))
        more = make_records("a", after=records[-1])
        store.append("a", more, expected=1, standing=standing())
