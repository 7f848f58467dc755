"""Processes that write to a store; the tests race them and kill them."""

from __future__ import annotations

import random
import threading

from collections.abc import Sequence
from multiprocessing.connection import Connection

from ratsflow.errors import ConflictError, StoreError
from ratsflow.stores.sql import GroupedStore, SqlStore
from ratsflow.testing.store_records import make_records, standing


Told = tuple[str, int]


def race(url: str, tenant: str, worker: int, cases: Sequence[str], count: int) -> int:
    """Append to the cases in turn, assess anew on a conflict; return the conflicts."""
    conflicts = 0
    with SqlStore(url, tenant, create=False) as store:
        for number in range(count):
            case_id = cases[number % len(cases)]
            key = f"{worker}-{number}"
            while not _append_next(store, case_id, key):
                conflicts += 1
    return conflicts


def _append_next(store: SqlStore, case_id: str, key: str) -> bool:
    head = store.head(case_id)
    try:
        store.append(
            case_id,
            make_records(case_id, after=head),
            expected=head.version if head else 0,
            standing=standing(),
            key=key,
        )
    except ConflictError:
        return False
    return True


def write_until_killed(url: str, tenant: str, seed: int, told: Connection) -> None:
    """Append to a few cases for ever, and tell of each append once it is done."""
    chance = random.Random(seed)
    store = SqlStore(url, tenant, create=False)
    while True:
        case_id = f"case-{chance.randrange(6)}"
        done = _append_any(store, case_id, chance)
        if done:
            told.send_bytes(f"{case_id} {done}".encode())


def write_in_groups_until_killed(
    url: str, tenant: str, seed: int, told: Connection
) -> None:
    """Let eight threads append for ever, and tell of each append once it is done."""
    store = GroupedStore(url, tenant, create=False)
    telling = threading.Lock()

    def work(number: int) -> None:
        chance = random.Random(seed + number)
        while True:
            case_id = f"case-{chance.randrange(6)}"
            done = _append_any(store, case_id, chance)
            if done:
                with telling:
                    told.send_bytes(f"{case_id} {done}".encode())

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _acknowledge(store: SqlStore, case_id: str, version: int) -> None:
    """Acknowledge, and do it again where the store says so: two writers deadlocked."""
    while True:
        try:
            store.acknowledge(case_id, version)
        except StoreError as error:
            if "Do it again" not in str(error):
                raise
        else:
            return


def _append_any(store: SqlStore, case_id: str, chance: random.Random) -> int:
    """Append one to three entries with or without secrets; erase some older ones."""
    log = store.read(case_id)
    count = chance.randrange(1, 4)
    secrets = [chance.randbytes(8) for _ in range(chance.randrange(3))]
    version = len(log)
    gone = [digest for record in log[-5:] for digest, _ in record.sealed][:1]
    records = make_records(
        case_id, count, after=log[-1] if log else None, sealed=secrets
    )
    key = f"{chance.getrandbits(64)}" if chance.random() < 0.5 else ""
    try:
        store.append(
            case_id,
            records,
            expected=version,
            standing=standing(),
            key=key,
            erase=gone if chance.random() < 0.3 else (),
        )
        if chance.random() < 0.2:
            _acknowledge(store, case_id, version)
    except ConflictError:
        return 0
    return version + count
