"""Write the figures of README and docs from what was measured: ``python -m benchmarks.tables``.

`benchmarks/results/*.json` hold what the benchmarks found (``--save``). Between
``<!-- figures NAME -->`` and ``<!-- /figures -->`` each page has what `TABLES` makes of them;
a test holds the pages to it, so that no figure is written by hand. ``--check`` writes nothing.
"""

from __future__ import annotations

import json
import re
import sys

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.paper import GOALS


ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results"
PAGES = ("README.md", "benchmarks/README.md", "docs/operating.md", "docs/replay.md")
_PLACE = re.compile(
    r"(<!-- figures (?P<name>[a-z-]+) -->\n).*?(<!-- /figures -->)", re.DOTALL
)
STATES = ("NRW", "BW")
MUNICIPAL_STEPS = 36_000_000
"""Steps of a year: three million papers with twelve each."""


def results(name: str) -> Any:
    """Return what a benchmark found."""
    return json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))


def named(told: Mapping[str, Any]) -> str:
    """Say on what it was measured: figures without that say nothing."""
    rounds = f"{told['rounds']} rounds of {told['papers']} papers in turns"
    disk = (
        "in memory, where each sync of a file waits that long" if told["disk"] else ""
    )
    return (
        f"{told['python']}, {told['cores']} shared cores (load {told['load']}), {rounds}; a sync "
        f"takes {told['sync_us']} µs{f' ({disk})' if disk else ''}."
    )


def ratio(found: Mapping[str, Any], name: str) -> str:
    """Return a ratio with its spread and that of the quickest rounds."""
    if name not in found["ratios"]:
        return "not installed" if name in found["missing"] else "–"
    middle, low, high, quickest = found["ratios"][name]
    return f"{middle:.2f} ({low:.2f}–{high:.2f}; quickest {quickest:.2f})"


def beside() -> Iterator[str]:
    """Yield our steps for each of the floor's and the peers', on the real work."""
    told = results("paper")
    yield named(told)
    yield ""
    yield "| our steps for each of theirs | NRW | BW | goal |"
    yield "|---|---|---|---|"
    for database, title in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        of_states = [told[state][database] for state in STATES]
        names = dict.fromkeys(
            name
            for found in of_states
            for name in (*found["ratios"], *found["missing"])
        )
        for name in names:
            goal = GOALS[database].get(name, "")
            version = told["versions"].get(name, "")
            row = " | ".join(ratio(found, name) for found in of_states)
            yield f"| {title}: {name} {version}".rstrip() + f" | {row} | {goal} |"


def steps() -> Iterator[str]:
    """Yield what a step costs, in µs, and what an answer does."""
    told = results("paper")
    yield named(told)
    yield ""
    yield "| µs a step, median (least–most) | NRW | BW |"
    yield "|---|---|---|"
    states = [told[state] for state in STATES]
    for name, title in (
        ("engine", "engine, the case at hand (processor's time)"),
        ("memory", "office in memory (processor's time)"),
        ("told", "… with its event handed to the host's log at INFO"),
        ("written", "… which formats it and writes it"),
    ):
        yield _line(
            title, [each["memory"]["microseconds"].get(name) for each in states]
        )
    for database, title in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        found = [each[database]["microseconds"] for each in states]
        names = dict.fromkeys(name for each in found for name in each)
        for name in names:
            yield _line(f"{title}: {name}", [each.get(name) for each in found])
    for name, title in (
        ("next_steps_ms", "`next_steps`, all states, ms"),
        ("next_steps_longest_ms", "`next_steps` where most can start, ms"),
    ):
        yield _line(title, [each["memory"][name] for each in states], digits=2)
    counts = " | ".join(
        ", ".join(f"{count} {word}" for word, count in each["statements"].items())
        for each in states
    )
    yield f"| statements of a paper on SQLite | {counts} |"


def _line(title: str, cells: list[list[float] | None], digits: int = 0) -> str:
    told = [
        f"{cell[0]:,.{digits}f} ({cell[1]:,.{digits}f}–{cell[2]:,.{digits}f})"
        if cell
        else "–"
        for cell in cells
    ]
    return f"| {title} | {' | '.join(told)} |"


def between(found: list[float], digits: int) -> str:
    """Return what several figures lie between."""
    low, high = (f"{each:.{digits}f}" for each in (min(found), max(found)))
    return low if low == high else f"{low} to {high}"


def short() -> Iterator[str]:
    """Yield in one sentence what README says."""
    told = results("paper")
    shares = {
        database: [told[state][database]["ratios"]["floor"] for state in STATES]
        for database in GOALS
    }
    sqlite, server = (
        between([each[0] for each in found], 2) for found in shares.values()
    )
    peers = [
        (name, [told[state][database]["ratios"][name][0] for state in STATES])
        for database, names in GOALS.items()
        for name in names
        if name != "floor" and name in told[STATES[0]][database]["ratios"]
    ]
    times = ", ".join(
        f"{between(found, 1)} times as fast as {name.replace(', log row', ' with a log row')}"
        for name, found in peers
    )
    yield (
        f"A step of a whole paper (17 entries, all rules, a town's law) runs at {sqlite} of a bare "
        f"insert and commit of the same bytes on SQLite and {server} on PostgreSQL, "
        f"{times}, which ask no rules: in one run, on {told['cores']} shared cores (load "
        f"{told['load']}, a sync of {told['sync_us']} µs; spread, goals and the rest: "
        "[benchmarks](benchmarks/README.md))."
    )


