"""Appends of many threads are committed together, and each gets its own answer."""

from __future__ import annotations

import threading

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ratsflow.errors import (
    ConflictError,
    InvalidInputError,
    RepeatedError,
    StoreError,
)
from ratsflow.stores.sql import GroupedStore
from ratsflow.stores.verify import verify
from ratsflow.testing.store_records import begin, make_records, standing


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[GroupedStore]:
    with GroupedStore(tmp_path / "log.db") as store:
        yield store


@pytest.fixture(name="pool")
def _pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as pool:
        yield pool


@pytest.fixture(name="groups")
def _groups(store: GroupedStore, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the sizes of the groups that the store writes, as it goes on."""
    sizes: list[int] = []
    write = store._write

    def noting(group: Sequence[Any]) -> None:
        sizes.append(len(group))
        write(group)

    monkeypatch.setattr(store, "_write", noting)
    return sizes


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(10_000):
        if true():
            return
        threading.Event().wait(0.001)
    pytest.fail("it did not come about within ten seconds")


def together(
    store: GroupedStore, pool: ThreadPoolExecutor, calls: Sequence[dict[str, Any]]
) -> list[Future[None]]:
    """Let appends of threads wait for each other, so that they share a commit."""
    with store.unit_of_work():
        futures = []
        for number, call in enumerate(calls, 1):
            futures.append(pool.submit(store.append, **call))
            until(lambda number=number: len(store._queue) == number)  # type: ignore[misc]
    return futures


def opening(case_id: str, **more: Any) -> dict[str, Any]:
    """Return the arguments of an append that opens a case."""
    made = {"records": make_records(case_id), "expected": 0, "standing": standing()}
    return {"case_id": case_id, **made, **more}


def test_waiting_appends_share_a_commit(
    store: GroupedStore, pool: ThreadPoolExecutor, groups: list[int]
) -> None:
    """Appends that wait are written as one group, in the order in which they came."""
    cases = [f"case-{number}" for number in range(9)]
    for future in together(store, pool, [opening(case_id) for case_id in cases]):
        future.result(10)

    assert [9] == groups
    assert cases == list(store.cases())


def test_each_gets_its_own_answer(
    store: GroupedStore, pool: ThreadPoolExecutor, groups: list[int]
) -> None:
    """One that fails raises its own error in its own thread and harms no other."""
    begin(store, "a")
    futures = together(
        store,
        pool,
        [
            opening("b", key="k"),
            opening("a"),
            opening("c", key="k"),
            opening("d"),
            opening("d"),
        ],
    )
    errors = [future.exception(10) for future in futures]

    assert [1, 5] == groups
    assert [
        type(None),
        ConflictError,
        RepeatedError,
        type(None),
        ConflictError,
    ] == [type(error) for error in errors]
    assert ["a", "b", "d"] == list(store.cases())


def test_what_is_invalid_never_queues(store: GroupedStore, groups: list[int]) -> None:
    """An append that no database could store is refused before it waits."""
    with pytest.raises(InvalidInputError):
        store.append("a", (), expected=0, standing=standing())

    assert [] == groups


def test_many_threads_lose_nothing(
    store: GroupedStore, pool: ThreadPoolExecutor, groups: list[int]
) -> None:
    """Of many threads on many cases every append is there once, and the log verifies."""

    def work(number: int) -> None:
        records = make_records(f"case-{number}", 40)
        for record in records:
            store.append(
                record.case_id,
                (record,),
                expected=record.version - 1,
                standing=standing(),
            )

    list(pool.map(work, range(16)))

    assert 640 == sum(groups)
    assert [40] * 16 == [head.version for head in store.heads()]
    assert [] == list(verify(store))


def test_a_unit_is_taken_back_while_others_wait(
    store: GroupedStore, pool: ThreadPoolExecutor
) -> None:
    """A unit of work takes back its own appends and none of those that waited."""
    futures: list[Future[None]] = []

    def fail() -> None:
        with store.unit_of_work():
            begin(store, "mine")
            futures.append(pool.submit(store.append, **opening("theirs")))
            until(lambda: len(store._queue) == 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    futures[0].result(10)

    assert ["theirs"] == list(store.cases())


def test_closing_answers_those_who_wait(
    store: GroupedStore, pool: ThreadPoolExecutor
) -> None:
    """Appends that wait while the store is closed are refused, not left waiting."""
    with store._turn:
        futures = [pool.submit(store.append, **opening(c)) for c in "abc"]
        until(lambda: len(store._queue) == 3)
        store.close()

    assert all(isinstance(future.exception(10), StoreError) for future in futures)
    with pytest.raises(StoreError, match="closed"):
        begin(store, "d")


def test_an_interrupted_writer_leaves_nobody_waiting(
    store: GroupedStore, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the thread that writes is interrupted, the others hear of it and can go on."""

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(store, "_write", interrupted)
        futures = together(store, pool, [opening(case_id) for case_id in "abc"])
        errors = [future.exception(10) for future in futures]

    assert [KeyboardInterrupt, StoreError, StoreError] == [type(e) for e in errors]
    begin(store, "d")
    assert ["d"] == list(store.cases())


def test_one_who_stops_waiting_holds_up_nobody(
    store: GroupedStore, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An append whose thread is interrupted while it waits is left out of the group."""
    wait = store._wait

    def interrupted(me: Any) -> None:
        if me.work.case_id == "b":
            store._leave(me)
            raise KeyboardInterrupt
        wait(me)

    monkeypatch.setattr(store, "_wait", interrupted)
    with store._turn:
        first = pool.submit(store.append, **opening("a"))
        until(lambda: len(store._queue) == 1)
        second = pool.submit(store.append, **opening("b"))
        assert isinstance(second.exception(10), KeyboardInterrupt)
    first.result(10)

    assert ["a"] == list(store.cases())


def test_a_forked_process_has_a_queue_of_its_own(store: GroupedStore) -> None:
    """A child that was forked while somebody wrote does not wait for the parent."""
    store._turn.acquire()
    store._process = -1
    begin(store, "a")

    assert ["a"] == list(store.cases())


def test_a_lent_connection_is_refused() -> None:
    """A host's transaction cannot be shared by threads."""
    with pytest.raises(StoreError, match="SqlStore"):
        GroupedStore.on(object())
