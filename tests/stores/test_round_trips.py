"""On PostgreSQL an append is one question to the server, whatever stands beside its entry.

The server's answers are counted in the protocol itself, as its own library traces it.
"""

from __future__ import annotations

import threading

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from sqlalchemy import Engine, create_engine, make_url, text

from ratsflow.errors import ConflictError, RepeatedError
from ratsflow.log import Record
from ratsflow.stores import Store
from ratsflow.stores.protocol import Used
from ratsflow.stores.sql import SqlStore
from ratsflow.testing.store_records import begin, make_records, standing


class Wire:
    """The connections of an engine, and how often the server answered on them."""

    def __init__(self, url: str, folder: Path) -> None:
        plain = make_url(url).set(drivername="postgresql")
        self._url = plain.render_as_string(hide_password=False)
        self._trace = folder / "trace"
        self._connections: list[object] = []
        self.engine = create_engine("postgresql+psycopg://", creator=self._connect)

    def _connect(self) -> object:
        import psycopg  # noqa: PLC0415  # an extra

        # Nothing is prepared on the server: to do so is a question of its own, once.
        connection = psycopg.connect(self._url, prepare_threshold=None)
        self._connections.append(connection)
        return connection

    def trips(self, work: Callable[[], object]) -> int:
        """Return how often the server was asked for a piece of work."""
        with self._trace.open("w") as file:
            for each in self._connections:
                each.pgconn.trace(file.fileno())  # type: ignore[attr-defined]
            known = len(self._connections)
            try:
                work()
            finally:
                for each in self._connections:
                    each.pgconn.untrace()  # type: ignore[attr-defined]
        assert known == len(self._connections), "a connection was made meanwhile"
        return self._trace.read_text(errors="replace").count("\tReadyForQuery")


@pytest.fixture(name="wire")
def _wire(postgres_url: str, tmp_path: Path) -> Iterator[Wire]:
    wire = Wire(postgres_url, tmp_path)
    yield wire
    wire.engine.dispose()


BESIDE = {
    "nothing": ((), ""),
    "sealed": ((b"a", b"b", b""), ""),
    "keyed": ((), "k"),
    "both": ((b"a" * 9000,), "k"),
}


def add(
    store: Store, log: Sequence[Record], contents: Sequence[bytes] = (), key: str = ""
) -> Sequence[Record]:
    """Append an entry behind a log, and return the log."""
    made = make_records("a", after=log[-1] if log else None, sealed=contents)
    expected = len(log)
    store.append("a", made, expected=expected, standing=standing(), key=key)
    return (*log, *made)


@pytest.mark.parametrize("beside", BESIDE)
def test_an_append_is_one_round_trip(wire: Wire, tenant: str, beside: str) -> None:
    """Of a new case and of one that goes on, and all of it is there afterwards."""
    contents, key = BESIDE[beside]
    with SqlStore(wire.engine, tenant) as store:
        list(store.cases())
        log: Sequence[Record] = ()

        def append(key: str) -> None:
            nonlocal log
            log = add(store, log, contents, key)

        assert [1, 1] == [
            wire.trips(partial(append, key and f"{key}{n}")) for n in "01"
        ]
        assert log == store.read("a")
        keyed = [store.used(f"k{n}") for n in "01"]
        assert [key != ""] * 2 == [each is not None for each in keyed]
        assert [1, 2] == [each.version for each in keyed if each] or not key


@pytest.mark.parametrize("beside", BESIDE)
def test_within_a_hosts_transaction_too(wire: Wire, tenant: str, beside: str) -> None:
    """What was refused harms nothing of it, so that no savepoint is needed."""
    contents, key = BESIDE[beside]
    with SqlStore(wire.engine, tenant) as store:
        log = begin(store, "a")
        begin(store, "b")
        used = make_records("b", after=store.head("b"))
        store.append("b", used, expected=1, standing=standing(), key="used")
    with wire.engine.connect() as connection:
        lent = SqlStore.on(connection, tenant)
        list(lent.cases())

        assert 1 == wire.trips(lambda: add(lent, log, contents, key))
        with pytest.raises(ConflictError):
            add(lent, log, contents, key and "other")
        with pytest.raises(RepeatedError):
            add(lent, lent.read("a"), contents, "used")
        assert None is lent.used("other")
        connection.commit()
    with SqlStore(wire.engine, tenant) as store:
        assert 2 == len(store.read("a"))
        assert bool(key) is (store.used("k") is not None)


def test_of_many_who_use_a_key_one_does(postgres_url: str, tenant: str) -> None:
    """At the same moment, on cases of their own and on the same one: nothing is half there."""
    engine = create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
    for number in range(6):
        opens = number % 2 == 0
        told = race(engine, tenant, f"{number}", opens=opens)

        assert 1 == told.count("written")
        assert set(told) <= {"written", "RepeatedError", "ConflictError"}
        with SqlStore(engine, tenant) as store:
            used = store.used(f"key-{number}")
            assert used is not None
            standing_now = [len(store.read(f"{number}-{n}")) for n in range(WRITERS)]
            whole = 1 if opens else 2
            assert 1 == standing_now.count(whole)
            assert whole == len(store.read(used.case_id)) == used.version
    engine.dispose()


WRITERS = 4


def race(engine: Engine, tenant: str, name: str, *, opens: bool) -> list[str]:
    """Let threads use one key, two of them on the same case; return what they were told."""
    ready, told = threading.Barrier(2 * WRITERS), []
    with SqlStore(engine, tenant) as store:
        if not opens:
            for number in range(WRITERS):
                begin(store, f"{name}-{number}")

        def write(number: int) -> None:
            case_id = f"{name}-{number % WRITERS}"
            last = None if opens else store.head(case_id)
            made = make_records(case_id, after=last, sealed=[f"{number}".encode()])
            ready.wait()
            try:
                expected = 0 if opens else 1
                at = standing()
                store.append(
                    case_id, made, expected=expected, standing=at, key=f"key-{name}"
                )
            except (ConflictError, RepeatedError) as error:
                told.append(type(error).__name__)
            else:
                told.append("written")

        threads = [
            threading.Thread(target=write, args=(number,))
            for number in range(2 * WRITERS)
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    return told


def test_an_append_that_waited_is_written(postgres_url: str, tenant: str) -> None:
    """Who announces a case moves its row; whoever waits for that follows it."""
    engine = create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
    with SqlStore(engine, tenant) as store, engine.connect() as host:
        log = begin(store, "a")
        SqlStore.on(host, tenant).acknowledge("a", 1)
        thread = threading.Thread(target=add, args=(store, log, (b"x",), "k"))
        thread.start()
        with engine.connect() as other:
            waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            while thread.is_alive() and not other.execute(waiting).scalar():
                other.rollback()
        assert thread.is_alive()
        host.commit()
        thread.join()

        assert (2, Used("a", 2)) == (len(store.read("a")), store.used("k"))
        assert [2] == [each.version for each in store.pending()]
    engine.dispose()
