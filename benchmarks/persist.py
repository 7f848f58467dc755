"""One step persisted: what the SQL store costs beside the raw driver, in one run.

    python -m benchmarks.persist [--json] [--rounds 9] [--steps 400]

A step inserts an entry of about 500 bytes and updates the current row of its case.

floor                 just that with ready bytes and two tables of its own, without a
                      tenant and without secondary indexes, one commit each
store                 `SqlStore.append` with ready bytes, one commit each
store, 100 a commit   the same in units of work of 100
case at hand          the whole step by the engine with the case in memory: assess three
                      rules, take, write the entry, append
office                the whole step through `Office`: read the case, fold it, assess
                      three rules, write the entry, append. A case is opened and then
                      taken through nine steps

Rounds alternate; medians and ratios are told.
"""

from __future__ import annotations

import argparse
import json
import platform
import sqlite3
import statistics
import sys
import tempfile
import time

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.example import ANNA, MOTION, START, STEPS, procedure

from ratsflow.engine import assess, open_case, take
from ratsflow.log import Record
from ratsflow.office import Office, standing_of
from ratsflow.stores import Standing
from ratsflow.stores.sql import SqlStore
from ratsflow.testing.store_records import make_records


sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from servers import NoServerError, mariadb, postgres


CASES = 50
GOALS = {"store": 0.6, "store, 100 a commit": 2.5, "office": 0.6}
AT = Standing("review", "nrw", "Radweg", "2026-03-19T16:00:00.000000Z", "2026-04-01")
ENTRIES = (
    "CREATE TABLE floor_entries (case_id VARCHAR(64), version INTEGER, hash CHAR(64), "
    "body {bytes}, PRIMARY KEY (case_id, version))"
)
CURRENT = (
    "CREATE TABLE floor_cases (case_id VARCHAR(64) PRIMARY KEY, version INTEGER, "
    "hash CHAR(64), state VARCHAR(64), since VARCHAR(32))"
)
TABLES = (ENTRIES, CURRENT)
INSERT = "INSERT INTO floor_entries VALUES (?, ?, ?, ?)"
UPDATE = (
    "UPDATE floor_cases SET version = ?, hash = ?, state = ?, since = ? "
    "WHERE case_id = ? AND version = ?"
)

Runner = Callable[[list[Record]], None]


