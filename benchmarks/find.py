"""The due and the stuck among a million cases: found by index, beside a scan.

    python -m benchmarks.find [--json] [--cases 1000000] [--rounds 9]

A million rows of `ratsflow_cases` in SQLite; one in a thousand is in the state that is
asked for, one in ten has a day on which something falls due. `find` is asked for a page
of 100; the scan reads state and due day of every row. Milliseconds, medians; and how
SQLite says that it answers.
"""

from __future__ import annotations

import argparse
import json
import platform
import sqlite3
import statistics
import tempfile
import time

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from ratsflow.canonical import utc_text
from ratsflow.office.projection import key_of
from ratsflow.stores.sql import SqlStore
from ratsflow.stores.sql.statements import STANDING, statements


SINCE = datetime(2026, 1, 1, tzinfo=UTC)
ASKED: dict[str, dict[str, str]] = {
    "due by a day": {"due_by": "2026-01-05"},
    "stuck in a state": {"state": "objected", "stuck_since": utc_text(SINCE)[:10]},
    "the longest in a state": {"state": "objected"},
    "the number of a paper": {"reference": key_of("77")},
}


def rows(cases: int) -> Iterator[tuple[Any, ...]]:
    """Yield rows of the table of cases."""
    first = date(2026, 1, 1)
    for number in range(cases):
        since = utc_text(SINCE + timedelta(minutes=number - cases // 2))
        due = str(first + timedelta(days=number % 365)) if number % 10 == 0 else ""
        state = "objected" if number % 1000 == 0 else f"state-{number % 7}"
        case_id = f"2026/{number:07}"
        at = (state, "nrw", "Radweg", since, due, key_of(str(number)), "")
        yield ("default", case_id, 1, "0" * 64, *at)


def fill(path: Path, cases: int) -> None:
    """Write the table of cases."""
    SqlStore(path).close()
    names = ("tenant", "case_id", "version", "hash", *STANDING)
    marks = ", ".join("?" * len(names))
    into = f"INSERT INTO ratsflow_cases ({', '.join(names)}) VALUES ({marks})"
    with closing(sqlite3.connect(path)) as raw:
        raw.executemany(into, rows(cases))
        raw.commit()


def scan(raw: sqlite3.Connection) -> None:
    """Read state and due day of every case."""
    for _ in raw.execute("SELECT case_id, state, due FROM ratsflow_cases"):
        pass


def explained(raw: sqlite3.Connection, asked: dict[str, str]) -> str:
    """Return how SQLite answers a question."""
    names = {"reference", "base"}.intersection(asked)
    about = ("find_keys", False, True, *names) if names else ("find", *asked)
    made = statements("sqlite").of(*about)
    values = made.pick(("default", *asked.values(), 100))
    plan = raw.execute(f"EXPLAIN QUERY PLAN {made.sql}", values).fetchall()
    return "; ".join(str(row[3]) for row in plan)


def timed(call: Callable[[], object], rounds: int) -> float:
    """Return the median milliseconds of a call."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        found.append((time.perf_counter() - start) * 1e3)
    return statistics.median(found)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    asked = parser.parse_args()
    told: dict[str, Any] = {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "cases": asked.cases,
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.db"
        fill(path, asked.cases)
        with closing(sqlite3.connect(path)) as raw, SqlStore(path) as store:
            told["scan"] = round(timed(lambda: scan(raw), 3), 2)
            for name, given in ASKED.items():
                found = store.find(**given, limit=100)  # type: ignore[arg-type]
                call = lambda given=given: store.find(**given, limit=100)  # noqa: E731
                told[name] = {
                    "found": len(found),
                    "milliseconds": round(timed(call, asked.rounds), 3),
                    "plan": explained(raw, given),
                }
    print(json.dumps(told, indent=2) if asked.json else table(told))


def table(told: dict[str, Any]) -> str:
    """Return the figures as a table."""
    lines = [f"{told['python']}, {told['cases']:,} cases; ms a page of 100"]
    lines.append(f"  {'scan of all':<26}{told['scan']:10.2f}")
    for name in ASKED:
        one = told[name]
        lines.append(f"  {name:<26}{one['milliseconds']:10.3f}   {one['plan']}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
