"""Threads that share a SQLite file: busy waiting beside commits in groups, in one run.

    python -m benchmarks.threads [--json] [--threads 8] [--seconds 3] [--rounds 5]

Each thread appends to cases of its own, one commit each, as fast as it can. `busy` is a
`SqlStore`, where a writer that finds the file locked sleeps and tries again; `grouped` is
a `GroupedStore`. Told are appends a second, all threads together, and how long the
unluckiest append took; medians of rounds that alternate. `alone` is one thread.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import tempfile
import threading
import time

from pathlib import Path
from typing import Any

from ratsflow.stores import Standing
from ratsflow.stores.sql import GroupedStore, SqlStore
from ratsflow.testing.store_records import make_records


AT = Standing("review", "nrw", "Radweg", "2026-03-19T16:00:00.000000Z", "2026-04-01")


class Worker(threading.Thread):
    """Appends until it is told to stop, and notes how long each append took."""

    def __init__(self, store: SqlStore, case: str, until: float) -> None:
        super().__init__()
        self.store, self.until = store, until
        self.records = make_records(case, 400)
        self.case = case
        self.waits: list[float] = []

    def run(self) -> None:
        """Append one entry after the other."""
        clock = time.perf_counter
        now = clock()
        number = 0
        while now < self.until:
            expected = number % len(self.records)
            if not expected:
                run = f"{self.case}-{number}"
                records = make_records(run, len(self.records))
                now = clock()
            record = records[expected]
            self.store.append(run, (record,), expected=expected, standing=AT)
            done = clock()
            self.waits.append(done - now)
            now, number = done, number + 1


def run(kind: type[SqlStore], threads: int, seconds: float) -> tuple[float, float]:
    """Let threads write to a new file; return appends a second and the longest wait."""
    with tempfile.TemporaryDirectory() as folder:
        with kind(Path(folder) / "log.db", timeout=60) as store:
            store.append("warm", make_records("warm"), expected=0, standing=AT)
            until = time.perf_counter() + seconds
            workers = [Worker(store, f"V-{n}", until) for n in range(threads)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
        waits = [wait for worker in workers for wait in worker.waits]
        return len(waits) / seconds, max(waits)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    plan: dict[str, tuple[type[SqlStore], int]] = {
        "alone": (SqlStore, 1),
        "alone, grouped": (GroupedStore, 1),
        "busy": (SqlStore, asked.threads),
        "grouped": (GroupedStore, asked.threads),
    }
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in plan}
    for _ in range(asked.rounds):
        for name, (kind, threads) in plan.items():
            found[name].append(run(kind, threads, asked.seconds))
    told: dict[str, Any] = {
        name: {
            "appends a second": round(statistics.median(rate for rate, _ in rounds)),
            "longest wait, ms": round(statistics.median(w for _, w in rounds) * 1e3),
        }
        for name, rounds in found.items()
    }
    told["threads"] = asked.threads
    told["python"] = f"{platform.python_implementation()} {platform.python_version()}"
    print(json.dumps(told, indent=2) if asked.json else table(told, list(plan)))


def table(told: dict[str, Any], names: list[str]) -> str:
    """Return the figures as a table."""
    lines = [f"{told['python']}, {told['threads']} threads"]
    busy = told["busy"]["appends a second"]
    for name in names:
        rate, wait = told[name].values()
        ratio = rate / busy
        lines.append(
            f"  {name:<16}{rate:8,} a second ({ratio:.2f})   longest {wait:6,} ms"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
