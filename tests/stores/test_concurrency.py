"""Many processes on one case and on many: no lost update, no gap, no duplicate."""

from __future__ import annotations

import sqlite3
import threading

from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import pytest

from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool
from writers import race

from processes import PROCESSES
from ratsflow.errors import ConflictError, StoreError
from ratsflow.stores.sql import SqlStore
from ratsflow.stores.verify import verify
from ratsflow.testing.store_records import begin, make_records, standing


WORKERS = 8


@pytest.mark.parametrize(
    "cases", [["one"], [f"case-{number}" for number in range(10)]], ids=["one", "many"]
)
def test_eight_processes_lose_nothing(url: str, tenant: str, cases: list[str]) -> None:
    """Every append of eight processes is there exactly once and the log verifies."""
    count = 20
    with SqlStore(url, tenant) as store:
        with ProcessPoolExecutor(WORKERS, PROCESSES) as pool:
            racing = [
                pool.submit(race, url, tenant, worker, cases, count)
                for worker in range(WORKERS)
            ]
            for one in racing:
                one.result()
        logs = store.read_many(cases)
        found = Counter({case_id: len(log) for case_id, log in logs.items()})

        assert WORKERS * count == found.total()
        assert {WORKERS * count // len(cases)} == set(found.values())
        assert all(
            [*range(1, len(log) + 1)] == [record.version for record in log]
            for log in logs.values()
        )
        assert [] == list(verify(store))


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
@pytest.mark.parametrize("given", ["url", "engine"])
def test_of_two_writers_in_snapshots_one_wins_and_one_is_told(
    postgres_url: str, tenant: str, given: str, level: str
) -> None:
    """Whatever isolation a server or an engine is set to, at each version once."""
    rounds, url = 25, make_url(postgres_url).set(drivername="postgresql+psycopg")
    setting = f"-c default_transaction_isolation={level.replace(' ', chr(92) + ' ')}"
    if given == "url":
        targets = [url.update_query_dict({"options": setting})] * 2
    else:
        engine = create_engine(url, isolation_level=level.upper(), poolclass=NullPool)
        targets = [engine] * 2
    barrier = threading.Barrier(2)

    def write(target: Any) -> list[str]:
        told = []
        with SqlStore(target, tenant) as store:
            for number in range(rounds):
                head = store.head("a")
                barrier.wait()
                try:
                    more = make_records("a", after=head)
                    before = head.version if head else 0
                    store.append("a", more, expected=before, standing=standing())
                    told.append(f"{number} won")
                except ConflictError:
                    told.append(f"{number} told")
                barrier.wait()
        return told

    with SqlStore(postgres_url, tenant) as store:
        with ThreadPoolExecutor(2) as pool:
            first, second = pool.map(write, targets)
        assert sorted([*first, *second]) == sorted(
            f"{number} {each}" for number in range(rounds) for each in ("told", "won")
        )
        assert rounds == store.head("a").version
        assert [] == list(verify(store))


class Lost:
    """Loses the database's transaction some times, and then does what it stands for."""

    def __init__(self, does: Any, times: int) -> None:
        self.does, self.times = does, times

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Raise as sqlite3 does when others have overtaken a snapshot."""
        if not self.times:
            return self.does(*args, **named)
        self.times -= 1
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorname = "SQLITE_BUSY_SNAPSHOT"
        raise error


@pytest.mark.parametrize("again", [0, 1, 3])
def test_a_lost_transaction_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, again: int
) -> None:
    """A deadlock is tried again, also if finding out what happened meets the next one."""
    with SqlStore("sqlite://") as store:
        attempt = Lost(store._writer._attempt, max(1, again))
        monkeypatch.setattr(store._writer, "_attempt", attempt)
        looked = Lost(store._writer._version, again)
        monkeypatch.setattr(store._writer, "_version", looked)

        assert begin(store, "a") == tuple(store.read("a"))


def test_a_transaction_lost_for_ever_is_told_as_such(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where every attempt meets a deadlock, the error says so and not that rows are wrong."""
    with SqlStore("sqlite://") as store:
        monkeypatch.setattr(store._writer, "_attempt", Lost(None, 99))
        with pytest.raises(StoreError, match="others wrote"):
            begin(store, "a")
