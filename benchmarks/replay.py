"""A council's years replayed: ``python -m benchmarks.replay FILE[*N]… [--papers N] [--office]
[--json] [--save FILE]``.

The papers of the files are repeated under new numbers until there are enough; ``FILE*6`` takes
a file six times in each turn. Replaying is done by the engine alone, on one core; with
``--office`` every entry is stored through an office on SQLite instead. Told are seconds of the
processor and of the clock, and the memory at half and in the end: a report holds counts, so
memory must not grow with the papers. With Magdeburg's papers once and Karlsruhe's five times
in each turn, 13,000 papers have the 2.5 consultations each that papers have on the average.
``--save`` keeps the figures of one of the two ways beside those of the other.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import sqlite3
import tempfile
import time

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from datetime import datetime
from itertools import count, islice
from pathlib import Path
from typing import Any

import attrs

from ratsflow import Office, SqlStore, nrw
from ratsflow.histories import (
    Council,
    InMemory,
    InOffice,
    ToldPaper,
    importer,
    read_histories,
    walk,
)
from ratsflow.histories.recording import Recorder, together
from ratsflow.law.layers import law_for
from ratsflow.law.periods import BERLIN


CHUNK = 200
"""Papers that are stored as one unit of work."""

Told = tuple[Council, ToldPaper]


def repeated(files: list[str]) -> Iterator[Told]:
    """Yield the papers of files again and again, each under a number of its own."""
    turn: list[Told] = []
    for file in files:
        name, _, times = file.partition("*")
        histories = read_histories(name)
        council = histories.council
        turn += [(council, each) for each in histories] * int(times or 1)
    for number in count():
        for place, (council, each) in enumerate(turn):
            own = f"{each.id}-{number}-{place}"
            yield council, attrs.evolve(each, id=own, reference=f"{number}/{place}")


def memory() -> int:
    """Return the most memory that was ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def run(files: list[str], papers: int, *, office: bool) -> dict[str, float]:
    """Replay papers, and return what was measured."""
    procedure, law = nrw(), law_for("NRW")
    actor = importer(procedure)
    found: Counter[str] = Counter()
    source = islice(repeated(files), papers)
    with ExitStack() as stack:
        recorder: Recorder = InMemory(procedure, law, actor=actor)
        desk = None
        if office:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            store = stack.enter_context(SqlStore(str(Path(folder) / "years.db")))
            desk = Office(procedure, store, law=law)
            recorder = InOffice(desk, actor)
        began, clock = time.process_time(), time.perf_counter()
        at_half = 0
        while chunk := list(islice(source, CHUNK)):
            with nullcontext() if desk is None else together(desk):
                for council, paper in chunk:
                    done = walk(paper, council, recorder)
                    found["entries"] += len(done.taken)
                    found["consultations"] += len(done.placed)
                    found["unplaced"] += sum(not e.is_placed for e in done.placed)
            found["papers"] += len(chunk)
            if not at_half and found["papers"] * 2 >= papers:
                at_half = memory()
        used, passed = time.process_time() - began, time.perf_counter() - clock
    return {
        **found,
        "seconds of processor": round(used, 1),
        "seconds of clock": round(passed, 1),
        "entries a second": round(found["entries"] / used),
        "MiB at half": at_half,
        "MiB in the end": memory(),
    }


def conditions(files: list[str]) -> dict[str, Any]:
    """Return on what it was measured; figures without that say nothing."""
    return {
        "measured": datetime.now(BERLIN).date().isoformat(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "sqlite": sqlite3.sqlite_version,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "files": [Path(file).name for file in files],
    }


def keep(file: Path, way: str, told: dict[str, Any]) -> None:
    """Write the figures of one way into a file that may hold those of the other."""
    known = json.loads(file.read_text("utf-8")) if file.exists() else {}
    text = json.dumps(known | {way: told}, indent=2, ensure_ascii=False)
    file.write_text(text + "\n", "utf-8")


def main() -> None:
    """Read the command line, and tell what was measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replay")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--papers", type=int, default=13_000)
    parser.add_argument("--office", action="store_true", help="stored, on SQLite")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--save", type=Path, help="keep the figures")
    given = parser.parse_args()
    found = run(given.files, given.papers, office=given.office)
    told = conditions(given.files) | found
    if given.save is not None:
        keep(given.save, "office" if given.office else "engine", told)
    if given.json:
        print(json.dumps(told, ensure_ascii=False))
        return
    for name, value in told.items():
        print(f"{name:22} {value}")


if __name__ == "__main__":
    main()
