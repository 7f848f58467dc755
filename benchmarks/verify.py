"""What verifying a log costs, beside a loop that only reads and hashes, in one run.

    python -m benchmarks.verify [--json] [--entries 200000 | --million] [--rounds 7]

A log of ten entries a case is written to a SQLite file; a tenth as many are written for
a second tenant, whose motions are not public: their texts are sealed, and each case has
an idempotency key. Then the contenders take turns over the same file:

floor             read the rows (all columns), SHA-256 of each body; likewise the rows of
                  sealed contents
bodies            read hash and body only, SHA-256 of each body
parse             read the rows, parse each body with orjson, SHA-256
verify            `verify(store)`: every column of every table
verify and fold   … and every case folded and compared with its projection

Figures are CPU time, because the machine may be shared; ratios are medians of rounds.
Peak memory (Linux) is measured in processes of their own, over both tenants.
"""

from __future__ import annotations

import argparse
import json
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from benchmarks.example import histories, procedure

from ratsflow.engine import fold
from ratsflow.log import Record
from ratsflow.office import standing_of
from ratsflow.stores import Standing
from ratsflow.stores.sql import SqlStore
from ratsflow.stores.verify import verify


EACH = 10
TENANTS = ("open", "sealed")
GOALS = {"verify": ("floor", 0.80), "verify and fold": ("parse", 0.30)}
ROWS = "SELECT {} FROM ratsflow_entries WHERE tenant = '{}' ORDER BY tenant, case_id, version"
CONTENTS = "SELECT * FROM ratsflow_sealed WHERE tenant = '{}' ORDER BY tenant, case_id, version"


def folded(records: Sequence[Record]) -> Standing:
    """Fold a log to its standing."""
    return standing_of(fold(records))


def write(path: Path, entries: int) -> dict[str, int]:
    """Write the log of both tenants; return how many entries each has."""
    made = procedure()
    counts = dict(zip(TENANTS, (entries, entries // EACH), strict=True))
    for tenant, count in counts.items():
        with SqlStore(path, tenant) as store:
            cases = count // EACH
            works = histories(made, cases, EACH, sealed=tenant == "sealed")
            answers = store.append_many(works)
            wrong = next((answer for answer in answers if answer), None)
            if wrong:
                raise SystemExit(str(wrong))
    return counts


def contenders(path: Path, tenant: str) -> dict[str, Callable[[], None]]:
    """Return what takes turns over the log of a tenant."""
    store = SqlStore(path, tenant)
    raw = sqlite3.connect(path)
    every = ROWS.format("*", tenant)
    contents = CONTENTS.format(tenant)
    bodies = ROWS.format("hash, body", tenant)

    def floor() -> None:
        for row in raw.execute(every):
            sha256(row[4]).hexdigest()
        for row in raw.execute(contents):
            sha256(row[4]).hexdigest()

    def lean() -> None:
        for _, body in raw.execute(bodies):
            sha256(body).hexdigest()

    def parse() -> None:
        for row in raw.execute(every):
            orjson.loads(row[4])
            sha256(row[4]).hexdigest()
        for row in raw.execute(contents):
            orjson.loads(row[4])
            sha256(row[4]).hexdigest()

    return {
        "floor": floor,
        "bodies": lean,
        "parse": parse,
        "verify": lambda: check(store),
        "verify and fold": lambda: check(store, fold_too=True),
    }


def check(store: SqlStore, *, fold_too: bool = False) -> None:
    """Verify a store and demand that it holds."""
    fault = next(verify(store, folded if fold_too else None), None)
    if fault:
        raise SystemExit(str(fault))


def measure(path: Path, tenant: str, entries: int, rounds: int) -> dict[str, Any]:
    """Let the contenders take turns; return µs an entry and the ratios."""
    runs = contenders(path, tenant)
    times: dict[str, list[float]] = {name: [] for name in runs}
    for run in runs.values():
        run()
    for _ in range(rounds):
        for name, run in runs.items():
            start = time.process_time()
            run()
            times[name].append((time.process_time() - start) / entries * 1e6)
    ratios = {
        f"{name} / {base}": statistics.median(
            one / other for one, other in zip(times[base], times[name], strict=True)
        )
        for name in GOALS
        for base in ("floor", "bodies", "parse")
    }
    return {
        "entries": entries,
        "microseconds": {
            name: round(statistics.median(found), 2) for name, found in times.items()
        },
        "ratios": {name: round(ratio, 2) for name, ratio in ratios.items()},
    }


def peak(path: Path, tenant: str, *, fold_too: bool) -> dict[str, float]:
    """Verify in a process of its own; return its peak memory before and after, in MB."""
    told = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks.verify",
            "--peak",
            path,
            tenant,
            str(fold_too),
        ],
        capture_output=True,
        check=True,
        text=True,
    )
    found: dict[str, float] = json.loads(told.stdout)
    return found


def tell_peak(path: Path, tenant: str, *, fold_too: bool) -> None:
    """Print the peak memory of this process before and after a verification."""

    def used() -> float:
        # Not of `resource`: its peak counts what the parent held before the fork.
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        (line,) = (line for line in lines if line.startswith("VmHWM"))
        return round(int(line.split()[1]) / 1024, 1)

    with SqlStore(path, tenant) as store:
        before = used()
        check(store, fold_too=fold_too)
        print(json.dumps({"before": before, "after": used()}))


def table(told: dict[str, Any]) -> str:
    """Return the figures as a table."""
    lines = [f"{told['python']}, SQLite {told['sqlite']}"]
    for tenant in TENANTS:
        found = told[tenant]
        lines += ["", f"{tenant}, {found['entries']:,} entries{'µs an entry':>24}"]
        lines += [
            f"  {name:<34}{us:8.2f}" for name, us in found["microseconds"].items()
        ]
        lines += [
            f"  {name:<34}{ratio:8.2f}{_goal(name)}"
            for name, ratio in found["ratios"].items()
        ]
        lines += [
            f"  peak memory, {name:<21}{of['before']:8.1f} to {of['after']:.1f} MB"
            for name, of in found["peak"].items()
        ]
    return "\n".join(lines)


def _goal(name: str) -> str:
    goals = {f"{what} / {base}": goal for what, (base, goal) in GOALS.items()}
    return f"   goal: at least {goals[name]:.2f}" if name in goals else ""


def main() -> None:
    """Write the log, measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--entries", type=int, default=200_000)
    parser.add_argument("--million", action="store_true", help="a million entries")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--peak", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.peak:
        path, tenant, fold_too = asked.peak
        tell_peak(Path(path), tenant, fold_too=fold_too == "True")
        return
    told: dict[str, Any] = {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "sqlite": sqlite3.sqlite_version,
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.db"
        counts = write(path, 1_000_000 if asked.million else asked.entries)
        for tenant, count in counts.items():
            told[tenant] = measure(path, tenant, count, asked.rounds)
            told[tenant]["peak"] = {
                "verify": peak(path, tenant, fold_too=False),
                "verify and fold": peak(path, tenant, fold_too=True),
            }
    print(json.dumps(told, indent=2) if asked.json else table(told))


if __name__ == "__main__":
    main()