def logs(steps: int, rounds: int) -> Iterator[list[Record]]:
    """Yield the records of each round, round robin over the cases, in order."""
    each = -(-steps * rounds // CASES) + 2
    made = [make_records(f"V-2026-{number:04}", each) for number in range(CASES)]
    flat = [log[version] for version in range(each) for log in made]
    yield flat[:CASES]
    for number in range(rounds):
        start = CASES + number * steps
        yield flat[start : start + steps]


def raw_sqlite(folder: Path) -> Runner:
    """Return the floor: the standard library's driver, one commit each."""
    connection = sqlite3.connect(folder / "floor.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    for sql in TABLES:
        connection.execute(sql.format(bytes="BLOB"))
    cursor = connection.cursor()

    def run(records: list[Record]) -> None:
        for record in records:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute(INSERT, _entry(record))
            _write_case(cursor, record, UPDATE)
            cursor.execute("COMMIT")

    return run


def _entry(record: Record) -> tuple[Any, ...]:
    return (record.case_id, record.version, record.hash, record.body)


def _write_case(cursor: Any, record: Record, update: str) -> None:
    version = record.version
    if version == 1:
        mark = "?" if "?" in update else "%s"
        cursor.execute(
            f"INSERT INTO floor_cases VALUES ({', '.join([mark] * 5)})",
            (record.case_id, 1, record.hash, AT.state, AT.since),
        )
    else:
        cursor.execute(
            update,
            (version, record.hash, AT.state, AT.since, record.case_id, version - 1),
        )


def ours(store: SqlStore) -> Runner:
    """Return our steps, one commit each."""

    def run(records: list[Record]) -> None:
        append = store.append
        for record in records:
            append(record.case_id, (record,), expected=record.version - 1, standing=AT)

    return run


def at_hand(store: SqlStore) -> Runner:
    """Return whole steps of the engine, the case being at hand, ten entries a case."""
    made, numbers = procedure(), count()
    taken: Any = None

    def run(records: list[Record]) -> None:
        nonlocal taken
        for _ in records:
            number, entry = divmod(next(numbers), 10)
            at = START + timedelta(seconds=number, hours=entry)
            if entry:
                step = STEPS[1 - entry % 2]
                taken = take(assess(made, taken.case, step, ANNA, at=at))
            else:
                taken = open_case(made, f"H-{number}", MOTION, ANNA, at=at)
            case = taken.case
            at_last = standing_of(case)
            store.append(case.id, (taken.record,), expected=entry, standing=at_last)

    return run


def whole(store: SqlStore) -> Runner:
    """Return whole steps through the office, ten entries a case."""
    office = Office(procedure(), store)
    numbers = count()

    def run(records: list[Record]) -> None:
        for _ in records:
            case, entry = divmod(next(numbers), 10)
            if entry:
                office.take(f"W-{case}", STEPS[1 - entry % 2], ANNA)
            else:
                office.open(MOTION, ANNA, case_id=f"W-{case}")

    return run


def in_units(store: SqlStore, size: int) -> Runner:
    """Return our steps, many in a unit of work."""
    single = ours(store)

    def run(records: list[Record]) -> None:
        for start in range(0, len(records), size):
            with store.unit_of_work():
                single(records[start : start + size])

    return run


OURS: dict[str, Callable[[SqlStore], Runner]] = {
    "store": ours,
    "store, 100 a commit": lambda store: in_units(store, 100),
    "case at hand": at_hand,
    "office": whole,
}


def raw_server(connection: Any, begin: str, blob: str) -> Runner:
    """Return a server's floor: insert and update in one transaction."""
    cursor = connection.cursor()
    for sql in TABLES:
        cursor.execute(sql.format(bytes=blob))
    insert, update = INSERT.replace("?", "%s"), UPDATE.replace("?", "%s")

    def run(records: list[Record]) -> None:
        for record in records:
            cursor.execute(begin)
            cursor.execute(insert, _entry(record))
            _write_case(cursor, record, update)
            cursor.execute("COMMIT")

    return run


def measure(runners: dict[str, Runner], steps: int, rounds: int) -> dict[str, float]:
    """Run the rounds alternately; return steps a second by name, as medians."""
    rates: dict[str, list[float]] = {name: [] for name in runners}
    plan = logs(steps, rounds)
    warm = next(plan)
    for run in runners.values():
        run(warm)
    for records in plan:
        for name, run in runners.items():
            start = time.perf_counter()
            run(records)
            rates[name].append(len(records) / (time.perf_counter() - start))
    return {name: statistics.median(found) for name, found in rates.items()}


def sqlite_rates(stack: ExitStack, steps: int, rounds: int) -> dict[str, float]:
    """Measure SQLite."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    runners = {"floor": raw_sqlite(folder)}
    for name, make in OURS.items():
        store = SqlStore(folder / f"{len(runners)}.db")
        runners[name] = make(stack.enter_context(store))
    return measure(runners, steps, rounds)


def postgres_rates(stack: ExitStack, steps: int, rounds: int) -> dict[str, float]:
    """Measure PostgreSQL."""
    import psycopg  # noqa: PLC0415

    url = stack.enter_context(postgres())
    raw = stack.enter_context(psycopg.connect(url, autocommit=True))
    runners = {"floor": raw_server(raw, "BEGIN", "BYTEA"), **_own(stack, url)}
    return measure(runners, steps, rounds)


def mariadb_rates(stack: ExitStack, steps: int, rounds: int) -> dict[str, float]:
    """Measure MariaDB."""
    import pymysql  # noqa: PLC0415

    url = stack.enter_context(mariadb())
    raw = pymysql.connect(
        unix_socket=url.partition("unix_socket=")[2],
        user="root",
        database="test",
        autocommit=True,
    )
    stack.callback(raw.close)
    floor = raw_server(raw, "START TRANSACTION", "LONGBLOB")
    return measure({"floor": floor, **_own(stack, url)}, steps, rounds)


def _own(stack: ExitStack, url: str) -> dict[str, Runner]:
    return {
        name: make(stack.enter_context(SqlStore(url, name)))
        for name, make in OURS.items()
    }


def main() -> None:
    """Measure what can be had on this machine and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--steps", type=int, default=400)
    asked = parser.parse_args()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    told: dict[str, Any] = {"python": python, "goals": GOALS}
    for name, rates in (
        ("sqlite", sqlite_rates),
        ("postgresql", postgres_rates),
        ("mariadb", mariadb_rates),
    ):
        try:
            with ExitStack() as stack:
                told[name] = rates(stack, asked.steps, asked.rounds)
        except NoServerError as error:
            told[name] = {"skipped": str(error)}
    if asked.json:
        print(json.dumps(told, indent=2))
    else:
        table(told)


def table(told: dict[str, Any]) -> None:
    """Print steps a second and their ratio to the floor."""
    print(f"{told['python']}; steps a second, ratio to the floor")
    for name in ("sqlite", "postgresql", "mariadb"):
        rates = told[name]
        print(f"\n{name}")
        if "skipped" in rates:
            print(f"  skipped: {rates['skipped']}")
            continue
        for what, rate in rates.items():
            goal = f"   goal: at least {GOALS[what]}" if what in GOALS else ""
            print(f"  {what:<22}{rate:8,.0f}{rate / rates['floor']:8.2f}{goal}")


if __name__ == "__main__":
    main()
