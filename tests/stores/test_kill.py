"""Writers are killed at random instants: what was acknowledged is there, nothing half.

RATSFLOW_KILLS sets how many are killed on SQLite and on PostgreSQL (default 200); on MariaDB
and of writers that commit in groups it is a quarter of that.
"""

from __future__ import annotations

import os
import random

from threading import Event
from typing import Any

import pytest

from writers import write_in_groups_until_killed, write_until_killed

from processes import PROCESSES
from ratsflow.stores.sql import SqlStore
from ratsflow.stores.verify import verify


KILLS = int(os.environ.get("RATSFLOW_KILLS", "200"))
WRITERS = 2
"""How many write at once, and are killed at the same instant."""
ROUNDS = 12
"""After so many rounds a new log is begun, so that each is verified whole in no time."""


def kill_writers(
    url: str, tenant: str, chance: random.Random, write: Any = write_until_killed
) -> dict[str, int]:
    """Run writers, kill them at an instant; return what they had acknowledged."""
    pipes, writers = [], []
    for _ in range(WRITERS):
        mine, theirs = PROCESSES.Pipe(duplex=False)
        writer = PROCESSES.Process(
            target=write,
            args=(url, tenant, chance.getrandbits(32), theirs),
            daemon=True,
        )
        writer.start()
        theirs.close()
        pipes.append(mine)
        writers.append(writer)
    told = [pipe.recv_bytes() for pipe in pipes]  # all are at work
    Event().wait(chance.random() * 0.05)  # the instant is the point, not an event
    for writer in writers:
        writer.kill()
    for pipe in pipes:
        told += drain(pipe)
        pipe.close()
    for writer in writers:
        writer.join()
        writer.close()
    acknowledged: dict[str, int] = {}
    for line in told:
        case_id, version = line.decode().split()
        acknowledged[case_id] = max(acknowledged.get(case_id, 0), int(version))
    return acknowledged


def drain(pipe: object) -> list[bytes]:
    """Return what is left in the pipe of a writer that is no more."""
    left = []
    try:
        while True:
            left.append(pipe.recv_bytes())  # type: ignore[attr-defined]
    except EOFError:
        return left


@pytest.mark.parametrize(
    ("url", "write", "kills"),
    [
        ("sqlite", write_until_killed, KILLS),
        ("postgres_url", write_until_killed, KILLS),
        ("mariadb_url", write_until_killed, KILLS // 4),
        ("sqlite", write_in_groups_until_killed, KILLS // 4),
    ],
    ids=["sqlite", "postgresql", "mariadb", "grouped"],
    indirect=["url"],
)
def test_killed_writers_lose_nothing(
    url: str, tenant: str, write: Any, kills: int
) -> None:
    """After each kill everything acknowledged is there and every table agrees."""
    seed = int.from_bytes(os.urandom(4))
    chance = random.Random(seed)
    SqlStore(url).close()
    for number in range(-(-kills // WRITERS)):
        part = f"{tenant}-{number // ROUNDS}"
        acknowledged = kill_writers(url, part, chance, write)
        with SqlStore(url, part, create=False) as store:
            heads = {head.case_id: head.version for head in store.heads()}

            assert acknowledged, seed
            assert all(heads[c] >= v for c, v in acknowledged.items()), seed
            assert [] == list(verify(store)), seed
