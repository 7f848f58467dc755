"""What verifying a log costs, beside a loop that only reads and hashes, in one run.

    python -m benchmarks.verify [--json] [--entries 200000 | --million] [--rounds 7]

Four logs are written, each to a SQLite file of its own: one of ten entries a case (`open`); a
third as many entries of motions that are not public, whose texts are sealed, each case with an
idempotency key (`sealed`); a sixth of whole papers of Nordrhein-Westfalen through
`Office` (`paper`); and fewer of such papers that are not public, up to where their item is called
(`closed paper`). Then the contenders take turns over each file:

floor             read every row of every table but the tenant, SHA-256 of each body, of each
                  sealed content and of each set of values of law
bodies            read hash and body only, SHA-256 of each body
parse             the floor, and each body and content parsed with orjson
verify            `verify(store)`: every column of every table
verify and fold   … and every case folded and compared with its projection

Figures are CPU time, because the machine may be shared; ratios are medians of rounds. How
much sooner two processes are done than one is told by the clock, over `open`.
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

import attrs
import orjson

from benchmarks.example import histories, procedure
from benchmarks.way import PAPER, WAYS

from ratsflow.engine import fold
from ratsflow.log import Record
from ratsflow.office import Office, standing_of
from ratsflow.stores import Standing
from ratsflow.stores.sql import SqlStore, metadata
from ratsflow.stores.verify import verify


EACH = 10
LOGS = ("open", "sealed", "paper", "closed paper")
TENANT = "default"
GOALS = {"verify": ("floor", 0.80), "verify and fold": ("parse", 0.30)}
ROWS = "SELECT {} FROM {} WHERE tenant = '{}' ORDER BY {}"


def folded(records: Sequence[Record]) -> Standing:
    """Fold a log to its standing."""
    return standing_of(fold(records))


def write(folder: Path, entries: int) -> dict[str, tuple[Path, int]]:
    """Write the logs; return for each its file and how many entries it has."""
    made = procedure()
    found: dict[str, tuple[Path, int]] = {}
    for name, share in zip(LOGS, (1, 3, 6, 15), strict=True):
        path, wanted = folder / f"{name}.db", max(1, entries // share)
        with SqlStore(path, TENANT) as store:
            if "paper" in name:
                count = papers(store, wanted, public=name == "paper")
            else:
                works = histories(made, wanted // EACH, EACH, sealed=name == "sealed")
                wrong = next((each for each in store.append_many(works) if each), None)
                if wrong:
                    raise SystemExit(str(wrong))
                count = wanted // EACH * EACH
        found[name] = path, max(1, count)
    return found


def papers(store: SqlStore, entries: int, *, public: bool) -> int:
    """Carry whole papers through; return how many entries they have."""
    way = WAYS["NRW"]()
    if not public:
        way = attrs.evolve(
            way,
            route=tuple(attrs.evolve(each, public=False) for each in way.route),
            steps=way.steps[:CALLED],
        )
    paper = attrs.evolve(PAPER, public=public)
    count = -(-entries // len(way.steps))
    now = way.steps[0].at
    office = Office(way.procedure, store, law=way.law, clock=lambda: now)
    with store.unit_of_work():
        for number in range(count):
            for each in way.steps:
                now, case_id = each.at, f"P-{number}"
                if each.step == "open":
                    office.open(
                        paper, each.actor, case_id=case_id, consultations=way.route
                    )
                    continue
                inputs = way.inputs(each, number)
                office.take(case_id, each.step, each.actor, on=each.on, **inputs)
    return count * len(way.steps)


BYTES = ("body", "payload")
"""What a table has that is hashed."""

CALLED = 7
"""Entries of a paper before its first item is called."""


def contenders(path: Path) -> dict[str, Callable[[], None]]:
    """Return what takes turns over a log."""
    store = SqlStore(path, TENANT)
    raw = sqlite3.connect(path)
    found = [
        (
            ROWS.format(", ".join(names), table.name, TENANT, ", ".join(keys)),
            next((names.index(name) for name in BYTES if name in names), None),
        )
        for table in metadata.sorted_tables
        if table.name != "ratsflow_meta"
        for names in ([each for each in table.c.keys() if each != "tenant"],)  # noqa: SIM118
        for keys in ([each.name for each in table.primary_key],)
    ]
    hashed = [(sql, at) for sql, at in found if at is not None]
    beside = [sql for sql, at in found if at is None]
    bodies = ROWS.format(
        "hash, body", "ratsflow_entries", TENANT, "tenant, case_id, version"
    )

    def floor() -> None:
        for sql, at in hashed:
            for row in raw.execute(sql):
                if row[at] is not None:  # it was erased, or a leaf is that of an entry
                    sha256(row[at]).hexdigest()
        for sql in beside:
            for _ in raw.execute(sql):
                pass

    def lean() -> None:
        for _, body in raw.execute(bodies):
            sha256(body).hexdigest()

    def parse() -> None:
        for sql, at in hashed:
            for row in raw.execute(sql):
                if row[at] is not None:
                    orjson.loads(row[at])
                    sha256(row[at]).hexdigest()
        for sql in beside:
            for _ in raw.execute(sql):
                pass

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


def measure(path: Path, entries: int, rounds: int) -> dict[str, Any]:
    """Let the contenders take turns; return µs an entry and the ratios."""
    runs = contenders(path)
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


def peak(path: Path, *, fold_too: bool) -> dict[str, float]:
    """Verify in a process of its own; return its peak memory before and after, in MB."""
    told = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks.verify",
            "--peak",
            path,
            str(fold_too),
        ],
        capture_output=True,
        check=True,
        text=True,
    )
    found: dict[str, float] = json.loads(told.stdout)
    return found


def tell_peak(path: Path, *, fold_too: bool) -> None:
    """Print the peak memory of this process before and after a verification."""

    def used() -> float:
        # Not of `resource`: its peak counts what the parent held before the fork.
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        (line,) = (line for line in lines if line.startswith("VmHWM"))
        return round(int(line.split()[1]) / 1024, 1)

    with SqlStore(path, TENANT) as store:
        before = used()
        check(store, fold_too=fold_too)
        print(json.dumps({"before": before, "after": used()}))


def shared(path: Path, rounds: int) -> float:
    """Return how much sooner two processes are done than one, folding too, by the clock."""
    with SqlStore(path, TENANT) as store:
        spent: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(rounds):
            for processes, found in spent.items():
                start = time.perf_counter()
                if any(verify(store, folded, processes=processes)):
                    raise SystemExit("the log does not hold")
                found.append(time.perf_counter() - start)
    return round(statistics.median(spent[1]) / statistics.median(spent[2]), 2)


def table(told: dict[str, Any]) -> str:
    """Return the figures as a table."""
    lines = [f"{told['python']}, SQLite {told['sqlite']}"]
    for name in LOGS:
        found = told[name]
        lines += ["", f"{name}, {found['entries']:,} entries{'µs an entry':>24}"]
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
    lines += ["", f"two processes are {told['shared']:.2f} times as fast as one"]
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
    parser.add_argument("--peak", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.peak:
        path, fold_too = asked.peak
        tell_peak(Path(path), fold_too=fold_too == "True")
        return
    told: dict[str, Any] = {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "sqlite": sqlite3.sqlite_version,
    }
    with tempfile.TemporaryDirectory() as folder:
        logs = write(Path(folder), 1_000_000 if asked.million else asked.entries)
        for name, (file, count) in logs.items():
            told[name] = measure(file, count, asked.rounds)
            told[name]["peak"] = {
                "verify": peak(file, fold_too=False),
                "verify and fold": peak(file, fold_too=True),
            }
        told["shared"] = shared(logs["open"][0], min(3, asked.rounds))
    print(json.dumps(told, indent=2) if asked.json else table(told))


if __name__ == "__main__":
    main()
