"""A step on the real work: a whole paper under the law of a state, beside floor and peers.

    python -m benchmarks.paper [--json] [--state NRW] [--rounds 15] [--papers 2]
                               [--sync 200] [--save FILE]

A paper of six kilobytes goes through two bodies of an invented town, is carried out and
closed; every step goes through `Office` with all rules and the town's law.

engine       assess and take, the case being at hand, nothing kept
memory       `Office` on a `MemoryStore`
told         the same, with an event of each step handed to the host's log at INFO
written      the same, and that log formats it and writes it
floor        the raw driver (sqlite3, psycopg): the same bytes, inserted with the current row
             of the case in a transaction of their own, nothing decided
floor, 1     PostgreSQL: the same in one statement, the least there is
office       `Office` on a `SqlStore`, one commit each
next steps   `Office.next_steps` before each of these steps: an answer, not a step

and the peers of `benchmarks.beside`, each of which is left out, and named, where it is not
installed: ``pip install "ratsflow[bench]"``.

All take turns in one run; told is the median of the rounds with the least and the most, in µs
a step, and ratios of the same round. Where nothing is written it is the processor's time, which
others on the machine disturb less. ``--sync`` makes the disk the same in every run; see
`benchmarks.sync`. ``--save`` keeps the figures, from which `benchmarks.tables` writes those of
README and docs.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from importlib.metadata import version
from itertools import count, islice
from pathlib import Path
from secrets import token_hex
from typing import Any

from benchmarks.beside import PACKAGES, Run, Told, on_postgres, on_sqlite
from benchmarks.persist import AT, TABLES
from benchmarks.sync import VARIABLE, again_with, clock, measured
from benchmarks.way import PAPER, WAYS, Way

from ratsflow import MemoryStore, Office, SqlStore
from ratsflow.engine import assess, open_case, take
from ratsflow.log import Record
from ratsflow.procedure.lookups import NO_OTHERS
from ratsflow.stores import Store


sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from servers import NoServerError, postgres


GOALS: Mapping[str, Mapping[str, float]] = {
    "sqlite": {
        "floor": 0.45,
        "SpiffWorkflow": 2.3,
        "Django, log row": 1.4,
    },
    "postgresql": {
        "floor": 0.75,
        "eventsourcing": 1.6,
        "DBOS": 4.0,
        "pghistory": 1.1,
    },
}
"""Of the floor the least share of its rate, of a peer how many times its rate."""

ONE_TRIP = (
    "WITH head AS (UPDATE floor_cases SET version = %s, hash = %s, state = %s, since = %s "
    "WHERE case_id = %s AND version = %s RETURNING 1) "
    "INSERT INTO floor_entries SELECT %s, %s, %s, %s FROM head"
)


def by_engine(way: Way) -> Run:
    """Return steps of the engine, the case being at hand."""
    first, *rest = way.steps
    numbers = count()

    def run(papers: int) -> None:
        for paper in islice(numbers, papers):
            case = open_case(
                way.procedure,
                f"E-{paper}",
                PAPER,
                first.actor,
                at=first.at,
                consultations=way.route,
                law=way.law,
                salts=token_hex,
            ).case
            for each in rest:
                verdict = assess(
                    way.procedure,
                    case,
                    each.step,
                    each.actor,
                    at=each.at,
                    inputs=way.inputs(each, paper),
                    on=each.on,
                    law=way.law,
                    others=NO_OTHERS,
                )
                case = take(verdict, salts=token_hex).case

    return run


def by_office(way: Way, store: Store, spent: list[float] | None = None) -> Run:
    """Return steps through an office.

    Args:
        way: the way of the paper.
        store: where the log goes.
        spent: takes the seconds that `next_steps` needs before each step; None not to ask.
    """
    first, *rest = way.steps
    now = first.at
    office = Office(way.procedure, store, law=way.law, clock=lambda: now)
    numbers = count()

    def run(papers: int) -> None:
        nonlocal now
        for paper in islice(numbers, papers):
            now, case_id = first.at, f"O-{paper}"
            office.open(PAPER, first.actor, case_id=case_id, consultations=way.route)
            for each in rest:
                now = each.at
                if spent is not None:
                    begin = time.process_time()
                    office.next_steps(case_id, each.actor)
                    spent.append(time.process_time() - begin)
                inputs = way.inputs(each, paper)
                office.take(case_id, each.step, each.actor, on=each.on, **inputs)

    return run


def entries_of(way: Way) -> Sequence[Record]:
    """Return the entries of a paper as a store keeps them."""
    store = MemoryStore()
    by_office(way, store)(1)
    return store.read("O-0")


def telling(run: Run, handler: logging.Handler) -> Run:
    """Return the same run with its events told to a host's log that has this handler."""
    logger = logging.getLogger("ratsflow")

    def told(papers: int) -> None:
        level, propagate = logger.level, logger.propagate
        logger.addHandler(handler)
        logger.propagate = False
        logger.setLevel(logging.INFO)
        try:
            run(papers)
        finally:
            logger.setLevel(level)
            logger.propagate = propagate
            logger.removeHandler(handler)

    return told


