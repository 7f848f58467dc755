"""Many processes on one case and on many: no lost update, no gap, no duplicate."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from writers import PROCESSES, race

from ratsflow.stores.sql import SqlStore
from ratsflow.stores.verify import verify


WORKERS = 8


@pytest.fixture(name="url", params=["sqlite", "postgres_url", "mariadb_url"])
def _url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/log.db"
    return str(request.getfixturevalue(request.param))


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
