"""All stores give the same answers to the same calls."""

from __future__ import annotations

from uuid import uuid4

import pytest

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from ratsflow.stores import MemoryStore, Store
from ratsflow.stores.sql import GroupedStore, SqlStore
from ratsflow.testing.store_machine import agreement


def _run(url: str | None, *, examples: int) -> None:
    def stores() -> dict[str, Store]:
        made: dict[str, Store] = {
            "memory": MemoryStore(),
            "sqlite": SqlStore("sqlite://"),
            "grouped": GroupedStore("sqlite://"),
        }
        if url:
            made["server"] = SqlStore(url, uuid4().hex, create=False)
        return made

    run_state_machine_as_test(
        agreement(stores),
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_sqlite_agrees_with_memory() -> None:
    """SQLite and memory agree."""
    _run(None, examples=60)


@pytest.mark.parametrize("server", ["postgres_url", "mariadb_url"])
def test_servers_agree_with_memory(server: str, request: pytest.FixtureRequest) -> None:
    """PostgreSQL and MariaDB agree with memory and SQLite."""
    url = request.getfixturevalue(server)
    SqlStore(url).close()
    _run(url, examples=15)