def germany() -> Iterator[str]:
    """Yield what a year of Germany takes, scaled down."""
    told = results("germany")
    found = told["found"]
    disk = " (in memory, where each sync waits that long)" if told["disk"] else ""
    yield (
        f"Measured at a scale of {told['scale']}: {told['python']}, {told['cores']} shared cores "
        f"(load {told['load']} before it began), {told['workers']} workers, "
        f"{told['partitions']} partitions; a sync takes {told['sync_us']} µs{disk}."
    )
    yield ""
    yield "| | |"
    yield "|---|---|"
    rows = (
        (
            "municipalities, papers, steps",
            f"{found['tenants']}, {found['papers']:,}, {found['steps']:,}",
        ),
        ("steps a second, all workers", f"{found['steps_per_second']:,}"),
        (
            "processor's time a step: workers, server",
            f"{found['microseconds_of_workers']:,} µs, {found['microseconds_of_server']:,} µs",
        ),
        ("the slowest step", f"{found['slowest_step_ms']:,} ms"),
        ("bytes an entry, with all indexes", f"{found['bytes_per_entry']:,}"),
        ("write-ahead log an entry", f"{found['wal_bytes_per_entry']:,} bytes"),
        ("verified a second, all workers", f"{found['verified_per_second']:,} entries"),
        (
            "verifying, processor's time an entry",
            f"{found['verify_microseconds']:,} µs",
        ),
        (
            "partitions that a statement touches",
            ", ".join(
                f"{name} {count}" for name, count in found["partitions_touched"].items()
            ),
        ),
        (
            "at this rate a whole year takes",
            f"{MUNICIPAL_STEPS / found['steps_per_second'] / 3600:,.0f} hours",
        ),
        (
            "a whole year, bytes",
            f"{MUNICIPAL_STEPS * found['bytes_per_entry'] / 1e9:,.0f} GB, and {MUNICIPAL_STEPS * found['wal_bytes_per_entry'] / 1e9:,.0f} GB of write-ahead log",
        ),
    )
    for name, value in rows:
        yield f"| {name} | {value} |"


def proofs() -> Iterator[str]:
    """Yield what the tree costs, and how large proofs are."""
    told = results("proof")
    middle, low, high = told["append beside a tree / without"]
    yield f"{told['python']}, {told['entries']:,} entries in a file of SQLite; CPU time."
    yield ""
    yield "| what | figure |"
    yield "|---|---|"
    yield f"| an append beside a tree / without one | {middle:.2f} ({low:.2f}–{high:.2f}) |"
    yield f"| giving a leaf, behind the commit | {told['us a leaf']:.0f} µs |"
    verified = told["verify with the tree / without"]
    yield f"| verifying with the tree / without | {verified:.2f} |"
    for name, spent in told["us"].items():
        yield f"| {name} | {spent / 1000:.1f} ms |"
    for name, size in told["bytes"].items():
        yield f"| size: {name} | {size:,} bytes |"


def replays() -> Iterator[str]:
    """Yield how long a council's years take, in the engine alone and through an office."""
    told = results("replay")
    engine, office = told["engine"], told["office"]
    yield (
        f"{engine['papers']:,} papers with {engine['consultations']:,} consultations "
        f"({engine['entries']:,} entries) take {engine['seconds of processor']:.0f} seconds of "
        "one processor in the engine alone, and no more memory in the end "
        f"({engine['MiB in the end']} MiB) than at half ({engine['MiB at half']}); stored "
        f"through an office on SQLite {office['seconds of processor']:.0f} seconds of one "
        f"processor ({office['MiB at half']} MiB at half, {office['MiB in the end']} in the "
        f"end). {engine['python']}, {engine['cores']} shared cores (load {engine['load']} and "
        f"{office['load']}), {engine['measured']}."
    )


TABLES: Mapping[str, Callable[[], Iterator[str]]] = {
    "beside": beside,
    "steps": steps,
    "short": short,
    "germany": germany,
    "proofs": proofs,
    "replays": replays,
}
"""By name, what makes the lines of a table."""


def filled(text: str) -> str:
    """Return a page with its figures as they were measured."""

    def made(found: re.Match[str]) -> str:
        lines = "\n".join(TABLES[found["name"]]())
        return f"{found[1]}{lines}\n{found[3]}"

    return _PLACE.sub(made, text)


def main() -> None:
    """Write the pages, or tell which do not have the figures that were measured."""
    wrong = []
    for name in PAGES:
        page = ROOT / name
        text = page.read_text(encoding="utf-8")
        new = filled(text)
        if new != text:
            wrong.append(name)
            if "--check" not in sys.argv:
                page.write_text(new, encoding="utf-8")
    if wrong and "--check" in sys.argv:
        raise SystemExit(f"other figures than were measured: {', '.join(wrong)}")


if __name__ == "__main__":
    main()
