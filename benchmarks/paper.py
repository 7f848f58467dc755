"""A step on the real work: a whole paper under the law of a state, from draft to closed.

    python -m benchmarks.paper [--json] [--state NRW] [--rounds 15] [--papers 10]

A paper of six kilobytes goes through two bodies of an invented town, is carried out and
closed; every step goes through `Office` with all rules and the town's law.

floor        the raw driver of SQLite: the same bytes, inserted with the current row of the
             case in a transaction of their own
engine       assess and take, the case being at hand, nothing kept
memory       `Office` on a `MemoryStore`
sqlite       `Office` on a `SqlStore` of a file, one commit each
next steps   `Office.next_steps` before each of these steps: an answer, not a step

Rounds alternate; the median is told with the middle half of the rounds, in µs a step. Where
nothing is written it is the processor's time, which others on the machine disturb less.
"""

from __future__ import annotations

import argparse
import json
import platform
import sqlite3
import statistics
import tempfile
import time

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import count, islice
from pathlib import Path
from secrets import token_hex
from typing import Any

import attrs

from benchmarks.persist import AT, INSERT, TABLES, UPDATE

from ratsflow import (
    Actor,
    Ballot,
    Consultation,
    CostStatement,
    Law,
    Meeting,
    MemoryStore,
    Motion,
    Office,
    Organization,
    Procedure,
    SqlStore,
    bw,
    load_law,
    nrw,
)
from ratsflow.engine import assess, open_case, take
from ratsflow.log import Record
from ratsflow.procedure.lookups import NO_OTHERS
from ratsflow.states.bw import STATE as BW
from ratsflow.stores import Store


MUSTERSTADT = (
    Path(__file__).parents[1] / "examples" / "municipalities" / "musterstadt.toml"
)
REASONS = (
    "Die Goethestraße ist Schulweg von vierhundert Kindern. Gemessen wurden im Oktober "
    "an drei Tagen im Mittel 4.120 Fahrzeuge, davon fuhr jedes sechste schneller als "
    "fünfzig. Die Polizei hat keine Bedenken, die Verkehrsbetriebe rechnen mit keiner "
    "Verspätung. "
)
PAPER = Motion(
    "Tempo 30 in der Goethestraße",
    proposal="1. Die Goethestraße wird Tempo-30-Zone. 2. Die Verwaltung stellt die "
    "Schilder bis zum Ende der Ferien auf.",
    reasons=REASONS * 20,
    cost_statement=CostStatement("none"),
    previous_considerations=(),
    public=True,
    topics=("traffic",),
    districts=(),
    impact_checks={"climate": "positive"},
)


@attrs.frozen(slots=False)
class Taking:
    """A step of the way of a paper: by whom, on which day, about what, with what."""

    step: str
    role: str
    day: date
    on: str = ""
    inputs: Mapping[str, Any] = attrs.field(factory=dict)

    @cached_property
    def actor(self) -> Actor:
        """Who takes it."""
        return Actor(self.role, self.role, roles=(self.role,))

    @cached_property
    def at(self) -> datetime:
        """The moment at which it is taken."""
        return datetime(self.day.year, self.day.month, self.day.day, 17, tzinfo=UTC)


@attrs.frozen
class Way:
    """The way of a paper under the law of a state, the opening first.

    Attributes:
        number: form of the numbers of papers; a number comes again after some hundred.
    """

    procedure: Procedure
    law: Law
    number: str
    route: tuple[Consultation, ...]
    steps: tuple[Taking, ...]

    def inputs(self, taking: Taking, paper: int) -> Mapping[str, Any]:
        """Return what a step takes in; each paper gets a number of its own."""
        if "reference" not in taking.inputs:
            return taking.inputs
        return {**taking.inputs, "reference": self.number.format(paper % 1000)}


def _nrw() -> Way:
    committee = Organization("Verkehrsausschuss", "committee", members=15, experts=0)
    council = Organization("Rat", "council", members=59)
    heard, decided = date(2026, 3, 17), date(2026, 3, 26)
    return Way(
        nrw(),
        load_law(MUSTERSTADT),
        "{:04}/2025-2030",
        (
            Consultation("c1", committee, "preliminary", Meeting(heard), public=True),
            Consultation("c2", council, "decision", Meeting(decided), public=True),
        ),
        (
            Taking("open", "author", date(2026, 2, 2)),
            *_signed(date(2026, 2, 3)),
            *_heard("c1", heard, 9, 4, step="recommend"),
            *_heard("c2", decided, 34, 20),
            Taking("make_executable", "council_office", date(2026, 3, 27)),
            *_carried_out(
                "executing_office", date(2026, 5, 4), third_party_rights=False
            ),
        ),
    )


def _bw() -> Way:
    committee = Organization("Technischer Ausschuss", "committee", members=14)
    council = Organization("Gemeinderat", "council", members=33)
    heard, decided = date(2026, 3, 17), date(2026, 3, 26)
    more = {"proposal_votable": True}
    return Way(
        bw(),
        load_law(Path(str(BW.folder / "town.toml"))),
        "{:03}/2026",
        (
            Consultation("c1", committee, "preliminary", Meeting(heard), public=True),
            Consultation("c2", council, "decision", Meeting(decided), public=True),
        ),
        (
            Taking("open", "author", date(2026, 2, 2)),
            *_signed(date(2026, 2, 3)),
            *_heard("c1", heard, 9, 4, step="recommend", **more),
            *_heard("c2", decided, 22, 10, **more),
            Taking("make_executable", "council_office", date(2026, 3, 27)),
            *_carried_out("mayor", date(2026, 5, 4)),
        ),
    )


