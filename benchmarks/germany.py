"""A year of Germany: 10,700 municipalities, 3 million papers, 12 steps each, scaled down.

    python -m benchmarks germany [--json] [--scale 0.001] [--workers 2] [--partitions 16]
                                 [--sync 200] [--url postgresql://…] [--save FILE]

The tables of ratsflow lie in PostgreSQL, partitioned by hash of the municipality and otherwise
as they are. Each worker is a process with an engine of its own; it carries the papers of its
municipalities through twelve steps each (Nordrhein-Westfalen, from draft to the council's
vote), one commit a step, several papers and municipalities at a time in turns, as a data centre
would. Then some municipalities are verified, and `EXPLAIN` says whether each statement that a
step makes touches one partition only.

Without ``--url`` a server is started. ``--sync`` is that of `benchmarks.sync`.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import sys
import time

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import attrs

from benchmarks.sync import VARIABLE, again_with, measured, of_all, parent
from benchmarks.way import PAPER, WAYS, Taking
from sqlalchemy import Connection, Engine, MetaData, create_engine, text

from ratsflow import Office, SqlStore
from ratsflow.office.projection import key_of
from ratsflow.stores.sql.statements import Statement, statements
from ratsflow.stores.sql.tables import metadata
from ratsflow.stores.verify import verify


sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from servers import NoServerError, postgres


MUNICIPALITIES, PAPERS, STEPS = 10_700, 3_000_000, 12
"""What there is in a year, about."""

AT_ONCE = 20
"""Papers that a worker has in hand, of as many municipalities as it has."""


@attrs.frozen
class Work:
    """What a worker does.

    Attributes:
        url: the server.
        tenants: its municipalities.
        papers: how many papers of each.
    """

    url: str
    tenants: Sequence[str]
    papers: int


def spoken(url: str) -> str:
    """Return the address as SQLAlchemy takes it."""
    return url.replace("postgresql:", "postgresql+psycopg:", 1)


def partition(engine: Engine, parts: int) -> None:
    """Make the tables anew, partitioned by hash of the municipality."""
    with SqlStore(engine):
        pass  # they are made, and the version of the schema is noted
    divided = MetaData()
    for table in metadata.sorted_tables:
        if "tenant" in table.primary_key.columns and table.name != "ratsflow_meta":
            copy = table.to_metadata(divided)
            copy.dialect_options["postgresql"]["partition_by"] = "HASH (tenant)"
    with engine.begin() as connection:
        for name in divided.tables:
            connection.execute(text(f"DROP TABLE {name}"))
        divided.create_all(connection)
        for name in divided.tables:
            for part in range(parts):
                values = f"FOR VALUES WITH (MODULUS {parts}, REMAINDER {part})"
                connection.execute(
                    text(f"CREATE TABLE {name}_{part} PARTITION OF {name} {values}")
                )


def papers_of(work: Work, engine: Engine) -> Iterator[Iterator[None]]:
    """Yield each paper of a worker as its steps, each taken when it is asked for."""
    way = WAYS["NRW"]()
    first, *rest = way.steps[:STEPS]
    now = [first.at]

    def carried(office: Office, number: int) -> Iterator[None]:
        case_id = f"P-{number}"
        now[0] = first.at
        office.open(PAPER, first.actor, case_id=case_id, consultations=way.route)
        yield
        for each in rest:
            now[0] = each.at
            _take(office, case_id, each, way.inputs(each, number))
            yield

    offices = [
        Office(
            way.procedure,
            SqlStore(engine, tenant),
            law=way.law,
            clock=lambda: now[0],
            remember=2 * AT_ONCE,
        )
        for tenant in work.tenants
    ]
    for number in range(work.papers):
        for office in offices:
            yield carried(office, number)


def _take(office: Office, case_id: str, each: Taking, inputs: Any) -> None:
    office.take(case_id, each.step, each.actor, on=each.on, **inputs)


def carry(work: Work) -> dict[str, float]:
    """Carry the papers of a worker; return steps, the processor's time and the slowest step."""
    engine = create_engine(spoken(work.url), pool_size=2, max_overflow=0)
    waiting = papers_of(work, engine)
    hand = [next(waiting)]  # with that all is loaded
    steps, slowest = 0, 0.0
    begin, worked = time.perf_counter(), time.process_time()
    while True:
        while len(hand) < AT_ONCE:
            new = next(waiting, None)
            if new is None:
                break
            hand.append(new)
        if not hand:
            break
        left = []
        for paper in hand:
            start = time.perf_counter()
            with suppress(StopIteration):
                next(paper)
                steps += 1
                left.append(paper)
            slowest = max(slowest, time.perf_counter() - start)
        hand = left
    engine.dispose()
    return {
        "steps": steps,
        "seconds": time.perf_counter() - begin,
        "processor": time.process_time() - worked,
        "slowest": slowest,
    }


def checked(work: Work) -> dict[str, float]:
    """Verify the municipalities of a worker; return entries and seconds."""
    engine = create_engine(spoken(work.url), pool_size=2, max_overflow=0)
    begin, worked = time.perf_counter(), time.process_time()
    for tenant in work.tenants:
        fault = next(verify(SqlStore(engine, tenant)), None)
        if fault:
            raise SystemExit(str(fault))
    engine.dispose()
    return {
        "entries": len(work.tenants) * work.papers * STEPS,
        "seconds": time.perf_counter() - begin,
        "processor": time.process_time() - worked,
    }