def floor(records: Sequence[Record], cursor: Any, begin: str, mark: str) -> Run:
    """Return the floor: a driver writes ready bytes, and the current row of the case."""
    marks = ", ".join([mark] * 4)
    insert = f"INSERT INTO floor_entries VALUES ({marks})"
    opened = (
        "INSERT INTO floor_cases (version, hash, state, since, case_id) "
        f"VALUES ({marks}, {mark})"
    )
    moved = (
        f"UPDATE floor_cases SET version = {mark}, hash = {mark}, state = {mark}, "
        f"since = {mark} WHERE case_id = {mark} AND version = {mark}"
    )
    numbers = count()

    def run(papers: int) -> None:
        for paper in islice(numbers, papers):
            case_id = f"F-{paper}"
            for record in records:
                number = record.version
                standing = (number, record.hash, AT.state, AT.since, case_id)
                cursor.execute(begin)
                row = (case_id, number, record.hash, bytes_of(record))
                cursor.execute(insert, row)
                if number == 1:
                    cursor.execute(opened, standing)
                else:
                    cursor.execute(moved, (*standing, number - 1))
                cursor.execute("COMMIT")

    return run


def floor_in_one(records: Sequence[Record], cursor: Any) -> Run:
    """Return the least there is on a server: one statement that commits by itself."""
    numbers = count()

    def run(papers: int) -> None:
        for paper in islice(numbers, papers):
            case_id = f"G-{paper}"
            first = ("0", AT.state, AT.since, case_id)
            cursor.execute(
                "INSERT INTO floor_cases (version, hash, state, since, case_id) VALUES (0, %s, %s, %s, %s)",
                first,
            )
            for record in records:
                number = record.version
                entry = (case_id, number, record.hash, bytes_of(record))
                head = (number, record.hash, AT.state, AT.since, case_id, number - 1)
                cursor.execute(ONE_TRIP, (*head, *entry))

    return run


def bytes_of(record: Record) -> bytes:
    """Return all that a step writes: the entry, and what of it is sealed."""
    return record.body + b"".join(content or b"" for _, content in record.sealed)


class Round:
    """Contenders that take turns.

    Attributes:
        runs: by name, what carries papers through.
        missing: who is not installed, and why.
        times: by name, µs a step, round by round.
    """

    def __init__(self, missing: dict[str, str]) -> None:
        self.runs: dict[str, Run] = {}
        self.missing = missing
        self.times: dict[str, list[float]] = {}

    def add(self, name: str, make: Callable[[], Run]) -> None:
        """Add a contender, or note that it is not installed."""
        try:
            self.runs[name] = make()
        except ImportError as error:
            self.missing[name] = f"not installed ({error})"

    def measure(
        self, rounds: int, papers: int, each: int, now: Callable[[], float]
    ) -> None:
        """Let all take turns."""
        for run in self.runs.values():
            run(1)
        for _ in range(rounds):
            for name, run in self.runs.items():
                begin = now()
                run(papers)
                spent = (now() - begin) / papers / each
                self.times.setdefault(name, []).append(spent * 1e6)

    def spreads(self) -> dict[str, list[float]]:
        """Return µs a step."""
        return {name: spread(found) for name, found in self.times.items()}

    def ratios(self, own: str) -> dict[str, list[float]]:
        """Return by name how many steps of ours there are for each of theirs.

        The fourth figure is that of the quickest rounds: what others on the machine take
        away from one contender or the other is not in it.
        """
        mine = self.times[own]
        return {
            name: [
                *spread([t / m for t, m in zip(times, mine, strict=True)], digits=2),
                round(min(times) / min(mine), 2),
            ]
            for name, times in self.times.items()
            if name != own
        }