def _signed(day: date) -> Iterator[Taking]:
    yield Taking("submit", "author", day, inputs={"excluded_officials": ()})
    yield Taking("cosign", "treasurer", day, inputs={"decision": "approve"})
    yield Taking("complete_co_signature", "council_office", day)
    yield Taking("sign", "alderman", day)
    yield Taking("release", "mayor", day, inputs={"reference": "of its own"})


def _heard(
    on: str, day: date, yes: int, no: int, step: str = "vote", **more: Any
) -> Iterator[Taking]:
    placed, told = day - timedelta(14), day - timedelta(12)
    held = Meeting(day, dispatched_on=placed, invited_on=told, published_on=told)
    ballot = Ballot(yes, no, 0, 0, present=yes + no, chair="vorsitz")
    agenda = {"meeting": held, "route": "regular", "agenda_number": "5"}
    yield Taking("place_on_agenda", "council_office", placed, on, agenda)
    yield Taking("open_item", "chair", day, on, {"bias_asked": True, **more})
    yield Taking(step, "chair", day, on, {"ballot": ballot})


def _carried_out(role: str, day: date, **inputs: Any) -> Iterator[Taking]:
    yield Taking("start_execution", role, day, inputs=inputs)
    yield Taking("complete", role, day, inputs={"evidence": "Abnahme"})
    yield Taking("report", "mayor", day, inputs={"report": "Mitteilung"})
    yield Taking("close", "council_office", day)


WAYS: Mapping[str, Callable[[], Way]] = {"NRW": _nrw, "BW": _bw}
"""By state, what makes the way of a paper."""

WRITING = ("floor", "sqlite")
"""Those that write to a disk, and wait for it: all of their time is told."""

Run = Callable[[int], None]
"""Carries papers through."""


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


def floor(records: Sequence[Record], file: Path) -> Run:
    """Return the floor: the standard library's driver writes ready bytes."""
    connection = sqlite3.connect(file, isolation_level=None)
    for sql in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *TABLES):
        connection.execute(sql.format(bytes="BLOB"))
    cursor, numbers = connection.cursor(), count()

    def run(papers: int) -> None:
        for paper in islice(numbers, papers):
            case_id = f"F-{paper}"
            for record in records:
                texts = b"".join(content or b"" for _, content in record.sealed)
                body = record.body + texts
                cursor.execute("BEGIN IMMEDIATE")
                row = (case_id, record.version, record.hash, body)
                cursor.execute(INSERT, row)
                _write_case(cursor, case_id, record)
                cursor.execute("COMMIT")

    return run


def _write_case(cursor: sqlite3.Cursor, case_id: str, record: Record) -> None:
    standing = (record.version, record.hash, AT.state, AT.since, case_id)
    if record.version == 1:
        cursor.execute(
            "INSERT INTO floor_cases (version, hash, state, since, case_id) "
            "VALUES (?, ?, ?, ?, ?)",
            standing,
        )
    else:
        cursor.execute(UPDATE, (*standing, record.version - 1))


def measure(state: str, rounds: int, papers: int) -> dict[str, Any]:
    """Let the contenders take turns; return µs a step, and the ratio to the floor."""
    way = WAYS[state]()
    records = entries_of(way)
    each = len(records)
    times: dict[str, list[float]] = {}
    asked: list[float] = []
    by_office(way, MemoryStore(), asked)(2)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        kept = stack.enter_context(SqlStore(folder / "office.db"))
        runs = {
            "floor": floor(records, folder / "floor.db"),
            "engine": by_engine(way),
            "memory": by_office(way, MemoryStore()),
            "sqlite": by_office(way, kept),
        }
        for run in runs.values():
            run(papers)
        for _ in range(rounds):
            for name, run in runs.items():
                clock = time.perf_counter if name in WRITING else time.process_time
                begin = clock()
                run(papers)
                spent = (clock() - begin) / papers / each
                times.setdefault(name, []).append(spent * 1e6)
    pairs = zip(times["floor"], times["sqlite"], strict=True)
    return {
        "entries": each,
        "bytes": sum(
            len(r.body) + sum(len(c or b"") for _, c in r.sealed) for r in records
        ),
        "microseconds": {name: _spread(found) for name, found in times.items()},
        "next_steps_ms": _spread([1e3 * each for each in asked], digits=2),
        "sqlite_of_floor": round(statistics.median(f / s for f, s in pairs), 2),
    }


def _spread(found: Sequence[float], digits: int = 0) -> list[float]:
    """Return the median and the quartiles."""
    low, middle, high = (
        statistics.quantiles(found, n=4) if len(found) > 1 else [*found] * 3
    )
    return [round(each, digits) for each in (middle, low, high)]


def table(told: Mapping[str, Any]) -> str:
    """Return the figures as a table."""
    lines = [told["python"]]
    for state in WAYS:
        found = told.get(state)
        if found is None:
            continue
        lines += [
            "",
            f"{state}: a paper of {found['entries']} entries, {found['bytes']:,} bytes",
        ]
        for name, (middle, low, high) in found["microseconds"].items():
            lines.append(
                f"  {name:<12}{middle:8,.0f} µs a step   {low:,.0f} to {high:,.0f}"
            )
        middle, low, high = found["next_steps_ms"]
        lines += [
            f"  {'next steps':<12}{middle:8.2f} ms an answer   {low:.2f} to {high:.2f}",
            f"  sqlite, of the floor {found['sqlite_of_floor']:.2f}",
        ]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--state", choices=[*WAYS], action="append")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--papers", type=int, default=10, help="a round")
    asked = parser.parse_args()
    told: dict[str, Any] = {
        "python": f"{platform.python_implementation()} {platform.python_version()}"
    }
    for state in asked.state or WAYS:
        told[state] = measure(state, asked.rounds, asked.papers)
    print(json.dumps(told, indent=2) if asked.json else table(told))


if __name__ == "__main__":
    main()