def asked() -> Iterator[tuple[str, Statement, tuple[Any, ...]]]:
    """Yield what a step asks of the tables, with values."""
    lines = statements("postgresql")
    case = ("town-0", "P-0")
    yield "the head of a case", lines.of("head", ""), case
    yield "the log of a case", lines.of("read"), (*case, 0)
    numbers = (key_of("1"), key_of("2"))
    found = lines.of("find_keys", False, False, "base", "reference")
    yield "other cases", found, ("town-0", *numbers, 200)


def pruned(connection: Connection, parts: int) -> dict[str, int]:
    """Return how many partitions each statement touches, as the server plans it."""
    found = {}
    for name, statement, values in asked():
        given = statement.pick(values)
        plan = connection.exec_driver_sql(f"EXPLAIN {statement.sql}", given)
        said = "\n".join(str(row[0]) for row in plan)
        touched = {
            f"{table}_{part}"
            for table in ("ratsflow_cases", "ratsflow_entries")
            for part in range(parts)
            if f" on {table}_{part} " in said
        }
        found[name] = len(touched)
    return found


def sizes(connection: Connection) -> dict[str, int]:
    """Return the bytes that tables and indexes take, by table."""
    rows = connection.execute(
        text(
            "SELECT p.relname, sum(pg_total_relation_size(i.inhrelid))::bigint "
            "FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent "
            "WHERE p.relkind = 'p' GROUP BY 1 ORDER BY 1"
        )
    )
    return {row[0]: row[1] for row in rows}


def _wal(connection: Connection) -> int:
    told = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint"
    return int(connection.execute(text(told)).scalar_one())


def measure(url: str, scale: float, workers: int, parts: int) -> dict[str, Any]:
    """Carry the papers of a scaled year and return what it took."""
    tenants = max(workers, round(MUNICIPALITIES * scale))
    each = max(1, round(PAPERS * scale / tenants))
    engine = create_engine(spoken(url))
    partition(engine, parts)
    names = [f"town-{number}" for number in range(tenants)]
    works = [Work(url, names[start::workers], each) for start in range(workers)]
    started = multiprocessing.get_context("spawn")
    with engine.connect() as connection, started.Pool(workers) as pool:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        raw: Any = connection.connection.dbapi_connection
        server = parent(raw.info.backend_pid)
        wal, used = _wal(connection), of_all(server)
        begin = time.perf_counter()
        done = pool.map(carry, works)
        seconds = time.perf_counter() - begin
        of_server = of_all(server) - used
        wal = _wal(connection) - wal
        connection.execute(text("ANALYZE"))
        size, plans = sizes(connection), pruned(connection, parts)
        some = [
            attrs.evolve(w, tenants=w.tenants[: max(1, tenants // 10)]) for w in works
        ]
        proved = pool.map(checked, some)
    engine.dispose()
    steps = sum(each["steps"] for each in done)
    busiest = max(each["seconds"] for each in done)
    return {
        "tenants": tenants,
        "papers": tenants * each,
        "steps": int(steps),
        "seconds": round(seconds, 1),
        "steps_per_second": round(steps / busiest),
        "microseconds_of_workers": round(
            sum(d["processor"] for d in done) / steps * 1e6
        ),
        "microseconds_of_server": round(of_server / steps * 1e6),
        "slowest_step_ms": round(max(each["slowest"] for each in done) * 1e3),
        "bytes_per_entry": round(sum(size.values()) / steps),
        "bytes_by_table": size,
        "wal_bytes_per_entry": round(wal / steps),
        "verified_per_second": round(
            sum(p["entries"] for p in proved) / max(p["seconds"] for p in proved)
        ),
        "verify_microseconds": round(
            sum(p["processor"] for p in proved)
            / sum(p["entries"] for p in proved)
            * 1e6
        ),
        "partitions_touched": plans,
    }


def table(told: dict[str, Any]) -> str:
    """Return the figures as a table."""
    lines = [
        f"{told['python']}, {told['cores']} cores, {told['workers']} workers, "
        f"{told['partitions']} partitions; a sync takes {told['sync_us']} µs"
    ]
    if "skipped" in told:
        return "\n".join([*lines, f"  skipped: {told['skipped']}"])
    for name, value in told["found"].items():
        shown = f"{value:,}" if isinstance(value, int | float) else value
        lines.append(f"  {name.replace('_', ' '):<28}{shown}")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--scale", type=float, default=0.001)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--partitions", type=int, default=16)
    parser.add_argument("--sync", type=int, help="µs that a sync of a file takes")
    parser.add_argument(
        "--url", default="", help="an empty database; else one is started"
    )
    parser.add_argument("--save", type=Path, help="keep the figures")
    asked_for = parser.parse_args()
    if asked_for.sync:
        again_with(asked_for.sync)
    told: dict[str, Any] = {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "disk": "(set, the database lies in memory)" if VARIABLE in os.environ else "",
        "sync_us": round(measured()),
        "scale": asked_for.scale,
        "workers": asked_for.workers,
        "partitions": asked_for.partitions,
    }
    with ExitStack() as stack:
        try:
            url = asked_for.url or stack.enter_context(postgres())
            told["found"] = measure(
                url, asked_for.scale, asked_for.workers, asked_for.partitions
            )
        except NoServerError as error:
            told["skipped"] = str(error)
    if asked_for.save:
        kept = json.dumps(told, indent=2)
        asked_for.save.write_text(f"{kept}\n", encoding="utf-8")
    print(json.dumps(told, indent=2) if asked_for.json else table(told))


if __name__ == "__main__":
    main()