def spread(found: Sequence[float], digits: int = 0) -> list[float]:
    """Return the median, the least and the most."""
    three = (statistics.median(found), min(found), max(found))
    return [round(each, digits) for each in three]


def in_memory(way: Way, rounds: int, papers: int, each: int) -> dict[str, Any]:
    """Measure what writes nothing, in the processor's time."""
    asked: list[float] = []
    by_office(way, MemoryStore(), asked)(max(2, rounds))
    turns = Round({})
    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # closed below
    writing = logging.StreamHandler(nowhere)
    turns.runs = {
        "engine": by_engine(way),
        "memory": by_office(way, MemoryStore()),
        "told": telling(by_office(way, MemoryStore()), logging.NullHandler()),
        "written": telling(by_office(way, MemoryStore()), writing),
    }
    turns.measure(rounds, papers, each, time.process_time)
    nowhere.close()
    plain = turns.times["memory"]
    shares = {
        name: statistics.median(
            told / bare - 1 for told, bare in zip(turns.times[name], plain, strict=True)
        )
        for name in ("told", "written")
    }
    states = [asked[start :: each - 1] for start in range(each - 1)]
    return {
        "microseconds": turns.spreads(),
        "event_share": {name: round(found, 3) for name, found in shares.items()},
        "next_steps_ms": spread([1e3 * each for each in asked], digits=2),
        "next_steps_longest_ms": spread(
            [1e3 * each for each in max(states, key=min)], digits=2
        ),
    }


def on_disk(
    way: Way,
    records: Sequence[Record],
    size: tuple[int, int],
    at: tuple[Path, str],
    *,
    server: bool,
) -> dict[str, Any]:
    """Measure what writes to SQLite, or to PostgreSQL.

    Args:
        way: the way of the paper.
        records: its entries.
        size: how many rounds, and papers a round.
        at: a folder for files, and the address of the server, or empty.
        server: whether to write to the server.
    """
    missing: dict[str, str] = {}
    turns = Round(missing)
    told = Told.of(records)
    folder, url = at
    with ExitStack() as stack:
        if server:
            import psycopg  # noqa: PLC0415

            raw: Any = stack.enter_context(psycopg.connect(url, autocommit=True))
            for sql in TABLES:
                raw.execute("DROP TABLE IF EXISTS " + sql.split()[2])
                raw.execute(sql.format(bytes="BYTEA"))
            turns.add("floor", lambda: floor(records, raw.cursor(), "BEGIN", "%s"))
            turns.add("floor, 1", lambda: floor_in_one(records, raw.cursor()))
            kept = stack.enter_context(SqlStore(url, f"tenant {way.procedure.name}"))
        else:
            raw = sqlite3.connect(folder / "floor.db", isolation_level=None)
            stack.callback(raw.close)
            for sql in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *TABLES):
                raw.execute(sql.format(bytes="BLOB"))
            turns.add(
                "floor", lambda: floor(records, raw.cursor(), "BEGIN IMMEDIATE", "?")
            )
            kept = stack.enter_context(SqlStore(folder / "office.db"))
        turns.add("office", lambda: by_office(way, kept))
        makers = (on_postgres if server else on_sqlite)(told, stack, folder, url)
        for name, make in makers.items():
            turns.add(name, make)
        turns.measure(*size, len(records), clock(raw if server else None))
    return {
        "microseconds": turns.spreads(),
        "ratios": turns.ratios("office"),
        "missing": missing,
    }


def statements(way: Way) -> dict[str, int]:
    """Count the statements of a paper on SQLite, by their first word."""
    ran: dict[str, int] = {}

    def note(sql: str) -> None:
        word = sql.split(maxsplit=1)[0].upper()
        ran[word] = ran.get(word, 0) + 1

    with (
        tempfile.TemporaryDirectory() as folder,
        SqlStore(Path(folder) / "s.db") as kept,
    ):
        run = by_office(way, kept)
        run(1)
        with kept._session.connection() as conn:  # noqa: SLF001  # nobody else can count
            conn.dbapi.set_trace_callback(note)
        run(1)
        with kept._session.connection() as conn:  # noqa: SLF001
            conn.dbapi.set_trace_callback(None)
    return dict(sorted(ran.items()))


