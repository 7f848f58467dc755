"""What it costs to start, of an installed wheel: imports, a state's procedure, commands.

    python -m benchmarks.start [--json] [--rounds 15]

A wheel of this tree is built and unpacked, with bytecode, into a folder of its own, as an
installer does; every figure is of a process of its own. Told is the processor's time in ms,
without that of a bare interpreter, which stands in the first line: the median, and the
middle half of the rounds. Of code it is the time until it is ready, of a command that until
the process has ended.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import zipfile

from collections.abc import Mapping
from pathlib import Path
from typing import Any


ROOT = Path(__file__).parents[1]
GOALS = {
    "import ratsflow": 15,
    "nrw()": 150,
    "bw()": 150,
    "ratsflow --help": 120,
    "ratsflow show": 400,
}
"""At most so many ms."""

READY = "import time; print(time.process_time())"
"""Tells the time when all before it was done."""


def installed(folder: Path) -> Path:
    """Build a wheel of this tree and unpack it with bytecode; return where."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        check=True,
        cwd=ROOT,
        capture_output=True,
    )
    site = folder / "site"
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    compileall.compile_dir(site, quiet=1)
    return site


def commands(folder: Path) -> dict[str, list[str]]:
    """Return what is measured, by name; the bare interpreter first."""
    database = ["--db", str(folder / "start.db")]
    return {
        "bare": ["-c", READY],
        "import ratsflow": ["-c", f"import ratsflow; {READY}"],
        "nrw()": ["-c", f"from ratsflow import nrw; nrw(); {READY}"],
        "bw()": ["-c", f"from ratsflow import bw; bw(); {READY}"],
        "ratsflow --help": ["-m", "ratsflow", "--help"],
        "ratsflow rules": ["-m", "ratsflow", "rules"],
        "ratsflow show": ["-m", "ratsflow", "show", "0042-2026", *database],
    }


def spent(arguments: list[str], site: Path) -> float:
    """Run a process; return the ms of processor's time that it took."""
    surroundings = {
        name: value
        for name, value in os.environ.items()
        if name not in {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH"}
    }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *arguments],
        check=True,
        capture_output=True,
        text=True,
        cwd=site.parent,
        env={**surroundings, "PYTHONPATH": str(site)},
    )
    if READY in arguments[-1]:
        return 1e3 * float(done.stdout)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1e3 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def measure(rounds: int) -> dict[str, list[float]]:
    """Return by command the median and the quartiles."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = installed(folder)
        spent(["-m", "ratsflow", "tour", "--db", str(folder / "start.db")], site)
        asked = commands(folder)
        found: dict[str, list[float]] = {each: [] for each in asked}
        for _ in range(rounds):
            bare = spent(asked["bare"], site)
            found["bare"].append(bare)
            for each, arguments in asked.items():
                if each != "bare":
                    found[each].append(spent(arguments, site) - bare)
    return {each: _spread(values) for each, values in found.items()}


def _spread(found: list[float]) -> list[float]:
    low, middle, high = (
        statistics.quantiles(found, n=4) if len(found) > 1 else [*found] * 3
    )
    return [round(each, 1) for each in (middle, low, high)]


def table(told: Mapping[str, Any]) -> str:
    """Return the figures as a table."""
    lines = [told["python"], ""]
    for name, (middle, low, high) in told["milliseconds"].items():
        goal = f"   goal: at most {GOALS[name]}" if name in GOALS else ""
        lines.append(f"  {name:<18}{middle:8.1f}   {low:.1f} to {high:.1f}{goal}")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args()
    told: dict[str, Any] = {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "goals": GOALS,
        "milliseconds": measure(asked.rounds),
    }
    print(json.dumps(told, indent=2) if asked.json else table(told))


if __name__ == "__main__":
    main()
