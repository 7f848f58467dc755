"""Writers are killed at random instants: what was acknowledged is there, nothing half.

RATSFLOW_KILLS sets how many are killed per database (default 60).
"""

from __future__ import annotations

import os
import random

from pathlib import Path
from threading import Event
from typing import Any

import pytest

from writers import write_in_groups_until_killed, write_until_killed

from processes import PROCESSES
from ratsflow.stores.sql import SqlStore
from ratsflow.stores.verify import verify


KILLS = int(os.environ.get("RATSFLOW_KILLS", "60"))


def kill_two(
    url: str, tenant: str, chance: random.Random, write: Any = write_until_killed
) -> dict[str, int]:
    """Run two writers, kill them at an instant; return what they had acknowledged."""
    pipes, writers = [], []
    for _ in range(2):
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
    told = [pipe.recv_bytes() for pipe in pipes]  # both are at work
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


@pytest.mark.parametrize("kind", ["sqlite", "grouped", "postgres_url"])
def test_killed_writers_lose_nothing(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, tenant: str
) -> None:
    """After each kill everything acknowledged is there and every table agrees."""
    url = (
        str(request.getfixturevalue(kind))
        if kind == "postgres_url"
        else f"sqlite:///{tmp_path}/log.db"
    )
    write = write_in_groups_until_killed if kind == "grouped" else write_until_killed
    seed = int.from_bytes(os.urandom(4))
    chance = random.Random(seed)
    with SqlStore(url, tenant) as store:
        for _ in range(-(-KILLS // 2)):
            acknowledged = kill_two(url, tenant, chance, write)
            heads = {head.case_id: head.version for head in store.heads()}

            assert acknowledged, seed
            assert all(heads[c] >= v for c, v in acknowledged.items()), seed
            assert [] == list(verify(store)), seed