def measure(state: str, rounds: int, papers: int, url: str) -> dict[str, Any]:
    """Measure everything for the paper of a state."""
    way = WAYS[state]()
    records = entries_of(way)
    each = len(records)
    size = (rounds, papers)
    found = {
        "entries": each,
        "bytes": sum(len(bytes_of(record)) for record in records),
        "statements": statements(way),
        "memory": in_memory(way, rounds, papers, each),
    }
    with tempfile.TemporaryDirectory() as folder:
        at = (Path(folder), url)
        found["sqlite"] = on_disk(way, records, size, at, server=False)
        if url:
            found["postgresql"] = on_disk(way, records, size, at, server=True)
    return found


def table(told: Mapping[str, Any]) -> str:
    """Return the figures as a table."""
    sync = told["sync_us"]
    lines = [f"{told['python']}; a sync of a file takes {sync:,.0f} µs {told['disk']}"]
    for state in WAYS:
        found = told.get(state)
        if found is None:
            continue
        size = f"{found['entries']} entries, {found['bytes']:,} bytes"
        lines += ["", f"{state}: a paper of {size}; statements {found['statements']}"]
        memory = found["memory"]
        for name, (middle, low, high) in memory["microseconds"].items():
            lines.append(f"  {name:<22}{middle:9,.0f} µs   {low:,.0f} to {high:,.0f}")
        told_of, written = memory["event_share"].values()
        lines.append(
            f"  an event costs {told_of:.1%} of a step in memory, {written:.1%} if written"
        )
        middle, low, high = memory["next_steps_ms"]
        longest = memory["next_steps_longest_ms"]
        lines.append(
            f"  {'next steps':<22}{middle:9.2f} ms   {low:.2f} to {high:.2f}; where most "
            f"start {longest[0]:.2f}, {longest[1]:.2f} to {longest[2]:.2f}"
        )
        for database in ("sqlite", "postgresql"):
            if database in found:
                lines += ["", *_of_database(database, found[database])]
    lines += [f"{name}: {why}" for name, why in told["skipped"].items()]
    return "\n".join(lines)


def _of_database(database: str, found: Mapping[str, Any]) -> Iterator[str]:
    yield f"  {database}: µs a step, and our steps for each of theirs"
    for name, (middle, low, high) in found["microseconds"].items():
        ratio = found["ratios"].get(name)
        told = (
            f"{ratio[0]:6.2f}   {ratio[1]:.2f} to {ratio[2]:.2f}   quickest {ratio[3]:.2f}"
            if ratio
            else ""
        )
        goal = GOALS[database].get(name)
        aim = f"   goal {goal}" if goal else ""
        yield f"  {name:<22}{middle:9,.0f}   {low:,.0f} to {high:<8,.0f}{told}{aim}"
    yield from (f"  {name}: {why}" for name, why in found["missing"].items())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--state", choices=[*WAYS], action="append")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--papers", type=int, default=2, help="a round")
    parser.add_argument("--sync", type=int, help="µs that a sync of a file takes")
    parser.add_argument("--save", type=Path, help="keep the figures")
    parser.add_argument("--no-server", action="store_true", help="without PostgreSQL")
    asked = parser.parse_args()
    if asked.sync:
        again_with(asked.sync)
    told: dict[str, Any] = {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "sqlite": sqlite3.sqlite_version,
        "cores": os.cpu_count(),
        "rounds": asked.rounds,
        "papers": asked.papers,
        "disk": "(set, the databases lie in memory)" if VARIABLE in os.environ else "",
        "sync_us": round(measured()),
        "load": round(os.getloadavg()[0], 1),
        "goals": GOALS,
        "versions": dict(_versions()),
        "skipped": {},
    }
    states = asked.state or [*WAYS]
    if len(states) > 1:  # Django can be set up but once in a process
        for state in states:
            told |= _alone(state)
    else:
        with ExitStack() as stack:
            url = ""
            if not asked.no_server:
                try:
                    url = stack.enter_context(postgres())
                except NoServerError as error:
                    told["skipped"]["postgresql"] = str(error)
            told[states[0]] = measure(states[0], asked.rounds, asked.papers, url)
    if asked.save:
        asked.save.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=2) if asked.json else table(told))


def _alone(state: str) -> dict[str, Any]:
    """Measure one state in a process of its own."""
    call = [sys.executable, "-m", "benchmarks.paper", *sys.argv[1:]]
    done = subprocess.run(
        [*call, "--json", "--state", state], check=True, stdout=subprocess.PIPE
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return {state: found[state], "skipped": found["skipped"]}


def _versions() -> Iterator[tuple[str, str]]:
    for name, package in PACKAGES.items():
        try:
            yield name, version(package)
        except ImportError:
            continue


if __name__ == "__main__":
    main()
